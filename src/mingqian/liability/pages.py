"""履职情况: of a campaign, of one inspection; on the screen and on paper."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.draws.papers import faces
from mingqian.inspections.models import Inspection, RecordLine
from mingqian.inspections.pages.common import UNTIL, look
from mingqian.liability import actions
from mingqian.liability.cases import shown
from mingqian.liability.evidence.matter import BAD, NEAR
from mingqian.liability.paper import paper_pdf
from mingqian.liability.scope import campaigns, is_secret, may_read, require_readable, secret_draw
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.plans.states import DRAFT, READY

P = Permission
WHAT = "履职情况"
MOST = 200


@page(P.LIABILITY_READ)
def campaign_list(request: HttpRequest) -> HttpResponse:
    """The campaigns that were drawn, newest first; of those still secret no more than that they are."""
    actor = actor_of(request)
    rows = campaigns(actor).exclude(state__in=(DRAFT, READY)).order_by("-pk")[:MOST]
    found = [(one, may_read(actor, one)) for one in rows]
    # That a check outside the lottery is under way is nobody's business before its result is public.
    context = {"title": WHAT, "rows": [(one, open_) for one, open_ in found if open_ or not one.outside]}
    return render(request, "liability/campaign_list.html", context)


def _campaign(request: HttpRequest, campaign_id: int) -> tuple[Campaign, str]:
    """The campaign, if it may be read now, and the mark of secrecy. Reading while it is secret leaves an event."""
    actor = actor_of(request)
    one = get_object_or_404(campaigns(actor), pk=campaign_id)
    if one.outside and not may_read(actor, one):
        raise Http404
    require_readable(actor, one)
    mark = look(
        request, secret_draw(one), kind="plans.campaign", object_id=one.pk, what=WHAT, number=one.number
    )
    return one, mark or (UNTIL if is_secret(one) else "")


def _inspection(request: HttpRequest, inspection_id: int) -> tuple[Inspection, str]:
    rows = Inspection.objects.select_related("campaign").filter(campaign__in=campaigns(actor_of(request)))
    one = get_object_or_404(rows, pk=inspection_id)
    one.campaign, mark = _campaign(request, one.campaign_id)
    return one, mark


def _departments(campaign: Campaign, inspection: Inspection | None) -> dict[str, Any]:
    """Of a joint check: each department's own items and results, where the document makes each answer for its own."""
    rule = next(governing(campaign, "bodies.answer_each"), None)
    if rule is None:
        return {}
    lines = RecordLine.objects.filter(inspection__campaign=campaign).select_related("agency")
    if inspection is not None:
        lines = lines.filter(inspection=inspection)
    asked: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for line in lines:
        asked[line.agency.name] += 1
        filled[line.agency.name] += bool(line.result)
    return {"rows": [(name, asked[name], filled[name]) for name in asked], "citation": rule.where}


def _context(request: HttpRequest, campaign: Campaign, one: Inspection | None, mark: str) -> dict[str, Any]:
    found = shown(campaign, one, actor_of(request))
    return {
        "title": WHAT,
        "campaign": campaign,
        "inspection": one,
        "cases": found,
        "liable": [row for row in found if not row.case.exempts],
        "exempt": [row for row in found if row.case.exempts],
        "bad": sum(row.evidence.tone == BAD for row in found),
        "near": sum(row.evidence.tone == NEAR for row in found),
        "departments": _departments(campaign, one),
        "inspections": [] if one else campaign.inspections.order_by("number"),
        "may_state": actor_of(request).may(P.LIABILITY_STATE),
        "now": timezone.now(),
        "pdf": bool(faces()),
        "secret_until": mark,
    }


def _page(
    request: HttpRequest, campaign: Campaign, one: Inspection | None, mark: str, here: str
) -> HttpResponse:
    """The page; takes a statement."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _state(request, campaign, one)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, "已记下说明。")
            return HttpResponseRedirect(here)
    context = _context(request, campaign, one, mark) | {"errors": errors, "typed": request.POST}
    return render(request, "liability/page.html", context, status=422 if errors else 200)


def _state(request: HttpRequest, campaign: Campaign, one: Inspection | None) -> None:
    key, _, citation = request.POST.get("case", "").partition("｜")
    chosen = request.POST.get("inspection", "")
    about = one
    if about is None and chosen:
        about = campaign.inspections.filter(pk=whole(chosen) or 0).first()
        if about is None:
            raise Refused("liability.elsewhere", field="inspection")
    actions.state(
        by=actor_of(request),
        campaign=campaign,
        inspection=about,
        key=key,
        citation=citation,
        said=request.POST.get("said", ""),
        papers=request.POST.get("papers", "").splitlines(),
    )


@page(P.LIABILITY_READ)
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Of a campaign."""
    found, mark = _campaign(request, campaign_id)
    return _page(request, found, None, mark, reverse("liability:campaign", args=[found.pk]))


@page(P.LIABILITY_READ)
def inspection(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Of one inspection."""
    one, mark = _inspection(request, inspection_id)
    return _page(request, one.campaign, one, mark, reverse("liability:inspection", args=[one.pk]))


@page(P.LIABILITY_READ)
def campaign_paper(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Of a campaign, to print."""
    found, mark = _campaign(request, campaign_id)
    return render(request, "liability/paper.html", _context(request, found, None, mark))


def _file(request: HttpRequest, campaign: Campaign, one: Inspection | None, mark: str) -> HttpResponse:
    """The paper as PDF, bearing who took it out. Raises `Refused(liability.no_face)`."""
    context = _context(request, campaign, one, mark)
    try:
        data = paper_pdf(context, reader=actor_of(request).name)
    except LookupError as error:
        raise Refused("liability.no_face") from error
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="conduct-{campaign.pk}-{one.pk if one else 0}.pdf"'
    return response


@page(P.LIABILITY_READ)
def campaign_file(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Of a campaign, as PDF."""
    found, mark = _campaign(request, campaign_id)
    return _file(request, found, None, mark)


@page(P.LIABILITY_READ)
def inspection_file(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Of one inspection, as PDF."""
    one, mark = _inspection(request, inspection_id)
    return _file(request, one.campaign, one, mark)


@page(P.LIABILITY_READ)
def inspection_paper(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Of one inspection, to print."""
    one, mark = _inspection(request, inspection_id)
    return render(request, "liability/paper.html", _context(request, one.campaign, one, mark))
