"""报市场监管部门备案: whether a document asks for it, until when, and the plan in the form in which such plans are
published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import AgencyLevel
from mingqian.accounts.permissions import Permission
from mingqian.law import counts_event_day
from mingqian.plans import adjusting, approval, conditions, lines, packs, queries, rulebook, states
from mingqian.plans.models import AnnualPlan, PlanLine
from mingqian.plans.models.plan import LineKind, SpecialOrder
from mingqian.plans.recounts import Ends, Held, register_held
from mingqian.registers.workbooks import workbook, write_sheet
from mingqian.workdays import Calendar

SINGLE_COLUMNS = (
    "序号", "检查主体", "年度计划名称", "检查内容", "计划开展时间", "股室", "抽查比例", "抽查频次", "抽查数量", "抽查对象范围",
    "备注",
)  # fmt: skip
"""The columns of 上高县's published plan; the scope, which 高青 6.1 asks for, and notes behind them."""

JOINT_COLUMNS = (
    "序号", "抽查任务名称", "抽查事项", "抽查对象范围", "抽查比例及频次", "信用风险分类要求", "抽查检查起止时间", "发起部门",
    "配合部门", "抽查检查模式", "抽查数量", "备注",
)  # fmt: skip
"""The columns of 长治市's published joint plan; the number behind them."""


@dataclass(frozen=True)
class FilingRule:
    """That plans are filed: with whom, by which article, until when (None: no term, or not approved yet)."""

    filed_with: str
    citation: str
    reading: str
    days: int | None
    due: date | None
    provisional: bool


def rule_of(plan: AnnualPlan, calendar: Calendar | None = None) -> FilingRule | None:
    """What the packs of a plan say about filing it, by the calendar known today or by another; None where none asks."""
    on = lines.year_start(plan.year)
    for pack in approval.asking(plan):
        if not pack.has("plan.filed_with", on):
            continue
        found = pack.get("plan.filed_with", on)
        days = None
        if decided := pack.answer("plan_filing_workdays"):
            days = int(decided) if decided.isdecimal() else None
        due, provisional = None, False
        if days is not None and plan.approved_at is not None:
            approved = timezone.localdate(plan.approved_at)
            term = (calendar or rulebook.known_calendar()).add_workdays(
                approved, days, count_start=counts_event_day(pack)
            )
            due, provisional = term.day, term.provisional
        citation = packs.cite(pack, found.citation)
        return FilingRule(found.words()[0], citation, found.citation.reading, days, due, provisional)
    return None


def waits(plan: AnnualPlan) -> FilingRule | None:
    """The rule by which a plan in force is still to be filed; None when it is filed or need not be."""
    return rule_of(plan) if plan.state in states.IN_FORCE and plan.filed_on is None else None


def require_settled(plan: AnnualPlan) -> None:
    """Raise `Refused(plans.collision)` with both articles while documents disagree on what a plan must hold."""
    rulebook.require_settled(plan.agency_id, "plan", timezone.localdate())


def frequency_of(plan: AnnualPlan) -> str:
    """How often one subject is drawn by the plan's pack: 1次/年; empty where it names no number."""
    pack, on = packs.pack_for(plan.agency_id, plan.pack_id), lines.year_start(plan.year)
    return f"{pack.get('frequency.per_year', on).number()}次/年" if pack.has("frequency.per_year", on) else ""


def months_of(line: PlanLine) -> str:
    """When, as plans are published: 1月—12月."""
    return (
        f"{line.month_from}月"
        if line.month_from == line.month_to
        else f"{line.month_from}月—{line.month_to}月"
    )


def scope_of(line: PlanLine) -> str:
    """At whom a line is aimed, in words."""
    whole = f"本辖区{line.get_item_class_display().replace('检查事项', '检查对象')}"
    return conditions.in_words(line.conditions) or whole


_LEVELS: dict[str, str] = {AgencyLevel.CITY: "市抽市查", AgencyLevel.COUNTY: "县抽县查"}
"""Who draws and who checks, as joint plans name it."""


def _notes(line: PlanLine) -> str:
    parts = [f"比例依据：{line.share_citation}"] if line.share_citation else []
    if line.special_order:
        parts.append(f"{SpecialOrder(line.special_order).label}：{line.special_note}")
    if line.share_reason:
        parts.append(f"低于下限的理由：{line.share_reason}")
    return "；".join(parts)


def _items(line: PlanLine) -> str:
    return "；".join(item.name for item in queries.items_of(line)) or line.title


def single_rows(plan: AnnualPlan) -> Iterator[Sequence[str]]:
    """The lines of one department alone, by `SINGLE_COLUMNS`."""
    often = frequency_of(plan)
    for line in plan.lines.filter(kind=LineKind.SINGLE).select_related("unit"):
        yield (
            str(line.number), plan.agency.name, line.title, _items(line), months_of(line), line.unit.name,
            f"{line.share_percent}%", often, f"{line.estimated_count}户", scope_of(line), _notes(line),
        )  # fmt: skip


def joint_rows(plan: AnnualPlan) -> Iterator[Sequence[str]]:
    """The joint lines, by `JOINT_COLUMNS`."""
    often = frequency_of(plan)
    for line in plan.lines.filter(kind=LineKind.JOINT).select_related("unit"):
        graded = conditions.in_words(
            {key: line.conditions[key] for key in ("credit_grades", "risk_levels") if key in line.conditions}
        )
        yield (
            str(line.number), line.title, _items(line), scope_of(line),
            ";".join(filter(None, (f"{line.share_percent}%", often))), graded or "不涉及信用风险分类", months_of(line),
            plan.agency.name, "、".join(one.name for one in queries.partners_of(line)), _LEVELS.get(plan.agency.level, ""),
            f"{line.estimated_count}户", _notes(line),
        )  # fmt: skip


def tables(plan: AnnualPlan) -> list[tuple[str, Sequence[str], list[Sequence[str]]]]:
    """(name, headings, rows) of each table of the filing that has a row."""
    found = [
        ("抽查工作计划", SINGLE_COLUMNS, list(single_rows(plan))),
        ("部门联合抽查工作计划", JOINT_COLUMNS, list(joint_rows(plan))),
    ]
    return [one for one in found if one[2]]


def write(file: IO[bytes], plan: AnnualPlan) -> None:
    """The filing as a workbook: the plan's head, its tables, and of an adjustment what was changed and why."""
    adjustment = adjusting.adjustment_of(plan)
    approved = timezone.localdate(plan.approved_at).isoformat() if plan.approved_at else ""
    head = [
        ("计划名称", plan.title),
        ("制定机关", plan.agency.name),
        ("年度", str(plan.year)),
        ("第几版", str(adjustment.number if adjustment else 1)),
        ("抽查范围", plan.scope),
        ("制定依据", plan.basis),
        ("批准日期", approved),
        ("批准人", plan.approved_by),
        ("备案机关", plan.filed_with or getattr(rule_of(plan), "filed_with", "")),
        ("备案号", plan.filed_number),
        ("备案日期", plan.filed_on.isoformat() if plan.filed_on else ""),
    ]
    if adjustment:
        head.append(("调整理由", adjustment.reason))
    with workbook(file) as book:
        for name, headings, rows in tables(plan):
            wide = [
                8 if word == "序号" else 40 if "内容" in word or "事项" in word else 18 for word in headings
            ]
            write_sheet(book, name, headings, rows, widths=wide)
        write_sheet(book, "备案说明", ["项目", "内容"], head, widths=[14, 90])
        if adjustment:
            changes = [
                (
                    f"第 {one.number} 行" if one.number else "计划内容",
                    one.title,
                    one.kind_words,
                    one.what,
                    one.before,
                    one.after,
                )
                for one in adjusting.changes(plan)
            ]
            columns = ["所在行", "名称", "变动", "项目", "调整前", "调整后"]
            write_sheet(book, "调整前后对照", columns, changes, widths=[12, 30, 8, 14, 40, 40])


@register_held
def _filings() -> Iterator[Held]:
    """Approved plans not filed yet: whoever makes plans holds the term."""
    waiting = AnnualPlan.objects.filter(state__in=states.IN_FORCE, filed_on__isnull=True)
    for plan in waiting.select_related("agency").order_by("pk"):
        rule = rule_of(plan)
        if rule is None or rule.due is None:
            continue

        def ends(calendar: Calendar, plan: AnnualPlan = plan) -> list[Ends]:
            found = rule_of(plan, calendar)
            if found is None or found.due is None:
                return []
            return [Ends("filing", f"报{found.filed_with}备案", found.due, found.provisional)]

        holders = ((str(Permission.PLANS_EDIT), None),)
        yield Held(
            plan.agency_id,
            holders,
            "年度抽查计划",
            plan.title,
            reverse("plans:plan_filing", args=[plan.pk]),
            ends,
        )
