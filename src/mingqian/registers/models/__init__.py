"""What is kept in the registers."""

from mingqian.registers.models.history import RegisterSerial, Revision
from mingqian.registers.models.imports import ImportBatch
from mingqian.registers.models.item import Item, ItemClass, ItemStatus
from mingqian.registers.models.people import (
    Expert,
    ExpertStatus,
    Inspector,
    InspectorStatus,
    Recusal,
    RecusalCase,
)
from mingqian.registers.models.subject import (
    CodeKind,
    CreditGrade,
    Oversight,
    Subject,
    SubjectKind,
    SubjectStatus,
    SupervisionClass,
)

__all__ = [
    "CodeKind",
    "CreditGrade",
    "Expert",
    "ExpertStatus",
    "ImportBatch",
    "Inspector",
    "InspectorStatus",
    "Item",
    "ItemClass",
    "ItemStatus",
    "Oversight",
    "Recusal",
    "RecusalCase",
    "RegisterSerial",
    "Revision",
    "Subject",
    "SubjectKind",
    "SubjectStatus",
    "SupervisionClass",
]
