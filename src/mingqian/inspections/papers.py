"""What belongs into the file of a campaign, with the digest of each paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from mingqian.draws.models import Draw
from mingqian.draws.states import WITHDRAWN
from mingqian.inspections.models import Inspection, Notice, SignatureKind, SiteEntry
from mingqian.inspections.ports import PAPERS, Paper
from mingqian.inspections.record import digest as record_digest
from mingqian.inspections.referrals import letter_of
from mingqian.inspections.wordbook import moment
from mingqian.plans.models import Campaign


def digest_of(said: Any) -> str:
    """Hex SHA-256 of the canonical JSON of what a paper says."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def papers_of(campaign: Campaign) -> Iterator[Paper]:
    """Every paper, in the order of the work: plan, campaign, draws, tasks, notices, teams, records, publications."""
    line = campaign.line
    yield Paper(
        "计划",
        f"{line.plan.title}第 {line.number} 项：{line.title}",
        "plans.planline",
        line.pk,
        digest_of(
            [line.plan.title, line.number, line.title, line.share_percent, line.conditions, line.item_ids]
        ),
    )
    yield Paper(
        "抽查任务",
        f"{campaign.title}（{campaign.number}）",
        "plans.campaign",
        campaign.pk,
        digest_of([campaign.number, campaign.title, campaign.conditions, campaign.item_ids, campaign.team]),
    )
    for step in campaign.steps.order_by("id"):
        yield Paper(
            "办理过程",
            f"{step.get_step_display()}：{step.by_name}，{moment(step.at)}",
            "plans.campaignstep",
            step.pk,
            digest_of([step.step, step.at, step.by_name, step.by_role, step.note]),
        )
    for draw in Draw.objects.filter(campaign=campaign).exclude(state=WITHDRAWN).order_by("attempt"):
        yield Paper(
            "锁库清单", f"第 {draw.attempt} 次摇号的锁库清单", "draws.draw", draw.pk, draw.manifest_hash
        )
        if draw.results_hash:
            yield Paper(
                "摇号结果", f"第 {draw.attempt} 次摇号的结果", "draws.draw", draw.pk, draw.results_hash
            )
        for signature in draw.signatures.all():
            yield Paper(
                "摇号签字",
                f"{signature.name}（{signature.office}），{moment(signature.signed_at)}",
                "draws.presencesignature",
                signature.pk,
                signature.over,
            )
    inspections = Inspection.objects.filter(campaign=campaign).order_by("number")
    for inspection in inspections.prefetch_related(
        "seats", "replacements", "lines", "signatures", "permits", "referrals"
    ):
        yield from _inspection(inspection)
    for more in PAPERS:
        yield from more(campaign)


def _inspection(inspection: Inspection) -> Iterator[Paper]:
    name = inspection.subject_name
    notice = Notice.objects.filter(inspection=inspection).first()
    if notice is not None:
        title = "不事先告知的决定" if notice.channel == "withheld" else "检查通知书"
        yield Paper(
            "通知",
            f"{title}：{name}",
            "inspections.notice",
            notice.pk,
            digest_of(
                [
                    notice.channel,
                    notice.planned_on,
                    notice.planned_time,
                    notice.materials,
                    notice.attend,
                    notice.withheld_reason,
                    notice.sent_at,
                    notice.received_at,
                ]
            ),
        )
    for permit in inspection.permits.all():
        yield Paper(
            "检查审批",
            f"{permit.get_kind_display()}：{name}",
            "inspections.checkpermit",
            permit.pk,
            digest_of([permit.kind, permit.note, permit.by_name, permit.at]),
        )
    for entry in SiteEntry.objects.filter(inspection=inspection):
        yield Paper(
            "入企登记",
            f"{entry.by_name}扫码入企：{name}",
            "inspections.siteentry",
            entry.pk,
            digest_of([entry.way, entry.by_name, entry.at]),
        )
    team = [
        [seat.seat, seat.name, seat.certificate, seat.source, seat.reason] for seat in inspection.seats.all()
    ]
    yield Paper("检查组", f"检查组名单：{name}", "inspections.inspection", inspection.pk, digest_of(team))
    for change in inspection.replacements.all():
        yield Paper(
            "人员更换",
            f"{change.before}更换为{change.after}：{name}"
            if change.after
            else f"{change.before}让出席位：{name}",
            "inspections.replacement",
            change.pk,
            digest_of(
                [change.before, change.after, change.ground, change.reason, change.consented_by, change.at]
            ),
        )
    lines = sorted(inspection.lines.all(), key=lambda line: line.position)
    over = record_digest(inspection, lines)
    yield Paper("检查记录", f"检查记录表：{name}", "inspections.inspection", inspection.pk, over)
    for signature in inspection.signatures.all():
        if signature.over == over:
            who = signature.name or SignatureKind(signature.kind).label
            yield Paper(
                "签字",
                f"{who}：{name}",
                "inspections.signature",
                signature.pk,
                digest_of(
                    [
                        signature.kind,
                        signature.name,
                        signature.strokes,
                        signature.note,
                        signature.over,
                        signature.at,
                    ]
                ),
            )
    for letter in inspection.referrals.exclude(sent_at=None).order_by("id"):
        yield Paper(
            "移送",
            f"{letter.number} {letter_of(letter)}：{name}",
            "inspections.referral",
            letter.pk,
            digest_of(
                [
                    letter.way,
                    letter.to_name,
                    letter.facts,
                    letter.papers,
                    letter.basis,
                    letter.number,
                    letter.sent_on,
                    letter.state,
                    letter.answer,
                    letter.outcome,
                ]
            ),
        )
    yield Paper(
        "审核",
        f"审核意见：{name}",
        "inspections.inspection",
        inspection.pk,
        digest_of([inspection.reviewed_by, inspection.reviewed_at, inspection.review_note]),
    )
