"""The shell around every page: navigation by role, the desk's columns, search, panel, secrecy, errors."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from mingqian.acts import desk as registry
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine, Found
from mingqian.staff.desk import columns
from mingqian.staff.navigation import NAVIGATION, Entry, address_for, navigation

DOCS = Path(__file__).parents[3] / "docs" / "screens.md"
TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.fixture
def providers(monkeypatch) -> None:
    """Registries of our own, so that the rooms' providers do not speak in these tests."""
    monkeypatch.setattr(registry, "_desk", [])
    monkeypatch.setattr(registry, "_search", [])


def titles(office, username: str, path: str = "/desk/") -> list[str]:
    shown = navigation(office.actor(username), path)
    return [child.title for entry in shown for child in [entry, *entry.children]]


def test_the_navigation_shows_only_what_the_role_may_open(office) -> None:
    assert titles(office, "sunz")[0] == "工作台"
    assert {"审计记录", "核验"} <= set(titles(office, "sunz"))
    assert "审计" not in titles(office, "zhaomy")
    assert {"机构与单位", "人员", "角色", "样式"} <= set(titles(office, "zhaomy"))
    assert "样式" not in titles(office, "qianrs")
    assert navigation(None, "/") == []


def test_the_order_is_that_of_the_work() -> None:
    assert [entry.title for entry in NAVIGATION] == (
        [
            "工作台",
            "一单两库",
            "计划",
            "抽查任务",
            "摇号",
            "检查",
            "移送",
            "后续处理",
            "跨区域执法",
            "公示",
            "投诉举报",
            "统计",
            "规则",
            "审计",
            "设置",
        ]
    )
    assert [child.title for child in NAVIGATION[1].children][:4] == [
        "抽查事项清单",
        "检查对象",
        "执法人员",
        "专家",
    ]


def test_a_page_that_does_not_exist_yet_is_not_shown(office) -> None:
    assert address_for(office.actor("sunz"), "nowhere:page") == ""
    assert address_for(office.actor("sunz"), "audit:event_list") == "/audit/"
    assert address_for(office.actor("lixy"), "audit:event_list") == ""
    assert Entry("空").children == ()


def test_one_entry_is_current_the_most_fitting(office) -> None:
    shown = navigation(office.actor("sunz"), "/audit/verify/")
    current = [child.title for entry in shown for child in [entry, *entry.children] if child.current]
    assert current == ["核验"]


def test_the_desk_sorts_into_three_columns(office, providers) -> None:
    actor = office.actor("sunz")

    @registry.register_desk
    def lines(_: Actor):
        yield DeskLine("没有期限", "", "/a/")
        yield DeskLine("下周一", "", "/b/", due=date(2026, 11, 23))
        yield DeskLine("周日", "", "/c/", due=date(2026, 11, 22))
        yield DeskLine("明天", "", "/d/", due=date(2026, 11, 19))
        yield DeskLine("今天", "", "/e/", due=TODAY)
        yield DeskLine("昨天", "", "/f/", due=date(2026, 11, 17))

    assert [[line.what for line in column.lines] for column in columns(actor, TODAY)] == [
        ["昨天", "今天"],
        ["明天", "周日"],
        ["下周一", "没有期限"],
    ]


def test_the_desk_says_what_which_campaign_who_waits_and_how_long(office, providers) -> None:
    @registry.register_desk
    def lines(_: Actor):
        yield DeskLine(
            "审核结果", "2026-03 机械行业抽查", "/x/", "单位负责人", date.today() + timedelta(days=400)
        )

    text = office.client("sunz").get("/desk/").content.decode()
    for words in ("审核结果", "2026-03 机械行业抽查", "办完交：单位负责人", "还剩"):
        assert words in text
    assert "没有逾期和今天到期的事" in text


def test_the_search_gathers_in_groups_and_says_when_it_finds_nothing(office, providers) -> None:
    @registry.register_search
    def many(_: Actor, words: str):
        for n in range(20):
            yield Found("检查对象", f"{words}{n}", "", f"/s/{n}/")

    client = office.client("sunz")
    response = client.get("/desk/search/?q=机械厂")
    assert [(kind, len(found)) for kind, found in response.context["groups"]] == [("检查对象", 8)]
    assert 'value="机械厂"' in response.content.decode()
    registry._search.clear()
    assert "没有找到" in client.get("/desk/search/?q=机械厂").content.decode()
    assert "请输入" in client.get("/desk/search/?q=%20").content.decode()
    assert len(client.get("/desk/search/?q=" + "长" * 500).context["search_words"]) == 80


def test_the_role_switch_lists_the_roles_held(office) -> None:
    text = office.client("lixy", "registrar").get("/desk/").content.decode()
    assert 'name="role" value="planner"' in text
    assert 'value="registrar" aria-current="true"' in text
    assert 'value="approver"' not in text


def test_a_secret_page_carries_edge_watermark_and_term(office) -> None:
    client = office.client("zhaomy")
    plain = client.get("/desk/style/").content.decode()
    secret = client.get("/desk/style/?secret=1").content.decode()
    assert 'class="watermark"' not in plain
    assert '<body class="secret"' in secret
    assert "赵明远 系统管理员</text>" in secret
    assert "最后一个检查结果公示，或局领导决定解密之前" in secret


def test_demonstration_data_is_marked_on_every_page(office) -> None:
    assert "示范数据：" not in Client().get("/login/").content.decode()
    type(office.agency).objects.filter(pk=office.agency.pk).update(demonstration=True)
    for client, url in (
        (Client(), "/login/"),
        (office.client("sunz"), "/desk/"),
        (office.client("sunz"), "/audit/"),
    ):
        assert "示范数据：" in client.get(url).content.decode(), url


def test_the_style_page_shows_every_component(office) -> None:
    from mingqian.staff.templatetags.mingqian import register

    text = render_source("staff/style.html")
    frame = {"portal_links", "portal_url", "address", "status", "field", "form_errors"}
    missing = [tag for tag in register.tags if f"{{% {tag} " not in text and tag not in frame]
    assert missing == []
    guide = DOCS.read_text(encoding="utf-8")
    assert [
        tag for tag in register.tags if f"{{% {tag} " not in guide and not tag.startswith("portal_")
    ] == []


def render_source(name: str) -> str:
    from django.template.loader import get_template

    return get_template(name).template.source


def test_a_missing_page_says_so_in_words(office) -> None:
    response = office.client("sunz").get("/no-such-page/")
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_the_error_pages_stand_alone() -> None:
    """They must work when nothing else does."""
    for name in ("500.html", "400.html"):
        assert "数据没有改动" in render_to_string(name)


def test_the_public_frame_needs_nobody_signed_in(db) -> None:
    request = RequestFactory().get("/")
    request.user = request.actor = None
    text = render_to_string("portal/base.html", {"title": "抽查结果"}, request=request)
    assert "工作人员登录" in text
    assert "抽查结果" in text
