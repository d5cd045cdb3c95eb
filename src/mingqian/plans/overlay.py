"""国家规定 that cap and condition single checks: off until the bureau has entered the text nobody could read for it.

What is on is decided as every rule is: proposed on the rules page, decided by a second person. Each of the four is a
rule of the pack `national`; without the bureau's entry none of them does anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mingqian.acts.refusal import Refused
from mingqian.law import Citation, Pack
from mingqian.plans import packs
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import SpecialOrder
from mingqian.registers.models import Item, Subject

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
    return (pack.answer("checks_approved_by") if pack else "") or "本机关负责人"


Published = Callable[[int], Iterable[str]]
"""The codes of the items on the list an agency has made public."""

_published: list[Published] = []


def register_published(found: Published) -> Published:
    """Say who knows which items are public: the publications, when the application starts."""
    _published[:] = [found]
    return found


def published_names(agency_id: int) -> list[str] | None:
    """The names and codes of the items on an agency's public list; None while it has made none public."""
    codes = {code for found in _published for code in found(agency_id)}
    if not codes:
        return None
    rows = Item.objects.filter(agency_id=agency_id, code__in=codes).values_list("name", "code")
    return [text for row in rows for text in row]


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


_LEVEL = re.compile(r"\s*([^=＝，,；;、\s]{1,20})\s*[=＝:：]\s*([1-9][0-9]{0,2})\s*次?\s*")
BY_WORDS = {"credit_grade": "信用等级", "risk_level": "风险等级"}


def levels_of(answer: str) -> dict[str, int] | None:
    """“A=1，B=2” as numbers by level, in the order written; None where it cannot be read, or a level stands twice."""
    found: dict[str, int] = {}
    for part in filter(str.strip, re.split("[，,；;、\\n]", answer)):
        read = _LEVEL.fullmatch(part)
        if read is None or read[1] in found:
            return None
        found[read[1]] = int(read[2])
    return found or None


@dataclass(frozen=True)
class Cap:
    """How often one enterprise may be checked in a year, as published; orders from above may not count.

    `most` is the number for whoever has no level of its own (None: no cap for them). `by` is the column of the register
    by which numbers were published (`credit_grade`, `risk_level`; empty: one number for all), `levels` each its number.
    """

    most: int | None
    superior_counts: bool
    cases_count: bool
    citation: Citation
    by: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)

    def most_for(self, subject: Subject) -> int | None:
        """The number that binds one enterprise; None where none was published for it."""
        return self.levels.get(getattr(subject, self.by), self.most) if self.by else self.most

    @property
    def words(self) -> str:
        """The cap in words: 2 次; 按信用等级：A 1 次、B 2 次，其余 3 次."""
        if not self.by:
            return f"{self.most} 次"
        each = "、".join(f"{level} {number} 次" for level, number in self.levels.items())
        return f"按{BY_WORDS[self.by]}：{each}" + (f"，其余 {self.most} 次" if self.most else "")


def cap_of(agency_id: int, on: date) -> Cap | None:
    """The yearly cap of an agency; None while it is off or no number has been entered."""
    citation = rule(agency_id, CAP, on)
    pack = in_force(agency_id, on)
    if citation is None or pack is None:
        return None
    one = pack.answer("yearly_cap")
    most = int(one) if one.isdecimal() else None
    by = pack.answer("yearly_cap_by")
    levels = levels_of(pack.answer("yearly_cap_levels")) if by in BY_WORDS else None
    if most is None and levels is None:
        return None
    counts = pack.answer("cap_counts") == "yes"
    superior = not pack.has(SUPERIOR, on)
    return Cap(most, superior, counts, citation, by if levels else "", levels or {})


def open_questions(agency_id: int, on: date) -> list[str]:
    """What the cap needs and nobody has entered: the numbers of the levels where it goes by level."""
    pack = in_force(agency_id, on)
    if pack is None or rule(agency_id, CAP, on) is None:
        return []
    if pack.answer("yearly_cap_by") in BY_WORDS:
        return [] if pack.answer("yearly_cap_levels") else [pack.setting("yearly_cap_levels").question]
    return [] if cap_of(agency_id, on) else [pack.setting("yearly_cap").question]


CASES = ("excluded_complaint_or_lead", "excluded_assigned_case")
"""Grounds of the “投诉举报和个案检查” the setting `cap_counts` asks about."""


def bound_by_cap(campaign: Campaign, cap: Cap) -> bool:
    """Whether a campaign must keep to the cap: one ordered from above, a complaint or a case need not, where those do
    not count.
    """
    if campaign.ground in CASES and not cap.cases_count:
        return False
    return cap.superior_counts or campaign.special_order != SpecialOrder.SUPERIOR
