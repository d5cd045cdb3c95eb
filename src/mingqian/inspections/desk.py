"""What waits on the desks of operators, unit heads and inspectors, and what their search box finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import SEARCH_LIMIT, DeskLine, Found
from mingqian.draws.models import Draw
from mingqian.draws.states import SIGNED, UNDER_WAY
from mingqian.inspections.joint import agreed_visit, waiting_for
from mingqian.inspections.law import Term, workdays_left
from mingqian.inspections.models import ChangeKind, Inspection, JointVisit, Referral, TeamChange
from mingqian.inspections.overlay import to_approve
from mingqian.inspections.queries import earliest, needs_people
from mingqian.inspections.referrals import letter_of, send_term, term_of, unsent, way_meant
from mingqian.inspections.scope import visible
from mingqian.inspections.states import (
    ACCEPTED,
    APPROVED,
    ASKED,
    ASSIGNED,
    BEFORE_THE_RECORD,
    CHECKING,
    DRAFTED,
    INSPECTION,
    NOTIFIED,
    OPEN_REFERRALS,
    RECORDED,
    SENT,
    WITHHELD,
)
from mingqian.plans.models import Campaign

MOST_OWN = 60
"""Lines an inspector sees one by one; the rest are on the list of tasks."""


def desk_lines(actor: Actor) -> Iterator[DeskLine]:
    """Lines of the present role alone."""
    if actor.may(Permission.TASKS_DISPATCH):
        yield from _to_dispatch(actor)
    if actor.may(Permission.DRAWS_OPERATE):
        yield from _to_redraw(actor)
    if actor.may(Permission.TEAMS_APPROVE):
        yield from _to_approve(actor)
    if actor.may(Permission.TASKS_LEAD):
        yield from _to_lead(actor)
    if actor.may(Permission.REFER):
        yield from _to_refer(actor)
    if actor.may(Permission.PLANS_APPROVE) and (waiting := to_approve(actor.agency_id or 0)):
        yield DeskLine(
            f"{len(waiting)} 户的检查待批准",
            "、".join(dict.fromkeys(one.campaign.title for one in waiting[:3])),
            reverse("inspections:approvals"),
            waits_for="检查组",
        )
    if actor.may(Permission.INSPECT) and actor.inspector_id is not None:
        yield from _to_inspect(actor)


def _to_dispatch(actor: Actor) -> Iterator[DeskLine]:
    signed = Draw.objects.filter(agency_id=actor.agency_id or 0, state=SIGNED).select_related(
        "campaign__unit"
    )
    for draw in signed.select_related("vacancy", "campaign__unit"):
        yield DeskLine(
            "补抽的人员入座" if draw.fills_vacancies else "派发检查任务",
            draw.title,
            reverse("inspections:dispatch", args=[draw.pk]),
            waits_for=draw.campaign.unit.name,
        )


def _to_redraw(actor: Actor) -> Iterator[DeskLine]:
    """Approved vacancies, unless a draw of that campaign is under way already. Nothing here names the enterprise."""
    approved = TeamChange.objects.filter(
        kind=ChangeKind.VACANCY, state=APPROVED, inspection__agency_id=actor.agency_id or 0
    )
    busy = Draw.objects.filter(agency_id=actor.agency_id or 0, state__in=UNDER_WAY).values("campaign_id")
    waiting = approved.exclude(inspection__campaign_id__in=busy).select_related("inspection__campaign")
    for change in waiting.order_by("pk"):
        yield DeskLine(
            "补抽空缺：锁库",
            change.inspection.campaign.title,
            reverse("inspections:vacancy", args=[change.pk]),
            due=change.inspection.campaign.check_to,
        )


def _to_approve(actor: Actor) -> Iterator[DeskLine]:
    asked = TeamChange.objects.filter(state=ASKED, inspection__agency_id=actor.agency_id or 0)
    for change in asked.exclude(asked_by_id=actor.user_id).select_related("inspection__campaign"):
        yield DeskLine(
            f"批准{change.get_kind_display()}",
            change.inspection.campaign.title,
            reverse("inspections:change", args=[change.pk]),
        )


def _to_lead(actor: Actor) -> Iterator[DeskLine]:
    rows = visible(actor).filter(unit_id=actor.unit_id or 0, state__in=(*BEFORE_THE_RECORD, RECORDED))
    by_campaign: dict[int, list[Inspection]] = defaultdict(list)
    for inspection in rows.select_related("campaign__line__plan"):
        by_campaign[inspection.campaign_id].append(inspection)
    for inspections in by_campaign.values():
        yield from _of_campaign(inspections)
    for visit in waiting_for(actor.unit_id or 0):
        yield DeskLine(
            "合并上门，请答复",
            "、".join(
                part.inspection.campaign.title for part in visit.parts.select_related("inspection__campaign")
            ),
            reverse("inspections:visit", args=[visit.pk]),
            due=visit.planned_on,
        )
    for campaign in Campaign.objects.filter(unit_id=actor.unit_id or 0, state="published"):
        yield DeskLine("归档", campaign.title, reverse("inspections:archive", args=[campaign.pk]))


def _of_campaign(inspections: list[Inspection]) -> Iterator[DeskLine]:
    campaign = inspections[0].campaign
    url = reverse("inspections:campaign", args=[campaign.pk])

    def of(*states: str) -> list[Inspection]:
        return [inspection for inspection in inspections if inspection.state in states]

    left = workdays_left(campaign.check_to)
    short = needs_people(of(*BEFORE_THE_RECORD))
    if short:
        yield DeskLine(
            f"{len(short)} 户的检查组有空缺，请补上",
            campaign.title,
            url,
            due=campaign.check_to,
            left=left,
        )
    waiting = of(ASSIGNED)
    if waiting:
        yield DeskLine(
            f"{len(waiting)} 户待通知",
            campaign.title,
            reverse("inspections:notify_all", args=[campaign.pk]) if len(waiting) > 1 else url,
            waits_for="检查组",
            due=campaign.check_to,
            left=left,
        )
    recorded = of(RECORDED)
    if recorded:
        first = earliest(recorded)
        yield DeskLine(
            f"{len(recorded)} 户的检查结果待审核",
            campaign.title,
            url if len(recorded) > 1 else reverse("inspections:review", args=[recorded[0].pk]),
            waits_for="公示审核",
            due=first.due if first else None,
            left=first.left if first else None,
            provisional=first.provisional if first else False,
        )


def _to_refer(actor: Actor) -> Iterator[DeskLine]:
    """Records that say 移送 without a letter, drafts to send, answers to come."""
    for inspection in unsent(actor.unit_id or 0):
        term = send_term(inspection, way_meant(inspection))
        yield _of_letter(
            f"移送：{inspection.subject_name}",
            inspection,
            reverse("inspections:refer", args=[inspection.pk]),
            term,
        )
    rows = Referral.objects.filter(inspection__unit_id=actor.unit_id or 0, state__in=OPEN_REFERRALS)
    for one in rows.select_related("inspection__campaign__line__plan").order_by("pk"):
        doing = {DRAFTED: "发出", SENT: "登记答复：", ACCEPTED: "登记处理结果："}[one.state]
        yield _of_letter(
            f"{doing}{letter_of(one)}（{one.to_name}）",
            one.inspection,
            reverse("inspections:referral", args=[one.pk]),
            term_of(one),
            one.to_name if one.state == DRAFTED else "",
        )


def _of_letter(
    what: str, inspection: Inspection, url: str, term: Term | None, waits_for: str = ""
) -> DeskLine:
    return DeskLine(
        what,
        inspection.campaign.title,
        url,
        waits_for=waits_for,
        due=term.due if term else None,
        left=term.left if term else None,
        provisional=term.provisional if term else False,
    )


def _to_inspect(actor: Actor) -> Iterator[DeskLine]:
    rows = visible(actor).filter(state__in=(NOTIFIED, WITHHELD, CHECKING)).select_related("campaign")
    shown: set[int] = set()
    for inspection in rows.order_by("planned_on", "pk")[:MOST_OWN]:
        visit = agreed_visit(inspection)
        if visit is not None:
            if visit.pk not in shown:
                shown.add(visit.pk)
                yield _visit_line(visit, inspection)
            continue
        if inspection.state == CHECKING:
            what = (
                f"退回修改：{inspection.subject_name}"
                if inspection.sent_back_reason
                else f"继续检查：{inspection.subject_name}"
            )
            page = "inspections:check"
        else:
            what, page = f"检查：{inspection.subject_name}", "inspections:inspection"
        yield DeskLine(
            what,
            inspection.campaign.title,
            reverse(page, args=[inspection.pk]),
            due=inspection.planned_on,
            left=workdays_left(inspection.planned_on) if inspection.planned_on else None,
        )


def _visit_line(visit: JointVisit, inspection: Inspection) -> DeskLine:
    """One line for one visit, however many records lie under it."""
    parts = visit.parts.count()
    return DeskLine(
        f"一次上门：{inspection.subject_name}，{parts} 项任务",
        inspection.campaign.title,
        reverse("inspections:visit", args=[visit.pk]),
        due=visit.planned_on,
        left=workdays_left(visit.planned_on),
    )


def find(actor: Actor, words: str) -> Iterable[Found]:
    """Tasks the actor may know of, by the enterprise's name, its code or the number of the task."""
    rows = visible(actor).filter(
        Q(subject_name__icontains=words) | Q(subject_code__startswith=words.upper()) | Q(number=words)
    )
    for inspection in rows.order_by("-pk")[:SEARCH_LIMIT]:
        yield Found(
            "检查任务",
            inspection.subject_name,
            f"{inspection.number}，{INSPECTION.states[inspection.state].name}",
            reverse("inspections:inspection", args=[inspection.pk]),
        )
