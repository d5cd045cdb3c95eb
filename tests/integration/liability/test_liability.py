"""履职情况: every case of the bound documents, what the record proves for and against, as secret as the list."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.complaints.models import Complaint
from mingqian.draws import actions as draws
from mingqian.followups import actions as followups
from mingqian.followups.models import Case, Objection
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import Inspection, Referral
from mingqian.inspections.papers import papers_of
from mingqian.liability import actions
from mingqian.liability.cases import Shown, cases, shown
from mingqian.liability.evidence import EVIDENCE
from mingqian.liability.models import Statement
from mingqian.plans import packs, rulebook
from mingqian.plans.models import Campaign
from mingqian.publicity import actions as publicity

pytestmark = pytest.mark.django_db


@pytest.fixture
def bound_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let these packs bind whoever is asked about."""

    def bind(*names: str) -> None:
        bound = [rulebook.Bound(packs.load(name), None, "own") for name in names]
        monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: bound)

    return bind


def _refused(code: str, step: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        step()
    assert refused.value.code == code
    return refused.value


def _case(world: Any, name: str, one: Inspection | None = None) -> Shown:
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    return next(row for row in shown(campaign, one) if row.case.name == name)


def _later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Look at it some days later."""
    real = timezone.localdate
    monkeypatch.setattr(
        timezone, "localdate",
        lambda value=None, zone=None: real() + timedelta(days=days) if value is None else real(value, zone),
    )  # fmt: skip


def _publish(world: Any, one: Inspection) -> None:
    made = publicity.prepare_result(by=world.actor("unit_head"), inspection=one)
    publicity.publish_result(by=world.actor("publisher"), publication=made)


def test_every_case_of_every_document_has_its_evidence(dispatched: Any, bound_by: Any) -> None:
    bound_by("gaoqing", "xinyang", "xiping")
    found = cases(dispatched.campaign)
    assert len(found) == 10 + 7 + 2
    assert {one.name for one in found} == set(EVIDENCE)
    assert ("高青 10.1 a)", "a", False) in [(one.citation, one.position, one.exempts) for one in found]
    for row in shown(dispatched.campaign):
        assert row.evidence.summary and row.evidence.silent, row.case.key


class TestTheWork:
    def test_what_was_not_checked_waits_for_its_reason(
        self, dispatched: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world = dispatched
        first, second, *rest = world.inspections()
        world.record(first)
        assert _case(world, "liable_not_checked").evidence.tone == "near"
        _later(monkeypatch, 40)
        found = _case(world, "liable_not_checked").evidence
        assert found.tone == "bad"
        assert found.summary == f"派发 {2 + len(rest)} 户，检查结束 1 户，没有检查完 {1 + len(rest)} 户。"
        by_name = {row.what: row for row in found.rows}
        assert by_name[f"{first.number} {first.subject_name}"].tone == "done"
        assert "没有记录理由" in by_name[f"{second.number} {second.subject_name}"].said
        actions.state(
            by=world.actor("approver"), campaign=world.campaign, inspection=second,
            key="liability.liable_not_checked", citation="高青 10.1 a)", said="企业已注销", papers=["注销通知书 3 号"],
        )  # fmt: skip
        by_name = {row.what: row for row in _case(world, "liable_not_checked").evidence.rows}
        row = by_name[f"{second.number} {second.subject_name}"]
        assert "企业已注销" in row.said and row.tone == "todo"

    def test_a_result_made_public_in_time_or_late(
        self, dispatched: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """高青 9.1: twenty working days after the task ended."""
        world = dispatched
        first, second, *_ = world.inspections()
        first, second = world.review(first), world.review(second)
        assert _case(world, "liable_not_published").evidence.tone == "near"
        _publish(world, first)
        rows = {row.what: row for row in _case(world, "liable_not_published", None).evidence.rows}
        done = rows[f"{first.number} {first.subject_name}"]
        assert done.tone == "done" and "按期" in done.said and "高青 9.1" in done.said
        _later(monkeypatch, 60)
        rows = {row.what: row for row in _case(world, "liable_not_published").evidence.rows}
        assert rows[f"{second.number} {second.subject_name}"].tone == "bad"
        assert rows[f"{first.number} {first.subject_name}"].tone == "done"
        one = Inspection.objects.get(pk=first.pk)
        assert [row.what for row in _case(world, "liable_not_published", one).evidence.rows] == [
            f"{first.number} {first.subject_name}"
        ]

    def test_a_crime_in_the_record_wants_its_letter(self, dispatched: Any, bound_by: Any) -> None:
        world, one = dispatched, dispatched.inspections()[0]
        bound_by("gaoqing")
        one = world.start(world.notify(one))
        world.fill(one, handling="涉嫌犯罪，移送公安机关", result="pending")
        world.sign(one)
        inspections.end_check(by=world.team(one)[0], inspection=one)
        one = inspections.approve(by=world.actor("unit_head"), inspection=one)
        assert _case(world, "liable_crime_not_transferred").evidence.tone == "bad"
        made = inspections.draft_referral(
            by=world.actor("unit_head"), inspection=one, way="crime", to_name="县公安局", facts="非法储存",
            positions=[1], basis="高青 10.1 c)",
        )  # fmt: skip
        assert _case(world, "liable_crime_not_transferred").evidence.tone == "bad", "a draft is no transfer"
        inspections.send_referral(
            by=world.actor("unit_head"), referral=made, number="移1号", sent_on=timezone.localdate()
        )
        found = _case(world, "liable_crime_not_transferred").evidence
        assert found.tone == "done" and "移1号" in found.rows[0].said
        assert Referral.objects.get().state == "sent"

    def test_days_of_the_task_and_of_the_file(
        self, dispatched: Any, bound_by: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world = dispatched
        first = world.inspections()[0]
        world.record(first)
        found = _case(world, "liable_delayed").evidence
        assert found.tone == "near" and any("在任务期限内" in row.said for row in found.rows)
        _later(monkeypatch, 60)
        found = _case(world, "liable_delayed").evidence
        assert found.tone == "bad" and "没有检查完" in found.rows[1].said

    def test_what_was_corrected_is_told(self, dispatched: Any, bound_by: Any) -> None:
        world = dispatched
        bound_by("gaoqing", "xinyang")
        one = world.review(world.inspections()[0])
        assert _case(world, "liable_serious_errors").evidence.tone == "done"
        inspections_back = _case(world, "liable_serious_errors").evidence
        assert "更正过的 0 件" in inspections_back.summary
        (row,) = _case(world, "liable_concealment", one).evidence.rows
        assert (row.tone, row.said) == ("todo", "记录写了“责令”，没有登记责令改正")


class TestConduct:
    def test_the_guards_stand_and_what_cannot_be_shown_is_said(self, dispatched: Any, bound_by: Any) -> None:
        world = dispatched
        world.review(world.inspections()[0])
        bound_by("xinyang", "xiping")
        found = _case(world, "liable_collusion").evidence
        said = {row.what: row.said for row in found.rows}
        assert found.tone == "todo" and found.word == "记录不能单独证明"
        assert said["检查记录签字"].startswith("1 / 1 户全组签字")
        assert said["结果由另一人审核"] == "1 / 1 户"
        assert world.draw.results_hash[:16] in said["检查对象由摇号产生"]
        assert "现场以外的来往" in found.silent
        assert "由有权机关认定" in _case(world, "liable_abuse").evidence.silent

    def test_looks_at_the_secret_list_are_counted(self, dispatched: Any, bound_by: Any) -> None:
        world = dispatched
        bound_by("xinyang")
        before = _case(world, "liable_leaking").evidence
        one = world.inspections()[0]
        world.client("approver").get(reverse("inspections:inspection", args=[one.pk]))
        world.client("unit_head").get(reverse("inspections:inspection", args=[one.pk]))
        found = _case(world, "liable_leaking", one).evidence
        assert "查看 2 次，2 人" in found.summary
        assert {row.what for row in found.rows} == {"某approver", "某unit_head"}
        assert len(_case(world, "liable_leaking").evidence.rows) >= len(before.rows) + 2
        assert "记录不能证明" in found.silent

    def test_a_problem_without_handling_speaks_against(self, dispatched: Any, bound_by: Any) -> None:
        world, one = dispatched, dispatched.inspections()[0]
        bound_by("xinyang")
        one = world.start(world.notify(one))
        world.fill(one, handling="")
        world.sign(one)
        inspections.end_check(by=world.team(one)[0], inspection=one)
        found = _case(world, "liable_concealment").evidence
        assert found.tone == "bad" and "第 1 项" in found.rows[0].what


class TestExempting:
    def test_duty_done_step_by_step(self, dispatched: Any) -> None:
        world = dispatched
        first, *rest = world.inspections()
        one = world.review(first)
        found = {row.what: row for row in _case(world, "exempt_duty_done", one).evidence.rows}
        assert found["计划经批准"].tone == "done" and "批准" in found["计划经批准"].said
        assert found["摇号"].tone == "done" and "签字" in found["摇号"].said
        assert (found["检查组全组签字"].said, found["检查组全组签字"].tone) == ("1 / 1 户", "done")
        assert found["公示（或者依法不予公开）"].tone == "near"
        _publish(world, one)
        one = Inspection.objects.get(pk=one.pk)
        assert _case(world, "exempt_duty_done", one).evidence.tone == "done"
        whole = {row.what: row.said for row in _case(world, "exempt_duty_done").evidence.rows}
        assert whole["检查结束"] == f"1 / {1 + len(rest)} 户"

    def test_what_only_a_statement_can_make(self, dispatched: Any) -> None:
        world = dispatched
        one = world.review(world.inspections()[0])
        for name, citation in (
            ("exempt_technical_limits", "高青 10.2 b)"),
            ("exempt_no_causal_link", "高青 10.2 c)"),
            ("exempt_false_report", "高青 10.2 d)"),
        ):
            assert _case(world, name).evidence.tone == "todo"
            actions.state(
                by=world.actor("approver"), campaign=world.campaign, inspection=one, key=f"liability.{name}",
                citation=citation, said="事故调查报告认定", papers=["事故调查报告〔2026〕2号", " "],
            )  # fmt: skip
            row = _case(world, name, one)
            assert "有说明 1 份" in row.evidence.summary
            assert [said.papers for said in row.statements] == [["事故调查报告〔2026〕2号"]]
        assert "采取措施或者写明处理 1 项" in _case(world, "exempt_no_causal_link", one).evidence.rows[0].said


class TestStatements:
    @pytest.mark.parametrize(
        ("code", "changes"),
        [
            ("liability.case_unknown", {"key": "liability.liable_collusion"}),
            ("liability.case_unknown", {"citation": "高青 99"}),
            ("liability.said", {"said": " "}),
            ("liability.long", {"said": "长" * 4001}),
            ("liability.papers", {"papers": ["长" * 201]}),
            ("liability.papers", {"papers": ["件"] * 31}),
        ],
    )
    def test_what_is_missing_is_said(self, dispatched: Any, code: str, changes: Any) -> None:
        given = {"key": "liability.liable_other", "citation": "高青 10.1 e)", "said": "说明"} | changes
        _refused(
            code,
            lambda: actions.state(by=dispatched.actor("approver"), campaign=dispatched.campaign, **given),
        )

    def test_it_stays_and_goes_into_the_file(self, dispatched: Any) -> None:
        world = dispatched
        given = {"key": "liability.liable_other", "citation": "高青 10.1 e)", "said": "说明"}
        made = actions.state(by=world.actor("approver"), campaign=world.campaign, **given)
        with pytest.raises(DatabaseError), transaction.atomic():
            Statement.objects.filter(pk=made.pk).update(said="改了")
        event = Event.objects.get(action="liability.state")
        assert event.object_id == made.pk and "说明" not in event.details
        assert any(paper.kind == "履职说明" for paper in papers_of(world.campaign))
        _refused("acts.not_permitted", lambda: actions.state(
            by=world.actor("auditor"), campaign=world.campaign, **given
        ))  # fmt: skip
        _refused("liability.not_yours", lambda: actions.state(
            by=world.actor("neighbour_approver"), campaign=world.campaign, **given
        ))  # fmt: skip


class TestSecrecy:
    def test_before_release_only_the_leader_afterwards_those_whose_business_it_is(
        self, dispatched: Any
    ) -> None:
        world = dispatched
        one = world.inspections()[0]
        pages = [
            reverse("liability:campaign", args=[world.campaign.pk]),
            reverse("liability:campaign_paper", args=[world.campaign.pk]),
            reverse("liability:inspection", args=[one.pk]),
            reverse("liability:inspection_paper", args=[one.pk]),
        ]
        for page in pages:
            for name, status in (("approver", 200), ("auditor", 409), ("unit_head", 403), ("planner", 403),
                                 ("neighbour_approver", 404), ("publisher", 403)):  # fmt: skip
                answer = world.client(name).get(page)
                assert answer.status_code == status, (page, name)
                if status != 200:
                    assert one.subject_name not in answer.content.decode()
        leader = world.client("approver")
        told = Event.objects.filter(action="inspections.look", actor_name="某approver").count()
        leader.get(pages[0])
        assert Event.objects.filter(action="inspections.look", actor_name="某approver").count() == told + 1
        assert "secret" in leader.get(pages[0]).content.decode()
        listed = world.client("auditor").get(reverse("liability:campaign_list")).content.decode()
        assert world.campaign.title in listed and "名单公开以后" in listed and pages[0] not in listed
        opened = reverse("plans:campaign_open", args=[world.campaign.pk])
        assert pages[0] not in world.client("auditor").get(opened).content.decode()
        draws.release(by=world.actor("approver"), draw=world.draw, reason="局办公会决定公开")
        for page in pages:
            assert world.client("auditor").get(page).status_code == 200
        assert pages[0] in world.client("auditor").get(opened).content.decode()

    def test_a_check_outside_the_lottery_rests_on_its_ground_and_stays_secret(self, world: Any) -> None:
        today = timezone.localdate()
        campaign = inspections.open_outside(
            by=world.actor("unit_head"), unit=world.unit, ground="gaoqing:excluded_complaint_or_lead",
            subjects=world.subjects[:1], item_ids=[world.items[0].pk], inspectors=world.inspectors[:2],
            check_from=today, check_to=today + timedelta(days=10), basis_words="来电反映违规动火", document="投诉登记表",
            document_number="投〔2026〕7号", team_reason="辖区责任人员",
        )  # fmt: skip
        rows = {
            row.what: row
            for one in shown(campaign)
            if one.case.name == "exempt_duty_done"
            for row in one.evidence.rows
        }
        assert "高青 4.3 b)" in rows["不经抽取的依据"].said and "摇号" not in rows
        page = reverse("liability:campaign", args=[campaign.pk])
        answer = world.client("auditor").get(page)
        assert answer.status_code == 404 and world.subjects[0].name not in answer.content.decode()
        listed = world.client("auditor").get(reverse("liability:campaign_list")).content.decode()
        assert campaign.number not in listed
        assert world.client("approver").get(page).status_code == 200

    def test_the_page_takes_a_statement_and_keeps_what_was_typed(self, dispatched: Any) -> None:
        world = dispatched
        client, page = world.client("approver"), reverse("liability:campaign", args=[world.campaign.pk])
        case = "liability.exempt_no_causal_link｜高青 10.2 c)"
        refused = client.post(page, {"case": case, "said": "", "papers": "报告 9 号"})
        assert refused.status_code == 422 and "报告 9 号" in refused.content.decode()
        one = world.inspections()[0]
        sent = {
            "case": case,
            "inspection": one.pk,
            "said": "没有因果关系",
            "papers": "报告 9 号\n\n批复 1 号",
        }
        assert client.post(page, sent).status_code == 302
        assert Statement.objects.get().papers == ["报告 9 号", "批复 1 号"]
        assert client.post(page, sent | {"inspection": "999999"}).status_code == 422
        paper = client.get(reverse("liability:inspection_paper", args=[one.pk])).content.decode()
        assert "没有因果关系" in paper and "高青 10.2 c)" in paper and "记录不能证明的" in paper

    def test_each_department_of_a_joint_check_answers_for_its_own(
        self, dispatched: Any, bound_by: Any
    ) -> None:
        """卫东 八."""
        world = dispatched
        bound_by("weidong")
        page = (
            world.client("approver")
            .get(reverse("liability:campaign", args=[world.campaign.pk]))
            .content.decode()
        )
        assert "各部门分别负责" in page and "卫东 八" in page


class TestWhatFollowed:
    def test_orders_and_cases_speak_for_or_against(
        self, dispatched: Any, bound_by: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world = dispatched
        one = world.review(world.inspections()[0])
        head, today = world.actor("unit_head"), timezone.localdate()
        order = followups.issue_order(
            by=head, inspection=one, measure="责令改正", content="装上配电箱门", positions=[1], number="试应急责改1号",
            issued_on=today, due_on=today + timedelta(days=5),
        )  # fmt: skip
        bound_by("gaoqing", "xiping", "hebi")
        rows = {row.what: row for row in _case(world, "liable_neglect").evidence.rows}
        mine = f"{one.number} {one.subject_name}，责令改正"
        assert rows[mine].tone == "near" and "试应急责改1号" in rows[mine].said
        followups.note_case(by=head, inspection=one, facts="配电箱无门", positions=[1])
        case = followups.confirm_case(by=head, case=Case.objects.get(), established=True, on=today)
        _later(monkeypatch, 30)
        rows = {row.what: row for row in _case(world, "liable_neglect").evidence.rows}
        assert rows[mine].tone == "bad" and "期限已过，没有复查合格的记录" in rows[mine].said
        late = rows[f"{one.number} {one.subject_name}，立案查处"]
        assert late.tone == "bad" and case.number in late.said and "没有记录" in late.said
        assert "责令改正 1 件，立案查处 1 件" in _case(
            world, "exempt_duty_done", one
        ).evidence.summary or any(
            row.what == mine for row in _case(world, "exempt_duty_done", one).evidence.rows
        )
        followups.recheck_order(by=head, order=order, on=today, passed=True, found="已装上")
        rows = {row.what: row for row in _case(world, "liable_neglect").evidence.rows}
        assert rows[mine].tone == "done" and "复查 1 次" in rows[mine].said

    def test_an_objection_that_was_right_speaks_against(self, dispatched: Any, bound_by: Any) -> None:
        world = dispatched
        bound_by("gaoqing", "xinyang")
        one = world.review(world.inspections()[0])
        Objection.objects.create(
            inspection=one, agency=world.agency, number="异1", received_on=timezone.localdate(), applicant="某经理",
            grounds="没有这回事", state="reviewed", entered_at=timezone.now(), entered_by="某", outcome="wrong",
            opinion="有误", reviewed_on=timezone.localdate(), reviewed_by="某",
        )  # fmt: skip
        found = _case(world, "liable_serious_errors").evidence
        assert found.tone == "bad" and "提出异议的 1 件，复核确有错误的 1 件" in found.summary


class TestOfficers:
    @pytest.fixture
    def told(self, dispatched: Any, bound_by: Any) -> Complaint:
        """Something was said of a member of the team, and looked into."""
        world = dispatched
        bound_by("xinyang", "xiping")
        person = next(world.users[world.name_of(seat.inspector_id)][0]
                      for seat in world.inspections()[0].seats.all() if seat.inspector_id)  # fmt: skip
        now = timezone.now()
        return Complaint.objects.create(
            agency=world.agency, number="执法投诉2026-0001", way="走访", officers=True, content="收了礼", accused=[person.pk],
            accused_words="某人", received_at=now, taken_at=now, taken_by="某", state="dealt", result="查了", result_at=now,
        )  # fmt: skip

    def _said(self, world: Any, reader: str) -> str:
        found = shown(Campaign.objects.get(pk=world.campaign.pk), None, world.actor(reader))
        rows = [
            row.said for case in found for row in case.evidence.rows if row.what == "反映检查组成员的投诉举报"
        ]
        return "｜".join(rows)

    def test_the_head_reads_how_many_and_nothing_of_what_was_said(
        self, dispatched: Any, told: Complaint
    ) -> None:
        said = self._said(dispatched, "approver")
        assert "有办理结果的 1 件" in said
        assert not any(word in said for word in (told.number, told.content, told.accused_words, told.result))
        assert self._said(dispatched, "unit_head") == "", "nobody else learns that there is one"

    def test_what_is_still_looked_into_and_who_is_meant(self, dispatched: Any, told: Complaint) -> None:
        Complaint.objects.filter(pk=told.pk).update(state="registered")
        assert set(self._said(dispatched, "approver").split("｜")) == {"派发以后收到并有办理结果的，没有"}
        boss = dispatched.users["approver"][0].pk
        Complaint.objects.filter(pk=told.pk).update(state="dealt", accused=[*told.accused, boss])
        assert self._said(dispatched, "approver") == "", "not to somebody who is meant"


def test_the_paper_as_pdf_says_who_took_it_out(dispatched: Any) -> None:
    world = dispatched
    one = world.review(world.inspections()[0])
    for address in (
        reverse("liability:campaign_file", args=[world.campaign.pk]),
        reverse("liability:inspection_file", args=[one.pk]),
    ):
        page = world.client("approver").get(address)
        assert page["Content-Type"] == "application/pdf" and page.content.startswith(b"%PDF-")
        assert one.subject_name not in page["Content-Disposition"] and page["Cache-Control"] == "no-store"
        text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(page.content)).pages)
        joined = "".join(text.split())
        assert "由某approver取出" in joined and "高青10.1a)" in joined and "第1页，共" in joined
        assert "保密" in joined, "the list is not released"
    closed = world.client("auditor").get(reverse("liability:campaign_file", args=[world.campaign.pk]))
    assert closed.status_code == 409, "as secret as the list"
