"""Who sits where, and who could make room for whom: the ground that chains of moves are searched on."""

from __future__ import annotations

from collections import deque
from typing import TypeAlias

from .eligibility import mask_bits, mask_flags

NOWHERE = -1

# (person, group left or NOWHERE, group joined)
Move: TypeAlias = tuple[int, int, int]

_ROWS = 512  # groups turned at once when eligibility is looked up by person


def lowest(mask: int) -> int:
    """The position of the lowest bit set."""
    return (mask & -mask).bit_length() - 1


class Board:
    """The assignment as it stands, groups by number and people by position.

    ``members``: people of a group not yet settled; ``present``: everybody in a task, settled or not;
    ``held``: groups where a person is not yet settled; ``free``: people below their limit. ``eligible``
    never changes.
    """

    def __init__(self, eligible: list[int], names: int, people: int) -> None:
        self.eligible = eligible
        self.names = names
        self.members = [0] * len(eligible)
        self.present = [0] * (len(eligible) // names)
        self.held: list[set[int]] = [set() for _ in range(people)]
        self.free = 0
        self.open = 0  # groups that have members not yet settled, as a mask over groups
        self._wanted_by: list[int] | None = None

    def join(self, group: int, person: int) -> None:
        """Put ``person``, who is in no group of that task, into ``group``."""
        bit = 1 << person
        if not self.members[group]:
            self.open |= 1 << group
        self.members[group] |= bit
        self.present[group // self.names] |= bit
        self.held[person].add(group)

    def leave(self, group: int, person: int) -> None:
        """Take ``person`` out of ``group``."""
        bit = 1 << person
        self.members[group] &= ~bit
        self.present[group // self.names] &= ~bit
        self.held[person].discard(group)
        if not self.members[group]:
            self.open &= ~(1 << group)

    def settle(self, group: int, person: int) -> None:
        """``person`` stays in ``group`` for good."""
        self.members[group] &= ~(1 << person)
        self.held[person].discard(group)
        if not self.members[group]:
            self.open &= ~(1 << group)

    def wanted_by(self, person: int) -> int:
        """The groups where ``person`` is eligible, as a mask over groups. Turned once, when first asked
        for.
        """
        if self._wanted_by is None:
            people = len(self.held)
            columns = [0] * people
            for first in range(0, len(self.eligible), _ROWS):
                rows = self.eligible[first : first + _ROWS]
                # A byte a bit, row after row; every people-th byte is then one person's column.
                flat = b"".join(mask_flags(row)[:people].ljust(people, b"\0") for row in reversed(rows))
                digits = flat.translate(_DIGITS)
                for i in range(people):
                    columns[i] |= int(digits[i::people], 2) << first
            self._wanted_by = columns
        return self._wanted_by[person]


_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


class Openings:
    """Everything from which a free place can be reached, found from the far end, as far as anybody asks.

    A free place is a person below the limit, or somebody of the ``surplus`` group, which may lose one.
    ``groups`` maps a group that could do with one less to who would come instead and which group that
    person leaves; ``people`` is the mask of those who could take one seat more, and ``people_leave`` says
    what each would leave for it.
    """

    def __init__(self, board: Board, surplus: int) -> None:
        self._board = board
        self.surplus = surplus
        self.groups: dict[int, tuple[int, int]] = {}
        self.people = 0
        self.people_leave: dict[int, int] = {}
        self._known_groups = 0
        self._queue: deque[tuple[int, int]] | None = None

    @property
    def exhausted(self) -> bool:
        """Whether all there is has been found."""
        return self._queue is not None and not self._queue

    def moves_from(self, group: int) -> list[Move]:
        """The moves that give ``group``, found before, somebody: the far end first."""
        moves: list[Move] = []
        while group not in (self.surplus, NOWHERE):
            person, leaves = self.groups[group]
            moves.append((person, leaves, group))
            group = leaves
        moves.reverse()
        return moves

    def widen(self, groups: set[int], people: int) -> tuple[int, int] | None:
        """Look one step further; returns (group, NOWHERE) or (NOWHERE, person) if that is among the given
        ones.
        """
        board = self._board
        if self._queue is None:
            self._queue = deque([(self.surplus, NOWHERE)])
            self.people = board.free
            for person in mask_bits(board.free):
                self.people_leave[person] = NOWHERE
                self._queue.append((NOWHERE, person))
            self._known_groups = 1 << self.surplus
            if board.free & people:
                return NOWHERE, lowest(board.free & people)
        if not self._queue:
            return None
        group, person = self._queue.popleft()
        return (
            self._from_group(group, groups, people)
            if person == NOWHERE
            else self._from_person(person, groups)
        )

    def _from_group(self, group: int, groups: set[int], people: int) -> tuple[int, int] | None:
        """Whoever sits in ``group`` can leave it: for a seat elsewhere, or for another seat of the same
        task.
        """
        board, queue = self._board, self._queue
        assert queue is not None
        first = group // board.names * board.names
        met = None
        for other in range(first, first + board.names):
            movers = board.members[group] & board.eligible[other]
            if movers and board.members[other] and not self._known_groups >> other & 1:
                met = self._found(other, lowest(movers), group, groups) or met
        fresh = board.members[group] & ~self.people
        self.people |= fresh
        for person in mask_bits(fresh):
            self.people_leave[person] = group
            queue.append((NOWHERE, person))
        if met is None and fresh & people:
            met = (NOWHERE, lowest(fresh & people))
        return met

    def _from_person(self, person: int, groups: set[int]) -> tuple[int, int] | None:
        """``person`` can take any seat where eligible, in tasks where not present."""
        board, leaves = self._board, self.people_leave[person]
        assert self._queue is not None
        wanting = board.wanted_by(person) & board.open & ~self._known_groups
        met = None
        for group in mask_bits(wanting):
            if board.present[group // board.names] >> person & 1:
                wanting &= ~(1 << group)
                continue
            self.groups[group] = (person, leaves)
            self._queue.append((group, NOWHERE))
            if group in groups:
                met = (group, NOWHERE)
        self._known_groups |= wanting
        return met

    def _found(self, group: int, person: int, leaves: int, groups: set[int]) -> tuple[int, int] | None:
        assert self._queue is not None
        self.groups[group] = (person, leaves)
        self._known_groups |= 1 << group
        self._queue.append((group, NOWHERE))
        return (group, NOWHERE) if group in groups else None
