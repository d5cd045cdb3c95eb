"""The same bureau as the plans' tests."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingqian.plans import actions, packs

_NAME = "mingqian_tests_plans"
if _NAME not in sys.modules:
    _spec = importlib.util.spec_from_file_location(_NAME, Path(__file__).parents[1] / "plans" / "conftest.py")
    assert _spec is not None and _spec.loader is not None
    sys.modules[_NAME] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules[_NAME])

bureau = sys.modules[_NAME].bureau
other_bureau = sys.modules[_NAME].other_bureau
items = sys.modules[_NAME].items
make_plan = sys.modules[_NAME].make_plan
make_line = sys.modules[_NAME].make_line
make_campaign = sys.modules[_NAME].make_campaign
approved = sys.modules[_NAME].approved
browser = sys.modules[_NAME].browser


@pytest.fixture
def bind(bureau: Any) -> Callable[..., None]:
    """`bind("xiping")`: the pack binds the bureau from the beginning of 2024, or from its own day."""

    def make(pack_id: str, **settings: str) -> None:
        validity = packs.load(pack_id).validity
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id=pack_id,
            valid_from=validity.valid_from or date(2024, 1, 1), valid_until=validity.valid_until,
            settings=settings, reason="局办公会决定",
        )  # fmt: skip

    return make


@pytest.fixture
def joint(
    bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any, make_campaign: Any
) -> Callable[..., Any]:
    """`joint("hebi")`: a joint campaign of a plan under that pack, with the neighbour as partner."""
    numbers = itertools.count(1)

    def make(pack_id: str, kind: str = "joint", line: dict[str, Any] | None = None, **campaign: Any) -> Any:
        import plan_chain

        plan = make_plan(title=f"{pack_id}计划{next(numbers)}", pack_id=pack_id)
        partners = [other_bureau.agency.pk] if kind == "joint" else []
        row = make_line(plan, kind=kind, partner_agency_ids=partners, share_percent="50", **(line or {}))
        plan_chain.approve(plan, bureau.actor("planner"), bureau.actor("approver"))
        row.refresh_from_db()
        return make_campaign(row, **campaign)

    return make
