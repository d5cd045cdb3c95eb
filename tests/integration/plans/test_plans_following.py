"""A campaign that is not locked goes by a newer decision on its pack only after somebody has looked at what it changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.plans import actions, following
from mingqian.plans.models import Campaign, PackBinding

pytestmark = pytest.mark.django_db

DECIDED = {"class_of_chemicals": "重点", "class_of_medicine": "一般", "key_fields_in_lottery": "drawn"}


@pytest.fixture
def campaign(bound: None, register: None, make_campaign: Any) -> Campaign:
    made: Campaign = make_campaign(unclassed_as="left_out")
    return made


def decide(bureau: Any, **settings: str) -> None:
    actions.bind_pack(
        by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
        settings=DECIDED | settings, reason="局办公会重新决定",
    )  # fmt: skip


def confirm(bureau: Any, campaign: Campaign) -> Any:
    return actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=date(2026, 3, 16))


def test_the_same_decision_taken_again_changes_nothing(bureau: Any, campaign: Campaign) -> None:
    decide(bureau)
    assert not following.following(campaign).changed
    confirm(bureau, campaign)


def test_a_newer_decision_stops_until_it_was_looked_at(bureau: Any, campaign: Campaign, browser: Any) -> None:
    decide(bureau, class_of_medicine="重点")
    with pytest.raises(Refused, match="先在任务页上核对") as refused:
        confirm(bureau, campaign)
    assert refused.value.code == "plans.rules_changed"
    client = browser("planner")
    page = client.get(f"/plans/campaigns/{campaign.pk}/").content.decode()
    assert "适用的规则变了" in page
    page = client.get(f"/plans/campaigns/{campaign.pk}/rules/").content.decode()
    assert "局办公会重新决定" in page and "重点" in page
    before = PackBinding.objects.count()
    client.post(f"/plans/campaigns/{campaign.pk}/rules/")
    assert PackBinding.objects.count() == before  # the trial of the earlier decision was taken back
    assert campaign.steps.filter(step="rules").exists()
    confirm(bureau, campaign)
    with pytest.raises(Refused) as refused:
        actions.note_rules(by=bureau.actor("planner"), campaign=campaign)
    assert refused.value.code == "plans.rules_unchanged"


def test_what_changes_is_counted_both_ways(bureau: Any, campaign: Campaign, add_subjects: Any) -> None:
    add_subjects(40, field="医药")
    assert following.changes(campaign) == []
    decide(bureau, class_of_medicine="重点")
    found = {one.what: (one.before, one.after) for one in following.changes(campaign)}
    size = {
        what: [int(said.removesuffix(" 户").replace(",", "")) for said in both]
        for what, both in found.items()
        if "户" in both[0]
    }
    assert size["候选"][0] - size["候选"][1] == 40
    assert ("一般检查事项", "重点检查事项") in found.values()


def test_a_confirmed_pool_is_counted_again(bureau: Any, campaign: Campaign, add_subjects: Any) -> None:
    add_subjects(40, field="医药")
    confirm(bureau, campaign)
    was = campaign.pool_summary["candidates"]
    decide(bureau, class_of_medicine="重点")
    with pytest.raises(Refused, match="先在任务页上核对"):
        following.require_seen(campaign)
    actions.note_rules(by=bureau.actor("planner"), campaign=campaign)
    assert campaign.pool_summary["candidates"] == was - 40
    following.require_seen(campaign)
    assert campaign.state == "ready"


def test_a_locked_campaign_keeps_what_it_was_locked_with(bureau: Any, campaign: Campaign) -> None:
    confirm(bureau, campaign)
    actions.advance_campaign(by=bureau.actor("draw_operator"), campaign=campaign, act="freeze")
    decide(bureau, class_of_medicine="重点")
    assert not following.following(campaign).changed
    with pytest.raises(Refused) as refused:
        actions.note_rules(by=bureau.actor("planner"), campaign=campaign)
    assert refused.value.code == "plans.rules_locked"
    assert following.following(campaign).since <= timezone.now()
