"""What the pages read about complaints."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mingqian.complaints.models import Complaint
from mingqian.complaints.rules import Due, Rules
from mingqian.complaints.states import (
    BEFORE_REGISTRATION,
    CLOSED,
    MERGED,
    OPEN,
    PASSED,
    REFUSED,
    REGISTERED,
    ROUTED,
    SENT,
    TAKEN,
)
from mingqian.inspections.models import OutsideOrder
from mingqian.inspections.outside import grounds
from mingqian.plans.models import Campaign

GROUND = "excluded_complaint_or_lead"
"""投诉举报 as a ground for a check outside the lottery (西平 细则 五; 高青 4.3)."""

STATES_OF_TAB = {
    "": OPEN,
    "waiting": (SENT, *BEFORE_REGISTRATION),
    "out": (ROUTED, PASSED, MERGED),
    "done": (CLOSED, REFUSED),
}
TABS = (("", "在办"), ("waiting", "待登记"), ("out", "已转办"), ("done", "已办完"), ("all", "全部"))
OTHER = "未分类"


def narrowed(
    rows: QuerySet[Complaint], *, tab: str = "all", words: str = "", way: str = "", kind: str = ""
) -> QuerySet[Complaint]:
    """The complaints of one tab and filter; `kind` is a matter or a kind of violation, as said."""
    if tab in STATES_OF_TAB:
        rows = rows.filter(state__in=STATES_OF_TAB[tab])
    if words:
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(subject_name__icontains=words)
            | Q(place__icontains=words)
            | Q(subject__code__startswith=words.upper())
        )
    if way:
        rows = rows.filter(way=way)
    if kind:
        rows = rows.filter(Q(about=kind) | Q(kind_words=kind))
    return rows


def term_of(one: Complaint, rules: Rules) -> Due | None:
    """What is due about a complaint now; None where nothing runs."""
    if one.state == TAKEN and one.shift is not None:
        return rules.hand_over_due(one.shift.ends_at)
    if one.state == "registered":
        return rules.route_due(one.registered_at)
    if one.state in (ROUTED, PASSED):
        return rules.result_due(one.routed_at)
    if one.state == "dealt" and one.answerable:
        return rules.reply_due(one.result_at)
    return None


def by_way(rows: QuerySet[Complaint]) -> list[tuple[str, int]]:
    """How many came by which way, most first."""
    found = rows.order_by().values("way").annotate(n=Count("pk")).order_by("-n", "way")
    return [(one["way"], one["n"]) for one in found]


def by_kind(rows: QuerySet[Complaint]) -> list[tuple[str, int]]:
    """How many about what: the kind of violation where there is one, else the matter."""
    found = rows.order_by().values("about", "kind_words").annotate(n=Count("pk"))
    counted: dict[str, int] = {}
    for one in found:
        name = one["kind_words"] or one["about"] or OTHER
        counted[name] = counted.get(name, 0) + one["n"]
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def choices(rows: QuerySet[Complaint]) -> tuple[list[str], list[str]]:
    """(ways, matters and kinds) that occur."""
    ways = rows.order_by("way").values_list("way", flat=True).distinct()
    said: Iterable[str] = rows.order_by("about").values_list("about", flat=True).distinct()
    kinds = rows.order_by("kind").values_list("kind_words", flat=True).distinct()
    return list(ways), [one for one in (*said, *kinds) if one]


def check_address(one: Complaint) -> str:
    """Where the unit opens a check outside the lottery because of it; empty where no document has that ground.

    The address names the register's number, never what was said or who said it.
    """
    if one.officers or one.subject_id is None or one.state != ROUTED:
        return ""
    if not any(each.key == GROUND for each in grounds(one.agency_id, timezone.localdate())):
        return ""
    matter = one.kind_words or one.danger or one.about
    asked = {
        "ground": GROUND,
        "subjects": str(one.subject_id),
        "document": "投诉举报登记",
        "document_number": one.number,
        "document_date": timezone.localdate(one.registered_at).isoformat() if one.registered_at else "",
        "basis_words": f"{one.number}反映{matter}" if matter else f"{one.number}反映的问题",
    }
    return f"{reverse('inspections:open_outside')}?{urlencode(asked)}"


def checks_of(one: Complaint) -> list[Campaign]:
    """The tasks opened because of it: they name its number as the paper they rest on."""
    orders = OutsideOrder.objects.filter(document_number=one.number, campaign__agency_id=one.agency_id)
    return [order.campaign for order in orders.select_related("campaign").order_by("pk")]


def same_matter(one: Complaint) -> list[Complaint]:
    """Complaints about the same enterprise, or the same name or place where it is in no register, that this one can be
    handled with: registered or out, not answered yet, not handled with another themselves.
    """
    rows = Complaint.objects.filter(
        agency_id=one.agency_id, officers=one.officers, state__in=(REGISTERED, ROUTED, PASSED), main=None
    ).exclude(pk=one.pk)
    if one.subject_id is not None:
        rows = rows.filter(subject_id=one.subject_id)
    elif one.subject_name:
        rows = rows.filter(subject_name=one.subject_name)
    elif one.officers:
        rows = rows.filter(accused_words=one.accused_words)
    else:
        rows = rows.filter(subject_name="", place=one.place)
    return list(rows.order_by("pk")[:20])
