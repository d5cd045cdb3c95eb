"""The terms inspections have in hand: until when a result must be public, a file closed, a letter out or answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.inspections.law import Term, publication_terms, terms
from mingqian.inspections.models import Inspection, Referral
from mingqian.inspections.queries import last_ended
from mingqian.inspections.referrals import letter_of, receiver_terms, send_term, unsent, way_meant
from mingqian.inspections.states import (
    DRAFTED,
    OPEN_REFERRALS,
    PUBLISHED,
    RECORDED,
    REVIEWED,
    UNDISCLOSED,
)
from mingqian.law import Event
from mingqian.plans.models import Campaign
from mingqian.plans.recounts import Ends, Held, register_held
from mingqian.workdays import Calendar

HEAD, PUBLISHER = str(Permission.TASKS_LEAD), str(Permission.PUBLISH)
ARCHIVE = "clocks.archive"
WITHOUT_FILE = (RECORDED, REVIEWED, PUBLISHED, UNDISCLOSED)


class _Terms:
    """What is due after a check, asked of the pack once a campaign, calendar and day."""

    def __init__(self) -> None:
        self._last: dict[int, date | None] = {}
        self._found: dict[tuple[int, int, date], list[Ends]] = {}

    def of(self, campaign: Campaign, ended: date, calendar: Calendar) -> list[Ends]:
        """Publication and archive terms of checks of a campaign that ended on a day."""
        key = campaign.pk, id(calendar), ended
        if key not in self._found:
            if campaign.pk not in self._last:
                self._last[campaign.pk] = last_ended(campaign)
            found = publication_terms(campaign, ended, self._last[campaign.pk], calendar)
            found += [
                one for one in terms(campaign, Event.CHECK_ENDED, ended, calendar) if one.key == ARCHIVE
            ]
            self._found[key] = [
                Ends(f"{one.key} {one.what}", one.what, one.due, one.provisional) for one in found
            ]
        return self._found[key]


def _ends(asked: _Terms, one: Inspection, ended: date) -> Callable[[Calendar], list[Ends]]:
    public = one.state in (RECORDED, REVIEWED)

    def ends(calendar: Calendar) -> list[Ends]:
        found = asked.of(one.campaign, ended, calendar)
        return [term for term in found if public or term.key.startswith(ARCHIVE)]

    return ends


@register_held
def checks_ended() -> Iterator[Held]:
    """Publication: the unit's head, and 公示审核 once it is reviewed. The file: the unit's head."""
    asked = _Terms()
    rows = Inspection.objects.filter(ended_at__isnull=False, state__in=WITHOUT_FILE)
    for one in rows.select_related("campaign__line__plan").order_by("agency_id", "number"):
        assert one.ended_at is not None
        head = (HEAD, one.unit_id)
        yield Held(
            one.agency_id,
            (head, (PUBLISHER, None)) if one.state == REVIEWED else (head,),
            one.number,
            one.campaign.title,
            reverse("inspections:inspection", args=[one.pk]),
            _ends(asked, one, timezone.localdate(one.ended_at)),
        )


@register_held
def letters() -> Iterator[Held]:
    """Letters to send, and what the receivers of sent ones must do: the head of the unit that sends."""
    for inspection in unsent():
        yield _of_letter(
            inspection,
            inspection.number,
            reverse("inspections:refer", args=[inspection.pk]),
            partial(_sending, inspection, way_meant(inspection)),
        )
    rows = Referral.objects.filter(state__in=OPEN_REFERRALS).select_related(
        "inspection__campaign__line__plan"
    )
    for one in rows.order_by("pk"):
        yield _of_letter(
            one.inspection,
            f"{one.number or one.inspection.number} {letter_of(one)}",
            reverse("inspections:referral", args=[one.pk]),
            partial(_sending, one.inspection, one.way) if one.state == DRAFTED else partial(_receiving, one),
        )


def _sending(inspection: Inspection, way: str, calendar: Calendar) -> list[Term | None]:
    return [send_term(inspection, way, calendar)]


def _receiving(letter: Referral, calendar: Calendar) -> list[Term | None]:
    return [*receiver_terms(letter, calendar)]


def _of_letter(
    inspection: Inspection, what: str, url: str, found: Callable[[Calendar], list[Term | None]]
) -> Held:
    def ends(calendar: Calendar) -> list[Ends]:
        return [
            Ends(term.key, term.what, term.due, term.provisional)
            for term in found(calendar)
            if term is not None
        ]

    holders = ((str(Permission.REFER), inspection.unit_id),)
    return Held(inspection.agency_id, holders, what, inspection.campaign.title, url, ends)
