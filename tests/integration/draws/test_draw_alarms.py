"""Alarms before the freeze: a place gone, a pool shrunk, names a character apart, duplicates, expired certificates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mingqian.accounts.current import actor_for
from mingqian.draws import actions, alarms
from mingqian.draws.eligibility import gather
from mingqian.plans.pool import survey
from mingqian.registers.models import Inspector, Subject


def said(ground):
    today = timezone.localdate()
    found = alarms.alarms(
        ground.campaign, survey(ground.campaign, on=today), gather(ground.campaign, on=today)
    )
    assert all(alarm.advice for alarm in found)
    return "\n".join(alarm.text for alarm in found)


def frozen_before(ground):
    """A first attempt, aborted, so that there is a last time."""
    draw, _ = ground.committed()
    actions.ask_new_attempt(by=ground.actor("operator"), draw=draw, reason="重来")
    approver = actor_for(ground.users["approver"], "approver", origin="")
    actions.approve_new_attempt(by=approver, draw=draw)
    ground.campaign.refresh_from_db()


def test_a_sound_pool_raises_no_alarm(ground):
    assert said(ground) == ""


def test_a_town_with_no_candidate_left(ground):
    Subject.objects.filter(agency=ground.agency, township="东镇").update(status="cancelled")
    assert "乡镇（街道）“东镇”没有一户候选" in said(ground)


def test_the_hartford_lesson_one_character_and_a_town_is_gone(ground):
    frozen_before(ground)
    Subject.objects.filter(agency=ground.agency, township="东镇").update(township="東镇")
    words = said(ground)
    assert "“东镇（上次 30 户）”这次一户候选也没有" in words
    assert "候选" not in words.replace("这次一户候选也没有", ""), "the count alone would have told nothing"


@pytest.mark.parametrize(("left", "word"), [(40, "少了 33%"), (59, "")])
def test_a_pool_that_shrank(ground, left, word):
    frozen_before(ground)
    ids = Subject.objects.filter(agency=ground.agency).order_by("id").values_list("id", flat=True)[left:]
    Subject.objects.filter(id__in=list(ids)).delete()
    assert (word in said(ground)) if word else said(ground) == ""


def test_a_pool_that_grew(ground):
    frozen_before(ground)
    Subject.objects.bulk_create(
        Subject(
            agency=ground.agency, code=f"G{n:05d}", code_kind="own", name=f"新{n}机械厂", field="机械",
            supervision_class="general", region_code="990001", township="东镇", status="existing",
        )
        for n in range(30)
    )  # fmt: skip
    words = said(ground)
    assert "多了 50%" in words
    assert "检查对象名录库共 90 户，上次锁库时 60 户" in words


def test_names_a_character_or_a_space_apart(ground):
    first = Subject.objects.filter(agency=ground.agency, township="东镇").first()
    Subject.objects.filter(pk=first.pk).update(township="东镇 ")
    assert "写法只差一点" in said(ground)


def test_a_rare_name_beside_a_common_one(ground):
    Subject.objects.filter(agency=ground.agency).update(township="城关街道")
    first = Subject.objects.filter(agency=ground.agency).first()
    Subject.objects.filter(pk=first.pk).update(township="城关街到")
    assert "“城关街到”（1 户）与“城关街道”（59 户）" in said(ground)


def test_duplicates_among_subjects_and_people(ground):
    ids = list(Subject.objects.filter(agency=ground.agency).values_list("id", flat=True)[:2])
    Subject.objects.filter(id__in=ids).update(name="同名厂")
    Inspector.objects.filter(agency=ground.agency, name__in=["检查员0", "检查员1"]).update(name="王强")
    words = said(ground)
    assert "检查对象重名：同名厂（2 条）" in words
    assert "同一单位的姓名重复：王强" in words


def test_expired_certificates_name_the_people(ground):
    Inspector.objects.filter(name="检查员2").update(
        certificate_valid_until=timezone.localdate() - timedelta(days=1)
    )
    assert "1 名检查人员执法证已过期：检查员2" in said(ground)


def test_what_was_alarming_is_kept_with_the_freeze(ground):
    Inspector.objects.filter(name="检查员2").update(
        certificate_valid_until=timezone.localdate() - timedelta(days=1)
    )
    draw = ground.lock()
    assert draw.counts["alarms"] == ["1 名检查人员执法证已过期：检查员2。"]
    assert draw.counts["by"]["township"] == {"东镇": 30, "西镇": 30}
