"""How long the pages that read a whole register take, over a register of a million rows.

    python bench/rooms.py --data DIR [--rows 1200000 | --file REGISTER]

The same register as bench/register_pages.py (made at the first run, used again); DATABASE_URL chooses another database.
Each page is one whole request. `first`: nothing was counted before; where the page says that it is counting, that is
how long this answer took, and `counted` how long until the figures stood. `warm`: asked for again.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from register_pages import TARGET_MS, make

RUNS = 3
PATIENCE = 300
ROLES = ("registrar", "planner", "publisher", "unit_head", "complaints_officer")


def ground(user: Any) -> dict[str, int]:
    """A plan, its lines and a campaign over the register that is there; ids by name. Made once."""

    from django.utils.timezone import localdate

    from mingqian.accounts.actions import create_unit, create_user, grant_role
    from mingqian.accounts.current import system_actor
    from mingqian.plans import actions
    from mingqian.plans.models import AnnualPlan, Campaign, PackBinding
    from mingqian.registers.models import Item

    agency, by = user.agency, system_actor("测速")
    if not Campaign.objects.exists():
        for role in ROLES:
            if role not in user.roles():
                grant_role(by=by, user=user, role=role, reason="测速")
        unit = create_unit(by=by, agency=agency, name="执法大队", kind="brigade")
        for pack, settings in (
            ("gaoqing", {"class_of_chemicals": "重点", "class_of_medicine": "一般", "many_complaints": "3"}),
            ("xiping", {}),
        ):
            if not PackBinding.objects.filter(pack_id=pack).exists():
                actions.bind_pack(
                    by=by,
                    agency=agency,
                    pack_id=pack,
                    valid_from=date(2026, 1, 1),
                    reason="测速",
                    settings=settings,
                )
        item = Item.objects.create(
            agency=agency,
            code="Y1",
            name="安全生产责任制",
            item_class="general",
            basis="《中华人民共和国安全生产法》第四条",
        )
        plan = actions.create_plan(
            by=by, agency=agency, year=localdate().year, title="计划", scope="全省", basis="指引"
        )
        for number, conditions in enumerate(({}, {"region_codes": ["37"]}, {"credit_grades": ["B"]})):
            actions.add_line(
                by=by, plan=plan, title=f"抽查{number}", item_class="general", share_percent="5",
                estimated_count=1, month_from=1, month_to=12, unit=unit, item_ids=[item.pk],
                mode="directed" if conditions else "undirected", conditions=conditions,
            )  # fmt: skip
        head, _ = create_user(by=by, username="head", name="大队长", agency=agency, unit=unit)
        grant_role(by=by, user=head, role="unit_head", reason="测速")
        actions.submit_plan(by=by, plan=plan)
        for step, who in (
            (actions.agree_plan, "会签"),
            (actions.review_plan, "审核"),
            (actions.approve_plan, "审批"),
        ):
            step(by=system_actor(who), plan=plan)
        actions.create_campaign(
            by=by, line=plan.lines.order_by("number")[0], check_from=date(2026, 11, 25), check_to=date(2026, 12, 20)
        )  # fmt: skip
        actions.create_plan(
            by=by, agency=agency, year=localdate().year + 1, title="计划", scope="全省", basis="指引"
        )
    plans = AnnualPlan.objects.filter(agency=agency).order_by("year")
    return {"plan": plans[0].pk, "draft": plans[1].pk, "campaign": Campaign.objects.get().pk}


def pages(made: dict[str, int]) -> Iterator[tuple[str, str, str, dict[str, str] | None]]:
    """(what, role, address, what is sent or None) of every page measured."""
    from django.urls import reverse

    yield "completeness of the registers", "registrar", reverse("plans:completeness"), None
    yield "classes differing", "registrar", reverse("plans:class_list"), None
    yield "plans", "planner", reverse("plans:plan_list"), None
    yield "plan", "planner", reverse("plans:plan_open", args=[made["plan"]]), None
    yield "year of the plan", "planner", reverse("plans:plan_year", args=[made["draft"]]), None
    yield "capacity", "planner", reverse("plans:plan_capacity", args=[made["draft"]]), None
    yield "forecast", "planner", reverse("plans:plan_forecast", args=[made["draft"]]), None
    yield "new line", "planner", reverse("plans:line_new", args=[made["draft"]]), None
    yield (
        "estimate of a line", "planner", reverse("plans:line_estimate", args=[made["draft"]]),
        {"item_class": "general", "mode": "undirected", "share_percent": "5"},
    )  # fmt: skip
    yield "visits that meet", "planner", reverse("plans:visits"), None
    yield "campaign", "planner", reverse("plans:campaign_open", args=[made["campaign"]]), None
    yield "pool builder", "planner", reverse("plans:campaign_edit", args=[made["campaign"]]), None
    yield (
        "pool counts as typed", "planner", reverse("plans:campaign_counts", args=[made["campaign"]]),
        {"mode": "directed", "conditions-credit_grades": "B", "share_percent": "5"},
    )  # fmt: skip
    yield "pool, its subjects", "planner", reverse("plans:campaign_pool", args=[made["campaign"]]), None
    yield "rules of the campaign", "planner", reverse("plans:campaign_rules", args=[made["campaign"]]), None
    yield "weights", "planner", reverse("plans:weight_list"), None
    yield "desk of the planner", "planner", reverse("staff:desk"), None
    yield "statistics", "publisher", reverse("statistics:overview"), None
    yield "plan of the year, its report", "planner", reverse("plans:plan_report", args=[made["plan"]]), None


def again(client: Any, address: str) -> Any:
    """As the page that waits asks; answered with a refreshing, the page itself."""
    response = client.get(address, headers={"HX-Request": "true", "HX-Target": "counting"})
    return client.get(address) if response.status_code == 204 else response


def measure_all(user: Any, asked: Iterator[tuple[str, str, str, dict[str, str] | None]]) -> int:
    """Ask for every page and print a line; how many miss the target. An empty role: nobody signed in."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mingqian.accounts.current import ROLE_KEY
    from mingqian.acts import counting

    clients = {"": Client()}
    for role in ROLES:
        client = clients[role] = Client()
        client.force_login(user, backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
        client.get("/desk/")
    print(
        f"{connection.vendor}; load average {os.getloadavg()[0]:.1f}; milliseconds (processor)\n"
        f"{'page':34}{'first':>14}{'counted':>16}{'warm':>14}{'queries':>9}"
    )
    missed = 0
    for what, role, address, sent in asked:
        client = clients[role]

        def ask(client: Any = client, address: str = address, sent: Any = sent) -> Any:
            if sent is None:
                return client.get(address)
            return client.post(address, sent, headers={"HX-Request": "true", "HX-Target": "counts"})

        cache.clear()
        counting.forget()
        clock = Clock()
        response = ask()
        first = clock.read()
        assert response.status_code == 200, (
            what,
            response.status_code,
            response.content[-800:].decode(errors="replace"),
        )
        while b"data-counting" in getattr(response, "content", b""):
            assert clock.read()[0] < PATIENCE * 1000, what
            time.sleep(0.1)
            response = ask() if sent is not None else again(client, address)
        counted, warm = clock.read(), []
        for _ in range(RUNS):
            clock = Clock()
            ask()
            warm.append(clock.read())
        with CaptureQueriesContext(connection) as queries:
            ask()
        middle = (statistics.median(one[0] for one in warm), statistics.median(one[1] for one in warm))
        late = max(first[0], middle[0]) > TARGET_MS
        missed += late
        shown = "".join(f"{wall:7.0f} ({busy:5.0f})" for wall, busy in (first, counted, middle))
        print(f"{what:34}{shown}{len(queries):9}" + ("  over the target" if late else ""), flush=True)
    return missed


class Clock:
    """Milliseconds by the clock, and of this process's processor time, since it was made."""

    def __init__(self) -> None:
        self._wall, self._busy = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Both."""
        return (time.perf_counter() - self._wall) * 1000, (time.process_time() - self._busy) * 1000


def main() -> None:
    """Measure and print a table; exit 1 when a page misses the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    arguments.data.mkdir(parents=True, exist_ok=True)
    os.environ["MINGQIAN_DATA"] = str(arguments.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    import django

    django.setup()
    from django.db import transaction

    user = make(arguments)
    with transaction.atomic():
        made = ground(user)
    sys.exit(1 if measure_all(user, (one for one in pages(made) if arguments.only in one[0])) else 0)


if __name__ == "__main__":
    main()
