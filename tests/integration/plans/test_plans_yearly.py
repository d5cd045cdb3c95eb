"""A year planned by arithmetic, over a real register: counted in the database, written in one step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingqian.accounts.current import system_actor
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.plans import actions
from mingqian.plans.models import AnnualPlan, DrawHistory
from mingqian.plans.pool import untold
from mingqian.plans.yearly.counts import register_counts
from mingqian.plans.yearly.lines import apportion, reach_of
from mingqian.plans.yearly.reckoning import default_packs, reckon
from mingqian.publicity.content import plan_content
from mingqian.registers.models import Item
from tests.integration.plans.conftest import TODAY, YEAR, Bureau, rows


class TestCounting:
    def test_a_register_is_counted_by_class_field_and_place(self, plan: AnnualPlan) -> None:
        found = register_counts(plan, TODAY)
        sizes = {
            (key.klass, key.field, key.township, key.credit_grade): n.size for key, n in found.numbers.items()
        }
        assert sizes == {
            ("general", "机械", "城关镇", ""): 100,
            ("general", "机械", "城关镇", "D"): 5,
            ("general", "轻工", "高城镇", ""): 40,
            ("key", "危险化学品", "城关镇", ""): 10,
        }
        # 高青 6.2: bad credit is not bound by once a year; key fields neither.
        assert {key.field + key.credit_grade: n.exempt for key, n in found.numbers.items()} == {
            "机械": 0, "机械D": 5, "轻工": 0, "危险化学品": 10,
        }  # fmt: skip
        assert (found.unclassed, [(one.code, one.count) for one in found.left]) == (4, [("cancelled", 3)])

    def test_a_larger_register_takes_no_more_queries(
        self, plan: AnnualPlan, add_subjects: Callable[..., list[int]]
    ) -> None:
        with CaptureQueriesContext(
            connection,
        ) as before:
            register_counts(plan, TODAY)
        add_subjects(400, field="机械")
        with CaptureQueriesContext(connection) as after:
            assert register_counts(plan, TODAY).size == 555
        assert len(after) == len(before)
        assert not any("SELECT" in q["sql"] and "name" in q["sql"].split("FROM")[0] and "registers_subject" in q["sql"]
                       and "COUNT" not in q["sql"].upper() for q in after.captured_queries)  # fmt: skip

    def test_conditions_the_counts_do_not_know_are_asked_of_the_database(
        self, plan: AnnualPlan, add_subjects: Callable[..., list[int]]
    ) -> None:
        add_subjects(7, field="机械", industry_code="C3311")
        counts = register_counts(plan, TODAY)
        assert reach_of(plan, counts, "general", {"industries": ["33"]}, 1).pool == 7
        assert reach_of(plan, counts, "general", {"townships": ["高城镇"]}, 1).pool == 40
        assert reach_of(plan, counts, "general", {}, 1).by_place() == [("城关镇", 1)]
        assert sum(n for _, n in apportion(7, {"甲": 1, "乙": 1, "丙": 1})) == 7

    def test_a_secret_list_changes_no_number(
        self, plan: AnnualPlan, make_campaign: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = register_counts(plan, TODAY)
        campaign = make_campaign()
        drawn = campaign.agency.subject_set.filter(field="机械").values_list("pk", flat=True)[:60]
        actions.note_drawn(by=system_actor(), campaign=campaign, subject_ids=list(drawn), drawn_on=TODAY)
        assert DrawHistory.objects.count() == 60
        monkeypatch.setattr(untold, "_released", [lambda: DrawHistory.objects.none().values("campaign_id")])
        assert register_counts(plan, TODAY).numbers == before.numbers


class TestReckoning:
    def test_demands_and_what_the_saved_lines_give(self, plan: AnnualPlan, bureau: Bureau) -> None:
        actions.add_proposed_lines(by=bureau.actor("planner"), plan=plan, rows=rows(bureau, 6))
        seen = reckon(plan, default_packs(plan), TODAY)
        words = {one.demand.key: (one.got, one.words) for one in seen.verdicts()}
        assert words["shares.general_minimum"] == (6, "一般检查对象安排 6 户，至少要 8 户，还差 2 户")
        assert "0 次" in words["frequency.joint_per_year"][1]

    def test_who_was_seen_in_the_cycle_lowers_what_is_left(
        self,
        bureau: Bureau,
        register: None,
        make_plan: Any,
        make_campaign: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id="xiping", valid_from=date(2025, 1, 1),
            settings={"cycle_starts": "2025", "newcomers": "join_now", "third_year": "all_left"}, reason="决定",
        )  # fmt: skip
        campaign = make_campaign()
        drawn = list(
            bureau.agency.subject_set.filter(field="机械", status="existing").values_list("pk", flat=True)[
                :30
            ]
        )
        actions.note_drawn(by=system_actor(), campaign=campaign, subject_ids=drawn, drawn_on=date(2025, 5, 1))
        plan = make_plan(pack_id="xiping", title="三年覆盖")

        def left() -> tuple[int, int]:
            seen = reckon(plan, default_packs(plan), TODAY)
            found = {one.key: one for one in seen.demands}
            return found["frequency.coverage_years"].size, found["frequency.coverage_years"].minimum

        # While the list is secret nobody learns from the plan who was on it; released, 30 of 159 are seen.
        monkeypatch.setattr(untold, "_released", [lambda: DrawHistory.objects.none().values("campaign_id")])
        assert left() == (159, 80)
        monkeypatch.setattr(untold, "_released", [lambda: DrawHistory.objects.values("campaign_id")])
        assert left() == (159, 65)


class TestWriting:
    def test_all_rows_in_one_audited_step(self, plan: AnnualPlan, bureau: Bureau) -> None:
        before = Event.objects.count()
        made = actions.add_proposed_lines(by=bureau.actor("planner"), plan=plan, rows=rows(bureau, 6, 2))
        assert [line.number for line in made] == [1, 2] and plan.lines.count() == 2
        assert Event.objects.count() == before + 1
        event = Event.objects.latest("number")
        assert event.action == "plans.line.propose"
        assert plan.lines.first().share_citation == "高青 5.1.2"

    def test_one_wrong_row_and_nothing_is_written(self, plan: AnnualPlan, bureau: Bureau) -> None:
        wrong = [*rows(bureau, 6), *rows(bureau, 2, share_percent="4")]
        with pytest.raises(Refused) as refused:
            actions.add_proposed_lines(by=bureau.actor("planner"), plan=plan, rows=wrong)
        assert (refused.value.code, refused.value.field) == ("plans.proposed_refused", "2")
        assert "不得低于 5%（高青 5.1.2）" in refused.value.words()
        assert plan.lines.count() == 0

    def test_only_into_a_draft_seen_as_it_is_and_not_empty(self, plan: AnnualPlan, bureau: Bureau) -> None:
        by = bureau.actor("planner")
        with pytest.raises(Refused, match="一行也没有选"):
            actions.add_proposed_lines(by=by, plan=plan, rows=[])
        seen = plan.version
        actions.add_proposed_lines(by=by, plan=plan, rows=rows(bureau, 6))
        with pytest.raises(Refused, match="刷新"):
            actions.add_proposed_lines(by=by, plan=plan, rows=rows(bureau, 6), version=seen)
        actions.submit_plan(by=by, plan=plan)
        with pytest.raises(Refused, match="计划"):
            actions.add_proposed_lines(by=by, plan=plan, rows=rows(bureau, 6))


class TestPages:
    def test_the_clerk_sees_changes_and_writes(
        self, plan: AnnualPlan, bureau: Bureau, signed_in: Any, items: Any
    ) -> None:
        client = signed_in(bureau.users["planner"], "planner")
        page = client.get(f"/plans/{plan.pk}/year/").content.decode()
        assert "高青 5.1.2" in page and "一般检查对象按不少于 5%的比例抽查" in page
        assert "4 户看不出是重点还是一般" in page
        values = {
            "version": plan.version,
            "row-TOTAL_FORMS": "2", "row-INITIAL_FORMS": "2",
            **row_values(0, "机械", 105, bureau, share="5", count=6),
            **row_values(1, "轻工", 40, bureau, share="5", count=1),
        }  # fmt: skip
        seen = client.post(f"/plans/{plan.pk}/year/check/", values).content.decode()
        assert "一般检查对象安排 7 户，至少要 8 户" in seen and "year-brief" in seen
        refused = client.post(
            f"/plans/{plan.pk}/year/", values | {"row-1-share_percent": "4"}
        ).content.decode()
        assert "第 2 行" in refused and "不得低于 5%" in refused and 'value="4"' in refused
        assert plan.lines.count() == 0
        done = client.post(f"/plans/{plan.pk}/year/", values | {"row-1-estimated_count": "2"})
        assert done.status_code == 302
        assert [(one.title, one.estimated_count, one.item_ids) for one in plan.lines.all()] == [
            ("机械抽查", 6, [items["Y1"].pk, items["Y2"].pk]), ("轻工抽查", 2, [items["Y1"].pk, items["Y2"].pk]),
        ]  # fmt: skip

    def test_items_that_rest_on_nothing_are_named_and_left_out(
        self, plan: AnnualPlan, bureau: Bureau, signed_in: Any, items: Any
    ) -> None:
        """高青 5.1.1: one such item in a long list must not keep every line from being written."""
        Item.objects.filter(pk=items["Y2"].pk).update(basis="上级部门的通知")
        client = signed_in(bureau.users["planner"], "planner")
        address = f"/plans/{plan.pk}/year/"
        page = client.get(address).content.decode()
        assert (
            "另有 1 项没有写明所依据的法律、法规、规章，不列入（高青 5.1.1）" in page and "教育培训" in page
        )
        values = {
            "version": plan.version, "row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "1",
            **row_values(0, "机械", 105, bureau, share="4", count=6),
        }  # fmt: skip
        refused = client.post(address, values).content.decode()
        assert "一行也没有写入。第 1 行" in refused, "said at the head too: the row may be far below"
        done = client.post(address, values | {"row-0-share_percent": "5"})
        assert done.status_code == 302
        assert plan.lines.get().item_ids == [items["Y1"].pk]

    def test_a_rule_in_principle_is_left_with_a_reason_that_stays_with_the_line(
        self, plan: AnnualPlan, bureau: Bureau, signed_in: Any, items: Any
    ) -> None:
        """高青 6.2 says 原则上 once a year: more draws than enterprises need a reason in every line about them."""
        client = signed_in(bureau.users["planner"], "planner")
        twice = {
            "version": plan.version,
            "row-TOTAL_FORMS": "2", "row-INITIAL_FORMS": "2",
            **row_values(0, "机械", 105, bureau, share="5", count=105),
            **row_values(1, "机械", 105, bureau, share="5", count=105),
        }  # fmt: skip
        address = f"/plans/{plan.pk}/year/"
        seen = client.post(f"{address}check/", twice).content.decode()
        assert "至多" in seen and "写明理由" not in seen
        one = client.post(f"{address}check/", twice | {"row-0-share_reason": "上半年事故多"}).content.decode()
        assert "写明理由" not in one  # the other line about them says nothing
        why = {"row-0-share_reason": "上半年事故多", "row-1-share_reason": "下半年回头看"}
        both = client.post(f"{address}check/", twice | why).content.decode()
        assert "写明理由" in both and "上半年事故多" in both and "下半年回头看" in both
        assert client.post(address, twice | why).status_code == 302
        assert [line.share_reason for line in plan.lines.order_by("number")] == list(why.values())
        shown = client.get(f"/plans/{plan.pk}/").content.decode()
        assert "不照办的理由：上半年事故多" in shown
        assert [line["departure"] for line in plan_content(plan)["lines"]] == list(why.values())

    @pytest.mark.parametrize("pack", ["gaoqing", "weidong", "xiping"])
    def test_what_is_proposed_can_be_written_and_then_nothing_is_missing(
        self, bureau: Bureau, register: None, add_subjects: Any, make_plan: Any, signed_in: Any, pack: str
    ) -> None:
        decided = {"gaoqing": {"key_share_percent": "20"}, "weidong": {"times_mean": "draws"}, "xiping": {}}[
            pack
        ]
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id=pack, valid_from=date(2024, 7, 1),
            valid_until=date(2024, 12, 31) if pack == "weidong" else None, settings=decided, reason="决定",
        )  # fmt: skip
        for grade in "ABCD":
            add_subjects(21, field="危险化学品", credit_grade=grade)
        plan = make_plan(pack_id=pack, year=2024 if pack == "weidong" else YEAR)
        client = signed_in(bureau.users["planner"], "planner")
        shown = client.get(f"/plans/{plan.pk}/year/")
        values: dict[str, Any] = {"version": plan.version}
        form = shown.context["rows_form"]
        for one in (form.management_form, *form):
            for field in one:
                value = field.value()
                if value not in (None, False, [], ""):
                    values[field.html_name] = getattr(value, "pk", value)
        done = client.post(f"/plans/{plan.pk}/year/", values)
        assert done.status_code == 302, [row.errors for row in done.context["rows_form"]]
        assert plan.lines.count() == len(form)
        again = client.get(f"/plans/{plan.pk}/year/")
        assert len(again.context["rows_form"]) == 0
        # Only the joint check is missing: there is nobody on this platform to join.
        assert {row["demand"].key for row in again.context["broken"]} <= {"frequency.joint_per_year"}

    def test_an_empty_register_says_what_to_do(
        self, make_plan: Any, bound: None, bureau: Bureau, signed_in: Any
    ) -> None:
        plan = make_plan()
        client = signed_in(bureau.users["planner"], "planner")
        for page in ("year", "capacity", "forecast"):
            assert client.get(f"/plans/{plan.pk}/{page}/").status_code == 200

    def test_another_bureau_sees_none_of_it(
        self, plan: AnnualPlan, other_bureau: Bureau, signed_in: Any
    ) -> None:
        client = signed_in(other_bureau.users["planner"], "planner")
        for page in ("year", "capacity", "forecast"):
            assert client.get(f"/plans/{plan.pk}/{page}/").status_code == 404


def row_values(
    number: int, field: str, pool: int, bureau: Bureau, *, share: str, count: int
) -> dict[str, Any]:
    return {
        f"row-{number}-{name}": value
        for name, value in {
            "take": "on", "title": f"{field}抽查", "share_percent": share, "estimated_count": count, "month_from": 3,
            "month_to": 5, "unit": bureau.unit.pk, "item_class": "general", "fields_of": field, "grades": "", "pool": pool,
        }.items()
    }  # fmt: skip
