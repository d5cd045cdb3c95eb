"""The desk: every line the rooms report, in three columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from mingqian.accounts.current import actor_for
from mingqian.accounts.models import User
from mingqian.accounts.permissions import RoleDefinition
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine, desk_lines


@dataclass
class Column:
    """One column of the desk, with what to say when it is empty."""

    title: str
    empty: str
    next: str
    lines: list[DeskLine] = field(default_factory=list)


def columns(actor: Actor, today: date) -> list[Column]:
    """逾期与今天, 本周 (to Sunday), 以后 (or without a term); the earliest first, then as reported."""
    now = Column("逾期与今天", "没有逾期和今天到期的事。", "")
    week = Column("本周", "本周没有别的到期的事。", "")
    later = Column("以后", "没有等您办理的事。", "有新的事项轮到您时，会出现在这里。")
    sunday = today + timedelta(days=6 - today.weekday())
    for line in sorted(desk_lines(actor), key=lambda one: one.due or date.max):
        if line.due is None or line.due > sunday:
            later.lines.append(line)
        elif line.due > today:
            week.lines.append(line)
        else:
            now.lines.append(line)
    return [now, week, later]


@dataclass(frozen=True)
class Elsewhere:
    """How much waits for the same person in another of their roles, and how much of it by today."""

    role: RoleDefinition
    count: int
    urgent: int


def elsewhere(user: User, actor: Actor, held: Iterable[RoleDefinition], today: date) -> list[Elsewhere]:
    """What waits in one's other roles; those in which nothing waits are left out."""
    found = []
    for role in held:
        if role.code == actor.role:
            continue
        lines = list(desk_lines(actor_for(user, role.code, origin=actor.origin)))
        if lines:
            urgent = sum(line.due is not None and line.due <= today for line in lines)
            found.append(Elsewhere(role, len(lines), urgent))
    return found
