"""Times of the works that may be long: `python bench/long_work.py [--subjects N]`, in a database of its own.

A synthetic register as in `bench/pool.py`; measured: confirming the pool, 锁库, 摇号, 派发, each as the action itself, once.
What `seconds` of each `works.py` guesses is printed beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any


def timed(label: str, function: Callable[[], Any], guess: float = 0.0) -> Any:
    """Run once; print wall and processor time, and the guess."""
    start, cpu = time.perf_counter(), time.process_time()
    value = function()
    print(
        f"{label:<30}{time.perf_counter() - start:9.2f} s   cpu {time.process_time() - cpu:8.2f} s   guess {guess:7.2f} s",
        flush=True,
    )
    return value


def _operator(agency: Any, name: str) -> Any:
    """A person who may draw, dispatch and confirm: two are needed to type the dice."""
    from dataclasses import replace

    from mingqian.accounts.actions import create_user
    from mingqian.accounts.current import actor_for, system_actor

    user, _ = create_user(by=system_actor(), username=name, name=name, agency=agency, unit=None)
    everything = system_actor().permissions
    return replace(actor_for(user, "draw_operator", origin=""), permissions=everything)


def measure(count: int, inspectors: int) -> None:
    """All cases on a register of so many subjects."""
    import pool as ground_of
    from django.core.management import call_command
    from django.utils import timezone

    from mingqian.accounts.current import system_actor
    from mingqian.draws import actions
    from mingqian.draws.works import DRAW, LOCK
    from mingqian.inspections.actions import dispatch
    from mingqian.inspections.works import DISPATCH
    from mingqian.plans import actions as plans
    from mingqian.plans.works import CONFIRM
    from mingqian.registers.models import Inspector

    call_command("migrate", verbosity=0)
    campaign = ground_of.ground(count)
    today = timezone.localdate()
    plans.edit_campaign(
        by=system_actor(),
        campaign=campaign,
        check_from=today,
        check_to=today + timedelta(days=30),
        item_ids=campaign.line.item_ids,
    )
    Inspector.objects.bulk_create(
        Inspector(
            agency=campaign.agency, unit=campaign.unit, name=f"检{n}", certificate_number=f"C{n:05d}", certified=True,
            certificate_valid_until=today + timedelta(days=900), status="active",
        )
        for n in range(inspectors)
    )  # fmt: skip
    one, two = (_operator(campaign.agency, name) for name in ("jia", "yi"))
    guess = CONFIRM.seconds(campaign.pk)
    timed("confirm the pool", lambda: plans.confirm_pool(by=one, campaign=campaign), guess)
    guess = LOCK.seconds(campaign.pk)
    draw = timed("锁库", lambda: actions.lock(by=one, campaign=campaign, witness_ids=[], dice=True), guess)
    draw = actions.publish_commitment(by=one, draw=draw)
    source = draw.sources.get()
    numbers = ("123456" * 20)[: source.digits]
    actions.enter_number(by=one, source=source, value=numbers)
    actions.enter_number(by=two, source=source, value=numbers)
    draw = timed("摇号", lambda: actions.draw_now(by=one, draw=draw), DRAW.seconds(draw.pk))
    draw.refresh_from_db()
    print(f"{draw.drawn.count():,} drawn, {draw.people_count:,} people")
    while draw.state == "drawn":
        draw = actions.sign(by=one, draw=draw)
    timed("派发", lambda: dispatch(by=one, draw=draw), DISPATCH.seconds(draw.pk))


def main() -> None:
    """Run in a folder and database of its own."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subjects", type=int, default=120_000)
    options.add_argument("--inspectors", type=int, default=300)
    given = options.parse_args()
    root = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(root / "src"), str(root / "bench")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MINGQIAN_DATA"] = folder
        import django

        django.setup()
        measure(given.subjects, given.inspectors)


if __name__ == "__main__":
    main()
