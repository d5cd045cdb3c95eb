"""责令改正: a measure and a form the documents know, a term, looks at it; and the problems nobody followed up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.desk import desk_lines
from mingqian.followups import actions, law
from mingqian.followups.models import Rectification
from mingqian.followups.queries import waiting_inspections
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import ArchivedPaper
from mingqian.inspections.papers import papers_of


def _issue(world: Any, one: Any, by: Any = None, **changes: Any) -> Rectification:
    today = timezone.localdate()
    said: dict[str, Any] = {
        "measure": "责令改正", "content": "给配电箱装门", "positions": [1], "issued_on": today,
        "due_on": today + timedelta(days=5),
    } | changes  # fmt: skip
    return actions.issue_order(by=by or world.actor("unit_head"), inspection=one, **said)


def test_an_order_is_looked_at_put_off_and_done(reviewed: Any) -> None:
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()
    order = _issue(world, one)
    assert order.state == "issued"
    order = actions.recheck_order(by=head, order=order, on=today, passed=False, found="仍然没有装门")
    assert order.state == "failed"
    order = actions.extend_order(by=head, order=order, until=today + timedelta(days=9), reason="配件未到")
    assert (order.state, order.due_on) == ("issued", today + timedelta(days=9))
    order = actions.recheck_order(by=head, order=order, on=today, passed=True, found="已装门")
    assert order.state == "corrected"
    titles = [paper.title for paper in papers_of(one.campaign) if paper.kind == "责令改正"]
    assert [title.partition("：")[0] for title in titles] == ["责令改正", "延期", "复查记录", "复查记录"]


def test_the_desk_shows_the_look_with_its_day_to_the_head_and_the_team(reviewed: Any) -> None:
    world, one = reviewed
    order = _issue(world, one)
    for by in (world.actor("unit_head"), world.team(one)[0]):
        line = next(line for line in desk_lines(by) if line.what.startswith("复查："))
        assert (line.due, line.url) == (order.due_on, reverse("followups:order", args=[order.pk]))
    stranger = next(
        world.inspector_actor(person.pk)
        for person in world.inspectors
        if not one.seats.filter(inspector_id=person.pk).exists()
    )
    assert not any(order.inspection.subject_name in line.what for line in desk_lines(stranger))


def test_an_inspector_orders_during_the_check_and_what_is_done_at_once_is_done(dispatched: Any) -> None:
    world, one = dispatched, dispatched.inspections()[0]
    one = world.start(world.notify(one))
    world.fill(one)
    order = _issue(world, one, by=world.team(one)[0], at_once=True, found="当场装上了门", due_on=None)
    assert (order.state, order.due_on) == ("corrected", order.issued_on)
    assert order.rechecks.get().passed


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("followups.measure", {"measure": "罚一点"}),
        ("followups.lines", {"positions": []}),
        ("followups.lines", {"positions": [2]}),
        ("followups.content", {"content": " "}),
        ("followups.due", {"due_on": None}),
        ("followups.due", {"due_on": timezone.localdate() - timedelta(days=1)}),
        ("followups.day_future", {"issued_on": timezone.localdate() + timedelta(days=1)}),
        ("followups.day_before", {"issued_on": timezone.localdate() - timedelta(days=1)}),
        ("followups.recheck_found", {"at_once": True}),
    ],
)
def test_what_is_missing_is_said(reviewed: Any, refused: Any, code: str, changes: dict[str, Any]) -> None:
    world, one = reviewed
    refused(code, lambda: _issue(world, one, **changes))
    assert not Rectification.objects.exists()


def test_measures_and_forms_are_those_of_the_documents(reviewed: Any, bound_by: Any, refused: Any) -> None:
    """卫东 六3、六4; 西平 方案 二(六): the words offered, the form asked for, and who looks after it from now on."""
    world, one = reviewed
    assert [choice.words for choice in law.order_measures(one.campaign)] == ["责令改正"]
    assert law.other_measures(one.campaign) == []
    bound_by("weidong", "xiping")
    orders = {choice.words: choice.citation for choice in law.order_measures(one.campaign)}
    assert orders["责令停止违法活动"] == "卫东 六3"
    assert "责令整改" in orders
    assert {choice.words for choice in law.other_measures(one.campaign)} == {
        "制作现场笔录", "初步提取证据", "通报", "约谈",
    }  # fmt: skip
    stop = {"measure": "责令停止违法活动", "follow_up": "属地管理", "follow_up_body": "城关镇政府"}
    refused("followups.form", lambda: _issue(world, one, **stop))
    refused("followups.follow_up", lambda: _issue(world, one, **stop | {"follow_up": "", "form": "口头"}))
    order = _issue(world, one, **stop, form="口头")
    assert (order.form, order.follow_up, order.citation) == ("口头", "属地管理：城关镇政府", "卫东 六3")
    made = actions.note_measure(
        by=world.actor("unit_head"), inspection=one, kind="约谈", note="约谈主要负责人", positions=[1],
        taken_on=timezone.localdate(),
    )  # fmt: skip
    assert made.citation == "西平 方案 二(六)"


def test_a_problem_nobody_followed_up_waits_where_a_document_demands_it(reviewed: Any, bound_by: Any) -> None:
    """高青 9.2: 防止监管脱节. Where no document asks for it nothing waits."""
    world, one = reviewed
    head = world.actor("unit_head")
    assert [row.pk for row in waiting_inspections(head)[0]] == [one.pk]
    line = next(line for line in desk_lines(head) if "还没有登记后续处理" in line.what)
    assert line.what.startswith("1 户")
    assert one.subject_name not in line.what
    order = _issue(world, one)
    assert list(waiting_inspections(head)[0]) == []
    actions.withdraw_order(by=head, order=order, reason="写错了户")
    assert [row.pk for row in waiting_inspections(head)[0]] == [one.pk]


def test_only_the_unit_and_the_team_may_order(reviewed: Any, refused: Any) -> None:
    world, one = reviewed
    refused("inspections.not_yours", lambda: _issue(world, one, by=world.actor("other_head")))
    refused("acts.not_permitted", lambda: _issue(world, one, by=world.actor("publisher")))
    order = _issue(world, one)
    page = reverse("followups:order", args=[order.pk])
    for name, status in (
        ("other_head", 404),
        ("approver", 200),
        ("publisher", 403),
        ("neighbour_unit_head", 404),
    ):
        assert world.client(name).get(page).status_code == status, name
    assert (
        world.client("approver").post(page, {"act": "withdraw", "withdraw-reason": "不要了"}).status_code
        == 200
    )
    order.refresh_from_db()
    assert order.state == "issued"


def test_before_the_check_there_is_nothing_to_order(dispatched: Any, refused: Any) -> None:
    world, one = dispatched, dispatched.inspections()[0]
    refused("followups.too_early", lambda: _issue(world, one))


def test_what_comes_after_the_file_is_closed_is_added_to_it(published: Any) -> None:
    world, rows = published
    head = world.actor("unit_head")
    inspections.archive_campaign(by=head, campaign=world.campaign)
    order = _issue(world, rows[0])
    actions.recheck_order(by=head, order=order, on=timezone.localdate(), passed=True, found="已装门")
    late = ArchivedPaper.objects.filter(campaign=world.campaign, title__startswith="（归档以后形成）")
    assert [(paper.kind, paper.object_kind) for paper in late.order_by("position")] == [
        ("责令改正", "followups.rectification"),
        ("责令改正", "followups.recheck"),
    ]


def test_the_pages_order_look_again_and_print(reviewed: Any) -> None:
    world, one = reviewed
    client, today = world.client("unit_head"), timezone.localdate().isoformat()
    everything = client.get(reverse("followups:inspection", args=[one.pk])).content.decode()
    assert "配电箱无门" in everything
    url = reverse("followups:order_new", args=[one.pk])
    assert "配电箱无门" in client.get(url).content.decode()
    typed = {"measure": "责令改正", "content": "写了很多", "issued_on": today}
    again = client.post(url, typed)
    assert again.status_code == 422
    assert "写了很多" in again.content.decode()
    assert "请至少勾选一项" in again.content.decode()
    done = client.post(url, typed | {"positions": ["1"], "due_on": today, "number": "试应急责改〔2026〕1号"})
    order = Rectification.objects.get()
    page = reverse("followups:order", args=[order.pk])
    assert done["Location"] == page
    late = client.post(page, {"act": "recheck", "recheck-on": today, "recheck-found": "看了"})
    assert late.status_code == 422
    assert "请选择复查结果" in late.content.decode()
    client.post(
        page, {"act": "recheck", "recheck-on": today, "recheck-found": "已改", "recheck-passed": "yes"}
    )
    order.refresh_from_db()
    assert order.state == "corrected"
    paper = client.get(reverse("followups:order_paper", args=[order.pk])).content.decode()
    problem = f"1. {one.lines.get(position=1).item_words['title']}：配电箱无门"
    for words in ("责令改正通知书", "试应急责改〔2026〕1号", one.subject_name, problem, "写了很多"):
        assert words in paper
    listed = client.get(reverse("followups:overview") + "?tab=orders&all=1").content.decode()
    assert "试应急责改〔2026〕1号" in listed
