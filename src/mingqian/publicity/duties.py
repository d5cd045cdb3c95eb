"""What the documents ask of a published result: what it must hold, what it must leave out, how soon it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.inspections.law import pack_of, workdays_between
from mingqian.inspections.models import Inspection
from mingqian.inspections.states import RECORDED, REVIEWED
from mingqian.plans import packs
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign

Content = Mapping[str, Any]


def _every(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    return bool(rows) and all(str(row.get(name, "")).strip() for row in rows)


_HELD: Sequence[tuple[str, Callable[[Content], bool]]] = (
    ("文号", lambda said: True),  # given in the moment of publication
    ("执法证", lambda said: _every(said["team"], "certificate")),
    ("检查人员", lambda said: _every(said["team"], "name")),
    ("检查对象", lambda said: bool(said["subject"]["name"])),
    ("信用代码", lambda said: bool(said["subject"]["code"])),
    ("时间", lambda said: bool(said["checked_on"])),
    ("日期", lambda said: bool(said["checked_on"])),
    ("结果", lambda said: _every(said["lines"], "result_words")),
    ("依据", lambda said: _every(said["lines"], "basis")),
    ("事项", lambda said: _every(said["lines"], "item")),
    ("机关", lambda said: bool(said["agency"])),
    ("部门", lambda said: _every(said["lines"], "department")),
)
"""By which word a field that a document names is known, and whether a content holds it; the first that fits."""


@dataclass(frozen=True)
class Asked:
    """One field a published result must hold, in the document's word, with its article."""

    word: str
    where: str

    @property
    def known(self) -> Callable[[Content], bool] | None:
        """How to see whether a content holds it; None for a word nobody here knows."""
        return next((held for part, held in _HELD if part in self.word), None)


def asked_fields(campaign: Campaign) -> list[Asked]:
    """The fields the documents that govern a campaign ask of a published result (信阳 十九)."""
    found = governing(campaign, "publication.result_fields")
    return [Asked(word, one.where) for one in found for word in one.values]


def missing_fields(asked: Iterable[Asked], content: Content) -> list[Asked]:
    """Those of the fields a content does not hold."""
    return [one for one in asked if one.known is not None and not one.known(content)]


def require_fields(asked: Iterable[Asked], content: Content) -> None:
    """Raise `Refused(publicity.fields_missing)` naming every field that is lacking and the article that asks for it."""
    missing = missing_fields(asked, content)
    if missing:
        raise Refused(
            "publicity.fields_missing",
            subject=content["subject"]["name"],
            fields="、".join(dict.fromkeys(one.word for one in missing)),
            citation="；".join(dict.fromkeys(one.where for one in missing)),
        )


def check_alone(campaign: Campaign) -> str:
    """The article by which a publication speaks of the check alone, its handling being published apart (鹤壁 五(五)).

    Asked of the campaign's own document: another may want the handling public (西平 细则 十五). Empty where it does not say so.
    """
    pack, today = pack_of(campaign), timezone.localdate()
    if not pack.has("publication.check_only", today):
        return ""
    return packs.cite(pack, pack.get("publication.check_only", today).citation)


@dataclass(frozen=True)
class Prompt:
    """Results that are to be public 及时, no number of days being named: how many wait, since when, by which article."""

    count: int
    since: date
    days: int
    where: str


def waiting_promptly(campaign: Campaign) -> Prompt | None:
    """What of a campaign waits to be made public 及时 (西平 细则 十五); None where nothing waits or no document says so."""
    rows = Inspection.objects.filter(
        campaign=campaign, state__in=(RECORDED, REVIEWED), result_made_at__isnull=False
    )
    made = sorted(one for one in rows.values_list("result_made_at", flat=True) if one is not None)
    if not made:
        return None
    where = "；".join(one.where for one in governing(campaign, "publication.promptly"))
    if not where:
        return None
    since = timezone.localdate(made[0])
    return Prompt(len(made), since, workdays_between(since, timezone.localdate()), where)
