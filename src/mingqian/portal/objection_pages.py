"""异议: an enterprise objects to its own result on the page its notice opens, and reads the reply there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from mingqian.acts.doors import public
from mingqian.acts.refusal import Refused
from mingqian.followups.actions import lodge_objection, note_wrong_code
from mingqian.followups.own import objecting
from mingqian.inspections.queries import notice_by_token
from mingqian.portal.enterprise import closed, enterprise

TYPED = ("code", "applicant", "capacity", "grounds")


@public
@csrf_protect
def own_objection(request: HttpRequest, token: str) -> HttpResponse:
    """The form, what was lodged so far, and the reply once it was given."""
    notice = notice_by_token(token)
    if notice is None or objecting(notice.inspection) is None:
        raise Http404
    typed = {name: request.POST.get(name, "") for name in TYPED}
    errors: dict[str, str] = {}
    if request.method == "POST":
        by = enterprise(request, notice.inspection.agency_id)
        try:
            lodge_objection(by=by, token=token, **typed)
        except Refused as refused:
            errors[refused.field or "whole"] = refused.words()
            if refused.code == "followups.own_code":
                note_wrong_code(by=by, token=token)
        else:
            return HttpResponseRedirect(reverse("portal:own_objection", args=[token]))
    response = render(
        request,
        "portal/own_objection.html",
        {
            "title": "对检查结果的异议",
            "token": token,
            "inspection": notice.inspection,
            "own": objecting(notice.inspection),
            "typed": typed,
            "errors": errors,
        },
        status=422 if errors else 200,
    )
    return closed(response)
