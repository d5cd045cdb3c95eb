"""One complete 双随机, walked through the same actions the pages call, with visible progress."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from mingqian.accounts.current import system_actor
from mingqian.accounts.models import Agency
from mingqian.cli.demo.aftermath import leave_work
from mingqian.cli.demo.bureaus import Cast, open_accounts, open_agencies
from mingqian.cli.demo.checks import check_everything
from mingqian.cli.demo.complaining import take_complaints
from mingqian.cli.demo.devices import WitnessDevice
from mingqian.cli.demo.planning import make_campaign, make_plan, walked_line
from mingqian.cli.setup import say
from mingqian.demo.county import build
from mingqian.demo.files import write
from mingqian.draws import actions as draws
from mingqian.draws import queries as draw_queries
from mingqian.draws.models import Draw, DrawnSubject
from mingqian.inspections import actions as inspections
from mingqian.lot.verify import verify_transcript
from mingqian.plans.models import Campaign
from mingqian.publicity import actions as publicity
from mingqian.publicity.models import Publication
from mingqian.registers.importing.run import ImportSummary, import_file


class UnfinishedError(Exception):
    """The walk could not go on; says why in Chinese."""


@dataclass
class Progress:
    """Numbered lines on standard error."""

    whole: int
    at: int = 0
    counts: dict[str, Any] = field(default_factory=dict)

    def step(self, words: str) -> None:
        """The next step begins."""
        self.at += 1
        say(f"[{self.at:2d}/{self.whole}] {words}")


STEPS = 17
WITNESSES = ("jianzheng1", "jianzheng2")


def walk(subjects_file: Path | None) -> dict[str, Any]:
    """Build the county, walk one 双随机 to the archive, and return what happened.

    With `subjects_file` the register comes from that file instead of the generator. Raises `UnfinishedError` or `Refused`.
    """
    progress = Progress(STEPS if subjects_file is None else STEPS - 1)
    by = system_actor()
    today = timezone.localdate()
    county = build(year=today.year)

    progress.step("开设示范机构和单位 …")
    agencies = open_agencies(by, county)
    lead = agencies[county.agencies[0].name]

    with tempfile.TemporaryDirectory() as folder:
        files = write(Path(folder), county)
        progress.step("导入抽查事项清单、执法检查人员、专家 …")
        for kind in ("item", "inspector", "expert"):
            _import(by, files[f"{kind}s"], kind, lead)
        progress.step(f"导入检查对象名录：{subjects_file.name if subjects_file else '编造的示范名录'} …")
        taken = _import(by, subjects_file or files["subjects"], "subject", lead, show=True)
        if subjects_file is None:
            _import(by, files["recusals"], "recusal", lead)

    progress.step("开设账号、授予角色 …")
    listing = settings.DATA / "demo-accounts.txt"
    cast = open_accounts(by, county, agencies, listing)

    progress.step("绑定规则、编制年度抽查计划、送审、批准 …")
    plan = make_plan(cast, lead, county, real=subjects_file is not None)
    progress.step("公示抽查事项清单和年度计划 …")
    publisher = cast.first("publisher", lead)
    publicity.publish_items(by=publisher, agency=lead)
    publicity.publish_plan(by=publisher, plan=plan)

    progress.step("按计划设置抽查任务、预览并确认抽取范围 …")
    title = walked_line(county, real=subjects_file is not None).title
    campaign = make_campaign(cast, plan, today, title)
    draw = _draw(cast, campaign, progress.step)
    summary = _finish(progress, cast, lead, campaign, draw, taken)
    summary["subjects_file"] = str(subjects_file.resolve()) if subjects_file else None
    if subjects_file is None:
        progress.step("另留两项办到一半的抽查任务，供您接着办 …")
        summary |= leave_work(cast, plan, today, _draw)
        take_complaints(cast, lead)
    return summary


_PHASES = {"read": "已读", "compare": "已比对", "apply": "已写入"}


def _import(by: Any, path: Path, kind: str, agency: Agency, *, show: bool = False) -> ImportSummary:
    last: tuple[str, int] = ("", 0)

    def shown(phase: str, done: float, rows: int) -> None:
        nonlocal last
        if phase != last[0] or rows - last[1] >= 50_000:
            last = (phase, rows)
            if rows:
                say(f"        {_PHASES[phase]} {rows:,} 行（{done:.0%}）")

    summary = import_file(
        by=by, path=path, kind=kind, agency=agency, apply=True, progress=shown if show else None
    )
    if show:
        say(
            f"        读 {summary.read:,}，收入 {summary.taken:,}（其中带提示 {summary.warned:,}），"
            f"搁置 {summary.set_aside:,}（逐行写明原因）"
        )
    return summary


def _draw(cast: Cast, campaign: Campaign, step: Callable[[str], None]) -> Draw:
    """锁库 → 承诺 → 公开 → 摇号 → 签字, each by whoever's office it is."""
    operator = cast.first("draw_operator")
    witnesses = [cast.acting(username, "witness") for username in WITNESSES]
    step("锁库 …")
    draw = draws.lock(by=operator, campaign=campaign, witness_ids=[w.user_id for w in witnesses if w.user_id])
    say(
        f"        候选 {draw.counts['candidates']:,} 户，排除 {draw.counts['excluded']:,} 户，可派 {draw.people_count} 人"
    )
    step("见证人承诺、公布锁库摘要 …")
    devices = [WitnessDevice(w, draw.sources.get(user_id=w.user_id), draw.hash_name) for w in witnesses]
    for device in devices:
        device.commit()
    draw = draws.publish_commitment(by=operator, draw=draw)
    say(f"        锁库摘要 {draw.manifest_hash}")
    step("见证人的设备签名、公开见证值，摇号 …")
    for device in devices:
        device.attest("m", draw.manifest_hash)
    for device in devices:
        device.reveal()
    draw.refresh_from_db()
    for device in devices:
        device.attest("reveals", draw.reveals_hash)
    draw = draws.draw_now(by=operator, draw=draw)
    step("在场人员签字 …")
    for device in devices:
        draw = device.sign(draw)
    return draws.sign(by=operator, draw=draw)


def _finish(
    progress: Progress, cast: Cast, lead: Agency, campaign: Campaign, draw: Draw, taken: ImportSummary
) -> dict[str, Any]:
    progress.step("派发、发布任务公告 …")
    made = inspections.dispatch(by=cast.first("draw_operator"), draw=draw)
    campaign.refresh_from_db()
    vacant = draw_queries.vacant_seats(draw)
    progress.step(f"通知、检查、填写记录、签字、审核（{len(made)} 户）…")
    head = cast.head(campaign.unit)
    results = check_everything(cast, head, campaign, made, say)
    progress.step("公示检查结果 …")
    publisher = cast.first("publisher", lead)
    publicity.prepare_campaign(by=head, campaign=campaign)
    publicity.publish_campaign(by=publisher, campaign=campaign)
    progress.step("归档 …")
    inspections.archive_campaign(by=head, campaign=campaign)
    progress.step("像任何一个公民一样，下载摇号记录并验证 …")
    draw.refresh_from_db()
    transcript = draw_queries.public_transcript(draw)
    if transcript is None:
        raise UnfinishedError("全部结果公示之后名单应当公开，但没有公开")
    path = settings.DATA / "transcripts" / f"draw-{draw.manifest_hash[:16]}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(transcript)
    with path.open("rb") as file:
        report = verify_transcript(file)
    say("        验证通过" if report.ok else "        没有通过验证！")
    return {
        "subjects": {
            "read": taken.read,
            "taken": taken.taken,
            "warned": taken.warned,
            "set_aside": taken.set_aside,
        },
        "pool": {k: draw.counts[k] for k in ("candidates", "excluded", "out_of_scope")},
        "unclassed": campaign.pool_summary.get("unclassed", 0),
        "drawn": DrawnSubject.objects.filter(draw=draw).count(),
        "teams": len(made),
        "vacant_seats": vacant,
        "results": results,
        "publications": Publication.objects.count(),
        "manifest_hash": draw.manifest_hash,
        "transcript": str(path),
        "verified": report.ok,
    }
