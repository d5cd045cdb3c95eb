"""A list asks the database as many questions for twelve rows as for two: its time does not grow with a province's rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingqian.audit import appended
from mingqian.complaints.models import Complaint
from mingqian.followups import actions as followups
from mingqian.followups.models import Case, Objection, Rectification
from mingqian.inspections.models import Inspection
from mingqian.publicity.models import Publication
from mingqian.registers.models import Subject

FEW, MANY = 2, 10


def _more(row: Any, number: int, start: int, /, **changes: Any) -> None:
    """Copies of a row, past the actions; `changes` says how a copy differs, by its number."""
    copies = []
    for place in range(start, start + number):
        one = type(row).objects.get(pk=row.pk)
        one.pk = None
        for name, value in changes.items():
            setattr(one, name, value(place))
        copies.append(one)
    type(row).objects.bulk_create(copies)
    appended.take()


def _asked(client: Any, address: str) -> int:
    client.get(address)  # what is kept for longer than a request is kept now
    with CaptureQueriesContext(connection) as questions:
        response = client.get(address)
    assert response.status_code == 200
    return len(questions)


def _published(world: Any) -> Publication:
    found = Publication.objects.filter(kind="result", campaign_id=world.campaign.pk).first()
    assert found is not None
    return found


def _order(world: Any) -> Rectification:
    today = timezone.localdate()
    one = world.inspections()[0]
    return followups.issue_order(
        by=world.actor("unit_head"), inspection=one, positions=[1], measure="责令改正", content="装上箱门",
        issued_on=today, due_on=today,
    )  # fmt: skip


def _case(world: Any) -> Case:
    return followups.note_case(
        by=world.actor("unit_head"), inspection=world.inspections()[0], facts="配电箱无门", positions=[1]
    )


def _objection(world: Any) -> Objection:
    return followups.receive_objection(
        by=world.actor("unit_head"), inspection=world.inspections()[0], received_on=timezone.localdate(),
        applicant="王五", grounds="第一项当时已经改好", capacity="法定代表人",
    )  # fmt: skip


def _complaint(world: Any) -> Complaint:
    now = timezone.now()
    return Complaint.objects.create(
        agency=world.agency, number="T-1", way="来信", about="安全隐患", content="反映", received_at=now, taken_at=now,
        taken_by="甲", registered_at=now, registered_by="甲", state="routed",
        unit=world.unit, routed_at=now,
    )  # fmt: skip


def _inspection(world: Any) -> Inspection:
    return world.inspections()[0]


def _new_subject(number: int) -> int:
    one = Subject.objects.order_by("pk").first()
    assert one is not None
    one.pk, one.code, one.name = None, f"B{number:017d}", f"某{number}"
    Subject.objects.bulk_create([one])
    return Subject.objects.get(code=one.code).pk


LISTS = [
    pytest.param(_order, "/followups/?tab=orders", "unit_head", {}, id="orders"),
    pytest.param(
        _case, "/followups/?tab=cases", "unit_head", {"number": lambda n: f"案{n}"}, id="cases"
    ),
    pytest.param(
        _objection, "/followups/?tab=objections&all=1", "unit_head",
        {"number": lambda n: f"异{n}", "state": lambda n: "told"}, id="objections",
    ),
    pytest.param(
        _complaint, "/complaints/?tab=all", "unit_head", {"number": lambda n: f"T{n}"}, id="complaints"
    ),
    pytest.param(
        _inspection, "/inspections/", "unit_head",
        {"number": lambda n: f"J{n}", "subject_id": _new_subject, "drawn_id": lambda n: None},
        id="inspections",
    ),
    pytest.param(
        _published, "/publicity/?state=published", "publisher",
        {"number": lambda n: f"公{n}", "slug": lambda n: f"s-{n}", "object_id": lambda n: 10**6 + n}, id="publications",
    ),
    pytest.param(
        _published, "/open/results/", "",
        {"number": lambda n: f"公{n}", "slug": lambda n: f"s-{n}", "object_id": lambda n: 10**6 + n}, id="portal",
    ),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "address", "role", "changes"), LISTS)
def test_a_list_asks_no_more_for_more_rows(
    published: Any, client: Any, first: Any, address: str, role: str, changes: dict[str, Any]
) -> None:
    world, _ = published
    row = first(world)
    browser = world.client(role) if role else client
    _more(row, FEW, 0, **changes)
    few = _asked(browser, address)
    _more(row, MANY, FEW, **changes)
    assert _asked(browser, address) <= few
