"""Times of the teams beside OR-Tools: `python bench/teams.py [--large] [--scarce] [--json]`.

1,000 tasks × 200 people and (`--large`) 10,000 × 2,000, two seats a task: 5 % conflicts, people of three in twenty areas
for each task (2.8 million eligible pairs at the large size), own limits. `--scarce`: only every third person may lead.
Peers, where `pip install ortools` was done: min-cost flow for two people a task (which forgets who leads), CP-SAT
asked for *any* assignment under the same load; and plain greedy, which reroutes nothing. None of them gives the list
the protocol defines; they show what finding any list costs.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from mingqian.lot import Seat, Teams, get_hash
from mingqian.lot.eligibility import mask_indices
from mingqian.lot.seed import team_key
from mingqian.lot.teams import form_teams

SEED = sha256(b"bench").digest()
SEATS: list[Seat] = [{"name": "leader", "count": 1}, {"name": "member", "count": 1}]
AREAS = 20
REACH = 3
T = TypeVar("T")

Problem = tuple[list[bytes], list[list[int]], list[bytes], list[int]]


def team_problem(tasks: int, people: int, scarce: bool) -> Problem:
    """Task hashes, a mask a seat over people (area, conflicts, who may lead), people's hashes, own limits."""
    rng = random.Random(2)
    share = 2 * tasks // people
    areas = [sum(1 << p for p in range(people) if p % AREAS == area) for area in range(AREAS)]
    leaders = sum(1 << p for p in range(people) if not scarce or p // AREAS % 3 == 0)
    eligible = []
    for _ in range(tasks):
        near = sum(areas[area] for area in rng.sample(range(AREAS), REACH))
        conflicts = 0
        for person in rng.sample(range(people), people // 20):
            conflicts |= 1 << person
        eligible.append([near & leaders & ~conflicts, near & ~conflicts])
    limits = [rng.randint(share, 2 * share) for _ in range(people)]
    task_hashes = [sha256(b"t%d" % i).digest() for i in range(tasks)]
    return task_hashes, eligible, sorted(sha256(b"p%d" % i).digest() for i in range(people)), limits


def protocol_teams(problem: Problem) -> Teams:
    """The teams of the protocol."""
    tasks, eligible, people, limits = problem
    hash = get_hash("sha256")
    return form_teams(tasks, eligible, SEATS, people, limits, 2**32 - 1, team_key(SEED, hash), hash)


def greedy(problem: Problem, load: int) -> int:
    """Best-ranked candidate with room, seat by seat, nothing ever rerouted; returns the seats left vacant."""
    tasks, eligible, people, limits = problem
    key = team_key(SEED, get_hash("sha256"))
    room = [min(load, limit) for limit in limits]
    vacant = 0
    for e, row in zip(tasks, eligible, strict=True):
        team: set[int] = set()
        for mask in row:
            open_now = [p for p in mask_indices(mask) if p not in team and room[p]]
            if open_now:
                person = min(open_now, key=lambda p: sha256(key + e + people[p]).digest())
                team.add(person)
                room[person] -= 1
            else:
                vacant += 1
    return vacant


def cp_sat(problem: Problem, load: int) -> int:
    """Any assignment of all seats under ``load``, by CP-SAT on two threads; returns seats left vacant."""
    from ortools.sat.python import cp_model

    _, eligible, people, limits = problem
    model: Any = cp_model.CpModel()
    of_person: list[list[Any]] = [[] for _ in people]
    for row in eligible:
        of_task: dict[int, list[Any]] = {}
        for mask in row:
            seat = []
            for person in mask_indices(mask):
                taken = model.NewBoolVar("")
                seat.append(taken)
                of_person[person].append(taken)
                of_task.setdefault(person, []).append(taken)
            model.AddExactlyOne(seat)
        for both in of_task.values():
            if len(both) > 1:
                model.AddAtMostOne(both)
    for person, taken in enumerate(of_person):
        model.Add(sum(taken) <= min(load, limits[person]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    found = solver.Solve(model)
    return 0 if found in (cp_model.OPTIMAL, cp_model.FEASIBLE) else len(SEATS) * len(eligible)


def min_cost_flow(problem: Problem, load: int) -> int:
    """Two people a task by min-cost flow (who leads is forgotten: a flow cannot say it); seats left vacant."""
    from ortools.graph.python import min_cost_flow as graph

    _, eligible, people, limits = problem
    flow: Any = graph.SimpleMinCostFlow()
    tasks, source = len(eligible), len(eligible) + len(people)
    sink, bypass = source + 1, 10**6
    wanted = len(SEATS) * tasks
    for task, row in enumerate(eligible):
        flow.add_arc_with_capacity_and_unit_cost(source, task, len(SEATS), 0)
        for person in mask_indices(row[0] | row[1]):
            flow.add_arc_with_capacity_and_unit_cost(task, tasks + person, 1, (task * 31 + person) % 97)
    for person, limit in enumerate(limits):
        flow.add_arc_with_capacity_and_unit_cost(tasks + person, sink, min(load, limit), 0)
    spare = flow.add_arc_with_capacity_and_unit_cost(source, sink, wanted, bypass)
    flow.set_node_supply(source, wanted)
    flow.set_node_supply(sink, -wanted)
    assert flow.solve() == flow.OPTIMAL
    return int(flow.flow(spare))


def timed(label: str, function: Callable[[], T], out: list[dict[str, object]]) -> T:
    """Run ``function`` once and note its seconds, those of the processor, and the process's peak memory so far."""
    start, worked = time.perf_counter(), time.process_time()
    value = function()
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out.append({"case": label, "seconds": round(seconds, 3), "cpu": round(worked, 3), "peak_mb": peak})
    print(f"{label:<44}{seconds:8.2f} s  处理器 {worked:7.2f} s  峰值 {peak} MB", file=sys.stderr, flush=True)
    return value


def cases(tasks: int, people: int, scarce: bool, peers: list[str], out: list[dict[str, object]]) -> None:
    """One size: ours first (its peak memory is its own), then the peers at the load we found."""
    label = f"{tasks:,} × {people:,}" + ("，组长紧缺" if scarce else "")
    problem = team_problem(tasks, people, scarce)
    pairs = sum((row[0] | row[1]).bit_count() for row in problem[1])
    teams = timed(f"{label}：本程序", lambda: protocol_teams(problem), out)
    digest = sha256(repr(teams.teams).encode()).hexdigest()[:16]
    out[-1] |= {"load": teams.load, "vacant": teams.vacant, "pairs": pairs, "digest": digest}
    print(
        f"    可行的人次 {pairs:,}，L = {teams.load}，空缺 {teams.vacant} 席，结果 {digest}", file=sys.stderr
    )
    functions = {"greedy": greedy, "flow": min_cost_flow, "cp-sat": cp_sat}
    for name in peers:
        try:
            left = timed(f"{label}：对照 {name}", lambda name=name: functions[name](problem, teams.load), out)
        except ImportError:
            print(f"没有装 ortools，不比 {name}", file=sys.stderr)
            continue
        out[-1] |= {"load": teams.load, "vacant": left}
        print(f"    空缺 {left} 席", file=sys.stderr)


def main() -> None:
    """The small size, then the large one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    parser.add_argument("--large", action="store_true", help="also 10,000 × 2,000")
    parser.add_argument("--scarce", action="store_true", help="only every third person may lead")
    parser.add_argument("--peers", default="greedy,flow,cp-sat", help="which peers, with commas")
    parser.add_argument(
        "--large-peers", default="flow", help="which at the large size (cp-sat takes minutes)"
    )
    args = parser.parse_args()
    out: list[dict[str, object]] = []
    cases(1_000, 200, args.scarce, [name for name in args.peers.split(",") if name], out)
    if args.large:
        cases(10_000, 2_000, args.scarce, [name for name in args.large_peers.split(",") if name], out)
    if args.json:
        print(json.dumps(out, ensure_ascii=False))


if __name__ == "__main__":
    main()
