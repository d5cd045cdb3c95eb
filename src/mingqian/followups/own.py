"""What an enterprise sees of its own objections: until when they are looked at, and the reply once it is given."""

from __future__ import annotations

from dataclasses import dataclass

from mingqian.followups.actions.objection import window_ends
from mingqian.followups.actions.own_objection import too_often
from mingqian.followups.duties import objection_term
from mingqian.followups.models import Objection
from mingqian.followups.scope import WITH_RESULT
from mingqian.followups.states import OBJECTION, OPEN_OBJECTIONS, TOLD
from mingqian.inspections.models import Inspection
from mingqian.inspections.wordbook import day
from mingqian.plans.governing import governing


@dataclass(frozen=True)
class Own:
    """One objection as its enterprise may read it; the review only once it was told."""

    objection: Objection
    state: str
    until: str
    where: str
    answered: bool


@dataclass(frozen=True)
class Objecting:
    """The enterprise's page: its objections, whether it may lodge another, the last day, the articles."""

    lodged: list[Own]
    may: bool
    why_not: str
    last_day: str
    where: str


def objecting(inspection: Inspection) -> Objecting | None:
    """None while there is no result to object to."""
    if inspection.state not in WITH_RESULT:
        return None
    rows = list(inspection.objections.order_by("-id"))
    lodged = []
    for one in rows:
        term = objection_term(one)
        lodged.append(
            Own(
                one,
                OBJECTION.states[one.state].name,
                f"{term.what}，至迟 {day(term.due)}" if term is not None else "",
                term.citation if term is not None else "",
                one.state == TOLD,
            )
        )
    why_not = ""
    if any(one.state in OPEN_OBJECTIONS for one in rows):
        why_not = "已经有一件异议在办，办完以后可以再提。"
    elif too_often(inspection):
        why_not = "今天提交的次数已经到了上限，请明天再试，或者直接向检查机关提出。"
    rules = governing(
        inspection.campaign, "clocks.objection_review", "checks.objection_corrected", "checks.subject_rights"
    )
    where = "；".join(dict.fromkeys(one.where for one in rules))
    last = window_ends(inspection)
    return Objecting(lodged, not why_not, why_not, day(last) if last else "", where)
