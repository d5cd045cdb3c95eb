"""The internal forms of a joint check (鹤壁 附件 1–4), filled from what is kept, with the columns the document names.

A column is known by a word in its name; one that nobody here knows stays empty, to be filled by hand. ID and telephone
numbers stand only on the form of whoever may read them; nothing here ever goes out to the public.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from mingqian.inspections.law import pack_of, result_codes
from mingqian.inspections.models import Finding, Inspection, RecordLine, Seat
from mingqian.inspections.states import DROPPED, UNDISCLOSED
from mingqian.inspections.wordbook import day
from mingqian.plans.governing import Ruled, governing, ruled_words
from mingqian.plans.models import Campaign
from mingqian.registers.workbooks import workbook, write_sheet

HIDDEN = "（不显示）"


@dataclass(frozen=True)
class Form:
    """One filled form: its code, title, the articles that ask for it, its columns and rows."""

    code: str
    title: str
    where: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    spans: Sequence[tuple[str, int]] = ()
    """Where columns stand under a common heading: (heading, columns); an empty heading is a column of its own."""

    @property
    def own_heads(self) -> list[tuple[str, int]]:
        """The first of two rows of heads: (head, columns), 0 columns for one that reaches over both rows."""
        found, at = [], 0
        for heading, columns in self.spans:
            found.append((heading, columns) if heading else (self.heads[at], 0))
            at += columns
        return found

    @property
    def under_heads(self) -> list[str]:
        """The second row: the heads that stand under a common one."""
        every = [heading for heading, columns in self.spans for _ in range(columns)]
        return [head for head, heading in zip(self.heads, every, strict=True) if heading]


@dataclass(frozen=True)
class Filling:
    """What a form is filled from: the campaign, the inspections its reader may know of, whether numbers are shown."""

    campaign: Campaign
    rows: QuerySet[Inspection]
    personal: bool = False

    def hidden(self, value: str) -> str:
        """A number, or that it is not shown."""
        return value if self.personal or not value else HIDDEN


Column = Callable[[Any], str]


def _columns(heads: Iterable[str], known: Sequence[tuple[str, Column]]) -> list[Column]:
    """For each head the first column whose word stands in it; one of blanks where none does."""
    return [next((fill for word, fill in known if word in head), lambda row: "") for head in heads]


def _fill(heads: Sequence[str], known: Sequence[tuple[str, Column]], rows: Iterable[Any]) -> list[list[str]]:
    columns = _columns(heads, known)
    return [
        [str(number) if head == "序号" else fill(row) for head, fill in zip(heads, columns, strict=True)]
        for number, row in enumerate(rows, start=1)
    ]


def _rule(campaign: Campaign, key: str) -> Ruled | None:
    """The form as the first document that governs the campaign has it."""
    return next(governing(campaign, key), None)


def inspectors(filling: Filling) -> Form | None:
    """附件 1: the drawn inspectors, each once."""
    rule = _rule(filling.campaign, "forms.inspector_table")
    if rule is None:
        return None
    seats = Seat.objects.filter(inspection__in=filling.rows, inspector__isnull=False)
    people: dict[int, Seat] = {}
    for seat in seats.select_related("inspector__unit", "inspector__agency").order_by(
        "inspection__number", "number"
    ):
        people.setdefault(seat.inspector_id or 0, seat)
    known: Sequence[tuple[str, Column]] = (
        ("姓名", lambda seat: seat.name),
        ("性别", lambda seat: seat.inspector.sex),
        (
            "单位",
            lambda seat: (
                f"{seat.inspector.agency.name}{seat.inspector.unit.name if seat.inspector.unit else ''}"
            ),
        ),
        ("职务", lambda seat: seat.inspector.post),
        ("执法证", lambda seat: seat.certificate),
        ("手机", lambda seat: filling.hidden(seat.inspector.phone)),
        ("电话", lambda seat: filling.hidden(seat.inspector.phone)),
        ("身份证", lambda seat: filling.hidden(seat.inspector.id_number)),
    )
    heads = rule.values
    return Form(
        "inspectors", "随机抽取执法检查人员信息表", rule.where, heads, _fill(heads, known, people.values())
    )


def _lines(inspection: Inspection) -> list[RecordLine]:
    return sorted(inspection.lines.all(), key=lambda line: line.position)


def _each_once(words: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(word for word in words if word))


def statistics(filling: Filling) -> Form | None:
    """附件 2: one row an enterprise."""
    rule = _rule(filling.campaign, "forms.statistics_table")
    if rule is None:
        return None
    words = {one.code: one.words for one in result_codes(filling.campaign)}

    def results(one: Inspection) -> str:
        return _each_once(words.get(line.result, "") for line in _lines(one))

    def public(one: Inspection) -> str:
        if one.state == UNDISCLOSED:
            return "不予公开"
        return f"是（{day(timezone.localdate(one.published_at))}）" if one.published_at else "否"

    known: Sequence[tuple[str, Column]] = (
        ("抽取序号", lambda one: str(one.drawn.position + 1) if one.drawn else one.number),
        ("名称", lambda one: one.subject_name),
        ("信用代码", lambda one: one.subject_code),
        ("注册号", lambda one: one.subject.registration_number),
        ("法定代表人", lambda one: one.subject.legal_person),
        ("地址", lambda one: one.subject_address),
        ("电话", lambda one: filling.hidden(one.subject.phone)),
        ("管辖单位", lambda one: one.subject.jurisdiction),
        ("登记单位", lambda one: one.subject.registrar),
        ("检查人员", lambda one: "、".join(seat.name for seat in one.seats.all() if seat.inspector_id)),
        ("抽查结果", results),
        ("处理结果", lambda one: _each_once(line.handling for line in _lines(one))),
        ("是否公示", public),
    )
    rows = filling.rows.select_related("subject", "drawn").prefetch_related("seats", "lines")
    heads = rule.values
    return Form("statistics", "联合抽查统计表", rule.where, heads, _fill(heads, known, rows))


ITEMS, EACH = "items", "each"
GROUPED = ("处理结果", "检查结果", "抽查结果")
"""Heads of 附件 3 that stand over several columns."""


def summary(filling: Filling) -> Form | None:
    """附件 3: one row a department. The results and handlings that the form only counts are those of the same document."""
    rule = _rule(filling.campaign, "forms.summary_table")
    if rule is None:
        return None
    results = result_codes(filling.campaign)
    handlings = ruled_words(filling.campaign, "checks.handling")
    by_item = pack_of(filling.campaign).answer("household_result") == ITEMS
    checked: Counter[str] = Counter()
    whole = "合计"
    tally: Counter[tuple[str, str]] = Counter()
    for one in filling.rows.prefetch_related("lines__agency"):
        seen: set[tuple[str, str]] = set()
        for line in _lines(one):
            named = [line.result, *(word for word in handlings if word in line.handling)]
            for name in filter(None, named):
                tally[line.agency.name, name] += by_item or (line.agency.name, name) not in seen
                seen.add((line.agency.name, name))
        named_in = {line.agency.name for line in _lines(one)}
        checked.update([*named_in, whole] if named_in else [])
    for (_, name), number in list(tally.items()):
        tally[whole, name] += number
    departments = sorted(name for name in checked if name != whole)
    names = [*departments, whole] if len(departments) > 1 else departments

    def expand(head: str) -> list[tuple[str, Callable[[str], int]]]:
        if "处理结果" in head:
            return [(word, lambda name, word=word: tally[name, word]) for word in handlings]  # type: ignore[misc]
        if "检查结果" in head or "抽查结果" in head:
            return [(one.words, lambda name, code=one.code: tally[name, code]) for one in results]  # type: ignore[misc]
        return [(head, lambda name: checked[name])]

    first, *rest = rule.values
    columns = [column for head in rest for column in expand(head)]
    rows = [[name, *(str(count(name)) for _, count in columns)] for name in names]
    note = "检查结果、处理结果按事项计项次。" if by_item else "一户有几种结果或者处理的，每种各计一户。"
    heads = [first, *(name for name, _ in columns)]
    groups = [(next((word for word in GROUPED if word in head), ""), len(expand(head))) for head in rest]
    return Form("summary", "联合抽查汇总表", rule.where, heads, rows, note, [("", 1), *groups])


def problems(filling: Filling) -> Form:
    """问题分类表: every problem found, sorted by department, item and result, and what became of it (鹤壁 五(六))."""
    campaign = filling.campaign
    rule = _rule(campaign, "checks.problems_sorted_by")
    words = {one.code: one.words for one in result_codes(campaign)}
    lines = (
        RecordLine.objects.filter(inspection__in=filling.rows, finding=Finding.PROBLEM)
        .select_related("inspection", "agency")
        .prefetch_related("inspection__referrals")
        .order_by("agency_id", "item_id", "result", "inspection__number", "position")
    )

    def referred(line: RecordLine) -> str:
        letters = [
            one
            for one in line.inspection.referrals.all()
            if one.state != DROPPED and (not one.positions or line.position in one.positions)
        ]
        return _each_once(
            f"{one.number or '待发出'} {one.to_agency.name if one.to_agency else one.to_name}"
            for one in letters
        )

    heads = ("序号", "检查部门", "抽查事项", "检查结果", "市场主体名称", "发现的问题", "处理", "移送、移交")
    rows = [
        [
            str(number),
            line.agency.name,
            line.item_words["title"],
            words.get(line.result, ""),
            line.inspection.subject_name,
            line.problem,
            line.handling,
            referred(line),
        ]
        for number, line in enumerate(lines, start=1)
    ]
    who = f"由{rule.values[0]}分类、移交。" if rule and rule.values else ""
    return Form("problems", "问题分类表", rule.where if rule else "", heads, rows, who)


def records(filling: Filling) -> Form:
    """附件 4 as one table: an item a row, to go along with the summary; the forms themselves are printed one by one."""
    words = {one.code: one.words for one in result_codes(filling.campaign)}
    heads = (
        "检查编号",
        "市场主体名称",
        "检查日期",
        "检查单位",
        "抽查事项",
        "检查结果",
        "处理意见",
        "检查人员",
    )
    rows = [
        [
            one.number,
            one.subject_name,
            day(timezone.localdate(one.checked_at)) if one.checked_at else "",
            line.agency.name,
            line.item_words["title"],
            words.get(line.result, "") or (Finding(line.finding).label if line.finding else ""),
            line.handling,
            "、".join(seat.name for seat in one.seats.all() if seat.inspector_id),
        ]
        for one in filling.rows.prefetch_related("seats", "lines__agency")
        for line in _lines(one)
    ]
    return Form("records", "联合抽查记录", "", heads, rows)


FORMS: dict[str, Callable[[Filling], Form | None]] = {
    "inspectors": inspectors,
    "statistics": statistics,
    "summary": summary,
    "problems": problems,
}


def forms_of(filling: Filling) -> list[Form]:
    """The forms the documents that govern the campaign ask for, and the sorted problems."""
    return [form for make in FORMS.values() if (form := make(filling)) is not None]


def write(file: IO[bytes], forms: Iterable[Form], text: Sequence[str] = ()) -> None:
    """Forms as a workbook, a sheet each; before them the written summary, if there is one."""
    with workbook(file) as book:
        if text:
            write_sheet(book, "书面总结", (text[0],), [[line] for line in text[1:]], widths=[110])
        for form in forms:
            rows = [list(row) for row in form.rows]
            write_sheet(book, form.title, form.heads, [*rows, [form.note]] if form.note else rows)
