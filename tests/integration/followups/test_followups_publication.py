"""处罚决定的公示 and its withdrawal; a result found wrong after an objection and its correction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.desk import desk_lines
from mingqian.followups import actions
from mingqian.followups.duties import duties
from mingqian.followups.models import Objection
from mingqian.inspections.models import ArchivedPaper
from mingqian.publicity import actions as publicity
from mingqian.publicity.actions.penalty import penalty_content
from mingqian.publicity.models import Kind, Publication


def _public(world: Any, case: Any) -> Publication:
    made = publicity.prepare_penalty(by=world.actor("unit_head"), case=case)
    assert any("行政处罚" in line.what for line in desk_lines(world.actor("publisher")))
    return publicity.publish_penalty(by=world.actor("publisher"), publication=made)


def _open(made: Publication) -> str:
    return Client().get(reverse("portal:publication", args=[made.slug])).content.decode()


def test_a_decision_is_public_apart_from_the_result_and_has_its_receipt(
    reviewed: Any, decided: Any, refused: Any
) -> None:
    world, one = reviewed
    penalty = decided(world, one)
    made = _public(world, penalty.case)
    page = _open(made)
    for words in (one.subject_name, penalty.number, "20000 元", "罚款"):
        assert words in page
    assert one.number not in page
    assert one.campaign.title not in page
    assert one.subject_name in Client().get(reverse("portal:penalty_list")).content.decode()
    assert one.subject_name not in Client().get(reverse("portal:result_list")).content.decode()
    (duty,) = (duty for duty in duties(penalty.case) if duty.own_portal)
    assert duty.receipt.number == made.number
    refused(
        "publicity.already_published",
        lambda: publicity.prepare_penalty(by=world.actor("unit_head"), case=penalty.case),
    )


def test_what_is_revoked_is_taken_back_with_its_reason_and_not_deleted(
    reviewed: Any, decided: Any, refused: Any
) -> None:
    """行政处罚法 48: the words are shown no more, the reason is; the row stays as it was published."""
    world, one = reviewed
    penalty = decided(world, one)
    case = penalty.case
    made = _public(world, case)
    penalty = actions.revoke_penalty(
        by=world.actor("approver"), penalty=penalty, revocation="revoked", on=timezone.localdate(),
        number="复议〔2026〕1号", reason="适用依据错误",
    )  # fmt: skip
    assert any("撤回公开的行政处罚决定信息" in line.what for line in desk_lines(world.actor("unit_head")))
    back = _public(world, case)
    assert back.kind == Kind.WITHDRAWAL
    made.refresh_from_db()
    assert made.state == "corrected"
    page = _open(made)
    assert "已撤回" in page
    assert one.subject_name not in page
    assert "20000" not in page
    assert "适用依据错误" in _open(back)
    assert one.subject_name not in _open(back)
    assert one.subject_name not in Client().get(reverse("portal:penalty_list")).content.decode()
    assert not any(duty.open and "withdrawn" in duty.term.key for duty in duties(case))
    refused(
        "publicity.nothing_to_withdraw",
        lambda: publicity.prepare_penalty(by=world.actor("unit_head"), case=case),
    )


def test_a_person_stays_unnamed_and_numbers_stop_the_publication(
    reviewed: Any, case_of: Any, proposed: Any, refused: Any
) -> None:
    world, one = reviewed
    case = case_of(world, one)
    penalty = proposed(
        world,
        case,
        party_kind="person",
        party_name="张三丰",
        party_public="张某某",
        violation="违章，电话13905330001",
    )
    actions.decide_penalty(
        by=world.actor("approver"), penalty=penalty, number="罚9", decided_on=timezone.localdate()
    )
    words = refused(
        "publicity.personal", lambda: publicity.prepare_penalty(by=world.actor("unit_head"), case=case)
    ).words()
    assert "手机号码" in words
    penalty.refresh_from_db()
    content = penalty_content(penalty)
    assert content["party"] == {"name": "张某某", "code": ""}
    assert "张三丰" not in str(content)


def test_nobody_publishes_what_they_prepared_nor_what_changed_since(
    reviewed: Any, decided: Any, refused: Any
) -> None:
    world, one = reviewed
    penalty = decided(world, one)
    made = publicity.prepare_penalty(by=world.actor("unit_head"), case=penalty.case)
    refused(
        "acts.not_permitted", lambda: publicity.publish_penalty(by=world.actor("unit_head"), publication=made)
    )
    refused(
        "publicity.not_yours",
        lambda: publicity.publish_penalty(by=world.actor("neighbour_publisher"), publication=made),
    )
    actions.revoke_penalty(
        by=world.actor("approver"),
        penalty=penalty,
        revocation="void",
        on=timezone.localdate(),
        number="",
        reason="无效",
    )
    refused(
        "publicity.nothing_to_withdraw",
        lambda: publicity.publish_penalty(by=world.actor("publisher"), publication=made),
    )


def test_the_pages_send_a_decision_to_the_publisher(reviewed: Any, decided: Any) -> None:
    world, one = reviewed
    penalty = decided(world, one)
    url = reverse("publicity:penalty", args=[penalty.case_id])
    head = world.client("unit_head")
    assert penalty.number in head.get(url).content.decode()
    sent = head.post(url)
    made = Publication.objects.get(kind=Kind.PENALTY)
    page = reverse("publicity:publication", args=[made.pk])
    assert sent["Location"] == page
    assert head.get(page).status_code == 200
    assert world.client("other_head").get(page).status_code == 404
    assert world.client("other_head").get(url).status_code == 404
    world.client("publisher").post(page, {"act": "publish"})
    made.refresh_from_db()
    assert made.state == "published"


def _object(world: Any, one: Any, **changes: Any) -> Objection:
    said: dict[str, Any] = {
        "received_on": timezone.localdate(), "applicant": "王五", "grounds": "第一项当时已经改好", "capacity": "法定代表人",
    } | changes  # fmt: skip
    return actions.receive_objection(by=world.actor("unit_head"), inspection=one, **said)


def test_an_objection_is_reviewed_corrected_and_answered(published: Any) -> None:
    """高青 9.2: 20 and 15 working days, a wrong result corrected; 9.1: signed by the head of the executing unit."""
    world, rows = published
    one, head, today = rows[0], world.actor("unit_head"), timezone.localdate()
    objection = _object(world, one)
    line = next(line for line in desk_lines(head) if line.what.startswith("复核异议："))
    assert line.due is not None
    objection = actions.review_objection(
        by=head, objection=objection, on=today, outcome="wrong", opinion="当时已改好"
    )
    line = next(line for line in desk_lines(head) if line.what.startswith("反馈复核结果："))
    assert line.due is not None
    assert any(line.what.startswith("更正检查结果（异议成立）") for line in desk_lines(head))
    client = world.client("unit_head")
    to = client.get(reverse("publicity:correct_result", args=[one.pk]))
    form = client.get(to["Location"]).content.decode()
    assert "任务执行单位主要负责人" in form
    known = Publication.objects.get(object_kind="inspections.inspection", object_id=one.pk, state="published")
    made = publicity.prepare_correction(
        by=head, publication=known, changes={1: {"result": "none_found", "handling": ""}}, reason="复核更正"
    )
    assert "经任务执行单位主要负责人（执法大队）签字确认后更正" in made.content["correction"]["signed"]
    publicity.publish_correction(by=world.actor("approver"), publication=made)
    objection.refresh_from_db()
    made.refresh_from_db()
    assert (objection.corrected_number, objection.corrected_on) == (made.number, today)
    objection = actions.tell_objection(by=head, objection=objection, on=today, way="书面送达")
    assert objection.state == "told"
    assert not any(
        one.subject_name in line.what
        for line in desk_lines(head)
        if "异议" in line.what or "反馈" in line.what
    )


def test_where_no_document_names_a_term_none_is_shown(published: Any, bound_by: Any) -> None:
    from mingqian.followups.duties import objection_term
    from mingqian.plans import governing

    world, rows = published
    objection = _object(world, rows[0])
    assert objection_term(objection) is not None
    bound_by()
    plan_pack = governing.packs.load("weidong")
    objection.inspection.campaign.line.plan.pack_id = plan_pack.id
    assert objection_term(objection) is None


def test_who_was_on_the_team_does_not_review(published: Any, refused: Any) -> None:
    from dataclasses import replace

    world, rows = published
    one = rows[0]
    objection = _object(world, one)
    sat = replace(
        world.actor("unit_head"), inspector_id=one.seats.exclude(inspector=None).first().inspector_id
    )

    def review(by: Any) -> Objection:
        return actions.review_objection(
            by=by, objection=objection, on=timezone.localdate(), outcome="right", opinion="无误"
        )

    refused("followups.reviewer_on_team", lambda: review(sat))
    refused("inspections.not_yours", lambda: review(world.actor("other_head")))
    refused("inspections.not_yours", lambda: review(world.actor("neighbour_approver")))
    assert review(world.actor("approver")).state == "reviewed"


def test_not_before_a_result_and_late_only_with_a_reason(
    dispatched: Any, refused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mingqian.followups.actions import objection as room

    world = dispatched
    one = world.inspections()[0]
    refused("followups.no_result", lambda: _object(world, one))
    one = world.review(one)
    refused("followups.grounds", lambda: _object(world, one, grounds=""))
    monkeypatch.setattr(room, "window_ends", lambda inspection: timezone.localdate() - timedelta(days=1))
    refused("followups.late", lambda: _object(world, one))
    first = _object(world, one, late_reason="疫情邮路中断")
    refused("followups.objection_open", lambda: _object(world, one, late_reason="再来"))
    back = actions.take_back_objection(
        by=world.actor("unit_head"), objection=first, on=timezone.localdate(), note="企业来函撤回"
    )
    assert back.state == "taken_back"


def test_after_the_file_is_closed_the_review_is_added(published: Any) -> None:
    from mingqian.inspections import actions as inspections

    world, rows = published
    head, today = world.actor("unit_head"), timezone.localdate()
    inspections.archive_campaign(by=head, campaign=world.campaign)
    objection = _object(world, rows[0])
    actions.review_objection(by=head, objection=objection, on=today, outcome="right", opinion="无误")
    late = ArchivedPaper.objects.filter(campaign=world.campaign, object_kind="followups.objection")
    assert late.count() == 2


def test_the_pages_take_review_and_answer(published: Any) -> None:
    world, rows = published
    one, client, day = rows[0], world.client("unit_head"), timezone.localdate().isoformat()
    url = reverse("followups:objection_new", args=[one.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"received_on": day, "applicant": "王五"}).status_code == 422
    client.post(url, {"received_on": day, "applicant": "王五", "grounds": "不服"})
    objection = Objection.objects.get()
    page = reverse("followups:objection", args=[objection.pk])
    assert "高青 9.2" in client.get(page).content.decode()
    client.post(
        page, {"act": "review", "review-on": day, "review-outcome": "right", "review-opinion": "无误"}
    )
    client.post(page, {"act": "tell", "tell-on": day, "tell-way": "书面送达"})
    objection.refresh_from_db()
    assert objection.state == "told"
    for name, status in (("approver", 200), ("publisher", 403), ("other_head", 404), ("inspector1", 403)):
        got = world.client(name).get(page).status_code
        assert got == status or (name == "other_head" and one.draw.released), name
    assert "王五" not in Client().get(reverse("portal:result_list")).content.decode()
