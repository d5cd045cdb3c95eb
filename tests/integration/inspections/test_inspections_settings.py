"""What the bureau decides where a document is silent takes effect: who is appointed, who leads, which terms run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.draws.freezing import seat_rows
from mingqian.inspections import actions, queries
from mingqian.inspections.law import publication_terms, team_rule, terms
from mingqian.inspections.models import Inspection
from mingqian.law import Event
from mingqian.plans import actions as plans
from mingqian.plans import packs, rulebook
from mingqian.plans.models import AnnualPlan, Campaign, PlanLine
from mingqian.publicity.content import objection
from mingqian.registers.models import Subject


def decide(world: Any, pack_id: str, **settings: str) -> Campaign:
    """The campaign as if its plan had been made under a pack, with these decisions."""
    validity = packs.load(pack_id).validity
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id=pack_id,
        valid_from=validity.valid_from or date(timezone.localdate().year, 1, 1), valid_until=validity.valid_until,
        settings=settings, reason="局办公会决定",
    )  # fmt: skip
    AnnualPlan.objects.filter(pk=world.campaign.line.plan_id).update(pack_id=pack_id)
    return Campaign.objects.select_related("line__plan").get(pk=world.campaign.pk)


def seats_of(campaign: Campaign) -> list[str]:
    return [seat["name"] for seat in seat_rows(campaign)]


class TestAppointed:
    """Whom no lot puts on a team."""

    def test_the_people_of_key_subjects_are_drawn_or_appointed(self, world: Any) -> None:
        campaign = decide(world, "xiping", key_inspectors="appointed")
        assert seats_of(campaign) == ["leader", "member"]  # a general line
        PlanLine.objects.filter(pk=campaign.line_id).update(item_class="key")
        campaign = Campaign.objects.get(pk=campaign.pk)
        assert seats_of(campaign) == []
        campaign = decide(world, "xiping", key_inspectors="drawn")
        assert seats_of(campaign) == ["leader", "member"]

    def test_appointed_seats_are_vacant_after_the_dispatch_and_are_filled_by_the_head(
        self, world: Any
    ) -> None:
        """All 重点 are on the list, nobody is drawn for them, the executing unit appoints (西平 细则 四)."""
        Subject.objects.filter(agency=world.agency).update(major_hazard=True, supervision_class="key")
        PlanLine.objects.filter(pk=world.campaign.line_id).update(item_class="key")
        world.campaign = decide(world, "xiping", key_inspectors="appointed", year_means="calendar_year")
        for one in rulebook.standings(world.agency, timezone.localdate()):
            if one.stops:
                articles = "、".join(said.citation.article for said in one.collision.statements)
                plans.decide_collision(
                    by=world.actor("approver"), agency=world.agency, key=one.collision.key,
                    choice=f"照本局文件，不与法律相抵触（{articles}）", reason="局办公会",
                )  # fmt: skip
        world.draw_now()
        assert (world.draw.people_count, world.draw.team["seats"]) == (0, [])
        made = world.dispatch()
        assert len(made) == 30
        seats = list(made[0].seats.order_by("number"))
        assert [(seat.seat, seat.vacant, seat.number) for seat in seats] == [
            ("leader", True, 0), ("member", True, 1),
        ]  # fmt: skip
        for seat, person in zip(seats, world.inspectors, strict=False):
            actions.appoint(
                by=world.actor("unit_head"), inspection=made[0], seat_id=seat.pk, person=person,
                reason="重点检查对象，由本股指派",
            )  # fmt: skip
        notice = actions.withhold_notice(
            by=world.actor("unit_head"), inspection=made[0], planned_on=timezone.localdate(), reason=""
        )
        assert notice.inspection.state == "withheld"  # 西平 细则 十四: nobody is told

    def test_experts_are_drawn_or_appointed(self, world: Any) -> None:
        Campaign.objects.filter(pk=world.campaign.pk).update(expert_seat=True)
        assert seats_of(decide(world, "gaoqing")) == ["leader", "member", "expert"]
        assert seats_of(decide(world, "gaoqing", expert_choice="appointed")) == ["leader", "member"]


class TestLeader:
    """组长由谁选定."""

    def lead(self, world: Any, **values: Any) -> Any:
        one = Inspection.objects.get(pk=world.inspections()[0].pk)
        member = one.seats.get(seat="member")
        given = {
            "by": world.actor("unit_head"),
            "inspection": one,
            "seat_id": member.pk,
            "reason": "股长指定",
        }
        return actions.name_leader(**(given | values))

    def test_the_head_names_another_of_the_team(self, dispatched: Any) -> None:
        one = dispatched.inspections()[0]
        names = {seat.seat: seat.name for seat in one.seats.all()}
        self.lead(dispatched)
        after = {seat.seat: seat.name for seat in one.seats.all()}
        assert after == {"leader": names["member"], "member": names["leader"]}
        assert all(seat.random for seat in one.seats.all())

    def test_it_is_offered_on_the_page_of_the_seat(self, dispatched: Any) -> None:
        one = dispatched.inspections()[0]
        member = one.seats.get(seat="member")
        address = reverse("inspections:seat", args=[one.pk, member.pk])
        client = dispatched.client("unit_head")
        assert "组长由任务执行单位" in client.get(address).content.decode()
        refused = client.post(address, {"act": "lead", "reason": ""}).content.decode()
        assert "理由" in refused and one.seats.get(seat="leader").pk != member.pk
        assert client.post(address, {"act": "lead", "reason": "推选"}).status_code == 302
        assert one.seats.get(seat="leader").pk == member.pk

    @pytest.mark.parametrize(
        ("pack", "decided", "named"),
        [
            ("gaoqing", {}, True),
            ("gaoqing", {"leader_chosen_by": "drawn"}, False),
            ("xiping", {}, False),
            ("xiping", {"leader_chosen_by": "team"}, True),
            ("hebi", {"leader_chosen_by": "lead_department"}, True),
            ("xinyang", {"leader_chosen_by": "drawn"}, False),
            ("weidong", {"several_drawn_from_lead": "first"}, False),
            ("weidong", {"several_drawn_from_lead": "unit"}, True),
        ],
    )
    def test_by_what_the_bureau_decided(
        self, dispatched: Any, pack: str, decided: dict[str, str], named: bool
    ) -> None:
        rule = team_rule(decide(dispatched, pack, **decided))
        assert rule.leader_is_named is named
        if not named:
            with pytest.raises(Refused) as refused:
                self.lead(dispatched)
            assert refused.value.code == "inspections.leader_not_named" and refused.value.words()

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"reason": " "}, "acts.reason_required"),
            ({"by": "other_head"}, "inspections.not_yours"),
            ({"seat_id": "leader"}, "inspections.leader_already"),
        ],
    )
    def test_refusals(self, dispatched: Any, values: dict[str, Any], code: str) -> None:
        if "by" in values:
            values = {"by": dispatched.actor(values["by"])}
        if "seat_id" in values:
            values = {"seat_id": dispatched.inspections()[0].seats.get(seat="leader").pk}
        with pytest.raises(Refused) as refused:
            self.lead(dispatched, **values)
        assert refused.value.code == code and refused.value.words()

    def test_not_once_the_check_has_begun(self, dispatched: Any) -> None:
        dispatched.start(dispatched.notify(dispatched.inspections()[0]))
        with pytest.raises(Refused) as refused:
            self.lead(dispatched)
        assert refused.value.code == "inspections.leader_in_check"


def test_how_many_sit_on_a_team_where_the_document_is_silent(world: Any) -> None:
    assert (team_rule(decide(world, "hebi")).least, team_rule(decide(world, "hebi")).citation) == (
        2,
        "国家规定 行政处罚法 42",
    )
    own = team_rule(decide(world, "weidong", team_size="3"))
    assert (own.least, own.citation) == (3, "本单位的决定")
    assert team_rule(decide(world, "weidong", team_size="1")).least == 2


def test_which_cases_ask_for_recusal(dispatched: Any) -> None:
    assert team_rule(decide(dispatched, "gaoqing")).recusal_cases == ()
    decide(dispatched, "gaoqing", recusal_cases="配偶或者子女在该企业任职的")
    one = dispatched.inspections()[0]
    seat = one.seats.get(seat="member")
    page = dispatched.client("unit_head").get(reverse("inspections:seat", args=[one.pk, seat.pk]))
    assert "配偶或者子女在该企业任职的" in page.content.decode()


class TestTerms:
    """Terms whose number, or whose first day, the document leaves to the bureau."""

    DAY = date(2026, 3, 16)

    def test_the_end_of_the_task_is_the_end_of_each_check_or_of_the_last(self, world: Any) -> None:
        each = publication_terms(decide(world, "gaoqing"), self.DAY)
        assert [term.due for term in each] == [date(2026, 4, 14)]
        campaign = decide(world, "gaoqing", task_end="last_visit")
        assert publication_terms(campaign, self.DAY) == []  # others are still to be checked
        last = publication_terms(campaign, self.DAY, last_ended_on=date(2026, 3, 20))
        assert [term.due for term in last] == [date(2026, 4, 20)]

    def test_the_last_check_starts_it_for_all(self, dispatched: Any) -> None:
        decide(dispatched, "gaoqing", task_end="last_visit")
        first, *others = dispatched.inspections()
        dispatched.record(first)
        assert queries.publication_term(Inspection.objects.get(pk=first.pk)) is None
        for one in others:
            dispatched.record(one)
        assert queries.publication_term(Inspection.objects.get(pk=first.pk)) is not None

    def test_a_single_check_has_the_term_the_bureau_set_and_a_joint_one_the_documents(
        self, world: Any
    ) -> None:
        silent = decide(world, "xiping")
        assert publication_terms(silent, self.DAY) == []
        (own,) = publication_terms(decide(world, "xiping", single_publication_workdays="10"), self.DAY)
        assert (own.count, own.due, own.citation) == (10, date(2026, 3, 30), "西平 细则 十五，本单位的决定")
        Campaign.objects.filter(pk=world.campaign.pk).update(partner_agency_ids=[world.neighbour.pk])
        (joint,) = publication_terms(decide(world, "xiping", single_publication_workdays="10"), self.DAY)
        assert (joint.count, joint.citation) == (20, "西平 联合 六")

    def test_a_document_without_a_term_of_publication(self, world: Any) -> None:
        assert publication_terms(decide(world, "hebi"), self.DAY) == []
        (own,) = publication_terms(decide(world, "hebi", publication_workdays="5"), self.DAY)
        assert (own.count, own.due, own.citation) == (5, date(2026, 3, 23), "本单位的决定")

    def test_how_long_before_the_check_the_notice_goes_out(self, world: Any) -> None:
        assert terms(decide(world, "weidong"), Event.CHECK_PLANNED, self.DAY) == []
        (own,) = terms(decide(world, "weidong", notice_days="3"), Event.CHECK_PLANNED, self.DAY)
        assert (own.due, own.citation) == (date(2026, 3, 11), "卫东 六2，本单位的决定")

    def test_within_how_many_days_one_may_object(self, world: Any) -> None:
        assert "自公示之日起" not in objection(decide(world, "gaoqing"), world.agency)
        said = objection(decide(world, "gaoqing", objection_window_days="15"), world.agency)
        assert "自公示之日起 15 日内" in said


def test_what_is_unsuitable_to_tell_stands_beside_the_decision(dispatched: Any) -> None:
    one = dispatched.inspections()[0]
    address = reverse("inspections:notice", args=[one.pk])
    client = dispatched.client("unit_head")
    assert "本单位的决定：" not in client.get(address).content.decode()
    decide(dispatched, "weidong", unsuitable_means="举报核查，由分管领导决定")
    assert "举报核查，由分管领导决定" in client.get(address).content.decode()


@pytest.mark.parametrize("decision", ["own_only", "public"])
def test_a_list_everybody_on_it_knows_is_public_where_the_bureau_says_so(
    dispatched: Any, decision: str
) -> None:
    decide(dispatched, "xinyang", notice_and_secrecy=decision)
    *most, last = dispatched.inspections()
    for one in most:
        dispatched.notify(one)
    dispatched.draw.refresh_from_db()
    assert dispatched.draw.released_at is None
    dispatched.notify(last)
    dispatched.draw.refresh_from_db()
    assert (dispatched.draw.released_at is not None) is (decision == "public")


def test_one_who_is_not_told_keeps_the_list_secret(dispatched: Any) -> None:
    first, *others = dispatched.inspections()
    actions.withhold_notice(  # before the document that wants everybody told
        by=dispatched.actor("unit_head"), inspection=first, reason="突击检查",
        planned_on=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip
    decide(dispatched, "xinyang", notice_and_secrecy="public")
    for one in others:
        dispatched.notify(one)
    dispatched.draw.refresh_from_db()
    assert dispatched.draw.released_at is None
