"""异议 on the enterprise's own page: by its code, within limits, answered there; its clock runs as for one on paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingqian.audit.models import Event
from mingqian.followups import actions
from mingqian.followups.desk import desk_lines
from mingqian.followups.duties import objection_term
from mingqian.followups.models import Objection


@pytest.fixture
def page(reviewed: Any) -> tuple[Any, Any, str]:
    """The bureau, an inspection with a result, and the address of its enterprise's form."""
    world, one = reviewed
    return world, one, reverse("portal:own_objection", args=[one.notice.token])


def said(one: Any, **more: str) -> dict[str, str]:
    given = {
        "code": one.subject_code,
        "applicant": "王五",
        "capacity": "法定代表人",
        "grounds": "当时已经改好",
    }
    return given | more


def test_it_arrives_with_its_clock_on_the_desk_of_the_unit(page: Any) -> None:
    world, one, address = page
    spaced = f" {one.subject_code[:8].lower()} {one.subject_code[8:]} "
    assert Client().post(address, said(one, code=spaced)).status_code == 302
    made = Objection.objects.get()
    assert (made.inspection_id, made.state, made.received_on) == (one.pk, "received", timezone.localdate())
    assert (made.applicant, made.entered_by) == ("王五", "检查对象（专用页）")
    term = objection_term(made)
    assert term is not None and (term.count, term.citation) == (20, "高青 9.2")
    assert any(
        made.number in line.what or one.subject_name in line.what
        for line in desk_lines(world.actor("unit_head"))
    )
    event = Event.objects.get(action="followups.objection.lodge")
    assert (event.actor_id, event.actor_name, event.object_id) == (None, "检查对象", one.pk)


def test_the_page_tells_the_term_and_the_reply_once_it_is_given(page: Any) -> None:
    world, one, address = page
    shut = Client().get(address)
    assert "提出异议" in shut.content.decode() and shut["Cache-Control"] == "no-store"
    Client().post(address, said(one))
    waiting = Client().get(address).content.decode()
    assert "待复核" in waiting and "高青 9.2" in waiting and "<form" not in waiting
    held, today, head = Objection.objects.get(), timezone.localdate(), world.actor("unit_head")
    held = actions.review_objection(by=head, objection=held, on=today, outcome="right", opinion="记录属实")
    assert "记录属实" not in Client().get(address).content.decode(), "反馈以前不透露"
    actions.tell_objection(by=head, objection=held, on=today, way="专用页")
    told = Client().get(address).content.decode()
    assert "记录属实" in told and "原结果正确" in told and "<form" in told


def test_nobody_objects_before_there_is_a_result(dispatched: Any) -> None:
    one = dispatched.notify(dispatched.inspections()[0])
    assert Client().get(reverse("portal:own_objection", args=[one.notice.token])).status_code == 404
    own = Client().get(reverse("portal:own_notice", args=[one.notice.token])).content.decode()
    assert "异议" not in own
    assert Client().get(reverse("portal:own_objection", args=["nonsense"])).status_code == 404


def test_the_notice_leads_there(page: Any) -> None:
    _, one, address = page
    assert address in Client().get(reverse("portal:own_notice", args=[one.notice.token])).content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"code": ""}, "代码和检查通知上的检查对象不符"),
        ({"applicant": " "}, "请填写提出人的姓名"),
        ({"grounds": ""}, "请写明对哪一项结果有异议"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    page: Any, more: dict[str, str], words: str
) -> None:
    _, one, address = page
    back = Client().post(address, said(one, **more))
    assert back.status_code == 422 and words in back.content.decode()
    assert "法定代表人" in back.content.decode() and not Objection.objects.exists()


def test_another_enterprises_code_opens_nothing_and_is_not_tried_for_ever(page: Any) -> None:
    world, one, address = page
    other = next(subject.code for subject in world.subjects if subject.code != one.subject_code)
    for _ in range(5):
        assert "不符" in Client().post(address, said(one, code=other)).content.decode()
    noted = Event.objects.filter(action="followups.objection.wrong_code")
    assert noted.count() == 5 and not any(other in event.details for event in noted)
    assert "次数已经到了上限" in Client().post(address, said(one)).content.decode()
    assert not Objection.objects.exists()


def test_one_at_a_time_and_two_a_day(page: Any) -> None:
    world, one, address = page
    head, today = world.actor("unit_head"), timezone.localdate()
    for _ in range(2):
        assert Client().post(address, said(one)).status_code == 302
        assert "已经有一件异议在办" in Client().post(address, said(one)).content.decode()
        actions.take_back_objection(by=head, objection=Objection.objects.first(), on=today, note="来电撤回")
    assert "次数已经到了上限" in Client().post(address, said(one)).content.decode()
    assert Objection.objects.count() == 2


def test_who_is_known_by_an_id_number_comes_to_the_bureau(page: Any) -> None:
    _, one, address = page
    type(one.subject).objects.filter(pk=one.subject_id).update(code_kind="person")
    assert "直接向检查机关提出" in Client().post(address, said(one)).content.decode()
    assert not Objection.objects.exists()
