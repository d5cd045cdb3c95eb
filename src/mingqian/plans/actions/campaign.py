"""Setting a campaign and confirming its pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts import progress
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import campaigns, following, governed, overlay, ports, states, strata
from mingqian.plans.actions.locking import hold, keep, own
from mingqian.plans.actions.progress import add_step
from mingqian.plans.actions.weights import in_force
from mingqian.plans.models import Campaign, PlanLine, UrnSetting, WeightTable, urn_setting_of
from mingqian.plans.models.campaign import default_team
from mingqian.plans.models.plan import LineKind
from mingqian.plans.packs import require_binding
from mingqian.plans.pool import Survey, survey
from mingqian.plans.pool.survey import least_of_all
from mingqian.plans.pool.terms import open_questions
from mingqian.plans.rulebook import require_settled

KEPT: Final = "kept"
"""The table of weights stays as it is."""


def keep_urns(
    campaign: Campaign, quotas: Sequence[Sequence[object]], weight_table: WeightTable | None
) -> list[UrnSetting]:
    """Keep the urns' own quotas and the table of weights with their campaign; what was written, for the event.

    Raises `Refused(plans.stratum_quota_malformed | plans.weights_not_in_force)`.
    """
    setting = urn_setting_of(campaign)
    before = (setting.quotas, setting.weight_table_id)
    setting.quotas = strata.clean_quotas(campaign.stratify_by, quotas)
    if weight_table is not None and weight_table.pk != setting.weight_table_id:
        present = in_force(campaign.agency_id)
        if present is None or present.pk != weight_table.pk:
            raise Refused("plans.weights_not_in_force", field="weight_table", number=weight_table.number)
    setting.weight_table = weight_table
    if (setting.quotas, setting.weight_table_id) == before:
        return []
    setting.save()
    campaign.urn_setting = setting
    return [setting]


def check_urns(counted: Survey) -> None:
    """Refuse urns nobody can read, and quotas below what the rules or the plan demand or above what they allow.

    Raises `Refused(plans.strata_scattered | plans.stratum_too_low | plans.stratum_too_high | plans.strata_below_line)`.
    """
    if len(counted.urns) > strata.MOST_URNS:
        raise Refused(
            "plans.strata_scattered", field="stratify_by", found=len(counted.urns), limit=strata.MOST_URNS
        )
    for urn in counted.urns:
        if urn.too_low:
            raise Refused(
                "plans.stratum_too_low", field="quotas", urn=urn.name, size=urn.size, minimum=urn.minimum,
                citation=urn.citation,
            )  # fmt: skip
        if urn.too_high:
            raise Refused(
                "plans.stratum_too_high", field="quotas", urn=urn.name, asked=strata.percent_words(urn.own),
                maximum=urn.maximum, citation=urn.citation,
            )  # fmt: skip
    least = least_of_all(counted.terms, counted.urns)
    if counted.quota < least:
        raise Refused(
            "plans.strata_below_line", field="quotas", drawn=counted.quota, least=least,
            percent=counted.terms.campaign.share_percent,
        )  # fmt: skip


def _next_number(agency: Agency, year: int) -> str:
    """ "2026-03": counted in the year of the plan. The caller holds the agency's row."""
    taken = Campaign.objects.filter(agency=agency, number__startswith=f"{year}-").values_list(
        "number", flat=True
    )
    last = max((int(number.partition("-")[2]) for number in taken), default=0)
    return f"{year}-{last + 1:02d}"


@action(Permission.CAMPAIGNS_EDIT, event="plans.campaign.create")
def create_campaign(
    *,
    by: Actor,
    line: PlanLine,
    check_from: date,
    check_to: date,
    title: str = "",
    conditions: Mapping[str, Sequence[str]] | None = None,
    mode: str = "",
    item_ids: Sequence[int] | None = None,
    share_percent: str = "",
    stratify_by: str = "",
    team: Mapping[str, Any] | None = None,
    expert_seat: bool = False,
    unit: Unit | None = None,
    notice_allowed: bool = True,
    unclassed_as: str = "",
    repeat_reason: str = "",
    quotas: Sequence[Sequence[object]] = (),
    weight_table: WeightTable | None = None,
) -> Campaign:
    """Set a campaign from a line of an approved plan; what is not given comes from the line.

    `stratify_by` as `strata.clean` keeps it; `quotas`: `[values, text]` an urn that does not go by the campaign's share;
    `weight_table`: the one in force. Raises `Refused(plans.plan_not_approved | plans.other_agency | …)` as
    `campaigns.check` and `keep_urns`.
    """
    plan = line.plan
    own(by, plan.agency_id)
    if plan.state not in states.IN_FORCE:
        raise Refused("plans.plan_not_approved", plan=plan.title)
    agency = Agency.objects.select_for_update().get(pk=plan.agency_id)
    campaign = Campaign(
        agency=agency,
        line=line,
        number=_next_number(agency, plan.year),
        title=title.strip() or line.title,
        mode=mode or line.mode,
        conditions=dict(line.conditions if conditions is None else conditions),
        item_ids=list(line.item_ids if item_ids is None else item_ids),
        share_percent=share_percent or line.share_percent,
        stratify_by=stratify_by,
        team=dict(team) if team is not None else default_team(),
        expert_seat=expert_seat,
        unit=unit or line.unit,
        partner_agency_ids=list(line.partner_agency_ids),
        check_from=check_from,
        check_to=check_to,
        notice_allowed=notice_allowed,
        unclassed_as=unclassed_as,
        repeat_reason=repeat_reason,
        special_order=line.special_order,
        special_note=line.special_note,
        made_by=by.name,
        made_at=timezone.now(),
    )
    campaigns.check(campaign)
    campaign.save()
    urns = keep_urns(campaign, quotas, weight_table)
    approved = timezone.localtime(plan.approved_at) if plan.approved_at else None
    when = f"，{approved.year}年{approved.month}月{approved.day}日{plan.approved_by}批准" if approved else ""
    add_step(campaign, by=by, step="plan", note=f"《{plan.title}》第 {line.number} 行{when}")
    record(
        by=by,
        action="plans.campaign.create",
        rows=[campaign, *urns],
        details={"number": campaign.number, "plan": plan.title, "line": line.number},
    )
    return campaign


@action(Permission.CAMPAIGNS_EDIT, event="plans.campaign.edit")
def edit_campaign(
    *,
    by: Actor,
    campaign: Campaign,
    version: int | None = None,
    quotas: Sequence[Sequence[object]] | None = None,
    weight_table: WeightTable | Literal["kept"] | None = KEPT,
    **values: Any,
) -> Campaign:
    """Change a campaign that is still being set; `values` as the arguments of `create_campaign`. Refusals as
    there.
    """
    held = hold(by, campaign, version=version)
    states.CAMPAIGN.check("confirm_pool", held.state, held.title)
    unknown = values.keys() - campaigns.EDITABLE
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    for name, value in values.items():
        setattr(held, name, value)
    campaigns.check(held)
    setting = urn_setting_of(held)
    urns = keep_urns(
        held,
        setting.quotas if quotas is None else quotas,
        setting.weight_table if weight_table == KEPT else weight_table,
    )
    keep(held, campaign)
    if urns:
        campaign.urn_setting = urns[0]
    record(by=by, action="plans.campaign.edit", rows=[held, *urns], details={"number": held.number})
    return campaign


@action(Permission.CAMPAIGNS_EDIT, event="plans.campaign.confirm_pool")
def confirm_pool(
    *,
    by: Actor,
    campaign: Campaign,
    on: date | None = None,
    seen_candidates: int | None = None,
    version: int | None = None,
) -> Survey:
    """Confirm who may be drawn: the campaign waits for its freeze. Counts are kept with it.

    `on` is today where not given; `seen_candidates` is the count the person had before their eyes. The pack
    must bind the agency on that day. Raises `Refused(acts.wrong_state | acts.changed_meanwhile |
    plans.pack_not_bound | plans.pack_changed | plans.collision | plans.setting_missing | plans.items_missing |
    plans.items_unpublished | plans.unclassed_undecided | plans.pool_empty | plans.pool_changed)` and as
    `campaigns.check` and `check_urns`.
    """
    held = hold(by, campaign, version=version)
    held.state = states.CAMPAIGN.check("confirm_pool", held.state, held.title)
    day = on or timezone.localdate()
    pack = require_binding(held.agency_id, held.pack_id, day)
    following.require_seen(held)
    require_settled(held.agency_id, "pool", day)
    if held.kind == LineKind.CROSS:
        require_settled(held.agency_id, "other_places", day)
    ports.require_prepared(held, day)
    questions = [*open_questions(pack, held.planned.item_class), *overlay.open_questions(held.agency_id, day)]
    if questions:
        raise Refused("plans.setting_missing", questions="；".join(questions))
    campaigns.check(held)
    if not held.item_ids:
        raise Refused("plans.items_missing", field="item_ids")
    governed.require_partners_items(held, day)
    governed.require_as_approved(held, day)
    overlay.require_published(held.agency_id, held.item_ids, day)
    progress.tell("逐户核对抽取条件，计数", 0, 0)
    counted = survey(held, on=day)
    if counted.unclassed and not held.unclassed_as:
        raise Refused("plans.unclassed_undecided", field="unclassed_as", count=counted.unclassed)
    check_urns(counted)
    if not counted.candidates or not counted.quota:
        raise Refused("plans.pool_empty")
    if seen_candidates is not None and seen_candidates != counted.candidates:
        raise Refused("plans.pool_changed", seen=seen_candidates, now=counted.candidates)
    held.confirmed_at, held.confirmed_by = timezone.now(), by.name
    held.pool_summary = counted.summary()
    keep(held, campaign)
    add_step(
        held,
        by=by,
        step="pool",
        note=f"候选 {counted.candidates} 户，排除 {counted.excluded_count} 户，抽 {counted.quota} 户",
    )
    record(
        by=by,
        action="plans.campaign.confirm_pool",
        rows=[held],
        details={"number": held.number, "candidates": counted.candidates, "quota": counted.quota},
    )
    return counted


@action(Permission.CAMPAIGNS_EDIT, event="plans.campaign.rules")
def note_rules(*, by: Actor, campaign: Campaign, version: int | None = None) -> Campaign:
    """Note that a newer decision on the pack has been looked at: the campaign goes by it. What was confirmed is counted
    again.

    Raises `Refused(acts.wrong_state | plans.rules_unchanged)`, and as `check_urns` where the campaign no longer fits.
    """
    held = hold(by, campaign, version=version)
    if held.state not in following.OPEN:
        raise Refused("plans.rules_locked")
    found = following.following(held)
    if found.now is None or not found.changed:
        raise Refused("plans.rules_unchanged")
    day = timezone.localtime(found.now.decided_at)
    note = f"第 {found.now.pack_version} 版，{day.year}年{day.month}月{day.day}日{found.now.decided_by}决定"
    if held.state == states.READY:
        campaigns.check(held)
        counted = survey(held, on=timezone.localdate())
        check_urns(counted)
        if not counted.candidates or not counted.quota:
            raise Refused("plans.pool_empty")
        held.pool_summary = counted.summary()
        note += f"；候选 {counted.candidates} 户，抽 {counted.quota} 户"
    keep(held, campaign)
    add_step(held, by=by, step=following.STEP, note=note)
    record(
        by=by,
        action="plans.campaign.rules",
        rows=[held],
        details={"number": held.number, "pack": found.now.pack_id, "version": found.now.pack_version},
    )
    return campaign


@action(Permission.CAMPAIGNS_EDIT, event="plans.campaign.reopen")
def reopen_campaign(*, by: Actor, campaign: Campaign, reason: str, version: int | None = None) -> Campaign:
    """Take a confirmed campaign back to be set again, with the reason; never after it was frozen once.

    An attempt that was aborted must be drawn again on the same terms. Raises `Refused(acts.wrong_state |
    acts.reason_required | plans.already_frozen)`.
    """
    held = hold(by, campaign, version=version)
    held.state = states.CAMPAIGN.check("reopen", held.state, held.title)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if held.steps.filter(step="freeze").exists():
        raise Refused("plans.already_frozen", campaign=held.title)
    held.confirmed_at, held.confirmed_by, held.pool_summary = None, "", {}
    keep(held, campaign)
    add_step(held, by=by, step="reopen", note=reason.strip())
    record(
        by=by,
        action="plans.campaign.reopen",
        rows=[held],
        reason=reason.strip(),
        details={"number": held.number},
    )
    return campaign
