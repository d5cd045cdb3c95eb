"""Filling seats with people: which stay vacant, the least load, and the assignment that comes first.

The network is seat group → (task, person), capacity 1 → person, capacity min(load, own limit). One complete
assignment is kept; every question ("can this seat be filled too?", "can this person take it?") is one search
for a chain of moves in it. Sets of people are integers used as bit masks.

A *group* is one seat name of one task, numbered ``task · names + name``. Seats of a group are alike, so only
their number counts until each is given to its person ("settled").
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .eligibility import mask_bits
from .exchange import NOWHERE, Board, Move, Openings, lowest

# Candidates of one seat in rank order: called with (task, mask of candidates), yields positions of people.
Ranking = Callable[[int, int], Iterator[int]]

# Most chains are one or two moves long. Only beyond this many groups is the search begun from the far end
# too.
_NEAR = 48


@dataclass(frozen=True)
class Choice:
    """How one seat was filled: ``person`` (None: vacant), how many ``candidates`` could have been ranked
    for it (eligible, not on the team yet, not at their limit by earlier seats), and whether the choice was
    ``forced``, that is, nobody else could have taken it with all other seats still filled.
    """

    person: int | None
    candidates: int
    forced: bool


@dataclass
class _Trail:
    """What a search saw: people, groups, and for each group reached the (group, person) it would lose one
    to.
    """

    people: int = 0
    groups: set[int] = field(default_factory=set)
    came: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Way:
    """How a person can take a seat: the moves to make, and the group the person leaves (NOWHERE: none).

    ``released``: whether the seat's group must let one of its own go, because somebody with room joined.
    """

    moves: tuple[Move, ...]
    leaves: int
    released: bool


class Assignment:
    """A growing, then settling, assignment of people to seat groups."""

    def __init__(self, eligible: Sequence[int], names: int, limits: Sequence[int]) -> None:
        """``eligible`` has one mask a group, ``limits`` one number a person: the most tasks that person may
        take, never above the draw's ``max_load``.
        """
        self._board = Board(list(eligible), names, len(limits))
        self._limits = list(limits)
        self.load = 0  # the bound L so far
        self._settled_in = [0] * len(self._board.present)
        self._loads = [0] * len(limits)
        self._settled = [0] * len(limits)
        self._full = 0  # settled up to their limit
        self._closed: list[_Trail] = []  # parts of the network known to be closed: see _closed_to
        self._dead = 0  # people who can make room for no further seat, whatever the bound
        # Those whose own limit is above the bound, to know at once whom a higher bound would free.
        self._ending_at: dict[int, int] = {}
        for person, limit in enumerate(limits):
            self._ending_at[limit] = self._ending_at.get(limit, 0) | 1 << person
        self._above = ((1 << len(limits)) - 1) & ~self._ending_at.get(0, 0)

    # -- searching -------------------------------------------------------------------------------------------

    def _search(
        self, roots: Iterable[int], dead: _Trail, blocked: int = 0, openings: Openings | None = None
    ) -> tuple[list[Move] | None, _Trail]:
        """Moves by which one of the groups ``roots``, each one person short, gets somebody.

        Nothing in ``dead`` leads anywhere, nobody in the mask ``blocked`` may give up a place, and
        ``openings`` knows the group whose people may leave it. The last move is into the root. Returns the
        moves, or None, with what this search alone saw.
        """
        board, trail = self._board, _Trail(people=blocked)
        eligible, members, present, names = board.eligible, board.members, board.present, board.names
        free = board.free
        surplus = NOWHERE if openings is None else openings.surplus
        leaving = members[surplus] if openings is not None else 0
        surplus_task = surplus // names if openings is not None else NOWHERE
        queue: deque[int] = deque()

        def reach(group: int) -> list[Move] | None:
            # Asked the moment a group is reached, not when its turn comes.
            trail.groups.add(group)
            queue.append(group)
            task = group // names
            outside = eligible[group] & ~present[task]
            if found := outside & free:
                return self._back(group, [(lowest(found), NOWHERE, group)], trail)
            if found := (eligible[group] if task == surplus_task else outside) & leaving:
                return self._back(group, [(lowest(found), surplus, group)], trail)
            if openings is not None and group in openings.groups:
                return self._back(group, openings.moves_from(group), trail)
            return None

        for group in roots:
            if group not in dead.groups and group not in trail.groups and (moves := reach(group)):
                return moves, trail
        while queue:
            if openings is not None and len(trail.groups) > _NEAR:
                if openings.exhausted:
                    return None, _Trail()  # all that has a way out is known, and nothing here is among it
                # As much work from the far end as from this one: whichever side is small ends the search.
                if len(openings.groups) <= len(trail.groups) + len(dead.groups) and (
                    met := openings.widen(trail.groups, trail.people & ~blocked)
                ):
                    return self._meet(*met, openings, trail), trail
            group = queue.popleft()
            task = group // names
            first = task * names
            for other in range(first, first + names):
                if other != group and other not in trail.groups and other not in dead.groups:
                    movers = members[other] & eligible[group]
                    if movers:
                        trail.came[other] = (group, lowest(movers))
                        if moves := reach(other):
                            return moves, trail
            fresh = eligible[group] & ~(present[task] | trail.people | dead.people)
            if not fresh:
                continue
            if openings is not None and (known := fresh & openings.people):
                return self._meet(NOWHERE, lowest(known), openings, trail, group), trail
            trail.people |= fresh
            for person in mask_bits(fresh):
                for other in board.held[person]:
                    if other not in trail.groups and other not in dead.groups:
                        trail.came[other] = (group, person)
                        if moves := reach(other):
                            return moves, trail
        return None, trail

    def _back(self, group: int, moves: list[Move], trail: _Trail) -> list[Move]:
        """``moves``, which give ``group`` somebody, and those behind them down to the root."""
        while group in trail.came:
            behind, person = trail.came[group]
            moves.append((person, group, behind))
            group = behind
        return moves

    def _meet(
        self, group: int, person: int, openings: Openings, trail: _Trail, wanting: int = NOWHERE
    ) -> list[Move]:
        """The whole way where the search and ``openings`` met, in a group or in a person."""
        if group != NOWHERE:
            return self._back(group, openings.moves_from(group), trail)
        if wanting == NOWHERE:
            board = self._board
            wanting = next(
                one
                for one in trail.groups
                if board.eligible[one] & ~board.present[one // board.names] & 1 << person
            )
        leaves = openings.people_leave[person]
        moves = [] if leaves == NOWHERE else openings.moves_from(leaves)
        return self._back(wanting, [*moves, (person, leaves, wanting)], trail)

    def _make(self, moves: Iterable[Move]) -> None:
        for person, from_group, to_group in moves:
            if from_group != NOWHERE:
                self._leave(from_group, person)
            self._join(to_group, person)

    def _join(self, group: int, person: int) -> None:
        self._board.join(group, person)
        self._loads[person] += 1
        if self._loads[person] >= min(self.load, self._limits[person]):
            self._board.free &= ~(1 << person)

    def _leave(self, group: int, person: int) -> None:
        self._board.leave(group, person)
        self._loads[person] -= 1
        if self._loads[person] < min(self.load, self._limits[person]):
            self._board.free |= 1 << person

    # -- steps 0 and 1: vacant seats and the least load ------------------------------------------------------

    def admit(self, group: int) -> bool:
        """Fill one more seat of ``group`` beside all admitted before, raising the bound only where it must
        rise.

        The bound rises exactly when the seats admitted so far and this one cannot all be filled under it,
        so at the end it is the least with which all admitted seats can be filled. False: vacant, even at
        ``max_load``.
        """
        while True:
            moves, trail = self._search((group,), _Trail(people=self._dead))
            if moves is not None:
                self._make(moves)
                return True
            if not trail.people & self._above:
                # Whoever was reached is at the last limit, and nothing leads out of there: it never will.
                self._dead |= trail.people
                return False
            self.load += 1
            self._board.free |= self._above
            self._above &= ~self._ending_at.get(self.load, 0)

    # -- step 2: the assignment that comes first -------------------------------------------------------------

    def settle(self, group: int, ranking: Ranking) -> Choice:
        """Give one admitted seat of ``group`` to the first candidate with whom all open seats can be
        filled.
        """
        task = group // self._board.names
        candidates = self._board.eligible[group] & ~self._settled_in[task] & ~self._full
        dead = self._closed_to(group)
        openings = Openings(self._board, group)
        tried = 0
        for person in ranking(task, candidates):
            tried |= 1 << person
            way = self._way(person, group, dead, openings)
            if way is not None:
                forced = not self._another_can(candidates & ~tried, group, dead, openings)
                if dead.groups and not any(dead is one for one in self._closed):
                    self._closed.append(dead)
                self._take(person, group, way)
                return Choice(person, candidates.bit_count(), forced)
        raise AssertionError("a complete assignment is kept, so its own person can always take the seat")

    def _closed_to(self, group: int) -> _Trail:
        """What is known to lead nowhere for a seat of ``group``: to be added to while it is being settled.

        A search that found nothing saw a closed part of the network: the seats still open in its groups need every place
        its people have left (and whoever else of their task sits there already). Settling only takes seats and places
        away in pairs, so what is closed stays so, and none of its people can ever take a seat outside it. For a seat
        inside it nothing follows.
        """
        apart = [one for one in self._closed if group not in one.groups]
        if not apart:
            return _Trail()
        whole = max(apart, key=lambda one: len(one.groups))
        for one in apart:
            if one is not whole:
                whole.people |= one.people
                whole.groups |= one.groups
        self._closed = [whole, *(one for one in self._closed if group in one.groups)]
        return whole

    def _way(self, person: int, group: int, dead: _Trail, openings: Openings) -> _Way | None:
        """How ``person`` can take a seat of ``group`` with all other open seats filled; None if not at all."""
        board, bit = self._board, 1 << person
        task = group // board.names
        if board.members[group] & bit:
            return _Way((), NOWHERE, False)
        if board.present[task] & bit:
            first = task * board.names
            roots = [one for one in range(first, first + board.names) if board.members[one] & bit]
            moves, trail = self._search(roots, dead, 0, openings)
        elif board.free & bit:
            return _Way((), NOWHERE, True)
        elif dead.people & bit:
            return None
        elif openings.people & bit:
            roots = [openings.people_leave[person]]
            moves, trail = openings.moves_from(roots[0]), _Trail()
        else:
            # One who comes from another task is over the limit until a place there is given up.
            roots = list(board.held[person])
            moves, trail = self._search(roots, dead, bit, openings)
        if moves is None:
            dead.people |= trail.people
            dead.groups |= trail.groups
            return None
        return _Way(tuple(moves), moves[-1][2], any(one[1] == NOWHERE for one in moves))

    def _another_can(self, others: int, group: int, dead: _Trail, openings: Openings) -> bool:
        board = self._board
        if others & (board.members[group] | (board.free & ~board.present[group // board.names])):
            return True
        return any(self._way(person, group, dead, openings) is not None for person in mask_bits(others))

    def _take(self, person: int, group: int, way: _Way) -> None:
        board, bit = self._board, 1 << person
        self._make(way.moves)
        if way.released:
            self._leave(group, lowest(board.members[group]))
        if way.leaves != NOWHERE:
            self._leave(way.leaves, person)
        if not board.members[group] & bit:
            self._join(group, person)
        board.settle(group, person)
        self._settled_in[group // board.names] |= bit
        self._settled[person] += 1
        if self._settled[person] >= min(self.load, self._limits[person]):
            self._full |= bit
