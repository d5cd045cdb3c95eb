"""What the public may read. Every query here starts from rows that are public; nothing else is ever counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mingqian.codes.text import tidy_code
from mingqian.draws.models import Draw
from mingqian.draws.queries import public_draw
from mingqian.draws.states import WITHDRAWN
from mingqian.law import result_codes
from mingqian.plans.models import Campaign
from mingqian.plans.packs import available
from mingqian.publicity.models import Kind, Publication, PublishedLine, Withholding
from mingqian.publicity.states import CORRECTED, PUBLIC, PUBLISHED
from mingqian.publicity.withheld import counts, counts_of_campaign

RESULTS = (Kind.RESULT, Kind.CORRECTION)
PENALTIES = (Kind.PENALTY, Kind.WITHDRAWAL)
OUTSIDE = Exists(Campaign.objects.filter(pk=OuterRef("campaign_id")).exclude(ground=""))
"""Of a publication: whether it is of a check nobody was drawn for (非随机检查)."""
ADDRESS = 16
"""How many digits of the manifest hash stand in the address of a draw's page."""


WAYS = {"random": "随机抽查", "outside": "非随机检查"}


def publications(kind: str) -> QuerySet[Publication]:
    """Publications of one kind in force, newest first."""
    return (
        Publication.objects.filter(kind=kind, state=PUBLISHED)
        .select_related("agency")
        .order_by("-published_at", "-slug")
    )


def publication(slug: str) -> Publication | None:
    """One publication by its public address, whether still in force or corrected since."""
    return (
        Publication.objects.filter(slug=slug, state__in=PUBLIC).select_related("agency", "supersedes").first()
    )


def versions(one: Publication) -> list[Publication]:
    """All public versions of the same thing, oldest first; one alone where it was never corrected or replaced."""
    return list(
        Publication.objects.filter(
            object_kind=one.object_kind,
            object_id=one.object_id,
            kind__in=next((kinds for kinds in (RESULTS, PENALTIES) if one.kind in kinds), (one.kind,)),
            state__in=PUBLIC,
        ).order_by("published_at", "slug")
    )


def withdrawn(one: Publication) -> bool:
    """Whether a decision on a penalty was taken back: its words are shown no more (行政处罚法 48)."""
    return bool(one.kind == Kind.PENALTY and one.state == CORRECTED)


@dataclass(frozen=True)
class Search:
    """What someone looks for among the published results."""

    words: str = ""
    item: str = ""
    result: str = ""
    start: date | None = None
    end: date | None = None
    way: str = ""
    """`random`, `outside`, or empty for both."""

    @property
    def empty(self) -> bool:
        """Nothing is asked."""
        return not (self.words or self.item or self.result or self.start or self.end or self.way)


def _answering(search: Search, kind: str) -> QuerySet[Publication]:
    """Ids-worth of the published results of one kind that answer a search, newest first.

    Filters on columns of the index `publication_newest` alone, save for the lines.
    """
    found = Publication.objects.filter(kind=kind, state=PUBLISHED)
    if search.words:
        wanted = Q(subject_name__icontains=search.words)
        code, _ = tidy_code(search.words)
        if code and code.isascii():
            wanted |= Q(subject_code__startswith=code)
        found = found.filter(wanted)
    if search.item or search.result:
        lines = PublishedLine.objects.filter(publication=OuterRef("pk"))
        if search.item:
            lines = lines.filter(Q(item_title__icontains=search.item) | Q(item_code=search.item))
        if search.result:
            lines = lines.filter(result=search.result)
        found = found.filter(Exists(lines))
    if search.way in WAYS:
        found = found.filter(OUTSIDE if search.way == "outside" else ~OUTSIDE)
    if search.start:
        found = found.filter(occurred_on__gte=search.start)
    if search.end:
        found = found.filter(occurred_on__lte=search.end)
    return found.order_by("-published_at", "-slug")


def results(search: Search, *, behind: str = "", most: int, content: bool = False) -> list[Publication]:
    """At most so many published results in force that answer a search, newest first, with their lines.

    `behind` is the address of the last one already shown. Each kind is read in the order of its index and the two are
    merged; whole contents are fetched only when asked for.
    """
    place = Q()
    if behind:
        last = (
            Publication.objects.filter(slug=behind, state__in=PUBLIC)
            .values_list("published_at", flat=True)
            .first()
        )
        if last is not None:
            place = Q(published_at__lt=last) | Q(published_at=last, slug__lt=behind)
    keys = [
        (published_at, slug, pk)
        for kind in RESULTS
        for published_at, slug, pk in _answering(search, kind)
        .filter(place)
        .values_list("published_at", "slug", "pk")[:most]
    ]
    order = [pk for *_, pk in sorted(keys, reverse=True)[:most]]
    rows = Publication.objects.select_related("agency").prefetch_related("lines").annotate(outside=OUTSIDE)
    if not content:
        rows = rows.defer("content")
    by_id = rows.in_bulk(order)
    return [by_id[pk] for pk in order]


def result_choices() -> list[tuple[str, str]]:
    """The results one may search by, in the words of the installation's packs."""
    today = timezone.localdate()
    found: dict[str, str] = {}
    for pack in available():
        for one in result_codes(pack, today):
            found.setdefault(str(one.code), one.wording)
    return list(found.items())


def draw_by_address(address: str) -> Draw | None:
    """The draw whose published manifest hash begins with this address."""
    if len(address) != ADDRESS or not all(c in "0123456789abcdef" for c in address):
        return None
    return (
        Draw.objects.filter(manifest_hash__startswith=address)
        .select_related("campaign", "agency", "previous", "vacancy__parent")
        .first()
    )


def with_address(draw: dict[str, Any]) -> dict[str, Any]:
    """A public draw with the address of its page."""
    return {**draw, "address": draw["manifest_hash"][:ADDRESS]}


def attempts_of(draw: Draw) -> list[dict[str, Any]]:
    """Every published attempt of the same campaign, oldest first."""
    rows = (
        Draw.objects.filter(campaign_id=draw.campaign_id)
        .exclude(manifest_hash="")
        .exclude(state=WITHDRAWN)
        .select_related("campaign", "agency", "previous", "vacancy__parent")
        .order_by("attempt")
    )
    found = list(rows)
    return [with_address(public_draw(one, len(found))) for one in found]


@dataclass(frozen=True)
class Year:
    """This year in figures, from public rows alone."""

    year: int
    draws: int
    results: int
    problems: int
    corrections: int
    outside: int
    """Of the results those of checks nobody was drawn for."""
    months: list[tuple[str, int]]

    @property
    def outside_note(self) -> str:
        """How many of the results were not drawn: 其中非随机检查 2 户."""
        return f"其中非随机检查 {self.outside} 户"

    @property
    def problem_note(self) -> str:
        """Share of published results with a problem, one decimal: 占 13.1%."""
        return f"占 {self.problems * 100 / self.results:.1f}%" if self.results else ""


def year_figures(today: date) -> Year:
    """Counts of the year in which `today` lies."""
    zone = timezone.get_current_timezone()
    start = datetime(today.year, 1, 1, tzinfo=zone)
    end = datetime(today.year + 1, 1, 1, tzinfo=zone)
    months: list[tuple[str, int]] = []
    problems = 0
    for month in range(1, 13):
        # A stretch of the index a month: databases count that much faster than they take months out of times.
        of_month = Publication.objects.filter(
            state=PUBLISHED,
            published_at__gte=datetime(today.year, month, 1, tzinfo=zone),
            published_at__lt=datetime(today.year + month // 12, month % 12 + 1, 1, tzinfo=zone),
        )
        counted = [
            of_month.filter(kind=kind).aggregate(n=Count("pk"), bad=Count("pk", filter=Q(with_problem=True)))
            for kind in RESULTS
        ]
        months.append((f"{month}月", sum(one["n"] for one in counted)))
        problems += sum(one["bad"] for one in counted)
    corrections = Publication.objects.filter(
        kind=Kind.CORRECTION, state__in=PUBLIC, published_at__gte=start, published_at__lt=end
    )
    return Year(
        year=today.year,
        draws=Draw.objects.exclude(manifest_hash="")
        .filter(committed_at__gte=start, committed_at__lt=end)
        .count(),
        results=sum(count for _, count in months),
        problems=problems,
        corrections=corrections.count(),
        outside=Publication.objects.filter(
            state=PUBLISHED,
            kind__in=RESULTS,
            published_at__gte=start,
            published_at__lt=end,
            campaign_id__in=Campaign.objects.exclude(ground="").values("pk"),
        ).count(),
        months=months,
    )


def by_result(one: Publication) -> list[tuple[str, list[str]]]:
    """The items of a published result under the words of their results, as they first come: in a list the public sees
    at a glance what was found, not the same words thirteen times.
    """
    found: dict[str, list[str]] = {}
    for line in one.lines.all():
        found.setdefault(line.result_words, []).append(line.item_title)
    return list(found.items())


def open_results(found: Iterable[Publication]) -> list[dict[str, Any]]:
    """Published results as open data: exactly the published content with number, day, state and digest."""
    return [
        {
            "number": one.number,
            "address": one.slug,
            "published_on": timezone.localdate(one.published_at).isoformat(),
            "content": one.content,
            "digest": one.digest,
        }
        for one in found
    ]


def withheld_of_year(today: date) -> dict[str, Any]:
    """How many results the law keeps from the public, decided this year: numbers and grounds, nobody named."""
    zone = timezone.get_current_timezone()
    start = datetime(today.year, 1, 1, tzinfo=zone)
    end = datetime(today.year + 1, 1, 1, tzinfo=zone)
    return counts(Withholding.objects.filter(decided_at__gte=start, decided_at__lt=end))


def withheld_of_draw(draw: Draw) -> dict[str, Any]:
    """The same of one draw's campaign."""
    return counts_of_campaign(draw.campaign_id)
