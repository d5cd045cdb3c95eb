"""The record cannot be changed through the database, and a write without an event does not happen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from mingqian.accounts.current import system_actor
from mingqian.accounts.models import Agency
from mingqian.acts.action import NoEvent, action
from mingqian.audit.chain import GENESIS, append, bulk_event, event_hash
from mingqian.audit.models import Event, Head, Seal
from mingqian.audit.seals import seal_of


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET actor_name = '别人' WHERE number = 1",
        "DELETE FROM audit_event WHERE number = 1",
        "UPDATE audit_seal SET number = 99",
        "DELETE FROM audit_seal",
    ],
)
def test_the_database_refuses_to_change_the_record(house, sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_postgresql_refuses_to_empty_the_record(house) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE 只有 PostgreSQL 有")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_seal")


def test_every_event_carries_the_hash_of_the_one_before(house) -> None:
    before = GENESIS
    for at, event in enumerate(Event.objects.order_by("number"), 1):
        assert event.number == at
        assert event.previous == before
        assert event.hash == event_hash(event.__dict__)
        before = event.hash
    assert Head.objects.get().hash == before


def test_an_action_that_leaves_no_event_is_undone(house) -> None:
    @action(None, event="tests.silent", why_unguarded="试验")
    def silent(*, by) -> None:
        Agency.objects.create(code="X", name="无声局", short_name="无", level="county", region_code="370322")

    try:
        with pytest.raises(NoEvent):
            silent(by=system_actor())
    finally:
        from mingqian.acts.action import ACTIONS

        ACTIONS.pop(next(name for name in ACTIONS if name.endswith(".silent")))
    assert not Agency.objects.filter(code="X").exists()


def test_an_event_outside_a_transaction_is_refused() -> None:
    def write() -> None:  # in a thread of its own, whose connection is in no transaction
        append(by=system_actor(), action="x.y.z", rows=[], removed=[], obj=None, reason="", details={})

    with ThreadPoolExecutor(1) as pool, pytest.raises(transaction.TransactionManagementError):
        pool.submit(write).result()


def test_before_and_after_digests_follow_one_object(house) -> None:
    from mingqian.accounts.actions import edit_unit

    edit_unit(
        by=system_actor(), unit=house.unit, name="执法一大队", kind="brigade", active=True, reason="更名"
    )
    event = Event.objects.latest("number")
    made = Seal.objects.filter(kind="accounts.unit", object_id=house.unit.id).earliest("number")
    assert (event.object_kind, event.object_id, event.reason) == ("accounts.unit", house.unit.id, "更名")
    assert event.before == bytes(made.digest).hex()
    assert event.after == seal_of(house.unit)[0].hex() != event.before


def test_bulk_seals_must_ascend(house) -> None:
    digest, fields = seal_of(house.agency)
    with (
        pytest.raises(ValueError, match="ascending"),
        transaction.atomic(),
        bulk_event(by=system_actor(), action="x.y.z", model=Agency, details={}) as seals,
    ):
        seals.store([(2, digest, fields), (1, digest, fields)])


def test_the_record_holds_no_personal_data_in_clear(house) -> None:
    """Neither a password hash nor a second factor's secret stands anywhere in the record."""
    written = " ".join(f"{e.details}{e.reason}{e.before}{e.after}" for e in Event.objects.all())
    assert house.user.password not in written
    assert house.user.password.encode() not in b"".join(
        bytes(s.fields) + bytes(s.digest) for s in Seal.objects.all()
    )
