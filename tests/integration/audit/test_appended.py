"""Append-only rows carry seals of their own: with the triggers off, a change is still found, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mingqian.accounts.current import system_actor
from mingqian.acts.action import ACTIONS, action
from mingqian.acts.trail import record, record_each
from mingqian.audit.appended import Unsealed, pending
from mingqian.audit.chain import bulk_event, coming_number
from mingqian.audit.models import Event, Seal
from mingqian.audit.seals import seal_of
from mingqian.audit.triggers import Fault, faults
from mingqian.audit.verify import rows as row_check
from mingqian.audit.verify import verify
from mingqian.registers.models import Revision

BY = system_actor()


def revision(version: int) -> Revision:
    return Revision(
        kind="item",
        object_id=1,
        version=version,
        event_number=coming_number(),
        by_name="某",
        at=timezone.now(),
        reason="更正",
        changes='{"name": ["旧", "新"]}',
    )


@pytest.fixture
def revisions(house) -> list[Revision]:
    """Three, one written by itself and two in bulk, under one event."""
    with transaction.atomic():
        one = revision(1)
        one.save()
        more = Revision.objects.bulk_create([revision(2), revision(3)])
        record(by=BY, action="accounts.unit.edit", rows=[house.unit])
    return [one, *more]


def only(report: Any) -> Any:
    assert report.finding_count == 1, [f.words() for f in report.findings]
    return report.findings[0]


def test_an_event_seals_what_was_appended_and_still_names_its_object(revisions, house) -> None:
    event = Event.objects.latest("number")
    assert (event.seals, event.object_kind, event.object_id) == (4, "accounts.unit", house.unit.pk)
    assert event.after == seal_of(house.unit)[0].hex()
    assert Seal.objects.filter(kind="registers.revision", number=event.number).count() == 3
    report = verify()
    assert report.ok, [f.words() for f in report.findings]
    assert report.rows["registers.revision"] == 3


def test_a_changed_append_only_row_is_named_with_its_field(revisions, behind) -> None:
    behind("UPDATE registers_revision SET reason = '没有理由' WHERE version = 2")
    finding = only(verify())
    assert (finding.code, finding.object_id, finding.fields) == ("row.changed", revisions[1].pk, ("理由",))
    assert finding.number == Event.objects.latest("number").number


def test_a_deleted_and_an_inserted_append_only_row_are_named(revisions, behind) -> None:
    behind("DELETE FROM registers_revision WHERE version = 3")
    assert only(verify()).code == "row.deleted"
    behind(
        "INSERT INTO registers_revision (kind, object_id, version, event_number, by_name, at, reason, changes) "
        "SELECT kind, object_id, 9, event_number, by_name, at, reason, changes FROM registers_revision WHERE version = 1"
    )
    assert sorted(verify().counts) == ["row.deleted", "row.inserted"]


def test_pieces_of_files_are_compared_a_few_at_a_time(house, monkeypatch, behind) -> None:
    from mingqian.draws.models import SealedPart

    check = row_check.RowCheck(SealedPart, lambda _: None, lambda _: None)
    assert check._page == row_check.FILE_PAGE < row_check.ROW_PAGE


def test_many_events_at_once_and_an_import_seal_them_too(house) -> None:
    with transaction.atomic():
        Revision.objects.bulk_create([revision(1), revision(2)])
        record_each(by=BY, action="accounts.unit.edit", rows=[(house.unit, {}), (house.unit, {})])
        with bulk_event(by=BY, action="accounts.agency.edit", model=type(house.agency), details={}) as seals:
            Revision.objects.bulk_create([revision(3)])
            seals.store([(house.agency.pk, *seal_of(house.agency))])
            Revision.objects.bulk_create([revision(4)])
    assert Seal.objects.filter(kind="registers.revision").count() == 4
    report = verify()
    assert report.ok, [f.words() for f in report.findings]


def test_a_row_written_after_the_last_event_undoes_the_action(house) -> None:
    @action(None, event="tests.late", why_unguarded="试验")
    def late(*, by: Any) -> None:
        record(by=by, action="accounts.unit.edit", rows=[house.unit])
        revision(1).save()

    @action(None, event="tests.outer", why_unguarded="试验")
    def outer(*, by: Any) -> None:
        late(by=by)
        record(by=by, action="accounts.unit.edit", rows=[house.unit])

    try:
        with pytest.raises(Unsealed, match=r"registers\.revision"):
            late(by=BY)
        assert not Revision.objects.exists()
        assert not pending()
        outer(by=BY)  # the outer action's event comes after
    finally:
        for name in ("late", "outer"):
            ACTIONS.pop(next(key for key in ACTIONS if key.endswith(f".{name}")))
    assert verify().ok


def test_what_was_rolled_back_is_sealed_by_nobody(house) -> None:
    with transaction.atomic():
        try:
            with transaction.atomic():
                revision(1).save()
                raise ValueError
        except ValueError:
            pass
        assert not pending()
        record(by=BY, action="accounts.unit.edit", rows=[house.unit])
    assert not Seal.objects.filter(kind="registers.revision").exists()


def test_appended_rows_are_written_not_merged(house) -> None:
    with pytest.raises(TypeError, match="merged"):
        Revision.objects.bulk_create([revision(1)], ignore_conflicts=True)


def _names() -> dict[str, str]:
    if connection.vendor == "postgresql":
        return {
            "registers_revision": "registers_revision_append_only",
            "publicity_publication": "publicity_publication_fixed",
        }
    return {
        "registers_revision": "registers_revision_no_update",
        "publicity_publication": "publicity_publication_fixed",
    }


def _off(table: str, trigger: str) -> None:
    with connection.cursor() as cursor:
        on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {trigger}{on}")


@pytest.mark.parametrize("table", ["registers_revision", "publicity_publication"])
def test_a_trigger_taken_off_is_named(house, table: str) -> None:
    """The append-only ones, and those that keep published words."""
    trigger = _names()[table]
    _off(table, trigger)
    finding = only(verify())
    assert finding.code == "trigger.missing"
    assert f"“{table}”表" in finding.words()
    assert trigger in finding.words()


def test_a_trigger_exchanged_for_a_tame_one_is_named(house) -> None:
    table = "publicity_publication"
    trigger = _names()[table]
    _off(table, trigger)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION tame() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION tame()"
            )
        else:
            cursor.execute(f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")
    assert only(verify()).code == "trigger.changed"
    assert faults() == [Fault(table, trigger, changed=True)]


def test_a_tame_function_behind_the_right_trigger_is_named(house) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("只有 PostgreSQL 的触发器另有函数")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION mingqian_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
    assert {fault.changed for fault in faults()} == {True}
    assert "audit_event" in {fault.table for fault in faults()}
