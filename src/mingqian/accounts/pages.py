"""Signing in and out, one's own password and second factor, switching roles."""

from __future__ import annotations

import time
from typing import Any, cast

import pyotp
import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from mingqian.accounts import actions
from mingqian.accounts.current import ROLE_KEY, actor_for
from mingqian.accounts.models import User
from mingqian.accounts.permissions import ROLES
from mingqian.acts.actor import Actor
from mingqian.acts.doors import actor_of, public, signed_in
from mingqian.acts.refusal import Refused

PENDING = "second_factor_for"
PENDING_SECONDS = 300
MAX_CODE_TRIES = 5


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="密码", max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("staff:desk")


def _anonymous(request: HttpRequest) -> Actor:
    return Actor(
        user_id=None,
        name="未登录",
        role="",
        role_name="未登录",
        agency_id=None,
        unit_id=None,
        origin=request.META.get("REMOTE_ADDR", ""),
    )


def _enter(request: HttpRequest, user: User, target: str, *, second_factor: bool) -> HttpResponse:
    login(request, user, backend="mingqian.accounts.backend.AccountBackend")
    roles = user.roles()
    request.session[ROLE_KEY] = roles[0] if roles else ""
    actor = actor_for(user, request.session[ROLE_KEY], origin=request.META.get("REMOTE_ADDR", ""))
    actions.note_login(by=actor, user=user, second_factor=second_factor)
    return HttpResponseRedirect(target)


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """登录."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request))
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            if user.totp_secret:
                request.session[PENDING] = {
                    "user": user.id,
                    "at": time.time(),
                    "next": _next(request),
                    "tries": 0,
                }
                return HttpResponseRedirect(reverse("accounts:second_factor"))
            return _enter(request, user, _next(request), second_factor=False)
        locked = getattr(request, "axes_locked_out", False)
        actions.note_failed_login(
            by=_anonymous(request), username=form.cleaned_data["username"], locked=bool(locked)
        )
        if not locked:
            form.add_error(None, "账号或密码不对。连续五次不对，账号会锁定一刻钟。")
    return render(request, "accounts/login.html", {"form": form, "next": request.GET.get("next", "")})


@public
def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Shown by axes when an account is locked from this address."""
    return render(request, "accounts/locked.html", status=429)


@public
@never_cache
@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """The six digits of the second factor, after the right password."""
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_SECONDS:
        return HttpResponseRedirect(reverse("accounts:login"))
    error = ""
    if request.method == "POST":
        user = User.objects.get(pk=pending["user"])
        if pyotp.TOTP(user.totp_secret).verify(request.POST.get("code", "").strip(), valid_window=1):
            del request.session[PENDING]
            return _enter(request, user, pending["next"], second_factor=True)
        pending["tries"] += 1
        request.session[PENDING] = pending
        actions.note_failed_login(
            by=_anonymous(request), username=user.username, locked=pending["tries"] >= MAX_CODE_TRIES
        )
        if pending["tries"] >= MAX_CODE_TRIES:
            del request.session[PENDING]
            return locked_out(request)
        error = Refused("accounts.wrong_code").words()
    return render(request, "accounts/second_factor.html", {"error": error})


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出."""
    logout(request)
    return HttpResponseRedirect(reverse("accounts:login"))


@signed_in
@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's roles from now on, on the page asked for (`next`, of this site alone) or on the desk; the
    switch is an event.
    """
    user, actor = cast(User, request.user), actor_of(request)
    role = request.POST.get("role", "")
    try:
        actions.note_role_switch(by=actor, user=user, before=actor.role, after=role)
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        request.session[ROLE_KEY] = role
        messages.success(request, f"现在以“{ROLES[role].name}”办事。")
    return HttpResponseRedirect(_next(request))


@signed_in
@never_cache
@sensitive_post_parameters("old", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """修改密码."""
    errors: dict[str, str] = {}
    user = request.user
    if request.method == "POST" and isinstance(user, User):
        new = request.POST.get("new", "")
        if new != request.POST.get("again", ""):
            errors["again"] = "两次输入的新密码不一样。"
        else:
            try:
                actions.change_own_password(
                    by=actor_of(request),
                    user=user,
                    old=request.POST.get("old", ""),
                    new=new,
                )
            except Refused as refused:
                errors[refused.field or "new"] = refused.words()
            else:
                role = request.session.get(ROLE_KEY, "")
                login(request, user, backend="mingqian.accounts.backend.AccountBackend")
                request.session[ROLE_KEY] = role
                messages.success(request, "密码已修改。")
                return HttpResponseRedirect(reverse("staff:desk"))
    return render(request, "accounts/password.html", {"errors": errors})


@signed_in
@never_cache
def own_second_factor(request: HttpRequest) -> HttpResponse:
    """启用或停用动态口令."""
    user = request.user
    error = ""
    if not isinstance(user, User):
        return HttpResponseRedirect(reverse("accounts:login"))
    if request.method == "POST":
        try:
            if user.totp_secret:
                actions.turn_off_second_factor(
                    by=actor_of(request),
                    user=user,
                    password=request.POST.get("password", ""),
                )
                messages.success(request, "已停用动态口令。")
            else:
                actions.turn_on_second_factor(
                    by=actor_of(request),
                    user=user,
                    secret=request.session.get("totp_offer", ""),
                    code=request.POST.get("code", "").strip(),
                )
                request.session.pop("totp_offer", None)
                messages.success(request, "已启用动态口令。下次登录时，输入密码后还要输入手机上的六位数字。")
            return HttpResponseRedirect(reverse("accounts:own_second_factor"))
        except Refused as refused:
            error = refused.words()
    offer = qr = ""
    if not user.totp_secret:
        offer = request.session.setdefault("totp_offer", pyotp.random_base32())
        uri = pyotp.TOTP(offer).provisioning_uri(name=user.username, issuer_name="明签")
        qr = segno.make(uri, error="m").svg_data_uri(scale=5, border=2)
    return render(request, "accounts/own_second_factor.html", {"offer": offer, "qr": qr, "error": error})
