"""移送: which ways the documents know, by which article; until when; what waits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.bodies.standing import office_addressed
from mingqian.inspections.law import Term, pack_of, workdays_left
from mingqian.inspections.models import Finding, Inspection, Notice, RecordLine, Referral, ReferralWay
from mingqian.inspections.states import (
    ACCEPTED,
    ARCHIVED,
    DROPPED,
    PUBLISHED,
    RETURNED,
    REVIEWED,
    SENT,
    UNDISCLOSED,
)
from mingqian.law import Applies, Event, LawError, Pack, due
from mingqian.plans import packs, rulebook
from mingqian.plans.citing import cited
from mingqian.plans.governing import ruled_words
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind
from mingqian.workdays import Calendar

REFERABLE = (REVIEWED, PUBLISHED, UNDISCLOSED, ARCHIVED)
"""The result exists and the head of the unit has passed it."""

SAYS_SO = ("移送", "移交", "转办", "函告")
"""What a handling says when something has to be handed over."""

JUDICIAL = re.compile("公安|司法|检察|犯罪")


@dataclass(frozen=True)
class Way:
    """One way open to a campaign: what the letter is called, by which article, to whom (empty: the sender says),
    and the action that waits while documents collide about it (empty: none can).
    """

    code: str
    name: str
    letter: str
    basis: str
    to: str = ""
    stops: str = ""


_LETTERS = {
    ReferralWay.JURISDICTION: "移送函",
    ReferralWay.CRIME: "涉嫌犯罪案件移送函",
    ReferralWay.LICENCE: "函",
    ReferralWay.PROBLEMS: "关于移交双随机抽查有关问题的函",
    ReferralWay.PLACE: "跨区域检查问题反馈函",
}
_STOPS = {ReferralWay.CRIME: "transfer", ReferralWay.PROBLEMS: "letter"}
_CRIME_TO = {"police": "公安机关", "judicial": "司法机关"}


def packs_of(campaign: Campaign) -> list[Pack]:
    """The campaign's own pack first, then every other that binds the bureau today."""
    own = pack_of(campaign)
    others = [bound.pack for bound in rulebook.bound_packs(campaign.agency_id, timezone.localdate())]
    return [own, *(pack for pack in others if pack.id != own.id)]


def _cited(found: Iterable[Pack], key: str, applies: Applies | None = None) -> tuple[str, object] | None:
    """(citation, value) of the first pack that says something under a key; None where none does."""
    today = timezone.localdate()
    for pack in found:
        if not pack.has(key, today):
            continue
        try:
            one = pack.get(key, today, applies)
        except LawError:  # the document says two things: the collision is shown when the letter is sent
            continue
        return packs.cite(pack, one.citation), one.value
    return None


def ways(campaign: Campaign) -> list[Way]:
    """The ways the documents that bind the bureau, or the law above them, know; no other is offered."""
    found = packs_of(campaign)
    kind = LineKind.SINGLE if campaign.outside else campaign.kind
    confined = {LineKind.JOINT: Applies.JOINT, LineKind.CROSS: Applies.CROSS_REGION}.get(LineKind(kind))
    said: list[tuple[ReferralWay, str, str]] = []
    elsewhere = _cited(found, "clocks.transfer") or _cited(found, "checks.separate_checks_exchange")
    if elsewhere:
        said.append((ReferralWay.JURISDICTION, elsewhere[0], ""))
    crime = _cited(found, "checks.crime_to", confined)
    if crime:
        said.append((ReferralWay.CRIME, crime[0], _CRIME_TO.get(str(crime[1]), "")))
    handling = _cited(found, "checks.handling")
    if handling and isinstance(handling[1], tuple) and "函告许可部门" in handling[1]:
        said.append((ReferralWay.LICENCE, handling[0], ""))
    letter = _cited(found, "clocks.problem_letter")
    if letter:
        said.append((ReferralWay.PROBLEMS, letter[0], ""))
    place = _cited(found, "cross_region.findings_to") if kind == LineKind.CROSS else None
    if place:
        said.append((ReferralWay.PLACE, place[0], ""))
    return [Way(w, w.label, _LETTERS[w], basis, to, _STOPS.get(w, "")) for w, basis, to in said]


def letter_of(referral: Referral) -> str:
    """What the letter is called."""
    return _LETTERS[ReferralWay(referral.way)]


def replies_to(referral: Referral) -> str:
    """To whom the receiver answers: the office that organises the joint check, where the letter is its own (鹤壁 五(六))."""
    office = office_addressed(referral.inspection.campaign) if referral.way == ReferralWay.PROBLEMS else ""
    return office or "我局"


def place_duties(referral: Referral) -> list[str]:
    """What a finding told to its place asks of it (西平 跨区域 四); nothing for another letter."""
    if referral.way != ReferralWay.PLACE:
        return []
    return ruled_words(referral.inspection.campaign, "cross_region.local_duties")


_STATUTE = re.compile(r"(\S+法) (\d+)")


def basis_words(referral: Referral) -> str:
    """The basis as an outsider reads it: the document by its title, then the article. What was typed stays as typed."""
    said = []
    for one in cited(referral.basis):
        statute = _STATUTE.fullmatch(one.article)
        if statute:
            said.append(f"《{statute[1]}》第{statute[2]}条")
        else:
            said.append(f"《{one.document}》{one.article}" if one.document else one.words)
    return "、".join(said)


def partners(campaign: Campaign) -> list[Agency]:
    """The departments of a joint check."""
    return list(Agency.objects.filter(pk__in=campaign.partner_agency_ids).order_by("pk"))


def problem_lines(inspection: Inspection) -> list[RecordLine]:
    """The record lines on which a problem was found, in order."""
    return list(inspection.lines.filter(finding=Finding.PROBLEM).order_by("position"))


def facts_of(lines: Iterable[RecordLine]) -> str:
    """What the lines say, one a paragraph, as the letter first proposes it."""
    return "\n".join(f"{line.item_words['title']}：{line.problem}" for line in lines)


def papers_on_file(inspection: Inspection) -> list[str]:
    """The papers of the inspection that may go along."""
    notice = Notice.objects.filter(inspection=inspection).first()
    told = [] if notice is None or notice.channel == "withheld" else ["检查通知书"]
    return [*told, "检查记录表"]


def _due(
    campaign: Campaign, event: Event, on: date, names: tuple[str, ...], calendar: Calendar | None = None
) -> list[Term]:
    """What every pack makes due under these names, earliest first."""
    found = []
    for pack in packs_of(campaign):
        for one in due(pack, calendar or rulebook.known_calendar(), event, on):
            if one.key.partition(".")[2] in names:
                found.append(
                    Term(
                        key=one.key,
                        what=one.to,
                        due=one.due,
                        count=one.count,
                        unit_words=str(one.unit),
                        left=workdays_left(one.due),
                        provisional=one.provisional,
                        citation=packs.cite(pack, one.citation),
                        reference=one.reference,
                    )
                )
    return sorted(found, key=lambda term: term.due)


def _ended_on(campaign: Campaign) -> date | None:
    """When the campaign ended: with its last check; None while one is still open."""
    rows = Inspection.objects.filter(campaign_id=campaign.pk)
    if rows.filter(ended_at=None).exists():
        return None
    last = rows.order_by("-ended_at").values_list("ended_at", flat=True).first()
    return timezone.localdate(last) if last else None


def send_term(inspection: Inspection, way: str, calendar: Calendar | None = None) -> Term | None:
    """Until when a letter of this way must be out; None where no document names a term for it."""
    if way == ReferralWay.PROBLEMS:
        ended = _ended_on(inspection.campaign)
        found = (
            _due(inspection.campaign, Event.CAMPAIGN_ENDED, ended, ("problem_letter",), calendar)
            if ended
            else []
        )
    elif way == ReferralWay.JURISDICTION and inspection.result_made_at is not None:
        made = timezone.localdate(inspection.result_made_at)
        found = _due(inspection.campaign, Event.RESULT_MADE, made, ("transfer",), calendar)
    else:
        found = []
    return found[0] if found else None


def receiver_terms(referral: Referral, calendar: Calendar | None = None) -> list[Term]:
    """What the receiver has to do until when (鹤壁 五(六)), as far as its start is known.

    The seven days run from the day the finding was confirmed, or from the receipt of the letter where the bureau has
    decided so (setting `finding_starts`, which the clocks read).
    """
    if referral.way != ReferralWay.PROBLEMS or referral.state not in (SENT, ACCEPTED):
        return []
    campaign = referral.inspection.campaign
    names = ("case_opened",) if referral.state == ACCEPTED else ("case_opened", "reply_written")
    begins = ((Event.FINDING_CONFIRMED, referral.answered_on), (Event.LETTER_RECEIVED, referral.received_on))
    found = [
        term for event, on in begins if on is not None for term in _due(campaign, event, on, names, calendar)
    ]
    return sorted(found, key=lambda term: term.due)


def term_of(referral: Referral) -> Term | None:
    """The next day that matters to a referral: until when to send it, until when the receiver must act."""
    if referral.state == "drafted":
        return send_term(referral.inspection, referral.way)
    found = receiver_terms(referral)
    return found[0] if found else None


def said_to_be_referred() -> Q:
    """Record lines whose handling says that something has to be handed over."""
    said = Q()
    for word in SAYS_SO:
        said |= Q(handling__contains=word)
    return said


def unsent(unit_id: int | None = None) -> Iterator[Inspection]:
    """Inspections (of one unit, or of all) whose record says 移送 while no letter was drafted, by number. A returned one counts as none."""
    lines = RecordLine.objects.filter(said_to_be_referred(), inspection=OuterRef("pk"))
    letters = Referral.objects.filter(inspection=OuterRef("pk")).exclude(state__in=(DROPPED, RETURNED))
    rows = Inspection.objects.filter(
        Exists(lines), ~Exists(letters), state__in=(REVIEWED, PUBLISHED, UNDISCLOSED)
    )
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    yield from rows.select_related("campaign__line__plan").order_by("number")


def way_meant(inspection: Inspection) -> str:
    """The way the record itself speaks of, as far as it says: a crime, the letter, or an ordinary transfer."""
    handlings = [line.handling for line in inspection.lines.filter(said_to_be_referred())]
    if any(JUDICIAL.search(words) for words in handlings):
        return ReferralWay.CRIME
    if any("函告" in words for words in handlings):
        return ReferralWay.LICENCE
    if any("移交" in words for words in handlings):
        return ReferralWay.PROBLEMS
    return ReferralWay.JURISDICTION


def next_number(agency: Agency, year: int) -> str:
    """The number proposed for the next letter of a year; the bureau may write its own."""
    sent = Referral.objects.filter(agency=agency, sent_on__year=year).count()
    return f"{agency.short_name}移〔{year}〕{sent + 1}号"
