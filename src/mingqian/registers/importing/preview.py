"""What a preview shows of a staged batch: its tabs, the rows of one tab, the reasons. Reads the staging file only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mingqian.registers.importing.columns import COLUMNS, Kind, Value
from mingqian.registers.importing.issues import ISSUES, Weight
from mingqian.registers.importing.masking import hidden, masked
from mingqian.registers.importing.set_aside import cells_of, reasons
from mingqian.registers.importing.staging import Fate, Staging
from mingqian.registers.models import ImportBatch

PAGE: Final = 50

TABS: Final = (
    ("all", "全部", "1 = 1"),
    ("new", "新增", f"fate = {int(Fate.NEW)}"),
    ("changed", "变更", f"fate = {int(Fate.CHANGED)}"),
    ("unchanged", "不变", f"fate = {int(Fate.UNCHANGED)}"),
    ("warned", "警告", f"weight = {int(Weight.WARN)} AND fate <> {int(Fate.ASIDE)}"),
    ("aside", "搁置", f"fate = {int(Fate.ASIDE)}"),
)
"""Code, name, and condition of the six tabs. 警告 are among the first four; 搁置 are rows that are not taken."""

FATES: Final = {
    Fate.NEW: ("新增", "done"),
    Fate.CHANGED: ("变更", "doing"),
    Fate.UNCHANGED: ("不变", "todo"),
    Fate.ASIDE: ("搁置", "bad"),
    Fate.UNDECIDED: ("未比对", "todo"),
}


@dataclass(frozen=True)
class Changed:
    """One field of a changed row; `personal` ones show no values."""

    label: str
    before: str
    after: str
    personal: bool


@dataclass(frozen=True)
class PreviewRow:
    """One row as the preview shows it."""

    number: int
    fate: str
    tone: str
    key: str
    name: str
    reasons: list[dict[str, str]]
    changes: list[Changed]
    cells: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PreviewPage:
    """Fifty rows of a tab and the numbers of the rows beside it (None at an end)."""

    rows: list[PreviewRow]
    older: int | None
    newer: int | None


def counts_by_tab(batch: ImportBatch) -> dict[str, int]:
    """How many rows stand in each tab."""
    return {
        "all": batch.read,
        "new": batch.new,
        "changed": batch.changed,
        "unchanged": batch.unchanged,
        "warned": batch.warned,
        "aside": batch.set_aside,
    }


def reason_counts(staging: Staging, tab: str) -> list[dict[str, Any]]:
    """The reasons of a tab, the most frequent first: code, title, advice, count."""
    found = []
    for where, code, count in staging.meta("reasons") or []:
        if where == tab:
            found.append(
                {"code": code, "title": ISSUES[code].title, "advice": ISSUES[code].advice, "count": count}
            )
    return found


def rows_of(
    staging: Staging,
    tab: str,
    *,
    reason: str = "",
    after: int | None = None,
    before: int | None = None,
) -> PreviewPage:
    """One page of a tab, behind row `after` or before row `before`; `reason` narrows to one reason."""
    conditions = {code: sql for code, _, sql in TABS}
    where, parameters = [conditions.get(tab, "1 = 1")], []
    if reason in ISSUES:
        where.append("issues IS NOT NULL AND instr(issues, ?) > 0")
        parameters.append(f'["{reason}"')
    back = before is not None and after is None
    edge = before if back else after
    if edge is not None:
        where.append(f"number {'<' if back else '>'} ?")
        parameters.append(str(edge))
    kind = Kind(staging.meta("kind"))
    names = [one for one in ("name", "x_inspector_name", "x_subject_name") if one in staging.fields]
    shown = ", ".join(f"f_{one}" for one in names) or "NULL"
    found = staging.db.execute(
        f"SELECT number, fate, weight, key, issues, diff, raw, {shown} FROM rows "  # noqa: S608 -- our own names
        f"WHERE {' AND '.join(where)} ORDER BY number {'DESC' if back else 'ASC'} LIMIT ?",
        [*parameters, PAGE + 1],
    ).fetchall()
    more = len(found) > PAGE
    found = found[:PAGE]
    if back:
        found.reverse()
    rows = [_shown(staging, kind, row) for row in found]
    numbers = [row.number for row in rows]
    return PreviewPage(
        rows,
        older=numbers[-1] if rows and (more or back) else None,
        newer=numbers[0] if rows and ((more and back) or (not back and edge is not None)) else None,
    )


def _shown(staging: Staging, kind: Kind, row: Sequence[Any]) -> PreviewRow:
    number, fate, _, key, issues, diff, raw, *names = row
    word, tone = FATES[Fate(fate)]
    aside = fate == Fate.ASIDE
    why = reasons(json.loads(issues) if issues else [], kind, at_least=Weight.ASIDE if aside else Weight.WARN)
    return PreviewRow(
        number=number,
        fate=word,
        tone=tone,
        key=_key(kind, key),
        name="　".join(str(one) for one in names if one),
        reasons=why,
        changes=_changes(kind, json.loads(diff)) if diff else [],
        cells=_cells(staging, kind, raw) if aside and raw is not None else [],
    )


def _key(kind: Kind, key: str | None) -> str:
    if key is None or kind in (Kind.EXPERT, Kind.RECUSAL):
        return ""
    if kind is Kind.INSPECTOR:
        return key.removeprefix("C:") if key.startswith("C:") else ""
    return masked(key)


def _changes(kind: Kind, diff: dict[str, list[str] | None]) -> list[Changed]:
    labels = {one.name: one.heading for one in COLUMNS[kind]} | {
        "unit_id": "所在单位",
        "status_note": "状态说明",
    }
    return [
        Changed(
            labels.get(name, name),
            masked(pair[0]) if pair else "",
            masked(pair[1]) if pair else "",
            pair is None,
        )
        for name, pair in diff.items()
    ]


def _cells(staging: Staging, kind: Kind, raw: bytes) -> list[tuple[str, str]]:
    """The file's cells of a row set aside: personal columns hidden, and what looks like a number elsewhere."""
    headings: list[str] = staging.meta("headings")
    personal = {one.name for one in COLUMNS[kind] if one.value in (Value.PHONE, Value.PERSON_ID)}
    private = {place for name, place in staging.meta("mapping").items() if name in personal}
    cells = cells_of(staging, raw, len(headings))
    return [
        (heading, hidden(cell) if place in private else masked(cell))
        for place, (heading, cell) in enumerate(zip(headings, cells, strict=False))
        if cell
    ]
