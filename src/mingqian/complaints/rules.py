"""What the packs that bind a bureau say about complaints: what is offered, who takes what, when, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from mingqian.inspections.law import workdays_left
from mingqian.law import Event, Pack, counts_event_day, due
from mingqian.plans.governing import Ruled, governing, governing_packs
from mingqian.plans.rulebook import known_calendar
from mingqian.plans.teams import OWN_DECISION

CALL = "电话"
VISIT = "访"
WEB = "网上"
"""The way of what was sent in on the public site."""
OFFICERS = "执法人员"
DANGER = "隐患"
"""Words of the documents by which a way or a matter is told apart from the others."""
_KIND = "投诉举报的类别："


def is_call(way: str) -> bool:
    """Whether it came by telephone."""
    return CALL in way


def is_visit(way: str) -> bool:
    """Whether somebody came in person."""
    return VISIT in way


@dataclass(frozen=True)
class Kind:
    """One kind of violation a document lists: its key, its number there, what it is, its article."""

    key: str
    ordinal: str
    words: str
    where: str

    @property
    def label(self) -> str:
        """As it stands in a list: （一）证照、审批、验收方面的违法行为."""
        return f"（{self.ordinal}）{self.words}"


@dataclass(frozen=True)
class Due:
    """One thing due about a complaint: what, by when, by which article; in working days unless `unit` says otherwise."""

    what: str
    due: date
    where: str
    left: int
    provisional: bool = False
    unit: str = "wd"


class Rules:
    """The rules that bind one agency on one day, read once."""

    def __init__(self, agency_id: int | None, on: date | None = None) -> None:
        self.agency_id = agency_id or 0
        self.on = on or timezone.localdate()

    @cached_property
    def packs(self) -> list[Pack]:
        """The packs that bind the agency."""
        return governing_packs(self.agency_id, self.on)

    def _all(self, key: str) -> list[Ruled]:
        return list(governing(self.agency_id, key, on=self.on))

    def one(self, key: str) -> Ruled | None:
        """The first pack's rule on a key; None where no pack speaks of it."""
        return next(iter(self._all(key)), None)

    def _words(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for one in self._all(key) for word in one.values))

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """How a complaint may come; empty where no document says."""
        return self._words("complaints.ways")

    @cached_property
    def ways_open(self) -> bool:
        """Whether the ways a document lists are examples: 电话、信件信函、走访等形式 (西平 投诉 二)."""
        found = self.one("complaints.ways_open")
        return found is not None and bool(found.parameter.value)

    def takes_way(self, way: str) -> bool:
        """Whether a complaint may come this way."""
        offered = (*self.ways, *self.alike)
        return not offered or way in offered or self.ways_open

    @cached_property
    def offers_web(self) -> bool:
        """Whether the public may send in a complaint on the site: the bureau says so, and no document bars the way."""
        return self._answer(lambda pack: pack.answer("complaint_web")) == "yes" and self.takes_way(WEB)

    @cached_property
    def alike(self) -> tuple[str, ...]:
        """What is handled like one: 上级督办, 同级移送."""
        return self._words("complaints.alike")

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What a complaint may be about."""
        return self._words("complaints.subjects")

    @cached_property
    def dangers(self) -> tuple[str, ...]:
        """What a hidden danger may be."""
        return self._words("complaints.hidden_danger")

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of violation, in the document's order."""
        return tuple(
            Kind(
                one.parameter.key,
                str(one.parameter.value),
                one.parameter.citation.reading.removeprefix(_KIND).rstrip("。"),
                one.where,
            )
            for one in self._all("complaints.kind_")
        )

    @cached_property
    def registered_by(self) -> Ruled | None:
        """Who registers: 办公室."""
        return self.one("complaints.registered_by")

    @cached_property
    def calls_taken_by(self) -> Ruled | None:
        """Who takes calls: 值班人员."""
        return self.one("complaints.calls_taken_by")

    @cached_property
    def visiting_hours(self) -> Ruled | None:
        """When somebody may come."""
        return self.one("complaints.visiting_hours")

    @cached_property
    def telephone_hours(self) -> Ruled | None:
        """When somebody may call."""
        return self.one("complaints.telephone_hours")

    @cached_property
    def officers_registered_by(self) -> Ruled | None:
        """Who alone registers what is said about officers."""
        return self.one("complaints.officers_registered_by")

    @cached_property
    def officers_also_to(self) -> Ruled | None:
        """Where one may turn about officers instead."""
        return self.one("complaints.officers_also_to")

    @cached_property
    def officers_hours(self) -> Ruled | None:
        """When the officers' line is answered."""
        return self.one("complaints.officers_hours")

    @cached_property
    def reward(self) -> Ruled | None:
        """That rewards are to be given."""
        return self.one("complaints.reward")

    @cached_property
    def channels_public(self) -> Ruled | None:
        """That the channels are to be public (安全生产法 73)."""
        return self.one("complaints.channels_public")

    @cached_property
    def fatal_checked_by(self) -> Ruled | None:
        """Who has what concerns a death checked."""
        return self.one("complaints.fatal_checked_by")

    @cached_property
    def passed_on(self) -> Ruled | None:
        """That what belongs to another department is passed on to it."""
        return self.one("complaints.passed_on")

    def is_officers(self, about: str) -> bool:
        """Whether a matter is one about the bureau's own officers."""
        return OFFICERS in about

    def _answer(self, read: Callable[[Pack], str]) -> str:
        return next(filter(None, (read(pack) for pack in self.packs)), "")

    @cached_property
    def identity(self) -> str:
        """Who may read the name of whoever complained: `office` (whoever registers), `handler` too; empty: undecided."""
        return self._answer(lambda pack: pack.answer("complaint_identity"))

    @cached_property
    def asks_satisfaction(self) -> bool:
        """Whether whoever complained is asked if they are content."""
        return self._answer(lambda pack: pack.answer("complaint_satisfaction")) == "yes"

    def route_due(self, registered_at: datetime | None) -> Due | None:
        """By when it is to be passed on, as the bureau has decided; None while it has not."""
        return self._own(lambda pack: pack.answer("complaint_route_workdays"), "转办", registered_at)

    def result_due(self, routed_at: datetime | None) -> Due | None:
        """By when the unit is to tell what came of it."""
        return self._own(lambda pack: pack.answer("complaint_result_workdays"), "报办理结果", routed_at)

    def reply_due(self, result_at: datetime | None) -> Due | None:
        """By when whoever complained is to be answered."""
        return self._own(lambda pack: pack.answer("complaint_reply_workdays"), "答复", result_at)

    def _own(self, read: Callable[[Pack], str], what: str, start: datetime | None) -> Due | None:
        if start is None:
            return None
        for pack in self.packs:
            said = read(pack)
            if said.isdecimal():
                known, day = known_calendar(), timezone.localtime(start).date()
                end = known.add_workdays(day, int(said), count_start=counts_event_day(pack))
                return Due(what, end.day, OWN_DECISION, workdays_left(end.day), end.provisional)
        return None

    def hand_over_due(self, ends_at: datetime) -> Due | None:
        """Until when the day's complaints are to be with the office (西平 投诉 六); None where no document says."""
        day = timezone.localtime(ends_at).date()
        for pack in self.packs:
            for one in due(pack, known_calendar(), Event.SHIFT_END, day):
                where = next((said.where for said in self._all(one.key)), "")
                left = (one.due - timezone.localdate()).days
                return Due(one.to, one.due, where, left, one.provisional, "d")
        return None


def earliest(found: Iterable[Due | None]) -> Due | None:
    """The one that is due first."""
    return min((one for one in found if one is not None), key=lambda one: one.due, default=None)
