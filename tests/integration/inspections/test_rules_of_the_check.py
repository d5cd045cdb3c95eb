"""The check as each document has it: notice, method, certificates, record, forms, file. The value of the rule decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions, dossier, noticing, sheets
from mingqian.inspections.actions.check import Entry
from mingqian.inspections.heading import asked_of
from mingqian.inspections.models import Inspection, Material, MissingContent, Notice, WorkGuide
from mingqian.inspections.overlay import conditions_of
from mingqian.inspections.procedure import steps_of
from mingqian.inspections.record import state_of
from mingqian.plans import actions as plans
from mingqian.plans import packs
from mingqian.plans.models import Campaign
from mingqian.plans.telling import may_be_told, telling_of
from mingqian.publicity import actions as publicity

PACKS = ("gaoqing", "xiping", "xinyang", "hebi", "weidong")


def decide(world: Any, pack_id: str, **settings: str) -> Any:
    """The campaign as if its plan had been made under a pack; returns the bureau with the campaign read anew."""
    validity = packs.load(pack_id).validity
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id=pack_id,
        valid_from=validity.valid_from or date(timezone.localdate().year, 1, 1), valid_until=validity.valid_until,
        settings=settings, reason="局办公会决定",
    )  # fmt: skip
    world.campaign.line.plan.pack_id = pack_id
    type(world.campaign.line.plan).objects.filter(pk=world.campaign.line.plan_id).update(pack_id=pack_id)
    world.campaign = Campaign.objects.select_related("line__plan").get(pk=world.campaign.pk)
    return world


def alone(world: Any, pack_id: str) -> Any:
    """As `decide`, and the first document withdrawn: only this one binds, so that nothing collides."""
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id="gaoqing", valid_from=date(2020, 1, 1),
        valid_until=date(2020, 12, 31), settings={}, reason="不再适用",
    )  # fmt: skip
    decide(world, pack_id)
    for one in Inspection.objects.filter(campaign=world.campaign):
        for item in world.items:
            if not WorkGuide.objects.filter(item=item).exists():
                actions.write_guide(
                    by=world.actor("registrar"), item=item, title="作业指导书", words="先查制度，再看现场。"
                )
        one.refresh_from_db()
    return world


def refused(call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value


def telling(world: Any, **said: Any) -> dict[str, Any]:
    return {
        "by": world.actor("unit_head"), "inspection": world.inspections()[0],
        "planned_on": timezone.localdate(), "channel": "written", "materials": "营业执照", "attend": "负责人到场",
    } | said  # fmt: skip


def begun(world: Any) -> Inspection:
    """Told or not as the document has it, and begun."""
    one = world.inspections()[0]
    if may_be_told(world.campaign):
        world.notify(one)
    else:
        actions.withhold_notice(
            by=world.actor("unit_head"), inspection=one, planned_on=timezone.localdate(), reason=""
        )
        one.refresh_from_db()
    return world.start(one)


class TestNotice:
    @pytest.mark.parametrize(
        ("pack", "value"),
        [("gaoqing", ""), ("hebi", ""), ("xinyang", "always"), ("xiping", "forbidden"), ("weidong", "unless_unsuitable")],
    )  # fmt: skip
    def test_the_value_governs_who_is_told(self, dispatched: Any, pack: str, value: str) -> None:
        world = alone(dispatched, pack)
        rule = telling_of(world.campaign)
        assert rule.value == value and bool(rule.where) is bool(value)
        silent = {
            "by": world.actor("unit_head"), "inspection": world.inspections()[0],
            "planned_on": timezone.localdate(), "reason": "",
        }  # fmt: skip
        if value == "forbidden":
            assert refused(actions.notify, **telling(world)).code == "inspections.notice_forbidden"
            assert rule.where in actions.withhold_notice(**silent).withheld_reason
        elif value == "always":
            why = refused(actions.withhold_notice, **(silent | {"reason": "突击"}))
            assert why.code == "inspections.notice_required" and rule.where in why.words()
            assert actions.notify(**telling(world)).channel == "written"
        else:
            assert refused(actions.withhold_notice, **silent).code == "acts.reason_required"
            assert actions.notify(**telling(world)).channel == "written"

    def test_a_campaign_cannot_be_set_against_the_document(self, dispatched: Any) -> None:
        world = alone(dispatched, "xinyang")
        Campaign.objects.filter(pk=world.campaign.pk).update(notice_allowed=False)
        assert may_be_told(Campaign.objects.get(pk=world.campaign.pk))

    @pytest.mark.parametrize(
        ("pack", "words"),
        [
            ("gaoqing", {}),
            ("xinyang", {"materials": "应准备的材料", "attend": "到场配合的人员"}),
            ("weidong", {"attend": "配合要求", "materials": "准备的资料"}),
        ],
    )
    def test_what_a_notice_must_say(self, dispatched: Any, pack: str, words: dict[str, str]) -> None:
        world = alone(dispatched, pack)
        asked = {name: one.word for name, one in noticing.asked_words([world.campaign]).items()}
        assert asked == words
        page = world.client("unit_head").get(reverse("inspections:notice", args=[world.inspections()[0].pk]))
        for name, word in words.items():
            assert word in page.content.decode()
            why = refused(actions.notify, **telling(world, **{name: " "}))
            assert (why.code, why.field) == ("inspections.notice_incomplete", name) and word in why.words()
        assert actions.notify(**telling(world)).materials == "营业执照"

    def test_the_paper_has_the_documents_title_words_and_rights(self, dispatched: Any) -> None:
        world = alone(dispatched, "xinyang")
        one = world.notify(world.inspections()[0])
        paper = (
            world.client("unit_head").get(reverse("inspections:notice_paper", args=[one.pk])).content.decode()
        )
        assert "应准备的材料：" in paper and "到场配合的人员：" in paper
        assert "你单位的权利（信阳 二十二）：陈述申辩；申诉；反映违法违纪。" in paper
        world = alone(dispatched, "weidong")
        paper = (
            world.client("unit_head").get(reverse("inspections:notice_paper", args=[one.pk])).content.decode()
        )
        assert "<h1>部门联合检查告知书</h1>" in paper and "示范格式" in paper

    def test_own_contents_of_a_document_and_ways_we_do_not_know(
        self, dispatched: Any, monkeypatch: Any
    ) -> None:
        world = alone(dispatched, "weidong")
        every = noticing.governing

        def more(campaign: Any, *keys: str, **rest: Any) -> Any:
            for one in every(campaign, *keys, **rest):
                value = {
                    "checks.notice_contents": ("注意事项",),
                    "checks.notice_forms": ("书面", "短信"),
                }.get(one.parameter.key)
                yield one if value is None else _with(one, value)

        monkeypatch.setattr(noticing, "governing", more)
        assert noticing.channels([world.campaign]) == [("written", "书面"), ("短信", "短信")]
        assert refused(actions.notify, **telling(world, channel="fax")).code == "inspections.channel_unknown"
        why = refused(actions.notify, **telling(world, channel="短信"))
        assert why.field == "told_注意事项"
        sent = actions.notify(**telling(world, channel="短信", told={"注意事项": "戴安全帽"}))
        assert (sent.channel, sent.channel_words, sent.told) == ("other", "短信", {"注意事项": "戴安全帽"})

    def test_days_are_laid_down_for_all_where_nobody_is_told(self, dispatched: Any) -> None:
        world = alone(dispatched, "xiping")
        page = reverse("inspections:notify_all", args=[world.campaign.pk])
        client = world.client("unit_head")
        assert "定下检查日期，不事先告知" in client.get(page).content.decode()
        picks = [one.pk for one in world.inspections()]
        today = timezone.localdate().isoformat()
        form = {"act": "withhold", "pick": picks, **{f"on_{pk}": today for pk in picks}}
        late = form | {f"on_{picks[0]}": "2020-01-01"}
        assert "已经过去" in client.post(page, late).content.decode() and not Notice.objects.exists()
        assert client.post(page, form).status_code == 302
        assert {one.state for one in world.inspections()} == {"withheld"}


def _with(one: Any, value: tuple[str, ...]) -> Any:
    from dataclasses import replace

    return replace(one, parameter=replace(one.parameter, value=value))


class TestRecord:
    @pytest.mark.parametrize(
        ("pack", "methods"),
        [
            ("gaoqing", ("查阅资料", "检查现场")),
            ("xiping", ("现场检查", "书面检查")),
            ("xinyang", ("实地检查", "书面检查")),
            ("hebi", ("实地检查", "其他方式")),
            ("weidong", ()),
        ],
    )
    def test_the_method_is_one_of_the_documents(
        self, dispatched: Any, pack: str, methods: tuple[str, ...]
    ) -> None:
        world = alone(dispatched, pack)
        one = begun(world)
        leader = world.team(one)[0]
        assert asked_of(world.campaign).methods == methods
        call = {"by": leader, "inspection": one}
        assert refused(actions.save_head, **call, methods=["猜测"]).code == "inspections.method_unknown"
        gaps = state_of(one).gap_words
        assert ("没有选检查方式" in gaps) is bool(methods)
        if methods:
            world.head(one, methods=methods[:1])
            assert "没有选检查方式" not in state_of(one).gap_words
            paper = world.client("unit_head").get(reverse("inspections:record_paper", args=[one.pk]))
            assert methods[0] in paper.content.decode()

    def test_joint_checks_have_their_own_methods(self, dispatched: Any) -> None:
        world = alone(dispatched, "xiping")
        type(world.campaign.line).objects.filter(pk=world.campaign.line_id).update(kind="joint")
        campaign = Campaign.objects.get(pk=world.campaign.pk)
        assert "网络监测" in asked_of(campaign).methods

    def test_certificates_are_shown_with_their_numbers_before_anybody_signs(self, dispatched: Any) -> None:
        one = begun(dispatched)
        leader = dispatched.team(one)[0]
        dispatched.fill(one)
        first = one.showings.order_by("pk")[0]
        assert first.certificate == first.seat.certificate and first.citation == "国家规定 安全生产法 67"
        assert (
            refused(actions.show_certificates, by=leader, inspection=one, seat_ids=[first.seat_id]).code
            == "inspections.certificates_shown"
        )
        other = begun_other = dispatched.start(dispatched.notify(dispatched.inspections()[1]))
        seats = [seat.pk for seat in other.seats.order_by("number")]
        head = dispatched.team(begun_other)[0]
        actions.show_certificates(by=head, inspection=other, seat_ids=seats[:1])
        missing = state_of(other).gap_words
        assert other.seats.get(pk=seats[1]).name in missing and "安全生产法 67" in missing
        foreign = refused(actions.show_certificates, by=head, inspection=other, seat_ids=[first.seat_id])
        assert foreign.code == "inspections.certificate_of_nobody"
        assert refused(actions.sign_member, by=head, inspection=other).code == "inspections.record_incomplete"
        paper = dispatched.client("unit_head").get(reverse("inspections:record_paper", args=[one.pk]))
        assert f"{first.name}（{first.certificate}）" in paper.content.decode()

    @pytest.mark.parametrize(
        ("pack", "asked"),
        [
            ("gaoqing", set()),
            ("xiping", {"守法情况评价", "处理意见和建议"}),
            ("hebi", {"处理意见和建议", "提供的咨询服务"}),
            ("xinyang", set()),
        ],
    )
    def test_what_else_the_document_wants_written(self, dispatched: Any, pack: str, asked: set[str]) -> None:
        world = alone(dispatched, pack)
        one = begun(world)
        gaps = state_of(one).gap_words
        for words in ("守法情况评价", "处理意见和建议", "提供的咨询服务"):
            assert (f"没有写{words}" in gaps) is (words in asked)
        assert ("承诺" in gaps) is (pack == "gaoqing")
        world.head(one)
        assert state_of(one).head_gaps == []

    def test_a_problem_without_what_was_done_about_it_is_not_signed(self, dispatched: Any) -> None:
        one = begun(dispatched)
        dispatched.fill(one, measure="", handling="")
        why = refused(actions.sign_member, by=dispatched.team(one)[0], inspection=one)
        assert "没有写明处理情况（国家规定 安全生产法 68）" in why.words()

    def test_whether_a_case_is_filed_is_asked_where_the_form_asks_it(self, dispatched: Any) -> None:
        world = alone(dispatched, "xinyang")
        one = begun(world)
        world.head(one)
        leader, line = world.team(one)[0], one.lines.get(position=1)
        said = {"finding": "problem", "problem": "无证作业", "measure": "责令停止"}

        def write(**more: str) -> None:
            line.refresh_from_db()
            actions.save_lines(
                by=leader, inspection=one, entries=[Entry(line.pk, line.revision, **(said | more))]
            )

        write()
        assert "没有选是否立案（信阳 附件2）" in state_of(one).gap_words
        assert refused(write, filing="maybe").code == "inspections.filing_unknown"
        write(filing="yes")
        assert "是否立案" not in state_of(one).gap_words

    def test_a_head_changed_by_another_phone_is_not_overwritten(self, dispatched: Any) -> None:
        one = begun(dispatched)
        leader, member = dispatched.team(one)
        actions.save_head(by=leader, inspection=one, revision=0, place="仓库")
        why = refused(actions.save_head, by=member, inspection=one, revision=0, place="车间")
        assert why.code == "inspections.head_changed" and leader.name in why.words()

    def test_signatures_fall_when_the_head_changes(self, dispatched: Any) -> None:
        one = begun(dispatched)
        dispatched.fill(one)
        dispatched.sign(one)
        dispatched.head(one, place="二号仓库")
        assert not state_of(one).signed

    @pytest.mark.parametrize(("pack", "led"), [("gaoqing", True), ("xinyang", False)])
    def test_the_leader_divides_and_closes_where_the_document_says_so(
        self, dispatched: Any, pack: str, led: bool
    ) -> None:
        world = alone(dispatched, pack) if pack != "gaoqing" else dispatched
        one = begun(world)
        leader, member = world.team(one)
        line = one.lines.get(position=2)
        own = one.seats.get(inspector_id=leader.inspector_id)
        given = {"inspection": one, "seats": {line.pk: own.pk}}
        if led:
            assert refused(actions.divide_items, by=member, **given).code == "inspections.only_leader"
            actions.divide_items(by=leader, **given)
        else:
            actions.divide_items(by=member, **given)
        entry = Entry(line.pk, line.revision, "no_problem")
        foreign = refused(actions.save_lines, by=member, inspection=one, entries=[entry])
        assert foreign.code == "inspections.line_of_another" and own.name in foreign.words()
        actions.save_lines(by=leader, inspection=one, entries=[entry])
        world.fill(Inspection.objects.get(pk=one.pk), **({} if led else {"filing": "no"}))
        world.sign(one)
        if led:
            assert refused(actions.end_check, by=member, inspection=one).code == "inspections.only_leader"
            assert actions.end_check(by=leader, inspection=one).state == "recorded"
        else:
            assert actions.end_check(by=member, inspection=one).state == "recorded"

    @pytest.mark.parametrize(("pack", "seals"), [("gaoqing", False), ("hebi", True), ("weidong", True)])
    def test_a_seal_stands_for_the_signature_where_the_document_has_it(
        self, dispatched: Any, pack: str, seals: bool
    ) -> None:
        world = alone(dispatched, pack) if seals else dispatched
        one = begun(world)
        world.head(one)
        entries = [
            Entry(line.pk, line.revision, "no_problem", result="none_found") for line in one.lines.all()
        ]
        leader = world.team(one)[0]
        actions.save_lines(by=leader, inspection=one, entries=entries)
        call = {"by": leader, "inspection": one, "name": "王主任", "capacity": "办公室主任"}
        if not seals:
            assert refused(actions.note_seal, **call).code == "inspections.seal_not_known"
            return
        assert refused(actions.note_seal, **(call | {"name": ""})).code == "inspections.name_missing"
        actions.note_seal(**call)
        stands = state_of(one)
        assert stands.subject is not None and "盖章" in sheets.subject_cell(stands.subject).words
        said = world.client(world.name_of(leader.inspector_id)).get(
            reverse("inspections:sign", args=[one.pk])
        )
        assert "已盖章" in said.content.decode()


class TestForms:
    TITLES = {
        "gaoqing": "检查记录表", "xiping": sheets.OWN_TITLE, "xinyang": "“双随机、一公开”抽查记录表",
        "hebi": "联合检查记录表", "weidong": "部门联合监督检查情况记录表",
    }  # fmt: skip

    @pytest.mark.parametrize("pack", PACKS)
    def test_the_record_is_printed_on_the_documents_form(self, dispatched: Any, pack: str) -> None:
        world = alone(dispatched, pack)
        one = begun(world)
        world.head(one)
        page = world.client("unit_head").get(reverse("inspections:record_paper", args=[one.pk]))
        paper = page.content.decode()
        assert f"<h1>{self.TITLES[pack]}</h1>" in paper
        pack_says = packs.load(pack)
        today = timezone.localdate()
        if not pack_says.has("forms.record_table", today):
            assert "示范格式" in paper
            return
        columns = pack_says.get("forms.record_table", today).words()
        for word in columns:
            assert f"<th>{word}</th>" in paper, word
        assert one.subject_name in paper and "示范格式" not in paper
        assert (
            "检查地点" in paper and "出示执法证件" in paper
        )  # 安全生产法 67, 68: what the form has no column for

    def test_the_telephone_on_an_internal_form_is_for_the_team(self, dispatched: Any) -> None:
        world = alone(dispatched, "hebi")
        one = begun(world)
        address = reverse("inspections:record_paper", args=[one.pk])
        phone = one.subject.phone
        assert phone and phone in world.client("unit_head").get(address).content.decode()
        assert phone not in world.client("approver").get(address).content.decode()

    def test_each_item_is_signed_by_who_checked_it(self, dispatched: Any) -> None:
        world = alone(dispatched, "hebi")
        one = begun(world)
        leader, member = world.team(one)
        world.head(one)
        entries = [
            Entry(line.pk, line.revision, "no_problem", result="none_found") for line in one.lines.all()
        ]
        actions.save_lines(by=leader, inspection=one, entries=entries)
        line = one.lines.get(position=2)
        own = one.seats.get(inspector_id=member.inspector_id)
        actions.divide_items(by=leader, inspection=one, seats={line.pk: own.pk})
        for who in (leader, member):
            actions.sign_member(by=who, inspection=one)
        sheet = sheets.record_sheet(one, state_of(one), telephone="")
        assert sheet is not None
        column = sheet.columns.index("检查人员签字")
        assert [row[column].words for row in sheet.rows][:2] == [
            f"{leader_name(one, leader)}（本人账号确认）", f"{own.name}（本人账号确认）",
        ]  # fmt: skip

    def test_the_list_of_items_to_take_along(self, dispatched: Any) -> None:
        address = reverse("inspections:item_paper", args=[dispatched.campaign.pk])
        assert dispatched.client("unit_head").get(address).status_code == 404
        world = alone(dispatched, "xinyang")
        paper = world.client("unit_head").get(address).content.decode()
        for word in ("序号", "检查事项", "检查依据", "检查内容", "检查方式", "备注"):
            assert f"<th>{word}</th>" in paper
        assert world.items[2].basis in paper

    def test_items_printed_on_a_form_are_held_against_the_tasks(self, dispatched: Any) -> None:
        assert sheets.items_on_form(dispatched.campaign, dispatched.items) == []
        world = alone(dispatched, "hebi")
        world.items[0].content = "建立和落实安全生产责任制、安全生产规章制度和操作规程、作业规程情况的检查"
        emergency, market = sheets.items_on_form(world.campaign, world.items)
        assert (emergency[0], len(emergency[2]), len(market[2])) == ("应急管理部门", 4, 8)
        meant = {one.word: one.item for one in emergency[2]}
        assert meant["安全生产责任制和规程"] == world.items[0]
        assert meant["安全设备维护保养检测"] is None
        page = world.client("unit_head").get(reverse("inspections:campaign", args=[world.campaign.pk]))
        assert "本次任务没有列入" in page.content.decode()

    def test_no_check_begins_without_its_guides_where_the_document_wants_them(self, dispatched: Any) -> None:
        world = alone(dispatched, "hebi")
        one = world.notify(world.inspections()[0])
        item = world.items[0]
        fresh = type(item).objects.create(
            agency=world.agency, code="Y9", name="新添的事项", basis="《安全生产法》", item_class="general"
        )
        Campaign.objects.filter(pk=world.campaign.pk).update(item_ids=[item.pk, fresh.pk])
        why = refused(
            actions.start_check, by=world.team(one)[0], inspection=Inspection.objects.get(pk=one.pk)
        )
        assert why.code == "inspections.guides_missing" and "新添的事项" in why.words()
        client = world.client("registrar")
        assert "没有" in client.get(reverse("inspections:guide_list")).content.decode()
        page = reverse("inspections:guide", args=[fresh.pk])
        assert client.post(page, {"title": "指导书", "words": ""}).status_code == 200
        assert client.post(page, {"title": "指导书", "words": "逐台看合格证。"}).status_code == 302
        begun_now = world.start(Inspection.objects.get(pk=one.pk))
        who = world.name_of(world.team(begun_now)[0].inspector_id)
        phone = world.client(who).get(reverse("inspections:check", args=[one.pk])).content.decode()
        assert "逐台看合格证。" in phone


def leader_name(one: Inspection, leader: Any) -> str:
    return str(one.seats.get(inspector_id=leader.inspector_id).name)


class TestFile:
    def published(self, world: Any) -> None:
        for one in world.inspections():
            world.review(one)
        publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
        publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)

    def note(self, world: Any, **said: Any) -> Material:
        return actions.note_material(
            **{
                "by": world.actor("unit_head"), "campaign": world.campaign, "inspection": None, "kind": "会议纪要",
                "title": "抽查部署会", "made_on": timezone.localdate(), "kept_at": "档案盒 1",
            } | said
        )  # fmt: skip

    def test_what_is_missing_from_the_file_needs_a_reason(self, dispatched: Any) -> None:
        world = dispatched
        self.published(world)
        alone(world, "xinyang")
        rows = {one.word: one for one in dossier.contents_of(world.campaign)}
        assert {word for word, one in rows.items() if one.missing} == {"会议纪要", "视频音频资料"}
        assert not rows["通知"].missing and not rows["检查表单"].missing
        head = world.actor("unit_head")
        for one in actions_waiting(world):
            plans.decide_collision(
                by=world.actor("approver"),
                agency=world.agency,
                key=one,
                choice="照本局文件",
                reason="局办公会",
            )
        why = refused(actions.archive_campaign, by=head, campaign=world.campaign)
        assert why.code == "inspections.contents_missing" and "信阳 十七" in why.words()
        self.note(world)
        assert "会议纪要" not in {one.word for one in dossier.missing_of(world.campaign)}
        page = world.client("unit_head").get(reverse("inspections:archive", args=[world.campaign.pk]))
        assert "缺少视频音频资料的理由" in page.content.decode()
        papers = actions.archive_campaign(
            by=head, campaign=world.campaign, reasons={"视频音频资料": "记录仪损坏，已报修"}
        )
        assert any(paper.kind == "会议纪要" for paper in papers)
        assert any(paper.kind == "出示执法证件" for paper in papers)
        assert MissingContent.objects.get().content == "视频音频资料"
        later = self.note(world, title="补录的纪要")
        assert any(row.object_id == later.pk for row in world.campaign.papers.filter(kind="会议纪要"))
        assert refused(actions.strike_material, by=head, material=later, reason="错").code == (
            "inspections.material_filed"
        )

    def test_the_contents_of_another_document(self, dispatched: Any) -> None:
        world = alone(dispatched, "xiping")
        one = begun(world)
        world.head(one)
        world.fill(one)
        rows = {row.word: row for row in dossier.contents_of(world.campaign)}
        assert rows["守法评价"].there == rows["处理意见和建议"].there == rows["检查时间"].there == 1
        assert rows["守法评价"].missing  # the other enterprises have none yet
        assert "现场照片" in dossier.kinds_of(world.campaign)

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"kind": "随便"}, "inspections.material_kind"),
            ({"title": " "}, "inspections.material_title"),
            ({"made_on": timezone.localdate() + timedelta(days=2)}, "inspections.material_date"),
            ({"kept_at": ""}, "inspections.material_place"),
            ({"digest": "xyz"}, "inspections.material_digest"),
            ({"by": "other_head"}, "inspections.not_yours"),
            ({"purpose": "collective"}, "inspections.material_people"),
        ],
    )
    def test_what_a_material_needs(self, dispatched: Any, said: dict[str, Any], code: str) -> None:
        if "by" in said:
            said = {"by": dispatched.actor(said["by"])}
        expected = "acts.not_permitted" if "by" in said else code
        assert refused(self.note, world=dispatched, **said).code in (code, expected)
        assert not Material.objects.exists()

    def test_who_reads_what_was_noted(self, dispatched: Any) -> None:
        """Minutes may name enterprises: nobody but who reads the whole list sees them while it is secret."""
        self.note(dispatched, title="部署会，涉及某厂")
        address = reverse("inspections:materials", args=[dispatched.campaign.pk])
        assert "涉及某厂" in dispatched.client("unit_head").get(address).content.decode()
        one = dispatched.inspections()[0]
        inspector = dispatched.name_of(one.seats.exclude(inspector=None)[0].inspector_id)
        assert "涉及某厂" not in dispatched.client(inspector).get(address).content.decode()
        page = f"{address}?inspection={one.pk}"
        form = {
            "kind": "现场照片", "title": "配电房", "made_on": timezone.localdate().isoformat(), "kept_at": "记录仪 3 号",
        }  # fmt: skip
        assert dispatched.client(inspector).post(page, form).status_code == 302
        assert Material.objects.get(inspection=one).noted_by

    def test_a_struck_material_counts_no_more(self, dispatched: Any) -> None:
        held = self.note(dispatched)
        head = dispatched.actor("unit_head")
        assert (
            refused(actions.strike_material, by=head, material=held, reason="").code == "acts.reason_required"
        )
        actions.strike_material(by=head, material=held, reason="登记错了任务")
        assert refused(actions.strike_material, by=head, material=held, reason="再").code == (
            "inspections.material_struck"
        )

    def test_joint_results_are_summed_up_together_before_they_pass(self, dispatched: Any) -> None:
        world = alone(dispatched, "hebi")
        type(world.campaign.line).objects.filter(pk=world.campaign.line_id).update(kind="joint")
        world.campaign = Campaign.objects.select_related("line__plan").get(pk=world.campaign.pk)
        one = world.record(world.inspections()[0])
        head = world.actor("unit_head")
        assert refused(actions.approve, by=head, inspection=one).code == "inspections.results_not_discussed"
        self.note(world, purpose="collective", people="应急局、市监局", words="各部门结果一致。")
        assert actions.approve(by=head, inspection=one).state == "reviewed"


def actions_waiting(world: Any) -> list[str]:
    """Collisions that stop the filing, within one document or between several."""
    from mingqian.plans import rulebook

    found = rulebook.standings(world.agency, timezone.localdate())
    return [one.collision.key for one in found if one.stops]


def test_the_steps_of_the_text_once_somebody_entered_it(dispatched: Any) -> None:
    one = dispatched.notify(dispatched.inspections()[0])
    page = reverse("inspections:inspection", args=[one.pk])
    assert steps_of(one, conditions_of(one)) == []
    plans.bind_pack(
        by=dispatched.actor("approver"), agency=dispatched.agency, pack_id="national", valid_from=date(2022, 1, 1),
        settings={"rule.checks.procedure": "二｜审批、通知、实施、记录、反馈"}, reason="读到了原文",
    )  # fmt: skip
    one.refresh_from_db()
    states = [(step["name"], step["state"]) for step in steps_of(one, conditions_of(one))]
    assert states == [
        ("审批", "done"), ("通知", "done"), ("实施", "current"), ("记录", "todo"), ("反馈", "todo"),
    ]  # fmt: skip
    assert "反馈" in dispatched.client("unit_head").get(page).content.decode()
