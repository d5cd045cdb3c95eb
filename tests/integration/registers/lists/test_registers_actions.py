"""Single writes: what they keep, what they refuse, and that nothing goes unrecorded."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.audit.verify import verify
from mingqian.registers import actions
from mingqian.registers.models import Inspector, Recusal, Revision, Subject
from mingqian.registers.queries.searching import subject_parts
from mingqian.registers.serials import serial_of

from .conftest import PHONE, Bureau, id_number, uscc


def refusal(call, /, **arguments) -> Refused:
    with pytest.raises(Refused) as caught:
        call(**arguments)
    assert caught.value.words()
    return caught.value


def found(bureau: Bureau, words: str) -> set[str]:
    """Names of the subjects the look-up structure and the rows themselves agree on."""
    rows = Subject.objects.filter(agency=bureau.agency)
    for part in subject_parts(words, bureau.agency.pk):
        assert part.ids is not None
        rows = rows.filter(part.test, pk__in=part.ids.within(1000))
    return set(rows.values_list("name", flat=True))


def test_a_new_subject_is_checked_kept_and_found(bureau: Bureau) -> None:
    before = serial_of(bureau.agency.pk, "subject")
    row = bureau.subject(
        "  青禾(高新)化工 有限公司 ", phone="139 0533 6789", industry_code="无机酸制造", region_code="高青县"
    )
    row.refresh_from_db()
    assert row.name == "青禾（高新）化工有限公司"
    assert (row.code_kind, row.industry_code, row.region_code) == ("uscc", "C2611", "370322")
    assert (row.phone, row.pending_jurisdiction, row.version) == (PHONE, False, 1)
    assert row.phone_blind
    assert serial_of(bureau.agency.pk, "subject") == before + 1
    assert found(bureau, "高新 化工") == {row.name}
    assert found(bureau, row.code[6:14].lower()) == {row.name}
    revision = Revision.objects.get(kind="subject", object_id=row.pk)
    event = Event.objects.get(number=revision.event_number)
    assert (event.action, revision.version) == ("registers.subject.create", 1)
    assert PHONE not in event.details + event.reason
    assert verify().ok


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"code": uscc(1)[:-1] + "0"}, "code", "registers.uscc_check"),
        ({"code": "91370322OOOOOOOOOO"}, "code", "registers.code_letters"),
        ({"code": "9.13703E+17"}, "code", "registers.code_scientific"),
        ({"code": "12345"}, "code", "registers.code_unknown"),
        ({"code": id_number(3)}, "code", "registers.code_is_id"),
        ({"code": ""}, "code", "registers.required"),
        ({"name": ""}, "name", "registers.required"),
        ({"name": "12345"}, "name", "registers.name_shape"),
        ({"name": "厂" * 201}, "name", "registers.text_too_long"),
        ({"phone": "12"}, "phone", "registers.phone_wrong"),
        ({"phone": "13905336789、13905336780"}, "phone", "registers.phone_several"),
        ({"id_number": id_number(1)[:-1] + "Y"}, "id_number", "registers.id_shape"),
        ({"id_number": "370322199013011234"}, "id_number", "registers.id_birth"),
        ({"region_code": "990099"}, "region_code", "registers.region_unknown"),
        ({"region_code": "朝阳"}, "region_code", "registers.region_unclear"),
        ({"industry_code": "X9999"}, "industry_code", "registers.industry_unknown"),
        ({"founded_on": "2099-01-01"}, "founded_on", "registers.date_future"),
        ({"founded_on": "去年"}, "founded_on", "registers.date_wrong"),
        ({"staff_count": "许多"}, "staff_count", "registers.count_wrong"),
        ({"status": "gone"}, "status", "registers.choice_wrong"),
        ({"supervision_class": "key"}, "class_basis", "registers.class_basis_missing"),
        ({"kind": "person", "code": ""}, "id_number", "registers.person_number_missing"),
        ({"batch_id": "7"}, None, "registers.field_unknown"),
    ],
)
def test_what_a_subject_is_refused_for(bureau: Bureau, values, field, code) -> None:
    given = {"name": "青禾机械厂", "code": uscc(1), **values}
    if "batch_id" in values:
        row = bureau.subject()
        caught = refusal(
            actions.edit_subject, by=bureau.actor(), subject=row, version=1, values=values, reason="试"
        )
    else:
        caught = refusal(actions.create_subject, by=bureau.actor(), values=given)
        assert not Subject.objects.exists()
    assert (caught.field, caught.code) == (field, code)


def test_an_abolished_region_names_its_successor(bureau: Bureau) -> None:
    caught = refusal(
        actions.create_subject,
        by=bureau.actor(),
        values={"name": "昌平机械厂", "code": uscc(1), "region_code": "110221"},
    )
    assert caught.code == "registers.region_abolished"
    assert "110114" in caught.words()


def test_a_code_the_licence_really_bears_may_be_confirmed(bureau: Bureau) -> None:
    wrong = uscc(1)[:-1] + ("0" if uscc(1)[-1] != "0" else "1")
    row = actions.create_subject(
        by=bureau.actor(), values={"name": "青禾机械厂", "code": wrong}, confirmed=True
    )
    assert row.code == wrong
    # and it does not stand in the way of an edit elsewhere
    actions.edit_subject(
        by=bureau.actor(), subject=row, version=1, values={"code": wrong, "township": "城关镇"}, reason="补"
    )


def test_a_code_stands_once_in_an_agency_but_again_in_another(bureau: Bureau) -> None:
    row = bureau.subject("青禾机械厂")
    caught = refusal(
        actions.create_subject, by=bureau.actor(), values={"name": "别家", "code": row.code.lower()}
    )
    assert (caught.code, caught.field) == ("registers.code_used", "code")
    assert "青禾机械厂" in caught.words()
    again = actions.create_subject(
        by=bureau.actor("registrar:other"), values={"name": "别家", "code": row.code}
    )
    assert again.agency == bureau.other


def test_an_edit_keeps_what_changed_and_only_that(bureau: Bureau) -> None:
    row = bureau.subject("旧名机械厂", phone=PHONE, founded_on="1999-02-03")
    changed = actions.edit_subject(
        by=bureau.actor(),
        subject=row,
        version=1,
        values={
            "name": "新名机械厂",
            "code": row.code,
            "phone": "0533-6960000",
            "founded_on": "1999年2月3日",
            "major_hazard": True,
        },
        reason="营业执照变更",
    )
    assert changed.version == 2
    revision = Revision.objects.get(kind="subject", object_id=row.pk, version=2)
    assert json.loads(revision.changes) == {
        "name": ["旧名机械厂", "新名机械厂"],
        "phone": None,
        "major_hazard": ["0", "1"],
    }
    assert (revision.reason, revision.by_name) == ("营业执照变更", bureau.people["registrar"].name)
    event = Event.objects.get(number=revision.event_number)
    assert "6960000" not in event.details
    assert json.loads(event.details)["fields"] == ["名称", "联系电话", "重大事故隐患"]
    assert found(bureau, "新名") == {"新名机械厂"}
    assert found(bureau, "旧名") == set()
    row.refresh_from_db()
    assert row.phone == "0533-6960000"
    assert verify().ok


def test_an_edit_needs_a_reason_a_change_and_the_version_that_was_read(bureau: Bureau) -> None:
    row = bureau.subject()
    edit = {"by": bureau.actor(), "subject": row}
    assert refusal(
        actions.edit_subject, **edit, version=1, values={"township": "城关镇"}, reason="  "
    ).field == ("reason")
    assert refusal(actions.edit_subject, **edit, version=1, values={"name": row.name}, reason="无").code == (
        "registers.nothing_changed"
    )
    actions.edit_subject(**edit, version=1, values={"township": "城关镇"}, reason="补")
    late = refusal(actions.edit_subject, **edit, version=1, values={"township": "田镇"}, reason="补")
    assert late.code == "acts.changed_meanwhile"
    row.refresh_from_db()
    assert (row.township, row.version) == ("城关镇", 2)


def test_what_an_import_took_with_a_warning_does_not_block_other_edits(bureau: Bureau) -> None:
    row = bureau.subject()
    # As an import may leave it: a class without its reason, a field guessed, a code no form would take.
    row.supervision_class, row.field, row.field_basis = "key", "机械", "高青指引行业领域对照表1：机械"
    row.code = "370322000000123"
    from django.db import transaction

    from mingqian.accounts.current import system_actor
    from mingqian.acts.trail import record

    with transaction.atomic():
        row.save()
        record(by=system_actor(), action="registers.subject.edit", rows=[row])
    whole = {"code": row.code, "supervision_class": "key", "class_basis": "", "field": "机械"}
    row = actions.edit_subject(
        by=bureau.actor(), subject=row, version=1, values={**whole, "township": "城关镇"}, reason="补"
    )
    assert row.field_basis  # still guessed: nobody stated it
    row = actions.edit_subject(
        by=bureau.actor(), subject=row, version=2, values={"field": "轻工"}, reason="核实"
    )
    assert (row.field, row.field_basis) == ("轻工", "")


def test_a_natural_person_stands_under_a_digest(bureau: Bureau) -> None:
    number = id_number(5)
    row = actions.create_subject(
        by=bureau.actor(), values={"name": "张三", "kind": "person", "id_number": number}
    )
    assert row.code_kind == "person"
    assert number not in row.code
    assert number not in row.search_text
    caught = refusal(
        actions.create_subject,
        by=bureau.actor(),
        values={"name": "又一张三", "kind": "person", "id_number": number},
    )
    assert (caught.code, caught.field) == ("registers.id_taken", "id_number")
    changed = actions.edit_subject(
        by=bureau.actor(), subject=row, version=1, values={"id_number": id_number(6)}, reason="更正"
    )
    assert changed.code != row.code
    assert refusal(
        actions.edit_subject,
        by=bureau.actor(),
        subject=row,
        version=2,
        values={"kind": "enterprise"},
        reason="改为企业",
    ).field == ("code")
    assert number not in "".join(Event.objects.values_list("details", flat=True))


def test_a_blank_jurisdiction_waits_in_the_queue(bureau: Bureau) -> None:
    row = bureau.subject(jurisdiction="")
    assert row.pending_jurisdiction
    row = actions.edit_subject(
        by=bureau.actor(), subject=row, version=1, values={"jurisdiction": "田镇应急办"}, reason="属地"
    )
    assert not row.pending_jurisdiction
    row = actions.edit_subject(
        by=bureau.actor(), subject=row, version=2, values={"jurisdiction": ""}, reason="误"
    )
    assert row.pending_jurisdiction


def test_many_jurisdictions_are_settled_under_one_event(bureau: Bureau) -> None:
    rows = [bureau.subject(jurisdiction="") for _ in range(3)]
    kept = bureau.subject(jurisdiction="")
    events = Event.objects.count()
    count = actions.settle_jurisdiction(by=bureau.actor(), subjects=rows, jurisdiction=" 田镇应急办 ")
    assert count == 3
    assert Event.objects.count() == events + 1
    assert set(Subject.objects.filter(jurisdiction="田镇应急办").values_list("pk", flat=True)) == {
        one.pk for one in rows
    }
    assert list(Subject.objects.filter(pending_jurisdiction=True)) == [kept]
    assert Revision.objects.filter(kind="subject", version=2).count() == 3
    settle = {"by": bureau.actor(), "jurisdiction": "别处"}
    assert refusal(actions.settle_jurisdiction, **settle, subjects=[kept, rows[0]]).code == (
        "registers.not_pending"
    )
    kept.refresh_from_db()
    assert kept.pending_jurisdiction  # all or nothing
    assert refusal(actions.settle_jurisdiction, **settle, subjects=[]).code == "registers.nobody_chosen"
    foreign = bureau.subject(by=bureau.actor("registrar:other"), jurisdiction="")
    assert refusal(actions.settle_jurisdiction, **settle, subjects=[kept, foreign]).code == (
        "registers.other_agency"
    )
    assert verify().ok


@pytest.mark.parametrize("kind", ["subject", "item", "inspector", "expert"])
def test_retire_and_restore(bureau: Bureau, kind: str) -> None:
    row = getattr(bureau, kind)()
    retire, restore = getattr(actions, f"retire_{kind}"), getattr(actions, f"restore_{kind}")
    edit = getattr(actions, f"edit_{kind}")
    by = bureau.actor()
    assert refusal(retire, by=by, **{kind: row}, reason="").field == "reason"
    gone = retire(by=by, **{kind: row}, version=1, reason="已注销")
    assert gone.retired_at is not None
    assert kind == "subject" or gone.status == "retired"
    assert refusal(retire, by=by, **{kind: row}, reason="再").code == "registers.already_retired"
    assert (
        refusal(edit, by=by, **{kind: row}, version=2, values={"name": "新名"}, reason="改").code
        == "registers.retired_row"
    )
    assert refusal(restore, by=by, **{kind: row}, version=1, reason="误").code == "acts.changed_meanwhile"
    back = restore(by=by, **{kind: row}, version=2, reason="误停用")
    assert back.retired_at is None
    assert back.version == 3
    assert list(Event.objects.order_by("number").values_list("action", flat=True))[-2:] == [
        f"registers.{kind}.retire",
        f"registers.{kind}.restore",
    ]
    assert verify().ok


@pytest.mark.parametrize("kind", ["subject", "item", "inspector", "expert"])
def test_other_agencies_and_roles_may_not_write(bureau: Bureau, kind: str) -> None:
    row = getattr(bureau, kind)()
    edit = getattr(actions, f"edit_{kind}")
    given = {kind: row, "version": 1, "values": {"name": "新名"}, "reason": "改"}
    assert refusal(edit, by=bureau.actor("registrar:other"), **given).code == "registers.other_agency"
    assert refusal(edit, by=bureau.actor("planner"), **given).code == "acts.not_permitted"
    row.refresh_from_db()
    assert row.version == 1


def test_what_an_inspector_is_refused_for(bureau: Bureau) -> None:
    first = bureau.inspector("李四", id_number=id_number(8))
    make = {"by": bureau.actor()}

    def why(**values) -> tuple[str | None, str]:
        caught = refusal(actions.create_inspector, **make, values={"name": "王五", **values})
        return caught.field, caught.code

    assert why(certified=True) == ("certificate_number", "registers.certificate_missing")
    assert why(certificate_number=id_number(9)) == ("certificate_number", "registers.certificate_is_id")
    assert why(certificate_number="无号") == ("certificate_number", "registers.certificate_shape")
    assert why(certificate_number=first.certificate_number) == (
        "certificate_number",
        "registers.certificate_taken",
    )
    assert why(id_number=first.id_number) == ("id_number", "registers.id_taken")
    assert why(id_number=id_number(10, male=True), sex="女") == ("sex", "registers.sex_wrong")
    assert why(affiliated=True) == ("areas", "registers.area_missing")
    assert why(task_limit="0") == ("task_limit", "registers.limit_nought")
    assert why(unit="没有的大队") == ("unit", "registers.unit_unknown")
    assert why(status="retired") == ("status", "registers.choice_wrong")
    assert Inspector.objects.count() == 1


def test_lists_are_read_from_any_separator(bureau: Bureau) -> None:
    row = bureau.inspector(specialties="危险化学品、特种设备；危险化学品", areas=["田镇", "城关镇"])
    assert (row.specialties, row.areas) == (["危险化学品", "特种设备"], ["田镇", "城关镇"])
    row = actions.edit_inspector(
        by=bureau.actor(), inspector=row, version=1, values={"specialties": ""}, reason="更正"
    )
    assert row.specialties == []


def test_an_expert_stands_once_under_a_name_and_employer(bureau: Bureau) -> None:
    bureau.expert("孙六")
    caught = refusal(
        actions.create_expert, by=bureau.actor(), values={"name": "孙六", "employer": "省安科院"}
    )
    assert (caught.code, caught.field) == ("registers.person_taken", "name")


def test_recusals_are_noted_withdrawn_and_noted_again(bureau: Bureau) -> None:
    inspector, subject = bureau.inspector(), bureau.subject()
    pair = {"by": bureau.actor(), "inspector": inspector, "subject": subject}
    assert refusal(actions.add_recusal, **pair, case="5").field == "note"
    assert refusal(actions.add_recusal, **pair, case="9").field == "case"
    row = actions.add_recusal(**pair, case="1", note="2019 年任安全员")
    assert refusal(actions.add_recusal, **pair, case="1").code == "registers.recusal_taken"
    assert refusal(actions.withdraw_recusal, by=bureau.actor(), recusal=row, reason=" ").field == "reason"
    actions.withdraw_recusal(by=bureau.actor(), recusal=row, reason="登记有误")
    assert refusal(actions.withdraw_recusal, by=bureau.actor(), recusal=row, reason="再").code == (
        "registers.recusal_withdrawn"
    )
    again = actions.add_recusal(**pair, case="1", note="经核实")
    assert (again.pk, again.active, again.version) == (row.pk, True, 3)
    assert Recusal.objects.count() == 1
    assert [one.version for one in Revision.objects.filter(kind="recusal").order_by("version")] == [1, 2, 3]
    foreign = bureau.subject(by=bureau.actor("registrar:other"))
    assert (
        refusal(actions.add_recusal, by=bureau.actor(), inspector=inspector, subject=foreign, case="1").code
        == "registers.other_agency"
    )
    assert verify().ok


def test_looking_at_numbers_leaves_an_event_without_them(bureau: Bureau) -> None:
    number = id_number(11)
    row = bureau.inspector(phone=PHONE, id_number=number)
    shown = actions.note_personal_read(by=bureau.actor(), row=row)
    assert shown == {"id_number": number, "phone": PHONE}
    event = Event.objects.latest("number")
    assert (event.action, event.object_kind, event.object_id) == (
        "registers.personal.read",
        "registers.inspector",
        row.pk,
    )
    assert json.loads(event.details) == {"name": row.name, "fields": ["身份证号", "联系电话"]}
    look = actions.note_personal_read
    assert refusal(look, by=bureau.actor("planner"), row=row).code == "acts.not_permitted"
    assert refusal(look, by=bureau.actor("registrar:other"), row=row).code == "registers.other_agency"
    assert refusal(look, by=bureau.actor(), row=bureau.inspector()).code == "registers.no_personal"


def test_the_desk_tells_the_registrar_what_waits(bureau: Bureau) -> None:
    from mingqian.registers.desk import ending_certificates, pending_jurisdictions

    today = timezone.localdate()
    bureau.subject(jurisdiction="")
    bureau.inspector(certificate_valid_until=(today + timedelta(days=59)).isoformat())
    bureau.inspector(certificate_valid_until=(today + timedelta(days=61)).isoformat())
    bureau.inspector(certificate_valid_until=(today - timedelta(days=3)).isoformat())
    gone = bureau.inspector(certificate_valid_until=(today - timedelta(days=9)).isoformat())
    actions.retire_inspector(by=bureau.actor(), inspector=gone, reason="退休")
    (waiting,) = pending_jurisdictions(bureau.actor())
    assert "1 户" in waiting.what
    late, soon = ending_certificates(bureau.actor())
    assert ("1 人已过期" in late.what, late.due) == (True, today - timedelta(days=3))
    assert ("1 人" in soon.what, soon.due) == (True, today + timedelta(days=59))
    assert list(pending_jurisdictions(bureau.actor("planner"))) == []
    assert list(ending_certificates(bureau.actor("registrar:other"))) == []
    assert isinstance(soon.due, date)
