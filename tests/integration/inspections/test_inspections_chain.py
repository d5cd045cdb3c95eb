"""The whole way: dispatch → notice → check → record → review → publish → release → archive."""

from __future__ import annotations

from typing import Any

from mingqian.audit.models import Event
from mingqian.audit.verify import verify
from mingqian.draws.queries import public_transcript
from mingqian.inspections import actions
from mingqian.publicity import actions as publicity


def test_the_whole_chain_moves_the_campaign_and_releases_the_list(dispatched: Any) -> None:
    world = dispatched
    made = world.inspections()
    assert len(made) == 3
    for inspection in made:
        world.review(inspection)
    world.campaign.refresh_from_db()
    assert world.campaign.state == "results_in"
    publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    assert public_transcript(world.draw) is None
    publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
    world.draw.refresh_from_db()
    assert world.draw.released
    assert public_transcript(world.draw)
    papers = actions.archive_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    assert {"计划", "抽查任务", "锁库清单", "通知", "检查组", "检查记录", "签字", "审核", "公示"} <= {
        p.kind for p in papers
    }
    world.campaign.refresh_from_db()
    assert world.campaign.state == "archived"
    steps = list(world.campaign.steps.order_by("id").values_list("step", flat=True))
    assert verify().findings == []
    assert steps[-6:] == ["dispatch", "notify", "check", "result", "publish", "archive"]


def test_the_record_of_events_names_no_enterprise_and_no_number_of_a_person(dispatched: Any) -> None:
    world = dispatched
    for inspection in world.inspections():
        world.review(inspection)
    publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    said = "".join(Event.objects.values_list("details", flat=True))
    said += "".join(Event.objects.values_list("reason", flat=True))
    for subject in world.subjects:
        assert subject.name not in said
        assert subject.code not in said
    assert "13905330001" not in said


def test_a_row_changed_behind_the_actions_is_found(dispatched: Any) -> None:
    one = dispatched.inspections()[0]
    type(one).objects.filter(pk=one.pk).update(subject_name="换了一户")
    found = verify().findings
    assert [finding.code for finding in found] == ["row.changed"]
