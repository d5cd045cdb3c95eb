"""The office's pages: who sees what, what is typed stays, refusals stand beside their field, buttons say why not."""

from __future__ import annotations

from datetime import date
from typing import Any

import plan_chain
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.current import system_actor
from mingqian.acts.desk import desk_lines, search
from mingqian.plans import actions, written
from mingqian.plans.models import AnnualPlan, Campaign, PackBinding, WeightTable
from mingqian.plans.urls import urlpatterns

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def this_year(monkeypatch: pytest.MonkeyPatch) -> date:
    """Pages reckon with today: a fixed one."""
    day = date(2026, 3, 16)
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, timezone=None: day if value is None else value.date()
    )
    return day


class TestScope:
    def addresses(self, plan: AnnualPlan, campaign: Campaign) -> list[str]:
        n = 2 + WeightTable.objects.count()
        line = plan.lines.get()
        proposal = actions.propose_binding(
            by=system_actor(), agency=plan.agency, pack_id="gaoqing", layer="own", valid_from=date(2026, 1, 1), reason="x"
        )  # fmt: skip
        table = actions.propose_weights(
            by=system_actor(), agency=plan.agency, table={"credit_grade": {"D": n, "": 1}}, combine="max", basis="x", reason="x"
        )  # fmt: skip
        files = written.begun_from("gaoqing", plan.agency)
        version = actions.propose_pack(
            by=system_actor(), agency=plan.agency, files=files, copied_from="gaoqing", reason="x"
        )
        draft = actions.begin_draft(by=system_actor(), agency=plan.agency, copied_from="gaoqing")
        numbers = {"draft_id": draft.pk, "theme": "shares", "name": "general_minimum", "number": 1, "version_id": version.pk, "recount_id": 1, "plan_id": plan.pk, "line_id": line.pk, "campaign_id": campaign.pk, "pack_id": "gaoqing", "proposal_id": proposal.pk, "table_id": table.pk}  # fmt: skip
        found = []
        for pattern in urlpatterns:
            given = {name: numbers[name] for name in pattern.pattern.converters}
            found.append(reverse(f"plans:{pattern.name}", kwargs=given or None))
        return found

    def test_whoever_is_not_signed_in_is_sent_to_the_door(self, make_campaign: Any) -> None:
        campaign = make_campaign()
        for address in self.addresses(campaign.line.plan, campaign):
            for response in (Client().get(address), Client().post(address)):
                assert response.status_code == 302
                assert response["Location"].startswith("/login/")

    def test_another_bureaus_plans_and_campaigns_do_not_exist(
        self, make_campaign: Any, browser: Any, other_bureau: Any
    ) -> None:
        campaign = make_campaign()
        plan = campaign.line.plan
        before = (AnnualPlan.objects.get(pk=plan.pk).version, Campaign.objects.get(pk=campaign.pk).version)
        for role in ("planner", "approver"):
            client = browser(role, other_bureau)
            for address in self.addresses(plan, campaign):
                if (str(plan.pk) not in address and str(campaign.pk) not in address) or "rules" in address:
                    continue
                for response in (client.get(address), client.post(address, {"reason": "x"})):
                    assert response.status_code in (403, 404, 405), address
            assert (
                plan.title not in text(client.get(reverse("plans:plan_list"))) if role == "planner" else True
            )
            assert campaign.number not in text(client.get(reverse("plans:campaign_list")))
        assert before == (
            AnnualPlan.objects.get(pk=plan.pk).version,
            Campaign.objects.get(pk=campaign.pk).version,
        )

    @pytest.mark.parametrize(
        ("role", "name", "status"),
        [
            ("planner", "plan_list", 200), ("approver", "plan_list", 200), ("publisher", "plan_list", 200),
            ("planner", "plan_new", 200), ("approver", "plan_new", 403), ("publisher", "plan_new", 403),
            ("planner", "campaign_new", 200), ("draw_operator", "campaign_new", 403),
            ("draw_operator", "campaign_list", 200), ("planner", "rule_list", 200), ("publisher", "rule_list", 200),
        ],
    )  # fmt: skip
    def test_pages_open_to_those_who_may(self, role: str, name: str, status: int, browser: Any) -> None:
        assert browser(role).get(reverse(f"plans:{name}")).status_code == status


class TestPlanPages:
    def test_a_plan_is_typed_checked_sent_up_returned_and_approved(
        self, browser: Any, bureau: Any, items: Any
    ) -> None:
        planner, approver = browser("planner"), browser("approver")
        typed = {"year": "2026", "title": "本年计划", "scope": "全县", "basis": "指引", "pack_id": "gaoqing"}
        refused = planner.post(reverse("plans:plan_new"), typed | {"basis": " "})
        assert refused.status_code == 200
        assert 'value="本年计划"' in text(refused)
        assert AnnualPlan.objects.count() == 0
        assert planner.post(reverse("plans:plan_new"), typed).status_code == 302
        plan = AnnualPlan.objects.get()
        empty = text(planner.get(reverse("plans:plan_open", args=[plan.pk])))
        assert "计划里还没有一行抽查安排。" in empty
        assert "还没有抽查安排" in empty

        line = {
            "title": "机械企业抽查", "item_class": "general", "kind": "single", "share_percent": "4",
            "estimated_count": "9", "month_from": "3", "month_to": "6", "unit": bureau.unit.pk, "mode": "directed",
            "fields": ["机械", "建材"], "industries": "33 34", "item_ids": [items["Y1"].pk],
            "version": str(plan.version),
        }  # fmt: skip
        address = reverse("plans:line_new", args=[plan.pk])
        low = text(planner.post(address, line))
        assert "不得低于 5%（" in low and "）。现在填的是 4%。" in low
        assert ">高青 5.1.2</button>" in low, "the article opens where the refusal stands"
        assert 'value="机械企业抽查"' in low
        assert 'value="33 34"' in low
        assert planner.post(address, line | {"share_percent": "5"}).status_code == 302
        row = plan.lines.get()
        assert row.conditions == {"fields": ["建材", "机械"], "industries": ["33", "34"]}

        stale = text(planner.post(reverse("plans:line_edit", args=[row.pk]), line | {"share_percent": "8"}))
        assert "已被他人修改" in stale
        plan.refresh_from_db()
        page = text(planner.get(reverse("plans:plan_open", args=[plan.pk])))
        assert "下限 5%" in page
        assert "5.1.2" in page
        sent = planner.post(
            reverse("plans:plan_submit", args=[plan.pk]), {"version": plan.version}, follow=True
        )
        assert "已送审" in text(sent)

        plan.refresh_from_db()
        plan_chain.to_leader(plan)
        page = text(approver.get(reverse("plans:plan_open", args=[plan.pk])))
        assert "轮到您：领导批准" in page
        address = reverse("plans:plan_decide", args=[plan.pk])
        unreasoned = text(approver.post(address, {"act": "return", "reason": " "}))
        assert "请写明理由" in unreasoned
        approver.post(address, {"act": "return", "reason": "时间太紧"})
        assert "时间太紧" in text(planner.get(reverse("plans:plan_list")))
        old = plan.submissions.get().pk
        plan.refresh_from_db()
        planner.post(reverse("plans:plan_submit", args=[plan.pk]), {"version": plan.version})
        plan.refresh_from_db()
        plan_chain.to_leader(plan)
        given = {"act": "pass", "stage": "leader"}
        assert "已被他人修改" in text(approver.post(address, given | {"round": old}, follow=True))
        now = plan.submissions.order_by("-id")[0].pk
        assert "计划已批准" in text(approver.post(address, given | {"round": now}, follow=True))
        plan.refresh_from_db()
        assert (plan.state, plan.approved_by) == ("approved", "高青approver")
        page = text(planner.get(reverse("plans:plan_open", args=[plan.pk])))
        assert "以前送审的经过（1 次）" in page and "时间太紧" in page

    def test_the_maker_cannot_approve_and_is_told_why(
        self, browser: Any, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        from mingqian.accounts.current import actor_for

        plan = make_plan()
        make_line(plan)
        actions.edit_line(
            by=actor_for(bureau.users["approver"], "planner", origin="x"), line=plan.lines.get(), title="改过"
        )
        actions.submit_plan(by=bureau.actor("planner"), plan=plan)
        plan_chain.to_leader(plan)
        page = text(browser("approver").get(reverse("plans:plan_open", args=[plan.pk])))
        assert "轮到您：领导批准" in page
        assert "您参与了编制，须由另一人办理。" in page
        assert 'name="stage"' not in page

    def test_filing(self, browser: Any, approved: Any) -> None:
        plan = approved().plan
        planner = browser("planner")
        address = reverse("plans:plan_file", args=[plan.pk])
        early = planner.post(address, {"filed_with": "县局", "filed_number": "甲1", "filed_on": "2020-01-01"})
        assert "不能早于批准日期" in text(early)
        assert 'value="甲1"' in text(early)
        today = timezone.localdate().isoformat()
        planner.post(address, {"filed_with": "县局", "filed_number": "甲1", "filed_on": today})
        plan.refresh_from_db()
        assert (plan.filed_number, plan.filed_on.isoformat()) == ("甲1", today)

    def test_the_paper(self, browser: Any, approved: Any) -> None:
        plan = approved(mode="directed", conditions={"fields": ["机械"]}).plan
        page = text(browser("publisher").get(reverse("plans:plan_paper", args=[plan.pk])))
        assert '<article class="paper">' in page
        assert "行业领域：机械" in page
        assert "安全生产责任制" in page

    def test_a_plan_in_force_says_how_its_lines_may_still_change(self, browser: Any, approved: Any) -> None:
        line = approved()
        planner = browser("planner")
        for address in (
            reverse("plans:line_edit", args=[line.pk]),
            reverse("plans:plan_year", args=[line.plan_id]),
        ):
            page = text(planner.get(address))
            assert "行不能再改。要改，请在计划页“调整计划”" in page, address

    def test_the_estimate_counts_todays_register(
        self, browser: Any, make_plan: Any, add_subjects: Any, this_year: date
    ) -> None:
        add_subjects(41)
        add_subjects(20, field="建材")
        plan = make_plan()
        address = reverse("plans:line_estimate", args=[plan.pk])
        planner = browser("planner")
        typed = {"item_class": "general", "mode": "directed", "fields": ["机械"], "share_percent": "5"}
        page = text(planner.post(address, typed))
        assert "<b>41</b>" in page
        assert "<b>3</b>" in page
        assert "<b>61</b>" in text(planner.post(address, typed | {"mode": "undirected"}))
        assert "先选事项类别" in text(planner.post(address, {}))


class TestCampaignPages:
    def test_from_the_line_to_the_confirmed_pool(
        self,
        browser: Any,
        bureau: Any,
        items: Any,
        approved: Any,
        add_subjects: Any,
        bound: None,
        this_year: date,
    ) -> None:
        add_subjects(41)
        add_subjects(1, status="cancelled")
        add_subjects(4, field="")
        line = approved()
        planner = browser("planner")
        assert line.title in text(planner.get(reverse("plans:campaign_new")))
        new = f"{reverse('plans:campaign_new')}?line={line.pk}"
        days = {"check_from": "2026-03-20", "check_to": "2026-03-10"}
        assert "结束日期不能早于开始日期" in text(planner.post(new, {"title": "三月抽查", **days}))
        planner.post(new, {"title": "三月抽查", **days, "check_to": "2026-04-10"})
        campaign = Campaign.objects.get()
        address = reverse("plans:campaign_edit", args=[campaign.pk])
        page = text(planner.get(address))
        assert "4 户看不出是重点还是一般，还没有决定怎样处理。" in page
        assert "41 户 × 5% = 2.05 户" in page

        typed = {
            "title": "三月抽查", "mode": "undirected", "share_percent": "10", "unclassed_as": "",
            "unit": bureau.unit.pk, "check_from": "2026-03-20", "check_to": "2026-04-10", "members": "1",
            "max_load": "6", "item_ids": [items["Y1"].pk], "version": campaign.version, "seen": "41",
        }  # fmt: skip
        counts = text(planner.post(reverse("plans:campaign_counts", args=[campaign.pk]), typed))
        assert "41 户 × 10% = 4.1 户" in counts
        assert "<html" not in counts
        campaign.refresh_from_db()
        assert campaign.share_percent == "5"

        undecided = text(planner.post(address, typed | {"act": "confirm"}))
        assert "请先决定：按一般检查对象抽取，还是暂不列入" in undecided
        campaign.refresh_from_db()
        assert (campaign.state, campaign.share_percent) == ("draft", "10")
        assert f'name="version" value="{campaign.version}"' in undecided
        stale = text(
            planner.post(address, typed | {"act": "confirm", "unclassed_as": "general", "seen": "45"})
        )
        assert "已被他人修改" in stale
        given = typed | {"act": "confirm", "unclassed_as": "general", "version": campaign.version}
        moved = text(planner.post(address, given))
        assert "候选由 41 户变为 45 户" in moved
        campaign.refresh_from_db()
        done = planner.post(address, given | {"seen": "45", "version": campaign.version}, follow=True)
        assert "等待摇号操作员锁库" in text(done)
        campaign.refresh_from_db()
        assert (campaign.state, campaign.pool_summary["candidates"]) == ("ready", 45)
        again = planner.post(address, given | {"seen": "45", "version": campaign.version}, follow=True)
        assert "现在处于“待锁库”" in text(again)
        assert campaign.steps.filter(step="pool").count() == 1

    def test_what_cannot_be_counted_is_said_and_the_rest_counted(
        self, browser: Any, make_campaign: Any, add_subjects: Any, bureau: Any, this_year: date
    ) -> None:
        add_subjects(41)
        campaign = make_campaign()
        typed = {"mode": "undirected", "share_percent": "abc", "unit": bureau.unit.pk}
        page = text(browser("planner").post(reverse("plans:campaign_counts", args=[campaign.pk]), typed))
        assert "有几项填得不对" in page
        assert "41 户 × 5%" in page

    def test_the_way_back(
        self, browser: Any, make_campaign: Any, add_subjects: Any, bound: None, bureau: Any
    ) -> None:
        add_subjects(3)
        campaign = make_campaign()
        actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=date(2026, 3, 16))
        planner = browser("planner")
        address = reverse("plans:campaign_reopen", args=[campaign.pk])
        assert "请写明理由" in text(planner.post(address, {"reason": ""}))
        assert planner.post(address, {"reason": "条件选错"}).status_code == 302
        campaign.refresh_from_db()
        assert campaign.state == "draft"

    def test_a_campaigns_page_shows_strip_items_and_next_step(
        self, browser: Any, make_campaign: Any, add_subjects: Any, bound: None, bureau: Any
    ) -> None:
        add_subjects(30)
        campaign = make_campaign()
        actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=date(2026, 3, 16))
        page = text(browser("draw_operator").get(reverse("plans:campaign_open", args=[campaign.pk])))
        assert "下一步：锁库" in page
        assert "安全生产责任制" in page
        assert 'aria-current="step"' in page
        assert reverse("draws:room", args=[campaign.pk]) in page

    def test_why_this_one(
        self, browser: Any, make_campaign: Any, add_subjects: Any, bound: None, this_year: date
    ) -> None:
        from mingqian.registers.models import Subject

        (gone,) = add_subjects(1, status="revoked")
        (key,) = add_subjects(1, field="冶金")
        add_subjects(60)
        campaign = make_campaign()
        planner = browser("planner")
        address = reverse("plans:campaign_pool", args=[campaign.pk])
        first = text(planner.get(address))
        assert first.count('<td data-label="结论">') == 50
        assert "show=candidates&amp;q=&amp;after=" in first
        last = Subject.objects.order_by("id")[51].pk
        assert text(planner.get(address, {"after": last})).count('<td data-label="结论">') == 10
        for pk, words in ((gone, "已吊销"), (key, "是重点检查对象，本任务抽一般")):
            code = Subject.objects.get(pk=pk).code
            assert words in text(planner.get(address, {"q": code}))
        assert "没有找到" in text(planner.get(address, {"q": "没有这家"}))
        reason = text(planner.get(address, {"show": "revoked"}))
        assert reason.count('<td data-label="结论">') == 1
        assert "高青 3.2" in reason
        assert planner.get(address, {"show": "';--", "after": "x"}).status_code == 200

    def test_nothing_is_written_by_looking(
        self, browser: Any, make_campaign: Any, add_subjects: Any, bound: None
    ) -> None:
        from mingqian.audit.models import Event

        add_subjects(3)
        campaign = make_campaign()
        before = Event.objects.filter(action__startswith="plans.").count()
        planner = browser("planner")
        for name in ("campaign_open", "campaign_edit", "campaign_pool"):
            planner.get(reverse(f"plans:{name}", args=[campaign.pk]))
        assert Event.objects.filter(action__startswith="plans.").count() == before


class TestRulePages:
    def test_every_parameter_stands_with_its_article_and_anchor(self, browser: Any) -> None:
        from django.utils.html import escape

        from mingqian.plans.packs import load

        page = text(browser("publisher").get(reverse("plans:rule", args=["gaoqing"])))
        pack = load("gaoqing")
        assert len(pack.parameters) > 80
        for parameter in pack.parameters:
            assert escape(parameter.citation.anchor) in page
            assert escape(parameter.citation.reading) in page
        for setting in pack.settings:
            assert escape(setting.question) in page
        assert "未载施行日期，只供参考" in page
        assert reverse("plans:rule_bind", args=["gaoqing"]) not in page

    def test_one_proposes_and_another_decides(self, browser: Any, bureau: Any, this_year: date) -> None:
        planner, approver = browser("planner"), browser("approver")
        address = reverse("plans:rule_bind", args=["gaoqing"])
        given = {
            "valid_from": "2026-01-01",
            "valid_until": "2025-01-01",
            "layer": "own",
            "reason": "局办公会",
            "s_many_complaints": "3",
        }
        refused = text(planner.post(address, given))
        assert "终止日不能早于起始日" in refused
        assert "局办公会" in refused
        assert planner.post(address, given | {"valid_until": "", "s_many_complaints": "0"}).status_code == 200
        made = planner.post(address, given | {"valid_until": ""})
        assert made.status_code == 302
        assert PackBinding.objects.count() == 0, "nothing binds before a second person decides"
        shown = text(approver.get(made["Location"]))
        assert "只供参考" in shown and "2026-01-01 起" in shown, "what it would change"
        assert approver.post(made["Location"], {"approve": "1"}).status_code == 302
        binding = PackBinding.objects.get()
        assert (binding.settings, binding.decided_by) == ({"many_complaints": "3"}, "高青approver")
        page = text(approver.get(reverse("plans:rule", args=["gaoqing"])))
        assert "适用中" in page
        assert "局办公会" in page
        kept = text(planner.get(address))
        assert 'name="s_many_complaints" value="3"' in kept

    def test_nobody_else_decides(self, browser: Any) -> None:
        for role in ("approver", "publisher", "registrar"):
            assert browser(role).get(reverse("plans:rule_bind", args=["gaoqing"])).status_code == 403

    def test_an_unknown_pack_is_refused_in_words(self, browser: Any) -> None:
        response = browser("planner").get(reverse("plans:rule", args=["nowhere"]))
        assert response.status_code == 409
        assert "没有名为“nowhere”的规则包" in text(response)


class TestDesk:
    def said(self, actor: Any) -> list[str]:
        return [line.what for line in desk_lines(actor)]

    def test_each_waits_for_the_right_person(
        self, bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any, add_subjects: Any
    ) -> None:
        planner, approver = bureau.actor("planner"), bureau.actor("approver")
        plan = make_plan()
        make_line(plan)
        assert "批准年度抽查计划" not in self.said(approver)
        assert "提出规则的适用日期和待决事项" in self.said(planner)
        proposal = actions.propose_binding(
            by=planner, agency=bureau.agency, pack_id="gaoqing", layer="own", valid_from=date(2026, 1, 1), reason="拟"
        )  # fmt: skip
        assert "提出规则的适用日期和待决事项" not in self.said(planner)
        assert "决定规则适用的拟议" in self.said(approver)
        assert "决定规则适用的拟议" not in self.said(other_bureau.actor("approver"))
        actions.decide_proposal(by=approver, proposal=proposal, approve=False, reason="日期再核")
        actions.submit_plan(by=planner, plan=plan)
        head, reviewer = bureau.actor("unit_head"), bureau.actor("plan_reviewer")
        assert "会签年度抽查计划" in self.said(head)
        assert "审核年度抽查计划" not in self.said(reviewer)
        assert "批准年度抽查计划" not in self.said(approver)
        actions.agree_plan(by=head, plan=plan)
        assert "会签年度抽查计划" not in self.said(head)
        assert "审核年度抽查计划" in self.said(reviewer)
        actions.review_plan(by=reviewer, plan=plan)
        (line,) = [one for one in desk_lines(approver) if one.what == "批准年度抽查计划"]
        assert line.waits_for == "公示审核"
        assert "批准年度抽查计划" not in self.said(planner)
        assert "批准年度抽查计划" not in self.said(other_bureau.actor("approver"))
        actions.return_plan(by=approver, plan=plan, reason="改")
        assert "修改退回的年度抽查计划" in self.said(planner)
        plan_chain.approve(plan, planner, approver)
        assert "报同级市场监管部门备案" in self.said(planner)
        actions.bind_pack(
            by=approver, agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1), reason="决定"
        )
        assert not {"批准年度抽查计划", "决定规则适用的拟议"} & set(self.said(approver))
        campaign = actions.create_campaign(
            by=planner, line=plan.lines.get(), check_from=date(2026, 3, 20), check_to=date(2026, 3, 30)
        )
        (line,) = [one for one in desk_lines(planner) if one.what == "确认抽取范围"]
        assert (line.due, line.url) == (date(2026, 3, 20), reverse("plans:campaign_edit", args=[campaign.pk]))
        add_subjects(3)
        actions.confirm_pool(by=planner, campaign=campaign, on=date(2026, 3, 16))
        assert "确认抽取范围" not in self.said(planner)

    def test_search(self, bureau: Any, other_bureau: Any, make_campaign: Any) -> None:
        campaign = make_campaign(title="春季联查")
        found = [one.title for one in search(bureau.actor("planner"), "春季")]
        assert found == ["春季联查"]
        assert campaign.number in next(search(bureau.actor("planner"), "2026-01")).note
        assert list(search(other_bureau.actor("planner"), "春季")) == []


def test_the_builder_says_when_people_are_too_few(
    browser: Any, bureau: Any, make_campaign: Any, add_subjects: Any, this_year: date
) -> None:
    from mingqian.registers.models import Inspector

    add_subjects(200)
    campaign = make_campaign()
    address = reverse("plans:campaign_edit", args=[campaign.pk])
    planner = browser("planner")
    assert "没有一名有执法资格的在岗人员" in text(planner.get(address))
    people = [Inspector(agency=bureau.agency, name=f"某{n}", certified=n != 2) for n in range(3)]
    Inspector.objects.bulk_create(people)
    short = text(planner.get(address))
    assert "检查组席位 20 个；有执法资格的在岗人员 2 人" in short
    assert "多 8 个" in short
    assert "提高到 10 以上" in short
    actions.edit_campaign(
        by=bureau.actor("planner"), campaign=campaign, team=campaign.team | {"max_load": 10}
    )
    assert "人手不够" not in text(planner.get(address))
