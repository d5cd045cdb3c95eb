"""工作日: which years are announced, the days of a year, and importing the next notice."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.jobs.pages import carry_out
from mingqian.plans import actions, recounts, rulebook
from mingqian.plans.actions.rules import calendar_words
from mingqian.plans.documents.tables import is_workbook, sheets_of
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import TermRecount, WorkdayTable
from mingqian.plans.pages.common import actor_of
from mingqian.plans.works import RECOUNT
from mingqian.workdays import Calendar, CalendarError, YearTable, table_from_holiday_cn, table_from_sheet

LARGEST = 2_000_000


class WorkdayForm(forms.Form):
    """The notice of one year."""

    file = forms.FileField(
        label="放假安排",
        help_text="holiday-cn 的 JSON；或者表格（.xlsx、.csv），有“日期、类别、名称”三栏，类别写“休”或者“班”。",
    )


def read_table(data: bytes) -> YearTable:
    """The table of an uploaded file. Raises `Refused` with what is wrong."""
    if len(data) > LARGEST:
        raise Refused("plans.workdays_kind", field="file")
    try:
        if data.lstrip()[:1] in (b"{", b"["):
            return table_from_holiday_cn(data)
        if is_workbook(data):
            return table_from_sheet(sheets_of(data)[0])
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return table_from_sheet(list(csv.reader(io.StringIO(text))))
    except CalendarError as error:
        raise calendar_words(error) from error
    raise Refused("plans.workdays_kind", field="file")


def _months(calendar: Calendar, year: int) -> list[dict[str, object]]:
    """A year as twelve small sheets: each day with its kind."""
    months = []
    for month in range(1, 13):
        day = date(year, month, 1)
        cells: list[dict[str, object]] = [{"blank": True} for _ in range(day.weekday())]
        while day.month == month:
            known = calendar.day(day)
            weekend = day.weekday() >= 5
            kind = (
                "班"
                if known.workday and weekend
                else "休"
                if not known.workday and (known.name or not weekend)
                else ""
            )
            cells.append({"day": day, "kind": kind, "name": known.name, "workday": known.workday})
            day += timedelta(days=1)
        cells += [{"blank": True} for _ in range(-len(cells) % 7)]
        months.append({"month": month, "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)]})
    return months


@page(Permission.LAW_READ, Permission.SETTINGS_MANAGE)
def workday_list(request: HttpRequest) -> HttpResponse:
    """The calendar of a year; taking over a new notice."""
    actor = actor_of(request)
    form = WorkdayForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        actor.require(Permission.SETTINGS_MANAGE)
        again = request.POST.get("recount", "")
        if again:
            return carry_out(request, RECOUNT, get_object_or_404(WorkdayTable, pk=whole(again) or 0).pk)
        if form.is_valid():
            data = form.cleaned_data["file"].read(LARGEST + 1)
            try:
                row = actions.import_workdays(by=actor, table=read_table(data), original=data)
            except Refused as refused:
                refuse(form, refused)
            else:
                return carry_out(request, RECOUNT, row.pk)
    calendar = rulebook.known_calendar()
    given, taken = request.GET.get("year", ""), request.GET.get("table", "")
    if taken.isdecimal() and len(taken) < 10:
        given = str(WorkdayTable.objects.filter(pk=int(taken)).values_list("year", flat=True).first() or "")
    year = whole(given) or 0
    year = year if 2000 <= year <= 2100 else timezone.localdate().year
    context = {
        "title": "工作日",
        "form": form,
        "may_import": actor.may(Permission.SETTINGS_MANAGE),
        "year": year,
        "years": sorted({*calendar.years, max(calendar.years) + 1}, reverse=True),
        "announced": year in calendar.years,
        "last": max(calendar.years),
        "months": _months(calendar, year),
        "workdays": calendar.workdays_between(date(year, 1, 1), date(year, 12, 31)),
        "history": WorkdayTable.objects.select_related("recount").order_by("-id")[:20],
    }
    return render(request, "plans/workday_list.html", context)


@page(Permission.DESK_OPEN)
def recount(request: HttpRequest, recount_id: int) -> HttpResponse:
    """The terms this person holds that a notice of days off has settled: which day each was, which day it is."""
    actor = actor_of(request)
    one = get_object_or_404(TermRecount.objects.select_related("table"), pk=recount_id)
    notices = list(recounts.notices_to(actor, one))
    if not notices:
        raise Http404
    if request.method == "POST":
        try:
            actions.note_seen(by=actor, recount=one)
        except Refused as refused:
            messages.info(request, refused.words())
        return HttpResponseRedirect(reverse("staff:desk"))
    context = {
        "title": "期限重算",
        "recount": one,
        "notices": notices,
        "shifted": sum(notice.was != notice.now for notice in notices),
        "unread": recounts.unread(actor).filter(pk=one.pk).exists(),
    }
    return render(request, "plans/recount.html", context)
