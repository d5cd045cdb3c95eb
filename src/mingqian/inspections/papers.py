"""What belongs into the file of a campaign, with the digest of each paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from mingqian.draws.models import Draw
from mingqian.draws.states import WITHDRAWN
from mingqian.inspections.heading import head_of
from mingqian.inspections.models import Inspection, Material, Notice, Referral, SignatureKind, SiteEntry
from mingqian.inspections.outside import order_of
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
    yield _ground(campaign)
    yield Paper(
        "非随机检查任务" if campaign.outside else "抽查任务",
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
        if draw.from_platform:
            listing = draw.platform
            yield Paper(
                "平台抽取名单",
                f"{listing.platform}，任务编号 {listing.reference}",
                "draws.platformlist",
                listing.pk,
                listing.file_digest,
            )
            continue
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
        "seats", "replacements", "lines__reliances__dropped", "signatures", "permits", "referrals"
    ):
        yield from _inspection(inspection)
    for material in campaign.materials.filter(struck_at__isnull=True).order_by("pk"):
        yield material_paper(material)
    for more in PAPERS:
        yield from more(campaign)


def _ground(campaign: Campaign) -> Paper:
    """What the task rests on: its line of the plan, or what had it checked outside the lottery."""
    order = order_of(campaign)
    if order is not None:
        return Paper(
            "非随机检查依据",
            f"{order.words}（{order.citation}）{order.paper}",
            "inspections.outsideorder",
            order.pk,
            digest_of(
                [
                    order.words,
                    order.citation,
                    order.basis,
                    order.document,
                    order.document_number,
                    order.document_date,
                    order.ordered_by,
                    order.team_reason,
                ]
            ),
        )
    line = campaign.planned
    return Paper(
        "计划",
        f"{line.plan.title}第 {line.number} 项：{line.title}",
        "plans.planline",
        line.pk,
        digest_of(
            [line.plan.title, line.number, line.title, line.share_percent, line.conditions, line.item_ids]
        ),
    )


def material_paper(material: Material) -> Paper:
    """Something noted for the file: kept elsewhere, or minutes written here."""
    return Paper(
        material.kind[:40],
        f"{material.title}（{material.kept_at or '内容已登记'}）",
        "inspections.material",
        material.pk,
        digest_of(
            [
                material.kind,
                material.title,
                material.made_on,
                material.people,
                material.text,
                material.kept_at,
                material.digest,
            ]
        ),
    )


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
                    *([notice.way, notice.told] if notice.told or notice.channel == "other" else ()),
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
    for showing in inspection.showings.order_by("pk"):
        yield Paper(
            "出示执法证件",
            f"{showing.name}出示执法证件：{name}",
            "inspections.showing",
            showing.pk,
            digest_of([showing.name, showing.certificate, showing.at]),
        )
    lines = sorted(inspection.lines.all(), key=lambda line: line.position)
    over = record_digest(inspection, lines, head_of(inspection))
    yield Paper("检查记录", f"检查记录表：{name}", "inspections.inspection", inspection.pk, over)
    for line in lines:
        for one in sorted(line.reliances.all(), key=lambda one: one.pk):
            state = "" if one.in_force else f"，已撤回：{one.dropped.reason}"
            yield Paper(
                one.get_kind_display(),
                f"第 {line.position} 项 {one.said}{state}",
                "inspections.reliance",
                one.pk,
                digest_of([one.said, one.contract, one.conclusion, one.noted_by, one.at, state]),
            )
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
        yield referral_paper(letter)
    yield Paper(
        "审核",
        f"审核意见：{name}",
        "inspections.inspection",
        inspection.pk,
        digest_of([inspection.reviewed_by, inspection.reviewed_at, inspection.review_note]),
    )


def referral_paper(letter: Referral) -> Paper:
    """A letter of referral as it stands, with what was answered so far."""
    return Paper(
        "移送",
        f"{letter.number} {letter_of(letter)}：{letter.inspection.subject_name}",
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
