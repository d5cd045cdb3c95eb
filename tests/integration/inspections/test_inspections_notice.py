"""通知: told or not told, by the unit that checks; the enterprise's own page through its own link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Notice


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value.code


def told(world: Any, **values: Any) -> dict[str, Any]:
    return {
        "by": world.actor("unit_head"),
        "inspection": world.inspections()[0],
        "planned_on": timezone.localdate(),
        "channel": "written",
    } | values


def test_notice_is_given_once_and_moves_the_inspection(dispatched: Any) -> None:
    notice = actions.notify(**told(dispatched, materials=" 营业执照 "))
    inspection = dispatched.inspections()[0]
    assert (inspection.state, inspection.planned_on) == ("notified", timezone.localdate())
    assert notice.materials == "营业执照"
    assert refused(actions.notify, **told(dispatched)) == "acts.wrong_state"
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"planned_on": None}, "inspections.planned_date_missing"),
        ({"planned_on": timezone.localdate() - timedelta(days=1)}, "inspections.planned_in_past"),
        ({"planned_on": timezone.localdate() + timedelta(days=300)}, "inspections.planned_out_of_campaign"),
        ({"channel": ""}, "inspections.channel_unknown"),
        ({"channel": "withheld"}, "inspections.channel_unknown"),
        ({"materials": "长" * 2001}, "inspections.text_too_long"),
    ],
)
def test_what_a_notice_must_say(dispatched: Any, values: dict[str, Any], code: str) -> None:
    assert refused(actions.notify, **told(dispatched, **values)) == code
    assert not Notice.objects.exists()


@pytest.mark.parametrize("who", ["other_head", "neighbour_unit_head"])
def test_another_unit_cannot_notify(dispatched: Any, who: str) -> None:
    assert refused(actions.notify, **told(dispatched, by=dispatched.actor(who))) == "inspections.not_yours"


def test_withholding_needs_a_reason_and_makes_no_link(dispatched: Any) -> None:
    values = told(dispatched)
    del values["channel"]
    assert refused(actions.withhold_notice, **values, reason=" ") == "acts.reason_required"
    notice = actions.withhold_notice(**values, reason="突击检查储存场所")
    assert (notice.token, notice.token_digest) == ("", None)
    inspection = dispatched.inspections()[0]
    assert inspection.state == "withheld"
    paper = reverse("inspections:notice_paper", args=[inspection.pk])
    assert dispatched.client("unit_head").get(paper).status_code == 404


def test_a_campaign_that_must_not_be_announced_is_only_withheld(dispatched: Any) -> None:
    type(dispatched.campaign).objects.update(notice_allowed=False)
    assert refused(actions.notify, **told(dispatched)) == "inspections.notice_not_allowed"


def test_the_campaign_counts_as_notified_when_the_last_one_was(dispatched: Any) -> None:
    states = []
    for inspection in dispatched.inspections():
        dispatched.notify(inspection)
        dispatched.campaign.refresh_from_db()
        states.append(dispatched.campaign.state)
    assert states == ["dispatched", "dispatched", "notified"]


def test_the_link_shows_its_own_notice_and_nothing_else(dispatched: Any) -> None:
    first, second, _ = dispatched.inspections()
    notice = actions.notify(**told(dispatched))
    page = Client().get(reverse("portal:own_notice", args=[notice.token]))
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"
    said = page.content.decode()
    assert first.subject_name in said
    assert all(other.name not in said for other in dispatched.subjects if other.pk != first.subject_id)
    assert second.number not in said
    assert "<form" in said


@pytest.mark.parametrize("token", ["x", "A" * 22, "../", "A" * 500])
def test_a_wrong_token_opens_nothing(dispatched: Any, token: str) -> None:
    actions.notify(**told(dispatched))
    assert Client().get(f"/n/{token}/").status_code == 404


def test_the_token_is_not_readable_in_the_database(dispatched: Any) -> None:
    notice = actions.notify(**told(dispatched))
    assert len(notice.token) == 22
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, token_digest, contact FROM inspections_notice")
        row = cursor.fetchone()
    assert notice.token not in str(row)


def test_receipt_is_confirmed_once_by_name(dispatched: Any) -> None:
    notice = actions.notify(**told(dispatched))
    url = reverse("portal:own_notice", args=[notice.token])
    client = Client()
    assert "请填写姓名" in client.post(url, {"name": " "}).content.decode()
    assert client.post(url, {"name": "王某"}).status_code == 302
    notice.refresh_from_db()
    at = notice.received_at
    assert notice.received_by == "王某"
    assert client.post(url, {"name": "李某"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.received_by, notice.received_at) == ("王某", at)
    assert "已确认收到" in client.get(url).content.decode()


def test_the_page_keeps_what_was_typed(dispatched: Any) -> None:
    inspection = dispatched.inspections()[0]
    url = reverse("inspections:notice", args=[inspection.pk])
    page = dispatched.client("unit_head").post(
        url, {"act": "notify", "n-planned_on": "2001-01-01", "n-channel": "fax", "n-materials": "安全台账"}
    )
    said = page.content.decode()
    assert "已经过去" in said
    assert "安全台账" in said
    assert not Notice.objects.exists()


def test_the_notice_just_made_is_shown_ready_to_print(dispatched: Any) -> None:
    one = dispatched.inspections()[0]
    answer = dispatched.client("unit_head").post(
        reverse("inspections:notice", args=[one.pk]),
        {"act": "notify", "n-planned_on": timezone.localdate().isoformat(), "n-channel": "written"},
    )
    assert answer.headers["Location"] == reverse("inspections:notice_paper", args=[one.pk])
