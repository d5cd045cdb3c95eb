"""What waits on the desks of those who prepare, publish and correct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import SEARCH_LIMIT, DeskLine, Found
from mingqian.inspections.models import Inspection
from mingqian.inspections.queries import earliest
from mingqian.inspections.scope import visible as visible_inspections
from mingqian.inspections.states import REVIEWED, UNDISCLOSED
from mingqian.plans.governing import governing
from mingqian.plans.models import AnnualPlan, Campaign
from mingqian.plans.states import APPROVED
from mingqian.publicity.actions.lists import current
from mingqian.publicity.content import digest, items_content
from mingqian.publicity.duties import waiting_promptly
from mingqian.publicity.models import Kind, Publication, Withholding
from mingqian.publicity.places import waiting_entries
from mingqian.publicity.scope import visible
from mingqian.publicity.states import LIFTING, PREPARED, PROPOSED, PUBLICATION


def desk_lines(actor: Actor) -> Iterator[DeskLine]:
    """Lines of the present role alone."""
    if actor.may(Permission.RESULTS_REVIEW):
        yield from _to_prepare(actor)
    if actor.may(Permission.PUBLISH):
        yield from _to_publish(actor)
    if actor.may(Permission.WITHHOLD):
        yield from _to_decide(actor)
    if actor.may(Permission.DRAWS_RELEASE):
        yield from _to_release(actor)
    if actor.may(Permission.RECEIPTS_ENTER) and not actor.may(Permission.PUBLISH):
        yield from _to_enter(actor)
    if actor.may(Permission.CORRECT):
        waiting = Publication.objects.filter(
            agency_id=actor.agency_id or 0, kind=Kind.CORRECTION, state=PREPARED
        )
        for one in waiting:
            yield DeskLine(
                f"更正待公示：{one.subject_name}", "", reverse("publicity:publication", args=[one.pk])
            )


def _to_decide(actor: Actor) -> Iterator[DeskLine]:
    asked = Withholding.objects.filter(agency_id=actor.agency_id or 0, state__in=(PROPOSED, LIFTING))
    for one in asked.select_related("inspection__campaign"):
        yield DeskLine(
            f"{'不予公开' if one.state == PROPOSED else '恢复公开'}待审定：{one.inspection.subject_name}",
            one.inspection.campaign.title,
            reverse("publicity:withholding", args=[one.pk]),
        )


def _to_release(actor: Actor) -> Iterator[DeskLine]:
    """Campaigns all settled whose list waits for the head, because it would name whoever is withheld."""
    ended = Campaign.objects.filter(
        agency_id=actor.agency_id or 0, state="published", inspections__state=UNDISCLOSED, ground=""
    )
    for campaign in ended.filter(inspections__draw__released_at=None).distinct():
        count = campaign.inspections.filter(state=UNDISCLOSED).count()
        yield DeskLine(
            f"决定抽取名单是否公开：公开会说出不予公开的 {count} 户",
            campaign.title,
            reverse("draws:room", args=[campaign.pk]),
        )


def find(actor: Actor, words: str) -> Iterator[Found]:
    """Publications the actor may open, by title, enterprise, code or number."""
    if not any(actor.may(p) for p in (Permission.PUBLISH, Permission.CORRECT, Permission.RESULTS_REVIEW)):
        return
    rows = visible(actor).filter(
        Q(title__icontains=words) | Q(subject_code__startswith=words.upper()) | Q(number__icontains=words)
    )
    for one in rows.order_by("-pk")[:SEARCH_LIMIT]:
        state = PUBLICATION.states[one.state].name
        note = f"{one.number}，{state}" if one.number else state
        yield Found("公示", one.title, note, reverse("publicity:publication", args=[one.pk]))


def _to_enter(actor: Actor) -> Iterator[DeskLine]:
    """Published results that do not stand yet where the documents want them: 谁检查、谁录入."""
    for one in waiting_entries(actor):
        url = reverse("publicity:places", args=[one.campaign.pk])
        term = one.term
        yield DeskLine(
            f"{one.count} 户的结果待在{one.place.name}录入，登记回执",
            one.campaign.title,
            f"{url}?{urlencode({'place': one.place.name})}",
            due=term.due if term else None,
            left=term.left if term else None,
            provisional=term.provisional if term else False,
        )


def _line(what: str, campaign: Campaign, inspections: list[Inspection], waits_for: str = "") -> DeskLine:
    first = earliest(inspections)
    if first is None and (prompt := waiting_promptly(campaign)) is not None:
        what += f"（{prompt.where}：及时公开；最早的结果形成已 {prompt.days} 个工作日）"
    return DeskLine(
        what,
        campaign.title,
        reverse("publicity:campaign", args=[campaign.pk]),
        waits_for=waits_for,
        due=first.due if first else None,
        left=first.left if first else None,
        provisional=first.provisional if first else False,
    )


def _by_campaign(inspections: list[Inspection]) -> dict[Campaign, list[Inspection]]:
    found: dict[Campaign, list[Inspection]] = defaultdict(list)
    for inspection in inspections:
        found[inspection.campaign].append(inspection)
    return found


def _prepared_ids(actor: Actor) -> set[int]:
    return set(
        Publication.objects.filter(
            agency_id=actor.agency_id or 0, kind=Kind.RESULT, state=PREPARED
        ).values_list("object_id", flat=True)
    )


def _to_prepare(actor: Actor) -> Iterator[DeskLine]:
    rows = visible_inspections(actor).filter(unit_id=actor.unit_id or 0, state=REVIEWED)
    asked = Withholding.objects.filter(agency_id=actor.agency_id or 0, state=PROPOSED)
    elsewhere = _prepared_ids(actor) | set(asked.values_list("inspection_id", flat=True))
    ready = [one for one in rows.select_related("campaign__line__plan") if one.pk not in elsewhere]
    for campaign, inspections in _by_campaign(ready).items():
        yield _line(f"{len(inspections)} 户的结果待送公示审核", campaign, inspections, waits_for="公示审核")


def _changed_items(actor: Actor) -> Iterator[DeskLine]:
    """The list of items, where it is no longer the one that is public and a document wants changes published at once
    (高青 5.1.1; 西平 细则 四; 信阳 七).
    """
    ruled = [
        one.where
        for one in governing(
            actor.agency_id or 0, "publication.item_list", "registers.item_changes_published"
        )
    ]
    agency = Agency.objects.filter(pk=actor.agency_id or 0).first() if ruled else None
    if agency is None:
        return
    content = items_content(agency)
    public = current(Kind.ITEMS, "accounts.agency", agency.pk)
    if not content["items"] or (public is not None and public.digest == digest(content)):
        return
    what = "公布抽查事项清单的调整" if public is not None else "公布抽查事项清单"
    yield DeskLine(f"{what}（{'；'.join(dict.fromkeys(ruled))}）", "", reverse("publicity:items"))


def _to_publish(actor: Actor) -> Iterator[DeskLine]:
    yield from _changed_items(actor)
    rows = Inspection.objects.filter(pk__in=_prepared_ids(actor)).select_related("campaign__line__plan")
    for campaign, inspections in _by_campaign(list(rows)).items():
        yield _line(f"{len(inspections)} 户的结果待公示", campaign, inspections)
    reports = Publication.objects.filter(agency_id=actor.agency_id or 0, kind=Kind.REPORT, state=PREPARED)
    for one in reports.order_by("pk"):
        yield DeskLine(f"公示{one.title}", "", reverse("publicity:publication", args=[one.pk]))
    penalties = Publication.objects.filter(
        agency_id=actor.agency_id or 0, kind__in=(Kind.PENALTY, Kind.WITHDRAWAL), state=PREPARED
    )
    for one in penalties.order_by("pk"):
        yield DeskLine(f"公示{one.title}", "", reverse("publicity:publication", args=[one.pk]))
    for plan in AnnualPlan.objects.filter(agency_id=actor.agency_id or 0, state=APPROVED):
        yield DeskLine("公示年度抽查计划", plan.title, reverse("publicity:plan", args=[plan.pk]))
