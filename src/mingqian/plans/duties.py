"""What the documents ask of plans besides shares: when they are made, under what they stand, where they are published,
who names the items. Each duty beside what there is, for the plan's page, the list of plans and the desk.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.law import LawError, Pack, Parameter
from mingqian.plans import approval, packs, queries, rulebook, states
from mingqian.plans.models import AnnualPlan, PlanLine, ReceiptStep
from mingqian.plans.models.plan import LineKind
from mingqian.plans.pool import raising
from mingqian.registers.models import Item

WHEN = {"年初": (0, 1), "年底": (0, 12), "上年年底": (-1, 12)}
"""The documents' words for a time of the year: the year they mean beside the plan's own, and its month."""
SUPERVISION = "监督检查计划"
"""By which a plan's basis names the 安全生产年度监督检查计划 (安全生产法 62; 高青 6.1)."""
OWN_PORTAL = ("门户网站", "本局网站")
"""Places that publishing here already reaches."""


@dataclass(frozen=True)
class Duty:
    """One duty: what it asks, where, how it stands, in words. `tone`: done, near, bad or info."""

    key: str
    reading: str
    where: str
    words: str
    tone: str
    due: date | None = None


def _asked(found: Sequence[Pack], key: str, on: date) -> Iterator[tuple[Pack, Parameter]]:
    for pack in found:
        try:
            yield pack, pack.get(key, on)
        except LawError:
            continue


def _duty(pack: Pack, one: Parameter, words: str, tone: str, due: date | None = None) -> Duty:
    return Duty(one.key, one.citation.reading, packs.cite(pack, one.citation), words, tone, due)


def made_by(words: str, year: int) -> date | None:
    """The last day on which a plan of this year is made in time; None for words that name none."""
    if words not in WHEN:
        return None
    shift, month = WHEN[words]
    return date(year + shift, month, calendar.monthrange(year + shift, month)[1])


def begins(words: str, year: int) -> date | None:
    """From which day it is time to make it."""
    last = made_by(words, year)
    return last.replace(day=1) if last else None


@dataclass(frozen=True)
class Timely:
    """A year's plan that a document wants by some time and that is not there (or not approved) yet."""

    year: int
    joint: bool
    duty: Duty
    late: bool


def _of_year(agency_id: int, year: int, *, joint: bool) -> tuple[date | None, str]:
    """(day on which a plan of the year was first approved, how far it has come in words)."""
    plans = AnnualPlan.objects.filter(agency_id=agency_id, year=year).exclude(state=states.WITHDRAWN)
    if joint:
        plans = plans.filter(
            pk__in=PlanLine.objects.filter(kind=LineKind.JOINT, plan__year=year).values("plan_id")
        )
    first = plans.filter(approved_at__isnull=False).order_by("approved_at").first()
    if first is not None and first.approved_at is not None:
        return timezone.localdate(first.approved_at), ""
    ahead = plans.order_by("-id").first()
    return None, f"{ahead.get_state_display()}：{ahead.title}" if ahead else "还没有编"


def timely(agency_id: int, today: date) -> list[Timely]:
    """Every plan whose time has come and that nobody has approved: this year's, and next year's joint plan."""
    found = []
    for year in (today.year, today.year + 1):
        bound = [one.pack for one in rulebook.bound_packs(agency_id, today)]
        for key, joint in (("plan.made_when", False), ("plan.joint_made_when", True)):
            for pack, one in _asked(bound, key, today):
                words = one.words()[0]
                start, last = begins(words, year), made_by(words, year)
                if start is None or last is None or today < start:
                    continue
                approved, stands = _of_year(agency_id, year, joint=joint)
                if approved is not None:
                    continue
                what = f"{year} 年度{'联合' if joint else ''}抽查计划{stands}，应当{words}制定"
                late = today > last
                found.append(
                    Timely(year, joint, _duty(pack, one, what, "bad" if late else "near", last), late)
                )
    return found


def duties(plan: AnnualPlan, today: date | None = None) -> list[Duty]:
    """Every duty a document puts on this plan, those not kept first."""
    today = today or timezone.localdate()
    on, found = approval.last_day(plan.year), approval.asking(plan)
    rows = list(plan.lines.select_related("plan"))
    joint = [one for one in rows if one.kind == LineKind.JOINT]
    all_of = [
        *_when(plan, found, on, bool(joint)),
        *_supervision(plan, found, on),
        *_published(plan, found, on, bool(joint)),
        *_reported(joint, found, on),
        *_named_items(joint, found, on),
        *_roles(plan, joint, found, on),
        *_raised(found, on),
    ]
    order = ("bad", "near", "info", "done")
    return sorted(all_of, key=lambda one: order.index(one.tone))


def _when(plan: AnnualPlan, found: Sequence[Pack], on: date, joint: bool) -> Iterator[Duty]:
    for key in ("plan.made_when", *(["plan.joint_made_when"] if joint else [])):
        for pack, one in _asked(found, key, on):
            said = one.words()[0]
            last = made_by(said, plan.year)
            approved, _ = _of_year(plan.agency_id, plan.year, joint=key == "plan.joint_made_when")
            what = "联合抽查计划" if key == "plan.joint_made_when" else "计划"
            if last is None:
                yield _duty(pack, one, f"{what}应当{said}制定。", "info")
            elif approved is None:
                tone = "bad" if timezone.localdate() > last else "near"
                yield _duty(pack, one, f"{what}应当{said}制定，还没有批准。", tone, last)
            else:
                day = f"{approved.year}年{approved.month}月{approved.day}日批准"
                late = approved > last
                yield _duty(
                    pack, one, f"{what}{day}{f'，晚于{said}' if late else ''}。", "near" if late else "done"
                )


def _supervision(plan: AnnualPlan, found: Sequence[Pack], on: date) -> Iterator[Duty]:
    named = SUPERVISION in plan.basis + plan.scope
    for key in ("plan.annual", "plan.part_of_supervision_plan"):
        for pack, one in _asked(found, key, on):
            words = (
                "制定依据里写明了安全生产年度监督检查计划。"
                if named
                else "范围和依据里都没有写安全生产年度监督检查计划：写明是哪一份、怎样一并实施。"
            )
            yield _duty(pack, one, words, "done" if named else "near")


def places(plan: AnnualPlan) -> list[str]:
    """Where the documents want the plan published besides the own portal."""
    on, found = approval.last_day(plan.year), approval.asking(plan)
    if not plan.lines.filter(kind=LineKind.JOINT).exists():
        return []
    words = [word for _, one in _asked(found, "plan.published_where", on) for word in one.words()]
    return [word for word in dict.fromkeys(words) if not word.endswith(OWN_PORTAL)]


def _published(plan: AnnualPlan, found: Sequence[Pack], on: date, joint: bool) -> Iterator[Duty]:
    public = plan.state == states.PUBLISHED
    for pack, one in _asked(found, "plan.published", on):
        yield _duty(pack, one, "已经公开。" if public else "还没有公开。", "done" if public else "near")
    if not joint:
        return  # 西平 联合 四 speaks of the joint plan
    posted = {one.place for one in plan.receipts.filter(step=ReceiptStep.POSTED)}
    for pack, one in _asked(found, "plan.published_where", on):
        for word in one.words():
            done = public if word.endswith(OWN_PORTAL) else word in posted
            tone = "done" if done else "near"
            yield _duty(pack, one, f"{word}：{'已公示' if done else '没有登记公示'}。", tone)


def partners_without_items(row: PlanLine, items: Sequence[Item]) -> list[Agency]:
    """Joint departments of which no item is among those of a line."""
    given = {item.agency_id for item in items}
    return [one for one in queries.partners_of(row) if one.pk not in given]


def _reported(joint: Sequence[PlanLine], found: Sequence[Pack], on: date) -> Iterator[Duty]:
    for pack, one in _asked(found, "plan.items_reported_by", on):
        for line in joint:
            silent = partners_without_items(line, queries.items_of(line))
            names = "、".join(agency.name for agency in silent)
            words = (
                f"第 {line.number} 行：{f'{names}还没有报抽查事项' if silent else '各部门都报了抽查事项'}。"
            )
            yield _duty(pack, one, words, "near" if silent else "done")


def _named_items(joint: Sequence[PlanLine], found: Sequence[Pack], on: date) -> Iterator[Duty]:
    """The items a document lists by department (卫东 四), and those of the joint list (西平 联合 二)."""
    for key in ("scope.items_emergency", "scope.items_market"):
        for pack, one in _asked(found, key, on):
            for line in joint:
                chosen = [item.name for item in queries.items_of(line)]
                lacking = [word for word in one.words() if not any(_same(word, name) for name in chosen)]
                said = f"没有列入{'、'.join(lacking)}" if lacking else "都已列入"
                yield _duty(
                    pack, one, f"第 {line.number} 行：文件列明的事项{said}。", "near" if lacking else "done"
                )


def _same(word: str, name: str) -> bool:
    return word in name or name in word


def _roles(plan: AnnualPlan, joint: Sequence[PlanLine], found: Sequence[Pack], on: date) -> Iterator[Duty]:
    for pack, one in _asked(found, "frequency.joint_role", on):
        numbers = {"牵头": len(joint), "配合": joined(plan.agency_id, plan.year)}
        said = "，".join(f"{word} {numbers[word]} 次" for word in one.words() if word in numbers)
        enough = any(numbers[word] for word in one.words() if word in numbers)
        yield _duty(pack, one, f"本年的联合抽查：{said}。", "done" if enough else "near")


def _raised(found: Sequence[Pack], on: date) -> Iterator[Duty]:
    """Of whom more is to be drawn: how many is the bureau's to say."""
    for pack in found:
        for one in raising.rules(pack, on):
            percent = pack.answer("raised_share_percent")
            whom = "、".join(raising.named(one))
            words = (
                f"{whom}的提高到 {percent}%（本单位的决定）。"
                if percent
                else f"{whom}的提高到多少还没有决定。"
            )
            yield _duty(pack, one, words, "done" if percent else "near")


def joined(agency_id: int, year: int) -> int:
    """Joint lines of other departments' plans in force in which this one takes part."""
    others = PlanLine.objects.filter(plan__year=year, plan__state__in=states.IN_FORCE, kind=LineKind.JOINT)
    ids = others.exclude(plan__agency_id=agency_id).values_list("partner_agency_ids", flat=True)
    return sum(agency_id in partners for partners in ids)
