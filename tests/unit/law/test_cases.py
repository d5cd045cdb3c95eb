"""The cases a lawyer reads are the tests: every one of ``law/cases`` is asked of the packs and compared."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from mingqian.cli.main import main
from mingqian.law import Event, load_pack, read_folder
from mingqian.law.cases import EXCEPTIONS, FACTS, QUESTIONS, CaseError, judge, read_cases
from mingqian.law.vocabulary import Fact, FrequencyException
from mingqian.law.wording import EVENT_NAMES
from mingqian.workdays import announced_calendar

ROOT = Path(__file__).resolve().parents[3]
PACKS = {
    folder.name: load_pack(read_folder(folder))
    for folder in (ROOT / "law" / "packs").iterdir()
    if folder.is_dir()
}
CASES = [
    case
    for file in sorted((ROOT / "law" / "cases").glob("*.yaml"))
    for case in read_cases(file.name, file.read_text(encoding="utf-8"))
]
CALENDAR = announced_calendar()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.name}")
def test_the_case_holds(case):
    assert judge(case, PACKS, CALENDAR).wrong == ()


def test_there_are_enough_and_each_has_its_name():
    assert len(CASES) >= 120
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []


def test_all_packs_questions_events_and_exceptions_are_covered():
    assert {name for case in CASES for name in case.packs} == set(PACKS)
    assert {case.given["问"] for case in CASES} == set(QUESTIONS)
    assert {case.given["事件"] for case in CASES if "事件" in case.given} == {
        EVENT_NAMES[one] for one in Event
    }
    assert {name for case in CASES for name in case.given.get("例外", ())} == set(EXCEPTIONS)
    assert {name for case in CASES for name in case.given.get("情况", ())} == set(FACTS)
    assert set(EXCEPTIONS.values()) == set(FrequencyException)
    assert set(FACTS.values()) | {Fact.FATAL_ACCIDENT} == set(Fact)


def test_every_article_a_pack_rests_on_has_a_case():
    """Row by row: whatever article a rule cites, one case at least asks it and names it."""
    asked = set()
    for case in CASES:
        for said in case.article.split("；"):
            pack, _, article = said.partition(" ")
            asked.add((pack, article) if pack in PACKS else (case.packs[0], said))
    cited = {
        (pack.id, one.citation.article)
        for pack in PACKS.values()
        for one in pack.parameters
        if not one.switched_off
    }
    assert sorted(cited - asked) == []


def test_the_edges_are_among_them():
    days = {case.on for case in CASES}
    assert {date(2024, 2, 29), date(2025, 12, 31), date(2026, 12, 31), date(2026, 2, 16)} <= days
    sizes = {case.given.get("户数") for case in CASES}
    assert {0, 1, 20, 100} <= sizes
    provisional = [case for case in CASES if case.then.get("暂定") is True]
    saturdays = [case for case in CASES if case.then.get("截止") == date(2026, 2, 14)]
    assert provisional and saturdays


def changed(**parts):
    text = {
        "name": "试",
        "packs": "[weidong]",
        "given": "{ 问: 抽取户数, 等级: D, 户数: 41 }",
        "on": "2024-07-01",
        "then": "{ 至少: 9 }",
        "article": "五(二)4",
    } | parts
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in text.items() if value)


def outcome(**parts):
    (case,) = read_cases("试.yaml", changed(**parts))
    return judge(case, PACKS, CALENDAR)


def test_a_case_that_does_not_hold_says_what_is_wrong():
    assert outcome().wrong == ()
    assert outcome(then="{ 至少: 8 }").wrong == ("至少：应为 8，得到 9",)
    assert outcome(article="五").wrong == ("条款：应为 五，得到 五(二)4",)
    assert outcome(then="{ 面积: 8 }").wrong == ("面积：应为 8，得到 （没有回答）",)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"article": ""}, "缺 article"),
        ({"why": "x"}, "多出 why"),
        ({"on": "三月"}, "on 应是日期"),
        ({"given": "问"}, "“名称: 内容”"),
        ({"given": "{ 问: 天气 }"}, "不认识的问题“天气”"),
        ({"given": "{ 问: 抽取户数, 户口: 41 }"}, "不用写“户口”"),
        ({"given": "{ 问: 抽取户数, 等级: E, 户数: 41 }"}, "“等级”写成了“E”：应是这些里的一个：A、B、C、D"),
        ({"given": "{ 问: 抽取户数, 等级: D }"}, "缺“户数”：应是整数"),
        ({"given": "{ 问: 期限, 事件: 下雨 }"}, "“事件”写成了“下雨”：应是这些里的一个：计划检查"),
        ({"given": "{ 问: 抽取户数, 等级: D, 户数: .inf }"}, "“户数”写成了“inf”：应是整数"),
        ({"given": "{ 问: 抽取户数, 等级: D, 户数: yes }"}, "“户数”写成了“yes”：应是整数"),
        ({"given": "{ 问: 频次, 抽中过: [去年] }"}, "应是一列日期"),
        ({"given": "{ 问: 频次, 例外: [雨天] }"}, "从这些里选：重点行业"),
        ({"given": "{ 问: 不经抽取, 缘由: 雨天 }"}, "应是这些里的一个：投诉举报"),
        ({"given": "{ 问: 检查结果 }"}, "应写“序号”或者“代码”"),
        ({"given": "{ 问: 抽取户数, 等级: D, 户数: 41, 决定: { 天气: 1 } }"}, "“天气”不是这几个规则包留给"),
        ({"given": "{ 问: 抽取户数, 等级: D, 户数: 41, 施行: 去年 }"}, "“施行”写成了“去年”：应是日期"),
        ({"packs": "3"}, "packs 应是规则包的简称"),
        ({"on": "2026-02-30"}, "日期或者数字不存在"),
        ({"given": "&g { 问: 频次, 例外: [*g] }"}, "第 3 行：案例里不能用“\\*”引用别处"),
        ({"packs": "[nowhere]"}, "没有规则包“nowhere”"),
    ],
)
def test_a_case_that_cannot_be_asked_is_refused_in_words(parts, words):
    with pytest.raises(CaseError, match=words):
        outcome(**parts)


@pytest.mark.parametrize("text", ["a: [", "name: x", "- 3", "- \x00", "[" * 5000, "- 9" + "9" * 5000])
def test_a_file_that_is_no_list_of_cases(text):
    with pytest.raises(CaseError, match=r"试\.yaml"):
        read_cases("试.yaml", text)


def test_a_term_beyond_the_calendar_is_no_answer():
    parts = {
        "packs": "[hebi]",
        "given": "{ 问: 期限, 事件: 联合抽查结束 }",
        "on": "9999-12-31",
        "article": "无",
    }
    assert outcome(**parts, then="{ 不能回答: 9999-12-31 起算的期限超出了日历能算的年份 }").wrong == ()


def test_only_true_and_false_are_yes_and_no():
    (case,) = read_cases("试.yaml", changed(then="{ 至少: 9, 低于下限: false }"))
    assert case.on == date(2024, 7, 1) and case.then["低于下限"] is False


def test_the_command_runs_them(capsys, tmp_path):
    assert main(["law", "cases", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == len(CASES)
    file = tmp_path / "试.yaml"
    file.write_text(changed(then="{ 至少: 8 }"), encoding="utf-8")
    assert main(["law", "cases", str(file)]) == 1
    assert "至少：应为 8，得到 9" in capsys.readouterr().out
    assert main(["law", "cases", str(tmp_path)]) == 1
    assert "1 个案例，1 个不符" in capsys.readouterr().out
    file.write_bytes(b"\xff\xfe")
    assert main(["law", "cases", str(file)]) == 2
    assert "不是 UTF-8 文本" in capsys.readouterr().err
    assert main(["law", "cases", str(tmp_path / "没有.yaml")]) == 2
    assert "没有这个文件" in capsys.readouterr().err
    file.write_text("- 3", encoding="utf-8")
    assert main(["law", "cases", str(file)]) == 2
