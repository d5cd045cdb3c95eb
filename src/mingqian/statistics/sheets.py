"""The figures as a workbook and as one long table of text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO

from mingqian.registers.workbooks import workbook, write_sheet
from mingqian.statistics.counting import Figures, Group

HEADS = ("项目", "检查（户）", "发现问题（户）", "发现问题的比例")


def group_rows(group: Group) -> list[list[str]]:
    """One dimension as rows of text."""
    return [[row.name, str(row.checked), str(row.problems), row.share] for row in group.rows]


def write(file: IO[bytes], found: Figures) -> None:
    """The whole as a workbook, a sheet a table."""
    with workbook(file) as book:
        whole = [[found.row.name, str(found.checked), str(found.problems), found.row.share]]
        if found.before is not None:
            before = found.before
            whole.append([before.name, str(before.checked), str(before.problems), before.share])
        write_sheet(book, f"{found.year}年合计", HEADS, whole, widths=[20])
        months = zip(found.months, found.months_problems, strict=True)
        write_sheet(
            book,
            "按月",
            HEADS[:3],
            [[f"{month}月", str(n), str(sick)] for month, (n, sick) in enumerate(months, start=1)],
        )
        for group in found.groups:
            heads = (group.name, *HEADS[1:])
            write_sheet(book, f"按{group.name}"[:28], heads, group_rows(group), widths=[30])
        write_sheet(book, "检查结果", ("检查结果", "项次"), _text(found.results), widths=[40])
        write_sheet(book, "处理", ("处理", "项次"), _text(found.handlings), widths=[40])
        write_sheet(
            book,
            "期限",
            ("办理事项", "按期（户）", "逾期（户）", "没有写天数（户）"),
            [[one.what, str(one.within), str(one.late), str(one.free)] for one in found.kept],
            widths=[40],
        )
        write_sheet(
            book,
            "抽查任务",
            ("任务编号", "抽查任务", "任务执行单位", "计划预估（户）", "已公示（户）", "发现问题（户）"),
            [
                [
                    one.number,
                    one.title,
                    one.unit.name,
                    "" if one.outside else str(one.planned.estimated_count),
                    str(n),
                    str(sick),
                ]
                for one, n, sick in found.campaigns
            ],
            widths=[14, 40, 24],
        )
        for group in found.analysed:
            write_sheet(
                book, f"分析 {group.name}"[:28], (group.name, *HEADS[1:]), group_rows(group), widths=[30]
            )


def _text(rows: Sequence[tuple[str, int]]) -> list[list[str]]:
    return [[name, str(number)] for name, number in rows]


def long_rows(found: Figures) -> Iterator[tuple[str, str, str, int]]:
    """(table, line, measure, number): one number a line, for whoever reckons further."""
    yield "合计", "合计", "检查（户）", found.checked
    yield "合计", "合计", "发现问题（户）", found.problems
    for month, (number, sick) in enumerate(zip(found.months, found.months_problems, strict=True), start=1):
        yield "按月", f"{month}月", "检查（户）", number
        yield "按月", f"{month}月", "发现问题（户）", sick
    for group in found.groups:
        for row in group.rows:
            yield group.name, row.name, "检查（户）", row.checked
            yield group.name, row.name, "发现问题（户）", row.problems
    for name, number in found.results:
        yield "检查结果", name, "项次", number
    for name, number in found.handlings:
        yield "处理", name, "项次", number
    for one in found.kept:
        yield "期限", one.what, "按期（户）", one.within
        yield "期限", one.what, "逾期（户）", one.late
        yield "期限", one.what, "没有写天数（户）", one.free


def as_csv(found: Figures) -> str:
    """`long_rows` as CSV; a cell that a spreadsheet would take for a formula is set off with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["年度", "表", "项目", "指标", "数"])
    for table, name, measure, number in long_rows(found):
        safe = f"'{name}" if name[:1] in "=+-@\t\r" else name
        writer.writerow([found.year, table, safe, measure, number])
    return out.getvalue()
