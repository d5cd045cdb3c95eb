"""What the documents want in the file of a campaign, and what of it is there (信阳 十七, 西平 细则 十二, 高青 9.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from mingqian.inspections.models import Inspection, Material, Notice, RecordHead, RecordLine
from mingqian.inspections.noticing import first
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.plans.telling import may_be_told, telling_of

CONTENTS, RECORDED, ARCHIVED = "checks.archive_contents", "checks.recorded", "checks.archived"
COLLECTIVE = "checks.results_collective"
MINUTES = "会议纪要"


@dataclass(frozen=True)
class Content:
    """One thing the file must hold: the document's word, where it stands, how many are there, of how many checks.

    `why_not` says why there need be none, where the documents themselves say so. `belongs`: the file must have it (信阳
    十七); else it is kept where it came about (高青 9.2).
    """

    word: str
    where: str
    there: int
    wanted: int
    why_not: str = ""
    belongs: bool = True

    @property
    def missing(self) -> bool:
        """Whether something lacks that must be explained."""
        return self.belongs and not self.why_not and self.there < self.wanted


Counted = tuple[int, int]


def contents_of(campaign: Campaign) -> list[Content]:
    """The checklist: every word of every document that governs, each once, by the first document that has it."""
    found: dict[str, Content] = {}
    for one in governing(campaign, CONTENTS, ARCHIVED, RECORDED):
        for word in one.values:
            if word not in found:
                there, wanted = _counted(campaign, word)
                belongs = one.parameter.key == CONTENTS
                needless = _needless(campaign, word)
                found[word] = Content(word, one.where, there, wanted, needless, belongs)
    return list(found.values())


def missing_of(campaign: Campaign) -> list[Content]:
    """Those that lack."""
    return [one for one in contents_of(campaign) if one.missing]


def _needless(campaign: Campaign, word: str) -> str:
    if "通知" in word and not may_be_told(campaign):
        where = telling_of(campaign).where
        return f"按规定不事先通知（{where}）" if where else "本次任务定为不事先通知"
    return ""


def _counted(campaign: Campaign, word: str) -> Counted:
    """How many checks of the campaign have it, of how many; of what belongs to the campaign as a whole: one of one."""
    checks = Inspection.objects.filter(campaign=campaign)
    whole = checks.count()
    for mark, read in _READ:
        if mark in word:
            return read(campaign), (1 if mark == MINUTES else whole)
    return _materials(campaign, word), whole


def _ids(rows: Q, campaign: Campaign) -> int:
    return Inspection.objects.filter(rows, campaign=campaign).distinct().count()


def _materials(campaign: Campaign, *marks: str) -> int:
    """How many checks have a material of this kind; one that belongs to the whole campaign stands for all."""
    kinds = Q()
    for mark in marks:
        kinds |= Q(kind__contains=mark) | Q(title__contains=mark)
    kept = Material.objects.filter(kinds, campaign=campaign, struck_at__isnull=True)
    if kept.filter(inspection__isnull=True).exists():
        return Inspection.objects.filter(campaign=campaign).count()
    return int(kept.values("inspection_id").distinct().count())


def _told(campaign: Campaign) -> int:
    return int(Notice.objects.filter(inspection__campaign=campaign).count())


def _records(campaign: Campaign) -> int:
    rows = RecordLine.objects.filter(inspection__campaign=campaign).exclude(finding="")
    return int(rows.values("inspection_id").distinct().count())


def _heads(name: str) -> Callable[[Campaign], int]:
    return lambda campaign: int(
        RecordHead.objects.filter(inspection__campaign=campaign).exclude(**{name: ""}).count()
    )


def _minutes(campaign: Campaign) -> int:
    return int(Material.objects.filter(kind=MINUTES, campaign=campaign, struck_at__isnull=True).exists())


_READ: tuple[tuple[str, Callable[[Campaign], int]], ...] = (
    ("通知", _told),
    (MINUTES, _minutes),
    ("检查时间", lambda campaign: _ids(Q(checked_at__isnull=False), campaign)),
    ("检查内容", _records),
    ("检查表单", _records),
    ("文字", _records),
    ("执法文书", _records),
    ("现场检查笔录", _records),
    ("评价", _heads("evaluation")),
    ("意见", _heads("opinion")),
    ("视频音频", lambda campaign: _materials(campaign, "视频", "音频", "录像", "录音", "照片", "音像")),
    ("音像", lambda campaign: _materials(campaign, "视频", "音频", "录像", "录音", "照片", "音像")),
    ("照片", lambda campaign: _materials(campaign, "照片")),
    ("录像", lambda campaign: _materials(campaign, "录像", "视频")),
)
"""By which characters a word of a document is known, and what here is counted for it. A word that is none of these is
looked for among the materials noted under that very word."""


def kinds_of(campaign: Campaign) -> list[str]:
    """Under which words something may be noted: the documents' own, then what is always useful."""
    words = [word for one in governing(campaign, CONTENTS, RECORDED, ARCHIVED) for word in one.values]
    written_here = ("通知", "检查时间", "检查内容", "检查表单", "评价", "意见", "文字")
    own = [word for word in words if not any(mark in word for mark in written_here)]
    return list(dict.fromkeys([*own, MINUTES, "现场照片", "录像", "录音", "其他"]))


def collective_where(campaign: Campaign) -> str:
    """Where the departments sum up the results together (鹤壁 五(五)); empty where no document asks it."""
    rule = first(campaign, COLLECTIVE)
    return rule.where if rule is not None else ""


def discussed(inspection: Inspection) -> bool:
    """Whether the results were summed up together since the check ended."""
    if inspection.ended_at is None:
        return False
    rows = Material.objects.filter(
        campaign_id=inspection.campaign_id, purpose="collective", struck_at__isnull=True
    )
    return bool(rows.filter(noted_at__gte=inspection.ended_at).exists())
