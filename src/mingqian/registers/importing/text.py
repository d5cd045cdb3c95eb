"""Cells to text: blanks, invisible signs, one spelling for names. Tuned: called millions of times."""

from __future__ import annotations

import re
from typing import Final

NUMERIC: Final = "\x00"
"""First sign of a cell that the spreadsheet holds as a number too long to be exact."""

BLANKS: Final = frozenset(
    [
        "N/A",
        "n/a",
        "NA",
        "#N/A",
        "NULL",
        "null",
        "None",
        "none",
        "NaN",
        "nan",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "暂无",
        "空",
        "（空）",
        "(空)",
        "未填",
        "不详",
        "\\N",
        "*",
        "．",
        ".",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#DIV/0!",
    ]
) | {""}
"""Cells that say nothing."""

# What a spreadsheet or web page leaves behind and nobody sees: controls, the ideographic and other blanks,
# zero-width signs, direction marks, the byte order mark, private use.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\xa0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
_GONE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACES: Final = re.compile(r"\s+")
_NAME_ODD: Final = re.compile("[()\uff01-\uff07\uff0a-\uff5e \u2018\u2019\uff3b\uff3d]")
_HALF: Final = {
    full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F) if full not in (0xFF08, 0xFF09, 0xFF0C, 0xFF1B)
}
_NAME: Final = _HALF | {ord("("): "（", ord(")"): "）"}
_CJK_SPACE: Final = re.compile("(?<=[\u3400-\u9fff（）]) | (?=[\u3400-\u9fff（）])")


def clean(cell: str) -> str:
    """The cell without unseen signs and outer blanks; cells that say nothing become empty."""
    if _UNSEEN.search(cell):
        cell = _SPACES.sub(" ", _GONE.sub("", cell.replace("\x85", " ").replace("\xa0", " ")))
    cell = cell.strip()
    return "" if cell in BLANKS else cell


def clean_long(cell: str) -> str:
    """As `clean`, but lines stay lines."""
    if "\n" not in cell and "\r" not in cell:
        return clean(cell)
    lines = [clean(line) for line in cell.splitlines()]
    return "\n".join(line for line in lines if line)


def tidy_name(name: str) -> str:
    """One spelling of a cleaned name: full-width brackets, half-width letters, no blank beside Chinese.

    The market registers write brackets full-width; files mix both.
    """
    if _NAME_ODD.search(name):
        name = name.translate(_NAME)
        if " " in name:
            name = _CJK_SPACE.sub("", name)
    return name
