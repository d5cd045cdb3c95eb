"""处罚决定 on its way to the public, and the way from an objection to the correction of its result."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.followups.duties import governs, penalty_of
from mingqian.followups.scope import visible_cases
from mingqian.inspections.pages.common import actor_of, inspection_of
from mingqian.publicity import actions
from mingqian.publicity.actions.penalty import pending, said_of
from mingqian.publicity.models import Kind, Publication
from mingqian.publicity.states import PUBLISHED

P = Permission


@page(P.CASES_HANDLE)
def penalty(request: HttpRequest, case_id: int) -> HttpResponse:
    """What the public will see of a decision (or of its withdrawal), word for word; hand it to 公示审核."""
    actor = actor_of(request)
    case = get_object_or_404(visible_cases(actor), pk=case_id)
    decided = penalty_of(case)
    waiting = pending(decided) if decided is not None else None
    if waiting is not None:
        return HttpResponseRedirect(reverse("publicity:publication", args=[waiting.pk]))
    error, why_not, content = "", "", None
    if decided is None:
        why_not = "还没有作出处罚决定，没有可公示的内容。"
    else:
        try:
            _, content, _ = said_of(decided)
        except Refused as refused:
            why_not = refused.words()
    if request.method == "POST":
        try:
            made = actions.prepare_penalty(by=actor, case=case)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, "已送公示审核。")
            return HttpResponseRedirect(reverse("publicity:publication", args=[made.pk]))
    withdrawal = decided is not None and decided.state == "revoked"
    context = {
        "title": "撤回处罚决定的公示" if withdrawal else "公示处罚决定",
        "case": case,
        "whose": governs(case),
        "content": content,
        "error": error,
        "why_not": why_not,
    }
    return render(request, "publicity/penalty.html", context)


@page(P.RESULTS_REVIEW)
def correct_result(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """From an inspection whose result was found wrong to the correction of what is public of it."""
    one = inspection_of(request, inspection_id)
    known = Publication.objects.filter(
        object_kind="inspections.inspection",
        object_id=one.pk,
        kind__in=(Kind.RESULT, Kind.CORRECTION),
        state=PUBLISHED,
    ).first()
    if known is None:
        raise Refused("publicity.not_public_yet")
    return HttpResponseRedirect(reverse("publicity:correct", args=[known.pk]))
