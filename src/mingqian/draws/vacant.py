"""Vacant seats in words: over all enterprises, who was shut out by which rule, and what would put somebody there.

Why is told from what was sealed at the freeze. What would help is told from the registers as they are now: it is advice
for a vacancy draw or a direct appointment, not part of the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from mingqian.draws import sealed
from mingqian.draws.eligibility import (
    ELSEWHERE,
    EXPIRED,
    EXPIRES,
    NO_AREA,
    NOT_LEAD,
    NOT_PARTNER,
    OUT_OF_AREA,
    UNCERTIFIED,
    Eligibility,
    People,
    Person,
    Spot,
    gather,
    spot_of,
    unpacked,
)
from mingqian.draws.freezing import PEOPLE_FACTS
from mingqian.draws.models import Draw, SeatFilled
from mingqian.draws.seats import EXPERT, LEADER, PARTNER, seat_name
from mingqian.law import team_rule
from mingqian.plans.packs import cite, pack_for
from mingqian.registers.models import Subject

SEATED_OR_FULL = "已在本组就座或任务数已满"
"""Of those who may take the seat: why they did not."""
STRUCTURAL = (NOT_LEAD, NOT_PARTNER, ELSEWHERE)
"""Rules that decide before anything else whether a person's certificate matters for a seat."""
CURES = {
    UNCERTIFIED: "取得执法资格并登记之后",
    EXPIRED: "换证并更新有效期之后",
    EXPIRES: "换证并更新有效期之后",
    OUT_OF_AREA: "登记这个执法区域之后",
    NO_AREA: "写明执法区域之后",
}
"""What would make good the one thing missing; rules not named here are not to be made good."""
AWAY = "状态为“暂不参加”"
NAMES = 5
SUBJECTS = 50
"""Of a group of vacant seats: how many enterprises the advice looks at."""


def cure_of(reason: str) -> str:
    """What would make good one thing missing; empty where nothing would."""
    if reason == AWAY:
        return "恢复在岗之后"
    if reason.startswith("没有") and reason.endswith("专长"):
        return "登记这项专长之后"
    return CURES.get(reason, "")


def people_at_freeze(draw: Draw) -> People:
    """Who was a candidate and who was not when the draw was frozen; for draws older than that file, as of that day."""
    try:
        return unpacked(sealed.opened_whole(draw, PEOPLE_FACTS))
    except KeyError:
        return gather(draw.campaign, on=timezone.localtime(draw.locked_at).date())


def shut_out(people: People, rules: Eligibility, seat: str, spot: Spot) -> dict[str, int]:
    """For a vacant seat: how many people were out for which reason, those who never were candidates included."""
    reasons: Counter[str] = Counter(rules.shut_out(seat, spot))
    if seat != EXPERT:
        for person, reason in people.kept_out:
            before = rules.why_not(person, seat, spot)
            reasons[before if before in STRUCTURAL else reason] += not person.expert
    may = len(rules.indices(seat, spot))
    if may:
        reasons[SEATED_OR_FULL] = may
    return {reason: n for reason, n in reasons.items() if n}


def _people(least: int, most: int) -> str:
    return f"{least} 人" if least == most else f"{least} 至 {most} 人"


@dataclass(frozen=True)
class VacantSeats:
    """Vacant seats of one kind that stand open for the same reasons, at enterprises of one field.

    `reasons`: at each of these enterprises, how many people at least and at most were out for which reason.
    """

    seat: str
    seats: int
    subjects: int
    field: str
    needs: str
    reasons: Mapping[str, tuple[int, int]]
    subject_ids: Sequence[int]

    @property
    def sentence(self) -> str:
        """3 户危化企业需要持有效执法证的组长，没有一人符合：4 人执法证已过期，2 人应当回避。"""
        may = self.reasons.get(SEATED_OR_FULL)
        found = f"只有 {_people(*may)}符合，都{SEATED_OR_FULL}" if may else "没有一人符合"
        out = [f"{_people(*n)}{why}" for why, n in self.reasons.items() if why != SEATED_OR_FULL]
        why = f"：{'，'.join(out)}" if out else "" if may else "：名录库里没有这样的人"
        more = f"（共 {self.seats} 席）" if self.seats != self.subjects else ""
        return f"{self.subjects} 户{self.field}企业需要{self.needs}的{seat_name(self.seat)}{more}，{found}{why}。"


def needs_of(draw: Draw, seat: str, field: str) -> str:
    """What a seat asks of a person at subjects of a field, in words."""
    if seat == EXPERT:
        return "专家库在聘"
    words = ["持有效执法证"]
    if seat == LEADER and draw.campaign.partner_agency_ids:
        words.append("属于牵头部门")
    if seat.startswith(PARTNER):
        words.append("属于该联合部门")
    rules = Eligibility([], [seat], joint=False, team=draw.team)
    words += [f"有{'或'.join(sorted(need))}专长" for need in rules.needs(seat, Spot(0, frozenset(), field))]
    return "、".join(words)


def vacant_groups(draw: Draw) -> list[VacantSeats]:
    """All vacant seats of a draw, alike ones together, the most frequent first. Whoever calls has asked for the list."""
    rows = SeatFilled.objects.filter(drawn__draw=draw, inspector=None, expert=None).order_by("id")
    groups: dict[tuple[str, str, frozenset[str]], list[tuple[int, Mapping[str, int]]]] = {}
    for seat, out, field, subject_id in rows.values_list(
        "seat", "shut_out", "drawn__subject__field", "drawn__subject_id"
    ):
        groups.setdefault((seat, field, frozenset(out)), []).append((subject_id, out))
    found = [
        VacantSeats(
            seat=seat,
            seats=len(members),
            subjects=len({subject_id for subject_id, _ in members}),
            field=field,
            needs=needs_of(draw, seat, field),
            reasons=_ranges(reasons, [out for _, out in members]),
            subject_ids=list(dict.fromkeys(subject_id for subject_id, _ in members)),
        )
        for (seat, field, reasons), members in groups.items()
    ]
    return sorted(found, key=lambda one: -one.seats)


def _ranges(reasons: Iterable[str], counts: Sequence[Mapping[str, int]]) -> dict[str, tuple[int, int]]:
    """Of each reason the least and the most, the commonest first."""
    found = {why: (min(one[why] for one in counts), max(one[why] for one in counts)) for why in reasons}
    return dict(sorted(found.items(), key=lambda one: (-one[1][1], one[0])))


def group_of(draw: Draw, seat: str, subject_id: int) -> VacantSeats | None:
    """The group in which a seat the lot left vacant is told."""
    groups = (one for one in vacant_groups(draw) if one.seat == seat and subject_id in one.subject_ids)
    return next(groups, None)


def remedies(draw: Draw, group: VacantSeats, people: People | None = None) -> list[str]:
    """What would put somebody on these seats, from the registers as they are now."""
    said = list(_near(draw, group, people or gather(draw.campaign, on=timezone.localdate())))
    if group.reasons.get(SEATED_OR_FULL):
        said.append(f"符合的人任务数已满（每人最多 {draw.team['max_load']} 户）：增补人员，或者直接委派。")
    if group.seat != EXPERT:
        said.append("由本机关其他单位增派：把持证人员登记进执法检查人员名录库。")
    said.append("人员补上之后，由承办单位申请、审批领导批准，另编号公开补抽这个席位。")
    pack = pack_for(draw.agency, draw.campaign.pack_id)
    rule = team_rule(pack, timezone.localdate())
    if rule.direct_appointment:
        said.append(
            f"直接委派（{cite(pack, rule.citations['direct_appointment'])}），只限这个席位，注明不是随机产生。"
        )
    else:
        said.append("文件没有写直接委派；确需委派的写明理由，注明不是随机产生。")
    return said


def _near(draw: Draw, group: VacantSeats, people: People) -> Iterable[str]:
    """Those who lack one thing only, with the thing: 王某只差“执法证已过期”，换证并更新有效期之后可以（3 户）。"""
    if group.seat == EXPERT:
        return
    joint = bool(draw.campaign.partner_agency_ids)
    rules = Eligibility(people.candidates, [group.seat], joint=joint, team=draw.team)
    subjects = Subject.objects.filter(pk__in=group.subject_ids[:SUBJECTS])
    lacking: dict[tuple[str, str], int] = {}
    now_fit = 0
    everybody: list[tuple[Person, list[str]]] = [(person, []) for person in people.candidates]
    everybody += [(person, [reason]) for person, reason in people.kept_out]
    for subject in subjects:
        spot = spot_of(subject.pk, subject.region_code, subject.township, subject.field)
        for person, out in everybody:
            missing = [*out, *rules.failing(person, group.seat, spot)]
            if len(missing) == 1 and cure_of(missing[0]):
                lacking[person.name, missing[0]] = lacking.get((person.name, missing[0]), 0) + 1
        now_fit += bool(rules.indices(group.seat, spot))
    ranked = sorted(lacking.items(), key=lambda one: (-one[1], one[0]))
    for (name, reason), n in ranked[:NAMES]:
        yield f"{name}只差“{reason}”：{cure_of(reason)}，{n} 户可以担任。"
    if len(ranked) > NAMES:
        yield f"另有 {len(ranked) - NAMES} 人也只差一项。"
    if now_fit and not group.reasons.get(SEATED_OR_FULL):
        yield f"按名录库现在的登记，{now_fit} 户已经有人符合，可以补抽。"
