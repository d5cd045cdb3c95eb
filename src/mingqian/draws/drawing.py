"""摇号: open the sealed files, run `lot`, and build what is kept of the result."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mingqian.draws import sealed
from mingqian.draws.models import Draw
from mingqian.lot.eligibility import EligibilitySets
from mingqian.lot.hashing import get_hash
from mingqian.lot.result import DrawResult, draw_urn
from mingqian.lot.result import Eligibility as LotEligibility
from mingqian.lot.result import draw as run_draw
from mingqian.lot.seed import make_seed, manifest_hash, reveals_hash
from mingqian.lot.shapes import Manifest, Reveal
from mingqian.lot.transcript import Transcript, write_transcript


@dataclass(frozen=True)
class OpenedEntry:
    """A sealed line of a drawn (or any) enterprise."""

    e: bytes
    subject_id: int
    entry: dict[str, Any]
    facts_salt: str
    facts: dict[str, Any]
    numbers: list[int]


@dataclass(frozen=True)
class OpenedPerson:
    """A sealed line of a person."""

    expert: bool
    pk: int
    entry: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The draw as computed, with what is needed to keep and to publish it."""

    manifest: Manifest
    secret: str
    reveals: list[Reveal]
    result: DrawResult
    urn_leaves: list[bytes]
    people_leaves: bytes | None
    drawn: dict[bytes, OpenedEntry]
    people: dict[bytes, OpenedPerson]


def entry_lines(draw: Draw, index: int) -> Iterator[OpenedEntry]:
    """Every sealed entry of one urn."""
    for line in sealed.opened_lines(draw, f"entries/{index}"):
        e, subject_id, entry, facts_salt, facts, numbers = json.loads(line)
        yield OpenedEntry(bytes.fromhex(e), subject_id, entry, facts_salt, facts, numbers)


def open_people(draw: Draw) -> dict[bytes, OpenedPerson]:
    """e → person, empty where no teams are drawn."""
    if not draw.people_count:
        return {}
    lines = json.loads(sealed.opened_whole(draw, "people.entries"))
    return {bytes.fromhex(e): OpenedPerson(expert, pk, entry) for e, expert, pk, entry in lines}


def run(draw: Draw, reveals: list[Reveal]) -> Outcome:
    """Compute the result of a committed draw. Pure of writes; raises `LotError` on anything that does not fit."""
    manifest: Manifest = json.loads(draw.manifest)
    hash = get_hash(manifest["hash"])
    secret = sealed.opened_whole(draw, "secret").decode()
    urn_leaves = [sealed.opened_whole(draw, f"urns/{n}.leaves") for n in range(len(manifest["urns"]))]
    seed = make_seed(manifest_hash(manifest, hash), secret, reveals_hash(reveals, hash), hash)
    chosen = {
        one.e: n
        for n, urn in enumerate(manifest["urns"])
        for one in draw_urn(urn_leaves[n], urn, n, seed, hash).drawn
    }
    drawn = {
        line.e: line
        for n in sorted(set(chosen.values()))
        for line in entry_lines(draw, n)
        if line.e in chosen
    }
    people_leaves = eligibility = None
    if manifest["teams"] is not None:
        people_leaves = sealed.opened_whole(draw, "people.leaves")
        sets = EligibilitySets(people_leaves, hash)
        for mask in json.loads(sealed.opened_whole(draw, "people.sets")):
            sets.add_mask(int(mask, 16))
        eligibility = LotEligibility(sets, {e: line.numbers for e, line in drawn.items()})
    result = run_draw(manifest, secret, reveals, urn_leaves, people_leaves, eligibility)
    return Outcome(manifest, secret, reveals, result, urn_leaves, people_leaves, drawn, open_people(draw))


def seated(outcome: Outcome) -> set[bytes]:
    """e of every person who took a seat."""
    teams = outcome.result.teams
    if teams is None:
        return set()
    return {person for team in teams.teams for group in team.seats for person in group if person is not None}


def transcript_bytes(outcome: Outcome) -> bytes:
    """The public transcript: drawn enterprises and seated people opened, nobody else."""
    buffer = io.BytesIO()
    entries = {e: line.entry for e, line in outcome.drawn.items()}
    entries.update({e: person.entry for e, person in outcome.people.items()})
    write_transcript(
        buffer,
        Transcript(
            outcome.manifest,
            outcome.secret,
            outcome.reveals,
            outcome.urn_leaves,
            outcome.people_leaves,
            outcome.result,
        ),
        entries=entries.__getitem__,
        open_people=seated(outcome),
    )
    return buffer.getvalue()
