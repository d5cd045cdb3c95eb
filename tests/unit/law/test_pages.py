"""Pages of print put together: heads, feet and page numbers go, what ran on is one line again."""

from __future__ import annotations

import pytest

from mingqian.law import split_articles
from mingqian.law.pages import text_of_pages

FULL = "本细则所称随机抽查是指应急管理部门在实施监督检查时随机抽取检查对象"


def page(*lines: str, number: int, style: str = "— {} —", head: str = "某县应急管理局文件") -> list[str]:
    return [head, *lines, style.format(number)]


@pytest.mark.parametrize("style", ["— {} —", "- {} -", "第 {} 页", "第{}页 共 9 页", "{}/9", "{}"])
def test_heads_feet_and_numbers_go_and_an_article_goes_on_over_the_page(style: str) -> None:
    pages = [
        page("第一条 " + FULL, "并随机选派检查人员，", number=1, style=style),
        page("结果及时公开。", "第二条 另行规定。", number=2, style=style),
        page("第三条 自发布之日起施行。", number=3, style=style),
    ]
    articles = split_articles(text_of_pages(pages))
    assert articles["一"] == f"第一条{FULL}并随机选派检查人员，结果及时公开。"
    assert set(articles) == {"一", "二", "三"} and articles["三"].endswith("施行。")


def test_an_article_that_is_spoken_of_begins_none() -> None:
    pages = [
        [f"第一条 {FULL}", "应当按照本细则", "第四条的规定办理，依", "（五）项从重。"],
        [f"第二条 {FULL}按照", "第三条规定办理。"],
    ]
    assert (
        "三" not in split_articles(text_of_pages(pages))
        and "四" not in text_of_pages(pages).split("\n")[0][:3]
    )
    wrapped = [[f"第一条 {FULL}按照", "第四条的规定办理。", "第二条 其他。"]]
    assert split_articles(text_of_pages(wrapped))["一"].endswith("按照第四条的规定办理。")


def test_a_full_heading_does_not_swallow_what_begins_under_it() -> None:
    pages = [[f"五、{FULL}", "（一）抽取原则", f"{FULL}。"]]
    assert set(split_articles(text_of_pages(pages))) == {"五", "五(一)"}


def test_a_number_of_a_table_at_the_edge_of_a_page_stays() -> None:
    pages = [["附件 1", "序号", "1"], ["姓名", "7"], ["单位", "2026"]]
    text = text_of_pages(pages)
    assert text.split("\n") == ["附件 1", "序号", "1", "姓名", "7", "单位", "2026"]


def test_what_stands_at_the_edge_of_one_page_alone_is_text() -> None:
    assert text_of_pages([["某县应急管理局文件", "第一条 甲。"], ["第二条 乙。"]]).startswith(
        "某县应急管理局文件"
    )
    assert text_of_pages([[], ["  "]]) == ""
