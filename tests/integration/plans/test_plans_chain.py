"""The approval chain and the versions of a plan: which stages, who decides, what is kept, what an adjustment changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plan_chain
import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.actions import create_unit, grant_role
from mingqian.accounts.current import actor_for, system_actor
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Seal
from mingqian.audit.seals import seal_of
from mingqian.plans import actions, adjusting, approval, queries
from mingqian.plans.models import AnnualPlan, PlanAdjustment, PlanLine, PlanStep, PlanSubmission
from mingqian.plans.models.plan import line_digest

pytestmark = pytest.mark.django_db


def refusal(function: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        function(**arguments)
    assert refused.value.words()
    return refused.value


def sealed(row: Any) -> bool:
    newest = Seal.objects.filter(kind=row._meta.label_lower, object_id=row.pk).order_by("-number")[0]
    return bytes(newest.digest) == seal_of(type(row)._default_manager.get(pk=row.pk))[0]


def bind(bureau: Any, pack_id: str, **settings: str) -> None:
    actions.bind_pack(
        by=bureau.actor("approver"), agency=bureau.agency, pack_id=pack_id, valid_from=date(2026, 1, 1),
        settings=settings, reason="局办公会决定",
    )  # fmt: skip


def open_codes(plan: AnnualPlan) -> list[str]:
    return [one.stage.code for one in approval.standings(plan) if one.state == "open"]


class TestChain:
    def test_units_legal_section_and_leader_stand_in_it_until_the_bureau_decides_otherwise(
        self, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        second = create_unit(by=system_actor(), agency=bureau.agency, name="危化股", kind="office")
        plan = make_plan()
        make_line(plan)
        make_line(plan, title="另一项", unit=second)
        assert [one.name for one in approval.chain_of(plan)] == [
            "执法大队会签", "危化股会签", "政策法规股审核", "领导批准",
        ]  # fmt: skip
        bind(bureau, "national", plan_unit_agrees="no", plan_legal_reviews="no")
        (leader,) = approval.chain_of(plan)
        assert leader.code == "leader"

    def test_what_a_bound_document_names_is_cited_and_cannot_be_decided_away(
        self, bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        bind(bureau, "national", plan_unit_agrees="no", plan_legal_reviews="no")
        bind(bureau, "xiping")
        bind(bureau, "xinyang", approved_by="分管局领导")
        plan = make_plan()
        make_line(plan)
        assert [one.code for one in approval.chain_of(plan)] == ["unit", "leader"]
        make_line(plan, title="联查", kind="joint", partner_agency_ids=[other_bureau.agency.pk])
        assert [(one.code, one.citation) for one in approval.chain_of(plan)] == [
            ("unit", "西平 细则 九"), ("legal", "西平 联合 四"), ("leader", "信阳 十"), ("conference", "西平 联合 四"),
        ]  # fmt: skip
        assert "分管局领导" in approval.chain_of(plan)[2].why

    def test_every_stage_leaves_its_person_time_and_words_and_the_plan_is_approved_by_the_last(
        self, bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        bind(bureau, "xiping")
        plan = make_plan()
        make_line(plan, kind="joint", partner_agency_ids=[other_bureau.agency.pk])
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        head, legal, leader = (bureau.actor(role) for role in ("unit_head", "plan_reviewer", "approver"))
        assert refusal(actions.approve_plan, by=leader, plan=plan).code == "plans.stage_not_open"
        actions.agree_plan(by=head, plan=plan, note="人手够")
        actions.review_plan(by=legal, plan=plan)
        actions.approve_plan(by=leader, plan=plan)
        assert (plan.state, plan.approved_at) == ("submitted", None)
        assert open_codes(plan) == ["conference"]
        given = {"by": legal, "plan": plan, "paper": "纪要 3 号", "held_on": timezone.localdate()}
        for wrong, field in (
            ({"paper": " "}, "paper"),
            ({"held_on": None}, "held_on"),
            ({"held_on": timezone.localdate() + timedelta(days=1)}, "held_on"),
        ):
            assert refusal(actions.note_conference, **(given | wrong)).field == field
        actions.note_conference(**given)
        assert (plan.state, plan.approved_by) == ("approved", leader.name)
        kept = list(PlanStep.objects.order_by("place").values_list("code", "by_name", "note", "paper"))
        assert kept == [
            ("unit", head.name, "人手够", ""),
            ("legal", legal.name, "", ""),
            ("leader", leader.name, "", ""),
            ("conference", legal.name, "", "纪要 3 号"),
        ]
        assert sealed(plan) and sealed(PlanStep.objects.first()) and sealed(PlanSubmission.objects.get())

    def test_a_head_agrees_for_the_own_unit_alone_and_all_must(
        self, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        second = create_unit(by=system_actor(), agency=bureau.agency, name="危化股", kind="office")
        plan = make_plan()
        make_line(plan)
        make_line(plan, title="另一项", unit=second)
        refused = refusal(actions.submit_plan, by=bureau.actor("planner"), plan=plan)
        assert (refused.code, refused.params["units"]) == ("plans.unit_without_head", "危化股")
        other = plan_chain.person(plan, "unit_head", second)
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        assert open_codes(plan) == ["unit", "unit"]
        actions.agree_plan(by=bureau.actor("unit_head"), plan=plan)
        again = refusal(actions.agree_plan, by=bureau.actor("unit_head"), plan=plan)
        assert again.code == "plans.stage_not_open"
        assert refusal(actions.review_plan, by=bureau.actor("plan_reviewer"), plan=plan).code == (
            "plans.stage_not_open"
        )
        actions.agree_plan(by=other, plan=plan)
        assert open_codes(plan) == ["legal"]

    def test_nobody_decides_at_two_stages(self, bureau: Any, make_plan: Any, make_line: Any) -> None:
        plan = make_plan()
        make_line(plan)
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        actions.agree_plan(by=bureau.actor("unit_head"), plan=plan)
        grant_role(by=system_actor(), user=bureau.users["plan_reviewer"], role="approver", reason="主持工作")
        actions.review_plan(by=bureau.actor("plan_reviewer"), plan=plan)
        both = actor_for(bureau.users["plan_reviewer"], "approver", origin="x")
        assert refusal(actions.approve_plan, by=both, plan=plan).code == "plans.stage_same_person"

    def test_returned_from_a_stage_it_begins_anew_and_the_round_before_is_kept(
        self, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        plan = make_plan()
        make_line(plan)
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        actions.agree_plan(by=bureau.actor("unit_head"), plan=plan)
        # Neither who is not at the stage nor who holds no office in the chain returns it.
        for role, code in (("unit_head", "plans.stage_not_open"), ("publisher", "acts.not_permitted")):
            assert refusal(actions.return_plan, by=bureau.actor(role), plan=plan, reason="不").code == code
        actions.return_plan(by=bureau.actor("plan_reviewer"), plan=plan, reason="依据不全")
        assert (plan.state, plan.returned_by) == ("draft", "高青plan_reviewer")
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        assert open_codes(plan) == ["unit"]
        first, second = PlanSubmission.objects.order_by("id")
        assert [one.state for one in approval.standings(plan, first)] == ["passed", "returned", "waiting"]
        assert second.steps.count() == 0

    def test_a_plan_sent_up_before_there_were_chains_waits_for_the_leader_alone(
        self, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        plan = make_plan()
        make_line(plan)
        AnnualPlan.objects.filter(pk=plan.pk).update(
            state="submitted", submitted_at=timezone.now(), submitted_by="旧人"
        )
        plan.refresh_from_db()
        assert open_codes(plan) == ["leader"]
        actions.approve_plan(by=bureau.actor("approver"), plan=plan)
        assert (plan.state, PlanStep.objects.get().by_name) == ("approved", "高青approver")
        assert PlanSubmission.objects.get().by_name == "旧人"


@pytest.fixture
def in_force(approved: Any) -> AnnualPlan:
    return AnnualPlan.objects.get(pk=approved().plan_id)


class TestAdjusting:
    def test_a_version_is_a_copy_that_goes_through_the_chain_and_then_replaces(
        self, bureau: Any, in_force: AnnualPlan, make_line: Any, make_campaign: Any
    ) -> None:
        planner = bureau.actor("planner")
        old = in_force.lines.get()
        running = make_campaign(old)
        digest = line_digest(old)
        assert refusal(actions.adjust_plan, by=planner, plan=in_force, reason=" ").field == "reason"
        plan = actions.adjust_plan(by=planner, plan=in_force, reason="上半年人手不足")
        assert (plan.state, plan.title) == ("draft", f"{in_force.title}（第2版）")
        assert refusal(actions.submit_plan, by=planner, plan=plan).code == "plans.adjustment_unchanged"
        assert refusal(actions.adjust_plan, by=planner, plan=in_force, reason="再调").code == (
            "plans.adjustment_open"
        )
        line = plan.lines.get()
        actions.edit_line(by=planner, line=line, share_percent="8", month_to=11)
        make_line(plan, title="新增一项")
        assert [
            (one.number, one.kind, one.what, one.before, one.after) for one in adjusting.changes(plan)
        ] == [
            (1, "changed", "抽查比例", "5%", "8%"),
            (1, "changed", "时间", "3–6 月", "3–11 月"),
            (2, "added", "整行", "", "5%，10 户，3–6 月，执法大队"),
        ]
        assert refusal(actions.remove_line, by=planner, line=line).code == "plans.line_in_use"
        in_force.refresh_from_db()
        assert in_force.state == "approved"
        assert list(queries.lines_to_set(planner)) == [old]

        plan_chain.approve(plan, planner, bureau.actor("approver"))
        in_force.refresh_from_db()
        assert (plan.state, in_force.state) == ("approved", "superseded")
        assert sealed(plan) and sealed(in_force) and sealed(PlanAdjustment.objects.get())
        # What was approved is as it was, and the campaign set from it runs on.
        assert line_digest(PlanLine.objects.get(pk=old.pk)) == digest
        running.refresh_from_db()
        assert running.line_id == old.pk
        actions.edit_campaign(by=planner, campaign=running, title="照原样办")
        assert list(adjusting.campaigns_of(plan.lines.get(number=1))) == [running]
        late = refusal(
            actions.create_campaign,
            by=planner,
            line=old,
            check_from=date(2026, 4, 1),
            check_to=date(2026, 4, 9),
        )
        assert late.code == "plans.plan_not_approved"
        assert {one.plan_id for one in queries.lines_to_set(planner)} == {plan.pk}

    def test_numbers_are_never_used_again(self, bureau: Any, in_force: AnnualPlan, make_line: Any) -> None:
        planner = bureau.actor("planner")
        second = actions.adjust_plan(by=planner, plan=in_force, reason="一")
        gone = make_line(second, title="二")
        plan_chain.approve(second, planner, bureau.actor("approver"))
        third = actions.adjust_plan(by=planner, plan=second, reason="二")
        assert third.title.endswith("（第3版）") and third.title.count("版") == 1
        actions.remove_line(by=planner, line=third.lines.get(number=gone.number))
        assert make_line(third, title="三").number == 3
        kinds = [(one.number, one.kind) for one in adjusting.changes(third)]
        assert kinds == [(2, "removed"), (3, "added")]
        assert list(adjusting.family(third)) == [in_force, second, third]

    def test_an_adjustment_may_be_given_up_and_begun_again(self, bureau: Any, in_force: AnnualPlan) -> None:
        planner = bureau.actor("planner")
        assert refusal(actions.withdraw_adjustment, by=planner, plan=in_force, reason="x").code == (
            "acts.wrong_state"
        )
        plan = actions.adjust_plan(by=planner, plan=in_force, reason="一")
        actions.restate_reason(by=planner, plan=plan, reason="因机构调整")
        assert PlanAdjustment.objects.get().reason == "因机构调整"
        actions.withdraw_adjustment(by=planner, plan=plan, reason="不调了")
        assert plan.state == "withdrawn"
        assert refusal(actions.submit_plan, by=planner, plan=plan).code == "acts.wrong_state"
        again = actions.adjust_plan(by=planner, plan=in_force, reason="二")
        assert again.title.endswith("（第3版）")

    def test_only_what_is_in_force_is_adjusted(self, bureau: Any, make_plan: Any) -> None:
        refused = refusal(actions.adjust_plan, by=bureau.actor("planner"), plan=make_plan(), reason="x")
        assert refused.code == "plans.adjust_too_early"


class TestPages:
    def test_the_page_asks_whoever_is_next_and_shows_the_article(
        self, browser: Any, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        bind(bureau, "xiping")
        plan = make_plan()
        make_line(plan)
        address = reverse("plans:plan_open", args=[plan.pk])
        draft = browser("planner").get(address).content.decode()
        assert "送审之后依次经过" in draft and "西平 细则 九" in draft
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        assert "轮到您" not in browser("approver").get(address).content.decode()
        page = browser("unit_head").get(address).content.decode()
        assert "轮到您：执法大队会签" in page and "西平 细则 九" in page
        decide = reverse("plans:plan_decide", args=[plan.pk])
        assert browser("publisher").post(decide, {"act": "pass", "stage": "unit"}).status_code == 403
        wrong = browser("approver").post(decide, {"act": "pass", "stage": "unit"}, follow=True)
        assert "没有“为本单位会签抽查计划”的权限" in wrong.content.decode()
        done = browser("unit_head").post(decide, {"act": "pass", "stage": "unit", "note": "可"}, follow=True)
        assert "现在由“政策法规股审核”办理" in done.content.decode()

    def test_an_adjustment_on_the_pages(self, browser: Any, bureau: Any, in_force: AnnualPlan) -> None:
        planner = browser("planner")
        address = reverse("plans:plan_adjust", args=[in_force.pk])
        assert "请写明理由" in planner.post(address, {"reason": " "}).content.decode()
        page = planner.post(address, {"reason": "人手不足"}, follow=True).content.decode()
        plan = AnnualPlan.objects.get(state="draft")
        assert "新版已建立" in page and "还没有改动" in page and "人手不足" in page
        actions.edit_line(by=bureau.actor("planner"), line=plan.lines.get(), estimated_count=12)
        page = planner.get(reverse("plans:plan_open", args=[plan.pk])).content.decode()
        assert "10 户" in page and "12 户" in page
        kept = planner.post(reverse("plans:plan_restate", args=[plan.pk]), {"reason": " "}).content.decode()
        assert "请写明理由" in kept
        planner.post(reverse("plans:plan_withdraw", args=[plan.pk]), {"reason": "不调了"})
        plan.refresh_from_db()
        assert plan.state == "withdrawn"


class TestFiling:
    def test_the_sheet_is_in_the_published_form_and_passes_the_check_of_plans(
        self, browser: Any, bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any, bound: None
    ) -> None:
        import io

        from python_calamine import CalamineWorkbook

        from mingqian.law.plan_check import check_plan
        from mingqian.law.plan_table import plan_table
        from mingqian.plans.packs import load

        plan = make_plan()
        make_line(plan, mode="directed", conditions={"fields": ["机械"]})
        make_line(plan, title="联查", kind="joint", partner_agency_ids=[other_bureau.agency.pk])
        address = reverse("plans:plan_filing_sheet", args=[plan.pk])
        assert browser("planner").get(address).status_code == 404
        plan_chain.approve(plan, bureau.actor("planner"), bureau.actor("approver"))
        response = browser("planner").get(address)
        assert "filename*=UTF-8''" in response["Content-Disposition"]
        book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
        assert book.sheet_names == ["抽查工作计划", "部门联合抽查工作计划", "备案说明"]
        rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name("抽查工作计划").to_python()]
        assert rows[0][:9] == [
            "序号", "检查主体", "年度计划名称", "检查内容", "计划开展时间", "股室", "抽查比例", "抽查频次", "抽查数量",
        ]  # fmt: skip
        assert rows[1][1:9] == [
            "高青县应急管理局", "一般企业抽查", "安全生产责任制", "3月—6月", "执法大队", "5%", "1次/年", "10户",
        ]  # fmt: skip
        for name in book.sheet_names[:2]:
            cells = [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
            table = plan_table(cells)
            assert table is not None
            report = check_plan([load("gaoqing")], table, date(2026, 1, 1))
            assert not report.unreadable
            assert {one.key for one in report.breaches} <= {"frequency.joint_per_year"}
        paper = browser("planner").get(reverse("plans:plan_filing", args=[plan.pk])).content.decode()
        assert "报送《2026 年度抽查计划》备案的函" in paper and "高青 6.1" in paper

    def test_the_term_the_bureau_decided_runs_from_the_approval(
        self, browser: Any, bureau: Any, in_force: AnnualPlan
    ) -> None:
        from mingqian.acts.desk import desk_lines
        from mingqian.plans import filing
        from mingqian.plans.rulebook import known_calendar

        rule = filing.rule_of(in_force)
        assert rule is not None and (rule.citation, rule.days, rule.due) == ("高青 6.1", None, None)
        bind(bureau, "gaoqing", plan_filing_workdays="10")
        assert in_force.approved_at is not None
        due = known_calendar().add_workdays(timezone.localdate(in_force.approved_at), 10).day
        (line,) = [one for one in desk_lines(bureau.actor("planner")) if "备案" in one.what]
        assert line.due == due
        page = browser("planner").get(reverse("plans:plan_open", args=[in_force.pk])).content.decode()
        assert f"{due.month}月{due.day}日" in page
        actions.note_filing(
            by=bureau.actor("planner"), plan=in_force, filed_with="县市场监管局", filed_number="1",
            filed_on=timezone.localdate(),
        )  # fmt: skip
        assert not [one for one in desk_lines(bureau.actor("planner")) if "备案" in one.what]
