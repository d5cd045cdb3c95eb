"""Figures for charts drawn by the server: readable without script, and they print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

WIDTH, HEIGHT, TOP, FOOT = 640, 200, 22, 24


def bar_rows(rows: Iterable[Any], most: int | None = None) -> list[dict[str, Any]]:
    """Label, count, address and width in percent of the longest (or of `most`); above zero never unseen."""
    listed = [(*row, "")[:3] for row in rows]
    longest = most or max((count for _, count, _ in listed), default=0)
    return [
        {
            "label": label,
            "count": count,
            "shown": f"{count:,}",
            "url": url,
            "width": f"{max(0.8, min(100.0, count * 100 / longest)):.1f}" if count and longest else "0",
        }
        for label, count, url in listed
    ]


def column_chart(rows: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """Places of upright bars with their labels, in a drawing 640 units wide."""
    listed = list(rows)
    highest = max((count for _, count in listed), default=0)
    step = WIDTH / max(1, len(listed))
    room = HEIGHT - TOP - FOOT
    drawn = []
    for place, (label, count) in enumerate(listed):
        tall = max(2.0, room * count / highest) if count else 0.0
        drawn.append(
            {
                "label": label,
                "shown": f"{count:,}",
                "x": f"{place * step + step * 0.2:.1f}",
                "middle": f"{place * step + step / 2:.1f}",
                "width": f"{step * 0.6:.1f}",
                "y": f"{HEIGHT - FOOT - tall:.1f}",
                "height": f"{tall:.1f}",
                "above": f"{HEIGHT - FOOT - tall - 6:.1f}",
            }
        )
    return {
        "columns": drawn,
        "size": f"0 0 {WIDTH} {HEIGHT}",
        "base": HEIGHT - FOOT,
        "wide": WIDTH,
        "foot": HEIGHT - 6,
    }
