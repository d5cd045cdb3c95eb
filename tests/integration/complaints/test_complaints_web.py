"""网上投诉举报: offered where the bureau says so; sent in, taken in like a call, answered by a code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.complaints import actions, attachments, codes
from mingqian.complaints.desk import desk_lines
from mingqian.complaints.models import Attachment, Complaint, Person
from mingqian.complaints.public import stand_of
from mingqian.complaints.scope import visible
from mingqian.complaints.states import DEALT, REGISTERED, SENT, TAKEN

DANGER, OFFICERS = "事故隐患", "执法人员违法违规违纪"
FORM, QUERY = "/open/complaints/online/", "/open/complaints/query/"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB\x60\x82"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


@pytest.fixture
def web(bureau: Any) -> Any:
    """The bureau has decided to take complaints on its site."""
    bureau.bind("national", complaint_web="yes")
    return bureau


def said(**given: Any) -> dict[str, Any]:
    return {
        "once": codes.fresh_once(), "about": DANGER, "subject_name": "试验烟花爆竹厂", "content": "安全出口锁着。",
    } | given  # fmt: skip


def send(**given: Any) -> Any:
    return Client().post(FORM, said(**given))


def code_in(page: Any) -> str:
    found = re.search(r"<b>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</b>", page.content.decode())
    assert found, page.content.decode()[-3000:]
    return found.group(1)


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    caught.value.words()
    return caught.value.code


class TestOffered:
    def test_until_the_bureau_decides_nothing_is_offered_and_nothing_is_taken(self, bureau: Any) -> None:
        assert "网上投诉举报</a>" not in Client().get("/open/complaints/").content.decode()
        assert "没有开设网上投诉举报" in Client().get(FORM).content.decode()
        assert send().status_code == 422 and not Complaint.objects.exists()
        bureau.bind("national", complaint_web="no")
        assert send().status_code == 422 and not Complaint.objects.exists()

    def test_the_channels_page_leads_there_and_says_that_the_list_is_of_examples(self, web: Any) -> None:
        page = Client().get("/open/complaints/").content.decode()
        assert f'href="{FORM}"' in page and "电话、信件信函、走访等，也可以在网上" in page
        form = Client().get(FORM).content.decode()
        assert "（一）证照" in form and "投诉 二" in form

    def test_a_way_beside_the_listed_ones_is_taken_down_too(self, bureau: Any) -> None:
        """西平 投诉 二: 电话、信件信函、走访等形式."""
        assert bureau.take(way="电子邮件").way == "电子邮件"
        given = {"way": "other", "about": DANGER, "subject_name": "某厂", "content": "乱", "anonymous": "1",
                 "received_at": f"{timezone.localtime() - timedelta(minutes=2):%Y-%m-%dT%H:%M}"}  # fmt: skip
        client = bureau.client("office")
        assert "请写明是什么方式" in client.post(reverse("complaints:take"), given).content.decode()
        client.post(reverse("complaints:take"), given | {"way_other": "传真"})
        assert Complaint.objects.order_by("-pk")[0].way == "传真"


class TestSending:
    def test_anonymous_with_a_code_and_not_a_trace_of_the_sender(self, web: Any) -> None:
        page = send()
        assert page["Cache-Control"] == "no-store"
        one = Complaint.objects.get()
        assert (one.state, one.way, one.anonymous, one.subject_id) == (SENT, "网上", True, web.subject.pk)
        assert not Person.objects.exists()
        event = Event.objects.get(action="complaints.complaint.submit")
        assert event.origin == "" and event.details == f'{{"number": "{one.number}"}}'
        code = code_in(page)
        assert code not in str(vars(one)) and one.query_blind == codes.blinded(code)
        assert stand_of(web.agency.pk, code.lower().replace("-", " ")).state == "已收到，等待受理"  # type: ignore[union-attr]

    def test_who_gives_a_name_is_kept_encrypted(self, web: Any) -> None:
        send(name="钱举报", phone="13905330099")
        one = Complaint.objects.get()
        assert not one.anonymous and one.person.phone == "13905330099"
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, phone FROM complaints_person")
            raw = str(cursor.fetchall())
        assert "钱举报" not in raw and "13905330099" not in raw
        assert (
            "13905330099"
            not in web.client("office").get(reverse("complaints:complaint", args=[one.pk])).content.decode()
        )

    def test_the_same_form_twice_is_one_complaint_and_other_words_are_another(self, web: Any) -> None:
        given = said()
        first, again = Client().post(FORM, given), Client().post(FORM, given)
        assert code_in(first) == code_in(again) and Complaint.objects.count() == 1
        other = Client().post(FORM, given | {"content": "还有一处锁着。"})
        assert code_in(other) != code_in(first) and Complaint.objects.count() == 2

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"about": ""}, "请选择反映的是什么事项"),
            ({"about": "应急管理违法行为"}, "请选择是哪一类违法行为"),
            ({"content": " "}, "请写明反映的内容"),
            ({"subject_name": "", "place": ""}, "说不出单位的，写明地点"),
            ({"about": OFFICERS}, "请写明反映的是哪位执法人员"),
            ({"content": "长" * 5001}, "5000"),
        ],
    )
    def test_a_refusal_names_the_field_and_keeps_what_was_typed(
        self, web: Any, given: dict[str, str], words: str
    ) -> None:
        page = send(**{"place": "西门外", "phone": "0600-210"} | given)
        assert page.status_code == 422 and not Complaint.objects.exists()
        assert words in page.content.decode() and 'value="0600-210"' in page.content.decode()

    def test_one_address_and_everybody_together_are_limited(
        self, web: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            assert send(content=f"第{number}件").status_code == 200
        page = send(content="第六件")
        assert page.status_code == 422 and "一小时内已经提交过 5 次" in page.content.decode()
        elsewhere = Client().post(FORM, said(content="第六件"), REMOTE_ADDR="10.1.1.9")
        assert elsewhere.status_code == 200
        monkeypatch.setattr("mingqian.complaints.actions.web.MOST_AN_HOUR", 6)
        busy = Client().post(FORM, said(content="第七件"), REMOTE_ADDR="10.1.1.10")
        assert "网上提交的太多" in busy.content.decode() and Complaint.objects.count() == 6

    def test_what_is_too_large_is_refused_unread(self, web: Any) -> None:
        page = Client().post(
            FORM, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH="99999999"
        )
        assert page.status_code == 413 and "每件不超过 5 MB" in page.content.decode()

    def test_a_form_from_elsewhere_is_not_taken(self, web: Any) -> None:
        assert Client(enforce_csrf_checks=True).post(FORM, said()).status_code == 403


class TestFiles:
    def test_pictures_and_papers_are_kept_encrypted_and_each_look_is_noted(self, web: Any) -> None:
        files = [SimpleUploadedFile("赵的照片.png", PNG), SimpleUploadedFile("b.pdf", PDF)]
        send(files=files)
        one = Complaint.objects.get()
        kept = list(Attachment.objects.order_by("number"))
        assert [(row.ending, row.size) for row in kept] == [("png", len(PNG)), ("pdf", len(PDF))]
        assert PNG not in bytes(kept[0].data) and attachments.opened(kept[0]) == PNG
        address = reverse("complaints:attachment", args=[one.pk, 1])
        page = web.client("office").get(reverse("complaints:complaint", args=[one.pk])).content.decode()
        assert address in page and "赵的照片" not in page
        got = web.client("office").get(address)
        assert got.content == PNG and got["Content-Disposition"].startswith("attachment;")
        assert got["X-Content-Type-Options"] == "nosniff"
        assert Event.objects.filter(action="complaints.attachment.read").count() == 1
        assert web.client("head").get(address).status_code == 404, "not routed to it"
        assert Client().get(address).status_code == 302

    @pytest.mark.parametrize(
        ("files", "code"),
        [
            ([b"MZ" + b"0" * 50], "complaints.file_kind"),
            ([PNG[:-8]], "complaints.file_broken"),
            ([PDF.replace(b"<<>>", b"<</OpenAction<</JS(x)>>>>")], "complaints.file_active"),
            ([PNG + b"0" * attachments.MOST_BYTES], "complaints.file_size"),
            ([PNG] * 6, "complaints.files_many"),
        ],
    )
    def test_other_files_are_refused_by_their_own_bytes(self, files: list[bytes], code: str) -> None:
        assert refusal(lambda: attachments.check(files)) == code


class TestTakingIn:
    def test_on_duty_it_goes_the_way_of_a_call(self, web: Any) -> None:
        send()
        one = Complaint.objects.get()
        assert not visible(web.actor("duty")).exists(), "before the turn begins"
        assert refusal(lambda: actions.accept(by=web.actor("duty"), complaint=one)) == "complaints.not_yours"
        shift = web.shift()
        assert any("受理网上提交的" in line.what for line in desk_lines(web.actor("duty")))
        page = web.client("duty").post(reverse("complaints:complaint", args=[one.pk]), {"act": "accept"})
        assert page.status_code == 302
        one.refresh_from_db()
        assert (one.state, one.shift_id, one.taken_by) == (TAKEN, shift.pk, "某duty")
        actions.hand_over(by=web.actor("duty"), shift=shift)
        assert actions.register_shift(by=web.actor("office"), shift=shift) == 1

    def test_the_office_registers_at_once_and_finds_the_enterprise(self, web: Any) -> None:
        send(subject_name="烟花厂")
        one = Complaint.objects.get()
        assert one.subject is None
        accept = lambda words: actions.accept(by=web.actor("office"), complaint=one, subject_words=words)  # noqa: E731
        assert refusal(lambda: accept("没有的厂")) == "complaints.register_unknown"
        done = accept("91370322ma3textx0a")
        assert (done.state, done.subject_id, done.registered_by) == (REGISTERED, web.subject.pk, "某office")
        assert refusal(lambda: accept("")) == "acts.wrong_state"

    def test_about_officers_only_their_unit_sees_it_and_never_who_is_named(self, web: Any) -> None:
        send(about=OFFICERS, accused_words="中队的某legal2", subject_name="")
        one = Complaint.objects.get()
        assert one.officers and one.accused == [web.users["legal2"][0].pk] and one.subject is None
        assert visible(web.actor("legal")).exists()
        web.shift()
        for name in ("legal2", "office", "duty", "head", "approver"):
            assert not visible(web.actor(name)).exists(), name
        more = web.users["head"][0].pk
        done = actions.accept(by=web.actor("legal"), complaint=one, accused=[more])
        assert done.state == REGISTERED and done.accused == sorted([web.users["legal2"][0].pk, more])

    def test_where_everybody_of_that_unit_is_named_the_head_hears_of_it(self, web: Any) -> None:
        send(about=OFFICERS, accused_words="某legal和某legal2", subject_name="")
        assert not visible(web.actor("legal")).exists()
        assert any("没有人可以受理" in line.what for line in desk_lines(web.actor("approver")))


class TestAnswering:
    def test_who_stayed_unknown_reads_state_and_answer_by_the_code_and_nothing_else(self, web: Any) -> None:
        code = code_in(send(content="安全出口锁着，老板姓孙。"))
        one = actions.accept(by=web.actor("office"), complaint=Complaint.objects.get())
        asked = lambda typed: Client().post(QUERY, {"code": typed}).content.decode()  # noqa: E731
        assert "正在办理" in asked(code)
        one = actions.route(by=web.actor("office"), complaint=one, unit=web.units["执法大队"])
        one = actions.deal(by=web.actor("head"), complaint=one, result="属实，内部意见：罚款。")
        assert one.state == DEALT and "等待答复" in asked(code)
        assert (
            refusal(lambda: actions.close(by=web.actor("office"), complaint=one)) == "complaints.reply_first"
        )
        one = actions.reply(
            by=web.actor("office"),
            complaint=one,
            said="已责令打开。",
            way="",
            replied_on=timezone.localdate(),
        )
        assert one.reply_way == "凭查询码在网上看"
        page = asked(code)
        assert "已答复" in page and "已责令打开。" in page
        for hidden in (one.number, "内部意见", "老板姓孙", "试验烟花爆竹厂", "执法大队", "某office"):
            assert hidden not in page, hidden
        assert "没有查到" in asked("ABCD-EFGH-JKLM-NPQR") and "没有查到" in asked("")

    def test_a_refusal_is_told_with_its_reason(self, web: Any) -> None:
        code = code_in(send())
        actions.refuse(by=web.actor("office"), complaint=Complaint.objects.get(), reason="不属于应急管理")
        stand = stand_of(web.agency.pk, code)
        assert stand is not None and (stand.state, stand.reply) == ("不予受理", "不属于应急管理")
        assert stand_of(web.neighbour.pk, code) is None

    def test_guessing_is_limited(self, web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mingqian.portal.complaint_pages.MOST_ASKED", 2)
        code = code_in(send())
        for _ in range(2):
            assert "已收到" in Client().post(QUERY, {"code": code}).content.decode()
        assert "查得太多" in Client().post(QUERY, {"code": code}).content.decode()
