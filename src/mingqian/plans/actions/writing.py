"""Proposing a version of a pack the agency wrote, and a second person's decision on it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.law import Pack, PackError
from mingqian.law.wording import problem_words
from mingqian.plans import packs, written
from mingqian.plans.actions.locking import own
from mingqian.plans.actions.second import check_decision, proposed
from mingqian.plans.models import PackDraft, PackVersion, PackVersionDecision


def wrote(version: PackVersion, by: Actor) -> bool:
    """Whether this person proposed the version or wrote into the draft it came from."""
    draft = PackDraft.objects.filter(version=version).first()
    hands = draft.writers if draft else []
    return (
        proposed(version, by)
        or [by.user_id, by.name] in hands
        or (by.user_id is not None and any(hand[0] == by.user_id for hand in hands))
    )


def _fit(agency: Agency, files: Mapping[str, str], but: int | None = None) -> Pack:
    try:
        return written.checked(agency, files, but=but)
    except PackError as error:
        first = problem_words(error.problems[0])
        raise Refused("plans.pack_wrong", count=len(error.problems), first=first) from error


def _kept(
    by: Actor, agency: Agency, pack: Pack, files: Mapping[str, str], source: Pack | None, reason: str
) -> PackVersion:
    last = PackVersion.objects.filter(pack_id=pack.id).aggregate(n=Max("number"))["n"] or 0
    return PackVersion.objects.create(
        agency=agency,
        pack_id=pack.id,
        number=last + 1,
        version=pack.version,
        name=pack.name,
        digest=pack.digest(),
        files=dict(files),
        copied_from=source.id if source else "",
        copied_digest=source.digest() if source else "",
        reason=reason,
        proposed_by=by.name,
        proposer_id=by.user_id,
        proposed_at=timezone.now(),
    )


@action(Permission.PLANS_EDIT, event="plans.pack.write")
def propose_pack(
    *, by: Actor, agency: Agency, files: Mapping[str, str], copied_from: str = "", reason: str
) -> PackVersion:
    """Propose a version of a pack the agency wrote, by the text of its files. Somebody else decides; until then nobody
    can choose it.

    Raises `Refused(plans.other_agency | plans.pack_wrong | plans.pack_unchanged | plans.pack_unknown |
    acts.reason_required)`.
    """
    own(by, agency.pk)
    Agency.objects.select_for_update().get(pk=agency.pk)
    pack = _fit(agency, files)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    before = written.approved(pack.id)
    if before is not None and before.digest == pack.digest():
        raise Refused("plans.pack_unchanged", number=before.number)
    source = packs.offered(agency, copied_from) if copied_from else None
    try:
        with transaction.atomic():
            made = _kept(by, agency, pack, files, source, reason.strip())
            _fit(agency, files)  # another agency may have taken the code since the first look
    except IntegrityError:
        # It took it in the same moment, under the same number: now it is there to be seen, and refused in words.
        _fit(agency, files)
        raise
    record(
        by=by,
        action="plans.pack.write",
        obj=("plans.packversion", made.pk),
        reason=made.reason,
        details={
            "agency": agency.code,
            "pack": pack.id,
            "number": made.number,
            "version": pack.version,
            "digest": made.digest,
            "copied_from": made.copied_from,
        },
    )
    return made


@action(Permission.PLANS_APPROVE, event="plans.pack.adopt")
def decide_pack(*, by: Actor, version: PackVersion, approve: bool, reason: str = "") -> PackVersionDecision:
    """Approve a version, which can then be chosen and bound like any pack, or turn it down with a reason.

    What is bound stays on the version it was bound in. Raises `Refused(plans.other_agency | plans.version_decided |
    plans.version_own | plans.pack_wrong | acts.reason_required)`.
    """
    own(by, version.agency_id)
    held = PackVersion.objects.select_for_update().get(pk=version.pk)
    kept = check_decision(
        by, held, approve=approve, reason=reason, decided="plans.version_decided", own="plans.version_own"
    )
    if wrote(held, by):
        raise Refused("plans.version_own")
    if approve:
        _fit(held.agency, held.files, but=held.pk)
    made = PackVersionDecision.objects.create(
        pack_version=held,
        approved=approve,
        reason=kept,
        decided_by=by.name,
        decided_at=timezone.now(),
    )
    record(
        by=by,
        action="plans.pack.adopt",
        obj=("plans.packversion", held.pk),
        reason=kept,
        details={
            "pack": held.pack_id,
            "number": held.number,
            "digest": held.digest,
            "approved": "是" if approve else "否",
            "proposed_by": held.proposed_by,
        },
    )
    return made
