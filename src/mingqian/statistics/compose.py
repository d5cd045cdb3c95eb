"""What a report says before anybody writes into it: the figures in sentences, and the tables that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from mingqian.draws.queries import current_draw
from mingqian.inspections.models import Inspection
from mingqian.inspections.queries import tally
from mingqian.inspections.wordbook import day
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.publicity.actions.report import list_is_open
from mingqian.publicity.places import places_of
from mingqian.statistics import counting
from mingqian.statistics.models import ReportKind

DUTIES: Mapping[str, str] = {
    ReportKind.BULLETIN: "publication.each_check_reported",
    ReportKind.BRIEF: "bodies.brief_reports",
    ReportKind.SUMMARY: "bodies.written_summary",
}
"""The rule that asks for each kind."""

Table = dict[str, Any]


def basis_of(campaign: Campaign, kind: str) -> str:
    """The articles that ask for a report of this kind; empty where no document does."""
    return "；".join(one.where for one in governing(campaign, DUTIES[kind]))


def title_of(campaign: Campaign, kind: str, edition: int) -> str:
    """The title first proposed."""
    if kind == ReportKind.BULLETIN:
        return f"关于“{campaign.title}”抽查情况的通报"
    if kind == ReportKind.BRIEF:
        return f"“{campaign.title}”工作简报（第 {edition} 期）"
    return f"“{campaign.title}”工作总结"


def _drawn(campaign: Campaign) -> str:
    draw = current_draw(campaign)
    if draw is None:
        return ""
    size, quota = (sum(int(urn[name]) for urn in draw.urns) for name in ("size", "quota"))
    return f"从 {size} 户中随机抽取 {quota} 户"


def _stages(campaign: Campaign) -> Table:
    """How far the work is, in numbers alone."""
    counts = tally(Inspection.objects.filter(campaign=campaign))
    rows = [[name, str(number)] for _, name, number in counts.rows() if number]
    return table("工作进度（户）", ("阶段", "户数"), [*rows, ["合计", str(counts.total)]])


def table(title: str, heads: Any, rows: Any) -> Table:
    """One table as a report keeps it."""
    return {"title": title, "heads": list(heads), "rows": [list(row) for row in rows]}


def tables_of(campaign: Campaign, kind: str) -> list[Table]:
    """The tables of a report. While the list is secret only how far the work is, which the notice's number already bounds."""
    if not list_is_open(campaign):
        return [_stages(campaign)]
    found = counting.figures(counting.Asked(campaign.agency, timezone.localdate().year, campaign=campaign))
    given = [
        table("检查结果（项次）", ("检查结果", "项次"), [[n, str(c)] for n, c in found.results]),
        table("处理情况（项次）", ("处理", "项次"), [[n, str(c)] for n, c in found.handlings]),
    ]
    by_field = found.group("field")
    heads = ("项目", "检查（户）", "发现问题（户）", "比例")
    given.append(
        table("按监管行业领域", heads, [[r.name, r.checked, r.problems, r.share] for r in by_field.rows])
    )
    if any(governing(campaign, "publication.results_analysed")):
        given += [
            table(
                f"结果分析：{group.name}",
                heads,
                [[r.name, r.checked, r.problems, r.share] for r in group.rows],
            )
            for group in found.analysed
            if group.code in ("grade", "risk")
        ]
    if kind != ReportKind.BULLETIN:
        given.insert(0, _stages(campaign))
        kept = [[k.what, k.within, k.late, k.free] for k in found.kept]
        given.append(table("期限（户）", ("办理事项", "按期", "逾期", "没有写天数"), kept))
    for one in given:
        one["rows"] = [[str(cell) for cell in row] for row in one["rows"]]
    return [one for one in given if one["rows"]]


def text_of(campaign: Campaign, kind: str) -> str:
    """The text first proposed: only what is known; what has to be judged is left to the writer."""
    who = f"{campaign.agency.name}{campaign.unit.name}"
    when = f"{day(campaign.check_from)}至{day(campaign.check_to)}"
    by_plan = "" if campaign.outside else f"按照{campaign.planned.plan.title}，"
    drawn = f"，{words}" if (words := _drawn(campaign)) else ""
    said = [f"{by_plan}{who}于{when}开展“{campaign.title}”{drawn}。"]
    if not list_is_open(campaign):
        counts = tally(Inspection.objects.filter(campaign=campaign))
        said.append(f"截至{day(timezone.localdate())}，共 {counts.total} 户，各阶段户数见附表。")
        return "\n\n".join(said)
    found = counting.figures(counting.Asked(campaign.agency, timezone.localdate().year, campaign=campaign))
    share = f"，占 {found.row.share}" if found.problems else ""
    said.append(f"已公示检查结果 {found.checked} 户，其中发现问题 {found.problems} 户{share}。")
    if found.withheld:
        said.append(f"依法不予公开 {found.withheld} 户，不计入附表。")
    if found.handlings:
        said.append(
            "处理情况：" + "，".join(f"{name} {number} 项" for name, number in found.handlings) + "。"
        )
    places = "、".join(f"“{place.name}”" for place in places_of(campaign))
    if places:
        said.append(f"检查结果在{places}公示。")
    return "\n\n".join(said)


def paragraphs(text: str) -> list[str]:
    """The text as paragraphs: a line that ends ends one."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def public_content(
    campaign: Campaign, title: str, text: str, tables: list[Table], basis: str
) -> dict[str, Any]:
    """What the public will see of a 通报.

    `{"kind": "report", "agency", "unit", "title", "campaign", "campaign_number", "paragraphs": [text], "tables":
    [{"title", "heads", "rows"}], "citation"}`
    """
    return {
        "kind": "report",
        "agency": campaign.agency.name,
        "unit": campaign.unit.name,
        "title": title,
        "campaign": campaign.title,
        "campaign_number": campaign.number,
        "paragraphs": paragraphs(text),
        "tables": tables,
        "citation": basis,
    }
