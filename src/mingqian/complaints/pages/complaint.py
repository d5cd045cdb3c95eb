"""One complaint: what was said, its steps, and what is to be done now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import Unit, User
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.complaints import actions
from mingqian.complaints.actions.looks import may_see_person
from mingqian.complaints.actions.routing import BY_CODE, government
from mingqian.complaints.models import Attachment, Complaint
from mingqian.complaints.pages.common import day_of, number_of
from mingqian.complaints.queries import check_address, checks_of, same_matter, term_of
from mingqian.complaints.rules import Rules
from mingqian.complaints.scope import arrangement, deals, on_duty, registers, visible
from mingqian.complaints.states import COMPLAINT, OPEN, REGISTERED, SENT

P = Permission
_SEEN = "complaints_seen"


@page(P.COMPLAINTS_HANDLE, P.COMPLAINTS_DEAL)
def complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """The whole paper, and one form: the next step."""
    actor = actor_of(request)
    rows = visible(actor).select_related("agency", "unit", "subject", "shift", "main")
    one: Complaint = get_object_or_404(rows, pk=complaint_id)
    errors: dict[str, str] = {}
    person: dict[str, str] = {}
    act = request.POST.get("act", "")
    if request.method == "POST":
        try:
            if act == "person":
                person = actions.read_person(by=actor, complaint=one)
            else:
                messages.success(request, _act(request, one, act))
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            errors[refused.field or "form"] = refused.words()
        else:
            if act != "person":
                return HttpResponseRedirect(reverse("complaints:complaint", args=[one.pk]))
    _note_look(request, one)
    rules, held = Rules(one.agency_id), arrangement(one.agency_id)
    fatal = rules.fatal_checked_by if one.fatal else None
    officers_only = [held.officers_unit] if held and held.officers_unit else []
    context: dict[str, Any] = {
        "title": one.number,
        "one": one,
        "rules": rules,
        "term": term_of(one, rules),
        "steps": list(one.steps.all()),
        "registers": registers(actor, one, held),
        "deals": deals(actor, one),
        "open": one.state in OPEN,
        "units": officers_only
        if one.officers
        else Unit.objects.filter(agency_id=one.agency_id, active=True).order_by("pk"),
        "fatal": fatal,
        "government": government(fatal.values[0]) if fatal else "",
        "same": same_matter(one) if one.state == REGISTERED and registers(actor, one, held) else [],
        "merged": list(visible(actor).filter(main=one).order_by("pk")),
        "attachments": one.attachments.defer("data"),
        "may_accept": one.state == SENT
        and (registers(actor, one, held) or (not one.officers and on_duty(actor) is not None)),
        "colleagues": User.objects.filter(agency=one.agency, is_active=True).select_related("unit")
        if one.officers and one.state == SENT
        else [],
        "by_code": BY_CODE if one.anonymous else "",
        "has_person": not one.anonymous,
        "may_person": not one.anonymous and may_see_person(actor, one, rules),
        "person": person,
        "accused": User.objects.filter(pk__in=one.accused).select_related("unit") if one.officers else [],
        "check": check_address(one) if deals(actor, one) and actor.may(P.TASKS_LEAD) else "",
        "checks": [] if one.officers else checks_of(one),
        "may_tasks": actor.may(P.TASKS_READ),
        "act": act,
        "typed": request.POST,
        "errors": errors,
        "today": timezone.localdate(),
    }
    return render(request, "complaints/complaint.html", context, status=422 if errors else 200)


@page(P.COMPLAINTS_HANDLE, P.COMPLAINTS_DEAL)
def attachment(request: HttpRequest, complaint_id: int, number: int) -> HttpResponse:
    """One picture or paper, as a file: the browser runs nothing of it."""
    actor = actor_of(request)
    rows = Attachment.objects.select_related("complaint").filter(complaint__in=visible(actor))
    one = get_object_or_404(rows, complaint_id=complaint_id, number=number)
    data = actions.read_attachment(by=actor, attachment=one)
    return HttpResponse(
        data,
        content_type=one.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{one.complaint_id}-{one.number}.{one.ending}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _note_look(request: HttpRequest, one: Complaint) -> None:
    """The first look of a session at what is said about officers is an event."""
    if not one.officers:
        return
    seen = request.session.get(_SEEN, [])
    if one.pk not in seen:
        actions.note_officers_look(by=actor_of(request), complaint=one)
        request.session[_SEEN] = [*seen[-200:], one.pk]


def _act(request: HttpRequest, one: Complaint, act: str) -> str:
    """Carry out one step; returns what happened. Raises `Refused`."""
    by, typed = actor_of(request), request.POST
    dealing = deals(by, one)
    if act == "accept":
        done = actions.accept(
            by=by,
            complaint=one,
            subject_words=typed.get("subject_words", ""),
            accused=[number_of(each) for each in typed.getlist("accused")],
        )
        return "已受理、登记。下一步：转办。" if done.registered_at else "已受理。交接班前一起报办公室登记。"
    if act == "merge":
        into = next((each for each in same_matter(one) if str(each.pk) == typed.get("into", "")), None)
        if into is None:
            raise Refused("complaints.merge_with", field="into")
        actions.merge(by=by, complaint=one, into=into)
        return f"已并入 {into.number}，一并办理。有了结果分别答复。"
    if act == "part":
        actions.part(by=by, complaint=one, reason=typed.get("reason", ""))
        return "已分开。下一步：转办。"
    if act == "register":
        actions.register(by=by, complaint=one)
        return "已登记。下一步：转办。"
    if act == "refuse":
        actions.refuse(by=by, complaint=one, reason=typed.get("reason", ""))
        return "已登记为不予受理。"
    if act == "route":
        unit = Unit.objects.filter(pk=number_of(typed.get("unit", "")), agency_id=one.agency_id).first()
        if unit is None:
            raise Refused("complaints.unit", field="unit")
        actions.route(by=by, complaint=one, unit=unit, note=typed.get("note", ""))
        return f"已交办给{unit.name}。"
    if act == "pass":
        actions.pass_on(by=by, complaint=one, to_name=typed.get("to_name", ""), note=typed.get("note", ""))
        return "已转交。对方告知结果以后，在这里登记。"
    if act == "send_back":
        back = actions.send_back if dealing else actions.call_back
        back(by=by, complaint=one, reason=typed.get("reason", ""))
        return "已退回，由登记的单位重新转办。"
    if act == "deal":
        tell = actions.deal if dealing else actions.note_result
        tell(by=by, complaint=one, result=typed.get("result", ""))
        return "已登记办理结果。"
    if act == "reply":
        actions.reply(
            by=by,
            complaint=one,
            said=typed.get("said", ""),
            way=typed.get("way", ""),
            replied_on=day_of(request, "replied_on"),
            satisfied=typed.get("satisfied", ""),
        )
        return "已登记答复。"
    if act == "close":
        actions.close(by=by, complaint=one, reward=typed.get("reward", ""))
        return "已办结。"
    raise Refused("acts.wrong_state", what=one.number, state=COMPLAINT.states[one.state].name, doing="这样办")
