"""What followed the findings: orders with their rechecks, cases with their terms, objections; and what was said of the
officers themselves (高青 10.1; 信阳 二十四).
"""

from __future__ import annotations

from mingqian.accounts.models import User
from mingqian.accounts.permissions import Permission
from mingqian.complaints.models import Complaint
from mingqian.complaints.scope import arrangement
from mingqian.complaints.states import CLOSED, DEALT, REPLIED
from mingqian.followups.duties import duties
from mingqian.followups.models import Case, Objection, Outcome, Rectification
from mingqian.followups.states import CASE, CORRECTED, DECLINED, PROSECUTED, RECTIFICATION, WITHDRAWN
from mingqian.followups.states import CLOSED as CASE_CLOSED
from mingqian.liability.evidence.matter import BAD, DONE, NEAR, PLAIN, Matter, Row, name_of, said_day

LOOKED_INTO = (DEALT, REPLIED, CLOSED)
"""What is still being looked into is told nobody here."""


def orders(matter: Matter) -> list[Row]:
    """Every order to correct: looked at again in time, still running, or over and not looked at."""
    rows = Rectification.objects.filter(inspection__in=[one.pk for one in matter.inspections])
    names = {one.pk: name_of(one) for one in matter.inspections}
    found = []
    for order in rows.exclude(state=WITHDRAWN).prefetch_related("rechecks").order_by("pk"):
        state = RECTIFICATION.states[order.state].name
        due = order.due_on
        looks = len(order.rechecks.all())
        said = f"{order.number or order.measure}，改正期限{said_day(due)}，{state}" + (
            f"，复查 {looks} 次" if looks else ""
        )
        if order.state in (CORRECTED, PROSECUTED):
            tone = DONE
        elif due < matter.today:
            said, tone = f"{said}；期限已过，没有复查合格的记录", BAD
        else:
            tone = NEAR
        found.append(Row(f"{names[order.inspection_id]}，责令改正", said, tone))
    return found


def cases(matter: Matter) -> list[Row]:
    """Every suspected violation of the check: how far it is, and which term was missed."""
    rows = Case.objects.filter(inspection__in=[one.pk for one in matter.inspections])
    names = {one.pk: name_of(one) for one in matter.inspections}
    found = []
    for case in rows.select_related("inspection__campaign__line__plan", "agency").order_by("pk"):
        listed = duties(case)
        missed = [one for one in listed if one.open and one.term.due < matter.today]
        late = [one for one in listed if one.done_on is not None and one.done_on > one.term.due]
        over = [f"{one.what}应于{said_day(one.term.due)}前，没有记录" for one in missed]
        over += [f"{one.what}逾期（{said_day(one.done_on)}）" for one in late]
        said = "；".join([f"{case.case_number or case.number}，{CASE.states[case.state].name}", *over])
        ended = case.state in (CASE_CLOSED, DECLINED)
        name = names[case.inspection_id] if case.inspection_id else case.number
        found.append(Row(f"{name}，立案查处", said, BAD if over else DONE if ended else NEAR))
    return found


def objections(matter: Matter) -> list[Row]:
    """What enterprises said against a result, and what the review found."""
    rows = Objection.objects.filter(inspection__in=[one.pk for one in matter.inspections])
    names = {one.pk: name_of(one) for one in matter.inspections}
    return [
        Row(
            f"{names[one.inspection_id]}，异议",
            f"{said_day(one.received_on)}收到，{Outcome(one.outcome).label if one.outcome else '还没有复核'}",
            BAD if one.outcome == Outcome.WRONG else PLAIN,
        )
        for one in rows.order_by("pk")
    ]


def unanswered(matter: Matter) -> list[Row]:
    """Problems whose record speaks of an order or a case, while none of either was entered."""
    ordered = set(
        Rectification.objects.filter(inspection__in=[one.pk for one in matter.inspections])
        .exclude(state=WITHDRAWN)
        .values_list("inspection_id", flat=True)
    )
    opened = set(
        Case.objects.filter(inspection__in=[one.pk for one in matter.inspections]).values_list(
            "inspection_id", flat=True
        )
    )
    found = []
    for one, line in matter.problems:
        for words, kept, what in (("责令", ordered, "责令改正"), ("立案", opened, "立案查处")):
            if words in f"{line.measure}{line.handling}" and one.ended_at and one.pk not in kept:
                said = f"记录写了“{words}”，没有登记{what}"
                found.append(Row(f"{name_of(one)}，第 {line.position} 项", said, PLAIN))
    return found


def said_of_officers(matter: Matter) -> list[Row]:
    """How many complaints about people of the teams were looked into since they were sent out: the number alone, to the
    head who arranges who registers them alone, and never to somebody who is meant (西平 投诉 七). What was said stays with the unit that registers it.
    """
    reader = matter.reader
    if reader is None or not reader.may(Permission.COMPLAINTS_ARRANGE):
        return []
    since = min((one.dispatched_at for one in matter.inspections), default=None)
    if since is None:
        return []
    seated = {
        seat.inspector_id for one in matter.inspections for seat in one.seats.all() if seat.inspector_id
    }
    people = set(User.objects.filter(inspector_id__in=seated).values_list("pk", flat=True))
    rows = Complaint.objects.filter(
        agency_id=matter.campaign.agency_id, officers=True, state__in=LOOKED_INTO, received_at__gte=since
    )
    meant = [one for one in rows if people & set(one.accused)]
    if any(reader.user_id in one.accused for one in meant):
        return []
    if not meant:
        return [Row("反映检查组成员的投诉举报", "派发以后收到并有办理结果的，没有", PLAIN)]
    held = arrangement(matter.campaign.agency_id)
    unit = held.officers_unit.name if held and held.officers_unit else "登记的单位"
    said = f"派发以后收到并有办理结果的 {len(meant)} 件；内容和结果由{unit}保管，向其核实，写进说明"
    return [Row("反映检查组成员的投诉举报", said, PLAIN)]


OFFICERS_SILENT = "反映执法人员的投诉举报，正在办理的不在这里说；有办理结果的只告诉审批领导有几件。"
