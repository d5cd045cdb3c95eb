"""Vacant seats in words: who was shut out by which rule, over all enterprises, and what would help."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.draws import queries
from mingqian.draws.eligibility import Eligibility, specialties_asked, spot_of
from mingqian.draws.papers import _data
from mingqian.draws.vacant import people_at_freeze, remedies, vacant_groups
from mingqian.plans import actions as plans
from mingqian.registers.models import Inspector, Item, Recusal, Subject


@pytest.fixture
def short(ground):
    """Six inspectors: one fit, one recused everywhere, two limited to another town, two with expired certificates."""
    subjects = list(Subject.objects.filter(agency=ground.agency))
    people = list(Inspector.objects.filter(agency=ground.agency).order_by("id"))
    Inspector.objects.filter(pk__in=[p.pk for p in people[2:4]]).update(areas=["南镇"])
    yesterday = timezone.localdate() - timedelta(days=1)
    Inspector.objects.filter(pk__in=[p.pk for p in people[4:]]).update(certificate_valid_until=yesterday)
    Recusal.objects.bulk_create(Recusal(inspector=people[1], subject=s, case="1") for s in subjects)
    ground.people = people
    return ground


def test_alike_seats_are_told_in_one_sentence(short):
    draw = short.drawn()
    [group] = vacant_groups(draw)
    assert (group.seat, group.seats, group.subjects) == ("member", 6, 6)
    assert group.sentence == (
        "6 户机械企业需要持有效执法证的组员，只有 1 人符合，都已在本组就座或任务数已满："
        "2 人不在其执法区域，2 人执法证已过期，1 人应当回避。"
    )


def test_the_least_and_the_most_are_told():
    from mingqian.draws.vacant import VacantSeats, _ranges

    counts = [{"应当回避": 2, "执法证已过期": 4}, {"应当回避": 3, "执法证已过期": 4}]
    group = VacantSeats("leader", 2, 2, "危化", "持有效执法证", _ranges(counts[0], counts), [1, 2])
    assert (
        group.sentence
        == "2 户危化企业需要持有效执法证的组长，没有一人符合：4 人执法证已过期，2 至 3 人应当回避。"
    )


def test_what_would_help_names_who_lacks_one_thing(short):
    draw = short.drawn()
    [group] = vacant_groups(draw)
    said = remedies(draw, group)
    assert "检查员2只差“不在其执法区域”：登记这个执法区域之后，6 户可以担任。" in said
    assert "检查员4只差“执法证已过期”：换证并更新有效期之后，6 户可以担任。" in said
    assert not any("检查员1" in one for one in said)  # an interest is not made good
    assert any("直接委派（高青 7.3）" in one for one in said)
    Inspector.objects.filter(pk=short.people[4].pk).update(areas=["南镇"])  # now two things are missing
    assert not any("检查员4" in one for one in remedies(draw, group))


def test_reasons_are_those_of_the_freeze(short):
    """A certificate renewed between the freeze and the draw does not rewrite why the seat stood open."""
    draw = short.revealed()
    Inspector.objects.filter(pk=short.people[4].pk).update(
        certificate_valid_until=timezone.localdate() + timedelta(days=900)
    )
    assert [reason for _, reason in people_at_freeze(draw).kept_out] == ["执法证已过期"] * 2
    from mingqian.draws import actions

    draw = actions.draw_now(by=short.actor("operator"), draw=draw)
    [group] = vacant_groups(draw)
    assert group.reasons["执法证已过期"] == (2, 2)
    assert any("6 户已经有人符合" in one or "检查员5" in one for one in remedies(draw, group))


def test_list_room_and_record_say_it(short):
    draw = short.drawn()
    [group] = vacant_groups(draw)
    operator = short.browser("operator")
    room = operator.get(reverse("draws:room", args=[draw.campaign_id])).content.decode()
    listed = operator.get(reverse("draws:list", args=[draw.pk])).content.decode()
    record = operator.get(reverse("draws:record", args=[draw.pk])).content.decode()
    for page in (room, listed, record):
        assert group.sentence in page
    assert "检查员2只差" in listed
    assert "检查员2只差" not in room  # the projector names nobody who is not drawn
    assert "1 人中抽取，别无人选" in record
    said = _data(draw, queries.drawn_rows(draw), "")
    assert group.sentence in said["vacant"]
    assert "1 人中抽取，别无人选" in said["rows"][0][3]


def test_those_who_may_not_read_the_list_are_told_nothing(short):
    draw = short.drawn()
    [group] = vacant_groups(draw)
    page = short.browser("planner").get(reverse("draws:room", args=[draw.campaign_id])).content.decode()
    assert group.sentence not in page


def test_a_specialty_the_items_ask_for_is_asked_of_the_leader(ground):
    """Where the campaign says that leaders must have it: of the items for the field of the enterprise, not of others."""
    campaign, people = ground.campaign, list(Inspector.objects.filter(agency=ground.agency).order_by("id"))
    item = Item.objects.get(pk=campaign.item_ids[0])
    Item.objects.filter(pk=item.pk).update(specialty="特种设备、电气", fields=["机械"])
    Inspector.objects.filter(pk=people[0].pk).update(specialties=["电气"])
    Inspector.objects.filter(pk=people[1].pk).update(specialties=["危险化学品"])
    plans.reopen_campaign(by=ground.actor("planner"), campaign=campaign, reason="写明专长")
    plans.edit_campaign(
        by=ground.actor("planner"),
        campaign=campaign,
        team={**campaign.team, "specialty": "leader", "max_load": 2},
    )
    plans.confirm_pool(by=ground.actor("planner"), campaign=campaign, on=timezone.localdate())
    campaign.refresh_from_db()
    draw = ground.drawn()
    leaders = {row.seats.get(seat="leader").person_name for row in queries.drawn_rows(draw)}
    assert leaders == {"检查员0", ""}  # twice, and then nobody
    [group] = [one for one in vacant_groups(draw) if one.seat == "leader"]
    assert group.sentence == (
        "4 户机械企业需要持有效执法证、有特种设备或电气专长的组长，只有 1 人符合，都已在本组就座或任务数已满："
        "5 人没有特种设备或电气专长。"
    )
    assert "检查员1只差“没有特种设备或电气专长”：登记这项专长之后，4 户可以担任。" in remedies(draw, group)
    assert not [one for one in vacant_groups(draw) if one.seat == "member"]
    Item.objects.filter(pk=item.pk).update(specialty="别的")  # what was asked stands with the draw
    assert "有特种设备或电气专长" in vacant_groups(draw)[0].sentence


def test_what_other_fields_ask_or_nobody_asked_shuts_nobody_out(ground):
    campaign = ground.campaign
    Item.objects.filter(pk=campaign.item_ids[0]).update(specialty="特种设备", fields=["机械"])
    assert specialties_asked(campaign) == {}  # the campaign has not said who must have it
    campaign.team = {**campaign.team, "specialty": "all"}
    team = specialties_asked(campaign)
    rules = Eligibility([], ["leader"], joint=False, team=team)
    assert rules.needs("member", spot_of(1, "", "", "机械")) == (frozenset({"特种设备"}),)
    assert rules.needs("member", spot_of(1, "", "", "商贸")) == ()
    assert rules.needs("expert", spot_of(1, "", "", "机械")) == ()
