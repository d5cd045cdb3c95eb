"""Figures of a year, counted over what is public alone: a result counts from the day it was published.

Nothing that waits is counted here, so no figure, however small, tells who was drawn. And nothing is counted by person:
there is no table of inspectors (国办发〔2024〕54号), a test holds `DIMENSIONS` to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.acts import progress
from mingqian.acts.counting import counted
from mingqian.inspections.law import terms
from mingqian.inspections.models import Finding, Inspection, RecordLine
from mingqian.inspections.outside import NAME
from mingqian.law import Event, ResultName
from mingqian.plans.governing import ruled_words
from mingqian.plans.models import (
    Campaign,
    CollisionDecision,
    PackBinding,
    PackVersionDecision,
    WorkdayTable,
)
from mingqian.plans.models.plan import LineKind
from mingqian.publicity.models import PlaceReceipt, Publication, PublishedLine, Withholding
from mingqian.publicity.places import RESULTS, entry_term_by_day, places_of
from mingqian.publicity.states import PUBLISHED
from mingqian.publicity.withheld import SAID, counts
from mingqian.registers.models.subject import CreditGrade, SupervisionClass
from mingqian.registers.serials import serial_of

UNSAID = "未填写"
FEW = 5
"""Below so many checks a share of problems is not compared with another."""


def _as_it_is(value: object) -> str:
    return str(value or UNSAID)


def _label(names: Mapping[str, str]) -> Callable[[object], str]:
    return lambda value: names.get(str(value or ""), UNSAID)


@dataclass(frozen=True)
class Dimension:
    """One thing by which checks are told apart: its code, its name, where it stands, how its value is said."""

    code: str
    name: str
    path: str
    say: Callable[[object], str] = _as_it_is


_CLASSES = {str(code): str(name) for code, name in SupervisionClass.choices}
_GRADES = {str(code): f"{name} 级" for code, name in CreditGrade.choices}
_KINDS = {str(code): str(name) for code, name in LineKind.choices} | {"": NAME}

DIMENSIONS: Sequence[Dimension] = (
    Dimension("township", "所属乡镇（街道）", "subject__township"),
    Dimension("field", "监管行业领域", "subject__field"),
    Dimension("class", "监管类别", "subject__supervision_class", _label(_CLASSES)),
    Dimension("grade", "信用等级", "subject__credit_grade", _label(_GRADES)),
    Dimension("risk", "风险等级", "subject__risk_level"),
    Dimension("unit", "任务执行单位", "unit__name"),
    Dimension("kind", "抽查方式", "campaign__line__kind", _label(_KINDS)),
)
"""By what checks are counted. Never by person."""

ANALYSED = ("grade", "risk", "class", "field")
"""What 信阳 二十五 ties share, frequency and probability to: credit, risk, and what the register knows beside them."""


@dataclass(frozen=True)
class Row:
    """One value of a dimension: enterprises checked, and those of them with a problem."""

    name: str
    checked: int
    problems: int

    @property
    def share(self) -> str:
        """Those with a problem, of those checked, in percent with one place."""
        return f"{self.problems * 100 / self.checked:.1f}%" if self.checked else ""

    @property
    def few(self) -> bool:
        """Too few to compare."""
        return self.checked < FEW


@dataclass(frozen=True)
class Group:
    """One dimension, its rows with the most checks first."""

    code: str
    name: str
    rows: Sequence[Row]

    @property
    def bars(self) -> list[tuple[str, int]]:
        """For the chart of checks."""
        return [(row.name, row.checked) for row in self.rows]


@dataclass(frozen=True)
class Kept:
    """How often a term was kept: what, within it, late, and where no number of days is named."""

    what: str
    within: int
    late: int
    free: int = 0


@dataclass
class Figures:
    """One year of one agency (or of one unit, or one kind of campaign, of it)."""

    year: int
    until: date
    checked: int = 0
    problems: int = 0
    before: Row | None = None
    """The year before, up to the same day."""
    random: int = 0
    months: list[int] = field(default_factory=lambda: [0] * 12)
    months_problems: list[int] = field(default_factory=lambda: [0] * 12)
    groups: list[Group] = field(default_factory=list)
    results: list[tuple[str, int]] = field(default_factory=list)
    handlings: list[tuple[str, int]] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    campaigns: list[tuple[Campaign, int, int]] = field(default_factory=list)
    withheld: int = 0

    @property
    def row(self) -> Row:
        """The whole as one row."""
        return Row("合计", self.checked, self.problems)

    @property
    def month_columns(self) -> list[tuple[str, int]]:
        """For the chart."""
        return [(f"{month}月", number) for month, number in enumerate(self.months, start=1)]

    def group(self, code: str) -> Group:
        """One dimension by its code."""
        return next(one for one in self.groups if one.code == code)

    @property
    def analysed(self) -> list[Group]:
        """The dimensions by which results are analysed, the highest share of problems first, too few last."""
        return [
            Group(
                one.code,
                one.name,
                sorted(one.rows, key=lambda row: (row.few, -row.problems / row.checked, row.name)),
            )
            for one in map(self.group, ANALYSED)
        ]


@dataclass(frozen=True)
class Asked:
    """Which checks: of one agency and year, perhaps of one unit or one kind of campaign, perhaps of one campaign alone."""

    agency: Agency
    year: int
    unit_id: int | None = None
    kind: str = ""
    campaign: Campaign | None = None


def _published(asked: Asked, year: int, until: date | None = None) -> QuerySet[Publication]:
    rows = Publication.objects.filter(
        agency=asked.agency,
        kind__in=RESULTS,
        state=PUBLISHED,
        object_kind="inspections.inspection",
    )
    if asked.campaign is not None:
        return rows.filter(campaign_id=asked.campaign.pk)
    rows = rows.filter(occurred_on__year=year)
    if until is not None:
        rows = rows.filter(occurred_on__lte=until)
    if asked.unit_id is not None or asked.kind:
        inspections = Inspection.objects.filter(agency=asked.agency)
        if asked.unit_id is not None:
            inspections = inspections.filter(unit_id=asked.unit_id)
        if asked.kind:
            inspections = inspections.filter(campaign__line__kind=asked.kind)
        rows = rows.filter(object_id__in=inspections.values("pk"))
    return rows


def figures(asked: Asked, today: date | None = None) -> Figures:
    """Everything of a year that is counted, over published results in force; kept until one of them moves.

    Raises `Counting` where the page answers while they are counted (`acts.counting`).
    """
    today = today or timezone.localdate()
    name = (
        asked.agency.pk,
        asked.year,
        asked.unit_id,
        asked.kind,
        asked.campaign and asked.campaign.pk,
        today,
    )
    state = state_of(asked.agency.pk)
    return counted(
        f"figures {name!r} {state!r}", lambda: _figures(asked, today), large=lambda: state[0] > MANY
    )


MANY = 2_000
"""More results in force are counted beside the request: about a tenth of a millisecond for each."""


def state_of(agency_id: int) -> tuple[Any, ...]:
    """All that figures hang on, so that they are counted anew when any of it has moved: what is public and since when,
    what is withheld, entered and filed; who the enterprises are; the units' names; the rules and the calendar.
    """
    results = Publication.objects.filter(agency_id=agency_id, kind__in=RESULTS).order_by()
    public = results.aggregate(
        force=Count("pk", filter=Q(state=PUBLISHED)), whole=Count("pk"), last=Max("published_at")
    )
    withheld = Withholding.objects.filter(agency_id=agency_id).order_by().values_list("state")
    filed = Inspection.objects.filter(agency_id=agency_id).aggregate(
        n=Count("archived_at"), at=Max("archived_at")
    )
    rules = (PackBinding, CollisionDecision, PackVersionDecision, WorkdayTable)
    return (
        public["force"],
        public["whole"],
        public["last"],
        sorted(withheld.annotate(n=Count("pk"), at=Max("decided_at"))),
        PlaceReceipt.objects.aggregate(last=Max("pk"))["last"],
        filed["n"],
        filed["at"],
        serial_of(agency_id, "subject"),
        list(Unit.objects.filter(agency_id=agency_id).order_by("pk").values_list("pk", "name")),
        [model._default_manager.aggregate(last=Max("pk"))["last"] for model in rules],
    )


def _figures(asked: Asked, today: date) -> Figures:
    until = today if asked.year == today.year else date(asked.year, 12, 31)
    found = Figures(asked.year, until)
    rows = _published(asked, asked.year)
    problem_of: dict[int, bool] = {}
    for object_id, on, with_problem in rows.values_list("object_id", "occurred_on", "with_problem"):
        assert on is not None  # a result has the day of its check
        problem_of[object_id] = with_problem
        found.months[on.month - 1] += 1
        found.months_problems[on.month - 1] += with_problem
    found.checked, found.problems = len(problem_of), sum(problem_of.values())
    inspections = Inspection.objects.filter(pk__in=rows.values("object_id"))
    found.groups = _groups(inspections, problem_of)
    found.random = inspections.filter(draw__isnull=False).count()
    found.results = _results(rows)
    found.handlings = _handlings(asked.campaign or asked.agency, inspections)
    campaigns = _campaigns(inspections, problem_of)
    found.campaigns = [(one, len(ids), sum(problem_of[pk] for pk in ids)) for one, ids in campaigns]
    found.kept = _kept(campaigns, rows)
    if asked.campaign is None:
        found.before = _before(asked, until)
        decided = Withholding.objects.filter(agency=asked.agency, decided_at__year=asked.year)
    else:
        decided = Withholding.objects.filter(campaign_id=asked.campaign.pk)
    found.withheld = int(counts(decided)["whole"])
    return found


def _before(asked: Asked, until: date) -> Row:
    day = min(until.day, 28) if until.month == 2 else until.day
    rows = _published(asked, asked.year - 1, date(asked.year - 1, until.month, day))
    return Row("上年同期", rows.count(), rows.filter(with_problem=True).count())


def _groups(inspections: QuerySet[Inspection], problem_of: Mapping[int, bool]) -> list[Group]:
    checked: dict[str, Counter[str]] = defaultdict(Counter)
    problems: dict[str, Counter[str]] = defaultdict(Counter)
    paths = [one.path for one in DIMENSIONS]
    for pk, *values in inspections.order_by().values_list("pk", *paths):
        for one, value in zip(DIMENSIONS, values, strict=True):
            name = one.say(value)
            checked[one.code][name] += 1
            problems[one.code][name] += problem_of[pk]
    return [
        Group(
            one.code,
            one.name,
            [
                Row(name, number, problems[one.code][name])
                for name, number in sorted(checked[one.code].items(), key=lambda pair: (-pair[1], pair[0]))
            ],
        )
        for one in DIMENSIONS
    ]


def _results(rows: QuerySet[Publication]) -> list[tuple[str, int]]:
    """By canonical code in the documents' order, each under the words it was published with most often; in items."""
    lines = PublishedLine.objects.filter(publication__in=rows).order_by()
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for code, said, number in lines.values_list("result", "result_words").annotate(number=Count("pk")):
        words[code or f"~{said}"][said] += number
    order = {str(code): place for place, code in enumerate(ResultName)}
    known = sorted(words, key=lambda code: (order.get(code, len(order)), code == f"~{SAID}", code))
    return [(words[code].most_common(1)[0][0], words[code].total()) for code in known]


def _handlings(whose: Campaign | Agency, inspections: QuerySet[Inspection]) -> list[tuple[str, int]]:
    """Items with a problem by what was done, in the words the documents offer; those withheld are left out."""
    held = {
        (inspection, position)
        for inspection, parts in Withholding.objects.filter(
            inspection__in=inspections, state__in=("approved", "lifting")
        ).values_list("inspection_id", "parts")
        for position, piece in map(tuple, parts)
        if piece == "handling"
    }
    offered = ruled_words(whose, "checks.handling")
    found: Counter[str] = Counter()
    lines = RecordLine.objects.filter(inspection__in=inspections, finding=Finding.PROBLEM).order_by()
    for inspection, position, said in lines.values_list("inspection_id", "position", "handling"):
        if (inspection, position) in held:
            continue
        named = [word for word in offered if word in said]
        found.update(named or (["其他处理"] if said.strip() else ["没有写明处理"]))
    return [(name, found[name]) for name in (*offered, "其他处理", "没有写明处理") if found[name]]


def _campaigns(
    inspections: QuerySet[Inspection], problem_of: Mapping[int, bool]
) -> list[tuple[Campaign, list[int]]]:
    ids: dict[int, list[int]] = defaultdict(list)
    for pk, campaign in inspections.order_by("pk").values_list("pk", "campaign_id"):
        if pk in problem_of:
            ids[campaign].append(pk)
    rows = Campaign.objects.filter(pk__in=ids).select_related("line__plan", "unit")
    return [(one, ids[one.pk]) for one in rows.order_by("check_from", "pk")]


def _kept(campaigns: Iterable[tuple[Campaign, Sequence[int]]], rows: QuerySet[Publication]) -> list[Kept]:
    """How the terms were kept: publication, entry at each place with a receipt, the file."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    known = list(campaigns)
    for done, (one, _) in enumerate(known):
        progress.tell("正在逐个任务核算期限", done, len(known))
        term_of, due = entry_term_by_day(one), dict[int, date]()
        archive: dict[date, date | None] = {}
        # By a query, not by a list of ids: SQLite takes only so many.
        public = Inspection.objects.filter(
            campaign=one, pk__in=rows.filter(campaign_id=one.pk).values("object_id")
        )
        for pk, ended_at, published_at, archived_at in public.order_by().values_list(
            "pk", "ended_at", "published_at", "archived_at"
        ):
            ended = timezone.localdate(ended_at) if ended_at is not None else None
            if ended is not None and (term := term_of(ended)) is not None:
                due[pk] = term.due
            if published_at is not None:
                _tally(tallies["公示检查结果"], timezone.localdate(published_at), due.get(pk))
            if archived_at is not None and ended is not None:
                if ended not in archive:
                    found = terms(one, Event.CHECK_ENDED, ended)
                    archive[ended] = next((term.due for term in found if term.key == "clocks.archive"), None)
                _tally(tallies["归档"], timezone.localdate(archived_at), archive[ended])
        places = [place.name for place in places_of(one) if not place.own]
        entered = PlaceReceipt.objects.filter(publication__in=rows.filter(campaign_id=one.pk))
        for name in places:
            # The first entry tells whether the term was kept; a later one only mends it.
            first: dict[int, date] = {}
            for pk, on in entered.filter(place=name, publication__kind="result").values_list(
                "publication__object_id", "entered_on"
            ):
                first[pk] = min(on, first.get(pk, on))
            for pk, on in first.items():
                _tally(tallies[f"在{name}录入"], on, due.get(pk))
    return [
        Kept(what, tally["within"], tally["late"], tally["free"]) for what, tally in sorted(tallies.items())
    ]


def _tally(tally: Counter[str], on: date, due: date | None) -> None:
    tally["free" if due is None else "within" if on <= due else "late"] += 1


def years_of(agency: Agency) -> list[int]:
    """The years with a published result, and the present one, newest first."""
    rows = Publication.objects.filter(agency=agency, kind__in=RESULTS, state=PUBLISHED)
    known = {day.year for day in rows.order_by().dates("occurred_on", "year")}
    return sorted(known | {timezone.localdate().year}, reverse=True)
