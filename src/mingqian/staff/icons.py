"""The icons of the house: our own strokes on a grid of twenty (icons.tsv), drawn into the page itself."""

from __future__ import annotations

from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_STROKES = dict(
    line.split("\t", 1)
    for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
)

_SHAPES = {
    "todo": "ring",
    "doing": "half",
    "near": "triangle",
    "done": "check",
    "stopped": "square",
    "bad": "diamond",
    "secret": "lock",
}
"""The shape of every tone, so that a status is told without its colour."""


def icon(name: str) -> SafeString:
    """One icon as inline SVG, hidden from screen readers. Raises `KeyError` for an unknown name."""
    return _DRAWN[name]


def shape_of(tone: str) -> SafeString:
    """The icon of a tone; an unknown tone raises `KeyError`."""
    return _DRAWN[_SHAPES[tone]]


def names() -> list[str]:
    """Every icon, for the style page."""
    return sorted(_STROKES)


def _draw(strokes: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>',
        mark_safe(strokes),  # noqa: S308 -- our own file beside this one
    )


_DRAWN = {name: _draw(strokes) for name, strokes in _STROKES.items()}
