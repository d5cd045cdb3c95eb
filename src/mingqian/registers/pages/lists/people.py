"""The lists of 执法检查人员名录库 and 专家库."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mingqian.accounts.models import Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.numbers import whole
from mingqian.registers import actions
from mingqian.registers.actions.people import EXPERT_RULES, INSPECTOR_RULES
from mingqian.registers.entries import EXPERT, INSPECTOR
from mingqian.registers.entries.people import SOON_DAYS
from mingqian.registers.models import ExpertStatus, InspectorStatus
from mingqian.registers.pages.lists.item import rows_with, words_held
from mingqian.registers.pages.lists.register import (
    Acts,
    Cell,
    Column,
    Filter,
    Group,
    Register,
    Scope,
    equals,
    flat,
    lacks_filter,
    retired_filter,
)
from mingqian.registers.queries.keyset import Sort
from mingqian.registers.queries.parts import Part
from mingqian.registers.queries.scope import visible_experts, visible_inspectors
from mingqian.registers.queries.searching import plain_parts

TONES = {"active": "done", "away": "near", "retired": "stopped"}


def _status(row: Any) -> Cell:
    return Cell("status", row.get_status_display(), note=row.status_note, tone=TONES[row.status])


def _specialties(scope: Scope) -> list[Group]:
    return [("", [(one, one) for one in words_held(scope, "specialties")])]


def _units(scope: Scope) -> list[Group]:
    units = Unit.objects.filter(agency_id=scope.agency_id) if scope.agency_id else Unit.objects.all()
    return [("", [*((str(one.pk), one.name) for one in units), ("none", "未归入单位")])]


def _by_unit(value: str, scope: Scope) -> Part | None:
    if value == "none":
        return Part(Q(unit__isnull=True))
    return Part(Q(unit_id=number)) if (number := whole(value)) is not None else None


def _by_certificate(value: str, scope: Scope) -> Part | None:
    today = timezone.localdate()
    dated, until = Q(certified=True), "certificate_valid_until"
    tests = {
        "valid": dated & (Q(**{f"{until}__gte": today}) | Q(**{f"{until}__isnull": True})),
        "soon": dated & Q(**{f"{until}__range": (today, today + timedelta(days=SOON_DAYS))}),
        "expired": dated & Q(**{f"{until}__lt": today}),
        "none": Q(certified=False),
    }
    return Part(tests[value]) if value in tests else None


def _by_second_tier(value: str, scope: Scope) -> Part | None:
    tests = {"all": Q(), "uncertified": Q(certified=False), "no_area": Q(areas=[])}
    return Part(Q(affiliated=True) & tests[value]) if value in tests else None


def _certificate(row: Any) -> Cell:
    if not row.certified:
        return Cell("text", "未持证")
    return Cell("code", row.certificate_number)


def _until(row: Any) -> Cell:
    until = row.certificate_valid_until
    if until is None or not row.certified:
        return Cell("day", until)
    left = (until - timezone.localdate()).days
    if left < 0:
        return Cell("day", until, note="已过期", tone="bad")
    return (
        Cell("day", until, note=f"还有 {left} 天", tone="near") if left <= SOON_DAYS else Cell("day", until)
    )


INSPECTORS = Register(
    sheet=INSPECTOR,
    rows=visible_inspectors,
    acts=Acts(
        "inspector",
        actions.create_inspector,
        actions.edit_inspector,
        actions.retire_inspector,
        actions.restore_inspector,
        actions.change_inspectors,
        actions.take_back_inspectors,
        INSPECTOR_RULES,
        Permission.INSPECTORS_READ,
        Permission.INSPECTORS_EDIT,
    ),
    columns=(
        Column("姓名", lambda row: Cell("link", row.name, note=row.post), sort="name"),
        Column("所在单位", lambda row: Cell("text", row.unit.name if row.unit else ""), sort="unit"),
        Column("执法证号", _certificate, sort="certificate"),
        Column("有效期至", _until, sort="until", css="nowrap"),
        Column("业务专长", lambda row: Cell("list", row.specialties)),
        Column("执法区域", lambda row: Cell("list", row.areas or ["全域"])),
        Column("状态", _status),
    ),
    filters=(
        Filter("unit", "所在单位", _by_unit, _units),
        Filter(
            "specialty",
            "业务专长",
            lambda value, scope: rows_with(scope, "specialties", value),
            _specialties,
        ),
        Filter(
            "certificate",
            "执法证",
            _by_certificate,
            flat(
                [
                    ("valid", "有效"),
                    ("soon", f"{SOON_DAYS} 天内到期"),
                    ("expired", "已过期"),
                    ("none", "未持证"),
                ]
            ),
        ),
        Filter(
            "status",
            "状态",
            equals("status"),
            flat([(code, name) for code, name in InspectorStatus.choices if code != "retired"]),
        ),
        Filter(
            "second_tier",
            "局属二级机构",
            _by_second_tier,
            flat(
                [
                    ("all", "二级机构人员"),
                    ("uncertified", "其中没有执法资格的"),
                    ("no_area", "其中没有执法区域的"),
                ]
            ),
            whole="不限",
            more=True,
        ),
        lacks_filter(INSPECTOR),
        retired_filter("在库", "已停用"),
    ),
    sorts=(
        Sort("name", "name"),
        Sort("unit", "unit_id", nullable=True),
        Sort("certificate", "certificate_number"),
        Sort("until", "certificate_valid_until", nullable=True),
    ),
    search=lambda words, scope: plain_parts(words, ("name", "certificate_number", "post", "unit__name")),
    search_hint="姓名、执法证号、职务或单位",
    short="执法人员",
    icon="person",
    hidden=("phone", "id_number", "original", "search_text"),
    related=("unit",),
    retire_words={
        "retire": "停用",
        "retired": "已停用",
        "restore": "恢复",
        "consequence": "停用以后不再进入抽取范围；已经派发的检查不受影响。历史都保留，可以恢复。",
    },
)

EXPERTS = Register(
    sheet=EXPERT,
    rows=visible_experts,
    acts=Acts(
        "expert",
        actions.create_expert,
        actions.edit_expert,
        actions.retire_expert,
        actions.restore_expert,
        actions.change_experts,
        actions.take_back_experts,
        EXPERT_RULES,
        Permission.EXPERTS_READ,
        Permission.EXPERTS_EDIT,
    ),
    columns=(
        Column("姓名", lambda row: Cell("link", row.name, note=row.title), sort="name"),
        Column("工作单位", lambda row: Cell("text", row.employer), sort="employer"),
        Column("专业领域", lambda row: Cell("list", row.specialties)),
        Column("执业资格", lambda row: Cell("text", row.qualification)),
        Column("聘任日期", lambda row: Cell("day", row.appointed_on), sort="appointed", css="nowrap"),
        Column("状态", _status),
    ),
    filters=(
        Filter(
            "specialty",
            "专业领域",
            lambda value, scope: rows_with(scope, "specialties", value),
            _specialties,
        ),
        Filter(
            "status",
            "状态",
            equals("status"),
            flat([(code, name) for code, name in ExpertStatus.choices if code != "retired"]),
        ),
        lacks_filter(EXPERT),
        retired_filter("在库", "已停聘"),
    ),
    sorts=(
        Sort("name", "name"),
        Sort("employer", "employer"),
        Sort("appointed", "appointed_on", nullable=True, down=True),
    ),
    search=lambda words, scope: plain_parts(words, ("name", "employer", "title", "qualification")),
    search_hint="姓名、单位、职称或资格",
    short="专家",
    icon="person",
    hidden=("phone", "id_number", "original", "search_text"),
    retire_words={
        "retire": "停聘",
        "retired": "已停聘",
        "restore": "恢复聘任",
        "consequence": "停聘以后不再参加抽取；已经派发的检查不受影响。历史都保留，可以恢复。",
    },
)
