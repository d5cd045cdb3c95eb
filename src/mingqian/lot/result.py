"""The draw itself: from what was frozen and what the sources turned out to be, to the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import merkle
from .canonical import canonical
from .checking import HEX_32
from .eligibility import EligibilitySets, eligibility_chunks
from .entries import (
    LEAF_SIZE,
    MAX_U32,
    MAX_WEIGHT,
    LeafOrder,
    count_leaves,
    leaf_hashes,
    leaf_numbers,
)  # fmt: skip
from .errors import LotError
from .hashing import Hash, commit_value, get_hash
from .manifest import require_manifest
from .seed import make_seed, manifest_hash, reveals_hash, team_key, ticket_key
from .shapes import Manifest, Reveal, Urn
from .sources import require_reveals
from .teams import Team, Teams, form_teams
from .tickets import Drawn, draw_packed
from .weighted import draw_weighted


@dataclass(frozen=True)
class Eligibility:
    """Who may take which seat: for each enterprise that may be drawn (its e) one set number a seat name, in
    order.

    ``numbers`` may be any mapping, also one that looks up on demand: only drawn enterprises are asked for.
    """

    sets: EligibilitySets
    numbers: Mapping[bytes, Sequence[int]]


@dataclass(frozen=True)
class UrnResult:
    """The drawn entries of one urn, in drawn order."""

    urn: str
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True)
class DrawResult:
    """What a draw gave. Every ``*_json`` is the exact bytes of that file of a transcript."""

    hash: Hash
    m: bytes
    reveals_digest: bytes
    seed: bytes
    selection: tuple[UrnResult, ...]
    teams: Teams | None
    eligibility: Eligibility | None

    @property
    def tasks(self) -> list[bytes]:
        """The drawn e, urn after urn, each in drawn order."""
        return [drawn.e for urn in self.selection for drawn in urn.drawn]

    def selection_json(self) -> bytes:
        """``selection.json``."""
        return selection_json(self.selection)

    def teams_json(self) -> bytes | None:
        """``teams.json``, None where no teams are drawn."""
        return None if self.teams is None else b"".join(teams_chunks(self.teams))

    def eligibility_json(self) -> Iterator[bytes]:
        """``eligibility.json`` piece by piece; nothing where no teams are drawn."""
        if self.eligibility is not None:
            yield from eligibility_chunks(self.eligibility.sets, self.eligibility.numbers, self.tasks)

    def results_digest(self) -> bytes:
        """``H(H(selection.json) ‖ H(teams.json) or nothing)``: what signatures and log call ``results``."""
        return results_digest(self.selection_json(), self.teams_json(), self.hash)


def results_digest(selection: bytes, teams: bytes | None, hash: Hash) -> bytes:
    """``H(H(selection.json) ‖ H(teams.json) or nothing)`` over the bytes of the files."""
    return hash.digest(hash.digest(selection) + (b"" if teams is None else hash.digest(teams)))


def selection_json(selection: Sequence[UrnResult]) -> bytes:
    """The bytes of ``selection.json``."""
    urns = []
    for urn in selection:
        drawn = ",".join([f'{{"e":"{one.e.hex()}","ticket":"{one.ticket.hex()}"}}' for one in urn.drawn])
        urns.append(b'{"drawn":[%b],"urn":%b}' % (drawn.encode(), canonical(urn.urn)))
    return b"[" + b",".join(urns) + b"]"


def teams_chunks(teams: Teams) -> Iterator[bytes]:
    """The bytes of ``teams.json``, team by team."""
    yield b'{"load":%d,"teams":[' % teams.load
    for i, team in enumerate(teams.teams):
        yield (b"," if i else b"") + team_json(team)
    yield b"]}"


def team_json(team: Team) -> bytes:
    """One team as it stands in ``teams.json``."""
    seats = [[None if person is None else person.hex() for person in group] for group in team.seats]
    return canonical({"e": team.e.hex(), "seats": seats})


def draw_urn(leaves: bytes, urn: Urn, number: int, seed: bytes, hash: Hash) -> UrnResult:
    """Draw urn ``number`` (from 0) from its packed leaves, which are taken to be those of the manifest."""
    key = ticket_key(seed, number, hash)
    if urn["weighted"]:
        drawn = draw_weighted(
            leaf_hashes(leaves), leaf_numbers(leaves), urn["quota"], seed, number, key, hash
        )
    else:
        drawn = draw_packed(leaves, LEAF_SIZE, urn["quota"], key, hash)
    return UrnResult(urn["name"], tuple(drawn))


def check_leaves(leaves: bytes, size: int, root: str, low: int, high: int, hash: Hash) -> None:
    """Raise LotError unless packed ``leaves`` are the ``size`` leaves under ``root``, numbers in ``low`` …
    ``high``.

    ``leaf_size``, ``leaf_count``, ``leaf_order``, ``leaf_repeated``, ``leaf_number``, ``leaf_root``.
    """
    if len(leaves) % LEAF_SIZE:
        raise LotError("leaf_size", size=len(leaves))
    if count_leaves(leaves) != size:
        raise LotError("leaf_count", expected=size, found=count_leaves(leaves))

    def watch(first: int, inputs: list[bytes]) -> None:
        before = leaves[(first - 1) * LEAF_SIZE : first * LEAF_SIZE - 4] if first else b""
        LeafOrder(low, high, after=before, count=first).feed(inputs)

    if merkle.packed_root(leaves, LEAF_SIZE, hash, watch=watch).hex() != root:
        raise LotError("leaf_root")


def draw(
    manifest: Manifest,
    secret: str,
    reveals: Sequence[Reveal],
    urn_leaves: Sequence[bytes],
    people_leaves: bytes | None = None,
    eligibility: Eligibility | None = None,
    *,
    draw_urn: Callable[[bytes, Urn, int, bytes, Hash], UrnResult] = draw_urn,
) -> DrawResult:
    """Make the draw that ``manifest`` fixed.

    ``secret``: s as 64 hex digits; ``reveals``: one a source, in order; ``urn_leaves``: packed leaves an
    urn, in order; ``people_leaves`` and ``eligibility``: where the manifest has ``teams``, else None;
    ``draw_urn``: draws one urn where another engine does that.
    Everything is checked against the manifest first. Raises LotError: whatever ``require_manifest`` and
    ``require_reveals`` raise, ``secret_form``, ``secret_commitment``, ``urn_count``, ``teams_unexpected``,
    ``teams_missing``, ``task_eligibility``, leaf errors with the place.
    """
    require_manifest(manifest)
    hash = get_hash(manifest["hash"])
    check_secret(secret, manifest, hash)
    require_reveals(list(reveals), manifest["sources"], hash)
    if len(urn_leaves) != len(manifest["urns"]):
        raise LotError("urn_count", expected=len(manifest["urns"]), found=len(urn_leaves))
    for n, (urn, leaves) in enumerate(zip(manifest["urns"], urn_leaves, strict=True)):
        try:
            high = MAX_WEIGHT if urn["weighted"] else 1
            check_leaves(leaves, urn["size"], urn["root"], 1, high, hash)
        except LotError as error:
            raise error.at(f"urns/{n}.leaves") from error
    m = manifest_hash(manifest, hash)
    digest = reveals_hash(reveals, hash)
    seed = make_seed(m, secret, digest, hash)
    selection = tuple(
        draw_urn(leaves, urn, n, seed, hash)
        for n, (urn, leaves) in enumerate(zip(manifest["urns"], urn_leaves, strict=True))
    )
    teams = _draw_teams(manifest, seed, selection, people_leaves, eligibility, hash)
    return DrawResult(hash, m, digest, seed, selection, teams, eligibility)


def check_secret(secret: str, manifest: Manifest, hash: Hash) -> None:
    """Raise LotError ``secret_form`` or ``secret_commitment`` unless ``secret`` opens the bureau's
    commitment.
    """
    if not HEX_32.fullmatch(secret):
        raise LotError("secret_form", place="secret.txt")
    if commit_value(secret, hash) != manifest["operator_commitment"]:
        raise LotError("secret_commitment", place="secret.txt")


def _draw_teams(
    manifest: Manifest,
    seed: bytes,
    selection: Sequence[UrnResult],
    people_leaves: bytes | None,
    eligibility: Eligibility | None,
    hash: Hash,
) -> Teams | None:
    rules = manifest["teams"]
    if rules is None:
        if people_leaves is not None or eligibility is not None:
            raise LotError("teams_unexpected")
        return None
    if people_leaves is None or eligibility is None:
        raise LotError("teams_missing")
    try:
        check_leaves(people_leaves, rules["people"]["size"], rules["people"]["root"], 1, MAX_U32, hash)
    except LotError as error:
        raise error.at("people.leaves") from error
    people = leaf_hashes(people_leaves)
    if eligibility.sets.people != people:
        raise LotError("people_differ")
    tasks = [one.e for urn in selection for one in urn.drawn]
    masks = []
    for e in tasks:
        numbers = eligibility.numbers.get(e)
        if numbers is None or len(numbers) != len(rules["seats"]):
            raise LotError("task_eligibility", e=e.hex())
        masks.append([eligibility.sets.mask(number) for number in numbers])
    return form_teams(
        tasks, masks, rules["seats"], people, leaf_numbers(people_leaves), rules["max_load"],
        team_key(seed, hash), hash,
    )  # fmt: skip
