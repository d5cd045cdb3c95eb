"""What the documents say of others' work: whether a body may be entrusted, whose conclusions may be taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingqian.acts.refusal import Refused
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled, standings

THIRD = "checks.third_parties"
TAKEN_OVER = "checks.others_conclusions"
FALSE_REPORT = "liability.exempt_false_report"
"""高青 10.2 d speaks of the entrusted body's false report, and so presupposes that a body may be entrusted."""
ENTRUST, FORBIDDEN = "entrust", "forbidden"


@dataclass(frozen=True)
class Kind:
    """One kind of conclusion the documents let be taken over, with its article."""

    words: str
    citation: str


def kinds(campaign: Campaign, on: date) -> list[Kind]:
    """The kinds of others' conclusions a campaign may rest on (西平 联合 五), each once."""
    found: dict[str, Kind] = {}
    for one in governing(campaign, TAKEN_OVER, on=on):
        for word in one.values:
            found.setdefault(word, Kind(word, one.where))
    return list(found.values())


def require_kind(campaign: Campaign, words: str, on: date) -> Kind:
    """One kind by its words. Raises `Refused(inspections.conclusion_kind_unknown)`."""
    for one in kinds(campaign, on):
        if one.words == words:
            return one
    raise Refused("inspections.conclusion_kind_unknown", field="words")


def require_entrusting(campaign: Campaign, on: date) -> str:
    """The article by which a professional body may be entrusted.

    Raises `Refused`: plans.collision (undecided), inspections.entrust_forbidden (国办发〔2024〕54号, once its text is
    entered, or the bureau's decision follows it), inspections.entrust_unsaid.
    """
    require_settled(campaign.agency_id, ENTRUST, on)
    said = list(governing(campaign, THIRD, on=on))
    choice = _decision(campaign.agency_id, on)
    named = [one for one in said if one.parameter.citation.article in choice] if choice else said
    for one in named:
        if one.values == (FORBIDDEN,):
            raise Refused("inspections.entrust_forbidden", citation=one.where)
    allowed = [one for one in (named or said) if one.values != (FORBIDDEN,)]
    if not allowed:
        allowed = list(governing(campaign, FALSE_REPORT, on=on))
    if not allowed:
        raise Refused("inspections.entrust_unsaid")
    return allowed[0].where


def _decision(agency_id: int, on: date) -> str:
    """How the bureau has settled the collision, in its words; empty where there is none."""
    for one in standings(agency_id, on):
        if one.collision.key == THIRD and one.decision is not None:
            return one.decision.choice
    return ""


def why_not_entrusting(campaign: Campaign, on: date) -> tuple[str, str]:
    """(article, "") where a body may be entrusted, else ("", why not)."""
    try:
        return require_entrusting(campaign, on), ""
    except Refused as refused:
        return "", refused.words()
