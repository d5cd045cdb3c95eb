"""审批、通知、实施、记录、反馈: how far one check has come on the way the text names (国办发〔2024〕54号, once it is entered)."""

from __future__ import annotations

from typing import Any

from mingqian.inspections.models import Channel, Inspection, Notice
from mingqian.inspections.noticing import first
from mingqian.inspections.overlay import Conditions
from mingqian.inspections.wordbook import moment


def steps_of(inspection: Inspection, asked: Conditions) -> list[dict[str, Any]]:
    """The steps for a page's strip, by the text's words; none while the rule is off. A word we do not know stays open."""
    rule = first(inspection.campaign, "checks.procedure")
    if rule is None:
        return []
    notice = Notice.objects.filter(inspection=inspection).first()
    withheld = notice is not None and notice.channel == Channel.WITHHELD
    approved = asked.approved or asked.urgent
    at: dict[str, tuple[object, str]] = {
        "审批": (
            approved.at if approved else inspection.dispatched_at,
            approved.by_name if approved else "随计划",
        ),
        "通知": (notice.sent_at if notice and not withheld else None, notice.sent_by if notice else ""),
        "实施": (inspection.checked_at, inspection.started_by),
        "记录": (inspection.ended_at, inspection.ended_by),
        "反馈": (inspection.published_at, inspection.published_by),
    }
    steps: list[dict[str, Any]] = []
    open_one = True
    for word in rule.values:
        when, who = at.get(word, (None, ""))
        state = "done" if when else "skipped" if word == "通知" and withheld else "todo"
        if state == "todo" and open_one:
            state, open_one = "current", False
        steps.append(
            {"name": word, "state": state, "who": who if when else "", "when": _said(when), "url": ""}
        )
    return steps


def _said(when: object) -> str:
    return moment(when) if when else ""  # type: ignore[arg-type]  # a moment where it is not None
