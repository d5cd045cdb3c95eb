"""监管类别核对: the derived class taken over for everybody of one kind, however many they are."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts import progress
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans.actions.locking import own
from mingqian.plans.classing import Ground, classing_pack, differing, grounds
from mingqian.plans.packs import cite
from mingqian.registers.actions import change_subjects
from mingqian.registers.actions.bulk import LIMIT, Change, seen_of


def class_change(ground: Ground, where: str) -> Change:
    """The change that takes a derived class over, with its ground and article beside 重点."""
    beside = f"{ground.words}（{where}）" if ground.item_class == "key" else ""
    return Change("edit", "supervision_class", ground.item_class, beside=beside)


@action(Permission.SUBJECTS_EDIT, event="plans.classes.take_over")
def take_over_classes(*, by: Actor, agency: Agency, group: str, count: int, reason: str) -> int:
    """Change everybody of one group (`recorded-ground`, as the page lists them), all or none; returns how many.

    Written in the register's own steps of `LIMIT`, each of which can be taken back there. Raises
    `Refused(plans.other_agency | acts.reason_required | registers.moved_since_seen)`: the latter where the group is
    no longer `count` large, as it was seen.
    """
    own(by, agency.pk)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    on = timezone.localdate()
    pack = classing_pack(agency.pk, on)
    recorded, _, code = group.partition("-")
    ground = next((one for one in grounds(pack, on) if one.code == code), None) if pack else None
    if pack is None or ground is None:
        raise Refused("registers.moved_since_seen")
    found = differing(agency.pk, pack, on).filter(supervision_class=recorded, ground=code).order_by("id")
    if found.count() != count:
        raise Refused("registers.moved_since_seen")
    change, where = class_change(ground, cite(pack, ground.citation)), 0
    changed = 0
    while rows := list(found.filter(pk__gt=where)[:LIMIT]):
        progress.tell("逐户改为按规则的类别", changed, count)
        lines = change_subjects(by=by, chosen=rows, change=change, seen=seen_of(rows), reason=reason)
        changed += sum(1 for line in lines if line.changes)
        where = rows[-1].pk
    record(
        by=by,
        action="plans.classes.take_over",
        obj=("accounts.agency", agency.pk),
        reason=reason.strip(),
        details={"group": group, "subjects": changed},
    )
    return changed
