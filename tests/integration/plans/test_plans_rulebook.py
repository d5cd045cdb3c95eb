"""The rules as they bind a bureau: two people, documents beside the rules, collisions, cases, working days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.law import load_pack, read_folder
from mingqian.plans import actions, packs, rulebook
from mingqian.plans.effects import effects
from mingqian.plans.models import AttachedDocument, CollisionDecision, PackBinding, WorkdayTable
from mingqian.plans.pages import collisions as collision_pages
from mingqian.plans.pages.workdays import read_table
from mingqian.workdays import announced_calendar, table_from_rows

pytestmark = pytest.mark.django_db
SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
TODAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, timezone=None: TODAY if value is None else value.date()
    )
    rulebook.forget_calendar()
    yield
    rulebook.forget_calendar()


@pytest.fixture
def browse(bureau: Any) -> Any:
    def open_one(role: str, of: Any = None) -> Client:
        client = Client()
        client.force_login((of or bureau).users[role], backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
        return client

    return open_one


def text(response: Any) -> str:
    return str(response.content.decode())


def propose(bureau: Any, pack_id: str = "gaoqing", role: str = "planner", **values: Any) -> Any:
    given = {
        "by": bureau.actor(role), "agency": bureau.agency, "pack_id": pack_id, "layer": "own",
        "valid_from": date(2026, 1, 1), "reason": "局办公会",
    }  # fmt: skip
    return actions.propose_binding(**(given | values))


def bind(bureau: Any, pack_id: str, **values: Any) -> PackBinding | None:
    proposal = propose(bureau, pack_id, **values)
    found: PackBinding | None = actions.decide_proposal(
        by=bureau.actor("approver"), proposal=proposal, approve=True
    )
    return found


class TestTwoPeople:
    def test_a_proposal_binds_only_when_another_approves(self, bureau: Any) -> None:
        proposal = propose(bureau, settings={"many_complaints": "3"})
        assert packs.binding_of(bureau.agency, "gaoqing") is None
        binding = actions.decide_proposal(by=bureau.actor("approver"), proposal=proposal, approve=True)
        assert binding is not None and binding.settings == {"many_complaints": "3"}
        assert packs.require_binding(bureau.agency, "gaoqing", TODAY).id == "gaoqing"
        codes = list(Event.objects.filter(action__startswith="plans.pack.").values_list("action", flat=True))
        assert sorted(codes) == ["plans.pack.bind", "plans.pack.decide", "plans.pack.propose"]

    def test_nobody_decides_on_a_proposal_of_his_own_and_none_twice(self, bureau: Any) -> None:
        both = system_actor()
        proposal = propose(bureau, by=both)
        with pytest.raises(Refused) as refused:
            actions.decide_proposal(by=both, proposal=proposal, approve=True)
        assert refused.value.code == "plans.proposal_own"
        actions.decide_proposal(by=bureau.actor("approver"), proposal=proposal, approve=False, reason="再核")
        with pytest.raises(Refused) as refused:
            actions.decide_proposal(by=bureau.actor("approver"), proposal=proposal, approve=True)
        assert refused.value.code == "plans.proposal_decided"
        assert PackBinding.objects.count() == 0

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"layer": "below"}, "plans.layer_unknown"),
            ({"reason": " "}, "acts.reason_required"),
            ({"valid_until": date(2025, 1, 1)}, "plans.binding_dates"),
            ({"pack_id": "weidong"}, "plans.binding_outside"),
            ({"settings": {"year_means": "lunar"}}, "plans.setting_malformed"),
            (
                {"pack_id": "national", "settings": {"rule.checks.third_parties": "二"}},
                "plans.entered_malformed",
            ),
        ],
    )
    def test_what_cannot_be_proposed(self, bureau: Any, values: Any, code: str) -> None:
        with pytest.raises(Refused) as refused:
            propose(bureau, **values)
        assert refused.value.code == code and refused.value.words()

    def test_who_may(self, bureau: Any, other_bureau: Any) -> None:
        for role in ("approver", "publisher"):
            with pytest.raises(Refused):
                propose(bureau, role=role)
        proposal = propose(bureau)
        for actor in (bureau.actor("planner"), other_bureau.actor("approver")):
            with pytest.raises(Refused):
                actions.decide_proposal(by=actor, proposal=proposal, approve=True)

    def test_it_shows_at_once_what_would_change(
        self, bureau: Any, make_campaign: Any, add_subjects: Any
    ) -> None:
        add_subjects(30)
        campaign = make_campaign()
        proposal = propose(bureau, settings={"class_of_chemicals": "重点"})
        changes = {one.what: (one.before, one.after) for one in effects(proposal)}
        assert changes["适用"] == ("只供参考", "2026-01-01 起")
        assert ("待决", "重点检查事项") in changes.values()
        assert f"{campaign.number} {campaign.title}" not in changes, "the pool stays as it is"
        assert PackBinding.objects.count() == 0, "tried and taken back"
        bind(bureau, "gaoqing", settings={"class_of_chemicals": "重点"})
        assert effects(propose(bureau, settings={"class_of_chemicals": "重点"})) == []

    def test_the_pages(self, bureau: Any, other_bureau: Any, browse: Any) -> None:
        proposal = propose(bureau, settings={"many_complaints": "3"})
        address = reverse("plans:proposal", args=[proposal.pk])
        page = text(browse("approver").get(address))
        assert "批准以后有什么变化" in page and "本单位的文件" in page
        assert browse("approver", other_bureau).get(address).status_code == 404
        assert "退回时必填" in page
        assert "请写明理由" in text(browse("approver").post(address, {"return": "1"}, follow=True))
        assert browse("planner").post(address, {"approve": "1"}).status_code == 403
        assert PackBinding.objects.count() == 0
        assert "已批准" in text(browse("approver").post(address, {"approve": "1"}, follow=True))
        assert "已批准" in text(browse("planner").get(address))
        rules = text(browse("planner").get(reverse("plans:rule_list")))
        assert "本单位的文件" in rules and "国家规定" in rules


class TestTogether:
    def test_packs_stand_in_their_places(self, bureau: Any, other_bureau: Any) -> None:
        bind(bureau, "xinyang", layer="superior")
        bind(bureau, "gaoqing")
        found = [(one.pack.id, one.layer) for one in rulebook.bound_packs(bureau.agency, TODAY)]
        assert found == [("gaoqing", "own"), ("xinyang", "superior"), ("national", "overlay")]
        assert [one.pack.id for one in rulebook.bound_packs(other_bureau.agency, TODAY)] == ["national"]
        before = [one.pack.id for one in rulebook.bound_packs(bureau.agency, date(2025, 12, 31))]
        assert before == ["national"]

    def test_a_pack_with_dates_of_its_own_binds_nobody_by_itself(self, bureau: Any, browse: Any) -> None:
        with pytest.raises(Refused) as refused:
            packs.require_binding(bureau.agency, "xinyang", TODAY)
        assert refused.value.code == "plans.pack_not_bound"
        assert packs.require_binding(bureau.agency, packs.NATIONAL, TODAY).id == "national"
        assert "本单位没有决定适用，只供参考" in text(
            browse("planner").get(reverse("plans:rule", args=["xinyang"]))
        )
        bind(bureau, "xinyang")
        assert packs.require_binding(bureau.agency, "xinyang", TODAY).id == "xinyang"

    def test_a_text_that_was_entered_switches_its_rule_on(self, bureau: Any) -> None:
        key = "checks.third_parties"
        assert not packs.pack_for(bureau.agency, "national").has(key, TODAY)
        bind(
            bureau, "national", layer="overlay", valid_from=date(2026, 1, 1),
            settings={f"rule.{key}": "二（一）｜严禁第三方实施检查"},
        )  # fmt: skip
        rule = packs.pack_for(bureau.agency, "national").get(key, TODAY)
        assert (rule.citation.article, rule.citation.anchor) == (
            "国办发〔2024〕54号 二（一）",
            "严禁第三方实施检查",
        )


class TestCollisions:
    @pytest.fixture
    def colliding(self, bureau: Any) -> None:
        bind(bureau, "gaoqing", settings={"subject_source": "registration", "key_fields_in_lottery": "drawn"})
        bind(bureau, "xiping", layer="superior")

    def test_only_the_colliding_action_stops_and_shows_both_articles(
        self, bureau: Any, colliding: None
    ) -> None:
        with pytest.raises(Refused) as refused:
            rulebook.require_settled(bureau.agency, "replace", TODAY)
        words = refused.value.words()
        assert "高青 7.3“" in words and "西平 细则 七“" in words
        rulebook.require_settled(bureau.agency, "leader", TODAY)

    def test_a_decision_lets_it_go_on_until_the_documents_change(
        self, bureau: Any, colliding: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given = {"by": bureau.actor("approver"), "agency": bureau.agency, "key": "teams.replacement"}
        actions.decide_collision(**given, choice="照高青 7.3 指派", reason="局办公会")
        with pytest.raises(Refused) as refused:
            rulebook.require_settled(bureau.agency, "replace", TODAY)
        assert "应当回避的人员怎样办" in refused.value.words(), "the other question about replacing"
        choice = "照国家规定 行政处罚法 43：申请回避，由负责人决定"
        actions.decide_collision(**given | {"key": "teams.recusal"}, choice=choice, reason="局办公会")
        rulebook.require_settled(bureau.agency, "replace", TODAY)
        newer = CollisionDecision.objects.get(key="teams.replacement")
        assert newer.decided_by == "高青approver" and newer.reason == "局办公会"
        CollisionDecision.objects.bulk_create(
            [
                CollisionDecision(
                    agency=bureau.agency, key="teams.replacement", digest="0" * 64, choice="x", reason="x",
                    decided_by="某", decided_at=timezone.now(),
                )
            ]
        )  # fmt: skip
        assert next(
            one
            for one in rulebook.standings(bureau.agency, TODAY)
            if one.collision.key == "teams.replacement"
        ).stops, "decided on other words than those of today"

    def test_a_document_under_which_the_law_prevails_lets_only_the_law_be_followed(
        self, bureau: Any, colliding: None, browse: Any
    ) -> None:
        """西平 细则 十七; where no document says so (高青 alone), the bureau is as free as before."""
        given = {
            "by": bureau.actor("approver"), "agency": bureau.agency, "key": "teams.recusal", "reason": "局办公会"
        }  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.decide_collision(**given, choice="照西平 细则 七：交换或者退出")
        assert refused.value.code == "plans.law_prevails"
        assert "西平 细则 十七" in refused.value.words() and "行政处罚法 43" in refused.value.words()
        page = text(browse("approver").get(reverse("plans:collision_list")))
        assert "法律在前（" in page
        assert 'value="照国家规定 行政处罚法 43' in page
        assert page.count('value="照西平 细则 七') == 1, "offered for who replaces, not for recusal"
        actions.decide_collision(**given, choice="照国家规定 行政处罚法 43，交换也由负责人批准")
        (standing,) = [
            one for one in rulebook.standings(bureau.agency, TODAY) if one.collision.key == "teams.recusal"
        ]
        assert rulebook.prevailing([packs.load("gaoqing")], standing.collision, TODAY) is None

    def test_refusals(self, bureau: Any, other_bureau: Any, colliding: None) -> None:
        given = {"by": bureau.actor("approver"), "agency": bureau.agency, "key": "teams.replacement",
                 "choice": "照高青", "reason": "会议"}  # fmt: skip
        for values, code in (
            ({"key": "teams.nothing"}, "plans.collision_unknown"),
            ({"choice": " "}, "plans.choice_missing"),
            ({"reason": ""}, "acts.reason_required"),
            ({"by": bureau.actor("planner")}, "acts.not_permitted"),
            ({"by": other_bureau.actor("approver")}, "plans.other_agency"),
        ):
            with pytest.raises(Refused) as refused:
                actions.decide_collision(**(given | values))
            assert refused.value.code == code

    def test_the_product_s_own_way_of_drawing_waits_too_and_the_documents_way_does_not(
        self, bureau: Any
    ) -> None:
        """rules.md 11: the official platform, or our draw room."""
        bind(bureau, "gaoqing", settings={"key_fields_in_lottery": "drawn"})
        standing = rulebook.standing_of(bureau.agency, "draw.place", TODAY)
        assert standing is not None and standing.with_product and standing.stops
        with pytest.raises(Refused) as refused:
            rulebook.require_settled(bureau.agency, "draw", TODAY)
        assert "高青 5.3“" in refused.value.words() and "明签 摇号规程：明签在自己的" in refused.value.words()
        rulebook.require_settled(bureau.agency, "draw", TODAY, as_documents=True)

    @pytest.mark.parametrize(
        ("choice", "here"),
        [
            ("照明签 摇号规程：在本平台摇号", True),
            ("照高青 5.3：在官方平台抽取", False),
            ("另行研究后在本平台摇号", True),
        ],
    )
    def test_a_decision_for_the_platform_is_kept_here(self, bureau: Any, choice: str, here: bool) -> None:
        bind(bureau, "gaoqing", settings={"key_fields_in_lottery": "drawn"})
        actions.decide_collision(
            by=bureau.actor("approver"),
            agency=bureau.agency,
            key="draw.place",
            choice=choice,
            reason="局办公会",
        )
        rulebook.require_settled(bureau.agency, "draw", TODAY)
        if here:
            rulebook.require_own_room(bureau.agency, TODAY)
            return
        with pytest.raises(Refused, match=choice) as refused:
            rulebook.require_own_room(bureau.agency, TODAY)
        assert refused.value.code == "plans.decided_elsewhere"

    def test_the_page(self, bureau: Any, browse: Any, colliding: None) -> None:
        address = reverse("plans:collision_list")
        page = text(browse("approver").get(address))
        assert "更换的检查人员怎样产生？" in page and "决定之前停下的只有：更换检查人员" in page
        assert "记下决定" not in text(browse("planner").get(address))
        assert browse("planner").post(address, {"key": "teams.replacement"}).status_code == 403
        done = browse("approver").post(
            address, {"key": "teams.replacement", "choice": "照高青指派", "reason": "会议"}, follow=True
        )
        assert "照高青指派" in text(done)

    def test_a_refused_decision_keeps_what_was_typed(self, bureau: Any, browse: Any, colliding: None) -> None:
        address = reverse("plans:collision_list")
        client = browse("approver")
        given = {"key": "teams.replacement", "choice": "照高青指派", "reason": " "}
        refused = client.post(address, given)
        page = refused.content.decode()
        assert refused.status_code == 422 and page.count('value="照高青指派"') == 1
        assert page.count("<details open><summary>作出决定") == 1
        refused = client.post(address, given | {"choice": " ", "reason": "第 3 次局务会"})
        assert "第 3 次局务会</textarea>" in refused.content.decode() and "请写明怎样办。" in text(refused)
        gone = client.post(address, given | {"key": "teams.nothing"})
        assert gone.status_code == 422 and "这一处冲突已经不在了" in text(gone)

    def test_the_report_says_what_each_side_says_and_what_was_decided(
        self, bureau: Any, browse: Any, colliding: None
    ) -> None:
        actions.decide_collision(
            by=bureau.actor("approver"), agency=bureau.agency, key="teams.replacement", choice="照高青指派",
            reason="第 3 次局务会",
        )  # fmt: skip
        page = text(browse("planner").get(reverse("plans:collision_paper")))
        assert "更换的检查人员怎样产生？" in page and "高青" in page and "7.3" in page and "细则 七" in page
        assert "已决定：照高青指派。理由：第 3 次局务会" in page and "决定之前停下的只有：" in page

    def test_what_is_under_way_is_named_beside_the_question_that_stops_it(
        self, bureau: Any, browse: Any, make_campaign: Any, colliding: None
    ) -> None:
        """A campaign at the check is touched by who replaces an inspector, not by where is drawn."""
        campaign = make_campaign()
        beside = lambda key: [  # noqa: E731
            each.name
            for row in browse("approver").get(reverse("plans:collision_list")).context["waiting"]
            if row["key"] == key
            for each in row["touches"]
        ]
        name = f"{campaign.number} {campaign.title}"
        assert beside("draw.place") == [name] and beside("teams.replacement") == []
        type(campaign).objects.filter(pk=campaign.pk).update(state="checking")
        assert beside("draw.place") == [] and beside("teams.replacement") == [name]

    def test_what_is_touched_is_a_link_for_whoever_may_open_it(
        self, bureau: Any, browse: Any, make_campaign: Any, make_user: Any
    ) -> None:
        campaign = make_campaign()
        planner = bureau.actor("planner")
        for action, named in (
            ("plan", campaign.line.plan.title),
            ("draw", f"{campaign.number} {campaign.title}"),
        ):
            (touched,) = collision_pages.touches(SimpleNamespace(action=action), planner)
            assert touched.name == named and browse("planner").get(touched.url).status_code == 200
        clerk = actor_for(
            make_user("complaints_officer", agency=bureau.agency, unit=bureau.unit),
            "complaints_officer",
            origin="127.0.0.1",
        )
        assert [one.url for one in collision_pages.touches(SimpleNamespace(action="draw"), clerk)] == [""]


GUIDE = "一、范围\n本文件自即日起施行。\n四、基本规定\n4.1 基本原则\n依法实施、公开透明。\n"


def test_confirming_a_pool_waits_for_the_decision(
    bureau: Any, make_campaign: Any, add_subjects: Any, bound: None
) -> None:
    add_subjects(30)
    campaign = make_campaign()
    bind(bureau, "weidong", layer="joint", valid_from=date(2024, 6, 25), valid_until=date(2024, 12, 31))
    actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY)
    actions.reopen_campaign(by=bureau.actor("planner"), campaign=campaign, reason="重设")
    bind(bureau, "xiping", layer="superior")
    with pytest.raises(Refused) as refused:
        actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY)
    assert refused.value.code == "plans.collision" and "重点检查对象参不参加抽取" in refused.value.words()
    actions.decide_collision(
        by=bureau.actor("approver"),
        agency=bureau.agency,
        key="draw.key_subjects",
        choice="照高青",
        reason="会议",
    )
    actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY)


class TestDocuments:
    def test_the_article_stands_beside_the_rule(self, bureau: Any, browse: Any) -> None:
        planner = browse("planner")
        address = reverse("plans:document", args=["gaoqing"])
        assert "还没有附上原文" in text(planner.get(address))
        upload = SimpleUploadedFile("指引.txt", GUIDE.encode("gb18030"))
        done = text(planner.post(address, {"title": "", "file": upload}, follow=True))
        assert "分出 3 条" in done and "锚文字对不上" in done
        assert "所附原文没有这一条" in done, "what the pack cites and the text lacks"
        rule = text(planner.get(reverse("plans:rule", args=["gaoqing"])))
        assert "4.1基本原则" in rule and "与所附原文对不上" in rule
        assert AttachedDocument.objects.get().sha256

    def test_the_real_document_fits_word_for_word(self, bureau: Any) -> None:
        file = SEEDS / "003_91a68e4ffd0d1c59.txt"
        if not file.exists():
            pytest.skip("the documents are not beside the project")
        data = file.read_bytes()
        actions.attach_document(
            by=bureau.actor("planner"), agency=bureau.agency, pack_id="gaoqing", title="指引",
            text=data.decode(), original=data,
        )  # fmt: skip
        held = rulebook.attached(bureau.agency, packs.load("gaoqing"))
        assert held is not None and held.problems == ()
        assert "不少于5%" in rulebook.article_text(held, "5.1.2")

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "文件是空的"),
            (b"PK\x03\x04word", "Word 文件请另存为"),
            ("没有条号的一段话".encode(), "没有找到条号"),
            (b"%PDF-1.4 broken", "文"),
        ],
    )
    def test_what_is_no_document(self, browse: Any, content: bytes, words: str) -> None:
        address = reverse("plans:document", args=["gaoqing"])
        page = text(browse("planner").post(address, {"file": SimpleUploadedFile("x.doc", content)}))
        assert words in page or "空" in page
        assert AttachedDocument.objects.count() == 0

    def test_who_attaches(self, bureau: Any, browse: Any, other_bureau: Any) -> None:
        address = reverse("plans:document", args=["gaoqing"])
        upload = SimpleUploadedFile("指引.txt", GUIDE.encode())
        assert browse("publisher").post(address, {"file": upload}).status_code == 403
        actions.attach_document(
            by=bureau.actor("planner"),
            agency=bureau.agency,
            pack_id="gaoqing",
            title="",
            text=GUIDE,
            original=b"x",
        )
        assert "还没有附上原文" in text(browse("planner", other_bureau).get(address)), "each bureau its own"


class TestCases:
    def test_all_cases_are_asked_when_the_page_opens(self, browse: Any) -> None:
        page = text(browse("publisher").get(reverse("plans:case_list")))
        assert "全部相符" in page and "卫东 D 级 41 户，至少 9 户" in page
        few = text(browse("publisher").get(reverse("plans:case_list"), {"pack": "hebi", "q": "只抽一家"}))
        assert "1 个案例" in few and '<span class="note">鹤壁' in few

    def test_an_own_case_is_tried_and_not_kept(self, bureau: Any, browse: Any) -> None:
        address = reverse("plans:case_try")
        planner = browse("planner")
        before = Event.objects.count()
        assert "算一算" in text(planner.get(address))
        given = "- name: 试\n  packs: [weidong]\n  given: { 问: 抽取户数, 等级: D, 户数: 41 }\n  on: 2024-07-01\n  then: { 至少: 8 }\n  article: 五(二)4\n"  # fmt: skip
        assert "至少：应为 8，得到 9" in text(planner.post(address, {"text": given}))
        assert "与您写的相符" in text(planner.post(address, {"text": given.replace("8 }", "9 }")}))
        assert "不是正确的 YAML" in text(planner.post(address, {"text": "- ["}))
        assert "不认识的问题" in text(planner.post(address, {"text": given.replace("抽取户数", "天气")}))
        answered = text(planner.post(address, {"text": given}))
        assert "卫东 五(二)4" in answered and "计划检查、一户检查结束" in answered
        for wrong, said in (("41", ".inf"), ("2024-07-01", "2024-02-30"), ("[weidong]", "3"), ("D,", "E,")):
            said_so = text(planner.post(address, {"text": given.replace(wrong, said)}))
            assert '<p class="error">' in said_so, said
        assert Event.objects.count() == before

    def test_by_what_the_bureau_decided(self, bureau: Any, browse: Any) -> None:
        bind(bureau, "gaoqing", settings={"class_of_chemicals": "重点"})
        given = "- name: 试\n  packs: [gaoqing]\n  given: { 问: 行业类别, 行业: 化工 }\n  on: 2026-03-16\n  then: { 类别: 重点, 参考: false }\n  article: '3.2'\n"  # fmt: skip
        address = reverse("plans:case_try")
        assert "与您写的不同" in text(browse("planner").post(address, {"text": given}))
        assert "与您写的相符" in text(browse("planner").post(address, {"text": given, "own": "1"}))


NOTICE = {
    "year": 2027,
    "papers": ["国办发明电〔2026〕0号"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-16", "isOffDay": False},
    ],
}


class TestWorkdays:
    def admin(self) -> Any:
        return system_actor()

    def test_a_provisional_term_is_counted_again(self, bureau: Any) -> None:
        before = rulebook.known_calendar().add_workdays(date(2026, 12, 21), 20)
        assert before.provisional and before.day == date(2027, 1, 18)
        data = json.dumps(NOTICE).encode()
        actions.import_workdays(by=self.admin(), table=read_table(data), original=data)
        after = rulebook.known_calendar().add_workdays(date(2026, 12, 21), 20)
        assert not after.provisional and after.day == date(2027, 1, 18)
        assert rulebook.known_calendar().is_workday(date(2027, 1, 16))
        assert 2027 not in announced_calendar().years
        with pytest.raises(Refused) as refused:
            actions.import_workdays(by=self.admin(), table=read_table(data), original=data)
        assert refused.value.code == "plans.workdays_known"
        assert Event.objects.filter(action="plans.workdays.import").count() == 1

    def test_a_later_notice_of_a_year_replaces_the_former(self) -> None:
        for rows in ([("2027-01-01", "休", "元旦")], [("2027-01-04", "休", "元旦")]):
            actions.import_workdays(by=self.admin(), table=table_from_rows(2027, rows), original=b"x")
        calendar = rulebook.known_calendar()
        assert calendar.is_workday(date(2027, 1, 1)) and not calendar.is_workday(date(2027, 1, 4))
        assert WorkdayTable.objects.count() == 2

    def test_spreadsheets(self) -> None:
        book, out = BytesIO(), []
        sheet_book = xlsxwriter.Workbook(book)
        sheet = sheet_book.add_worksheet()
        day = sheet_book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate([["2027年放假安排"], ["日期", "类别", "名称"]]):
            sheet.write_row(at, 0, row)
        sheet.write_datetime(2, 0, timezone.datetime(2027, 1, 1), day)
        sheet.write_row(2, 1, ["放假", "元旦"])
        sheet.write_row(3, 0, ["2027年1月16日", "补班", "元旦"])
        sheet_book.close()
        out.append(read_table(book.getvalue()))
        out.append(read_table("日期,类别,名称\n2027/1/1,休,元旦\n2027-01-16,班,元旦\n".encode("gb18030")))
        for table in out:
            assert (table.year, [(one.day.day, one.workday) for one in table.days]) == (
                2027,
                [(1, False), (16, True)],
            )

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"{}", "calendar.shape"),
            ("日子,类别\n2027-01-01,休\n".encode(), "calendar.columns"),
            ("日期,类别\n".encode(), "calendar.empty"),
            ("日期,类别\n2027-02-30,休\n".encode(), "calendar.date"),
            ("日期,类别\n2027-01-01,喜\n".encode(), "calendar.kind"),
            (b"PK\x03\x04", "plans.sheet_broken"),
            (b"\xff\xff\xfe", "plans.workdays_kind"),
        ],
    )
    def test_what_is_no_notice(self, data: bytes, code: str) -> None:
        with pytest.raises(Refused) as refused:
            read_table(data)
        assert refused.value.code == code and refused.value.words()

    def test_the_page(self, bureau: Any, browse: Any) -> None:
        address = reverse("plans:workday_list")
        page = text(browse("planner").get(address))
        assert "2026 年共 " in page and "导入放假安排" not in page
        assert "还没有公布，暂定" in text(browse("planner").get(address, {"year": "2027"}))
        upload = SimpleUploadedFile("2027.json", json.dumps(NOTICE).encode())
        assert browse("planner").post(address, {"file": upload}).status_code == 403
        assert WorkdayTable.objects.count() == 0


def test_the_packs_on_the_page_are_those_of_the_project() -> None:
    root = Path(__file__).resolve().parents[3] / "law" / "packs"
    assert {pack.id for pack in packs.available()} == {
        load_pack(read_folder(one)).id for one in root.iterdir() if one.is_dir()
    }
