"""``./run law``: answers with articles, as text and as one line of JSON, and refusals that say what to do."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from mingqian.cli.law import packs
from mingqian.cli.main import main
from mingqian.law import Event

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def ask(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    assert main(["law", *" ".join(arguments).split(), "--json"]) == code
    out = capsys.readouterr().out
    assert out.count("\n") == 1, "one line"
    return json.loads(out)


def test_quota(capsys):
    answer = ask(capsys, "quota --pack weidong --class D --size 41 --on 2024-07-01")
    assert (answer["minimum"], answer["quota"], answer["article"]) == (9, 9, "五(二)4")
    assert answer["reference"] is False and answer["anchor"] in "比例不低于 20%"
    expired = ask(capsys, "quota --pack weidong --class d级 --size 41 --on 2026-01-01")
    assert expired["reference"] is True and "2024-12-31" in expired["why_reference"]
    undated = ask(capsys, "quota --pack gaoqing --class 一般 --size 101 --share 7.5")
    assert (undated["minimum"], undated["quota"], undated["share"]) == (6, 8, "3/40")


def test_clocks(capsys):
    answer = ask(capsys, "clocks --pack hebi --event campaign_ended --on 2026-02-10")
    assert {one["due"] for one in answer["deadlines"]} == {"2026-02-20"}
    assert [one["article"] for one in answer["deadlines"]] == ["五(六)", "五(五)"]
    assert all(
        one["unit"] == "日"
        and one["next_workday"] == "2026-02-24"
        and one["provisional"] is False
        and one["to"]
        for one in answer["deadlines"]
    )
    late = ask(capsys, "clocks --pack gaoqing --event 抽查任务结束 --on 2026-12-21")
    assert late["deadlines"][0]["provisional"] is True
    none = ask(capsys, "clocks --pack weidong --event shift_end --on 2026-12-21")
    assert none["deadlines"] == []


def test_collisions(capsys):
    answer = ask(capsys, "collisions --packs xiping,xinyang --on 2026-03-16")
    found = {one["key"]: one for one in answer["collisions"]}
    notice = found["checks.advance_notice"]
    assert notice["stops"] and notice["action"] == "notify"
    assert [(one["pack"], one["article"]) for one in notice["statements"]] == [
        ("xiping", "细则 十四"),
        ("xinyang", "十一"),
    ]
    assert "teams.replacement" not in found, "xinyang is silent"
    assert ask(capsys, "collisions --packs xiping、xinyang，xiping --on 2026-03-16") == answer, (
        "each pack once"
    )


@pytest.mark.parametrize("name", packs.names())
def test_show_reads_and_names_every_article(capsys, name):
    assert main(["law", "show", name]) == 0
    text = capsys.readouterr().out
    answer = ask(capsys, "show", name)
    assert len(answer["rules"]) > 30
    for rule in answer["rules"]:
        assert rule["article"] in text and rule["reading"] in text
    assert text.count("未读到原文，未启用") == sum(rule["switched_off"] for rule in answer["rules"])


@pytest.mark.parametrize("event", Event)
def test_every_event_of_the_glossary_is_known(capsys, event):
    ask(capsys, "clocks", "--pack", "xiping", "--event", event, "--on", "2026-03-16")
    glossary = (packs.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert f"`{event.value}`" in glossary


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("quota --pack nowhere --size 3", "没有规则包“nowhere”"),
        ("quota --pack weidong --size 3", "请说明是 A、B、C、D 哪一级"),
        ("quota --pack gaoqing --size 3", "请说明是哪一类"),
        ("quota --pack gaoqing --class 一般 --size -3", "户数不对：-3"),
        ("quota --pack gaoqing --class 一般 --size 3 --share 五", "比例不对：五"),
        ("quota --pack gaoqing --class A --size 3", "没有给 A 级规定抽查比例"),
        ("clocks --pack hebi --event campaign_ended --on 9999-12-31", "超出了日历能算的年份"),
        ("clocks --pack xinyang --event check_planned --on 0001-01-01", "超出了日历能算的年份"),
        ("collisions --packs ,", "没有写规则包"),
        ("check-plan /nowhere/计划.csv --packs gaoqing", "没有这个文件"),
        ("check-plan / --packs gaoqing", "这是一个文件夹"),
    ],
)
def test_what_cannot_be_answered_is_said(capsys, arguments, words):
    assert main(["law", *arguments.split()]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    ["clocks --pack hebi --event 下雨", "quota --pack hebi --size 1 --on 三月", "quota --class 甲"],
)
def test_arguments_that_are_no_words_of_ours(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        main(["law", *arguments.split()])
    assert caught.value.code == 2
    assert "看说明" in capsys.readouterr().err


def test_a_pack_is_shown_from_a_zip(capsys, tmp_path):
    target = tmp_path / "本局.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for file in (packs.folder() / "gaoqing").glob("*.toml"):
            archive.write(file, f"本局/{file.name}")
    assert ask(capsys, f"show {target}")["pack"] == "gaoqing"
    target.write_bytes(b"PK")
    assert main(["law", "show", str(target)]) == 2
    assert "压缩包打不开" in capsys.readouterr().err


def test_a_county_s_own_pack_with_errors_named(capsys, tmp_path):
    for file in (packs.folder() / "weidong").iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "shares.toml":
            text = text.replace('anchor = "比例不低于 3%"\n', "").replace("value = 10", 'value = "十"')
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    assert main(["law", "show", f"{tmp_path}/"]) == 2
    said = capsys.readouterr().err
    assert "共 2 处" in said
    assert (
        "shares.toml 第 14 行 shares.grade_b_minimum（第 五(二)2 条）：缺条号、锚文字或者读法（anchor）"
        in said
    )
    assert "shares.grade_c_minimum（第 五(二)3 条）：单位与值不符" in said


PLAN = [
    ["示范县2026年度抽查计划"],
    ["序号", "发起部门", "抽查任务名称", "检查对象", "信用等级", "抽查比例", "抽查频次", "对象总数", "抽查数量", "计划开展时间", "配合部门"],
    ["1", "县应急局", "经营单位抽查", "危险化学品经营单位", "D", "20%", "2次/年", "41", "8户", "3月—5月", ""],
    ["2", "县应急局", "建材企业抽查", "一般检查对象（建材）", "", "4%", "=1", "100", "4户", "6月", ""],
    ["3", "县应急局", "跨区域执法检查", "工贸企业", "", "5%", "1次", "200", "8户", "9月", ""],
    ["4", "县应急局", "机械企业抽查", "机械企业", "", "若干", "1次", "", "", "10月", ""],
    ["注：户数以名录库为准"],
]  # fmt: skip


def _csv(folder: Path, encoding: str) -> Path:
    file = folder / f"计划-{encoding}.csv"
    file.write_bytes("\n".join(",".join(line) for line in PLAN).encode(encoding))
    return file


def _xlsx(folder: Path) -> Path:
    file = folder / "计划.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    percent = book.add_format({"num_format": "0%"})
    for at, line in enumerate(PLAN):
        for place, cell in enumerate(line):
            if cell == "20%":
                sheet.write_number(at, place, 0.2, percent)
            else:
                sheet.write(at, place, cell)
    book.close()
    return file


def _piped(folder: Path) -> Path:
    file = folder / "计划.txt"
    text = "\n".join(" | ".join(line) + " |" for line in PLAN[1:-1])
    file.write_text(f"说明\n\n{text}\n\n别的 | 表 | 格 | 抽查比例\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "make", [lambda f: _csv(f, "utf-8-sig"), lambda f: _csv(f, "gb18030"), _xlsx, _piped]
)
def test_a_plan_from_every_kind_of_file(capsys, tmp_path, make):
    file = make(tmp_path)
    answer = ask(
        capsys, "check-plan", str(file), "--packs", "xiping,gaoqing,weidong", "--year", "2026", code=1
    )
    assert answer["rows"] == 4
    first = min(one["row"] for one in answer["breaches"] if one["row"])
    found = {
        (one["row"] - first + 1 if one["row"] else None, one["pack"], one["article"])
        for one in answer["breaches"]
    }
    assert {
        (1, "weidong", "五(二)4"),  # 8 of 41 where 20 % makes 9
        (1, "gaoqing", "6.1"),  # 20 % of 41 is not 8
        (2, "gaoqing", "5.1.2"),  # 4 % below 5 %
        (2, "xiping", "细则 四"),  # and below a third
        (3, "xiping", "跨区域 四"),  # 8 away from home
        (4, "gaoqing", "6.1"),  # no number
        (None, "gaoqing", "6.2"),  # no joint check in the year
        (None, "xiping", "联合 四"),
        (None, "weidong", "五(二)1"),  # grades left out
        (None, "weidong", "五(二)2"),
        (None, "weidong", "五(二)3"),
    } <= found
    assert [one["text"] for one in answer["unreadable"]] == ["若干"]
    away = next(one for one in answer["breaches"] if one["article"] == "跨区域 四")
    assert away["departure_allowed"] is True and away["strength"] == "一般"


def test_a_plan_that_keeps_the_rules(capsys, tmp_path):
    file = tmp_path / "计划.csv"
    file.write_text(
        "任务名称,检查对象,抽查比例,抽查频次,抽查数量,时间安排,配合部门\n联合抽查,一般检查对象（建材）,5%,1次/年,5户,6月,市场监管局\n",
        encoding="utf-8",
    )
    assert ask(capsys, "check-plan", str(file), "--packs", "gaoqing", "--year", "2026")["breaches"] == []


def test_published_plans(capsys):
    file = SHARED / "published_excerpts.md"
    if not file.exists():
        pytest.skip("no published excerpts beside the project")
    answer = ask(capsys, "check-plan", str(file), "--packs", "xiping,gaoqing", "--year", "2023", code=1)
    assert answer["rows"] == 7
    assert {(one["row"], one["pack"], one["article"]) for one in answer["breaches"]} == {
        (7, "gaoqing", "5.1.2"),
        (7, "xiping", "方案 二(五)"),
        (10, "gaoqing", "6.2"),
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 no zip", ""),
        (b"\xff\xff\xff\xfe\x00", ""),
        (b"a,b\n1,2\n", "没有找到表头"),
        (b" \n", "文件是空的"),
        ("检查主体,抽查比例,类别\n".encode() + "某局,5%,一般\n".encode() * 10_001, "超过 10000 行"),
    ],
)
def test_files_that_are_no_plan(capsys, tmp_path, content, words):
    file = tmp_path / "计划.xlsx"
    file.write_bytes(content)
    assert main(["law", "check-plan", str(file), "--packs", "gaoqing"]) == 2
    said = capsys.readouterr().err
    assert "计划.xlsx" in said and words in said
