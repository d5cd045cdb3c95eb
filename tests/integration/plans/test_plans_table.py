"""核对计划表: a plan from a file against the documents, and tables nobody should have to read."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingqian.plans import overlay
from mingqian.plans.models import AnnualPlan
from mingqian.registers.models import Item

pytestmark = pytest.mark.django_db

ADDRESS = reverse("plans:plan_table")
PLAN = "任务名称,抽查事项,检查对象,抽查比例,抽查数量,时间安排\n联合抽查,劳动防护用品,一般检查对象（建材）,4%,5户,6月\n"


def send(client: Any, data: bytes, *packs: str) -> str:
    file = SimpleUploadedFile("计划.csv", data)
    answer = client.post(ADDRESS, {"file": file, "packs": packs, "year": "2026"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def far_corner() -> bytes:
    """A workbook of a few hundred bytes whose one cell stands in the last corner of the sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write(1_048_575, 16_383, "远")
    return out.getvalue()


def test_every_breach_stands_with_its_row_column_and_article(
    browser: Any, bureau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = browser("planner")
    page = planner.get(ADDRESS).content.decode()
    assert "高青" in page and "核对计划表" in planner.get(reverse("plans:plan_list")).content.decode()
    page = send(planner, PLAN.encode("gb18030"), "gaoqing", "xinyang")
    assert "第 2 行" in page and "低于 5%" in page and "高青 5.1.2" in page
    assert "没有给抽查事项清单" in page  # nothing has been made public yet
    Item.objects.create(agency=bureau.agency, code="YJ99", name="安全帽", item_class="general")
    monkeypatch.setattr(overlay, "_published", [lambda agency_id: ["YJ99"]])
    page = send(planner, PLAN.encode(), "xinyang")
    assert "“劳动防护用品”不在抽查事项清单上" in page and "信阳 六" in page
    page = send(planner, PLAN.replace("劳动防护用品", "安全帽").encode(), "xinyang")
    assert "不在抽查事项清单上" not in page
    assert not AnnualPlan.objects.exists(), "nothing is kept"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2\n", "没有找到表头"),
        (b"PK\x03\x04 torn", "不是能读的表格"),
        (far_corner(), "太费内存"),
        (b"\x81\xff\xff", "文字编码认不出来"),
        (PLAN.encode("utf-16"), "处不合"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_what_to_do(browser: Any, data: bytes, words: str) -> None:
    assert words in send(browser("planner"), data, "gaoqing")


def test_without_a_document_nothing_is_compared(browser: Any) -> None:
    page = send(browser("planner"), PLAN.encode())
    assert "按哪几份文件核对" in page and "处不合" not in page


def test_a_calendar_with_a_cell_in_the_far_corner_ends_a_child_not_the_server(
    signed_in: Any, bureau: Any
) -> None:
    client = signed_in("system_admin")
    file = SimpleUploadedFile("2027.xlsx", far_corner())
    page = client.post(reverse("plans:workday_list"), {"file": file}).content.decode()
    assert "太费内存" in page
