"""锁库: from the pool to hashed urns, hashed people, and the eligibility bound into every entry.

Salts come from the operating system and are fresh for every entry of every draw. Nothing secret leaves this room
except sealed.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingqian.acts import progress
from mingqian.draws import sealed
from mingqian.draws.eligibility import Eligibility, Person, Spot, SpotKey, spot_of
from mingqian.draws.models import Draw
from mingqian.draws.seats import EXPERT, PARTNER
from mingqian.law import Pack, TeamRule, team_rule
from mingqian.lot.branches import branches_root, make_branches
from mingqian.lot.canonical import nfc_text
from mingqian.lot.eligibility import EligibilitySets
from mingqian.lot.entries import commit_and_write, count_leaves, hash_and_write, hash_entry, pack_leaves
from mingqian.lot.hashing import Hash
from mingqian.lot.manifest import leaves_root
from mingqian.lot.parallel import processes_for, spread
from mingqian.lot.rolls import pack_digests
from mingqian.lot.shapes import Seat, Urn
from mingqian.plans.models import Campaign
from mingqian.plans.packs import pack_for
from mingqian.plans.pool import UrnPlan
from mingqian.registers.models import Subject

CHUNK = 2_000
BLOCK = 50_000
"""Subjects held at a time and shared out among the cores."""
WORTH_A_CHILD = 5_000
"""Subjects whose hashing, writing and compressing takes longer than starting a child."""
FACTS = (
    "supervision_class",
    "credit_grade",
    "field",
    "industry_code",
    "region_code",
    "township",
    "status",
    "complaints_count",
    "watch_listed",
    "abnormal_listed",
    "joint_punishment",
    "major_hazard",
    "risk_level",
    "staff_count",
)
"""What the register said of a subject when it was frozen: opened to the auditor only."""
PERSONAL_CODE = "person"
_REGION, _TOWNSHIP, _FIELD = (4 + FACTS.index(name) for name in ("region_code", "township", "field"))
_Row = tuple[tuple[Any, ...], list[int]]
"""A subject's columns (id, code, kind of code, name, `FACTS`) and the numbers of its eligible sets."""
PEOPLE_FACTS = "people.facts"
"""The sealed file of who was a candidate, who was not, and why."""


@dataclass(frozen=True)
class FrozenPeople:
    """The people as hashed: packed leaves and, for each, its opened entry."""

    leaves: bytes
    entries: dict[bytes, dict[str, Any]]
    order: dict[bytes, int]
    """e → index into the `people` given."""


@dataclass
class FrozenUrn:
    """One urn as hashed."""

    line: Urn
    leaves: bytes = field(repr=False)
    branches: bytes = field(repr=False)


def salt() -> str:
    """32 hex digits from the operating system."""
    return secrets.token_hex(16)


def freeze_people(
    people: Sequence[Person], hash: Hash, max_load: int, held: Mapping[str, int] | None = None
) -> FrozenPeople:
    """Hash the candidates. A limit is the person's own as the register has it, else `max_load`; of somebody who holds
    tasks already (`held`, by key) the smaller of both, less these tasks.
    """
    entries: dict[bytes, dict[str, Any]] = {}
    order: dict[bytes, int] = {}
    for index, person in enumerate(people):
        entry = {
            "id": person.key,
            "name": nfc_text(person.name),
            "certificate": nfc_text(person.certificate),
            "salt": salt(),
        }
        e = hash_entry(entry, hash)
        entries[e] = entry
        order[e] = index
    limits = [
        (e, own_limit(people[index], max_load, (held or {}).get(people[index].key, 0)))
        for e, index in order.items()
    ]
    return FrozenPeople(pack_leaves(limits), entries, order)


def own_limit(person: Person, max_load: int, held: int) -> int:
    """What stands in a person's leaf."""
    return person.most(max_load) - held if held else person.limit or max_load


class Freezer:
    """Hashes the subjects of each urn, sealing every opened entry as it is made."""

    def __init__(
        self,
        draw: Draw,
        hash: Hash,
        *,
        seats: Sequence[str],
        people: FrozenPeople | None,
        eligibility: Eligibility | None,
        whole: int = 0,
    ) -> None:
        """`whole`: how many subjects there will be, for whoever watches."""
        self.draw, self.hash, self.seats, self.whole = draw, hash, seats, whole
        self.eligibility = eligibility
        self.sets = EligibilitySets(people.leaves, hash) if people else None
        self._bit_of: list[bytes] = []
        if people:
            by_index = {index: e for e, index in people.order.items()}
            self._bit_of = [by_index[i] for i in range(len(by_index))]
        self._numbers: dict[tuple[str, SpotKey], int] = {}
        self._done = 0

    def _eligible_numbers(self, spot: Spot) -> list[int]:
        if self.sets is None or self.eligibility is None:
            return []
        key = self.eligibility.key(spot)
        numbers = []
        for seat in self.seats:
            number = self._numbers.get((seat, key))
            if number is None:
                number = self.sets.add(self._bit_of[i] for i in self.eligibility.indices(seat, spot))
                self._numbers[seat, key] = number
            numbers.append(number)
        return numbers

    def freeze(self, index: int, plan: UrnPlan) -> FrozenUrn:
        """Hash one urn's subjects, on as many cores as pay; seal its opened entries under `entries/<index>`."""
        digests = bytearray()
        sealed.seal_compressed(self.draw, f"entries/{index}", self._pieces(plan, digests))
        leaves, _ = pack_digests(bytes(digests), weights=plan.weights)
        branches = make_branches(leaves, self.hash)
        line: Urn = {
            "name": nfc_text(plan.name),
            "size": count_leaves(leaves),
            "root": branches_root(branches, self.hash),
            "quota": plan.quota,
            "weighted": plan.weights is not None,
        }
        return FrozenUrn(line, leaves, branches)

    def _pieces(self, plan: UrnPlan, digests: bytearray) -> Iterator[bytes]:
        """Compressed sealed lines `[e, subject id, entry, facts salt, facts, eligible set numbers]`, ascending by subject;
        e of each is added to `digests`.
        """
        processes = processes_for(len(plan.subject_ids), worth_it=WORTH_A_CHILD)
        for rows in self._rows(plan.subject_ids):
            for part, pieces in spread(
                lambda start, end, rows=rows: self._hashed(rows[start:end]),  # type: ignore[misc]
                len(rows),
                processes=processes,
            ):
                digests += part
                yield from pieces
            self._done += len(rows)
            progress.tell("第二步，共三步：逐户计算摘要、封存", self._done, self.whole)

    def _rows(self, ids: Sequence[int]) -> Iterator[list[_Row]]:
        """The subjects as the register has them, each with the numbers of its eligible sets, `BLOCK` at a time."""
        for block in range(0, len(ids), BLOCK):
            found: list[_Row] = []
            for at in range(block, min(block + BLOCK, len(ids)), CHUNK):
                rows = (
                    Subject.objects.filter(id__in=list(ids[at : min(at + CHUNK, block + BLOCK)]))
                    .order_by("id")
                    .values_list("id", "code", "code_kind", "name", *FACTS)
                )
                for row in rows.iterator(chunk_size=CHUNK):
                    numbers = self._eligible_numbers(
                        spot_of(row[0], row[_REGION], row[_TOWNSHIP], row[_FIELD])
                    )
                    found.append((row, numbers))
            yield found

    def _hashed(self, rows: Sequence[_Row]) -> tuple[bytes, list[bytes]]:
        """e of each row end to end, and the sealed lines, compressed. Pure: it may run in a child."""
        salts = os.urandom(2 * 16 * len(rows)).hex()
        own = [salts[at : at + 32] for at in range(0, len(salts), 32)]
        facts = [
            (facts_salt, dict(zip(FACTS, row[4:], strict=True)))
            for facts_salt, (row, _) in zip(own[::2], rows, strict=True)
        ]
        commitments, facts_texts = commit_and_write(facts, self.hash)
        entries: list[dict[str, Any]] = []
        # The same sets come again and again: one object, one text.
        distinct = {tuple(numbers) for _, numbers in rows}
        seats = {n: self.sets.eligible(self.seats, n) for n in distinct} if self.sets else {}
        written = {n: json.dumps(n, separators=(",", ":")).encode() for n in distinct}
        for (row, numbers), salt, commitment in zip(rows, own[1::2], commitments, strict=True):
            subject_id, code, code_kind, name = row[:4]
            # A natural person's code would be an ID number: the register's own number stands for it.
            entry = {
                "id": f"R{subject_id}" if code_kind == PERSONAL_CODE else code,
                "name": nfc_text(name),
                "salt": salt,
                "facts": commitment,
            }
            if self.sets is not None:
                entry["eligible"] = seats[tuple(numbers)]
            entries.append(entry)
        digests, texts = hash_and_write(entries, self.hash)
        lines = [
            b'["%b",%d,%b,%b,%b]\n'
            % (
                e.hex().encode(),
                row[0],
                text,
                pair[1:-1],
                written[tuple(numbers)],
            )
            for e, (row, numbers), text, pair in zip(digests, rows, texts, facts_texts, strict=True)
        ]
        return b"".join(digests), sealed.compress(b"".join(lines))


def seal_people(draw: Draw, people: FrozenPeople, persons: Sequence[Person], freezer: Freezer) -> str:
    """Seal leaves, opened entries and eligibility sets of the people; returns the people's root."""
    assert freezer.sets is not None
    sealed.seal(draw, "people.leaves", [people.leaves])
    lines = [
        [e.hex(), persons[index].expert, persons[index].pk, people.entries[e]]
        for e, index in people.order.items()
    ]
    sealed.seal(draw, "people.entries", [json.dumps(lines, ensure_ascii=False).encode()])
    masks = [format(freezer.sets.mask(n), "x") for n in range(len(freezer.sets))]
    sealed.seal(draw, "people.sets", [json.dumps(masks).encode()])
    return leaves_root(people.leaves, freezer.hash)


def seat_rows(campaign: Campaign) -> list[Seat]:
    """The manifest's seats: those of a team that are drawn."""
    rule, pack = _appointing(campaign)
    if pack.answer("key_inspectors") == "appointed" and campaign.planned.item_class == "key":
        return []
    return [seat for seat in team_seats(campaign) if seat["name"] != EXPERT or rule.expert_drawn]


def appointed_seats(campaign: Campaign, drawn: Sequence[Mapping[str, Any]]) -> list[str]:
    """The seats of a team that no draw fills, one name a person: 重点 whose people are appointed (西平 细则 四), an
    expert who is (高青 7.3). `drawn`: the seats the draw of the list had.
    """
    names = {str(seat["name"]) for seat in drawn}
    return [
        seat["name"]
        for seat in team_seats(campaign)
        if seat["name"] not in names
        for _ in range(seat["count"])
    ]


def _appointing(campaign: Campaign) -> tuple[TeamRule, Pack]:
    pack = pack_for(campaign.agency_id, campaign.pack_id)
    return team_rule(pack, campaign.check_from), pack


def team_seats(campaign: Campaign) -> list[Seat]:
    """Every seat of a team, drawn or not; a joint check adds one of each joint department (高青 8.2)."""
    seats: list[Seat] = [
        {"name": s["name"], "count": int(s["count"])} for s in campaign.team["seats"] if int(s["count"]) > 0
    ]
    if seats:
        partners: list[Seat] = [
            {"name": f"{PARTNER}{pk}", "count": 1} for pk in sorted(campaign.partner_agency_ids)
        ]
        at = next((i for i, s in enumerate(seats) if s["name"] == EXPERT), len(seats))
        seats[at:at] = partners
    if campaign.expert_seat and not any(s["name"] == EXPERT for s in seats):
        seats.append({"name": EXPERT, "count": 1})
    return seats
