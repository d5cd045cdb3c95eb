"""From the empty plan to the published one: who may, when, and what is refused in which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import plan_chain
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from mingqian.accounts.current import actor_for, system_actor
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.audit.seals import seal_of
from mingqian.plans import actions
from mingqian.plans.models import AnnualPlan, PackBinding, PlanLine
from mingqian.plans.models.plan import line_digest
from mingqian.plans.packs import load, pack_for, require_binding

pytestmark = pytest.mark.django_db


def refusal(function: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        function(**arguments)
    assert refused.value.words()
    return refused.value


def sealed_as_it_stands(row: Any) -> bool:
    from mingqian.audit.models import Seal

    newest = Seal.objects.filter(kind=row._meta.label_lower, object_id=row.pk).order_by("-number").first()
    return (
        newest is not None and bytes(newest.digest) == seal_of(type(row)._default_manager.get(pk=row.pk))[0]
    )


class TestPlan:
    def test_the_whole_way(self, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        make_line(plan)
        planner, approver = bureau.actor("planner"), bureau.actor("approver")
        actions.submit_plan(by=planner, plan=plan)
        plan_chain.to_leader(plan)
        actions.return_plan(by=approver, plan=plan, reason="比例偏低")
        assert (plan.state, plan.return_reason, plan.submitted_at) == ("draft", "比例偏低", None)
        actions.submit_plan(by=planner, plan=plan)
        assert plan.return_reason == ""
        plan_chain.to_leader(plan)
        actions.approve_plan(by=approver, plan=plan)
        actions.note_filing(
            by=planner,
            plan=plan,
            filed_with="县市场监管局",
            filed_number="2026-1",
            filed_on=timezone.localdate(),
        )
        actions.publish_plan(by=bureau.actor("publisher"), plan=plan)
        plan.refresh_from_db()
        assert (plan.state, plan.approved_by, plan.published_by) == (
            "published",
            approver.name,
            "高青publisher",
        )
        assert sealed_as_it_stands(plan)
        told = list(
            Event.objects.filter(action__startswith="plans.")
            .order_by("number")
            .values_list("action", flat=True)
        )
        assert told == [
            "plans.plan.create", "plans.line.add", "plans.plan.submit", "plans.plan.agree", "plans.plan.review",
            "plans.plan.return", "plans.plan.submit", "plans.plan.agree", "plans.plan.review", "plans.plan.approve",
            "plans.plan.file", "plans.plan.publish",
        ]  # fmt: skip

    def test_nobody_approves_what_they_wrote(self, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        make_line(plan)
        # The approver also holds the planner's role and mends one line.
        both = actor_for(bureau.users["approver"], "planner", origin="x")
        actions.edit_line(by=both, line=plan.lines.get(), share_percent="6")
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        plan_chain.to_leader(plan)
        again = refusal(actions.approve_plan, by=bureau.actor("approver"), plan=plan)
        assert again.code == "acts.second_person"
        plan.refresh_from_db()
        assert plan.state == "submitted"

    @pytest.mark.parametrize("role", ["planner", "publisher", "draw_operator", "registrar"])
    def test_only_the_approver_approves(self, role: str, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        make_line(plan)
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        assert refusal(actions.approve_plan, by=bureau.actor(role), plan=plan).code == "acts.not_permitted"

    def test_another_agency_does_nothing_here(
        self, bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        plan = make_plan()
        line = make_line(plan)
        stranger = other_bureau.actor("planner")
        for act, arguments in (
            (actions.submit_plan, {"plan": plan}),
            (actions.edit_line, {"line": line, "title": "改"}),
            (actions.remove_line, {"line": line}),
            (
                actions.create_plan,
                {"agency": bureau.agency, "year": 2026, "title": "t", "scope": "s", "basis": "b"},
            ),
        ):
            assert refusal(act, by=stranger, **arguments).code == "plans.other_agency"
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        approving = other_bureau.actor("approver")
        assert refusal(actions.approve_plan, by=approving, plan=plan).code == "plans.other_agency"

    def test_an_empty_plan_is_not_sent_up(self, bureau: Any, make_plan: Any) -> None:
        assert (
            refusal(actions.submit_plan, by=bureau.actor("planner"), plan=make_plan()).code
            == "plans.no_lines"
        )

    def test_nothing_changes_once_it_was_sent_up(self, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        line = make_line(plan)
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        before = line_digest(PlanLine.objects.get(pk=line.pk))
        for act, arguments in (
            (actions.edit_line, {"line": line, "share_percent": "50"}),
            (actions.remove_line, {"line": line}),
            (actions.edit_plan, {"plan": plan, "year": 2026, "title": "x", "scope": "x", "basis": "x"}),
        ):
            assert refusal(act, by=bureau.actor("planner"), **arguments).code == "acts.wrong_state"
        assert line_digest(PlanLine.objects.get(pk=line.pk)) == before

    def test_a_stale_form_is_refused(self, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        seen = plan.version
        make_line(plan)
        late = refusal(actions.submit_plan, by=bureau.actor("planner"), plan=plan, version=seen)
        assert late.code == "acts.changed_meanwhile"
        assert (
            actions.submit_plan(by=bureau.actor("planner"), plan=plan, version=plan.version).state
            == "submitted"
        )

    def test_a_stale_instance_does_not_undo_what_happened(
        self, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        plan = make_plan()
        make_line(plan)
        stale = AnnualPlan.objects.get(pk=plan.pk)
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        assert refusal(actions.submit_plan, by=bureau.actor("planner"), plan=stale).code == "acts.wrong_state"
        plan.refresh_from_db()
        assert plan.state == "submitted"

    @pytest.mark.parametrize(
        ("values", "code", "field"),
        [
            ({"title": " "}, "plans.title_missing", "title"),
            ({"scope": ""}, "plans.scope_missing", "scope"),
            ({"basis": "\n"}, "plans.basis_missing", "basis"),
            ({"year": 1999}, "plans.year_out_of_range", "year"),
            ({"pack_id": "none"}, "plans.pack_unknown", "pack_id"),
        ],
    )
    def test_what_is_missing_is_said(self, values: Any, code: str, field: str, make_plan: Any) -> None:
        refused = refusal(make_plan, **values)
        assert (refused.code, refused.field) == (code, field)

    def test_titles_differ_within_a_year(self, make_plan: Any) -> None:
        make_plan()
        assert refusal(make_plan).code == "plans.title_taken"
        make_plan(year=2027)

    def test_a_reason_is_required_to_return(self, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        make_line(plan)
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        plan_chain.to_leader(plan)
        refused = refusal(actions.return_plan, by=bureau.actor("approver"), plan=plan, reason="  ")
        assert (refused.code, refused.field) == ("acts.reason_required", "reason")

    def test_filing_comes_after_approval(self, bureau: Any, make_plan: Any, approved: Any) -> None:
        given = {"filed_with": "县市场监管局", "filed_number": "1", "filed_on": timezone.localdate()}
        early = refusal(actions.note_filing, by=bureau.actor("planner"), plan=make_plan(), **given)
        assert early.code == "plans.filing_too_early"
        plan = approved().plan
        for wrong, code in (
            ({"filed_number": ""}, "plans.filing_malformed"),
            ({"filed_on": date(2020, 1, 1)}, "plans.filing_before_approval"),
        ):
            refused = refusal(actions.note_filing, by=bureau.actor("planner"), plan=plan, **(given | wrong))
            assert refused.code == code


class TestLine:
    @pytest.mark.parametrize(
        ("values", "code", "field"),
        [
            ({"share_percent": "4.99"}, "plans.share_too_low", "share_percent"),
            ({"share_percent": "0"}, "plans.share_malformed", "share_percent"),
            ({"share_percent": "100.1"}, "plans.share_malformed", "share_percent"),
            ({"month_from": 6, "month_to": 5}, "plans.months_reversed", "month_to"),
            ({"month_from": 0}, "plans.month_out_of_range", "month_from"),
            ({"month_to": 13}, "plans.month_out_of_range", "month_from"),
            ({"estimated_count": 0}, "plans.estimated_count_missing", "estimated_count"),
            ({"mode": "directed"}, "plans.directed_without_condition", "mode"),
            ({"conditions": {"fields": ["机械"]}}, "plans.undirected_with_condition", "mode"),
            ({"kind": "joint"}, "plans.joint_without_partner", "partner_agency_ids"),
            ({"item_ids": [987654321]}, "plans.item_unknown", "item_ids"),
            ({"special_order": "drive", "special_note": "x"}, "plans.special_undirected", "special_order"),
        ],
    )  # fmt: skip
    def test_what_the_rules_do_not_allow(
        self, values: Any, code: str, field: str, make_plan: Any, make_line: Any
    ) -> None:
        plan = make_plan()
        refused = _refused_line(make_line, plan, values)
        assert (refused.code, refused.field) == (code, field)
        assert plan.lines.count() == 0

    def test_the_refusal_of_a_low_share_names_the_article(self, make_plan: Any, make_line: Any) -> None:
        words = _refused_line(make_line, make_plan(), {"share_percent": "3"}).words()
        assert "5%" in words
        assert "高青 5.1.2" in words

    def test_exactly_the_minimum_and_everybody(self, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        assert make_line(plan, share_percent="5").share_citation == "高青 5.1.2"
        assert make_line(plan, share_percent=" 5.00% ").share_percent == "5"
        assert make_line(plan, item_class="key", share_percent="100").share_percent == "100"
        assert make_line(plan, item_class="key", share_percent="1").share_percent == "1"
        assert [line.number for line in plan.lines.all()] == [1, 2, 3, 4]

    def test_key_items_are_not_for_general_subjects(self, items: Any, make_plan: Any, make_line: Any) -> None:
        refused = _refused_line(make_line, make_plan(), {"item_ids": [items["Z1"].pk]})
        assert (refused.code, refused.field) == ("plans.item_class_differs", "item_ids")
        make_line(make_plan(title="二"), item_class="key", item_ids=[items["Z1"].pk, items["Y1"].pk])

    def test_retired_items_cannot_be_planned(self, items: Any, make_plan: Any, make_line: Any) -> None:
        item = items["Y1"]
        type(item).objects.filter(pk=item.pk).update(status="retired", retired_at=timezone.now())
        assert _refused_line(make_line, make_plan(), {}).code == "plans.item_unknown"

    def test_the_unit_is_ones_own(self, other_bureau: Any, make_plan: Any, make_line: Any) -> None:
        assert (
            _refused_line(make_line, make_plan(), {"unit": other_bureau.unit}).code == "plans.unit_elsewhere"
        )

    def test_partners_are_other_agencies(
        self, bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        plan = make_plan()
        own = _refused_line(make_line, plan, {"kind": "joint", "partner_agency_ids": [bureau.agency.pk]})
        assert own.code == "plans.partner_unknown"
        wrong_kind = _refused_line(make_line, plan, {"partner_agency_ids": [other_bureau.agency.pk]})
        assert wrong_kind.code == "plans.single_with_partner"
        line = make_line(plan, kind="joint", partner_agency_ids=[other_bureau.agency.pk] * 2)
        assert line.partner_agency_ids == [other_bureau.agency.pk]

    def test_a_special_order_lowers_the_share_with_its_document(self, make_plan: Any, make_line: Any) -> None:
        given = {
            "mode": "directed",
            "conditions": {"fields": ["机械"]},
            "share_percent": "1",
            "special_order": "drive",
        }
        plan = make_plan()
        assert _refused_line(make_line, plan, given).code == "plans.special_note_missing"
        assert make_line(plan, **given, special_note="安委办〔2026〕3 号").share_percent == "1"

    def test_lines_are_checked_again_when_the_plan_goes_up(
        self, bureau: Any, items: Any, make_plan: Any, make_line: Any
    ) -> None:
        plan = make_plan()
        make_line(plan)
        type(items["Y1"]).objects.filter(code="Y1").update(status="retired", retired_at=timezone.now())
        refused = refusal(actions.submit_plan, by=bureau.actor("planner"), plan=plan)
        assert refused.code == "plans.line_refused"
        assert "第 1 行" in refused.words()

    def test_removing(self, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        first, second = make_line(plan), make_line(plan, title="第二行")
        actions.remove_line(by=bureau.actor("planner"), line=first)
        assert [line.pk for line in plan.lines.all()] == [second.pk]
        assert make_line(plan).number == 3

    def test_the_digest_binds_every_decision(self, make_plan: Any, make_line: Any, bureau: Any) -> None:
        plan = make_plan()
        line = PlanLine.objects.get(pk=make_line(plan).pk)
        first = line_digest(line)
        assert first == line_digest(PlanLine.objects.get(pk=line.pk))
        seen = {first}
        for name, value in (
            ("title", "别的"), ("share_percent", "6"), ("month_to", 7), ("conditions", {"fields": ["机械"]}),
            ("item_ids", []), ("item_class", "key"), ("number", 9), ("special_note", "x"), ("partner_agency_ids", [1]),
        ):  # fmt: skip
            changed = PlanLine.objects.get(pk=line.pk)
            setattr(changed, name, value)
            seen.add(line_digest(changed))
        changed = PlanLine.objects.get(pk=line.pk)
        changed.plan.pack_digest = "0" * 64
        seen.add(line_digest(changed))
        assert len(seen) == 11


def _refused_line(make_line: Any, plan: AnnualPlan, values: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        make_line(plan, **values)
    assert refused.value.words()
    return refused.value


class TestBinding:
    def bind(self, bureau: Any, **values: Any) -> PackBinding:
        given = {
            "by": bureau.actor("approver"), "agency": bureau.agency, "pack_id": "gaoqing",
            "valid_from": date(2026, 1, 1), "reason": "局办公会决定",
        }  # fmt: skip
        return actions.bind_pack(**(given | values))

    def test_an_undated_pack_binds_from_the_day_decided(self, bureau: Any) -> None:
        with pytest.raises(Refused) as refused:
            require_binding(bureau.agency, "gaoqing", date(2026, 3, 1))
        assert refused.value.code == "plans.pack_not_bound"
        self.bind(bureau, valid_until=date(2026, 12, 31))
        for day in (date(2026, 1, 1), date(2026, 12, 31)):
            assert require_binding(bureau.agency, "gaoqing", day).id == "gaoqing"
        for day in (date(2025, 12, 31), date(2027, 1, 1)):
            with pytest.raises(Refused):
                require_binding(bureau.agency, "gaoqing", day)

    def test_the_newest_decision_counts_and_the_former_stays(self, bureau: Any) -> None:
        self.bind(bureau, settings={"many_complaints": "3"})
        self.bind(bureau, settings={"many_complaints": "5"})
        assert pack_for(bureau.agency).setting("many_complaints").value == "5"
        assert PackBinding.objects.count() == 2

    def test_a_decision_on_other_files_does_not_count(self, bureau: Any) -> None:
        binding = self.bind(bureau)
        assert binding.pack_digest == load("gaoqing").digest()
        PackBinding.objects.bulk_create(
            [
                PackBinding(
                    agency=bureau.agency, pack_id="gaoqing", pack_version="0", pack_digest="0" * 64,
                    valid_from=date(2026, 1, 1), decided_by="某", decided_at=timezone.now(), reason="x",
                )
            ]
        )  # fmt: skip
        with pytest.raises(Refused) as refused:
            require_binding(bureau.agency, "gaoqing", date(2026, 3, 1))
        assert refused.value.code == "plans.pack_changed"

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"reason": " "}, "acts.reason_required"),
            ({"valid_until": date(2025, 1, 1)}, "plans.binding_dates"),
            ({"settings": {"year_means": "lunar"}}, "plans.setting_malformed"),
            ({"settings": {"many_complaints": "三"}}, "plans.setting_malformed"),
            ({"settings": {"many_complaints": "0"}}, "plans.setting_malformed"),
            ({"settings": {"key_share_percent": "很多"}}, "plans.setting_malformed"),
            ({"settings": {"nothing": "1"}}, "plans.setting_unknown"),
            ({"pack_id": "nowhere"}, "plans.pack_unknown"),
        ],
    )
    def test_refusals(self, values: Any, code: str, bureau: Any) -> None:
        with pytest.raises(Refused) as refused:
            self.bind(bureau, **values)
        assert refused.value.code == code
        assert refused.value.words()

    def test_empty_answers_stay_open(self, bureau: Any) -> None:
        assert self.bind(
            bureau, settings={"many_complaints": "", "year_means": "calendar_year"}
        ).settings == {"year_means": "calendar_year"}

    def test_only_the_approver_of_the_own_agency_decides(self, bureau: Any, other_bureau: Any) -> None:
        for actor, code in (
            (bureau.actor("planner"), "acts.not_permitted"),
            (other_bureau.actor("approver"), "plans.other_agency"),
        ):
            with pytest.raises(Refused) as refused:
                self.bind(bureau, by=actor)
            assert refused.value.code == code

    def test_the_event_repeats_the_whole_decision(self, bureau: Any) -> None:
        self.bind(bureau, settings={"many_complaints": "3"})
        event = Event.objects.get(action="plans.pack.bind")
        assert event.reason == "局办公会决定"
        for part in ("gaoqing", '"many_complaints": "3"', "2026-01-01", load("gaoqing").digest()):
            assert part in event.details


def test_history_binding_and_steps_are_append_only(
    make_campaign: Any, add_subjects: Any, bound: None
) -> None:
    campaign = make_campaign()
    actions.note_drawn(
        by=system_actor(), campaign=campaign, subject_ids=add_subjects(2), drawn_on=date(2026, 3, 1)
    )
    for rows, column in (
        (campaign.history.all(), "drawn_on"), (campaign.steps.all(), "note"), (PackBinding.objects.all(), "reason"),
    ):  # fmt: skip
        count = rows.count()
        for act in (
            lambda rows=rows: rows._raw_delete(rows.db),
            lambda r=rows, c=column: r.update(**{c: F(c)}),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                act()
        assert rows.count() == count > 0


def test_who_and_when_come_in_pairs(make_plan: Any) -> None:
    plan = make_plan()
    plan.approved_by = "某人"
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()


def test_history_is_noted_once(bureau: Any, make_campaign: Any, add_subjects: Any) -> None:
    campaign = make_campaign()
    ids = add_subjects(3)
    noted = actions.note_drawn(
        by=bureau.actor("draw_operator"),
        campaign=campaign,
        subject_ids=[*ids, ids[0]],
        drawn_on=date(2026, 3, 1),
    )
    assert noted == 3
    again = refusal(
        actions.note_drawn, by=bureau.actor("draw_operator"), campaign=campaign, subject_ids=ids,
        drawn_on=date(2026, 3, 2),
    )  # fmt: skip
    assert again.code == "plans.already_drawn_in_campaign"
    assert campaign.history.count() == 3
