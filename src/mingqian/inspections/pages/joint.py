"""合并上门: what could be one visit, what was proposed, and one visit with everything under it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole, wholes
from mingqian.acts.refusal import Refused
from mingqian.inspections import actions, joint
from mingqian.inspections.actions.joint import BEFORE_THE_CHECK
from mingqian.inspections.actions.look import note_look
from mingqian.inspections.models import Inspection, JointVisit, Notice, VisitOffer, VisitPart
from mingqian.inspections.pages.common import UNTIL, actor_of, look
from mingqian.inspections.pages.notices import NoticeWords
from mingqian.inspections.scope import is_system, seated, visible
from mingqian.inspections.states import AGREED, ASSIGNED, LIVE_VISITS, PROPOSED
from mingqian.plans.models import Campaign
from mingqian.plans.telling import may_be_told

P = Permission
MOST_SHOWN = 100


def _day(text: str) -> Any:
    try:
        return forms.DateField().clean(text)
    except forms.ValidationError:
        return None


@page(P.TASKS_LEAD, P.TEAMS_APPROVE)
def visits(request: HttpRequest) -> HttpResponse:
    """Matches to propose, proposals to answer, agreed visits; the campaigns of the unit that are offered."""
    actor = actor_of(request)
    typed = {name: request.POST.get(name, "") for name in ("match", "planned_on", "reason")}
    error = ""
    if request.method == "POST":
        try:
            return _act(request, typed)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            error = refused.words()
    found = joint.matches(actor)
    seen = VisitPart.objects.filter(inspection__in=visible(actor)).values("visit_id")
    rows = JointVisit.objects.filter(pk__in=seen).order_by("-pk")[:MOST_SHOWN]
    shown = [(one, joint.parts_of(one)) for one in rows]
    secret_until = ""
    hidden = [
        one for match in found for one in match.inspections if one.draw is None or not one.draw.released
    ]
    hidden += [
        part.inspection
        for _, parts in shown
        for part in parts
        if part.inspection.draw is None or not part.inspection.draw.released
    ]
    if hidden:
        secret_until = UNTIL
        mark = f"{actor.role}:visits"
        if not request.session.get(mark):
            note_look(by=actor, kind="accounts.unit", object_id=actor.unit_id or 0, what="合并上门")
            request.session[mark] = True
    return render(
        request,
        "inspections/visits.html",
        {
            "title": "合并上门",
            "matches": found,
            "most": joint.MOST_MATCHES,
            "waiting": [(one, parts) for one, parts in shown if one.state == PROPOSED],
            "agreed": [(one, parts) for one, parts in shown if one.state == AGREED],
            "offers": _offers(request),
            "leads": actor.may(P.TASKS_LEAD),
            "typed": typed,
            "error": error,
            "secret_until": secret_until,
        },
        status=409 if error else 200,
    )


def _act(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    """Propose what was chosen, or turn an offer on or off. Raises `Refused`."""
    actor = actor_of(request)
    if request.POST.get("act") in ("offer", "keep"):
        chosen = whole(request.POST.get("campaign")) or 0
        campaign = get_object_or_404(Campaign, pk=chosen, unit_id=actor.unit_id or 0)
        willing = request.POST["act"] == "offer"
        actions.offer_visits(by=actor, campaign=campaign, willing=willing)
        messages.success(request, "已写明愿意合并上门。" if willing else "已收回，不再与别的单位比对。")
        return HttpResponseRedirect(request.path)
    ids = wholes(request.POST.getlist("pick"))
    visit = actions.propose_visit(
        by=actor, inspection_ids=ids, planned_on=_day(typed["planned_on"]), reason=typed["reason"]
    )
    said = "已合并为一次上门。" if visit.state == AGREED else "已提议，等有关单位负责人同意。"
    messages.success(request, said)
    return HttpResponseRedirect(reverse("inspections:visit", args=[visit.pk]))


def _offers(request: HttpRequest) -> list[tuple[Campaign, bool, int]]:
    """The campaigns of one's unit with checks not yet notified: whether they are offered, how many checks."""
    actor = actor_of(request)
    if not actor.may(P.TASKS_LEAD):
        return []
    open_ones = Inspection.objects.filter(unit_id=actor.unit_id or 0, state=ASSIGNED)
    offered = set(VisitOffer.objects.filter(willing=True).values_list("campaign_id", flat=True))
    campaigns = Campaign.objects.filter(pk__in=open_ones.values("campaign_id")).order_by("number")
    return [(one, one.pk in offered, open_ones.filter(campaign=one).count()) for one in campaigns]


@page(P.TASKS_READ)
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit: who comes, what is checked, the records under it; agreeing, refusing, notifying, taking apart."""
    actor = actor_of(request)
    held = get_object_or_404(JointVisit, pk=visit_id)
    parts = joint.parts_of(held)
    seen = set(
        visible(actor).filter(pk__in=[part.inspection_id for part in parts]).values_list("pk", flat=True)
    )
    if not seen:
        raise Http404
    mine = [part for part in parts if is_system(actor) or part.unit_id == actor.unit_id]
    leads = actor.may(P.TASKS_LEAD) and bool(mine)
    proposer = held.proposed_by_id == actor.user_id and actor.may(P.TEAMS_APPROVE)
    typed = request.POST.get("reason", "")
    error = ""
    words = NoticeWords(
        request.POST if request.POST.get("act") == "notify" else None,
        campaigns=[part.inspection.campaign for part in parts],
    )
    if request.method == "POST" and (leads or proposer):
        try:
            done = _decide(request, held, words, typed)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            error = refused.words()
        else:
            if done is not None:
                return done
    sits = set(
        Inspection.objects.filter(pk__in=seen & {row["inspection_id"] for row in seated(actor)}).values_list(
            "pk", flat=True
        )
    )
    first = next((part.inspection for part in parts if part.inspection_id in seen), parts[0].inspection)
    return render(
        request,
        "inspections/visit.html",
        {
            "title": f"合并上门：{first.subject_name}",
            "visit": held,
            "first": first,
            "parts": [_part(part, seen, sits, told=held.state == AGREED) for part in parts],
            "citation": joint.citation_of(part.inspection.campaign for part in parts),
            "leads": leads,
            "to_answer": leads and held.state == PROPOSED and any(part.agreed_at is None for part in mine),
            "may_undo": (leads or proposer)
            and held.state in LIVE_VISITS
            and all(part.inspection.state in BEFORE_THE_CHECK for part in parts),
            "to_notify": leads
            and held.state == AGREED
            and all(part.inspection.state == ASSIGNED for part in parts),
            "silent": [part.inspection for part in parts if not may_be_told(part.inspection.campaign)],
            "paper": _paper(parts) if leads else None,
            "words": words,
            "typed": typed,
            "error": error,
            "secret_until": look(
                request,
                first.draw,
                kind="inspections.jointvisit",
                object_id=held.pk,
                what="合并上门",
                number=first.number,
            ),
        },
        status=409 if error else 200,
    )


def _part(part: VisitPart, seen: set[int], sits: set[int], *, told: bool) -> dict[str, Any]:
    """One campaign of the visit: of another unit's what an agreed visit has to tell, never its record."""
    one = part.inspection
    section = next(row for row in joint.sections_of(one) if row.inspection.pk == one.pk)
    own = one.pk in seen
    return {
        "part": part,
        "inspection": one,
        "campaign": one.campaign,
        "items": section.items,
        "team": section.team if told or own else [],
        "own": own,
        "sits": one.pk in sits,
    }


def _paper(parts: list[VisitPart]) -> Inspection | None:
    """The inspection whose notice carries the enterprise's own page."""
    sent = Notice.objects.filter(
        inspection__in=[part.inspection_id for part in parts], token_digest__isnull=False
    )
    notice = sent.select_related("inspection").first()
    return notice.inspection if notice is not None else None


def _decide(request: HttpRequest, held: JointVisit, words: NoticeWords, typed: str) -> HttpResponse | None:
    """Carry out what was pressed; None where the notice's form has still an error. Raises `Refused`."""
    actor, act = actor_of(request), request.POST.get("act", "")
    if act == "agree":
        agreed = actions.agree_visit(by=actor, visit=held)
        messages.success(
            request, "已同意，合并为一次上门。" if agreed.state == AGREED else "已同意，还等别的单位。"
        )
    elif act == "refuse":
        actions.refuse_visit(by=actor, visit=held, reason=typed)
        messages.success(request, "已记下不同意，各自上门。")
    elif act == "undo":
        actions.undo_visit(by=actor, visit=held, reason=typed)
        messages.success(request, "已拆开，各自上门。")
    elif act == "notify":
        if not words.is_valid():
            return None
        sent = actions.notify_visit(by=actor, visit=held, **words.said())
        messages.success(request, "已记下通知，一份通知书写明全部任务。请打印送达。")
        visible_paper = sent.inspection.unit_id == actor.unit_id
        if visible_paper:
            return HttpResponseRedirect(reverse("inspections:notice_paper", args=[sent.inspection_id]))
    return HttpResponseRedirect(reverse("inspections:visit", args=[held.pk]))
