"""What plans put on a person's desk and into the search."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine, Found, register_desk, register_search
from mingqian.plans import adjusting, approval, duties, filing, packs, queries, recounts, states
from mingqian.plans.actions.plan import had_hand
from mingqian.plans.actions.second import proposed
from mingqian.plans.actions.writing import wrote


@register_desk
def waiting(actor: Actor) -> Iterator[DeskLine]:
    """Plans at a stage of their chain, returned ones to mend, ones to file, campaigns to confirm, packs to decide on."""
    yield from _chain(actor)
    if actor.may(Permission.PLANS_APPROVE):
        yield from _proposed(actor)
        for table in queries.open_weights(actor):
            if not proposed(table, actor):
                yield DeskLine(
                    "审定权重表", f"第 {table.number} 号", reverse("plans:weight_list"), "审批领导"
                )
        for version in queries.open_versions(actor):
            if not wrote(version, actor):
                where = reverse("plans:pack_version", args=[version.pk])
                yield DeskLine("审定自编规则包", f"{version.name} 第 {version.number} 号", where, "审批领导")
    if actor.may(Permission.PLANS_EDIT):
        yield from _unbound(actor)
        for plan in queries.visible_plans(actor).filter(state=states.DRAFT).exclude(return_reason=""):
            yield DeskLine("修改退回的年度抽查计划", plan.title, reverse("plans:plan_open", args=[plan.pk]))
        yield from _to_file(actor)
        yield from _to_make(actor)
    if actor.may(Permission.CAMPAIGNS_EDIT):
        for campaign in queries.waiting_for_confirmation(actor):
            yield DeskLine(
                "确认抽取范围",
                f"{campaign.number} {campaign.title}",
                reverse("plans:campaign_edit", args=[campaign.pk]),
                "摇号操作员",
                due=campaign.check_from,
            )


@register_desk
def recounted(actor: Actor) -> Iterator[DeskLine]:
    """One line a notice of days off that moved terms this person holds, until they have taken note."""
    for recount in recounts.unread(actor):
        mine = recounts.notices_to(actor, recount)
        count, shifted = mine.count(), mine.exclude(was=F("now")).count()
        yield DeskLine(
            f"{recount.table.year} 年放假安排已公布：您手上 {count} 个暂定期限已重算，{shifted} 个改了日子",
            "",
            reverse("plans:recount", args=[recount.pk]),
        )


def _chain(actor: Actor) -> Iterator[DeskLine]:
    """Plans that stand at a stage at which this person decides."""
    if not any(actor.may(one) for one in approval.PERMISSIONS.values()):
        return
    for plan in queries.waiting_for_approval(actor):
        if had_hand(plan, actor):
            continue
        stages = approval.standings(plan)
        for one in approval.open_to(plan, actor):
            if approval.took_part_elsewhere(plan, actor, one.stage.code):
                continue
            after = next((next_.stage.name for next_ in stages if next_.place > one.place), "公示审核")
            what = "计划调整" if adjusting.is_adjustment(plan) else "年度抽查计划"
            yield DeskLine(
                f"{one.doing}{what}", plan.title, reverse("plans:plan_open", args=[plan.pk]), after
            )


def _to_file(actor: Actor) -> Iterator[DeskLine]:
    """Approved plans that a document wants filed."""
    for plan in queries.visible_plans(actor).filter(state__in=states.IN_FORCE, filed_on__isnull=True):
        rule = filing.waits(plan)
        if rule is not None:
            yield DeskLine(
                f"报{rule.filed_with}备案",
                plan.title,
                reverse("plans:plan_filing", args=[plan.pk]),
                due=rule.due,
                provisional=rule.provisional,
            )


def _to_make(actor: Actor) -> Iterator[DeskLine]:
    """Plans a document wants made by now: this year's at its beginning, next year's joint plan at the end of this one."""
    if actor.agency_id is None:
        return
    for one in duties.timely(actor.agency_id, timezone.localdate()):
        yield DeskLine(
            f"编制 {one.year} 年度{'联合' if one.joint else ''}抽查计划（{one.duty.where}）",
            "",
            reverse("plans:plan_list"),
            due=one.duty.due,
        )


def _unbound(actor: Actor) -> Iterator[DeskLine]:
    """Packs that plans of this agency stand on and nobody has decided to apply."""
    if actor.agency_id is None:
        return
    for pack_id in queries.visible_plans(actor).order_by().values_list("pack_id", flat=True).distinct():
        binding = packs.binding_of(actor.agency_id, pack_id)
        waiting = queries.open_proposals(actor).filter(pack_id=pack_id).exists()
        if binding is None and not waiting and packs.load(pack_id).validity.ask:
            yield DeskLine(
                "提出规则的适用日期和待决事项",
                packs.load(pack_id).name,
                reverse("plans:rule_bind", args=[pack_id]),
                "审批领导",
            )


def _proposed(actor: Actor) -> Iterator[DeskLine]:
    """Proposals about packs that this person may decide."""
    for proposal in queries.open_proposals(actor):
        if not proposed(proposal, actor):
            yield DeskLine(
                "决定规则适用的拟议",
                packs.load(proposal.pack_id).name,
                reverse("plans:proposal", args=[proposal.pk]),
            )


@register_search
def find(actor: Actor, words: str) -> Iterator[Found]:
    """Plans by title; campaigns by title or number."""
    if actor.may(Permission.PLANS_READ):
        for plan in queries.visible_plans(actor).filter(title__icontains=words)[:4]:
            yield Found(
                "年度计划", plan.title, plan.get_state_display(), reverse("plans:plan_open", args=[plan.pk])
            )
    if actor.may(Permission.CAMPAIGNS_READ):
        matching = Q(title__icontains=words) | Q(number__startswith=words)
        for campaign in queries.visible_campaigns(actor).filter(matching)[:4]:
            yield Found(
                "抽查任务",
                campaign.title,
                f"{campaign.number} {campaign.get_state_display()}",
                reverse("plans:campaign_open", args=[campaign.pk]),
            )
