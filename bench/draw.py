"""Times and memory of large urns: `python bench/draw.py [--entries N] [--hash sm3] [--json]`.

`N` candidates are frozen (hashed, put in order, rooted), 5 % drawn, and the public transcript written, as the package
does it on this machine's cores; then the transcript is verified if that is asked for (`--verify`). Beside it, in the
same run: tickets a second of `consistent_sampler` (if installed: `pip install consistent_sampler`), of plain hashlib
with a sort, and how far all are from one compression at the machine's limit.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from mingqian.lot import (
    Entry,
    Reveal,
    Transcript,
    build_manifest,
    build_urn,
    commit_value,
    draw,
    freeze_roll,
    get_hash,
    leaf_hashes,
    leaf_numbers,
    verify_transcript,
    write_transcript,
)
from mingqian.lot.entries import LEAF_SIZE
from mingqian.lot.parallel import processes_for
from mingqian.lot.seed import ticket_key
from mingqian.lot.tickets import draw_packed
from mingqian.lot.weighted import draw_weighted

SEED = sha256(b"bench").digest()
LIMIT = 131e6  # tickets a second of an AVX-512 kernel, sixteen side by side, measured once on this kind of machine
PEER_IDS = 100_000
RUNS = 5  # of each way to make tickets, the quickest counts

T = TypeVar("T")


def peak_mb(processes: int) -> int:
    """An upper bound: this process and as many as its largest child, pages they share counted each time."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + (processes - 1) * child) // 1024


class Bench:
    """Runs cases and keeps what they took."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.rows: list[dict[str, object]] = []

    def timed(self, label: str, function: Callable[[], T], runs: int = 1) -> T:
        """Run ``function`` and note seconds on the wall and of all processors, and the peak memory so far; of several
        runs the quickest, which the machine's other work disturbed least.
        """
        seconds = worked = float("inf")
        for _ in range(runs):
            before, start = os.times(), time.perf_counter()
            value = function()
            seconds, after = min(seconds, time.perf_counter() - start), os.times()
            worked = min(worked, sum(after[:4]) - sum(before[:4]))
        peak = peak_mb(self.processes)
        self.rows.append(
            {"case": label, "seconds": round(seconds, 3), "cpu": round(worked, 3), "peak_mb": peak}
        )
        print(f"{label:<40}{seconds:8.2f} s  处理器 {worked:7.2f} s  峰值 ≤ {peak} MB", file=sys.stderr)
        return value


class Candidates(Sequence[Entry]):
    """Made-up enterprises with fresh salts; each entry is put together when it is asked for."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._salts = random.Random(3).randbytes(16 * size)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        return {
            "id": f"91370322{i:010d}",
            "salt": self._salts[16 * i : 16 * i + 16].hex(),
            "name": f"某某市第{i}有限公司",
            "region": "370322",
        }


def whole_draw(size: int, name: str, bench: Bench, verify: bool) -> bytes:
    """From candidates to the written transcript; returns the urn's leaves."""
    hash = get_hash(name)
    candidates = Candidates(size)
    before = len(bench.rows)
    roll = bench.timed("锁库：规范化、杂凑、排成叶", lambda: freeze_roll(candidates, hash))
    urn = bench.timed("锁库：默克尔根", lambda: build_urn("全部", roll.leaves, size // 20, hash))
    value = "ab" * 32
    manifest = build_manifest(
        hash_name=hash.name,
        draw={
            "id": "bench",
            "title": "测量",
            "agency": "示范县应急管理局",
            "plan": "00",
            "attempt": 1,
            "previous": None,
            "reason": None,
            "parent": None,
        },
        frozen_at="2026-11-21T09:00:00+08:00",
        law={"pack": "gaoqing", "version": "1", "digest": "00"},
        register={"count": size, "digest": "00"},
        operator_commitment=commit_value(value, hash),
        sources=[{"kind": "witness", "label": "见证人", "commitment": commit_value(value, hash)}],
        urns=[urn],
    )
    reveals: list[Reveal] = [{"kind": "witness", "value": value}]
    result = bench.timed("摇号：核对叶与根，抽 5 %", lambda: draw(manifest, value, reveals, [roll.leaves]))
    transcript = Transcript(manifest, value, reveals, [roll.leaves], None, result)
    with tempfile.TemporaryFile() as file:
        bench.timed("写公开版记录", lambda: write_transcript(file, transcript, entries=roll.entry))
        bench.rows.append(
            {
                "case": "合计",
                "seconds": round(sum(float(str(row["seconds"])) for row in bench.rows[before:]), 3),
                "cpu": round(sum(float(str(row["cpu"])) for row in bench.rows[before:]), 3),
                "peak_mb": peak_mb(bench.processes),
            }
        )
        print(
            "{case:<42}{seconds:8.2f} s  处理器 {cpu:7.2f} s  峰值 ≤ {peak_mb} MB".format(**bench.rows[-1]),
            file=sys.stderr,
        )
        if verify:
            report = bench.timed("验证记录", lambda: verify_transcript(file))
            assert report.ok
    return roll.leaves


def tickets(leaves: bytes, name: str, bench: Bench) -> None:
    """Tickets a second: this package, a plain sort, and the peer."""
    hash = get_hash(name)
    size, quota = len(leaves) // LEAF_SIZE, len(leaves) // LEAF_SIZE // 20
    key = ticket_key(SEED, 0, hash)
    ours = bench.timed("签值：本程序", lambda: draw_packed(leaves, LEAF_SIZE, quota, key, hash), RUNS)
    _speed(bench, size)
    one = bench.timed(
        "签值：本程序，一个进程",
        lambda: draw_packed(leaves, LEAF_SIZE, quota, key, hash, processes=1),
        RUNS,
    )
    _speed(bench, size)
    if hash.name == "sha256" and size <= 1_000_000:
        entries = leaf_hashes(leaves)
        plain = bench.timed(
            "签值：hashlib 全部排序",
            lambda: sorted((sha256(key + e).digest(), e) for e in entries)[:quota],
            RUNS,
        )
        _speed(bench, size)
        assert [(drawn.ticket, drawn.e) for drawn in ours] == plain
    assert ours == one
    try:
        from consistent_sampler import sampler
    except ImportError:
        print("没有装 consistent_sampler，不比", file=sys.stderr)
    else:
        ids = [leaves[i * LEAF_SIZE : i * LEAF_SIZE + 32].hex() for i in range(min(size, PEER_IDS))]
        bench.timed(
            f"签值：consistent_sampler（{len(ids):,} 个）",
            lambda: list(sampler(ids, "bench", take=len(ids) // 20, output="id")),
            RUNS,
        )
        _speed(bench, len(ids))
    weights = random.Random(1).choices((1, 2, 5, 10), k=size)
    if size <= 1_000_000:
        entries, numbers = leaf_hashes(leaves), leaf_numbers(leaves)
        assert len(numbers) == size
        bench.timed("抽 5 %（加权）", lambda: draw_weighted(entries, weights, quota, SEED, 0, key, hash))


def _speed(bench: Bench, size: int) -> None:
    row = bench.rows[-1]
    speed = size / float(str(row["seconds"]))
    row["tickets_per_second"] = round(speed)
    print(f"    每秒 {speed / 1e6:.2f} 百万张，机器极限的 1/{LIMIT / speed:.0f}", file=sys.stderr)


def main() -> None:
    """One urn, one hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--hash", choices=("sha256", "sm3"), default="sha256")
    parser.add_argument("--verify", action="store_true", help="verify the transcript as a stranger would")
    args = parser.parse_args()
    bench = Bench(processes_for(args.entries))
    leaves = whole_draw(args.entries, args.hash, bench, args.verify)
    tickets(leaves, args.hash, bench)
    if args.json:
        print(json.dumps(bench.rows, ensure_ascii=False))


if __name__ == "__main__":
    main()
