"""How many of a year's checks enterprises have borne: against the yearly cap, before anybody is drawn.

Two things count. Who was drawn, from the day the list was dispatched; and who is checked outside the lottery (非随机检查),
from the day the task was opened. Several made in one visit are one. Locking reckons with all of it, pages only with what
is public: released lists, published results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingqian.plans.models import DrawHistory
from mingqian.plans.models.plan import SpecialOrder
from mingqian.plans.overlay import Cap
from mingqian.plans.pool.untold import told

Joined = Callable[[QuerySet[DrawHistory]], Iterable[int]]
"""Of a history the ids of the entries that were one visit with another entry of it."""
Counted = Callable[[int, int, Cap, QuerySet[DrawHistory]], QuerySet[Any, Any]]
"""Of an agency and a year the checks outside the lottery that count against a cap, as rows with `subject_id`; none that
was one visit with an entry of this history, or with another of them.
"""


@dataclass(frozen=True)
class OutsideChecks:
    """What the room of the inspections knows of checks outside the lottery."""

    counted: Counted
    public: Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]
    """Of such rows those whose result is public."""
    under_way: Callable[[int], QuerySet[Any, Any]]
    """Of an agency those whose result is neither public nor withheld for good."""
    moved: Callable[[int], str]
    """Of an agency a text that changes whenever one of the others may answer otherwise."""


_joined: list[Joined] = []
_outside: list[OutsideChecks] = []


def register_joined(found: Joined) -> Joined:
    """Say who knows which inspections are made in one visit: the inspections, when the application starts."""
    _joined[:] = [found]
    return found


def register_outside(known: OutsideChecks) -> None:
    """Say who knows of the checks outside the lottery: the inspections, when the application starts."""
    _outside[:] = [known]


def moved(agency_id: int) -> str:
    """What counts of `kept` numbers hang on beside the lists."""
    return "".join(known.moved(agency_id) for known in _outside)


def under_way_outside(agency_id: int) -> set[int]:
    """The enterprises of checks outside the lottery that are still only for those who handle them."""
    found = (known.under_way(agency_id).values_list("subject_id", flat=True) for known in _outside)
    return {subject_id for ids in found for subject_id in ids}


def visits_of(history: QuerySet[DrawHistory]) -> QuerySet[DrawHistory]:
    """This history with every joint visit in it counted once (综合查一次)."""
    for found in _joined:
        if again := list(found(history)):
            history = history.exclude(pk__in=again)
    return history


@dataclass(frozen=True)
class Borne:
    """The visits of one agency's enterprises in one year, as a cap counts them."""

    drawn: QuerySet[DrawHistory]
    outside: QuerySet[Any, Any] | None = None

    @property
    def parts(self) -> list[QuerySet[Any, Any]]:
        """What is counted, each as rows with `subject_id`."""
        return [self.drawn] if self.outside is None else [self.drawn, self.outside]

    def times(self) -> Counter[int]:
        """Enterprise → visits."""
        found: Counter[int] = Counter()
        for rows in self.parts:
            each = rows.order_by().values("subject_id").annotate(times=Count("pk"))
            found.update(dict(each.values_list("subject_id", "times")))
        return found

    def times_of(self, subject_id: int) -> int:
        """The visits of one enterprise."""
        return sum(rows.filter(subject_id=subject_id).count() for rows in self.parts)

    def at_least(self, number: int) -> Q:
        """The enterprises that have borne so many: in the database, the register may be large."""
        if self.outside is None:
            return _often(self.drawn, number)
        each = self.outside.order_by().values("subject_id").annotate(times=Count("pk"))
        most = max(each.values_list("times", flat=True), default=0)
        found = Q(pk__in=[])
        for outside in range(min(number, most) + 1):
            found |= _often(self.outside, outside) & _often(self.drawn, number - outside)
        return found

    def at_the_cap(self, cap: Cap) -> Q:
        """The enterprises that have been checked as often as the cap allows them."""
        found = (
            Q(pk__in=[])
            if cap.most is None
            else self.at_least(cap.most) & ~Q(**{f"{cap.by or 'pk'}__in": list(cap.levels)})
        )
        for level, number in cap.levels.items():
            found |= Q(**{cap.by: level}) & self.at_least(number)
        return found


def _often(rows: QuerySet[Any, Any], number: int) -> Q:
    """Whoever is named so often by these rows; with 0 everybody."""
    if number < 1:
        return Q()
    often: QuerySet[Any, Any] = rows.order_by().values("subject_id").annotate(times=Count("pk"))
    return Q(pk__in=often.filter(times__gte=number).values("subject_id"))


def _history(agency_id: int, year: int, cap: Cap) -> QuerySet[DrawHistory]:
    history = DrawHistory.objects.filter(
        agency_id=agency_id, drawn_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    return history if cap.superior_counts else history.exclude(campaign__special_order=SpecialOrder.SUPERIOR)


def borne(agency_id: int, year: int, cap: Cap) -> Borne:
    """Everything that counts against the cap in a year, secret or not: for locking alone."""
    drawn = visits_of(_history(agency_id, year, cap))
    return Borne(drawn, *(known.counted(agency_id, year, cap, drawn) for known in _outside))


def shown(agency_id: int, year: int, cap: Cap) -> Borne:
    """As far as released lists and published results tell: what pages may say."""
    drawn = visits_of(told(_history(agency_id, year, cap)))
    return Borne(drawn, *(known.public(known.counted(agency_id, year, cap, drawn)) for known in _outside))


def untold_outside(whole: Borne) -> int:
    """How many checks outside the lottery count whose result is not public."""
    return sum(
        whole.outside.count() - known.public(whole.outside).count()
        for known in _outside
        if whole.outside is not None
    )
