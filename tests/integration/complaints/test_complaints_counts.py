"""投诉举报多: what is registered here goes into the register by the registrar's hand, and with it into the draw."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.complaints import actions
from mingqian.complaints.counts import differences, period
from mingqian.complaints.desk import desk_lines
from mingqian.complaints.rules import Rules
from mingqian.registers.models import Revision, Subject


def counted(bureau) -> list[tuple[int, int]]:
    over = period(Rules(bureau.agency.pk))
    return [(one.registered, one.subject.complaints_count) for one in differences(bureau.agency.pk, over)]


def test_registered_ones_count_and_refused_ones_and_officers_do_not(bureau):
    bureau.take()
    bureau.take()
    actions.refuse(by=bureau.actor("office"), complaint=bureau.take(), reason="重复")
    bureau.about_officers()
    shift = bureau.shift()
    bureau.take("duty", way="电话")
    assert counted(bureau) == [(2, 0)]
    actions.hand_over(by=bureau.actor("duty"), shift=shift)
    actions.register_shift(by=bureau.actor("office"), shift=shift)
    assert counted(bureau) == [(3, 0)]


def test_the_registrar_takes_the_number_over_with_its_source(bureau):
    bureau.take()
    bureau.take()
    assert any("1 户登记的比名录里的多" in line.what for line in desk_lines(bureau.actor("registrar")))
    page = bureau.client("registrar")
    said = page.get("/complaints/counts/").content.decode()
    assert "试验烟花爆竹厂" in said and "没有安全生产许可证" not in said
    done = page.post("/complaints/counts/", {"row": bureau.subject.pk, f"shown-{bureau.subject.pk}": "2"})
    assert done.status_code == 302
    assert Subject.objects.get(pk=bureau.subject.pk).complaints_count == 2
    newest = Revision.objects.order_by("-pk").first()
    assert "最近十二个月登记 2 件（西平 方案 二(五)）" in newest.reason
    assert counted(bureau) == []
    assert not list(desk_lines(bureau.actor("registrar")))


def test_a_number_that_moved_is_not_taken_over(bureau):
    bureau.take()
    with pytest.raises(Refused) as caught:
        actions.take_over_counts(
            by=bureau.actor("registrar"), agency=bureau.agency, chosen={bureau.subject.pk: 5}
        )
    assert caught.value.code == "complaints.counts_moved"
    assert Subject.objects.get(pk=bureau.subject.pk).complaints_count == 0


def test_what_is_too_old_no_longer_counts(bureau, at):
    bureau.take()
    assert counted(bureau) == [(1, 0)]
    at(timezone.now() + timedelta(days=400))
    assert counted(bureau) == []


def test_nothing_is_taken_over_before_the_bureau_has_decided_the_period(plain):
    plain.bind("xiping", many_complaints="2")
    plain.arrange()
    plain.take()
    assert period(Rules(plain.agency.pk)) is None
    with pytest.raises(Refused) as caught:
        actions.take_over_counts(
            by=plain.actor("registrar"), agency=plain.agency, chosen={plain.subject.pk: 1}
        )
    assert caught.value.code == "complaints.period_open"
    assert "还没有决定" in plain.client("registrar").get("/complaints/counts/").content.decode()


def test_nobody_but_the_registrar_opens_it(bureau):
    assert bureau.client("office").get("/complaints/counts/").status_code == 403
