"""全部告知: many enterprises of one campaign notified at once, all or none, each on its own day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, Notice, Seat
from mingqian.inspections.visits import spread
from mingqian.plans.models import Campaign as PlanCampaign
from mingqian.workdays import announced_calendar

pytestmark = pytest.mark.django_db


def days(world: Any, on: date | None = None) -> dict[int, date | None]:
    on = on or timezone.localdate() + timedelta(days=7)
    return dict.fromkeys(Inspection.objects.filter(campaign=world.campaign).values_list("pk", flat=True), on)


def notify_many(world: Any, dates: Any, **more: Any) -> Any:
    return actions.notify_many(
        by=world.actor("unit_head"), campaign=world.campaign, dates=dates, **({"channel": "written"} | more)
    )


def refused(world: Any, dates: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        notify_many(world, dates, **more)
    assert raised.value.words()
    assert not Notice.objects.exists()
    return raised.value


def test_each_gets_its_own_notice_and_the_campaign_goes_on(dispatched: Any) -> None:
    dates = days(dispatched)
    made = notify_many(dispatched, dates, materials="台账")
    assert len(made) == len(dates) > 1
    assert len({one.token for one in made}) == len(made)
    assert set(Inspection.objects.values_list("state", flat=True)) == {"notified"}
    dispatched.campaign.refresh_from_db()
    assert dispatched.campaign.state == "notified"


def test_one_that_cannot_be_notified_stops_all_and_is_named(dispatched: Any) -> None:
    dates = days(dispatched)
    first = min(dates)
    assert refused(dispatched, {}).code == "inspections.nobody_chosen"
    wrong = refused(dispatched, dates | {first: None})
    number = Inspection.objects.get(pk=first).number
    assert (wrong.code, wrong.params["number"], wrong.params["count"]) == (
        "inspections.several_refused", number, 1,
    )  # fmt: skip
    assert "请填写计划检查日期" in wrong.words()
    assert refused(dispatched, dates, channel="梦").code == "inspections.channel_unknown"
    Seat.objects.filter(inspection_id=first).update(inspector=None, source="vacant", name="")
    assert "检查组还有空缺席位" in refused(dispatched, dates).words()


def test_only_the_head_of_the_unit_and_only_the_own_campaign(dispatched: Any) -> None:
    for role in ("approver", "planner"):
        with pytest.raises(Refused) as raised:
            actions.notify_many(
                by=dispatched.actor(role),
                campaign=dispatched.campaign,
                dates=days(dispatched),
                channel="written",
            )
        assert raised.value.code == "acts.not_permitted"
    address = reverse("inspections:notify_all", args=[dispatched.campaign.pk])
    assert dispatched.client("approver").get(address).status_code == 403
    assert dispatched.client("unit_head").get(address).status_code == 200


def test_the_page_lays_the_days_keeps_what_was_typed_and_prints_every_notice(dispatched: Any) -> None:
    head = dispatched.client("unit_head")
    address = reverse("inspections:notify_all", args=[dispatched.campaign.pk])
    (line,) = [one for one in desk_lines(dispatched.actor("unit_head")) if "待通知" in one.what]
    assert line.url == address
    ids = [str(pk) for pk in days(dispatched)]
    first = timezone.localdate() + timedelta(days=3)
    given = {
        "act": "spread",
        "pick": ids[1:],
        "first_on": first.isoformat(),
        "per_day": "1",
        "materials": "台账",
    }
    page = head.post(address, given)
    laid = {row.inspection.pk: row.on for row in page.context["rows"]}
    assert laid[int(ids[0])] == ""
    assert len(set(laid.values())) == len(ids)
    assert page.context["words"]["materials"].value() == "台账"
    assert not Notice.objects.exists()

    typed = {"act": "notify", "pick": ids, "channel": "written", "materials": "台账"}
    typed |= {f"on_{pk}": on for pk, on in laid.items()}
    short = head.post(address, typed)
    assert [bool(row.error) for row in short.context["rows"]].count(True) == 1
    assert "请填写计划检查日期" in short.content.decode()
    assert short.context["words"]["materials"].value() == "台账"
    done = head.post(address, typed | {f"on_{ids[0]}": first.isoformat()}, follow=True)
    papers = done.content.decode()
    for inspection in Inspection.objects.all():
        assert inspection.subject_name in papers
    assert papers.count("检查通知书</h1>") == len(ids)
    assert head.get(address).context["rows"] == []


def test_days_are_laid_over_working_days() -> None:
    calendar = announced_calendar()
    found = spread(5, first=date(2026, 2, 13), per_day=2, calendar=calendar)
    # 14 February 2026 is a make-up Saturday; the Spring Festival follows, up to the 23rd.
    assert found == [date(2026, 2, 13)] * 2 + [date(2026, 2, 14)] * 2 + [date(2026, 2, 24)]
    assert spread(3, first=date(2026, 2, 16), per_day=0, calendar=calendar) == [date(2026, 2, 16)] * 3


def test_another_open_check_of_the_same_enterprise_is_told_to_whoever_may_know_of_it(dispatched: Any) -> None:
    one = Inspection.objects.filter(campaign=dispatched.campaign).order_by("pk")[0]
    other = PlanCampaign.objects.get(pk=dispatched.campaign.pk)
    other.pk, other.number, other.title = None, "2026-99", "春季联查"
    other.save()
    twin = Inspection.objects.get(pk=one.pk)
    twin.pk, twin.campaign, twin.number, twin.drawn = None, other, "2026-99-0001", None
    twin.save()
    address = reverse("inspections:notify_all", args=[dispatched.campaign.pk])
    assert "春季联查" in dispatched.client("unit_head").get(address).content.decode()
    Inspection.objects.filter(pk=twin.pk).update(unit=dispatched.other_unit)
    assert "春季联查" not in dispatched.client("unit_head").get(address).content.decode()
