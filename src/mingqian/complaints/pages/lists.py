"""投诉举报: the list with counts, filters and charts; taking it out as a file."""

from __future__ import annotations

import tempfile
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.complaints import actions
from mingqian.complaints.models import Complaint
from mingqian.complaints.pages.common import number_of
from mingqian.complaints.queries import TABS, by_kind, by_way, choices, narrowed, term_of
from mingqian.complaints.rules import Rules
from mingqian.complaints.scope import arrangement, in_office, in_officers_unit, on_duty, visible
from mingqian.complaints.states import COMPLAINT
from mingqian.registers.workbooks import workbook, write_sheet

P = Permission
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    "受理编号", "方式", "督办、移送机关和文号", "反映的事项", "隐患的表现", "违法行为类别", "涉及人员死亡",
    "被反映的单位", "统一社会信用代码", "地点", "反映的内容", "收到时间", "受理人", "登记时间", "登记人",
    "承办单位、转交的部门", "办理结果", "答复日期", "状态",
)  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, str]:
    said = {name: request.GET.get(name, "").strip()[:80] for name in ("tab", "q", "way", "kind")}
    if said["tab"] not in {code for code, _ in TABS}:
        said["tab"] = ""
    return said


def _narrowed(request: HttpRequest, asked: dict[str, str], tab: str) -> QuerySet[Complaint]:
    return narrowed(
        visible(actor_of(request)), tab=tab, words=asked["q"], way=asked["way"], kind=asked["kind"]
    )


@page(P.COMPLAINTS_HANDLE, P.COMPLAINTS_DEAL, P.COMPLAINTS_ARRANGE)
def complaint_list(request: HttpRequest) -> HttpResponse:
    """Everything one may know of; by state, way, kind, enterprise."""
    actor, asked = actor_of(request), _asked(request)
    every = visible(actor)
    rows = _narrowed(request, asked, asked["tab"])
    total = rows.count()
    after = number_of(request.GET.get("after", ""))
    shown = rows.filter(pk__lt=after) if after else rows
    found = list(shown.select_related("unit", "subject", "shift").order_by("-pk")[: PAGE + 1])
    kept = {name: value for name, value in asked.items() if value}
    older = f"?{urlencode(kept | {'after': str(found[PAGE - 1].pk)})}" if len(found) > PAGE else ""
    rules, held = Rules(actor.agency_id), arrangement(actor.agency_id)
    ways, kinds = choices(every)
    tabs = [
        {
            "code": code,
            "name": name,
            "url": "?" + urlencode({k: v for k, v in (kept | {"tab": code}).items() if v}),
            "count": _narrowed(request, asked, code).count(),
        }
        for code, name in TABS
    ]
    year = every.filter(taken_at__year=timezone.localdate().year)
    context: dict[str, Any] = {
        "title": "投诉举报",
        "rows": [(one, term_of(one, rules)) for one in found[:PAGE]],
        "total": total,
        "older": older,
        "tabs": tabs,
        "asked": asked,
        "filtered": bool(asked["q"] or asked["way"] or asked["kind"]),
        "ways": ways,
        "kinds": kinds,
        "year": timezone.localdate().year,
        "year_count": year.count(),
        "by_way": by_way(year),
        "by_kind": by_kind(year),
        "arranged": held,
        "office": in_office(actor, held),
        "officers_unit": in_officers_unit(actor, held),
        "shift": on_duty(actor),
        "rules": rules,
        "query": urlencode(kept),
    }
    return render(request, "complaints/complaint_list.html", context)


@page(P.COMPLAINTS_HANDLE)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as it is filtered, without anybody who complained."""
    asked = _asked(request)
    rows = _narrowed(request, asked, asked["tab"]).select_related("unit", "subject").order_by("pk")
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- FileResponse closes it
    try:
        with workbook(file) as book:
            count = write_sheet(book, "投诉举报", HEADINGS, (_cells(one) for one in rows))
    except BaseException:
        file.close()
        raise
    actions.note_export(
        by=actor_of(request), rows=count, conditions={name: value for name, value in asked.items() if value}
    )
    file.seek(0)
    name = f"投诉举报-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _cells(one: Complaint) -> list[str]:
    subject = one.subject
    code = subject.code if subject is not None and subject.code_kind != "person" else ""

    def time(value: Any) -> str:
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""

    return [
        one.number, one.way, one.came_from, one.about, one.danger, one.kind_words, "是" if one.fatal else "",
        one.subject_name, code, one.place, one.content, time(one.received_at), one.taken_by,
        time(one.registered_at), one.registered_by, one.unit.name if one.unit else one.to_name, one.result,
        one.replied_on.isoformat() if one.replied_on else "", COMPLAINT.states[one.state].name,
    ]  # fmt: skip
