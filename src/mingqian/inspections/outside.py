"""非随机检查: the grounds the documents give, and what a task opened on one must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingqian.acts.refusal import Refused
from mingqian.inspections.models import Inspection, OutsideOrder
from mingqian.law import exclusions
from mingqian.plans import packs
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import bound_packs

PREFIX = "scope.excluded_"
"""Rules of a pack that name a ground: one each."""
TEMPORARY = "plan.temporary_checks"
"""高青 6.2: what the plan does not have is carried out as its tasks are, and a task of the plan was approved."""
SUPERIOR = "excluded_superior_order"
NAME = "非随机检查"
"""What it is called wherever it is shown."""


@dataclass(frozen=True)
class Ground:
    """One ground: the pack's words, where they stand and how we read them. `code` is `pack:key`."""

    pack_id: str
    key: str
    words: str
    reading: str
    citation: str

    @property
    def code(self) -> str:
        """What a form sends back."""
        return f"{self.pack_id}:{self.key}"


def grounds(agency_id: int, on: date) -> list[Ground]:
    """Every ground of the documents that bind an agency, own documents first, in the document's order."""
    return [
        Ground(bound.pack.id, one.name, str(one.value), one.citation.reading, packs.cite(bound.pack, one.citation))
        for bound in bound_packs(agency_id, on)
        for one in sorted(exclusions(bound.pack, on), key=lambda one: one.position or "~")
    ]  # fmt: skip


def ground_of(agency_id: int, code: str, on: date) -> Ground:
    """One ground by its code, or by its key alone where one document names it first.

    Raises `Refused(inspections.ground_of_outside_unknown)`.
    """
    for one in grounds(agency_id, on):
        if code in (one.code, one.key):
            return one
    raise Refused("inspections.outside_ground_unknown", field="ground")


def approval_article(campaign: Campaign, on: date) -> str:
    """Where it stands that a task the plan does not have is handled as the plan's are; empty for others, and where no
    document says it.
    """
    return approval_of_temporary(campaign.agency_id, on) if campaign.outside else ""


def approval_of_temporary(agency_id: int, on: date) -> str:
    """The article of the agency's documents that has unplanned checks handled as the plan's tasks; empty for none."""
    for bound in bound_packs(agency_id, on):
        if bound.pack.has(TEMPORARY, on):
            return packs.cite(bound.pack, bound.pack.get(TEMPORARY, on).citation)
    return ""


def order_of(campaign: Campaign) -> OutsideOrder | None:
    """What a task outside the lottery rests on; None for a drawn one."""
    return OutsideOrder.objects.filter(campaign=campaign).first() if campaign.outside else None


def internal(inspection: Inspection) -> bool:
    """Whether a check outside the lottery is still only for those who handle it: its result is not public."""
    return inspection.draw_id is None and inspection.published_at is None
