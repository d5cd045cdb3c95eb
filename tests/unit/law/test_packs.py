"""All packs of the project: cited, anchored, short, and telling what the documents say."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from mingqian.law import (
    Applies,
    Entered,
    Event,
    Fact,
    Grade,
    ItemClass,
    Kind,
    LawError,
    Pack,
    ResultName,
    Strength,
    Unit,
    Verified,
    check_anchors,
    citations,
    classify_facts,
    classify_industry,
    collisions,
    coverage,
    cross_region,
    due,
    load_pack,
    once_a_year,
    quota,
    read_folder,
    result_codes,
    split_articles,
    team_rule,
)
from mingqian.workdays import announced_calendar

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT.parent / "shared" / "seeds"
NAMES = ("gaoqing", "xiping", "xinyang", "hebi", "weidong", "national")
PACKS = {name: load_pack(read_folder(ROOT / "law" / "packs" / name)) for name in NAMES}
XIPING, XINYANG, HEBI, WEIDONG = (PACKS[name] for name in ("xiping", "xinyang", "hebi", "weidong"))
NATIONAL = PACKS["national"]
ON = date(2026, 3, 16)
CALENDAR = announced_calendar()
LONGEST = 45


def seed_text(pack: Pack) -> str:
    file = SEEDS / pack.seed
    if not pack.seed or not file.exists():
        pytest.skip("the document is not beside the project (shared/seeds)")
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_anchor_stands_in_its_article(name: str) -> None:
    assert check_anchors(PACKS[name], seed_text(PACKS[name])) == ()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "national"])
def test_what_was_read_in_a_seed_names_the_seed(name: str) -> None:
    pack = PACKS[name]
    assert pack.seed and pack.status == "checked"
    assert {one.verified for one in citations(pack).values()} == {Verified.SEED}


@pytest.mark.parametrize("name", NAMES)
def test_anchors_are_short(name: str) -> None:
    """A few characters, never a document's sentence."""
    long = {key: one.anchor for key, one in citations(PACKS[name]).items() if len(one.anchor) > LONGEST}
    assert long == {}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "national"])
def test_our_readings_are_our_own_words(name: str) -> None:
    """No reading and no question repeats a whole sentence of the document."""
    text = re.sub(r"\s+", "", seed_text(PACKS[name]))
    sentences = {part for part in re.split("[。；;]", text) if len(part) >= 25}
    ours = [one.reading for one in citations(PACKS[name]).values()]
    ours += [one.question for one in PACKS[name].settings]
    assert [words for words in ours for part in sentences if part in words] == []


def test_several_documents_in_one_file_and_every_way_of_numbering() -> None:
    text = (
        "甲办法\n一、总则\n（一）目的\n1、一项\n- (2) 二目\n第三条 末条\n（四）款\n"
        "乙办法\n## **六、实施**\n2、告知\n附件 1\n表\n"
    )
    articles = split_articles(text, [("甲", "甲办法"), ("乙", "乙办法")])
    assert list(articles) == [
        *("甲 一", "甲 一(一)", "甲 一(一)1", "甲 一(一)1(2)", "甲 三", "甲 三(四)"),
        *("乙 六", "乙 六2", "乙 附件1"),
    ]
    assert articles["甲 一"] == "一、总则（一）目的1、一项(2)二目"
    assert split_articles(text)["三"] == "第三条末条（四）款乙办法"


@pytest.mark.parametrize(
    ("grade", "size", "least", "article"),
    [
        *[(Grade.A, size, least, "五(二)1") for size, least in ((0, 0), (1, 1), (100, 1), (101, 2))],
        *[(Grade.B, size, least, "五(二)2") for size, least in ((33, 1), (34, 2), (100, 3))],
        *[(Grade.C, size, least, "五(二)3") for size, least in ((10, 1), (11, 2))],
        *[(Grade.D, size, least, "五(二)4") for size, least in ((5, 1), (6, 2), (41, 9))],
    ],
)
def test_weidong_by_grades(grade: Grade, size: int, least: int, article: str) -> None:
    answer = quota(WEIDONG, size, None, ON, grade=grade)
    assert (answer.minimum, answer.citation.article, answer.reference) == (least, article, True)
    assert not quota(WEIDONG, size, None, date(2024, 12, 31), grade=grade).reference


def test_what_a_pack_cannot_answer_is_said() -> None:
    for pack, item_class, grade, code in [
        (WEIDONG, None, None, "law.grade_needed"),
        (WEIDONG, ItemClass.GENERAL, None, "law.grade_needed"),
        (XIPING, None, None, "law.class_needed"),
        (XIPING, None, Grade.A, "law.grade_unknown"),
    ]:
        with pytest.raises(LawError) as caught:
            quota(pack, 10, item_class, ON, grade=grade)
        assert caught.value.code == code


@pytest.mark.parametrize(("size", "least"), [(0, 0), (1, 1), (3, 1), (4, 2), (100, 34), (300, 100)])
def test_xiping_a_third_every_year(size: int, least: int) -> None:
    answer = quota(XIPING, size, ItemClass.GENERAL, ON)
    assert (answer.minimum, answer.share, answer.citation.article) == (least, Fraction(1, 3), "细则 四")
    assert [one.article for one in answer.others] == ["方案 二(五)"]
    assert answer.others[0].strength is Strength.IN_PRINCIPLE


def test_xiping_all_key_subjects() -> None:
    answer = quota(XIPING, 41, ItemClass.KEY, ON)
    assert (answer.minimum, answer.value) == (41, 41)


def test_hebi_one_enterprise_and_xinyang_without_a_share() -> None:
    assert [quota(HEBI, size, None, ON).value for size in (0, 1, 500)] == [0, 1, 1]
    answer = quota(XINYANG, 100, None, ON)
    assert (answer.minimum, answer.value, answer.citation.article) == (0, None, "二十五")
    assert quota(XINYANG, 100, None, ON, Fraction(1, 10)).value == 10


@pytest.mark.parametrize("fact", sorted(set(Fact) - {Fact.FATAL_ACCIDENT}))
def test_xiping_each_fact_makes_a_subject_key(fact: Fact) -> None:
    answer = classify_facts(XIPING, {fact}, ON)
    assert answer.item_class is ItemClass.KEY
    assert [one.name for one in answer.grounds] == [f"fact_{fact}"] and answer.citation.article == "细则 四"


@pytest.mark.parametrize(
    ("accident", "on", "key"),
    [
        (date(2023, 3, 16), ON, True),
        (date(2023, 3, 15), ON, False),
        (date(2026, 3, 17), ON, False),
        (date(2021, 2, 28), date(2024, 2, 29), True),
    ],
)
def test_a_fatal_accident_counts_three_years(accident: date, on: date, key: bool) -> None:
    answer = classify_facts(XIPING, set(), on, [accident])
    assert (answer.item_class is ItemClass.KEY) is key


def test_a_document_that_does_not_class_by_facts() -> None:
    with pytest.raises(LawError):
        classify_facts(WEIDONG, set(), ON)
    assert classify_industry(PACKS["gaoqing"], "建材", ON).item_class is ItemClass.GENERAL


@pytest.mark.parametrize(("left", "year", "least", "certain"), [(100, 1, 34, False), (66, 2, 33, False), (33, 3, 33, True), (0, 3, 0, True)])  # fmt: skip
def test_each_general_subject_within_three_years(left: int, year: int, least: int, certain: bool) -> None:
    answer = coverage(XIPING, left, year, ON)
    assert (answer.minimum, answer.certain, answer.citation.article) == (least, certain, "细则 四")


@pytest.mark.parametrize(
    ("size", "complained", "least", "most"), [(50, 0, 3, 6), (50, 4, 3, 6), (5, 0, 3, 5), (2, 0, 2, 2), (4, 4, 0, 0)]
)  # fmt: skip
def test_cross_region_three_to_six_and_everyone_complained_of(
    size: int, complained: int, least: int, most: int
) -> None:
    answer = cross_region(XIPING, size, complained, ON)
    assert (answer.minimum, answer.maximum, answer.complained) == (least, most, complained)
    assert answer.citation.strength is Strength.USUALLY
    assert answer.complained_citation.strength is Strength.MUST


def test_questions_out_of_range() -> None:
    for ask in (
        lambda: coverage(XIPING, -1, 1, ON),
        lambda: coverage(XIPING, 1, 4, ON),
        lambda: cross_region(XIPING, 2, 3, ON),
    ):
        with pytest.raises(LawError):
            ask()


def test_frequency_where_a_document_sets_none_and_where_it_says_twice() -> None:
    assert once_a_year(XINYANG, [ON, ON, ON], set(), ON).allowed
    assert once_a_year(XINYANG, [], set(), ON).limit is None
    assert once_a_year(WEIDONG, [date(2024, 7, 1)], set(), date(2024, 9, 1)).allowed
    assert not once_a_year(WEIDONG, [date(2024, 7, 1), date(2024, 8, 1)], set(), date(2024, 9, 1)).allowed


def test_teams() -> None:
    rule = team_rule(XINYANG, ON)
    assert (rule.minimum, rule.maximum, rule.certified, rule.leaders) == (2, 5, 2, 1)
    assert rule.citations["maximum"].strength is Strength.USUALLY and len(rule.recusal_cases) == 5
    assert team_rule(XIPING, ON).replacement == "drawn"
    assert (team_rule(WEIDONG, ON).leader_choice, team_rule(WEIDONG, ON).minimum) == ("drawn", 0)
    assert team_rule(HEBI, ON).citations.keys() == {"leader_answers"}
    assert team_rule(NATIONAL, ON).certified == 2


CLOCKS = [
    # event, pack, key, on, due, unit, next working day
    (Event.CHECK_PLANNED, XINYANG, "notice", date(2026, 3, 16), date(2026, 3, 9), Unit.WORKDAYS, None),
    (Event.CHECK_ENDED, XINYANG, "archive", date(2026, 3, 16), date(2026, 3, 25), Unit.WORKDAYS, None),
    (Event.RESULT_MADE, XINYANG, "publication", date(2026, 3, 16), date(2026, 4, 14), Unit.WORKDAYS, None),
    (Event.RESULT_MADE, XIPING, "publication", date(2026, 3, 16), date(2026, 4, 14), Unit.WORKDAYS, None),
    (Event.RESULT_MADE, WEIDONG, "transfer", date(2026, 3, 16), date(2026, 3, 25), Unit.WORKDAYS, None),
    (Event.CHECK_ENDED, WEIDONG, "publication", date(2026, 3, 16), date(2026, 4, 14), Unit.WORKDAYS, None),
    (Event.CAMPAIGN_ENDED, HEBI, "records_handed_over", date(2026, 2, 10), date(2026, 2, 20), Unit.DAYS, date(2026, 2, 24)),
    (Event.CAMPAIGN_ENDED, HEBI, "problem_letter", date(2026, 2, 10), date(2026, 2, 20), Unit.DAYS, date(2026, 2, 24)),
    (Event.FINDING_CONFIRMED, HEBI, "case_opened", date(2026, 3, 16), date(2026, 3, 23), Unit.DAYS, None),
    (Event.FINDING_CONFIRMED, HEBI, "reply_written", date(2026, 3, 14), date(2026, 3, 21), Unit.DAYS, date(2026, 3, 23)),
    (Event.LETTER_RECEIVED, HEBI.with_settings({"finding_starts": "received"}), "case_opened", date(2026, 3, 16), date(2026, 3, 23), Unit.DAYS, None),
    (Event.CASE_CLOSED, HEBI, "case_told", date(2026, 3, 16), date(2026, 4, 14), Unit.WORKDAYS, None),
    (Event.CASE_CLOSED, HEBI, "penalty_published", date(2026, 3, 16), date(2026, 4, 14), Unit.WORKDAYS, None),
    (Event.PENALTY_DECIDED, XIPING, "penalty_published", date(2026, 3, 16), date(2026, 4, 14), Unit.WORKDAYS, None),
    (Event.PENALTY_DECIDED, NATIONAL, "penalty_published", date(2026, 3, 16), date(2026, 3, 25), Unit.WORKDAYS, None),
    (Event.PENALTY_REVOKED, NATIONAL, "penalty_withdrawn", date(2026, 2, 13), date(2026, 2, 25), Unit.WORKDAYS, None),
    (Event.SHIFT_END, XIPING, "complaints_handed_over", date(2026, 3, 15), date(2026, 3, 15), Unit.DAYS, None),
]  # fmt: skip


@pytest.mark.parametrize(("event", "pack", "key", "on", "end", "unit", "beside"), CLOCKS, ids=lambda one: str(one) if isinstance(one, str) else "")  # fmt: skip
def test_clocks(
    event: Event, pack: Pack, key: str, on: date, end: date, unit: Unit, beside: date | None
) -> None:
    (found,) = [one for one in due(pack, CALENDAR, event, on) if one.key == f"clocks.{key}"]
    assert (found.due, found.unit, found.next_workday) == (end, unit, beside)


def test_every_event_has_a_term_somewhere() -> None:
    gaoqing = {Event.TASK_ENDED, Event.OBJECTION_RECEIVED, Event.REVIEW_MADE}
    assert {event for event, *_ in CLOCKS} | gaoqing == set(Event)


def test_results_of_all_packs_map_to_one_list() -> None:
    assert result_codes(XIPING, ON) == () and result_codes(XINYANG, ON) == ()
    assert [one.code for one in result_codes(HEBI, ON)][6:] == [ResultName.NO_ACTIVITY, ResultName.PENDING]
    assert [one.position for one in result_codes(WEIDONG, ON)] == [str(n) for n in range(1, 11)]
    assert {one.code for one in result_codes(WEIDONG, ON)} == set(ResultName)


def test_a_document_that_contradicts_itself_is_asked_about() -> None:
    gaoqing = PACKS["gaoqing"]
    with pytest.raises(LawError) as caught:
        gaoqing.get("registers.subject_source", ON)
    assert caught.value.code == "law.disputed" and caught.value.params["setting"] == "subject_source"
    decided = gaoqing.with_settings({"subject_source": "registration"})
    assert decided.get("registers.subject_source", ON).citation.article == "3.3"
    both = gaoqing.with_settings({"subject_source": "both"})
    assert both.get("registers.subject_source", ON).citation.article == "5.2.1"


def test_the_same_matter_elsewhere() -> None:
    assert XIPING.get("checks.crime_to", ON).value == "police"
    assert XIPING.get("checks.crime_to", ON, Applies.JOINT).value == "judicial"
    assert XIPING.get("checks.crime_to", ON, Applies.OFFICERS).value == "police"
    assert XIPING.get("clocks.publication", ON).applies is Applies.JOINT, "the only one there is"


def test_what_nobody_read_is_shown_and_does_not_count() -> None:
    off = {one.key for one in NATIONAL.switched_off()}
    assert {"checks.third_parties", "plan.each_check_approved", "frequency.yearly_cap_published"} <= off
    assert not NATIONAL.has("checks.third_parties", ON)
    assert "third_parties" not in {one.name for one in NATIONAL.theme("checks", ON)}
    with pytest.raises(LawError) as caught:
        NATIONAL.get("checks.third_parties", ON)
    assert caught.value.code == "law.switched_off"
    read = NATIONAL.with_entered({"checks.third_parties": Entered("二", "严禁第三方实施检查")})
    found = read.get("checks.third_parties", ON)
    assert (found.value, found.citation.article, found.citation.verified) == ("forbidden", "二", "elsewhere")
    assert read.digest() != NATIONAL.digest()
    with pytest.raises(LawError):
        NATIONAL.with_entered({"teams.minimum": Entered("一", "两人")})


def test_the_law_binds_from_its_own_day() -> None:
    assert not NATIONAL.has("clocks.penalty_published", date(2021, 8, 31))
    assert NATIONAL.has("clocks.penalty_published", date(2021, 9, 1))


FOUND = {
    # every line of what is known to collide: key, packs among those that speak, stops
    "notice and secrecy": ("checks.advance_notice", {"xinyang", "xiping", "weidong"}, True),
    "start of the twenty days": ("clocks.publication", {"xinyang", "xiping", "gaoqing", "weidong"}, False),
    "penalties": ("clocks.penalty_published", {"xiping", "hebi", "national"}, False),
    "result numbers": ("results.no_activity", {"hebi", "weidong", "gaoqing"}, False),
    "result numbers too": ("results.pending", {"hebi", "weidong", "gaoqing"}, False),
    "two ten days": ("clocks.records_handed_over<clocks.problem_letter", {"hebi"}, True),
    "where drawn": ("draw.place", {"xiping", "hebi", "weidong", "gaoqing", "mingqian"}, True),
    "uncertified staff": ("registers.inspector_certificate", {"xiping", "xinyang", "gaoqing", "national"}, True),
    "third parties": ("checks.third_parties", {"xiping", "national"}, False),
    "other places": ("checks.other_places", {"xiping", "national"}, False),
    "replacement": ("teams.replacement", {"xiping", "gaoqing"}, True),
    "leader": ("teams.leader_choice", {"weidong", "gaoqing"}, True),
    "hazardous-chemical trader": ("shares.minimum@危险化学品", {"xiping", "weidong"}, False),
    "frequency": ("frequency.per_year", {"gaoqing", "weidong"}, True),
    "key fields": ("draw.key_subjects", {"gaoqing"}, True),
    "register source": ("registers.subject_source", {"gaoqing"}, True),
    "levels": ("registers.inspector_levels", {"gaoqing"}, True),
    "crime goes to": ("checks.crime_to", {"xiping", "gaoqing", "xinyang", "hebi"}, True),
    "archive": ("clocks.publication<clocks.archive", {"xinyang"}, True),
}  # fmt: skip


@pytest.mark.parametrize("what", FOUND)
def test_what_collides_is_found(what: str) -> None:
    key, packs, stops = FOUND[what]
    found = {one.key: one for one in collisions(list(PACKS.values()), ON)}
    assert packs <= set(found[key].packs)
    assert found[key].stops is stops
    assert all(one.citation.article for one in found[key].statements)


def test_collisions_come_from_the_data() -> None:
    """Change what one document says, and the collision goes; a pack alone collides with nobody else."""
    files = dict(read_folder(ROOT / "law" / "packs" / "gaoqing"))
    changed = files["teams.toml"].decode().replace('[replacement]\nvalue = "appointed"', '[replacement]\nvalue = "drawn"')  # fmt: skip
    agreeing = load_pack(files | {"teams.toml": changed})
    keys = {one.key for one in collisions([agreeing, XIPING], ON)}
    assert "teams.replacement" not in keys
    assert {one.key for one in collisions([XINYANG], ON)} == {"clocks.publication<clocks.archive"}
    assert all(one.within for one in collisions([PACKS["gaoqing"]], ON) if "mingqian" not in one.packs)


def test_a_decision_of_the_document_itself_settles_it() -> None:
    gaoqing = PACKS["gaoqing"].with_settings({"key_fields_in_lottery": "drawn"})
    found = {one.key: one for one in collisions([gaoqing], ON)}
    assert found["draw.key_subjects"].settled and not found["draw.key_subjects"].stops


def test_a_rule_that_was_read_begins_to_stop() -> None:
    read = NATIONAL.with_entered({"checks.third_parties": Entered("二", "严禁")})
    found = {one.key: one for one in collisions([XIPING, read], ON)}
    assert found["checks.third_parties"].stops
    before = {one.key: one for one in collisions([XIPING, NATIONAL], ON)}
    assert found["checks.third_parties"].digest() != before["checks.third_parties"].digest()


def test_two_terms_that_end_together_are_settled_by_the_bureaus_word() -> None:
    (open_,) = [one for one in collisions([HEBI], ON) if one.kind is Kind.ORDER]
    assert open_.stops and open_.action == "letter"
    decided = HEBI.with_settings({"two_ten_days": "teams_earlier"})
    (settled,) = [one for one in collisions([decided], ON) if one.kind is Kind.ORDER]
    assert (settled.stops, settled.settled) == (False, True)
