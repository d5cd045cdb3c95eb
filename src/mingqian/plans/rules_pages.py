"""规则: what a pack says, article by article; what the bureau decided; from when it binds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.law import THEMES, Pack, Parameter, anchored
from mingqian.law.wording import (
    APPLIES_NAMES,
    THEME_NAMES,
    VERIFIED_NAMES,
    bounded_words,
    setting_words,
)
from mingqian.plans import packs, queries, rulebook
from mingqian.plans.models import PackBinding
from mingqian.plans.pages.common import actor_of


def _status(agency_id: int | None, pack: Pack) -> dict[str, Any]:
    """Whether the pack binds today, in words and tone."""
    today = timezone.localdate()
    binding = packs.binding_of(agency_id, pack.id) if agency_id else None
    pack = packs.load(pack.id, binding.pack_digest) if binding else pack
    if binding is not None and binding.pack_digest != pack.digest():
        return {"words": "内容有变化，须重新决定", "tone": "bad", "binding": binding}
    bound = packs.with_binding(pack, binding) if binding else pack
    if binding is None and pack.id != packs.NATIONAL and not pack.is_reference(today):
        return {"words": "本单位没有决定适用，只供参考", "tone": "near", "binding": None}
    if not bound.is_reference(today):
        return {"words": "适用中", "tone": "done", "binding": binding}
    if binding is not None:
        return {"words": "不在适用期内，只供参考", "tone": "near", "binding": binding}
    words = "未载施行日期，只供参考" if pack.validity.ask else "不在适用期内，只供参考"
    return {"words": words, "tone": "near", "binding": None}


@page(Permission.LAW_READ)
def rule_list(request: HttpRequest) -> HttpResponse:
    """规则."""
    actor = actor_of(request)
    rows: list[dict[str, Any]] = []
    for pack in packs.available(actor.agency_id):
        decided = packs.pack_for(actor.agency_id, pack.id) if actor.agency_id else pack
        rows.append(
            {
                "pack": pack,
                "status": _status(actor.agency_id, pack),
                "open": len(decided.open_settings()),
                "articles": len({p.citation.article for p in pack.parameters}),
            }
        )
    bound = rulebook.bound_packs(actor.agency_id, timezone.localdate()) if actor.agency_id else []
    layers = {one.pack.id: one.layer_words for one in bound}
    for row in rows:
        row["layer"] = layers.get(row["pack"].id, "")
    rows.sort(key=lambda row: not row["layer"])
    waiting = (
        [one for one in rulebook.standings(actor.agency_id, timezone.localdate()) if one.stops]
        if actor.agency_id
        else []
    )
    context = {
        "title": "规则",
        "rows": rows,
        "proposals": queries.open_proposals(actor),
        "waiting": len(waiting),
        "versions": queries.open_versions(actor),
        "may_write": actor.may(Permission.PLANS_EDIT) and actor.agency_id is not None,
    }
    return render(request, "plans/rule_list.html", context)


def _themes(pack: Pack, held: rulebook.Attached | None) -> list[dict[str, Any]]:
    """The rules by theme, each with the words of its article where the document is attached."""
    wrong = {(problem.key, problem.article): problem for problem in held.problems} if held else {}
    found = []
    for theme in THEMES:
        rows = [
            {
                "parameter": parameter,
                "words": bounded_words(parameter),
                "applies": APPLIES_NAMES[parameter.applies] if parameter.applies else "",
                "article": _marked(held, parameter),
                "wrong": wrong.get((parameter.key, parameter.citation.article)),
                "verified": VERIFIED_NAMES[parameter.citation.verified],
            }
            for parameter in pack.parameters
            if parameter.key.startswith(f"{theme}.")
        ]
        if rows:
            found.append({"code": theme, "name": THEME_NAMES.get(theme, theme), "rows": rows})
    return found


def _marked(held: rulebook.Attached | None, rule: Parameter) -> tuple[str, str, str] | None:
    """The words of a rule's article before, in and after its anchor; None where the document or the article is not there."""
    if held is None or rule.citation.article not in held.articles:
        return None
    return rulebook.marked(anchored(held.articles, rule.citation.article, rule.citation.anchor))


def _settings(pack: Pack, binding: PackBinding | None) -> list[dict[str, Any]]:
    """The open questions with the answer that counts now and where it comes from."""
    decided = binding.settings if binding else {}
    return [
        {
            "setting": setting,
            "words": setting_words(setting),
            "source": "本单位决定"
            if setting.key in decided
            else "建议值"
            if setting.value is not None
            else "",
        }
        for setting in pack.settings
    ]


@page(Permission.LAW_READ)
def rule(request: HttpRequest, pack_id: str) -> HttpResponse:
    """一个规则包."""
    actor = actor_of(request)
    newest = packs.offered(actor.agency_id, pack_id) if actor.agency_id else packs.load(pack_id)
    pack = packs.decided_on(actor.agency_id, pack_id) if actor.agency_id else newest
    status = _status(actor.agency_id, pack)
    decided = packs.pack_for(actor.agency_id, pack_id) if actor.agency_id else pack
    held = rulebook.attached(actor.agency_id, decided)
    context = {
        "title": pack.name,
        "pack": pack,
        "digest": pack.digest(),
        "status": status,
        "newest": newest if newest.digest() != pack.digest() else None,
        "versions": queries.visible_versions(actor).filter(pack_id=pack_id),
        "themes": _themes(decided, held),
        "held": held,
        "held_words": f"{len(held.problems)} 处锚文字与所附原文不符，见“文件原文”。" if held else "",
        "proposals": queries.open_proposals(actor).filter(pack_id=pack_id),
        "settings": _settings(decided, status["binding"]),
        "open": len(decided.open_settings()),
        "history": queries.visible_bindings(actor, pack_id).order_by("-id"),
        "plans": queries.visible_plans(actor).filter(pack_id=pack_id),
        "may_propose": actor.may(Permission.PLANS_EDIT) and actor.agency_id is not None,
    }
    return render(request, "plans/rule.html", context)
