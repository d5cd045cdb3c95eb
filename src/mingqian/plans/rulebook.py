"""The rules as they bind one agency: packs together, what collides, the documents beside them, the calendar."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused
from mingqian.acts.remembered import remembered
from mingqian.law import (
    Anchored,
    Citation,
    Collision,
    Pack,
    PackProblem,
    Statement,
    anchored,
    check_anchors,
    citations,
    collisions,
    split_articles,
)
from mingqian.law.collisions import PRODUCT
from mingqian.plans import packs
from mingqian.plans.models import (
    AttachedDocument,
    CollisionDecision,
    Layer,
    PackBinding,
    PackProposal,
    WorkdayTable,
)
from mingqian.workdays import Calendar, announced_calendar, table_from_rows


@dataclass(frozen=True)
class Bound:
    """One pack that binds an agency: the decision it rests on (None: the law itself) and its place."""

    pack: Pack
    binding: PackBinding | None
    layer: str

    @property
    def layer_words(self) -> str:
        """The place in words."""
        return str(Layer(self.layer).label)


@remembered
def bound_packs(agency: Agency | int, on: date) -> list[Bound]:
    """The packs whose newest decision covers the day, own documents first; the national overlay always."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    found: list[Bound] = []
    newest = packs.bindings_of(agency_id)
    proposals = PackProposal.objects.filter(decision__binding__in=newest.values())
    layers = {one.decision.binding_id: one.layer for one in proposals.select_related("decision")}
    for pack in packs.available(agency_id):
        binding = newest.get(pack.id)
        if binding is not None:
            pack = packs.load(pack.id, binding.pack_digest)
            bound = packs.with_binding(pack, binding)
            if binding.pack_digest == pack.digest() and not bound.is_reference(on):
                usual = Layer.OVERLAY if pack.id == packs.NATIONAL else Layer.OWN
                found.append(Bound(bound, binding, layers.get(binding.pk, usual)))
        elif pack.id == packs.NATIONAL:
            found.append(Bound(pack, None, Layer.OVERLAY))
    return sorted(found, key=lambda one: (list(Layer.values).index(one.layer), one.pack.id))


@dataclass(frozen=True)
class Standing:
    """One collision among an agency's packs, and the decision taken on it as it stands."""

    collision: Collision
    decision: CollisionDecision | None

    @property
    def stops(self) -> bool:
        """Whether the action still waits."""
        return self.collision.stops and self.decision is None

    @property
    def with_product(self) -> bool:
        """Whether it is only the product that does otherwise than the documents."""
        own = {one.value for one in self.collision.statements if one.pack == PRODUCT}
        others = {one.value for one in self.collision.statements if one.pack != PRODUCT}
        return bool(own) and len(others) == 1

    @property
    def keeps_to_documents(self) -> bool:
        """Whether the bureau has decided against the product's own way: its words name a document's article alone."""
        if self.decision is None:
            return False
        named = {
            one.pack == PRODUCT
            for one in self.collision.statements
            if one.citation.article in self.decision.choice
        }
        return self.with_product and named == {False}


def standings(agency: Agency | int, on: date) -> list[Standing]:
    """Every collision among the packs that bind the agency, undecided ones first."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    found = []
    for one in collisions([bound.pack for bound in bound_packs(agency_id, on)], on):
        newest = CollisionDecision.objects.filter(agency_id=agency_id, key=one.key).order_by("-id").first()
        found.append(Standing(one, newest if newest and newest.digest == one.digest() else None))
    return sorted(found, key=lambda one: (not one.stops, one.collision.key))


def standing_of(agency: Agency | int, key: str, on: date) -> Standing | None:
    """How one question stands; None where the documents do not disagree about it."""
    return next((one for one in standings(agency, on) if one.collision.key == key), None)


def require_settled(
    agency: Agency | int,
    action: str,
    on: date,
    *,
    keys: Collection[str] | None = None,
    as_documents: bool = False,
) -> None:
    """Raise `Refused(plans.collision)` with both articles while documents collide about this action.

    `keys` narrows it to some questions. `as_documents`: what is done is what the documents say, so that the product's own
    way against theirs is no question here. What one document leaves open about the pool is asked with the settings a pool
    needs, and stops it there.
    """
    for one in standings(agency, on):
        if one.collision.within and action == "pool":
            continue
        if as_documents and one.with_product:
            continue
        if one.stops and one.collision.action == action and (keys is None or one.collision.key in keys):
            said = "；".join(_said(statement) for statement in one.collision.statements if statement.counts)
            raise Refused("plans.collision", question=one.collision.question or one.collision.key, said=said)


def _said(statement: Statement) -> str:
    """One side of a collision with its article; of the product, which has no text to quote, how it does it."""
    if statement.pack == PRODUCT:
        return f"明签 {statement.citation.article}：{statement.citation.reading.rstrip('。')}"
    return f"{packs.title_of(statement.pack)} {statement.citation.article}“{statement.citation.anchor}”"


def require_own_room(agency: Agency | int, on: date) -> None:
    """Raise `Refused(plans.decided_elsewhere)` where the bureau has decided to draw where its documents say."""
    for one in standings(agency, on):
        if one.collision.key == PLACE and one.keeps_to_documents and one.decision is not None:
            raise Refused("plans.decided_elsewhere", choice=one.decision.choice, by=one.decision.decided_by)


PLACE = "draw.place"
"""The question where is drawn: on the official platform, or here."""
STATUTE = re.compile(r"\S+(法|条例) \d+")
"""An article of a law or an administrative regulation: 行政处罚法 42."""


@dataclass(frozen=True)
class Prevailing:
    """What a law says where a document of the bureau says otherwise, and the article by which the law goes before it."""

    statements: tuple[Statement, ...]
    citation: str

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles of the law, as they stand beside a rule."""
        return tuple(f"{packs.title_of(one.pack)} {one.citation.article}" for one in self.statements)

    @property
    def words(self) -> str:
        """The same to a reader, with the article that says so."""
        return f"法律在前（{self.citation}）：这一处照{'、'.join(self.articles)}办，决定里写明照哪一条。"


def prevailing(found: Iterable[Pack], collision: Collision, on: date) -> Prevailing | None:
    """The law's own side of a collision, where one of the packs says that the law prevails over it (西平 细则 十七)."""
    packs_found = list(found)
    saying = next((pack for pack in packs_found if pack.has("bodies.law_prevails", on)), None)
    if saying is None or not saying.get("bodies.law_prevails", on).value:
        return None
    laws = tuple(
        one for one in collision.statements if one.counts and STATUTE.fullmatch(one.citation.article)
    )
    if not laws or len(laws) == len(collision.statements) or len({one.value for one in laws}) > 1:
        return None
    return Prevailing(laws, packs.cite(saying, saying.get("bodies.law_prevails", on).citation))


@dataclass(frozen=True)
class Attached:
    """A document beside its pack: the articles by number, and every anchor that is not where the pack says."""

    document: AttachedDocument
    articles: Mapping[str, str]
    problems: tuple[PackProblem, ...]


@lru_cache(maxsize=16)
def _articles(text: str, parts: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return split_articles(text, parts)


def articles_of(document: AttachedDocument, pack: Pack) -> Mapping[str, str]:
    """The articles of a document by number; empty when none can be made out."""
    return _articles(document.text, pack.parts)


def attached(agency: Agency | int | None, pack: Pack) -> Attached | None:
    """The newest document an agency has attached to a pack."""
    if agency is None:
        return None
    agency_id = agency if isinstance(agency, int) else agency.pk
    document = AttachedDocument.objects.filter(agency_id=agency_id, pack_id=pack.id).order_by("-id").first()
    if document is None:
        return None
    return Attached(document, articles_of(document, pack), check_anchors(pack, document.text))


@dataclass(frozen=True)
class Missing:
    """An anchor that does not stand in the article the pack names: `elsewhere` are the articles in which it does."""

    citation: Citation
    no_article: bool
    elsewhere: tuple[str, ...]


def missing(held: Attached, pack: Pack) -> list[Missing]:
    """Every anchor of a pack that the attached document does not bear out, with where its words do stand."""
    cited = citations(pack)
    found = []
    for problem in held.problems:
        citation = cited[problem.key]
        elsewhere = anchored(held.articles, citation.article, citation.anchor).elsewhere
        no_article = problem.code == "anchor.no_article"
        found.append(Missing(citation, no_article, elsewhere[:MOST_PLACES]))
    return found


MOST_PLACES = 3
"""Articles named in which a missing anchor stands."""
_LINE = re.compile(r"(?=（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\))")


def article_text(held: Attached | None, article: str) -> str:
    """The words of an article, or empty; numbered parts each on a line of their own."""
    return in_lines(held.articles.get(article, "")) if held else ""


def in_lines(text: str) -> str:
    """The words of an article with its numbered parts each on a line of their own."""
    return _LINE.sub("\n", text).lstrip("\n")


def marked(found: Anchored) -> tuple[str, str, str]:
    """An article's words before, in and after the anchor, in lines."""
    before, hit, after = (_LINE.sub("\n", part) for part in (found.before, found.hit, found.after))
    return before.lstrip("\n"), hit if before else hit.lstrip("\n"), after


FRESH_SECONDS = 30
"""How long another worker may still count by the calendar before an import."""
_calendar: dict[str, tuple[float, Calendar]] = {}


def known_calendar() -> Calendar:
    """The calendar of the program with every table imported here, read at most every half minute."""
    now = time.monotonic()
    read = _calendar.get("known")
    if read is None or not 0 <= now - read[0] < FRESH_SECONDS:
        calendar = announced_calendar()
        for row in WorkdayTable.objects.order_by("id"):
            days = [(str(when), str(kind), str(name)) for when, kind, name in row.days]
            calendar = calendar.with_table(table_from_rows(row.year, days, row.source))
        read = _calendar["known"] = (now, calendar)
    return read[1]


def calendar_before(table: WorkdayTable) -> Calendar:
    """The calendar as it was before a notice of days off was taken over."""
    calendar = announced_calendar()
    for row in WorkdayTable.objects.filter(pk__lt=table.pk).order_by("id"):
        days = [(str(when), str(kind), str(name)) for when, kind, name in row.days]
        calendar = calendar.with_table(table_from_rows(row.year, days, row.source))
    return calendar


def calendar_with(table: WorkdayTable) -> Calendar:
    """The calendar as it was right after a notice of days off was taken over."""
    days = [(str(when), str(kind), str(name)) for when, kind, name in table.days]
    return calendar_before(table).with_table(table_from_rows(table.year, days, table.source))


def forget_calendar() -> None:
    """Read the tables again at the next question."""
    _calendar.clear()
