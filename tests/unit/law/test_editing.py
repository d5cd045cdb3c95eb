"""Changing one rule in the text of a pack: every other character stays, and what comes out says what was meant."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from mingqian.law import PackProblem
from mingqian.law.editing import EditError, about, added, edited, entries, fields_of, removed, with_head
from mingqian.law.statements import statements

PACKS = Path(__file__).resolve().parents[3] / "law" / "packs"
FILES = [one for one in sorted(PACKS.glob("*/*.toml")) if one.name != "pack.toml"]
AWKWARD = '''# 抽查比例

# 关于下限
[first] # 第一条
value = ["一", # 逗号后面有话
  "[不是一段]", '# 不是话'] # 尾注
reading = """
[也不是一段]
x = 1
"""
"带引号" = 'a = "b"'

# 第二条前面的话
[[second]]
value = 1 # 甲
valid_from = 2026-01-01

[[second]]
value = 2

[third]
value = true
[third.options]
"a" = "甲"

[last]
value = 'x'
'''


def at(text: str, name: str, number: int = 1) -> dict[str, object]:
    held = tomllib.loads(text)[name]
    return dict(held[number - 1] if isinstance(held, list) else held)


@pytest.mark.parametrize("path", FILES, ids=lambda one: f"{one.parent.name}/{one.name}")
def test_saying_the_same_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for entry in entries({path.name: text}):
        assert edited(text, entry.name, entry.number, entry.table) == text
        assert text.split("\n")[entry.line - 1].startswith((f"[{entry.name}]", f"[[{entry.name}]]"))


def test_only_the_line_of_the_changed_field_is_written_anew() -> None:
    text = (PACKS / "xiping" / "shares.toml").read_text(encoding="utf-8")
    made = edited(text, "general_minimum", 1, at(text, "general_minimum") | {"value": "2/5"})
    pairs = [(a, b) for a, b in zip(text.split("\n"), made.split("\n"), strict=True) if a != b]
    assert pairs == [('value = "1/3"', 'value = "2/5"')]


def test_new_fields_come_where_they_belong_and_old_ones_go() -> None:
    table = at(AWKWARD, "second") | {"article": "四", "unit": "户"}
    del table["valid_from"]
    made = edited(AWKWARD, "second", 1, table)
    assert '[[second]]\nvalue = 1 # 甲\nunit = "户"\narticle = "四"\n\n[[second]]\nvalue = 2\n' in made
    assert tomllib.loads(made)["second"] == [table, {"value": 2}]


def test_remarks_and_awkward_values_survive() -> None:
    made = edited(AWKWARD, "first", 1, at(AWKWARD, "first") | {"value": ["一", "二"]})
    assert '# 关于下限\n[first] # 第一条\nvalue = ["一", "二"] # 尾注\n' in made
    assert made.replace('["一", "二"]', '["一", # 逗号后面有话\n  "[不是一段]", \'# 不是话\']') == AWKWARD
    made = edited(AWKWARD, "third", 1, at(AWKWARD, "third") | {"options": {"a": "乙"}})
    assert tomllib.loads(made)["third"]["options"] == {"a": "乙"}
    assert made.endswith("[last]\nvalue = 'x'\n")


def test_true_is_not_one() -> None:
    made = edited(AWKWARD, "third", 1, at(AWKWARD, "third") | {"value": 1})
    assert tomllib.loads(made)["third"]["value"] is not True


def test_a_second_value_of_one_name_makes_a_list_of_both() -> None:
    made = added(AWKWARD, "last", {"value": "y", "valid_from": date(2026, 1, 1)})
    assert made.endswith("[[last]]\nvalue = 'x'\n\n[[last]]\nvalue = \"y\"\nvalid_from = 2026-01-01\n")
    made = added(AWKWARD, "second", {"value": 3})
    assert [one["value"] for one in tomllib.loads(made)["second"]] == [1, 2, 3]
    with pytest.raises(EditError) as error:
        added(AWKWARD, "third", {"value": False})
    assert error.value.code == "edit.text"


def test_removing_takes_what_is_said_of_it_and_nothing_else() -> None:
    made = removed(AWKWARD, "second", 1)
    assert "第二条前面的话" not in made
    assert tomllib.loads(made)["second"] == [{"value": 2}]
    assert "second" not in tomllib.loads(removed(made, "second", 1))
    made = removed(AWKWARD, "first", 1)
    assert (
        made.startswith("# 抽查比例\n") and "关于下限" not in made and "# 第二条前面的话\n[[second]]" in made
    )
    for name in ("gone", "second"):
        with pytest.raises(EditError) as error:
            removed(AWKWARD, name, 3)
        assert error.value.code == "edit.gone"


def test_a_rule_written_in_one_line_is_written_out() -> None:
    text = 'a = { value = 1, article = "四" }\nb.value = 2\n\n[c]\nvalue = 3\n'
    made = edited(text, "a", 1, {"value": 5, "article": "四"})
    assert made == 'b.value = 2\n\n[c]\nvalue = 3\n\n[a]\nvalue = 5\narticle = "四"\n'
    assert tomllib.loads(edited(text, "b", 1, {"value": 9}))["b"] == {"value": 9}


@pytest.mark.parametrize("words", ['引号"和\\斜杠', "换\n行", "\t制表", "\x7f", "emoji 😀", "'''", '"""'])
def test_whatever_is_typed_reads_back(words: str) -> None:
    made = edited(AWKWARD, "last", 1, {"value": words, "options": {words: words}})
    assert at(made, "last") == {"value": words, "options": {words: words}}


def test_the_head_keeps_its_remarks() -> None:
    text = (PACKS / "xiping" / "pack.toml").read_text(encoding="utf-8")
    whole = tomllib.loads(text)
    head = {name: one for name, one in whole.items() if not isinstance(one, dict)}
    document = dict(whole["document"])
    parts = document.pop("parts")
    assert with_head(text, head, document, parts, whole["validity"]) == text
    validity = {name: one for name, one in whole["validity"].items() if name != "ask"} | {
        "from": date(2026, 1, 1)
    }
    made = with_head(
        text, head | {"short": "本局", "version": "2"}, document | {"number": "〔2026〕1号"}, {}, validity
    )
    assert tomllib.loads(made)["validity"] == validity
    assert 'number = "〔2026〕1号" # 原文未载文号' in made and "# 每条锚文字均已与原文逐条核对" in made
    assert "document.parts" not in made and 'name = "西平' in made
    assert with_head("", head, document, parts, validity).startswith('id = "xiping"\n')


def test_statements_tell_headers_from_values() -> None:
    assert [one.path for one in statements(AWKWARD) if one.header] == [
        ("first",), ("second",), ("second",), ("third",), ("third", "options"), ("last",),
    ]  # fmt: skip


def test_a_problem_is_put_to_its_entry_and_its_field() -> None:
    text = {"scope.toml": AWKWARD}
    first, _, second = (one for one in entries(text) if one.name in ("first", "second"))
    here = PackProblem("pack.word", "scope.toml", second.line, "scope.second", "四", "strength 也许")
    assert about(second, here) and not about(first, here)
    assert not about(next(one for one in entries(text) if one.name == "second"), here)
    assert fields_of(here) == ("strength",)
    assert fields_of(PackProblem("pack.no_citation", "a", detail="article anchor")) == ("article", "anchor")
    assert fields_of(PackProblem("pack.unit", "a")) == ("value",)
