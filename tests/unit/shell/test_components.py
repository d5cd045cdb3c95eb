"""The components as templates use them: what they say, that they escape, that they need no inline style."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from mingqian.acts.lifecycle import Lifecycle, State
from mingqian.staff import charts, icons


def draw(text: str, **context) -> str:
    return Template(text).render(Context(context))


def test_a_status_is_word_colour_and_shape() -> None:
    shapes = set()
    for tone in ("todo", "doing", "near", "done", "stopped", "bad", "secret"):
        html = draw("{% badge word tone %}", word="已核验", tone=tone)
        assert f'class="status {tone}"' in html
        assert "已核验" in html
        shapes.add(re.search(r' d="([^"]+)"', html)[1])
    assert len(shapes) == 7, "every tone has a shape of its own"


def test_an_unknown_tone_or_icon_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        draw("{% badge '词' 'purple' %}")
    with pytest.raises(KeyError):
        draw("{% icon 'nothing' %}")


def test_a_state_speaks_with_its_own_words() -> None:
    from mingqian.acts.lifecycle import LIFECYCLES

    Lifecycle("tests.thing", "事", [State("open", "待办理", "todo", "审批领导")], [])
    try:
        html = draw("{% status 'tests.thing' 'open' %}")
    finally:
        del LIFECYCLES["tests.thing"]
    assert "待办理" in html
    assert 'title="等待：审批领导"' in html


def test_codes_stand_in_fours_and_copy_whole() -> None:
    html = draw("{% code code %}", code="91370322MA3C1N0A5X")
    assert re.findall(r'class="group">(\w+)<', html) == ["9137", "0322", "MA3C", "1N0A", "5X"]
    assert 'data-copy="91370322MA3C1N0A5X"' in html
    assert re.sub(r"<[^>]+>", "", html) == "91370322MA3C1N0A5X", "selected text has no gaps"
    assert draw("{% code code %}", code=None) == ""


def test_a_short_hash_still_copies_whole() -> None:
    digest = "ab" * 32
    html = draw("{% hash digest short=True %}", digest=digest)
    assert f'data-copy="{digest}"' in html
    assert re.sub(r"<[^>]+>", "", html) == digest[:16] + "…"


@pytest.mark.parametrize(
    "template",
    [
        "{% badge bad %}",
        "{% code bad %}",
        "{% hash bad %}",
        "{% alert 'bad' bad %}",
        "{% empty bad bad %}",
        "{% figure bad 1 note=bad %}",
        "{% bars rows %}",
        "{% columns rows bad %}",
        "{% button bad why_not=bad %}",
        "{% confirm bad bad bad bad reason=True error=bad typed=bad %}",
        "{% progress 1 2 bad %}",
        "{% strip steps %}",
        "{% tabs tabs 'a' %}",
    ],
)
def test_components_escape_what_they_are_given(template: str) -> None:
    bad = '<script>alert("1")</script>'
    html = draw(
        template,
        bad=bad,
        rows=[(bad, 3)],
        steps=[{"name": bad, "state": "todo", "who": bad, "when": bad}],
        tabs=[{"code": "a", "name": bad, "url": "/", "count": 1}],
    )
    assert "<script" not in html
    assert "&lt;script" in html
    assert " style=" not in html


def test_bars_are_measured_against_the_longest_and_never_vanish() -> None:
    rows = charts.bar_rows([("甲", 200), ("乙", 100), ("丙", 1), ("丁", 0)])
    assert [row["width"] for row in rows] == ["100.0", "50.0", "0.8", "0"]
    assert [row["width"] for row in charts.bar_rows([("甲", 50)], most=200)] == ["25.0"]
    assert charts.bar_rows([]) == []


def test_columns_read_aloud() -> None:
    html = draw("{% columns rows '每月抽查' unit='户' %}", rows=[("1月", 12), ("2月", 0)])
    assert 'aria-label="每月抽查：1月 12户，2月 0户"' in html


def test_the_strip_marks_where_it_stands() -> None:
    steps = [
        {"name": "计划", "state": "done", "who": "王建国", "when": "11月18日"},
        {"name": "库", "state": "current"},
        {"name": "锁库", "state": "skipped"},
    ]
    html = draw("{% strip steps %}", steps=steps)
    assert html.count("aria-current") == 1
    assert "王建国" in html
    assert "不适用" in html


def test_a_refused_button_cannot_be_pressed_and_says_why() -> None:
    html = draw("{% button '派发' why_not=why %}", why="须在“已签字”时才能派发。")
    assert " disabled" in html
    assert html.count("须在“已签字”时才能派发。") == 2
    assert " disabled" not in draw("{% button '派发' %}")


def test_a_confirmation_says_its_consequence_and_brings_back_what_was_typed() -> None:
    html = draw(
        "{% confirm '中止' consequences '中止' '/x/' danger=True reason=True error=error typed='太晚' %}",
        consequences=["锁库作废", "须另行批准"],
        error="请写明理由。",
        csrf_token="t0ken",
    )
    assert "<li>锁库作废</li>" in html
    assert 'action="/x/"' in html
    assert 'value="t0ken"' in html
    assert "<details" in html
    assert " open" in html
    assert ">太晚</textarea>" in html
    assert "请写明理由。" in html


class Sample(forms.Form):
    name = forms.CharField(label="名称", help_text="与执照一致")
    note = forms.CharField(label="备注", required=False)
    told = forms.BooleanField(label="已告知", required=False)
    finding = forms.ChoiceField(label="情况", choices=[("a", "无问题")], widget=forms.RadioSelect)


def test_errors_stand_beside_their_field_and_are_tied_to_it() -> None:
    form = Sample({"name": ""})
    html = draw("{% field form.name %}", form=form)
    assert 'class="field bad"' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert described == ["id_name_help", "id_name_error"]
    assert all(f'id="{one}"' in html for one in described)


def test_optional_fields_say_so_and_nothing_is_preset() -> None:
    assert "可不填" in draw("{% field form.note %}", form=Sample())
    assert "可不填" not in draw("{% field form.name %}", form=Sample())
    assert "checked" not in draw("{% field form.finding %}{% field form.told %}", form=Sample())


def test_dates_numbers_and_days() -> None:
    assert draw("{{ d|cdate }} {{ d|weekday }} {{ n|count }}", d=date(2026, 11, 21), n=16622) == (
        "2026年11月21日 星期六 16,622"
    )


def test_every_icon_draws() -> None:
    for name in icons.names():
        assert icons.icon(name).startswith("<svg")
