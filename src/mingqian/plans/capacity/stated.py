"""A reckoning somebody else wrote down: whether its own numbers agree with each other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mingqian.plans.capacity.sums import shown, whole_percents


@dataclass(frozen=True)
class Stated:
    """The figures of a written plan; percentages as printed (None: not printed)."""

    people: int
    workdays: int
    total: Fraction
    other: Fraction
    absent: Fraction
    inspection: Fraction
    other_percent: Fraction | None = None
    absent_percent: Fraction | None = None
    inspection_percent: Fraction | None = None


def mistakes(stated: Stated) -> list[str]:
    """What does not agree, in words; empty when all of it does. A percentage may be rounded to a whole one."""
    found = []
    product = stated.people * stated.workdays
    if stated.total != product:
        found.append(
            f"总法定工作日写 {shown(stated.total)}，{stated.people} 人 × {stated.workdays} 天应为 {product:,}"
        )
    rest = stated.total - stated.other - stated.absent
    if stated.inspection != rest:
        found.append(
            f"监督检查工作日写 {shown(stated.inspection)}，{shown(stated.total)} − {shown(stated.other)} − "
            f"{shown(stated.absent)} 应为 {shown(rest)}"
        )
    parts = (
        ("其他执法工作日", stated.other, stated.other_percent),
        ("非执法工作日", stated.absent, stated.absent_percent),
        ("监督检查工作日", stated.inspection, stated.inspection_percent),
    )
    whole = whole_percents([days for _, days, _ in parts])
    for (name, days, percent), right in zip(parts, whole, strict=True):
        if percent is None or stated.total <= 0:
            continue
        exact = days * 100 / stated.total
        if abs(percent - exact) > Fraction(1, 2) and percent != right:
            found.append(f"{name} {shown(days)} 占 {shown(exact)}%，写成了 {shown(percent)}%")
    return found
