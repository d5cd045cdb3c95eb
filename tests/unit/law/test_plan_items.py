"""A plan's items against the published list of items (信阳 六: 以监管事项检查清单为基础)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mingqian.law import load_pack, read_folder
from mingqian.law.plan_check import check_plan, unlisted
from mingqian.law.plan_table import plan_table

PACKS = Path(__file__).resolve().parents[3] / "law" / "packs"
LIST = ["安全生产责任制", "应急预案编制、评审和备案情况", "YJ07"]


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("安全生产责任制", []),
        ("1.安全生产责任制；2.应急预案编制、评审和备案情况", []),
        ("（1）安全生产责任制、YJ07", []),
        ("安全生产责任制等", []),
        ("安全生产责任制；劳动防护用品", ["劳动防护用品"]),
        ("劳动防护用品、应急预案编制、评审和备案情况。", ["劳动防护用品"]),
        ("2.培训\n3.培训", ["培训"]),
        ("", []),
    ],
)
def test_what_is_not_on_the_list(cell: str, left: list[str]) -> None:
    assert unlisted(cell, LIST) == left


def test_only_documents_that_name_the_list_bind_to_it() -> None:
    lines = [["任务名称", "抽查事项", "抽查比例", "抽查数量"], ["机械企业抽查", "劳动防护用品", "34%", "9户"]]
    table = plan_table(lines)
    assert table is not None
    on = date(2026, 1, 1)
    named = load_pack(read_folder(PACKS / "xinyang"))
    silent = load_pack(read_folder(PACKS / "xiping"))
    [breach] = [one for one in check_plan([named, silent], table, on, LIST).breaches if "清单" in one.words]
    assert (breach.row, breach.column, breach.pack, breach.citation.article) == (
        2,
        "抽查事项",
        "xinyang",
        "六",
    )
    assert "“劳动防护用品”" in breach.words
    without = check_plan([named, silent], table, on)
    assert [one for one in without.not_checked if "清单" in one] == [
        "xinyang：没有给抽查事项清单，不能核对计划的事项是不是都在清单上"
    ]
    listed = check_plan([named], table, on, ["劳动防护用品"])
    assert not any("清单" in one.words for one in listed.breaches)
