"""A finding: received when we are the place; what the place does; how it is followed up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.crossing import rules
from mingqian.crossing.actions.activity import held
from mingqian.crossing.actions.typed import own, past, text
from mingqian.crossing.models import Activity, Answer, Follow, Part, Received
from mingqian.crossing.queries import GONE_OUT
from mingqian.inspections.models import Referral, ReferralWay
from mingqian.inspections.scope import require_unit


@action(Permission.REFER, event="crossing.finding.receive")
def receive_finding(
    *,
    by: Actor,
    activity: Activity,
    from_name: str,
    received_on: date | None,
    subject_name: str,
    facts: str,
    number: str = "",
) -> Received:
    """Note what those who checked here told us in writing.

    Raises `Refused`: crossing.not_yours, closed, not_host, missing, too_long, future, before.
    """
    now = held(by, activity)
    if now.part != Part.HOST:
        raise Refused("crossing.not_host", title=now.title)
    made = Received.objects.create(
        agency_id=now.agency_id,
        activity=now,
        from_name=text(from_name, "from_name", "反馈的单位", 120, needed=True),
        number=text(number, "number", "文号", 80),
        received_on=past(received_on, "received_on", "收到日期", now.received_on),
        subject_name=text(subject_name, "subject_name", "检查对象", 300, needed=True),
        facts=text(facts, "facts", "反馈的问题", 4000, needed=True),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="crossing.finding.receive",
        obj=("crossing.received", made.pk),
        details={"number": made.number},
    )
    return made


def _about(by: Actor, referral: Referral | None, received: Received | None) -> dict[str, Any]:
    """Which finding it is, since when its place can act, what it is called in the record."""
    if (referral is None) == (received is None):
        raise TypeError("one finding: a letter of ours, or one received")
    if referral is not None:
        require_unit(by, referral.inspection)
        if referral.way != ReferralWay.PLACE or referral.state not in GONE_OUT:
            raise Refused("crossing.not_sent")
        return {
            "agency": referral.agency_id,
            "since": referral.sent_on,
            "obj": ("inspections.referral", referral.pk),
            "number": referral.number,
        }
    assert received is not None
    own(by, received.agency_id)
    held(by, received.activity)
    return {
        "agency": received.agency_id,
        "since": received.received_on,
        "obj": ("crossing.received", received.pk),
        "number": received.number,
    }


@action(Permission.REFER, event="crossing.finding.answer")
def answer_duty(
    *,
    by: Actor,
    duty: str,
    said: str,
    answered_on: date | None,
    referral: Referral | None = None,
    received: Received | None = None,
    applies: bool = True,
) -> Answer:
    """Note what the place did under one of its duties, or why there was nothing to do.

    Raises `Refused`: inspections.not_yours, crossing.not_yours, not_sent, closed, word_unknown, missing, too_long,
    future, before.
    """
    about = _about(by, referral, received)
    asked = rules.local_duties(about["agency"])
    if duty not in asked.words:
        raise Refused("crossing.word_unknown", field="duty", citation=asked.citation)
    made = Answer.objects.create(
        referral=referral,
        received=received,
        duty=duty,
        applies=applies,
        said=text(said, "said", "情况" if applies else "为什么不涉及", 2000, needed=True),
        answered_on=past(answered_on, "answered_on", "日期", about["since"]),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="crossing.finding.answer",
        obj=about["obj"],
        details={"number": about["number"], "word": duty},
    )
    return made


@action(Permission.REFER, event="crossing.finding.follow")
def follow_up(
    *,
    by: Actor,
    form: str,
    followed_on: date | None,
    outcome: str,
    referral: Referral | None = None,
    received: Received | None = None,
) -> Follow:
    """Note one step of following up, with its day and what came of it.

    Raises `Refused`: inspections.not_yours, crossing.not_yours, not_sent, closed, word_unknown, missing, too_long,
    future, before.
    """
    about = _about(by, referral, received)
    asked = rules.follow_forms(about["agency"])
    if form not in asked.words:
        raise Refused("crossing.word_unknown", field="form", citation=asked.citation)
    made = Follow.objects.create(
        referral=referral,
        received=received,
        form=form,
        followed_on=past(followed_on, "followed_on", "日期", about["since"]),
        outcome=text(outcome, "outcome", "结果", 2000, needed=True),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="crossing.finding.follow",
        obj=about["obj"],
        details={"number": about["number"], "word": form},
    )
    return made
