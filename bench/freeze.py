"""锁库 of a large register: `python bench/freeze.py [--subjects N] [--inspectors N]`, in a database of its own.

A synthetic register as in `bench/pool.py`, urns by credit grade, or with `--one-urn` a single one; measured: the action itself,
once, and the most memory the process and its children held; then what one enterprise's receipt takes.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mingqian.draws.models import Draw


def measure(count: int, inspectors: int, *, one_urn: bool) -> None:
    """Lock once, then hand out receipts."""
    import pool as ground_of
    from django.core.management import call_command
    from django.utils import timezone
    from long_work import _operator

    from mingqian.accounts.current import system_actor
    from mingqian.draws import actions
    from mingqian.plans import actions as plans
    from mingqian.registers.models import Inspector

    call_command("migrate", verbosity=0)
    campaign = ground_of.ground(count)
    today = timezone.localdate()
    plans.edit_campaign(
        by=system_actor(), campaign=campaign, check_from=today, check_to=today + timedelta(days=30),
        item_ids=campaign.line.item_ids, stratify_by="" if one_urn else campaign.stratify_by,
    )  # fmt: skip
    Inspector.objects.bulk_create(
        Inspector(
            agency=campaign.agency, unit=campaign.unit, name=f"检{n}", certificate_number=f"C{n:05d}", certified=True,
            certificate_valid_until=today + timedelta(days=900), status="active",
        )
        for n in range(inspectors)
    )  # fmt: skip
    one = _operator(campaign.agency, "jia")
    plans.confirm_pool(by=one, campaign=campaign)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.perf_counter(), os.times()
    draw = actions.lock(by=one, campaign=campaign, witness_ids=[], dice=True)
    wall, now = time.perf_counter() - start, os.times()
    used = sum(now[:4]) - sum(cpu[:4])
    entries = sum(urn["size"] for urn in draw.urns)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        f"锁库 {entries:,} 户（名录 {count:,} 户，{len(draw.urns)} 个签筒，{inspectors} 人）：{wall:.1f} s，处理器 {used:.1f} s，"
        f"每秒 {entries / wall:,.0f} 户；最大内存 {peak // 1024} MB（锁库之前 {before // 1024} MB），子进程 {child // 1024} MB"
    )
    draw = actions.publish_commitment(by=one, draw=draw)
    _receipts(draw)


def _receipts(draw: Draw) -> None:
    """The paths of twenty enterprises of the largest urn."""
    from mingqian.draws import receipts
    from mingqian.draws.drawing import entry_lines
    from mingqian.registers.models import Subject

    number = max(range(len(draw.urns)), key=lambda n: int(draw.urns[n]["size"]))
    size = int(draw.urns[number]["size"])
    ids = [
        line.subject_id for at, line in enumerate(entry_lines(draw, number)) if at % (size // 20 or 1) == 0
    ][:20]
    times = []
    for subject in Subject.objects.filter(pk__in=ids):
        start = time.perf_counter()
        receipts.receipt_of(draw, subject)
        times.append(time.perf_counter() - start)
    times.sort()
    print(
        f"入库凭证，签筒 {size:,} 户：中位数 {times[len(times) // 2] * 1000:.0f} ms，最慢 {times[-1] * 1000:.0f} ms"
    )


def main() -> None:
    """Run in a folder and database of its own."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subjects", type=int, default=300_000)
    options.add_argument("--inspectors", type=int, default=300)
    options.add_argument("--one-urn", action="store_true")
    given = options.parse_args()
    root = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(root / "src"), str(root / "bench")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MINGQIAN_DATA"] = folder
        import django

        django.setup()
        measure(given.subjects, given.inspectors, one_urn=given.one_urn)


if __name__ == "__main__":
    main()
