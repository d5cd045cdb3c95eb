"""锁库 and the publication of its digest."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts import progress
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import ledger, receipts, released, sealed, states
from mingqian.draws.actions.inviting import Invited, PublicNumber, Round, choose, make_sources
from mingqian.draws.alarms import alarms, tally
from mingqian.draws.eligibility import Eligibility, People, gather, specialties_asked
from mingqian.draws.freezing import PEOPLE_FACTS, Freezer, FrozenPeople, freeze_people, seal_people, seat_rows
from mingqian.draws.models import Beacon, Draw, Source, hash_of
from mingqian.draws.models.witness import M
from mingqian.lot.canonical import canonical, nfc_text
from mingqian.lot.drand import first_round_after, is_chained
from mingqian.lot.hashing import commit_value as lot_commit
from mingqian.lot.hashing import get_hash
from mingqian.lot.manifest import build_manifest
from mingqian.lot.seed import manifest_hash
from mingqian.lot.shapes import LawPack, TeamRules
from mingqian.lot.shapes import Source as LotSource
from mingqian.plans import weights
from mingqian.plans.actions import advance_campaign
from mingqian.plans.following import require_seen
from mingqian.plans.models import Campaign, urn_setting_of
from mingqian.plans.models.plan import line_digest
from mingqian.plans.packs import pack_for
from mingqian.plans.pool import Pool, UrnPlan, build
from mingqian.plans.pool.reasons import FROM_LISTS
from mingqian.plans.rulebook import require_own_room, require_settled


def locked_campaign(pk: int) -> Campaign:
    """The campaign's row, locked until the transaction ends."""
    return Campaign.objects.select_for_update(of=("self",)).select_related("agency", "line__plan").get(pk=pk)


def earlier_attempt(campaign: Campaign) -> tuple[Draw | None, int]:
    """The attempt before this one, and this one's number. Withdrawn locks never were attempts."""
    earlier = campaign.draws.exclude(state=states.WITHDRAWN).order_by("-attempt").first()
    return earlier, (earlier.attempt + 1 if earlier else 1)


@action(Permission.DRAWS_OPERATE, event="draws.draw.lock")
def lock(
    *,
    by: Actor,
    campaign: Campaign,
    witness_ids: Sequence[int],
    guests: Sequence[Invited] = (),
    dice: bool = False,
    public_numbers: Sequence[PublicNumber] = (),
    rounds: Sequence[Round] = (),
    hash_name: str = "",
) -> Draw:
    """锁库: hash the pool and the people, make and seal the operator's secret, and wait for the commitments.

    By the hash the agency has chosen, where `hash_name` names none.
    One transaction: killed at any point, nothing happened. Raises `Refused` (draws.already_locked, draws.no_witness,
    draws.empty_pool, draws.no_people, acts.wrong_state …).
    """
    campaign = locked_campaign(campaign.pk)
    live = campaign.draws.filter(state__in=states.LIVE).first()
    if live is not None:
        raise Refused("draws.already_locked", campaign=campaign.title, attempt=live.attempt)
    chosen = choose(
        by, witness_ids=witness_ids, guests=guests, dice=dice, public_numbers=public_numbers, rounds=rounds
    )
    for stopping in ("draw", "team", "leader"):
        require_settled(campaign.agency_id, stopping, timezone.localdate())
    require_own_room(campaign.agency_id, timezone.localdate())
    require_seen(campaign)
    advance_campaign(by=by, campaign=campaign, act="freeze")

    hash_name = hash_name or hash_of(campaign.agency_id)
    hash = get_hash(hash_name)
    now = timezone.localtime()
    salt = secrets.token_hex(16)
    pool = build(campaign, on=now.date(), salt=salt)
    plans = [urn for urn in pool.urns if len(urn.subject_ids)]
    if not plans:
        raise Refused("draws.empty_pool")
    people = gather(campaign, on=now.date())
    seats = seat_rows(campaign)
    if seats and not people.candidates:
        raise Refused("draws.no_people")
    previous, attempt = earlier_attempt(campaign)
    secret = secrets.token_hex(32)
    pack = pack_for(campaign.agency, campaign.pack_id)
    draw = Draw.objects.create(
        campaign=campaign,
        agency=campaign.agency,
        number=f"{campaign.agency.code}/{campaign.number}",
        attempt=attempt,
        hash_name=hash_name,
        locked_at=now,
        locked_by=by.name,
        counts={
            "candidates": sum(len(urn.subject_ids) for urn in plans),
            "excluded": len(pool.exclusions),
            "out_of_scope": pool.out_of_scope,
            "people": len(people.candidates),
            "people_out": people.reasons(),
            "by": tally(pool.survey),
            "alarms": [alarm.text for alarm in alarms(campaign, pool.survey, people)],
        },
        plan_digest=line_digest(campaign.planned),
        pack={"pack": pack.id, "version": pack.version, "digest": pack.digest(), **_weights(campaign)},
        register={"count": pool.register_count, "digest": pool.register_digest},
        team={
            "seats": list(seats),
            "max_load": int(campaign.team["max_load"]),
            **specialties_asked(campaign),
        },
        operator_commitment=lot_commit(secret, hash),
        previous=previous,
        reason=previous.abort_reason if previous else "",
    )
    sealed.seal(draw, "secret", [secret.encode()])
    sealed.seal(draw, "register.salt", [salt.encode()])
    sealed.seal(draw, "exclusions", _exclusion_lines(pool))
    sealed.seal(draw, released.ALREADY, [json.dumps(pool.exclusions.ids_for(*FROM_LISTS).tolist()).encode()])
    freeze_draw(draw, plans, people)
    progress.tell("第三步，共三步：入库", 0, 0)
    draw.save()
    sources = make_sources(by, draw, chosen)
    record(
        by=by,
        action="draws.draw.lock",
        rows=[draw, *sources],
        details={"campaign": campaign.number, "attempt": attempt, "candidates": draw.counts["candidates"]},
    )
    return draw


def _weights(campaign: Campaign) -> dict[str, object]:
    """The table of weights the campaign draws by, as it is published with the draw."""
    table = urn_setting_of(campaign).weight_table
    if table is None:
        return {}
    return {
        "weights": {
            "number": table.number,
            "table": table.table,
            "basis": table.basis,
            "digest": weights.digest(table.table),
            "approved": timezone.localdate(table.decision.decided_at).isoformat(),
        }
    }


def _law(draw: Draw) -> LawPack:
    """The rules the manifest names: the pack, and in the words of its version the table of weights, so that m binds it."""
    version = str(draw.pack["version"])
    if table := draw.pack.get("weights"):
        version += f"；第 {table['number']} 号权重表（{weights.in_words(table['table'])}），SHA-256 {table['digest']}"
    return {"pack": draw.pack["pack"], "version": version, "digest": draw.pack["digest"]}


def freeze_draw(
    draw: Draw, plans: Sequence[UrnPlan], people: People, held: Mapping[str, int] | None = None
) -> None:
    """Hash the people and the urns of a new draw and seal all of it; sets its urns and people, saves nothing.

    `held`: the tasks people hold already, by key, which lower their limits.
    """
    hash = get_hash(draw.hash_name)
    seats = [seat["name"] for seat in draw.team["seats"]]
    sealed.seal(draw, receipts.PLACES, receipts.place_records(plans))
    frozen: FrozenPeople | None = None
    eligibility = None
    if seats:
        frozen = freeze_people(people.candidates, hash, draw.team["max_load"], held)
        eligibility = Eligibility(
            people.candidates, seats, joint=bool(draw.campaign.partner_agency_ids), team=draw.team
        )
        sealed.seal(draw, PEOPLE_FACTS, [people.packed()])
    freezer = Freezer(
        draw, hash, seats=seats, people=frozen, eligibility=eligibility, whole=draw.counts["candidates"]
    )
    for index, plan in enumerate(plans):
        urn = freezer.freeze(index, plan)
        sealed.seal(draw, f"urns/{index}.leaves", [urn.leaves])
        sealed.seal(draw, f"urns/{index}.branches", [urn.branches])
        draw.urns.append(
            {
                **urn.line,
                "share": plan.share,
                "citation": plan.citation,
                "steps": list(plan.steps),
                "chances": [list(chance) for chance in plan.chances],
            }
        )
    if frozen is not None:
        draw.people_root = seal_people(draw, frozen, people.candidates, freezer)
        draw.people_count = len(people.candidates)


def _exclusion_lines(pool: Pool) -> Iterator[bytes]:
    """Every subject kept out, one JSON line each, with its reason and article: opened to the auditor."""
    for one in pool.exclusions:
        line = [one.subject_id, one.code, one.name, one.reason_code, one.reason, one.citation]
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


@action(Permission.DRAWS_OPERATE, event="draws.draw.commit")
def publish_commitment(*, by: Actor, draw: Draw) -> Draw:
    """Fix the manifest and publish its hash `m`; from here on nothing about the pool can change.

    Raises `Refused` (draws.commitments_missing, acts.wrong_state).
    """
    draw = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("campaign", "agency", "previous")
        .get(pk=draw.pk)
    )
    state = states.DRAW.check("commit", draw.state, draw.campaign.title)
    sources = list(draw.sources.all())
    missing = [s.label for s in sources if s.kind == "witness" and not s.commitment]
    if missing:
        raise Refused("draws.commitments_missing", names="、".join(missing))
    hash = get_hash(draw.hash_name)
    beacons = _fix_rounds(sources)
    teams: TeamRules | None = None
    if draw.people_count:
        teams = {
            "people": {"size": draw.people_count, "root": draw.people_root}, "seats": draw.team["seats"],
            "max_load": draw.team["max_load"],
        }  # fmt: skip
    manifest = build_manifest(
        hash_name=draw.hash_name,  # type: ignore[arg-type]
        draw={
            "id": draw.number,
            "title": draw.title,
            "agency": draw.agency.name,
            "plan": draw.plan_digest,
            "attempt": draw.attempt,
            "previous": draw.previous.manifest_hash if draw.previous else None,
            "reason": draw.reason or None,
            "parent": draw.vacancy.parent.manifest_hash if draw.fills_vacancies else None,
        },
        frozen_at=timezone.localtime(draw.locked_at).isoformat(timespec="seconds"),
        law=_law(draw),
        register=draw.register,
        operator_commitment=draw.operator_commitment,
        sources=[_manifest_source(s) for s in sources],
        urns=[{k: urn[k] for k in ("name", "size", "root", "quota", "weighted")} for urn in draw.urns],  # type: ignore[misc]
        teams=teams,
    )
    draw.manifest = canonical(manifest).decode()
    draw.manifest_hash = manifest_hash(manifest, hash).hex()
    draw.state = state
    draw.committed_at = timezone.now()
    draw.save()
    ledger.log_record(draw, M, draw.manifest_hash)
    record(
        by=by,
        action="draws.draw.commit",
        rows=[draw, *beacons],
        details={"campaign": draw.campaign.number, "attempt": draw.attempt, "m": draw.manifest_hash},
    )
    return draw


def _fix_rounds(sources: Sequence[Source]) -> list[Beacon]:
    """Now that the manifest is about to be public: the drand rounds, the first so many minutes from now; of a chained
    network also the one before it, which stands before it.
    """
    beacons = [s.beacon for s in sources if s.kind == "drand"]
    earlier: Beacon | None = None
    for beacon in beacons:
        if is_chained(beacon.chain) and earlier is None:
            earlier = beacon
            continue
        after = timezone.now().timestamp() + beacon.minutes * 60
        beacon.round = first_round_after(beacon.chain, after)
        if earlier is not None:
            earlier.round, earlier = beacon.round - 1, None
    for beacon in beacons:
        beacon.save()
    return beacons


def _manifest_source(source: Source) -> LotSource:
    if source.kind == "witness":
        return {"kind": "witness", "label": nfc_text(source.label), "commitment": source.commitment}
    if source.kind == "drand":
        assert source.beacon.round is not None
        return {
            "kind": "drand", "label": source.label, "chain": source.beacon.chain, "round": source.beacon.round,
        }  # fmt: skip
    return {"kind": source.kind, "label": nfc_text(source.label), "digits": source.digits}  # type: ignore[typeddict-item]
