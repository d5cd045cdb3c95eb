"""How a record becomes a row: every field of a record carries the Chinese heading of its column."""

from dataclasses import Field, field, fields
from typing import Any


def column(heading: str) -> Any:
    """Declare a dataclass field that is written under `heading`."""
    return field(metadata={"heading": heading})


def _columns(record_type: Any) -> list[Field[Any]]:
    return [one for one in fields(record_type) if "heading" in one.metadata]


def headings(record_type: Any) -> list[str]:
    """Return the headings of a record type, in the order of its columns."""
    return [str(one.metadata["heading"]) for one in _columns(record_type)]


def cells(record: Any) -> list[str]:
    """Return the cells of one record as text: lists joined by `；`, truth as 是/否, None as an empty cell."""
    return [_text(getattr(record, one.name)) for one in _columns(type(record))]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "；".join(str(one) for one in value)
    return str(value)
