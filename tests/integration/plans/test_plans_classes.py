"""重点／一般 derived from facts, and pools that use what the documents say: grades, three years, other regions."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import plan_chain
import pytest

from mingqian.acts import progress
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.jobs import actions as job_actions
from mingqian.jobs import runs
from mingqian.jobs.models import Job
from mingqian.plans import actions, classing, overlaps, packs
from mingqian.plans.actions import classes as taking_over
from mingqian.plans.actions.campaign import check_urns
from mingqian.plans.models import Campaign, DrawHistory
from mingqian.plans.pool import build, survey
from mingqian.registers import search
from mingqian.registers.models import Subject

from .conftest import TODAY, Bureau

XIPING = {
    "year_means": "calendar_year",
    "cycle_starts": "2025",
    "newcomers": "join_now",
    "third_year": "all_left",
    "key_inspectors": "drawn",
    "high_risk_means": "重大、较大",
}
WEIDONG = {"times_mean": "draws"}


@pytest.fixture
def bind(bureau: Bureau) -> Callable[..., None]:
    def make(pack_id: str, **settings: str) -> None:
        ends = packs.load(pack_id).validity.valid_until
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id=pack_id,
            valid_from=packs.load(pack_id).validity.valid_from or date(2024, 1, 1), valid_until=ends,
            settings=settings, reason="局办公会决定",
        )  # fmt: skip

    return make


@pytest.fixture
def under(bureau: Bureau, make_plan: Any, make_line: Any, make_campaign: Any) -> Callable[..., Campaign]:
    """A campaign of a plan under some pack."""
    numbers = itertools.count(1)

    def make(pack_id: str, campaign: dict[str, Any] | None = None, **line: Any) -> Campaign:
        plan = make_plan(title=f"{pack_id}计划{next(numbers)}", pack_id=pack_id)
        row = make_line(plan, **line)
        plan_chain.approve(plan, bureau.actor("planner"), bureau.actor("approver"))
        row.refresh_from_db()
        return make_campaign(row, **(campaign or {}))

    return make


FACTS: list[dict[str, Any]] = [
    {},
    {"class_basis": "列入重点监管的危险化学品名录"},
    {"class_basis": "涉及危险化工工艺（氯化）"},
    {"class_basis": "三级重大危险源"},
    {"licence_name": "烟花爆竹经营（批发）许可证"},
    {"licence_name": "烟花爆竹经营（零售）许可证"},
    {"field": "涉爆粉尘"},
    {"risk_level": "较大"},
    {"risk_level": "低"},
    {"fatal_accident_on": date(2023, 3, 16)},
    {"fatal_accident_on": date(2023, 3, 15)},
    {"fatal_accident": True},
    {"joint_punishment": True},
    {"major_hazard": True},
]


def test_one_row_and_a_million_are_classed_alike(bind: Any, bureau: Bureau, add_subjects: Any) -> None:
    bind("xiping", **XIPING)
    pack = packs.pack_for(bureau.agency, "xiping")
    ids = [add_subjects(1, **facts)[0] for facts in FACTS]
    found = classing.grounds(pack, TODAY)
    in_sql = dict(
        Subject.objects.filter(pk__in=ids)
        .annotate(derived=classing.ground_case(found, lambda one: one.item_class))
        .values_list("pk", "derived")
    )
    one_by_one = {row.pk: classing.derived(row, pack, TODAY) for row in Subject.objects.filter(pk__in=ids)}
    assert in_sql == {pk: said.item_class for pk, said in one_by_one.items() if said}
    assert [in_sql[pk] for pk in ids] == [
        *("general", "key", "key", "key", "key", "general", "key", "key", "general", "key"),
        *("general", "key", "key", "key"),
    ]
    assert "没有日期" in (one_by_one[ids[11]] or pytest.fail("no answer")).words


def test_whom_the_facts_make_key_is_out_of_the_lottery_with_the_article(
    bind: Any, under: Any, add_subjects: Any
) -> None:
    bind("xiping", **XIPING)
    add_subjects(30, supervision_class="general")
    dead = add_subjects(2, supervision_class="general", fatal_accident_on=date(2025, 6, 1))
    add_subjects(1, supervision_class="key", class_basis="重大危险源")
    pool = build(under("xiping", share_percent="33.3333"), on=TODAY)
    out = {one.subject_id: one for one in pool.exclusions}
    assert set(out) == set(dead)
    assert "近3年发生过死亡事故" in out[dead[0]].reason
    assert out[dead[0]].citation == "西平 细则 四"
    assert sum(len(urn.subject_ids) for urn in pool.urns) == 30


def test_a_key_line_takes_in_whom_the_facts_make_key(bind: Any, under: Any, add_subjects: Any) -> None:
    bind("xiping", **XIPING)
    add_subjects(5)
    add_subjects(2, major_hazard=True)
    add_subjects(1, supervision_class="key", class_basis="重大危险源")
    counted = survey(under("xiping", item_class="key", share_percent="100"), on=TODAY)
    assert (counted.candidates, counted.quota) == (3, 3)
    assert any("摇号只定先后" in alarm for alarm in counted.alarms)


def test_overlaps_and_pools_class_alike(bind: Any, under: Any, add_subjects: Any) -> None:
    """A line reaches in the overlaps whom its pool would draw from: 重点 by facts, not by what the register recorded."""
    bind("xiping", **XIPING)
    add_subjects(5, supervision_class="general")
    add_subjects(3)
    add_subjects(2, supervision_class="general", joint_punishment=True)
    add_subjects(1, risk_level="较大")
    add_subjects(1, supervision_class="key", class_basis="重大危险源")
    for item_class, share in (("general", "33.3333"), ("key", "100")):
        campaign = under("xiping", item_class=item_class, share_percent=share)
        reach = overlaps.Reach(campaign.line, True)
        assert reach.size == survey(campaign, on=TODAY).candidates
    assert reach.size == 4


def _drawn(campaign: Campaign, ids: list[int], on: date) -> None:
    DrawHistory.objects.bulk_create(
        DrawHistory(agency=campaign.agency, subject_id=pk, campaign=campaign, drawn_on=on, kind="single")
        for pk in ids
    )


def test_three_years_cover_everybody_exactly_once(bind: Any, under: Any, add_subjects: Any) -> None:
    bind("xiping", **XIPING)
    ids = add_subjects(10)
    campaign = under("xiping", share_percent="33.3333")
    left, seen_each_year = list(ids), []
    for year in (2025, 2026, 2027):
        pool = build(campaign, on=date(year, 6, 1))
        (urn,) = pool.urns
        assert sorted(urn.subject_ids) == left
        _drawn(under("xiping", share_percent="33.3333"), left[: urn.quota], date(year, 6, 2))
        seen_each_year.append(urn.quota)
        left = left[urn.quota :]
    assert left == []
    assert seen_each_year == [4, 4, 2]
    assert "余下 2 户都要检查" in "；".join(urn.steps)
    assert urn.citation == "西平 细则 四"
    assert {one.reason_code for one in pool.exclusions} == {"seen_before"}


def _three_years(under: Any, ids: list[int], share: str) -> list[int]:
    """How many are drawn in each year of a cycle."""
    campaign, left, drawn = under("xiping", share_percent=share), list(ids), []
    for year in (2025, 2026, 2027):
        (urn,) = build(campaign, on=date(year, 6, 1)).urns
        _drawn(under("xiping", share_percent=share), left[: urn.quota], date(year, 6, 2))
        drawn.append(urn.quota)
        left = left[urn.quota :]
    return drawn


@pytest.mark.parametrize("share", ["33.3333", "33.3334"])
def test_parts_rounded_down_leave_the_rest_to_the_last_year(
    bind: Any, under: Any, add_subjects: Any, share: str
) -> None:
    """The document's own third, typed either way, is what the bureau has decided to round down."""
    bind("xiping", **(XIPING | {"share_rounding": "down_last_rest"}))
    assert _three_years(under, add_subjects(11), share) == [3, 3, 5]


def test_the_last_year_by_its_share_alone_where_it_is_decided_so(
    bind: Any, under: Any, add_subjects: Any
) -> None:
    """Nobody was drawn in 2025 and 2026: a third is drawn, and nobody is certain."""
    bind("xiping", **(XIPING | {"third_year": "as_drawn"}))
    add_subjects(11)
    (urn,) = build(under("xiping", share_percent="33.3333"), on=date(2027, 6, 1)).urns
    assert (urn.quota, urn.citation) == (4, "西平 细则 四")
    assert "没有抽到的下一周期补上" in "；".join(urn.steps)
    bind("xiping", **XIPING)
    (urn,) = build(under("xiping", share_percent="33.3333"), on=date(2027, 6, 1)).urns
    assert urn.quota == 11


def test_a_second_draw_of_the_year_takes_only_what_is_still_missing(
    bind: Any, under: Any, add_subjects: Any
) -> None:
    bind("xiping", **XIPING)
    ids = add_subjects(30)
    campaign = under("xiping", share_percent="33.3333")
    _drawn(under("xiping", share_percent="33.3333"), ids[:6], date(2026, 2, 1))
    (urn,) = build(campaign, on=TODAY).urns
    # 30 in 2025–2027 and none seen in 2025: 30 are left for two years, 15 this year, 6 of them already drawn
    assert (len(urn.subject_ids), urn.quota) == (24, 9)


def test_who_is_unreleased_is_not_told_by_the_counts(bind: Any, under: Any, add_subjects: Any) -> None:
    bind("xiping", **XIPING)
    ids = add_subjects(9)
    campaign = under("xiping", share_percent="33.3333")
    _drawn(under("xiping", share_percent="33.3333"), ids[:3], date(2026, 2, 1))
    counted = survey(campaign, on=TODAY)
    assert (counted.candidates, counted.excluded_count) == (9, 0)
    assert any("另有 3 户已被抽中而名单没有公开" in alarm for alarm in counted.alarms)


def test_a_cycle_nobody_dated_is_asked_for(bind: Any, bureau: Bureau, under: Any, add_subjects: Any) -> None:
    bind("xiping", **{name: said for name, said in XIPING.items() if name != "cycle_starts"})
    add_subjects(9)
    with pytest.raises(Refused, match="从哪一年") as refused:
        actions.confirm_pool(
            by=bureau.actor("planner"), campaign=under("xiping", share_percent="33.3333"), on=TODAY
        )
    assert refused.value.code == "plans.setting_missing"


def of(grade: str, share: str) -> dict[str, Any]:
    """A line of one credit grade."""
    return {"mode": "directed", "conditions": {"credit_grades": [grade]}, "share_percent": share}


def test_each_grade_has_its_own_least_share(bind: Any, under: Any, add_subjects: Any) -> None:
    bind("weidong", **WEIDONG)
    for grade, number in (("A", 100), ("B", 100), ("C", 100), ("D", 41), ("", 2)):
        add_subjects(number, credit_grade=grade, field="危险化学品")
    add_subjects(3, credit_grade="A", field="机械")
    for share, drawn in (("A", 1), ("B", 3), ("C", 10), ("D", 9)):
        least = {"A": "1", "B": "3", "C": "10", "D": "20"}[share]
        (urn,) = build(under("weidong", **of(share, least)), on=date(2024, 7, 1)).urns
        assert (urn.quota, urn.citation) == (drawn, f"卫东 五(二){'ABCD'.index(share) + 1}")
    (urn,) = build(under("weidong", **of("A", "15")), on=date(2024, 7, 1)).urns
    assert urn.quota == 15
    with pytest.raises(Refused, match=r"D 级检查对象.*不得低于 20%（卫东 五"):
        under("weidong", **of("D", "19"))


def test_one_grade_at_a_time_of_those_the_document_is_about(
    bind: Any, under: Any, add_subjects: Any, bureau: Bureau
) -> None:
    """卫东 五(二), 三: a draw has one grade, and only 危险化学品经营单位."""
    bind("weidong", **WEIDONG)
    for named in ({}, of("A", "1")["conditions"] | {"credit_grades": ["A", "D"]}):
        with pytest.raises(Refused) as raised:
            under("weidong", mode="directed" if named else "undirected", conditions=named, share_percent="1")
        assert (raised.value.code, raised.value.field) == ("plans.one_grade", "credit_grades")
        assert "卫东 五(二)" in raised.value.words()
    add_subjects(10, credit_grade="A", field="危险化学品")
    out = add_subjects(2, credit_grade="A", field="机械") + add_subjects(1, credit_grade="A")
    campaign = under("weidong", **of("A", "1"))
    pool = build(campaign, on=date(2024, 7, 1))
    assert {one.subject_id: (one.reason_code, one.citation) for one in pool.exclusions} == dict.fromkeys(
        out, ("field_outside", "卫东 三")
    )
    with pytest.raises(Refused) as raised:
        actions.edit_campaign(
            by=bureau.actor("planner"), campaign=campaign, conditions={"credit_grades": ["A", "B"]}
        )
    assert raised.value.code == "plans.one_grade"


def test_a_document_that_says_how_many_is_taken_at_its_word(bind: Any, under: Any, add_subjects: Any) -> None:
    add_subjects(30, supervision_class="key")
    add_subjects(10)
    campaign = under("hebi", share_percent="50")
    (urn,) = build(campaign, on=date(2020, 7, 10)).urns
    assert (len(urn.subject_ids), urn.quota, urn.citation) == (40, 1, "鹤壁 三(二)")
    more = under("hebi", {"quotas": [[[""], "3户"]]}, share_percent="50")
    counted = survey(more, on=date(2020, 7, 10))
    assert counted.quota == 1  # 抽取1家: no more either
    with pytest.raises(Refused, match="最多抽 1 户（鹤壁 三") as refused:
        check_urns(counted)
    assert refused.value.code == "plans.stratum_too_high"


def test_another_region_three_to_six_and_all_who_were_complained_of(
    bind: Any, under: Any, add_subjects: Any, bureau: Bureau
) -> None:
    bind("xiping", **XIPING)
    add_subjects(40)
    key = add_subjects(1, major_hazard=True)
    angry = add_subjects(2, complaints_count=1)
    campaign = under("xiping", kind="cross", share_percent="50")
    urns = {urn.name: urn for urn in build(campaign, on=TODAY).urns}
    assert sorted(urns["被投诉举报的"].subject_ids) == angry
    assert urns["被投诉举报的"].quota == 2
    assert urns["其他检查对象"].quota == 6
    assert key[0] in urns["其他检查对象"].subject_ids
    assert urns["其他检查对象"].citation == "西平 跨区域 四"
    small = under("xiping", kind="cross", share_percent="1")
    assert {urn.name: urn.quota for urn in build(small, on=TODAY).urns}["其他检查对象"] == 3
    many = under("xiping", {"quotas": [[[""], "12户"]]}, kind="cross", share_percent="1")
    counted = survey(many, on=TODAY)
    assert {urn.name: (urn.quota, urn.too_high) for urn in counted.urns}["其他检查对象"] == (6, True)
    asked = under(
        "xiping", {"quotas": [[[""], "12户"]]}, kind="cross", share_percent="1", share_reason="省厅要求十二家"
    )
    assert {urn.name: urn.quota for urn in survey(asked, on=TODAY).urns}["其他检查对象"] == 12
    reasoned = under("xiping", kind="cross", share_percent="25", share_reason="省厅要求不少于十家")
    assert {urn.name: urn.quota for urn in build(reasoned, on=TODAY).urns}["其他检查对象"] == 11
    with pytest.raises(Refused, match="没有跨区域"):
        under("gaoqing", kind="cross", share_percent="50")


@pytest.fixture
def wrong(bind: Any, add_subjects: Any) -> list[int]:
    """Two recorded as 一般 whom the facts make 重点, one the other way round, one in order."""
    bind("xiping", **XIPING)
    add_subjects(1, supervision_class="key", class_basis="以前的事故")
    add_subjects(1, supervision_class="key", class_basis="重大危险源")
    found: list[int] = add_subjects(2, supervision_class="general", joint_punishment=True)
    for row in Subject.objects.all():
        row.search_text = search.text_of_subject(row)
        row.save()
        search.keep(row, "")
    return found


def test_the_register_shows_the_derived_class_and_takes_it_over_in_bulk(
    wrong: list[int], bureau: Bureau, signed_in: Any
) -> None:
    client = signed_in(bureau.users["registrar"], "registrar")
    page = client.get(f"/registers/subjects/{wrong[0]}/").content.decode()
    assert "按规则是重点：联合惩戒对象" in page
    assert "与规则不一致" in page
    assert "西平 细则 四" in page

    page = client.get("/plans/rules/classes/?group=general-joint_punishment")
    content = page.content.decode()
    assert content.count('name="row"') == 2
    context = page.context
    sent = {
        "group": "general-joint_punishment", "seen": context["seen"],
        "row": [str(pk) for pk in wrong], "reason": "联合惩戒名单 2026 年第 1 期",
    }  # fmt: skip
    refused = client.post("/plans/rules/classes/", sent | {"reason": ""})
    assert refused.status_code == 422
    done = client.post("/plans/rules/classes/", sent)
    assert done.status_code == 302, done.context["error"]
    changed = Subject.objects.filter(pk__in=wrong)
    assert {(row.supervision_class, row.class_basis) for row in changed} == {
        ("key", "联合惩戒对象（西平 细则 四）")
    }
    again = client.post("/plans/rules/classes/", sent)
    assert again.status_code == 422
    assert "general-general" not in client.get("/plans/rules/classes/").content.decode()


def test_without_a_document_that_classes_there_is_nothing_to_compare(bureau: Bureau, signed_in: Any) -> None:
    page = signed_in(bureau.users["registrar"], "registrar").get("/plans/rules/classes/")
    assert "没有一份分重点、一般" in page.content.decode()


class TestRaisedShare:
    """西平 方案 二(五): more of those complained of, listed as abnormal or seriously in breach."""

    @pytest.fixture
    def subjects(self, add_subjects: Any) -> dict[str, list[int]]:
        return {
            "plain": add_subjects(60, complaints_count=2),
            "raised": add_subjects(4, complaints_count=3)
            + add_subjects(3, abnormal_listed=True)
            + add_subjects(3, seriously_listed=True),
        }

    def test_they_are_an_urn_of_their_own_with_the_share_decided(
        self, bind: Any, under: Any, subjects: dict[str, list[int]]
    ) -> None:
        bind("xiping", **XIPING, raised_share_percent="80", many_complaints="3")
        pool = build(under("xiping", share_percent="33.3333"), on=date(2025, 6, 1))
        urns = {urn.name: urn for urn in pool.urns}
        assert sorted(urns["提高比例的"].subject_ids) == sorted(subjects["raised"])
        assert (urns["提高比例的"].quota, urns["提高比例的"].share) == (8, "80")
        assert urns["提高比例的"].citation == "西平 方案 二(五)"
        assert "提高到 80%" in urns["提高比例的"].steps[0]
        assert (urns["其他"].quota, len(urns["其他"].subject_ids)) == (20, 60)
        assert not any("还没有决定（西平 方案 二(五)）" in alarm for alarm in pool.alarms)

    def test_crossed_with_the_campaigns_own_urns_and_never_below(
        self, bind: Any, under: Any, subjects: dict[str, list[int]], bureau: Bureau
    ) -> None:
        bind("xiping", **XIPING, raised_share_percent="80", many_complaints="3")
        campaign = under("xiping", {"stratify_by": "township"}, share_percent="33.3333")
        actions.edit_campaign(
            by=bureau.actor("planner"), campaign=campaign, version=campaign.version,
            quotas=[[["城关镇", "raised"], "2户"], [["城关镇", ""], "30户"]],
        )  # fmt: skip
        campaign = Campaign.objects.get(pk=campaign.pk)
        urns = {urn.name: urn for urn in survey(campaign, on=date(2025, 6, 1)).urns}
        assert (urns["城关镇·提高比例的"].quota, urns["城关镇·提高比例的"].too_low) == (8, True)
        assert urns["城关镇·其他"].quota == 30

    def test_without_a_number_for_many_complaints_they_do_not_count(
        self, bind: Any, under: Any, subjects: dict[str, list[int]]
    ) -> None:
        bind("xiping", **XIPING, raised_share_percent="80")
        counted = survey(under("xiping", share_percent="33.3333"), on=date(2025, 6, 1))
        assert {urn.name: (urn.size, urn.quota) for urn in counted.urns} == {
            "提高比例的": (6, 5),
            "其他": (64, 22),
        }
        assert any("投诉举报几次算“多”还没有决定" in alarm for alarm in counted.alarms)

    def test_undecided_all_are_in_one_urn_and_it_is_said(
        self, bind: Any, under: Any, subjects: dict[str, list[int]]
    ) -> None:
        bind("xiping", **XIPING, many_complaints="3")
        counted = survey(under("xiping", share_percent="33.3333"), on=date(2025, 6, 1))
        assert [(urn.name, urn.size, urn.quota) for urn in counted.urns] == [("全部候选", 70, 24)]
        assert any("比例提高到多少还没有决定" in alarm for alarm in counted.alarms)

    def test_it_does_not_touch_the_checks_of_key_subjects(
        self, bind: Any, under: Any, add_subjects: Any, subjects: dict[str, list[int]]
    ) -> None:
        bind("xiping", **XIPING, raised_share_percent="80", many_complaints="3")
        add_subjects(2, major_hazard=True, complaints_count=9)
        counted = survey(under("xiping", item_class="key", share_percent="100"), on=TODAY)
        assert [(urn.size, urn.quota) for urn in counted.urns] == [(2, 2)]


@pytest.mark.parametrize(
    ("decided", "drawn"),
    [
        ({"times_mean": "draws"}, {"A": 1, "C": 10, "D": 9}),
        ({"times_mean": "draws", "share_each_draw": "year"}, {"A": 1, "C": 5, "D": 5}),
        ({"times_mean": "per_subject", "share_each_draw": "year"}, {"A": 1, "C": 10, "D": 9}),
    ],
)
def test_a_share_of_each_draw_or_of_the_year(
    bind: Any, under: Any, add_subjects: Any, decided: dict[str, str], drawn: dict[str, int]
) -> None:
    bind("weidong", **decided)
    for grade, number in (("A", 100), ("C", 100), ("D", 41)):
        add_subjects(number, credit_grade=grade, field="危险化学品")
    urns = {}
    for grade, share in (("A", 1), ("C", 10), ("D", 20)):
        least = Fraction(share, 2 if 5 in drawn.values() else 1)
        (urns[grade],) = build(under("weidong", **of(grade, str(float(least)))), on=date(2024, 7, 1)).urns
    assert {grade: urn.quota for grade, urn in urns.items()} == drawn
    assert any("一年抽取 2 次" in step for urn in urns.values() for step in urn.steps) is (
        5 in drawn.values()
    )


class TestEverybodyOfAKind:
    """这一类全部改: as many as there are, at once or in the background, in the register's own steps."""

    @pytest.fixture
    def many(self, bind: Any, add_subjects: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        bind("xiping", **XIPING)
        monkeypatch.setattr(taking_over, "LIMIT", 50)
        found: list[int] = add_subjects(120, supervision_class="general", joint_punishment=True)
        for row in Subject.objects.all():
            row.search_text = search.text_of_subject(row)
            row.save()
            search.keep(row, "")
        return found

    def sent(self, **more: str) -> dict[str, str]:
        return {
            "group": "general-joint_punishment",
            "count": "120",
            "all": "1",
            "reason": "名单第 1 期",
        } | more

    def test_more_than_one_step_in_one_press(self, many: list[int], bureau: Bureau, signed_in: Any) -> None:
        client = signed_in(bureau.users["registrar"], "registrar")
        page = client.get("/plans/rules/classes/").content.decode()
        assert "改全部 120 户" in page and 'name="count" value="120"' in page
        done = client.post("/plans/rules/classes/", self.sent())
        assert done.status_code == 302
        assert set(Subject.objects.filter(pk__in=many).values_list("supervision_class", flat=True)) == {"key"}
        steps = Event.objects.filter(action="registers.subject.bulk").count()
        assert (steps, Event.objects.filter(action="plans.classes.take_over").count()) == (3, 1)

    def test_large_it_is_handed_over_and_tells_how_far_it_is(
        self, many: list[int], bureau: Bureau, settings: Any, monkeypatch: pytest.MonkeyPatch, signed_in: Any
    ) -> None:
        settings.LONG_WORK_SECONDS = 0
        monkeypatch.setattr(runs, "start", lambda job: None)
        client = signed_in(bureau.users["registrar"], "registrar")
        begun = client.post("/plans/rules/classes/", self.sent())
        job = Job.objects.get(work="plans.classes")
        assert begun["Location"] == f"/jobs/{job.pk}/"
        assert set(Subject.objects.values_list("supervision_class", flat=True)) == {"general"}
        told: list[tuple[str, int, int]] = []
        with progress.heard_by(lambda words, done, whole: told.append((words, done, whole))):
            job_actions.finish(by=bureau.actor("registrar"), job=job)
        job.refresh_from_db()
        assert (job.state, "120 户" in job.outcome) == ("done", True)
        assert [(done, whole) for words, done, whole in told if "监管类别" in words or "按规则" in words] == [
            (0, 120), (50, 120), (100, 120),
        ]  # fmt: skip
        assert set(Subject.objects.values_list("supervision_class", flat=True)) == {"key"}

    @pytest.mark.parametrize(("more", "words"), [({"reason": " "}, "理由"), ({"count": "119"}, "改动")])
    def test_refused_before_anything_is_begun(
        self, many: list[int], bureau: Bureau, signed_in: Any, more: dict[str, str], words: str
    ) -> None:
        client = signed_in(bureau.users["registrar"], "registrar")
        refused = client.post("/plans/rules/classes/", self.sent(**more))
        assert refused.status_code == 422 and words in refused.context["error"]
        assert not Job.objects.exists()

    def test_all_or_none(self, many: list[int], bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
        kept = taking_over.change_subjects
        calls: list[int] = []

        def breaks(**arguments: Any) -> Any:
            calls.append(1)
            if len(calls) == 3:
                raise Refused("registers.moved_since_seen")
            return kept(**arguments)

        monkeypatch.setattr(taking_over, "change_subjects", breaks)
        with pytest.raises(Refused):
            actions.take_over_classes(
                by=bureau.actor("registrar"), agency=bureau.agency, group="general-joint_punishment", count=120,
                reason="名单第 1 期",
            )  # fmt: skip
        assert set(Subject.objects.values_list("supervision_class", flat=True)) == {"general"}
