"""网上投诉举报: the form, where the bureau offers one; the code; how a complaint stands.

Nothing is kept of the sender but what is typed: no address in the record, no cookie but the form's own guard.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from mingqian.accounts.queries import host_agency
from mingqian.acts import keys
from mingqian.acts.actor import Actor
from mingqian.acts.doors import public
from mingqian.acts.refusal import Refused
from mingqian.complaints.actions import submit
from mingqian.complaints.actions.web import SENDER, WORDS
from mingqian.complaints.attachments import EACH_MB, MOST_BYTES, MOST_FILES, ROOM_FOR_WORDS
from mingqian.complaints.codes import fresh_once, shown
from mingqian.complaints.public import channels, stand_of
from mingqian.complaints.rules import DANGER, Rules

MOST_FROM_ONE = 5
"""Complaints taken from one network address within `WITHIN`."""
MOST_ASKED = 30
"""Questions after a code from one network address within `WITHIN`."""
WITHIN = 60 * 60


def _sender(agency_id: int) -> Actor:
    return Actor(
        user_id=None, name=SENDER, role="", role_name=SENDER, agency_id=agency_id, unit_id=None, origin=""
    )


def _too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Whether this address comes too often; counted in memory alone, under a name that does not tell the address."""
    address = keys.blind(request.META.get("REMOTE_ADDR", ""), context=f"portal.{what}")
    name = f"portal.{what}.{address}"
    if cache.add(name, 1, WITHIN):
        return False
    try:
        return cache.incr(name) > most
    except ValueError:  # it ran out between the two questions
        return False


def _closed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response


@public
@csrf_exempt
def complain_online(request: HttpRequest) -> HttpResponse:
    """The form. What is too large is refused before anything of it is read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if request.method == "POST" and length > MOST_FILES * MOST_BYTES + ROOM_FOR_WORDS:
        refused = Refused("complaints.web_large", each=EACH_MB, most=MOST_FILES)
        return _form(request, {}, {"form": refused.words()}, 413)
    return _online(request)


@csrf_protect
def _online(request: HttpRequest) -> HttpResponse:
    host = host_agency()
    if request.method != "POST" or host is None:
        return _form(request, {}, {}, 200)
    words = {name: request.POST.get(name, "") for name in WORDS}
    errors: dict[str, str] = {}
    files = request.FILES.getlist("files")
    try:
        if not Rules(host.pk).offers_web:
            raise Refused("complaints.web_closed")
        if any((one.size or 0) > MOST_BYTES for one in files) or len(files) > MOST_FILES:
            raise Refused("complaints.web_large", field="files", each=EACH_MB, most=MOST_FILES)
        if _too_often(request, "complaint", MOST_FROM_ONE):
            raise Refused("complaints.web_often", most=MOST_FROM_ONE)
        code = submit(
            by=_sender(host.pk),
            agency_id=host.pk,
            once=request.POST.get("once", "")[:64],
            words=words,
            files=[one.read() for one in files],
        )
    except Refused as refused:
        errors[refused.field or "form"] = refused.words()
        return _form(request, words, errors, 422, with_files=bool(files))
    context = {"title": "已经收到", "code": shown(code), "agency_id": host.pk}
    return _closed(render(request, "portal/complain_sent.html", context))


def _form(
    request: HttpRequest,
    typed: dict[str, str],
    errors: dict[str, str],
    status: int,
    *,
    with_files: bool = False,
) -> HttpResponse:
    host = host_agency()
    agency_id = host.pk if host else None
    rules = Rules(agency_id)
    context: dict[str, Any] = {
        "title": "网上投诉举报",
        "agency_id": agency_id,
        "rules": rules,
        "offered": rules.offers_web,
        "found": channels(agency_id),
        "typed": typed,
        "errors": errors,
        "once": fresh_once(),
        "with_files": with_files,
        "most_files": MOST_FILES,
        "each_mb": EACH_MB,
        "danger_about": [one for one in rules.subjects if DANGER in one],
        "officers_about": [one for one in rules.subjects if rules.is_officers(one)],
    }
    return _closed(render(request, "portal/complain_online.html", context, status=status))


@public
@csrf_protect
def complain_query(request: HttpRequest) -> HttpResponse:
    """How a complaint stands, for whoever holds its code: the state and the answer, nothing else."""
    host = host_agency()
    stand, error = None, ""
    code = request.POST.get("code", "").strip()[:60]
    if request.method == "POST":
        if _too_often(request, "query", MOST_ASKED):
            error = "这个网络地址查得太多。请过一小时再查，或者打电话问。"
        else:
            stand = stand_of(host.pk if host else None, code)
            if stand is None:
                error = "没有查到。请核对查询码：16 位字母和数字，不分大小写，没有 0、1、I、O。"
    context = {"title": "查询投诉举报", "stand": stand, "error": error, "code": code}
    return _closed(render(request, "portal/complain_query.html", context, status=422 if error else 200))
