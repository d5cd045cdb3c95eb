"""留痕材料 noted, struck; the minutes of the departments' summing up."""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.actions.archive import file_later
from mingqian.inspections.dossier import MINUTES, kinds_of
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, Material, Purpose
from mingqian.inspections.papers import material_paper
from mingqian.inspections.scope import is_system, seated
from mingqian.plans.models import Campaign

_BY_EITHER = "检查组成员登记自己的检查，任务执行单位负责人登记整个任务；在动作里核对"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def _require(by: Actor, campaign: Campaign, inspection: Inspection | None) -> None:
    """The head of the executing unit, or for one check a member of its team."""
    if is_system(by):
        return
    if (
        by.may(Permission.TASKS_LEAD)
        and by.agency_id == campaign.agency_id
        and by.unit_id == campaign.unit_id
    ):
        return
    by.require(Permission.INSPECT)
    if inspection is None or not seated(by).filter(inspection=inspection).exists():
        raise Refused("inspections.not_yours")


@action(None, event="inspections.material.note", why_unguarded=_BY_EITHER)
def note_material(
    *,
    by: Actor,
    campaign: Campaign,
    inspection: Inspection | None,
    kind: str,
    title: str,
    made_on: date | None,
    kept_at: str = "",
    digest: str = "",
    people: str = "",
    words: str = "",
    purpose: str = "",
) -> Material:
    """Note a photograph, a video, minutes: what, when, where it is kept. After the campaign was filed it is added to the
    file.

    Raises `Refused`: not_yours, material_kind, material_title, material_date, material_place, material_digest,
    material_people, text_too_long.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if inspection is not None and inspection.campaign_id != campaign.pk:
        raise Refused("inspections.not_yours")
    _require(by, campaign, inspection)
    if kind not in kinds_of(campaign):
        raise Refused("inspections.material_kind", field="kind")
    title = text(title, "title", 200)
    if not title:
        raise Refused("inspections.material_title", field="title")
    if made_on is None or made_on > timezone.localdate():
        raise Refused("inspections.material_date", field="made_on")
    kept, said = text(kept_at, "kept_at", 200), text(words, "words", 10_000)
    if not kept and not said:
        raise Refused("inspections.material_place", field="kept_at")
    digest = digest.strip().lower()
    if digest and not _DIGEST.fullmatch(digest):
        raise Refused("inspections.material_digest", field="digest")
    present = text(people, "people", 500)
    if purpose == Purpose.COLLECTIVE and (kind != MINUTES or not present or not said):
        raise Refused("inspections.material_people", field="people")
    made = Material.objects.create(
        campaign=campaign,
        inspection=inspection,
        kind=kind,
        purpose=purpose if purpose in Purpose.values else "",
        title=title,
        made_on=made_on,
        people=present,
        text=said,
        kept_at=kept,
        digest=digest,
        noted_at=timezone.now(),
        noted_by=by.name,
    )
    about = inspection or Inspection.objects.filter(campaign=campaign).order_by("pk").first()
    if about is not None:
        file_later(by, about, [material_paper(made)])
    record(
        by=by,
        action="inspections.material.note",
        rows=[made],
        obj=("plans.campaign", campaign.pk),
        details={"number": campaign.number, "kind": kind, "title": title},
    )
    return made


@action(None, event="inspections.material.strike", why_unguarded=_BY_EITHER)
def strike_material(*, by: Actor, material: Material, reason: str) -> Material:
    """Strike what was noted by mistake, with the reason; it stays to be seen. Not once the campaign is filed.

    Raises `Refused`: not_yours, material_filed, material_struck, reason_required.
    """
    campaign = Campaign.objects.select_for_update().get(pk=material.campaign_id)
    held = Material.objects.select_for_update().get(pk=material.pk)
    _require(by, campaign, held.inspection)
    if campaign.state == "archived":
        raise Refused("inspections.material_filed")
    if held.struck_at is not None:
        raise Refused("inspections.material_struck")
    said = text(reason, "reason", 500)
    if not said:
        raise Refused("acts.reason_required", field="reason")
    held.struck_at, held.struck_by, held.struck_reason = timezone.now(), by.name, said
    held.save()
    record(
        by=by,
        action="inspections.material.strike",
        rows=[held],
        obj=("plans.campaign", campaign.pk),
        reason=said,
        details={"number": campaign.number, "title": held.title},
    )
    return held
