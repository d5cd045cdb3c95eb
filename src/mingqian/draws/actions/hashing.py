"""Choosing the hash of an agency's draws."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.models import HashChoice, HashName, hash_of


@action(Permission.DRAWS_APPROVE, event="draws.hash.choose")
def choose_hash(*, by: Actor, agency: Agency, hash_name: str, reason: str) -> HashChoice:
    """Lock by this hash from now on; draws that are locked keep theirs.

    Raises `Refused` (draws.other_agency, draws.hash_unknown, draws.hash_same, acts.reason_required).
    """
    if by.agency_id is not None and by.agency_id != agency.pk:
        raise Refused("draws.other_agency")
    if hash_name not in HashName.values:
        raise Refused("draws.hash_unknown", field="hash_name")
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    Agency.objects.select_for_update().get(pk=agency.pk)
    if hash_of(agency.pk) == hash_name:
        raise Refused("draws.hash_same", field="hash_name", name=HashName(hash_name).label)
    made = HashChoice.objects.create(
        agency=agency,
        hash_name=hash_name,
        reason=reason.strip(),
        decided_by=by.name,
        decided_at=timezone.now(),
    )
    record(
        by=by,
        action="draws.hash.choose",
        obj=("draws.hashchoice", made.pk),
        reason=made.reason,
        details={"agency": agency.code, "name": str(HashName(hash_name).label)},
    )
    return made
