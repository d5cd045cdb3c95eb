"""Times and memory of the pool: `python bench/pool.py [--subjects N] [--json]`, in a database of its own.

A synthetic register (seeded; nobody real) under one bureau, one tenth drawn earlier this year. Measured: the live counts
of the pool builder, the built pool, one page of the list behind the counts, and the distinct values offered as
conditions. SQLite in a temporary folder by default; with DATABASE_URL the (empty) database it names.
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
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

SEED = 20260316
TODAY = date(2026, 3, 16)
FIELDS = ("商贸", "轻工", "机械", "建材", "纺织", "危险化学品", "烟花爆竹", "化工", "冶金", "有色", "")
FIELD_WEIGHTS = (30, 25, 15, 8, 7, 5, 2, 2, 1, 1, 4)
STATUSES = ("existing", "suspended", "cancelled", "revoked")
BATCH = 5_000


def rows(agency: Any, count: int) -> Iterator[Any]:
    """Synthetic subjects."""
    from mingqian.registers.models import Subject

    rng = random.Random(SEED)
    townships = [f"第{n}镇" for n in range(20)]
    for number in range(count):
        yield Subject(
            agency=agency,
            code=f"B{number:017d}",
            code_kind="own",
            name=f"某某市第{number}有限公司",
            region_code=rng.choice(("370322", "370303", "370304")),
            township=rng.choice(townships),
            field=rng.choices(FIELDS, FIELD_WEIGHTS)[0],
            credit_grade=rng.choice(("A", "B", "C", "D", "")),
            status=rng.choices(STATUSES, (88, 3, 6, 3))[0],
            pending_jurisdiction=rng.random() < 0.02,
            watch_listed=rng.random() < 0.01,
        )


def ground(count: int) -> Any:
    """A bureau with its register, an approved line, a bound pack, an earlier draw; returns the campaign."""
    from django.db import transaction

    from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
    from mingqian.accounts.current import system_actor
    from mingqian.plans import actions
    from mingqian.registers.models import Item, Subject

    planner, approver = system_actor("计划"), system_actor("审批")
    agency = create_agency(
        by=planner,
        code="B01",
        name="某县应急管理局",
        short_name="某应急",
        level="county",
        region_code="370322",
    )
    unit = create_unit(by=planner, agency=agency, name="执法大队", kind="brigade")
    source = rows(agency, count)
    with transaction.atomic():
        while batch := list(islice(source, BATCH)):
            Subject.objects.bulk_create(batch)
    item = Item.objects.create(agency=agency, code="Y1", name="安全生产责任制", item_class="general")
    plan = actions.create_plan(by=planner, agency=agency, year=2026, title="计划", scope="全县", basis="指引")
    actions.add_line(
        by=planner, plan=plan, title="抽查", item_class="general", share_percent="5", estimated_count=1,
        month_from=1, month_to=12, unit=unit, item_ids=[item.pk],
    )  # fmt: skip
    head, _ = create_user(by=planner, username="head", name="大队长", agency=agency, unit=unit)
    grant_role(by=planner, user=head, role="unit_head", reason="测速")
    actions.submit_plan(by=planner, plan=plan)
    for step, who in (
        (actions.agree_plan, "会签"),
        (actions.review_plan, "审核"),
        (actions.approve_plan, "审批"),
    ):
        step(by=system_actor(who), plan=plan)
    actions.bind_pack(
        by=approver, agency=agency, pack_id="gaoqing", valid_from=date(2026, 1, 1), reason="测速",
        settings={"class_of_chemicals": "重点", "class_of_medicine": "一般", "many_complaints": "3"},
    )  # fmt: skip
    days = {"check_from": date(2026, 3, 20), "check_to": date(2026, 5, 31)}
    earlier = actions.create_campaign(by=planner, line=plan.lines.get(), **days)
    drawn = Subject.objects.order_by("id").values_list("id", flat=True)[::10]
    actions.note_drawn(by=planner, campaign=earlier, subject_ids=list(drawn), drawn_on=date(2026, 2, 1))
    return actions.create_campaign(
        by=planner, line=plan.lines.get(), stratify_by="credit_grade", unclassed_as="left_out", **days
    )


def timed(label: str, function: Callable[[], Any], out: list[dict[str, Any]]) -> Any:
    """Run `function` three times; note the best (and the least processor time of this process), and the process's peak memory so far."""
    best = busy = float("inf")
    value = None
    for _ in range(3):
        start, cpu = time.perf_counter(), time.process_time()
        value = function()
        best, busy = min(best, time.perf_counter() - start), min(busy, time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out.append({"case": label, "seconds": round(best, 3), "cpu": round(busy, 3), "peak_mb": peak})
    print(f"{label:<48}{best:9.3f} s   cpu {busy:7.3f} s   peak {peak} MB", file=sys.stderr, flush=True)
    return value


def proposed(plan: Any, seen: Any) -> Any:
    """The demands of two documents on a counted register, and the lines that reach them."""
    from mingqian.law.demand import demands
    from mingqian.plans.packs import pack_for
    from mingqian.plans.yearly.proposal import suggest

    cells, _ = seen.cells()
    found = [
        one for name in ("gaoqing", "xiping") for one in demands(pack_for(plan.agency_id, name), cells, TODAY)
    ]
    return suggest(found, cells, (), split="field", months=(3, 11))


def measure(count: int) -> dict[str, Any]:
    """All cases on a register of so many subjects."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from mingqian.plans import choices
    from mingqian.plans.pool import build, survey, terms_of
    from mingqian.plans.pool.members import members
    from mingqian.plans.yearly.counts import register_counts
    from mingqian.registers import serials

    call_command("migrate", verbosity=0)
    campaign = ground(count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{connection.vendor}, {count:,} subjects; {before} MB before", file=sys.stderr)
    out: list[dict[str, Any]] = []
    counted = timed("live counts (survey)", lambda: survey(campaign, on=TODAY), out)

    def built() -> Any:
        with transaction.atomic():
            return build(campaign, on=TODAY)

    pool = timed("built pool (ids, exclusions, digest)", built, out)
    terms = terms_of(campaign, on=TODAY)
    timed("first page of candidates", lambda: members(terms, show="candidates"), out)
    timed("first page drawn already", lambda: members(terms, show="drawn_already"), out)
    timed("values offered as conditions", lambda: choices.held(campaign.agency_id), out)
    plan = campaign.line.plan
    seen = timed("the register counted for a year's plan", lambda: register_counts(plan, TODAY), out)
    timed("what the rules demand, lines proposed", lambda: proposed(plan, seen), out)
    serials.move(campaign.agency_id, "subject")
    survey(campaign, on=TODAY)
    timed("live counts again, the register unmoved", lambda: survey(campaign, on=TODAY), out)
    assert pool.survey.candidates == sum(len(urn.subject_ids) for urn in pool.urns) <= counted.candidates
    return {
        "database": connection.vendor, "subjects": count, "candidates": counted.candidates,
        "excluded": len(pool.exclusions), "quota": counted.quota, "mb_before": before, "cases": out,
    }  # fmt: skip


def main() -> None:
    """Run in a folder and database of its own."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subjects", type=int, default=120_000)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    root = Path(__file__).resolve().parents[1]
    sys.path.insert(0, str(root / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MINGQIAN_DATA"] = folder
        import django

        django.setup()
        found = measure(given.subjects)
    if given.json:
        print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
