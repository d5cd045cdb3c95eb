"""Pages of the registers: who sees what, every filter, paging that neither repeats nor forgets."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mingqian.registers import actions
from mingqian.registers.models import Subject
from mingqian.registers.pages.lists import asked as asking
from mingqian.registers.pages.lists.all import REGISTERS
from mingqian.registers.queries import keyset, walking
from mingqian.registers.queries.keyset import Cursor

from .conftest import Bureau


def names(bureau: Bureau, kind: str, role: str = "registrar", **query: str) -> list[str]:
    """Names on the first page, and that the count agrees with them."""
    asked = asking.read(REGISTERS[kind], bureau.actor(role), query)
    found = [row.name for row in asked.page().rows]
    assert str(asked.count()) == str(len(found))
    return found


@pytest.mark.parametrize("kind", list(REGISTERS))
def test_every_agency_sees_its_own(bureau: Bureau, kind: str) -> None:
    row = getattr(bureau, kind)()
    pages = [reverse(f"registers:{kind}_{page}", args=[row.pk]) for page in ("open", "edit")]
    own, foreign = bureau.client(), bureau.client("registrar:other")
    assert row.name in own.get(reverse(f"registers:{kind}_list")).content.decode()
    assert row.name not in foreign.get(reverse(f"registers:{kind}_list")).content.decode()
    for page in pages:
        assert own.get(page).status_code == 200
        assert foreign.get(page).status_code == 404
    for move in ("retire", "restore"):
        url = reverse(f"registers:{kind}_{move}", args=[row.pk])
        assert foreign.post(url, {"reason": "试"}).status_code == 404
        assert own.get(url).status_code == 405


@pytest.mark.parametrize("kind", list(REGISTERS))
def test_readers_read_and_do_not_write(bureau: Bureau, kind: str) -> None:
    row = getattr(bureau, kind)()
    reader = bureau.client("planner")
    shown = reader.get(reverse(f"registers:{kind}_open", args=[row.pk]))
    assert shown.status_code == 200
    assert reverse(f"registers:{kind}_edit", args=[row.pk]) not in shown.content.decode()
    assert reader.get(reverse(f"registers:{kind}_new")).status_code == 403
    assert reader.get(reverse(f"registers:{kind}_edit", args=[row.pk])).status_code == 403
    assert reader.get(reverse("registers:export"), {"kind": kind}).status_code == 403
    publisher = bureau.client("publisher")
    assert publisher.get(reverse(f"registers:{kind}_list")).status_code == (200 if kind == "item" else 403)


def test_every_filter_of_subjects(bureau: Bureau) -> None:
    values = {
        "甲化工厂": {
            "region_code": "370322",
            "township": "田镇",
            "field": "化工",
            "industry_code": "C2611",
            "supervision_class": "key",
            "class_basis": "重大危险源",
            "credit_grade": "A",
            "jurisdiction": "化工股",
        },
        "乙纺织厂": {
            "region_code": "370302",
            "township": "城关镇",
            "field": "纺织",
            "industry_code": "C1711",
            "supervision_class": "general",
            "credit_grade": "D",
            "status": "suspended",
            "jurisdiction": "工贸股",
        },
        "丙商行": {"kind": "individual", "industry_code": "F5211", "jurisdiction": ""},
    }
    rows = {name: bureau.subject(name, **given) for name, given in values.items()}
    cases = {
        ("region", "370322"): {"甲化工厂"},
        ("region", "3703"): {"甲化工厂", "乙纺织厂"},
        ("region", "41"): set(),
        ("township", "城关镇"): {"乙纺织厂"},
        ("field", "化工"): {"甲化工厂"},
        ("field", "none"): {"丙商行"},
        ("industry", "C26"): {"甲化工厂"},
        ("industry", "C"): {"甲化工厂", "乙纺织厂"},
        ("industry", "F"): {"丙商行"},
        ("type", "individual"): {"丙商行"},
        ("type", "enterprise"): {"甲化工厂", "乙纺织厂"},
        ("class", "key"): {"甲化工厂"},
        ("class", "none"): {"丙商行"},
        ("credit", "D"): {"乙纺织厂"},
        ("credit", "none"): {"丙商行"},
        ("status", "suspended"): {"乙纺织厂"},
        ("status", "existing"): {"甲化工厂", "丙商行"},
        ("jurisdiction", "工贸股"): {"乙纺织厂"},
        ("region", "不是代码"): set(values),
        ("q", "化工"): {"甲化工厂"},
        ("q", "甲 工厂"): {"甲化工厂"},
        ("q", rows["丙商行"].code[:4].lower()): set(values),
        ("q", rows["丙商行"].code[10:17]): {"丙商行"},
        ("q", "没有的"): set(),
    }
    for (name, value), expected in cases.items():
        assert set(names(bureau, "subject", **{name: value})) == expected, (name, value)
    assert set(names(bureau, "subject", field="化工", credit="D")) == set()
    actions.retire_subject(by=bureau.actor(), subject=rows["甲化工厂"], reason="注销")
    assert set(names(bureau, "subject")) == {"乙纺织厂", "丙商行"}
    assert names(bureau, "subject", kept="retired") == ["甲化工厂"]
    assert set(names(bureau, "subject", kept="all")) == set(values)


def test_the_filter_bar_offers_what_the_register_holds(bureau: Bureau) -> None:
    bureau.subject(region_code="370322", township="田镇", field="化工")
    bureau.subject(region_code="370302", township="城关镇", jurisdiction="工贸股")
    text = bureau.client().get(reverse("registers:subject_list")).content.decode()
    for words in ("淄川区", "高青县", "山东省淄博市（全部）", "田镇", "城关镇", "工贸股", "C26 化学原料"):
        assert words in text
    assert "历下区" not in text


def test_every_filter_of_inspectors(bureau: Bureau) -> None:
    today = timezone.localdate()
    day = lambda days: (today + timedelta(days=days)).isoformat()  # noqa: E731
    bureau.inspector("长期", certificate_valid_until=day(400), specialties="特种设备")
    bureau.inspector("将满", certificate_valid_until=day(60), unit="")
    bureau.inspector("过期", certificate_valid_until=day(-1), specialties="特种设备；粉尘")
    bureau.inspector("无期", certificate_valid_until="", status="away")
    bureau.inspector("无证", certified=False, certificate_number="", certificate_valid_until="")
    cases = {
        ("certificate", "valid"): {"长期", "将满", "无期"},
        ("certificate", "soon"): {"将满"},
        ("certificate", "expired"): {"过期"},
        ("certificate", "none"): {"无证"},
        ("unit", str(bureau.unit.pk)): {"长期", "过期", "无期", "无证"},
        ("unit", "none"): {"将满"},
        ("specialty", "粉尘"): {"过期"},
        ("specialty", "特种设备"): {"长期", "过期"},
        ("status", "away"): {"无期"},
        ("q", "执法大队"): {"长期", "过期", "无期", "无证"},
        ("q", "将满"): {"将满"},
    }
    for (name, value), expected in cases.items():
        assert set(names(bureau, "inspector", **{name: value})) == expected, (name, value)
    assert names(bureau, "inspector", sort="until") == ["过期", "将满", "长期", "无期", "无证"]
    assert names(bureau, "inspector", sort="-until") == ["长期", "将满", "过期", "无证", "无期"]


def test_every_filter_of_items_and_experts(bureau: Bureau) -> None:
    bureau.item(name="粉尘", fields="机械；轻工", item_class="key", basis="安全生产法第三十六条")
    bureau.item(name="台账", joint=True)
    assert set(names(bureau, "item", field="机械")) == {"粉尘", "台账"}  # no field named means every field
    assert names(bureau, "item", field="化工") == ["台账"]
    assert names(bureau, "item", **{"class": "key"}) == ["粉尘"]
    assert names(bureau, "item", joint="1") == ["台账"]
    assert names(bureau, "item", q="第三十六条") == ["粉尘"]
    bureau.expert("钱七", specialties="化工")
    bureau.expert("孙八", status="away", appointed_on="2024-01-01")
    assert names(bureau, "expert", specialty="化工") == ["钱七"]
    assert names(bureau, "expert", status="away") == ["孙八"]
    assert names(bureau, "expert", q="安科院", sort="-appointed") == ["孙八", "钱七"]


def walked(bureau: Bureau, query: dict[str, str]) -> list[int]:
    """Every id from the first page to the last by 下一页; and back again by 上一页 must give the same pages."""
    register = REGISTERS["subject"]
    pages: list[list[int]] = []
    place: dict[str, str] = {}
    while True:
        page = asking.read(register, bureau.actor(), {**query, **place}).page()
        pages.append([row.pk for row in page.rows])
        if page.older is None:
            break
        place = {"after": page.older.text()}
        assert len(pages) < 200
    back = [pages[-1]]
    while page.newer is not None and len(back) < 200:
        page = asking.read(register, bureau.actor(), {**query, "before": page.newer.text()}).page()
        back.append([row.pk for row in page.rows])
    flat = [pk for one in pages for pk in one]
    assert [pk for one in reversed(back) for pk in one if one] == flat
    return flat


@pytest.fixture
def many(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    """Sixty subjects with many ties, and machinery small enough that every road is taken."""
    monkeypatch.setattr(asking, "PAGE", 7)
    monkeypatch.setattr(walking, "STRETCHES", (5, 9, 400))
    for number in range(60):
        bureau.subject(
            f"同名机械厂{number % 4}",
            founded_on="" if number % 5 == 0 else f"20{number % 6:02d}-01-01",
            region_code="370322" if number % 3 else "370302",
            field="机械" if number % 7 else "化工",
        )
    # one moment for all, as an import leaves it
    moment = Subject.objects.earliest("pk").updated_at
    Subject.objects.update(updated_at=moment)
    return bureau


SORTS = ("", "updated", "-updated", "name", "-name", "code", "-code", "founded", "-founded")


def test_paging_is_complete_and_without_repeats_under_ties(many: Bureau) -> None:
    everything = Subject.objects.filter(agency=many.agency)
    dates = dict(everything.values_list("pk", "founded_on"))
    cases = (
        ({}, everything),
        ({"region": "370302"}, everything.filter(region_code="370302")),
        ({"field": "化工", "kept": "all"}, everything.filter(field="化工")),
        ({"q": "机械厂3"}, everything.filter(name__endswith="3")),
    )
    for query, rows in cases:
        expected = sorted(rows.values_list("pk", flat=True))
        for sort in SORTS:
            found = walked(many, {**query, "sort": sort})
            assert sorted(found) == expected, (query, sort)
            if sort.endswith("founded"):
                known = [dates[pk] for pk in found if dates[pk] is not None]
                assert known == sorted(known, reverse=sort.startswith("-"))
                assert all(dates[pk] is None for pk in found[len(known) :])


def test_wide_conditions_go_on_from_stretch_to_stretch(many: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no index names few enough, pages may be short, but nothing is lost on the way."""
    monkeypatch.setattr(walking, "STRETCHES", (4, 4))
    for narrow in (3, 20_000):
        monkeypatch.setattr(walking, "NARROW", narrow)
        found = walked(many, {"field": "化工", "kept": "all", "sort": "name"})
        assert sorted(found) == sorted(Subject.objects.filter(field="化工").values_list("pk", flat=True))


def test_rows_added_while_paging_neither_repeat_nor_push(many: Bureau) -> None:
    register, by = REGISTERS["subject"], many.actor()
    first = asking.read(register, by, {"sort": "code"}).page()
    many.subject("新来的")
    second = asking.read(register, by, {"sort": "code", "after": first.older.text()}).page()
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert second.rows[0].code > first.rows[-1].code


SPOILED = ("x", "%%%", "W10", "eyJhIjoxfQ", "W251bGwsMV0", "WyJhIiwiYiJd", "WyJ4IiwxZTk5XQ", "A" * 3000)


def test_a_spoiled_place_begins_at_the_beginning(bureau: Bureau) -> None:
    row, client = bureau.subject(), bureau.client()
    for text in SPOILED:
        for sort in ("updated", "code"):
            response = client.get(reverse("registers:subject_list"), {"after": text, "sort": sort})
            assert row.name in response.content.decode(), (text, sort)


def test_cursors_come_back_as_they_went(bureau: Bureau) -> None:
    row = bureau.subject("名称“带引号”<b>", founded_on="2001-02-03")
    row.refresh_from_db()
    for sort in REGISTERS["subject"].sorts:
        there = keyset.cursor_of(row, sort, back=True)
        assert Cursor.read(there.text(), Subject, sort, back=True) == there


def test_names_from_outside_are_shown_as_text(bureau: Bureau) -> None:
    evil = '厂"><script>alert(1)</script>{{ 7 }}'
    row = bureau.subject(evil, township=evil[:60], legal_person=evil)
    person = bureau.inspector("<img src=x onerror=alert(1)>", specialties=evil[:40])
    client = bureau.client()
    pages = [
        reverse("registers:subject_list"),
        reverse("registers:subject_open", args=[row.pk]),
        reverse("registers:subject_edit", args=[row.pk]),
        reverse("registers:inspector_list"),
        reverse("registers:inspector_open", args=[person.pk]),
        reverse("registers:recusal_new") + f"?inspector={person.pk}&subject={row.pk}",
        reverse("registers:subject_list") + "?q=%22%3E%3Cscript%3Ealert(1)",
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert not re.search(r"<script>alert|<img src=x|厂\">", text), page


def test_pages_stay_few_in_queries(bureau: Bureau, django_assert_max_num_queries) -> None:
    for _ in range(12):
        bureau.inspector()
        bureau.subject()
    client = bureau.client()
    for kind in ("inspector", "subject"):
        with django_assert_max_num_queries(40):
            client.get(reverse(f"registers:{kind}_list"))


def test_a_bare_address_comes_back_as_it_was_left(bureau: Bureau) -> None:
    bureau.subject("甲化工厂", township="田镇")
    bureau.subject("乙纺织厂", township="城关镇")
    client, url = bureau.client(), reverse("registers:subject_list")
    client.get(url, {"township": "田镇", "sort": "name", "set": "1"})
    back = client.get(url)
    assert back.status_code == 302
    page = client.get(url, follow=True).content.decode()
    assert "甲化工厂" in page
    assert "乙纺织厂" not in page
    # another list remembers for itself, and so does another person at the same machine
    assert client.get(reverse("registers:inspector_list")).status_code == 200
    stranger = bureau.client("planner")
    stranger.cookies["filter-subject"] = client.cookies["filter-subject"].value
    assert stranger.get(url).status_code == 200
    # an emptied bar forgets, as does 清除
    assert client.get(url, {"set": "1"}, follow=True).status_code == 200
    assert "乙纺织厂" in client.get(url).content.decode()


def test_a_place_is_not_remembered(bureau: Bureau) -> None:
    for _ in range(2):
        bureau.subject(township="田镇")
    client, url = bureau.client(), reverse("registers:subject_list")
    asked = asking.read(REGISTERS["subject"], bureau.actor(), {"township": "田镇"})
    place = keyset.cursor_of(asked.page().rows[0], asked.sort, back=False).text()
    client.get(url, {"township": "田镇", "after": place})
    assert "after" not in client.get(url)["Location"]


def test_remembering_writes_nothing(bureau: Bureau) -> None:
    client, url = bureau.client(), reverse("registers:subject_list")
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url, {"township": "田镇"})
        client.get(url, follow=True)
    written = [one["sql"] for one in asked if not one["sql"].lstrip().upper().startswith(("SELECT", "WITH"))]
    assert [sql for sql in written if "SAVEPOINT" not in sql and "django_session" not in sql] == []


def test_searching_a_large_register_never_finds_a_neighbours_rows(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mingqian.registers.queries import counting

    monkeypatch.setattr(walking, "STRETCHES", (1, 1))
    monkeypatch.setattr(counting, "SMALL", 0)
    for number in range(4):
        bureau.subject(f"青禾{number}机械厂")
        bureau.subject(f"邻县{number}机械厂", by=bureau.actor("registrar:other"))
    for words in ("机械", "机械厂", "913703", bureau.subject().code[4:13]):
        asked = asking.read(REGISTERS["subject"], bureau.actor(), {"q": words})
        assert {row.agency_id for row in asked.page().rows} == {bureau.agency.pk}, words
        assert asked.count().number == len(asked.page().rows), words
