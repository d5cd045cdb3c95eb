"""What the documents ask for, beside what the bureau has recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.bodies.models import Charge, JointArrangement, LeadingGroup, Support
from mingqian.law import Parameter
from mingqian.plans import rulebook
from mingqian.plans.governing import Ruled, governing
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind

CHARGED = ("bodies.responsible_units", "bodies.joint_organiser", "bodies.county_bureau", "bodies.work_rules")
"""Rules that give something to somebody."""
WORK_RULES = "bodies.work_rules"
BY_ITEM = "bodies.responsible_units"
UNREAD = ("bodies.frame", "bodies.frame_2015")
"""The frame above all documents, listed while nobody has read it."""


@dataclass(frozen=True)
class Asked:
    """One word and the article it stands in."""

    words: str
    citation: str


@dataclass(frozen=True)
class Group:
    """领导小组: what one document says of it, and what stands recorded (None: nothing yet)."""

    pack_id: str
    name: Asked
    head: Asked | None
    office: Asked | None
    recorded: LeadingGroup | None


def _of_pack(found: Iterable[Ruled], pack_id: str) -> Asked | None:
    one = next((one for one in found if one.pack.id == pack_id), None)
    return Asked("、".join(one.values), one.where) if one else None


def groups(whose: Campaign | Agency | int) -> list[Group]:
    """The leading groups the documents that govern a bureau, or one of its campaigns, ask for."""
    agency_id = (
        whose.agency_id if isinstance(whose, Campaign) else whose.pk if isinstance(whose, Agency) else whose
    )
    heads = list(governing(whose, "bodies.leading_group_head"))
    offices = list(governing(whose, "bodies.office"))
    rows = LeadingGroup.objects.filter(agency_id=agency_id)
    return [
        Group(
            one.pack.id,
            Asked("、".join(one.values), one.where),
            _of_pack(heads, one.pack.id),
            _of_pack(offices, one.pack.id),
            rows.filter(pack_id=one.pack.id).order_by("-id").first(),
        )
        for one in governing(whose, "bodies.leading_group")
    ]


@dataclass(frozen=True)
class Duty:
    """One thing a document assigns, and what is recorded of it; several where each item has a unit of its own."""

    pack_id: str
    key: str
    word: str
    citation: str
    reading: str
    recorded: tuple[Charge, ...]

    @property
    def by_item(self) -> bool:
        """Whether the document names the kind of unit, and the bureau which unit for which item."""
        return self.key == BY_ITEM

    @property
    def rule_of_work(self) -> bool:
        """Whether it is a 工作制度 to be issued."""
        return self.key == WORK_RULES


def duties(agency: Agency | int) -> list[Duty]:
    """What the documents assign, word by word."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    rows = list(Charge.objects.filter(agency_id=agency_id).select_related("unit").order_by("-id"))
    found = []
    for one in governing(agency_id, *CHARGED):
        for word in one.values:
            mine = [
                row
                for row in rows
                if (row.pack_id, row.key, row.word) == (one.pack.id, one.parameter.key, word)
            ]
            newest = {row.item: row for row in reversed(mine)}
            found.append(
                Duty(
                    one.pack.id,
                    one.parameter.key,
                    word,
                    one.where,
                    one.parameter.citation.reading,
                    tuple(sorted(newest.values(), key=lambda row: row.item)),
                )
            )
    return found


def unread(agency: Agency | int) -> list[Parameter]:
    """The frame above the documents as long as its text was not entered: shown, without effect."""
    waiting = chain.from_iterable(
        one.pack.switched_off() for one in rulebook.bound_packs(agency, timezone.localdate())
    )
    return [one for one in waiting if one.key in UNREAD]


@dataclass(frozen=True)
class Arranged:
    """A joint check as it is arranged: what the document names, and what was chosen (the same until recorded)."""

    organiser: Asked | None
    initiator: Asked | None
    partner: Asked | None
    recorded: JointArrangement | None

    def said(self, name: str) -> str:
        """Who it is: as recorded, else as the document has it."""
        if self.recorded is not None:
            return str(getattr(self.recorded, name))
        asked: Asked | None = getattr(self, name)
        return asked.words if asked else ""

    @property
    def empty(self) -> bool:
        """Whether no document names anybody and nothing was recorded."""
        return self.recorded is None and not (self.organiser or self.initiator or self.partner)


def _first(campaign: Campaign, key: str) -> Asked | None:
    one = next(governing(campaign, key), None)
    return Asked("、".join(one.values), one.where) if one else None


def arranged(campaign: Campaign) -> Arranged:
    """Who organises, initiates and joins one joint campaign."""
    return Arranged(
        _first(campaign, "bodies.joint_organiser"),
        _first(campaign, "bodies.initiator"),
        _first(campaign, "bodies.partner"),
        JointArrangement.objects.filter(campaign=campaign).order_by("-id").first(),
    )


@dataclass(frozen=True)
class Provided:
    """One thing to be provided, by which article, and how it was (None: not yet)."""

    word: str
    citation: str
    recorded: Support | None


def provisions(campaign: Campaign) -> list[Provided]:
    """What a joint check is to be provided with (鹤壁 六(二)), each with what stands recorded."""
    if campaign.kind != LineKind.JOINT:
        return []
    rows = Support.objects.filter(campaign=campaign)
    return [
        Provided(word, one.where, rows.filter(word=word).order_by("-id").first())
        for one in governing(campaign, "bodies.support")
        for word in one.values
    ]


def office_addressed(campaign: Campaign) -> str:
    """To whom answers to a letter of a joint check go: the office that organises it, with where it sits; empty where the
    documents name none (鹤壁 五(六), 六(一)).
    """
    if campaign.kind != LineKind.JOINT:
        return ""
    organiser = arranged(campaign).said("organiser")
    group = next((one for one in groups(campaign) if one.recorded or one.office), None)
    seat = ""
    if group is not None:
        seat = group.recorded.office if group.recorded else group.office.words if group.office else ""
    if not organiser:
        return ""
    return f"{organiser}（设在{seat}）" if seat and seat not in organiser else organiser
