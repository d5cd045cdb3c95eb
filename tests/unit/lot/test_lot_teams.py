"""Teams against the definition, written down as naively as it reads."""

from __future__ import annotations

from hashlib import sha256
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian.lot import flow
from mingqian.lot.eligibility import mask_bits, mask_indices, mask_of
from mingqian.lot.hashing import get_hash
from mingqian.lot.shapes import Seat
from mingqian.lot.teams import form_teams

HASH = get_hash("sha256")
KEY = b"k" * 16


def fillable(seats, eligible, limits, bound, fixed):
    """Whether every seat in ``seats`` (task, name, number) can have a person, those in ``fixed`` as given."""
    loads = [0] * len(limits)
    teams: dict[int, set[int]] = {}
    for seat, person in fixed.items():
        loads[person] += 1
        if person in teams.setdefault(seat[0], set()):
            return False
        teams[seat[0]].add(person)
    if any(load > min(bound, limit) for load, limit in zip(loads, limits, strict=True)):
        return False
    open_seats = [seat for seat in seats if seat not in fixed]

    def fill(i):
        if i == len(open_seats):
            return True
        task, name, _ = open_seats[i]
        team = teams.setdefault(task, set())
        for person in eligible[task][name]:
            if person not in team and loads[person] < min(bound, limits[person]):
                team.add(person)
                loads[person] += 1
                if fill(i + 1):
                    return True
                team.remove(person)
                loads[person] -= 1
        return False

    return fill(0)


def fillable_by_network(seats, eligible, limits, bound, fixed):
    """The same as a flow through one node a seat, a (task, person) and a person: quicker on larger cases."""
    room = [min(bound, limit) for limit in limits]
    teams: dict[int, set[int]] = {}
    for seat, person in fixed.items():
        room[person] -= 1
        if person in teams.setdefault(seat[0], set()):
            return False
        teams[seat[0]].add(person)
    if min(room, default=0) < 0:
        return False
    residual: dict = {"source": {}, "sink": {}}

    def edge(a, b, capacity):
        residual.setdefault(a, {})[b] = capacity
        residual.setdefault(b, {}).setdefault(a, 0)

    wanted = 0
    for seat in seats:
        if seat not in fixed:
            wanted += 1
            edge("source", seat, 1)
            for person in eligible[seat[0]][seat[1]]:
                if person not in teams.get(seat[0], ()):
                    edge(seat, (seat[0], person), 1)
                    edge((seat[0], person), person, 1)
    for person, places in enumerate(room):
        edge(person, "sink", places)
    while wanted:
        came: dict = {"source": None}
        stack = ["source"]
        while stack and "sink" not in came:
            node = stack.pop()
            for other, capacity in residual[node].items():
                if capacity and other not in came:
                    came[other] = node
                    stack.append(other)
        if "sink" not in came:
            return False
        node = "sink"
        while came[node] is not None:
            residual[came[node]][node] -= 1
            residual[node][came[node]] += 1
            node = came[node]
        wanted -= 1
    return True


def by_definition(tasks, eligible, counts, people, limits, max_load, fillable):
    """Steps 0, 1 and 2, word for word. Returns L and for each seat its person (None: vacant)."""
    seats = [(t, n, i) for t in range(len(tasks)) for n, c in enumerate(counts) for i in range(c)]
    admitted: list[tuple[int, int, int]] = []
    for seat in seats:
        if fillable([*admitted, seat], eligible, limits, max_load, {}):
            admitted.append(seat)
    least = next(bound for bound in count() if fillable(admitted, eligible, limits, bound, {}))
    fixed: dict[tuple[int, int, int], int] = {}
    for seat in admitted:
        task, name, _ = seat
        ranked = sorted(
            eligible[task][name], key=lambda p: (sha256(KEY + tasks[task] + people[p]).digest(), people[p])
        )
        fixed[seat] = next(
            p for p in ranked if fillable(admitted, eligible, limits, least, {**fixed, seat: p})
        )
    return least, {seat: fixed.get(seat) for seat in seats}


def compute(tasks, eligible, counts, people, limits, max_load):
    seats: list[Seat] = [{"name": str(n), "count": c} for n, c in enumerate(counts)]
    masks = [[mask_of(group, len(people)) for group in row] for row in eligible]
    return form_teams(tasks, masks, seats, people, limits, max_load, KEY, HASH)


@st.composite
def problems(draw, people=4, tasks=3, most=2):
    size = draw(st.integers(0, people))
    counts = draw(st.lists(st.integers(1, 2), min_size=1, max_size=most))
    # Dense and sparse alike: whom a set leaves out is drawn as often as whom it holds.
    one = st.sets(st.integers(0, size - 1)) if size else st.just(set())
    group = st.tuples(one, st.booleans()).map(
        lambda drawn: sorted(set(range(size)) - drawn[0] if drawn[1] else drawn[0])
    )
    eligible = [[draw(group) for _ in counts] for _ in range(draw(st.integers(0, tasks)))]
    limits = [draw(st.integers(1, 6)) for _ in range(size)]
    salt = draw(st.integers(0, 10**6))
    return hashed(salt, eligible, counts, limits, draw(st.integers(1, 5)))


def hashed(salt, eligible, counts, limits, max_load):
    tasks = [sha256(f"{salt}{t}".encode()).digest() for t in range(len(eligible))]
    people = sorted(sha256(f"p{salt}{p}".encode()).digest() for p in range(len(limits)))
    return tasks, eligible, counts, people, limits, max_load


def check(problem, fillable):
    tasks, _, _, people, _, _ = problem
    least, expected = by_definition(*problem, fillable)
    teams = compute(*problem)
    found = {}
    for t, team in enumerate(teams.teams):
        assert team.e == tasks[t]
        for n, group in enumerate(team.seats):
            for i, person in enumerate(group):
                found[t, n, i] = None if person is None else people.index(person)
    assert teams.load == least
    assert found == expected
    assert teams.vacant == sum(person is None for person in expected.values())


@settings(max_examples=150, deadline=None)
@given(problems())
def test_teams_are_those_of_the_definition(problem):
    check(problem, fillable)


@settings(max_examples=250, deadline=None)
@given(problems(people=7, tasks=6, most=3), st.sampled_from([-1, 0, 2, 48]))
def test_larger_teams_are_those_of_the_definition(problem, near):
    # Small cases never come to the search from both ends unless it is begun at once.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "_NEAR", near)
        check(problem, fillable_by_network)


def test_one_who_changes_seats_within_a_task_may_also_change_tasks():
    # Found by search: forbidding it gave other teams than the definition.
    for problem in (
        hashed(
            125666,
            [[[0, 1, 2, 3], [2, 3]], [[1], [0, 1, 2, 3]], [[0, 2], [0, 1, 2, 3]]],
            [2, 1],
            [5, 3, 4, 6],
            6,
        ),
        hashed(
            964155,
            [[[1], [0, 1, 2]], [[0, 3], [1, 3]], [[1, 2, 3], [0, 1, 3]], [[], [0, 1, 3]]],
            [1, 1],
            [3, 6, 1, 3],
            6,
        ),
    ):
        check(problem, fillable_by_network)


@settings(max_examples=150, deadline=None)
@given(problems(people=5, tasks=4))
def test_candidates_are_counted_and_forced_choices_named(problem):
    tasks, eligible, counts, people, limits, _ = problem
    teams = compute(*problem)
    seats = [(t, n, i) for t in range(len(tasks)) for n, c in enumerate(counts) for i in range(c)]
    choices = [choice for task in teams.choices for choice in task]
    admitted = [seat for seat, choice in zip(seats, choices, strict=True) if choice.person is not None]
    fixed: dict[tuple[int, int, int], int] = {}
    for seat, choice in zip(seats, choices, strict=True):
        if choice.person is None:
            assert (choice.candidates, choice.forced) == (0, False)
            continue
        task, name, _ = seat
        on_team = {p for other, p in fixed.items() if other[0] == task}
        loads = [list(fixed.values()).count(p) for p in range(len(people))]
        candidates = [
            p for p in eligible[task][name] if p not in on_team and loads[p] < min(teams.load, limits[p])
        ]
        possible = [
            p
            for p in candidates
            if fillable_by_network(admitted, eligible, limits, teams.load, {**fixed, seat: p})
        ]
        assert choice.candidates == len(candidates)
        assert choice.forced == (possible == [choice.person])
        fixed[seat] = choice.person


@settings(max_examples=100, deadline=None)
@given(problems(people=5, tasks=4))
def test_whoever_is_shut_out_of_a_vacant_seat_is_on_the_team_or_at_the_limit(problem):
    _, eligible, counts, people, limits, max_load = problem
    teams = compute(*problem)
    loads = dict.fromkeys(people, 0)
    for team in teams.teams:
        for group in team.seats:
            for person in group:
                if person is not None:
                    loads[person] += 1
    seen = 0
    for vacancy in teams.vacancies:
        team = teams.teams[vacancy.task]
        name = int(vacancy.seat)
        assert vacancy.seats == team.seats[name].count(None)
        assert sorted((*vacancy.on_team, *vacancy.at_limit)) == [
            people[p] for p in eligible[vacancy.task][name]
        ]
        assert set(vacancy.on_team) == {p for g in team.seats for p in g} & {
            *vacancy.on_team,
            *vacancy.at_limit,
        }
        for e in vacancy.at_limit:
            assert loads[e] == min(max_load, limits[people.index(e)])
        seen += vacancy.seats
    assert seen == teams.vacant
    assert len(counts) == len(teams.teams[0].seats) if teams.teams else seen == 0


def test_nobody_eligible_leaves_every_seat_vacant_at_load_zero():
    teams = compute([b"t" * 32], [[[], []]], [1, 2], [b"p" * 32], [1], 3)
    assert teams.load == 0
    assert teams.teams[0].seats == ((None,), (None, None))


def test_a_person_takes_one_seat_of_a_task_only():
    people = [b"a" * 32, b"b" * 32]
    teams = compute([b"t" * 32], [[[0, 1], [0, 1]]], [1, 1], people, [9, 9], 9)
    assert sorted(person for group in teams.teams[0].seats for person in group) == people
    assert teams.load == 1


def test_own_limit_binds_below_the_common_one():
    people = [b"a" * 32, b"b" * 32]
    tasks = [bytes([i]) * 32 for i in range(4)]
    teams = compute(tasks, [[[0, 1]]] * 4, [1], people, [1, 3], 9)
    taken = [team.seats[0][0] for team in teams.teams]
    assert taken.count(people[0]) == 1
    assert taken.count(people[1]) == 3
    assert teams.load == 3


@given(st.sets(st.integers(0, 3000)))
def test_masks_and_the_bits_set_in_them(bits):
    mask = mask_of(bits, 3001)
    assert list(mask_bits(mask)) == mask_indices(mask) == sorted(bits)
    assert mask == sum(1 << bit for bit in bits)


def test_a_thousand_tight_tasks_are_filled_in_moments():
    # Three eligible for each seat, every person full: each choice is a long exchange. Quadratic search took minutes.
    people, tasks = 200, 1000
    digests = [int.from_bytes(sha256(f"{t}".encode()).digest(), "big") for t in range(tasks * 2)]
    rows = [
        [sorted({digests[2 * t + s] // people**i % people for i in range(3)}) for s in range(2)]
        for t in range(tasks)
    ]
    teams = compute(*hashed(1, rows, [1, 1], [10] * people, 10))
    assert teams.load == 10
    assert teams.vacant < 40


def test_what_was_found_closed_is_not_searched_again(monkeypatch):
    """Leaders so scarce that they can do nothing but lead: learnt once, not anew for every member's seat."""
    tasks, people = 300, 60
    eligible = [[mask_of(range(30), people), (1 << people) - 1]] * tasks
    in_vain = 0
    search = flow.Assignment._search

    def counted(self, *arguments):
        nonlocal in_vain
        moves, trail = search(self, *arguments)
        settling = len(arguments) == 4
        in_vain += len(trail.groups) if settling and moves is None else 0
        return moves, trail

    monkeypatch.setattr(flow.Assignment, "_search", counted)
    teams = form_teams(
        [sha256(b"%d" % i).digest() for i in range(tasks)],
        eligible,
        [{"name": "leader", "count": 1}, {"name": "member", "count": 1}],
        sorted(sha256(b"p%d" % i).digest() for i in range(people)),
        [10] * 30 + [20] * 30,  # 30 × 10 places for 300 leaders: not one to spare
        100,
        KEY,
        HASH,
    )
    assert teams.vacant == 0
    assert 0 < in_vain <= 2 * tasks
