"""Comparing and applying the smaller registers (items, inspectors, experts, recusals), row by row.

Thousands of rows, not millions: existing rows are looked up in dictionaries, written as model instances.
"""

from mingqian.registers.importing.small.applier import SmallApplier
from mingqian.registers.importing.small.comparer import SmallComparer
from mingqian.registers.importing.small.shapes import SHAPES

__all__ = ["SHAPES", "SmallApplier", "SmallComparer"]
