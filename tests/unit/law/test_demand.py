"""What the documents demand of a year, over counted registers, and what a plan's lines give."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from mingqian.law import Grade, ItemClass, Pack, load_pack, read_folder
from mingqian.law.demand import Cell, Demand, Group, Measure, demands, year_of_cycle
from mingqian.law.plan_lines import PlannedLine, check_lines, departures, overdrawn

PACKS = Path(__file__).resolve().parents[3] / "law" / "packs"
ON = date(2027, 1, 1)
KEY, GENERAL = ItemClass.KEY, ItemClass.GENERAL


def pack(name: str, **decided: str | int) -> Pack:
    return load_pack(read_folder(PACKS / name)).with_settings(decided)


CELLS = (
    Cell(KEY, "危险化学品", Grade.A, 40, unlimited=40, unseen=40),
    Cell(KEY, "危险化学品", Grade.D, 41, unlimited=41, unseen=41),
    Cell(GENERAL, "机械", None, 100, unlimited=10, unseen=70),
    Cell(GENERAL, "轻工", None, 1, unseen=1),
)


def by_key(found: tuple[Demand, ...]) -> dict[str, Demand]:
    return {one.key: one for one in found}


def test_gaoqing_five_percent_once_a_year_and_one_joint_check() -> None:
    found = by_key(demands(pack("gaoqing"), CELLS, ON))
    general = found["shares.general_minimum"]
    assert (general.size, general.minimum, general.citation.article) == (101, 6, "5.1.2")
    limit = found["frequency.per_year"]
    assert (limit.group.item_class, limit.maximum, limit.departure) == (GENERAL, 91, True)
    assert found["frequency.joint_per_year"].measure is Measure.JOINT
    # The guide names no least share for key items: the question stands until the bureau answers it.
    key = found["shares.key_upper_limit"]
    assert key.minimum == 0 and [one.key for one in key.asks] == ["key_share_percent"]
    decided = by_key(demands(pack("gaoqing", key_share_percent="20"), CELLS, ON))["shares.key_upper_limit"]
    assert (decided.minimum, decided.asks) == (17, ())


def test_xiping_all_key_subjects_a_third_of_the_others_every_industry_and_the_cycle() -> None:
    found = demands(pack("xiping", cycle_starts="2026"), CELLS, ON)
    one = by_key(found)
    assert (one["shares.key_minimum"].minimum, one["shares.general_minimum"].minimum) == (81, 34)
    assert one["shares.overall_minimum"].minimum == 10
    # 2027 is the second of three years: of 71 not yet seen, half, rounded up.
    assert one["frequency.coverage_years"].minimum == 36
    industries = [d.group.fields for d in found if d.key == "frequency.industry_per_year"]
    assert industries == [("危险化学品",), ("机械",), ("轻工",)]
    away = one["cross_region.minimum"]
    assert (away.measure, away.minimum, away.maximum) == (Measure.EACH_TIME, 3, 6)


def test_the_cycle_asks_where_nobody_has_said_when_it_began() -> None:
    coverage = by_key(demands(pack("xiping"), CELLS, ON))["frequency.coverage_years"]
    assert coverage.minimum == 0 and [one.key for one in coverage.asks] == ["cycle_starts"]


@pytest.mark.parametrize(("year", "place"), [(2026, 1), (2028, 3), (2029, 1)])
def test_cycles_follow_one_another(year: int, place: int) -> None:
    assert year_of_cycle(2026, year, 3) == place


def test_weidong_grades_are_drawn_twice_or_visited_twice_as_decided() -> None:
    open_ = {one.group.grade: one for one in demands(pack("weidong"), CELLS, ON)}
    assert (open_[Grade.A].each, open_[Grade.A].rounds, open_[Grade.A].minimum) == (1, 2, 2)
    assert (open_[Grade.D].each, open_[Grade.D].minimum) == (9, 18)
    assert [one.key for one in open_[Grade.D].asks] == ["times_mean"]
    over_year = demands(pack("weidong", times_mean="draws", share_each_draw="year"), CELLS, ON)
    graded = {one.group.grade: one for one in over_year}
    assert (graded[Grade.D].each, graded[Grade.D].minimum, graded[Grade.D].asks) == (5, 10, ())
    visits = {one.group.grade: one for one in demands(pack("weidong", times_mean="per_subject"), CELLS, ON)}
    assert (visits[Grade.D].rounds, visits[Grade.D].minimum, visits[Grade.D].visits_each) == (1, 9, 2)


def test_a_document_without_numbers_leaves_the_share_to_the_plan() -> None:
    (only,) = demands(pack("xinyang"), CELLS, ON)
    assert (only.minimum, only.citation.article) == (0, "二十五")
    (decided,) = demands(pack("xinyang", share_percent="10"), CELLS, ON)
    assert (decided.minimum, decided.asks, only.asks[0].key) == (19, (), "share_percent")
    once = by_key(demands(pack("hebi"), CELLS, ON))["shares.count"]
    assert (once.measure, once.minimum, once.maximum, once.reference) == (Measure.EACH_TIME, 1, 1, True)


def line(count: int, *places: int, **more: bool) -> PlannedLine:
    return PlannedLine("行", count, {place: CELLS[place].size for place in places}, **more)


def verdicts(name: str, *lines: PlannedLine, **decided: str) -> dict[str, str]:
    return {
        one.demand.key: one.words
        for one in check_lines(demands(pack(name, **decided), CELLS, ON), CELLS, lines)
    }


def test_exactly_the_minimum_is_enough_and_one_less_is_not() -> None:
    assert verdicts("gaoqing", line(6, 2, 3))["shares.general_minimum"] == ""
    short = verdicts("gaoqing", line(5, 2, 3))["shares.general_minimum"]
    assert short == "一般检查对象安排 5 户，至少要 6 户，还差 1 户"


def test_a_line_that_reaches_more_than_the_group_counts_by_chance_and_says_so() -> None:
    graded = [one for one in demands(pack("weidong"), CELLS, ON) if one.group.grade is Grade.D]
    (found,) = check_lines(graded, CELLS, [line(18, 0, 1), line(18, 0, 1), line(4, 0)])
    # 36 × 41 / 81 = 18.2…
    assert (found.got, found.certain, found.words) == (18, False, "")
    (less,) = check_lines(graded, CELLS, [line(15, 0, 1), line(15, 0, 1), line(4, 0)])
    assert "按机会平均" in less.words and less.lacking == 3


def test_two_draws_are_two_lines() -> None:
    graded = [one for one in demands(pack("weidong"), CELLS, ON) if one.group.grade is Grade.D]
    (once,) = check_lines(graded, CELLS, [line(18, 1)])
    assert "一年要抽 2 次，只安排了 1 次" in once.words
    (twice,) = check_lines(graded, CELLS, [line(9, 1), line(9, 1)])
    assert twice.met


def test_more_than_the_yearly_limit_allows() -> None:
    at_most = verdicts("gaoqing", line(101, 2, 3))["frequency.per_year"]
    assert at_most == ""
    over = verdicts("gaoqing", line(100, 2), line(20, 2))["frequency.per_year"]
    # 120 × 90 / 100 fall on those whom the limit binds.
    assert over == "一般检查对象安排 108 户次，至多 91 户次，多 17 户次"
    assert verdicts("gaoqing", line(100, 2), line(20, 2, special=True))["frequency.per_year"] == ""


def test_no_joint_check_and_an_industry_left_out() -> None:
    assert "部门联合抽查 0 次" in verdicts("gaoqing", line(6, 2, 3))["frequency.joint_per_year"]
    assert verdicts("gaoqing", line(6, 2, 3, joint=True))["frequency.joint_per_year"] == ""
    found = check_lines(demands(pack("xiping"), CELLS, ON), CELLS, [line(81, 0, 1), line(34, 2, joint=True)])
    assert [one.words for one in found if one.words] == ["轻工检查对象：没有一行抽到"]


def test_a_line_cannot_draw_more_than_it_reaches() -> None:
    (wrong,) = overdrawn([line(101, 2), line(100, 2)])
    assert (wrong.count, wrong.pool) == (101, 100)


def test_an_empty_register_demands_nothing_and_breaks_nothing() -> None:
    for name in ("gaoqing", "xiping", "weidong", "hebi", "xinyang", "national"):
        for one in check_lines(demands(pack(name), (), ON), (), ()):
            assert one.met or one.demand.measure is Measure.JOINT


def test_groups_in_words() -> None:
    assert Group(fields=("危险化学品",), grade=Grade.B).words() == "危险化学品 B 级检查对象"
    assert Group(grade=Grade.D).words() == "D 级检查对象"
    assert Group(GENERAL).words() == "一般检查对象" and Group().words() == "全部检查对象"
    assert line(10, 0, 1).within(CELLS, Group(grade=Grade.A)) == Fraction(400, 81)


def test_what_binds_is_not_departed_from_and_what_may_be_needs_a_reason_in_every_line() -> None:
    found = by_key(demands(pack("gaoqing"), CELLS, ON))
    binding, in_principle = found["shares.general_minimum"], found["frequency.per_year"]
    silent, said = PlannedLine("甲", 100, {2: 100}), PlannedLine("乙", 100, {2: 100}, reason="事故多")
    assert departures(in_principle, CELLS, [said]) == (said,)
    assert departures(in_principle, CELLS, [said, silent]) == ()
    assert departures(in_principle, CELLS, []) == ()
    assert departures(binding, CELLS, [said]) == ()
