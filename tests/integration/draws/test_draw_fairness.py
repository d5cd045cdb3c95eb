"""公平性报告 and the simulation: right sums, nobody named, nothing before the release."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.draws import actions, fairness, queries, sealed, simulation
from mingqian.draws.models import Draw, DrawnSubject, SeatFilled
from mingqian.draws.works import FAIRNESS, SIMULATE
from mingqian.registers.models import Inspector, Subject


def parted(ground) -> None:
    """Half of the enterprises in one township and small, the others elsewhere and large."""
    ids = list(Subject.objects.filter(agency=ground.agency).order_by("id").values_list("id", flat=True))
    Subject.objects.filter(pk__in=ids[::2]).update(township="城关镇", staff_count=5)
    Subject.objects.filter(pk__in=ids[1::2]).update(township="西河镇", staff_count=400)


def test_expected_and_drawn_add_up_to_the_quota(ground) -> None:
    parted(ground)
    draw = ground.drawn()
    quota, size = sum(u["quota"] for u in draw.urns), sum(u["size"] for u in draw.urns)
    report = fairness.make(draw)
    assert {one.name for one in report.dimensions} >= {"乡镇（街道）", "规模（从业人员）"}
    for one in report.dimensions:
        assert sum(group.candidates for group in one.groups) == size
        assert sum(group.drawn for group in one.groups) == quota
        assert sum(group.expected for group in one.groups) == pytest.approx(quota, abs=0.05)
    towns = next(one for one in report.dimensions if one.name == "乡镇（街道）")
    for group in towns.groups:
        drawn = DrawnSubject.objects.filter(draw=draw, subject__township=group.label).count()
        assert group.drawn == drawn
        assert group.low <= group.expected <= group.high


def test_it_tells_of_the_register_as_it_was_frozen(ground) -> None:
    parted(ground)
    draw = ground.drawn()
    before = fairness.make(draw)
    Subject.objects.filter(agency=ground.agency).update(township="改过的镇", staff_count=20)
    assert fairness.make(draw) == before


def test_load_and_pairs_count_every_seat_and_name_nobody(ground) -> None:
    draw = ground.drawn()
    people = fairness.people_of(draw)
    taken = SeatFilled.objects.filter(drawn__draw=draw).exclude(inspector=None, expert=None).count()
    assert sum(int(label.split()[0]) * count for label, count in people.load) == taken
    assert sum(count for _, count in people.load) == draw.people_count
    assert people.seats == SeatFilled.objects.filter(drawn__draw=draw).count()
    assert sum(int(label.split()[0]) * count for label, count in people.pairs) == draw.drawn.count()
    assert people.met_before == 0
    page = ground.browser("operator").get(reverse("draws:fairness", args=[draw.pk])).content.decode()
    for name in Inspector.objects.values_list("name", flat=True):
        assert name not in page
    for name in Subject.objects.values_list("name", flat=True):
        assert name not in page


def test_it_is_as_secret_as_the_list_and_every_look_is_recorded(ground) -> None:
    draw = ground.drawn()
    address = reverse("portal:fairness", args=[draw.manifest_hash[:16]])
    assert Client().get(address).status_code == 404
    from mingqian.audit.models import Event

    looks = Event.objects.filter(action="draws.list.read").count()
    page = ground.browser("operator").get(reverse("draws:fairness", args=[draw.pk]))
    assert page.status_code == 200
    assert "不是统计" in page.content.decode()
    assert Event.objects.filter(action="draws.list.read").count() == looks + 1
    refused = ground.browser("planner").get(reverse("draws:fairness", args=[draw.pk]))
    assert refused.status_code in (403, 409)
    assert "平均机会" not in refused.content.decode()


def test_after_the_release_everybody_reads_it(ground) -> None:
    parted(ground)
    draw = actions.mark_dispatched(by=ground.actor("operator"), draw=ground.signed())
    actions.release(by=ground.actor("approver"), draw=draw, reason="负责人决定公开")
    address = draw.manifest_hash[:16]
    page = Client().get(f"/open/draws/{address}/fairness/").content.decode()
    for words in ("城关镇", "300 人以上", "不是统计", "检查人员的任务数", "历年"):
        assert words in page
    assert {group.chance for one in fairness.make(draw).dimensions for group in one.groups} == {
        fairness.make(draw).dimensions[0].groups[0].chance
    }
    assert f"/open/draws/{address}/fairness/" in Client().get(f"/open/draws/{address}/").content.decode()


def test_a_large_draw_is_counted_once_and_kept(ground, monkeypatch) -> None:
    draw = ground.drawn()
    monkeypatch.setattr(fairness, "AT_ONCE", 1)
    assert fairness.report_of(draw) is None
    client = ground.browser("operator")
    page = reverse("draws:fairness", args=[draw.pk])
    assert "生成报告" in client.get(page).content.decode()
    expected = fairness.make(draw)
    assert client.post(reverse("draws:make_fairness", args=[draw.pk])).status_code == 302
    assert fairness.kept(draw) == expected
    assert "每户的机会" in client.get(page).content.decode()
    actions.make_fairness(by=ground.actor("operator"), draw=draw)
    assert draw.parts.filter(name=fairness.PART).count() == 1
    assert FAIRNESS.seconds(draw.pk) < 1


def test_there_is_no_report_without_a_result(ground) -> None:
    draw = ground.lock()
    with pytest.raises(Refused, match="还没有摇号结果"):
        actions.make_fairness(by=ground.actor("operator"), draw=draw)
    assert sealed.SealedPart.objects.filter(name=fairness.PART).count() == 0


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (None, "未登记"),
        (0, "不到 10 人"),
        (9, "不到 10 人"),
        (10, "10 至 49 人"),
        (299, "50 至 299 人"),
        (300, "300 人以上"),
    ],
)
def test_sizes(count: int | None, words: str) -> None:
    assert fairness.size_label(count) == words


def test_a_simulation_gives_everyone_the_same_and_leaves_no_draw(ground, settings, tmp_path) -> None:
    parted(ground)
    settings.DATA = tmp_path
    found = simulation.simulate(ground.campaign, 100)
    assert simulation.latest(ground.campaign) == found
    for urn in found.urns:
        assert sum(count for _, count in urn.columns) == urn.size
        assert urn.expected == pytest.approx(100 * urn.quota / urn.size, abs=0.01)
        assert urn.within > 75
    towns = next(one for one in found.dimensions if one.name == "乡镇（街道）")
    for group in towns.groups:
        assert group.mean == pytest.approx(group.expected, abs=1.0)
        assert group.fewest <= group.mean <= group.most
    assert not Draw.objects.exists()
    kept = json.loads((tmp_path / "simulations" / f"{ground.campaign.pk}.json").read_text())
    assert not any(
        name in json.dumps(kept, ensure_ascii=False)
        for name in Subject.objects.values_list("name", flat=True)
    )


def test_the_page_of_the_simulation_shows_the_plot_and_says_what_proves(ground, settings, tmp_path) -> None:
    settings.DATA = tmp_path
    settings.LONG_WORK_SECONDS = 3600
    page = reverse("draws:simulate", args=[ground.campaign.pk])
    client = ground.browser("planner")
    assert "还没有试抽过" in client.get(page).content.decode()
    assert client.post(page, {"runs": "100"}).status_code == 302
    said = client.get(page).content.decode()
    assert '<svg class="chart"' in said
    assert "不是统计" in said
    assert "试抽 100 次" in said
    assert SIMULATE[10_000].seconds(ground.campaign.pk) > SIMULATE[100].seconds(ground.campaign.pk)
    assert page in client.get(reverse("plans:campaign_open", args=[ground.campaign.pk])).content.decode()
    assert queries.current_draw(ground.campaign) is None
