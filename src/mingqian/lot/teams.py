"""Teams for the drawn enterprises: the definition of the protocol, computed as a flow.

Vacant seats first, then the least load L, then seat by seat the best-ranked candidate with whom all seats
still open can be filled. The outcome is a definition: any correct program finds the same teams.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from .eligibility import mask_bits, mask_flags, mask_indices
from .flow import Assignment, Choice
from .hashing import Hash
from .shapes import Seat

# The best few candidates are found by looking for the least digest; only if all of them fail is the rest
# sorted.
_QUICK = 4
_LAST = b"\xff" * 33


@dataclass(frozen=True)
class Team:
    """The people of one task: for each seat name, in manifest order, ``count`` e (None: the seat is
    vacant).
    """

    e: bytes
    seats: tuple[tuple[bytes | None, ...], ...]


@dataclass(frozen=True)
class Vacancy:
    """Why seats of one name stay vacant in one task: nobody else is eligible, and of those who are, these
    are on the team already (``on_team``) and these at their limit of tasks (``at_limit``, never below
    ``max_load`` or their own).

    ``task`` counts from 0, ``seats`` is how many are vacant. People are given by their e, ascending.
    """

    task: int
    e: bytes
    seat: str
    seats: int
    on_team: tuple[bytes, ...]
    at_limit: tuple[bytes, ...]


@dataclass(frozen=True)
class Teams:
    """All teams in task order, with the least load L, and for printing how each seat came about.

    ``choices`` has, for each task, for each seat in order (names in manifest order, each ``count`` times),
    the number of candidates and whether the choice was forced.
    """

    load: int
    teams: tuple[Team, ...]
    choices: tuple[tuple[Choice, ...], ...]
    vacancies: tuple[Vacancy, ...]

    @property
    def forced(self) -> int:
        """How many seats only one person could take."""
        return sum(choice.forced for task in self.choices for choice in task)

    @property
    def vacant(self) -> int:
        """How many seats are vacant."""
        return sum(person is None for team in self.teams for group in team.seats for person in group)


class _Ranks:
    """Ranks the candidates of seats by (H(k_team ‖ e_task ‖ e_person), e_person), hashing each pair at most
    once.
    """

    def __init__(self, tasks: Sequence[bytes], people: Sequence[bytes], key: bytes, hash: Hash) -> None:
        self._tasks = tasks
        self._people = people
        self._key = key
        self._hash = hash
        self._task = -1
        self._known = 0
        self._digests: list[bytes] = []

    def __call__(self, task: int, candidates: int) -> Iterator[int]:
        """Positions of the people in ``candidates`` (a mask), best rank first; people are ascending."""
        self._learn(task, candidates)
        positions = mask_indices(candidates)
        digests = [self._digests[i] for i in positions]
        for _ in range(min(_QUICK, len(positions))):
            best = digests.index(min(digests))
            yield positions[best]
            digests[best] = _LAST
        rest = sorted(
            (digest, i) for digest, i in zip(digests, positions, strict=True) if digest is not _LAST
        )
        for _, i in rest:
            yield i

    def _learn(self, task: int, candidates: int) -> None:
        if task != self._task:
            self._task, self._known = task, 0
            self._digests = [b""] * len(self._people)
        unknown = candidates & ~self._known
        if unknown:
            flags = mask_flags(unknown)
            wanted = compress(self._people, flags)
            digests = self._hash.many(self._key + self._tasks[task], wanted)
            for i, digest in zip(compress(range(len(flags)), flags), digests, strict=True):
                self._digests[i] = digest
            self._known |= unknown


def form_teams(
    tasks: Sequence[bytes],
    eligible: Sequence[Sequence[int]],
    seats: Sequence[Seat],
    people: Sequence[bytes],
    limits: Sequence[int],
    max_load: int,
    key: bytes,
    hash: Hash,
) -> Teams:
    """The teams of ``tasks`` (drawn e, in task order).

    ``eligible``: for each task, for each seat name in order, a mask over ``people`` (their e, ascending);
    ``limits``: each person's own limit of tasks; ``key``: ``seed.team_key``. Steps 0–2 of the protocol's
    section on teams.
    """
    names = len(seats)
    masks = [mask for row in eligible for mask in row]
    assignment = Assignment(masks, names, [min(limit, max_load) for limit in limits])
    admitted = [0] * len(masks)
    for group in range(len(masks)):
        # Seats of a group are alike: after one that cannot be filled the rest cannot either.
        while admitted[group] < seats[group % names]["count"] and assignment.admit(group):
            admitted[group] += 1
    ranks = _Ranks(tasks, people, key, hash)
    teams = []
    choices = []
    for task, e in enumerate(tasks):
        filled = []
        chosen: list[Choice] = []
        for name, seat in enumerate(seats):
            group = task * names + name
            picks = [assignment.settle(group, ranks) for _ in range(admitted[group])]
            picks += [Choice(None, 0, False)] * (seat["count"] - admitted[group])
            filled.append(tuple(None if pick.person is None else people[pick.person] for pick in picks))
            chosen += picks
        teams.append(Team(e, tuple(filled)))
        choices.append(tuple(chosen))
    vacancies = tuple(_vacancies(teams, masks, admitted, seats, people))
    return Teams(assignment.load, tuple(teams), tuple(choices), vacancies)


def _vacancies(
    teams: Sequence[Team],
    masks: Sequence[int],
    admitted: Sequence[int],
    seats: Sequence[Seat],
    people: Sequence[bytes],
) -> Iterator[Vacancy]:
    """What shut out everybody eligible for a vacant seat: whoever is not on the team has no room left."""
    for group, filled in enumerate(admitted):
        task, name = divmod(group, len(seats))
        if filled < seats[name]["count"]:
            team = {person for one in teams[task].seats for person in one}
            eligible = [people[i] for i in mask_bits(masks[group])]
            yield Vacancy(
                task,
                teams[task].e,
                seats[name]["name"],
                seats[name]["count"] - filled,
                tuple(e for e in eligible if e in team),
                tuple(e for e in eligible if e not in team),
            )
