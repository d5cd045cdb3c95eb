"""Parts of a plan's page: the approval chain, and the versions with what each changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mingqian.acts.actor import Actor
from mingqian.plans import adjusting, approval, states
from mingqian.plans.actions.plan import had_hand
from mingqian.plans.approval import Standing
from mingqian.plans.models import AnnualPlan


@dataclass(frozen=True)
class Typed:
    """What was typed into one of the page's forms and refused: which form, what it said, the refusal by field."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


NOTHING = Typed()


def why_not_decide(plan: AnnualPlan, actor: Actor, one: Standing) -> str:
    """Why this person, whose office it is, may still not decide at an open stage; empty where they may."""
    if had_hand(plan, actor):
        return "您参与了编制，须由另一人办理。"
    if approval.took_part_elsewhere(plan, actor, one.stage.code):
        return "您已经在前一个环节表示过意见，须由另一人办理。"
    return ""


def why_not_write(plan: AnnualPlan) -> str:
    """Why no line of this plan may be written now, and the way that is open; empty where it may."""
    if plan.state == states.DRAFT:
        return ""
    ways = {
        states.SUBMITTED: "要改，请等审批退回。",
        states.APPROVED: "要改，请在计划页“调整计划”，写在新的一版里。",
        states.PUBLISHED: "要改，请在计划页“调整计划”，写在新的一版里。",
    }
    return f"计划现在是“{states.PLAN.states[plan.state].name}”，行不能再改。{ways.get(plan.state, '')}"


def approval_part(actor: Actor, plan: AnnualPlan) -> dict[str, Any]:
    """The chain as it stands (of a draft: as it would be), the stage at which this person decides, earlier rounds."""
    newest = approval.submission_of(plan)
    mine = next(approval.open_to(plan, actor), None)
    drafting = plan.state == states.DRAFT
    chain: list[Standing] = (
        [Standing(place, one, "waiting", None) for place, one in enumerate(approval.chain_of(plan))]
        if drafting
        else approval.standings(plan)
    )
    earlier = [] if newest is None else list(plan.submissions.order_by("-id"))
    if not drafting and earlier:
        earlier = earlier[1:]
    return {
        "chain": chain,
        "drafting": drafting,
        "round": newest.pk if newest else "",
        "mine": mine,
        "mine_why_not": why_not_decide(plan, actor, mine) if mine else "",
        "earlier": [
            (one, [stage for stage in approval.standings(plan, one) if stage.step is not None])
            for one in earlier
        ],
    }


def versions_part(plan: AnnualPlan) -> dict[str, Any]:
    """The versions of a plan, what this one changes and why, and the adjustment that is being made."""
    versions = list(adjusting.family(plan))
    return {
        "adjustment": adjusting.adjustment_of(plan),
        "changes": adjusting.changes(plan),
        "versions": versions if len(versions) > 1 else [],
        "open_adjustment": adjusting.open_adjustment(plan),
        "adjustable": _adjustable(plan),
    }


def _adjustable(plan: AnnualPlan) -> str:
    """Where a document allows adjusting; empty where none says."""
    day = approval.last_day(plan.year)
    for pack in approval.asking(plan):
        if pack.has("plan.adjustable", day):
            return approval.cited(pack, "plan.adjustable", day)
    return ""
