"""「为什么抽到我」: what one enterprise is told about its own lot, and nothing about anybody else's.

Two readers: the enterprise itself, who opened its notice; and, once the list is released, whoever names its code. The
second is told nothing that is not public: no check and no draw of another list that is still secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from mingqian.draws.chances import chance_in, fraction_in
from mingqian.draws.models import Draw, DrawnSubject
from mingqian.draws.proofs import proof_of
from mingqian.inspections.borne import counting, outside, public
from mingqian.inspections.joint import visits_among
from mingqian.inspections.law import parameter_citation, terms
from mingqian.inspections.models import Inspection
from mingqian.law import Event, LawError, once_a_year
from mingqian.lot.canonical import canonical
from mingqian.lot.phrase import phrase
from mingqian.lot.proof import read_proof
from mingqian.plans import conditions, overlay, packs, weights
from mingqian.registers.models import Subject


@dataclass(frozen=True)
class Cap:
    """How often one enterprise may be checked in a year, as published; `most` is None where nothing is entered."""

    year: int
    used: int
    most: int | None
    citation: str


@dataclass(frozen=True)
class Often:
    """How often it was drawn in the period that counts, what the document says, and the days."""

    drawn: int
    days: list[date]
    limit: int | None
    start: date
    end: date
    strength: str
    """原则上, 应当 …: as the document has it."""
    citation: str


@dataclass(frozen=True)
class Term:
    """One term of an objection: what is done within how long, by which article."""

    what: str
    within: str
    citation: str


@dataclass(frozen=True)
class Why:
    """Everything the page says, each with what proves it."""

    draw: Draw
    urn: dict[str, Any]
    weight: int
    """1 where all in the urn are alike."""
    drawn: bool | None
    """None while the list is secret and the reader is not the one it concerns."""
    ticket: str
    last: str
    e: str
    index: int
    path: list[str]
    seed_open: bool
    often: Often
    cap: Cap
    decided: dict[str, str]
    objecting: list[Term] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The manifest's digest as a phrase."""
        return list(phrase(self.draw.manifest_hash))

    @property
    def percent(self) -> str:
        """The chance in percent, three significant digits."""
        return f"{100 * float(fraction_in(self.urn, self.weight)):.3g}"

    @property
    def weight_words(self) -> str:
        """The table of weights in words."""
        table = self.draw.pack.get("weights")
        return weights.in_words(table["table"]) if table else ""

    @property
    def chance(self) -> tuple[int, int]:
        """The exact chance: so much of so much."""
        part, _, whole = chance_in(self.urn, self.weight).partition("/")
        return int(part), int(whole)

    @property
    def sources(self) -> str:
        """Who brought a number of their own to the seed."""
        return "、".join(source.label for source in self.draw.sources.all())


def why(draw: Draw, subject: Subject, *, own: bool) -> Why | None:
    """What an enterprise is told of one draw; None where it is in no urn of it.

    `own`: it opened the notice addressed to it, so it is drawn and may know so before the release.
    """
    row = DrawnSubject.objects.filter(draw=draw, subject=subject).first() if own or draw.released else None
    proof = proof_of(draw, subject)
    if proof is None:
        return None
    checked = read_proof(canonical(proof))
    explained = checked.explanation
    return Why(
        draw=draw,
        urn=draw.urns[proof["receipt"]["urn"]],
        weight=proof["receipt"]["weight"],
        drawn=row is not None if own or draw.released else None,
        ticket=explained.ticket.hex() if explained else row.ticket if row else "",
        last=explained.last.hex() if explained and explained.last else "",
        e=checked.e.hex(),
        index=proof["receipt"]["index"] + 1,
        path=proof["receipt"]["path"],
        seed_open=explained is not None,
        often=_often(draw, subject, own=own),
        cap=_cap(draw, subject, own=own),
        decided=_decided(draw),
        objecting=list(_objecting(draw)),
    )


def _known(draw: Draw, subject: Subject, *, own: bool) -> QuerySet[Inspection]:
    """The inspections of a subject which this reader may know of."""
    public = Q(draw__released_at__isnull=False)
    told = Q(notice__token_digest__isnull=False) | Q(checked_at__isnull=False)
    rows = Inspection.objects.filter(agency_id=draw.agency_id, subject=subject, draw__isnull=False)
    return rows.filter(public | told if own else public)


def _often(draw: Draw, subject: Subject, *, own: bool) -> Often:
    moments = (
        _known(draw, subject, own=own).order_by("draw__drawn_at").values_list("draw__drawn_at", flat=True)
    )
    days = [timezone.localdate(at) for at in moments if at is not None]
    pack = packs.pack_for(draw.agency_id, draw.campaign.pack_id)
    on = timezone.localdate(draw.drawn_at or draw.locked_at)
    said = once_a_year(pack, days, (), on)
    within = [day for day in days if said.period_start <= day <= said.period_end]
    return Often(
        said.drawn,
        within,
        said.limit,
        said.period_start,
        said.period_end,
        str(said.citation.strength) if said.citation else "",
        packs.where(said.citation),
    )


def _cap(draw: Draw, subject: Subject, *, own: bool) -> Cap:
    year = draw.campaign.check_from.year
    rows = _known(draw, subject, own=own) | public(outside(draw.agency_id).filter(subject=subject))
    rows = rows.filter(checked_at__year=year)
    national = packs.pack_for(draw.agency_id, packs.NATIONAL)
    published = overlay.cap_of(draw.agency_id, timezone.localdate())
    most = published.most_for(subject) if published is not None else None
    used = visits_among(rows if published is None else counting(rows, published))
    try:
        citation = packs.cite(
            national, national.get("frequency.yearly_cap_published", date(year, 1, 1)).citation
        )
    except LawError:
        citation = "国办发〔2024〕54号"
    return Cap(year, used, most, citation)


def _decided(draw: Draw) -> dict[str, str]:
    line = draw.campaign.planned
    plan = line.plan
    return {
        "plan": plan.title,
        "line": f"第 {line.number} 项“{line.title}”",
        "approved": plan.approved_at.astimezone(timezone.get_current_timezone()).strftime("%Y年%-m月%-d日")
        if plan.approved_at
        else "",
        "pack": packs.load(draw.pack["pack"]).name,
        "version": draw.pack["version"],
        "conditions": conditions.in_words(draw.campaign.conditions) if draw.campaign.conditions else "",
        "modes": parameter_citation(draw.campaign, "draw.modes"),
        "recusal": parameter_citation(draw.campaign, "teams.recusal"),
    }


def _objecting(draw: Draw) -> Iterator[Term]:
    today = timezone.localdate()
    for event in (Event.OBJECTION_RECEIVED, Event.REVIEW_MADE):
        for term in terms(draw.campaign, event, today):
            yield Term(term.what, f"{term.count} 个{term.unit_words}", term.citation)
