"""The proposed lines reach every minimum they are made for, and no more lines than needed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingqian.law import Grade, ItemClass, Pack, load_pack, read_folder
from mingqian.law.demand import Cell, demands
from mingqian.law.plan_lines import PlannedLine, check_lines
from mingqian.plans.yearly.proposal import Suggestion, drawn, percent_up, suggest, with_joint

PACKS = Path(__file__).resolve().parents[3] / "law" / "packs"
ON = date(2027, 1, 1)


def pack(name: str, **decided: str) -> Pack:
    return load_pack(read_folder(PACKS / name)).with_settings(decided)


DECIDED = {
    "gaoqing": {"key_share_percent": "20"},
    "xiping": {"cycle_starts": "2027"},
    "weidong": {"times_mean": "draws"},
}


def as_line(one: Suggestion, cells: list[Cell]) -> PlannedLine:
    codes = {"key": ItemClass.KEY, "general": ItemClass.GENERAL}
    reach = {
        at: cell.size
        for at, cell in enumerate(cells)
        if cell.item_class is codes[one.item_class]
        and (not one.fields or cell.field in one.fields)
        and (not one.grades or cell.grade in one.grades)
    }
    return PlannedLine(one.title, one.count, reach, joint=one.joint)


sizes = st.integers(min_value=1, max_value=400)
registers = st.lists(
    st.builds(
        lambda item_class, field, grade, size: Cell(item_class, field, grade, size, unseen=size),
        st.sampled_from([ItemClass.KEY, ItemClass.GENERAL]),
        st.sampled_from(["危险化学品", "机械", "轻工", "商贸"]),
        st.sampled_from([*Grade, None]),
        sizes,
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(registers, st.sampled_from(["gaoqing", "xiping", "weidong"]), st.sampled_from(["field", "class"]))
def test_what_is_proposed_reaches_every_minimum(cells: list[Cell], name: str, split: str) -> None:
    wanted = demands(pack(name, **DECIDED[name]), cells, ON)
    found = suggest(wanted, cells, (), split=split, months=(3, 11))  # type: ignore[arg-type]
    lines = [as_line(one, cells) for one in with_joint(found, 1, ())]
    for one in check_lines(wanted, cells, lines):
        assert not one.lacking, one.words
    for row, line in zip(found, lines, strict=True):
        assert line.count == drawn(row.pool, row.share) <= line.pool == row.pool
        assert 3 <= row.months[0] <= row.months[1] <= 11
    # Proposed again beside its own lines, nothing is missing any more.
    assert suggest(wanted, cells, lines, split=split, months=(3, 11)) == []  # type: ignore[arg-type]


def test_the_open_question_leaves_the_share_empty() -> None:
    cells = [Cell(ItemClass.KEY, "危险化学品", None, 50, unlimited=50, unseen=50)]
    (one,) = suggest(demands(pack("gaoqing"), cells, ON), cells, (), split="field", months=(3, 11))
    assert (one.share, one.count, [ask.key for ask in one.asks]) == ("", 0, ["key_share_percent"])


def test_the_larger_of_two_documents_decides_and_is_cited() -> None:
    cells = [Cell(ItemClass.GENERAL, "机械", None, 300, unseen=300)]
    wanted = (*demands(pack("gaoqing"), cells, ON), *demands(pack("xiping"), cells, ON))
    (one,) = suggest(wanted, cells, (), split="field", months=(3, 11))
    assert (one.share, one.count) == ("33.3334", 101)
    assert [(because.pack, because.citation.article) for because in one.because] == [("xiping", "细则 四")]


def test_draws_of_one_grade_follow_one_another() -> None:
    cells = [Cell(ItemClass.KEY, "危险化学品", Grade.D, 41, unseen=41)]
    found = suggest(demands(pack("weidong"), cells, ON), cells, (), split="field", months=(3, 11))
    assert [(one.count, one.share, one.months, one.round_of) for one in found] == [
        (9, "20", (3, 7), (1, 2)),
        (9, "20", (8, 11), (2, 2)),
    ]


def test_a_joint_check_takes_the_place_of_a_line() -> None:
    cells = [
        Cell(ItemClass.GENERAL, name, None, size, unseen=size) for name, size in (("机械", 900), ("轻工", 40))
    ]
    found = suggest(demands(pack("gaoqing"), cells, ON), cells, (), split="field", months=(3, 11))
    assert [one.joint for one in with_joint(found, 1, ())] == [True, False]
    assert [one.joint for one in with_joint(found, 1, ["轻工"])] == [False, True]
    assert sum(one.count for one in with_joint(found, 1, ())) == sum(one.count for one in found)


@pytest.mark.parametrize(
    ("share", "percent"),
    [(Fraction(1, 3), "33.3334"), (Fraction(1, 20), "5"), (Fraction(1), "100"), (Fraction(3, 40), "7.5")],
)
def test_percentages_are_never_below_the_share(share: Fraction, percent: str) -> None:
    assert percent_up(share) == percent and Fraction(percent) / 100 >= share
