"""The article beside the rule: found again from the words on the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template

from mingqian.law import Strength
from mingqian.plans import actions, packs
from mingqian.plans.citing import cited, in_sentence

from .conftest import TODAY, Bureau

pytestmark = pytest.mark.django_db


def shown(said: Any, **context: Any) -> str:
    return Template("{% cite said %}").render(Context({"said": said, **context}))


def test_words_lead_to_our_reading_and_the_anchor() -> None:
    (one,) = cited("高青 5.1.2")
    assert one.document.startswith("高青县应急管理系统")
    assert any("不得低于百分之五" in reading.reading for reading in one.readings)
    assert one.text == ""
    html = shown("高青 5.1.2")
    assert "popovertarget" in html
    assert "一般检查对象按不少于 5%的比例抽查" in html


def test_several_articles_sub_items_and_words_no_pack_knows() -> None:
    first, second, third = cited("高青 9.1；西平 细则 四；二（三）")
    assert first.readings
    assert second.article == "细则 四"
    assert second.readings
    assert third.readings == ()
    assert shown("二（三）") == '<span class="citation">二（三）</span>'
    assert shown("") == ""
    (letters,) = cited("高青 8.3")
    assert letters.readings, "the article's lettered items"


def test_a_departure_allowed_is_said_and_one_reading_is_enough_where_it_is_known() -> None:
    rule = packs.load("gaoqing").get("frequency.per_year", TODAY).citation
    assert rule.strength is Strength.IN_PRINCIPLE
    html = shown(rule)
    assert "（原则上）" in html
    assert html.count("cite-reading") == 1


def test_the_attached_document_is_shown_to_its_own_agency_alone(bureau: Bureau, other_bureau: Bureau) -> None:
    actions.attach_document(
        by=bureau.actor("planner"), agency=bureau.agency, pack_id="gaoqing", title="指引",
        text="5.1.2 检查事项类别\n一般检查对象按不少于 5%的比例抽查，不得遗漏。\n9.1 公示\n二十个工作日。\n", original=b"x",
    )  # fmt: skip
    (own,) = cited("高青 5.1.2", bureau.agency.pk)
    assert "不得遗漏" in own.text
    assert next(cited("高青 5.1.2", other_bureau.agency.pk)).text == ""
    assert "不得遗漏" in shown("高青 5.1.2", actor=bureau.actor("planner"))
    assert "不得遗漏" not in shown("高青 5.1.2")
    assert "没有附上" in shown("高青 5.1.2", actor=other_bureau.actor("planner"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("不得低于 5%（高青 5.1.2）。现在填的是 3%。", ["高青 5.1.2"]),
        ("西平 细则 十四“应当提前”；信阳 十一“提前3日”", ["西平 细则 十四", "信阳 十一"]),
        ("高青 5.1.29、信阳 十一百，都没有这一条", []),
        ("这一项（本局 四）没有规则包知道", []),
        ("请填写名称。", []),
    ],
)
def test_a_sentence_shows_the_articles_it_cites(words: str, found: list[str]) -> None:
    pieces = list(in_sentence(words))
    assert "".join(piece for piece, _ in pieces) == words
    assert [piece for piece, cites in pieces if cites] == found


def test_a_refusal_opens_its_article_and_nothing_else_becomes_markup() -> None:
    html = Template('{% alert "bad" said %}').render(Context({"said": "<b>不得低于</b>（高青 5.1.2）"}))
    assert "popovertarget" in html and "&lt;b&gt;" in html and "<b>不得" not in html
    plain = Template('{% alert "info" said %}').render(Context({"said": "<i>没有条文</i>"}))
    assert "popovertarget" not in plain and "&lt;i&gt;" in plain
