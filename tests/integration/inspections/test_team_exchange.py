"""交换: where documents or the bureau allow it, two inspectors change enterprises; both teams say so for good."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.draws import actions as draws
from mingqian.inspections import actions
from mingqian.inspections.law import team_rule
from mingqian.inspections.models import Inspection, Replacement, Seat, TeamChange
from mingqian.inspections.team import exchange_partners
from mingqian.plans import actions as plans
from mingqian.plans.packs import load
from mingqian.publicity.content import result_content
from mingqian.registers.models import Recusal


def refused(code: str, call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.code == code
    assert raised.value.words()
    return raised.value


def decide(world: Any, answer: str) -> None:
    plans.bind_pack(
        by=world.actor("approver"),
        agency=world.agency,
        pack_id="gaoqing",
        valid_from=date(timezone.localdate().year, 1, 1),
        settings={"class_of_chemicals": "重点", "class_of_medicine": "一般", "key_fields_in_lottery": "drawn"}
        | {"recusal_exchange": answer},
        reason="局办公会决定",
    )


@pytest.fixture
def pair(dispatched: Any) -> Any:
    """Two teams without a person in common, their leaders about to change places."""
    decide(dispatched, "allowed")
    dispatched.one = dispatched.inspections()[0]
    dispatched.seat = dispatched.one.seats.select_related("inspector").get(seat="leader")
    dispatched.other = next(
        other for other in exchange_partners(dispatched.one, dispatched.seat) if other.seat == "leader"
    )
    return dispatched


def ask(world: Any, **values: Any) -> Any:
    given = {"seat_id": world.seat.pk, "other_seat_id": world.other.pk, "reason": "其妻是该厂股东"} | values
    return actions.ask_exchange(by=world.actor("unit_head"), inspection=world.one, **given)


def test_both_sit_where_the_other_sat_and_both_teams_say_so(pair: Any) -> None:
    leaver, comer = pair.seat.inspector, pair.other.inspector
    change = ask(pair)
    assert Seat.objects.get(pk=pair.seat.pk).inspector == leaver  # asked is not done
    actions.approve_change(by=pair.actor("approver"), change=change)
    seat, other = Seat.objects.get(pk=pair.seat.pk), Seat.objects.get(pk=pair.other.pk)
    assert (seat.inspector, other.inspector) == (comer, leaver)
    assert (seat.source, other.source, seat.random) == ("exchanged", "exchanged", False)
    assert seat.reason == other.reason == f"{leaver.name}与{comer.name}交换检查对象"
    assert "股东" not in seat.reason  # the reason is the file's, not the public's
    kept = Replacement.objects.order_by("id").values_list("before", "after", "ground", "consented_by")
    who = pair.actor("approver").name
    assert list(kept) == [
        (leaver.name, comer.name, "recusal", who),
        (comer.name, leaver.name, "recusal", who),
    ]
    for inspection_id in (seat.inspection_id, other.inspection_id):
        page = pair.client("unit_head").get(reverse("inspections:inspection", args=[inspection_id]))
        assert f"{leaver.name}与{comer.name}交换检查对象" in page.content.decode()
    pair.notify(Inspection.objects.get(pk=pair.one.pk))
    paper = pair.client("unit_head").get(reverse("inspections:notice_paper", args=[pair.one.pk]))
    assert f"（{leaver.name}与{comer.name}交换检查对象，不是随机产生）" in paper.content.decode()
    own = pair.client("unit_head").get(f"/n/{pair.one.notice.token}/").content.decode()
    assert f"{leaver.name}与{comer.name}交换检查对象，不是随机产生" in own
    started = pair.start(Inspection.objects.get(pk=pair.one.pk))
    pair.fill(started)
    record = pair.client("unit_head").get(reverse("inspections:record_paper", args=[pair.one.pk]))
    assert f"{leaver.name}与{comer.name}交换检查对象，不是随机产生" in record.content.decode()
    pair.sign(started)
    actions.end_check(by=pair.team(started)[0], inspection=started)
    actions.approve(by=pair.actor("unit_head"), inspection=Inspection.objects.get(pk=pair.one.pk))
    content = result_content(Inspection.objects.get(pk=pair.one.pk))
    origins = {person["name"]: person["origin"] for person in content["team"]}
    assert origins[comer.name] == f"{leaver.name}与{comer.name}交换检查对象，不是随机产生"


def test_where_the_document_is_silent_the_bureau_is_asked(dispatched: Any) -> None:
    dispatched.one = dispatched.inspections()[0]
    dispatched.seat = dispatched.one.seats.get(seat="leader")
    dispatched.other = dispatched.inspections()[1].seats.get(seat="leader")
    refused("inspections.exchange_undecided", ask, world=dispatched)
    page = dispatched.client("unit_head").get(
        reverse("inspections:seat", args=[dispatched.one.pk, dispatched.seat.pk])
    )
    assert "文件没有写回避时能不能交换检查对象" in page.content.decode()
    decide(dispatched, "not")
    refused("inspections.exchange_not_allowed", ask, world=dispatched)


def test_the_document_that_names_it_allows_it(dispatched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingqian.inspections.law.pack_of", lambda campaign: load("xiping"))
    rule = team_rule(dispatched.campaign)
    assert (rule.exchange, rule.exchange_citation) == ("allowed", "西平 细则 七")
    assert rule.replacement == "drawn"
    one = dispatched.inspections()[0]
    seat, spare = one.seats.get(seat="member"), dispatched.inspectors[0]
    error = refused(
        "inspections.replacement_drawn", actions.replace, by=dispatched.actor("unit_head"), inspection=one,
        seat_id=seat.pk, person=spare, ground="recusal", reason="有利害关系",
    )  # fmt: skip
    assert "细则 七" in error.words()


def test_nobody_goes_where_they_may_not_sit(pair: Any) -> None:
    Recusal.objects.create(inspector=pair.seat.inspector, subject=pair.other.inspection.subject, case="1")
    assert pair.other not in exchange_partners(pair.one, pair.seat)
    error = refused("inspections.unfit", ask, world=pair)
    assert "应当回避" in error.words()
    refused("inspections.exchange_elsewhere", ask, world=pair, other_seat_id=pair.seat.pk)
    refused("acts.reason_required", ask_ok, world=pair)


def ask_ok(world: Any) -> Any:
    Recusal.objects.all().delete()
    return ask(world, reason=" ")


def test_one_who_asked_does_not_approve_and_what_has_changed_is_seen(pair: Any) -> None:
    change = ask(pair)
    refused("inspections.change_open", ask, world=pair)
    Recusal.objects.create(inspector=pair.other.inspector, subject=pair.one.subject, case="1")
    refused("inspections.unfit", actions.approve_change, by=pair.actor("approver"), change=change)
    Recusal.objects.all().delete()
    Seat.objects.filter(pk=pair.other.pk).update(inspector=None, name="", certificate="", source="vacant")
    refused("inspections.change_overtaken", actions.approve_change, by=pair.actor("approver"), change=change)


def test_by_the_pages(pair: Any) -> None:
    """The head asks on the seat's page, the leader approves from the desk."""
    head, approver = pair.client("unit_head"), pair.client("approver")
    url = reverse("inspections:seat", args=[pair.one.pk, pair.seat.pk])
    page = head.get(url).content.decode()
    assert f"{pair.other.name}：{pair.other.inspection.subject_name}" in page
    empty = head.post(url, {"act": "exchange", "other": "", "reason": "回避"})
    assert "请选择同一抽查任务" in empty.content.decode()
    head.post(url, {"act": "exchange", "other": pair.other.pk, "reason": "其妻是该厂股东"})
    change = pair.one.team_changes.get()
    desk = approver.get(reverse("staff:desk")).content.decode()
    assert "批准交换检查对象" in desk
    shown = approver.get(reverse("inspections:change", args=[change.pk])).content.decode()
    assert pair.other.inspection.subject_name in shown and "其妻是该厂股东" in shown
    approver.post(reverse("inspections:change", args=[change.pk]), {"act": "approve", "note": "同意"})
    change.refresh_from_db()
    assert (change.state, change.note) == ("done", "同意")
    outsider = pair.client("neighbour_approver").get(reverse("inspections:change", args=[change.pk]))
    assert outsider.status_code == 404


def test_the_recusal_behind_an_exchange_may_be_noted(pair: Any) -> None:
    """Of whoever must stand aside alone; undecided cases are refused before anything is kept."""
    leaver = pair.seat.inspector
    refused("inspections.recusal_case_unknown", ask, world=pair, recusal_case="9")
    actions.approve_change(by=pair.actor("approver"), change=ask(pair, recusal_case="5"))
    assert not Recusal.objects.exists(), "the list is still secret"
    draws.release(by=pair.actor("approver"), draw=pair.draw, reason="检查已经全部完成")
    row = Recusal.objects.get()
    assert (row.inspector, row.subject_id, row.case) == (leaver, pair.one.subject_id, "5")
    assert row.note == f"本人申请回避，经批准（{pair.actor('approver').name}）"
    head = pair.client("unit_head")
    page = head.get(reverse("inspections:change", args=[TeamChange.objects.get().pk])).content.decode()
    assert "已写进名录库" in page
