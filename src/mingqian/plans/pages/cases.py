"""案例: the cases the packs are tested by, for the legal section; and a form to try an own one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import page
from mingqian.law import Pack
from mingqian.law.cases import QUESTIONS, WORDS, Case, CaseError, ask, judge, read_cases
from mingqian.law.wording import short_name
from mingqian.plans import packs, rulebook
from mingqian.plans.pages.common import actor_of

EXAMPLE = """\
- name: 我的案例
  packs: [gaoqing]
  given: { 问: 抽取户数, 类别: 一般, 户数: 101 }
  on: 2026-03-16
  then: { 至少: 6 }
  article: 5.1.2
"""
LARGEST = 20_000


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "没有"
    if isinstance(value, list | tuple):
        return "、".join(_words(one) for one in value) or "没有"
    return str(value)


def _pairs(table: Any) -> list[tuple[str, str]]:
    return [
        (str(name), "；".join(f"{a}：{_words(b)}" for a, b in value.items()) if isinstance(value, dict) else _words(value))
        for name, value in table.items()
    ]  # fmt: skip


def _by_id(actor: Actor, *, own: bool) -> dict[str, Pack]:
    """The packs as their files have them, or as the agency has decided."""
    return {
        pack.id: packs.pack_for(actor.agency_id, pack.id) if own and actor.agency_id else pack
        for pack in packs.available(actor.agency_id)
    }


def _shown(case: Case, by_id: dict[str, Pack]) -> dict[str, Any]:
    calendar = rulebook.known_calendar()
    row: dict[str, Any] = {
        "case": case,
        "names": [short_name(by_id[name]) if name in by_id else name for name in case.packs],
        "given": _pairs(case.given),
        "then": _pairs(case.then),
    }
    try:
        outcome = judge(case, by_id, calendar)
    except CaseError as error:
        return row | {"wrong": [str(error)]}
    return row | {
        "wrong": list(outcome.wrong),
        "answer": _pairs(outcome.answer),
        "article": outcome.article,
    }


def cases_folder() -> Path:
    """Where the cases are: beside the packs."""
    return Path(settings.LAW_PACKS).parent / "cases"


@page(Permission.LAW_READ)
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases by file, each asked just now."""
    actor = actor_of(request)
    pack_id, words = request.GET.get("pack", ""), request.GET.get("q", "").strip()
    by_id = _by_id(actor, own=False)
    groups, count, wrong = [], 0, 0
    for file in sorted(cases_folder().glob("*.yaml")):
        rows = []
        for case in read_cases(file.name, file.read_text(encoding="utf-8")):
            if (pack_id and pack_id not in case.packs) or (
                words and words not in f"{case.name} {case.article}"
            ):
                continue
            row = _shown(case, by_id)
            rows.append(row)
            wrong += bool(row["wrong"])
        if rows:
            groups.append({"name": file.stem.partition("-")[2] or file.stem, "rows": rows})
            count += len(rows)
    context = {
        "title": "案例",
        "groups": groups,
        "count": count,
        "wrong": wrong,
        "packs": list(by_id.values()),
        "pack_id": pack_id,
        "q": words,
    }
    return render(request, "plans/case_list.html", context)


@page(Permission.LAW_READ)
def case_try(request: HttpRequest) -> HttpResponse:
    """Cases of one's own: written in the box, asked, nothing kept."""
    actor = actor_of(request)
    text = request.POST.get("text", EXAMPLE)
    own = request.POST.get("own") == "1"
    rows: list[dict[str, Any]] = []
    error = ""
    if request.method == "POST":
        if len(text) > LARGEST:
            error = f"太长了：最多 {LARGEST} 字。"
        else:
            try:
                by_id = _by_id(actor, own=own)
                cases = read_cases("自己的案例", text)
                for case in cases:
                    ask(case, by_id, rulebook.known_calendar())
                rows = [_shown(case, by_id) for case in cases]
            except CaseError as refused:
                error = str(refused)
    context = {
        "title": "试一个案例",
        "text": text,
        "own": own,
        "rows": rows,
        "error": error,
        "questions": [(name, "、".join(sorted(known))) for name, (known, _) in QUESTIONS.items()],
        "words": [(name, "、".join(listed)) for name, listed in WORDS.items()],
    }
    return render(request, "plans/case_try.html", context)
