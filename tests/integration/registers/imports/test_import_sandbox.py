"""The real child: hostile and broken files, limits, a sudden end. The register is never touched."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingqian.acts.refusal import Refused
from mingqian.registers.importing import sandbox
from mingqian.registers.importing.run import ImportSummary
from mingqian.registers.importing.staging import new_key
from mingqian.registers.models import ImportBatch, Subject

TakeIn = Callable[..., ImportSummary]


def read(path: Path, folder: Path, **options: Any) -> dict[str, Any]:
    from datetime import date

    return sandbox.read_file(
        path,
        staging=folder / "staging.sqlite3",
        key=new_key(),
        kind="subject",
        mapping=None,
        today=date(2026, 11, 21),
        **options,
    )


def refusal(path: Path, folder: Path, **options: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        read(path, folder, **options)
    assert not (folder / "staging.sqlite3").exists()
    assert refused.value.words()
    return refused.value


def many(path: Path, count: int = 60_000) -> Path:
    with path.open("w") as file:
        file.write("名称,统一社会信用代码,经营范围\n")
        for n in range(count):
            file.write(f"某县{n}号机械有限公司,91370322MA{n:08d},{'机械' * 40}\n")
    return path


def test_a_child_reads_and_answers(tmp_path: Path) -> None:
    told: list[tuple[float, int]] = []
    answer = read(
        many(tmp_path / "a.csv", 500), tmp_path, progress=lambda done, rows: told.append((done, rows))
    )
    assert (answer["rows"], answer["staged"], answer["format"]) == (500, True, "CSV")
    assert told
    assert (tmp_path / "staging.sqlite3").stat().st_mode & 0o077 == 0


def test_the_child_knows_no_keys_no_database_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MINGQIAN_SECRET_KEY", "MINGQIAN_DATA", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in sandbox.environment().values()


def test_the_child_imports_neither_django_nor_the_rooms_above(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; import mingqian.registers.importing.child, mingqian.registers.importing.stage;"
        "from mingqian.registers.importing.checks import small, subject;"
        "from mingqian.registers.importing.readers import delimited, markup, parquet, workbook;"
        "print([m for m in sys.modules if m.split('.')[0] == 'django' or m in ('mingqian.acts', 'mingqian.accounts')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=sandbox.environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_file_that_wants_too_much_memory_ends_the_child_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w") as file:
        file.write("名称,统一社会信用代码\n")
        file.writelines("某," * 200_000 + "\n" for _ in range(40))
    found = refusal(path, tmp_path, memory_bytes=90 << 20)
    assert found.code in ("registers.child_memory", "registers.child_broke")


def test_a_child_that_works_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "CPU_SECONDS", 1)
    assert refusal(many(tmp_path / "a.csv", 150_000), tmp_path).code == "registers.child_time"


def test_a_child_that_says_nothing_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SILENT_SECONDS", 0.0)
    assert refusal(many(tmp_path / "a.csv"), tmp_path).code == "registers.child_time"


def test_killing_the_child_in_the_midst_leaves_no_trace(
    take_in: TakeIn, tmp_path: Path, data_folder: Path
) -> None:
    path = many(tmp_path / "a.csv", 200_000)
    killed: list[int] = []

    def kill() -> None:
        for _ in range(400):
            for pid in children():
                time.sleep(0.15)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    with pytest.raises(Refused) as refused:
        take_in(path)
    thread.join()
    assert killed
    assert refused.value.code == "registers.child_killed"
    assert not Subject.objects.exists()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.failure["code"]) == ("failed", "registers.child_killed")
    assert not (data_folder / "imports" / str(batch.pk) / "staging.sqlite3").exists()


def children() -> list[int]:
    """Processes of this one that run the child."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            stat = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes()
            if int(stat[1]) == os.getpid() and b"importing.child" in command:
                found.append(int(entry.name))
    return found


def test_a_workbook_with_one_cell_at_the_far_corner(tmp_path: Path) -> None:
    """1.4 KB that ask for sixteen billion cells: no `except` in this process would ever see it end."""
    import zipfile

    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    path = tmp_path / "corner.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    assert path.stat().st_size < 4000
    assert refusal(path, tmp_path).code in ("registers.child_broke", "registers.child_memory")


@pytest.mark.shared
def test_awkward_spreadsheets_are_read_or_refused_in_words(tmp_path: Path, shared: Path) -> None:
    refused: dict[str, str] = {}
    answered: dict[str, bool] = {}
    folder = shared / "data" / "malformed" / "spreadsheets"
    for path in sorted(folder.iterdir()):
        if path.suffix == ".md":
            continue
        try:
            answered[path.name] = read(path, tmp_path)["staged"]
        except Refused as error:
            assert error.words()
            refused[path.name] = error.code
    assert refused["pass_protected.xlsx"] == "registers.file_password"
    assert refused["empty_sheet.xlsx"] == "registers.file_empty"
    assert "OOM_alloc.xls" in {**refused, **answered}
    assert len(refused) + len(answered) >= 7
    assert not any(answered.values())  # none of them has our columns


@pytest.mark.shared
def test_naughty_strings_as_names_break_nothing(take_in: TakeIn, tmp_path: Path, shared: Path) -> None:
    import csv
    import json

    from mingqian.codes import organisation_check_character, uscc_check_character

    strings = json.loads((shared / "data" / "malformed" / "blns" / "blns.json").read_text())
    path = tmp_path / "naughty.csv"
    with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as file:
        writer = csv.writer(file)
        writer.writerow(["统一社会信用代码", "名称", "经营范围", "法定代表人"])
        for n, text in enumerate(strings):
            body = f"MA{n:06d}"
            first = "91370322" + body + organisation_check_character(body)
            writer.writerow([first + uscc_check_character(first), text, text, text])
    summary = take_in(path)
    assert summary.read == summary.new + summary.set_aside >= len(strings) - 5
    assert Subject.objects.count() == summary.new > 300
    assert take_in(path).unchanged == summary.new
