"""年度计划执行情况: what a plan said against what was done, line by line and month by month.

What was drawn is known here; what was inspected, published, found and handled is counted by the rooms above, which say
so when the application starts. Only numbers leave those rooms, never who: a list that is not released stays so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import IO

from mingqian.law import Pack, quota
from mingqian.plans import adjusting, approval, lines, packs, states
from mingqian.plans.models import AnnualPlan, Campaign, DrawHistory, PlanLine
from mingqian.plans.models.plan import LineKind, SpecialOrder
from mingqian.plans.packs import CLASS_OF_CODE
from mingqian.plans.share import may_go_below, minimum_percent
from mingqian.registers.workbooks import workbook, write_sheet

MEASURES = {
    "drawn": "已抽取", "inspected": "已检查", "published": "已公示", "problems": "发现问题", "handled": "已处理",
}  # fmt: skip
"""What is counted, in the order of the work."""

FOLLOWED = {
    "ordered": "责令改正", "opened": "立案", "punished": "行政处罚", "objected": "异议",
}  # fmt: skip
"""What came after the checks of a line: papers and cases, so one enterprise may count several times."""

COUNTED = MEASURES | FOLLOWED

Counts = Mapping[tuple[int, int, str], int]
"""(campaign id, month 1–12 of the plan's year, measure) → how many."""
Counted = Callable[[Collection[int], int], Counts]

_above: list[Counted] = []
Seen = Callable[[int, int], Collection[str]]
_fields: list[Seen] = []


def register_counts(found: Counted) -> Counted:
    """Say who counts what became of campaigns (their ids, the year), each room its own measures. Usable as a decorator."""
    if found not in _above:
        _above.append(found)
    return found


def register_fields(found: Seen) -> Seen:
    """Say who knows the fields of industry with a public result (agency id, year). Usable as a decorator."""
    _fields[:] = [found]
    return found


@dataclass(frozen=True)
class LineReport:
    """One line: planned and done, the least the documents demand, and by how much it was missed."""

    line: PlanLine
    done: Mapping[str, int]
    by_month: Mapping[str, Sequence[int]]
    campaigns: Sequence[Campaign]
    size: int
    """Enterprises in the pool of the largest campaign; where none was confirmed, as the plan reckons."""
    minimum: int
    citation: str

    @property
    def rate(self) -> int:
        """Inspected of planned, in percent."""
        return self.done["inspected"] * 100 // self.line.estimated_count

    @property
    def missed(self) -> int:
        """How many are lacking to the least number the documents demand; 0 when it is reached."""
        return max(0, self.minimum - self.done["inspected"])


@dataclass(frozen=True)
class Missed:
    """One thing a document demands of the year and the year does not show (yet)."""

    citation: str
    reading: str
    words: str


@dataclass
class Report:
    """The whole plan. `over` says whether its year has ended: before, what is missing may still be done."""

    plan: AnnualPlan
    rows: list[LineReport]
    missed: list[Missed] = field(default_factory=list)
    over: bool = False

    @property
    def planned(self) -> int:
        """Enterprises the plan speaks of."""
        return sum(row.line.estimated_count for row in self.rows)

    @property
    def totals(self) -> dict[str, int]:
        """Each measure over all lines."""
        return {name: sum(row.done[name] for row in self.rows) for name in COUNTED}

    @property
    def followed(self) -> list[LineReport]:
        """The lines whose checks had something come after them."""
        return [row for row in self.rows if any(row.done[name] for name in FOLLOWED)]

    def months(self, measure: str) -> list[int]:
        """A measure month by month, over all lines."""
        return [sum(row.by_month[measure][month] for row in self.rows) for month in range(12)]


def _drawn(ids: Collection[int], year: int) -> Counts:
    rows = DrawHistory.objects.filter(campaign_id__in=ids, drawn_on__year=year)
    return Counter(
        (campaign, day.month, "drawn") for campaign, day in rows.values_list("campaign_id", "drawn_on")
    )


def report(plan: AnnualPlan, *, year_over: bool) -> Report:
    """The report of a plan in force, over the campaigns of all its versions."""
    rows = list(plan.lines.select_related("unit", "plan__agency"))
    campaigns = {line.pk: list(adjusting.campaigns_of(line)) for line in rows}
    ids = [one.pk for several in campaigns.values() for one in several]
    counts: Counter[tuple[int, int, str]] = Counter(_drawn(ids, plan.year))
    for counted in _above:
        counts.update(counted(ids, plan.year))
    found = [_line(line, campaigns[line.pk], counts) for line in rows]
    return Report(plan, found, [*_by_line(found), *_of_year(plan, found)], year_over)


def _line(line: PlanLine, campaigns: list[Campaign], counts: Counter[tuple[int, int, str]]) -> LineReport:
    by_month = {
        name: tuple(sum(counts[one.pk, month, name] for one in campaigns) for month in range(1, 13))
        for name in COUNTED
    }
    plan = line.plan
    pack, on = packs.pack_for(plan.agency_id, plan.pack_id), lines.year_start(plan.year)
    confirmed = [int(one.pool_summary.get("candidates", 0)) for one in campaigns if one.pool_summary]
    size = max(confirmed, default=0) or _reckoned(line)
    answer = quota(pack, size, CLASS_OF_CODE[line.item_class], on)
    free = bool(line.special_order) or may_go_below(pack, line.conditions, line.share_reason)
    _, citation = minimum_percent(pack, line.item_class, on, line.conditions)
    done = {name: sum(months) for name, months in by_month.items()}
    return LineReport(
        line, done, by_month, campaigns, size, 0 if free else answer.minimum, packs.cite(pack, citation)
    )


def _reckoned(line: PlanLine) -> int:
    """How many enterprises a line reckons with by its own number and share."""
    return int(line.estimated_count * 100 / float(line.share_percent))


def _by_line(rows: Iterable[LineReport]) -> list[Missed]:
    found = []
    for row in rows:
        if row.missed:
            whole = f"{row.size} 户至少检查 {row.minimum} 户，已检查 {row.done['inspected']} 户，差 {row.missed} 户"
            found.append(Missed(row.citation, "", f"第 {row.line.number} 行“{row.line.title}”：{whole}"))
    return found


def _of_year(plan: AnnualPlan, rows: Sequence[LineReport]) -> list[Missed]:
    """What the packs demand of the year as a whole: joint checks, every field of industry."""
    found, day = [], approval.last_day(plan.year)
    joint = sum(1 for row in rows if row.line.kind == LineKind.JOINT and row.done["drawn"])
    others = _joined(plan)
    joint += others
    for pack in approval.asking(plan):
        if pack.has("frequency.joint_per_year", day):
            rule = pack.get("frequency.joint_per_year", day)
            if joint < rule.number():
                words = f"部门联合抽查 {joint} 次（牵头 {joint - others} 次，配合 {others} 次），至少 {rule.number()} 次"
                found.append(Missed(packs.cite(pack, rule.citation), rule.citation.reading, words))
        for one in _rising(plan, pack):
            found.append(one)
        if pack.has("frequency.industry_per_year", day) and pack.has("classes.fields", day) and _fields:
            rule = pack.get("frequency.industry_per_year", day)
            seen = set(_fields[0](plan.agency_id, plan.year))
            lacking = [word for word in pack.get("classes.fields", day).words() if word not in seen]
            if lacking:
                words = f"还没有公示检查结果的行业：{'、'.join(lacking)}"
                found.append(Missed(packs.cite(pack, rule.citation), rule.citation.reading, words))
    return found


def random_part(agency_id: int, year: int) -> tuple[int, int]:
    """Enterprises inspected in a year: those that were drawn, and those of checks outside the lottery (非随机检查)."""
    found = Campaign.objects.filter(agency_id=agency_id)
    ids = [
        list(found.filter(ground="").values_list("pk", flat=True)),
        list(found.exclude(ground="").values_list("pk", flat=True)),
    ]
    drawn, outside = (
        sum(
            number
            for counted in _above
            for key, number in counted(some, year).items()
            if key[2] == "inspected"
        )
        for some in ids
    )
    return drawn, outside


def _rising(plan: AnnualPlan, pack: Pack) -> Iterator[Missed]:
    """The random part of all checks is to rise step by step (西平 方案 二(一)): said where it fell."""
    day = approval.last_day(plan.year)
    if not pack.has("shares.rising_part", day):
        return
    rule = pack.get("shares.rising_part", day)
    now, before = (random_part(plan.agency_id, year) for year in (plan.year, plan.year - 1))
    if not sum(before) or not sum(now):
        return
    was, is_now = (Fraction(part[0], sum(part)) for part in (before, now))
    if is_now < was:
        words = (
            f"随机抽查占全部检查的 {float(is_now * 100):.1f}%（{now[0]} 户次，另有非随机检查 {now[1]} 户次），"
            f"上年 {float(was * 100):.1f}%（{before[0]} 户次，另有 {before[1]} 户次）：比重没有提高"
        )
        yield Missed(packs.cite(pack, rule.citation), rule.citation.reading, words)


def _joined(plan: AnnualPlan) -> int:
    """Joint campaigns of other departments of the year, drawn, in which this one takes part."""
    others = Campaign.objects.filter(line__plan__year=plan.year, line__kind=LineKind.JOINT).exclude(
        agency_id=plan.agency_id
    )
    drawn = others.exclude(state__in=(states.DRAFT, states.READY, states.FROZEN))
    return sum(plan.agency_id in ids for ids in drawn.values_list("partner_agency_ids", flat=True))


def notes_of(row: LineReport) -> str:
    """What a reader should know of a line: ordered otherwise, or short of the least number."""
    parts = []
    if row.line.special_order:
        parts.append(f"{SpecialOrder(row.line.special_order).label}，不受比例限制")
    if row.missed:
        parts.append(f"低于下限 {row.minimum} 户（{row.citation}），差 {row.missed} 户")
    if not row.campaigns:
        parts.append("还没有设置抽查任务")
    return "；".join(parts)


def write(file: IO[bytes], found: Report) -> None:
    """The report as a workbook: by line, by month, what was missed."""
    plan = found.plan
    heads = [
        "序号",
        "抽查任务",
        "任务执行单位",
        "时间",
        "计划（户）",
        *MEASURES.values(),
        "完成（%）",
        *(f"{words}（件）" for words in FOLLOWED.values()),
        "备注",
    ]
    months = [f"{month}月" for month in range(1, 13)]

    def numbers(done: Mapping[str, int], names: Iterable[str]) -> list[str]:
        return [str(done[name]) for name in names]

    def cells(row: LineReport) -> list[str]:
        line = row.line
        return [
            str(line.number), line.title, line.unit.name, line.months, str(line.estimated_count),
            *numbers(row.done, MEASURES), str(row.rate), *numbers(row.done, FOLLOWED), notes_of(row),
        ]  # fmt: skip

    totals = found.totals
    with workbook(file) as book:
        sums = [*numbers(totals, MEASURES), "", *numbers(totals, FOLLOWED)]
        last = ["", "合计", "", "", str(found.planned), *sums, ""]
        write_sheet(
            book, f"{plan.year}年计划执行情况", heads, [*map(cells, found.rows), last], widths=[8, 40, 24]
        )
        write_sheet(
            book,
            "按月",
            ["序号", "抽查任务", "项目", *months],
            [
                [str(row.line.number), row.line.title, words, *map(str, row.by_month[name])]
                for row in found.rows
                for name, words in COUNTED.items()
            ],
            widths=[8, 40, 12],
        )
        write_sheet(
            book,
            "没有达到的规定",
            ["条文", "内容", "情况"],
            [[one.citation, one.reading, one.words] for one in found.missed],
            widths=[16, 50, 80],
        )
