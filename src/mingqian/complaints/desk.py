"""What waits on the desks of those on duty, of the office, of the units, of the registrar; what the search finds."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import User
from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import SEARCH_LIMIT, DeskLine, Found
from mingqian.complaints.counts import asked, differences, period
from mingqian.complaints.models import Complaint, Shift
from mingqian.complaints.queries import narrowed, term_of
from mingqian.complaints.rules import Due, Rules
from mingqian.complaints.scope import arrangement, deals, in_office, on_duty, registers, visible
from mingqian.complaints.states import (
    COMPLAINT,
    DEALT,
    HANDED,
    HANDED_OVER,
    ON_DUTY,
    PASSED,
    REGISTERED,
    REPLIED,
    ROUTED,
    SENT,
    TAKEN,
)

SAYS = {
    SENT: ("受理网上提交的", "统一登记的单位"),
    REGISTERED: ("转办", "承办单位"),
    PASSED: ("登记其他部门的办理结果", ""),
    DEALT: ("答复", ""),
    REPLIED: ("办结", ""),
}
"""What the office has to do in a state, and who goes on."""


def _line(what: str, url: str, term: Due | None = None, *, where: str = "", waits_for: str = "") -> DeskLine:
    return DeskLine(
        what,
        where,
        url,
        waits_for,
        term.due if term else None,
        term.left if term else None,
        term.provisional if term else False,
    )


def _named(one: Complaint) -> str:
    """A complaint on a desk: of officers only its number."""
    return one.number if one.officers else f"{one.number} {one.subject_name or one.place}"


def desk_lines(actor: Actor) -> Iterator[DeskLine]:
    """Lines of the present role alone."""
    if actor.agency_id is None:
        return
    rules = Rules(actor.agency_id)
    if actor.may(Permission.COMPLAINTS_HANDLE):
        yield from _shifts(actor, rules)
        yield from _office(actor, rules)
    if actor.may(Permission.COMPLAINTS_DEAL):
        for one in visible(actor).filter(state=ROUTED):
            if deals(actor, one):
                yield _line(
                    f"办理投诉举报：{_named(one)}",
                    reverse("complaints:complaint", args=[one.pk]),
                    term_of(one, rules),
                    waits_for="统一登记的单位",
                )
    if actor.may(Permission.COMPLAINTS_ARRANGE):
        yield from _arrange(actor, rules)
    if actor.may(Permission.SUBJECTS_EDIT):
        yield from _counts(actor, rules)


def _shifts(actor: Actor, rules: Rules) -> Iterator[DeskLine]:
    """One's own open turn; what others handed over, for the office."""
    for one in Shift.objects.filter(
        agency_id=actor.agency_id or 0, officer_id=actor.user_id or 0, state=ON_DUTY
    ):
        count = one.complaints.filter(state=TAKEN).count()
        when = timezone.localtime(one.ends_at)
        late = one.ends_at < timezone.now()
        many = f"{count} 件" if count else "没有受理也请结束值班"
        what = f"已过交接班时间（{when:%H:%M}），还没有报办公室" if late else f"{when:%H:%M} 交接班前报办公室"
        yield _line(
            f"{what}：{many}",
            reverse("complaints:shift", args=[one.pk]),
            rules.hand_over_due(one.ends_at),
            waits_for="统一登记的单位",
        )
    if not in_office(actor, arrangement(actor.agency_id)) and on_duty(actor):
        for sent in visible(actor).filter(state=SENT, officers=False):
            yield _line(f"受理网上提交的：{_named(sent)}", reverse("complaints:complaint", args=[sent.pk]))
    if in_office(actor, arrangement(actor.agency_id)):
        waiting = Shift.objects.filter(agency_id=actor.agency_id or 0, state=HANDED_OVER)
        for one in waiting.annotate(n=Count("complaints")):
            yield _line(f"登记{one.officer}值班交来的投诉举报", reverse("complaints:shift", args=[one.pk]))


def _office(actor: Actor, rules: Rules) -> Iterator[DeskLine]:
    held = arrangement(actor.agency_id)
    rows = visible(actor).filter(state__in=(HANDED, *SAYS)).select_related("shift")
    for one in rows:
        if not registers(actor, one, held) or (one.state == HANDED and one.shift_id is not None):
            continue
        act, next_one = SAYS.get(one.state, ("登记", ""))
        if one.state == DEALT and not one.answerable:
            act = "办结"
        yield _line(
            f"{act}：{_named(one)}",
            reverse("complaints:complaint", args=[one.pk]),
            term_of(one, rules),
            waits_for=next_one,
        )


def _arrange(actor: Actor, rules: Rules) -> Iterator[DeskLine]:
    held = arrangement(actor.agency_id)
    url = reverse("complaints:arrangement")
    stuck = _nobody_left(actor.agency_id or 0, held.officers_unit_id if held else None)
    if stuck:
        yield DeskLine(
            f"反映执法人员的网上投诉有 {stuck} 件没有人可以受理：请确定由哪个单位登记", "", url, ""
        )
    if held is None or held.office_id is None:
        yield DeskLine("确定投诉举报由哪个单位统一登记", "", url, "投诉受理")
    if rules.channels_public is not None and (held is None or not held.any_channel):
        yield DeskLine(f"公开举报电话、信箱（{rules.channels_public.where}）", "", url, "")


def _nobody_left(agency_id: int, unit_id: int | None) -> int:
    """How many complaints about officers nobody of the unit for them may take in: everybody there is meant."""
    people = set(User.objects.filter(unit_id=unit_id or 0, is_active=True).values_list("pk", flat=True))
    rows = Complaint.objects.filter(agency_id=agency_id, officers=True, state=SENT)
    return sum(1 for one in rows if not people - set(one.accused))


def _counts(actor: Actor, rules: Rules) -> Iterator[DeskLine]:
    if not asked(rules) or not Complaint.objects.filter(agency_id=actor.agency_id or 0).exists():
        return
    over = period(rules)
    found = differences(actor.agency_id or 0, over) if over else []
    more = [one for one in found if not one.fewer]
    if more:
        yield DeskLine(
            f"更新投诉举报次数：{len(more)} 户登记的比名录里的多", "", reverse("complaints:count_list"), ""
        )


def find(actor: Actor, words: str) -> Iterator[Found]:
    """Complaints the actor may open, by number, enterprise, code or place."""
    if not actor.may(Permission.COMPLAINTS_HANDLE) and not actor.may(Permission.COMPLAINTS_DEAL):
        return
    rows = narrowed(visible(actor), words=words).order_by("-pk")[:SEARCH_LIMIT]
    for one in rows:
        yield Found(
            "投诉举报",
            _named(one),
            COMPLAINT.states[one.state].name,
            reverse("complaints:complaint", args=[one.pk]),
        )
