"""The cases in which the documents make liable or exempt, each with what the record shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingqian.acts.actor import Actor
from mingqian.inspections.models import Inspection
from mingqian.liability.evidence import EVIDENCE, OTHER, Evidence, Matter
from mingqian.liability.models import Statement
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign

LIABLE, EXEMPT = "liability.liable_", "liability.exempt_"


@dataclass(frozen=True)
class Case:
    """One case of one document: its rule, its words, its article and place in the list."""

    key: str
    words: str
    citation: str
    position: str
    exempts: bool

    @property
    def name(self) -> str:
        """The case without its theme."""
        return self.key.partition(".")[2]


@dataclass(frozen=True)
class Shown:
    """A case with what the record shows and what was stated."""

    case: Case
    evidence: Evidence
    statements: tuple[Statement, ...]


def cases(campaign: Campaign) -> list[Case]:
    """Every case of the documents that govern a campaign, in their order: first those that make liable."""
    return [
        Case(
            one.parameter.key,
            "、".join(one.values),
            one.where,
            one.parameter.position,
            one.parameter.key.startswith(EXEMPT),
        )
        for one in governing(campaign, LIABLE, EXEMPT)
    ]


def shown(
    campaign: Campaign, inspection: Inspection | None = None, reader: Actor | None = None
) -> list[Shown]:
    """Every case of a campaign, or of one of its inspections, with the evidence `reader` may see and the statements."""
    matter = Matter.of(campaign, inspection, reader)
    rows: Sequence[Statement] = list(
        Statement.objects.filter(campaign=campaign).select_related("inspection").order_by("id")
    )
    if inspection is not None:
        rows = [one for one in rows if one.inspection_id in (None, inspection.pk)]
    found = []
    for case in cases(campaign):
        said = tuple(one for one in rows if (one.key, one.citation) == (case.key, case.citation))
        evidence = EVIDENCE.get(case.name, OTHER)(matter)
        found.append(Shown(case, evidence, said))
    return found
