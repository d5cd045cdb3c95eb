"""为什么不在抽查范围: what the register's page says of one subject agrees with the pool, and keeps the drawn secret."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingqian.accounts.current import ROLE_KEY
from mingqian.plans import actions
from mingqian.plans.models import Campaign
from mingqian.plans.standing import towards_campaigns
from mingqian.registers.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(bureau: Any) -> Any:
    """`said(pk, role)`: (outcome, words, citation) of each campaign under way."""

    def ask(pk: int, role: str = "registrar") -> list[tuple[str, str, str]]:
        found = towards_campaigns(bureau.actor(role), Subject.objects.get(pk=pk))
        return [(one.outcome, one.words, one.citation) for one in found]

    return ask


def test_every_reason_is_named(
    said: Any, add_subjects: Any, approved: Any, make_campaign: Any, bound: None
) -> None:
    line = approved(conditions={"fields": ["机械"], "townships": ["城关镇", "田镇"]}, mode="directed")
    make_campaign(line, unclassed_as="left_out")
    cases = {
        "符合条件": {},
        "已注销": {"status": "cancelled"},
        "已迁出": {"status": "moved"},
        "管辖待定": {"pending_jurisdiction": True},
        "是重点检查对象，本任务抽一般": {"supervision_class": "key"},
        "行业领域是“建材”，本任务抽机械": {"field": "建材"},
        "乡镇（街道）没有填写，本任务抽城关镇、田镇": {"township": ""},
        "行业领域没有填写，本任务抽机械；乡镇（街道）是“唐坊镇”": {"field": "", "township": "唐坊镇"},
    }
    for words, values in cases.items():
        (pk,) = add_subjects(**values)
        ((outcome, why, citation),) = said(pk)
        assert words in outcome + why, why
        assert bool(citation) == (outcome == "不参加抽取"), why


def test_drawn_or_not_is_answered_alike(
    said: Any, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    drawn, other, unclassed, unclassed_drawn = (
        *add_subjects(2),
        *add_subjects(2, field="电子"),
    )
    earlier = make_campaign()
    Campaign.objects.filter(pk=earlier.pk).update(state="checking")
    before = {pk: said(pk) for pk in (drawn, other, unclassed, unclassed_drawn)}
    campaign = make_campaign(unclassed_as="left_out")
    actions.note_drawn(
        by=bureau.actor("draw_operator"),
        campaign=earlier,
        subject_ids=[drawn, unclassed_drawn],
        drawn_on=date.today(),
    )
    assert before == {pk: [] for pk in before}
    for role in ("registrar", "approver"):
        assert said(drawn, role) == said(other, role)
        assert said(unclassed, role) == said(unclassed_drawn, role)
        assert said(drawn, role)[0][0] == "符合条件"
    assert campaign.state == "draft"


def test_a_locked_campaign_looks_at_the_register_no_more(
    said: Any, add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    (pk,) = add_subjects(status="cancelled")
    Campaign.objects.filter(pk=make_campaign().pk).update(state="frozen")
    ((outcome, words, _),) = said(pk)
    assert outcome == "已锁库"
    assert "锁库时的名录" in words


def test_the_page_says_it(bureau: Any, add_subjects: Any, make_campaign: Any, bound: None) -> None:
    campaign = make_campaign(unclassed_as="left_out")
    (gone,) = add_subjects(status="cancelled")
    client = Client()
    client.force_login(bureau.users["registrar"], backend="mingqian.accounts.backend.AccountBackend")
    session = client.session
    session[ROLE_KEY] = "registrar"
    session.save()
    page = client.get(reverse("registers:subject_open", args=[gone])).content.decode()
    assert "任何一次抽查都不会抽到" in page
    assert campaign.title in page
    assert reverse("plans:campaign_open", args=[campaign.pk]) in page


def test_another_agency_is_told_nothing(
    other_bureau: Any, add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    make_campaign()
    (pk,) = add_subjects()
    assert list(towards_campaigns(other_bureau.actor("planner"), Subject.objects.get(pk=pk))) == []
