"""Which model, comparer and applier belongs to which register."""

from __future__ import annotations

from typing import Any

from mingqian.registers.importing.apply.subjects import SubjectApplier
from mingqian.registers.importing.columns import Kind
from mingqian.registers.importing.compare import SubjectComparer
from mingqian.registers.importing.small import SHAPES, SmallApplier, SmallComparer
from mingqian.registers.models import Expert, Inspector, Item, Recusal, Subject

MODELS: dict[Kind, Any] = {
    Kind.SUBJECT: Subject,
    Kind.ITEM: Item,
    Kind.INSPECTOR: Inspector,
    Kind.EXPERT: Expert,
    Kind.RECUSAL: Recusal,
}
COMPARERS: dict[Kind, Any] = {Kind.SUBJECT: SubjectComparer, **dict.fromkeys(SHAPES, SmallComparer)}
APPLIERS: dict[Kind, Any] = {Kind.SUBJECT: SubjectApplier, **dict.fromkeys(SHAPES, SmallApplier)}
