"""国家规定 that cap and condition single checks: off until the bureau has entered the text nobody could read for it.

What is on is decided as every rule is: proposed on the rules page, decided by a second person. Each of the four is a
rule of the pack `national`; without the bureau's entry none of them does anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingqian.acts.refusal import Refused
from mingqian.law import Citation, Pack
from mingqian.plans import packs
from mingqian.plans.models import Campaign, DrawHistory
from mingqian.plans.models.plan import SpecialOrder
from mingqian.registers.models import Item

ITEMS = "scope.only_published_items"
APPROVED = "plan.each_check_approved"
CAP = "frequency.yearly_cap_published"
SUPERIOR = "frequency.superior_order_not_counted"
SCAN = "checks.scan_on_entry"


def in_force(agency_id: int, on: date) -> Pack | None:
    """The national pack as the bureau has completed it; None where no decision of it covers the day."""
    pack = packs.load(packs.NATIONAL)
    binding = packs.binding_of(agency_id, packs.NATIONAL)
    if binding is None or binding.pack_digest != pack.digest():
        return None
    bound = packs.with_binding(pack, binding)
    return None if bound.is_reference(on) else bound


def rule(agency_id: int, key: str, on: date) -> Citation | None:
    """Where one of the rules stands, when it is on for an agency; None while it is off."""
    pack = in_force(agency_id, on)
    return pack.get(key, on).citation if pack is not None and pack.has(key, on) else None


def where(citation: Citation) -> str:
    """The article as the bureau entered it."""
    return citation.article


def approver_words(agency_id: int, on: date) -> str:
    """Who approves each check, in the bureau's words; else the head, as the rule has it."""
    pack = in_force(agency_id, on)
    said = pack.setting("checks_approved_by").value if pack else None
    return str(said) if said else "本机关负责人"


Published = Callable[[int], Iterable[str]]
"""The codes of the items on the list an agency has made public."""

_published: list[Published] = []


def register_published(found: Published) -> Published:
    """Say who knows which items are public: the publications, when the application starts."""
    _published[:] = [found]
    return found


def require_published(agency_id: int, item_ids: Iterable[int], on: date) -> None:
    """Raises `Refused(plans.items_unpublished)` for items not on the public list, while only those may be checked."""
    citation = rule(agency_id, ITEMS, on)
    if citation is None:
        return
    lists: dict[int, set[str]] = {}
    missing = []
    for item in Item.objects.filter(pk__in=list(item_ids)).order_by("code"):
        if item.agency_id not in lists:
            lists[item.agency_id] = {code for found in _published for code in found(item.agency_id)}
        if item.code not in lists[item.agency_id]:
            missing.append(item.name)
    if missing:
        raise Refused("plans.items_unpublished", items="、".join(missing), citation=where(citation))


@dataclass(frozen=True)
class Cap:
    """How often one enterprise may be checked in a year, as published; orders from above may not count."""

    most: int
    superior_counts: bool
    cases_count: bool
    citation: Citation


def cap_of(agency_id: int, on: date) -> Cap | None:
    """The yearly cap of an agency; None while it is off or no number has been entered."""
    citation = rule(agency_id, CAP, on)
    pack = in_force(agency_id, on)
    if citation is None or pack is None:
        return None
    most = str(pack.setting("yearly_cap").value or "")
    if not most.isdecimal():
        return None
    counts = pack.setting("cap_counts").value == "yes"
    return Cap(int(most), not pack.has(SUPERIOR, on), counts, citation)


def open_questions(agency_id: int, on: date) -> list[str]:
    """What the cap needs and nobody has entered."""
    pack = in_force(agency_id, on)
    on_now = rule(agency_id, CAP, on) is not None and cap_of(agency_id, on) is None
    return [pack.setting("yearly_cap").question] if pack is not None and on_now else []


def capped(campaign: Campaign, cap: Cap, on: date) -> QuerySet[DrawHistory]:
    """What has been drawn this year and counts towards the cap."""
    found = DrawHistory.objects.filter(
        agency_id=campaign.agency_id, drawn_on__range=(date(on.year, 1, 1), date(on.year, 12, 31))
    )
    return found if cap.superior_counts else found.exclude(campaign__special_order=SpecialOrder.SUPERIOR)


def bound_by_cap(campaign: Campaign, cap: Cap) -> bool:
    """Whether a campaign must keep to the cap: one ordered from above need not, where those do not count."""
    return cap.superior_counts or campaign.special_order != SpecialOrder.SUPERIOR


def at_the_cap(history: QuerySet[DrawHistory], cap: Cap) -> Q:
    """Subjects of this history that have been drawn as often as the cap allows."""
    often: QuerySet[Any, Any] = history.values("subject_id").annotate(times=Count("id"))
    return Q(pk__in=often.filter(times__gte=cap.most).values("subject_id"))
