"""What the import page shows of a batch: its step, notices, columns, rows, progress."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.registers.importing import batches, jobs, preview
from mingqian.registers.importing.columns import COLUMNS, Kind
from mingqian.registers.importing.mapping import HEADING_ROWS
from mingqian.registers.importing.staging import Staging
from mingqian.registers.models import ImportBatch
from mingqian.registers.wanted import by_field, can_lack

UNITS = {
    Kind.SUBJECT: "户",
    Kind.ITEM: "项",
    Kind.INSPECTOR: "人",
    Kind.EXPERT: "人",
    Kind.RECUSAL: "条",
}
LISTS = {
    Kind.SUBJECT: "registers:subject_list",
    Kind.ITEM: "registers:item_list",
    Kind.INSPECTOR: "registers:inspector_list",
    Kind.EXPERT: "registers:expert_list",
    Kind.RECUSAL: "registers:inspector_list",
}
PHASES = {"read": "第一步：读取文件，逐行检查", "compare": "第二步：与名录库比对", "apply": "正在收入名录库"}
NOTICES = {
    "rows_above": (
        "info",
        "标题在第 {row} 行；上面的内容当作表名，没有收入：{words}。不对的，在“列的对应”改正标题行。",
    ),
    "columns_unused": ("info", "文件中有 {count} 列没有用到：{columns}。"),
    "sheet_ignored": ("near", "只读取了第一张有内容的工作表；“{sheet}”（{rows} 行）没有读取。"),
    "encoding_mixed": ("near", "文件的文字编码前后不一致（按 {encoding} 读取），有乱码的行已搁置。"),
    "jurisdiction_column_missing": (
        "info",
        "文件没有“管辖单位”列：这些检查对象的管辖单位为空，但不进入“待定管辖”队列。",
    ),
}
STEPS = ("文件", "列的对应", "预览", "结果")
STEP_OF = {
    "uploaded": 1,
    "reading": 1,
    "preview": 2,
    "applying": 2,
    "applied": 3,
    "cancelled": 0,
    "failed": 0,
}


def steps(current: int, *, done: bool = False) -> list[dict[str, str]]:
    """The four steps, how far it has come."""
    return [
        {"name": name, "css": "done" if place < current or done else "current" if place == current else ""}
        for place, name in enumerate(STEPS)
    ]


def failure(batch: ImportBatch) -> str:
    """Why the batch could not go on, in words; empty where it could."""
    if not batch.failure:
        return ""
    return Refused(batch.failure["code"], **batch.failure.get("params", {})).words()


def notices(batch: ImportBatch) -> list[tuple[str, str, dict[str, Any]]]:
    """What reading noticed about the file: tone, wording, parameters."""
    return [(*NOTICES[code], params) for code, params in batch.notices if code in NOTICES]


def rows(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """The tabs and the rows of the chosen one; after applying only the rows set aside remain."""
    counts = preview.counts_by_tab(batch)
    applied = batch.state == "applied"
    tab = request.GET.get("tab", "")
    if applied:
        tab = "aside"
    elif tab not in counts:
        tab = "aside" if batch.set_aside else "warned" if batch.warned else "all"
    here = reverse("registers:import_preview", args=[batch.pk])
    reason = request.GET.get("reason", "")
    context: dict[str, Any] = {
        "tab": tab,
        "reason": reason,
        "tabs": [
            {"code": code, "name": name, "count": counts[code], "url": f"{here}?tab={code}"}
            for code, name, _ in preview.TABS
        ],
        "applied": applied,
        "counts": counts,
    }
    try:
        staging: Staging = batches.open_staging(batch)
    except Refused:
        return context
    try:
        found = preview.rows_of(
            staging,
            tab,
            reason=reason,
            after=number(request.GET.get("after")),
            before=number(request.GET.get("before")),
        )
        context["rows"] = found.rows
        context["reasons"] = [
            {**one, "url": f"{here}?{urlencode({'tab': tab, 'reason': one['code']})}"}
            for one in preview.reason_counts(staging, tab)
        ]
    finally:
        staging.close()
    asked = {"tab": tab, **({"reason": reason} if reason else {})}
    if found.older is not None:
        context["older"] = f"{here}?{urlencode({**asked, 'after': found.older})}"
    if found.newer is not None:
        context["newer"] = f"{here}?{urlencode({**asked, 'before': found.newer})}"
    return context


def not_in_file(batch: ImportBatch) -> str:
    """What the documents want registered and no column of the file is mapped to, with the articles; empty for nothing."""
    headings = {one.name: one.heading for one in COLUMNS[Kind(batch.kind)]}
    found = [
        f"{headings[name]}（{where}）"
        for name, where in by_field(batch.agency_id, batch.kind).items()
        if name in headings and name not in batch.mapping and can_lack(batch.kind, name)
    ]
    if not found:
        return ""
    return (
        f"适用的文件要求登记、这个文件里没有对应列的：{'、'.join(found)}。"
        "可以在“列的对应”里指定，或者收入以后在名录里补上（“按规则核对”列出还缺的）。"
    )


def number(text: str | None) -> int | None:
    """A row number of an address, or None."""
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def heading_rows(batch: ImportBatch) -> list[tuple[int, str, bool]]:
    """Where the headings may stand: the row, in words, whether it is so read now."""
    now = batch.options.get("found_heading_row", 1)
    most = max(HEADING_ROWS, now)
    rows = [(row, f"标题在第 {row} 行") for row in range(1, most + 1)]
    return [(row, words, row == now) for row, words in [*rows, (0, "没有标题行，第一行就是内容")]]


def mapping_rows(batch: ImportBatch) -> list[dict[str, Any]]:
    """One line a column of the file: its heading, samples, and which register column it goes to."""
    chosen = {place: name for name, place in batch.mapping.items()}
    guessed = set(batch.options.get("guessed", {}).values())
    return [
        {
            "name": f"col_{place}",
            "heading": one["heading"] or f"第 {place + 1} 列（没有标题）",
            "samples": "；".join(sample for sample in one["samples"][:3] if sample),
            "chosen": chosen.get(place, ""),
            "guessed": place in guessed,
        }
        for place, one in enumerate(batch.columns)
    ]


def progress(batch: ImportBatch) -> dict[str, Any]:
    """What the bar shows: thousandths of the phase, in words of rows."""
    now = jobs.progress_of(batch.pk)
    applying = batch.state == "applying"
    phase = "apply" if applying else now.phase
    words = f"{PHASES[phase]}，已到第 {now.rows:,} 行" if now.rows else PHASES[phase]
    return {"done": round(now.done * 100), "whole": 100, "words": words, "applying": applying}
