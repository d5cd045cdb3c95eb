"""What follows a finding as papers of the campaign's file: with the file, or added to it where they came about later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from mingqian.acts.actor import Actor
from mingqian.audit.seals import sealed_attributes, text_of
from mingqian.followups.models import (
    Case,
    Extension,
    Measure,
    Objection,
    Penalty,
    Receipt,
    Recheck,
    Rectification,
)
from mingqian.inspections.actions.archive import file_later
from mingqian.inspections.models import Inspection
from mingqian.inspections.papers import digest_of
from mingqian.inspections.ports import Paper
from mingqian.plans.models import Campaign

_KINDS: dict[type[Model], tuple[str, str]] = {
    Rectification: ("责令改正", "责令改正"),
    Recheck: ("责令改正", "复查记录"),
    Extension: ("责令改正", "延期"),
    Measure: ("处置措施", ""),
    Case: ("立案查处", "立案查处"),
    Penalty: ("立案查处", "行政处罚决定"),
    Receipt: ("立案查处", "办理回执"),
    Objection: ("异议", "异议复核"),
}


def paper_of(row: Any, name: str) -> Paper:
    """One row as a paper: its digest is over every field its seal is over."""
    kind, title = _KINDS[type(row)]
    number = getattr(row, "case_number", "") or getattr(row, "number", "") or getattr(row, "kind", "")
    said = " ".join(part for part in (title, str(number)) if part)
    return Paper(kind, f"{said}：{name}"[:380], row._meta.label_lower, row.pk, _digest(row))


def _digest(row: Any) -> str:
    return digest_of([text_of(getattr(row, name)) for name in sealed_attributes(type(row))])


def rows_of(inspection: Inspection) -> Iterator[Any]:
    """Everything that followed one inspection, in the order of the work."""
    yield from inspection.measures.order_by("pk")
    for order in inspection.orders.order_by("pk"):
        yield order
        yield from order.extensions.order_by("pk")
        yield from order.rechecks.order_by("pk")
    for case in inspection.cases.order_by("pk"):
        yield case
        yield from case.penalties.order_by("pk")
        yield from case.receipts.order_by("pk")
    yield from inspection.objections.order_by("pk")


def papers_of(campaign: Campaign) -> Iterator[Paper]:
    """Everything that followed the inspections of a campaign so far."""
    inspections = Inspection.objects.filter(campaign=campaign).order_by("number")
    with_rows = inspections.filter(pk__in=_with_rows(campaign))
    for inspection in with_rows:
        for row in rows_of(inspection):
            yield paper_of(row, inspection.subject_name)


def _with_rows(campaign: Campaign) -> set[int]:
    found: set[int] = set()
    for model in (Rectification, Measure, Case, Objection):
        rows = model._default_manager.filter(inspection__campaign=campaign)
        found |= set(rows.values_list("inspection_id", flat=True))
    return found


def file_late(by: Actor, inspection: Inspection | None, row: Any) -> None:
    """Add a row to a file that is closed already. Call with the campaign locked, before the action's own event, which
    seals the paper. What has no inspection, or whose campaign is not filed yet, is in no file.
    """
    if inspection is not None:
        file_later(by, inspection, [paper_of(row, inspection.subject_name)])
