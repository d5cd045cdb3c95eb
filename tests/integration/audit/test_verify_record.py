"""Whatever is changed behind the platform's back is named: the event, the object, the field."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from mingqian.accounts.actions import create_unit, edit_unit, edit_user
from mingqian.accounts.current import system_actor
from mingqian.accounts.models import Unit
from mingqian.acts.trail import record
from mingqian.audit.actions import take_checkpoint
from mingqian.audit.chain import bulk_event, event_hash
from mingqian.audit.models import Event, Head, Seal
from mingqian.audit.seals import seal_of
from mingqian.audit.verify import chain as chain_check
from mingqian.audit.verify import rows as row_check
from mingqian.audit.verify import verify
from mingqian.audit.verify.checkpoint import Checkpoint, parse


def codes(report) -> list[str]:
    return sorted(report.counts)


def only(report):
    assert report.finding_count == 1, [f.words() for f in report.findings]
    return report.findings[0]


def test_an_honest_house_verifies(house) -> None:
    edit_user(
        by=system_actor(), user=house.user, name="张三", unit=None, post="股长", is_active=True, reason="调岗"
    )
    report = verify()
    assert report.ok, [f.words() for f in report.findings]
    assert report.events == Event.objects.count() == report.number
    assert report.rows["accounts.user"] == 2
    assert report.hash == Head.objects.get().hash


def test_an_empty_installation_verifies(db) -> None:
    report = verify()
    assert report.ok
    assert report.number == 0


def test_a_changed_row_is_named_with_its_fields(house) -> None:
    Unit.objects.filter(pk=house.unit.pk).update(name="别的大队", kind="office")
    finding = only(verify())
    last = Seal.objects.filter(kind="accounts.unit").latest("number").number
    assert (finding.code, finding.kind, finding.object_id) == ("row.changed", "accounts.unit", house.unit.pk)
    assert finding.fields == ("名称", "类别")
    assert finding.number == last
    assert finding.words() == (
        f"单位 {house.unit.pk} 号“别的大队”的“名称”“类别”被绕过平台改动。最近一次经平台写入是第 {last} 号记录。"
    )


def test_an_encrypted_field_exchanged_is_named(house) -> None:
    house.user.totp_secret = "JBSWY3DPEHPK3PXP"
    house.user.save()
    finding = only(verify())
    assert finding.fields == ("动态口令密钥",)
    assert "JBSWY3DPEHPK3PXP" not in finding.words()


def test_a_deleted_row_is_named(house) -> None:
    spare = create_unit(by=system_actor(), agency=house.agency, name="临时股", kind="office")
    pk = spare.pk
    Unit.objects.filter(pk=pk).delete()
    finding = only(verify())
    assert (finding.code, finding.object_id) == ("row.deleted", pk)
    assert finding.words().startswith(f"单位 {pk} 号被绕过平台删除。")


def test_a_deleted_row_before_others_is_named(house) -> None:
    first = create_unit(by=system_actor(), agency=house.agency, name="甲股", kind="office").pk
    create_unit(by=system_actor(), agency=house.agency, name="乙股", kind="office")
    Unit.objects.filter(pk=first).delete()
    finding = only(verify())
    assert (finding.code, finding.object_id) == ("row.deleted", first)


def test_an_inserted_row_is_named(house) -> None:
    pk = Unit.objects.create(agency=house.agency, name="影子股", kind="office").pk
    finding = only(verify())
    assert (finding.code, finding.object_id, finding.number) == ("row.inserted", pk, None)
    assert "影子股" in finding.words()


def test_a_removed_row_may_be_gone_but_not_come_back(house) -> None:
    spare = create_unit(by=system_actor(), agency=house.agency, name="临时股", kind="office")
    pk = spare.pk
    with transaction.atomic():
        record(by=system_actor(), action="accounts.unit.edit", removed=[spare])
        spare.delete()
    assert verify().ok
    Unit.objects.create(pk=pk, agency=house.agency, name="临时股", kind="office")
    assert only(verify()).code == "row.returned"


def test_a_row_put_back_to_an_older_state_is_named(house) -> None:
    edit_unit(by=system_actor(), unit=house.unit, name="新大队", kind="brigade", active=True, reason="更名")
    Unit.objects.filter(pk=house.unit.pk).update(name="执法大队")
    assert only(verify()).fields == ("名称",)


def test_a_changed_event_is_named(house, behind) -> None:
    behind("UPDATE audit_event SET actor_name = '别人' WHERE number = 3")
    finding = only(verify())
    assert (finding.code, finding.number) == ("event.changed", 3)
    assert finding.words() == "第 3 号记录的内容被改动：内容算出的摘要与记下的摘要不符。"


def test_a_changed_event_with_its_hash_made_anew_breaks_the_next_link(house, behind) -> None:
    event = Event.objects.get(number=2)
    event.reason = "改过的理由"
    behind(
        "UPDATE audit_event SET reason = %s, hash = %s WHERE number = 2",
        event.reason,
        event_hash(event.__dict__),
    )
    finding = only(verify())
    assert (finding.code, finding.number, finding.params["before"]) == ("event.unlinked", 3, 2)


def test_a_deleted_event_is_named_with_its_seals(house, behind) -> None:
    behind("DELETE FROM audit_event WHERE number = 3")
    report = verify()
    assert codes(report) == ["event.missing", "seals.misplaced"]
    assert report.findings[0].words() == "第 3 号至第 3 号记录不见了，共 1 条。"


def test_a_tail_cut_off_is_named(house, behind) -> None:
    last = Event.objects.count()
    behind("DELETE FROM audit_event WHERE number > %s", last - 2)
    report = verify()
    assert "head.short" in report.counts
    short = next(f for f in report.findings if f.code == "head.short")
    assert short.params == {"head": last, "count": 2}


def test_a_tail_cut_off_with_the_head_turned_back_is_named_by_its_seals(house, behind) -> None:
    last = Event.objects.count()
    behind("DELETE FROM audit_event WHERE number = %s", last)
    Head.objects.update(number=last - 1, hash=Event.objects.get(number=last - 1).hash)
    assert codes(verify()) == ["seals.beyond"]


def test_a_whole_tail_cut_off_is_named_by_a_checkpoint(house, behind) -> None:
    """Event, seals and live row all taken back to yesterday: only what was kept elsewhere tells."""
    spare = create_unit(by=system_actor(), agency=house.agency, name="临时股", kind="office")
    kept = parse(take_checkpoint(by=system_actor()).text())
    assert verify(checkpoint=kept).ok
    last = Event.objects.count()
    behind("DELETE FROM audit_event WHERE number > %s", last - 2)
    behind("DELETE FROM audit_seal WHERE number > %s", last - 2)
    Head.objects.update(number=last - 2, hash=Event.objects.get(number=last - 2).hash)
    Unit.objects.filter(pk=spare.pk).delete()
    assert verify().ok
    finding = only(verify(checkpoint=kept))
    assert finding.code == "checkpoint.beyond"
    assert finding.params["last"] == last - 2


def test_a_chain_written_anew_is_named_by_a_checkpoint(house, behind) -> None:
    kept = take_checkpoint(by=system_actor())
    previous = Event.objects.get(number=1).hash
    for event in Event.objects.filter(number__gt=1).order_by("number"):
        event.previous = previous
        if event.number == 2:
            event.actor_name = "别人"
        previous = event_hash(event.__dict__)
        behind(
            "UPDATE audit_event SET actor_name = %s, previous = %s, hash = %s WHERE number = %s",
            event.actor_name,
            event.previous,
            previous,
            event.number,
        )
    Head.objects.update(hash=previous)
    assert verify().ok
    assert only(verify(checkpoint=kept)).code == "checkpoint.differs"


def test_an_event_beyond_the_head_is_named(house) -> None:
    last = Event.objects.latest("number")
    values = {
        **last.__dict__,
        "number": last.number + 1,
        "previous": last.hash,
        "seals": 0,
        "seals_digest": "",
    }
    values.pop("_state")
    values["hash"] = event_hash(values)
    Event.objects.create(**values)
    assert only(verify()).code == "event.beyond"


def test_an_event_numbered_below_the_first_is_named(house) -> None:
    values = {**Event.objects.get(number=1).__dict__, "number": -5}
    values.pop("_state")
    Event.objects.create(**values)
    finding = only(verify())
    assert (finding.code, finding.number) == ("event.foreign", -5)


def test_a_head_that_lies_is_named(house) -> None:
    Head.objects.update(hash="0" * 64)
    assert only(verify()).code == "head.differs"
    Head.objects.all().delete()
    assert only(verify()).code == "head.missing"


def test_a_changed_seal_is_named(house, behind) -> None:
    seal = Seal.objects.filter(kind="accounts.unit").latest("number")
    behind("UPDATE audit_seal SET digest = %s WHERE id = %s", b"\x01" * 32, seal.id)
    report = verify()
    assert codes(report) == ["row.changed", "seals.changed"]
    assert next(f.number for f in report.findings if f.code == "seals.changed") == seal.number
    assert next(f.fields for f in report.findings if f.code == "row.changed") == ()


def test_a_forged_seal_does_not_cover_a_changed_row(house) -> None:
    """Even somebody with the key cannot slip a new seal under an old event."""
    house.unit.name = "别的大队"
    house.unit.save()
    digest, fields = seal_of(house.unit)
    newest = Seal.objects.filter(kind="accounts.unit", object_id=house.unit.pk).latest("number")
    Seal.objects.create(
        kind="accounts.unit", object_id=house.unit.pk, number=newest.number + 1, digest=digest, fields=fields
    )
    assert codes(verify()) == ["seals.misplaced"]


def test_seals_of_an_unknown_kind_are_named(house) -> None:
    Seal.objects.create(kind="ghost.row", object_id=1, number=1, digest=b"x" * 32, fields=b"")
    assert codes(verify()) == ["seals.misplaced", "seals.unknown"]


def test_a_trigger_taken_off_is_named(house) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")
        else:
            cursor.execute("DROP TRIGGER audit_event_no_delete")
    finding = only(verify())
    trigger = "audit_event_append_only" if connection.vendor == "postgresql" else "audit_event_no_delete"
    assert finding.words() == f"“audit_event”表禁止修改和删除的触发器（{trigger}）被拿掉或停用了。"


def test_pages_of_rows_and_seals_meet_exactly(house, monkeypatch) -> None:
    """With pages of two, nothing falls between two pages."""
    monkeypatch.setattr(row_check, "ROW_PAGE", 2)
    monkeypatch.setattr(row_check, "SEAL_PAGE", 2)
    monkeypatch.setattr(chain_check, "EVENT_PAGE", 2)
    monkeypatch.setattr(chain_check, "SEAL_PAGE", 2)
    units = [
        create_unit(by=system_actor(), agency=house.agency, name=f"第{n}股", kind="office") for n in range(7)
    ]
    for unit in units[:3]:
        edit_unit(
            by=system_actor(), unit=unit, name=f"新{unit.name}", kind="office", active=True, reason="更名"
        )
    report = verify()
    assert report.ok, [f.words() for f in report.findings]
    assert report.rows["accounts.unit"] == 8
    gone = [units[2].pk, units[5].pk, units[6].pk]
    Unit.objects.filter(pk__in=gone).delete()
    assert sorted(f.object_id for f in verify().findings) == gone


def test_an_import_under_one_event_verifies_and_its_rows_are_guarded(house) -> None:
    units = Unit.objects.bulk_create(
        Unit(agency=house.agency, name=f"批量{n}", kind="office") for n in range(300)
    )
    with (
        transaction.atomic(),
        bulk_event(by=system_actor(), action="registers.import", model=Unit, details={}) as seals,
    ):
        seals.store((unit.pk, *seal_of(unit)) for unit in units)
    assert verify().ok
    Unit.objects.filter(pk=units[150].pk).update(active=False)
    finding = only(verify())
    assert (finding.object_id, finding.fields) == (units[150].pk, ("启用",))


def test_findings_are_all_counted_and_handed_over_but_few_are_kept(house, monkeypatch) -> None:
    import mingqian.audit.verify as verification

    monkeypatch.setattr(verification, "KEPT", 3)
    for n in range(5):
        Unit.objects.create(agency=house.agency, name=f"影子{n}", kind="office")
    heard = []
    report = verify(found=heard.append)
    assert (len(report.findings), report.finding_count, len(heard)) == (3, 5, 5)


def test_progress_reaches_the_whole(house) -> None:
    seen: dict[str, tuple[int, int]] = {}
    verify(progress=lambda phase, done, whole: seen.update({phase: (done, whole)}))
    assert seen["现有数据"] == (5, 5)
    assert seen["审计记录和封记"][0] == seen["审计记录和封记"][1] > 0


def test_a_checkpoint_survives_its_text() -> None:
    kept = Checkpoint(12, "ab" * 32, "2026-11-21T12:00:00.000+00:00")
    assert parse(kept.text()) == kept


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("你好", "没有“明签审计链检查点 1”一行"),
        (Checkpoint(12, "ab" * 32, "2026").text().replace("摘要", "摘"), "不完整"),
        (Checkpoint(12, "AB" * 32, "2026").text(), "不完整"),
    ],
)
def test_what_is_no_checkpoint_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text)


def test_a_seal_of_before_a_field_was_added_holds_while_the_field_says_nothing(house, monkeypatch) -> None:
    """An upgrade adds a sealed field at the end: rows sealed earlier are as good as they were, and no better."""
    by, sealed_now = system_actor(), Unit.SEALED
    monkeypatch.setattr(Unit, "SEALED", sealed_now[:-1])
    name = sealed_now[-1]
    default = Unit._meta.get_field(name).get_default()
    unit = create_unit(by=by, agency=house.agency, name="新股", kind="section")
    Unit.objects.filter(pk=unit.pk).update(**{name: default})
    monkeypatch.setattr(Unit, "SEALED", sealed_now)
    first = {finding.object_id for finding in verify().findings}
    assert unit.pk not in first
    Unit.objects.filter(pk=unit.pk).update(name="假股")
    assert unit.pk in {finding.object_id for finding in verify().findings}
