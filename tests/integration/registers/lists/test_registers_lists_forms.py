"""Forms, personal numbers, exports, templates, the queue and recusals, through the pages people use."""

from __future__ import annotations

import io
import json
import zipfile
from xml.etree import ElementTree as Tree

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from mingqian.audit.models import Event
from mingqian.codes import mask_id_number
from mingqian.registers import actions
from mingqian.registers.importing.columns import COLUMNS, NAMES, Kind
from mingqian.registers.models import Inspector, Recusal, Subject
from mingqian.registers.pages.lists import exporting

from .conftest import PHONE, Bureau, id_number, uscc


def posted(client: Client, page: str, *args: int, **data: object):
    return client.post(reverse(f"registers:{page}", args=args), data)


def filled(client: Client, page: str, *args: int) -> dict[str, object]:
    """The form as a browser would send it back untouched."""
    form = client.get(reverse(f"registers:{page}", args=args)).context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if value is True:
            found[bound.name] = "on"
        elif value not in (None, False):
            found[bound.name] = value
    return found


def test_a_form_says_all_that_is_wrong_and_keeps_what_was_typed(bureau: Bureau) -> None:
    response = posted(
        bureau.client(),
        "subject_new",
        name="  ",
        code="123",
        kind="enterprise",
        status="existing",
        phone="1",
        region_code="990099",
        legal_person="钟某",
    )
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert set(errors) == {"name", "code", "phone", "region_code"}
    assert errors["name"] == ["请填写“名称”。"]
    text = response.content.decode()
    assert "钟某" in text
    assert "990099" in text
    assert not Subject.objects.exists()


def test_a_new_form_begins_with_the_usual_and_says_what_does_not_go_together(bureau: Bureau) -> None:
    client = bureau.client()
    data = filled(client, "inspector_new")
    assert data["status"] == "active"
    response = posted(client, "inspector_new", **{**data, "name": "李四", "certified": "on", "phone": "1"})
    errors = response.context["form"].errors
    assert set(errors) == {"phone", "certificate_number"}
    assert errors["certificate_number"] == ["具有行政执法资格的，请填写执法证号。"]
    assert posted(client, "inspector_new", **{**data, "name": "李四"}).status_code == 302


def test_new_subject_through_the_form_with_a_confirmed_code(bureau: Bureau) -> None:
    client = bureau.client()
    wrong = uscc(1)[:-1] + ("0" if uscc(1)[-1] != "0" else "1")
    given = {"name": "青禾机械厂", "code": wrong, "kind": "enterprise", "status": "existing"}
    first = posted(client, "subject_new", **given)
    assert "已对照营业执照核对" in first.content.decode()
    second = posted(client, "subject_new", **given, confirmed="on")
    row = Subject.objects.get()
    assert second.url == reverse("registers:subject_open", args=[row.pk])
    assert (row.code, row.pending_jurisdiction) == (wrong, True)
    again = posted(client, "subject_new", **given, confirmed="on")
    assert "已用于“青禾机械厂”" in again.context["form"].errors["code"][0]


@pytest.mark.parametrize("kind", ["item", "subject", "inspector", "expert"])
def test_an_untouched_form_changes_nothing(bureau: Bureau, kind: str) -> None:
    values = {
        "item": {"fields": "机械；轻工", "content": "一\n二", "joint": True},
        "subject": {
            "phone": PHONE,
            "founded_on": "2001-02-03",
            "region_code": "370322",
            "staff_count": "1,200",
        },
        "inspector": {"phone": PHONE, "specialties": "粉尘；特种设备", "sex": "男"},
        "expert": {"id_number": id_number(3), "appointed_on": "2024-01-01", "status": "away"},
    }
    row = getattr(bureau, kind)(**values[kind])
    client = bureau.client()
    data = filled(client, f"{kind}_edit", row.pk)
    response = posted(client, f"{kind}_edit", row.pk, **{**data, "reason": "核对"})
    assert response.context["form"].non_field_errors() == ["没有改动任何内容。"]
    row.refresh_from_db()
    assert row.version == 1
    field = "content" if kind == "item" else "name"
    response = posted(client, f"{kind}_edit", row.pk, **{**data, field: "新的", "reason": "核对"})
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.version, getattr(row, field)) == (2, "新的")


def test_a_form_opened_before_another_edit_is_refused_in_words(bureau: Bureau) -> None:
    row = bureau.subject("旧名机械厂")
    client = bureau.client()
    data = filled(client, "subject_edit", row.pk)
    actions.edit_subject(
        by=bureau.actor(), subject=row, version=1, values={"name": "别人改的名"}, reason="变更"
    )
    response = posted(client, "subject_edit", row.pk, **{**data, "township": "田镇", "reason": "补"})
    assert "已被他人修改" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["township"].value() == "田镇"
    row.refresh_from_db()
    assert (row.name, row.township) == ("别人改的名", "")


def test_retiring_through_the_page_asks_for_a_reason(bureau: Bureau) -> None:
    row = bureau.subject()
    client = bureau.client()
    url = reverse("registers:subject_retire", args=[row.pk])
    refused = client.post(f"{url}?version=1", {"reason": " "})
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    assert client.post(f"{url}?version=7", {"reason": "注销"}).status_code == 422
    assert client.post(f"{url}?version=1", {"reason": "注销"}).status_code == 302
    row.refresh_from_db()
    assert row.retired_at is not None
    assert client.get(reverse("registers:subject_edit", args=[row.pk])).status_code == 409


def test_numbers_are_masked_until_asked_for(bureau: Bureau) -> None:
    number = id_number(4)
    row = bureau.inspector("李四", phone=PHONE, id_number=number)
    client, reader = bureau.client(), bureau.client("planner")
    for one in (client, reader):
        for page in ("inspector_list", "inspector_open", "inspector_edit"):
            args = [] if page.endswith("list") else [row.pk]
            text = one.get(reverse(f"registers:{page}", args=args)).content.decode()
            assert PHONE not in text
            assert number not in text
    shown = client.get(reverse("registers:inspector_open", args=[row.pk])).content.decode()
    assert mask_id_number(number) in shown
    events = Event.objects.filter(action="registers.personal.read")
    assert not events.exists()
    url = reverse("registers:inspector_personal", args=[row.pk])
    assert client.get(url).status_code == 405
    assert reader.post(url).status_code == 403
    assert bureau.client("registrar:other").post(url).status_code == 404
    assert not events.exists()
    revealed = client.post(url)
    assert number in revealed.content.decode()
    assert PHONE in revealed.content.decode()
    assert revealed["Cache-Control"] == "no-store"
    assert events.count() == 1
    assert PHONE not in client.get(reverse("registers:inspector_open", args=[row.pk])).content.decode()


def test_numbers_are_changed_and_cleared_without_being_shown(bureau: Bureau) -> None:
    row = bureau.inspector(phone=PHONE, id_number=id_number(4))
    client = bureau.client()
    data = filled(client, "inspector_edit", row.pk)
    assert not data.get("phone")
    posted(client, "inspector_edit", row.pk, **{**data, "phone": "0533-6960000", "reason": "换号"})
    row.refresh_from_db()
    assert (row.phone, row.id_number) == ("0533-6960000", id_number(4))
    posted(
        client,
        "inspector_edit",
        row.pk,
        **{**filled(client, "inspector_edit", row.pk), "phone_clear": "on", "reason": "离职"},
    )
    row.refresh_from_db()
    assert (row.phone, row.phone_blind, row.id_number) == ("", "", id_number(4))
    text = client.get(reverse("registers:inspector_open", args=[row.pk])).content.decode()
    assert text.count("已变更") == 2


def sheet_of(response) -> list[list[str]]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python()
    sheet_of.raw = content  # type: ignore[attr-defined]
    return [[str(cell) for cell in row] for row in rows]


def test_an_export_is_text_alone_and_without_personal_numbers(bureau: Bureau) -> None:
    number = id_number(4)
    evil = '=HYPERLINK("http://x","y")'
    bureau.subject("=1+1厂", township="+1+1", legal_person=evil, phone=PHONE, id_number=number)
    bureau.subject("青禾纺织厂", field="纺织", fatal_accident=True)
    url = reverse("registers:export")
    client = bureau.client()
    rows = sheet_of(client.post(f"{url}?kind=subject"))
    assert rows[0][:2] == ["统一社会信用代码", "名称"]
    assert not {"联系电话", "身份证号"} & set(rows[0])
    assert {evil, "+1+1", "=1+1厂"} <= {cell for row in rows for cell in row}
    with zipfile.ZipFile(io.BytesIO(sheet_of.raw)) as book:  # type: ignore[attr-defined]
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        everything = b"".join(book.read(name) for name in book.namelist()).decode()
    tree = Tree.fromstring(sheet)
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert not list(tree.iter(f"{space}f"))
    assert not list(tree.iter(f"{space}hyperlink"))
    assert {cell.get("t") for cell in tree.iter(f"{space}c")} == {"inlineStr"}
    assert PHONE not in everything
    assert number not in everything
    event = json.loads(Event.objects.filter(action="registers.export").latest("number").details)
    assert (event["count"], event["personal"], event["kind"]) == (2, False, "subject")


def test_an_export_keeps_to_the_filters_of_the_list(bureau: Bureau) -> None:
    bureau.subject("青禾纺织厂", field="纺织")
    bureau.subject("青禾机械厂", field="机械")
    gone = bureau.subject("已移出厂", field="纺织")
    actions.retire_subject(by=bureau.actor(), subject=gone, reason="注销")
    url = reverse("registers:export") + "?kind=subject&field=纺织"
    client = bureau.client()
    assert "纺织" in client.get(url).content.decode()
    rows = sheet_of(client.post(url))
    assert [row[1] for row in rows[1:]] == ["青禾纺织厂"]
    event = json.loads(Event.objects.filter(action="registers.export").latest("number").details)
    assert event["conditions"] == {"行业领域": "纺织"}


def test_personal_columns_go_out_only_with_permission_and_on_record(bureau: Bureau) -> None:
    number = id_number(4)
    bureau.inspector("李四", phone=PHONE, id_number=number)
    url = reverse("registers:export") + "?kind=inspector"
    rows = sheet_of(bureau.client().post(url, {"personal": "1"}))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["身份证号"], row["联系电话"], row["所在单位"]) == (number, PHONE, "安全生产执法大队")
    event = json.loads(Event.objects.filter(action="registers.export").latest("number").details)
    assert event["personal"] is True
    assert number not in json.dumps(event)
    exporter = bureau.actor()
    from dataclasses import replace

    without = replace(exporter, permissions=exporter.permissions - {"personal.read"})
    from mingqian.acts.refusal import Refused

    with pytest.raises(Refused):
        actions.note_export(by=without, kind="inspector", title="", rows=1, personal=True, conditions={})


def test_an_export_comes_back_unchanged(bureau: Bureau, tmp_path, settings) -> None:
    """What goes out can be imported again, and nothing changes."""
    from mingqian.registers.importing.run import import_file

    settings.DATA = tmp_path
    bureau.subject(
        "青禾机械厂",
        region_code="370322",
        industry_code="C3411",
        credit_grade="B",
        supervision_class="general",
        founded_on="2001-02-03",
        staff_count="12",
        major_hazard=True,
        scope="制造；\n销售",
    )
    response = bureau.client().post(reverse("registers:export") + "?kind=subject")
    path = tmp_path / "again.xlsx"
    path.write_bytes(b"".join(response.streaming_content))
    summary = import_file(by=bureau.actor(), path=path, agency=bureau.agency, kind="subject")
    assert (summary.read, summary.unchanged, summary.changed) == (1, 1, 0)


def test_too_much_at_once_is_refused_in_words(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "LIMIT", 1)
    bureau.subject()
    bureau.subject()
    client, url = bureau.client(), reverse("registers:export") + "?kind=subject"
    assert "分批导出" in client.get(url).content.decode()
    refused = client.post(url)
    assert refused.status_code == 409
    assert not Event.objects.filter(action="registers.export").exists()


@pytest.mark.parametrize("kind", list(Kind))
def test_templates_carry_the_headings_an_import_knows(bureau: Bureau, kind: Kind) -> None:
    response = bureau.client().get(reverse("registers:template_download"), {"kind": kind.value})
    rows = sheet_of(response)
    assert rows[0] == [one.heading for one in COLUMNS[kind] if one.in_template]
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    assert book.sheet_names == [NAMES[kind], "填写说明"]
    assert bureau.client().get(reverse("registers:template_download"), {"kind": "x"}).status_code == 404
    assert bureau.client("planner").get(reverse("registers:template_download")).status_code == 403


def test_the_queue_settles_what_is_ticked(bureau: Bureau) -> None:
    first, second, third = (bureau.subject(jurisdiction="", township="田镇") for _ in range(3))
    foreign = bureau.subject(by=bureau.actor("registrar:other"), jurisdiction="")
    client, url = bureau.client(), reverse("registers:subject_pending")
    text = client.get(url, {"township": "田镇"}).content.decode()
    assert first.name in text
    assert foreign.name not in text
    assert "安全生产执法大队" in text  # a unit of the agency is offered
    blank = client.post(url, {"row": [first.pk], "jurisdiction": " "})
    assert blank.status_code == 422
    assert "请填写“管辖单位”" in blank.content.decode()
    assert "请先在左边勾选" in client.post(url, {"jurisdiction": "田镇应急办"}).content.decode()
    done = client.post(url, {"row": [first.pk, second.pk, foreign.pk], "jurisdiction": "田镇应急办"})
    assert done.status_code == 302
    assert set(Subject.objects.filter(jurisdiction="田镇应急办")) == {first, second}
    assert set(Subject.objects.filter(pending_jurisdiction=True)) == {third, foreign}
    assert bureau.client("planner").get(url).status_code == 403


def test_recusals_through_the_page(bureau: Bureau) -> None:
    inspector, subject = bureau.inspector("李四"), bureau.subject("青禾机械厂")
    bureau.subject("同名厂")
    bureau.subject("同名厂")
    client = bureau.client()
    given = {"inspector": inspector.pk, "case": "1", "note": ""}
    for typed, words in (("没有的厂", "名录库中没有"), ("同名厂", "有 2 户叫")):
        response = posted(client, "recusal_new", **given, subject=typed)
        assert words in response.context["form"].errors["subject"][0]
    assert posted(client, "recusal_new", **given, subject=f" {subject.code.lower()} ").status_code == 302
    row = Recusal.objects.get()
    assert (row.subject, row.active) == (subject, True)
    for page, pk in (("inspector_open", inspector.pk), ("subject_open", subject.pk)):
        text = client.get(reverse(f"registers:{page}", args=[pk])).content.decode()
        assert "本人曾工作过的单位" in text
    url = reverse("registers:recusal_withdraw", args=[row.pk])
    assert bureau.client("registrar:other").post(url, {"reason": "试"}).status_code == 404
    client.post(url, {"reason": "登记有误"})
    row.refresh_from_db()
    assert not row.active


def test_history_tells_who_what_when_and_why(bureau: Bureau) -> None:
    row = bureau.inspector("李四", specialties="粉尘", phone=PHONE)
    actions.edit_inspector(
        by=bureau.actor(),
        inspector=row,
        version=1,
        values={
            "specialties": "粉尘；特种设备",
            "certificate_valid_until": "2030-01-02",
            "unit": "",
            "phone": "",
        },
        reason="换证",
    )
    text = bureau.client().get(reverse("registers:inspector_open", args=[row.pk])).content.decode()
    for words in (
        "换证",
        bureau.people["registrar"].name,
        "粉尘、特种设备",
        "2035年12月31日",
        "2030年1月2日",
        "安全生产执法大队",
        "已变更",
    ):
        assert words in text
    assert PHONE not in text
    assert Inspector.objects.get().version == 2
