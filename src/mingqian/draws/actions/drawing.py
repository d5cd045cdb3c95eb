"""摇号: one transaction, one result."""

from __future__ import annotations

import io

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts import progress
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import ledger, sealed, states
from mingqian.draws.actions.attesting import close_reveals, reveals_of
from mingqian.draws.actions.moving import move_campaign
from mingqian.draws.attesting import TRANSCRIPT
from mingqian.draws.chances import chance_in
from mingqian.draws.drawing import Outcome, run, transcript_bytes
from mingqian.draws.eligibility import Eligibility, People, spot_of
from mingqian.draws.models import Draw, DrawnSubject, SeatFilled
from mingqian.draws.models.witness import RESULTS, REVEALS
from mingqian.draws.presence import devices_missing
from mingqian.draws.vacant import people_at_freeze, shut_out
from mingqian.lot.entries import leaf_hashes, leaf_numbers
from mingqian.lot.verify import verify_transcript
from mingqian.lot.wording import words as lot_words


@action(Permission.DRAWS_OPERATE, event="draws.draw.draw")
def draw_now(*, by: Actor, draw: Draw) -> Draw:
    """Open the sources, compute the result, verify it, seal it. Two people pressing get one draw.

    `H(JCS(reveals))` was recorded when the last source was opened, and the witnesses' devices have signed it; the
    results' hash is recorded before anybody can see the result. Raises `Refused`
    (draws.already_drawn, draws.reveals_missing, draws.reveals_unsigned, draws.verification_failed, acts.wrong_state).
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("campaign", "agency").get(pk=draw.pk)
    if draw.drawn_at is not None:
        at = timezone.localtime(draw.drawn_at).strftime("%Y年%m月%d日 %H:%M")
        raise Refused("draws.already_drawn", campaign=draw.campaign.title, attempt=draw.attempt, at=at)
    state = states.DRAW.check("draw", draw.state, draw.campaign.title)
    sources = list(draw.sources.all())
    missing = [s.label for s in sources if not s.opened]
    if missing:
        raise Refused("draws.reveals_missing", names="、".join(missing))
    close_reveals(by, draw)
    waiting = devices_missing(draw, REVEALS)
    if waiting:
        raise Refused("draws.reveals_unsigned", names="、".join(waiting))
    progress.tell("第一步，共三步：打开封存的签条，摇号，排检查组", 0, 0)
    outcome = run(draw, reveals_of(sources))
    if outcome.result.reveals_digest.hex() != draw.reveals_hash:
        raise Refused("draws.verification_failed", reasons="公开值与先前记录的摘要不一致")
    progress.tell("第二步，共三步：把结果重算一遍核对", 0, 0)
    transcript = transcript_bytes(outcome)
    report = verify_transcript(io.BytesIO(transcript))
    if not report.ok:
        raise Refused("draws.verification_failed", reasons="；".join(lot_words(r) for r in report.refusals))
    progress.tell("第三步，共三步：入库", 0, 0)
    sealed.seal(draw, TRANSCRIPT, [transcript])
    draw.results_hash = outcome.result.results_digest().hex()
    draw.load = outcome.result.teams.load if outcome.result.teams else 0
    draw.state, draw.drawn_at, draw.drawn_by = state, timezone.now(), by.name
    draw.save()
    drawn = _keep_drawn(draw, outcome)
    seats = _keep_seats(draw, outcome, drawn)
    move_campaign(by, draw, "draw")
    ledger.log_record(draw, RESULTS, draw.results_hash)
    record(
        by=by,
        action="draws.draw.draw",
        rows=[draw, *drawn.values(), *seats],
        obj=("draws.draw", draw.pk),
        details={
            "draw": draw.number,
            "attempt": draw.attempt,
            "m": draw.manifest_hash,
            "results": draw.results_hash,
        },
    )
    return draw


def _keep_drawn(draw: Draw, outcome: Outcome) -> dict[bytes, DrawnSubject]:
    rows: dict[bytes, DrawnSubject] = {}
    for urn, leaves, result in zip(draw.urns, outcome.urn_leaves, outcome.result.selection, strict=True):
        weights: dict[bytes, int] = {}
        if urn["weighted"]:
            weights = dict(zip(leaf_hashes(leaves), leaf_numbers(leaves), strict=True))
        for one in result.drawn:
            rows[one.e] = DrawnSubject(
                draw=draw,
                position=len(rows),
                urn=urn["name"],
                subject_id=outcome.drawn[one.e].subject_id,
                entry_hash=one.e.hex(),
                ticket=one.ticket.hex(),
                chance=chance_in(urn, weights.get(one.e, 1)),
            )
    DrawnSubject.objects.bulk_create(rows.values(), batch_size=1000)
    return rows


def _keep_seats(draw: Draw, outcome: Outcome, drawn: dict[bytes, DrawnSubject]) -> list[SeatFilled]:
    teams = outcome.result.teams
    if teams is None:
        return []
    names = [(s["name"], s["count"]) for s in draw.team["seats"]]
    why: tuple[People, Eligibility] | None = None
    rows: list[SeatFilled] = []
    for team, choices in zip(teams.teams, teams.choices, strict=True):
        number = 0
        for (seat, _), group in zip(names, team.seats, strict=True):
            for person_e in group:
                row = SeatFilled(
                    drawn=drawn[team.e],
                    seat=seat,
                    number=number,
                    candidates=choices[number].candidates,
                    forced=choices[number].forced,
                )
                if person_e is None:
                    why = why or _rules(draw, [name for name, _ in names])
                    line = outcome.drawn[team.e]
                    facts = line.facts
                    spot = spot_of(line.subject_id, facts["region_code"], facts["township"], facts["field"])
                    row.shut_out = shut_out(*why, seat, spot)
                else:
                    person = outcome.people[person_e]
                    row.expert_id = person.pk if person.expert else None
                    row.inspector_id = None if person.expert else person.pk
                rows.append(row)
                number += 1
    SeatFilled.objects.bulk_create(rows, batch_size=1000)
    return rows


def _rules(draw: Draw, seats: list[str]) -> tuple[People, Eligibility]:
    """Who was there at the freeze, and the rules by which each was in or out."""
    people = people_at_freeze(draw)
    joint = bool(draw.campaign.partner_agency_ids)
    return people, Eligibility(people.candidates, seats, joint=joint, team=draw.team)
