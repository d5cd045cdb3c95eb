"""Loading packs: what is wrong is refused and named with file, line, key and article."""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from mingqian.law import Applies, LawError, Pack, PackError, Strength, load_pack, read_folder
from mingqian.law.wording import problem_words

PACKS = Path(__file__).resolve().parents[3] / "law" / "packs"
HEAD = """
id = "demo"
name = "示范"
authority = "示范局"
version = "1"
status = "draft"

[document]
title = "示范办法"
seed = "none.txt"

[validity]
from = 2026-01-01
until = 2026-12-31
article = "一"
anchor = "施行"
reading = "自二〇二六年施行。"
strength = "应当"
verified = "elsewhere"
"""
RULE = """
[general_minimum]
value = 5
unit = "百分比"
article = "5.1.2"
anchor = "不少于"
reading = "不少于百分之五。"
strength = "应当"
verified = "elsewhere"
"""
SETTING = """
[year_means]
question = "一年怎样算？"
options = { "calendar_year" = "自然年", "twelve_months" = "十二个月" }
silent = true
reading = "没有写。"
"""


def pack_of(shares: str = RULE, head: str = HEAD, **themes: str) -> Pack:
    files = {"pack.toml": head, "shares.toml": shares, "settings.toml": SETTING}
    return load_pack(files | {f"{name}.toml": text for name, text in themes.items()})


def without(text: str, field: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(field + " ="))


def problems_of(
    shares: str = RULE, head: str = HEAD, **themes: str
) -> list[tuple[str, str, int | None, str]]:
    with pytest.raises(PackError) as caught:
        pack_of(shares, head, **themes)
    return [(one.code, one.file, one.line, one.article) for one in caught.value.problems]


def test_a_good_pack_loads() -> None:
    pack = pack_of()
    rule = pack.get("shares.general_minimum", date(2026, 5, 1))
    assert (rule.value, rule.unit, rule.citation.article) == (5, "百分比", "5.1.2")
    assert rule.citation.document == "示范办法"
    assert rule.citation.strength is Strength.MUST and not rule.citation.strength.departure_allowed


@pytest.mark.parametrize("field", ["article", "anchor", "reading"])
def test_a_parameter_without_citation_fails(field: str) -> None:
    article = "" if field == "article" else "5.1.2"
    assert problems_of(without(RULE, field)) == [("pack.no_citation", "shares.toml", 2, article)]
    blank = RULE.replace(
        {"article": "5.1.2", "anchor": "不少于", "reading": "不少于百分之五。"}[field], " ", 1
    )
    assert [code for code, *_ in problems_of(blank)] == ["pack.no_citation"]


def test_every_parameter_of_every_pack_needs_its_citation() -> None:
    """Takes the citation from each rule of the packs in turn: not one may load without it."""
    for folder in sorted(one for one in PACKS.iterdir() if one.is_dir()):
        files = dict(read_folder(folder))
        load_pack(files)
        for name in sorted(files.keys() - {"pack.toml", "settings.toml"}):
            text = files[name].decode()
            for key in tomllib.loads(text):
                before, _, after = text.partition(f"[{key}]")
                bare = before + f"[{key}]" + after.replace("\narticle = ", "\n# ", 1)
                with pytest.raises(PackError) as caught:
                    load_pack(files | {name: bare})
                assert [one.code for one in caught.value.problems][:1] == ["pack.no_citation"]
                assert caught.value.problems[0].line == before.count("\n") + 1


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        (without(RULE, "value"), "pack.field_missing"),
        (without(RULE, "strength"), "pack.field_missing"),
        (without(RULE, "verified"), "pack.field_missing"),
        (RULE.replace('"应当"', '"必须"'), "pack.word"),
        (RULE.replace('"百分比"', '"成"'), "pack.word"),
        (RULE.replace("value = 5", "value = 101"), "pack.unit"),
        (RULE.replace("value = 5", 'value = "五"'), "pack.unit"),
        (RULE.replace("value = 5", "value = true"), "pack.unit"),
        (RULE.replace("value = 5", "value = 0.05"), "pack.field_type"),
        (RULE.replace("value = 5", "value = []"), "pack.field_type"),
        (RULE + "maximum = 3\n", "pack.field_unknown"),
        (RULE + "valid_from = 2026-02-01\nvalid_until = 2026-01-01\n", "pack.dates"),
        (RULE + 'valid_from = "2026-02-01"\n', "pack.field_type"),
        (RULE + 'bound = "least"\n', "pack.word"),
        (RULE + 'applies = "everywhere"\n', "pack.word"),
        (RULE + "fields = 3\n", "pack.field_type"),
        (RULE + "settled_by = 3\n", "pack.field_type"),
        (RULE + 'settled_by = "nobody"\n', "pack.field_missing"),
        (RULE.replace('value = 5\nunit = "百分比"', 'value = "4/3"\nunit = "比例"'), "pack.unit"),
        (RULE.replace('value = 5\nunit = "百分比"', 'value = "1/0"\nunit = "比例"'), "pack.unit"),
    ],
)
def test_a_wrong_parameter_is_named_with_its_place(shares: str, code: str) -> None:
    assert problems_of(shares)[0] == (code, "shares.toml", 2, "5.1.2")


TWICE = RULE.replace("[general_minimum]", "[[general_minimum]]")


def test_of_two_values_under_one_name_the_wrong_one_is_named() -> None:
    assert problems_of(TWICE * 2)[0] == ("pack.overlap", "shares.toml", 11, "5.1.2")
    assert problems_of(TWICE + without(TWICE, "anchor"))[0] == (
        "pack.no_citation",
        "shares.toml",
        11,
        "5.1.2",
    )


def test_two_values_where_each_has_its_place_or_a_question_settles_them() -> None:
    joint = TWICE.replace("value = 5", 'value = 8\napplies = "joint"')
    on = date(2026, 5, 1)
    assert pack_of(TWICE + joint).get("shares.general_minimum", on).value == 5
    assert pack_of(TWICE + joint).get("shares.general_minimum", on, Applies.JOINT).value == 8
    disputed = TWICE + 'settled_by = "year_means"\n'
    other = disputed.replace("value = 5", "value = 8")
    with pytest.raises(LawError) as caught:
        pack_of(disputed + other).get("shares.general_minimum", on)
    assert caught.value.code == "law.disputed"
    assert problems_of(disputed + TWICE)[0][:3] == ("pack.overlap", "shares.toml", 12)


def test_a_third_is_a_share() -> None:
    third = RULE.replace('value = 5\nunit = "百分比"', 'value = "1/3"\nunit = "比例"')
    assert pack_of(third).get("shares.general_minimum", date(2026, 5, 1)).share() == Fraction(1, 3)


def test_facts_are_words_of_the_list() -> None:
    worded = RULE.replace("value = 5", 'value = "有关单位"').replace('unit = "百分比"\n', "")
    assert problems_of(classes=worded.replace("general_minimum", "fact_mood"))[0][0] == "pack.word"
    assert pack_of(classes=worded.replace("general_minimum", "fact_explosive_dust")).parameters


def test_problems_in_words_name_file_line_and_article() -> None:
    with pytest.raises(PackError) as caught:
        pack_of(without(RULE, "anchor"))
    (problem,) = caught.value.problems
    assert problem_words(problem) == (
        "shares.toml 第 2 行 shares.general_minimum（第 5.1.2 条）：缺条号、锚文字或者读法（anchor）"
    )


def test_everything_wrong_is_reported_at_once() -> None:
    shares = without(RULE, "anchor") + "\n" + RULE.replace("general", "other").replace("应当", "须")
    assert [(code, line) for code, _, line, _ in problems_of(shares, without(HEAD, "id"))] == [
        ("pack.field_missing", None),
        ("pack.no_citation", 2),
        ("pack.word", 10),
    ]


def test_wrong_files() -> None:
    with pytest.raises(PackError) as caught:
        load_pack({})
    assert [one.code for one in caught.value.problems] == ["pack.missing"]
    assert problems_of(surprise=RULE)[0][:2] == ("pack.theme", "surprise.toml")
    assert problems_of("\n\n[broken\n")[0] == ("pack.toml", "shares.toml", 3, "")
    assert problems_of("value = 3\n")[0][:3] == ("pack.table", "shares.toml", 1)
    with pytest.raises(PackError) as caught:
        load_pack({"pack.toml": HEAD, "shares.toml": b"\xff"})
    assert [one.code for one in caught.value.problems] == ["pack.encoding"]
    assert load_pack({"pack.toml": HEAD.encode(), "README.md": b"\xff"}).parameters == ()


CLOCK = RULE.replace("百分比", "工作日") + 'event = "task_ended"\nto = "公示"\n'


def test_themes_have_their_own_rules() -> None:
    assert pack_of(clocks=CLOCK).theme("clocks", date(2026, 5, 1))[0].to == "公示"
    assert problems_of(clocks=CLOCK.replace("task_ended", "task_over"))[0][0] == "pack.word"
    assert problems_of(clocks=CLOCK.replace("工作日", "百分比"))[0][0] == "pack.unit"
    assert problems_of(clocks=without(CLOCK, "to"))[0][0] == "pack.field_missing"
    assert problems_of(RULE + 'event = "task_ended"\n')[0][0] == "pack.field_unknown"
    worded = RULE.replace("value = 5", 'value = "合格"').replace('unit = "百分比"\n', "")
    assert problems_of(results=worded)[0][0] == "pack.word"
    assert pack_of(results=worded.replace("general_minimum", "qualified")).parameters
    assert problems_of(frequency=worded.replace("general_minimum", "exception_mood"))[0][0] == "pack.word"
    assert problems_of(classes=worded.replace("general_minimum", "unclassed_fish"))[0][:2] == (
        "pack.field_missing",
        "settings.toml",
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("silent = true\n", ""), "pack.no_citation"),
        (("silent = true\n", 'silent = true\narticle = "1"\n'), "pack.no_citation"),
        (('question = "一年怎样算？"\n', ""), "pack.field_missing"),
        (("silent = true\n", 'silent = true\ndefault = "lunar"\n'), "pack.word"),
        (("silent = true\n", "silent = true\ndefault = 1.5\n"), "pack.field_type"),
        (("silent = true\n", "silent = true\nanswer = 1\n"), "pack.field_unknown"),
    ],
)
def test_settings_need_a_question_and_an_origin(change: tuple[str, str], code: str) -> None:
    assert problems_of(settings=SETTING.replace(*change))[0][:3] == (code, "settings.toml", 2)


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace("from = 2026-01-01\n", ""),
        HEAD.replace("from = 2026-01-01", "from = 2026-01-01\nask = true"),
        HEAD.replace("from = 2026-01-01", "from = 2027-01-01"),
    ],
)
def test_dates_are_given_or_asked_for(head: str) -> None:
    assert problems_of(head=head)[0][:2] == ("pack.dates", "pack.toml")


def test_values_by_date() -> None:
    old = RULE.replace("[general_minimum]", "[[general_minimum]]") + "valid_until = 2026-06-30\n"
    new = old.replace("value = 5", "value = 8").replace("valid_until = 2026-06-30", "valid_from = 2026-07-01")
    pack = pack_of(old + new)
    assert pack.get("shares.general_minimum", date(2026, 6, 30)).value == 5
    assert pack.get("shares.general_minimum", date(2026, 7, 1)).value == 8
    ended = pack_of(old)
    with pytest.raises(LawError) as caught:
        ended.get("shares.general_minimum", date(2026, 7, 1))
    assert caught.value.code == "law.not_covered"
    assert ended.has("shares.general_minimum", date(2026, 6, 30))
    assert not ended.has("shares.general_minimum", date(2026, 7, 1))
    with pytest.raises(LawError) as caught:
        pack.get("shares.nothing", date(2026, 7, 1))
    assert caught.value.code == "law.unknown_key"


def test_reference_outside_the_dates_and_binding_refused() -> None:
    pack = pack_of()
    for day, reference in [
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
    ]:
        assert pack.is_reference(day) is reference
        if reference:
            with pytest.raises(LawError) as caught:
                pack.require_binding(day)
            assert caught.value.code == "law.not_in_force"
        else:
            pack.require_binding(day)


def test_dates_and_decisions_of_the_bureau() -> None:
    pack = pack_of()
    dated = pack.with_dates(date(2027, 1, 1))
    assert not dated.is_reference(date(2040, 1, 1)) and pack.is_reference(date(2027, 1, 1))
    with pytest.raises(LawError) as caught:
        pack.with_dates(date(2027, 1, 2), date(2027, 1, 1))
    assert caught.value.code == "law.dates"
    assert [one.key for one in pack.open_settings()] == ["year_means"]
    decided = pack.with_settings({"year_means": "twelve_months"})
    assert decided.setting("year_means").value == "twelve_months" and decided.open_settings() == ()
    for decisions, code in [
        ({"month_means": 1}, "law.unknown_setting"),
        ({"year_means": "x"}, "law.setting_option"),
    ]:
        with pytest.raises(LawError) as caught:
            pack.with_settings(decisions)
        assert caught.value.code == code


def test_the_digest_follows_the_content_alone() -> None:
    pack = pack_of()
    assert len(pack.digest()) == 64 and int(pack.digest(), 16)
    commented = pack_of("# 说明\n" + RULE)
    assert commented.digest() == pack.digest()
    others = [
        pack_of(RULE.replace("value = 5", "value = 6")),
        pack_of(RULE.replace("不少于百分之五。", "至少百分之五。")),
        pack_of(head=HEAD.replace('version = "1"', 'version = "2"')),
        pack.with_dates(date(2026, 1, 2)),
        pack.with_settings({"year_means": "calendar_year"}),
    ]
    assert len({one.digest() for one in [pack, *others]}) == 6
