"""抽查事项清单, 年度抽查计划 and 抽查任务公告 as snapshots."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.plans.models import AnnualPlan
from mingqian.publicity import actions
from mingqian.publicity.models import Publication
from mingqian.registers.models import Item


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value.code


def test_the_item_list_is_a_snapshot_and_a_changed_one_replaces_it(world: Any) -> None:
    publisher = world.actor("publisher")
    first = actions.publish_items(by=publisher, agency=world.agency)
    assert [item["code"] for item in first.content["items"]] == ["Y1", "Y2", "Y3"]
    assert refused(actions.publish_items, by=publisher, agency=world.agency) == "publicity.items_unchanged"
    Item.objects.filter(pk=world.items[0].pk).update(name="安全生产责任制落实")
    first.refresh_from_db()
    assert first.content["items"][0]["name"] == "安全生产责任制"
    second = actions.publish_items(by=publisher, agency=world.agency)
    first.refresh_from_db()
    assert (first.state, second.state, second.supersedes_id) == ("superseded", "published", first.pk)
    page = world.client("publisher").get(f"/p/{first.slug}/").content.decode()
    assert second.number in page


def test_a_list_with_a_personal_number_in_it_does_not_go_out(world: Any) -> None:
    Item.objects.filter(pk=world.items[0].pk).update(content="联系 13905330001 核对")
    assert refused(actions.publish_items, by=world.actor("publisher"), agency=world.agency) == (
        "publicity.personal"
    )
    assert not Publication.objects.exists()


def test_an_item_no_longer_on_the_list_is_left_out(world: Any) -> None:
    from django.utils import timezone

    Item.objects.filter(pk=world.items[0].pk).update(status="retired", retired_at=timezone.now())
    made = actions.publish_items(by=world.actor("publisher"), agency=world.agency)
    assert [item["code"] for item in made.content["items"]] == ["Y2", "Y3"]


def test_only_the_agencys_publisher(world: Any) -> None:
    plan = world.campaign.line.plan
    for call, more in (
        (actions.publish_items, {"agency": world.agency}),
        (actions.publish_plan, {"plan": plan}),
    ):
        assert refused(call, by=world.actor("neighbour_publisher"), **more) == "publicity.not_yours"
        assert refused(call, by=world.actor("approver"), **more) == "acts.not_permitted"
    assert refused(actions.publish_items, by=world.actor("neighbour_publisher"), agency=world.neighbour) == (
        "publicity.nothing_to_publish"
    )


def test_an_approved_plan_is_published_once_and_marked(world: Any) -> None:
    plan = AnnualPlan.objects.get(pk=world.campaign.line.plan_id)
    made = actions.publish_plan(by=world.actor("publisher"), plan=plan)
    plan.refresh_from_db()
    assert plan.state == "published"
    (line,) = made.content["lines"]
    assert (line["share"], line["estimated"], line["unit"]) == ("10%", 4, "执法大队")
    assert line["items"] == [item.name for item in world.items]
    assert refused(actions.publish_plan, by=world.actor("publisher"), plan=plan) == (
        "publicity.already_published"
    )


def test_a_plan_that_is_not_approved_stays_inside(world: Any) -> None:
    from mingqian.plans.actions import create_plan

    draft = create_plan(
        by=world.actor("planner"),
        agency=world.agency,
        year=2026,
        title="未批准的计划",
        scope="x",
        basis="y",
    )
    assert refused(actions.publish_plan, by=world.actor("publisher"), plan=draft) == (
        "publicity.plan_not_approved"
    )
    url = reverse("publicity:plan", args=[draft.pk])
    assert world.client("publisher").get(url).status_code == 404
    assert "未批准的计划" not in world.client("publisher").get("/open/plans/").content.decode()


def test_the_notice_came_with_the_dispatch_and_is_not_repeated(dispatched: Any) -> None:
    assert Publication.objects.filter(kind="notice").count() == 1
    assert refused(
        actions.publish_notice, by=dispatched.actor("publisher"), campaign=dispatched.campaign
    ) == ("publicity.already_published")


def test_no_notice_before_the_dispatch(drawn: Any) -> None:
    assert refused(actions.publish_notice, by=drawn.actor("publisher"), campaign=drawn.campaign) == (
        "publicity.not_dispatched"
    )


def test_the_pages_publish(world: Any) -> None:
    client = world.client("publisher")
    listing = client.get(reverse("publicity:publication_list")).content.decode()
    assert "还没有公示" in listing
    assert client.post(reverse("publicity:items")).status_code == 302
    assert client.post(reverse("publicity:items")).status_code == 200
    plan = reverse("publicity:plan", args=[world.campaign.line.plan_id])
    assert client.post(plan).status_code == 302
    assert client.post(plan).status_code == 200
    assert Publication.objects.count() == 2
    assert world.client("neighbour_publisher").get(plan).status_code == 404


def test_a_changed_list_stands_on_the_publishers_desk(world: Any) -> None:
    publisher = world.actor("publisher")

    def said() -> list[str]:
        return [line.what for line in desk_lines(publisher) if "抽查事项清单" in line.what]

    assert said() == ["公布抽查事项清单（高青 5.3；高青 5.1.1）"]
    actions.publish_items(by=publisher, agency=world.agency)
    assert said() == []
    Item.objects.filter(pk=world.items[0].pk).update(basis="《中华人民共和国安全生产法》第四条")
    assert said() == ["公布抽查事项清单的调整（高青 5.3；高青 5.1.1）"]
    actions.publish_items(by=publisher, agency=world.agency)
    assert said() == []
