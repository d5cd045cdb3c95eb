"""One plan reckoned: chosen packs, counted register, what they demand, what the saved lines give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mingqian.law import LawError, Pack, Parameter
from mingqian.law.demand import Cell, Demand, Measure, demands
from mingqian.law.plan_lines import PlannedLine, Verdict, check_lines
from mingqian.plans import rulebook
from mingqian.plans.lines import year_start
from mingqian.plans.models import AnnualPlan
from mingqian.plans.packs import available, pack_for
from mingqian.plans.yearly.counts import Key, RegisterCounts, reckoning_day, register_counts
from mingqian.plans.yearly.lines import saved_line


@dataclass(frozen=True)
class PackChoice:
    """A pack that can be chosen: the place it has among those that bind the agency, empty when it only informs."""

    id: str
    name: str
    layer: str
    own: bool


def pack_choices(plan: AnnualPlan) -> list[PackChoice]:
    """Every pack with a word on plans, those that bind the agency in the plan's year first."""
    on = year_start(plan.year)
    layers = {one.pack.id: one.layer_words for day in (on, on.replace(month=12, day=31))
              for one in rulebook.bound_packs(plan.agency_id, day)}  # fmt: skip
    found = [
        PackChoice(pack.id, pack.name, layers.get(pack.id, ""), pack.id == plan.pack_id)
        for pack in available(plan.agency_id)
        if pack.theme("shares", on) or pack.theme("frequency", on) or pack.theme("plan", on)
    ]
    return sorted(found, key=lambda one: (not one.own, not one.layer, one.id))


def chosen_packs(plan: AnnualPlan, wanted: Iterable[str]) -> list[Pack]:
    """The packs of these ids as they bind the agency; the plan's own always, and first."""
    ids = dict.fromkeys([plan.pack_id, *wanted])
    known = {pack.id for pack in available(plan.agency_id)}
    return [pack_for(plan.agency_id, one) for one in ids if one in known]


@dataclass(frozen=True)
class Reckoning:
    """Everything pages and proposals read. `troubles`: packs that could not answer, in words of their code."""

    plan: AnnualPlan
    packs: Sequence[Pack]
    counts: RegisterCounts
    cells: Sequence[Cell]
    places: Mapping[Key, int]
    demands: Sequence[Demand]
    troubles: Sequence[LawError]

    @cached_property
    def saved(self) -> list[PlannedLine]:
        """The lines the plan has already."""
        rows = self.plan.lines.select_related("plan").order_by("number")
        return [saved_line(line, self.counts, self.places) for line in rows]

    def verdicts(self, more: Sequence[PlannedLine] = ()) -> tuple[Verdict, ...]:
        """Every demand beside the saved lines and `more`."""
        return check_lines(self.demands, self.cells, [*self.saved, *more])

    @property
    def joint_wanted(self) -> int:
        """How many joint campaigns the packs want of the year."""
        return max((one.minimum for one in self.demands if one.measure is Measure.JOINT), default=0)

    def also(self) -> list[tuple[Pack, Parameter]]:
        """What else the documents say of plans: who makes, files, publishes them, and when."""
        on = year_start(self.plan.year)
        return [(pack, one) for pack in self.packs for one in pack.theme("plan", on)]


def reckon(plan: AnnualPlan, wanted: Iterable[str], today: date) -> Reckoning:
    """Reckon a plan under these packs (its own among them in any case)."""
    on = reckoning_day(plan, today)
    counts = register_counts(plan, on)
    cells, places = counts.cells()
    chosen = chosen_packs(plan, wanted)
    found: list[Demand] = []
    troubles: list[LawError] = []
    for pack in chosen:
        try:
            found += demands(pack, cells, year_start(plan.year))
        except LawError as error:
            troubles.append(error)
    return Reckoning(plan, chosen, counts, cells, places, found, troubles)


def default_packs(plan: AnnualPlan) -> list[str]:
    """The packs that bind the agency in the plan's year, and the plan's own."""
    return [one.id for one in pack_choices(plan) if one.layer or one.own]
