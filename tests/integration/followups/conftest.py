"""The same small bureau as the inspections' tests, with what follows a finding."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from ready_bureau import built, dispatched, drawn, quick_passwords, world

from mingqian.acts.refusal import Refused
from mingqian.followups import actions as followups
from mingqian.followups.actions.penalty import NO_REVIEW
from mingqian.plans import packs, rulebook
from mingqian.publicity import actions as publicity

__all__ = ["built", "dispatched", "drawn", "quick_passwords", "world"]


@pytest.fixture
def bound_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let these packs bind whoever is asked about."""

    def bind(*names: str) -> None:
        bound = [rulebook.Bound(packs.load(name), None, "own") for name in names]
        monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: bound)

    return bind


@pytest.fixture
def refused() -> Callable[[str, Callable[[], Any]], Refused]:
    """`refused(code, step)`: the step is refused for this reason."""

    def check(code: str, step: Callable[[], Any]) -> Refused:
        with pytest.raises(Refused) as raised:
            step()
        assert raised.value.code == code
        assert raised.value.words()
        return raised.value

    return check


@pytest.fixture
def reviewed(dispatched: Any) -> tuple[Any, Any]:
    """The bureau, and one inspection whose first item has a problem, reviewed."""
    return dispatched, dispatched.review(dispatched.inspections()[0])


@pytest.fixture
def published(dispatched: Any) -> tuple[Any, list[Any]]:
    """The bureau with every result of its campaign public, and the inspections."""
    for one in dispatched.inspections():
        dispatched.review(one)
    publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    publicity.publish_campaign(by=dispatched.actor("publisher"), campaign=dispatched.campaign)
    return dispatched, dispatched.inspections()


@pytest.fixture
def case_of() -> Callable[..., Any]:
    """`case_of(world, inspection, upto="opened")`: a case as far as noted, confirmed, opened."""

    def make(world: Any, one: Any, upto: str = "opened") -> Any:
        head, today = world.actor("unit_head"), timezone.localdate()
        case = followups.note_case(by=head, inspection=one, facts="配电箱无门", positions=[1])
        if upto in ("confirmed", "opened"):
            case = followups.confirm_case(by=head, case=case, established=True, on=today)
        if upto == "opened":
            case = followups.open_case(by=head, case=case, number=f"试应急立〔2026〕{case.pk}号", on=today)
        return case

    return make


@pytest.fixture
def proposed() -> Callable[..., Any]:
    """`proposed(world, case, **changes)`: a fine of 20,000 yuan proposed, no legal review due."""

    def make(world: Any, case: Any, **changes: Any) -> Any:
        said: dict[str, Any] = {
            "party_kind": "organisation",
            "party_name": case.subject_name,
            "party_code": case.subject_code,
            "violation": "配电箱无门，未采取防护措施",
            "basis": "《安全生产法》第九十九条",
            "kinds": ["罚款"],
            "amount": Decimal("20000.00"),
            "review_cases": [NO_REVIEW],
        } | changes
        return followups.propose_penalty(by=world.actor("unit_head"), case=case, **said)

    return make


@pytest.fixture
def decided(case_of: Any, proposed: Any) -> Callable[..., Any]:
    """`decided(world, inspection)`: a case with a decision on a penalty."""

    def make(world: Any, one: Any, **changes: Any) -> Any:
        penalty = proposed(world, case_of(world, one), **changes)
        return followups.decide_penalty(
            by=world.actor("approver"),
            penalty=penalty,
            number=f"试应急罚〔2026〕{penalty.pk}号",
            decided_on=timezone.localdate(),
        )

    return make
