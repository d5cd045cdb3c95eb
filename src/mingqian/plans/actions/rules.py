"""Proposals and decisions about rules: packs together, collisions, documents, the calendar of working days."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.law import Pack
from mingqian.plans import drafting, packs, rulebook, share
from mingqian.plans.actions.binding import check_dates, clean_settings, keep_binding
from mingqian.plans.actions.locking import own
from mingqian.plans.actions.second import check_decision
from mingqian.plans.lines import year_start
from mingqian.plans.models import (
    AnnualPlan,
    AttachedDocument,
    CollisionDecision,
    Layer,
    PackBinding,
    PackDraft,
    PackProposal,
    ProposalDecision,
    WorkdayTable,
)
from mingqian.workdays import OFF, WORK, CalendarError, YearTable

LARGEST_TEXT = 2_000_000
"""Characters of one document."""


@action(Permission.PLANS_EDIT, event="plans.pack.propose")
def propose_binding(
    *,
    by: Actor,
    agency: Agency,
    pack_id: str,
    layer: str,
    valid_from: date,
    valid_until: date | None = None,
    settings: Mapping[str, str] | None = None,
    reason: str,
) -> PackProposal:
    """Propose from when to when a pack binds the agency, with answers to the open questions. Somebody else decides.

    Raises `Refused(plans.other_agency | plans.pack_unknown | plans.layer_unknown | plans.binding_dates |
    plans.binding_outside | plans.setting_unknown | plans.setting_malformed | plans.pack_without_share |
    acts.reason_required)`.
    """
    own(by, agency.pk)
    pack = packs.offered(agency, pack_id)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if layer not in Layer.values:
        raise Refused("plans.layer_unknown", field="layer")
    check_dates(pack, valid_from, valid_until)
    _serves_plans(agency, pack)
    proposal = PackProposal.objects.create(
        agency=agency,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_digest=pack.digest(),
        layer=layer,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason.strip(),
        settings=clean_settings(pack, settings or {}),
        proposed_by=by.name,
        proposer_id=by.user_id,
        proposed_at=timezone.now(),
    )
    record(
        by=by,
        action="plans.pack.propose",
        obj=("plans.packproposal", proposal.pk),
        reason=proposal.reason,
        details={
            "agency": agency.code,
            "pack": pack.id,
            "digest": proposal.pack_digest,
            "layer": layer,
            "from": valid_from.isoformat(),
            "until": valid_until.isoformat() if valid_until else "",
            "settings": proposal.settings,
        },
    )
    return proposal


def _serves_plans(agency: Agency, pack: Pack) -> None:
    """Raise `Refused(plans.pack_without_share)` where plans stand on a pack that would no longer say how many to draw."""
    years = set(AnnualPlan.objects.filter(agency=agency, pack_id=pack.id).values_list("year", flat=True))
    if any(not share.serves(pack, year_start(year)) for year in years):
        raise Refused("plans.pack_without_share", pack=pack.name)


@action(Permission.PLANS_APPROVE, event="plans.pack.decide")
def decide_proposal(
    *, by: Actor, proposal: PackProposal, approve: bool, reason: str = ""
) -> PackBinding | None:
    """Approve a proposal, which binds the pack, or turn it down with a reason. Never by whoever proposed it.

    Raises `Refused(plans.other_agency | plans.proposal_decided | plans.proposal_own | plans.pack_changed |
    acts.reason_required)`.
    """
    own(by, proposal.agency_id)
    held = PackProposal.objects.select_for_update().get(pk=proposal.pk)
    kept = check_decision(
        by, held, approve=approve, reason=reason, decided="plans.proposal_decided", own="plans.proposal_own"
    )
    pack = packs.load(held.pack_id, held.pack_digest)
    if approve and held.pack_digest != pack.digest():
        raise Refused("plans.pack_changed", pack=pack.name)
    binding = None
    if approve:
        _serves_plans(held.agency, pack)
        binding = keep_binding(
            by, held.agency, pack, held.valid_from, held.valid_until, held.settings, held.reason
        )
    ProposalDecision.objects.create(
        proposal=held,
        approved=approve,
        binding=binding,
        reason=kept,
        decided_by=by.name,
        decided_at=timezone.now(),
    )
    record(
        by=by,
        action="plans.pack.decide",
        obj=("plans.packproposal", held.pk),
        reason=kept,
        details={"pack": pack.id, "approved": "是" if approve else "否", "proposed_by": held.proposed_by},
    )
    return binding


@action(Permission.PLANS_APPROVE, event="plans.collision.decide")
def decide_collision(*, by: Actor, agency: Agency, key: str, choice: str, reason: str) -> CollisionDecision:
    """Record how the bureau settles one collision as it stands now.

    Where its own document says that the law prevails (西平 细则 十七), only the law's article can be followed. Raises
    `Refused(plans.other_agency | plans.collision_unknown | plans.choice_missing | plans.law_prevails |
    acts.reason_required)`.
    """
    own(by, agency.pk)
    today = timezone.localdate()
    standing = next((one for one in rulebook.standings(agency, today) if one.collision.key == key), None)
    if standing is None:
        raise Refused("plans.collision_unknown")
    if not choice.strip():
        raise Refused("plans.choice_missing", field="choice")
    bound = [one.pack for one in rulebook.bound_packs(agency, today)]
    law = rulebook.prevailing(bound, standing.collision, today)
    if law is not None and not any(one.citation.article in choice for one in law.statements):
        raise Refused(
            "plans.law_prevails", field="choice", citation=law.citation, articles="、".join(law.articles)
        )
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    decision = CollisionDecision.objects.create(
        agency=agency,
        key=key,
        digest=standing.collision.digest(),
        choice=choice.strip()[:500],
        reason=reason.strip(),
        decided_by=by.name,
        decided_at=timezone.now(),
    )
    record(
        by=by,
        action="plans.collision.decide",
        obj=("plans.collisiondecision", decision.pk),
        reason=decision.reason,
        details={
            "agency": agency.code,
            "key": key,
            "question": standing.collision.question,
            "choice": decision.choice,
            "digest": decision.digest,
        },
    )
    return decision


@action(Permission.PLANS_EDIT, event="plans.document.attach")
def attach_document(
    *,
    by: Actor,
    agency: Agency,
    pack_id: str,
    title: str,
    text: str,
    original: bytes,
    draft: PackDraft | None = None,
) -> AttachedDocument:
    """Attach the text of a pack's document, with `draft` of one that is still being written. A later one replaces it from
    now on; both stay.

    Raises `Refused(plans.other_agency | plans.pack_unknown | plans.draft_head | plans.document_empty | plans.document_large |
    plans.document_unsplit)`.
    """
    own(by, agency.pk)
    if draft is not None:
        own(by, draft.agency_id)
    pack = drafting.require_head(draft) if draft is not None else packs.offered(agency, pack_id)
    clean = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not clean:
        raise Refused("plans.document_empty", field="file")
    if len(clean) > LARGEST_TEXT:
        raise Refused("plans.document_large", field="file", limit=LARGEST_TEXT)
    document = AttachedDocument(
        agency=agency,
        pack_id=pack.id,
        title=title.strip()[:200] or pack.document[:200],
        text=clean,
        sha256=hashlib.sha256(original).hexdigest(),
        attached_by=by.name,
        attached_at=timezone.now(),
    )
    articles = rulebook.articles_of(document, pack)
    if not articles:
        raise Refused("plans.document_unsplit", field="file")
    document.save()
    record(
        by=by,
        action="plans.document.attach",
        obj=("plans.attacheddocument", document.pk),
        details={
            "agency": agency.code,
            "pack": pack.id,
            "title": document.title,
            "sha256": document.sha256,
            "articles": len(articles),
        },
    )
    return document


@action(Permission.SETTINGS_MANAGE, event="plans.workdays.import")
def import_workdays(*, by: Actor, table: YearTable, original: bytes) -> WorkdayTable:
    """Take a year's notice over: terms are counted by it from now on. A later one of the year replaces it.

    Raises `Refused(plans.workdays_known)` when nothing in it differs from what is known.
    """
    known = next((one for one in rulebook.known_calendar().tables if one.year == table.year), None)
    if known is not None and known.days == table.days:
        raise Refused("plans.workdays_known", year=table.year)
    row = WorkdayTable.objects.create(
        year=table.year,
        days=[[one.day.isoformat(), WORK if one.workday else OFF, one.name] for one in table.days],
        source=table.source[:500],
        sha256=hashlib.sha256(original).hexdigest(),
        imported_by=by.name,
        imported_at=timezone.now(),
    )
    rulebook.forget_calendar()
    transaction.on_commit(rulebook.forget_calendar)
    record(
        by=by,
        action="plans.workdays.import",
        obj=("plans.workdaytable", row.pk),
        details={"year": row.year, "days": len(row.days), "sha256": row.sha256},
    )
    return row


def calendar_words(error: CalendarError) -> Refused:
    """A table that cannot be used, as a refusal in words."""
    return Refused(error.code, field="file", **error.params)
