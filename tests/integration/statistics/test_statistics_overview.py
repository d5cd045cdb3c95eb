"""统计: counted over what is public, never over who was drawn, never by person."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mingqian.inspections.models import Inspection
from mingqian.plans import packs
from mingqian.publicity import actions
from mingqian.registers.models import Inspector, Subject
from mingqian.statistics import counting, sheets

pytestmark = pytest.mark.django_db


def asked(world: Any, **more: Any) -> counting.Asked:
    return counting.Asked(world.agency, timezone.localdate().year, **more)


def publish(world: Any, inspection: Any) -> Any:
    prepared = actions.prepare_result(by=world.actor("unit_head"), inspection=inspection)
    return actions.publish_result(by=world.actor("publisher"), publication=prepared)


@pytest.fixture
def bureau(dispatched: Any) -> Any:
    """Two results reviewed; one of them found nothing."""
    first, second = dispatched.inspections()[:2]
    dispatched.review(first)
    second = dispatched.start(dispatched.notify(second))
    dispatched.fill(second, finding="no_problem", problem="", result="none_found", measure="", handling="")
    dispatched.sign(second)
    from mingqian.inspections import actions as inspections

    ended = inspections.end_check(by=dispatched.team(second)[0], inspection=second)
    inspections.approve(by=dispatched.actor("unit_head"), inspection=ended)
    return dispatched


def test_nothing_counts_before_it_is_public(bureau: Any) -> None:
    found = counting.figures(asked(bureau))
    assert (found.checked, found.problems, found.random, sum(found.months)) == (0, 0, 0, 0)
    assert all(not group.rows for group in found.groups)
    assert (found.results, found.handlings, found.kept, found.campaigns) == ([], [], [], [])


def test_no_figure_and_no_byte_moves_while_the_list_is_secret(bureau: Any) -> None:
    """The page is the same after more was checked, reviewed and prepared: only publication changes it."""
    client = bureau.client("planner")
    addresses = [reverse(f"statistics:{name}") for name in ("overview", "data")]
    before = [client.get(address).content.decode().partition("<main")[2] for address in addresses]
    assert all(subject.name not in "".join(before) for subject in bureau.subjects)
    bureau.review(bureau.inspections()[2]) if len(bureau.inspections()) > 2 else None
    actions.prepare_campaign(by=bureau.actor("unit_head"), campaign=bureau.campaign)
    after = [client.get(address).content.decode().partition("<main")[2] for address in addresses]
    assert after == before


def test_what_is_public_is_counted_once_in_every_table(bureau: Any) -> None:
    first, second = bureau.inspections()[:2]
    Subject.objects.filter(pk=first.subject_id).update(credit_grade="D", township="东乡")
    publish(bureau, first)
    publish(bureau, second)
    found = counting.figures(asked(bureau))
    assert (found.checked, found.problems, found.random) == (2, 1, 2)
    assert found.months[timezone.localdate().month - 1] == 2 == sum(found.months)
    for group in found.groups:
        assert sum(row.checked for row in group.rows) == 2, group.name
        assert sum(row.problems for row in group.rows) == 1, group.name
    assert {(row.name, row.checked, row.problems) for row in found.group("grade").rows} == {
        ("D 级", 1, 1),
        ("未填写", 1, 0),
    }
    items = len(bureau.items)
    assert found.results == [("未发现问题", 2 * items - 1), ("发现问题已责令改正", 1)]
    assert [(one.pk, number, sick) for one, number, sick in found.campaigns] == [(bureau.campaign.pk, 2, 1)]


def test_terms_kept_and_missed_are_told_apart(bureau: Any) -> None:
    first, second = bureau.inspections()[:2]
    publish(bureau, first)
    publish(bureau, second)
    long_ago = timezone.now() - timedelta(days=90)
    Inspection.objects.filter(pk=second.pk).update(ended_at=long_ago)
    kept = {one.what: one for one in counting.figures(asked(bureau)).kept}
    assert (kept["公示检查结果"].within, kept["公示检查结果"].late) == (1, 1)


def test_a_correction_is_counted_as_it_now_reads(bureau: Any) -> None:
    made = publish(bureau, bureau.inspections()[0])
    signed = actions.prepare_correction(
        by=bureau.actor("unit_head"), publication=made, changes={1: {"result": "none_found"}}, reason="录错"
    )
    actions.publish_correction(by=bureau.actor("approver"), publication=signed)
    found = counting.figures(asked(bureau))
    assert (found.checked, found.problems) == (1, 0)
    assert found.results == [("未发现问题", len(bureau.items))]


def test_what_is_withheld_whole_is_a_number_and_nothing_else(bureau: Any) -> None:
    first = bureau.inspections()[0]
    asked_for = actions.propose_withholding(
        by=bureau.actor("unit_head"), inspection=first, whole=True, ground="trade",
        basis="《政府信息公开条例》第十五条", reason="商业秘密",
    )  # fmt: skip
    actions.approve_withholding(by=bureau.actor("approver"), withholding=asked_for)
    found = counting.figures(asked(bureau))
    assert (found.withheld, found.checked) == (1, 0)


def test_units_and_kinds_are_chosen_apart(bureau: Any) -> None:
    publish(bureau, bureau.inspections()[0])
    assert counting.figures(asked(bureau, unit_id=bureau.unit.pk)).checked == 1
    assert counting.figures(asked(bureau, unit_id=bureau.other_unit.pk)).checked == 0
    assert counting.figures(asked(bureau, kind="single")).checked == 1
    assert counting.figures(asked(bureau, kind="joint")).checked == 0


def test_no_table_is_by_person(bureau: Any) -> None:
    """国办发〔2024〕54号: neither a dimension nor a word of the page or the files leads to an inspector."""
    for one in counting.DIMENSIONS:
        assert not any(
            word in one.path for word in ("seat", "inspector", "_by", "signature", "certificate", "lines")
        ), one.path
    for one in bureau.inspections()[:2]:
        publish(bureau, one)
    names = list(Inspector.objects.values_list("name", flat=True))
    client = bureau.client("approver")
    page = client.get(reverse("statistics:overview")).content.decode()
    assert "没有检查人员的排名" in page
    file = io.BytesIO(client.get(reverse("statistics:sheet")).content)
    book = CalamineWorkbook.from_filelike(file)
    cells = [
        str(c) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for c in row
    ]
    said = page + "".join(cells) + client.get(reverse("statistics:data")).content.decode()
    assert [name for name in names if name in said] == []


def test_the_law_against_league_tables_is_cited_once_its_text_was_entered(bureau: Any) -> None:
    one = next(p for p in packs.load(packs.NATIONAL).parameters if p.key == "bodies.no_league_tables")
    assert one.switched_off  # read second-hand: it is listed and switched on by entering its text


def test_the_analysis_names_the_article_where_a_document_asks_for_it(
    bureau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mingqian.plans import rulebook

    publish(bureau, bureau.inspections()[0])
    client, address = bureau.client("approver"), reverse("statistics:overview")
    assert "信阳" not in client.get(address).content.decode()
    bound = [rulebook.Bound(packs.load("xinyang"), None, "own")]
    monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: bound)
    page = client.get(address).content.decode()
    assert "信阳 二十五" in page and reverse("plans:weight_list") in page


def test_the_shares_are_sorted_and_too_few_stand_last() -> None:
    found = counting.Figures(2026, timezone.localdate())
    rows = [counting.Row("少", 1, 1), counting.Row("低", 20, 1), counting.Row("高", 10, 5)]
    found.groups = [counting.Group(one.code, one.name, rows) for one in counting.DIMENSIONS]
    assert [row.name for row in found.analysed[0].rows] == ["高", "低", "少"]
    assert rows[2].share == "50.0%"


def test_the_csv_holds_every_number_and_no_formula(bureau: Any) -> None:
    first = bureau.inspections()[0]
    Subject.objects.filter(pk=first.subject_id).update(township='=HYPERLINK("x")')
    publish(bureau, first)
    found = counting.figures(asked(bureau))
    rows = list(csv.reader(io.StringIO(sheets.as_csv(found))))
    assert [str(found.year), "合计", "合计", "检查（户）", "1"] in rows
    assert not any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize(("who", "status"), [("planner", 200), ("witness", 403), ("complaints_officer", 403)])
def test_who_may_look(bureau: Any, who: str, status: int) -> None:
    for name in ("overview", "sheet", "data"):
        assert bureau.client(who).get(reverse(f"statistics:{name}")).status_code == status


def test_another_bureau_sees_its_own_alone(bureau: Any) -> None:
    publish(bureau, bureau.inspections()[0])
    page = bureau.client("neighbour_approver").get(reverse("statistics:overview")).content.decode()
    assert "还没有公示的检查结果" in page
