"""Template tags and filters of the house, loaded in every template, shown on /desk/style/."""

from __future__ import annotations

import secrets
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mingqian.acts.lifecycle import LIFECYCLES
from mingqian.law import Citation
from mingqian.plans.citing import cited, in_sentence
from mingqian.plans.governing import governing
from mingqian.plans.packs import where
from mingqian.plans.rulebook import known_calendar
from mingqian.staff import charts, icons, words
from mingqian.staff.navigation import Shown, address_for, page_address, portal_navigation

register = template.Library()

_WEEKDAYS = "一二三四五六日"
_PROVISIONAL = SafeString('<span class="provisional">暂定</span>')


@register.filter
def cdate(value: date | datetime | None) -> str:
    """`{{ day|cdate }}` → 2026年11月21日."""
    return words.chinese_date(value)


@register.filter
def ctime(value: datetime | str | None) -> str:
    """`{{ moment|ctime }}` → 2026年11月21日 14:05."""
    return words.chinese_time(value)


@register.filter
def weekday(value: date) -> str:
    """`{{ day|weekday }}` → 星期六."""
    return f"星期{_WEEKDAYS[value.weekday()]}"


@register.filter
def count(value: int | None) -> str:
    """`{{ 16622|count }}` → 16,622."""
    return "" if value is None else f"{value:,}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "lock" %}`."""
    return icons.icon(name)


@register.simple_tag
def badge(text: str, tone: str = "todo", title: str = "") -> SafeString:
    """`{% badge "已核验" "done" %}`: tones todo doing near done stopped bad secret."""
    return format_html(
        '<span class="status {}"{}>{}{}</span>',
        tone,
        format_html(' title="{}"', title) if title else "",
        icons.shape_of(tone),
        text,
    )


@register.simple_tag
def status(lifecycle: str, code: str) -> SafeString:
    """`{% status "draws.draw" draw.state %}`: its word and tone, who it waits for as title."""
    state = LIFECYCLES[lifecycle].states[code]
    return badge(state.name, state.tone, f"等待：{state.owner}" if state.owner else "")


@register.simple_tag
def term(deadline: Any, today: date | None = None) -> SafeString | str:
    """`{% term day %}`, or `{% term deadline %}` (an object with due, left, unit, provisional)."""
    said = words.term_of(deadline, today or timezone.localdate(), known_calendar())
    if said is None:
        return ""
    mark = _PROVISIONAL if said.provisional else ""
    return format_html('<span class="term {}" title="{}">{}{}</span>', said.tone, said.title, said.text, mark)


def _grouped(text: str, size: int = 4) -> SafeString:
    groups = ((text[at : at + size],) for at in range(0, len(text), size))
    return format_html_join("", '<span class="group">{}</span>', groups)


def _code(text: str, shown: str, css: str, tail: str = "") -> SafeString:
    return format_html(
        '<span class="{}" data-copy="{}"><code>{}{}</code>'
        '<button type="button" class="copy" aria-label="复制 {}" title="复制">{}</button></span>',
        css,
        text,
        _grouped(shown),
        tail,
        text,
        icons.icon("copy"),
    )


@register.simple_tag
def code(value: Any) -> SafeString | str:
    """`{% code subject.code %}`: monospace, groups of four, one click copies the whole without gaps."""
    text = "" if value is None else str(value)
    return _code(text, text, "code long" if len(text) > 24 else "code") if text else ""


@register.simple_tag
def hash(value: Any, short: bool = False) -> SafeString | str:
    """`{% hash draw.manifest_hash %}` whole, or sixteen digits with `short=True`; copies the whole."""
    text = "" if value is None else str(value)
    if not text:
        return ""
    return _code(text, text[:16], "code", "…") if short and len(text) > 16 else _code(text, text, "code long")


@register.inclusion_tag("staff/components/strip.html")
def strip(steps: Sequence[Any]) -> dict[str, Any]:
    """`{% strip steps %}`: each has name, state (done current todo skipped), who, when, and perhaps url."""
    return {"steps": steps}


@register.inclusion_tag("staff/components/bars.html")
def bars(rows: Iterable[Any], unit: str = "", tone: str = "", most: int | None = None) -> dict[str, Any]:
    """`{% bars rows unit="户" %}`: rows of (label, count) or (label, count, url); the longest is full."""
    return {"rows": charts.bar_rows(rows, most), "unit": unit, "tone": tone}


@register.inclusion_tag("staff/components/columns.html")
def columns(rows: Iterable[tuple[str, int]], title: str, unit: str = "") -> dict[str, Any]:
    """`{% columns months title="每月抽查" unit="户" %}`: an upright chart of (label, count)."""
    return {**charts.column_chart(rows), "title": title, "unit": unit}


@register.inclusion_tag("staff/components/figure.html")
def figure(
    label: str, value: Any, unit: str = "", note: str = "", url: str = "", tone: str = ""
) -> dict[str, Any]:
    """`{% figure "本年抽查" 312 unit="户" note="去年 290 户" %}`, inside `<div class="figures">`."""
    shown = f"{value:,}" if isinstance(value, int) else value
    return {"label": label, "value": shown, "unit": unit, "note": note, "url": url, "tone": tone}


@register.inclusion_tag("staff/components/progress.html")
def progress(done: int, whole: int, text: str = "") -> dict[str, Any]:
    """`{% progress 1200 3000 "正在核对" %}`; an unknown whole is 0."""
    return {"done": done, "whole": whole, "text": text, "percent": done * 100 // whole if whole else None}


@register.inclusion_tag("staff/components/empty.html")
def empty(
    why: str,
    next: str = "",
    url: str = "",
    link: str = "",
    icon_name: str = "folder",
    size: str = "",
) -> dict[str, Any]:
    """`{% empty "还没有抽查任务" "先批准计划。" url link="去计划" %}`: why it is empty, what to do next."""
    return {"why": why, "next": next, "url": url, "link": link, "icon_name": icon_name, "size": size}


@register.inclusion_tag("staff/components/alert.html", takes_context=True)
def alert(context: template.Context, tone: str, text: Any, title: str = "") -> dict[str, Any]:
    """`{% alert "bad" "名单已过期" %}`; tones info done near bad. An article it cites opens as of `cite`."""
    marks = {"info": "info", "done": "check", "near": "alert", "bad": "alert"}
    return {
        "tone": tone,
        "text": text,
        "title": title,
        "icon_name": marks[tone],
        "actor": context.get("actor"),
    }


@register.inclusion_tag("staff/components/tabs.html")
def tabs(entries: Iterable[Mapping[str, Any]], current: str) -> dict[str, Any]:
    """`{% tabs entries current %}`: each has code, name, url, and perhaps count."""
    return {"entries": entries, "current": current}


@register.inclusion_tag("staff/components/pager.html")
def pager(
    shown: int, total: Any = None, newer: str = "", older: str = "", unit: str = "条"
) -> dict[str, Any]:
    """`{% pager shown=50 total=16622 newer=back_url older=next_url unit="户" %}` under a keyset table."""
    whole = f"{total:,}" if isinstance(total, int) else total
    return {"shown": shown, "total": whole, "newer": newer, "older": older, "unit": unit}


@register.inclusion_tag("staff/components/button.html")
def button(
    text: str, why_not: str = "", kind: str = "primary", name: str = "", value: str = "", icon_name: str = ""
) -> dict[str, Any]:
    """`{% button "锁库" why_not=draw_why_not %}`: a submit button; when it may not be pressed it says why."""
    return {
        "text": text,
        "why_not": why_not,
        "kind": kind,
        "name": name,
        "value": value,
        "icon_name": icon_name,
    }


@register.inclusion_tag("staff/components/confirm.html", takes_context=True)
def confirm(
    context: template.Context,
    title: str,
    consequence: Any,
    button: str,
    url: str = "",
    danger: bool = False,
    reason: bool = False,
    why_not: str = "",
    error: str = "",
    typed: str = "",
) -> dict[str, Any]:
    """`{% confirm "中止摇号" "…后果…" "中止" url danger=True reason=True %}`: opens in place, posts to `url`.

    `consequence` is a text or a list of texts. With `reason` it asks for a reason (field `reason`); `error`
    and `typed` bring back what was refused.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "title": title,
        "consequences": [consequence] if isinstance(consequence, str) else list(consequence),
        "button": button,
        "url": url,
        "danger": danger,
        "reason": reason,
        "why_not": why_not,
        "error": error,
        "typed": typed,
    }


@register.inclusion_tag("staff/components/field.html", takes_context=True)
def field(context: template.Context, bound: BoundField, kind: str = "") -> dict[str, Any]:
    """`{% field form.name %}`: label, control, help and errors beside it. `kind="full"` spans a form grid."""
    widget = bound.field.widget
    many = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    box = isinstance(widget, CheckboxInput)
    attributes: dict[str, Any] = {}
    if not (many or box):
        attributes["class"] = " ".join(filter(None, [str(widget.attrs.get("class", "")), "input"]))
    described = []
    if bound.help_text:
        described.append(f"{bound.id_for_label}_help")
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "many": many,
        "box": box,
        "kind": kind,
        "optional": not bound.field.required and not box,
        "actor": context.get("actor"),
    }


@register.simple_tag(takes_context=True)
def portal_links(context: template.Context) -> list[Shown]:
    """`{% portal_links as links %}`: the public pages that exist (used by portal/base.html)."""
    request = context.get("request")
    return portal_navigation(request.path if request else "")


@register.simple_tag
def portal_url(name: str) -> str:
    """`{% portal_url "portal:how_to_check" as how %}`: a page's address, empty while it does not exist."""
    found = page_address(name)
    return found[0] if found else ""


@register.simple_tag(takes_context=True)
def address(context: template.Context, name: str) -> str:
    """`{% address "registers:subject_list" as url %}`: where the present role may open it; otherwise empty."""
    return address_for(context.get("actor"), name)


@register.inclusion_tag("staff/components/cite.html", takes_context=True)
def cite(context: template.Context, said: Any) -> dict[str, Any]:
    """`{% cite urn.citation %}`: the article beside a rule, “高青 5.1.2”; pressed it opens our reading, the anchor and
    the article itself where the agency attached its document. Takes the words, or a `law.Citation`.
    """
    exact = (said,) if isinstance(said, Citation) else ()
    actor = context.get("actor")
    agency_id = getattr(actor, "agency_id", None)
    found = [
        {
            "words": one.words,
            "document": one.document,
            "readings": exact or one.readings,
            "text": one.text,
            "key": f"cite-{secrets.token_hex(4)}",
        }
        for one in cited(where(said) if isinstance(said, Citation) else str(said or ""), agency_id)
    ]
    return {"found": found, "staff": agency_id is not None}


@register.inclusion_tag("staff/components/said.html", takes_context=True)
def said(context: template.Context, text: Any) -> dict[str, Any]:
    """`{% said refusal %}`: a sentence, in which every article a pack knows opens as of `cite`."""
    words = str(text)  # of a safe text this is the safe text itself
    pieces = [(words, False)] if isinstance(words, SafeString) else list(in_sentence(words))
    return {"pieces": pieces, "actor": context.get("actor")}


@register.inclusion_tag("staff/components/rules.html", takes_context=True)
def rules(context: template.Context, whose: Any, *keys: str, title: str = "") -> dict[str, Any]:
    """`{% rules campaign "checks.powers" "checks.subject_duties" title="检查人员可以做什么" %}`: what every pack that
    governs the campaign (or agency) says of these matters, our reading with its article; folded under `title` when there
    is one. Nothing at all where no pack speaks of it.
    """
    said: dict[str, list[str]] = {}
    for one in governing(whose, *keys):
        said.setdefault(one.parameter.citation.reading, []).append(one.where)
    return {
        "said": {reading: "；".join(where) for reading, where in said.items()},
        "title": title,
        "actor": context.get("actor"),
    }


@register.inclusion_tag("staff/components/form_errors.html", takes_context=True)
def form_errors(context: template.Context, form: BaseForm) -> dict[str, Any]:
    """`{% form_errors form %}`: what was refused that belongs to no single field."""
    return {"errors": form.non_field_errors(), "actor": context.get("actor")}


@register.filter
def has(permissions: Container[str], permission: str) -> bool:
    """`{% if actor.permissions|has:"accounts.manage" %}`: whether the present role holds a permission."""
    return permission in permissions
