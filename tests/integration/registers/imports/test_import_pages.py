"""The import page: upload, columns, preview, result; who may; what it says when something is wrong."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingqian.accounts.current import system_actor
from mingqian.acts import child
from mingqian.audit.models import Event
from mingqian.registers.importing import batches, jobs
from mingqian.registers.models import ImportBatch, Subject

pytestmark = pytest.mark.usefixtures("read_here", "data_folder")

CodeOf = Callable[..., str]


@pytest.fixture(autouse=True)
def jobs_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job's own code in this process; starting it apart is tested with the real program."""

    def start(batch: ImportBatch, act: str, by: Any) -> None:
        {"read": jobs.run_read, "apply": jobs.run_apply}[act](batch, by)

    monkeypatch.setattr(jobs, "start", start)


@pytest.fixture
def client(signed_in: Callable[..., Any]) -> Any:
    return signed_in("registrar")


def csv(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("企业名单.csv", "\n".join(lines).encode(), content_type="text/csv")


def upload(client: Any, file: Any, kind: str = "subject") -> Any:
    return client.post(
        reverse("registers:import_new"), {"kind": kind, "file": file, "guess_fields": "on"}, follow=True
    )


def page_of(response: Any) -> str:
    """The page as text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def rows(code_of: CodeOf) -> list[str]:
    return [
        "统一社会信用代码,企业名称,法定代表人,联系电话",
        f"{code_of(1)},某县一号机械有限公司,张某,13812345678",
        f"{code_of(2)},某县二号(集团)有限公司,李某,",
        f"{code_of(3)[:17]},某县三号有限公司,王某,13912345678",
        f"{code_of(4)},,赵某,",
    ]


def test_a_file_becomes_a_preview_and_then_the_register(
    client: Any, rows: list[str], code_of: CodeOf
) -> None:
    preview = upload(client, csv(*rows))
    text = page_of(preview)
    assert preview.redirect_chain
    assert "新增 2 户" in text.replace("  ", " ")
    assert "代码不能识别" in text
    assert "名称为空" in text
    assert not Subject.objects.exists()
    batch = ImportBatch.objects.get()
    assert (batch.read, batch.new, batch.warned, batch.set_aside) == (4, 2, 1, 2)
    done = client.post(reverse("registers:import_apply", args=[batch.pk]), follow=True)
    assert "已收入名录" in page_of(done)
    assert set(Subject.objects.values_list("code", flat=True)) == {code_of(1), code_of(2)}
    assert not (batches.folder_of(batch.pk) / "file").exists()
    again = upload(client, csv(*rows))
    assert "名录库不需要改动" in page_of(again)


def test_the_preview_shows_no_telephone_number(client: Any, rows: list[str]) -> None:
    upload(client, csv(*rows))
    batch = ImportBatch.objects.get()
    for tab in ("all", "new", "warned", "aside"):
        page = client.get(reverse("registers:import_preview", args=[batch.pk]), {"tab": tab})
        assert "13912345678" not in page.content.decode()
        assert "13812345678" not in page.content.decode()
    assert (
        "139******78"
        in client.get(reverse("registers:import_preview", args=[batch.pk]), {"tab": "aside"}).content.decode()
    )
    assert "13812345678" not in str(batch.columns)


def test_changes_are_shown_field_by_field(client: Any, rows: list[str], code_of: CodeOf) -> None:
    upload(client, csv(*rows[:2]))
    client.post(reverse("registers:import_apply", args=[ImportBatch.objects.get().pk]))
    rows[1] = f"{code_of(1)},某县一号机械有限公司,孙某,13700000000"
    upload(client, csv(*rows[:2]))
    batch = ImportBatch.objects.first()
    page = client.get(reverse("registers:import_preview", args=[batch.pk]), {"tab": "changed"})
    text = page_of(page)
    assert "张某" in text
    assert "孙某" in text
    assert "已变更（不显示）" in text
    assert "13700000000" not in text


def test_tabs_and_reasons_narrow_the_rows(client: Any, rows: list[str]) -> None:
    upload(client, csv(*rows))
    here = reverse("registers:import_preview", args=[ImportBatch.objects.get().pk])
    numbers = {}
    for tab in ("all", "new", "changed", "unchanged", "warned", "aside"):
        page = client.get(here, {"tab": tab})
        numbers[tab] = [row.number for row in page.context["rows"]]
    assert numbers == {
        "all": [2, 3, 4, 5], "new": [2, 3], "changed": [], "unchanged": [], "warned": [3], "aside": [4, 5],
    }  # fmt: skip
    only = client.get(here, {"tab": "aside", "reason": "name.empty"})
    assert [row.number for row in only.context["rows"]] == [5]


def test_many_rows_are_leafed_through_both_ways(client: Any, code_of: CodeOf) -> None:
    lines = ["统一社会信用代码,企业名称"] + [f"{code_of(n)},某县{n}号有限公司" for n in range(1, 121)]
    upload(client, csv(*lines))
    here = reverse("registers:import_preview", args=[ImportBatch.objects.get().pk])
    first = client.get(here, {"tab": "new"})
    assert [row.number for row in first.context["rows"]] == list(range(2, 52))
    assert "上一页" not in page_of(first)
    second = client.get(first.context["older"])
    third = client.get(second.context["older"])
    assert [row.number for row in third.context["rows"]] == list(range(102, 122))
    assert "下一页" not in page_of(third)
    back = client.get(third.context["newer"])
    assert [row.number for row in back.context["rows"]] == list(range(52, 102))


def test_columns_nobody_could_guess_are_asked_for(client: Any, code_of: CodeOf) -> None:
    page = upload(client, csv("甲,乙,丙", f"{code_of(1)},某县一号机械有限公司,张某"))
    batch = ImportBatch.objects.get()
    assert batch.state == "uploaded"
    assert "还没有找到必填的“统一社会信用代码”“名称”" in page_of(page)
    columns = reverse("registers:import_columns", args=[batch.pk])
    wrong = client.post(columns, {"col_0": "code"}, follow=True)
    assert "没有找到“名称”列" in page_of(wrong)
    twice = client.post(columns, {"col_0": "code", "col_1": "name", "col_2": "name"}, follow=True)
    assert "两列都对应到“名称”" in page_of(twice)
    right = client.post(columns, {"col_0": "code", "col_1": "name", "col_2": "legal_person"}, follow=True)
    assert "新增 1 户" in page_of(right).replace("  ", " ")


def test_a_file_without_headings_loses_no_row(client: Any, code_of: CodeOf) -> None:
    upload(
        client,
        csv(
            f"{code_of(1)},一号机械有限公司,张某",
            f"{code_of(2)},二号机械有限公司,李某",
            "x,三号机械有限公司,",
        ),
    )
    batch = ImportBatch.objects.get()
    assert batch.state == "uploaded"
    columns = reverse("registers:import_columns", args=[batch.pk])
    given = {"col_0": "code", "col_1": "name", "col_2": "legal_person", "heading_row": "0"}
    shown = page_of(client.post(columns, given, follow=True))
    assert "新增 2 户" in shown
    batch.refresh_from_db()
    assert (batch.read, batch.new, batch.set_aside) == (3, 2, 1)
    client.post(reverse("registers:import_apply", args=[batch.pk]))
    assert set(Subject.objects.values_list("legal_person", flat=True)) == {"张某", "李某"}
    # what was set aside comes back under headings that an import knows
    given_out = client.post(reverse("registers:import_set_aside", args=[batch.pk]))
    again = upload(client, SimpleUploadedFile("搁置.xlsx", b"".join(given_out.streaming_content)))
    assert "读入 1 行" in page_of(again)


def test_a_wrong_heading_row_can_be_corrected(client: Any, code_of: CodeOf) -> None:
    title = "名称,统一社会信用代码,"  # looks like headings, and is the title of the sheet
    page = upload(client, csv(title, "代号,单位全称,负责", f"{code_of(1)},一号机械有限公司,张某"))
    batch = ImportBatch.objects.get()
    assert batch.read == 2
    given = {"col_0": "code", "col_1": "name", "col_2": "person_in_charge", "heading_row": "2"}
    page = client.post(reverse("registers:import_columns", args=[batch.pk]), given, follow=True)
    assert "新增 1 户" in page_of(page)
    assert "标题在第 2 行；上面的内容当作表名，没有收入：名称、统一社会信用代码" in page_of(page)


def test_a_guess_can_be_corrected_before_anything_is_taken(client: Any, rows: list[str]) -> None:
    upload(client, csv(*rows[:2]))
    batch = ImportBatch.objects.get()
    client.post(
        reverse("registers:import_columns", args=[batch.pk]),
        {"col_0": "code", "col_1": "name", "col_2": "person_in_charge", "col_3": ""},
    )
    client.post(reverse("registers:import_apply", args=[batch.pk]))
    row = Subject.objects.get()
    assert (row.person_in_charge, row.legal_person, row.phone) == ("张某", "", "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.4", "不认识这种文件"),
        (b"PK\x03\x04 broken", "不是完好的 Excel 文件"),
    ],
)
def test_unreadable_files_are_refused_in_words(client: Any, data: bytes, said: str) -> None:
    page = upload(client, SimpleUploadedFile("名单.xlsx", data))
    assert said in page_of(page)
    assert ImportBatch.objects.get().state == "failed"
    assert Event.objects.filter(action="registers.import.fail").count() == 1


def test_a_file_above_the_limit_is_refused_beside_its_field(
    client: Any, settings: Any, rows: list[str]
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    page = upload(client, csv(*rows))
    assert "文件超过 0 MB" in page_of(page)
    assert not ImportBatch.objects.exists()


def test_no_file_no_batch(client: Any) -> None:
    page = client.post(reverse("registers:import_new"), {"kind": "subject"})
    assert "请选择文件。" in page_of(page)


def test_a_cancelled_import_leaves_nothing(client: Any, rows: list[str], data_folder: Path) -> None:
    upload(client, csv(*rows))
    batch = ImportBatch.objects.get()
    page = client.post(reverse("registers:import_cancel", args=[batch.pk]), follow=True)
    assert "导入已取消" in page_of(page)
    batch.refresh_from_db()
    assert batch.state == "cancelled"
    assert not batches.folder_of(batch.pk).exists()
    assert not Subject.objects.exists()
    after = client.post(reverse("registers:import_apply", args=[batch.pk]), follow=True)
    assert "不能收入名录" in page_of(after)


def test_a_stopped_job_has_ended_when_the_import_is_cancelled(client: Any, rows: list[str]) -> None:
    upload(client, csv(*rows))
    batch = ImportBatch.objects.get()
    # a process that holds a lot of memory takes a moment to end, as one in the midst of applying does
    held = "import sys, time; kept = bytearray(400 << 20); print('up', flush=True); time.sleep(60)"
    job = subprocess.Popen([sys.executable, "-c", held], stdout=subprocess.PIPE, start_new_session=True)
    assert job.stdout is not None
    job.stdout.readline()
    ImportBatch.objects.update(state="applying", job_pid=job.pid, job_started=child.began(job.pid))
    page = client.post(reverse("registers:import_cancel", args=[batch.pk]), follow=True)
    job.stdout.close()
    assert job.wait() == -9
    assert "导入已取消，名录库没有改动" in page_of(page)
    batch.refresh_from_db()
    assert batch.state == "cancelled"


def test_applying_twice_takes_once(client: Any, rows: list[str]) -> None:
    upload(client, csv(*rows))
    apply = reverse("registers:import_apply", args=[ImportBatch.objects.get().pk])
    client.post(apply)
    again = client.post(apply, follow=True)
    assert "不能收入名录" in page_of(again)
    assert Event.objects.filter(action="registers.import.apply").count() == 1


def test_a_register_that_moved_sends_the_batch_back_to_its_preview(
    client: Any, rows: list[str], code_of: CodeOf, tmp_path: Path, agency: Any
) -> None:
    from mingqian.registers.importing.run import import_file

    upload(client, csv(*rows))
    batch = ImportBatch.objects.get()
    path = tmp_path / "between.csv"
    path.write_text(f"统一社会信用代码,企业名称\n{code_of(1)},某县一号机械有限公司\n")
    import_file(by=system_actor(), path=path, agency=agency)
    page = client.post(reverse("registers:import_apply", args=[batch.pk]), follow=True)
    assert "名录库又有改动" in page_of(page)
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.changed) == ("preview", 1, 1)
    client.post(reverse("registers:import_apply", args=[batch.pk]))
    assert Subject.objects.count() == 2


def test_the_rows_set_aside_are_given_out_with_an_event(client: Any, rows: list[str]) -> None:
    import python_calamine

    upload(client, csv(*rows))
    batch = ImportBatch.objects.get()
    address = reverse("registers:import_set_aside", args=[batch.pk])
    assert client.get(address).status_code == 405
    response = client.post(address)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[1:]] == ["4", "5"]
    assert "13912345678" in sheet[1]
    event = Event.objects.get(action="registers.import.set_aside")
    assert '"count": 2' in event.details


def test_a_job_that_died_is_noted_and_the_batch_can_be_read_again(
    client: Any, rows: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "start", lambda *_: None)
        page = upload(client, csv(*rows))
    assert "导入进程中途停止" in page_of(page)
    batch = ImportBatch.objects.get()
    assert batch.state == "failed"


def test_while_a_job_runs_the_page_shows_how_far_it_is(
    client: Any, rows: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    def start(batch: ImportBatch, act: str, by: Any) -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(job_pid=os.getpid(), job_started="")
        jobs.ProgressFile(batch.pk)("read", 0.4, 12_345)

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "start", start)
        page = upload(client, csv(*rows))
        batch = ImportBatch.objects.get()
        assert "已到第 12,345 行" in page_of(page)
        bar = client.get(reverse("registers:import_progress", args=[batch.pk]))
        assert 'value="40"' in bar.content.decode()
        desk = client.get(reverse("staff:desk"))
        assert "正在读取：企业名单.csv" in page_of(desk)
    ImportBatch.objects.update(state="preview")
    over = client.get(reverse("registers:import_progress", args=[batch.pk]))
    assert over["HX-Refresh"] == "true"


def test_after_thirty_days_the_rows_are_cleared_and_the_page_says_so(client: Any, rows: list[str]) -> None:
    from datetime import timedelta

    from django.utils import timezone

    upload(client, csv(*rows))
    batch = ImportBatch.objects.get()
    client.post(reverse("registers:import_apply", args=[batch.pk]))
    ImportBatch.objects.update(finished_at=timezone.now() - timedelta(days=31))
    jobs.sweep()
    assert not batches.folder_of(batch.pk).exists()
    page = client.get(reverse("registers:import_preview", args=[batch.pk]))
    assert "明细已经清除" in page_of(page)


@pytest.mark.parametrize("role", ["planner", "auditor", "inspector"])
def test_others_do_not_import(signed_in: Callable[..., Any], role: str) -> None:
    client = signed_in(role)
    for name in ("import_list", "import_new"):
        assert client.get(reverse(f"registers:{name}")).status_code == 403


def test_another_agencys_imports_are_not_to_be_found(
    client: Any, rows: list[str], make_user: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    from mingqian.accounts.actions import create_agency

    upload(client, csv(*rows))
    batch = ImportBatch.objects.get()
    other = create_agency(
        by=system_actor(), code="T02", name="邻县应急管理局", short_name="邻应急", level="county",
        region_code="370321",
    )  # fmt: skip
    stranger = signed_in(make_user("registrar", agency=other, unit=None), "registrar")
    assert stranger.get(reverse("registers:import_preview", args=[batch.pk])).status_code == 404
    assert stranger.post(reverse("registers:import_apply", args=[batch.pk])).status_code == 404
    assert "企业名单" not in page_of(stranger.get(reverse("registers:import_list")))


def test_what_is_exported_can_be_imported_again_and_changes_nothing(
    client: Any, code_of: CodeOf, tmp_path: Path, agency: Any
) -> None:
    from mingqian.registers.importing.run import import_file

    rows = [
        {
            "统一社会信用代码": code_of(n),
            "名称": f"某县{n}号机械(集团)有限公司",
            "检查对象类型": "企业",
            "法定代表人": "张某",
            "联系电话": "13812345678",
            "行政区划代码": "370322",
            "行业代码": "C3411",
            "监管行业领域": "机械",
            "监管类别": "重点" if n % 2 else "一般",
            "信用等级": "ABCD"[n % 4],
            "存续状态": "存续",
            "成立日期": "2019-03-08",
            "近三年死亡事故": "否",
            "联合惩戒": "是" if n == 2 else "否",
            "投诉举报次数": str(n),
            "经营范围": '机械加工；"配件",销售',
        }
        for n in range(1, 6)
    ]
    lines = [list(rows[0]), *[list(row.values()) for row in rows]]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        import csv as writer

        writer.writer(file).writerows(lines)
    assert import_file(by=system_actor(), path=path, agency=agency).new == 5
    for personal in ("", "1"):
        response = client.post(f"{reverse('registers:export')}?kind=subject", {"personal": personal})
        book = tmp_path / f"export{personal}.xlsx"
        book.write_bytes(b"".join(response.streaming_content))
        summary = import_file(by=system_actor(), path=book, agency=agency)
        assert (summary.read, summary.unchanged, summary.set_aside) == (5, 5, 0)
