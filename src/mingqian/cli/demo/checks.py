"""The checks of the walk: each inspection noticed, checked, recorded, signed and reviewed by whoever must."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from mingqian.acts.actor import Actor
from mingqian.cli.demo.bureaus import Cast
from mingqian.inspections import actions
from mingqian.inspections.actions.check import Entry
from mingqian.inspections.heading import asked_of, must_show
from mingqian.inspections.models import Inspection
from mingqian.plans.models import Campaign
from mingqian.plans.telling import may_be_told

_STROKES = json.dumps(
    [[[100 + 8 * i, 200 + (i * 37) % 90 - 45] for i in range(40)], [[460, 120 + 4 * i] for i in range(40)]]
)
"""A scrawl, so that the demonstration's papers show where a signature stands."""

# Which inspections find something, by position: the same in every demonstration.
_FOUND: dict[int, tuple[str, str, str, str]] = {
    1: (
        "corrected",
        "消防通道堆放成品纸箱，占用约三分之一宽度。",
        "责令当场清理，已现场清理完毕。",
        "责令改正",
    ),
    4: (
        "pending",
        "未见本年度应急预案演练记录和评估报告。",
        "责令限期补充演练并报送评估报告。",
        "责令限期改正，到期复查",
    ),
    7: (
        "corrected",
        "一处配电箱门缺失，未张贴警示标志。",
        "责令立即整改，已更换箱门并张贴标志。",
        "责令改正",
    ),
}


def check_everything(
    cast: Cast, head: Actor, campaign: Campaign, inspections: list[Inspection], say: Callable[..., None]
) -> int:
    """Walk every inspection to a reviewed result; returns how many results there are."""
    results = 0
    for position, inspection in enumerate(inspections):
        results += _check_one(cast, head, campaign, inspection, position)
        if (position + 1) % 50 == 0:
            say(f"        {position + 1}/{len(inspections)} 户")
    return results


def notify_one(head: Actor, campaign: Campaign, inspection: Inspection) -> None:
    """The notice, or the reason why there is none."""
    if may_be_told(campaign):
        actions.notify(
            by=head, inspection=inspection, planned_on=campaign.check_from, channel="written", planned_time="上午 9:30",
            materials="营业执照、安全生产责任制、教育培训记录、应急预案及演练记录", attend="主要负责人或安全管理人员",
            contact="任务执行单位值班室",
        )  # fmt: skip
    else:
        actions.withhold_notice(
            by=head, inspection=inspection, planned_on=campaign.check_from, reason="本次检查不宜事先告知"
        )


def start_one(cast: Cast, inspection: Inspection) -> tuple[Inspection, list[Actor]]:
    """The team begins; returns the inspection and its people, the leader first."""
    team = _team(cast, inspection)
    return actions.start_check(by=team[0], inspection=inspection), team


def _check_one(cast: Cast, head: Actor, campaign: Campaign, inspection: Inspection, position: int) -> int:
    notify_one(head, campaign, inspection)
    inspection, team = start_one(cast, inspection)
    leader = team[0]
    _write_head(leader, inspection)
    entries = [_entry(line, position, number) for number, line in enumerate(inspection.lines.all())]
    actions.save_lines(by=leader, inspection=inspection, entries=entries)
    actions.save_summary(by=leader, inspection=inspection, summary="按抽查事项逐项检查，情况见检查记录表。")
    for member in team:
        actions.sign_member(by=member, inspection=inspection)
    if position == 2:
        actions.note_refusal(
            by=leader, inspection=inspection, note="被检查单位负责人阅读记录后拒绝签字，未说明理由。"
        )
    else:
        actions.sign_subject(
            by=leader, inspection=inspection, name="现场负责人", capacity="安全管理人员", strokes=_STROKES
        )
    inspection = actions.end_check(by=leader, inspection=inspection)
    actions.approve(by=head, inspection=inspection)
    return len(entries)


def _write_head(leader: Actor, inspection: Inspection) -> None:
    """How it was checked, and that everybody showed the certificate, as far as the documents ask."""
    asked = asked_of(inspection.campaign)
    actions.save_head(
        by=leader, inspection=inspection, methods=asked.methods, promised=bool(asked.promise),
        evaluation="能够执行安全生产法律法规，个别事项落实不到位。" if asked.evaluation else "",
        opinion="发现的问题当场整改，按期复查。" if asked.opinion else "",
        advice="解答了应急预案备案和培训学时的问题。" if asked.advice else "",
    )  # fmt: skip
    shown = [seat.pk for seat in must_show(inspection.seats.all())]
    if shown:
        actions.show_certificates(by=leader, inspection=inspection, seat_ids=shown)


def _team(cast: Cast, inspection: Inspection) -> list[Actor]:
    people = []
    for seat in inspection.seats.order_by("pk"):
        actor = cast.inspector(seat.inspector_id) if seat.inspector_id else None
        if actor is not None:
            people.append(actor)
    return people


def _entry(line: Any, position: int, number: int) -> Entry:
    found = _FOUND.get(position)
    if found and number == position % 3:
        result, problem, measure, handling = found
        return Entry(line.pk, line.revision, "problem", problem, measure, result, handling)
    return Entry(line.pk, line.revision, "no_problem", result="none_found")
