"""Writes the county as ordinary register files, as a bureau would hold them."""

import csv
import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mingqian.demo.columns import cells, headings
from mingqian.demo.county import County, build
from mingqian.demo.items import Item
from mingqian.demo.people import Expert, Inspector, Recusal, User
from mingqian.demo.places import DEMONSTRATION, Agency, Region, Unit
from mingqian.demo.plan import PlanLine
from mingqian.demo.subjects import Subject

FILE_NAMES: dict[str, str] = {
    "subjects": "检查对象名录库",
    "spoiled": "检查对象名录库-问题数据",
    "spoiled_notes": "问题数据说明",
    "inspectors": "执法检查人员名录库",
    "recusals": "回避关系",
    "experts": "专家库",
    "items": "抽查事项清单",
    "plan": "年度抽查计划",
    "users": "用户与角色",
    "agencies": "部门",
    "units": "内设机构",
    "regions": "行政区划",
}


def tables(county: County) -> dict[str, list[list[str]]]:
    """Return every file as rows of text, the first row being the headings."""
    notes = [["行号", "问题", "预期处理"]]
    notes += [[str(line), row.defect, row.outcome] for line, row in enumerate(county.spoiled, 2)]
    return {
        "subjects": _table(Subject, county.subjects),
        "spoiled": [headings(Subject), *(list(row.cells) for row in county.spoiled)],
        "spoiled_notes": notes,
        "inspectors": _table(Inspector, county.inspectors),
        "recusals": _table(Recusal, county.recusals),
        "experts": _table(Expert, county.experts),
        "items": _table(Item, county.items),
        "plan": _table(PlanLine, county.plan),
        "users": _table(User, county.users),
        "agencies": _table(Agency, county.agencies),
        "units": _table(Unit, county.units),
        "regions": _table(Region, county.regions),
    }


def encode(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as CSV as spreadsheets save it: UTF-8 with byte order mark, lines ending in CR LF."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def write(folder: Path, county: County) -> dict[str, Path]:
    """Write every file into `folder` (made if missing); return the paths by the keys of `FILE_NAMES`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for key, rows in tables(county).items():
        path = folder / f"{DEMONSTRATION}-{FILE_NAMES[key]}.csv"
        path.write_bytes(encode(rows))
        written[key] = path
    return written


def _table(record_type: Any, records: Iterable[Any]) -> list[list[str]]:
    return [headings(record_type), *(cells(record) for record in records)]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("用法：python -m mingqian.demo.files 输出文件夹")
    for path in write(Path(sys.argv[1]), build()).values():
        sys.stdout.write(f"{path}\n")
