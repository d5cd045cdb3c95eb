"""年度计划执行情况: planned against drawn, inspected, published, found and handled; what the documents demanded in vain."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mingqian.inspections.models import Inspection, RecordLine
from mingqian.plans import yearend
from mingqian.plans.models import PlanLine
from mingqian.publicity import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(dispatched: Any) -> Any:
    dispatched.one = dispatched.review(dispatched.inspections()[0])
    return dispatched


def report(world: Any) -> yearend.Report:
    return yearend.report(world.campaign.line.plan, year_over=False)


def test_before_anything_is_inspected_the_least_number_is_lacking_with_its_article(dispatched: Any) -> None:
    found = report(dispatched)
    (row,) = found.rows
    drawn = Inspection.objects.count()
    assert row.done == dict.fromkeys(yearend.COUNTED, 0) | {"drawn": drawn}
    month = timezone.localdate().month
    assert row.by_month["drawn"][month - 1] == drawn == sum(row.by_month["drawn"])
    assert row.size == dispatched.campaign.pool_summary["candidates"]
    assert row.minimum == -(-row.size * 5 // 100) == row.missed
    assert [one.citation for one in found.missed] == ["高青 5.1.2", "高青 6.2"]
    assert f"至少检查 {row.minimum} 户，已检查 0 户" in found.missed[0].words
    page = dispatched.client("planner").get(reverse("plans:plan_report", args=[row.line.plan_id]))
    text = page.content.decode()
    assert "按规定还差的" in text and "部门联合抽查 0 次（牵头 0 次，配合 0 次），至少 1 次" in text
    # Numbers, never who: the list is not released.
    for inspection in Inspection.objects.all():
        assert inspection.subject_name not in text


def test_what_was_done_is_counted_by_line_and_month_and_exported(reviewed: Any) -> None:
    one = reviewed.one
    RecordLine.objects.filter(inspection=one, position=1).update(finding="problem", handling="责令改正")
    found = report(reviewed)
    (row,) = found.rows
    assert (row.done["inspected"], row.done["problems"], row.done["handled"]) == (1, 1, 1)
    assert row.rate == 100 // row.line.estimated_count
    RecordLine.objects.filter(inspection=one, position=1).update(handling="")
    assert report(reviewed).rows[0].done["handled"] == 0
    assert found.months("inspected")[timezone.localdate(one.ended_at).month - 1] == 1
    response = reviewed.client("planner").get(reverse("plans:plan_report_sheet", args=[row.line.plan_id]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    assert book.sheet_names[1:] == ["按月", "没有达到的规定"]
    first = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    assert [str(cell) for cell in first[0][4:10]] == [
        "计划（户）",
        "已抽取",
        "已检查",
        "已公示",
        "发现问题",
        "已处理",
    ]
    assert str(first[1][6]) == "1"


def test_published_counts_and_a_line_ordered_otherwise_has_no_least_number(reviewed: Any) -> None:
    prepared = actions.prepare_result(by=reviewed.actor("unit_head"), inspection=reviewed.one)
    actions.publish_result(by=reviewed.actor("publisher"), publication=prepared)
    assert report(reviewed).rows[0].done["published"] == 1
    PlanLine.objects.filter(pk=reviewed.campaign.line_id).update(special_order="superior", special_note="令")
    assert report(reviewed).rows[0].missed == 0


def test_the_page_is_for_those_who_see_statistics(dispatched: Any) -> None:
    address = reverse("plans:plan_report", args=[dispatched.campaign.line.plan_id])
    assert dispatched.client("witness").get(address).status_code == 403
    assert dispatched.client("neighbour_approver").get(address).status_code == 404
