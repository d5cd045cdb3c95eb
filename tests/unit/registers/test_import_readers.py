"""Files to rows of text: encodings, delimiters, quotes, and files that are something else than they are called."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from mingqian.registers.importing.readers import Unreadable, open_source
from mingqian.registers.importing.readers.delimited import BROKEN_QUOTES
from mingqian.registers.importing.text import NUMERIC


def rows_of(path: Path) -> list[list[str]]:
    return [cells for batch in open_source(path).batches for _, cells in batch]


def numbered(path: Path) -> list[tuple[int, list[str]]]:
    return [row for batch in open_source(path).batches for row in batch]


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = "名称,代码\r\n义乌市琦食工艺品有限公司,1\r\n"
    assert rows_of(write(tmp_path, "a.csv", text.encode(encoding))) == [
        ["名称", "代码"],
        ["义乌市琦食工艺品有限公司", "1"],
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_delimiters_and_line_ends(tmp_path: Path, sign: str, end: str) -> None:
    lines = [
        sign.join(["名称", "代码", "地址"]),
        sign.join(["甲", "1", "东路"]),
        sign.join(["乙", "2", "西路"]),
    ]
    path = write(tmp_path, "a.csv", end.join(lines).encode())
    assert rows_of(path) == [line.split(sign) for line in lines]


def test_a_line_end_cut_by_the_reading_window_ends_one_line(tmp_path: Path) -> None:
    first = "名称,代码\r\n"
    filler = "甲" * ((1 << 18) // 3) + ","
    long = first + filler + "x" * ((1 << 18) - len((first + filler).encode()) - 1) + "\r\n乙,2\r\n"
    assert len(long.encode().split(b"\r\n")[0]) < 1 << 18
    assert rows_of(write(tmp_path, "a.csv", long.encode()))[2] == ["乙", "2"]


def test_one_broken_byte_does_not_spoil_the_file(tmp_path: Path) -> None:
    data = "名称,代码\n甲公司,1\n".encode() + b"\xff\xfe\xe4,2\n" + "乙公司,3\n".encode()
    found = rows_of(write(tmp_path, "a.csv", data))
    assert [row[-1] for row in found] == ["代码", "1", "2", "3"]
    assert found[3][0] == "乙公司"


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    lines = ["名称,代码", '"甲公司,1'] + [f"第{n}公司,{n}" for n in range(2, 400)]
    found = rows_of(write(tmp_path, "a.csv", "\n".join(lines).encode()))
    assert len(found) == 400
    assert found[1] == [BROKEN_QUOTES + "甲公司", "1"]
    assert found[399] == ["第399公司", "399"]


def test_lines_inside_quotes_stay_one_row(tmp_path: Path) -> None:
    data = '名称,范围\n甲公司,"一\n二\n三"\n乙公司,四\n'
    assert rows_of(write(tmp_path, "a.csv", data.encode()))[1:] == [
        ["甲公司", "一\n二\n三"],
        ["乙公司", "四"],
    ]


def test_two_lines_joined_by_a_stray_quote_are_parted(tmp_path: Path) -> None:
    data = '名称,范围,注,号\n"甲公司,机械,一,1\n乙公司",化工,二,2\n丙公司,建材,三,3\n'
    found = rows_of(write(tmp_path, "a.csv", data.encode()))
    assert [row[0].lstrip(BROKEN_QUOTES) for row in found] == ["名称", "甲公司", "乙公司", "丙公司"]


def test_packed_files_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv.gz", gzip.compress("名称,代码\n甲,1\n".encode("gb18030")))
    assert rows_of(path) == [["名称", "代码"], ["甲", "1"]]


def test_a_cut_packed_file_is_refused(tmp_path: Path) -> None:
    data = gzip.compress(("名称,代码\n" + "甲,1\n" * 50_000).encode())
    with pytest.raises(Unreadable) as refused:
        rows_of(write(tmp_path, "a.csv.gz", data[: len(data) // 2]))
    assert refused.value.code == "registers.file_broken"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "registers.file_empty"),
        (b"%PDF-1.7 ...", "registers.file_kind_unknown"),
        (b"\x89PNG\r\n\x1a\n....", "registers.file_kind_unknown"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 400, "registers.file_kind_unknown"),
        (b"PK\x03\x04 not an archive", "registers.file_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "registers.file_broken"),
        (b"PAR1 but nothing else", "registers.file_broken"),
        (b"<?xml version='1.0'?><notes/>", "registers.file_kind_unknown"),
    ],
)
def test_other_files_are_refused_by_their_content(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        rows_of(write(tmp_path, "register.csv", data))
    assert refused.value.code == code


def test_an_archive_of_something_else_is_called_one(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "名称\n甲\n")
    with pytest.raises(Unreadable) as refused:
        rows_of(path)
    assert refused.value.code == "registers.file_packed"


def test_a_workbook_that_unpacks_without_end_is_not_opened(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (60 << 20))
    with pytest.raises(Unreadable) as refused:
        rows_of(path)
    assert refused.value.code == "registers.file_unpacks_too_large"


def _workbook(path: Path, cells: list[list[object]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for y, row in enumerate(cells):
            for x, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(y, x, cell, day)
                else:
                    sheet.write(y, x, cell)
    return path


def test_numbers_of_a_workbook_show_whether_they_are_exact(tmp_path: Path) -> None:
    from datetime import datetime

    path = _workbook(
        tmp_path / "a.xlsx",
        [
            ["名称", "代码", "日期", "有"],
            ["甲", 330782050100077123, datetime(2019, 3, 8), True],
            ["乙", 330100000008214, 1.5, False],
        ],
    )
    found = rows_of(path)
    assert found[1][1].startswith(NUMERIC)
    assert found[1][2:] == ["2019-03-08", "是"]
    assert found[2] == ["乙", "330100000008214", "1.5", "否"]


def test_blank_rows_at_the_end_of_a_sheet_are_no_rows_and_inside_they_are(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["名称"], ["甲"], [""], ["乙"], [""], [""]])
    assert [number for number, _ in numbered(path)] == [1, 2, 3, 4]


def test_a_workbook_of_2003_in_xml(tmp_path: Path) -> None:
    data = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
      xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>
      <Row><Cell><Data ss:Type="String">名称</Data></Cell><Cell><Data ss:Type="String">代码</Data></Cell></Row>
      <Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="Number">123456789012345678</Data></Cell></Row>
      </Table></Worksheet></Workbook>"""
    assert numbered(write(tmp_path, "a.xls", data.encode())) == [
        (1, ["名称", "代码"]),
        (4, ["", NUMERIC + "123456789012345680"]),
    ]


def test_a_table_of_a_web_page_named_xls(tmp_path: Path) -> None:
    data = (
        "<html><meta charset=gb2312><table><tr><td>不是</td></tr></table>"
        "<table><tr><th>名称</th><th>地址</th></tr><tr><td>甲&amp;乙</td><td>东路<br>1号</td></tr></table></html>"
    )
    assert rows_of(write(tmp_path, "a.xls", data.encode("gb18030"))) == [
        ["名称", "地址"],
        ["甲&乙", "东路\n1号"],
    ]


def test_parquet_gives_text_and_single_rows(tmp_path: Path) -> None:
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "name": [f"第{n}公司" for n in range(20_000)],
            "founded": [datetime.date(2019, 3, 8)] * 20_000,
            "staff": pa.array([None, *range(1, 20_000)], pa.int32()),
        }
    )
    pq.write_table(table, path, row_group_size=7000)
    found = rows_of(path)
    assert found[0] == ["name", "founded", "staff"]
    assert found[1] == ["第0公司", "2019-03-08", ""]
    assert len(found) == 20_001
    assert open_source(path).some({2, 15_000}) == [
        (2, ["第0公司", "2019-03-08", ""]),
        (15_000, ["第14998公司", "2019-03-08", "14998"]),
    ]


@pytest.mark.shared
def test_the_edge_cases_of_csv_spectrum(shared: Path) -> None:
    folder = shared / "data" / "malformed" / "csv_spectrum"
    looked = 0
    for path in sorted((folder / "csvs").glob("*.csv")):
        if path.stem == "location_coordinates":
            continue  # Latin-1, which no Chinese register is
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text())
        head, *body = rows_of(path)
        found = [dict(zip(head, row, strict=True)) for row in body]
        assert [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in expected] == found, path.name
        looked += 1
    assert looked >= 10
