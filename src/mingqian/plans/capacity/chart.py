"""Places of the bars that show needed against available days, for a drawing that prints and fits a phone."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from mingqian.plans.capacity.sums import UnitLoad, shown

WIDTH, HEIGHT, TOP, FOOT, SIDE = 360, 190, 28, 20, 4


def load_chart(load: UnitLoad) -> dict[str, Any]:
    """One unit's twelve months: the needed days as a bar, its part above what is available set apart, and what is
    available as a line across each month. Numbers are texts in units of the drawing.
    """
    highest = max((max(one.needed, one.available) for one in load.months), default=Fraction(0))
    room = HEIGHT - TOP - FOOT
    step = (WIDTH - 2 * SIDE) / 12
    base = HEIGHT - FOOT

    def tall(days: Fraction) -> float:
        return float(max(Fraction(0), days) * room / highest) if highest > 0 else 0.0

    bars = []
    for place, one in enumerate(load.months):
        left = SIDE + place * step
        within, over = tall(one.needed - one.over), tall(one.over)
        bars.append(
            {
                "month": one.month,
                "x": f"{left + step * 0.2:.1f}",
                "width": f"{step * 0.6:.1f}",
                "middle": f"{left + step / 2:.1f}",
                "y": f"{base - within:.1f}",
                "height": f"{within:.1f}",
                "over": f"{math.ceil(one.over):,}" if one.over else "",
                "over_y": f"{base - within - over:.1f}",
                "over_height": f"{over:.1f}",
                "above": f"{max(24.0, base - within - over - 4):.1f}",
                "line_from": f"{left + step * 0.06:.1f}",
                "line_to": f"{left + step * 0.94:.1f}",
                "line_y": f"{base - tall(one.available):.1f}",
                "words": f"{one.month}月需要 {shown(one.needed)} 人日，可用 {shown(one.available)} 人日",
            }
        )
    return {
        "size": f"0 0 {WIDTH} {HEIGHT}",
        "bars": bars,
        "base": base,
        "wide": WIDTH,
        "foot": HEIGHT - 6,
        "top": shown(highest),
    }
