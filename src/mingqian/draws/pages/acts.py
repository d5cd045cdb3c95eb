"""What is pressed in the draw room."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.numbers import whole, wholes
from mingqian.acts.refusal import Refused
from mingqian.draws import actions, queries
from mingqian.draws.actions.inviting import DEFAULT_CHAIN, Invited, PublicNumber, Round
from mingqian.draws.actions.stamping import fetch_stamps
from mingqian.draws.models import Draw, Source
from mingqian.draws.pages.common import campaign_of, draw_of, list_of, run, run_work, to_room
from mingqian.draws.pages.room import room_context
from mingqian.draws.scans import MAX_BYTES
from mingqian.draws.works import DRAW, LOCK
from mingqian.jobs.pages import carry_out
from mingqian.lot.drand import CHAINS


def typed_sources(request: HttpRequest) -> dict[str, Any]:
    """What was chosen in the lock form, to be shown again when it is refused."""
    data = request.POST
    return {
        "witnesses": wholes(data.getlist("witnesses")),
        "guests": list(zip(data.getlist("guest_name"), data.getlist("guest_office"), strict=False)),
        "dice": bool(data.get("dice")),
        "drand": bool(data.get("drand")),
        **{
            n: data.get(n, "").strip()
            for n in ("drand_minutes", "drand_chain", "public_label", "public_place", "public_digits")
        },
    }


def sources_again(draw: Draw | None) -> dict[str, Any]:
    """What an earlier draw was locked with, proposed again: those who are present for one seat stay for the next."""
    sources = list(draw.sources.select_related("device", "beacon")) if draw is not None else []
    guests = [source.device for source in sources if hasattr(source, "device") and source.device.invited]
    rounds = [source.beacon for source in sources if hasattr(source, "beacon")]
    return {
        "witnesses": [source.user_id for source in sources if source.user_id],
        "guests": [(guest.name, guest.office) for guest in guests],
        "dice": any(source.kind == "dice" for source in sources),
        "drand": bool(rounds),
        **(
            {"drand_minutes": rounds[0].minutes, "drand_chain": CHAINS[rounds[0].chain].name}
            if rounds
            else {}
        ),
    }


def _numbers(typed: dict[str, Any]) -> list[PublicNumber]:
    label, place, digits = typed["public_label"], typed["public_place"], typed["public_digits"]
    if not (label or place or digits):
        return []
    if not 1 <= (whole(digits) or 0) <= 40:
        raise Refused("draws.public_digits", field="public_digits")
    if not label or not place:
        raise Refused("draws.public_unnamed", field="public_label")
    return [PublicNumber(f"{label}（{place}公布）", int(digits))]


def _rounds(typed: dict[str, Any]) -> list[Round]:
    if not typed["drand"]:
        return []
    number = whole(typed["drand_minutes"]) or 0
    named = {one.name: chain for chain, one in CHAINS.items()}
    return [Round(number, named.get(typed["drand_chain"] or CHAINS[DEFAULT_CHAIN].name, ""))]


def chosen_sources(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as a lock takes it. Raises `Refused` (draws.public_digits, draws.public_unnamed)."""
    named = [(name, office) for name, office in typed["guests"] if name.strip() or office.strip()]
    return {
        "witness_ids": typed["witnesses"],
        "guests": [Invited(name, office) for name, office in named],
        "dice": typed["dice"],
        "public_numbers": _numbers(typed),
        "rounds": _rounds(typed),
    }


@page(Permission.DRAWS_OPERATE)
@require_POST
def lock(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """锁库."""
    campaign = campaign_of(request, campaign_id)
    typed = typed_sources(request)
    asked = {
        "witness_ids": typed["witnesses"],
        "guests": [[name, office] for name, office in typed["guests"] if name.strip() or office.strip()],
        "dice": typed["dice"],
    }
    try:
        asked["public_numbers"] = [[one.label, one.digits] for one in _numbers(typed)]
        asked["rounds"] = [[one.minutes, one.chain] for one in _rounds(typed)]
        return carry_out(request, LOCK, campaign.pk, asked)
    except Refused as refused:
        if refused.code == "acts.not_permitted":
            raise
        messages.error(request, refused.words())
        if queries.current_draw(campaign) is not None:
            return to_room(campaign.pk)
        context = room_context(request, campaign) | {"typed": typed}
        return render(request, "draws/room.html", context, status=409)


@page(Permission.DRAWS_OPERATE)
@require_POST
def commit(request: HttpRequest, draw_id: int) -> HttpResponse:
    """公布锁库摘要."""
    draw = draw_of(request, draw_id)
    return run(
        request,
        draw.campaign_id,
        lambda: actions.publish_commitment(by=actor_of(request), draw=draw),
        "锁库摘要已经公布，从现在起名录和规则都不能再变。请见证人核对摘要并签名。",
    )


@page(Permission.DRAWS_OPERATE)
@require_POST
def number(request: HttpRequest, draw_id: int, source_id: int) -> HttpResponse:
    """Dice and public numbers, typed by two people."""
    draw = draw_of(request, draw_id)
    source = get_object_or_404(Source, pk=source_id, draw=draw)
    before = source.value
    try:
        after = actions.enter_number(by=actor_of(request), source=source, value=request.POST.get("value", ""))
    except Refused as refused:
        if refused.code == "acts.not_permitted":
            raise
        messages.error(request, refused.words())
    else:
        if after.confirmed_at:
            messages.success(request, f"“{after.label}”两次录入一致，已确认。")
        elif before and before != after.value:
            messages.error(request, Refused("draws.entered_differently").words())
        else:
            messages.success(request, f"“{after.label}”已录入一遍，请另一个人再录入一遍。")
    return to_room(draw.campaign_id)


@page(Permission.DRAWS_OPERATE)
@require_POST
def beacon_round(request: HttpRequest, draw_id: int, source_id: int) -> HttpResponse:
    """A drand round's signature."""
    draw = draw_of(request, draw_id)
    source = get_object_or_404(Source, pk=source_id, draw=draw)
    value = request.POST.get("value", "")
    return run(
        request,
        draw.campaign_id,
        lambda: actions.enter_round(by=actor_of(request), source=source, value=value),
        "公共信标的签名验证无误，已录入。",
    )


@page(Permission.DRAWS_OPERATE)
@require_POST
def renew_link(request: HttpRequest, draw_id: int, source_id: int) -> HttpResponse:
    """A new one-time link for an invited witness."""
    draw = draw_of(request, draw_id)
    source = get_object_or_404(Source, pk=source_id, draw=draw)
    return run(
        request,
        draw.campaign_id,
        lambda: actions.renew_link(by=actor_of(request), source=source),
        "已重新出二维码，原来的手机不再有效。",
    )


@page(Permission.DRAWS_OPERATE)
@require_POST
def stamps(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Fetch the time stamps that are still missing."""
    draw = draw_of(request, draw_id)
    return run(request, draw.campaign_id, lambda: fetch_stamps(actor_of(request), draw), "时间戳已取得。")


@page(Permission.DRAWS_OPERATE)
@require_POST
def upload_scan(request: HttpRequest, draw_id: int) -> HttpResponse:
    """签字扫描件."""
    draw = draw_of(request, draw_id)
    file = request.FILES.get("scan")
    if file is None:
        messages.error(request, "请选择文件。")
        return to_room(draw.campaign_id)
    data = file.read(MAX_BYTES + 1)
    return run(
        request,
        draw.campaign_id,
        lambda: actions.upload_scan(
            by=actor_of(request), draw=draw, data=data, offices=request.POST.getlist("offices")
        ),
        "签字扫描件已加密存放。",
    )


@page(Permission.DRAWS_OPERATE)
@require_POST
def draw_now(request: HttpRequest, draw_id: int) -> HttpResponse:
    """摇号."""
    draw = draw_of(request, draw_id)
    return run_work(request, draw.campaign_id, DRAW, draw.pk, {})


@page(Permission.DRAWS_OPERATE, Permission.DRAWS_WITNESS)
@require_POST
def sign(request: HttpRequest, draw_id: int) -> HttpResponse:
    """在场签字."""
    draw = draw_of(request, draw_id)
    return run(request, draw.campaign_id, lambda: actions.sign(by=actor_of(request), draw=draw), "已签字。")


@page(Permission.DRAWS_OPERATE)
@require_POST
def withdraw(request: HttpRequest, draw_id: int) -> HttpResponse:
    """撤回锁库."""
    draw = draw_of(request, draw_id)
    reason = request.POST.get("reason", "")
    return run(
        request,
        draw.campaign_id,
        lambda: actions.withdraw_lock(by=actor_of(request), draw=draw, reason=reason),
        "已撤回锁库，记录保留。",
    )


@page(Permission.DRAWS_OPERATE)
@require_POST
def again(request: HttpRequest, draw_id: int) -> HttpResponse:
    """申请中止并重新摇号."""
    draw = draw_of(request, draw_id)
    reason = request.POST.get("reason", "")
    return run(
        request,
        draw.campaign_id,
        lambda: actions.ask_new_attempt(by=actor_of(request), draw=draw, reason=reason),
        "已提出申请，等待审批领导批准。",
    )


@page(Permission.DRAWS_APPROVE)
@require_POST
def approve_again(request: HttpRequest, draw_id: int) -> HttpResponse:
    """批准中止并重新摇号."""
    draw = draw_of(request, draw_id)
    return run(
        request,
        draw.campaign_id,
        lambda: actions.approve_new_attempt(by=actor_of(request), draw=draw),
        "已批准中止。这一次的记录和理由永久公开，可以重新锁库。",
    )


@page(Permission.DRAWS_RELEASE)
@require_POST
def release(request: HttpRequest, draw_id: int) -> HttpResponse:
    """决定名单公开."""
    draw = list_of(request, draw_id)
    reason = request.POST.get("reason", "")
    return run(
        request,
        draw.campaign_id,
        lambda: actions.release(by=actor_of(request), draw=draw, reason=reason),
        "名单已经公开，任何人都可以下载摇号记录验证。",
    )
