"""Job folders: a draw without the platform. Reading the files is left to the caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast

from .canonical import Json, canonical, parse_nfc
from .checking import HEX_32, Checker
from .eligibility import EligibilitySets
from .entries import MAX_U32, MAX_WEIGHT, check_entry, pack_leaves
from .errors import LotError
from .hashing import TAG_ENTRY, Hash, HashName, commit_value, get_hash
from .manifest import build_manifest, build_teams, build_urn, check_seats
from .result import Eligibility, UrnResult, draw, draw_urn
from .shapes import DrawIdentity, LawPack, RegisterState, Reveal, Seat, Source, Urn
from .transcript import Transcript

# Gives the lines of a file of the folder, with or without their ends.
Lines = Callable[[str], Iterable[bytes]]

_REQUIRED = ("hash", "draw", "frozen_at", "law", "register", "sources", "reveals", "urns")
_OPTIONAL = ("secret", "people", "seats", "max_load", "eligibility")
_FILE = re.compile(r"[^/\\\x00]+(?:/[^/\\\x00]+)*")
_BOM = b"\xef\xbb\xbf"  # what Windows editors put before UTF-8; the text is the same without it


@dataclass(frozen=True)
class JobDraw:
    """A job's draw: ready to be written with ``write_transcript(file, job.transcript,
    entries=job.entries.__getitem__)``.

    ``entries`` holds the canonical bytes of every enterprise's entry by its e.
    """

    transcript: Transcript
    entries: dict[bytes, bytes]


@dataclass(frozen=True)
class Binding:
    """What the freeze writes into an enterprise's entry as ``eligible``: by its id, or ``default``."""

    by_id: dict[str, dict[str, str]]
    default: dict[str, str]


class Engine(Protocol):
    """Another engine that keeps the urns and does what goes through all of their entries.

    The manifest, the checks of all leaves against it, the teams and the transcript stay here, so an engine at fault
    is refused rather than believed.
    """

    def freeze(self, number: int, file: str, weighted: bool, hash: Hash, binding: Binding | None) -> bytes:
        """Urn ``number``'s packed leaves, every entry of ``file`` read by ``freeze_row``."""

    def check_ids(self, named: Collection[str]) -> list[str]:
        """Those of ``named`` that no urn has. Raises LotError ``job_id_repeated`` if two entries share an id."""

    def draw_urn(self, leaves: bytes, urn: Urn, number: int, seed: bytes, hash: Hash) -> UrnResult:
        """What ``result.draw_urn`` gives."""

    def entries(self, number: int, drawn: Sequence[bytes]) -> dict[bytes, tuple[str, bytes]]:
        """Id and canonical bytes of the entries drawn from urn ``number``, by their e."""


@dataclass
class _People:
    leaves: bytes
    by_id: dict[str, bytes]
    sets: EligibilitySets
    seats: list[Seat]
    max_load: int
    # (enterprise id → seat → set number), and those ids still to be met in an urn
    rules: dict[str, dict[str, int]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def draw_job(
    job_json: bytes, lines: Lines, fresh_secret: Callable[[], str], engine: Engine | None = None
) -> JobDraw:
    """Make the draw that a job folder describes.

    ``job_json``: the bytes of ``job.json``; ``lines``: gives the lines of another file of the folder by its
    name; ``fresh_secret``: makes 64 random hex digits where the job has no ``secret``; ``engine``: reads the files
    of the urns and draws from them where they are not read here. Text is brought to NFC here. Raises LotError with the file and line as place; everything listed under "Job files" of the
    protocol is refused.
    """
    try:
        job = parse_nfc(job_json.removeprefix(_BOM))
    except LotError as error:
        raise error.at("job.json") from error
    fields = _check_job(job)
    hash = get_hash(cast("str", fields["hash"]))
    secret = cast("str", fields["secret"]) if "secret" in fields else fresh_secret()
    people = _read_people(fields, lines, hash) if "people" in fields else None
    entries: dict[bytes, bytes] = {}
    urns: list[Urn] = []
    urn_leaves: list[bytes] = []
    numbers: dict[bytes, tuple[int, ...]] = {}
    seen: set[str] = set()
    binding = None if people is None else _binding(people)
    for n, spec in enumerate(cast("list[dict[str, Json]]", fields["urns"])):
        weighted = bool(spec.get("weighted", False))
        file = cast("str", spec["file"])
        if engine is None:
            leaves = pack_leaves(
                _read_urn(file, weighted, lines, hash, people, binding, seen, entries, numbers)
            )
        else:
            leaves = engine.freeze(n, file, weighted, hash, binding)
        urn_leaves.append(leaves)
        urns.append(
            build_urn(cast("str", spec["name"]), leaves, cast("int", spec["quota"]), hash, weighted=weighted)
        )
    rules = people.rules if people is not None else {}
    unknown = [one for one in rules if one not in seen] if engine is None else engine.check_ids(rules)
    if people is not None and unknown:
        raise LotError("job_enterprise_unknown", place=people.places[unknown[0]])
    teams = None if people is None else build_teams(people.leaves, people.seats, people.max_load, hash)
    eligibility = None if people is None else Eligibility(people.sets, numbers)
    people_leaves = None if people is None else people.leaves
    reveals = cast("list[Reveal]", fields["reveals"])

    def draw_from(leaves: bytes, urn: Urn, number: int, seed: bytes, hash: Hash) -> UrnResult:
        if engine is None:
            return draw_urn(leaves, urn, number, seed, hash)
        drawn = engine.draw_urn(leaves, urn, number, seed, hash)
        for e, (enterprise, data) in engine.entries(number, [one.e for one in drawn.drawn]).items():
            entries[e] = data
            if people is not None:
                numbers[e] = _chosen(people, enterprise)
        return drawn

    try:
        manifest = build_manifest(
            hash_name=cast("HashName", fields["hash"]),
            draw=cast("DrawIdentity", fields["draw"]),
            frozen_at=cast("str", fields["frozen_at"]),
            law=cast("LawPack", fields["law"]),
            register=cast("RegisterState", fields["register"]),
            operator_commitment=commit_value(secret, hash),
            sources=cast("list[Source]", fields["sources"]),
            urns=urns,
            teams=teams,
        )
        result = draw(manifest, secret, reveals, urn_leaves, people_leaves, eligibility, draw_urn=draw_from)
    except LotError as error:
        # What the manifest takes over as it is has its place in the job.
        place = error.place.removeprefix("manifest.json/")
        raise LotError(error.code, place=f"job.json/{place}", **error.params) from error
    return JobDraw(Transcript(manifest, secret, reveals, urn_leaves, people_leaves, result), entries)


def _check_job(job: Json) -> dict[str, Json]:
    """The job's fields, with all that can be checked before another file is read."""
    check = Checker()
    place = "job.json"
    fields = check.keys(job, place, _REQUIRED, _OPTIONAL)
    check.raise_first()
    fields = cast("dict[str, Json]", fields)
    if fields["hash"] not in ("sha256", "sm3"):
        check.refuse("hash_unknown", f"{place}/hash")
    check.text(fields["frozen_at"], f"{place}/frozen_at")
    if "secret" in fields:
        check.matching(fields["secret"], f"{place}/secret", HEX_32, "secret_form")
    names: list[str | None] = []
    for i, item in enumerate(check.items(fields["urns"], f"{place}/urns") or []):
        where = f"{place}/urns/{i}"
        urn = check.keys(item, where, ("name", "quota", "file"), ("weighted",))
        if urn is not None:
            names.append(check.text(urn.get("name"), f"{where}/name"))
            check.whole(urn.get("quota"), f"{where}/quota")
            check.truth(urn.get("weighted", False), f"{where}/weighted")
            _check_file(urn.get("file"), f"{where}/file", check)
    check.unique(names, f"{place}/urns")
    if "people" in fields:
        _check_file(fields["people"], f"{place}/people", check)
        for key in ("seats", "max_load"):
            if key not in fields:
                check.refuse("key_missing", place, key=key)
        check_seats(fields.get("seats", []), f"{place}/seats", check)
        check.whole(fields.get("max_load", 1), f"{place}/max_load", low=1, high=MAX_U32)
        if "eligibility" in fields:
            _check_file(fields["eligibility"], f"{place}/eligibility", check)
    else:
        for key in ("seats", "max_load", "eligibility"):
            if key in fields:
                check.refuse("job_without_people", f"{place}/{key}", key=key)
    check.raise_first()
    return fields


def _check_file(value: Json, place: str, check: Checker) -> None:
    name = check.matching(value, place, _FILE, "job_file_name")
    if name is not None and any(part in (".", "..") for part in name.split("/")):
        check.refuse("job_file_name", place)


def _objects(
    file: str, lines: Lines, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, Json]]]:
    """Place and object of each line of a JSON lines file; lines of white space only are passed over."""
    needed, allowed = set(required), {*required, *optional}
    for number, line in enumerate(lines(file), 1):
        if number == 1:
            line = line.removeprefix(_BOM)
        if not line.strip():
            continue
        try:
            value = parse_nfc(line)
        except LotError as error:
            raise error.at(f"{file}:{number}") from error
        place = f"{file}:{number}"
        if not (isinstance(value, dict) and needed <= value.keys() <= allowed):
            check = Checker()
            check.keys(value, place, required, optional)
            check.raise_first()
        yield place, cast("dict[str, Json]", value)


def _entry(value: Json, place: str) -> dict[str, Json]:
    """An entry as a writer may hash it: with id and salt, and not yet with ``eligible``."""
    try:
        check_entry(value)
    except LotError as error:
        raise error.at(place) from error
    entry = cast("dict[str, Json]", value)
    if "eligible" in entry:
        raise LotError("job_entry_eligible", place=place)
    return entry


def _number(value: Json, place: str, high: int) -> int:
    if type(value) is int and 1 <= value <= high:
        return value
    check = Checker()
    check.whole(value, place, low=1, high=high)
    check.raise_first()
    raise AssertionError(place)


def _read_people(fields: dict[str, Json], lines: Lines, hash: Hash) -> _People:
    max_load = cast("int", fields["max_load"])
    by_id: dict[str, bytes] = {}
    pairs = []
    for place, line in _objects(cast("str", fields["people"]), lines, ("entry",), ("limit",)):
        entry = _entry(line["entry"], place)
        person = cast("str", entry["id"])
        if person in by_id:
            raise LotError("job_id_repeated", place=place)
        limit = _number(line.get("limit", max_load), f"{place}/limit", MAX_U32)
        by_id[person] = e = _hash_canonical(canonical(entry), hash)
        pairs.append((e, limit))
    leaves = pack_leaves(pairs)
    sets = EligibilitySets(leaves, hash)
    sets.everyone()
    people = _People(leaves, by_id, sets, cast("list[Seat]", fields["seats"]), max_load)
    if "eligibility" in fields:
        _read_eligibility(cast("str", fields["eligibility"]), lines, people)
    return people


def _read_eligibility(file: str, lines: Lines, people: _People) -> None:
    names = {seat["name"] for seat in people.seats}
    for place, line in _objects(file, lines, ("id", "seat", "people")):
        check = Checker()
        enterprise = check.text(line["id"], f"{place}/id")
        seat = check.text(line["seat"], f"{place}/seat")
        listed = check.items(line["people"], f"{place}/people")
        check.raise_first()
        if seat not in names:
            raise LotError("job_seat_unknown", place=place, seat=seat)
        rules = people.rules.setdefault(cast("str", enterprise), {})
        people.places.setdefault(cast("str", enterprise), place)
        if seat in rules:
            raise LotError("job_line_repeated", place=place)
        chosen = []
        for person in cast("list[Json]", listed):
            e = people.by_id.get(person) if isinstance(person, str) else None
            if e is None:
                raise LotError("job_person_unknown", place=place)
            chosen.append(e)
        try:
            rules[seat] = people.sets.add(chosen)
        except LotError as error:
            raise error.at(place) from error


def _chosen(people: _People, enterprise: str) -> tuple[int, ...]:
    """The set number of each seat at ``enterprise``; 0 is everyone."""
    rules = people.rules.get(enterprise, {})
    return tuple(rules.get(seat["name"], 0) for seat in people.seats)


def _binding(people: _People) -> Binding:
    names = [seat["name"] for seat in people.seats]
    return Binding(
        {one: people.sets.eligible(names, _chosen(people, one)) for one in people.rules},
        people.sets.eligible(names, [0] * len(names)),
    )


def freeze_row(
    line: dict[str, Json], place: str, weighted: bool, hash: Hash, binding: Binding | None
) -> tuple[str, bytes, bytes, int]:
    """Id, e, canonical bytes and weight of one row ``{"entry": …, "weight": …}`` of an urn, its text in NFC.

    Raises LotError: what ``check_entry`` and ``canonical`` raise, ``job_entry_eligible``, ``job_weight`` or that the
    weight is no whole number in its range.
    """
    entry = _entry(line["entry"], place)
    enterprise = cast("str", entry["id"])
    weight = _number(line.get("weight", 1), f"{place}/weight", MAX_WEIGHT)
    if weight != 1 and not weighted:
        raise LotError("job_weight", place=place)
    if binding is not None:
        entry["eligible"] = cast("Json", binding.by_id.get(enterprise, binding.default))
    data = canonical(entry)
    return enterprise, _hash_canonical(data, hash), data, weight


def _read_urn(
    file: str,
    weighted: bool,
    lines: Lines,
    hash: Hash,
    people: _People | None,
    binding: Binding | None,
    seen: set[str],
    entries: dict[bytes, bytes],
    numbers: dict[bytes, tuple[int, ...]],
) -> Iterator[tuple[bytes, int]]:
    """Hash the entries of one urn's file; yields (e, weight), and fills ``seen``, ``entries`` and
    ``numbers``.
    """
    for place, line in _objects(file, lines, ("entry",), ("weight",)):
        enterprise, e, data, weight = freeze_row(line, place, weighted, hash, binding)
        if enterprise in seen:
            raise LotError("job_id_repeated", place=place)
        seen.add(enterprise)
        entries[e] = data
        if people is not None:
            numbers[e] = _chosen(people, enterprise)
        yield e, weight


def _hash_canonical(data: bytes, hash: Hash) -> bytes:
    return hash.digest(TAG_ENTRY + data)
