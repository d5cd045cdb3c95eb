"""One change to many rows: what is seen is what is done, row by row; what cannot be done is named."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.audit.verify import verify
from mingqian.registers import actions
from mingqian.registers.actions import bulk, undoing
from mingqian.registers.actions.bulk import Change, planned, seen_of
from mingqian.registers.actions.people import INSPECTOR_RULES
from mingqian.registers.actions.subject import RULES
from mingqian.registers.actions.writing import context_of
from mingqian.registers.models import Revision, Subject

from .conftest import Bureau


def fates(bureau: Bureau, rows: list[Any], change: Change, rules: Any = RULES) -> dict[str, str]:
    """What a change would do, by name."""
    return {line.row.name: line.fate for line in planned(rules, rows, change, context_of(bureau.agency))}


def test_each_row_gets_its_version_and_its_event(bureau: Bureau) -> None:
    rows = [bureau.subject(name, township="城关镇") for name in ("甲厂", "乙厂", "丙厂")]
    same = bureau.subject("丁厂", township="田镇")
    gone = actions.retire_subject(by=bureau.actor(), subject=bureau.subject("戊厂"), reason="注销")
    chosen = list(Subject.objects.order_by("pk"))
    change = Change("edit", "township", "田镇")
    assert fates(bureau, chosen, change) == {
        "甲厂": "changed", "乙厂": "changed", "丙厂": "changed", "丁厂": "unchanged", "戊厂": "refused",
    }  # fmt: skip
    before = Event.objects.count()
    lines = actions.change_subjects(
        by=bureau.actor(), chosen=chosen, change=change, seen=seen_of(chosen), reason="乡镇合并"
    )
    assert [line.fate for line in lines] == ["changed", "changed", "changed", "unchanged", "refused"]
    assert "戊厂" in lines[-1].refused.words()  # type: ignore[union-attr]
    for row in rows:
        row.refresh_from_db()
        assert (row.township, row.version) == ("田镇", 2)
        revision = Revision.objects.get(kind="subject", object_id=row.pk, version=2)
        assert (revision.reason, revision.changed()) == ("乡镇合并", {"township": ["城关镇", "田镇"]})
        event = Event.objects.get(number=revision.event_number)
        assert (event.action, event.object_id, event.reason) == (
            "registers.subject.edit", row.pk, "乡镇合并",
        )  # fmt: skip
    assert Event.objects.count() == before + 4
    leading = Event.objects.get(action="registers.subject.bulk")
    assert '"count": 3' in leading.details
    for untouched in (same, gone):
        kept = untouched.version
        untouched.refresh_from_db()
        assert untouched.version == kept
    assert verify().ok


def test_what_moved_since_it_was_seen_is_not_changed(bureau: Bureau) -> None:
    rows = [bureau.subject(), bureau.subject()]
    seen = seen_of(rows)
    actions.edit_subject(
        by=bureau.actor(), subject=rows[1], version=1, values={"township": "田镇"}, reason="他人先改"
    )
    with pytest.raises(Refused) as caught:
        actions.change_subjects(
            by=bureau.actor(), chosen=rows, change=Change("retire"), seen=seen, reason="注销"
        )
    assert caught.value.code == "registers.moved_since_seen"
    assert not Subject.objects.filter(retired_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (Change("edit", "township", "镇" * 61), "registers.text_too_long", "value"),
        (Change("edit", "status", "dead"), "registers.choice_wrong", "value"),
        (Change("edit", "region_code", "990099"), "registers.region_unknown", "value"),
        (Change("edit", "code", "9137"), "registers.field_unknown", None),
        (Change("edit", "phone", "13905336789"), "registers.field_unknown", None),
        (Change("edit", "credit_grade", ""), "registers.nothing_changed", None),
    ],
)
def test_what_a_change_is_refused_for(bureau: Bureau, change: Change, code: str, field: str | None) -> None:
    rows = [bureau.subject()]
    with pytest.raises(Refused) as caught:
        actions.change_subjects(
            by=bureau.actor(), chosen=rows, change=change, seen=seen_of(rows), reason="试"
        )
    assert (caught.value.code, caught.value.field) == (code, field)


def test_key_needs_its_reason_in_every_row_that_has_none(bureau: Bureau) -> None:
    bare = bureau.subject("甲厂")
    explained = bureau.subject("乙厂", class_basis="重大危险源")
    rows = [bare, explained]
    assert fates(bureau, rows, Change("edit", "supervision_class", "key")) == {
        "甲厂": "refused",
        "乙厂": "changed",
    }
    change = Change("edit", "supervision_class", "key", beside="烟花爆竹批发")
    actions.change_subjects(by=bureau.actor(), chosen=rows, change=change, seen=seen_of(rows), reason="重点")
    bare.refresh_from_db()
    assert (bare.supervision_class, bare.class_basis) == ("key", "烟花爆竹批发")


def test_settling_many_leaves_the_queue_and_a_stated_field_is_no_guess(bureau: Bureau) -> None:
    rows = [bureau.subject(jurisdiction=""), bureau.subject(jurisdiction="")]
    Subject.objects.update(field_basis="推定", field="机械")
    rows = list(Subject.objects.order_by("pk"))
    change = Change("edit", "jurisdiction", "工贸股")
    actions.change_subjects(by=bureau.actor(), chosen=rows, change=change, seen=seen_of(rows), reason="分工")
    rows = list(Subject.objects.order_by("pk"))
    assert [row.pending_jurisdiction for row in rows] == [False, False]
    change = Change("edit", "field", "轻工")
    actions.change_subjects(by=bureau.actor(), chosen=rows, change=change, seen=seen_of(rows), reason="核对")
    assert set(Subject.objects.values_list("field", "field_basis")) == {("轻工", "")}


def test_lists_are_added_to_and_taken_from(bureau: Bureau) -> None:
    a, b = bureau.inspector(specialties="危险化学品"), bureau.inspector(specialties="特种设备；危险化学品")

    def do(way: str, words: str) -> list[list[str]]:
        rows = list(type(a).objects.order_by("pk"))
        actions.change_inspectors(
            by=bureau.actor(),
            chosen=rows,
            change=Change("edit", "specialties", words, way),
            seen=seen_of(rows),
            reason="培训",
        )
        return list(type(a).objects.order_by("pk").values_list("specialties", flat=True))

    assert do("add", "特种设备") == [["危险化学品", "特种设备"], ["特种设备", "危险化学品"]]
    assert do("take", "危险化学品；没有的") == [["特种设备"], ["特种设备"]]
    assert do("set", "建材") == [["建材"], ["建材"]]
    del b


def test_people_move_units_and_stop_and_come_back(bureau: Bureau) -> None:
    rows = [bureau.inspector(unit=""), bureau.inspector()]
    change = Change("edit", "unit", str(bureau.unit.pk))
    assert sorted(fates(bureau, rows, change, INSPECTOR_RULES).values()) == ["changed", "unchanged"]
    for act, status in (("retire", "retired"), ("restore", "active")):
        now = list(type(rows[0]).objects.order_by("pk"))
        actions.change_inspectors(
            by=bureau.actor(), chosen=now, change=Change(act), seen=seen_of(now), reason="机构改革"
        )
        assert set(type(rows[0]).objects.values_list("status", flat=True)) == {status}


def test_a_neighbour_and_a_reader_change_nothing(bureau: Bureau) -> None:
    row = bureau.subject("甲厂")
    url = f"{reverse('registers:subject_bulk')}?row={row.pk}&change=retire"
    assert bureau.client("planner").get(url).status_code == 403
    foreign = bureau.client("registrar:other")
    assert "甲厂" not in foreign.get(url, follow=True).content.decode()
    with pytest.raises(Refused) as caught:
        actions.change_subjects(
            by=bureau.actor("registrar:other"),
            chosen=[row],
            change=Change("retire"),
            seen=seen_of([row]),
            reason="试",
        )
    assert caught.value.code == "registers.other_agency"


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of the preview's form."""
    return {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        if name != "csrfmiddlewaretoken"
    }


def test_tick_say_look_do(bureau: Bureau) -> None:
    client = bureau.client()
    rows = [bureau.subject(name, township="城关镇") for name in ("甲厂", "乙厂")]
    bureau.subject("不相干的厂", township="别的镇")
    listed = client.get(reverse("registers:subject_list"), {"township": "城关镇"}).content.decode()
    assert f'name="row" value="{rows[0].pk}"' in listed
    assert "办理符合条件的全部 2 户" in listed
    base = reverse("registers:subject_bulk")
    url = f"{base}?township=城关镇&all=1"
    assert "township" in client.get(url).content.decode()
    url += "&change=township"
    empty = client.post(url, {"phase": "preview", "reason": "合并"})
    assert empty.status_code == 422
    assert "要清除现有内容的" in empty.content.decode()
    seen = client.post(url, {"phase": "preview", "value": "田镇", "reason": "乡镇合并"}).content.decode()
    assert "改动 <strong>2</strong> 户" in seen
    assert '<span class="before">城关镇</span> <span class="after">田镇</span>' in seen
    assert not Revision.objects.filter(version=2).exists()  # looking writes nothing
    again = hidden(seen) | {"phase": "apply"}
    done = client.post(url, again).content.decode()
    assert "已办理" in done
    assert set(Subject.objects.values_list("township", flat=True)) == {"田镇", "别的镇"}
    # pressed again, or the page asked for again: nothing answers to the filter any more
    client.post(url, again)
    assert Revision.objects.filter(version=2).count() == 2


def test_pressed_twice_by_rows_shows_them_as_they_stand(bureau: Bureau) -> None:
    client = bureau.client()
    row = bureau.subject()
    url = f"{reverse('registers:subject_bulk')}?row={row.pk}&change=township"
    seen = client.post(url, {"phase": "preview", "value": "田镇", "reason": "核对"}).content.decode()
    given = hidden(seen) | {"phase": "apply"}
    assert "已办理" in client.post(url, given).content.decode()
    second = client.post(url, given).content.decode()
    assert "请再看一遍" in second
    assert "没有一户会改动" in second
    row.refresh_from_db()
    assert row.version == 2


def test_clearing_has_to_be_said(bureau: Bureau) -> None:
    client = bureau.client()
    row = bureau.subject(credit_grade="D")
    url = f"{reverse('registers:subject_bulk')}?row={row.pk}&change=credit_grade"
    seen = client.post(url, {"phase": "preview", "clear": "on", "reason": "修复"}).content.decode()
    client.post(url, hidden(seen) | {"phase": "apply"})
    row.refresh_from_db()
    assert row.credit_grade == ""


def test_too_many_says_how_else(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        bureau.subject()
    monkeypatch.setattr("mingqian.registers.pages.lists.bulk.LIMIT", 2)
    monkeypatch.setattr(bulk, "LIMIT", 2)
    client = bureau.client()
    page = client.get(reverse("registers:subject_bulk"), {"all": "1", "change": "retire"}).content.decode()
    assert "一次最多 2 户" in page
    assert "导入不限数量" in page
    assert 'name="phase"' not in page
    chosen = list(Subject.objects.all())
    with pytest.raises(Refused) as caught:
        actions.change_subjects(
            by=bureau.actor(), chosen=chosen, change=Change("retire"), seen=seen_of(chosen), reason="试"
        )
    assert caught.value.code == "registers.too_many_for_one"


@pytest.mark.parametrize("kind", ["item", "subject", "inspector", "expert"])
def test_every_change_offered_has_a_form(bureau: Bureau, kind: str) -> None:
    row = getattr(bureau, kind)()
    client = bureau.client()
    url = reverse(f"registers:{kind}_bulk")
    assert "没有勾选" in client.get(url, follow=True).content.decode()
    for code in [*bulk.FIELDS[kind], "retire", "restore"]:
        page = client.get(url, {"row": row.pk, "change": code})
        assert page.status_code == 200
        assert 'value="preview"' in page.content.decode(), code


def test_one_press_too_many_is_taken_back(bureau: Bureau) -> None:
    rows = [
        bureau.subject(name, township=town)
        for name, town in (("甲厂", "城关镇"), ("乙厂", "唐坊镇"), ("丙厂", ""))
    ]
    change = Change("edit", "township", "田镇")
    actions.change_subjects(by=bureau.actor(), chosen=rows, change=change, seen=seen_of(rows), reason="填错")
    number = Event.objects.get(action="registers.subject.bulk").number
    later = Subject.objects.get(name="乙厂")
    actions.edit_subject(
        by=bureau.actor(), subject=later, version=2, values={"township": "木李镇"}, reason="另有依据"
    )
    client = bureau.client()
    row = rows[0]
    history = client.get(reverse("registers:subject_open", args=[row.pk])).content.decode()
    url = reverse("registers:subject_bulk_done", args=[number])
    assert url in history
    page = client.get(url).content.decode()
    assert "可以撤回的 2 户" in page
    assert "“乙厂”在这之后又有改动" in page
    send = url + re.search(r'action="(\?seen=\w+)"', page)[1]  # type: ignore[index]
    assert "请写明理由" in client.post(send, {"reason": " "}).content.decode()
    done = client.post(send, {"reason": "看错了文件"}, follow=True).content.decode()
    assert "已撤回 2 户的改动，另有 1 户之后又有改动" in done
    towns = dict(Subject.objects.values_list("name", "township"))
    assert towns == {"甲厂": "城关镇", "乙厂": "木李镇", "丙厂": ""}
    row.refresh_from_db()
    assert row.version == 3
    assert Revision.objects.get(kind="subject", object_id=row.pk, version=3).reason == "看错了文件"
    # a second press finds other versions and does nothing
    assert "又有改动" in client.post(send, {"reason": "再按一次"}).content.decode()
    row.refresh_from_db()
    assert row.version == 3
    assert bureau.client("registrar:other").get(url).status_code == 404
    assert verify().ok


def test_every_kind_of_value_is_taken_back(bureau: Bureau) -> None:
    people = [bureau.inspector(unit="", specialties="建材"), bureau.inspector(specialties="机械；轻工")]
    model = type(people[0])
    changes = (
        Change("edit", "unit", str(bureau.unit.pk)),
        Change("edit", "specialties", "化工", "add"),
        Change("edit", "certificate_valid_until", "2040-01-01"),
        Change("edit", "affiliated", "是", beside="田镇"),
        Change("edit", "status", "away", beside="借调"),
        Change("retire"),
    )
    names = [one.attname for one in model._meta.concrete_fields if one.name not in ("version", "updated_at")]
    for change in changes:
        before = list(model.objects.order_by("pk").values(*names))
        rows = list(model.objects.order_by("pk"))
        actions.change_inspectors(
            by=bureau.actor(), chosen=rows, change=change, seen=seen_of(rows), reason="试"
        )
        number = Event.objects.filter(action="registers.inspector.bulk").order_by("-number")[0].number
        rows = [
            row
            for row in model.objects.order_by("pk")
            if row.pk in undoing.done_of(INSPECTOR_RULES.sheet, number, None).revisions
        ]  # type: ignore[union-attr]
        actions.take_back_inspectors(
            by=bureau.actor(), number=number, chosen=rows, seen=seen_of(rows), reason="撤"
        )
        assert list(model.objects.order_by("pk").values(*names)) == before, change
    assert verify().ok
