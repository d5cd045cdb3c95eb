"""One report: written by the head of the unit, approved by a leader, on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.draws.queries import current_draw
from mingqian.inspections.pages.common import look
from mingqian.publicity.models import Publication
from mingqian.statistics import actions, compose
from mingqian.statistics.models import Report, ReportKind
from mingqian.statistics.scope import heads, reports_for
from mingqian.statistics.states import APPROVED, DRAFT, SUBMITTED

P = Permission


def _act(request: HttpRequest, one: Report) -> str:
    actor, act = actor_of(request), request.POST.get("act", "")
    given = {"title": request.POST.get("title", ""), "text": request.POST.get("text", "")}
    if act == "submit":
        actions.submit_report(by=actor, report=one, **given)
        return "已送领导批准，附表按今天的数重新统计过。"
    if act == "drop":
        actions.drop_report(by=actor, report=one)
        return "这一稿已撤掉。"
    if act == "return":
        actions.return_report(by=actor, report=one, reason=request.POST.get("reason", ""))
        return "已退回修改。"
    if act == "approve":
        actions.approve_report(by=actor, report=one)
        return "已批准，等待公示审核公开。" if one.kind == ReportKind.BULLETIN else "已批准。"
    if act == "send":
        actions.send_report(
            by=actor,
            report=one,
            sent_to=request.POST.get("sent_to", ""),
            sent_on=request.POST.get("sent_on", ""),
            number=request.POST.get("number", ""),
        )
        return "已登记报送。"
    actions.save_report(by=actor, report=one, **given)
    return "已保存。"


@page(P.REPORTS_WRITE, P.REPORTS_APPROVE)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A 通报, 简报 or 总结 in whatever state it is."""
    actor = actor_of(request)
    one = get_object_or_404(reports_for(actor), pk=report_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            done = _act(request, one)
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("statistics:report", args=[one.pk]))
    mine = actor.may(P.REPORTS_WRITE) and heads(actor, one.campaign)
    own_words = one.written_by_id is not None and one.written_by_id == actor.user_id
    posted = request.method == "POST"
    publication = Publication.objects.filter(pk=one.publication_id or 0).first()
    return render(
        request,
        "statistics/report.html",
        {
            "title": one.title,
            "report": one,
            "campaign": one.campaign,
            "editing": mine and one.state == DRAFT,
            "deciding": actor.may(P.REPORTS_APPROVE) and one.state == SUBMITTED,
            "sending": mine and one.state == APPROVED and one.kind != ReportKind.BULLETIN,
            "why_not": "拟写人不能批准自己写的材料。" if own_words else "",
            "typed": {
                "title": request.POST.get("title", one.title) if posted else one.title,
                "text": request.POST.get("text", one.text) if posted else one.text,
                "reason": request.POST.get("reason", ""),
                "sent_to": request.POST.get("sent_to", ""),
                "sent_on": request.POST.get("sent_on", ""),
                "number": request.POST.get("number", ""),
            },
            "tables": compose.tables_of(one.campaign, one.kind) if one.state == DRAFT else one.tables,
            "paragraphs": compose.paragraphs(one.text),
            "publication": publication,
            "errors": errors,
            "acted": request.POST.get("act", ""),
            "today": timezone.localdate(),
            "secret_until": _secret(request, one),
        },
        status=409 if errors else 200,
    )


def _secret(request: HttpRequest, one: Report) -> str:
    draw = current_draw(one.campaign)
    return look(request, draw, kind="plans.campaign", object_id=one.campaign_id, what=one.get_kind_display())


@page(P.REPORTS_WRITE, P.REPORTS_APPROVE)
def report_paper(request: HttpRequest, report_id: int) -> HttpResponse:
    """The same on paper."""
    one = get_object_or_404(reports_for(actor_of(request)), pk=report_id)
    return render(
        request,
        "statistics/report_paper.html",
        {
            "title": one.title,
            "report": one,
            "campaign": one.campaign,
            "paragraphs": compose.paragraphs(one.text),
            "secret_until": _secret(request, one),
        },
    )
