"""Where a result has to be public: each place a document names, how far its entry there has come, until when."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from mingqian.acts.actor import Actor
from mingqian.inspections.law import Term, publication_terms
from mingqian.inspections.models import Inspection
from mingqian.inspections.queries import last_ended
from mingqian.inspections.scope import visible as visible_inspections
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.publicity.models import Kind, PlaceReceipt, Publication
from mingqian.publicity.states import PUBLISHED
from mingqian.registers.workbooks import workbook, write_sheet

RESULTS = (Kind.RESULT, Kind.CORRECTION)
OWN = "门户网站"
"""A place of this name is this product's own public door: what is published here is published there."""


@dataclass(frozen=True)
class Place:
    """One place, in the document's words, and the articles that name it."""

    name: str
    where: str

    @property
    def own(self) -> bool:
        """Whether publishing here is publishing there."""
        return OWN in self.name


def places_of(campaign: Campaign) -> list[Place]:
    """Where the documents that govern a campaign want its results public, each place once."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in governing(campaign, "publication.result_where"):
        for name in one.values:
            found[name].append(one.where)
    return [Place(name, "；".join(where)) for name, where in found.items()]


@dataclass
class Entry:
    """One published result at one place: entered there, or until when it must be."""

    publication: Publication
    place: Place
    receipt: PlaceReceipt | None = None
    term: Term | None = None

    @property
    def done(self) -> bool:
        """It stands there."""
        return self.place.own or self.receipt is not None


@dataclass
class Standing:
    """A campaign's published results at every place."""

    places: list[Place]
    entries: list[Entry] = field(default_factory=list)

    @property
    def open(self) -> list[Entry]:
        """Those that are not there yet."""
        return [one for one in self.entries if not one.done]

    def open_at(self, name: str) -> list[Entry]:
        """Those that are not at one place yet."""
        return [one for one in self.open if one.place.name == name]

    @property
    def counts(self) -> list[tuple[Place, int, int]]:
        """(place, entered, all) in the documents' order."""
        return [
            (
                place,
                sum(one.done for one in self.entries if one.place == place),
                sum(one.place == place for one in self.entries),
            )
            for place in self.places
        ]


def in_force(by: Actor, campaign: Campaign) -> QuerySet[Publication]:
    """The results in force of a campaign whose inspections this person may know of, in the order of publication."""
    mine = visible_inspections(by).filter(campaign=campaign)
    return Publication.objects.filter(
        campaign_id=campaign.pk,
        kind__in=RESULTS,
        state=PUBLISHED,
        object_kind="inspections.inspection",
        object_id__in=mine.values("pk"),
    ).order_by("published_at", "pk")


def standing(by: Actor, campaign: Campaign) -> Standing:
    """How the published results of a campaign stand at the places named for them."""
    found = Standing(places_of(campaign))
    if not found.places:
        return found
    rows = list(in_force(by, campaign))
    receipts = {
        (one.publication_id, one.place): one
        for one in PlaceReceipt.objects.filter(publication__in=rows).order_by("pk")
    }
    terms = entry_terms(campaign, [one.object_id for one in rows])
    found.entries = [
        Entry(
            one,
            place,
            receipts.get((one.pk, place.name)),
            terms.get(one.object_id) if one.kind == Kind.RESULT else None,
        )
        for one in rows
        for place in found.places
    ]
    return found


def entry_terms(campaign: Campaign, inspection_ids: Iterable[int]) -> dict[int, Term]:
    """By when the result of each inspection must be entered and public, whether it is so already or not."""
    term_of = entry_term_by_day(campaign)
    found: dict[int, Term] = {}
    rows = Inspection.objects.filter(pk__in=list(inspection_ids), ended_at__isnull=False)
    for pk, ended_at in rows.values_list("pk", "ended_at"):
        if (term := term_of(timezone.localdate(ended_at))) is not None:
            found[pk] = term
    return found


def entry_term_by_day(campaign: Campaign) -> Callable[[date], Term | None]:
    """The same by the day a check ended: reckoned once for each."""
    last = last_ended(campaign)

    @functools.cache
    def term_of(ended: date) -> Term | None:
        return next(iter(publication_terms(campaign, ended, last)), None)

    return term_of


@dataclass(frozen=True)
class Waiting:
    """How many results of a campaign are not at a place yet, and until when the first must be."""

    campaign: Campaign
    place: Place
    count: int
    term: Term | None


def waiting_entries(by: Actor) -> Iterable[Waiting]:
    """What this person may know of and is not entered yet, by campaign and place; counted in the database."""
    mine = visible_inspections(by)
    rows = Publication.objects.filter(
        kind__in=RESULTS,
        state=PUBLISHED,
        object_kind="inspections.inspection",
        object_id__in=mine.values("pk"),
    ).order_by()
    campaigns = Campaign.objects.filter(pk__in=rows.values("campaign_id")).select_related("line__plan")
    asked: dict[tuple[int, str, str], list[Place]] = {}
    named: dict[Place, list[Campaign]] = defaultdict(list)
    for one in campaigns.order_by("pk"):
        key = one.agency_id, one.pack_id, one.kind
        if key not in asked:
            asked[key] = [place for place in places_of(one) if not place.own]
        for place in asked[key]:
            named[place].append(one)
    for place, several in named.items():
        receipts = PlaceReceipt.objects.filter(publication=OuterRef("pk"), place=place.name)
        left = rows.filter(~Exists(receipts), campaign_id__in=[one.pk for one in several])
        counts = dict(left.values_list("campaign_id").annotate(number=Count("pk")))
        for one in several:
            if counts.get(one.pk):
                ids = left.filter(campaign_id=one.pk, kind=Kind.RESULT).values_list("object_id", flat=True)
                terms = entry_terms(one, ids).values()
                first = min(terms, key=lambda term: term.due, default=None)
                yield Waiting(one, place, counts[one.pk], first)


HEADINGS = (
    "检查对象名称", "统一社会信用代码", "抽查任务", "检查机关", "检查日期", "检查人员", "行政执法证号",
    "抽查事项", "检查依据", "检查部门", "检查结果", "处理", "公开文号", "公示日期",
)  # fmt: skip


def sheet_rows(publications: Iterable[Publication]) -> Iterable[Sequence[str]]:
    """One row an item, word for word as published."""
    for one in publications:
        said = one.content
        for line in said["lines"]:
            yield (
                said["subject"]["name"],
                said["subject"]["code"],
                said["campaign"],
                f"{said['agency']}{said['unit']}",
                said["checked_on"],
                "、".join(person["name"] for person in said["team"]),
                "、".join(person["certificate"] for person in said["team"]),
                line["item"],
                line["basis"],
                line["department"],
                line["result_words"],
                line["handling"],
                one.number,
                str(timezone.localdate(one.published_at)),
            )


def write(file: IO[bytes], publications: Iterable[Publication]) -> int:
    """The published results as a workbook to be entered elsewhere: nothing in it that is not public."""
    with workbook(file) as book:
        return write_sheet(book, "待录入的检查结果", HEADINGS, sheet_rows(publications), widths=[30, 22, 24])
