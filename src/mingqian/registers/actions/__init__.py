"""Every write to the registers, of one row or of many ticked ones. Imports write through `registers.importing`."""

from mingqian.registers.actions.item import (
    change_items,
    create_item,
    edit_item,
    restore_item,
    retire_item,
    take_back_items,
)
from mingqian.registers.actions.looks import note_export, note_personal_read
from mingqian.registers.actions.people import (
    change_experts,
    change_inspectors,
    create_expert,
    create_inspector,
    edit_expert,
    edit_inspector,
    restore_expert,
    restore_inspector,
    retire_expert,
    retire_inspector,
    take_back_experts,
    take_back_inspectors,
)
from mingqian.registers.actions.recusal import add_recusal, note_recusal, withdraw_recusal
from mingqian.registers.actions.subject import (
    change_subjects,
    create_subject,
    edit_subject,
    restore_subject,
    retire_subject,
    settle_jurisdiction,
    take_back_subjects,
)

__all__ = [
    "add_recusal",
    "change_experts",
    "change_inspectors",
    "change_items",
    "change_subjects",
    "create_expert",
    "create_inspector",
    "create_item",
    "create_subject",
    "edit_expert",
    "edit_inspector",
    "edit_item",
    "edit_subject",
    "note_export",
    "note_personal_read",
    "note_recusal",
    "restore_expert",
    "restore_inspector",
    "restore_item",
    "restore_subject",
    "retire_expert",
    "retire_inspector",
    "retire_item",
    "retire_subject",
    "settle_jurisdiction",
    "take_back_experts",
    "take_back_inspectors",
    "take_back_items",
    "take_back_subjects",
    "withdraw_recusal",
]
