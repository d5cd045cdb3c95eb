"""登记平台抽取的名单: the form, what is wrong with the file, the list to be held against the platform's."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.draws import actions, queries
from mingqian.draws.forms import PlatformListForm
from mingqian.draws.models import Draw
from mingqian.draws.pages.common import campaign_of, list_of, run, to_room
from mingqian.draws.platform import COLUMNS, read_list
from mingqian.plans.documents.tables import LARGEST
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import Campaign
from mingqian.plans.pages.common import address_of
from mingqian.registers.workbooks import workbook, write_sheet

SHOWN = 200
"""Problems, or enterprises outside the pool, shown at once."""


@page(Permission.DRAWS_OPERATE)
def register(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The form; refused, it says which row, which column, why and what to do, and keeps what was typed."""
    campaign = campaign_of(request, campaign_id)
    form = PlatformListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"campaign": campaign, "form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        file = given.pop("file")
        data = file.read(LARGEST + 1)
        try:
            actions.register_platform_list(
                by=actor_of(request), campaign=campaign, file_name=file.name, data=data, **given
            )
        except Refused as refused:
            refuse(form, refused)
            context |= _why(campaign, data, refused)
        else:
            messages.success(request, "名单已经登记。请审批领导与官方平台核对后签字，再派发。")
            return to_room(campaign_id)
    return render(request, "draws/platform.html", context)


def _why(campaign: Campaign, data: bytes, refused: Refused) -> dict[str, Any]:
    """What the file is refused for, in full: read again, for nothing of a refused file is kept."""
    if refused.code not in ("draws.platform_wrong", "draws.platform_departs"):
        return {}
    listed = read_list(campaign, data, on=timezone.localdate())
    return {
        "listed": listed,
        "problems": listed.problems[:SHOWN],
        "more_problems": max(0, len(listed.problems) - SHOWN),
        "outside": listed.outside[:SHOWN],
        "more_outside": max(0, len(listed.outside) - SHOWN),
    }


@page(Permission.DRAWS_OPERATE)
def sample(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """表样: an empty workbook with the headings."""
    campaign_of(request, campaign_id)
    target = io.BytesIO()
    book = workbook(target)
    write_sheet(book, "平台抽取名单", list(COLUMNS), [], widths=(36, 24, 12, 36))
    book.close()
    response = HttpResponse(
        target.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="platform-list.xlsx"'
    return response


def platform_room(request: HttpRequest, draw: Draw) -> HttpResponse:
    """What stands in the place of the draw room for a list drawn elsewhere."""
    actor = actor_of(request)
    mine = actor.user_id is not None and draw.platform.registered_by_id == actor.user_id
    return render(
        request,
        "draws/platform_room.html",
        {
            "campaign": draw.campaign,
            "draw": draw,
            "total": draw.drawn.count(),
            "vacant": queries.vacant_seats(draw),
            "signature": draw.signatures.first(),
            "list_secret": queries.why_list_secret(actor, draw),
            "may_operate": actor.may(Permission.DRAWS_OPERATE),
            "may_approve": actor.may(Permission.DRAWS_APPROVE),
            "own": mine,
            "dispatch_url": address_of(actor, "inspections:dispatch", draw.pk),
        },
    )


@page(Permission.DRAWS_APPROVE)
@require_POST
def confirm(request: HttpRequest, draw_id: int) -> HttpResponse:
    """核对一致，签字."""
    draw = list_of(request, draw_id)
    return run(
        request,
        draw.campaign_id,
        lambda: actions.confirm_platform_list(by=actor_of(request), draw=draw),
        "已核对签字，可以派发。",
    )


@page(Permission.DRAWS_OPERATE)
@require_POST
def withdraw(request: HttpRequest, draw_id: int) -> HttpResponse:
    """撤回登记."""
    draw = list_of(request, draw_id)
    reason = request.POST.get("reason", "")
    return run(
        request,
        draw.campaign_id,
        lambda: actions.withdraw_platform_list(by=actor_of(request), draw=draw, reason=reason),
        "登记已撤回，记录保留；抽查任务回到待锁库。",
    )
