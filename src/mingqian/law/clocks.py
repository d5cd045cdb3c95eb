"""Terms: what is due when, after an event. The calendar comes from outside; this room imports no other."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mingqian.law.errors import LawError
from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation, Parameter
from mingqian.law.vocabulary import Applies, Direction, Event, Unit


class CountedDay(Protocol):
    """What a calendar answers: the day, whether a later notice may change it, the next working day beside
    it.
    """

    @property
    def day(self) -> date:
        """The last day of the term."""

    @property
    def provisional(self) -> bool:
        """True when a year on the way is not announced."""

    @property
    def next_workday(self) -> date | None:
        """Set for a term in 日 that ends on a day off."""


class WorkdayCalendar(Protocol):
    """The part of ``mingqian.workdays.Calendar`` that terms need."""

    def add_workdays(self, start: date, count: int, *, count_start: bool = False) -> CountedDay:
        """The count-th working day after start."""

    def subtract_workdays(self, start: date, count: int, *, count_start: bool = False) -> CountedDay:
        """The count-th working day before start."""

    def add_days(self, start: date, count: int, *, count_start: bool = False) -> CountedDay:
        """The count-th calendar day after start."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing due. ``to`` is the document's wording of what must be done, ``key`` the stable name of the
    term.

    ``backward``: ``due`` is the latest day to act before the event. ``next_workday`` stands beside a term
    in 日 that ends on a day off. ``count_start``: the day of the event was counted.
    """

    key: str
    event: Event
    to: str
    due: date
    count: int
    unit: Unit
    backward: bool
    next_workday: date | None
    provisional: bool
    count_start: bool
    citation: Citation
    reference: bool
    applies: Applies | None = None


def counts_event_day(pack: Pack) -> bool:
    """Whether the day of an event is the first of a term."""
    return pack.answer("term_counting") == "from_event_day"


def _starts(pack: Pack, term: Parameter) -> Event | None:
    """What a term runs from: what the document names, unless the bureau reads 鹤壁 五(六) as the day the letter came."""
    if term.event is Event.FINDING_CONFIRMED and pack.answer("finding_starts") == "received":
        return Event.LETTER_RECEIVED
    return term.event


def _end(calendar: WorkdayCalendar, term: Parameter, on: date, *, count_start: bool) -> CountedDay:
    """Where a term ends. Raises LawError as :func:`due`."""
    count = term.number()
    try:
        if term.unit is Unit.DAYS:
            if term.direction is not Direction.BEFORE:
                return calendar.add_days(on, count, count_start=count_start)
            if count:
                raise LawError("law.value", key=term.key)
            return calendar.add_workdays(on, 0)  # before the event, on its day
        if term.direction is Direction.BEFORE:
            return calendar.subtract_workdays(on, count, count_start=count_start)
        return calendar.add_workdays(on, count, count_start=count_start)
    except ValueError:
        raise LawError("law.no_calendar_day", on=on.isoformat()) from None


def due(pack: Pack, calendar: WorkdayCalendar, event: Event, on: date) -> tuple[Deadline, ...]:
    """Everything the pack makes due when ``event`` happens on ``on``, earliest first; empty when it names
    no term.

    The day of the event does not count unless the setting ``term_counting`` is ``from_event_day``. Raises
    LawError ``law.value`` for a backward term of one 日 or more, which no document has, and ``law.no_calendar_day`` for a
    term that would end beyond the years that can be counted.
    """
    count_start = counts_event_day(pack)
    found: list[Deadline] = []
    for term in pack.theme("clocks", on):
        if _starts(pack, term) is not event or term.unit is None:
            continue
        end = _end(calendar, term, on, count_start=count_start)
        found.append(
            Deadline(
                term.key,
                event,
                term.to,
                end.day,
                term.number(),
                term.unit,
                term.direction is Direction.BEFORE,
                end.next_workday,
                end.provisional,
                count_start,
                term.citation,
                pack.is_reference(on),
                term.applies,
            )
        )
    return tuple(sorted(found, key=lambda deadline: (deadline.due, deadline.key)))
