"""What waits on the desks: orders to look at again, cases with their terms, penalties to review and decide, objections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, Q
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import SEARCH_LIMIT, DeskLine, Found
from mingqian.followups.duties import duties, next_term, objection_term
from mingqian.followups.models import Case, Penalty
from mingqian.followups.queries import to_correct, waiting_inspections
from mingqian.followups.scope import may_handle, visible_cases, visible_objections, visible_orders
from mingqian.followups.states import (
    CASE,
    CLOSED,
    CONFIRMED,
    FAILED,
    IN_FORCE,
    INQUIRY,
    NOTED,
    OBJECTION,
    OPEN_OBJECTIONS,
    OPEN_ORDERS,
    OPENED,
    PROPOSED,
    PUNISHED,
    RECEIVED,
    REPORTED,
    UNDER_WAY,
    UNFOUNDED,
)
from mingqian.inspections.law import Term, workdays_left
from mingqian.inspections.scope import seated

MOST = 60
_NEXT = {
    NOTED: "认定线索",
    INQUIRY: "提交调查报告",
    REPORTED: "认定线索",
    CONFIRMED: "立案",
    UNFOUNDED: "书面回复",
    OPENED: "拟处罚意见",
    PUNISHED: "结案",
}


def desk_lines(actor: Actor) -> Iterator[DeskLine]:
    """Lines of the present role alone."""
    if actor.may(Permission.RECTIFY):
        yield from _orders(actor)
    if actor.may(Permission.CASES_HANDLE):
        yield from _unfollowed(actor)
        yield from _cases(actor)
    if actor.may(Permission.CASES_REVIEW):
        yield from _penalties(actor, "法制审核", review=True)
    if actor.may(Permission.CASES_DECIDE):
        yield from _penalties(actor, "作出处罚决定", review=False)
    if actor.may(Permission.OBJECTIONS_HANDLE) or actor.may(Permission.OBJECTIONS_REVIEW):
        yield from _objections(actor)


def _line(what: str, campaign: str, url: str, term: Term | None, waits_for: str = "") -> DeskLine:
    return DeskLine(
        what,
        campaign,
        url,
        waits_for=waits_for,
        due=term.due if term else None,
        left=term.left if term else None,
        provisional=term.provisional if term else False,
    )


def _orders(actor: Actor) -> Iterator[DeskLine]:
    rows = visible_orders(actor).filter(state__in=OPEN_ORDERS)
    if actor.may(Permission.TASKS_LEAD):
        rows = rows.filter(inspection__unit_id=actor.unit_id or 0)
    else:
        rows = rows.filter(inspection_id__in=seated(actor))
    for order in rows.order_by("due_on", "pk")[:MOST]:
        what = "复查不合格，定下一步" if order.state == FAILED else "复查"
        yield DeskLine(
            f"{what}：{order.inspection.subject_name}",
            order.inspection.campaign.title,
            reverse("followups:order", args=[order.pk]),
            due=order.due_on,
            left=workdays_left(order.due_on),
        )


def _unfollowed(actor: Actor) -> Iterator[DeskLine]:
    """Problems found after which nothing was registered, one line a campaign."""
    rows, _ = waiting_inspections(actor)
    mine = rows.filter(unit_id=actor.unit_id or 0).order_by().values_list("campaign_id", "campaign__title")
    for _, title, number in mine.annotate(n=Count("pk")).order_by("campaign_id"):
        yield DeskLine(
            f"{number} 户发现问题，还没有登记后续处理",
            title,
            f"{reverse('followups:overview')}?tab=waiting",
        )


def _cases(actor: Actor) -> Iterator[DeskLine]:
    mine = visible_cases(actor).filter(unit_id=actor.unit_id or 0)
    for case in mine.filter(state__in=UNDER_WAY).order_by("pk")[:MOST]:
        if case.state == OPENED and case.penalties.filter(state=PROPOSED).exists():
            continue
        yield _case_line(f"{_NEXT[case.state]}：{case.subject_name}", case, next_term(case))
    decided = mine.filter(Q(state=CLOSED) | Q(penalties__state__in=IN_FORCE)).distinct()
    for case in decided.order_by("pk"):
        for duty in duties(case):
            if duty.open and duty.by_hand:
                yield _case_line(f"{duty.what}：{case.subject_name}", case, duty.term)


def _case_line(what: str, case: Case, term: Term | None) -> DeskLine:
    campaign = case.inspection.campaign.title if case.inspection else case.letter_from
    return _line(what, campaign, reverse("followups:case", args=[case.pk]), term)


def _penalties(actor: Actor, doing: str, *, review: bool) -> Iterator[DeskLine]:
    rows = Penalty.objects.filter(agency_id=actor.agency_id or 0, state=PROPOSED).exclude(
        proposed_by_id=actor.user_id or 0
    )
    ready = Q(review_cases=[]) | Q(review_passed__isnull=False)
    rows = rows.exclude(ready) if review else rows.filter(ready)
    for one in rows.select_related("case__inspection__campaign__line__plan").order_by("pk"):
        yield _case_line(f"{doing}：{one.case.subject_name}", one.case, next_term(one.case))


def _objections(actor: Actor) -> Iterator[DeskLine]:
    rows = visible_objections(actor)
    handles = actor.may(Permission.OBJECTIONS_HANDLE)
    for one in rows.filter(state__in=OPEN_OBJECTIONS).order_by("pk"):
        if not handles or not may_handle(actor, one.inspection):
            continue
        doing = "复核异议" if one.state == RECEIVED else "反馈复核结果"
        yield _line(
            f"{doing}：{one.inspection.subject_name}",
            one.inspection.campaign.title,
            reverse("followups:objection", args=[one.pk]),
            objection_term(one),
        )
    for one in to_correct(rows) if handles else ():
        if may_handle(actor, one.inspection):
            yield DeskLine(
                f"更正检查结果（异议成立）：{one.inspection.subject_name}",
                one.inspection.campaign.title,
                reverse("followups:objection", args=[one.pk]),
            )


def find(actor: Actor, words: str) -> Iterable[Found]:
    """Cases and objections the actor may know of, by the enterprise's name or a number."""
    if any(actor.may(p) for p in (Permission.CASES_HANDLE, Permission.CASES_REVIEW, Permission.CASES_DECIDE)):
        rows = visible_cases(actor).filter(
            Q(subject_name__icontains=words) | Q(case_number__icontains=words) | Q(number__icontains=words)
        )
        for case in rows.order_by("-pk")[: SEARCH_LIMIT // 2]:
            note = f"{case.case_number or case.number}，{CASE.states[case.state].name}"
            yield Found("立案查处", case.subject_name, note, reverse("followups:case", args=[case.pk]))
    if actor.may(Permission.OBJECTIONS_HANDLE) or actor.may(Permission.OBJECTIONS_REVIEW):
        named = visible_objections(actor).filter(
            Q(inspection__subject_name__icontains=words) | Q(number__icontains=words)
        )
        for one in named.order_by("-pk")[: SEARCH_LIMIT // 2]:
            yield Found(
                "异议",
                one.inspection.subject_name,
                f"{one.number}，{OBJECTION.states[one.state].name}",
                reverse("followups:objection", args=[one.pk]),
            )
