"""The exact chance of an entry, as it is printed beside the result."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any


def chance_in(urn: Mapping[str, Any], weight: int = 1) -> str:
    """The chance of an entry of an urn as kept with its draw, as part/whole: "9/41"; by its weight where it has one."""
    part, whole = _pair(urn, weight)
    return f"{part}/{whole}"


def fraction_in(urn: Mapping[str, Any], weight: int = 1) -> Fraction:
    """The same as a number; 0 in an empty urn."""
    part, whole = _pair(urn, weight)
    return Fraction(part, whole) if whole else Fraction(0)


def _pair(urn: Mapping[str, Any], weight: int) -> tuple[int, int]:
    if not urn["weighted"]:
        return int(urn["quota"]), int(urn["size"])
    return next((int(part), int(whole)) for own, part, whole in urn["chances"] if own == weight)
