"""Where the public may turn: from the packs that bind the bureau, and from what it entered itself (安全生产法 73)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from mingqian.complaints.codes import blinded
from mingqian.complaints.hours import opening
from mingqian.complaints.models import Arrangement, Complaint
from mingqian.complaints.rules import Kind, Rules
from mingqian.complaints.scope import arrangement
from mingqian.complaints.states import (
    CLOSED,
    DEALT,
    HANDED,
    MERGED,
    PASSED,
    REFUSED,
    REGISTERED,
    REPLIED,
    ROUTED,
    SENT,
    TAKEN,
)
from mingqian.plans.governing import Ruled
from mingqian.plans.rulebook import known_calendar


@dataclass(frozen=True)
class Channel:
    """One way to turn to the bureau: what it is, what was entered, when, by which article, and how it stands now."""

    name: str
    value: str
    hours: str = ""
    where: str = ""
    now: str = ""
    open: bool | None = None


@dataclass(frozen=True)
class Public:
    """What the public page says."""

    channels: list[Channel]
    officers: list[Channel]
    rules: Rules
    kinds: tuple[Kind, ...]
    subjects: tuple[str, ...]
    ways: tuple[str, ...] = ()
    also: str = ""
    also_where: str = ""
    reward: str = ""
    reward_where: str = ""
    fatal: str = ""


@dataclass(frozen=True)
class Stand:
    """How a complaint stands, to whoever sent it in: no more than that, and the answer."""

    state: str
    sent_at: datetime
    reply: str = ""
    replied_on: date | None = None


_SAID = {
    SENT: "已收到，等待受理",
    **dict.fromkeys((TAKEN, HANDED), "已受理，等待登记"),
    **dict.fromkeys((REGISTERED, ROUTED, PASSED, MERGED), "正在办理"),
    DEALT: "已有办理结果，等待答复",
    **dict.fromkeys((REPLIED, CLOSED), "已答复"),
    REFUSED: "不予受理",
}


def stand_of(agency_id: int | None, code: str) -> Stand | None:
    """How the complaint behind a code stands; None where there is none."""
    blind = blinded(code)
    one = Complaint.objects.filter(agency_id=agency_id or 0, query_blind=blind).first() if blind else None
    if one is None:
        return None
    said = one.refusal if one.state == REFUSED else one.reply if one.state in (REPLIED, CLOSED) else ""
    day = timezone.localdate(one.closed_at) if one.state == REFUSED and one.closed_at else one.replied_on
    return Stand(_SAID[one.state], one.received_at, said, day if said else None)


def _hours(name: str, value: str, rule: Ruled | None, moment: datetime) -> Channel:
    if rule is None:
        return Channel(name, value)
    now = opening(rule.values, known_calendar(), moment)
    said = "、".join(rule.values)
    return Channel(
        name,
        value,
        f"工作日 {said}" if now else said,
        rule.where,
        now.words if now else "",
        now.open if now else None,
    )


def channels(agency_id: int | None, moment: datetime | None = None) -> Public:
    """Everything the public may know of turning to an agency, at a moment (local time)."""
    moment = moment or timezone.localtime()
    rules, held = Rules(agency_id, moment.date()), arrangement(agency_id) or Arrangement()
    found = [
        _hours("举报投诉电话", held.telephone, rules.telephone_hours, moment) if held.telephone else None,
        _hours("来访", held.address, rules.visiting_hours, moment) if held.address else None,
        Channel("来信", held.letterbox) if held.letterbox else None,
        Channel("电子邮件", held.email) if held.email else None,
        Channel("网络举报平台", held.platform) if held.platform else None,
    ]
    officers_telephone = held.officers_telephone or (held.telephone if rules.officers_registered_by else "")
    officers_address = held.officers_address or (held.address if rules.officers_registered_by else "")
    about_officers = [
        _hours("电话", officers_telephone, rules.officers_hours, moment) if officers_telephone else None,
        _hours("来信来访", officers_address, rules.officers_hours, moment) if officers_address else None,
    ]
    also = rules.officers_also_to
    reward, fatal = rules.reward, rules.fatal_checked_by
    return Public(
        channels=[one for one in found if one is not None],
        officers=[one for one in about_officers if one is not None],
        rules=rules,
        kinds=rules.kinds,
        subjects=tuple(one for one in rules.subjects if not rules.is_officers(one)),
        ways=rules.ways,
        also=held.discipline or (also.values[0] if also else ""),
        also_where=also.where if also else "",
        reward=reward.values[0] if reward and reward.values else "",
        reward_where=reward.where if reward else "",
        fatal=fatal.values[0] if fatal else "",
    )
