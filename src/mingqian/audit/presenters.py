"""Events in Chinese: the sentence of each, the name of its object, its details.

Each room registers the words of its own events; every event of the house must have some (a test sees to it).
A sentence is what comes after the actor's name; `{name}` stands for a detail, and a piece in square brackets is left
out unless all its details are there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.apps import apps

from mingqian.accounts.permissions import ROLES
from mingqian.audit.models import Event

_EVENTS: dict[str, tuple[str, str]] = {}
_LABELS: dict[str, str] = {}
_PIECE = re.compile(r"\[([^\]]*)\]")
_NAME = re.compile(r"\{(\w+)\}")


def register_events(events: Mapping[str, tuple[str, str]], labels: Mapping[str, str] | None = None) -> None:
    """Add words: event code → (short name for lists, sentence); detail key → its label.

    Raises `ValueError` when an event is worded twice differently.
    """
    for code, words in events.items():
        if _EVENTS.get(code, words) != words:
            raise ValueError(f"event {code} is worded twice")
        _EVENTS[code] = words
    _LABELS.update(labels or {})


def registered() -> Mapping[str, tuple[str, str]]:
    """All events worded."""
    return dict(_EVENTS)


def short_name(action: str) -> str:
    """What an event is called in a list; an unknown code stands for itself."""
    return _EVENTS[action][0] if action in _EVENTS else action


def details_of(event: Event) -> dict[str, Any]:
    """The details as written; an unreadable text (tampered with) gives none."""
    try:
        read = json.loads(event.details) if event.details else {}
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _said(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if key in {"role", "before", "after"} and value in ROLES:
        return ROLES[value].name
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    if isinstance(value, dict):
        return "；".join(f"{name}：{one}" for name, one in value.items())
    return str(value)


def sentence(event: Event) -> str:
    """What the actor did, in words, without the actor."""
    if event.action not in _EVENTS:
        return event.action
    details = {key: _said(key, value) for key, value in details_of(event).items()}

    def piece(match: re.Match[str]) -> str:
        return match[1] if all(details.get(name) for name in _NAME.findall(match[1])) else ""

    return _NAME.sub(lambda m: details.get(m[1], ""), _PIECE.sub(piece, _EVENTS[event.action][1]))


def detail_rows(event: Event) -> list[tuple[str, str]]:
    """(label, value in words) of every detail."""
    return [(_LABELS.get(key, key), _said(key, value)) for key, value in details_of(event).items()]


def kind_name(kind: str) -> str:
    """`registers.subject` → 检查对象; an unknown kind stands for itself."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def object_name(event: Event) -> str:
    """`检查对象 12 号`; empty when the event names no object."""
    return f"{kind_name(event.object_kind)} {event.object_id} 号" if event.object_kind else ""


def role_name(event: Event) -> str:
    """The role in which the actor acted, in words."""
    return ROLES[event.role].name if event.role in ROLES else "命令行" if event.role == "system" else "未登录"


def room_name(room: str) -> str:
    """What a room is called in the filter."""
    try:
        return str(apps.get_app_config(room).verbose_name)
    except LookupError:
        return room


def kinds() -> list[tuple[str, str]]:
    """(kind, name) of every kind of object an event may name: those of our own rooms."""
    models = (m for m in apps.get_models() if m.__module__.startswith("mingqian."))
    return sorted(((m._meta.label_lower, str(m._meta.verbose_name)) for m in models), key=lambda one: one[0])
