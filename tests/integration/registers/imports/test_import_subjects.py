"""Subjects from file to register, on whichever database the tests run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event, Seal
from mingqian.audit.verify import verify
from mingqian.registers.importing import batches, kinds
from mingqian.registers.importing.run import ImportSummary, import_file
from mingqian.registers.importing.set_aside import write_set_aside
from mingqian.registers.models import ImportBatch, Revision, Subject
from mingqian.registers.search_tables import TABLE
from mingqian.registers.serials import serial_of

pytestmark = pytest.mark.usefixtures("read_here")

FileOf = Callable[..., Path]
TakeIn = Callable[..., ImportSummary]
CodeOf = Callable[..., str]


def balanced(summary: ImportSummary) -> bool:
    """Nothing has vanished."""
    return summary.read == summary.new + summary.changed + summary.unchanged + summary.set_aside


def issues_of(summary: ImportSummary) -> dict[int, list[str]]:
    """Reason codes by row, of a previewed batch."""
    staging = batches.open_staging(ImportBatch.objects.get(pk=summary.batch_id))
    try:
        return {
            number: [issue[0] for issue in json.loads(text)]
            for number, text in staging.select("SELECT number, issues FROM rows WHERE issues IS NOT NULL")
        }
    finally:
        staging.close()


@pytest.fixture
def ten(code_of: CodeOf) -> list[dict[str, Any]]:
    """Ten ordinary rows."""
    return [
        {
            "code": code_of(n),
            "name": f"某县第{n}机械有限公司",
            "legal_person": f"张某{n}",
            "phone": f"1380000{n:04d}",
            "founded_on": f"2019-03-{n:02d}",
            "registered_address": f"某县工业路{n}号",
            "status": "存续",
            "credit_grade": "ABCD"[n % 4],
            "joint_punishment": "是" if n == 3 else "否",
        }
        for n in range(1, 11)
    ]


def test_new_rows_stand_in_the_register_as_the_file_says(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], agency: Any
) -> None:
    summary = take_in(file_of(ten))
    assert (summary.read, summary.new, summary.set_aside, summary.warned) == (10, 10, 0, 0)
    row = Subject.objects.get(code=ten[2]["code"])
    assert (row.agency_id, row.name, row.legal_person, row.phone) == (
        agency.pk,
        "某县第3机械有限公司",
        "张某3",
        "13800000003",
    )
    assert (row.founded_on.isoformat(), row.status, row.credit_grade) == ("2019-03-03", "existing", "D")
    assert (row.joint_punishment, row.major_hazard, row.version, row.kind) == (True, False, 1, "enterprise")
    assert (row.region_code, row.field, row.batch_id) == ("370322", "机械", summary.batch_id)
    assert "对照表" in row.field_basis


def test_the_record_holds_after_an_import(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    take_in(file_of(ten))
    ten[0]["name"] = "某县改名有限公司"
    ten[1]["phone"] = "13900000000"
    take_in(file_of(ten))
    report = verify()
    assert report.ok, report.findings
    assert report.rows["registers.subject"] == 10
    Subject.objects.filter(code=ten[4]["code"]).update(name="背后改名")
    assert not verify().ok


def test_one_import_leaves_one_event_with_its_counts(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    summary = take_in(file_of(ten))
    event = Event.objects.get(action="registers.import.apply")
    details = json.loads(event.details)
    assert (details["read"], details["new"], details["set_aside"]) == (10, 10, 0)
    assert event.seals == Seal.objects.filter(number=event.number).count() == 10
    assert (event.object_kind, event.object_id) == ("registers.importbatch", summary.batch_id)
    assert "1380000" not in event.details


def test_the_same_file_twice_changes_nothing(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], agency: Any
) -> None:
    path = file_of(ten)
    take_in(path)
    before = list(Subject.objects.order_by("pk").values())
    serial = serial_of(agency.pk, "subject")
    summary = take_in(path)
    assert (summary.unchanged, summary.new, summary.changed) == (10, 0, 0)
    assert list(Subject.objects.order_by("pk").values()) == before
    assert serial_of(agency.pk, "subject") == serial
    assert Revision.objects.count() == 0


def test_changed_rows_keep_what_they_were_and_who_changed_them(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    take_in(file_of(ten))
    ten[0] |= {"legal_person": "李某", "phone": "13912345678", "status": "注销", "joint_punishment": "是"}
    summary = take_in(file_of(ten))
    assert (summary.changed, summary.unchanged) == (1, 9)
    row = Subject.objects.get(code=ten[0]["code"])
    assert (row.legal_person, row.phone, row.status, row.joint_punishment, row.version) == (
        "李某",
        "13912345678",
        "cancelled",
        True,
        2,
    )
    revision = Revision.objects.get()
    assert revision.changed() == {
        "legal_person": ["张某1", "李某"],
        "phone": None,
        "status": ["existing", "cancelled"],
        "joint_punishment": ["0", "1"],
    }
    assert (revision.version, revision.by_name, revision.reason) == (2, "命令行", "导入 a.csv")
    assert "13912345678" not in revision.changes


def test_a_blank_cell_empties_nothing(take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]) -> None:
    take_in(file_of(ten))
    for row in ten:
        row |= {"legal_person": "", "phone": "", "founded_on": "", "status": "", "credit_grade": ""}
    assert take_in(file_of(ten)).unchanged == 10


def test_a_file_with_fewer_columns_changes_only_these(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    take_in(file_of(ten))
    summary = take_in(
        file_of([{"code": row["code"], "name": row["name"], "township": "城关镇"} for row in ten])
    )
    assert summary.changed == 10
    row = Subject.objects.get(code=ten[0]["code"])
    assert (row.township, row.legal_person, row.phone) == ("城关镇", "张某1", "13800000001")


def test_personal_numbers_are_not_readable_in_the_database_nor_in_the_staged_rows(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], data_folder: Path
) -> None:
    ten[0]["capital"] = "13712345678"
    summary = take_in(file_of(ten), apply=False)
    staged = b"".join(
        path.read_bytes() for path in (data_folder / "imports" / str(summary.batch_id)).iterdir()
    )
    assert b"13800000001" not in staged
    assert b"13712345678" not in staged
    take_in(file_of(ten))
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, original, search_text, capital FROM registers_subject")
        kept = str(cursor.fetchall())
    assert "1380000" not in kept
    assert "1371234" not in kept
    assert json.loads(Subject.objects.get(code=ten[0]["code"]).original) == {"capital": "13712345678"}


def test_repeated_rows_within_the_file(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], code_of: CodeOf
) -> None:
    same, other, renamed = dict(ten[0]), {**ten[1], "legal_person": "王某"}, {**ten[2], "name": "另一个名称"}
    summary = take_in(file_of([*ten, same, other, renamed]), apply=False)
    found = issues_of(summary)
    assert balanced(summary)
    assert (summary.new, summary.set_aside, summary.warned) == (9, 4, 1)
    assert found[12] == ["row.duplicate"]
    assert found[13] == ["row.duplicate_differs"]
    assert found[3] == ["row.repeated"]
    assert found[4] == found[14] == ["row.two_names"]


def test_of_two_names_the_one_the_register_knows_goes_on(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    take_in(file_of(ten))
    summary = take_in(file_of([{**ten[2], "name": "另一个名称"}, *ten]))
    assert (summary.unchanged, summary.set_aside) == (10, 1)


def test_a_known_code_under_another_name_is_changed_with_a_warning(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    take_in(file_of(ten))
    ten[0]["name"] = "某县新名称有限公司"
    summary = take_in(file_of(ten), apply=False)
    assert (summary.changed, summary.warned) == (1, 1)
    assert issues_of(summary) == {2: ["name.changed"]}


def test_a_new_code_under_a_known_name_is_pointed_out(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], code_of: CodeOf
) -> None:
    take_in(file_of(ten))
    summary = take_in(file_of([{**ten[0], "code": code_of(77)}]), apply=False)
    assert (summary.new, summary.warned) == (1, 1)
    assert issues_of(summary) == {2: ["name.same_in_register"]}


def test_a_retired_subject_is_updated_and_stays_retired(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    from mingqian.accounts.current import system_actor
    from mingqian.registers.actions import retire_subject

    take_in(file_of(ten))
    row = Subject.objects.get(code=ten[0]["code"])
    retire_subject(by=system_actor(), subject=row, version=row.version, reason="迁出本县")
    ten[0]["legal_person"] = "李某"
    summary = take_in(file_of(ten), apply=False)
    assert issues_of(summary) == {2: ["register.retired"]}
    take_in(file_of(ten))
    row.refresh_from_db()
    assert row.retired_at is not None
    assert row.legal_person == "李某"


def test_natural_persons_stand_under_a_digest_of_their_number(
    take_in: TakeIn, file_of: FileOf, data_folder: Path
) -> None:
    from mingqian.codes import id_check_character

    number = "37032219800101001" + id_check_character("37032219800101001")
    rows = [
        {"code": "", "name": "张某某", "id_number": number},
        {"code": number, "name": "张某某", "id_number": ""},
    ]
    path = file_of(rows[:1])
    assert take_in(path).new == 1
    row = Subject.objects.get()
    assert (row.code_kind, row.kind, row.id_number) == ("person", "person", number)
    assert row.code.startswith("ZR")
    assert number not in row.code
    assert take_in(path).unchanged == 1
    assert take_in(file_of(rows[1:])).unchanged == 1
    both = take_in(file_of(rows))
    assert (both.unchanged, both.set_aside) == (1, 1)


def test_blank_jurisdictions_wait_for_a_person_only_where_the_file_has_the_column(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], code_of: CodeOf
) -> None:
    for n, row in enumerate(ten):
        row["jurisdiction"] = "" if n < 2 else "城关所"
    summary = take_in(file_of(ten))
    assert (summary.pending, summary.warned) == (2, 2)
    assert Subject.objects.filter(pending_jurisdiction=True).count() == 2
    ten[0]["jurisdiction"] = "城关所"
    take_in(file_of(ten))
    assert Subject.objects.filter(pending_jurisdiction=True).count() == 1
    without = take_in(file_of([{"code": code_of(50), "name": "某县五十有限公司"}]))
    assert without.pending == 0
    assert ["jurisdiction_column_missing", {}] in ImportBatch.objects.get(pk=without.batch_id).notices


def test_rows_set_aside_come_back_corrected(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], tmp_path: Path
) -> None:
    import python_calamine
    import xlsxwriter

    right = ten[0]["code"]
    ten[0]["code"] = right[:-1] + ("0" if right[-1] != "0" else "1")
    ten[1]["name"] = ""
    ten[2]["name"] = "=1+2"
    first = take_in(file_of(ten))
    assert (first.new, first.set_aside) == (8, 2)
    sheet = tmp_path / "搁置.xlsx"
    assert write_set_aside(ImportBatch.objects.get(pk=first.batch_id), sheet) == 2
    head, *rows = python_calamine.load_workbook(str(sheet)).get_sheet_by_index(0).to_python()
    assert head[:5] == ["原行号", "列", "原因", "怎么办", "核对无误"]
    assert [row[0] for row in rows] == ["2", "3"]
    assert "校验码" in rows[0][2]
    rows[0][head.index("统一社会信用代码")] = right
    rows[1][head.index("名称")] = "某县补名有限公司"
    with xlsxwriter.Workbook(str(sheet)) as book:
        target = book.add_worksheet()
        for y, row in enumerate([head, *rows]):
            for x, cell in enumerate(row):
                target.write_string(y, x, str(cell))
    second = take_in(sheet)
    assert (second.read, second.new, second.set_aside) == (2, 2, 0)
    assert Subject.objects.get(code=right).phone == "13800000001"


def test_a_wrong_code_that_was_confirmed_is_taken(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    wrong = ten[0]["code"][:-1] + ("0" if ten[0]["code"][-1] != "0" else "1")
    row = {**ten[0], "code": wrong, "confirmed": "是"}
    summary = take_in(file_of([row]))
    assert (summary.new, summary.warned, summary.set_aside) == (1, 1, 0)
    assert Subject.objects.get().code == wrong


def test_a_preview_does_not_touch_the_register(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    summary = take_in(file_of(ten), apply=False)
    assert summary.new == 10
    assert not Subject.objects.exists()
    assert not Event.objects.filter(action="registers.import.apply").exists()


def test_a_register_that_moves_after_the_preview_is_compared_with_again(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]]
) -> None:
    from mingqian.accounts.current import system_actor
    from mingqian.registers.importing import run

    preview = take_in(file_of(ten), apply=False)
    take_in(file_of(ten[:4], name="b.csv"))
    batch = ImportBatch.objects.get(pk=preview.batch_id)
    with pytest.raises(Refused) as refused:
        run.take(batch, by=system_actor(), again=False)
    assert refused.value.code == "registers.register_moved"
    batch.refresh_from_db()
    assert batch.state == "preview"
    done = run.take(batch, by=system_actor())
    assert (done.new, done.unchanged) == (6, 4)
    assert Subject.objects.count() == 10


def test_a_failure_in_the_midst_of_applying_leaves_nothing_behind(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(file_of(ten[:3]))
    ten[0]["legal_person"] = "李某"
    before = list(Subject.objects.order_by("pk").values())
    seals = Seal.objects.count()
    events = Event.objects.filter(action="registers.import.apply").count()
    store = kinds.APPLIERS[batches.Kind.SUBJECT].new

    def broken(self: Any, seals: Any) -> None:
        store(self, seals)
        raise RuntimeError("the light went out")

    monkeypatch.setattr(kinds.APPLIERS[batches.Kind.SUBJECT], "new", broken)
    with pytest.raises(RuntimeError):
        take_in(file_of(ten))
    assert list(Subject.objects.order_by("pk").values()) == before
    assert Seal.objects.count() == seals
    assert Event.objects.filter(action="registers.import.apply").count() == events
    assert Revision.objects.count() == 0


def test_columns_may_be_named_by_hand(take_in: TakeIn, tmp_path: Path, code_of: CodeOf) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"甲,乙,丙\n{code_of()},某县机械有限公司,张某\n")
    with pytest.raises(Refused) as refused:
        take_in(path)
    assert refused.value.code == "registers.columns_missing"
    assert "统一社会信用代码" in refused.value.words()
    summary = take_in(path, mapping={"code": "甲", "name": 1, "legal_person": "丙"})
    assert summary.new == 1
    assert Subject.objects.get().legal_person == "张某"
    with pytest.raises(Refused):
        take_in(path, mapping={"code": "没有这列", "name": 1})


def test_a_mapping_may_correct_the_guess_in_part(take_in: TakeIn, tmp_path: Path, code_of: CodeOf) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"统一社会信用代码,企业名称,曾用名\n{code_of()},旧名有限公司,新名有限公司\n")
    take_in(path, mapping={"name": "曾用名"}, merge=True)
    assert Subject.objects.get().name == "新名有限公司"


def test_other_agencies_registers_are_apart(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], make_actor: Callable[..., Any]
) -> None:
    from mingqian.accounts.actions import create_agency
    from mingqian.accounts.current import system_actor

    other = create_agency(
        by=system_actor(), code="T02", name="邻县应急管理局", short_name="邻应急", level="county",
        region_code="370321",
    )  # fmt: skip
    take_in(file_of(ten))
    assert take_in(file_of(ten), agency=other).new == 10
    assert Subject.objects.count() == 20
    with pytest.raises(Refused) as refused:
        take_in(file_of(ten), agency=other, by=make_actor("registrar"))
    assert refused.value.code == "registers.other_agency"
    with pytest.raises(Refused):
        take_in(file_of(ten), by=make_actor("planner"))


def _indexed() -> set[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT id FROM {TABLE}")
        else:
            cursor.execute(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH '\"机械\"'")
        return {row[0] for row in cursor.fetchall()}


def test_imported_rows_can_be_searched_and_renamed_ones_too(
    take_in: TakeIn, file_of: FileOf, ten: list[dict[str, Any]], agency: Any
) -> None:
    take_in(file_of(ten))
    ids = set(Subject.objects.filter(agency=agency).values_list("pk", flat=True))
    assert ids <= _indexed()
    row = Subject.objects.get(code=ten[0]["code"])
    assert row.search_text == "\n".join(["某县第1机械有限公司", ten[0]["code"].lower(), "张某1"])
    ten[0]["name"] = "某县化工有限公司"
    take_in(file_of(ten))
    row.refresh_from_db()
    assert row.search_text.startswith("某县化工有限公司\n")
    if connection.vendor == "sqlite":
        assert row.pk not in _indexed()


def test_large_files_go_through_the_same_checks_by_several_processes(
    data_folder: Path, agency: Any, tmp_path: Path, code_of: CodeOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mingqian.accounts.current import system_actor
    from mingqian.registers.importing import makers

    monkeypatch.setattr(makers, "FEW", 100)
    monkeypatch.setattr("mingqian.registers.importing.apply.subjects.CHUNK", 200)
    path = tmp_path / "many.csv"
    lines = ["名称,统一社会信用代码"] + [f"某县{n}号机械有限公司,{code_of(n)}" for n in range(1, 1501)]
    path.write_text("\n".join(lines))
    summary = import_file(by=system_actor(), path=path, agency=agency)
    assert summary.new == 1500
    assert list(Subject.objects.order_by("pk").values_list("code", flat=True)) == [
        code_of(n) for n in range(1, 1501)
    ]
    assert verify().ok
