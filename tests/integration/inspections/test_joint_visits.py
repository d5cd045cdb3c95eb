"""合并上门: offered, proposed, agreed to, told once, made in one visit with a record for each campaign; secrets kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from two_campaigns import both, two_lists

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.inspections import actions, joint
from mingqian.inspections.desk import desk_lines
from mingqian.inspections.models import Inspection, JointVisit, Notice, VisitPart
from mingqian.inspections.overlay import checked_this_year
from mingqian.law import Citation, Strength, Verified
from mingqian.plans import overlay
from mingqian.plans.models import Campaign
from mingqian.plans.pool import budget
from mingqian.registers.models import Subject

CITATION = Citation("national", "54号", "54号", "上限", "上限", Strength.MUST, Verified.ELSEWHERE)


def refused(call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value


@pytest.fixture
def lists(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    return two_lists(world, second_unit=True)


def propose(world: Any, by: str = "approver", **values: Any) -> JointVisit:
    given = {
        "by": world.actor(by),
        "inspection_ids": [one.pk for one in both(world)],
        "planned_on": timezone.localdate() + timedelta(days=3),
        "reason": "同一时期查同一家企业",
    }
    return actions.propose_visit(**(given | values))


def agree(world: Any) -> JointVisit:
    """The leader proposes, both heads agree."""
    visit = propose(world)
    for head in ("unit_head", "other_head"):
        visit = actions.agree_visit(by=world.actor(head), visit=visit)
    return visit


class TestWhoIsTold:
    """That another list holds the same enterprise is a secret of that list."""

    def test_a_head_is_offered_nothing_of_another_units_list(self, lists: Any) -> None:
        assert joint.matches(lists.actor("unit_head")) == []
        assert joint.matches(lists.actor("other_head")) == []
        assert refused(propose, world=lists, by="unit_head").code == "inspections.not_yours"
        page = lists.client("unit_head").get(reverse("inspections:visits"))
        assert lists.second.title not in page.content.decode().replace(lists.first.title, "")

    def test_one_units_offer_alone_tells_nobody_anything(self, lists: Any) -> None:
        actions.offer_visits(by=lists.actor("unit_head"), campaign=lists.first, willing=True)
        assert joint.matches(lists.actor("unit_head")) == []
        assert joint.matches(lists.actor("other_head")) == []

    def test_two_offers_tell_each_of_what_is_on_both_lists_only(self, lists: Any) -> None:
        actions.offer_visits(by=lists.actor("unit_head"), campaign=lists.first, willing=True)
        actions.offer_visits(by=lists.actor("other_head"), campaign=lists.second, willing=True)
        shared = set(lists.first.inspections.values_list("subject_id", flat=True)) & set(
            lists.second.inspections.values_list("subject_id", flat=True)
        )
        for head in ("unit_head", "other_head"):
            found = joint.matches(lists.actor(head))
            assert {match.inspections[0].subject_id for match in found} == shared
            assert {len(match.inspections) for match in found} == {2}
        visit = propose(lists, by="unit_head")
        assert visit.state == "proposed"
        assert actions.agree_visit(by=lists.actor("other_head"), visit=visit).state == "agreed"

    @pytest.mark.parametrize("campaign", ["", "²", "x", "9" * 40])
    def test_an_offer_of_no_campaign_is_not_found(self, lists: Any, campaign: str) -> None:
        sent = {"act": "offer", "campaign": campaign}
        assert lists.client("unit_head").post(reverse("inspections:visits"), sent).status_code == 404

    def test_an_offer_taken_back_ends_it(self, lists: Any) -> None:
        actions.offer_visits(by=lists.actor("unit_head"), campaign=lists.first, willing=True)
        actions.offer_visits(by=lists.actor("other_head"), campaign=lists.second, willing=True)
        actions.offer_visits(by=lists.actor("other_head"), campaign=lists.second, willing=False)
        assert joint.matches(lists.actor("unit_head")) == []
        assert refused(propose, world=lists, by="unit_head").code == "inspections.not_yours"

    def test_another_agency_is_told_by_its_offer_alone_and_by_the_code(self, lists: Any) -> None:
        """The neighbour's own inspection of the same code: seen by nobody here before both have offered."""
        mine, theirs = both(lists)
        there = lists.users["neighbour_unit_head"][0].unit
        lists.second.inspections.update(agency=lists.neighbour, unit=there)
        Campaign.objects.filter(pk=lists.second.pk).update(agency=lists.neighbour, unit=there)
        lists.second.refresh_from_db()
        assert joint.matches(lists.actor("approver")) == []
        assert refused(propose, world=lists).code == "inspections.not_yours"
        actions.offer_visits(by=lists.actor("neighbour_unit_head"), campaign=lists.second, willing=True)
        assert joint.matches(lists.actor("unit_head")) == []
        actions.offer_visits(by=lists.actor("unit_head"), campaign=lists.first, willing=True)
        pairs = [{one.pk for one in match.inspections} for match in joint.matches(lists.actor("unit_head"))]
        assert {mine.pk, theirs.pk} in pairs and len(pairs) == 3

    def test_who_may_read_both_lists_is_offered_them_and_others_are_not(self, lists: Any) -> None:
        found = joint.matches(lists.actor("approver"))
        assert found and found[0].citation == "高青 8.2"
        for role in ("planner", "publisher", "draw_operator", "auditor"):
            assert joint.matches(lists.actor(role)) == []
            assert lists.client(role).get(reverse("inspections:visits")).status_code in (403, 404)

    def test_a_visit_is_a_page_only_for_who_sees_one_of_its_lists(self, lists: Any) -> None:
        visit = propose(lists)
        address = reverse("inspections:visit", args=[visit.pk])
        assert lists.client("unit_head").get(address).status_code == 200
        assert lists.client("neighbour_unit_head").get(address).status_code == 404
        assert lists.client("publisher").get(address).status_code == 404


class TestAgreeing:
    """Every unit's head says yes or no; what was said stays."""

    def test_one_unit_that_executes_both_needs_nobody_else(self, world: Any) -> None:
        two_lists(world, second_unit=False)
        visit = propose(world, by="unit_head")
        assert visit.state == "agreed"
        assert {part.agreed_by for part in joint.parts_of(visit)} == {world.actor("unit_head").name}

    def test_the_leader_proposes_and_each_head_agrees(self, lists: Any) -> None:
        visit = propose(lists)
        assert visit.state == "proposed"
        assert [line.what for line in desk_lines(lists.actor("other_head"))].count("合并上门，请答复") == 1
        visit = actions.agree_visit(by=lists.actor("unit_head"), visit=visit)
        assert visit.state == "proposed"
        visit = actions.agree_visit(by=lists.actor("other_head"), visit=visit)
        assert visit.state == "agreed"
        acts = Event.objects.filter(action__startswith="inspections.visit").values_list("action", flat=True)
        assert list(acts.order_by("pk")) == [
            "inspections.visit.propose", "inspections.visit.agree", "inspections.visit.agree",
        ]  # fmt: skip

    def test_refused_with_a_reason_each_goes_alone_and_may_be_proposed_again(self, lists: Any) -> None:
        visit = propose(lists)
        head = lists.actor("other_head")
        assert refused(actions.refuse_visit, by=head, visit=visit, reason=" ").code == "acts.reason_required"
        visit = actions.refuse_visit(by=head, visit=visit, reason="专项检查，不宜一起去")
        assert (visit.state, visit.ended_reason) == ("refused", "专项检查，不宜一起去")
        assert lists.notify(both(lists)[0]).state == "notified"

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"reason": ""}, "acts.reason_required"),
            ({"planned_on": None}, "inspections.visit_day"),
            ({"planned_on": timezone.localdate() - timedelta(days=1)}, "inspections.visit_day"),
            ({"planned_on": timezone.localdate() + timedelta(days=300)}, "inspections.visit_day"),
        ],
    )
    def test_what_is_refused(self, lists: Any, values: dict[str, Any], code: str) -> None:
        assert refused(propose, world=lists, **values).code == code

    def test_only_one_enterprise_once_a_campaign_and_in_one_visit(self, lists: Any) -> None:
        one, _other = both(lists)
        assert refused(propose, world=lists, inspection_ids=[one.pk]).code == "inspections.visit_too_few"
        stranger = Inspection.objects.filter(campaign=lists.second).exclude(subject=one.subject).first()
        if stranger is not None:
            code = refused(propose, world=lists, inspection_ids=[one.pk, stranger.pk]).code
            assert code == "inspections.visit_not_same"
        propose(lists)
        assert refused(propose, world=lists).code == "inspections.not_yours"  # no longer to be joined

    def test_who_was_told_already_is_not_joined(self, lists: Any) -> None:
        lists.notify(both(lists)[0])
        assert refused(propose, world=lists).code in ("inspections.not_yours", "inspections.visit_not_open")


def notify(world: Any, visit: JointVisit) -> Notice:
    return actions.notify_visit(
        by=world.actor("unit_head"), visit=visit, channel="written", planned_time="上午 9 时",
        materials="营业执照", contact="0533-6960000",
    )  # fmt: skip


class TestOneNotice:
    """The enterprise is told once, of everything."""

    def test_one_paper_and_one_page_with_all_items_and_teams(self, lists: Any) -> None:
        visit = agree(lists)
        notice = notify(lists, visit)
        one, other = both(lists)
        assert {one.state, other.state} == {"notified"}
        assert {one.planned_on, other.planned_on} == {visit.planned_on}
        assert Notice.objects.filter(token_digest__isnull=False).count() == 1
        own = Client().get(reverse("portal:own_notice", args=[notice.token])).content.decode()
        address = reverse("inspections:notice_paper", args=[one.pk])
        paper = lists.client("unit_head").get(address).content.decode()
        other_paper = (
            lists.client("other_head")
            .get(reverse("inspections:notice_paper", args=[other.pk]))
            .content.decode()
        )
        names = {seat.name for seat in [*one.seats.all(), *other.seats.all()]}
        for page in (own, paper, other_paper):
            assert "合并为一次上门" in page
            assert all(name in page for name in names)
            assert page.count("安全教育培训") == 2
        assert notice.token in other_paper

    def test_a_receipt_counts_for_all(self, lists: Any) -> None:
        notice = notify(lists, agree(lists))
        Client().post(reverse("portal:own_notice", args=[notice.token]), {"name": "张经办"})
        assert Notice.objects.filter(received_at__isnull=False).count() == 2

    def test_none_is_told_by_itself_meanwhile(self, lists: Any) -> None:
        visit = propose(lists)
        assert refused(lists.notify, inspection=both(lists)[0]).code == "inspections.visit_told_together"
        assert refused(notify, world=lists, visit=visit).code == "inspections.visit_not_agreed"

    def test_a_visit_of_which_one_is_not_told_is_not_told(self, lists: Any) -> None:
        visit = agree(lists)
        Campaign.objects.filter(pk=lists.second.pk).update(notice_allowed=False)
        assert refused(notify, world=lists, visit=visit).code == "inspections.notice_not_allowed"
        one = both(lists)[0]
        given = {"by": lists.actor("unit_head"), "inspection": one, "reason": "突击检查"}
        wrong = refused(actions.withhold_notice, planned_on=timezone.localdate(), **given)
        assert wrong.code == "inspections.visit_on"
        actions.withhold_notice(planned_on=visit.planned_on, **given)


class TestTheVisit:
    """One visit on the phone, a record for each campaign, counted once."""

    def test_inspectors_see_one_visit_with_the_records_under_it(self, lists: Any) -> None:
        visit = agree(lists)
        notify(lists, visit)
        one, _other = both(lists)
        seat = one.seats.exclude(inspector=None).first()
        assert seat is not None and seat.inspector_id is not None
        lines = [
            line for line in desk_lines(lists.inspector_actor(seat.inspector_id)) if "一次上门" in line.what
        ]
        assert [line.url for line in lines] == [reverse("inspections:visit", args=[visit.pk])]
        page = lists.client(lists.name_of(seat.inspector_id)).get(lines[0].url).content.decode()
        assert lists.first.title in page
        assert reverse("inspections:start", args=[one.pk]) in page

    def test_each_keeps_its_record_and_its_own_end(self, lists: Any) -> None:
        notify(lists, agree(lists))
        one, other = both(lists)
        actions.start_check(by=lists.team(one)[0], inspection=one)
        one.refresh_from_db()
        other.refresh_from_db()
        assert (one.state, other.state) == ("checking", "notified")
        assert one.lines.count() and not other.lines.count()
        visit = VisitPart.objects.get(inspection=one).visit
        head = lists.actor("unit_head")
        assert (
            refused(actions.undo_visit, by=head, visit=visit, reason="改期").code == "inspections.visit_begun"
        )

    def test_taken_apart_before_it_begins_each_has_a_notice_of_its_own(self, lists: Any) -> None:
        visit = agree(lists)
        notify(lists, visit)
        head = lists.actor("other_head")
        assert refused(actions.undo_visit, by=head, visit=visit, reason="").code == "acts.reason_required"
        visit = actions.undo_visit(by=head, visit=visit, reason="检查组不能同日到")
        assert (visit.state, visit.ended_by) == ("undone", head.name)
        assert Notice.objects.filter(token_digest__isnull=False).count() == 2
        one, _ = both(lists)
        assert joint.agreed_visit(one) is None
        assert len(joint.sections_of(one)) == 1

    def test_the_cap_counts_visits(self, lists: Any) -> None:
        cap = overlay.Cap(2, True, True, CITATION)
        one, other = both(lists)
        year = timezone.localdate().year

        def at_the_cap() -> bool:
            capped = budget.borne(lists.agency.pk, year, cap).at_the_cap(cap)
            return Subject.objects.filter(capped, pk=one.subject_id).exists()

        assert budget.borne(lists.agency.pk, year, cap).times_of(one.subject_id) == 2
        assert at_the_cap()
        visit = agree(lists)
        assert budget.borne(lists.agency.pk, year, cap).times_of(one.subject_id) == 1
        assert not at_the_cap()
        Inspection.objects.filter(pk=one.pk).update(checked_at=timezone.now(), started_by="某人")
        assert checked_this_year(other, cap, timezone.localdate()) == 0
        Inspection.objects.filter(pk=other.pk).update(checked_at=timezone.now(), started_by="某人")
        assert joint.visits_among(Inspection.objects.filter(subject=one.subject)) == 1
        JointVisit.objects.filter(pk=visit.pk).update(state="undone")
        assert joint.visits_among(Inspection.objects.filter(subject=one.subject)) == 2


def test_the_pages_carry_it_from_the_match_to_the_notice(lists: Any) -> None:
    leader, one, other = (lists.client(name) for name in ("approver", "unit_head", "other_head"))
    address = reverse("inspections:visits")
    page = leader.get(address).content.decode()
    first, second = both(lists)
    assert first.subject_name in page and "高青 8.2" in page
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    sent = {
        "act": "propose",
        "match": str(first.pk),
        "pick": [str(first.pk), str(second.pk)],
        "planned_on": day,
    }
    wrong = leader.post(address, sent | {"reason": ""})
    assert wrong.status_code == 409 and day in wrong.content.decode()
    made = leader.post(address, sent | {"reason": "一次查完"})
    assert made.status_code == 302
    assert "待同意" in one.get(address).content.decode()
    assert one.post(made["Location"], {"act": "agree"}).status_code == 302
    other.post(made["Location"], {"act": "agree"})
    assert "通知检查对象" in one.get(made["Location"]).content.decode()
    told = one.post(made["Location"], {"act": "notify", "channel": "written", "planned_time": "上午"})
    assert told.status_code == 302 and "paper" in told["Location"]
    undone = other.post(made["Location"], {"act": "undo", "reason": "不能同日"})
    assert undone.status_code == 302
    assert JointVisit.objects.get().state == "undone"
    offer = one.post(address, {"act": "offer", "campaign": str(lists.first.pk)})
    assert offer.status_code == 302 and lists.first.visit_offer.willing
