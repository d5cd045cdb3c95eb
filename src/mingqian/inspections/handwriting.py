"""A signature written with the finger: strokes of points on a field of 1000 × 400."""

from __future__ import annotations

import json

from mingqian.acts.refusal import Refused

WIDTH, HEIGHT = 1000, 400
MOST_POINTS = 6000
LEAST_POINTS = 8


def parse(text: str) -> list[list[tuple[int, int]]]:
    """Strokes from the page's JSON `[[[x, y], …], …]`.

    Raises `Refused(inspections.signature_missing | inspections.signature_unreadable)`.
    """
    if not text.strip():
        raise Refused("inspections.signature_missing", field="strokes")
    try:
        strokes = [[(int(x), int(y)) for x, y in stroke] for stroke in json.loads(text)]
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("inspections.signature_unreadable", field="strokes") from error
    points = [point for stroke in strokes for point in stroke]
    if len(points) < LEAST_POINTS:
        raise Refused("inspections.signature_missing", field="strokes")
    if len(points) > MOST_POINTS or any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points):
        raise Refused("inspections.signature_unreadable", field="strokes")
    return [stroke for stroke in strokes if stroke]


def packed(strokes: list[list[tuple[int, int]]]) -> str:
    """The compact JSON that is kept."""
    return json.dumps(strokes, separators=(",", ":"))


def path(text: str) -> str:
    """The `d` of an SVG path of a kept signature; empty for none."""
    if not text:
        return ""
    return " ".join("M" + " L".join(f"{x} {y}" for x, y in stroke) for stroke in json.loads(text) if stroke)
