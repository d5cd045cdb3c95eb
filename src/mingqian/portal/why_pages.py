"""「为什么抽到我」: behind the code on an enterprise's notice; and after the release for whoever names its code."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingqian.acts.doors import public
from mingqian.acts.refusal import Refused
from mingqian.draws import fairness as reports
from mingqian.draws.actions import give_proof
from mingqian.draws.models import Draw
from mingqian.draws.receipts import subject_by_code
from mingqian.inspections.queries import notice_by_token
from mingqian.inspections.why import why
from mingqian.lot.canonical import canonical
from mingqian.portal.enterprise import closed, enterprise
from mingqian.portal.queries import ADDRESS, draw_by_address


def _file(request: HttpRequest, draw: Draw, subject: Any) -> HttpResponse:
    proof = give_proof(by=enterprise(request, draw.agency_id), draw=draw, subject=subject)
    response = HttpResponse(canonical(proof), content_type="application/json")
    name = f"proof-{draw.manifest_hash[:ADDRESS]}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return closed(response)


def _noticed(token: str) -> tuple[Draw, Any]:
    notice = notice_by_token(token)
    if notice is None or notice.inspection.draw is None or notice.inspection.draw.from_platform:
        raise Http404
    return notice.inspection.draw, notice.inspection.subject


@public
@require_safe
def own_why(request: HttpRequest, token: str) -> HttpResponse:
    """Five sentences for the notified enterprise, each with its proof."""
    draw, subject = _noticed(token)
    found = why(draw, subject, own=True)
    if found is None:
        raise Http404
    context = {
        "title": "为什么抽到我", "why": found, "subject": subject, "token": token, "own": True,
        "address": draw.manifest_hash[:ADDRESS],
    }  # fmt: skip
    return closed(render(request, "portal/why.html", context))


@public
@require_safe
def own_proof(request: HttpRequest, token: str) -> HttpResponse:
    """The notified enterprise's proof as a file."""
    draw, subject = _noticed(token)
    try:
        return _file(request, draw, subject)
    except Refused as refused:
        raise Http404(refused.words()) from refused


def _asked(request: HttpRequest, address: str) -> tuple[Draw, str, Any]:
    draw = draw_by_address(address)
    if draw is None or not draw.released:
        raise Http404
    code = request.GET.get("code", "").strip()[:40]
    return draw, code, subject_by_code(draw, code) if code else None


@public
@require_safe
def why_by_code(request: HttpRequest, address: str) -> HttpResponse:
    """After the release: why an enterprise was drawn or was not, by its code."""
    draw, code, subject = _asked(request, address)
    found = why(draw, subject, own=False) if subject else None
    error = ""
    if code and subject is None:
        error = "名录库里没有这个代码。请核对后再输；自然人请向组织摇号的机关索取。"
    elif subject and found is None:
        error = Refused("draws.not_in_urn", name=subject.name).words()
    context = {
        "title": "为什么抽到我，为什么没有抽到我", "why": found, "subject": subject, "own": False, "code": code,
        "error": error, "draw": draw, "address": address,
    }  # fmt: skip
    return closed(render(request, "portal/why.html" if found else "portal/why_ask.html", context))


@public
@require_safe
def proof_by_code(request: HttpRequest, address: str) -> HttpResponse:
    """The opened proof of an enterprise by its code, drawn or not."""
    draw, _, subject = _asked(request, address)
    if subject is None:
        raise Http404
    try:
        return _file(request, draw, subject)
    except Refused as refused:
        raise Http404(refused.words()) from refused


@public
@require_safe
def fairness(request: HttpRequest, address: str) -> HttpResponse:
    """公平性报告, once the list is released."""
    draw = draw_by_address(address)
    if draw is None or not draw.released:
        raise Http404
    context = {
        "title": "公平性报告", "draw": draw, "address": address, "report": reports.report_of(draw),
        "people": reports.people_of(draw) if draw.people_count else None, "past": reports.past_of(draw),
        "whole": reports.candidates(draw),
    }  # fmt: skip
    return render(request, "portal/fairness.html", context)
