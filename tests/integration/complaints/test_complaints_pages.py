"""The pages: intake keeps what was typed, offers what the packs say, and the public page tells where to turn and when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mingqian.complaints.models import Arrangement, Complaint, Shift
from mingqian.complaints.public import channels


def typed(bureau, **given):
    return {
        "act": "take",
        "way": "信件信函",
        "about": "应急管理违法行为",
        "kind": "complaints.kind_training",
        "received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "subject_name": "某作坊",
        "content": "没有培训就上岗。",
        "name": "赵举报",
    } | given


class TestIntake:
    def test_it_offers_what_the_document_says(self, bureau):
        page = bureau.client("office").get("/complaints/take/").content.decode()
        for words in (
            "信件信函",
            "走访",
            "上级督办",
            "同级移送",
            "物的危险状态",
            "（八）",
            "西平 投诉 四(六)",
        ):
            assert words in page, words

    def test_what_was_typed_stays_when_it_is_refused(self, bureau):
        client = bureau.client("office")
        back = client.post("/complaints/take/", typed(bureau, content=""))
        said = back.content.decode()
        assert (
            back.status_code == 422 and "请写明反映的内容" in said and "某作坊" in said and "赵举报" in said
        )
        back = client.post("/complaints/take/", typed(bureau, received_at="昨天"))
        assert "时间写得不对" in back.content.decode() and not Complaint.objects.exists()

    def test_the_enterprise_is_picked_from_the_register(self, bureau):
        client = bureau.client("office")
        found = client.post("/complaints/take/", typed(bureau, act="find", subject_name="烟花爆竹"))
        assert f'name="subject" value="{bureau.subject.pk}"' in found.content.decode()
        client.post("/complaints/take/", typed(bureau, subject=str(bureau.subject.pk)))
        one = Complaint.objects.get()
        assert one.subject == bureau.subject and one.subject_name == "试验烟花爆竹厂"

    def test_a_bureau_without_such_a_document_sees_the_general_form(self, plain):
        plain.bind("gaoqing")
        plain.arrange()
        page = plain.client("office").get("/complaints/take/").content.decode()
        assert "走访" not in page and "哪一类违法行为" not in page and "适用的文件没有列出方式" in page
        plain.client("office").post("/complaints/take/", typed(plain, way="来信", about="", kind=""))
        assert Complaint.objects.get().way == "来信"


class TestDuty:
    def test_a_night_on_the_telephone(self, bureau):
        duty, office = bureau.client("duty"), bureau.client("office")
        ends = timezone.localtime() + timedelta(hours=8)
        duty.post("/complaints/duty/", {"ends_at": f"{ends:%Y-%m-%dT%H:%M}"})
        shift = Shift.objects.get()
        duty.post("/complaints/take/", typed(bureau, way="电话"))
        assert Complaint.objects.get().shift == shift
        page = f"/complaints/duty/{shift.pk}/"
        assert "报办公室，共 1 件" in duty.get(page).content.decode()
        duty.post(page, {"act": "hand"})
        assert "统一登记 1 件" in office.get(page).content.decode()
        office.post(page, {"act": "register"})
        assert Complaint.objects.get().registered_by == "某office"
        assert bureau.client("duty2").get(page).status_code == 404

    def test_a_bad_time_is_told(self, bureau):
        back = bureau.client("duty").post("/complaints/duty/", {"ends_at": "2026-13-01T00:00"})
        assert back.status_code == 422 and "时间写得不对" in back.content.decode()


class TestList:
    def test_counts_filters_and_charts(self, bureau):
        bureau.take()
        bureau.take(about="事故隐患", kind="", way="走访")
        page = bureau.client("office").get("/complaints/?way=走访").content.decode()
        assert "共 1 件" in page and "年按方式" in page
        assert "没有符合条件的" in bureau.client("office").get("/complaints/?q=不存在").content.decode()

    @pytest.mark.parametrize("name", ["office", "duty", "legal", "head", "approver"])
    def test_every_role_opens_it(self, bureau, name):
        assert bureau.client(name).get("/complaints/").status_code == 200

    def test_whoever_arranges_reads_no_complaint(self, bureau):
        bureau.take()
        assert "试验烟花爆竹厂" not in bureau.client("approver").get("/complaints/").content.decode()


class TestArrangement:
    def test_the_head_decides_and_the_office_reads(self, plain):
        plain.bind("xiping")
        head = plain.client("approver")
        page = head.get("/complaints/arrangement/").content.decode()
        assert "文件写的是“办公室”" in page and "安全生产法 73" in page
        office = str(plain.units["办公室"].pk)
        head.post("/complaints/arrangement/", {"office": office, "officers_unit": "", "telephone": "0396-1"})
        assert Arrangement.objects.get().office == plain.units["办公室"]
        assert plain.client("office").get("/complaints/arrangement/").status_code == 200
        assert plain.client("office").post("/complaints/arrangement/", {"office": ""}).status_code == 403
        assert plain.client("duty").get("/complaints/counts/").status_code == 403


class TestPublic:
    def test_channels_hours_and_the_discipline_group(self, bureau, settings):
        settings.HOST_AGENCY = bureau.agency.code
        page = Client().get("/open/complaints/").content.decode()
        for words in (
            "0396-1234567",
            "综合楼 11 楼",
            "24 小时",
            "8:30-11:30",
            "县纪委监委派驻纪检组",
            "安全生产法 73",
        ):
            assert words in page, words

    def test_open_now_or_when(self, bureau):
        def visit(moment: datetime):
            found = channels(bureau.agency.pk, moment)
            return next(one for one in found.channels if one.name == "来访")

        assert visit(datetime(2026, 3, 16, 9, 0)).open
        assert visit(datetime(2026, 3, 16, 12, 0)).now == "现在不在受理时间内，今天 15:00 开始"
        assert visit(datetime(2026, 3, 16, 18, 0)).now == "现在不在受理时间内，明天（3月17日） 8:30 开始"
        assert visit(datetime(2026, 10, 1, 9, 0)).now == "现在不在受理时间内，10月8日 8:30 开始"

    def test_a_bureau_that_has_entered_nothing_says_so(self, plain, settings):
        settings.HOST_AGENCY = plain.agency.code
        page = Client().get("/open/complaints/").content.decode()
        assert "还没有在这里公开举报电话" in page and "派驻纪检组" not in page
