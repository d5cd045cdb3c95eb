"""Alarms before the freeze: what a person must have seen before a pool is fixed for good.

A whole city once vanished from a jury pool for three years because one character was read wrongly: nothing failed, the
list was only shorter. So the pool is compared with itself (a place that nobody can be drawn from, names a character
apart), with the last time (shrunk, grown, a place gone), and with the registers (duplicates, expired certificates).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from mingqian.draws import states
from mingqian.draws.eligibility import EXPIRED, EXPIRES, People
from mingqian.draws.freezing import seat_rows
from mingqian.draws.models import Draw
from mingqian.draws.seats import EXPERT
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.plans.pool import Survey
from mingqian.registers.models import Inspector, Subject

DIMENSIONS = {
    "field": "行业领域",
    "township": "乡镇（街道）",
    "region_code": "行政区划",
    "supervision_class": "类别",
}
UNUSUAL = 0.2
"""A pool a fifth smaller or larger than last time is unusual."""
FEW = 5
"""Changes of fewer enterprises than this are not worth an alarm."""
RARE = 50
"""A name this many times rarer than one a character apart may be a slip."""
SHOWN = 5


@dataclass(frozen=True)
class Alarm:
    """What is odd, and what to do about it."""

    text: str
    advice: str


def alarms(campaign: Campaign, pool: Survey, people: People) -> list[Alarm]:
    """Everything odd about a pool and its people, worst first. Reads; freezes nothing."""
    last = _last(campaign)
    return [
        *_empty(pool),
        *_gone(pool, last),
        *_size(pool, last),
        *_lookalikes(pool),
        *(Alarm(text, "请核对；要改的，回到抽取条件改了再锁库。") for text in pool.alarms),
        *_duplicates(campaign),
        *_certificates(people),
        *_people_not_drawn(campaign),
    ]


def tally(pool: Survey) -> dict[str, dict[str, int]]:
    """Candidates by place, field and class, kept with the freeze for the next time."""
    return {
        name: {bar.value: bar.candidates for bar in pool.bars[name] if bar.value and bar.candidates}
        for name in DIMENSIONS
    }


def _last(campaign: Campaign) -> Draw | None:
    """The last freeze with the same conditions and class in this agency, of this campaign or another."""
    earlier = (
        Draw.objects.filter(
            agency_id=campaign.agency_id, campaign__line__item_class=campaign.planned.item_class
        )
        .filter(vacancy__isnull=True)
        .exclude(state=states.WITHDRAWN)
        .select_related("campaign")
        .order_by("-id")[:50]
    )
    return next((d for d in earlier if d.campaign.conditions == campaign.conditions), None)


def _some(words: list[str]) -> str:
    return "、".join(words[:SHOWN]) + (f"等 {len(words)} 个" if len(words) > SHOWN else "")


def _empty(pool: Survey) -> Iterable[Alarm]:
    for name, words in DIMENSIONS.items():
        labels = [b.label for b in pool.bars[name] if b.value and not b.candidates and b.excluded]
        if labels:
            yield Alarm(
                f"{words}“{_some(labels)}”没有一户候选，范围内的全部被排除。",
                "请看排除原因。如果不是有意的，不要锁库。",
            )


def _gone(pool: Survey, last: Draw | None) -> Iterable[Alarm]:
    before: Mapping[str, Mapping[str, int]] = last.counts.get("by", {}) if last else {}
    now = tally(pool)
    for name, words in DIMENSIONS.items():
        gone = [f"{v}（上次 {n} 户）" for v, n in before.get(name, {}).items() if not now[name].get(v)]
        if gone:
            yield Alarm(
                f"{words}“{_some(gone)}”这次一户候选也没有。", "多半是名录里改了写法，请核对检查对象名录库。"
            )


def _size(pool: Survey, last: Draw | None) -> Iterable[Alarm]:
    if last is None:
        return
    before, now = int(last.counts.get("candidates", 0)), pool.candidates
    if before and abs(now - before) >= FEW and abs(now - before) / before > UNUSUAL:
        word = "少" if now < before else "多"
        yield Alarm(
            f"候选 {now:,} 户，上次锁库（{last.campaign.title}）{before:,} 户，{word}了 {abs(now - before) * 100 // before}%。",
            "请弄清原因再锁库：名录有没有漏导、重导，条件有没有改动。",
        )
    whole = int(last.register.get("count", 0))
    if (
        whole
        and abs(pool.register_count - whole) >= FEW
        and abs(pool.register_count - whole) / whole > UNUSUAL
    ):
        yield Alarm(
            f"检查对象名录库共 {pool.register_count:,} 户，上次锁库时 {whole:,} 户。", "请核对名录是否完整。"
        )


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _one_apart(a: str, b: str) -> bool:
    """The same length but for one character, or one character dropped."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1 or len(b) < 3:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return any(b[:i] + b[i + 1 :] == a for i in range(len(b)))


def _lookalikes(pool: Survey) -> Iterable[Alarm]:
    """Names that differ by a space, a width, or one character where one of them is rare."""
    for name in ("field", "township"):
        sizes = {b.value: b.candidates + b.excluded for b in pool.bars[name] if b.value}
        names = sorted(sizes, key=lambda value: sizes[value])[:400]
        found = []
        for i, a in enumerate(names):
            for b in names[i + 1 :]:
                rare = sizes[b] >= RARE * max(1, sizes[a])
                if _plain(a) == _plain(b) or (rare and _one_apart(_plain(a), _plain(b))):
                    found.append(f"“{a}”（{sizes[a]} 户）与“{b}”（{sizes[b]} 户）")
        if found:
            yield Alarm(
                f"{DIMENSIONS[name]}：{_some(found)}写法只差一点。", "如果是同一个，请先在名录库里改成一样。"
            )


def _duplicates(campaign: Campaign) -> Iterable[Alarm]:
    subjects = (
        Subject.objects.filter(agency_id=campaign.agency_id, status="existing")
        .values("name")
        .annotate(n=Count("id"))
        .filter(n__gt=1)
        .order_by("-n", "name")
    )
    rows = list(subjects[: SHOWN + 1])
    if rows:
        words = [f"{r['name']}（{r['n']} 条）" for r in rows]
        yield Alarm(
            f"检查对象重名：{_some(words)}。", "代码不同而名称相同，请核对是不是同一户：重复的会多一份机会。"
        )
    agencies = {campaign.agency_id, *campaign.partner_agency_ids}
    people = Inspector.objects.filter(agency_id__in=agencies, status="active")
    for fields, what in ((("certificate_number",), "执法证号"), (("name", "unit_id"), "同一单位的姓名")):
        counted = Counter(people.exclude(**{fields[0]: ""}).values_list(*fields))
        twice = [str(key[0]) for key, n in counted.items() if n > 1]
        if twice:
            yield Alarm(
                f"检查人员{what}重复：{_some(twice)}。", "请在执法检查人员名录库核对，停用多余的一条。"
            )


def _people_not_drawn(campaign: Campaign) -> Iterable[Alarm]:
    """Both the subjects and the people are to be drawn (双随机); here the bureau has its people appointed."""
    if any(seat["name"] != EXPERT for seat in seat_rows(campaign)):
        return
    for one in governing(campaign, "draw.both_random"):
        yield Alarm(
            f"本任务只抽检查对象，检查人员不摇号；文件要求{'、'.join(one.values)}都随机产生（{one.where}）。",
            "确认是本单位决定直接选派检查人员的，才可以锁库。",
        )


def _certificates(people: People) -> Iterable[Alarm]:
    for reason in (EXPIRED, EXPIRES):
        names = [name for name, why, _ in people.out if why == reason]
        if names:
            yield Alarm(
                f"{len(names)} 名检查人员{reason}：{_some(names)}。", "不会抽到他们。已换证的请先更新名录。"
            )
