"""The list of 检查对象名录库. It may hold a million rows: every filter and order has its index."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mingqian.accounts.permissions import Permission
from mingqian.codes import region, subindustries
from mingqian.registers import actions
from mingqian.registers.actions.subject import RULES as SUBJECT_RULES
from mingqian.registers.entries import SUBJECT
from mingqian.registers.models import CreditGrade, SubjectKind, SubjectStatus, SupervisionClass
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
    index,
    lacks_filter,
    retired_filter,
)
from mingqian.registers.queries.choices import kept_values, region_choices
from mingqian.registers.queries.keyset import Sort
from mingqian.registers.queries.parts import Part, Rows
from mingqian.registers.queries.scope import visible_subjects
from mingqian.registers.queries.searching import after_prefix, subject_parts

TONES = {
    "existing": "done",
    "suspended": "near",
    "moved": "stopped",
    "revoked": "bad",
    "cancelled": "stopped",
}


def _held(field: str) -> Any:
    def groups(scope: Scope) -> list[Group]:
        values = kept_values(scope.agency_id, field)
        return [("", [(one, one) for one in values])]

    return groups


def _regions(scope: Scope) -> list[Group]:
    return list(region_choices(scope.agency_id))


def _by_region(value: str, scope: Scope) -> Part | None:
    return begins("region_code", value, scope) if value.isdecimal() and len(value) in (2, 4, 6) else None


def _by_industry(value: str, scope: Scope) -> Part | None:
    return begins("industry_code", value, scope) if value.isascii() and value.isalnum() else None


def begins(field: str, digits: str, scope: Scope) -> Part:
    """Codes that begin so, as a range of the index."""
    test = Q(**{f"{field}__gte": digits})
    end = after_prefix(digits)
    if end is not None:
        test &= Q(**{f"{field}__lt": end})
    if field == "region_code":
        return Part(test, Rows(scope.rows.filter(test)))  # its index is whole
    return Part(test, index(scope, test, field))


def _industries(scope: Scope) -> list[Group]:
    return [
        (
            f"{section.code} {section.name}",
            [
                (section.code, f"{section.code} {section.name}（全部）"),
                *((one.full_code, f"{one.full_code} {one.name}") for one in subindustries(section.code)),
            ],
        )
        for section in subindustries()
    ]


def _by_class(value: str, scope: Scope) -> Part | None:
    if value == "none":
        return Part(Q(supervision_class=""))
    return equals("supervision_class", indexed=True)(value, scope)


def _by_credit(value: str, scope: Scope) -> Part | None:
    if value == "none":
        return Part(Q(credit_grade=""))
    return equals("credit_grade", indexed=True)(value, scope)


def _by_field(value: str, scope: Scope) -> Part | None:
    if value == "none":
        return Part(Q(field=""))
    return equals("field", indexed=True)(value, scope)


def _fields(scope: Scope) -> list[Group]:
    values = kept_values(scope.agency_id, "field")
    return [("", [*((one, one) for one in values), ("none", "未分类")])]


def _name(row: Any) -> Cell:
    return Cell("link", row.name, note=row.business_address or row.registered_address)


def _place(row: Any) -> Cell:
    found = region(row.region_code) if row.region_code else None
    return Cell("text", row.township or (found.name if found else ""), note=row.jurisdiction or "")


def _marks(row: Any) -> Cell:
    marks = []
    if row.supervision_class == "key":
        marks.append(("重点", "near"))
    if row.credit_grade:
        marks.append((f"信用 {row.credit_grade}", "bad" if row.credit_grade == "D" else "todo"))
    if row.pending_jurisdiction:
        marks.append(("待定管辖", "near"))
    return Cell("marks", marks)


def _state(row: Any) -> Cell:
    if row.retired_at is not None:
        return Cell("status", "已移出名录", tone="stopped")
    return Cell("status", row.get_status_display(), tone=TONES[row.status])


def _code(row: Any) -> Cell:
    if row.code_kind == "person":
        return Cell("text", "自然人", note="按身份证号登记")
    return Cell("code", row.code, note="" if row.code_kind == "uscc" else row.get_code_kind_display())


SUBJECTS = Register(
    sheet=SUBJECT,
    rows=visible_subjects,
    acts=Acts(
        "subject",
        actions.create_subject,
        actions.edit_subject,
        actions.retire_subject,
        actions.restore_subject,
        actions.change_subjects,
        actions.take_back_subjects,
        SUBJECT_RULES,
        Permission.SUBJECTS_READ,
        Permission.SUBJECTS_EDIT,
    ),
    columns=(
        Column("名称", _name, sort="name"),
        Column("代码", _code, sort="code"),
        Column("所在和管辖", _place),
        Column("行业领域", lambda row: Cell("text", row.field, note="推定" if row.field_basis else "")),
        Column("分类", _marks),
        Column("成立日期", lambda row: Cell("day", row.founded_on), sort="founded", css="nowrap"),
        Column("状态", _state),
        Column("最近修改", lambda row: Cell("day", row.updated_at), sort="updated", css="nowrap"),
    ),
    filters=(
        Filter("region", "行政区划", _by_region, _regions),
        Filter("township", "乡镇（街道）", equals("township", indexed=True), _held("township")),
        Filter("field", "行业领域", _by_field, _fields),
        Filter("industry", "国民经济行业", _by_industry, _industries, more=True),
        Filter(
            "type",
            "类型",
            equals("kind", indexed=True, usual="enterprise"),
            flat(SubjectKind.choices),
            more=True,
        ),
        Filter(
            "class",
            "监管类别",
            _by_class,
            flat([*SupervisionClass.choices, ("none", "未分类")]),
        ),
        Filter("credit", "信用等级", _by_credit, flat([*CreditGrade.choices, ("none", "未评级")]), more=True),
        Filter(
            "status",
            "存续状态",
            equals("status", indexed=True, usual="existing"),
            flat(SubjectStatus.choices),
        ),
        Filter(
            "jurisdiction", "管辖单位", equals("jurisdiction", indexed=True), _held("jurisdiction"), more=True
        ),
        lacks_filter(SUBJECT),
        retired_filter("在库", "已移出", indexed=True),
    ),
    sorts=(
        Sort("updated", "updated_at", down=True),
        Sort("name", "name"),
        Sort("code", "code"),
        Sort("founded", "founded_on", nullable=True, down=True),
    ),
    search=lambda words, scope: subject_parts(words, scope.agency_id),
    search_hint="名称、代码、法定代表人或许可证号",
    short="检查对象",
    icon="folder",
    large=True,
    hidden=("phone", "id_number", "original", "search_text", "scope"),
    retire_words={
        "retire": "移出名录",
        "retired": "已移出名录",
        "restore": "恢复在库",
        "consequence": "移出以后不再进入抽取范围；已经锁库的任务和已经进行的检查不受影响。历史都保留，可以恢复。",
    },
)
