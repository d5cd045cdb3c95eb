"""Who may take which seat where, and why each one who may not is out.

Decided before the seed exists and bound into the entries: qualified inspectors, the leader from the lead department in a
joint check, recusal where interests are concerned, each by the article of the bureau's own document; people limited to an area in the
register act only there (a fact of the register, 信阳 九).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeAlias

from mingqian.draws.seats import EXPERT, LEADER, PARTNER
from mingqian.law import Pack
from mingqian.plans import packs
from mingqian.plans.governing import governing, governing_packs
from mingqian.plans.models import Campaign
from mingqian.registers.models import Expert, Inspector, Item, Recusal

UNCERTIFIED = "没有执法资格"
EXPIRED = "执法证已过期"
EXPIRES = "执法证在检查期内到期"
ELSEWHERE = "不在本次参加部门"
NOT_LEAD = "不是牵头部门人员，不能任组长"
NOT_PARTNER = "不是该联合部门人员"
OUT_OF_AREA = "不在其执法区域"
NO_AREA = "局属二级机构人员没有写明执法区域"
RECUSED = "应当回避"
NOT_EXPERT = "不是专家"
EXPERT_ONLY = "专家不任检查人员"

_CERTIFIED = (
    "teams.certified",
    "registers.inspector_certificate",
    "registers.no_uncertified_helpers",
)
_SECOND_TIER = "registers.second_tier_area"
_ARTICLES = {
    UNCERTIFIED: _CERTIFIED,
    EXPIRED: _CERTIFIED,
    EXPIRES: _CERTIFIED,
    NOT_LEAD: ("teams.joint_leader",),
    NOT_PARTNER: ("teams.joint_leader",),
    RECUSED: ("teams.recusal",),
    EXPERT_ONLY: ("teams.expert",),
    NO_AREA: (_SECOND_TIER,),
}
"""The values of a pack whose article stands behind a reason, the first it has."""

_NOTED = {OUT_OF_AREA: "名录库登记的执法区域", NOT_PARTNER: "抽查任务设置", ELSEWHERE: "抽查任务设置"}
NOTED = "名录库登记"
"""What is said of a reason no document speaks of."""


def citations(pack: Pack, on: date, others: Sequence[Pack] = ()) -> dict[str, str]:
    """The article beside each reason: of the document at hand, else of `others` that govern beside it, else of the
    national rules, else where it was noted.
    """
    found = dict(_NOTED)
    documents = [pack, *others, *(other for other in packs.shipped() if other.id == packs.NATIONAL)]
    for reason, keys in _ARTICLES.items():
        articles = (
            packs.cite(one, value.citation)
            for one in documents
            for key in keys
            for value in one.parameters
            if value.key == key and value.covers(on) and not value.switched_off
        )
        article = next(articles, "")
        if article:
            found[reason] = article
    return found


@dataclass(frozen=True)
class Person:
    """One candidate for seats. `key` is the entry's id: P… for an inspector, X… for an expert."""

    key: str
    pk: int
    name: str
    certificate: str
    expert: bool
    agency_id: int
    lead: bool
    areas: frozenset[str]
    recused_from: frozenset[int]
    specialties: frozenset[str] = frozenset()
    limit: int = 0
    """At most this many tasks of one draw, by the register; 0 where nobody set one."""

    def most(self, max_load: int) -> int:
        """At most this many tasks, where the campaign allows everybody `max_load`."""
        return min(self.limit, max_load) if self.limit else max_load


@dataclass(frozen=True)
class Spot:
    """Where a seat is to be taken: a subject, the areas it lies in, its field."""

    subject_id: int
    places: frozenset[str]
    field: str


def spot_of(subject_id: int, region_code: str, township: str, field: str) -> Spot:
    """A subject as the rules see it; areas as the register of inspectors may name them."""
    return Spot(subject_id, frozenset(p for p in (region_code, township) if p), field)


@dataclass
class People:
    """The candidates and those who are out, with the reason."""

    candidates: list[Person]
    out: list[tuple[str, str, str]] = field(default_factory=list)
    """(name, reason, citation) of each person in the registers who is no candidate."""
    kept_out: list[tuple[Person, str]] = field(default_factory=list)
    """The same people as the rules see them, with the reason."""
    articles: Mapping[str, str] = field(default_factory=dict)
    """The article beside each reason, see `citations`."""

    def leave_out(self, person: Person, reason: str) -> None:
        """Somebody of the registers is no candidate."""
        self.out.append((person.name, reason, self.articles.get(reason, NOTED)))
        self.kept_out.append((person, reason))

    def reasons(self) -> dict[str, int]:
        """How many are out for which reason."""
        return dict(Counter(reason for _, reason, _ in self.out))

    def packed(self) -> bytes:
        """All of it as JSON, to be sealed beside a freeze: what was decided then is told from this, not from later facts."""
        said = {
            "candidates": [_row(person) for person in self.candidates],
            "out": [[*_row(person), reason] for person, reason in self.kept_out],
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(data: bytes) -> People:
    """The people as packed."""
    said = json.loads(data)
    people = People([_person(row) for row in said["candidates"]])
    for *row, reason in said["out"]:
        people.leave_out(_person(row), reason)
    return people


def _row(person: Person) -> list[Any]:
    values = [getattr(person, one.name) for one in fields(Person)]
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]


def _person(row: Sequence[Any]) -> Person:
    values: list[Any] = [frozenset(value) if isinstance(value, list) else value for value in row]
    return Person(*values)


def gather(campaign: Campaign, *, on: date) -> People:
    """Candidates for a campaign whose checks end on `check_to` (or `on` where no end is set)."""
    last_day = campaign.check_to or on
    agencies = {campaign.agency_id, *campaign.partner_agency_ids}
    recused: dict[int, set[int]] = {}
    for inspector_id, subject_id in Recusal.objects.filter(active=True).values_list(
        "inspector_id", "subject_id"
    ):
        recused.setdefault(inspector_id, set()).add(subject_id)
    people = People([], articles=articles_for(campaign, on))
    area_asked = asks_area(campaign, on)
    for person in Inspector.objects.filter(agency_id__in=agencies).select_related("agency").order_by("id"):
        known = Person(
            key=f"P{person.pk}",
            pk=person.pk,
            name=person.name,
            certificate=person.certificate_number,
            expert=False,
            agency_id=person.agency_id,
            lead=person.agency_id == campaign.agency_id,
            areas=own_areas(person),
            recused_from=frozenset(recused.get(person.pk, ())),
            specialties=frozenset(person.specialties or ()),
            limit=person.task_limit or 0,
        )
        reason = inspector_out(person, on=on, last_day=last_day, area_asked=area_asked)
        if reason:
            people.leave_out(known, reason)
        else:
            people.candidates.append(known)
    if campaign.expert_seat:
        for expert in Expert.objects.filter(agency_id=campaign.agency_id, status="active").order_by("id"):
            people.candidates.append(
                Person(
                    key=f"X{expert.pk}",
                    pk=expert.pk,
                    name=expert.name,
                    certificate="",
                    expert=True,
                    agency_id=expert.agency_id,
                    lead=False,
                    areas=frozenset(),
                    recused_from=frozenset(),
                )
            )
    return people


def own_areas(person: Inspector) -> frozenset[str]:
    """The places a person is limited to; empty means the whole of the agency's jurisdiction.

    An area that names the jurisdiction itself (青禾县 for 青禾县应急管理局, 全县) limits nothing.
    """
    areas = frozenset(person.areas or ())
    whole = any(
        a in ("全县", "全市", "全区", person.agency.region_code) or person.agency.name.startswith(a)
        for a in areas
    )
    return frozenset() if whole else areas


def articles_for(campaign: Campaign, on: date) -> dict[str, str]:
    """`citations` of every document that governs a campaign, its own first."""
    own, *others = governing_packs(campaign, on)
    return citations(own, on, others)


def asks_area(whose: Campaign | int, on: date) -> bool:
    """Whether staff of 局属二级机构 check only where they are stated to (信阳 九), so that without a place they check nowhere."""
    return any(True for _ in governing(whose, _SECOND_TIER, on=on))


def inspector_out(person: Inspector, *, on: date, last_day: date, area_asked: bool) -> str:
    """Why an inspector is no candidate at all; empty when he is one. `area_asked`: see `asks_area`."""
    if person.status != "active":
        return f"状态为“{person.get_status_display()}”"
    if not person.certified:
        return UNCERTIFIED
    until = person.certificate_valid_until
    if until is not None and until < on:
        return EXPIRED
    if until is not None and until < last_day:
        return EXPIRES
    if area_asked and person.affiliated and not person.areas:
        return NO_AREA
    return ""


_COMMAS = re.compile(r"[、，,；;/\s]+")


def specialties_asked(campaign: Campaign) -> dict[str, Any]:
    """What the campaign's items ask of its people, to be kept with a draw: `{"specialty": "leader"|"all", "needs":
    [[fields, specialties]]}`, one of the specialties an item; empty where the campaign asks it of nobody.
    """
    who = str(campaign.team.get("specialty", ""))
    if not who:
        return {}
    items = Item.objects.filter(pk__in=campaign.item_ids).exclude(specialty="").order_by("pk")
    asked = {
        (tuple(sorted(item.fields)), tuple(sorted(filter(None, _COMMAS.split(item.specialty)))))
        for item in items
    }
    needs = [[list(where), list(what)] for where, what in sorted(asked) if what]
    return {"specialty": who, "needs": needs} if needs else {}


def lacks(specialties: Iterable[str]) -> str:
    """The reason of somebody without any of these specialties."""
    return f"没有{'或'.join(sorted(specialties))}专长"


SpotKey: TypeAlias = tuple[frozenset[str], frozenset[int], tuple[frozenset[str], ...]]
"""Areas that matter, who must stand aside, the specialties asked for."""


class Eligibility:
    """Answers who may sit where; equal answers are computed once."""

    def __init__(
        self, people: Sequence[Person], seats: Sequence[str], *, joint: bool, team: Mapping[str, Any]
    ) -> None:
        """`team` as a draw keeps it: `specialties_asked` is part of it."""
        self.people = list(people)
        self.seats = list(seats)
        self.joint = joint
        self._who = str(team.get("specialty", ""))
        self._needs = [(frozenset(where), frozenset(what)) for where, what in team.get("needs", [])]
        self._needs_at: dict[str, tuple[frozenset[str], ...]] = {}
        self._recused_in: dict[int, frozenset[int]] = {}
        touched: dict[int, set[int]] = {}
        for index, person in enumerate(self.people):
            for subject_id in person.recused_from:
                touched.setdefault(subject_id, set()).add(index)
        self._recused_in = {subject: frozenset(indices) for subject, indices in touched.items()}
        self._known_areas = frozenset(area for p in self.people for area in p.areas)
        self._cache: dict[tuple[str, SpotKey], tuple[int, ...]] = {}

    def needs(self, seat: str, spot: Spot) -> tuple[frozenset[str], ...]:
        """The specialties asked of a seat at a subject: of each, one must be had."""
        if not self._who or seat == EXPERT or (self._who == LEADER and seat != LEADER):
            return ()
        found = self._needs_at.get(spot.field)
        if found is None:
            found = tuple(what for where, what in self._needs if not where or spot.field in where)
            self._needs_at[spot.field] = found
        return found

    def failing(self, person: Person, seat: str, spot: Spot) -> Iterator[str]:
        """Every rule by which a person may not take a seat at a subject, in the order in which they are named."""
        if seat == EXPERT:
            if not person.expert:
                yield NOT_EXPERT
            return
        if person.expert:
            yield EXPERT_ONLY
            return
        if seat == LEADER and self.joint and not person.lead:
            yield NOT_LEAD
        if seat.startswith(PARTNER) and str(person.agency_id) != seat.removeprefix(PARTNER):
            yield NOT_PARTNER
        for need in self.needs(seat, spot):
            if not person.specialties & need:
                yield lacks(need)
        if person.areas and not person.areas & spot.places:
            yield OUT_OF_AREA
        if spot.subject_id in person.recused_from:
            yield RECUSED

    def why_not(self, person: Person, seat: str, spot: Spot) -> str:
        """The first reason why a person may not take a seat at a subject; empty when he may."""
        return next(self.failing(person, seat, spot), "")

    def key(self, spot: Spot) -> SpotKey:
        """What the answer depends on, for callers that cache by it."""
        needs = tuple(self.needs(LEADER, spot))
        return spot.places & self._known_areas, self._recused_in.get(spot.subject_id, frozenset()), needs

    def indices(self, seat: str, spot: Spot) -> tuple[int, ...]:
        """Indices into `people` of those who may take the seat at this subject, ascending."""
        key = seat, self.key(spot)
        found = self._cache.get(key)
        if found is None:
            found = tuple(i for i, p in enumerate(self.people) if not self.why_not(p, seat, spot))
            self._cache[key] = found
        return found

    def shut_out(self, seat: str, spot: Spot) -> Mapping[str, int]:
        """For a vacant seat: how many people were out for which reason."""
        reasons = Counter(self.why_not(p, seat, spot) for p in self.people)
        reasons.pop("", None)
        reasons.pop(EXPERT_ONLY, None)
        if seat == EXPERT:
            reasons.pop(NOT_EXPERT, None)
        return dict(reasons)
