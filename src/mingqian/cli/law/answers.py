"""Answers of the law room as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from mingqian.law import (
    THEMES,
    Citation,
    Collision,
    Deadline,
    Event,
    Grade,
    ItemClass,
    Pack,
    Parameter,
    Quota,
    Strength,
)
from mingqian.law.collisions import KIND_WORDS
from mingqian.law.questions import ACTIONS
from mingqian.law.wording import (
    APPLIES_NAMES,
    EVENT_NAMES,
    THEME_NAMES,
    VERIFIED_NAMES,
    bounded_words,
    cite,
    setting_words,
    short_name,
    statement_words,
)


def cited(citation: Citation) -> dict[str, Any]:
    """A citation."""
    return {
        "document": citation.document,
        "article": citation.article,
        "anchor": citation.anchor,
        "reading": citation.reading,
        "strength": str(citation.strength),
        "departure_allowed": citation.strength.departure_allowed,
        "verified": str(citation.verified),
    }


def reference(pack: Pack, on: date) -> dict[str, Any]:
    """Whether the pack only informs on a day, and why."""
    start, end = pack.validity.valid_from, pack.validity.valid_until
    why = ""
    if start is None:
        why = "文件未载施行日期，由使用单位填写以前只供参考"
    elif on < start:
        why = f"{start.isoformat()} 起适用，这一天还没有开始"
    elif end is not None and on > end:
        why = f"适用到 {end.isoformat()}，这一天已经过期"
    return {"reference": pack.is_reference(on), "why_reference": why}


def quota_answer(
    pack: Pack, on: date, size: int, item_class: ItemClass | None, grade: Grade | None, answer: Quota
) -> dict[str, Any]:
    """A quota."""
    return {
        "pack": pack.id,
        "on": on.isoformat(),
        "class": str(grade or item_class or ""),
        "size": size,
        "minimum": answer.minimum,
        "quota": answer.value,
        "share": str(answer.share) if answer.share is not None else None,
        "below_minimum": answer.below_minimum,
        "steps": list(answer.steps),
        **cited(answer.citation),
        "others": [cited(one) for one in answer.others],
        **reference(pack, on),
    }


def deadline_answer(one: Deadline) -> dict[str, Any]:
    """One thing due."""
    return {
        "key": one.key,
        "to": one.to,
        "due": one.due.isoformat(),
        "count": one.count,
        "unit": str(one.unit),
        "article": one.citation.article,
        "anchor": one.citation.anchor,
        "reading": one.citation.reading,
        "provisional": one.provisional,
        "backward": one.backward,
        "next_workday": one.next_workday.isoformat() if one.next_workday else None,
        "applies": str(one.applies) if one.applies else None,
        "verified": str(one.citation.verified),
    }


def clocks_answer(pack: Pack, event: Event, on: date, found: Sequence[Deadline]) -> dict[str, Any]:
    """Everything due after an event."""
    return {
        "pack": pack.id,
        "event": str(event),
        "event_words": EVENT_NAMES[event],
        "on": on.isoformat(),
        "counted": "from_event_day" if any(one.count_start for one in found) else "after_event_day",
        "deadlines": [deadline_answer(one) for one in found],
        **reference(pack, on),
    }


def collision_answer(one: Collision) -> dict[str, Any]:
    """One collision, both sides with their articles."""
    return {
        "key": one.key,
        "kind": str(one.kind),
        "question": one.question,
        "action": one.action,
        "action_words": ACTIONS.get(one.action, ""),
        "stops": one.stops,
        "within": one.within,
        "digest": one.digest(),
        "statements": [
            {
                "pack": said.pack,
                "key": said.key,
                "value": said.value,
                "unit": str(said.unit) if said.unit else None,
                "words": statement_words(said),
                "event": str(said.event) if said.event else None,
                "to": said.to,
                "applies": str(said.applies) if said.applies else None,
                "counts": said.counts,
                "reference": said.reference,
                **cited(said.citation),
            }
            for said in one.statements
        ],
    }


def collision_lines(one: Collision) -> Iterator[str]:
    """One collision as text."""
    stop = f"；决定之前停止：{ACTIONS[one.action]}" if one.stops else ""
    yield f"◆ {one.question or one.key}（{KIND_WORDS[one.kind]}{stop}）"
    for said in one.statements:
        unread = "" if said.counts else "〔未读到原文，未启用〕"
        words = statement_words(said)
        yield f"    {said.pack} {said.citation.article}：{words}{unread}  “{said.citation.anchor}”"
        yield f"        {said.citation.reading}"


def pack_answer(pack: Pack, on: date) -> dict[str, Any]:
    """A whole pack."""
    return {
        "pack": pack.id,
        "name": pack.name,
        "authority": pack.authority,
        "version": pack.version,
        "number": pack.number,
        "digest": pack.digest(),
        "valid_from": pack.validity.valid_from.isoformat() if pack.validity.valid_from else None,
        "valid_until": pack.validity.valid_until.isoformat() if pack.validity.valid_until else None,
        **reference(pack, on),
        "rules": [_rule(one) for one in pack.parameters],
        "settings": [
            {
                "key": one.key,
                "question": one.question,
                "options": dict(one.options),
                "value": one.value,
                "silent": one.silent,
                "article": one.citation.article if one.citation else None,
                "reading": one.reading,
            }
            for one in pack.settings
        ],
    }


def _rule(one: Parameter) -> dict[str, Any]:
    value = one.value
    return {
        "key": one.key,
        "value": list(value) if isinstance(value, tuple) else value,
        "unit": str(one.unit) if one.unit else None,
        "bound": str(one.bound) if one.bound else None,
        "applies": str(one.applies) if one.applies else None,
        "event": str(one.event) if one.event else None,
        "to": one.to or None,
        "fields": list(one.fields),
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "switched_off": one.switched_off,
        **cited(one.citation),
    }


def pack_lines(pack: Pack, on: date) -> Iterator[str]:
    """A whole pack as text: theme by theme, each rule with its article."""
    yield pack.name
    yield f"{pack.authority}　{pack.number or '（无文号）'}　版本 {pack.version}　简称 {short_name(pack)}"
    why = reference(pack, on)["why_reference"]
    start, end = pack.validity.valid_from, pack.validity.valid_until
    span = f"{start or '（未载）'} 至 {end or '（未定）'}"
    yield f"适用：{span}（{cite(pack, pack.validity.citation.article)}“{pack.validity.citation.anchor}”）"
    if why:
        yield f"参考：{why}"
    for theme in THEMES:
        rules = [one for one in pack.parameters if one.key.startswith(f"{theme}.")]
        if rules:
            yield ""
            yield f"【{THEME_NAMES[theme]}】"
        for one in rules:
            yield from _rule_lines(pack, one)
    if pack.settings:
        yield ""
        yield "【留给使用单位决定的事项】"
    for setting in pack.settings:
        where = cite(pack, setting.citation.article) if setting.citation else "文件未作规定"
        yield f"  {setting.question}"
        answer = setting_words(setting)
        yield f"      {where}；{f'建议：{answer}' if answer else '必须由使用单位决定'}。{setting.reading}"
        if setting.options:
            yield f"      可选：{'；'.join(words for _, words in setting.options)}"


def _rule_lines(pack: Pack, one: Parameter) -> Iterator[str]:
    strength = one.citation.strength
    notes = [
        f"{EVENT_NAMES[one.event]}{'之前' if one.direction == 'before' else '后'}" if one.event else "",
        APPLIES_NAMES[one.applies] if one.applies else "",
        str(strength) if strength is not Strength.MUST else "",
        f"{one.valid_from.isoformat()} 起" if one.valid_from else "",
        f"到 {one.valid_until.isoformat()}" if one.valid_until else "",
        VERIFIED_NAMES[one.citation.verified] if one.switched_off else "",
        f"两说并存，由“{one.settled_by}”决定" if one.settled_by else "",
    ]
    note = "；".join(filter(None, notes))
    yield f"  {one.citation.reading}"
    yield (
        f"      {bounded_words(one)}{f'（{note}）' if note else ''}"
        f"　{cite(pack, one.citation.article)}“{one.citation.anchor}”　{one.key}"
    )
