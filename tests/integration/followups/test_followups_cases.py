"""立案查处: the steps and gates the documents want, every term with its own clock and receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.desk import desk_lines
from mingqian.followups import actions
from mingqian.followups.duties import duties
from mingqian.followups.models import Case
from mingqian.plans import packs
from mingqian.plans.recounts import held


def _due(case: Case) -> dict[str, Any]:
    return {duty.term.key: duty for duty in duties(case)}


def test_a_case_runs_from_the_suspicion_to_its_end(reviewed: Any, decided: Any) -> None:
    world, one = reviewed
    penalty = decided(world, one)
    case = actions.close_case(
        by=world.actor("unit_head"), case=penalty.case, on=timezone.localdate(), outcome="罚款已缴"
    )
    assert (case.state, penalty.state) == ("closed", "decided")
    assert case.number.startswith("试应急线索〔")
    assert penalty.party_public == one.subject_name


def test_an_inquiry_and_its_report_come_first_where_a_document_wants_them(
    reviewed: Any, bound_by: Any, refused: Any
) -> None:
    """信阳 二十六: 初步调查 → 调查报告 → 符合条件的立案. 高青 and the statutes do not ask for it."""
    world, one = reviewed
    bound_by("xinyang")
    head, today = world.actor("unit_head"), timezone.localdate()
    case = actions.note_case(by=head, inspection=one, facts="无证", positions=[1])

    def confirm() -> Case:
        return actions.confirm_case(by=head, case=case, established=True, on=today)

    assert "初步调查 → 调查报告" in refused("followups.inquiry_first", confirm).words()
    actions.start_inquiry(by=head, case=case, on=today)
    refused("acts.wrong_state", confirm)
    refused("followups.report", lambda: actions.report_case(by=head, case=case, on=today, report=""))
    actions.report_case(by=head, case=case, on=today, report="查了，属实")
    assert confirm().state == "confirmed"


def test_seven_days_from_the_finding_or_from_the_letter_as_the_bureau_reads_it(
    reviewed: Any, case_of: Any, bound_by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """鹤壁 五(六); setting `finding_starts`."""
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()
    bound_by("hebi")
    case = case_of(world, one, "confirmed")
    (duty,) = (one for key, one in _due(case).items() if key.endswith("case_opened"))
    assert (duty.term.count, duty.term.due, duty.open) == (7, today + timedelta(days=7), True)
    case = actions.open_case(by=head, case=case, number="立1", on=today)
    (duty,) = (one for key, one in _due(case).items() if key.endswith("case_opened"))
    assert duty.done_on == today
    letter = actions.note_letter(
        by=head, subject_name="别处某厂", subject_code="", facts="移交来的问题", letter_from="市双随机办",
        letter_number="1", received_on=today - timedelta(days=2),
    )  # fmt: skip
    assert _due(letter) == {}
    plain = packs.load("hebi")
    read = plain.with_settings({"finding_starts": "received"})
    monkeypatch.setattr(packs, "load", lambda *a, **k: read)
    bound_by("hebi")
    assert {key.partition(".")[2] for key in _due(letter)} == {"case_opened", "reply_written"}
    assert {duty.term.due for duty in duties(letter)} == {today + timedelta(days=5)}


def test_not_established_is_answered_in_writing_where_a_document_asks(
    reviewed: Any, bound_by: Any, refused: Any
) -> None:
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()

    def deny(case: Case, note: str) -> Case:
        return actions.confirm_case(by=head, case=case, established=False, on=today, note=note)

    case = actions.note_case(by=head, inspection=one, facts="疑似", positions=[1])
    refused("acts.reason_required", lambda: deny(case, ""))
    assert deny(case, "证据不足").state == "declined"
    bound_by("hebi")
    case = actions.note_case(by=head, inspection=one, facts="疑似", positions=[1])
    case = deny(case, "证据不足")
    assert case.state == "unfounded"
    line = next(line for line in desk_lines(head) if line.what.startswith("书面回复："))
    assert line.due == today + timedelta(days=7)
    case = actions.reply_case(by=head, case=case, to="市双随机办", number="试应急函〔2026〕1号", on=today)
    assert case.state == "declined"
    assert not any(duty.open for duty in duties(case))


def test_no_decision_without_the_legal_review_that_is_due(
    reviewed: Any, case_of: Any, proposed: Any, refused: Any
) -> None:
    """行政处罚法 58: not reviewed or not passed, no decision; by another person than who proposed."""
    world, one = reviewed
    case = case_of(world, one)
    refused("followups.review_cases", lambda: proposed(world, case, review_cases=[]))
    penalty = proposed(world, case, review_cases=["涉及重大公共利益"])
    approver, today = world.actor("approver"), timezone.localdate()

    def decide() -> Any:
        return actions.decide_penalty(by=approver, penalty=penalty, number="罚1", decided_on=today)

    words = refused("followups.review_missing", decide).words()
    assert "行政处罚法 58" in words
    reviewer = world.actor("plan_reviewer")
    assert any(line.what.startswith("法制审核：") for line in desk_lines(reviewer))
    page = reverse("followups:case", args=[case.pk])
    assert world.client("plan_reviewer").get(page).status_code == 200
    actions.review_penalty(by=reviewer, penalty=penalty, passed=False, opinion="依据有误")
    refused("followups.review_failed", decide)
    actions.return_penalty(by=approver, penalty=penalty, reason="重拟")
    penalty = proposed(world, case, review_cases=["涉及重大公共利益"])
    actions.review_penalty(by=reviewer, penalty=penalty, passed=True, opinion="同意")
    assert decide().state == "decided"
    assert world.client("plan_reviewer").get(page).status_code == 404


def test_a_grave_case_is_discussed_by_the_heads(
    reviewed: Any, case_of: Any, proposed: Any, refused: Any
) -> None:
    """行政处罚法 57."""
    world, one = reviewed
    penalty = proposed(world, case_of(world, one), serious=True)
    approver, today = world.actor("approver"), timezone.localdate()
    said = {"by": approver, "penalty": penalty, "number": "罚1", "decided_on": today}
    assert (
        "行政处罚法 57"
        in refused("followups.discussion_missing", lambda: actions.decide_penalty(**said)).words()
    )
    made = actions.decide_penalty(**said, discussed_on=today, discussion="局长、副局长三人，一致同意")
    assert made.discussion


def test_ninety_days_to_decide_and_longer_under_another_provision(
    reviewed: Any, case_of: Any, refused: Any
) -> None:
    """行政处罚法 60."""
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()
    case = case_of(world, one)
    duty = _due(case)["national:checks.case_decided_days"]
    assert (duty.term.due, duty.term.citation) == (today + timedelta(days=90), "国家规定 行政处罚法 60")
    until = today + timedelta(days=120)
    refused("followups.until", lambda: actions.lengthen_case(by=head, case=case, until=today, basis="规定"))
    refused(
        "followups.lengthen_basis", lambda: actions.lengthen_case(by=head, case=case, until=until, basis="")
    )
    case = actions.lengthen_case(
        by=head, case=case, until=until, basis="《安全生产违法行为行政处罚办法》，局长批准"
    )
    assert _due(case)["national:checks.case_decided_days"].term.due == until


def test_each_document_s_term_of_publication_runs_by_itself(
    reviewed: Any, decided: Any, bound_by: Any, refused: Any
) -> None:
    """西平 细则 十三 (20 wd, credit system), 安全生产法 78 (7 wd, own system), 鹤壁 五(六) (from 结案, and told in writing)."""
    world, one = reviewed
    bound_by("xiping", "hebi", "national")
    head, today = world.actor("unit_head"), timezone.localdate()
    penalty = decided(world, one)
    due = _due(penalty.case)
    published = {key: duty for key, duty in due.items() if "penalty_published" in key}
    assert set(published) == {"xiping:clocks.penalty_published", "national:clocks.penalty_published"}
    assert (
        published["xiping:clocks.penalty_published"].term.count,
        published["national:clocks.penalty_published"].term.count,
    ) == (20, 7)
    assert published["national:clocks.penalty_published"].own_portal
    case = actions.close_case(by=head, case=penalty.case, on=today, outcome="缴清")
    due = _due(case)
    assert {"hebi:clocks.case_told", "hebi:clocks.penalty_published"} <= set(due)
    lines = [line for line in desk_lines(head) if line.due is not None and one.subject_name in line.what]
    assert len(lines) == 4
    refused(
        "followups.duty", lambda: actions.note_receipt(by=head, case=case, key="x", done_on=today, number="1")
    )
    key = "xiping:clocks.penalty_published"
    actions.note_receipt(by=head, case=case, key=key, done_on=today, number="gsxt-1")
    actions.note_receipt(by=head, case=case, key=key, done_on=today, number="gsxt-2", note="原号写错")
    duty = _due(case)[key]
    assert (duty.open, duty.receipt.number) == (False, "gsxt-2")
    assert case.receipts.count() == 2
    assert _due(case)["hebi:clocks.penalty_published"].open


def test_what_is_revoked_is_taken_back_wherever_it_was_public(
    reviewed: Any, decided: Any, bound_by: Any
) -> None:
    """行政处罚法 48、85: three working days; what was never public needs nothing any more."""
    world, one = reviewed
    bound_by("xiping", "national")
    head, today = world.actor("unit_head"), timezone.localdate()
    penalty = decided(world, one)
    case = penalty.case
    actions.note_receipt(
        by=head, case=case, key="xiping:clocks.penalty_published", done_on=today, number="gsxt-1"
    )
    actions.revoke_penalty(
        by=world.actor("approver"), penalty=penalty, revocation="revoked", on=today, number="复议〔2026〕1号",
        reason="程序违法",
    )  # fmt: skip
    open_now = {duty.term.key: duty.term.count for duty in duties(case) if duty.open}
    assert open_now == {"national:clocks.penalty_withdrawn@xiping:clocks.penalty_published": 3}
    (key,) = open_now
    actions.note_receipt(by=head, case=case, key=key, done_on=today, number="gsxt-撤1")
    assert not any(duty.open for duty in duties(case))


def test_a_person_is_public_only_as_the_bureau_chose_to_name_them(
    reviewed: Any, case_of: Any, proposed: Any, refused: Any
) -> None:
    world, one = reviewed
    case = case_of(world, one)
    person = {"party_kind": "person", "party_name": "张三丰"}
    refused("followups.party_public", lambda: proposed(world, case, **person))
    refused("followups.party_public", lambda: proposed(world, case, **person, party_public="张三丰"))
    made = proposed(world, case, **person, party_public="张某某")
    assert (made.party_public, made.party_code) == ("张某某", "")


def test_who_may_see_and_act(reviewed: Any, case_of: Any, proposed: Any, refused: Any) -> None:
    world, one = reviewed
    case = case_of(world, one)
    page = reverse("followups:case", args=[case.pk])
    for name, status in (
        ("unit_head", 200), ("approver", 200), ("other_head", 404), ("plan_reviewer", 404), ("publisher", 403),
        ("inspector1", 403), ("neighbour_unit_head", 404), ("neighbour_approver", 404),
    ):  # fmt: skip
        assert world.client(name).get(page).status_code == status, name
    refused(
        "inspections.not_yours",
        lambda: actions.close_case(
            by=world.actor("other_head"), case=case, on=timezone.localdate(), outcome="x"
        ),
    )
    refused("acts.not_permitted", lambda: proposed(_As(world, "publisher"), case))
    penalty = proposed(world, case)
    refused(
        "inspections.not_yours",
        lambda: actions.decide_penalty(
            by=world.actor("neighbour_approver"), penalty=penalty, number="1", decided_on=timezone.localdate()
        ),
    )


class _As:
    """The bureau, with somebody else in the head's place."""

    def __init__(self, world: Any, name: str) -> None:
        self._world, self._name = world, name

    def actor(self, _: str) -> Any:
        return self._world.actor(self._name)


def test_provisional_terms_are_counted_anew_by_number_alone(
    reviewed: Any, case_of: Any, bound_by: Any
) -> None:
    world, one = reviewed
    bound_by("hebi")
    case = case_of(world, one, "confirmed")
    mine = [matter for matter in held() if matter.url == reverse("followups:case", args=[case.pk])]
    (matter,) = mine
    assert matter.what == case.number
    assert one.subject_name not in matter.what
    from mingqian.plans.rulebook import known_calendar

    assert [end.to for end in matter.ends(known_calendar())] == ["符合立案条件的立案查处"]


def test_the_pages_go_from_the_order_to_the_decision(reviewed: Any) -> None:
    world, one = reviewed
    head, today = world.client("unit_head"), timezone.localdate()
    order = actions.issue_order(
        by=world.actor("unit_head"), inspection=one, measure="责令改正", content="装门", positions=[1],
        issued_on=today, due_on=today,
    )  # fmt: skip
    actions.recheck_order(by=world.actor("unit_head"), order=order, on=today, passed=False, found="没有装")
    url = reverse("followups:case_new", args=[one.pk]) + f"?order={order.pk}"
    assert "复查不合格" in head.get(url).content.decode()
    done = head.post(url, {"positions": ["1"], "facts": "逾期不改"})
    case = Case.objects.get()
    page = reverse("followups:case", args=[case.pk])
    assert done["Location"] == page
    order.refresh_from_db()
    assert order.state == "prosecuted"
    day = today.isoformat()
    assert head.post(page, {"act": "confirm", "confirm-on": day}).status_code == 422
    head.post(page, {"act": "confirm", "confirm-on": day, "confirm-established": "yes"})
    head.post(page, {"act": "open", "open-on": day, "open-number": "立〔2026〕1号"})
    propose = reverse("followups:penalty_new", args=[case.pk])
    assert "涉及重大公共利益" in head.get(propose).content.decode()
    typed = {
        "party_kind": "organisation",
        "party_name": one.subject_name,
        "violation": "逾期不改",
        "basis": "第九十九条",
    }
    refused = head.post(propose, typed)
    assert refused.status_code == 422
    assert "请至少选择一种处罚种类" in refused.content.decode()
    head.post(propose, typed | {"kinds": ["罚款"], "amount": "5000", "review_cases": ["都不属于"]})
    approver = world.client("approver")
    assert "罚款" in approver.get(page).content.decode()
    approver.post(page, {"act": "decide", "decide-number": "罚〔2026〕1号", "decide-decided_on": day})
    case.refresh_from_db()
    assert case.state == "punished"
    shown = head.get(page).content.decode()
    assert "安全生产法 78" in shown
    assert "在本平台公示处罚决定" in shown
    listed = head.get(reverse("followups:overview") + "?tab=cases").content.decode()
    assert "立〔2026〕1号" in listed
    letter = head.post(
        reverse("followups:letter_new"),
        {"letter_from": "市双随机办", "received_on": day, "subject_name": "别处某厂", "facts": "问题"},
    )
    assert letter.status_code == 302
