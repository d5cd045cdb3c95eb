"""处罚决定的公示 (行政处罚法 48; 安全生产法 78), apart from the result of the check (鹤壁 五(五)); and how it is taken back.

What was published is never deleted: the publication is marked as taken back, the portal shows its words no more, and in
their place the reason.
"""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.followups.actions import mark_public
from mingqian.followups.duties import governs, penalty_of
from mingqian.followups.law import penalties_public
from mingqian.followups.models import Case, Penalty
from mingqian.followups.scope import require_case
from mingqian.followups.states import DECIDED, REVOKED
from mingqian.inspections.actions.archive import file_later
from mingqian.inspections.progress import hold
from mingqian.inspections.wordbook import day
from mingqian.plans.rulebook import require_settled
from mingqian.publicity.content import Content, digest
from mingqian.publicity.models import Kind, Publication
from mingqian.publicity.papers import paper_of
from mingqian.publicity.publishing import make_public, require_agency, require_nothing_personal
from mingqian.publicity.states import PREPARED, PUBLICATION, PUBLISHED

OBJECT = "followups.penalty"
PENALTIES = (Kind.PENALTY, Kind.WITHDRAWAL)


def penalty_content(penalty: Penalty) -> Content:
    """The decision as the public sees it: nothing of how it came about, and a person only as the bureau chose to name them.

    `{"kind": "penalty", "agency", "number", "party": {"name", "code"}, "violation", "basis", "penalties": [text], "amount": text,
    "decided_on", "citation"}`
    """
    return {
        "kind": "penalty",
        "agency": penalty.agency.name,
        "number": penalty.number,
        "party": {"name": penalty.party_public, "code": penalty.party_code},
        "violation": penalty.violation,
        "basis": penalty.basis,
        "penalties": list(penalty.kinds),
        "amount": f"{penalty.amount.normalize():f}" if penalty.amount is not None else "",
        "decided_on": day(penalty.decided_on),
        "citation": penalties_public(governs(penalty.case)),
    }


def withdrawal_content(penalty: Penalty, before: Publication) -> Content:
    """Why a public decision was taken back (行政处罚法 48), without naming the party again.

    `{"kind": "withdrawal", "agency", "number", "of_number", "of_date", "what", "on", "paper", "reason", "citation"}`
    """
    return {
        "kind": "withdrawal",
        "agency": penalty.agency.name,
        "number": penalty.number,
        "of_number": before.number,
        "of_date": day(timezone.localdate(before.published_at)),
        "what": penalty.get_revocation_display(),
        "on": day(penalty.revoked_on),
        "paper": penalty.revoked_number,
        "reason": penalty.revoked_reason,
        "citation": penalties_public(governs(penalty.case)),
    }


def in_force(penalty: Penalty) -> Publication | None:
    """The publication of a decision that stands on the portal now."""
    return Publication.objects.filter(
        object_kind=OBJECT, object_id=penalty.pk, kind=Kind.PENALTY, state=PUBLISHED
    ).first()


def pending(penalty: Penalty) -> Publication | None:
    """What waits for 公示审核 about a decision."""
    return Publication.objects.filter(
        object_kind=OBJECT, object_id=penalty.pk, kind__in=PENALTIES, state=PREPARED
    ).first()


def said_of(penalty: Penalty) -> tuple[str, Content, Publication | None]:
    """(kind, content, what it takes back) of what is to be published about a decision now.

    Raises `Refused`: publicity.penalty_not_decided, publicity.already_published, publicity.nothing_to_withdraw,
    publicity.penalties_not_public.
    """
    known = in_force(penalty)
    if penalty.state == DECIDED:
        if not penalties_public(governs(penalty.case)):
            raise Refused("publicity.penalties_not_public")
        if known is not None:
            raise Refused("publicity.already_published", what=penalty.number, number=known.number)
        return Kind.PENALTY, penalty_content(penalty), None
    if penalty.state == REVOKED:
        if known is None:
            raise Refused("publicity.nothing_to_withdraw", number=penalty.number)
        return Kind.WITHDRAWAL, withdrawal_content(penalty, known), known
    raise Refused("publicity.penalty_not_decided")


@action(Permission.CASES_HANDLE, event="publicity.publication.prepare")
def prepare_penalty(*, by: Actor, case: Case) -> Publication:
    """Set down what the public will see of a decision, or of its withdrawal, and hand it to 公示审核.

    Raises `Refused`: inspections.not_yours, publicity.already_prepared, publicity.personal and those of `said_of`.
    """
    require_case(by, case)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    penalty = penalty_of(case)
    if penalty is None:
        raise Refused("publicity.penalty_not_decided")
    if pending(penalty) is not None:
        raise Refused("publicity.already_prepared", what=penalty.number)
    kind, content, before = said_of(penalty)
    require_nothing_personal(content)
    withdrawal = kind == Kind.WITHDRAWAL
    made = Publication.objects.create(
        agency_id=penalty.agency_id,
        kind=kind,
        title=f"行政处罚决定信息撤回说明（{penalty.number}）"
        if withdrawal
        else f"{penalty.party_public}行政处罚决定",
        content=content,
        digest=digest(content),
        object_kind=OBJECT,
        object_id=penalty.pk,
        subject_name="" if withdrawal else penalty.party_public,
        subject_code="" if withdrawal else penalty.party_code,
        occurred_on=penalty.revoked_on if withdrawal else penalty.decided_on,
        prepared_at=timezone.now(),
        prepared_by=by.name,
        prepared_by_id=by.user_id,
        supersedes=before,
        reason=penalty.revoked_reason if withdrawal else "",
    )
    record(by=by, action="publicity.publication.prepare", rows=[made], details={"kind": kind})
    return made


@action(Permission.PUBLISH, event="publicity.publication.publish")
def publish_penalty(*, by: Actor, publication: Publication) -> Publication:
    """Publish a decision, or take a published one back; the terms that this platform meets have their receipt with it.

    Raises `Refused`: publicity.not_yours, wrong state, publicity.second_person, publicity.record_changed,
    publicity.personal, plans.collision, and those of `said_of`.
    """
    require_settled(
        publication.agency_id,
        "publish",
        timezone.localdate(),
        keys={"publication.penalties", "clocks.penalty_published", "clocks.penalty_withdrawn"},
    )
    penalty = Penalty.objects.get(pk=publication.object_id)
    inspection = penalty.case.inspection
    if inspection is not None:
        inspection = hold(inspection)
    Case.objects.select_for_update(of=("self",)).get(pk=penalty.case_id)
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    require_agency(by, held.agency_id)
    PUBLICATION.check("publish", held.state, held.title)
    if held.prepared_by_id is not None and held.prepared_by_id == by.user_id:
        raise Refused("publicity.second_person", name=by.name)
    kind, content, before = said_of(penalty)
    if kind != held.kind or digest(content) != held.digest:
        raise Refused("publicity.record_changed", what=held.title)
    rows = []
    if before is not None:
        before.state = PUBLICATION.check("correct", before.state, before.title)
        before.save(update_fields=["state"])
        rows.append(before)
    make_public(held, by=by)
    if inspection is not None:
        file_later(by, inspection, [paper_of(held)])
    record(
        by=by,
        action="publicity.publication.publish",
        rows=[*rows, held],
        obj=("publicity.publication", held.pk),
        details={"number": held.number, "kind": held.kind, "digest": held.digest},
    )
    mark_public(by=by, penalty=penalty, number=held.number)
    return held
