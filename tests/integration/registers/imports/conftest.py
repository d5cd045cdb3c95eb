"""Registers' files made on the spot, imported by the command line's own road."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from mingqian.accounts.current import system_actor
from mingqian.acts.refusal import Refused
from mingqian.codes import organisation_check_character, uscc_check_character
from mingqian.registers.importing.columns import Kind, column
from mingqian.registers.importing.readers import Unreadable
from mingqian.registers.importing.run import ImportSummary, import_file
from mingqian.registers.importing.stage import read_into


def unified_code(serial: int = 1, kind: str = "91", region: str = "370322") -> str:
    """A valid 统一社会信用代码 of nobody."""
    body = f"MA{serial:06d}"
    first = kind + region + body + organisation_check_character(body)
    return first + uscc_check_character(first)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the child's own code run in this process: the same reading and checking, without starting Python anew."""

    def read_file(file: Path, *, staging: Path, progress: Any = None, **job: Any) -> dict[str, Any]:
        try:
            return read_into(
                staging,
                job.pop("key"),
                source=file,
                progress=progress or (lambda done, rows: None),
                merge=job.pop("merge", False),
                **job,
            )
        except Unreadable as error:
            raise Refused(error.code, field="file", **error.params) from error

    monkeypatch.setattr("mingqian.registers.importing.run.read_file", read_file)


@pytest.fixture
def code_of() -> Callable[..., str]:
    """`code_of(serial, kind="91", region="370322")`."""
    return unified_code


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[..., Path]:
    """`file_of(rows, kind="subject", name="a.csv")`: rows (dicts by register column) as a CSV file."""

    def make(rows: Sequence[dict[str, Any]], kind: str = "subject", name: str = "a.csv") -> Path:
        names = list(dict.fromkeys(key for row in rows for key in row))
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column(Kind(kind), one).heading for one in names])
            writer.writerows([[row.get(one, "") for one in names] for row in rows])
        return path

    return make


@pytest.fixture
def take_in(data_folder: Path, agency: Any) -> Callable[..., ImportSummary]:
    """`take_in(path, kind="subject", **options)`: import a file into the agency's register."""

    def run(path: Path, kind: str = "subject", **options: Any) -> ImportSummary:
        return import_file(
            by=options.pop("by", system_actor()),
            path=path,
            agency=options.pop("agency", agency),
            kind=kind,
            **options,
        )

    return run
