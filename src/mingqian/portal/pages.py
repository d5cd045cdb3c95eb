"""The public door: no login, no cookie, only what was published."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from mingqian.accounts.queries import host_agency
from mingqian.acts.doors import public
from mingqian.acts.refusal import Refused
from mingqian.complaints.public import channels
from mingqian.draws import ledger
from mingqian.draws.actions import give_receipt
from mingqian.draws.queries import (
    public_attested,
    public_draw,
    public_draws,
    public_platform_lists,
    public_transcript,
)
from mingqian.draws.receipts import subject_by_code
from mingqian.followups.own import objecting
from mingqian.inspections import noticing
from mingqian.inspections import queries as inspection_queries
from mingqian.inspections.actions import acknowledge_notice
from mingqian.inspections.joint import sections_of
from mingqian.lot.canonical import canonical
from mingqian.lot.phrase import phrase
from mingqian.portal import queries
from mingqian.portal.enterprise import closed, enterprise
from mingqian.portal.queries import Search
from mingqian.portal.verifiers import verifiers
from mingqian.publicity.models import Kind, Publication

PAGE = 30
NEWEST = 6


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def search_of(request: HttpRequest) -> Search:
    """The search in the address; what cannot be read is left out."""
    return Search(
        words=request.GET.get("q", "").strip()[:80],
        item=request.GET.get("item", "").strip()[:80],
        result=request.GET.get("result", "").strip()[:30],
        start=_date(request.GET.get("from", "")),
        end=_date(request.GET.get("to", "")),
        way=request.GET.get("way", "")[:10],
    )


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first; this year in four figures; draws announced; latest results; how to check a draw."""
    draws = [queries.with_address(draw) for draw, _ in zip(public_draws(), range(NEWEST), strict=False)]
    return render(
        request,
        "portal/home.html",
        {
            "title": "首页",
            "year": queries.year_figures(timezone.localdate()),
            "withheld": queries.withheld_of_year(timezone.localdate()),
            "draws": draws,
            "results": queries.results(Search(), most=NEWEST, content=True),
            "notices": list(queries.publications(Kind.NOTICE)[:5]),
        },
    )


@public
@require_safe
def result_list(request: HttpRequest) -> HttpResponse:
    """抽查结果: by enterprise, code, item, result and date, page by page."""
    search = search_of(request)
    found, older = _page(request, search)
    return render(
        request,
        "portal/result_list.html",
        {
            "title": "抽查检查结果",
            "rows": [(one, queries.by_result(one)) for one in found],
            "search": search,
            "older": older,
            "choices": queries.result_choices(),
            "ways": list(queries.WAYS.items()),
            "withheld": queries.withheld_of_year(timezone.localdate()),
        },
    )


def _page(request: HttpRequest, search: Search, *, content: bool = False) -> tuple[list[Publication], str]:
    found = queries.results(search, behind=request.GET.get("after", "")[:60], most=PAGE + 1, content=content)
    if len(found) <= PAGE:
        return found, ""
    query = [(name, value) for name, value in request.GET.items() if name != "after" and value]
    return found[:PAGE], "?" + urlencode([*query, ("after", found[PAGE - 1].slug)])


@public
@require_safe
def open_results(request: HttpRequest) -> JsonResponse:
    """Published results as JSON: the same search, the same order, `next` for the following page."""
    found, older = _page(request, search_of(request), content=True)
    following = request.build_absolute_uri(request.path + older) if older else None
    return JsonResponse(
        {
            "results": queries.open_results(found),
            "withheld_this_year": queries.withheld_of_year(timezone.localdate()),
            "next": following,
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _list(request: HttpRequest, kind: str, title: str, empty: str) -> HttpResponse:
    return render(
        request,
        "portal/publication_list.html",
        {"title": title, "rows": list(queries.publications(kind)[:200]), "empty": empty},
    )


@public
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """年度抽查计划."""
    return _list(request, Kind.PLAN, "年度抽查计划", "还没有公开的年度抽查计划。")


@public
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """抽查任务公告."""
    return _list(request, Kind.NOTICE, "抽查任务公告", "还没有抽查任务公告。")


@public
@require_safe
def penalty_list(request: HttpRequest) -> HttpResponse:
    """行政处罚决定: those that stand."""
    return _list(request, Kind.PENALTY, "行政处罚决定", "还没有公开的行政处罚决定。")


@public
@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    """随机抽查事项清单: the lists in force."""
    return _list(request, Kind.ITEMS, "随机抽查事项清单", "还没有公开的抽查事项清单。")


@public
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """抽查情况通报 (西平 细则 十五: 一抽查一通报)."""
    return _list(request, Kind.REPORT, "抽查情况通报", "还没有公开的抽查情况通报。")


@public
@require_safe
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication with all its versions."""
    one = queries.publication(slug)
    if one is None:
        raise Http404
    return render(
        request,
        "portal/publication.html",
        {
            "title": "行政处罚决定信息（已撤回）" if queries.withdrawn(one) else one.title,
            "publication": one,
            "content": one.content,
            "withdrawn": queries.withdrawn(one),
            "versions": queries.versions(one),
        },
    )


@public
@require_safe
def draw_list(request: HttpRequest) -> HttpResponse:
    """摇号公开: every draw whose digest was published, aborted attempts included."""
    draws = [queries.with_address(draw) for draw in public_draws()]
    listed = list(public_platform_lists())
    return render(
        request, "portal/draw_list.html", {"title": "摇号公开", "draws": draws, "platform_lists": listed}
    )


def _draw(address: str) -> Any:
    draw = queries.draw_by_address(address)
    if draw is None:
        raise Http404
    return draw


@public
@require_safe
def draw(request: HttpRequest, address: str) -> HttpResponse:
    """One draw: before the release what was promised, after it the transcript."""
    one = _draw(address)
    attempts = queries.attempts_of(one)
    return render(
        request,
        "portal/draw.html",
        {
            "title": one.campaign.title,
            "draw": queries.with_address(public_draw(one, len(attempts))),
            "attempts": attempts,
            "phrase": phrase(one.manifest_hash),
            "attested": public_attested(one),
            "withheld": queries.withheld_of_draw(one),
        },
    )


@public
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed head of the draws' log: whoever keeps it can hold the bureau to it."""
    return HttpResponse(ledger.checkpoint(), content_type="text/plain; charset=utf-8")


@public
@require_safe
def time_stamp(request: HttpRequest, address: str, what: str) -> HttpResponse:
    """An outside authority's RFC 3161 token over one digest of a draw."""
    stamp = _draw(address).stamps.filter(what=what).first()
    if stamp is None:
        raise Http404
    return HttpResponse(
        bytes(stamp.token),
        content_type="application/timestamp-reply",
        headers={"Content-Disposition": f'attachment; filename="{what}-{address}.tsr"'},
    )


@public
@require_safe
def receipt(request: HttpRequest, address: str) -> HttpResponse:
    """入库凭证: an enterprise takes its own by its code. Never tells whether it was drawn."""
    one = _draw(address)
    code, error = request.GET.get("code", "").strip()[:40], ""
    if code:
        subject = subject_by_code(one, code)
        by = enterprise(request, one.agency_id)
        if subject is None:
            error = "名录库里没有这个代码。请核对后再输；自然人请向组织摇号的机关索取。"
        else:
            try:
                given = give_receipt(by=by, draw=one, subject=subject)
                response = HttpResponse(
                    canonical(given),
                    content_type="application/json",
                    headers={"Content-Disposition": f'attachment; filename="receipt-{address}.json"'},
                )
                response["Cache-Control"] = "no-store"
                return response
            except Refused as refused:
                error = refused.words()
    return render(
        request,
        "portal/receipt.html",
        {"title": "入库凭证", "draw": one, "address": address, "code": code, "error": error},
    )


@public
@require_safe
def manifest(request: HttpRequest, address: str) -> HttpResponse:
    """The manifest, byte for byte as it was hashed."""
    one = _draw(address)
    return HttpResponse(
        one.manifest.encode(),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="manifest-{address}.json"'},
    )


@public
@require_safe
def transcript(request: HttpRequest, address: str) -> HttpResponse:
    """The public transcript, once the list was released."""
    data = public_transcript(_draw(address))
    if data is None:
        raise Http404
    return HttpResponse(
        data,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="draw-{address}.zip"'},
    )


@public
@require_safe
def complain(request: HttpRequest) -> HttpResponse:
    """投诉举报: where one may turn about what, when, and whether somebody is there now (安全生产法 73)."""
    host = host_agency()
    agency_id = host.pk if host else None
    return render(
        request,
        "portal/complain.html",
        {"title": "投诉举报", "agency_id": agency_id, "found": channels(agency_id)},
    )


@public
@require_safe
def how_to_check(request: HttpRequest) -> HttpResponse:
    """怎样核对一次摇号."""
    offered = list(verifiers().values())
    return render(request, "portal/how_to_check.html", {"title": "怎样核对一次摇号", "verifiers": offered})


@public
@require_safe
def verifier(request: HttpRequest, name: str) -> HttpResponse:
    """One of the independent verifiers, as a file to keep."""
    one = verifiers().get(name)
    if one is None:
        raise Http404
    return HttpResponse(
        one.data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{one.name}"'},
    )


@public
@csrf_protect
def own_notice(request: HttpRequest, token: str) -> HttpResponse:
    """The notified enterprise's own page: its notice and nothing else."""
    notice = inspection_queries.notice_by_token(token)
    if notice is None:
        raise Http404
    error = ""
    if request.method == "POST":
        by = enterprise(request, notice.inspection.agency_id)
        try:
            acknowledge_notice(by=by, token=token, name=request.POST.get("name", ""))
        except Refused as refused:
            error = "" if refused.code == "inspections.already_received" else refused.words()
        if not error:
            return HttpResponseRedirect(reverse("portal:own_notice", args=[token]))
    inspection = notice.inspection
    sections = sections_of(inspection)
    response = render(
        request,
        "portal/own_notice.html",
        {
            "title": "检查通知",
            "notice": notice,
            "token": token,
            "inspection": inspection,
            "sections": sections,
            "points": noticing.points(notice, [section.inspection.campaign for section in sections]),
            "rights": noticing.rights_of(inspection.campaign),
            "objecting": objecting(inspection),
            "error": error,
            "typed": request.POST.get("name", ""),
        },
    )
    return closed(response)


ROBOTS = """User-agent: *
Allow: /
Disallow: /n/
Disallow: /login/
Disallow: /desk/
"""


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything public, and no enterprise's own page."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
