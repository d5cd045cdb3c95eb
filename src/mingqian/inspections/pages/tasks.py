"""Dispatch, the list of tasks, the inspections of a campaign, the archive."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.draws.models import Draw
from mingqian.draws.queries import current_draw, vacant_seats
from mingqian.draws.states import DISPATCHED, DRAW
from mingqian.inspections import actions, queries, sheets
from mingqian.inspections.dossier import contents_of
from mingqian.inspections.gates import without_guide
from mingqian.inspections.law import Term
from mingqian.inspections.models import ArchivedPaper, Inspection
from mingqian.inspections.outside import internal, order_of
from mingqian.inspections.pages.common import actor_of, campaign_of, look
from mingqian.inspections.papers import papers_of
from mingqian.inspections.scope import is_system, visible
from mingqian.inspections.states import ASSIGNED, INSPECTION
from mingqian.inspections.works import DISPATCH
from mingqian.jobs.pages import carry_out
from mingqian.plans.models import Campaign
from mingqian.plans.queries import strip
from mingqian.plans.telling import may_be_told

P = Permission

PAGE = 50


@page(P.TASKS_DISPATCH)
def dispatch(request: HttpRequest, draw_id: int) -> HttpResponse:
    """派发: what will happen, to whom it goes, and the button."""
    actor = actor_of(request)
    draw = get_object_or_404(Draw.objects.select_related("campaign", "campaign__unit", "agency"), pk=draw_id)
    if not is_system(actor) and draw.agency_id != actor.agency_id:
        raise Http404
    campaign = Campaign.objects.select_related("unit", "agency", "line", "line__plan").get(
        pk=draw.campaign_id
    )
    if draw.fills_vacancies:
        return _fill(request, draw, campaign)
    error = ""
    if request.method == "POST":
        try:
            return carry_out(request, DISPATCH, draw.pk)
        except Refused as refused:
            if refused.code != "inspections.already_dispatched":
                error = refused.words()
            else:
                messages.info(request, refused.words())
                return HttpResponseRedirect(reverse("inspections:dispatch", args=[draw.pk]))
    return render(
        request,
        "inspections/dispatch.html",
        {
            "title": "派发检查任务",
            "draw": draw,
            "campaign": campaign,
            "steps": strip(campaign),
            "drawn": sum(int(urn["quota"]) for urn in draw.urns),
            "vacant": vacant_seats(draw),
            "items": queries.items_of(campaign),
            "dispatched": draw.state == DISPATCHED,
            "on_form": sheets.items_on_form(campaign, queries.items_of(campaign)),
            "without_guide": without_guide(campaign),
            "why_not": DRAW.why_not("dispatch", draw.state),
            "error": error,
            "consequences": [
                f"每一户成为一个检查任务，交{campaign.unit.name}执行。",
                "同时自动发布抽查任务公告，公告不含抽取名单。",
                "派发之后您不能再看抽取名单，也不能撤回派发。",
            ],
        },
    )


def _fill(request: HttpRequest, draw: Draw, campaign: Campaign) -> HttpResponse:
    """补抽入座: those drawn for vacant seats take them."""
    error = ""
    if request.method == "POST":
        try:
            taken = actions.fill_seats(by=actor_of(request), draw=draw)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, f"补抽的 {len(taken)} 人已经写进检查组，注明“补抽”。")
            return HttpResponseRedirect(request.path)
    return render(
        request,
        "inspections/fill.html",
        {
            "title": "补抽的人员入座",
            "draw": draw,
            "campaign": campaign,
            "vacant": vacant_seats(draw),
            "seats": len(draw.vacancy.seats),
            "waiting": list(queries.waiting_vacancies(campaign.pk)),
            "may_lock": actor_of(request).may(P.DRAWS_OPERATE),
            "done": draw.state == DISPATCHED,
            "why_not": DRAW.why_not("dispatch", draw.state),
            "error": error,
        },
    )


@page(P.TASKS_READ)
def inspection_list(request: HttpRequest) -> HttpResponse:
    """检查: the tasks this person may know of, by state, page by page."""
    actor = actor_of(request)
    rows = visible(actor)
    counts = queries.tally(rows)
    state = request.GET.get("state", "")
    if state not in INSPECTION.states:
        state = ""
    shown = rows.filter(state=state) if state else rows
    words = request.GET.get("q", "").strip()[:80]
    if words:
        shown = shown.filter(subject_name__icontains=words) | shown.filter(subject_code__icontains=words)
    after = whole(request.GET.get("after"))
    if after is not None:
        shown = shown.filter(pk__lt=after)
    found = list(
        shown.select_related("campaign", "campaign__line__plan", "unit", "draw").order_by("-pk")[: PAGE + 1]
    )
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    found = found[:PAGE]
    secret = next((one for one in found if one.draw is not None and not one.draw.released), None)
    secret_until = look(
        request,
        secret.draw if secret is not None else None,
        outside=any(internal(one) for one in found),
        kind="accounts.unit",
        object_id=actor.unit_id or 0,
        what="检查任务列表",
    )
    return render(
        request,
        "inspections/inspection_list.html",
        {
            "title": "我的检查任务" if actor.may(P.INSPECT) else "检查任务",
            "rows": _rows(found),
            "counts": counts,
            "tabs": _tabs(request, counts, state),
            "state": state,
            "words": words,
            "total": None if words else counts.by_state.get(state, 0) if state else counts.total,
            "older": _older(request, older),
            "secret_until": secret_until,
            "archivable": _archivable(request),
        },
    )


def _rows(found: list[Inspection]) -> list[tuple[Inspection, Term | None, bool]]:
    """Each inspection with its term of publication and whether its team has a vacant seat."""
    short, terms = queries.needs_people(found), queries.terms_of(found)
    return [(one, terms.get(one.pk), one.pk in short) for one in found]


def _tabs(request: HttpRequest, counts: queries.Tally, state: str) -> list[dict[str, object]]:
    base = reverse("inspections:inspection_list")
    tabs: list[dict[str, object]] = [{"code": "", "name": "全部", "count": counts.total, "url": base}]
    tabs += [
        {"code": code, "name": name, "count": number, "url": f"{base}?state={code}"}
        for code, name, number in counts.rows()
    ]
    return tabs


def _older(request: HttpRequest, after: int | None) -> str:
    if after is None:
        return ""
    query = request.GET.copy()
    query["after"] = str(after)
    return f"?{query.urlencode()}"


def _archivable(request: HttpRequest) -> list[Campaign]:
    actor = actor_of(request)
    if not actor.may(P.TASKS_LEAD):
        return []
    return list(Campaign.objects.filter(unit_id=actor.unit_id or 0, state="published").order_by("-pk")[:20])


@page(P.TASKS_READ, P.TASKS_DISPATCH)
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The inspections of one campaign: how far they are; each one for those who may know of it."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    rows = visible(actor).filter(campaign=one)
    shown = rows.filter(number__gt=request.GET.get("after", "")[:40])
    found = list(shown.select_related("draw", "unit", "campaign__line__plan").order_by("number")[: PAGE + 1])
    older = f"?after={found[PAGE - 1].number}" if len(found) > PAGE else ""
    found = found[:PAGE]
    draw = current_draw(one)
    secret_until = ""
    if found:
        secret_until = look(
            request,
            found[0].draw,
            outside=any(internal(one) for one in found),
            kind="plans.campaign",
            object_id=one.pk,
            what="任务的检查对象名单",
            number=one.number,
        )
    return render(
        request,
        "inspections/campaign.html",
        {
            "title": one.title,
            "campaign": one,
            "order": order_of(one),
            "draw": draw,
            "steps": strip(one),
            "rows": _rows(found),
            "older": older,
            "counts": queries.tally(rows),
            "secret_until": secret_until,
            "may_lead": actor.may(P.TASKS_LEAD) and (is_system(actor) or actor.unit_id == one.unit_id),
            "waiting": rows.filter(state=ASSIGNED).count(),
            "told": may_be_told(one),
            "item_columns": sheets.item_columns(one)[1],
            "on_form": sheets.items_on_form(one, queries.items_of(one)),
            "without_guide": without_guide(one),
            "notified": rows.filter(notified_at__isnull=False).exists(),
        },
    )


@page(P.TASKS_READ)
def archive(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """归档: what is (or will be) in the file, each paper with its digest."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    own = is_system(actor) or (actor.may(P.TASKS_LEAD) and actor.unit_id == one.unit_id)
    leader = actor.may(P.DRAWN_LIST_READ) and not actor.may(P.TASKS_LEAD)
    if not (own or leader):
        raise Http404
    error = ""
    contents = contents_of(one)
    reasons = {row.word: request.POST.get(f"reason-{place}", "") for place, row in enumerate(contents)}
    if request.method == "POST":
        try:
            papers = actions.archive_campaign(by=actor, campaign=one, reasons=reasons)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, f"已归档，共 {len(papers)} 份材料。")
            return HttpResponseRedirect(reverse("inspections:archive", args=[one.pk]))
    filed = list(ArchivedPaper.objects.filter(campaign=one).order_by("position"))
    return render(
        request,
        "inspections/archive.html",
        {
            "title": "归档",
            "campaign": one,
            "steps": strip(one),
            "filed": filed,
            "contents": [(f"reason-{place}", row, reasons[row.word]) for place, row in enumerate(contents)],
            "explained": list(one.missing_contents.order_by("pk")),
            "papers": filed or list(papers_of(one)),
            "missing": queries.unpublished(one),
            "own": own,
            "error": error,
            "secret_until": look(
                request, current_draw(one), kind="plans.campaign", object_id=one.pk, what="归档材料目录"
            ),
        },
    )
