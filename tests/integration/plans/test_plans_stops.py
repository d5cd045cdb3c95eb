"""While documents disagree only the colliding action stops, showing both articles."""

from __future__ import annotations

from datetime import date
from typing import Any

import plan_chain
import pytest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.plans import actions
from mingqian.plans.rulebook import require_settled
from mingqian.registers import gates
from mingqian.registers.actions import create_inspector
from mingqian.registers.models import Inspector

from .conftest import DECIDED, TODAY, Bureau


@pytest.fixture
def both(bureau: Bureau) -> None:
    """高青's guide and 西平's compilation bind the bureau together."""
    for pack_id in ("gaoqing", "xiping"):
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id=pack_id, valid_from=date(2024, 1, 1),
            settings=DECIDED if pack_id == "gaoqing" else {}, reason="局办公会决定",
        )  # fmt: skip


def _decide(bureau: Bureau, key: str) -> None:
    actions.decide_collision(
        by=bureau.actor("approver"), agency=bureau.agency, key=key, choice="照高青", reason="局办公会"
    )


def _inspector(bureau: Bureau, number: int, **values: Any) -> Inspector:
    given = {"name": f"检查员{number}", "unit": bureau.unit.name, "certificate_number": f"0100{number}"}
    found: Inspector = create_inspector(by=bureau.actor("registrar"), values=given | values)
    return found


CERTIFIED = {"certified": "是", "level": "县级"}


def test_only_the_person_in_question_stays_out_of_the_register(both: None, bureau: Bureau) -> None:
    _inspector(bureau, 1, **CERTIFIED)
    for values, question, both_sides in (
        ({"certified": "否", "level": "县级"}, "没有执法证的人员", ("西平 联合 三", "高青")),
        (CERTIFIED | {"level": "乡级"}, "包括哪些层级", ("高青 3.4", "高青 5.2.2")),
    ):
        with pytest.raises(Refused, match=question) as refused:
            _inspector(bureau, 2, **values)
        assert refused.value.code == "plans.collision"
        assert all(side in refused.value.words() for side in both_sides)
    assert Inspector.objects.count() == 1
    _decide(bureau, "registers.inspector_levels")
    _inspector(bureau, 3, **(CERTIFIED | {"level": "乡级"}))
    with pytest.raises(Refused, match="没有执法证的人员"):
        _inspector(bureau, 4, certified="否", level="县级")


def test_a_list_of_subjects_waits_while_its_source_is_open(both: None, bureau: Bureau) -> None:
    with pytest.raises(Refused, match="以哪个数据为准"):
        gates.pass_question(bureau.agency.pk, "registers.subject_source")
    _decide(bureau, "registers.subject_source")
    gates.pass_question(bureau.agency.pk, "registers.subject_source")


@pytest.mark.parametrize(
    ("packs", "action", "key"),
    [
        (("gaoqing",), "transfer", "checks.crime_to"),
        (("gaoqing", "hebi"), "sign", "checks.result_signed_by"),
        (("xinyang",), "archive", "clocks.publication<clocks.archive"),
        (("hebi",), "letter", "clocks.records_handed_over<clocks.problem_letter"),
        (("gaoqing", "weidong"), "leader", "teams.leader_choice"),
    ],
)
def test_every_kind_of_action_waits_for_its_own_question(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, packs: tuple[str, ...], action: str, key: str
) -> None:
    from mingqian.plans import packs as loaded
    from mingqian.plans import rulebook

    def bound(agency: object, on: date) -> list[rulebook.Bound]:
        names = (*packs, "national")
        return [rulebook.Bound(loaded.load(name), None, "own") for name in names]

    monkeypatch.setattr(rulebook, "bound_packs", bound)
    with pytest.raises(Refused) as refused:
        require_settled(bureau.agency, action, TODAY)
    assert refused.value.words().count("“") >= 3, "the question and at least two anchors"
    for one in rulebook.standings(bureau.agency, TODAY):
        if one.collision.action == action and one.stops:
            monkeypatch.setattr("django.utils.timezone.localdate", lambda *a: TODAY)
            _decide(bureau, one.collision.key)
    require_settled(bureau.agency, action, TODAY)
    assert key in {one.collision.key for one in rulebook.standings(bureau.agency, TODAY)}


def test_the_filing_sheet_waits_while_documents_collide_about_plans(
    bureau: Bureau, make_plan: Any, make_line: Any, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound packs agree today; the hook is asked with a collision that says otherwise of a plan."""
    from dataclasses import replace

    from mingqian.plans import packs as loaded
    from mingqian.plans import rulebook

    plan = make_plan()
    make_line(plan)
    plan_chain.approve(plan, bureau.actor("planner"), bureau.actor("approver"))
    names = ("gaoqing", "national")
    with monkeypatch.context() as patched:
        patched.setattr(
            rulebook,
            "bound_packs",
            lambda agency, on: [rulebook.Bound(loaded.load(name), None, "own") for name in names],
        )
        (crime,) = (
            one for one in rulebook.standings(bureau.agency, TODAY) if one.collision.key == "checks.crime_to"
        )
    about_plans = replace(crime, collision=replace(crime.collision, action="plan"))
    monkeypatch.setattr(rulebook, "standings", lambda agency, on: [about_plans])
    client = browser("planner")
    refused = client.get(reverse("plans:plan_filing_sheet", args=[plan.pk]))
    assert refused.status_code == 409
    assert "移送公安机关" in refused.content.decode()
    assert client.get(reverse("plans:plan_filing", args=[plan.pk])).status_code == 200, "reading goes on"
