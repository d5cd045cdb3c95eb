"""Office pages for agencies, units, people and their roles.

Open to the three administrators alone, whose office is the whole installation: no agency limits what they see here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts import actions, queries
from mingqian.accounts.forms import (
    AgencyEditForm,
    AgencyForm,
    GrantForm,
    UnitEditForm,
    UnitForm,
    UserEditForm,
    UserForm,
)
from mingqian.accounts.models import Agency, Unit, User
from mingqian.accounts.permissions import ROLES, Permission
from mingqian.acts import keys
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused

ONE_TIME = "one_time_password"
_CONTEXT = "accounts.one_time"


def _beside(form: django_forms.Form, refused: Refused) -> None:
    """Put a refusal beside its field, or at the head of the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.words())


def _tried(form: django_forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the form was right and the action was not refused; a missing permission refuses the whole page."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        if refused.code == "acts.not_permitted":
            raise
        _beside(form, refused)
        return False
    return True


def _keep_once(request: HttpRequest, user: User, password: str) -> None:
    """Hand a one-time password to the next page, encrypted while it lies in the session."""
    sealed = base64.b64encode(keys.encrypt(password.encode(), context=_CONTEXT)).decode()
    request.session[ONE_TIME] = {"user": user.id, "sealed": sealed}


@page(Permission.ACCOUNTS_READ)
def agency_list(request: HttpRequest) -> HttpResponse:
    """机构与单位."""
    return render(request, "accounts/agency_list.html", {"agencies": queries.agencies()})


@page(Permission.ACCOUNTS_MANAGE)
def agency_new(request: HttpRequest) -> HttpResponse:
    """开设机构."""
    form = AgencyForm(request.POST or None)
    made: list[Agency] = []
    if request.method == "POST" and _tried(
        form,
        lambda: made.append(actions.create_agency(by=request.actor, **form.cleaned_data)),  # type: ignore[attr-defined]
    ):
        messages.success(request, f"已开设“{made[0].name}”。接着开设它的单位和人员。")
        return HttpResponseRedirect(reverse("accounts:agency", args=[made[0].id]))
    return render(
        request,
        "accounts/form.html",
        {"form": form, "title": "开设机构", "button": "开设", "up": "agency_list"},
    )


@page(Permission.ACCOUNTS_READ)
def agency(request: HttpRequest, agency_id: int) -> HttpResponse:
    """One agency and its units; a new unit is opened here."""
    one = get_object_or_404(Agency, pk=agency_id)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and _tried(
        form,
        lambda: actions.create_unit(by=request.actor, agency=one, **form.cleaned_data),  # type: ignore[attr-defined]
    ):
        messages.success(request, f"已开设“{form.cleaned_data['name']}”。")
        return HttpResponseRedirect(reverse("accounts:agency", args=[one.id]))
    units = one.units.order_by("-active", "id")
    return render(request, "accounts/agency.html", {"agency": one, "units": units, "form": form})


@page(Permission.ACCOUNTS_MANAGE)
def agency_edit(request: HttpRequest, agency_id: int) -> HttpResponse:
    """修改机构."""
    one = get_object_or_404(Agency, pk=agency_id)
    now = {name: getattr(one, name) for name in ("name", "short_name", "level", "region_code", "active")}
    form = AgencyEditForm(request.POST or None, initial=now)
    if request.method == "POST" and _tried(
        form,
        lambda: actions.edit_agency(by=request.actor, agency=one, **form.cleaned_data),  # type: ignore[attr-defined]
    ):
        messages.success(request, "已修改。")
        return HttpResponseRedirect(reverse("accounts:agency", args=[one.id]))
    return render(
        request,
        "accounts/form.html",
        {"form": form, "title": f"修改{now['name']}", "button": "保存", "up": "agency_list"},
    )


@page(Permission.ACCOUNTS_MANAGE)
def unit_edit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """修改单位."""
    one = get_object_or_404(Unit.objects.select_related("agency"), pk=unit_id)
    form = UnitEditForm(
        request.POST or None, initial={"name": one.name, "kind": one.kind, "active": one.active}
    )
    title = f"修改{one.agency.short_name}{one.name}"
    if request.method == "POST" and _tried(
        form,
        lambda: actions.edit_unit(by=request.actor, unit=one, **form.cleaned_data),  # type: ignore[attr-defined]
    ):
        messages.success(request, "已修改。")
        return HttpResponseRedirect(reverse("accounts:agency", args=[one.agency_id]))
    return render(
        request, "accounts/form.html", {"form": form, "title": title, "button": "保存", "up": "agency_list"}
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@page(Permission.ACCOUNTS_READ)
def user_list(request: HttpRequest) -> HttpResponse:
    """人员."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "agency", "role", "state")}
    found, total = queries.people(
        words=asked["q"],
        agency_id=_number(asked["agency"]) or None,
        role=asked["role"] if asked["role"] in ROLES else "",
        state=asked["state"],
        after=_number(request.GET.get("after", "")),
    )
    shown = found[: queries.PAGE]
    held, locked = queries.roles_of(shown), queries.locked_usernames()
    rows = [
        {
            "user": user,
            "roles": [ROLES[code] for code in held.get(user.id, ())],
            "locked": user.username in locked,
        }
        for user in shown
    ]
    older = ""
    if len(found) > queries.PAGE:
        query = request.GET.copy()
        query["after"] = str(shown[-1].id)
        older = "?" + query.urlencode()
    context = {
        "rows": rows,
        "total": total,
        "older": older,
        "asked": asked,
        "agencies": Agency.objects.all(),
        "all_roles": ROLES.values(),
        "filtered": any(asked.values()),
    }
    return render(request, "accounts/user_list.html", context)


@page(Permission.ACCOUNTS_MANAGE)
def user_new(request: HttpRequest) -> HttpResponse:
    """开设账号."""
    form = UserForm(request.POST or None)
    made: list[tuple[User, str]] = []
    if request.method == "POST" and _tried(
        form,
        lambda: made.append(actions.create_user(by=request.actor, **form.cleaned_data)),  # type: ignore[attr-defined]
    ):
        user, password = made[0]
        _keep_once(request, user, password)
        return HttpResponseRedirect(reverse("accounts:one_time_password", args=[user.id]))
    context = {"form": form, "title": "开设账号", "button": "开设账号", "up": "user_list"}
    return render(request, "accounts/form.html", context)


@page(Permission.ACCOUNTS_READ)
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person: particulars, roles now and before; the security administrator acts here."""
    one = get_object_or_404(User.objects.select_related("agency", "unit"), pk=user_id)
    actor = request.actor  # type: ignore[attr-defined]
    act = request.POST.get("act", "")
    grant = GrantForm(request.POST if act == "grant" else None)
    reason = request.POST.get("reason", "")
    refusals: dict[str, str] = {}
    try:
        if act == "grant" and _tried(
            grant, lambda: actions.grant_role(by=actor, user=one, **grant.cleaned_data)
        ):
            messages.success(request, f"已授予“{ROLES[grant.cleaned_data['role']].name}”。")
            return HttpResponseRedirect(request.path)
        if act.startswith("withdraw:"):
            actions.withdraw_role(by=actor, user=one, role=act.removeprefix("withdraw:"), reason=reason)
            messages.success(request, "角色已收回，从下一次点击起生效。")
            return HttpResponseRedirect(request.path)
        if act == "unlock":
            actions.release_lock(by=actor, user=one, reason=reason)
            messages.success(request, "已解除锁定，现在就能登录。")
            return HttpResponseRedirect(request.path)
        if act == "reset":
            _keep_once(request, one, actions.reset_password(by=actor, user=one, reason=reason))
            return HttpResponseRedirect(reverse("accounts:one_time_password", args=[one.id]))
    except Refused as refused:
        if refused.code == "acts.not_permitted":
            raise
        refusals[act] = refused.words()
    grants = list(one.grants.order_by("-id"))
    now = [
        {
            "grant": g,
            "role": ROLES[g.role],
            "act": f"withdraw:{g.role}",
            "error": refusals.get(f"withdraw:{g.role}", ""),
        }
        for g in grants
        if g.withdrawn_at is None
    ]
    context = {
        "person": one,
        "now": now,
        "past": [{"grant": g, "role": ROLES[g.role]} for g in grants if g.withdrawn_at is not None],
        "grant_form": grant,
        "locked": one.username in queries.locked_usernames(),
        "refusals": refusals,
        "typed": reason,
        "may_manage": actor.may(Permission.ACCOUNTS_MANAGE),
        "may_grant": actor.may(Permission.ROLES_GRANT),
        "oneself": actor.user_id == one.id,
    }
    return render(request, "accounts/user.html", context)


@page(Permission.ACCOUNTS_MANAGE)
def user_edit(request: HttpRequest, user_id: int) -> HttpResponse:
    """修改人员."""
    one = get_object_or_404(User, pk=user_id)
    now = {"name": one.name, "unit": one.unit_id, "post": one.post, "is_active": one.is_active}
    form = UserEditForm(request.POST or None, initial=now, agency_id=one.agency_id)
    title = f"修改{one.name}"
    if request.method == "POST" and _tried(
        form,
        lambda: actions.edit_user(by=request.actor, user=one, **form.cleaned_data),  # type: ignore[attr-defined]
    ):
        messages.success(request, "已修改。")
        return HttpResponseRedirect(reverse("accounts:user", args=[one.id]))
    return render(
        request, "accounts/form.html", {"form": form, "title": title, "button": "保存", "up": "user_list"}
    )


@page(Permission.ACCOUNTS_MANAGE, Permission.ROLES_GRANT)
def one_time_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """The one-time password, shown once: it leaves the session with this page."""
    one = get_object_or_404(User, pk=user_id)
    kept = request.session.pop(ONE_TIME, None)
    if kept is None or kept["user"] != one.id:
        return render(request, "accounts/one_time_gone.html", {"person": one})
    password = keys.decrypt(base64.b64decode(kept["sealed"]), context=_CONTEXT).decode()
    return render(request, "accounts/one_time.html", {"person": one, "password": password})


@page(Permission.ACCOUNTS_READ)
def role_list(request: HttpRequest) -> HttpResponse:
    """Every role in words: what it is for, what it may do, how many hold it."""
    held = queries.holders()
    roles = [
        {
            "role": role,
            "held": held.get(role.code, 0),
            "may": [p.label for p in Permission if p.value in role.permissions],
        }
        for role in ROLES.values()
    ]
    return render(request, "accounts/role_list.html", {"roles": roles})
