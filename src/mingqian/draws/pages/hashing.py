"""摘要算法: by which hash the agency's draws are locked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.draws import actions
from mingqian.draws.models import HashChoice, HashName, hash_of


@page(Permission.DRAWS_READ)
def choice(request: HttpRequest) -> HttpResponse:
    """What counts now, who decided it, and the decision."""
    actor = actor_of(request)
    agency = Agency.objects.filter(pk=actor.agency_id or 0).first()
    typed = request.POST
    error = ""
    if request.method == "POST":
        actor.require(Permission.DRAWS_APPROVE)
        try:
            if agency is None:
                raise Refused("draws.other_agency")
            actions.choose_hash(
                by=actor, agency=agency, hash_name=typed.get("hash_name", ""), reason=typed.get("reason", "")
            )
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, "已决定。以后锁库都用它；已经锁库的不变。")
            return HttpResponseRedirect(reverse("draws:hash"))
    present = HashName(hash_of(agency.pk) if agency else HashName.SHA256)
    context = {
        "present": present,
        "history": HashChoice.objects.filter(agency=agency)[:20],
        "choices": HashName.choices,
        "chosen": typed.get("hash_name", present.value),
        "reason": typed.get("reason", ""),
        "error": error,
        "may_choose": actor.may(Permission.DRAWS_APPROVE) and agency is not None,
    }
    return render(request, "draws/hash.html", context, status=409 if error else 200)
