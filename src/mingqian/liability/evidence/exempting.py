"""What stands for whoever did their duty (高青 10.2)."""

from __future__ import annotations

from mingqian.draws.models import PresenceSignature
from mingqian.inspections.models import Inspection, Notice
from mingqian.inspections.models.reliance import Reliance, RelianceKind
from mingqian.inspections.states import SETTLED
from mingqian.liability.evidence import followed
from mingqian.liability.evidence.conduct import signed_by_all
from mingqian.liability.evidence.matter import (
    BAD,
    DONE,
    NEAR,
    PLAIN,
    Evidence,
    Matter,
    Row,
    day_of,
    name_of,
    said_day,
    worst,
)
from mingqian.plans.governing import governing

STATED = "记录本身不能认定，要有说明和文件。"


def duty_done(matter: Matter) -> Evidence:
    """From the approved plan to the signed record: each step, and of how many it stands."""
    campaign, whole = matter.campaign, len(matter.inspections)
    rows = [
        _basis(matter),
        Row("抽查事项在清单上", f"{len(campaign.item_ids)} 项", DONE if campaign.item_ids else BAD),
        *_drawing(matter),
    ]
    held = {
        "派发": whole,
        "通知，或者决定不事先告知": Notice.objects.filter(
            inspection__in=[one.pk for one in matter.inspections]
        ).count(),
        "检查结束": matter.count(lambda one: one.ended_at),
        "检查记录逐项填写": matter.count(_filled),
        "检查组全组签字": matter.count(signed_by_all),
        "结果经审核": matter.count(lambda one: one.reviewed_at),
        "公示（或者依法不予公开）": matter.count(lambda one: one.state in SETTLED),
    }
    over = campaign.check_to < matter.today
    for what, number in held.items():
        short = number < whole
        rows.append(
            Row(what, f"{number} / {whole} 户", DONE if whole and not short else BAD if over else NEAR)
        )
    rows += [*followed.orders(matter), *followed.cases(matter), *followed.unanswered(matter)]
    return Evidence(
        "计划、摇号、通知、检查、记录、签字、审核、公示，以及之后的责令改正、立案，逐步对照。",
        worst(rows),
        tuple(rows),
        "记录证明做了什么，不证明做得对不对。",
    )


def _basis(matter: Matter) -> Row:
    """What the check rests on: an approved plan, or the case in which nobody is drawn."""
    campaign = matter.campaign
    if campaign.outside:
        said = next((one for one in governing(campaign, f"scope.{campaign.ground}")), None)
        words = f"{said.parameter.citation.reading}（{said.where}）" if said else campaign.title
        return Row("不经抽取的依据", words, DONE)
    plan = campaign.planned.plan
    if plan.approved_at is None:
        return Row("计划经批准", "没有批准的记录", BAD)
    day = said_day(day_of(plan.approved_at))
    return Row(
        "计划经批准", f"《{plan.title}》第 {campaign.planned.number} 行，{day}{plan.approved_by}批准", DONE
    )


def _drawing(matter: Matter) -> list[Row]:
    """The draws, each with those who signed; of a list of the official platform, its own reference."""
    if matter.campaign.outside:
        return []
    rows = []
    for one in matter.draws:
        hands = PresenceSignature.objects.filter(draw=one).count()
        said = f"第 {one.attempt} 次，{said_day(day_of(one.drawn_at))}"
        if one.from_platform:
            rows.append(Row("平台抽取", f"{said}，{one.platform}，没有本平台的证明", DONE))
        else:
            rows.append(Row("摇号", f"{said}，在场人员签字 {hands} 人", DONE if hands else BAD))
    return rows or [Row("摇号", "没有摇号的记录", BAD)]


def _filled(one: Inspection) -> bool:
    lines = list(one.lines.all())
    return bool(lines) and all(line.finding for line in lines)


def technical_limits(matter: Matter) -> Evidence:
    """By which methods the items were checked, and who with special knowledge took part."""
    methods = {str(line.item_words.get("method", "")) or "清单没有写方式" for _, line in matter.lines}
    experts = sum(1 for one in matter.inspections for seat in one.seats.all() if seat.expert_id)
    rows = [
        Row("检查方式", "；".join(sorted(methods)) or "还没有检查记录", DONE if matter.lines else PLAIN),
        Row("专家参加", f"{experts} 人次" if experts else "没有专家参加", DONE if experts else PLAIN),
    ]
    return _by_statement(
        matter, "liability.exempt_technical_limits", rows, "当时用了什么手段检查，记录如下。"
    )


def no_causal_link(matter: Matter) -> Evidence:
    """What was checked at the enterprise, what was found and ordered; an accident stands in the statement."""
    rows = []
    for one in matter.inspections:
        if one.ended_at is None:
            continue
        lines = list(one.lines.all())
        found = [line for line in lines if line.finding == "problem"]
        ordered = sum(bool(line.measure.strip() or line.handling.strip()) for line in found)
        said = f"{said_day(day_of(one.ended_at))}检查 {len(lines)} 项，发现问题 {len(found)} 项，采取措施或者写明处理 {ordered} 项"
        rows.append(Row(name_of(one), said, DONE if ordered == len(found) else BAD))
    rows += [*followed.orders(matter), *followed.cases(matter)]
    return _by_statement(
        matter, "liability.exempt_no_causal_link", rows, "检查过什么、发现什么、采取了什么措施，记录如下。"
    )


def false_report(matter: Matter) -> Evidence:
    """Which reports of entrusted bodies the results rest on (西平 联合 五), and the experts who took part."""
    relied = Reliance.objects.filter(
        line__inspection__in=[one.pk for one in matter.inspections], kind=RelianceKind.ENTRUSTED
    ).select_related("line__inspection")
    rows = [
        Row(
            f"{name_of(one.line.inspection)}，第 {one.line.position} 项",
            f"依据{one.body}{said_day(one.document_date)}的{one.document}：{one.conclusion}",
            DONE,
        )
        for one in relied.order_by("line__inspection__number", "id")
    ]
    rows += [
        Row(name_of(one), f"{seat.name}（专家）", PLAIN)
        for one in matter.inspections
        for seat in one.seats.all()
        if seat.expert_id
    ]
    return _by_statement(
        matter,
        "liability.exempt_false_report",
        rows,
        f"检查结果依据受托专业机构报告的 {sum(row.tone == DONE for row in rows)} 处；报告是不是虚假，写在说明里，附认定的文件。",
    )


def _by_statement(matter: Matter, key: str, rows: list[Row], summary: str) -> Evidence:
    """The record stands for it as far as it goes; without a statement the case is not made."""
    wanted = {None, *(one.pk for one in matter.inspections)}
    stated = [row for about, row in matter.statements(key).items() if about in wanted]
    words = f"{summary}有说明 {len(stated)} 份。" if stated else summary
    return Evidence(words, PLAIN, tuple(rows), STATED)
