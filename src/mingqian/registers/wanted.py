"""What the documents want each row of a register to say, and which rows do not say it.

The rules are known to the rooms above (`plans` registers who answers when the application starts); which column of a
register a document's word means is known here, by the same headings by which files are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Value

from mingqian.registers.importing.columns import Kind
from mingqian.registers.importing.mapping import guess
from mingqian.registers.models import Expert, Inspector, Item, Subject
from mingqian.registers.queries.standing import standing

MODELS: dict[str, type[Model]] = {
    "item": Item,
    "subject": Subject,
    "inspector": Inspector,
    "expert": Expert,
}

INSTEAD: dict[tuple[str, str], tuple[str, ...]] = {
    ("subject", "registered_address"): ("business_address",),
    ("subject", "legal_person"): ("person_in_charge",),
    ("subject", "person_in_charge"): ("legal_person",),
    ("subject", "registration_number"): ("code",),
    ("subject", "industry_code"): ("field",),
    ("subject", "region_code"): ("township",),
}
"""Columns that answer for another: a branch has a person in charge and no 法定代表人, the 统一社会信用代码 took the place
of the 注册号.
"""

UNREGISTERED = ("person", "product", "project", "conduct")
"""Kinds of subjects no registrar keeps (xiping 联合 三): nothing that stands on a 营业执照 can be asked of them."""
ON_LICENCE = {"legal_person", "entity_type", "registrar", "founded_on", "scope", "capital"}
LICENCE = {"licence_name", "licence_number"}


@dataclass(frozen=True)
class Wanted:
    """One thing a document wants a row to say: its own word, the column that holds it (empty: the register has none),
    where it says so, and our reading.
    """

    word: str
    field: str
    where: str
    reading: str


Said = tuple[str, str, str]
"""(word of the document, where it stands, our reading)."""
Provider = Callable[[int, str], Iterable[Said]]

_providers: list[Provider] = []


def register_wanted(provider: Provider) -> Provider:
    """Add who knows what the documents want of (agency, register); usable as a decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def column_of(kind: str, word: str) -> str:
    """The column a document's word means: as the heading of a file is read; empty where no column is called so."""
    return next(iter(guess(Kind(kind), [word])), "")


def wanted(agency_id: int | None, kind: str) -> list[Wanted]:
    """Everything the documents that bind an agency want of a register's rows, one entry a document and word."""
    if agency_id is None:
        return []
    said = dict.fromkeys(one for provider in _providers for one in provider(agency_id, kind))
    return [Wanted(word, column_of(kind, word), where, reading) for word, where, reading in said]


def by_field(agency_id: int | None, kind: str) -> dict[str, str]:
    """Of each column somebody wants filled, who: “高青 5.2.1；西平 联合 三”."""
    found: dict[str, list[str]] = {}
    for one in wanted(agency_id, kind):
        if one.field and one.where not in found.setdefault(one.field, []):
            found[one.field].append(one.where)
    return {field: "；".join(several) for field, several in found.items()}


def _blank(kind: str, name: str) -> Q:
    column = MODELS[kind]._meta.get_field(name)
    if getattr(column, "null", False):
        return Q(**{f"{name}__isnull": True})
    return Q(**{name: [] if column.get_internal_type() == "JSONField" else ""})


def can_lack(kind: str, name: str) -> bool:
    """Whether a row of the register can be without it: it has a column, and that may stay empty."""
    names = {one.name for one in MODELS[kind]._meta.concrete_fields}
    if name not in names:
        return False
    column: Any = MODELS[kind]._meta.get_field(name)
    return bool(column.get_internal_type() != "BooleanField" and (column.blank or column.null))


def lacking(kind: str, name: str) -> Q:
    """The rows that do not say something they could say: neither in its column nor in one that answers for it."""
    if not can_lack(kind, name):
        return Q(pk__in=[])
    found = _blank(kind, name)
    for other in INSTEAD.get((kind, name), ()):
        found &= _blank(kind, other)
    if kind == "subject" and name in ON_LICENCE:
        found &= ~Q(kind__in=UNREGISTERED)
    if (
        kind == "subject" and name in LICENCE
    ):  # xinyang 八 asks it for 行政许可类 alone: of whoever has a licence
        found &= ~(Q(licence_name="") & Q(licence_number="") & Q(licence_valid_until__isnull=True))
    if kind == "inspector" and name in ("certificate_number", "certificate_valid_until"):
        found &= Q(certified=True)
    return found


@dataclass(frozen=True)
class Lacks:
    """How many rows of a register (those on it) there are, and by column how many do not say it."""

    whole: int
    by_field: dict[str, int]


def _on_register(agency_id: int, kind: str) -> QuerySet[Any]:
    # As a sum: SQLite would look up every row of a large register through an index on its agency.
    rows = MODELS[kind]._default_manager.alias(of_agency=F("agency_id") + Value(0))
    return rows.filter(of_agency=agency_id, retired_at__isnull=True).order_by()


def count_lacking(agency_id: int, kind: str, names: Iterable[str]) -> Lacks:
    """Counted in one reading of the register, kept until it moves."""
    asked = sorted({name for name in names if can_lack(kind, name)})

    def count() -> dict[str, int]:
        tests = {f"lacks_{name}": Count("pk", filter=lacking(kind, name)) for name in asked}
        return _on_register(agency_id, kind).aggregate(whole=Count("pk"), **tests)

    kept = standing(agency_id, kind, f"lacks {' '.join(asked)}", count)
    return Lacks(kept["whole"], {name: kept[f"lacks_{name}"] for name in asked})
