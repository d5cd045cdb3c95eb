"""A list drawn on the official platform, read from its file and held against the registers.

Nothing is kept here: what can be taken is returned together with everything that is wrong, row by row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from mingqian.acts.refusal import Refused
from mingqian.draws.eligibility import Eligibility, People, Person, gather, specialties_asked, spot_of
from mingqian.draws.freezing import team_seats
from mingqian.draws.seats import EXPERT, LEADER, MEMBER, PARTNER
from mingqian.plans.documents.tables import tables_of
from mingqian.plans.models import Campaign
from mingqian.plans.pool import build
from mingqian.registers.models import Subject

NAME, CODE, CHIEF, PEOPLE = "检查对象名称", "统一社会信用代码", "组长", "检查人员"
COLUMNS: Final = {
    NAME: ("检查对象名称", "检查对象", "市场主体名称", "单位名称", "企业名称", "名称"),
    CODE: ("统一社会信用代码", "社会信用代码", "代码"),
    CHIEF: ("组长", "检查组组长"),
    PEOPLE: ("检查人员", "执法检查人员", "执法人员", "组员", "检查组成员"),
}
"""Headings as platforms and hebi's 附件 2 write them."""
MOST_ROWS: Final = 20_000
_HEAD_WITHIN: Final = 20
_BETWEEN = re.compile(r"[、，,；;/\s]+")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell of the file; `row` counts the file's lines from 1."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class Taken:
    """One enterprise of the list and who was drawn for which seat."""

    row: int
    subject: Subject
    team: tuple[tuple[str, Person], ...]


@dataclass
class Listed:
    """The list as it could be taken; `problems` empty: it can. `outside` are the rows not in the campaign's pool."""

    rows: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    outside: list[Taken] = field(default_factory=list)
    quota: int = 0
    citation: str = ""

    @property
    def too_few(self) -> bool:
        """Whether the list holds fewer enterprises than the campaign is to draw."""
        return len(self.rows) < self.quota

    @property
    def departs(self) -> bool:
        """Whether taking it needs a reason."""
        return bool(self.outside) or self.too_few


def read_list(campaign: Campaign, data: bytes, *, on: date) -> Listed:
    """The file's rows as subjects and inspectors of the registers.

    Raises `Refused`: draws.platform_headings, platform_empty, platform_rows, and as `plans.documents.tables.tables_of`.
    """
    lines, places, start = _headed(data)
    reader = _Reader(campaign, gather(campaign, on=on))
    listed = Listed()
    for number, line in enumerate(lines[start:], start + 1):
        cells = {column: _text(line[at]) if at < len(line) else "" for column, at in places.items()}
        if any(cells.values()):
            taken = reader.take(number, cells, listed.problems)
            if taken is not None:
                listed.rows.append(taken)
    if not listed.rows and not listed.problems:
        raise Refused("draws.platform_empty", field="file")
    if not listed.problems:
        _against_pool(campaign, listed, on)
    return listed


def _headed(data: bytes) -> tuple[list[list[Any]], dict[str, int], int]:
    for lines in tables_of(data):
        for at, line in enumerate(lines[:_HEAD_WITHIN]):
            words = [re.sub(r"\s|[（(].*?[）)]", "", _text(cell)) for cell in line]
            places = {
                column: next(words.index(one) for one in known if one in words)
                for column, known in COLUMNS.items()
                if any(one in words for one in known)
            }
            if NAME in places or CODE in places:
                if len(lines) - at - 1 > MOST_ROWS:
                    raise Refused("draws.platform_rows", field="file", most=f"{MOST_ROWS:,}")
                return lines, places, at + 1
    raise Refused("draws.platform_headings", field="file")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


class _Reader:
    """One file against the registers of one campaign."""

    def __init__(self, campaign: Campaign, people: People) -> None:
        self.campaign = campaign
        self.seen: dict[int, int] = {}
        self.by_certificate = {one.certificate: one for one in people.candidates if one.certificate}
        names = Counter(one.name for one in people.candidates)
        self.by_name = {one.name: one for one in people.candidates if names[one.name] == 1}
        self.namesakes = {name for name, count in names.items() if count > 1}
        self.out = {name: reason for name, reason, _ in people.out}
        self.rules = Eligibility(
            people.candidates,
            [LEADER, MEMBER],
            joint=bool(campaign.partner_agency_ids),
            team=specialties_asked(campaign),
        )
        self.partners = [s["name"] for s in team_seats(campaign) if s["name"].startswith(PARTNER)]

    def take(self, row: int, cells: dict[str, str], problems: list[Problem]) -> Taken | None:
        """One row, or None with its problems added."""
        before = len(problems)
        subject = self._subject(row, cells, problems)
        people = list(self._people(row, cells, problems))
        if subject is None or len(problems) > before:
            return None
        if (first := self.seen.setdefault(subject.pk, row)) != row:
            problems.append(Problem(row, NAME, f"与第 {first} 行是同一户。一户只写一行。"))
            return None
        team = self._seated(people)
        spot = spot_of(subject.pk, subject.region_code, subject.township, subject.field)
        for seat, person in team:
            if why := self.rules.why_not(person, seat, spot):
                problems.append(
                    Problem(
                        row,
                        PEOPLE,
                        f"{person.name}不能到{subject.name}检查：{why}。请把这个人从表里去掉，席位空着，派发以后由执行单位处理。",
                    )
                )
        return Taken(row, subject, tuple(team))

    def _subject(self, row: int, cells: dict[str, str], problems: list[Problem]) -> Subject | None:
        name, code = cells.get(NAME, ""), cells.get(CODE, "").replace(" ", "").upper()
        known = Subject.objects.filter(agency_id=self.campaign.agency_id)
        found = list(known.filter(code=code)[:2]) if code else []
        if found and name and found[0].name != name:
            problems.append(
                Problem(row, CODE, f"{code} 在名录库里是“{found[0].name}”，不是“{name}”。请核对是哪一户。")
            )
            return None
        if not found and name:
            found = list(known.filter(name=name)[:2])
            if found and code:
                problems.append(
                    Problem(row, CODE, f"名录库里的“{name}”不是这个代码。请核对，表里这一列要设为文本。")
                )
                return None
        if len(found) == 1:
            return found[0]
        column, given = (CODE, code) if code else (NAME, name)
        problems.append(
            Problem(row, column, f"名录库里有几户都叫“{given}”，请写上统一社会信用代码。")
            if found
            else Problem(
                row, column, f"检查对象名录库里没有“{given or '（空）'}”。请先登记进名录库，再登记名单。"
            )
        )
        return None

    def _people(
        self, row: int, cells: dict[str, str], problems: list[Problem]
    ) -> Iterator[tuple[str, Person]]:
        given: set[str] = set()
        for column in (CHIEF, PEOPLE):
            for word in filter(None, _BETWEEN.split(cells.get(column, ""))):
                person = self.by_certificate.get(word) or self.by_name.get(word)
                if person is None:
                    problems.append(Problem(row, column, self._why_nobody(word)))
                elif person.key not in given:
                    given.add(person.key)
                    yield column, person

    def _why_nobody(self, word: str) -> str:
        if word in self.namesakes:
            return f"有几个人都叫“{word}”，请改写执法证号。"
        if word in self.out:
            return f"{word}不能派：{self.out[word]}。请把这个人从表里去掉，席位空着，派发以后由执行单位处理。"
        return f"参加部门的执法检查人员名录库里没有“{word}”。请写姓名或者执法证号。"

    def _seated(self, people: Sequence[tuple[str, Person]]) -> list[tuple[str, Person]]:
        """Without a column for the leader the first is leader; those of a joint department take its seat first."""
        if not people:
            return []
        free = list(self.partners)
        chiefs = [person for column, person in people if column == CHIEF] or [people[0][1]]
        seated = [(LEADER, chiefs[0])]
        for _, person in people:
            if person is chiefs[0]:
                continue
            seat = f"{PARTNER}{person.agency_id}"
            if seat in free:
                free.remove(seat)
                seated.append((seat, person))
            else:
                seated.append((MEMBER, person))
        return seated


def _against_pool(campaign: Campaign, listed: Listed, on: date) -> None:
    pool = build(campaign, on=on, secret=False)  # what is said here must not tell of another list
    inside = {pk for urn in pool.urns for pk in urn.subject_ids}
    listed.outside = [one for one in listed.rows if one.subject.pk not in inside]
    listed.quota = pool.survey.quota
    listed.citation = "；".join(dict.fromkeys(urn.citation for urn in pool.urns if urn.citation))


def seats_of(campaign: Campaign, rows: Sequence[Taken]) -> list[dict[str, Any]]:
    """The seats every team of the list has: those of the campaign but experts, and as many members as the largest has."""
    most = max((sum(seat == MEMBER for seat, _ in one.team) for one in rows), default=0)
    seats: list[dict[str, Any]] = [
        {"name": seat["name"], "count": max(seat["count"], most) if seat["name"] == MEMBER else seat["count"]}
        for seat in team_seats(campaign)
        if seat["name"] != EXPERT
    ]
    if most and not any(seat["name"] == MEMBER for seat in seats):
        seats.append({"name": MEMBER, "count": most})
    if any(one.team for one in rows) and not any(seat["name"] == LEADER for seat in seats):
        seats.insert(0, {"name": LEADER, "count": 1})
    return seats
