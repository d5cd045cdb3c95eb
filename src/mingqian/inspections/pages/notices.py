"""Notifying all enterprises of a campaign at once, and printing all their notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.draws.queries import current_draw
from mingqian.draws.seats import seat_name
from mingqian.inspections import actions, noticing, queries
from mingqian.inspections.actions.notice import MOST_NOTICES, problems
from mingqian.inspections.joint import sections_of
from mingqian.inspections.models import Channel, Inspection, Notice
from mingqian.inspections.overlay import conditions_of, entry_code
from mingqian.inspections.pages.common import actor_of, campaign_of, look
from mingqian.inspections.scope import is_system, visible
from mingqian.inspections.states import ASSIGNED, NOTIFIED, WITHHELD
from mingqian.inspections.visits import spread
from mingqian.inspections.wordbook import day as in_words
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import known_calendar
from mingqian.plans.telling import may_be_told, telling_of

P = Permission


class NoticeWords(forms.Form):
    """What a notice says besides the day: the ways and the contents the documents of these campaigns name."""

    planned_time = forms.CharField(
        label="检查时间", max_length=60, required=False, help_text="例如：上午 9 时。"
    )
    channel = forms.ChoiceField(label="通知方式", widget=forms.RadioSelect)
    materials = forms.CharField(
        label="应准备的材料", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    attend = forms.CharField(
        label="到场配合的要求", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    contact = forms.CharField(
        label="联系人及办公电话",
        required=False,
        max_length=120,
        help_text="写单位的办公电话，不写个人手机号。",
    )
    late_reason = forms.CharField(
        label="迟于规定的期限通知的，理由是",
        required=False,
        max_length=noticing.MOST_TOLD,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="文件或者本单位定了提前几个工作日通知的（信阳 十一：5 个工作日），来不及才写；来得及就不填。",
    )

    def __init__(self, *arguments: Any, campaigns: Iterable[Campaign], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        held = list(campaigns)
        ways = self.fields["channel"]
        assert isinstance(ways, forms.ChoiceField)
        ways.choices = noticing.channels(held)
        self.own: dict[str, str] = {}
        for name, one in noticing.asked_words(held).items():
            if not one.held:
                name = noticing.field_of(one)
                self.own[name] = one.word
                self.fields[name] = forms.CharField(
                    widget=forms.Textarea(attrs={"rows": 2}), max_length=noticing.MOST_TOLD
                )
            field = self.fields[name]
            field.label, field.required = one.word, True
            field.help_text = f"应当写明（{one.where}）。没有的，写“无”。"

    def said(self) -> dict[str, Any]:
        """The arguments of the actions."""
        plain = {name: value for name, value in self.cleaned_data.items() if name not in self.own}
        return plain | {"told": {word: self.cleaned_data[name] for name, word in self.own.items()}}


class SpreadForm(forms.Form):
    """From which day on, how many a day."""

    first_on = forms.DateField(
        label="从哪一天起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    per_day = forms.IntegerField(
        label="每个工作日几户",
        min_value=1,
        max_value=MOST_NOTICES,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text="不填的，都排在同一天。",
    )


@dataclass
class Row:
    """One enterprise on the page: whether it is chosen, its day as typed, what is wrong with it."""

    inspection: Inspection
    chosen: bool
    on: str
    error: str = ""
    others: tuple[Inspection, ...] = ()
    """Other open checks of the same enterprise that this person may know of: one visit could do for all."""


def _led(request: HttpRequest, campaign_id: int) -> Campaign:
    """A campaign this person runs for its unit; otherwise 404."""
    one = campaign_of(request, campaign_id)
    actor = actor_of(request)
    if not (is_system(actor) or actor.unit_id == one.unit_id):
        raise Http404
    return one


def _rows(request: HttpRequest, campaign: Campaign) -> list[Row]:
    """Those that wait to be notified, neighbours beside each other; as chosen and dated in what was posted."""
    waiting = visible(actor_of(request)).filter(campaign=campaign, state=ASSIGNED).select_related("draw")
    chosen = set(request.POST.getlist("pick"))
    first = request.method != "POST"
    found = [
        Row(one, first or str(one.pk) in chosen, request.POST.get(f"on_{one.pk}", "")[:10])
        for one in waiting.order_by("subject__township", "subject_address", "pk")[:MOST_NOTICES]
    ]
    elsewhere = defaultdict(list)
    open_ones = visible(actor_of(request)).filter(state__in=(ASSIGNED, NOTIFIED, WITHHELD))
    codes = [row.inspection.subject_code for row in found if row.inspection.subject_code]
    for one in open_ones.filter(subject_code__in=codes).exclude(campaign=campaign).select_related("campaign"):
        elsewhere[one.subject_code].append(one)
    for row in found:
        row.others = tuple(elsewhere[row.inspection.subject_code])
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _late(campaign: Campaign, rows: list[Row]) -> str:
    """Where a day is nearer than the term of notice allows; empty where none is."""
    days = sorted({day for row in rows if row.chosen and (day := _day(row.on)) is not None})
    for day in days:
        if term := noticing.missed([campaign], day):
            return (
                f"{in_words(day)}检查的，应在检查之前 {term.count} 个{term.unit_words}通知，即不迟于"
                f"{in_words(term.due)}（{term.citation}）；改不了日期的写明理由。"
            )
    return ""


@page(P.TASKS_LEAD)
def notify_all(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """全部告知: the days of all who wait to be notified, what the notices say, and the button."""
    campaign = _led(request, campaign_id)
    rows = _rows(request, campaign)
    act = request.POST.get("act", "")
    typed = {name: request.POST[name] for name in SpreadForm.base_fields if name in request.POST}
    spreading = SpreadForm(
        request.POST if act == "spread" else None, initial={"first_on": _first(campaign)} | typed
    )
    words = NoticeWords(
        request.POST if act == "notify" else None, campaigns=[campaign], initial=request.POST.dict()
    )
    silence = request.POST.get("reason", "")
    error = ""
    if act == "spread" and spreading.is_valid():
        _lay(rows, spreading.cleaned_data)
    if act == "notify" and words.is_valid():
        dates = {row.inspection.pk: _day(row.on) for row in rows if row.chosen}
        try:
            made = actions.notify_many(by=actor_of(request), campaign=campaign, dates=dates, **words.said())
        except Refused as refused:
            words.add_error(refused.field if refused.field in words.fields else None, refused.words())
            wrong = problems(actor_of(request), campaign, dates)
            for row in rows:
                if row.inspection.pk in wrong:
                    row.error = wrong[row.inspection.pk][1].words()
        else:
            messages.success(request, f"已通知 {len(made)} 户，每户一份通知书。请打印送达。")
            return HttpResponseRedirect(reverse("inspections:notice_papers", args=[campaign.pk]))
    if act == "withhold":
        dates = {row.inspection.pk: _day(row.on) for row in rows if row.chosen}
        try:
            laid = actions.withhold_many(by=actor_of(request), campaign=campaign, dates=dates, reason=silence)
        except Refused as refused:
            error = refused.words()
            for pk, (_, why) in problems(actor_of(request), campaign, dates).items():
                next(row for row in rows if row.inspection.pk == pk).error = why.words()
        else:
            messages.success(request, f"已定下 {len(laid)} 户的检查日期，不事先告知。")
            return HttpResponseRedirect(reverse("inspections:campaign", args=[campaign.pk]))
    telling = telling_of(campaign)
    context = {
        "title": "全部告知" if may_be_told(campaign) else "全部定下检查日期",
        "campaign": campaign,
        "telling": telling,
        "told": may_be_told(campaign),
        "own_fields": [words[name] for name in words.own],
        "silence": silence,
        "error": error,
        "rows": rows,
        "spreading": spreading,
        "words": words,
        "items": queries.items_of(campaign),
        "late": _late(campaign, rows),
        "most": MOST_NOTICES,
        "secret_until": _secret(request, campaign, "待通知的检查对象"),
    }
    return render(request, "inspections/notify_all.html", context)


def _first(campaign: Campaign) -> date:
    return max(campaign.check_from, timezone.localdate())


def _lay(rows: list[Row], asked: dict[str, Any]) -> None:
    chosen = [row for row in rows if row.chosen]
    days = spread(
        len(chosen),
        first=asked["first_on"],
        per_day=asked["per_day"] or 0,
        calendar=known_calendar(),
    )
    for row, day in zip(chosen, days, strict=False):
        row.on = day.isoformat()


def _secret(request: HttpRequest, campaign: Campaign, what: str) -> str:
    return look(
        request,
        current_draw(campaign),
        kind="plans.campaign",
        object_id=campaign.pk,
        what=what,
        number=campaign.number,
    )


def paper_parts(request: HttpRequest, notice: Notice) -> dict[str, Any]:
    """What a printed notice shows besides its own words: the team, the enterprise's own link and its picture, and
    the code to scan at the door while that is asked."""
    link = request.build_absolute_uri(reverse("portal:own_notice", args=[notice.token]))
    seats = notice.inspection.seats.order_by("number")
    sections = sections_of(notice.inspection)
    picture = _qr(link)
    entry = entry_code(notice) if conditions_of(notice.inspection).scan else ""
    door = request.build_absolute_uri(reverse("inspections:enter", args=[notice.inspection_id]))
    team = [(seat, seat_name(seat.seat)) for seat in seats if not seat.vacant]
    return {
        "team": team,
        "sections": sections,
        "points": noticing.points(notice, [section.inspection.campaign for section in sections]),
        "rights": noticing.rights_of(notice.inspection.campaign),
        "paper_title": noticing.titled(notice.inspection.campaign, "checks.notice_title"),
        "link": link,
        "qr": picture,
        "entry": entry,
        "entry_qr": _qr(f"{door}?code={entry}") if entry else "",
    }


def _qr(link: str) -> str:
    uri: str = segno.make(link, error="m").svg_data_uri(scale=4, border=1)
    return uri


@page(P.TASKS_LEAD)
def notice_papers(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Every notice of a campaign, one a sheet, to print at once."""
    campaign = _led(request, campaign_id)
    sent = (
        Notice.objects.filter(inspection__in=visible(actor_of(request)).filter(campaign=campaign))
        .exclude(channel=Channel.WITHHELD)
        .exclude(token_digest=None)  # told by the notice of another inspection of the same visit
        .select_related("inspection__agency")
        .order_by("planned_on", "inspection__number")[:MOST_NOTICES]
    )
    papers = [{"notice": one, "inspection": one.inspection, **paper_parts(request, one)} for one in sent]
    context = {
        "title": "检查通知书",
        "campaign": campaign,
        "papers": papers,
        "items": queries.items_of(campaign),
        "secret_until": _secret(request, campaign, "全部通知书"),
    }
    return render(request, "inspections/notice_papers.html", context)
