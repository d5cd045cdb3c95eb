"""What waits: a 通报 to write, a report to approve or send, record forms to hand in."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine
from mingqian.plans.models import Campaign
from mingqian.plans.states import ARCHIVED, PUBLISHED
from mingqian.publicity.actions.report import list_is_open
from mingqian.publicity.models import Publication
from mingqian.publicity.states import RETURNED
from mingqian.statistics import compose
from mingqian.statistics.handing import handing
from mingqian.statistics.models import Report, ReportKind
from mingqian.statistics.scope import reports_for
from mingqian.statistics.states import APPROVED, DRAFT, SUBMITTED

NEWEST = 20
"""How many of a unit's newest ended campaigns are looked at."""


def desk_lines(actor: Actor) -> Iterator[DeskLine]:
    """Lines of the present role alone."""
    if actor.may(Permission.REPORTS_APPROVE):
        for one in reports_for(actor).filter(state=SUBMITTED).order_by("pk"):
            yield _line(f"批准{one.get_kind_display()}：{one.title}", one)
    if actor.may(Permission.REPORTS_WRITE):
        yield from _to_write(actor)


def _line(what: str, one: Report) -> DeskLine:
    return DeskLine(what, one.campaign.title, reverse("statistics:report", args=[one.pk]))


def _to_write(actor: Actor) -> Iterator[DeskLine]:
    mine = reports_for(actor)
    for one in mine.filter(state=DRAFT).order_by("pk"):
        yield _line(f"{'改' if one.return_reason else '写完'}{one.get_kind_display()}：{one.title}", one)
    for one in mine.filter(state=APPROVED).exclude(kind=ReportKind.BULLETIN).order_by("pk"):
        yield _line(f"报送{one.get_kind_display()}：{one.title}", one)
    campaigns = Campaign.objects.filter(unit_id=actor.unit_id or 0).select_related("line__plan", "unit")
    for campaign in campaigns.filter(state__in=(PUBLISHED, ARCHIVED)).order_by("-pk")[:NEWEST]:
        url = reverse("statistics:campaign", args=[campaign.pk])
        if _lacks_bulletin(campaign):
            yield DeskLine("拟写抽查情况通报（一抽查一通报）", campaign.title, url)
        if not campaign.reports.filter(kind=ReportKind.SUMMARY).exists() and compose.basis_of(
            campaign, ReportKind.SUMMARY
        ):
            yield DeskLine("拟写总结", campaign.title, url)
        found = handing(campaign)
        if found and found.waiting:
            term = found.term
            yield DeskLine(
                f"{len(found.waiting)} 户的检查记录表待移交",
                campaign.title,
                f"{url}#handover",
                due=term.due if term else None,
                left=term.left if term else None,
                provisional=term.provisional if term else False,
            )


def _lacks_bulletin(campaign: Campaign) -> bool:
    """A document asks for a 通报 of every 抽查, the list is open, and none is under way, approved or public."""
    if campaign.outside:
        return False
    last = campaign.reports.filter(kind=ReportKind.BULLETIN).order_by("-edition").first()
    if last is not None and last.state != "dropped":
        refused = Publication.objects.filter(pk=last.publication_id or 0, state=RETURNED).exists()
        if not refused:
            return False
    return bool(compose.basis_of(campaign, ReportKind.BULLETIN)) and list_is_open(campaign)
