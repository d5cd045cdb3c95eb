"""From the shift to the end: hand-over, registration, routing, result, answer, refusal; identity and terms."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.complaints import actions
from mingqian.complaints.desk import desk_lines, find
from mingqian.complaints.models import Complaint, Shift
from mingqian.complaints.queries import check_address, checks_of, term_of
from mingqian.complaints.rules import Rules
from mingqian.complaints.states import (
    CLOSED,
    CONFIRMED,
    DEALT,
    HANDED,
    HANDED_OVER,
    NOTHING,
    PASSED,
    REFUSED,
    REGISTERED,
    REPLIED,
    ROUTED,
)
from mingqian.inspections.actions import open_outside
from mingqian.registers.actions import create_inspector, create_item

CALL, LETTER, NAME, PHONE = "电话", "信件信函", "赵举报", "13905330077"


def refusal(call) -> str:
    with pytest.raises(Refused) as caught:
        call()
    caught.value.words()
    return caught.value.code


def lines(bureau, name) -> list[str]:
    return [line.what for line in desk_lines(bureau.actor(name))]


class TestShift:
    def test_the_days_calls_are_handed_over_and_registered(self, bureau):
        shift = bureau.shift()
        one, two = bureau.take("duty", way=CALL), bureau.take("duty", way=CALL, anonymous=True)
        assert (
            refusal(lambda: actions.register(by=bureau.actor("office"), complaint=one)) == "acts.wrong_state"
        )
        [line] = [line for line in desk_lines(bureau.actor("duty")) if "交接班前报办公室" in line.what]
        assert line.due == timezone.localdate(shift.ends_at) and "2 件" in line.what
        assert actions.hand_over(by=bureau.actor("duty"), shift=shift).state == HANDED_OVER
        assert [Complaint.objects.get(pk=each.pk).state for each in (one, two)] == [HANDED, HANDED]
        assert "登记某duty值班交来的投诉举报" in lines(bureau, "office")
        assert (
            refusal(lambda: actions.register_shift(by=bureau.actor("duty"), shift=shift))
            == "complaints.not_yours"
        )
        actions.refuse(by=bureau.actor("office"), complaint=two, reason="不属于应急管理")
        assert Shift.objects.get().state == HANDED_OVER
        assert actions.register_shift(by=bureau.actor("office"), shift=shift) == 1
        assert Shift.objects.get().state == CONFIRMED and not Shift.objects.get().late
        assert refusal(lambda: actions.register_shift(by=bureau.actor("office"), shift=shift)) == (
            "complaints.nothing_waits"
        )

    def test_after_the_change_of_shift_it_is_late_and_says_why(self, bureau, at):
        shift = bureau.shift(hours=1)
        bureau.take("duty", way=CALL)
        at(timezone.now() + timedelta(hours=2))
        assert any("已过交接班时间" in what for what in lines(bureau, "duty"))
        hand = lambda note="": actions.hand_over(by=bureau.actor("duty"), shift=shift, note=note)  # noqa: E731
        assert refusal(hand) == "complaints.late_reason"
        assert hand("电话占线").late

    def test_without_a_call_the_turn_just_ends(self, bureau):
        assert actions.hand_over(by=bureau.actor("duty"), shift=bureau.shift()).state == NOTHING

    def test_one_turn_at_a_time_and_a_sane_end(self, bureau):
        bureau.shift()
        assert refusal(bureau.shift) == "complaints.shift_open"
        assert refusal(lambda: bureau.shift("duty2", hours=-1)) == "complaints.shift_end"
        assert refusal(lambda: bureau.shift("duty2", hours=24 * 30)) == "complaints.shift_end"

    def test_nobody_else_hands_over_but_the_office(self, bureau):
        shift = bureau.shift()
        assert (
            refusal(lambda: actions.hand_over(by=bureau.actor("duty2"), shift=shift))
            == "complaints.not_yours"
        )
        assert actions.hand_over(by=bureau.actor("office"), shift=shift).state == NOTHING

    def test_the_term_is_the_documents(self, bureau):
        due = Rules(bureau.agency.pk).hand_over_due(timezone.now())
        assert due is not None and due.where == "西平 投诉 六" and due.due == timezone.localdate()

    def test_without_the_document_no_term_runs(self, plain):
        plain.bind("gaoqing")
        assert Rules(plain.agency.pk).hand_over_due(timezone.now()) is None


class TestLife:
    def test_from_the_routing_to_the_end(self, bureau):
        one = bureau.routed()
        assert one.state == ROUTED and f"办理投诉举报：{one.number} 试验烟花爆竹厂" in lines(bureau, "head")
        assert refusal(lambda: actions.deal(by=bureau.actor("other_head"), complaint=one, result="属实")) == (
            "complaints.not_yours"
        )
        assert (
            refusal(lambda: actions.deal(by=bureau.actor("head"), complaint=one, result=""))
            == "complaints.result"
        )
        one = actions.deal(by=bureau.actor("head"), complaint=one, result="属实，责令停产")
        assert one.state == DEALT
        office = bureau.actor("office")
        assert refusal(lambda: actions.close(by=office, complaint=one)) == "complaints.reply_first"
        today = timezone.localdate()
        said = {"said": "查实，已责令停产。", "way": "电话"}
        future = today + timedelta(days=1)
        assert refusal(lambda: actions.reply(by=office, complaint=one, replied_on=future, **said)) == (
            "complaints.reply_day"
        )
        one = actions.reply(by=office, complaint=one, replied_on=today, satisfied="满意", **said)
        assert one.state == REPLIED
        one = actions.close(by=office, complaint=one, reward="奖励 500 元")
        assert one.state == CLOSED and one.reward == "奖励 500 元"
        acts = list(one.steps.values_list("act", flat=True))
        assert acts == ["受理、登记", "交办", "报办理结果", "答复", "办结"]

    def test_nobody_to_answer(self, bureau):
        one = bureau.routed(anonymous=True)
        one = actions.deal(by=bureau.actor("head"), complaint=one, result="不属实")
        office, today = bureau.actor("office"), timezone.localdate()
        assert (
            refusal(lambda: actions.reply(by=office, complaint=one, said="无", way="无", replied_on=today))
            == "complaints.anonymous"
        )
        assert actions.close(by=office, complaint=one).state == CLOSED

    def test_what_is_not_the_units_goes_back_and_on_to_another_department(self, bureau):
        one = actions.send_back(by=bureau.actor("head"), complaint=bureau.routed(), reason="属于消防")
        assert one.state == REGISTERED and one.unit is None
        office = bureau.actor("office")
        assert refusal(lambda: actions.pass_on(by=office, complaint=one, to_name="")) == "complaints.to_name"
        one = actions.pass_on(by=office, complaint=one, to_name="县消防救援大队")
        assert one.state == PASSED
        assert actions.note_result(by=office, complaint=one, result="消防大队函告：已整改").state == DEALT

    def test_a_death_goes_to_the_government(self, bureau):
        one, office = bureau.take(fatal=True), bureau.actor("office")
        assert refusal(lambda: actions.route(by=office, complaint=one, unit=bureau.units["执法大队"])) == (
            "complaints.fatal"
        )
        assert (
            refusal(lambda: actions.pass_on(by=office, complaint=one, to_name="县公安局"))
            == "complaints.fatal"
        )
        assert actions.pass_on(by=office, complaint=one, to_name="试验县人民政府").state == PASSED

    def test_refused_with_a_reason(self, bureau):
        one, office = bureau.take(), bureau.actor("office")
        assert refusal(lambda: actions.refuse(by=office, complaint=one, reason=" ")) == "acts.reason_required"
        assert actions.refuse(by=office, complaint=one, reason="同一事项已经办结").state == REFUSED

    def test_what_is_about_officers_stays_where_it_is(self, bureau):
        one, legal = bureau.about_officers(), bureau.actor("legal")
        assert refusal(lambda: actions.route(by=legal, complaint=one, unit=bureau.units["执法大队"])) == (
            "complaints.officers_stay"
        )
        assert (
            refusal(lambda: actions.pass_on(by=bureau.actor("office"), complaint=one, to_name="县纪委"))
            == "complaints.not_yours"
        )
        assert actions.pass_on(by=legal, complaint=one, to_name="县纪委监委派驻纪检组").state == PASSED


class TestIdentity:
    def test_the_office_reads_and_every_look_is_an_event(self, bureau):
        one = bureau.take()
        assert actions.read_person(by=bureau.actor("office"), complaint=one) == {
            "姓名": NAME,
            "联系电话": PHONE,
        }
        [event] = Event.objects.filter(action="complaints.person.read")
        assert one.number in event.details and PHONE not in event.details

    def test_the_unit_reads_only_where_the_bureau_says_so(self, bureau):
        one, head = bureau.routed(), bureau.actor("head")
        assert refusal(lambda: actions.read_person(by=head, complaint=one)) == "complaints.person_sealed"
        bureau.bind("national", complaint_identity="handler")
        assert actions.read_person(by=head, complaint=one)["姓名"] == NAME
        actions.deal(by=head, complaint=one, result="属实")
        one.refresh_from_db()
        assert refusal(lambda: actions.read_person(by=head, complaint=one)) == "complaints.person_sealed"

    def test_no_page_list_or_file_names_whoever_complained(self, bureau):
        one = bureau.routed()
        office = bureau.client("office")
        page = f"/complaints/{one.pk}/"
        for client in (office, bureau.client("head")):
            for url in ("/complaints/", page, "/desk/", "/desk/search/?q=试验烟花"):
                said = client.get(url).content.decode()
                assert NAME not in said and PHONE not in said, url
        shown = office.post(page, {"act": "person"})
        assert PHONE in shown.content.decode()
        assert bureau.client("head").post(page, {"act": "person"}).status_code == 422
        file = b"".join(office.post("/complaints/export/").streaming_content)
        assert file.startswith(b"PK")
        assert Event.objects.filter(action="complaints.export").count() == 1


class TestTerms:
    def test_terms_are_the_bureaus_own(self, bureau):
        one, rules = bureau.take(), Rules(bureau.agency.pk)
        assert term_of(one, rules) is None
        bureau.bind(
            "national",
            complaint_route_workdays="2",
            complaint_result_workdays="15",
            complaint_reply_workdays="5",
        )
        rules = Rules(bureau.agency.pk)
        route = term_of(one, rules)
        assert route.where == "本单位的决定" and route.left == 2
        one = actions.route(by=bureau.actor("office"), complaint=one, unit=bureau.units["执法大队"])
        assert term_of(one, rules).left == 15
        one = actions.deal(by=bureau.actor("head"), complaint=one, result="属实")
        assert (term_of(one, rules).what, term_of(one, rules).left) == ("答复", 5)

    def test_search_finds_within_ones_own(self, bureau):
        one = bureau.routed()
        assert [found.title for found in find(bureau.actor("head"), "烟花")] == [
            f"{one.number} 试验烟花爆竹厂"
        ]
        assert list(find(bureau.actor("other_head"), "烟花")) == []
        assert list(find(bureau.actor("registrar"), "烟花")) == []


class TestCheck:
    """据此检查: outside the lottery, resting on the register's number and nobody's name."""

    def test_the_unit_opens_it_from_the_complaint_and_the_complaint_knows(self, bureau):
        one = bureau.routed(content="夜里偷偷生产，我叫赵举报")
        page = f"/complaints/{one.pk}/"
        address = check_address(one)
        assert address.startswith("/inspections/outside/new/?ground=excluded_complaint_or_lead")
        assert unquote(address).count(one.number) == 2 and "赵举报" not in unquote(address)
        assert "据此检查" in bureau.client("head").get(page).content.decode()
        assert "据此检查" not in bureau.client("office").get(page).content.decode()
        form = bureau.client("head").get(address).content.decode()
        assert one.number in form and "试验烟花爆竹厂" in form and "赵举报" not in form
        campaign = open_check(bureau, one)
        assert checks_of(one) == [campaign]
        assert campaign.number in bureau.client("office").get(page).content.decode()

    def test_not_for_officers_nor_without_an_enterprise_nor_without_the_ground(self, bureau, plain):
        assert check_address(bureau.about_officers()) == ""
        assert check_address(bureau.routed(subject=None, subject_name="某作坊")) == ""
        assert check_address(bureau.take()) == ""

    def test_not_where_no_document_has_that_ground(self, plain):
        plain.arrange()
        one = plain.routed(way="来信", about="", kind="")
        assert check_address(one) == ""


def open_check(bureau, one):
    """The unit opens the task the form proposes."""
    registrar, unit = bureau.actor("registrar"), bureau.units["执法大队"]
    people = [
        create_inspector(
            by=registrar,
            values={
                "name": f"检查员{number}",
                "certified": "是",
                "certificate_number": f"1503000000{number}",
                "certificate_valid_until": "2035-01-01",
                "unit": unit.name,
                "level": "county",
            },
        )
        for number in (1, 2)
    ]
    item = create_item(
        by=registrar,
        values={
            "code": "T1",
            "name": "安全生产许可",
            "basis": "《中华人民共和国安全生产法》第六十五条",
            "content": "许可证",
            "method": "现场检查",
            "item_class": "general",
            "inspected_by": "县应急管理局",
            "level": "county",
        },
    )
    today = timezone.localdate()
    return open_outside(
        by=bureau.actor("head"),
        unit=unit,
        ground="excluded_complaint_or_lead",
        subjects=[bureau.subject],
        item_ids=[item.pk],
        inspectors=people,
        check_from=today,
        check_to=today + timedelta(days=5),
        basis_words="投诉",
        team_reason="熟悉烟花爆竹",
        document="投诉举报登记",
        document_number=one.number,
    )
