"""The pool: who is in, who is out and why, how many are drawn; first against a plain reckoning in Python."""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from mingqian.acts.refusal import Refused
from mingqian.plans import actions
from mingqian.plans.models import Campaign, DrawHistory
from mingqian.plans.pool import build, survey, untold
from mingqian.plans.pool.members import members
from mingqian.plans.pool.terms import terms_of
from mingqian.registers import serials
from mingqian.registers.models import Subject

TODAY = date(2026, 3, 16)
KEY = ("危险化学品", "非煤矿山", "烟花爆竹", "冶金", "有色", "化工")
GENERAL = ("建材", "机械", "轻工", "纺织", "烟草", "商贸", "医药")

pytestmark = pytest.mark.django_db


def plain(subject: Subject, campaign: Any, drawn: set[int]) -> str:
    """The rules once more, as a person would apply them to one subject."""
    klass = subject.supervision_class or (
        "key" if subject.field in KEY else "general" if subject.field in GENERAL else ""
    )
    wanted = campaign.conditions
    if klass not in (campaign.line.item_class, ""):
        return "out_of_scope"
    if "fields" in wanted and subject.field not in wanted["fields"]:
        return "out_of_scope"
    if "townships" in wanted and subject.township not in wanted["townships"]:
        return "out_of_scope"
    if subject.status in ("cancelled", "revoked", "moved"):
        return subject.status
    if subject.pending_jurisdiction:
        return "pending"
    free = (
        klass == "key" or subject.watch_listed or subject.joint_punishment or subject.abnormal_listed
        or subject.credit_grade == "D" or subject.seriously_listed
    )  # fmt: skip
    if subject.pk in drawn and not free:
        return "drawn_already"
    if klass == "" and (campaign.line.item_class == "key" or campaign.unclassed_as != "general"):
        return "unclassed"
    return ""


@pytest.mark.parametrize("seed", range(6))
def test_every_subject_stands_where_a_person_would_put_it(
    seed: int,
    add_subjects: Any,
    approved: Any,
    make_campaign: Any,
    bound: None,
    bureau: Any,
    monkeypatch: Any,
) -> None:
    rng = random.Random(seed)
    for _ in range(150):
        add_subjects(
            field=rng.choice([*KEY, *GENERAL, "", "电子"]),
            supervision_class=rng.choice(["", "", "", "key", "general"]),
            status=rng.choices(["existing", "suspended", "cancelled", "revoked", "moved"], [8, 1, 1, 1, 1])[
                0
            ],
            township=rng.choice(["城关镇", "田镇", "唐坊镇", ""]),
            pending_jurisdiction=rng.random() < 0.1,
            watch_listed=rng.random() < 0.1,
            joint_punishment=rng.random() < 0.1,
            abnormal_listed=rng.random() < 0.1,
            seriously_listed=rng.random() < 0.1,
            credit_grade=rng.choice(["", "A", "B", "C", "D"]),
        )
    item_class = rng.choice(["key", "general"])
    conditions = rng.choice(
        [{}, {"townships": ["城关镇", "田镇"]}, {"fields": ["机械", "危险化学品", "化工"]}]
    )
    line = approved(
        item_class=item_class, conditions=conditions, mode="directed" if conditions else "undirected",
        share_percent=rng.choice(["5", "7.5", "33.3", "100"]),
    )  # fmt: skip
    earlier = make_campaign(line)
    everyone = list(Subject.objects.order_by("id"))
    drawn = {s.pk for s in everyone if rng.random() < 0.3}
    actions.note_drawn(
        by=bureau.actor("draw_operator"), campaign=earlier, subject_ids=drawn, drawn_on=date(2026, 2, 1)
    )
    campaign = make_campaign(line, unclassed_as=rng.choice(["", "general", "left_out"]))

    pool = build(campaign, on=TODAY)
    expected = {s.pk: plain(s, campaign, drawn) for s in everyone}

    candidates = [pk for pk, why in expected.items() if why == ""]
    assert sorted(pk for urn in pool.urns for pk in urn.subject_ids) == candidates
    excluded = {e.subject_id: e.reason_code for e in pool.exclusions}
    assert excluded == {pk: why for pk, why in expected.items() if why not in ("", "out_of_scope")}
    assert len(pool.exclusions) == len(excluded)
    assert pool.out_of_scope == sum(why == "out_of_scope" for why in expected.values())
    assert pool.register_count == len(everyone)
    assert all(e.citation for e in pool.exclusions)
    assert pool.exclusions.counts() == Counter(excluded.values())

    monkeypatch.setattr(untold, "_released", [lambda: Campaign.objects.filter(pk=earlier.pk).values("pk")])
    counted = survey(campaign, on=TODAY)
    assert counted.bars == pool.survey.bars
    assert (counted.candidates, counted.excluded_count) == (len(candidates), len(excluded))
    assert counted.quota == sum(urn.quota for urn in pool.urns)


def test_a_list_that_is_not_released_shows_nowhere_before_the_lock(
    bureau: Any, add_subjects: Any, make_campaign: Any, bound: None, monkeypatch: Any
) -> None:
    """Neither by an exclusion nor by the gap it leaves: counts, bars, lists and a look-up by name stay as they were."""
    ids = add_subjects(30)
    earlier, campaign = make_campaign(), make_campaign()
    before = survey(campaign, on=TODAY)
    listed = members(terms_of(campaign, on=TODAY), show="candidates")
    actions.note_drawn(
        by=bureau.actor("draw_operator"), campaign=earlier, subject_ids=ids[:4], drawn_on=TODAY
    )
    after = survey(campaign, on=TODAY)
    assert (after.candidates, after.quota, after.excluded, after.bars) == (
        before.candidates, before.quota, before.excluded, before.bars,
    )  # fmt: skip
    assert members(terms_of(campaign, on=TODAY), show="candidates") == listed
    (said,) = set(after.alarms) - set(before.alarms)
    assert said.startswith("另有 4 户已被抽中而名单没有公开")
    assert build(campaign, on=TODAY).exclusions.counts() == {"drawn_already": 4}

    monkeypatch.setattr(untold, "_released", [lambda: Campaign.objects.filter(pk=earlier.pk).values("pk")])
    released = survey(campaign, on=TODAY)
    assert (released.candidates, released.excluded_count) == (26, 4)
    assert not any("没有公开" in alarm for alarm in released.alarms)


def test_names_and_codes_stand_with_the_exclusions(
    add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    (gone,) = add_subjects(status="cancelled")
    add_subjects(3)
    pool = build(make_campaign(), on=TODAY)
    only = pool.exclusions[0]
    subject = Subject.objects.get(pk=gone)
    assert (only.subject_id, only.code, only.name) == (gone, subject.code, subject.name)
    assert only.reason == "已注销"
    assert only.citation.endswith("3.2")
    assert pool.exclusions[-1] == only
    assert pool.exclusions[0:5] == [only]
    with pytest.raises(IndexError):
        pool.exclusions[1]


@pytest.mark.parametrize(
    ("size", "percent", "quota"),
    [(1, "5", 1), (20, "5", 1), (21, "5", 2), (40, "5", 2), (41, "5", 3), (100, "33.3", 34), (7, "100", 7)],
)
def test_quota_rounds_up(
    size: int, percent: str, quota: int, add_subjects: Any, approved: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(size)
    pool = build(make_campaign(approved(share_percent=percent)), on=TODAY)
    (urn,) = pool.urns
    assert (urn.quota, len(urn.subject_ids), urn.share) == (quota, size, percent)
    assert urn.citation.endswith("5.1.2")
    assert f"{quota} 户" in urn.steps[-1]


def test_nobody_fits(add_subjects: Any, make_campaign: Any, bound: None) -> None:
    add_subjects(3, status="revoked")
    pool = build(make_campaign(), on=TODAY)
    assert pool.urns == ()
    assert len(pool.exclusions) == 3


def test_an_empty_register(make_campaign: Any, bound: None) -> None:
    pool = build(make_campaign(), on=TODAY)
    assert (pool.urns, len(pool.exclusions), pool.out_of_scope, pool.register_count) == ((), 0, 0, 0)
    assert pool.register_digest == hashlib.sha256(b"\n").hexdigest()


def test_urns_by_credit_grade_have_their_own_quota(
    add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    for grade, count in (("A", 41), ("D", 3), ("", 20)):
        add_subjects(count, credit_grade=grade)
    pool = build(make_campaign(stratify_by="credit_grade"), on=TODAY)
    assert {u.name: (len(u.subject_ids), u.quota) for u in pool.urns} == {
        "A级": (41, 3), "D级": (3, 1), "未评级": (20, 1),
    }  # fmt: skip
    assert all(list(u.subject_ids) == sorted(u.subject_ids) for u in pool.urns)


@pytest.mark.parametrize("stratify_by", ["field", "region_code", "supervision_class"])
def test_urn_names_differ_within_a_draw(
    stratify_by: str, add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    for field in ("机械", "轻工", ""):
        for region in ("370322", "370303", "999999", ""):
            add_subjects(2, field=field, region_code=region)
    pool = build(make_campaign(stratify_by=stratify_by, unclassed_as="general"), on=TODAY)
    names = [urn.name for urn in pool.urns]
    assert len(set(names)) == len(names) > 1
    assert sum(len(u.subject_ids) for u in pool.urns) == 24


def test_register_digest_can_be_reckoned_from_the_register(
    add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(5)
    (gone,) = add_subjects(status="cancelled")
    (key,) = add_subjects(field="冶金")
    campaign = make_campaign()
    outcome = {gone: "cancelled", key: "out_of_scope"}
    lines = "".join(
        f"{s.pk}\t{s.code}\t{s.version}\t{outcome.get(s.pk, '')}\n" for s in Subject.objects.order_by("id")
    )
    before = build(campaign, on=TODAY, salt="5a").register_digest
    assert before == hashlib.sha256(f"5a\n{lines}".encode()).hexdigest()
    assert build(campaign, on=TODAY, salt="5b").register_digest != before
    Subject.objects.filter(pk=key).update(version=2)
    assert build(campaign, on=TODAY, salt="5a").register_digest != before


class TestOnceAYear:
    """高青 6.2."""

    def drawn(self, bureau: Any, campaign: Any, ids: list[int], on: date) -> None:
        actions.note_drawn(by=bureau.actor("draw_operator"), campaign=campaign, subject_ids=ids, drawn_on=on)

    def test_last_year_does_not_count(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        ids = add_subjects(4)
        self.drawn(bureau, make_campaign(), ids[:1], date(2025, 12, 31))
        self.drawn(bureau, make_campaign(), ids[1:2], date(2026, 1, 1))
        pool = build(make_campaign(), on=TODAY)
        (only,) = pool.exclusions
        assert (only.subject_id, only.reason, only.citation[-3:]) == (ids[1], "2026 年已被抽中", "6.2")

    def test_twelve_months_when_the_bureau_decided_so(
        self, bureau: Any, add_subjects: Any, make_campaign: Any
    ) -> None:
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
            settings={"year_means": "twelve_months"}, reason="决定",
        )  # fmt: skip
        ids = add_subjects(4)
        self.drawn(bureau, make_campaign(), ids[:1], date(2025, 3, 17))
        self.drawn(bureau, make_campaign(), ids[1:2], date(2025, 3, 16))
        (only,) = build(make_campaign(), on=TODAY).exclusions
        assert (only.subject_id, only.reason) == (ids[0], "十二个月内已被抽中")

    def test_many_complaints_count_once_the_threshold_is_decided(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        ids = add_subjects(1, complaints_count=3) + add_subjects(1, complaints_count=2)
        self.drawn(bureau, make_campaign(), ids, date(2026, 2, 1))
        undecided = build(make_campaign(), on=TODAY)
        assert len(undecided.exclusions) == 2
        assert any("多次" in alarm for alarm in undecided.alarms)
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
            settings={"many_complaints": "3"}, reason="决定",
        )  # fmt: skip
        decided = build(make_campaign(), on=TODAY)
        assert [list(u.subject_ids) for u in decided.urns] == [ids[:1]]
        assert not any("多次" in alarm for alarm in decided.alarms)

    def test_a_special_order_is_not_bound(
        self, bureau: Any, add_subjects: Any, approved: Any, make_campaign: Any, bound: None
    ) -> None:
        ids = add_subjects(4)
        self.drawn(bureau, make_campaign(), ids, date(2026, 2, 1))
        line = approved(
            mode="directed", conditions={"fields": ["机械"]}, share_percent="1", special_order="superior",
            special_note="省安委办明电〔2026〕1 号",
        )  # fmt: skip
        pool = build(make_campaign(line), on=TODAY)
        assert len(pool.exclusions) == 0
        assert [(len(u.subject_ids), u.quota) for u in pool.urns] == [(4, 1)]

    def test_another_agencys_draws_do_not_count(
        self, bureau: Any, other_bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        ids = add_subjects(2)
        campaign = make_campaign()
        DrawHistory.objects.bulk_create(
            [
                DrawHistory(
                    agency=other_bureau.agency,
                    subject_id=ids[0],
                    campaign=campaign,
                    drawn_on=TODAY,
                    kind="single",
                )
            ]
        )
        assert len(build(campaign, on=TODAY).exclusions) == 0


def test_key_fields_outside_the_lottery_by_decision(
    bureau: Any, add_subjects: Any, approved: Any, make_campaign: Any
) -> None:
    actions.bind_pack(
        by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
        settings={"key_fields_in_lottery": "outside"}, reason="决定",
    )  # fmt: skip
    add_subjects(2, field="烟花爆竹")
    by_register = add_subjects(1, field="机械", supervision_class="key")
    pool = build(make_campaign(approved(item_class="key", share_percent="100")), on=TODAY)
    assert [list(u.subject_ids) for u in pool.urns] == [by_register]
    assert pool.exclusions.counts() == {"key_outside": 2}
    assert pool.exclusions[0].citation.endswith("4.3")


def test_unclassed_are_counted_and_the_setting_decides(
    add_subjects: Any, approved: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(5)
    add_subjects(3, field="")
    add_subjects(1, field="", status="cancelled")
    line = approved()
    asked = build(make_campaign(line), on=TODAY)
    taken = build(make_campaign(line, unclassed_as="general"), on=TODAY)
    left = build(make_campaign(line, unclassed_as="left_out"), on=TODAY)
    assert [p.unclassed for p in (asked, taken, left)] == [3, 3, 3]
    assert [sum(len(u.subject_ids) for u in p.urns) for p in (asked, taken, left)] == [5, 8, 5]
    assert left.exclusions.counts() == {"cancelled": 1, "unclassed": 3}
    assert any("没有决定怎样处理" in alarm for alarm in asked.alarms)
    assert not any("没有决定怎样处理" in alarm for alarm in left.alarms)


def test_the_register_is_read_once_until_it_moves(
    bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(40)
    serials.move(bureau.agency.pk, "subject")
    campaign = make_campaign()
    before = survey(campaign, on=TODAY)
    add_subjects(20)  # written past the register's own actions: nothing says that it moved
    campaign.share_percent = "50"
    kept = survey(campaign, on=TODAY)
    assert (before.candidates, kept.candidates) == (40, 40)
    assert (before.quota, kept.quota) == (2, 20), "what was counted is kept, not what is reckoned from it"
    serials.move(bureau.agency.pk, "subject")
    assert survey(campaign, on=TODAY).candidates == 60
    campaign.mode, campaign.conditions = "directed", {"townships": ["无此镇"]}
    assert survey(campaign, on=TODAY).candidates == 0, "another question is another count"


def test_open_classes_of_the_guide_are_unclassed_until_decided(
    add_subjects: Any, make_campaign: Any, bureau: Any
) -> None:
    add_subjects(2, field="化工")
    add_subjects(2, field="医药")
    campaign = make_campaign()
    before = survey(campaign, on=TODAY)
    assert (before.candidates, before.unclassed) == (0, 4)
    assert any("化工" in alarm and "医药" in alarm for alarm in before.alarms)
    actions.bind_pack(
        by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
        settings={"class_of_chemicals": "重点", "class_of_medicine": "一般"}, reason="决定",
    )  # fmt: skip
    after = survey(campaign, on=TODAY)
    assert (after.candidates, after.unclassed, after.out_of_scope) == (2, 0, 2)


def test_alarms_name_groups_without_a_candidate(
    add_subjects: Any, approved: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(30)
    add_subjects(2, township="田镇", status="cancelled")
    line = approved(mode="directed", conditions={"fields": ["机械", "纺织"], "region_codes": ["3703"]})
    alarms = build(make_campaign(line), on=TODAY).alarms
    assert "行业领域“纺织”没有一户候选。" in alarms
    assert any("田镇" in alarm and "全部被排除" in alarm for alarm in alarms)
    assert not any("3703" in alarm for alarm in alarms)


def test_only_the_own_register_is_read(
    other_bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(2)
    add_subjects(9, agency=other_bureau.agency)
    pool = build(make_campaign(), on=TODAY)
    assert pool.register_count == 2
    assert math.fsum(len(u.subject_ids) for u in pool.urns) == 2


class TestDepartures:
    """原则上 may be departed from with a recorded reason; where two articles collide the bureau's reading counts."""

    def test_once_a_year_in_principle(
        self, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
    ) -> None:
        ids = add_subjects(4)
        actions.note_drawn(
            by=bureau.actor("draw_operator"),
            campaign=make_campaign(),
            subject_ids=ids[:3],
            drawn_on=date(2026, 2, 1),
        )
        assert build(make_campaign(), on=TODAY).exclusions.counts() == {"drawn_already": 3}
        departing = build(make_campaign(repeat_reason=" 汛期加密抽查 "), on=TODAY)
        assert len(departing.exclusions) == 0
        assert [list(urn.subject_ids) for urn in departing.urns] == [ids]
        assert any("原则上" in alarm and "理由：汛期加密抽查" in alarm for alarm in departing.alarms)

    def test_low_risk_below_the_minimum_only_by_decision_condition_and_reason(
        self, bureau: Any, make_plan: Any, make_line: Any
    ) -> None:
        low = {
            "mode": "directed",
            "conditions": {"risk_levels": ["低风险"]},
            "share_percent": "2",
            "share_reason": "低风险",
        }
        decide = {
            "by": bureau.actor("approver"), "agency": bureau.agency, "pack_id": "gaoqing",
            "valid_from": date(2026, 1, 1), "reason": "决定",
        }  # fmt: skip
        plan = make_plan()
        for settings, values, allowed in (
            ({}, low, False),
            ({"low_risk_below_minimum": "no"}, low, False),
            ({"low_risk_below_minimum": "yes"}, low | {"share_reason": ""}, False),
            (
                {"low_risk_below_minimum": "yes"},
                low | {"conditions": {"risk_levels": ["低风险", "高风险"]}},
                False,
            ),
            ({"low_risk_below_minimum": "yes"}, low | {"conditions": {"fields": ["机械"]}}, False),
            ({"low_risk_below_minimum": "yes"}, low, True),
        ):
            actions.bind_pack(**decide, settings=settings)
            if allowed:
                assert make_line(plan, **values).share_percent == "2"
            else:
                with pytest.raises(Refused) as refused:
                    make_line(plan, **values)
                assert refused.value.code == "plans.share_too_low"
