"""Writing 抽查事项清单."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.registers.actions import bulk, rows, undoing
from mingqian.registers.entries import ITEM
from mingqian.registers.models import Item


def _follow(row: Item, values: dict[str, Any]) -> None:
    """Nothing follows."""


def _unique(row: Item) -> None:
    same = Item.objects.filter(agency_id=row.agency_id, code=row.code)
    rows.taken(same, row, "registers.item_code_taken", "code", number=row.code)


RULES = rows.Rules(ITEM, _follow, _unique)


@action(Permission.ITEMS_EDIT, event="registers.item.create")
def create_item(
    *, by: Actor, values: Mapping[str, Any], agency: Agency | None = None, reason: str = ""
) -> Item:
    """A new item from texts as typed, by field. Raises `Refused` naming the field."""
    found: Item = rows.create(RULES, by=by, values=values, agency=agency, confirmed=False, reason=reason)
    return found


@action(Permission.ITEMS_EDIT, event="registers.item.edit")
def edit_item(*, by: Actor, item: Item, version: int | None, values: Mapping[str, Any], reason: str) -> Item:
    """Change an item. Raises `Refused`: `acts.changed_meanwhile`, `registers.nothing_changed`, or naming a field."""
    found: Item = rows.edit(
        RULES, by=by, row=item, version=version, values=values, confirmed=False, reason=reason
    )
    return found


@action(Permission.ITEMS_EDIT, event="registers.item.retire")
def retire_item(*, by: Actor, item: Item, version: int | None = None, reason: str) -> Item:
    """Take an item off the list."""
    found: Item = rows.retire(RULES, by=by, row=item, version=version, reason=reason)
    return found


@action(Permission.ITEMS_EDIT, event="registers.item.restore")
def restore_item(*, by: Actor, item: Item, version: int | None = None, reason: str) -> Item:
    """Put an item back on the list."""
    found: Item = rows.restore(RULES, by=by, row=item, version=version, reason=reason)
    return found


@action(Permission.ITEMS_EDIT, event="registers.item.bulk")
def change_items(
    *, by: Actor, chosen: Sequence[Item], change: bulk.Change, seen: str, reason: str
) -> list[bulk.Line]:
    """One change to many items; says what became of each. Raises `Refused` as `bulk.apply` does."""
    return bulk.apply(RULES, by=by, chosen=chosen, change=change, seen=seen, reason=reason)


@action(Permission.ITEMS_EDIT, event="registers.item.bulk")
def take_back_items(
    *, by: Actor, number: int, chosen: Sequence[Item], seen: str, reason: str
) -> list[bulk.Line]:
    """Take one change to many items back. Raises `Refused` as `undoing.take_back` does."""
    return undoing.take_back(RULES, by=by, number=number, chosen=chosen, seen=seen, reason=reason)
