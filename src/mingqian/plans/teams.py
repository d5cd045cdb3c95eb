"""Who checks: how many a team has, by the document, the law above it and the bureau's own decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingqian.acts.refusal import Refused
from mingqian.law import Citation, Pack, team_rule
from mingqian.plans import lines, packs
from mingqian.plans.models.campaign import Specialty
from mingqian.plans.packs import cite

MAX_MEMBERS, MAX_LOAD, MAX_REASON = 8, 1000, 200
OWN_DECISION = "本单位的决定"
"""Beside what no document says and the bureau has decided."""


def least_of(pack: Pack, on: date) -> tuple[int, Citation | None, str]:
    """The fewest inspectors a visit: the document's, of whom so many with a certificate; where it is silent the bureau's
    own number, and never fewer than the law above it (行政处罚法 42).
    """
    rule = team_rule(pack, on)
    citation = rule.citations.get("minimum")
    least = max(rule.minimum, rule.certified)
    if citation is not None:
        return least, citation, cite(pack, citation)
    national = packs.load(packs.NATIONAL)
    overlay = team_rule(national, on)
    lawful = max(overlay.minimum, overlay.certified)
    if least > lawful:
        return least, None, OWN_DECISION
    said = overlay.citations.get("minimum")
    return max(least, lawful, 1), said, cite(national, said) if said else OWN_DECISION


def least_team(agency_id: int, pack_id: str, year: int) -> tuple[int, Citation | None, str]:
    """`least_of` the pack of a plan."""
    return least_of(packs.pack_for(agency_id, pack_id), lines.year_start(year))


def clean_team(
    team: Mapping[str, Any], *, expert_seat: bool, pack: Pack, on: date, partners: int = 0
) -> dict[str, Any]:
    """`{"seats": [leader 1, member n, expert 1 if asked], "max_load": int}`, with `"specialty"` where one is asked for and
    `"reason"` where the document's usual size is left (信阳 十四: 一般由 2 至 5 人组成).

    A joint check adds one of each of `partners` departments. Experts are beside the team. Raises
    `Refused(plans.team_malformed | plans.team_too_small | plans.team_too_large | plans.team_larger_than_usual)`.
    """
    try:
        counts = {str(seat["name"]): int(seat["count"]) for seat in team["seats"]}
        load = int(team["max_load"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("plans.team_malformed", field="team", limit=MAX_MEMBERS, load=MAX_LOAD) from error
    members = counts.get("member", 0)
    if (
        counts.keys() - {"leader", "member", "expert"}
        or counts.get("leader") != 1
        or not 0 <= members <= MAX_MEMBERS
        or not 1 <= load <= MAX_LOAD
    ):
        raise Refused("plans.team_malformed", field="team", limit=MAX_MEMBERS, load=MAX_LOAD)
    least, _, where = least_of(pack, on)
    if 1 + members < least:
        raise Refused("plans.team_too_small", field="team", minimum=least, citation=where)
    asked = str(team.get("specialty", ""))
    if asked not in Specialty.values:
        raise Refused("plans.team_malformed", field="specialty", limit=MAX_MEMBERS, load=MAX_LOAD)
    reason = _reason_for(pack, on, 1 + members + partners, str(team.get("reason", "")).strip()[:MAX_REASON])
    seats = [{"name": "leader", "count": 1}, {"name": "member", "count": members}]
    if expert_seat:
        seats.append({"name": "expert", "count": 1})
    found: dict[str, Any] = {"seats": seats, "max_load": load}
    return found | ({"specialty": asked} if asked else {}) | ({"reason": reason} if reason else {})


def _reason_for(pack: Pack, on: date, size: int, reason: str) -> str:
    """The reason to be kept for a team of so many; empty where none is needed. Raises `Refused` where it may not be."""
    most = pack.answer("team_maximum")
    if most.isdecimal() and size > int(most):
        raise Refused("plans.team_too_large", field="team", maximum=most, citation=OWN_DECISION)
    rule = team_rule(pack, on)
    if rule.maximum is None or size <= rule.maximum:
        return ""
    citation = rule.citations["maximum"]
    if not citation.strength.departure_allowed:
        raise Refused(
            "plans.team_too_large", field="team", maximum=rule.maximum, citation=cite(pack, citation)
        )
    if not reason:
        raise Refused(
            "plans.team_larger_than_usual", field="team_reason", size=size, maximum=rule.maximum,
            citation=cite(pack, citation),
        )  # fmt: skip
    return reason
