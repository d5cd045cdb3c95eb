"""What the public will see, word for word, as JSON: one shape a kind. Pages only lay it out.

Every value is text, a whole number, a list or an object. Nothing here is computed again when a page is shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.draws.models import Draw, PlatformList
from mingqian.draws.seats import EXPERT, seat_name
from mingqian.inspections.law import objection_days, parameter_citation, result_words, terms
from mingqian.inspections.models import Finding, Inspection
from mingqian.inspections.outside import NAME, order_of
from mingqian.inspections.wordbook import day
from mingqian.law import Event
from mingqian.plans import adjusting
from mingqian.plans.conditions import in_words
from mingqian.plans.filing import months_of
from mingqian.plans.governing import ruled_words
from mingqian.plans.models import AnnualPlan, Campaign
from mingqian.publicity.duties import check_alone
from mingqian.publicity.withheld import in_force, without
from mingqian.registers.models import Item

Content = dict[str, Any]


def digest(content: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the canonical JSON (sorted keys, UTF-8, no blanks)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def result_content(inspection: Inspection) -> Content:
    """The result of one inspection: 信阳 十九 as the widest list (item, 公开文号, subject, time, inspectors, certificates,
    result), with the handling beside it. Problems found and measures stay in the record; what was decided not to be
    public is replaced and said so (`publicity.withheld`). Where the document speaks of the check alone (鹤壁 五(五)) the
    handling stays out, and `check_only` says by which article.

    `{"kind": "result", "agency", "unit", "campaign", "campaign_number", "subject": {"name", "code"}, "checked_on",
    "team": [{"seat", "name", "certificate", "origin"}], "experts": int, "lines": [{"item_code", "item", "basis",
    "department", "result", "result_words", "handling"}], "objection": text, "citation": text}`; of a check outside the
    lottery also `"outside": {"way", "ground", "citation"}` and nothing of who complained or ordered it; a line that rests on
    others' work has `"relied": [text]`, whose and which, not what was concluded.
    """
    campaign = inspection.campaign
    words, alone = result_words(campaign), check_alone(campaign)
    seats = list(inspection.seats.order_by("number"))
    team = [
        {
            "seat": seat_name(seat.seat),
            "name": seat.name,
            "certificate": seat.certificate,
            "origin": seat.origin,
        }
        for seat in seats
        if seat.inspector_id is not None
    ]
    rows = inspection.lines.select_related("agency").prefetch_related("reliances__dropped")
    lines = [
        {
            "item_code": line.item_words["code"],
            "item": line.item_words["title"],
            "basis": line.item_words["basis"],
            "department": line.agency.name,
            "result": line.result,
            "result_words": words.get(line.result, "") or Finding(line.finding).label,
            "handling": "" if alone else line.handling,
            **({"relied": said} if (said := [one.said for one in line.relied]) else {}),
        }
        for line in rows.order_by("position")
    ]
    content: Content = {
        "kind": "result",
        "agency": inspection.agency.name,
        "unit": inspection.unit.name,
        "campaign": campaign.title,
        "campaign_number": campaign.number,
        "subject": {"name": inspection.subject_name, "code": inspection.subject_code},
        "checked_on": day(timezone.localdate(inspection.checked_at)),
        "team": team,
        "experts": sum(seat.seat == EXPERT and not seat.vacant for seat in seats),
        "lines": lines,
        "objection": objection(campaign, inspection.agency),
        "citation": parameter_citation(campaign, "publication.who"),
        **({"check_only": alone} if alone else {}),
    }
    if (order := order_of(campaign)) is not None:
        content["outside"] = {"way": NAME, "ground": order.words, "citation": order.citation}
    return without(content, in_force(inspection))


def objection(campaign: Campaign, agency: Agency) -> str:
    """How the enterprise may object, with the terms of the pack; empty where the pack names none."""
    today = timezone.localdate()
    review = terms(campaign, Event.OBJECTION_RECEIVED, today)
    reply = terms(campaign, Event.REVIEW_MADE, today)
    if not review:
        return ""
    within = f"自公示之日起 {days} 日内" if (days := objection_days(campaign)) else ""
    said = (
        f"检查对象对检查结果有异议的，可以{within}向{agency.name}提出。接到申请材料之日起 {review[0].count} 个{review[0].unit_words}内复核，"
        "确有错误的予以更正"
    )
    if reply:
        said += f"；复核结果作出后 {reply[0].count} 个{reply[0].unit_words}内反馈"
    return f"{said}（{review[0].citation}）。"


def signer(inspection: Inspection) -> str:
    """Who signs a correction, in the words of the document that says so (高青 9.1), with the unit's name."""
    said = ruled_words(inspection.campaign, "publication.correction_signed_by")
    return f"{said[0]}（{inspection.unit.name}）" if said else f"{inspection.unit.name}负责人"


def corrected(
    content: Mapping[str, Any],
    changes: Mapping[int, Mapping[str, str]],
    *,
    reason: str,
    signer: str,
    number: str,
    on: str,
) -> Content:
    """A published result with some lines changed. `changes`: position from 1 → {"result", "result_words", "handling"}."""
    lines = [{**line, **changes.get(position, {})} for position, line in enumerate(content["lines"], start=1)]
    return {
        **content,
        "lines": lines,
        "correction": {
            "of_number": number,
            "of_date": on,
            "reason": reason,
            "signed": f"经{signer}签字确认后更正",
            "changed": sorted(changes),
        },
    }


def items_content(agency: Agency) -> Content:
    """The list of items in force, in the order of their codes.

    `{"kind": "items", "agency", "items": [{"code", "name", "content", "basis", "scope", "class", "method", "body",
    "level", "share", "frequency", "joint"}]}`
    """
    return {
        "kind": "items",
        "agency": agency.name,
        "items": [
            {
                "code": item.code,
                "name": item.name,
                "content": item.content,
                "basis": item.basis,
                "scope": item.subject_scope,
                "class": item.get_item_class_display(),
                "method": item.method,
                "body": item.body,
                "level": item.level,
                "share": item.share,
                "frequency": item.frequency,
                "joint": "联合抽查" if item.joint else "",
            }
            for item in Item.objects.filter(agency=agency, status="active").order_by("code")
        ],
    }


def _item_names(item_ids: list[int]) -> list[str]:
    names = dict(Item.objects.filter(pk__in=item_ids).values_list("pk", "name"))
    return [names[pk] for pk in item_ids if pk in names]


def _agencies(ids: list[int]) -> str:
    return "、".join(Agency.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True))


def plan_content(plan: AnnualPlan) -> Content:
    """An annual plan: scope, basis, and every line (share, number, months, unit; 上高县's published columns).

    Of a later version also what it changes against the one before, and why.

    `{"kind": "plan", "agency", "year", "title", "scope", "basis", "filed": text, "lines": [{"number", "title", "kind",
    "class", "mode", "conditions", "share", "share_citation", "estimated", "months", "unit", "partners", "items": [text], "departure": why it does
    otherwise than a document says that allows it, where it does}],
    "adjustment": {"version": int, "before": text, "reason": text, "changes": [{"number": int or 0, "title", "kind",
    "what", "before", "after"}]}}`; a first version has no `adjustment`.
    """
    filed = ""
    if plan.filed_number:
        filed = f"已报{plan.filed_with}备案（{plan.filed_number}，{day(plan.filed_on)}）"
    content: Content = {
        "kind": "plan",
        "agency": plan.agency.name,
        "year": plan.year,
        "title": plan.title,
        "scope": plan.scope,
        "basis": plan.basis,
        "filed": filed,
        "lines": [
            {
                "number": line.number,
                "title": line.title,
                "kind": line.get_kind_display(),
                "class": line.get_item_class_display(),
                "mode": line.get_mode_display(),
                "conditions": in_words(line.conditions) if line.conditions else "",
                "share": f"{line.share_percent}%",
                "share_citation": line.share_citation,
                "estimated": line.estimated_count,
                "months": months_of(line),
                "unit": line.unit.name,
                "partners": _agencies(line.partner_agency_ids),
                "items": _item_names(line.item_ids),
                **({"departure": line.share_reason} if line.share_reason else {}),
            }
            for line in plan.lines.select_related("unit").order_by("number")
        ],
    }
    adjustment = adjusting.adjustment_of(plan)
    if adjustment is not None:
        content["adjustment"] = {
            "version": adjustment.number,
            "before": adjustment.amends.title,
            "reason": adjustment.reason,
            "changes": [
                {
                    "number": one.number or 0,
                    "title": one.title,
                    "kind": one.kind_words,
                    "what": one.what,
                    "before": one.before,
                    "after": one.after,
                }
                for one in adjusting.changes(plan)
            ],
        }
    return content


def notice_content(campaign: Campaign, draw: Draw) -> Content:
    """The notice of a task (高青 7.2). It tells that a draw was made and how it can be checked, and nothing of who was drawn.

    `{"kind": "notice", "agency", "unit", "title", "number", "plan", "mode", "conditions", "items": [text], "from", "to",
    "partners", "urns": [{"name", "size", "quota"}], "drawn", "draw_number", "attempt", "drawn_on", "manifest_hash",
    "secrecy", "platform": {"name", "reference"} where the official platform drew}`
    """
    urns = [{"name": u["name"], "size": int(u["size"]), "quota": int(u["quota"])} for u in draw.urns]
    return {
        "kind": "notice",
        "agency": campaign.agency.name,
        "unit": campaign.unit.name,
        "title": campaign.title,
        "number": campaign.number,
        "plan": campaign.planned.plan.title,
        "mode": campaign.get_mode_display(),
        "conditions": in_words(campaign.conditions) if campaign.conditions else "",
        "items": _item_names(campaign.item_ids),
        "from": day(campaign.check_from),
        "to": day(campaign.check_to),
        "partners": _agencies(campaign.partner_agency_ids),
        "urns": urns,
        "drawn": sum(urn["quota"] for urn in urns),
        "draw_number": draw.number,
        "attempt": draw.attempt,
        "drawn_on": day(timezone.localdate(draw.drawn_at)),
        "manifest_hash": draw.manifest_hash,
        "secrecy": "抽取名单在全部检查结果公示之前依规定保密；公示之后公开全部摇号记录，任何人都可以核验。",
        **(_elsewhere(draw.platform) if draw.from_platform else {}),
    }


def _elsewhere(listing: PlatformList) -> Content:
    """What is said of a list that the official platform drew: where to look, and that there is no proof of ours."""
    return {
        "urns": [],
        "platform": {"name": listing.platform, "reference": listing.reference},
        "secrecy": "抽取名单在全部检查结果公示之前依规定保密。名单在官方平台抽取，没有本平台的摇号记录和证明。",
    }
