"""An annual plan as published: its columns recognised, its cells read. What cannot be read is said, not guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from mingqian.law.vocabulary import Grade, ItemClass

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "agency": ("检查主体", "发起部门", "抽查发起部门", "牵头部门", "检查部门", "实施主体"),
    "partners": ("配合部门", "参与部门", "联合部门", "协同部门"),
    "title": ("年度计划名称", "抽查任务名称", "计划名称", "任务名称", "抽查名称"),
    "items": ("检查内容", "抽查事项", "检查事项", "抽查内容", "事项名称"),
    "scope": ("抽查对象范围", "检查对象范围", "抽查对象", "检查对象", "抽查范围", "范围"),
    "period": (
        "计划开展时间",
        "抽查检查起止时间",
        "检查时间",
        "抽查时间",
        "时间安排",
        "开展时间",
        "起止时间",
    ),
    "unit": ("股室", "科室", "责任股室", "责任科室", "责任单位", "承办单位"),
    "share": ("抽查比例", "比例"),
    "frequency": ("抽查频次", "频次"),
    "share_and_frequency": ("抽查比例及频次", "比例及频次", "比例和频次"),
    "count": ("抽查数量", "预估数量", "抽查户数", "计划数量", "数量", "户数"),
    "total": ("对象总数", "检查对象总数", "名录库户数", "总户数", "检查对象数"),
    "item_class": ("类别", "事项类别", "监管类别", "对象类别"),
    "grade": ("信用等级", "风险等级", "信用风险等级", "智慧监管信用风险分类要求", "信用风险分类要求"),
    "field": ("行业领域", "行业", "领域"),
    "reason": ("理由", "说明", "备注"),
    "mode": ("抽查检查模式", "检查方式", "抽查方式"),
}
"""The columns a published plan may have, and how they are headed."""

_NARROW: Final = str.maketrans("０１２３４５６７８９％．：，；（）＝＞＜", "0123456789%.:,;()=><")
_PERCENT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_FRACTION: Final = re.compile(r"(?<![0-9])([0-9]{1,4})\s*/\s*([0-9]{1,4})(?![0-9])")
_CHINESE: Final = re.compile(r"([二三四五六七八九十百])分之([一二三四五六七八九十]+)")
_TIMES: Final = re.compile(r"([0-9一二两三四五六])\s*次")
_BARE: Final = re.compile(r"^\s*(?:=|>=|≥|<=|≤|>|<)?\s*([0-9]{1,3})\s*$")
_OPEN: Final = re.compile(r">=|≥|>|不少于|不低于|至少")
_COUNT: Final = re.compile(r"([0-9][0-9,]*)\s*(?:户|家|个|$|\()")
_DIGIT: Final = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "百": 100}
_GRADES: Final = (
    (Grade.C, re.compile(r"中高风险|较高风险|(?<![A-Za-z])C\s*(?:级|类|等级|\()")),
    (Grade.D, re.compile(r"(?<![中较])高风险|(?<![A-Za-z])D\s*(?:级|类|等级|\()")),
    (Grade.B, re.compile(r"中风险|一般风险|(?<![A-Za-z])B\s*(?:级|类|等级|\()")),
    (Grade.A, re.compile(r"低风险|(?<![A-Za-z])A\s*(?:级|类|等级|\()")),
)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of a plan: its row in the file (from 1) and its cells by the name of the column."""

    number: int
    cells: Mapping[str, str]

    def text(self, *names: str) -> str:
        """The cells of these columns, joined."""
        return " ".join(self.cells[name] for name in names if self.cells.get(name))

    def whole(self) -> str:
        """Everything the line says."""
        return " ".join(self.cells.values())


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The lines of a plan and which heading was taken for which column."""

    columns: Mapping[str, str]
    rows: tuple[PlanRow, ...]


def narrow(text: str) -> str:
    """Full-width digits and signs as half-width ones."""
    return text.translate(_NARROW)


def _heading(text: str) -> str:
    return re.sub(r"[\s()（）【】\[\]*：:]|（.*?）", "", narrow(text))


def plan_table(lines: Sequence[Sequence[str]]) -> PlanTable | None:
    """Finds the heading (the first line with three known columns or more) and reads what stands below it.

    None when there is no such line. Empty lines and notes (one cell only) are passed over.
    """
    names = {_heading(word): name for name, words in COLUMNS.items() for word in words}
    for at, line in enumerate(lines):
        places = {
            names[_heading(cell)]: place
            for place, cell in reversed(list(enumerate(line)))
            if _heading(cell) in names
        }
        if len(places) >= 3:
            rows = []
            for number, cells in enumerate(lines[at + 1 :], at + 2):
                found = {
                    name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()
                }
                if sum(bool(text) for text in found.values()) > 1:
                    rows.append(PlanRow(number, _same_as_left(found)))
            in_order = sorted(places.items(), key=lambda one: one[1])
            return PlanTable({name: line[place].strip() for name, place in in_order}, tuple(rows))
    return None


def _same_as_left(cells: dict[str, str]) -> dict[str, str]:
    """同左 in a cell repeats the plan's name."""
    return {name: cells.get("title", "") if text == "同左" else text for name, text in cells.items()}


def shares(text: str) -> list[Fraction]:
    """Every share a cell names: 5%, 1/3, 三分之一."""
    plain = narrow(text)
    found = [Fraction(number) / 100 for number in _PERCENT.findall(plain)]
    found += [Fraction(int(a), int(b)) for a, b in _FRACTION.findall(plain) if int(b)]
    found += [Fraction(_DIGIT.get(b[0], 0), _DIGIT[a]) for a, b in _CHINESE.findall(plain)]
    if "100%" not in plain and re.search(r"全覆盖|全部|全数", plain) and not found:
        found.append(Fraction(1))
    return found


@dataclass(frozen=True, slots=True)
class Times:
    """How often: the number, and whether it is only a lower bound (>=1)."""

    number: int
    open_ended: bool


def times(text: str) -> Times | None:
    """The frequency a cell names: =1, >=1, 2次/年, 每年一次; None when it names none."""
    plain = narrow(text)
    found = _TIMES.search(plain) or _BARE.match(plain)
    if found is None:
        return None
    number = int(found[1]) if found[1].isdigit() else _DIGIT[found[1]]
    return Times(number, bool(_OPEN.search(plain.split(";")[-1])))


def count(text: str) -> int | None:
    """The number of subjects a cell names: 1户(…), 12; None when it names none."""
    found = _COUNT.search(narrow(text).strip())
    return int(found[1].replace(",", "")) if found else None


def grades(text: str) -> tuple[Grade, ...]:
    """Every credit grade a text names, the best first."""
    plain = narrow(text)
    alone = plain.strip().upper()
    if alone in set(Grade):
        return (Grade(alone),)
    return tuple(sorted(grade for grade, pattern in _GRADES if pattern.search(plain)))


def item_class(text: str) -> ItemClass | None:
    """重点 or 一般, where a text names one of them alone."""
    key = bool(re.search(r"重点(?:检查|监管|事项|对象|单位|企业|$)", text))
    general = bool(re.search(r"一般(?:检查|监管|事项|对象|单位|企业|$)", text))
    if key == general:
        return None
    return ItemClass.KEY if key else ItemClass.GENERAL
