"""The terms of one campaign's pool, read from the rule pack: who is in scope, who is excluded and by which
article.

The rules stand in one order, and the first that fits a subject is its only reason. They are written once, as
one SQL expression, so the live counts of the pool builder and the frozen pool cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from mingqian.law import FrequencyAnswer, FrequencyException, LawError, Pack, once_a_year
from mingqian.plans import conditions, share, strata, weights
from mingqian.plans.classing import Ground, by_facts, grounds, words_by_class
from mingqian.plans.models import Campaign, DrawHistory, urn_setting_of
from mingqian.plans.models.campaign import Unclassed
from mingqian.plans.models.plan import LineKind
from mingqian.plans.packs import cite, pack_for
from mingqian.plans.pool import raising
from mingqian.plans.pool.cycle import QUESTIONS, Cycle, cycle_of, has_cycle
from mingqian.plans.pool.exempt import complaints_threshold, exempt
from mingqian.plans.pool.reasons import DRAWN_ALREADY, Reason, capped, seen
from mingqian.plans.pool.untold import told, untold_count
from mingqian.plans.register import SEPARATOR, joined, whole_register

OUT_OF_SCOPE = "out_of_scope"
CANDIDATE = ""

GROUPED = ("reason", "klass", "field", "region_code", "credit_grade", "township", "complained")
"""What subjects are counted by, in this order; after these whatever the urns and the weights need."""

Group = tuple[str, ...]
"""The values of `Terms.columns`."""

COMPLAINED = "complained"
"""The value of `complained` of subjects complained of; told apart in cross-region checks alone."""

SPECIAL = {
    "drive": FrequencyException.SPECIAL_CAMPAIGN,
    "event": FrequencyException.SPECIAL_EVENT,
    "superior": FrequencyException.SUPERIOR_ORDER,
}
"""A campaign's special order → the exception of 高青 6.2 it stands for."""


@dataclass(frozen=True)
class Terms:
    """Everything that decides a campaign's pool on one day. `reasons` are in the order in which they are
    tried.
    """

    campaign: Campaign
    pack: Pack
    on: date
    item_class: str
    reasons: tuple[Reason, ...]
    alarms: tuple[str, ...]
    frequency: FrequencyAnswer
    key_words: tuple[str, ...]
    general_words: tuple[str, ...]
    untold: int
    """How many drawn subjects these terms do not reckon with, because their list is not released."""
    grounds: tuple[Ground, ...]
    """Why a subject is of which class; empty where the document knows no classes, so that all are in one pool."""
    facts: bool
    """Whether it goes by facts."""
    cycle: Cycle | None
    """The years in which everybody is seen once; None where there is no such rule or no such campaign."""
    below_minimum: bool
    """Whether the line departs from the document's numbers, as the document allows, with its reason."""
    fields: tuple[strata.Field, ...]
    """By what the pool is parted into urns."""
    weights: Mapping[str, Any] | None
    """The table of weights, where the campaign draws by one."""
    raised_percent: str
    """The share of those of whom the document wants more drawn, as the bureau has decided; empty where it has not.
    They are an urn of their own (西平 方案 二(五)).
    """
    raised_about: Q
    """Whom it is about; nobody where nothing is decided."""

    def raised(self, key: str) -> str:
        """`raised_percent`, where the urn of this key is theirs."""
        return self.raised_percent if strata.values_of(key)[-1] == strata.RAISED else ""

    @property
    def crossing(self) -> bool:
        """Whether it is a check in another region."""
        return self.campaign.kind == LineKind.CROSS

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What rows are counted by."""
        needed = [field.column for field in self.fields]
        needed += list(weights.FACTORS) if self.weights is not None else []
        return tuple(dict.fromkeys((*GROUPED, *needed)))

    def group_of(self, facts: str) -> Group:
        """The group a row's `facts` name."""
        return tuple(facts.split(SEPARATOR, len(self.columns) - 1))

    def urn_of(self, group: Group) -> str:
        """The key of the urn a candidate of this group belongs to."""
        at = self.columns.index
        return strata.BETWEEN.join(field.of(group[at(field.column)]) for field in self.fields)

    def weight_of(self, group: Group) -> int:
        """The weight of a candidate of this group: 1 where all are alike."""
        if self.weights is None:
            return 1
        credit, risk = (group[self.columns.index(factor)] for factor in weights.FACTORS)
        return weights.weight_of(self.weights, credit, risk)

    def rows(self) -> QuerySet[Any]:
        """Every subject of the agency with `klass` (key, general, empty: unknown), `reason`, and `facts`: what it is
        counted by (`columns`), joined by `SEPARATOR`, so that a million of them are counted without sorting.
        """
        in_scope = self._in_class() & conditions.as_q(self.campaign.conditions)
        complained = When(complaints_count__gte=1, then=Value(COMPLAINED))
        rules = [When(~in_scope, then=Value(OUT_OF_SCOPE))]
        rules += [When(reason.holds, then=Value(reason.code)) for reason in self.reasons]
        found: QuerySet[Any] = (
            whole_register(self.campaign.agency_id)
            .annotate(
                klass=self._klass(),
                complained=Case(
                    *([complained] if self.crossing else []), default=Value(""), output_field=CharField()
                ),
                reason=Case(*rules, default=Value(CANDIDATE), output_field=CharField()),
            )
            .annotate(**{field.column: field.reckoned for field in self.fields if field.reckoned is not None})
            .annotate(facts=joined(self.columns))
        )
        return found

    def _in_class(self) -> Q:
        """Who is in the class the line is about, as far as the register says; whoever the facts make 重点 is kept out
        of a general line by a reason of its own.
        """
        if not self.grounds or self.crossing:  # 跨区域 四: from all subjects of the place
            return Q(pk__isnull=False)
        if self.facts:
            recorded = Q(supervision_class=self.item_class)
            if self.item_class == "key":
                return recorded | _any(one.holds for one in self.key_grounds)
            return recorded | Q(supervision_class="")
        other = self.general_words if self.item_class == "key" else self.key_words
        return Q(supervision_class=self.item_class) | (Q(supervision_class="") & ~Q(field__in=other))

    @property
    def key_grounds(self) -> list[Ground]:
        """The facts that make a subject 重点 whatever the register has recorded."""
        return [one for one in self.grounds if self.facts and one.item_class == "key" and one.must]

    def _klass(self) -> Case:
        """重点/一般: what the facts demand, else what the register says, else by the field of industry, else unknown."""
        return Case(
            *(When(one.holds, then=Value("key")) for one in self.key_grounds),
            When(~Q(supervision_class=""), then=F("supervision_class")),
            When(field__in=self.key_words, then=Value("key")),
            When(field__in=self.general_words, then=Value("general")),
            default=Value("general" if self.facts else ""),
            output_field=CharField(),
        )

    def reason(self, code: str) -> Reason:
        """The rule with this code."""
        return next(reason for reason in self.reasons if reason.code == code)


def _any(holds: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for one in holds:
        found |= one
    return found


def _cite(pack: Pack, key: str, on: date) -> str:
    """The article of a rule; empty where this pack has none."""
    return cite(pack, pack.get(key, on).citation) if pack.has(key, on) else ""


def _history(campaign: Campaign, answer: FrequencyAnswer) -> QuerySet[DrawHistory]:
    """Who was drawn in the period."""
    return DrawHistory.objects.filter(
        agency_id=campaign.agency_id, drawn_on__range=(answer.period_start, answer.period_end)
    )


def _drawn_often(history: QuerySet[DrawHistory], answer: FrequencyAnswer) -> Q:
    """Drawn in the period as often as the pack allows."""
    drawn: QuerySet[Any, Any] = history.values("subject_id")
    if answer.limit is not None and answer.limit > 1:
        drawn = drawn.annotate(times=Count("id")).filter(times__gte=answer.limit).values("subject_id")
    return Q(pk__in=drawn)


def _raised(pack: Pack, on: date, alarms: list[str]) -> tuple[str, Q]:
    """The higher share of those the documents name, and whom it is about; empty where nothing is decided."""
    where = raising.where(pack, on)
    if not where:
        return "", Q()
    percent, whom = pack.answer("raised_share_percent"), raising.words(pack, on)
    if not percent:
        if pack.has("shares.raised_for", on):
            alarms.append(f"{whom}的，比例提高到多少还没有决定（{where}），与其他对象同一比例抽取。")
        return "", Q()
    if raising.COMPLAINED in whom and complaints_threshold(pack) is None:
        alarms.append(f"投诉举报几次算“多”还没有决定（{where}），只按名录登记的其他情形提高比例。")
    return percent, raising.whom(pack, on)


def may_fall_below(campaign: Campaign, pack: Pack, on: date) -> bool:
    """Whether fewer may be drawn than the document names: another order (高青 6.2), or a reason where it says 原则上
    or 一般, or where the bureau reads its words on low risk so.
    """
    line = campaign.planned
    if line.kind == LineKind.CROSS:
        rule = pack.get("cross_region.minimum", on)
        return bool(line.share_reason) and rule.citation.strength.departure_allowed
    return bool(line.special_order) or share.may_depart(
        pack, line.item_class, campaign.conditions, line.share_reason, on
    )


def goes_by_grades(pack: Pack) -> bool:
    """Whether the document fixes its shares by credit grade."""
    return any(one.key.startswith("shares.grade_") for one in pack.parameters)


def terms_of(campaign: Campaign, *, on: date, secret: bool = False) -> Terms:
    """The terms of a campaign (saved or not) on the day of its draw, under the pack of its plan.

    With `secret`, for locking alone, lists that are not released count too (see `untold`).
    """
    pack = pack_for(campaign.agency_id, campaign.pack_id)
    item_class = campaign.planned.item_class
    key_words, general_words, open_words = words_by_class(pack, on)
    special = {SPECIAL[campaign.special_order]} if campaign.special_order else set()
    frequency = once_a_year(pack, (), special, on)
    alarms: list[str] = []

    gone = _cite(pack, "classes.fields", on)
    reasons = [
        Reason("cancelled", "已注销", gone, Q(status="cancelled")),
        Reason("revoked", "已吊销", gone, Q(status="revoked")),
        Reason("moved", "已迁出", gone, Q(status="moved")),
        Reason(
            "retired",
            "已移出名录库",
            _cite(pack, "registers.subject_maintained", on),
            Q(retired_at__isnull=False),
        ),
        Reason(
            "pending",
            "管辖待定，不能认定在本单位管辖权限内",
            _cite(pack, "registers.subject_coverage", on),
            Q(pending_jurisdiction=True),
        ),
    ]
    found = grounds(pack, on)
    facts = by_facts(pack, on)
    crossing = campaign.kind == LineKind.CROSS
    if facts and item_class == "general" and not crossing:
        where = _cite(pack, "draw.key_subjects", on)
        reasons += [
            Reason(
                f"key_{one.code}",
                f"{one.words}：是重点检查对象，每年全部检查，不参加抽取",
                cite(pack, one.citation) or where,
                one.holds,
            )
            for one in found
            if one.item_class == "key" and one.must
        ]
    if not found and pack.has("classes.fields", on):
        named = pack.get("classes.fields", on).words()
        reasons.append(
            Reason(
                "field_outside",
                f"行业领域不是{'、'.join(named)}，不是这份文件的检查对象",
                _cite(pack, "classes.fields", on),
                ~Q(field__in=named),
            )
        )
    if goes_by_grades(pack):
        reasons.append(
            Reason(
                "ungraded",
                "没有评定信用等级，不能按等级定比例",
                _cite(pack, "shares.grade_a_minimum", on),
                Q(credit_grade=""),
            )
        )
    reasons += capped(campaign, on, secret=secret, alarms=alarms)
    if pack.answer("key_fields_in_lottery") == "outside":
        reasons.append(
            Reason(
                "key_outside",
                "重点行业领域，本单位决定不参加摇号",
                _cite(pack, "scope.excluded_public_safety", on),
                Q(field__in=key_words),
            )
        )
    limited = frequency.citation
    departing = bool(campaign.repeat_reason) and limited is not None and limited.strength.departure_allowed
    if departing and limited is not None:
        alarms.append(
            f"{cite(pack, limited)}{limited.strength}一年只抽 {frequency.limit} 次；"
            f"本任务不受此限，理由：{campaign.repeat_reason}"
        )
    untold = 0
    if limited is not None and not frequency.exceptions and not departing:
        history = _history(campaign, frequency)
        if not secret and (untold := untold_count(history)):
            alarms.append(
                f"另有 {untold} 户已被抽中而名单没有公开：锁库时按“{cite(pack, limited)}”自动排除，这里不列出也不扣除，"
                "以免泄露名单。候选数和应抽户数以锁库时为准。"
            )
        reasons.append(
            Reason(
                DRAWN_ALREADY,
                f"{frequency.period_start.year} 年已被抽中"
                if frequency.period_start.month == 1 and frequency.period_start.day == 1
                else "十二个月内已被抽中",
                cite(pack, limited),
                _drawn_often(history if secret else told(history), frequency) & ~exempt(pack, on, key_words),
            )
        )
        if complaints_threshold(pack) is None and pack.has_setting("many_complaints"):
            alarms.append("投诉举报几次算“多次”还没有决定：这一例外暂不适用，本年抽中过的一律不再抽。")
    cycle = None if crossing or item_class != "general" or campaign.special_order else cycle_of(pack, on)
    if cycle is not None and not campaign.repeat_reason:
        reasons += seen(campaign, cycle, pack, on, secret=secret, alarms=alarms)
    elif has_cycle(pack, on) and item_class == "general" and not crossing:
        where = _cite(pack, "frequency.coverage_years", on)
        alarms.append(
            f"已抽中过的仍参加抽取，理由：{campaign.repeat_reason}（{where}）。"
            if cycle is not None
            else f"三年覆盖的周期从哪一年起算还没有决定（{where}），已查过的没有排除。"
        )
    if facts and item_class == "key":
        alarms.append(
            f"重点检查对象每年全部检查，不参加抽取（{_cite(pack, 'draw.key_subjects', on)}）：本任务列入全部重点检查对象，"
            "摇号只定先后和检查人员。"
        )
    parts = bool(found) and not facts and not crossing
    if parts and (item_class == "key" or campaign.unclassed_as != Unclassed.GENERAL):
        reasons.append(
            Reason(
                "unclassed",
                "看不出是重点还是一般，暂不列入",
                _cite(pack, "registers.item_classes", on) or _cite(pack, "classes.key", on),
                Q(supervision_class="") & ~Q(field__in=(*key_words, *general_words)),
            )
        )
    if open_words:
        alarms.append(
            f"{'、'.join(open_words)}归为重点还是一般还没有决定，这些行业领域的检查对象按类别不明计。"
        )
    if pack.is_reference(on):
        alarms.append("规则包还没有适用决定，以上只供参考；确认抽取范围之前须由审批领导决定适用日期。")
    weight_table = urn_setting_of(campaign).weight_table
    raised, about = "", Q()
    if item_class == "general" and not crossing:
        raised, about = _raised(pack, on, alarms)
    fields = strata.fields_of(campaign.stratify_by)
    return Terms(
        campaign,
        pack,
        on,
        item_class,
        tuple(reasons),
        tuple(alarms),
        frequency,
        key_words,
        general_words,
        untold,
        found,
        facts,
        None if campaign.repeat_reason else cycle,
        may_fall_below(campaign, pack, on),
        (strata.CROSSING,) if crossing else (*fields, *([strata.raised_field(about)] if raised else [])),
        weight_table.table if weight_table else None,
        raised,
        about if raised else Q(pk__in=[]),
    )


def open_questions(pack: Pack, item_class: str) -> list[str]:
    """Questions whose answer this campaign's pool depends on and which the bureau has not decided."""
    needed = ["year_means", "times_mean", "share_each_draw"]
    needed += ["key_fields_in_lottery", "key_inspectors"] if item_class == "key" else QUESTIONS
    questions = []
    for name in needed:
        try:
            setting = pack.setting(name)
        except LawError:
            continue
        if setting.value is None:
            questions.append(setting.question)
    return questions
