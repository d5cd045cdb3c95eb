"""跨区域执法: no check without its way, nothing before the notice was acted on, findings answered and followed, leads reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.crossing import actions, queries, rules
from mingqian.crossing.models import Activity, Answer, Lead, LeadReport, Received
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import Inspection, Referral
from mingqian.plans import actions as plans
from mingqian.plans import packs, rulebook
from mingqian.plans.models import CollisionDecision, PlanLine

from .conftest import cross_campaign, make_ready, open_one

pytestmark = pytest.mark.django_db


def _refused(code: str, step: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        step()
    assert refused.value.code == code, refused.value
    return refused.value


def _settle(world: Any) -> None:
    """Decide whatever stops a pool."""
    for one in rulebook.standings(world.agency, timezone.localdate()):
        if one.stops:
            articles = "、".join(said.citation.article for said in one.collision.statements)
            plans.decide_collision(
                by=world.actor("approver"), agency=world.agency, key=one.collision.key, choice=articles, reason="会议"
            )  # fmt: skip


class TestTheWay:
    def test_the_ways_are_the_documents_and_each_says_what_it_is_for(self, world: Any, xiping: Any) -> None:
        known = {one.key: (one.words, one.citation) for one in rules.ways(world.agency)}
        assert known["cross_region.way_mutual"] == ("互查或者推磨检查", "西平 跨区域 二")
        assert len(known) == 4
        assert rules.organisers(world.agency).words == ("省厅", "市局")

    def test_a_bureau_whose_documents_know_none_registers_none(self, world: Any) -> None:
        assert rules.ways(world.agency) == []
        _refused("crossing.no_rules", lambda: open_one(world))

    @pytest.mark.parametrize(
        ("code", "changes"),
        [
            ("crossing.way_unknown", {"way": "cross_region.way_other"}),
            ("crossing.organiser_unknown", {"organiser": "国家局"}),
            ("crossing.own_without_report", {"organiser": "本局"}),
            ("crossing.missing", {"purpose": " "}),
            ("crossing.missing", {"notice_number": ""}),
            ("crossing.missing", {"part": "watch"}),
            ("crossing.missing", {"to_on": None}),
            ("crossing.too_long", {"place": "远" * 121}),
        ],
    )
    def test_what_is_missing_or_unknown_is_said(self, xiping: Any, code: str, changes: Any) -> None:
        _refused(code, lambda: open_one(xiping, **changes))

    def test_days_stand_in_order(self, xiping: Any) -> None:
        today = timezone.localdate()
        _refused("crossing.dates_reversed", lambda: open_one(xiping, to_on=today - timedelta(days=1)))
        _refused("crossing.future", lambda: open_one(xiping, received_on=today + timedelta(days=1)))

    def test_other_places_wait_while_documents_collide(
        self, xiping: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """54号 restricts checks in other places once somebody entered its text: 西平 practises them."""
        plans.bind_pack(
            by=xiping.actor("approver"), agency=xiping.agency, pack_id="national",
            valid_from=packs.load("national").validity.valid_from,
            settings={"rule.checks.other_places": "二（三）｜异地检查要有协助机制"}, reason="录入原文",
        )  # fmt: skip
        refused = _refused("plans.collision", lambda: open_one(xiping))
        assert "西平 跨区域 一" in refused.words() and "54号" in refused.words()
        plans.decide_collision(
            by=xiping.actor("approver"), agency=xiping.agency, key="checks.other_places", choice="有协助机制的参加",
            reason="局办公会",
        )  # fmt: skip
        assert CollisionDecision.objects.filter(key="checks.other_places").exists()
        assert open_one(xiping).way_words == "互查或者推磨检查"


class TestBeforeTheDraw:
    def test_no_pool_is_confirmed_without_way_and_preparation(self, xiping: Any) -> None:
        campaign, planner = cross_campaign(xiping, unclassed_as="general"), xiping.actor("planner")
        _settle(xiping)

        def confirm() -> Any:
            return plans.confirm_pool(by=planner, campaign=campaign)

        assert "西平 跨区域 二" in _refused("crossing.way_missing", confirm).words()
        activity = open_one(xiping)
        actions.list_campaign(by=xiping.actor("unit_head"), activity=activity, campaign=campaign)
        refused = _refused("crossing.not_prepared", confirm)
        assert "成立专班" in refused.words() and "西平 跨区域 三" in refused.words()
        make_ready(xiping, activity)
        assert 3 <= confirm().quota <= 6
        _refused(
            "crossing.campaign_confirmed",
            lambda: actions.list_campaign(by=planner, activity=activity, campaign=campaign),
        )

    def test_it_draws_from_all_subjects_of_the_place(self, xiping: Any) -> None:
        """西平 跨区域 四; by one field only where the activity is confined to it."""
        campaign = cross_campaign(
            xiping, unclassed_as="general", mode="directed", conditions={"fields": ["机械"]}
        )
        _settle(xiping)
        wide = open_one(xiping)
        make_ready(xiping, wide)
        planner = xiping.actor("planner")
        actions.list_campaign(by=planner, activity=wide, campaign=campaign)
        refused = _refused("crossing.narrowed", lambda: plans.confirm_pool(by=planner, campaign=campaign))
        assert "行业领域" in refused.words() and "西平 跨区域 四" in refused.words()
        narrow = open_one(xiping, field="机械")
        make_ready(xiping, narrow)
        actions.list_campaign(by=planner, activity=narrow, campaign=campaign)
        assert queries.activity_of(campaign) == narrow and queries.campaigns_of(wide) == []
        assert plans.confirm_pool(by=planner, campaign=campaign).quota

    def test_other_campaigns_are_not_asked(self, xiping: Any) -> None:
        _refused(
            "crossing.not_cross",
            lambda: actions.list_campaign(
                by=xiping.actor("planner"), activity=open_one(xiping), campaign=xiping.campaign
            ),
        )

    def test_a_line_of_preparation_says_who_or_why_not(self, xiping: Any, activity: Activity) -> None:
        head, today = xiping.actor("unit_head"), timezone.localdate()

        def prepare(**changes: Any) -> Any:
            given = {"word": "选派人员", "said": "办了", "who": "某甲", "done_on": today} | changes
            return actions.prepare(by=head, activity=activity, **given)

        _refused("crossing.word_unknown", lambda: prepare(word="聚餐"))
        _refused("crossing.missing", lambda: prepare(who=""))
        _refused("crossing.before", lambda: prepare(done_on=today - timedelta(days=1)))
        prepare()
        waived = prepare(word="做好迎检准备", needed=False, who="", said="这次只派员参加")
        assert waived.needed is False
        assert queries.unprepared(activity) == ["成立专班", "制定方案"]
        with pytest.raises(DatabaseError), transaction.atomic():
            activity.preparations.update(said="改了")
        what = [line.what for line in desk_lines(head)]
        assert "跨区域联动的准备：成立专班、制定方案" in what


@pytest.fixture
def letter(world: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Inspection, Referral]:
    """A letter to the place about a reviewed finding of a cross-region check."""
    world.draw_now()
    world.dispatch()
    one = world.inspections()[0]
    one = world.start(world.notify(one))
    world.fill(one, handling="移送", result="pending")
    world.sign(one)
    inspections.end_check(by=world.team(one)[0], inspection=one)
    inspections.approve(by=world.actor("unit_head"), inspection=one)
    PlanLine.objects.filter(pk=world.campaign.line_id).update(kind="cross")
    bound = [rulebook.Bound(packs.load("xiping"), None, "own")]
    monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: bound)
    one = Inspection.objects.get(pk=one.pk)
    said = {
        "way": "place", "to_name": "邻县应急管理局", "facts": "配电箱无门", "positions": [1], "basis": "西平 跨区域 四",
    }  # fmt: skip
    head = world.actor("unit_head")
    refused = _refused(
        "inspections.referral_lead", lambda: inspections.draft_referral(by=head, inspection=one, **said)
    )
    assert "牵头的股室或者二级机构" in refused.words()
    made = inspections.draft_referral(by=head, inspection=one, copies="市局危化科", **said)
    return world, one, made


class TestTheFinding:
    def test_told_to_the_place_answered_duty_by_duty_and_followed(
        self, letter: tuple[Any, Inspection, Referral]
    ) -> None:
        world, one, row = letter
        head, today = world.actor("unit_head"), timezone.localdate()
        _refused("crossing.not_sent", lambda: actions.follow_up(
            by=head, referral=row, form="督导", followed_on=today, outcome="去看了"
        ))  # fmt: skip
        inspections.send_referral(by=head, referral=row, number="试应急反〔2026〕1号", sent_on=today)
        row.refresh_from_db()
        client = world.client("unit_head")
        paper = client.get(reverse("inspections:referral_paper", args=[row.pk])).content.decode()
        assert "请你单位调查核实、立案查处、移交司法机关、上报结果（结果报市局危化科）" in paper
        page = reverse("crossing:letter", args=[row.pk])
        assert page in client.get(reverse("inspections:referral", args=[row.pk])).content.decode()
        waiting = [line for line in desk_lines(head) if line.what.startswith("跟踪试应急反")]
        assert waiting and "调查核实" in waiting[0].what and one.subject_name not in waiting[0].what
        sent = {
            "act": "answer-0",
            "0-applies": "1",
            "0-said": "已核实属实",
            "0-answered_on": today.isoformat(),
        }
        assert client.post(page, sent).status_code == 302
        bad = client.post(page, {"act": "answer-1", "1-applies": "0", "1-said": "", "1-answered_on": "昨天"})
        assert bad.status_code == 422
        for duty, applies in (("立案查处", True), ("移交司法机关", False), ("上报结果", True)):
            actions.answer_duty(
                by=head, referral=row, duty=duty, applies=applies, said="见附件", answered_on=today
            )
        _refused("crossing.word_unknown", lambda: actions.answer_duty(
            by=head, referral=row, duty="喝茶", said="x", answered_on=today
        ))  # fmt: skip
        _refused("crossing.before", lambda: actions.answer_duty(
            by=head, referral=row, duty="上报结果", said="x", answered_on=today - timedelta(days=2)
        ))  # fmt: skip
        assert not [line for line in desk_lines(head) if line.what.startswith("跟踪试应急反")]
        step = {"act": "follow", "form": "约谈", "followed_on": today.isoformat(), "outcome": "限期一周办结"}
        assert client.post(page, step).status_code == 302
        shown = client.get(page).content.decode()
        assert "限期一周办结" in shown and "不涉及" in shown and "还没有答复" not in shown
        assert Event.objects.filter(action="crossing.finding.answer").count() == 4
        _refused("crossing.word_unknown", lambda: actions.follow_up(
            by=head, referral=row, form="罚款", followed_on=today, outcome="x"
        ))  # fmt: skip

    def test_nobody_learns_of_it_who_may_not_know_the_list(
        self, letter: tuple[Any, Inspection, Referral]
    ) -> None:
        world, _, row = letter
        inspections.send_referral(
            by=world.actor("unit_head"), referral=row, number="反1号", sent_on=timezone.localdate()
        )
        page = reverse("crossing:letter", args=[row.pk])
        for name, status in (("unit_head", 200), ("approver", 200), ("other_head", 404), ("planner", 403),
                             ("publisher", 403), ("inspector1", 403), ("neighbour_approver", 404)):  # fmt: skip
            assert world.client(name).get(page).status_code == status, name
        other = world.actor("other_head")
        _refused("inspections.not_yours", lambda: actions.follow_up(
            by=other, referral=row, form="督导", followed_on=timezone.localdate(), outcome="x"
        ))  # fmt: skip


class TestBeingChecked:
    def test_what_we_are_told_is_answered_before_it_is_closed(self, xiping: Any) -> None:
        head, today = xiping.actor("unit_head"), timezone.localdate()
        away = open_one(xiping)
        told = {"from_name": "邻县检查组", "received_on": today, "subject_name": "某厂", "facts": "通道堵塞"}
        _refused("crossing.not_host", lambda: actions.receive_finding(by=head, activity=away, **told))
        host = open_one(xiping, part="host", place="本县")
        make_ready(xiping, host)
        client = xiping.client("unit_head")
        page = reverse("crossing:receive", args=[host.pk])
        assert client.post(page, {"from_name": "邻县检查组"}).status_code == 422
        given = told | {"received_on": today.isoformat(), "number": ""}
        done = client.post(page, given)
        row = Received.objects.get()
        assert done["Location"] == reverse("crossing:received", args=[row.pk])
        refused = _refused(
            "crossing.still_open", lambda: actions.close_activity(by=head, activity=host, closing="完")
        )
        assert "1 件" in refused.words()
        assert any("1 件没有办完" in line.what for line in desk_lines(head))
        for duty in rules.local_duties(xiping.agency).words:
            actions.answer_duty(by=head, received=row, duty=duty, said="办了", answered_on=today)
        assert actions.close_activity(by=head, activity=host, closing="全部整改，已报市局").closed_by
        _refused("crossing.closed", lambda: actions.answer_duty(
            by=head, received=row, duty="上报结果", said="再报", answered_on=today
        ))  # fmt: skip
        assert Answer.objects.filter(received=row).count() == 4
        assert (
            "某厂"
            not in xiping.client("planner").get(reverse("crossing:activity", args=[host.pk])).content.decode()
        )
        assert "某厂" in client.get(reverse("crossing:activity", args=[host.pk])).content.decode()
        neighbour = xiping.client("neighbour_unit_head")
        assert neighbour.get(reverse("crossing:activity", args=[host.pk])).status_code == 404
        assert neighbour.get(reverse("crossing:received", args=[row.pk])).status_code == 404


class TestLeads:
    def test_gathered_analysed_reported_decided_and_then_the_bureau_organises(self, xiping: Any) -> None:
        head, today = xiping.actor("unit_head"), timezone.localdate()
        client, leader = xiping.client("unit_head"), xiping.client("approver")
        note = {"found_on": today.isoformat(), "channel": "投诉举报 3 号", "what": "多家企业有限空间无审批"}
        assert client.post(reverse("crossing:lead_new"), note).status_code == 302
        assert client.post(reverse("crossing:lead_new"), note | {"what": ""}).status_code == 422
        lead = Lead.objects.get()
        sent = {
            "title": "有限空间线索报告", "leads": [lead.pk], "weight": "common", "analysis": "普遍没有审批",
            "advice": "抽调人员检查", "reported_on": today.isoformat(),
        }  # fmt: skip
        assert client.post(reverse("crossing:report_new"), sent | {"leads": []}).status_code == 422
        done = client.post(reverse("crossing:report_new"), sent)
        report = LeadReport.objects.get()
        assert (report.reported_to, report.basis) == ("局领导班子", "西平 跨区域 三")
        paper = client.get(done["Location"]).content.decode()
        assert "局领导班子：" in paper and "多家企业有限空间无审批" in paper
        assert any(line.what == "研究跨区域线索报告" for line in desk_lines(xiping.actor("approver")))
        own = {"organiser": "本局", "organiser_name": "本局", "notice_number": "", "lead_report": report}
        _refused("crossing.own_without_report", lambda: open_one(xiping, **own))
        page = reverse("crossing:report", args=[report.pk])
        assert 'value="1" required id="id_organise_0" checked' not in leader.get(page).content.decode()
        assert (
            client.post(page, {"organise": "1", "words": "同意", "decided_on": today.isoformat()}).status_code
            == 403
        )
        assert (
            leader.post(page, {"organise": "1", "words": "", "decided_on": today.isoformat()}).status_code
            == 422
        )
        assert (
            leader.post(page, {"organise": "1", "words": "同意", "decided_on": today.isoformat()}).status_code
            == 302
        )
        assert open_one(xiping, **own).lead_report == report
        again = leader.post(page, {"organise": "0", "words": "再议", "decided_on": today.isoformat()})
        assert again.status_code == 422 and "已经研究过" in again.content.decode()
        _refused("crossing.leads_missing", lambda: actions.report_leads(
            by=head, agency=xiping.agency, title="x", leads=[], weight="common", analysis="x", advice="x",
            reported_on=today,
        ))  # fmt: skip


def test_the_pages_open_and_keep_what_was_typed(xiping: Any) -> None:
    client, today = xiping.client("unit_head"), timezone.localdate().isoformat()
    assert "登记一次联动" in client.get(reverse("crossing:activity_list")).content.decode()
    sent = {
        "title": "冶金互查", "way": "cross_region.way_mutual", "purpose": "事故之后", "organiser": "省厅",
        "organiser_name": "某省应急管理厅", "part": "send", "place": "某市", "lead_unit": "基础处",
        "received_on": today, "from_on": today, "to_on": today,
    }  # fmt: skip
    refused = client.post(reverse("crossing:activity_new"), sent)
    assert refused.status_code == 422 and "请填写“通知文号”" in refused.content.decode()
    assert "某省应急管理厅" in refused.content.decode()
    done = client.post(reverse("crossing:activity_new"), sent | {"notice_number": "某应急〔2026〕3号"})
    one = Activity.objects.get()
    assert done["Location"] == reverse("crossing:activity", args=[one.pk])
    page = done["Location"]
    bad = client.post(page, {"act": "prepare-0", "0-needed": "1", "0-said": "成立了", "0-done_on": today})
    assert bad.status_code == 422 and "成立了" in bad.content.decode()
    good = {"act": "prepare-0", "0-needed": "1", "0-said": "成立了", "0-who": "某甲", "0-done_on": today}
    assert client.post(page, good).status_code == 302
    assert queries.unprepared(one) == ["制定方案", "选派人员", "做好迎检准备"]
    campaign = cross_campaign(xiping)
    assert (
        "还没有写明用哪一种方式"
        in client.get(reverse("plans:campaign_open", args=[campaign.pk])).content.decode()
    )
    assert client.post(page, {"act": "list", "campaign": campaign.pk}).status_code == 302
    assert "冶金互查" in client.get(reverse("plans:campaign_open", args=[campaign.pk])).content.decode()
    shut = client.post(page, {"act": "close", "closing": "写了很多"})
    assert shut.status_code == 422 and "写了很多" in shut.content.decode()
    assert xiping.client("publisher").get(page).status_code == 403
