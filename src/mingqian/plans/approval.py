"""The approval chain of an annual plan: who must agree, in which order, by which article or decision.

责任股室 (the units that carry the lines) → 政策法规股 → the leader → the joint conference. A stage stands in the chain
because a document that binds names it, or because the bureau decided what the documents leave open (the settings
`plan_unit_agrees` and `plan_legal_reviews` of the national pack); the leader always approves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from mingqian.accounts.models import Unit, User
from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.law import Pack
from mingqian.law.wording import setting_words
from mingqian.plans import packs, states
from mingqian.plans.models import AnnualPlan, PlanStep, PlanSubmission
from mingqian.plans.models.approval import Decision
from mingqian.plans.models.plan import LineKind
from mingqian.plans.rulebook import bound_packs

UNIT, LEGAL, LEADER, CONFERENCE = "unit", "legal", "leader", "conference"

PERMISSIONS = {
    UNIT: Permission.PLANS_AGREE,
    LEGAL: Permission.PLANS_REVIEW,
    LEADER: Permission.PLANS_APPROVE,
    CONFERENCE: Permission.PLANS_REVIEW,
}
"""What whoever decides at a stage must hold; the conference's decision is written down by 政策法规股."""

DOING = {UNIT: "会签", LEGAL: "审核", LEADER: "批准", CONFERENCE: "登记联席会议意见"}


@dataclass(frozen=True)
class Stage:
    """One stage of a chain: its name in words, the unit it belongs to (stage `unit` alone), the article, and what
    the article or the bureau's decision says.
    """

    code: str
    name: str
    unit: int | None
    citation: str
    why: str


@dataclass(frozen=True)
class Standing:
    """A stage as it stands: `state` is passed, returned, open or waiting; the decision once there is one."""

    place: int
    stage: Stage
    state: str
    step: PlanStep | None

    @property
    def doing(self) -> str:
        """What is done at this stage: 会签, 审核, 批准, 登记联席会议意见."""
        return DOING[self.stage.code]


def last_day(year: int) -> date:
    """The day on which it is asked which packs bind in a plan's year: one may begin in its course."""
    return date(year, 12, 31)


def asking(plan: AnnualPlan) -> list[Pack]:
    """The packs that may ask something of this plan: its own, and those that bind the agency in its year."""
    last = last_day(plan.year)
    own = packs.pack_for(plan.agency_id, plan.pack_id)
    return [own, *(one.pack for one in bound_packs(plan.agency_id, last) if one.pack.id != own.id)]


def _named(found: Sequence[Pack], key: str, on: date) -> tuple[str, str] | None:
    """The first pack that has a rule: its article and reading."""
    for pack in found:
        if pack.has(key, on):
            return cited(pack, key, on), pack.get(key, on).citation.reading
    return None


def cited(pack: Pack, key: str, on: date) -> str:
    """The article of a rule the pack has: 西平 联合 四."""
    return packs.cite(pack, pack.get(key, on).citation)


def _decided(national: Pack, name: str, answer: str) -> tuple[str, str] | None:
    """The bureau's own answer where it is yes, or the product's proposal: no article, and whose word it is."""
    if answer != "yes":
        return None
    setting = national.setting(name)
    whose = "本单位决定" if setting.decided is not None else "按建议"
    return "", f"文件没有写；{whose}{setting_words(setting)}（规则包“{national.name}”里可以改）。"


def chain_of(plan: AnnualPlan) -> tuple[Stage, ...]:
    """The stages a plan must pass if it is sent up now."""
    found, on = asking(plan), last_day(plan.year)
    joint = plan.lines.filter(kind=LineKind.JOINT).exists()
    stages = []
    national = packs.pack_for(plan.agency_id, packs.NATIONAL)
    units = _named(found, "plan.made_by", on) or _decided(
        national, "plan_unit_agrees", national.answer("plan_unit_agrees")
    )
    if units:
        for unit in Unit.objects.filter(pk__in=plan.lines.values("unit_id")).order_by("pk"):
            stages.append(Stage(UNIT, f"{unit.name}会签", unit.pk, *units))
    legal = (_named(found, "plan.joint_made_by", on) if joint else None) or _decided(
        national, "plan_legal_reviews", national.answer("plan_legal_reviews")
    )
    if legal:
        stages.append(Stage(LEGAL, "政策法规股审核", None, *legal))
    stages.append(Stage(LEADER, "领导批准", None, *_leader(found, on)))
    conference = _named(found, "plan.decided_by", on) if joint else None
    if conference:
        stages.append(Stage(CONFERENCE, "联席会议研究", None, *conference))
    return tuple(stages)


def _leader(found: Sequence[Pack], on: date) -> tuple[str, str]:
    for pack in found:
        if pack.has("plan.approved", on):
            citation = pack.get("plan.approved", on).citation
            who = pack.answer("approved_by")
            decided = f"本单位定为由{who}批准。" if who else ""
            return packs.cite(pack, citation), f"{citation.reading}{decided}"
    return "", "文件没有写由谁批准，由本机关负责人批准；编制人不能批准自己编的计划。"


BEFORE_CHAINS = (Stage(LEADER, "领导批准", None, "", "送审时还没有分环节，由本机关负责人批准。"),)
"""The chain of a plan that was sent up before there were chains."""


def units_without_head(stages: Sequence[Stage]) -> list[str]:
    """Names of the units in a chain in which nobody holds the right to agree."""
    missing = []
    for unit in Unit.objects.filter(pk__in=[one.unit for one in stages if one.unit]).order_by("pk"):
        people = User.objects.filter(unit=unit, is_active=True)
        if not any("unit_head" in person.roles() for person in people):
            missing.append(unit.name)
    return missing


def as_json(stages: Sequence[Stage]) -> list[dict[str, object]]:
    """The chain as a submission keeps it."""
    return [asdict(one) for one in stages]


def submission_of(plan: AnnualPlan) -> PlanSubmission | None:
    """The newest sending up."""
    return plan.submissions.order_by("-id").first()


def standings(plan: AnnualPlan, submission: PlanSubmission | None = None) -> list[Standing]:
    """The stages of a submission (the newest where none is given), each with its decision."""
    newest = submission is None
    submission = submission or submission_of(plan)
    running = newest and plan.state == states.SUBMITTED
    if submission is None or (
        running and plan.submitted_at is not None and submission.at < plan.submitted_at
    ):
        stages, taken = (BEFORE_CHAINS, {}) if running else ((), {})
    else:
        stages = tuple(Stage(**one) for one in submission.chain)
        taken = {step.place: step for step in submission.steps.all()}
    ahead = next((one.code for place, one in enumerate(stages) if place not in taken), None)
    found = []
    for place, stage in enumerate(stages):
        step = taken.get(place)
        if step is not None:
            state = "passed" if step.decision == Decision.PASSED else "returned"
        else:
            state = "open" if running and stage.code == ahead else "waiting"
        found.append(Standing(place, stage, state, step))
    return found


def open_to(plan: AnnualPlan, actor: Actor) -> Iterator[Standing]:
    """The open stages at which this person's office is to decide (whether they may is `why_not_decide`)."""
    for one in standings(plan):
        if one.state != "open" or not actor.may(PERMISSIONS[one.stage.code]):
            continue
        if one.stage.unit is None or actor.user_id is None or actor.unit_id == one.stage.unit:
            yield one


def took_part_elsewhere(plan: AnnualPlan, actor: Actor, code: str) -> bool:
    """Whether this person has already decided at a stage of another kind of the running submission.

    Whoever writes down what the joint conference decided decides nothing, so that stage is open to them.
    """
    return (
        code != CONFERENCE
        and actor.user_id is not None
        and any(
            one.step is not None and one.step.by_id == actor.user_id and one.stage.code != code
            for one in standings(plan)
        )
    )
