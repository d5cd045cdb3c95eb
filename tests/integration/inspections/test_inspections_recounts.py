"""A year's days off are announced: whoever holds a provisional term is told which day it was and is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from ready_bureau import World

from mingqian.accounts.current import system_actor
from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection
from mingqian.jobs.models import Job
from mingqian.plans import actions as plans
from mingqian.plans import packs, rulebook
from mingqian.plans.models import AnnualPlan, RecountNotice, TermRecount, WorkdayTable
from mingqian.workdays import table_from_rows

ROWS = [(f"2027-01-0{n}", "休", "元旦") for n in (1, 4, 5)]


@pytest.fixture(autouse=True)
def _own_calendar() -> Iterator[None]:
    yield
    rulebook.forget_calendar()


def _ended_late(one: Inspection) -> None:
    """The check ended so that its twenty working days reach into the year not yet announced."""
    late = timezone.make_aware(datetime(2026, 12, 21, 10))
    Inspection.objects.filter(pk=one.pk).update(ended_at=late, result_made_at=late)


def _import() -> WorkdayTable:
    table = table_from_rows(2027, ROWS)
    return plans.import_workdays(by=system_actor(), table=table, original=b"x")


def _recount() -> TermRecount:
    return plans.recount_terms(by=system_actor(), table=_import())


def test_old_and_new_day_are_named_to_each_holder(dispatched: World) -> None:
    first, second, _ = dispatched.inspections()
    _ended_late(dispatched.record(first))
    _ended_late(dispatched.review(second))
    done = _recount()
    assert (done.told, done.moved) == (2, 2)
    kept = RecountNotice.objects.filter(recount=done)
    assert {(one.permission, one.unit_id) for one in kept} == {
        ("tasks.lead", dispatched.unit.pk), ("publicity.publish", None),
    }  # fmt: skip
    assert {(one.was, one.now) for one in kept} == {(date(2027, 1, 18), date(2027, 1, 21))}
    assert not any(first.subject_name in one.what for one in kept)
    expected = {"unit_head": 2, "publisher": 1, "planner": 0, "other_head": 0, "neighbour_publisher": 0}
    for name, count in expected.items():
        lines = [line for line in desk_lines(dispatched.actor(name)) if "期限已重算" in line.what]
        assert len(lines) == (count > 0), name
        if count:
            assert f"{count} 个暂定期限已重算，{count} 个改了日子" in lines[0].what
            page = dispatched.client(name).get(lines[0].url).content.decode()
            assert "2027年1月18日" in page
            assert "2027年1月21日" in page
        else:
            address = reverse("plans:recount", args=[done.pk])
            assert dispatched.client(name).get(address).status_code == 404


def test_a_notice_stays_until_it_is_noted(dispatched: World) -> None:
    _ended_late(dispatched.record(dispatched.inspections()[0]))
    done = _recount()
    head = dispatched.actor("unit_head")

    def waits() -> bool:
        return any("期限已重算" in line.what for line in desk_lines(head))

    assert waits()
    client, address = dispatched.client("unit_head"), reverse("plans:recount", args=[done.pk])
    assert "知道了" in client.get(address).content.decode()
    assert client.post(address)["Location"] == "/desk/"
    assert not waits()
    assert "知道了" not in client.get(address).content.decode(), "still to be read, nothing left to press"
    with pytest.raises(Refused) as refused:
        plans.note_seen(by=head, recount=done)
    assert refused.value.code == "plans.recount_not_yours"


def test_every_term_in_hand_is_told_however_many(dispatched: World) -> None:
    """The desk used to stop at forty."""
    one = dispatched.record(dispatched.inspections()[0])
    _ended_late(one)
    one.refresh_from_db()
    for number, subject in enumerate(dispatched.subjects[:25], start=100):
        if Inspection.objects.filter(campaign=one.campaign, subject=subject).exists():
            continue
        Inspection.objects.create(
            agency=one.agency, campaign=one.campaign, subject=subject, subject_name=subject.name, unit=one.unit,
            number=f"2026-01-{number:04d}", state="recorded", dispatched_at=one.dispatched_at, dispatched_by="某",
            ended_at=one.ended_at, ended_by="某",
        )  # fmt: skip
    made = Inspection.objects.filter(state="recorded").count()
    assert made > 20
    assert _recount().told == made


def test_letters_and_filings_are_held_too(dispatched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world, one = dispatched, dispatched.inspections()[0]
    one = world.start(world.notify(one))
    world.fill(one, handling="移送有管辖权的部门", result="pending")
    world.sign(one)
    actions.end_check(by=world.team(one)[0], inspection=one)
    actions.approve(by=world.actor("unit_head"), inspection=one)
    late = timezone.make_aware(datetime(2026, 12, 28, 10))
    Inspection.objects.filter(pk=one.pk).update(result_made_at=late, ended_at=late)
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
        settings={"class_of_chemicals": "重点", "class_of_medicine": "一般", "key_fields_in_lottery": "drawn",
                  "plan_filing_workdays": "20"},
        reason="局办公会决定",
    )  # fmt: skip
    AnnualPlan.objects.update(approved_at=late)
    own = rulebook.bound_packs(world.agency, timezone.localdate())
    with_weidong = [*own, rulebook.Bound(packs.load("weidong"), None, "own")]
    monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: with_weidong)
    done = _recount()
    said = {one.permission: one for one in RecountNotice.objects.filter(recount=done)}
    assert set(said) == {"tasks.lead", "publicity.publish", "referrals.send", "plans.edit"}
    assert (said["referrals.send"].was, said["referrals.send"].now) == (date(2027, 1, 6), date(2027, 1, 11))
    assert "移送" in said["referrals.send"].what
    assert "备案" in said["plans.edit"].what


def test_a_term_that_was_settled_is_not_told(dispatched: World) -> None:
    dispatched.record(dispatched.inspections()[0])
    early = timezone.make_aware(datetime(2026, 11, 2, 10))
    Inspection.objects.filter(ended_at__isnull=False).update(ended_at=early)
    assert _recount().told == 0


def test_the_import_page_counts_at_once_or_hands_it_to_a_job(
    dispatched: World, signed_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    _ended_late(dispatched.record(dispatched.inspections()[0]))
    admin = signed_in("system_admin")
    sheet = "日期,类别,名称\n" + "\n".join(f"{day},{kind},{name}" for day, kind, name in ROWS)
    address = reverse("plans:workday_list")

    def upload(text: str) -> Any:
        file = SimpleUploadedFile("2027.csv", text.encode())
        return admin.post(address, {"file": file}, follow=True).content.decode()

    assert "1 个暂定的期限已经重算，1 个改了日子" in upload(sheet)
    table = WorkdayTable.objects.get()
    with pytest.raises(Refused):
        plans.recount_terms(by=system_actor(), table=table)
    monkeypatch.setattr("mingqian.plans.works.RECOUNTED_A_SECOND", 0.0001)
    admin.post(address, {"file": SimpleUploadedFile("2027.csv", (sheet + "\n2027-01-06,休,元旦").encode())})
    assert Job.objects.get().work == "plans.recount"
    later = WorkdayTable.objects.latest("pk")
    assert not TermRecount.objects.filter(table=later).exists()
    assert "重算期限、通知承办人" in admin.get(address).content.decode(), "what was left can be done again"
