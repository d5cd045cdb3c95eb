"""What is typed, trimmed and bounded."""

from __future__ import annotations

from mingqian.acts.refusal import Refused


def text(value: str, field: str, most: int) -> str:
    """The text without surrounding blanks, its line ends unified. Raises `Refused(inspections.text_too_long)`."""
    tidy = value.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(tidy) > most:
        raise Refused("inspections.text_too_long", most=most, now=len(tidy), field=field)
    return tidy
