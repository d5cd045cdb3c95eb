"""The 高青 guide as data: every anchor in its article, and the answers with their articles."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian.law import (
    Event,
    FrequencyException,
    ItemClass,
    LawError,
    ResultName,
    Strength,
    Unit,
    check_anchors,
    citations,
    classify_industry,
    due,
    exclusions,
    load_pack,
    once_a_year,
    quota,
    read_folder,
    result_codes,
    share_of_percent,
    split_articles,
    team_rule,
)
from mingqian.workdays import announced_calendar

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT.parent / "shared" / "seeds"
FILES = dict(read_folder(ROOT / "law" / "packs" / "gaoqing"))
PACK = load_pack(FILES)
CALENDAR = announced_calendar()
ON = date(2026, 3, 16)


def seed_text() -> str:
    file = SEEDS / PACK.seed
    if not file.exists():
        pytest.skip("the documents are not beside the project (shared/seeds)")
    return file.read_text(encoding="utf-8")


def test_every_anchor_stands_in_its_article() -> None:
    assert check_anchors(PACK, seed_text()) == ()
    assert len(citations(PACK)) > 100


def test_a_wrong_anchor_or_article_is_found() -> None:
    text = seed_text()
    shares = FILES["shares.toml"].decode()
    for changed, code in [
        (shares.replace("按不少于 5%的比例抽查", "按不少于 6%的比例抽查"), "anchor.not_in_article"),
        (shares.replace('article = "5.1.2"', 'article = "5.1.1"', 1), "anchor.not_in_article"),
        (shares.replace('article = "5.1.2"', 'article = "5.1.9"', 1), "anchor.no_article"),
    ]:
        assert changed != shares
        problems = check_anchors(load_pack(FILES | {"shares.toml": changed.encode()}), text)
        assert [(one.code, one.file, one.key) for one in problems] == [
            (code, "shares.toml", "shares.general_minimum")
        ]


def test_the_document_is_split_into_its_articles() -> None:
    articles = split_articles(
        "一、范围\n\n甲 乙\n三、定义\n3.1 抽查\n\n是指\n- a) 其一;\n- b) 其\n二;\n3.2 对象\n"
    )
    assert articles == {
        "一": "一、范围甲乙",
        "三": "三、定义",
        "3.1": "3.1抽查是指a)其一;b)其二;",
        "3.1 a)": "a)其一;",
        "3.1 b)": "b)其二;",
        "3.2": "3.2对象",
    }


def test_undated_until_the_bureau_says_so() -> None:
    assert PACK.validity.ask and PACK.is_reference(ON)
    with pytest.raises(LawError) as caught:
        PACK.require_binding(ON)
    assert caught.value.code == "law.not_in_force"
    dated = PACK.with_dates(date(2026, 1, 1))
    dated.require_binding(ON)
    assert quota(PACK, 100, ItemClass.GENERAL, ON).reference
    assert not quota(dated, 100, ItemClass.GENERAL, ON).reference


@pytest.mark.parametrize(
    ("field", "item_class"),
    [
        *[(field, ItemClass.KEY) for field in ("危险化学品", "非煤矿山", "烟花爆竹", "冶金", "有色")],
        *[(field, ItemClass.GENERAL) for field in ("建材", "机械", "轻工", "纺织", "烟草", "商贸")],
    ],
)
def test_classes(field: str, item_class: ItemClass) -> None:
    answer = classify_industry(PACK, field, ON)
    assert (answer.item_class, answer.in_scope, answer.decided, answer.citation.article) == (
        item_class,
        True,
        False,
        "5.1.2",
    )


@pytest.mark.parametrize(("field", "name"), [("化工", "class_of_chemicals"), ("医药", "class_of_medicine")])
def test_fields_without_class_are_asked(field: str, name: str) -> None:
    answer = classify_industry(PACK, field, ON)
    assert answer.item_class is None and answer.in_scope and answer.citation.article == "3.2"
    assert answer.setting is not None and answer.setting.key == name
    with pytest.raises(LawError) as caught:
        quota(PACK, 10, answer.item_class, ON)
    assert caught.value.code == "law.class_needed"
    decided = classify_industry(PACK.with_settings({name: "重点"}), field, ON)
    assert decided.item_class is ItemClass.KEY and decided.decided


def test_a_field_the_guide_does_not_know() -> None:
    answer = classify_industry(PACK, "渔业", ON)
    assert answer.item_class is None and not answer.in_scope and answer.setting is None


@pytest.mark.parametrize(
    ("size", "minimum"), [(0, 0), (1, 1), (19, 1), (20, 1), (21, 2), (100, 5), (101, 6), (16_622, 832)]
)
def test_at_least_five_in_a_hundred_rounded_up(size: int, minimum: int) -> None:
    answer = quota(PACK, size, ItemClass.GENERAL, ON)
    assert (answer.minimum, answer.value, answer.share) == (minimum, minimum, Fraction(1, 20))
    assert answer.citation.article == "5.1.2" and not answer.below_minimum


@settings(deadline=None)
@given(st.integers(0, 2_000_000), st.fractions(0, 1, max_denominator=10_000))
def test_a_quota_is_the_least_whole_number_not_below_its_share(size: int, share: Fraction) -> None:
    answer = quota(PACK, size, ItemClass.GENERAL, ON, share)
    assert answer.value is not None
    assert answer.value >= size * share > answer.value - 1
    assert answer.minimum >= size * Fraction(1, 20) > answer.minimum - 1
    assert answer.below_minimum is (share < Fraction(1, 20))
    assert answer.value <= size


def test_the_steps_can_be_read() -> None:
    answer = quota(PACK, 101, ItemClass.GENERAL, ON, share_of_percent("7.5"))
    assert answer.steps == (
        "101 户 × 5% = 5.05 户",
        "不少于，故向上取整：至少 6 户",
        "计划比例 7.5%：101 户 × 7.5% = 7.575 户",
        "向上取整：抽取 8 户",
    )


def test_a_share_below_the_minimum_is_shown_with_the_article_that_may_excuse_it() -> None:
    decided = PACK.with_settings({"low_risk_below_minimum": "yes"})
    answer = quota(decided, 100, ItemClass.GENERAL, ON, share_of_percent(4))
    assert (answer.minimum, answer.value, answer.below_minimum) == (5, 4, True)
    assert answer.lower_citation is not None and answer.lower_citation.article == "6.2"
    # our proposal is that 6.2 does not go below 5.1.2: then nothing excuses it
    assert quota(PACK, 100, ItemClass.GENERAL, ON, share_of_percent(4)).lower_citation is None


def test_key_items_have_no_upper_limit_and_no_share_of_their_own() -> None:
    answer = quota(PACK, 40, ItemClass.KEY, ON)
    assert (answer.minimum, answer.value, answer.share) == (0, None, None)
    everything = quota(PACK, 40, ItemClass.KEY, ON, Fraction(1))
    assert everything.value == 40 and everything.citation.anchor == "抽查比例不设上限"


@pytest.mark.parametrize("percent", ["101", "-1", "五", "", "nan", "1/0"])
def test_impossible_shares(percent: str) -> None:
    with pytest.raises(LawError) as caught:
        share_of_percent(percent)
    assert caught.value.code == "law.share"


def test_impossible_questions() -> None:
    for size, share, code in [(-1, None, "law.size"), (1, Fraction(2), "law.share"), (1, 0.5, "law.share")]:
        with pytest.raises(LawError) as caught:
            quota(PACK, size, ItemClass.GENERAL, ON, share)  # type: ignore[arg-type]
        assert caught.value.code == code


def test_once_a_year() -> None:
    fresh = once_a_year(PACK, [date(2025, 12, 31)], set(), ON)
    assert fresh.allowed and fresh.drawn == 0
    drawn = once_a_year(PACK, [date(2026, 1, 1)], set(), ON)
    assert not drawn.allowed and (drawn.drawn, drawn.limit) == (1, 1)
    assert drawn.citation.article == "6.2"
    assert drawn.citation.strength is Strength.IN_PRINCIPLE and drawn.citation.strength.departure_allowed


@pytest.mark.parametrize("exception", FrequencyException)
def test_each_exception_lifts_the_limit_with_its_article(exception: FrequencyException) -> None:
    answer = once_a_year(PACK, [date(2026, 1, 5)], {exception}, ON)
    assert answer.allowed
    assert [one.name for one in answer.exceptions] == [f"exception_{exception}"]
    assert answer.exceptions[0].citation.article == "6.2"


def test_twelve_months_when_the_bureau_decides_so() -> None:
    pack = PACK.with_settings({"year_means": "twelve_months"})
    on = date(2026, 3, 16)
    assert not once_a_year(pack, [date(2025, 3, 17)], set(), on).allowed
    assert once_a_year(pack, [date(2025, 3, 16)], set(), on).allowed
    leap = once_a_year(pack, [date(2023, 2, 28), date(2023, 3, 1)], set(), date(2024, 2, 29))
    assert leap.drawn == 1 and leap.period_start == date(2023, 3, 1)


def test_teams() -> None:
    rule = team_rule(PACK, ON)
    assert (rule.minimum, rule.maximum, rule.certified, rule.leaders) == (2, None, 2, 1)
    assert (rule.leader_choice, rule.joint_leader) == ("chosen", "lead_department")
    assert rule.expert == ("drawn", "appointed") and rule.direct_appointment
    assert (rule.replacement, rule.replacement_needs_consent, rule.recusal) == ("appointed", True, "applied")
    assert rule.citations["joint_leader"].article == "8.2"
    assert {one.article for name, one in rule.citations.items() if name != "joint_leader"} == {"7.3"}
    assert rule.citations["not_replaced"].strength is Strength.IN_PRINCIPLE


def test_results_carry_letter_and_canonical_code() -> None:
    assert [(one.position, one.code) for one in result_codes(PACK, ON)] == [
        ("a", ResultName.NONE_FOUND),
        ("b", ResultName.NOT_DISCLOSED),
        ("c", ResultName.FALSE_DISCLOSURE),
        ("d", ResultName.UNREACHABLE),
        ("e", ResultName.CORRECTED),
        ("f", ResultName.UNCOOPERATIVE),
        ("g", ResultName.PENDING),
        ("h", ResultName.NO_ACTIVITY),
    ]
    assert result_codes(PACK, ON)[5].wording == "不予配合情节严重"
    for one in result_codes(PACK, ON):
        assert one.citation.article == f"8.3 {one.position})"


def test_exclusions() -> None:
    found = exclusions(PACK, ON)
    assert [one.position for one in found] == ["", "a", "b", "c", "d", "e"]
    assert all(one.citation.article.startswith("4.3") for one in found)


@pytest.mark.parametrize(
    ("key", "value", "article"),
    [
        ("plan.contents", ("范围", "比例", "时间安排", "预估数量"), "6.1"),
        ("plan.filed_with", "同级市场监管部门", "6.1"),
        ("frequency.joint_per_year", 1, "6.2"),
        ("draw.modes", ("undirected", "directed"), "7.2"),
        ("checks.result_signed_by", "whole_team", "8.4"),
        ("publication.correction_signed_by", "任务执行单位主要负责人", "9.1"),
    ],
)
def test_other_rules(key: str, value: object, article: str) -> None:
    rule = PACK.get(key, ON)
    assert (rule.value, rule.citation.article) == (value, article)


def test_fields_of_the_registers() -> None:
    assert len(PACK.get("registers.item_fields", ON).words()) == 7
    assert len(PACK.get("registers.subject_fields", ON).words()) == 6
    assert "执法证号" in PACK.get("registers.inspector_fields", ON).words()


def test_liability_and_exemption() -> None:
    names = [one.name for one in PACK.theme("liability", ON)]
    assert [name.partition("_")[0] for name in names] == ["liable"] * 5 + ["exempt"] * 5


def test_what_must_be_decided() -> None:
    open_ones = {one.key for one in PACK.open_settings()}
    assert {
        "class_of_chemicals",
        "class_of_medicine",
        "key_fields_in_lottery",
        "many_complaints",
    } <= open_ones
    assert "year_means" not in open_ones
    for one in PACK.settings:
        assert one.silent == (one.citation is None)


@pytest.mark.parametrize(
    ("event", "on", "count", "end", "article"),
    [
        (Event.TASK_ENDED, date(2026, 3, 16), 20, date(2026, 4, 14), "9.1"),
        (Event.TASK_ENDED, date(2026, 2, 6), 20, date(2026, 3, 12), "9.1"),  # spring festival, two Saturdays
        (Event.TASK_ENDED, date(2024, 2, 29), 20, date(2024, 3, 28), "9.1"),  # leap day
        (Event.OBJECTION_RECEIVED, date(2026, 2, 16), 20, date(2026, 3, 20), "9.2"),  # received on a holiday
        (Event.REVIEW_MADE, date(2026, 2, 6), 15, date(2026, 3, 5), "9.2"),
    ],
)
def test_terms(event: Event, on: date, count: int, end: date, article: str) -> None:
    (deadline,) = due(PACK, CALENDAR, event, on)
    assert (deadline.due, deadline.count, deadline.unit) == (end, count, Unit.WORKDAYS)
    assert deadline.citation.article == article
    assert not deadline.provisional and not deadline.backward and deadline.reference


def test_a_term_into_an_unannounced_year_is_provisional() -> None:
    (deadline,) = due(PACK, CALENDAR, Event.TASK_ENDED, date(2026, 12, 21))
    assert deadline.provisional


def test_events_without_a_term() -> None:
    named = {Event.TASK_ENDED, Event.OBJECTION_RECEIVED, Event.REVIEW_MADE}
    for event in set(Event) - named:
        assert due(PACK, CALENDAR, event, ON) == ()


def test_the_day_of_the_event_counts_when_the_bureau_decides_so() -> None:
    pack = PACK.with_settings({"term_counting": "from_event_day"})
    (deadline,) = due(pack, CALENDAR, Event.TASK_ENDED, date(2026, 3, 16))
    assert deadline.due == date(2026, 4, 13) and deadline.count_start


def test_terms_backward_and_in_days() -> None:
    """No term of this guide runs so; documents of other places have both."""
    term = """
[notice]
event = "check_planned"
to = "通知"
direction = "before"
value = 5
unit = "工作日"
article = "9.1"
anchor = "工作日"
reading = "提前五个工作日。"
strength = "应当"
verified = "elsewhere"
"""
    pack = load_pack(FILES | {"clocks.toml": term})
    (deadline,) = due(pack, CALENDAR, Event.CHECK_PLANNED, date(2026, 3, 16))
    assert (deadline.due, deadline.backward) == (date(2026, 3, 9), True)
    same_day = term.replace('"工作日"\narticle', '"日"\narticle').replace("value = 5", "value = 0")
    (deadline,) = due(
        load_pack(FILES | {"clocks.toml": same_day}), CALENDAR, Event.CHECK_PLANNED, date(2026, 3, 15)
    )
    assert (deadline.due, deadline.backward) == (date(2026, 3, 15), True)
    days = term.replace('"工作日"\narticle', '"日"\narticle').replace("value = 5", "value = 10")
    with pytest.raises(LawError):
        due(load_pack(FILES | {"clocks.toml": days}), CALENDAR, Event.CHECK_PLANNED, ON)
    forward = load_pack(FILES | {"clocks.toml": days.replace('"before"', '"after"')})
    (deadline,) = due(forward, CALENDAR, Event.CHECK_PLANNED, date(2026, 2, 6))
    assert (deadline.due, deadline.next_workday) == (date(2026, 2, 16), date(2026, 2, 24))
