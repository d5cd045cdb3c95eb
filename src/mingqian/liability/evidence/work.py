"""Whether the work was done: checked, published, transferred, in time (高青 10.1; 信阳 二十四(一); 西平 方案 三(三))."""

from __future__ import annotations

from mingqian.inspections.law import publication_terms, terms
from mingqian.inspections.models import Inspection, ReferralWay
from mingqian.inspections.states import UNDISCLOSED
from mingqian.law import Event
from mingqian.liability.evidence import followed
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
from mingqian.publicity.models import Ground, Kind, Publication

HARM = "有没有造成不良后果，记录看不出来，由有权机关认定。"


def not_checked(matter: Matter) -> Evidence:
    """Every drawn enterprise: checked, or not and why, as it was recorded."""
    reasons = matter.statements("liability.liable_not_checked")
    over = matter.campaign.check_to < matter.today
    rows = []
    for one in matter.inspections:
        if one.ended_at is not None:
            rows.append(Row(name_of(one), f"{said_day(day_of(one.ended_at))}检查结束", DONE))
            continue
        said = reasons.get(one.pk)
        why = f"理由：{said.said}" if said else "没有记录理由"
        if over:
            rows.append(Row(name_of(one), f"检查期限已过，没有检查完；{why}", PLAIN if said else BAD))
        else:
            rows.append(
                Row(name_of(one), f"还没有检查完，检查期限到{said_day(matter.campaign.check_to)}", NEAR)
            )
    if matter.undispatched:
        rows.append(Row("抽中没有派发的", f"{matter.undispatched} 户", BAD if over else NEAR))
    checked = matter.count(lambda one: one.ended_at)
    return Evidence(
        f"派发 {len(matter.inspections)} 户，检查结束 {checked} 户，没有检查完 {len(matter.inspections) - checked} 户。",
        worst(rows),
        _sorted(rows),
        f"没有检查的，为什么没有检查，只有写了说明的才有记录。{HARM}",
    )


def _sorted(rows: list[Row]) -> tuple[Row, ...]:
    order = {BAD: 0, NEAR: 1, PLAIN: 2, DONE: 3}
    return tuple(sorted(rows, key=lambda row: order[row.tone]))


def not_published(matter: Matter) -> Evidence:
    """Every result: its term, the day it was made public, in time or late."""
    ends = [day_of(one.ended_at) for one in matter.campaign.inspections.all()]
    known = [day for day in ends if day is not None]
    last = max(known) if known and len(known) == len(ends) else None
    rows = []
    for one in matter.inspections:
        ended = day_of(one.ended_at)
        if ended is None:
            continue
        found = publication_terms(matter.campaign, ended, last)
        due = found[0] if found else None
        limit = f"应于{said_day(due.due)}前公示（{due.citation}）" if due else "文件没有写期限"
        public = day_of(one.published_at)
        if one.state == UNDISCLOSED or any(
            row.decided_at and row.state == "approved" for row in one.withholdings.all()
        ):
            ground = next(
                (
                    Ground(row.ground).label
                    for row in one.withholdings.all()
                    if row.state in ("approved", "lifting")
                ),
                "",
            )
            rows.append(Row(name_of(one), f"依法不予公开{'：' + ground if ground else ''}；{limit}", DONE))
        elif public is not None:
            late = due is not None and public > due.due
            rows.append(
                Row(
                    name_of(one),
                    f"{said_day(public)}公示，{'逾期' if late else '按期'}；{limit}",
                    BAD if late else DONE,
                )
            )
        else:
            late = due is not None and matter.today > due.due
            rows.append(Row(name_of(one), f"还没有公示；{limit}", BAD if late else NEAR))
    public_number = matter.count(lambda one: one.published_at)
    return Evidence(
        f"有结果的 {len(rows)} 户，已公示 {public_number} 户，逾期的 {sum(row.tone == BAD for row in rows)} 户。",
        worst(rows),
        _sorted(rows),
        HARM,
    )


def crime_not_transferred(matter: Matter) -> Evidence:
    """Lines whose handling speaks of a crime, and the letters that went out."""
    rows = []
    for one in dict.fromkeys(one for one, _ in matter.crimes):
        sent = [row for row in matter.letters(one, ReferralWay.CRIME) if row.sent_on]
        if sent:
            said = "；".join(f"{row.number}，{said_day(row.sent_on)}移送{row.to_name}" for row in sent)
            rows.append(Row(name_of(one), said, DONE))
        else:
            rows.append(Row(name_of(one), "检查记录写了涉嫌犯罪的处理，没有发出移送函", BAD))
    others = [
        row
        for one in matter.inspections
        if one not in {seen for seen, _ in matter.crimes}
        for row in matter.letters(one, ReferralWay.CRIME)
        if row.sent_on
    ]
    rows += [Row(row.number, f"{said_day(row.sent_on)}移送{row.to_name}", DONE) for row in others]
    summary = (
        f"检查记录写到涉嫌犯罪的 {len({one.pk for one, _ in matter.crimes})} 户，"
        f"发出移送函 {sum(row.tone == DONE for row in rows)} 件。"
    )
    return Evidence(
        summary,
        worst(rows),
        _sorted(rows),
        "检查记录没有写涉嫌犯罪，不等于没有；没有写进记录的，这里看不出来。",
    )


def delayed(matter: Matter) -> Evidence:
    """The days of the task against the days set for it."""
    campaign = matter.campaign
    rows = []
    for one in matter.inspections:
        begun, ended = day_of(one.checked_at), day_of(one.ended_at)
        if ended is not None and ended > campaign.check_to:
            said = f"检查结束于{said_day(ended)}，晚于任务的检查结束日期{said_day(campaign.check_to)}"
            rows.append(Row(name_of(one), said, BAD))
        elif ended is not None:
            rows.append(
                Row(name_of(one), f"{said_day(begun)}检查，{said_day(ended)}结束，在任务期限内", DONE)
            )
        elif campaign.check_to < matter.today:
            rows.append(Row(name_of(one), f"任务期限{said_day(campaign.check_to)}已过，没有检查完", BAD))
        else:
            rows.append(Row(name_of(one), f"任务期限到{said_day(campaign.check_to)}", NEAR))
        rows += _archive(matter, one)
    dispatched = min((one.dispatched_at for one in matter.inspections), default=None)
    lead = [Row("派发", f"{said_day(day_of(dispatched))}派发", DONE)] if dispatched else []
    return Evidence(
        f"任务期限 {said_day(campaign.check_from)} 至 {said_day(campaign.check_to)}；"
        f"没有按期的 {sum(row.tone == BAD for row in rows)} 处。",
        worst(rows),
        (*lead, *_sorted(rows)),
        "没有按期的原因，写在说明里。",
    )


def _archive(matter: Matter, one: Inspection) -> list[Row]:
    """The filing of one inspection against its term (信阳 十七)."""
    ended = day_of(one.ended_at)
    if ended is None:
        return []
    due = next(
        (term for term in terms(matter.campaign, Event.CHECK_ENDED, ended) if term.key.endswith("archive")),
        None,
    )
    if due is None:
        return []
    filed = day_of(one.archived_at)
    limit = f"应于{said_day(due.due)}前归档（{due.citation}）"
    if filed is not None:
        late = filed > due.due
        return [
            Row(
                name_of(one),
                f"{said_day(filed)}归档，{'逾期' if late else '按期'}；{limit}",
                BAD if late else DONE,
            )
        ]
    return [Row(name_of(one), f"还没有归档；{limit}", BAD if matter.today > due.due else NEAR)]


def serious_errors(matter: Matter) -> Evidence:
    """What had to be corrected after it was published, and what was sent back before."""
    ids = [one.pk for one in matter.inspections]
    names = {one.pk: name_of(one) for one in matter.inspections}
    corrected = Publication.objects.filter(
        object_kind="inspections.inspection",
        object_id__in=ids,
        kind=Kind.CORRECTION,
        published_at__isnull=False,
    ).order_by("id")
    rows = [
        Row(names[one.object_id], f"{one.number}更正：{one.reason}", BAD)
        for one in corrected
        if one.object_id in names
    ]
    rows += [
        Row(name_of(one), f"审核时退回过：{one.sent_back_reason}", PLAIN)
        for one in matter.inspections
        if one.sent_back_reason
    ]
    summary = (
        f"公示以后更正过的 {sum(row.tone == BAD for row in rows)} 件，审核时退回过的 "
        f"{sum(row.tone == PLAIN for row in rows)} 户"
    )
    objected = followed.objections(matter)
    rows += objected
    return Evidence(
        f"{summary}；提出异议的 {len(objected)} 件，复核确有错误的 {sum(row.tone == BAD for row in objected)} 件。",
        worst(rows) if rows else DONE if matter.count(lambda one: one.reviewed_at) else PLAIN,
        tuple(rows),
        "没有更正过，不等于没有错误；错误是不是严重，由有权机关认定。",
    )


def neglect(matter: Matter) -> Evidence:
    """What was not done at all, over the three kinds of work."""
    rows = []
    for words, found in (
        ("检查", not_checked(matter)),
        ("公示", not_published(matter)),
        ("期限", delayed(matter)),
        ("移送", crime_not_transferred(matter)),
    ):
        rows.append(Row(words, found.summary, found.tone))
    rows += [*followed.orders(matter), *followed.cases(matter), *followed.unanswered(matter)]
    return Evidence("检查、公示、期限、移送、责令改正、立案逐项对照，见下。", worst(rows), tuple(rows), HARM)
