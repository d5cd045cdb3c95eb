"""The file of a campaign as each document has it: what belongs into it, what is noted for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from one_document import alone, begun, refused

from mingqian.inspections import actions, dossier
from mingqian.inspections.models import Material, MissingContent
from mingqian.plans import actions as plans
from mingqian.plans.models import Campaign
from mingqian.publicity import actions as publicity


def published(world: Any) -> None:
    for one in world.inspections():
        world.review(one)
    publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)


def note(world: Any, **said: Any) -> Material:
    return actions.note_material(
        **{
            "by": world.actor("unit_head"), "campaign": world.campaign, "inspection": None, "kind": "会议纪要",
            "title": "抽查部署会", "made_on": timezone.localdate(), "kept_at": "档案盒 1",
        } | said
    )  # fmt: skip


def test_what_is_missing_from_the_file_needs_a_reason(dispatched: Any) -> None:
    world = dispatched
    published(world)
    alone(world, "xinyang")
    rows = {one.word: one for one in dossier.contents_of(world.campaign)}
    assert {word for word, one in rows.items() if one.missing} == {"会议纪要", "视频音频资料"}
    assert not rows["通知"].missing and not rows["检查表单"].missing
    head = world.actor("unit_head")
    for one in actions_waiting(world):
        plans.decide_collision(
            by=world.actor("approver"),
            agency=world.agency,
            key=one,
            choice="照本局文件",
            reason="局办公会",
        )
    why = refused(actions.archive_campaign, by=head, campaign=world.campaign)
    assert why.code == "inspections.contents_missing" and "信阳 十七" in why.words()
    note(world)
    assert "会议纪要" not in {one.word for one in dossier.missing_of(world.campaign)}
    page = world.client("unit_head").get(reverse("inspections:archive", args=[world.campaign.pk]))
    assert "缺少视频音频资料的理由" in page.content.decode()
    papers = actions.archive_campaign(
        by=head, campaign=world.campaign, reasons={"视频音频资料": "记录仪损坏，已报修"}
    )
    assert any(paper.kind == "会议纪要" for paper in papers)
    assert any(paper.kind == "出示执法证件" for paper in papers)
    assert MissingContent.objects.get().content == "视频音频资料"
    later = note(world, title="补录的纪要")
    assert any(row.object_id == later.pk for row in world.campaign.papers.filter(kind="会议纪要"))
    assert refused(actions.strike_material, by=head, material=later, reason="错").code == (
        "inspections.material_filed"
    )


def test_the_contents_of_another_document(dispatched: Any) -> None:
    world = alone(dispatched, "xiping")
    one = begun(world)
    world.head(one)
    world.fill(one)
    rows = {row.word: row for row in dossier.contents_of(world.campaign)}
    assert rows["守法评价"].there == rows["处理意见和建议"].there == rows["检查时间"].there == 1
    assert rows["守法评价"].missing  # the other enterprises have none yet
    assert "现场照片" in dossier.kinds_of(world.campaign)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "随便"}, "inspections.material_kind"),
        ({"title": " "}, "inspections.material_title"),
        ({"made_on": timezone.localdate() + timedelta(days=2)}, "inspections.material_date"),
        ({"kept_at": ""}, "inspections.material_place"),
        ({"digest": "xyz"}, "inspections.material_digest"),
        ({"by": "other_head"}, "inspections.not_yours"),
        ({"purpose": "collective"}, "inspections.material_people"),
    ],
)
def test_what_a_material_needs(dispatched: Any, said: dict[str, Any], code: str) -> None:
    if "by" in said:
        said = {"by": dispatched.actor(said["by"])}
    expected = "acts.not_permitted" if "by" in said else code
    assert refused(note, world=dispatched, **said).code in (code, expected)
    assert not Material.objects.exists()


def test_who_reads_what_was_noted(dispatched: Any) -> None:
    """Minutes may name enterprises: nobody but who reads the whole list sees them while it is secret."""
    note(dispatched, title="部署会，涉及某厂")
    address = reverse("inspections:materials", args=[dispatched.campaign.pk])
    assert "涉及某厂" in dispatched.client("unit_head").get(address).content.decode()
    one = dispatched.inspections()[0]
    inspector = dispatched.name_of(one.seats.exclude(inspector=None)[0].inspector_id)
    assert "涉及某厂" not in dispatched.client(inspector).get(address).content.decode()
    page = f"{address}?inspection={one.pk}"
    form = {
        "kind": "现场照片", "title": "配电房", "made_on": timezone.localdate().isoformat(), "kept_at": "记录仪 3 号",
    }  # fmt: skip
    assert dispatched.client(inspector).post(page, form).status_code == 302
    assert Material.objects.get(inspection=one).noted_by


def test_a_struck_material_counts_no_more(dispatched: Any) -> None:
    held = note(dispatched)
    head = dispatched.actor("unit_head")
    assert refused(actions.strike_material, by=head, material=held, reason="").code == "acts.reason_required"
    actions.strike_material(by=head, material=held, reason="登记错了任务")
    assert refused(actions.strike_material, by=head, material=held, reason="再").code == (
        "inspections.material_struck"
    )


def test_joint_results_are_summed_up_together_before_they_pass(dispatched: Any) -> None:
    world = alone(dispatched, "hebi")
    type(world.campaign.line).objects.filter(pk=world.campaign.line_id).update(kind="joint")
    world.campaign = Campaign.objects.select_related("line__plan").get(pk=world.campaign.pk)
    one = world.record(world.inspections()[0])
    head = world.actor("unit_head")
    assert refused(actions.approve, by=head, inspection=one).code == "inspections.results_not_discussed"
    note(world, purpose="collective", people="应急局、市监局", words="各部门结果一致。")
    assert actions.approve(by=head, inspection=one).state == "reviewed"


def actions_waiting(world: Any) -> list[str]:
    """Collisions that stop the filing, within one document or between several."""
    from mingqian.plans import rulebook

    found = rulebook.standings(world.agency, timezone.localdate())
    return [one.collision.key for one in found if one.stops]
