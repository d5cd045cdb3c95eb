"""交办、转交, the result, the answer, the end."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.complaints.actions.steps import hold, leave, merged_into, move, note_step, wanted
from mingqian.complaints.models import Complaint
from mingqian.complaints.rules import Rules
from mingqian.complaints.scope import arrangement, deals, require_registers
from mingqian.complaints.states import DEALT, PASSED, ROUTED
from mingqian.inspections.limits import text


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.route")
def route(*, by: Actor, complaint: Complaint, unit: Unit, note: str = "") -> Complaint:
    """交办 to a unit of the bureau; what is about officers stays with the unit for it (西平 投诉 七).

    Raises `Refused`: not_yours, wrong state, unit, fatal, officers_stay.
    """
    held = hold(complaint)
    require_registers(by, held)
    move(held, "route")
    if unit.agency_id != held.agency_id or not unit.active:
        raise Refused("complaints.unit", field="unit")
    fatal = Rules(held.agency_id).fatal_checked_by
    if held.fatal and fatal is not None:
        raise Refused("complaints.fatal", field="unit", who=fatal.values[0], where=fatal.where)
    arranged = arrangement(held.agency_id)
    if held.officers and (arranged is None or unit.pk != arranged.officers_unit_id):
        raise Refused("complaints.officers_stay", field="unit")
    held.unit, held.to_name, held.routed_at = unit, "", timezone.now()
    held.save()
    note_step(held, by, "交办", to=unit.name, note=text(note, "note", 1000))
    leave(by, held, "complaints.complaint.route", details={"to": unit.name})
    return held


BY_CODE = "凭查询码在网上看"
"""How somebody without a name is answered."""


def government(who: str) -> str:
    """What the name of the body must hold that has a death checked: 县级以上人民政府 → 人民政府."""
    return who.rpartition("以上")[2]


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.pass")
def pass_on(*, by: Actor, complaint: Complaint, to_name: str, note: str = "") -> Complaint:
    """转交 another department, or the government where somebody died (安全生产法 73).

    Raises `Refused`: not_yours, wrong state, no_passing, to_name, fatal.
    """
    held = hold(complaint)
    require_registers(by, held)
    move(held, "pass")
    rules = Rules(held.agency_id)
    if rules.passed_on is None:
        raise Refused("complaints.no_passing", field="to_name")
    name = wanted(to_name, "to_name", 120, "complaints.to_name")
    fatal = rules.fatal_checked_by
    if held.fatal and fatal is not None and government(fatal.values[0]) not in name:
        raise Refused("complaints.fatal", field="to_name", who=fatal.values[0], where=fatal.where)
    held.unit, held.to_name, held.routed_at = None, name, timezone.now()
    held.save()
    note_step(held, by, "转交", to=name, note=text(note, "note", 1000))
    leave(by, held, "complaints.complaint.pass", details={"to": name})
    return held


def _send_back(by: Actor, held: Complaint, reason: str) -> Complaint:
    move(held, "send_back")
    said = wanted(reason, "reason", 1000, "acts.reason_required")
    held.unit, held.to_name, held.routed_at = None, "", None
    held.save()
    note_step(held, by, "退回重新转办", note=said)
    leave(by, held, "complaints.complaint.send_back")
    return held


@action(Permission.COMPLAINTS_DEAL, event="complaints.complaint.send_back")
def send_back(*, by: Actor, complaint: Complaint, reason: str) -> Complaint:
    """The unit gives it back: not its business. Raises `Refused`: not_yours, wrong state, acts.reason_required."""
    held = hold(complaint)
    if not deals(by, held):
        raise Refused("complaints.not_yours")
    return _send_back(by, held, reason)


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.send_back")
def call_back(*, by: Actor, complaint: Complaint, reason: str) -> Complaint:
    """The office calls it back, or another department returned it. Raises `Refused` as `send_back`."""
    held = hold(complaint)
    require_registers(by, held)
    return _send_back(by, held, reason)


def _deal(by: Actor, held: Complaint, result: str) -> Complaint:
    move(held, "deal")
    held.result, held.result_at = wanted(result, "result", 4000, "complaints.result"), timezone.now()
    held.save()
    note_step(held, by, "报办理结果", note=held.result)
    leave(by, held, "complaints.complaint.deal")
    for each in merged_into(held):
        move(each, "deal")
        each.result, each.result_at = held.result, held.result_at
        each.save()
        note_step(each, by, "报办理结果", note=f"与 {held.number} 一并办理：{held.result}")
        leave(by, each, "complaints.complaint.deal")
    return held


@action(Permission.COMPLAINTS_DEAL, event="complaints.complaint.deal")
def deal(*, by: Actor, complaint: Complaint, result: str) -> Complaint:
    """The unit tells what came of it. Raises `Refused`: not_yours, wrong state, complaints.result."""
    held = hold(complaint)
    if not deals(by, held):
        raise Refused("complaints.not_yours")
    return _deal(by, held, result)


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.deal")
def note_result(*, by: Actor, complaint: Complaint, result: str) -> Complaint:
    """What another department, or a unit without an account, told. Raises `Refused` as `deal`."""
    held = hold(complaint)
    require_registers(by, held)
    if held.state not in (ROUTED, PASSED):
        move(held, "deal")
    return _deal(by, held, result)


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.reply")
def reply(
    *, by: Actor, complaint: Complaint, said: str, way: str, replied_on: date, satisfied: str = ""
) -> Complaint:
    """答复: what, how, when; whether they are content where the bureau asks.

    Raises `Refused`: not_yours, wrong state, anonymous, reply, reply_way, future.
    """
    held = hold(complaint)
    require_registers(by, held)
    move(held, "reply")
    if not held.answerable:
        raise Refused("complaints.anonymous", field="said")
    held.reply = wanted(said, "said", 4000, "complaints.reply")
    held.reply_way = BY_CODE if held.anonymous else wanted(way, "way", 60, "complaints.reply_way")
    if replied_on > timezone.localdate() or replied_on < timezone.localdate(held.result_at):
        raise Refused("complaints.reply_day", field="replied_on")
    held.replied_on, held.satisfied = replied_on, text(satisfied, "satisfied", 200)
    held.save()
    note_step(held, by, "答复", note=held.reply)
    leave(by, held, "complaints.complaint.reply")
    return held


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.close")
def close(*, by: Actor, complaint: Complaint, reward: str = "") -> Complaint:
    """办结; what was said anonymously without an answer. Raises `Refused`: not_yours, wrong state, reply_first."""
    held = hold(complaint)
    require_registers(by, held)
    if held.state == DEALT and held.answerable:
        raise Refused("complaints.reply_first")
    move(held, "close")
    given = text(reward, "reward", 200)
    held.reward = given if Rules(held.agency_id).reward is not None else ""
    held.closed_at = timezone.now()
    held.save()
    note_step(held, by, "办结", note=f"举报奖励：{held.reward}" if held.reward else "")
    leave(by, held, "complaints.complaint.close")
    return held
