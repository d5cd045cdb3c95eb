"""A campaign from its line to its confirmed pool, and step by step along the strip."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connections

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.plans import actions, packs, queries, teams
from mingqian.plans.models import Campaign

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)


def refusal(function: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        function(**arguments)
    assert refused.value.words()
    return refused.value


class TestSetting:
    def test_what_is_not_given_comes_from_the_line(self, bureau: Any, items: Any, approved: Any) -> None:
        line = approved(mode="directed", conditions={"fields": ["机械"]}, share_percent="7.5")
        campaign = actions.create_campaign(
            by=bureau.actor("planner"), line=line, check_from=date(2026, 4, 1), check_to=date(2026, 4, 30)
        )
        assert (campaign.title, campaign.mode, campaign.conditions) == (
            line.title,
            "directed",
            {"fields": ["机械"]},
        )
        assert (campaign.share_percent, campaign.item_ids, campaign.unit) == (
            "7.5",
            [items["Y1"].pk],
            bureau.unit,
        )
        assert campaign.team == {
            "seats": [{"name": "leader", "count": 1}, {"name": "member", "count": 1}], "max_load": 6,
        }  # fmt: skip
        assert [step.step for step in campaign.steps.all()] == ["plan"]

    def test_campaigns_are_numbered_in_the_year_of_their_agency(
        self, approved: Any, make_campaign: Any
    ) -> None:
        line = approved()
        assert [make_campaign(line).number for _ in range(3)] == ["2026-01", "2026-02", "2026-03"]
        Campaign.objects.filter(number="2026-03").update(number="2026-99")
        assert make_campaign(approved()).number == "2026-100"

    def test_no_campaign_before_the_plan_was_approved(
        self, make_plan: Any, make_line: Any, make_campaign: Any
    ) -> None:
        line = make_line(make_plan())
        assert refusal(make_campaign, line=line).code == "plans.plan_not_approved"

    @pytest.mark.parametrize(
        ("values", "code", "field"),
        [
            ({"check_to": date(2026, 3, 19)}, "plans.dates_reversed", "check_to"),
            ({"check_from": date(2025, 12, 31)}, "plans.dates_outside_year", "check_from"),
            ({"share_percent": "6"}, "plans.share_below_line", "share_percent"),
            ({"share_percent": "3"}, "plans.share_too_low", "share_percent"),
            ({"mode": "directed"}, "plans.directed_without_condition", "mode"),
            ({"conditions": {"fields": ["机械"]}}, "plans.undirected_with_condition", "mode"),
            ({"item_ids": [123456789]}, "plans.item_unknown", "item_ids"),
            ({"team": {"seats": [{"name": "leader", "count": 1}], "max_load": 6}}, "plans.team_too_small", "team"),
            ({"team": {"seats": [{"name": "leader", "count": 2}, {"name": "member", "count": 1}], "max_load": 6}},
             "plans.team_malformed", "team"),
            ({"team": {"seats": [{"name": "leader", "count": 1}, {"name": "member", "count": 1}], "max_load": 0}},
             "plans.team_malformed", "team"),
            ({"team": {"seats": [{"name": "boss", "count": 1}], "max_load": 6}}, "plans.team_malformed", "team"),
            ({"team": {}}, "plans.team_malformed", "team"),
        ],
    )  # fmt: skip
    def test_what_plan_and_rules_do_not_allow(
        self, values: Any, code: str, field: str, approved: Any, make_campaign: Any
    ) -> None:
        refused = refusal(make_campaign, line=approved(share_percent="7"), **values)
        assert (refused.code, refused.field) == (code, field)
        assert not Campaign.objects.exists()

    def test_the_bureaus_own_maximum_of_a_team(self, bureau: Any, make_campaign: Any) -> None:
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
            settings={"team_maximum": "3"}, reason="决定",
        )  # fmt: skip
        campaign = make_campaign()
        for members, allowed in ((2, True), (3, False)):
            seats = [{"name": "leader", "count": 1}, {"name": "member", "count": members}]
            change = {
                "by": bureau.actor("planner"),
                "campaign": campaign,
                "team": {"seats": seats, "max_load": 6},
            }
            if allowed:
                assert actions.edit_campaign(**change).team["seats"] == seats
            else:
                assert refusal(actions.edit_campaign, **change).code == "plans.team_too_large"

    @pytest.mark.parametrize("pack_id", ["hebi", "weidong", "xinyang"])
    def test_never_fewer_than_two_even_where_the_document_is_silent(self, pack_id: str) -> None:
        with pytest.raises(Refused) as raised:
            teams.clean_team(
                {"seats": [{"name": "leader", "count": 1}], "max_load": 6}, expert_seat=False,
                pack=packs.load(pack_id), on=date(2024, 7, 1),
            )  # fmt: skip
        assert raised.value.code == "plans.team_too_small"
        assert ("十四" if pack_id == "xinyang" else "行政处罚法 42") in raised.value.words()

    @pytest.mark.parametrize(
        ("members", "partners", "reason", "kept"),
        [
            (4, 0, "多余的理由", ""),
            (5, 0, "", None),
            (5, 0, "储罐区大", "储罐区大"),
            (4, 1, " ", None),
            (3, 1, "", ""),
        ],
    )
    def test_usually_two_to_five_and_more_with_a_reason(
        self, members: int, partners: int, reason: str, kept: str | None
    ) -> None:
        """信阳 十四: 检查组一般由 2 至 5 人组成; who comes from another department is one of them."""
        team = {
            "seats": [{"name": "leader", "count": 1}, {"name": "member", "count": members}],
            "max_load": 6, "reason": reason,
        }  # fmt: skip
        given = {
            "expert_seat": True,
            "pack": packs.load("xinyang"),
            "on": date(2026, 3, 16),
            "partners": partners,
        }
        if kept is None:
            with pytest.raises(Refused, match="一般不超过 5 人") as raised:
                teams.clean_team(team, **given)
            assert (raised.value.code, raised.value.field) == ("plans.team_larger_than_usual", "team_reason")
            assert "信阳 十四" in raised.value.words()
        else:
            assert teams.clean_team(team, **given).get("reason", "") == kept

    def test_the_reason_is_typed_kept_and_shown(
        self, bureau: Any, browser: Any, make_campaign: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        campaign = make_campaign()
        monkeypatch.setattr(
            "mingqian.plans.campaigns.pack_for", lambda agency, pack_id: packs.load("xinyang")
        )
        seats = [{"name": "leader", "count": 1}, {"name": "member", "count": 6}]
        change = {"by": bureau.actor("planner"), "campaign": campaign}
        late = refusal(actions.edit_campaign, **change, team={"seats": seats, "max_load": 6})
        assert late.code == "plans.team_larger_than_usual"
        actions.edit_campaign(**change, team={"seats": seats, "max_load": 6, "reason": "罐区分四处"})
        page = browser("planner").get(f"/plans/campaigns/{campaign.pk}/").content.decode()
        assert "罐区分四处" in page

    def test_an_expert_seat_joins_the_team(self, make_campaign: Any) -> None:
        team = make_campaign(expert_seat=True).team
        assert team["seats"] == [
            {"name": "leader", "count": 1}, {"name": "member", "count": 1}, {"name": "expert", "count": 1},
        ]  # fmt: skip

    def test_editing_and_a_stale_form(self, bureau: Any, make_campaign: Any) -> None:
        campaign = make_campaign()
        seen = campaign.version
        actions.edit_campaign(by=bureau.actor("planner"), campaign=campaign, title="改名", version=seen)
        assert (campaign.title, campaign.version) == ("改名", seen + 1)
        late = refusal(
            actions.edit_campaign, by=bureau.actor("planner"), campaign=campaign, title="再改", version=seen
        )
        assert late.code == "acts.changed_meanwhile"

    @pytest.mark.parametrize("name", ["agency", "line", "number", "state", "special_order", "pool_summary"])
    def test_what_comes_from_the_plan_cannot_be_edited(
        self, name: str, bureau: Any, make_campaign: Any
    ) -> None:
        with pytest.raises(TypeError):
            actions.edit_campaign(by=bureau.actor("planner"), campaign=make_campaign(), **{name: "x"})

    def test_permissions_and_agencies(
        self, bureau: Any, other_bureau: Any, make_campaign: Any, approved: Any
    ) -> None:
        line, campaign = approved(), make_campaign()
        days = {"check_from": date(2026, 3, 20), "check_to": date(2026, 3, 30)}
        for actor, code in (
            (bureau.actor("approver"), "acts.not_permitted"),
            (other_bureau.actor("planner"), "plans.other_agency"),
        ):
            assert refusal(actions.create_campaign, by=actor, line=line, **days).code == code
            assert refusal(actions.edit_campaign, by=actor, campaign=campaign, title="x").code == code
            assert refusal(actions.confirm_pool, by=actor, campaign=campaign, on=TODAY).code == code
        assert queries.visible_campaigns(other_bureau.actor("planner")).count() == 0
        assert queries.visible_campaigns(bureau.actor("planner")).count() == 1


class TestConfirming:
    def test_counts_are_kept_and_the_strip_moves(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        add_subjects(41)
        add_subjects(2, status="revoked")
        add_subjects(3, field="冶金")
        campaign = make_campaign()
        actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY, seen_candidates=41)
        campaign.refresh_from_db()
        assert (campaign.state, campaign.confirmed_by) == ("ready", "高青planner")
        summary = campaign.pool_summary
        assert (summary["candidates"], summary["quota"], summary["out_of_scope"]) == (41, 3, 3)
        assert summary["excluded"] == {"revoked": 2}
        strip = {step.code: step for step in queries.strip(campaign)}
        assert [strip[c].state for c in ("plan", "pool", "freeze", "draw")] == [
            "done",
            "done",
            "current",
            "todo",
        ]
        assert (strip["pool"].who, strip["pool"].note) == ("高青planner", "候选 41 户，排除 2 户，抽 3 户")

    def test_not_before_the_bureau_bound_the_pack(
        self, bureau: Any, add_subjects: Any, make_campaign: Any
    ) -> None:
        add_subjects(3)
        campaign = make_campaign()
        refused = refusal(actions.confirm_pool, by=bureau.actor("planner"), campaign=campaign, on=TODAY)
        assert refused.code == "plans.pack_not_bound"
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 3, 17),
            reason="决定",
        )  # fmt: skip
        early = refusal(actions.confirm_pool, by=bureau.actor("planner"), campaign=campaign, on=TODAY)
        assert early.code == "plans.pack_not_bound"
        actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=date(2026, 3, 17))

    def test_key_campaigns_wait_for_the_decision_on_43_against_512(
        self, bureau: Any, add_subjects: Any, approved: Any, make_campaign: Any
    ) -> None:
        add_subjects(3, field="冶金")
        campaign = make_campaign(approved(item_class="key", share_percent="20"))
        bind = {"by": bureau.actor("approver"), "agency": bureau.agency, "pack_id": "gaoqing",
                "valid_from": date(2026, 1, 1), "reason": "决定"}  # fmt: skip
        actions.bind_pack(**bind)
        refused = refusal(actions.confirm_pool, by=bureau.actor("planner"), campaign=campaign, on=TODAY)
        assert refused.code == "plans.setting_missing"
        assert "是否参加摇号" in refused.words()
        actions.bind_pack(**bind, settings={"key_fields_in_lottery": "drawn"})
        assert actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY).quota == 1

    def test_general_campaigns_do_not_wait_for_it(
        self, bureau: Any, add_subjects: Any, make_campaign: Any
    ) -> None:
        add_subjects(3)
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
            reason="决定",
        )  # fmt: skip
        campaign = make_campaign()
        assert actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY).candidates == 3

    def test_nobody_to_draw(self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None) -> None:
        add_subjects(2, status="cancelled")
        campaign = make_campaign()
        assert refusal(
            actions.confirm_pool, by=bureau.actor("planner"), campaign=campaign, on=TODAY
        ).code == ("plans.pool_empty")
        campaign.refresh_from_db()
        assert (campaign.state, campaign.pool_summary) == ("draft", {})

    def test_one_subject_is_certain(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        add_subjects(1)
        campaign = make_campaign()
        counted = actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY)
        assert (counted.candidates, counted.quota) == (1, 1)
        assert any("必定抽中" in alarm for alarm in counted.alarms)

    def test_unclassed_subjects_must_be_decided_on(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        add_subjects(3)
        add_subjects(2, field="")
        campaign = make_campaign()
        refused = refusal(actions.confirm_pool, by=bureau.actor("planner"), campaign=campaign, on=TODAY)
        assert (refused.code, refused.field) == ("plans.unclassed_undecided", "unclassed_as")
        actions.edit_campaign(by=bureau.actor("planner"), campaign=campaign, unclassed_as="general")
        assert actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY).candidates == 5

    def test_items_must_be_chosen(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        add_subjects(3)
        campaign = make_campaign(item_ids=[])
        assert refusal(
            actions.confirm_pool, by=bureau.actor("planner"), campaign=campaign, on=TODAY
        ).code == ("plans.items_missing")

    def test_the_register_moved_under_ones_eyes(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        add_subjects(3)
        campaign = make_campaign()
        refused = refusal(
            actions.confirm_pool, by=bureau.actor("planner"), campaign=campaign, on=TODAY, seen_candidates=2
        )
        assert refused.code == "plans.pool_changed"

    def test_twice(self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None) -> None:
        add_subjects(3)
        campaign = make_campaign()
        stale = Campaign.objects.get(pk=campaign.pk)
        actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY)
        assert refusal(actions.confirm_pool, by=bureau.actor("planner"), campaign=stale, on=TODAY).code == (
            "acts.wrong_state"
        )
        assert campaign.steps.filter(step="pool").count() == 1

    def test_back_to_setting_until_it_was_frozen_once(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        add_subjects(3)
        planner, operator = bureau.actor("planner"), bureau.actor("draw_operator")
        campaign = make_campaign()
        actions.confirm_pool(by=planner, campaign=campaign, on=TODAY)
        assert refusal(actions.reopen_campaign, by=planner, campaign=campaign, reason="").field == "reason"
        actions.reopen_campaign(by=planner, campaign=campaign, reason="条件选错")
        assert (campaign.state, campaign.confirmed_at, campaign.pool_summary) == ("draft", None, {})
        actions.confirm_pool(by=planner, campaign=campaign, on=TODAY)
        actions.advance_campaign(by=operator, campaign=campaign, act="freeze")
        assert (
            refusal(actions.reopen_campaign, by=planner, campaign=campaign, reason="x").code
            == "acts.wrong_state"
        )
        actions.advance_campaign(by=operator, campaign=campaign, act="unfreeze", note="见证人未到")
        assert campaign.state == "ready"
        again = refusal(actions.reopen_campaign, by=planner, campaign=campaign, reason="x")
        assert again.code == "plans.already_frozen"


class TestStrip:
    ACTS = ("freeze", "draw", "sign", "dispatch", "notify", "check", "results_in", "publish", "archive")

    def ready(self, bureau: Any, add_subjects: Any, make_campaign: Any) -> Campaign:
        add_subjects(3)
        campaign: Campaign = make_campaign()
        actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY)
        return campaign

    def test_to_the_archive(self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None) -> None:
        campaign, by = self.ready(bureau, add_subjects, make_campaign), bureau.actor("draw_operator")
        for place, act in enumerate(self.ACTS):
            for other in self.ACTS[place + 1 :]:
                if (act, other) != ("notify", "check"):
                    with pytest.raises(Refused):
                        actions.advance_campaign(by=by, campaign=campaign, act=other)
            actions.advance_campaign(by=by, campaign=campaign, act=act)
        assert campaign.state == "archived"
        strip = queries.strip(campaign)
        assert [step.state for step in strip] == ["done"] * 11
        assert all(step.who and step.when for step in strip)
        assert Event.objects.filter(action="plans.campaign.advance").count() == len(self.ACTS)

    def test_a_check_without_notice_is_marked_so(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        campaign, by = self.ready(bureau, add_subjects, make_campaign), bureau.actor("draw_operator")
        for act in ("freeze", "draw", "sign", "dispatch", "check"):
            actions.advance_campaign(by=by, campaign=campaign, act=act)
        states = {step.code: step.state for step in queries.strip(campaign)}
        assert (states["notify"], states["check"], states["result"]) == ("skipped", "done", "current")

    def test_after_an_abort_the_steps_lie_ahead_again(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        campaign, by = self.ready(bureau, add_subjects, make_campaign), bureau.actor("draw_operator")
        for act in ("freeze", "draw", "unfreeze"):
            actions.advance_campaign(by=by, campaign=campaign, act=act)
        strip = {step.code: step for step in queries.strip(campaign)}
        assert (strip["freeze"].state, strip["freeze"].who, strip["draw"].state) == ("current", "", "todo")
        assert [s.step for s in campaign.steps.order_by("id")] == [
            "plan",
            "pool",
            "freeze",
            "draw",
            "unfreeze",
        ]

    @pytest.mark.parametrize("act", ["confirm_pool", "reopen", "nothing"])
    def test_acts_with_a_permission_of_their_own_do_not_go_this_way(
        self, act: str, bureau: Any, make_campaign: Any
    ) -> None:
        with pytest.raises(KeyError):
            actions.advance_campaign(by=bureau.actor("draw_operator"), campaign=make_campaign(), act=act)


@pytest.mark.django_db(transaction=True)
def test_two_people_press_at_once_and_one_freeze_happens(
    bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(3)
    campaign = make_campaign()
    actions.confirm_pool(by=bureau.actor("planner"), campaign=campaign, on=TODAY)
    by = bureau.actor("draw_operator")
    gate, outcomes = threading.Barrier(4), []

    def press() -> None:
        own = Campaign.objects.get(pk=campaign.pk)
        gate.wait()
        try:
            actions.advance_campaign(by=by, campaign=own, act="freeze")
            outcomes.append("frozen")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["acts.wrong_state"] * 3 + ["frozen"]
    assert campaign.steps.filter(step="freeze").count() == 1
    assert Event.objects.filter(action="plans.campaign.advance").count() == 1
