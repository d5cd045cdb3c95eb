"""What is kept about what follows a finding."""

from mingqian.followups.models.case import Case, Origin, Receipt
from mingqian.followups.models.objection import Objection, Outcome
from mingqian.followups.models.order import Extension, Measure, Recheck, Rectification
from mingqian.followups.models.penalty import Party, Penalty, Revocation

__all__ = [
    "Case",
    "Extension",
    "Measure",
    "Objection",
    "Origin",
    "Outcome",
    "Party",
    "Penalty",
    "Receipt",
    "Recheck",
    "Rectification",
    "Revocation",
]
