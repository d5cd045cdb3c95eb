"""综合查一次: overlaps reckoned without any drawn list; the yearly cap asked before the draw, and no leak through it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.current import system_actor
from mingqian.plans import actions, overlaps
from mingqian.plans.pool import build, reasons, survey
from mingqian.registers.models import Subject
from mingqian.registers.standing import standings

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def cap(bureau: Any, most: str) -> None:
    actions.bind_pack(
        by=bureau.actor("approver"), agency=bureau.agency, pack_id="national", valid_from=date(2026, 1, 1),
        settings={"yearly_cap": most, "rule.frequency.yearly_cap_published": "二（三）｜公布同一企业年度频次上限"}, reason="县政府公布",
    )  # fmt: skip


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Say which campaigns' lists are public."""
    ids: set[int] = set()
    monkeypatch.setattr("mingqian.plans.pool.untold._released", [lambda: list(ids)])
    return lambda campaign: ids.add(campaign.pk)


def draw(campaign: Any, ids: list[int]) -> None:
    actions.note_drawn(by=system_actor(), campaign=campaign, subject_ids=ids, drawn_on=date(2026, 2, 1))


class TestOverlaps:
    def test_lines_meet_where_months_and_conditions_do(
        self, bureau: Any, make_plan: Any, make_line: Any, add_subjects: Any
    ) -> None:
        add_subjects(6)
        add_subjects(4, field="建材")
        add_subjects(1, field="机械", retired_at=timezone.now())
        plan = make_plan()
        make_line(plan, title="全部")
        make_line(
            plan, title="机械", mode="directed", conditions={"fields": ["机械"]}, month_from=6, month_to=8
        )
        make_line(
            plan, title="建材", mode="directed", conditions={"fields": ["建材"]}, month_from=6, month_to=8
        )
        make_line(plan, title="年底", month_from=12, month_to=12)
        found = overlaps.overlaps(bureau.agency.pk, 2026)
        assert [(one.first.line.title, one.second.line.title, one.months, one.shared) for one in found] == [
            ("全部", "机械", "6 月", 6),
            ("全部", "建材", "6 月", 4),
        ]

    def test_another_department_is_met_by_code_and_only_where_its_plan_is_public(
        self, bureau: Any, other_bureau: Any, make_plan: Any, make_line: Any, add_subjects: Any
    ) -> None:
        add_subjects(5)
        code = Subject.objects.values_list("code", flat=True)[0]
        add_subjects(3, agency=other_bureau.agency)
        theirs = Subject.objects.filter(agency=other_bureau.agency).order_by("pk")[0]
        Subject.objects.filter(pk=theirs.pk).update(code=code)
        make_line(make_plan())
        planner = other_bureau.actor("planner")
        plan = actions.create_plan(
            by=planner, agency=other_bureau.agency, year=2026, title="他局计划", scope="全县", basis="指引"
        )
        actions.add_line(
            by=planner, plan=plan, title="他局抽查", item_class="general", share_percent="5", estimated_count=1,
            month_from=5, month_to=5, unit=other_bureau.unit,
        )  # fmt: skip
        assert overlaps.overlaps(bureau.agency.pk, 2026) == []
        type(plan).objects.filter(pk=plan.pk).update(state="published")
        (one,) = overlaps.overlaps(bureau.agency.pk, 2026)
        assert (one.shared, one.months, one.second.own, one.joined) == (1, "5 月", False, False)

    def test_drawing_changes_no_number_on_the_page(
        self, browser: Any, bureau: Any, make_campaign: Any, approved: Any, add_subjects: Any
    ) -> None:
        ids = add_subjects(8)
        approved()
        campaign = make_campaign()
        cap(bureau, "1")

        def page() -> str:
            found = browser("planner").get(reverse("plans:visits") + "?year=2026").content.decode()
            return re.sub(r"[A-Za-z0-9]{64}", "", found)  # the tokens of the forms

        before = page()
        draw(campaign, ids[:3])
        after = page()
        assert before == after
        assert "还没有公开的检查" in after


class TestCap:
    def test_whoever_reached_the_cap_is_not_drawn_and_pages_tell_it_only_once_released(
        self, bureau: Any, make_campaign: Any, approved: Any, add_subjects: Any, bound: None, release: Any
    ) -> None:
        ids = add_subjects(10)
        # A campaign of its own kind, which 高青's once a year does not bind: the cap still does.
        first = make_campaign()
        line = approved(
            mode="directed",
            conditions={"fields": ["机械"]},
            special_order="drive",
            special_note="县安委会〔2026〕1号",
        )
        campaign = make_campaign(line)
        draw(first, ids[:4])
        assert survey(campaign, on=TODAY).candidates == 10
        assert len(build(campaign, on=TODAY).exclusions) == 0

        cap(bureau, "1")
        shown = survey(campaign, on=TODAY)
        assert shown.candidates == 10
        assert any("另有 4 户已被抽中而名单没有公开" in words for words in shown.alarms)
        locked = build(campaign, on=TODAY)
        assert [one.subject_id for one in locked.exclusions] == ids[:4]
        assert {one.reason_code for one in locked.exclusions} == {reasons.CAPPED}
        assert list(locked.exclusions.ids_for(*reasons.FROM_LISTS)) == ids[:4]

        release(first)
        assert survey(campaign, on=TODAY).candidates == 6

    def test_two_may_be_borne_where_two_are_published(
        self, bureau: Any, make_campaign: Any, approved: Any, add_subjects: Any, bound: None
    ) -> None:
        ids = add_subjects(5)
        campaign = make_campaign(
            approved(
                mode="directed", conditions={"fields": ["机械"]}, special_order="event", special_note="令"
            )
        )
        cap(bureau, "2")
        draw(make_campaign(), ids[:3])
        draw(make_campaign(), ids[:1])
        assert [one.subject_id for one in build(campaign, on=TODAY).exclusions] == ids[:1]

    def test_the_register_says_how_much_is_left(
        self, bureau: Any, make_campaign: Any, add_subjects: Any, release: Any, browser: Any
    ) -> None:
        year = timezone.localdate().year
        (one,) = add_subjects(1)
        campaign = make_campaign()
        subject = Subject.objects.get(pk=one)

        def said() -> list[str]:
            found = standings(bureau.actor("planner"), subject)
            return [answer.outcome for answer in found if "检查次数" in answer.campaign]

        assert said() == []
        cap(bureau, "2")
        assert said() == ["还可以查 2 次"]
        actions.note_drawn(by=system_actor(), campaign=campaign, subject_ids=[one], drawn_on=date(year, 1, 2))
        assert said() == ["还可以查 2 次"]
        release(campaign)
        assert said() == ["接近上限"]
        page = browser("planner").get(reverse("plans:visits")).content.decode()
        assert subject.name in page and "再查一次就到上限" in page
