"""From a file to its staging file, inside the child."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from mingqian.registers.importing import mapping as headings_of
from mingqian.registers.importing.checks import Checker, checker_for
from mingqian.registers.importing.columns import Kind, column
from mingqian.registers.importing.issues import Weight
from mingqian.registers.importing.makers import count_for, made
from mingqian.registers.importing.masking import hidden, masked
from mingqian.registers.importing.readers import Batch, Unreadable, open_source
from mingqian.registers.importing.staging import Cipher, Fate, Staging

SAMPLES = 5


def read_into(
    staging_path: Path,
    key: str,
    *,
    source: Path,
    kind: str,
    mapping: Mapping[str, int | str] | None,
    merge: bool,
    today: date,
    guess_fields: bool,
    own_regions: Sequence[str],
    heading_row: int | None = None,
    progress: Callable[[float, int], None],
) -> dict[str, Any]:
    """Read, check and stage every row; returns what the pages show of the file.

    `mapping` names the file's column, by heading or position, for the register's columns; with `merge` the others
    are guessed, without it they are not read. `heading_row` is the row of the headings as a person states it, 0 where
    the file has none; without it the row is guessed. When a required column is not found, nothing is staged and the
    answer says `"staged": False`, so that a person can map the columns. Raises `Unreadable`.
    """
    file = open_source(source)
    batches = iter(file.batches)
    first: Batch = []
    for batch in batches:
        first += batch
        if len(first) > headings_of.HEADING_ROWS + SAMPLES:
            break
    if not first:
        raise Unreadable("registers.file_empty")
    which = Kind(kind)
    at = _heading_place(which, first, heading_row)
    body: Batch = first[at + 1 :]
    if at < 0:
        heading_row, headings = 0, [""] * max(len(cells) for _, cells in first)
    else:
        heading_row, headings = first[at][0], [cell.strip() for cell in first[at][1]]
    guessed = headings_of.guess(which, headings)
    used = _used(guessed, headings, mapping, merge=merge)
    if at < 0:  # what the rows set aside will be headed with, when they are given out
        headings = [f"第 {place + 1} 列" for place in range(len(headings))]
        for name, place in used.items():
            if 0 <= place < len(headings):
                headings[place] = column(which, name).heading
    samples = [
        [cells[place] if place < len(cells) else "" for _, cells in body[:SAMPLES]]
        for place in range(len(headings))
    ]
    private = {place for name, place in {**guessed, **used}.items() if column(which, name).personal}
    answer: dict[str, Any] = {
        "format": file.format,
        "headings": headings,
        "heading_row": heading_row,
        "samples": [
            [(hidden(cell) if place in private else masked(cell))[:40] for cell in cells]
            for place, cells in enumerate(samples)
        ],
        "mapping": used,
        "guessed": guessed,
        "rows_expected": file.rows_expected,
    }
    missing = headings_of.missing(which, used)
    if missing or any(not 0 <= place < len(headings) for place in used.values()):
        return {**answer, "staged": False, "missing": missing, "rows": 0}
    checker = checker_for(
        which, used, headings, today=today, guess_fields=guess_fields, own_regions=own_regions
    )
    personal = checker.personal()
    staging = Staging.create(
        staging_path,
        key,
        fields=checker.fields,
        personal=personal,
        meta={
            "kind": kind,
            "mapping": used,
            "headings": headings,
            "heading_row": heading_row,
            "today": today.isoformat(),
            "derived": getattr(checker, "derived", []),
        },
    )
    add = staging.adder(checker.fields)
    rows_of = partial(_opening, checker, personal, key, which is not Kind.SUBJECT)
    count = 0
    remaining: Iterator[Batch] = chain([body], batches)
    makers = count_for(file.rows_expected)
    for rows in made(remaining, rows_of, makers=makers):
        add(rows)
        count += len(rows)
        progress(file.done(), count)
    repeated = set(staging.index())
    if repeated:
        again = open_source(source)
        staging.keep_cells(
            (number, json.dumps(cells, ensure_ascii=False)) for number, cells in again.some(repeated)
        )
    staging.finish()
    staging.close()
    notices = [[code, params] for code, params in file.notices]
    above = [cell.strip() for _, cells in first[: max(at, 0)] for cell in cells if cell.strip()]
    if above:
        notices.append(["rows_above", {"row": heading_row, "words": masked("、".join(above))[:80]}])
    unused = [name for place, name in enumerate(headings) if name and place not in used.values()]
    if unused:
        notices.append(["columns_unused", {"columns": "、".join(unused[:30]), "count": len(unused)}])
    return {**answer, "staged": True, "rows": count, "notices": notices}


def _heading_place(kind: Kind, first: Batch, stated: int | None) -> int:
    """Where among the first rows the headings stand; -1 where the file has none."""
    if stated == 0:
        return -1
    if stated is not None:
        for place, (number, _) in enumerate(first):
            if number == stated:
                return place
    return headings_of.find_headings(kind, [cells for _, cells in first])


def _used(
    guessed: dict[str, int], headings: list[str], mapping: Mapping[str, int | str] | None, *, merge: bool
) -> dict[str, int]:
    """The mapping by positions. Raises `Unreadable` for a heading the file has not."""
    if mapping is None:
        return guessed
    stated: dict[str, int] = {}
    for name, place in mapping.items():
        if isinstance(place, str):
            if place not in headings:
                raise Unreadable("registers.columns_missing", columns=place)
            place = headings.index(place)
        stated[name] = place
    if not merge:
        return stated
    taken = set(stated.values())
    kept = {name: place for name, place in guessed.items() if name not in stated and place not in taken}
    return {**kept, **stated}


def _opening(checker: Checker, personal: set[str], key: str, keep_all: bool) -> Callable[[Batch], list[Any]]:
    """The function that checks a batch and makes its rows ready for the staging file.

    `keep_all`: small registers keep every row's cells, since comparing may set any of them aside.
    """
    seal = Cipher(key).seal
    hidden = [place for place, name in enumerate(checker.fields) if name in personal]
    aside, undecided = int(Fate.ASIDE), int(Fate.UNDECIDED)
    dumps = partial(json.dumps, ensure_ascii=False)

    def rows_of(batch: Batch) -> list[Any]:
        rows = []
        for number, cells in batch:
            checked = checker(number, cells)
            values = checked.values
            for place in hidden:
                text = values[place]
                if text is not None:
                    values[place] = seal(str(text))  # type: ignore[call-overload]
            weight = int(checked.weight)
            put_aside = weight == Weight.ASIDE
            rows.append(
                (
                    number,
                    aside if put_aside else undecided,
                    weight,
                    weight,
                    checked.key,
                    dumps(checked.issues) if checked.issues else None,
                    seal(dumps(checked.original)) if checked.original else None,
                    seal(dumps(cells)) if put_aside or keep_all or checked.key is None else None,
                    *values,
                )
            )
        return rows

    return rows_of
