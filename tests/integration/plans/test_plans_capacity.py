"""Working days against inspection days, and the forecast of coverage, over a real register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from mingqian.accounts.actions import create_unit
from mingqian.accounts.current import system_actor
from mingqian.acts.refusal import Refused
from mingqian.plans import actions
from mingqian.plans.capacity.alarm import overload
from mingqian.plans.capacity.reading import NOBODYS, assumed, capacity
from mingqian.plans.models import AnnualPlan, PlanCapacity
from mingqian.plans.yearly.covering import both_ways, cycle_of, newcomers_a_year, strata_of
from mingqian.plans.yearly.reckoning import default_packs, reckon
from tests.integration.plans.conftest import DECIDED, TODAY, Bureau, rows


def assumptions(bureau: Bureau, **more: Any) -> dict[str, Any]:
    return {
        "people": {bureau.unit.pk: 2}, "team": 2, "days_each": "1", "travel": {}, "duties": [],
    } | more  # fmt: skip


class TestCapacity:
    def test_the_overload_stands_where_the_plan_is_signed(self, staffed: AnnualPlan, bureau: Bureau) -> None:
        found = capacity(staffed, TODAY)
        (load,) = found.loads
        # 60 visits of two people over March to May, 22 + 21 + 19 working days in 2026.
        assert (load.people, load.total("needed"), sum(found.workdays)) == (2, 120, 248)
        assert not found.overloaded and overload(staffed, TODAY) == ""
        actions.set_capacity(
            by=bureau.actor("planner"),
            plan=staffed,
            **assumptions(bureau, duties=[
                {"unit": bureau.unit.pk, "kind": "absent", "label": "年休假", "months": [4, 4], "days": "20"},
                {"unit": bureau.unit.pk, "kind": "other", "label": "事故调查", "months": [1, 12], "days": "10"},
            ]),
        )  # fmt: skip
        found = capacity(staffed, TODAY)
        (load,) = found.loads
        assert (load.total("other"), load.total("absent"), found.split.inspection) == (10, 20, 496 - 30)
        april = load.months[3]
        assert april.over == april.needed - april.available > 0
        assert overload(staffed, TODAY).startswith(f"{bureau.unit.name} 4 月差 ")
        assert {one.kind for one in found.remedies} >= {"move", "reduce"}

    def test_travel_by_township_and_a_larger_team(self, staffed: AnnualPlan, bureau: Bureau) -> None:
        actions.set_capacity(
            by=bureau.actor("planner"),
            plan=staffed,
            **assumptions(bureau, team=3, days_each="0.50", travel={"城关镇": "0.25"}),
        )
        kept = PlanCapacity.objects.get(plan=staffed)
        assert (kept.days_each, kept.travel, kept.version) == ("0.5", {"城关镇": "0.25"}, 1)
        assert capacity(staffed, TODAY).loads[0].total("needed") == 60 * 3 * 3 / 4

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"team": 1}, "plans.team_too_small"),
            ({"team": 21}, "plans.capacity_team"),
            ({"days_each": "0"}, "plans.capacity_days"),
            ({"days_each": "半天"}, "plans.capacity_days"),
            ({"people": {999_999: 1}}, "plans.unit_elsewhere"),
            ({"travel": {"城关镇": "-1"}}, "plans.capacity_days"),
            (
                {"duties": [{"unit": 0, "kind": "other", "label": "x", "months": [1, 2], "days": "1"}]},
                "plans.unit_elsewhere",
            ),
            ({"version": 4}, "acts.changed_meanwhile"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, staffed: AnnualPlan, bureau: Bureau, changed: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            actions.set_capacity(by=bureau.actor("planner"), plan=staffed, **assumptions(bureau, **changed))
        assert refused.value.code == code
        assert refused.value.words() and not PlanCapacity.objects.exists()

    def test_a_duty_without_a_label_is_refused_by_its_row(self, staffed: AnnualPlan, bureau: Bureau) -> None:
        duty = {"unit": bureau.unit.pk, "kind": "other", "label": " ", "months": [5, 2], "days": "1"}
        with pytest.raises(Refused) as refused:
            actions.set_capacity(
                by=bureau.actor("planner"), plan=staffed, **assumptions(bureau, duties=[duty])
            )
        assert "第 1 项" in refused.value.words()

    def test_a_later_version_goes_on_with_the_numbers_and_the_people_of_the_one_before(
        self, bureau: Bureau, register: None, bound: None, approved: Any
    ) -> None:
        first, by = approved().plan, bureau.actor("planner")
        actions.set_capacity(by=by, plan=first, **assumptions(bureau, people={bureau.unit.pk: 7}))
        second = actions.adjust_plan(by=by, plan=first, reason="下半年加一批")
        assert assumed(second).people == {bureau.unit.pk: 7} and assumed(second).version is None
        (made,) = actions.add_proposed_lines(by=by, plan=second, rows=rows(bureau, 6))
        assert made.number == 2
        actions.set_capacity(by=by, plan=second, **assumptions(bureau, people={bureau.unit.pk: 3}))
        assert (assumed(first).people, assumed(second).people) == ({bureau.unit.pk: 7}, {bureau.unit.pk: 3})

    def test_no_remedy_goes_below_what_the_bureau_has_decided(
        self, bureau: Bureau, plan: AnnualPlan, make_line: Any
    ) -> None:
        """高青 5.1.2 names no least share of 重点; the bureau decided 20 %, so 8 of 10 may shrink to 2 and no further."""
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
            settings=DECIDED | {"key_share_percent": "20"}, reason="定下重点的比例",
        )  # fmt: skip
        bureau.agency.subject_set.filter(field="危险化学品").update(supervision_class="key")
        make_line(
            plan, title="危险化学品抽查", item_class="key", share_percent="80", estimated_count=8,
            mode="directed", conditions={"fields": ["危险化学品"]},
        )  # fmt: skip
        actions.set_capacity(
            by=bureau.actor("planner"),
            plan=plan,
            **assumptions(bureau, people={bureau.unit.pk: 1}, days_each="9"),
        )
        (fewer,) = [one for one in capacity(plan, TODAY).remedies if one.kind == "reduce"]
        assert "从 8 户减到下限 2 户" in fewer.words

    def test_key_subjects_nobody_plans_for_need_days_all_the_same(
        self, bureau: Bureau, register: None, make_plan: Any
    ) -> None:
        approver = bureau.actor("approver")
        actions.bind_pack(
            by=approver, agency=bureau.agency, pack_id="xiping", valid_from=date(2026, 1, 1),
            settings={"cycle_starts": "2026", "newcomers": "join_now", "third_year": "all_left"}, reason="决定",
        )  # fmt: skip
        bureau.agency.subject_set.filter(field="危险化学品").update(supervision_class="key")
        plan = make_plan(pack_id="xiping")
        found = {one.unit: one for one in capacity(plan, TODAY).loads}
        assert found[NOBODYS].total("needed") == 10 * 2


class TestCovering:
    def test_subjects_are_parted_by_the_lines_that_reach_them(
        self, plan: AnnualPlan, bureau: Bureau, add_subjects: Callable[..., list[int]]
    ) -> None:
        add_subjects(30, field="机械", industry_code="C3311", risk_level="高")
        actions.add_proposed_lines(
            by=bureau.actor("planner"),
            plan=plan,
            rows=[
                *rows(bureau, 20),
                *rows(bureau, 5, title="高风险", conditions={"fields": ["机械"], "risk_levels": ["高"]}),
            ],
        )
        strata, lines = strata_of(reckon(plan, default_packs(plan), TODAY))
        sizes = {(one.name, at): one.unseen for at, one in enumerate(strata)}
        # 130 of 机械, five of them of grade D; 30 of high risk; nobody draws among the forty of 轻工.
        assert sorted(sizes.values()) == [30, 40, 105]
        by_line = [sorted(strata[at].unseen for at in line.strata) for line in lines]
        assert by_line == [[30, 105], [30]]
        reckoning = reckon(plan, default_packs(plan), TODAY)
        kept, again = both_ways(reckoning, cycle_of(reckoning), newcomers=0, leaving=Fraction(0), seed=1)
        assert kept.never == (("轻工", 40),) and len(kept.ends) == len(again.ends) == 3
        assert newcomers_a_year(plan, TODAY) == 0
        add_subjects(9, founded_on=date(2024, 5, 1))
        add_subjects(2, founded_on=date(2021, 5, 1))
        assert newcomers_a_year(plan, TODAY) == 3


class TestPages:
    def test_capacity_and_forecast_for_whoever_signs(
        self, staffed: AnnualPlan, bureau: Bureau, signed_in: Any
    ) -> None:
        client = signed_in(bureau.users["approver"], "approver")
        page = client.get(f"/plans/{staffed.pk}/capacity/").content.decode()
        assert "占 100%" in page and "<svg" in page and "保存并重算" not in page
        asked = "people=8&workdays=248&total=1984&other=1035&absent=535&inspection=414"
        wrong = f"{asked}&other_percent=21&absent_percent=71&inspection_percent=8"
        assert (
            "其他执法工作日 1,035 占 52.2%，写成了 21%"
            in client.get(f"/plans/{staffed.pk}/capacity/?{wrong}").content.decode()
        )
        assert client.post(f"/plans/{staffed.pk}/capacity/", {"save": "1"}).status_code == 403
        shown = client.get(f"/plans/{staffed.pk}/forecast/?newcomers=0&leaving=0&seed=5").content.decode()
        assert "仿真，不是结果" in shown and "种子 5" in shown and "轻工：40 户" in shown

    def test_the_published_county_plan_comes_out_right(
        self, bureau: Bureau, make_plan: Any, signed_in: Any
    ) -> None:
        """Eight people in two units, 2025: 414 days for inspections, and the shares its own numbers make."""
        office = create_unit(by=system_actor(), agency=bureau.agency, name="安全生产科", kind="office")
        plan = make_plan(year=2025)
        days = {
            ("other", office): "375",
            ("other", bureau.unit): "660",
            ("absent", office): "135",
            ("absent", bureau.unit): "400",
        }
        actions.set_capacity(
            by=bureau.actor("planner"),
            plan=plan,
            **assumptions(
                bureau,
                people={office.pk: 3, bureau.unit.pk: 5},
                duties=[
                    {"unit": unit.pk, "kind": kind, "label": "全年", "months": [1, 12], "days": number}
                    for (kind, unit), number in days.items()
                ],
            ),
        )
        page = signed_in(bureau.users["planner"], "planner").get(f"/plans/{plan.pk}/capacity/")
        assert page.context["total"] == "1,984" and page.context["year_days"] == 248
        assert [(one["days"], one["note"]) for one in page.context["parts"]] == [
            ("1,035", "占 52%"), ("535", "占 27%"), ("414", "占 21%"),
        ]  # fmt: skip
        assert {row["load"].unit: row["totals"]["available"] for row in page.context["idle"]} == {
            "安全生产科": "234", "执法大队": "180",
        }  # fmt: skip

    def test_the_planner_keeps_the_assumptions(
        self, staffed: AnnualPlan, bureau: Bureau, signed_in: Any
    ) -> None:
        client = signed_in(bureau.users["planner"], "planner")
        values = {
            "save": "1", "team": "2", "days_each": "0.5", f"unit_{bureau.unit.pk}": "4", "place_0": "0",
            "duty-TOTAL_FORMS": "1", "duty-INITIAL_FORMS": "0", "duty-0-unit": bureau.unit.pk, "duty-0-kind": "other",
            "duty-0-label": "事故调查", "duty-0-month_from": "1", "duty-0-month_to": "12", "duty-0-days": "30",
        }  # fmt: skip
        assert client.post(f"/plans/{staffed.pk}/capacity/", values).status_code == 302
        kept = PlanCapacity.objects.get()
        assert (kept.people, kept.days_each, len(kept.duties)) == ({str(bureau.unit.pk): 4}, "0.5", 1)
        again = client.post(
            f"/plans/{staffed.pk}/capacity/", values | {"team": "1", "version": "1"}
        ).content.decode()
        assert (
            "每个检查对象不少于 2 名检查人员（" in again
            and ">高青 7.3</button>" in again
            and "事故调查" in again
        )
