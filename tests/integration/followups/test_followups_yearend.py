"""年度计划执行情况 counts what came after the checks: orders, cases, penalties, objections; not what was taken back."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mingqian.followups import actions
from mingqian.plans import yearend


def _issue(world: Any, one: Any) -> Any:
    today = timezone.localdate()
    return actions.issue_order(
        by=world.actor("unit_head"), inspection=one, measure="责令改正", content="给配电箱装门", positions=[1],
        issued_on=today, due_on=today + timedelta(days=5),
    )  # fmt: skip


def _object(world: Any, one: Any) -> Any:
    return actions.receive_objection(
        by=world.actor("unit_head"), inspection=one, received_on=timezone.localdate(),
        applicant="张经理", grounds="当时已经改好",
    )  # fmt: skip


def test_what_came_after_the_checks_of_each_line(published: Any, decided: Any, case_of: Any) -> None:
    world, rows = published
    one, other = rows[:2]
    plan = world.campaign.line.plan
    client = world.client("planner")
    page = reverse("plans:plan_report", args=[plan.pk])
    assert "还没有责令改正、立案、处罚和异议" in client.get(page).content.decode()

    _issue(world, one)
    actions.withdraw_order(by=world.actor("unit_head"), order=_issue(world, one), reason="写错了户")
    decided(world, one)
    case_of(world, other, "confirmed")
    _object(world, one)
    objection = _object(world, other)
    actions.take_back_objection(
        by=world.actor("unit_head"), objection=objection, on=timezone.localdate(), note="企业来函撤回"
    )
    found = yearend.report(plan, year_over=False)
    (row,) = found.followed
    assert {name: row.done[name] for name in yearend.FOLLOWED} == {
        "ordered": 1,
        "opened": 1,
        "punished": 1,
        "objected": 1,
    }
    assert found.months("ordered")[timezone.localdate().month - 1] == 1
    text = client.get(page).content.decode()
    assert "发现问题之后" in text and 'data-label="行政处罚">1 件' in text
    for inspection in rows:
        assert inspection.subject_name not in text, "numbers, never who"

    response = client.get(reverse("plans:plan_report_sheet", args=[plan.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    head, line, *_ = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    said = dict(zip(head, line, strict=True))
    assert [str(said[f"{words}（件）"]) for words in yearend.FOLLOWED.values()] == ["1"] * 4
    months = book.get_sheet_by_name("按月").to_python()
    assert {row[2] for row in months} >= set(yearend.COUNTED.values())


def test_a_decision_revoked_since_does_not_count(published: Any, decided: Any) -> None:
    world, rows = published
    penalty = decided(world, rows[0])
    actions.revoke_penalty(
        by=world.actor("approver"), penalty=penalty, revocation="revoked", on=timezone.localdate(),
        number="试政复〔2026〕1号", reason="复议撤销",
    )  # fmt: skip
    found = yearend.report(world.campaign.line.plan, year_over=False)
    assert (found.totals["opened"], found.totals["punished"]) == (1, 0)
