"""Results on their way to the public: left the record, right exactly what the public will see."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.draws.seats import seat_name
from mingqian.inspections.law import result_codes, result_words
from mingqian.inspections.models import Inspection
from mingqian.inspections.pages.common import actor_of, campaign_of, inspection_of, look
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.queries import publication_term
from mingqian.inspections.record import state_of
from mingqian.inspections.scope import visible as visible_inspections
from mingqian.inspections.states import REVIEWED
from mingqian.jobs.pages import carry_out
from mingqian.plans.queries import strip
from mingqian.publicity import actions
from mingqian.publicity.actions.result import pending
from mingqian.publicity.content import result_content, signer
from mingqian.publicity.duties import asked_fields, waiting_promptly
from mingqian.publicity.models import Kind, Publication, Withholding
from mingqian.publicity.places import standing
from mingqian.publicity.scope import visible
from mingqian.publicity.states import PREPARED, PROPOSED, PUBLICATION, PUBLISHED
from mingqian.publicity.withheld import in_force, proposed
from mingqian.publicity.works import PREPARE, PUBLISH

P = Permission

PAGE = 50
NAMED = 20
"""How many enterprises are named over the button that prepares all."""


def record_context(inspection: Inspection) -> dict[str, Any]:
    """What the left half shows: the record as it was signed."""
    words = result_words(inspection.campaign)
    now_stands = state_of(inspection)
    return {
        "inspection": inspection,
        "record": now_stands,
        "lines": [(line, words.get(line.result, "")) for line in now_stands.lines],
        "seats": [(seat, seat_name(seat.seat)) for seat in now_stands.seats],
    }


@page(P.RESULTS_REVIEW)
def prepare(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """拟制公示: the head of the unit looks at what the public will see and hands it to 公示审核."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    waiting = pending(one)
    if waiting is not None:
        return HttpResponseRedirect(reverse("publicity:publication", args=[waiting.pk]))
    asked = proposed(one)
    if asked is not None:
        return HttpResponseRedirect(reverse("publicity:withholding", args=[asked.pk]))
    error = ""
    if request.method == "POST":
        try:
            made = actions.prepare_result(by=actor_of(request), inspection=one)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, "已送公示审核。")
            return HttpResponseRedirect(reverse("publicity:publication", args=[made.pk]))
    returned = (
        Publication.objects.filter(object_kind="inspections.inspection", object_id=one.pk, state="returned")
        .order_by("-pk")
        .first()
    )
    return render(
        request,
        "publicity/prepare.html",
        {
            "title": "拟制公示",
            "campaign": one.campaign,
            "content": result_content(one),
            "term": publication_term(one),
            "why_not": "" if one.state == REVIEWED else "审核通过、尚未公示的结果才能拟制公示。",
            "error": error,
            "returned": returned,
            "withheld": in_force(one),
            "unknown_fields": [field for field in asked_fields(one.campaign) if field.known is None],
            "secret_until": secret(request, one, "公示拟稿"),
            **record_context(one),
        },
    )


@page(P.PUBLISH, P.CORRECT, P.RESULTS_REVIEW)
def publication(request: HttpRequest, publication_id: int) -> HttpResponse:
    """One publication: publish it, return it, or (once public) correct it."""
    actor = actor_of(request)
    one = get_object_or_404(visible(actor), pk=publication_id)
    error, typed = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            done = _act(request, one)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("publicity:publication", args=[one.pk]))
    context: dict[str, Any] = {}
    secret_until = ""
    if one.object_kind == "inspections.inspection":
        inspection = Inspection.objects.select_related(
            "campaign__line__plan", "draw", "subject", "unit", "agency"
        ).get(pk=one.object_id)
        context = record_context(inspection)
        context["term"] = publication_term(inspection)
        context["may_correct"] = one.state == PUBLISHED and leads(request, inspection)
        if one.state in (PREPARED, "returned"):
            secret_until = secret(request, inspection, "公示拟稿")
    correction = one.kind == Kind.CORRECTION
    may_publish = actor.may(P.CORRECT if correction else P.PUBLISH)
    why_not = PUBLICATION.why_not("publish", one.state)
    if not why_not and one.prepared_by_id is not None and one.prepared_by_id == actor.user_id:
        why_not = "拟制人不能审核自己拟制的内容，请另一人公示。"
    return render(
        request,
        "publicity/publication.html",
        {
            "title": one.title,
            "publication": one,
            "content": one.content,
            "may_publish": may_publish and one.state == PREPARED,
            "may_return": one.state == PREPARED and actor.may(P.PUBLISH),
            "why_not": why_not,
            "error": error,
            "typed": typed,
            "acted": request.POST.get("act", ""),
            "later": one.successors.filter(state__in=("published", "corrected", "superseded")).first(),
            "secret_until": secret_until,
            **context,
        },
    )


def _act(request: HttpRequest, one: Publication) -> str:
    actor = actor_of(request)
    if request.POST.get("act") == "return":
        actions.return_publication(by=actor, publication=one, reason=request.POST.get("reason", ""))
        return "已退回任务执行单位。"
    if one.kind == Kind.CORRECTION:
        made = actions.publish_correction(by=actor, publication=one)
        return f"更正已公示：{made.number}。原公示保留，标明“已更正”。"
    if one.kind in (Kind.PENALTY, Kind.WITHDRAWAL):
        made = actions.publish_penalty(by=actor, publication=one)
        return f"已公示：{made.number}。"
    publish = actions.publish_report if one.kind == Kind.REPORT else actions.publish_result
    made = publish(by=actor, publication=one)
    return f"已公示：{made.number}。"


@page(P.PUBLISH, P.RESULTS_REVIEW)
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """All results of one campaign: prepare all that are reviewed, publish all that are prepared."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    error = ""
    if request.method == "POST":
        try:
            return carry_out(request, PREPARE if request.POST.get("act") == "prepare" else PUBLISH, one.pk)
        except Refused as refused:
            error = refused.words()
    all_rows = visible(actor).filter(campaign_id=one.pk, kind__in=(Kind.RESULT, Kind.CORRECTION))
    after = request.GET.get("after", "")
    rows = list(all_rows.filter(pk__lt=whole(after) or 2**62).order_by("-pk")[: PAGE + 1])
    older = f"?after={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    prepared = all_rows.filter(kind=Kind.RESULT, state=PREPARED).count()
    mine = visible_inspections(actor).filter(campaign=one)
    reviewed = (
        mine.filter(state=REVIEWED)
        .exclude(
            pk__in=Publication.objects.filter(campaign_id=one.pk, kind=Kind.RESULT, state=PREPARED).values(
                "object_id"
            )
        )
        .exclude(
            pk__in=Withholding.objects.filter(campaign_id=one.pk, state=PROPOSED).values("inspection_id")
        )
    )
    draw = mine.select_related("draw").first()
    return render(
        request,
        "publicity/campaign.html",
        {
            "title": f"{one.title}：公示",
            "campaign": one,
            "steps": strip(one),
            "rows": rows[:PAGE],
            "older": older,
            "row_count": all_rows.count(),
            "prepared": prepared,
            "reviewed": reviewed.count(),
            "reviewed_first": list(reviewed.order_by("number")[:NAMED]),
            "total": one.inspections.count() if mine.exists() else None,
            "withholdings": list(_withholdings(request, one.pk)),
            "prompt": waiting_promptly(one) if actor.may(P.RESULTS_REVIEW) or actor.may(P.PUBLISH) else None,
            "entered": standing(actor, one).counts,
            "may_prepare": actor.may(P.RESULTS_REVIEW),
            "may_publish": actor.may(P.PUBLISH),
            "error": error,
            "secret_until": look(
                request,
                draw.draw if draw is not None and (prepared or reviewed.exists()) else None,
                kind="plans.campaign",
                object_id=one.pk,
                what="待公示结果",
            ),
        },
    )


def _withholdings(request: HttpRequest, campaign_id: int) -> QuerySet[Withholding]:
    """For the head of the unit alone: each names an enterprise that may never be named."""
    rows = Withholding.objects.filter(campaign_id=campaign_id).select_related("inspection")
    actor = actor_of(request)
    return rows.filter(inspection__unit_id=actor.unit_id or 0) if actor.may(P.RESULTS_REVIEW) else rows.none()


@page(P.RESULTS_REVIEW)
def correct(request: HttpRequest, publication_id: int) -> HttpResponse:
    """更正: the head of the unit signs what shall read otherwise, and why."""
    actor = actor_of(request)
    one = get_object_or_404(visible(actor), pk=publication_id)
    if one.kind not in (Kind.RESULT, Kind.CORRECTION):
        raise Http404
    inspection = inspection_of(request, one.object_id)
    if not leads(request, inspection):
        raise Http404
    lines = one.content["lines"]
    typed = [
        {
            "position": position,
            "line": line,
            "result": request.POST.get(f"result-{position}", line["result"]),
            "handling": request.POST.get(f"handling-{position}", line["handling"]).replace("\r\n", "\n"),
        }
        for position, line in enumerate(lines, start=1)
    ]
    errors: dict[str, str] = {}
    if request.method == "POST":
        changes = {row["position"]: {"result": row["result"], "handling": row["handling"]} for row in typed}
        try:
            made = actions.prepare_correction(
                by=actor, publication=one, changes=changes, reason=request.POST.get("reason", "")
            )
        except Refused as refused:
            errors["reason" if refused.field == "reason" else "form"] = refused.words()
        else:
            messages.success(request, "更正已签字确认，等待审批领导公示。原公示在此之前不变。")
            return HttpResponseRedirect(reverse("publicity:publication", args=[made.pk]))
    return render(
        request,
        "publicity/correct.html",
        {
            "title": "更正已公示的结果",
            "signer": signer(inspection),
            "publication": one,
            "inspection": inspection,
            "rows": typed,
            "codes": result_codes(inspection.campaign),
            "errors": errors,
            "reason": request.POST.get("reason", ""),
            "why_not": "" if one.state == PUBLISHED else "只有已公示、尚未更正的版本才能更正。",
        },
    )
