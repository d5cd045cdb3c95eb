"""计划调整: the versions of a plan, and what one changes against the one before, line by line.

A line keeps its number from version to version, so lines are compared by number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from mingqian.accounts.models import Agency
from mingqian.plans import conditions, states
from mingqian.plans.models import AnnualPlan, Campaign, PlanAdjustment, PlanLine
from mingqian.registers.models import Item

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
KINDS = {ADDED: "新增", REMOVED: "删去", CHANGED: "修改"}


@dataclass(frozen=True)
class Change:
    """One thing a version says otherwise: of which line (None: the head), what, before and after in words."""

    number: int | None
    title: str
    kind: str
    what: str
    before: str
    after: str

    @property
    def kind_words(self) -> str:
        """新增, 删去 or 修改."""
        return KINDS[self.kind]


def adjustment_of(plan: AnnualPlan) -> PlanAdjustment | None:
    """What makes this plan a later version; None of a first version."""
    return PlanAdjustment.objects.select_related("amends", "root").filter(plan=plan).first()


def is_adjustment(plan: AnnualPlan) -> bool:
    """Whether this plan is a later version of another."""
    return PlanAdjustment.objects.filter(plan=plan).exists()


def amended(plan: AnnualPlan) -> AnnualPlan | None:
    """The version this one would replace."""
    found = adjustment_of(plan)
    return found.amends if found else None


def root_of(plan: AnnualPlan) -> AnnualPlan:
    """The first version."""
    found = adjustment_of(plan)
    return found.root if found else plan


def version_number(plan: AnnualPlan) -> int:
    """1 for the first version."""
    found = adjustment_of(plan)
    return found.number if found else 1


def family(plan: AnnualPlan) -> QuerySet[AnnualPlan]:
    """Every version of a plan, oldest first."""
    root = root_of(plan)
    return (
        AnnualPlan.objects.filter(Q(pk=root.pk) | Q(adjustment__root=root))
        .select_related("adjustment")
        .order_by("pk")
    )


def open_adjustment(plan: AnnualPlan) -> AnnualPlan | None:
    """The version of this plan that is being made and not yet approved."""
    return AnnualPlan.objects.filter(
        adjustment__amends=plan, state__in=(states.DRAFT, states.SUBMITTED)
    ).first()


def campaigns_of(line: PlanLine) -> QuerySet[Campaign]:
    """The campaigns of a line in every version."""
    return Campaign.objects.filter(line__number=line.number, line__plan__in=family(line.plan)).order_by("id")


def next_number(plan: AnnualPlan) -> int:
    """The number of a new line: never one that a line of any version has borne."""
    last = PlanLine.objects.filter(plan__in=family(plan)).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


_HEAD: tuple[tuple[str, str], ...] = (("title", "名称"), ("scope", "抽查范围"), ("basis", "制定依据"))


def _names(ids: list[int], model: type[Item] | type[Agency]) -> str:
    rows = model._default_manager.filter(pk__in=ids).order_by("pk")
    return "；".join(str(row.name) for row in rows)


_FIELDS: tuple[tuple[str, Callable[[PlanLine], str]], ...] = (
    ("名称", lambda line: line.title),
    ("种类", lambda line: str(line.get_kind_display())),
    ("事项类别", lambda line: str(line.get_item_class_display())),
    ("抽取方式", lambda line: str(line.get_mode_display())),
    ("抽取条件", lambda line: conditions.in_words(line.conditions)),
    ("抽查比例", lambda line: f"{line.share_percent}%"),
    ("预估数量", lambda line: f"{line.estimated_count} 户"),
    ("时间", lambda line: line.months),
    ("任务执行单位", lambda line: line.unit.name),
    ("联合部门", lambda line: _names(line.partner_agency_ids, Agency)),
    ("抽查事项", lambda line: _names(line.item_ids, Item)),
    ("另行部署", lambda line: str(line.get_special_order_display()) if line.special_order else ""),
    ("部署依据", lambda line: line.special_note),
    ("低于下限的理由", lambda line: line.share_reason),
)
"""What a line says, in words, in the order of the form."""


def _summary(line: PlanLine) -> str:
    return f"{line.share_percent}%，{line.estimated_count} 户，{line.months}，{line.unit.name}"


def changes(plan: AnnualPlan) -> list[Change]:
    """What a version changes against the one before: the head first, then the lines by number; empty for a
    first version.
    """
    before = amended(plan)
    if before is None:
        return []
    found = [
        Change(None, plan.title, CHANGED, name, getattr(before, field), getattr(plan, field))
        for field, name in _HEAD
        if field != "title" and getattr(before, field) != getattr(plan, field)
    ]
    old = {line.number: line for line in before.lines.select_related("unit")}
    new = {line.number: line for line in plan.lines.select_related("unit")}
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number), new.get(number)
        if was is None and now is not None:
            found.append(Change(number, now.title, ADDED, "整行", "", _summary(now)))
        elif now is None and was is not None:
            found.append(Change(number, was.title, REMOVED, "整行", _summary(was), ""))
        elif was is not None and now is not None:
            for name, words in _FIELDS:
                if words(was) != words(now):
                    found.append(Change(number, now.title, CHANGED, name, words(was), words(now)))
    return found
