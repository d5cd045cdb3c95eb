"""How people conducted themselves (信阳 二十四; 西平 细则 十六): which guards stand in the record, and what it cannot show."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from mingqian.audit.models import Event
from mingqian.inspections.models import CheckPermit, Inspection, SignatureKind, SiteEntry
from mingqian.inspections.models.inspection import RANDOM
from mingqian.liability.evidence import followed
from mingqian.liability.evidence.matter import BAD, DONE, NEAR, PLAIN, Evidence, Matter, Row, name_of, worst
from mingqian.plans.models.plan import LineKind

MOST_LOOKS = 200
"""Looks listed one by one; the rest are in the audit record."""


def guards(matter: Matter) -> list[Row]:
    """What makes it hard to agree on a result beforehand, as far as it stands recorded."""
    whole = len(matter.inspections)
    rows = [
        Row(
            "检查对象由摇号产生",
            f"第 {one.attempt} 次摇号，结果摘要 {one.results_hash[:16]}…，任何人可以核对",
            DONE,
        )
        for one in matter.draws
        if one.results_hash and not one.from_platform
    ]
    rows += [
        Row("检查对象由官方平台抽取", f"{one.platform}，没有本平台的证明", PLAIN)
        for one in matter.draws
        if one.from_platform
    ]
    seats = [seat for one in matter.inspections for seat in one.seats.all() if not seat.vacant]
    lots = sum(seat.source in RANDOM for seat in seats)
    if seats:
        rest = len(seats) - lots
        rows.append(
            Row(
                "检查人员由摇号产生",
                f"{lots} 人次{f'，另有 {rest} 人次不是随机产生，都写了理由' if rest else ''}",
                DONE,
            )
        )
    ended = [one for one in matter.inspections if one.ended_at]
    if ended:
        signed = sum(signed_by_all(one) for one in ended)
        refused = sum(any(s.kind == SignatureKind.REFUSAL for s in one.signatures.all()) for one in ended)
        said = f"{signed} / {len(ended)} 户全组签字" + (
            f"；检查对象未签字、注明情况的 {refused} 户" if refused else ""
        )
        rows.append(Row("检查记录签字", said, DONE if signed == len(ended) else BAD))
        passed = [one for one in ended if one.reviewed_at]
        apart = sum(one.reviewed_by != one.ended_by for one in passed)
        tone = DONE if apart == len(ended) else BAD if apart < len(passed) else NEAR
        rows.append(Row("结果由另一人审核", f"{apart} / {len(ended)} 户", tone))
    ids = [one.pk for one in matter.inspections]
    saves = Event.objects.filter(
        action="inspections.record.save", object_kind="inspections.inspection", object_id__in=ids
    ).count()
    if saves:
        rows.append(Row("改动留痕", f"检查记录保存 {saves} 次，谁、何时都在审计记录里", DONE))
    if not rows:
        rows.append(Row("还没有派发", f"派发 {whole} 户", PLAIN))
    return rows


def signed_by_all(one: Inspection) -> bool:
    """Whether everybody who sits on the team signed the record."""
    sitting = {seat.pk for seat in one.seats.all() if seat.inspector_id}
    hands = {s.seat_id for s in one.signatures.all() if s.kind == SignatureKind.MEMBER}
    return bool(sitting) and sitting <= hands


def _bad_or_plain(rows: list[Row]) -> str:
    """Guards never prove a conduct: at best the record alone does not settle it."""
    return BAD if worst(rows) == BAD else PLAIN


def collusion(matter: Matter) -> Evidence:
    """串通编造报告."""
    rows = [*guards(matter), *followed.said_of_officers(matter)]
    return Evidence(
        "防止事先串通的几道关口，记录如下。",
        _bad_or_plain(rows),
        tuple(rows),
        f"现场以外的来往，记录看不到；有线索的，核实情况写进说明。{followed.OFFICERS_SILENT}",
    )


def concealment(matter: Matter) -> Evidence:
    """隐匿重大问题: problems found, and how each was handled."""
    rows = [
        Row(f"{name_of(one)}，第 {line.position} 项", "发现问题，没有写明处理", BAD)
        for one, line in matter.problems
        if one.ended_at and not line.handling.strip()
    ]
    handled = sum(bool(line.handling.strip()) for _, line in matter.problems)
    bare = [one for one in matter.inspections if one.ended_at and not list(one.lines.all())]
    rows += [Row(name_of(one), "没有检查记录", BAD) for one in bare]
    ordered, opened = followed.orders(matter), followed.cases(matter)
    rows += [*followed.unanswered(matter), *ordered, *opened]
    return Evidence(
        f"检查记录写了发现的问题 {len(matter.problems)} 项，写明处理的 {handled} 项；"
        f"移送的函 {sum(bool(row.sent_on) for one in matter.inspections for row in matter.letters(one))} 件，"
        f"责令改正 {len(ordered)} 件，立案查处 {len(opened)} 件。",
        _bad_or_plain(rows),
        tuple(rows),
        "发现了而没有写进记录的，这里看不出来；事后发现的，核实情况写进说明。",
    )


def discipline(matter: Matter) -> Evidence:
    """违反作风和检查纪律."""
    ids = [one.pk for one in matter.inspections]
    permits = CheckPermit.objects.filter(inspection__in=ids).count()
    entries = SiteEntry.objects.filter(inspection__in=ids).count()
    rows = [
        Row("检查经批准", f"{permits} 次", DONE if permits else PLAIN),
        Row("扫码入企", f"{entries} 户登记了谁、何时到场", DONE if entries else PLAIN),
        *followed.said_of_officers(matter),
    ]
    return Evidence(
        "批准、到场的记录如下。",
        PLAIN,
        tuple(rows),
        f"有没有接受吃请、礼品，作风怎样，记录不能证明。{followed.OFFICERS_SILENT}",
    )


def interference(matter: Matter) -> Evidence:
    """违规干预检查对象的正常工作: told beforehand, how many times the same enterprise was visited this year."""
    told = matter.count(lambda one: one.notified_at)
    rows = [Row("事先通知", f"{told} / {len(matter.inspections)} 户", DONE if told else PLAIN)]
    joint = matter.campaign.kind == LineKind.JOINT
    if joint:
        rows.append(Row("部门联合", "几个部门一次上门", DONE))
    ids = [one.subject_id for one in matter.inspections]
    # Only visits of this campaign, and others already public: another list that is still secret is not told here.
    visits = Inspection.objects.filter(
        agency_id=matter.campaign.agency_id,
        subject_id__in=ids,
        checked_at__year=matter.campaign.check_from.year,
    ).filter(Q(campaign=matter.campaign) | Q(draw__released_at__isnull=False) | Q(published_at__isnull=False))
    often = Counter(visits.values_list("subject_id", flat=True))
    rows += [
        Row(name_of(one), f"本局当年上门 {often[one.subject_id]} 次", PLAIN)
        for one in matter.inspections
        if often[one.subject_id] > 1
    ]
    rows += followed.said_of_officers(matter)
    return Evidence(
        f"事先通知 {told} 户；当年本局上门不止一次的 {sum(often[one.subject_id] > 1 for one in matter.inspections)} 户。",
        PLAIN,
        tuple(rows),
        f"现场怎样做的，记录看不全。{followed.OFFICERS_SILENT}",
    )


def leaking(matter: Matter) -> Evidence:
    """泄露: who looked at the list while it was secret."""
    ids = [one.pk for one in matter.inspections]
    draws = [one.pk for one in matter.draws]
    about = Q(object_kind="inspections.inspection", object_id__in=ids)
    if matter.one is None:
        about |= Q(object_kind="plans.campaign", object_id=matter.campaign.pk)
        about |= Q(object_kind="draws.draw", object_id__in=draws)
    looks = Event.objects.filter(about, action__in=("inspections.look", "draws.list.read")).order_by("number")
    rows = [Row(one.actor_name, f"{_moment(one.at)}查看", PLAIN) for one in looks[:MOST_LOOKS]]
    released = [one for one in matter.draws if one.released_at]
    rows += [
        Row("名单公开", f"{_moment(one.released_at.isoformat())}，{one.released_by}", DONE)
        for one in released
        if one.released_at
    ]
    rows += followed.said_of_officers(matter)
    number = looks.count()
    people = len(set(looks.values_list("actor_name", flat=True)))
    more = f"这里列出前 {MOST_LOOKS} 次，其余在审计记录里。" if number > MOST_LOOKS else ""
    return Evidence(
        f"名单保密期间查看 {number} 次，{people} 人；每次查看都留痕、带水印。{more}",
        PLAIN,
        tuple(rows),
        f"看过的人有没有说出去，记录不能证明；拍照、抄写也看不到。{followed.OFFICERS_SILENT}",
    )


def _moment(text: str) -> str:
    """A moment of the record as people write it."""
    moment = datetime.fromisoformat(text)
    if timezone.is_naive(moment):
        return text[:16].replace("T", " ")
    return moment_words(moment)


def moment_words(moment: datetime) -> str:
    """A moment in the bureau's time, as people write it."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def abuse(matter: Matter) -> Evidence:
    """滥用职权、玩忽职守、徇私舞弊."""
    rows = [*guards(matter), *followed.said_of_officers(matter)]
    return Evidence(
        "谁抽的、谁查的、谁审的，记录如下。",
        _bad_or_plain(rows),
        tuple(rows),
        f"主观上是不是滥用、徇私，记录不能证明，由有权机关认定。{followed.OFFICERS_SILENT}",
    )


def other(matter: Matter) -> Evidence:
    """What no list foresees: the record in numbers, and whatever was stated."""
    ended = matter.count(lambda one: one.ended_at)
    return Evidence(
        f"派发 {len(matter.inspections)} 户，检查结束 {ended} 户；这一种情形没有对应的记录，看说明。",
        PLAIN,
        (),
        "文件没有列明是什么情形，写在说明里。",
    )
