"""The list of 抽查事项清单."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mingqian.accounts.permissions import Permission
from mingqian.registers import actions
from mingqian.registers.actions.item import RULES as ITEM_RULES
from mingqian.registers.entries import ITEM
from mingqian.registers.models import ItemClass
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
from mingqian.registers.queries.scope import visible_items
from mingqian.registers.queries.searching import plain_parts


def field_groups(scope: Scope) -> list[Group]:
    """The fields of industry items name."""
    return [("", [(one, one) for one in words_held(scope, "fields")])]


def words_held(scope: Scope, field: str) -> list[str]:
    """Every word in a list column."""
    return sorted({word for words in scope.rows.values_list(field, flat=True) for word in words})


def rows_with(scope: Scope, field: str, value: str, *, empty_too: bool = False) -> Part:
    """Rows whose list column holds a word (or is empty, where that means every one)."""
    found = [
        pk for pk, words in scope.rows.values_list("pk", field) if value in words or (empty_too and not words)
    ]
    return Part(Q(pk__in=found))


def _state(row: Any) -> Cell:
    if row.retired_at is not None:
        return Cell("status", "已移出", tone="stopped")
    return Cell("status", "在列", tone="done")


ITEMS = Register(
    sheet=ITEM,
    rows=visible_items,
    acts=Acts(
        "item",
        actions.create_item,
        actions.edit_item,
        actions.retire_item,
        actions.restore_item,
        actions.change_items,
        actions.take_back_items,
        ITEM_RULES,
        Permission.ITEMS_READ,
        Permission.ITEMS_EDIT,
    ),
    columns=(
        Column("编号", lambda row: Cell("text", row.code), sort="code", css="nowrap"),
        Column("抽查事项", lambda row: Cell("link", row.name, note=row.content), sort="name"),
        Column(
            "类别",
            lambda row: Cell(
                "status", row.get_item_class_display(), tone="near" if row.item_class == "key" else "todo"
            ),
        ),
        Column("适用行业领域", lambda row: Cell("list", row.fields or ["全部"])),
        Column("检查方式", lambda row: Cell("text", row.method)),
        Column("检查主体", lambda row: Cell("text", row.body, note="联合抽查" if row.joint else "")),
        Column("状态", _state),
    ),
    filters=(
        Filter("class", "事项类别", equals("item_class"), flat(ItemClass.choices)),
        Filter(
            "field",
            "行业领域",
            lambda value, scope: rows_with(scope, "fields", value, empty_too=True),
            field_groups,
        ),
        Filter(
            "joint",
            "联合抽查",
            lambda value, scope: Part(Q(joint=value == "1")),
            flat([("1", "联合抽查事项"), ("0", "本部门事项")]),
        ),
        lacks_filter(ITEM),
        retired_filter("在列", "已移出"),
    ),
    sorts=(Sort("code", "code"), Sort("name", "name")),
    search=lambda words, scope: plain_parts(words, ("code", "name", "content", "basis")),
    search_hint="编号、事项、内容或依据",
    short="抽查事项",
    icon="clipboard",
    hidden=("basis", "note", "search_text", "share", "frequency"),
    retire_words={
        "retire": "移出清单",
        "retired": "已移出",
        "restore": "重新列入",
        "consequence": "移出以后，新的计划和任务不能再选这一事项；已经进行的检查不受影响。历史都保留，可以重新列入。",
    },
)
