"""Contrast AA: every pair of text and ground the style sheets use reaches 4.5:1 (controls and shapes 3:1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mingqian.staff

CSS = Path(mingqian.staff.__file__).parent / "static" / "staff" / "css"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (CSS / "tokens.css").read_text(encoding="utf-8")))


def luminance(colour: str) -> float:
    """WCAG 2.1 relative luminance of #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)


TEXT = [
    ("text", "white"),
    ("text", "panel"),
    ("text-2", "panel"),
    ("text-3", "white"),
    ("text-3", "panel"),
    ("text-3", "panel-2"),
    ("text-2", "line"),
    ("blue", "white"),
    ("blue", "panel"),
    ("blue", "blue-tint"),
    ("blue-dark", "blue-tint"),
    ("white", "blue"),
    ("white", "red-dark"),
    ("white", "green-dark"),
    ("red-dark", "white"),
    ("red-dark", "panel"),
    ("red-dark", "red-tint"),
    ("red-deep", "red-tint"),
    ("amber-dark", "white"),
    ("amber-dark", "amber-tint"),
    ("green-dark", "white"),
    ("green-dark", "green-tint"),
]


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_words_can_be_read(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


def test_controls_can_be_seen() -> None:
    assert contrast(TOKENS["control-line"], TOKENS["white"]) >= 3


@pytest.mark.parametrize("token", ["amber", "green", "red"])
def test_light_ends_of_the_scale_never_colour_words(token: str) -> None:
    """`color:` takes the dark end; the light one is for edges and bars (red may mark an icon)."""
    for sheet in CSS.glob("*.css"):
        found = re.findall(rf"(?<![-\w])color: var\(--{token}\)", sheet.read_text(encoding="utf-8"))
        assert found == [], sheet.name


def test_colours_come_from_the_tokens() -> None:
    """Outside tokens.css a literal colour is the exception, and known."""
    allowed = {"#fff", "#000", "#d9e1ff", "#f8f8f8", "#fffafa", "#757575", "#242424", "#ad352f"}
    for sheet in CSS.glob("*.css"):
        if sheet.name != "tokens.css":
            literals = set(
                re.findall(
                    r"#[0-9a-fA-F]{3,6}\b",
                    re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL),
                )
            )
            assert literals <= allowed, sheet.name
