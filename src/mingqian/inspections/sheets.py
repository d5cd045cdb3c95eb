"""The printed record and the printed item list, with the columns the document gives them (信阳 附件 1–2, 鹤壁 附件 4).

A document's column is found by its word. One we do not know stays empty, to be filled in by hand. Where no document gives a
layout, ours is printed and says so (示范格式).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from mingqian.draws.seats import seat_name
from mingqian.inspections import handwriting
from mingqian.inspections.heading import TABLE, Asked
from mingqian.inspections.law import Result, result_codes
from mingqian.inspections.models import Finding, Inspection, RecordLine, Seat, Signature, SignatureKind
from mingqian.inspections.noticing import first, titled
from mingqian.inspections.record import RecordState
from mingqian.inspections.wordbook import day
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.registers.models import Item

OWN_TITLE = "“双随机、一公开”抽查检查记录表"


@dataclass(frozen=True)
class Cell:
    """What stands in one field: words, or somebody's handwriting over them."""

    words: str = ""
    paths: tuple[tuple[str, str], ...] = ()
    """(name, path) of each signature."""


@dataclass(frozen=True)
class Sheet:
    """One printed form: the facts above, the lines with their columns, the facts below."""

    title: str
    where: str
    above: list[tuple[str, Cell]]
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    below: list[tuple[str, Cell]]

    @property
    def across(self) -> int:
        """How many facts stand beside each other above the lines: two where a document has many (鹤壁 附件 4)."""
        return 2 if len(self.above) > 2 else 1

    @property
    def above_rows(self) -> list[list[tuple[str, Cell]]]:
        """The facts above, in the rows they are printed in."""
        return [self.above[at : at + self.across] for at in range(0, len(self.above), self.across)]


def record_title(campaign: Campaign) -> str:
    """What the document calls the record (`checks.record_forms`); ours where it has no name for it."""
    if campaign.outside:
        return "检查记录表（非随机检查）"
    return titled(campaign, "checks.record_forms") or OWN_TITLE


def record_sheet(inspection: Inspection, stands: RecordState, *, telephone: str) -> Sheet | None:
    """The record in the document's own layout (`forms.record_table`); None where it gives none."""
    rule = first(inspection.campaign, TABLE)
    if rule is None:
        return None
    words = _words(inspection, telephone)
    signed = _Signed(stands)
    codes = {one.code: one for one in result_codes(inspection.campaign)}
    by_line = _by_line(signed, codes)
    below = {
        "处理意见": Cell(stands.head.opinion if stands.head else ""),
        "备注": Cell(_result_note(codes)),
        "执法检查人员签字": signed.members(),
    }
    columns = [word for word in rule.values if word in by_line]
    start = rule.values.index(columns[0]) if columns else len(rule.values)
    end = rule.values.index(columns[-1]) if columns else len(rule.values)
    above: list[tuple[str, Cell]] = []
    under: list[tuple[str, Cell]] = []
    if not any(word in words for word in rule.values):  # 信阳 附件2 writes them over its table
        above = [("检查对象", Cell(inspection.subject_name)), ("时间", words["检查日期"])]
    middle: list[str] = []
    for place, word in enumerate(rule.values):
        if "签字" in word and word not in by_line and word not in below:
            (above if place < start else under).append((word, signed.subject()))
        elif place < start:
            above.append((word, words.get(word, Cell())))
        elif place <= end:
            middle.append(word)
        else:
            under.append((word, below.get(word, words.get(word, Cell()))))
    empty: Callable[[RecordLine], Cell] = lambda line: Cell()  # noqa: E731 -- a column of the document we do not know
    rows = [[by_line.get(word, empty)(line) for word in middle] for line in stands.lines]
    return Sheet(record_title(inspection.campaign), rule.where, above, tuple(middle), rows, under)


def _words(inspection: Inspection, telephone: str) -> dict[str, Cell]:
    subject = inspection.subject
    place = "".join(filter(None, (subject.region_code, subject.township)))
    return {
        "检查日期": Cell(day(timezone.localdate(inspection.checked_at)) if inspection.checked_at else ""),
        "检查对象": Cell(inspection.subject_name),
        "市场主体名称": Cell(inspection.subject_name),
        "统一社会信用代码": Cell(inspection.subject_code),
        "市场主体类型": Cell(subject.entity_type or subject.get_kind_display()),
        "注册号": Cell(subject.registration_number),
        "法定代表人": Cell(subject.legal_person),
        "经营范围": Cell(subject.scope),
        "行政区划": Cell(place),
        "成立日期": Cell(day(subject.founded_on)),
        "联系电话": Cell(telephone),
        "经营地址": Cell(inspection.subject_address),
    }


def _by_line(signed: _Signed, codes: Mapping[str, Result]) -> dict[str, Callable[[RecordLine], Cell]]:
    return {
        "序号": lambda line: Cell(str(line.position)),
        "检查单位": lambda line: Cell(line.agency.name),
        "抽查事项": lambda line: Cell(line.item_words["title"]),
        "检查事项": lambda line: Cell(line.item_words["title"]),
        "检查依据": lambda line: Cell(line.item_words.get("basis", "")),
        "检查内容": lambda line: Cell(line.item_words.get("content", "")),
        "检查方式": lambda line: Cell(line.item_words.get("method", "")),
        "发现问题情况": lambda line: Cell(problem_words(line)),
        "检查结果": lambda line: Cell(
            " ".join(filter(None, (codes[line.result].position, codes[line.result].words)))
            if line.result in codes
            else ""
        ),
        "是否立案": lambda line: Cell(line.get_filing_display() if line.filing else ""),
        "检查人员签字": signed.of_line,
    }


def problem_words(line: RecordLine) -> str:
    """What was found on one item, in words."""
    if not line.finding:
        return ""
    return line.problem if line.finding == Finding.PROBLEM else str(Finding(line.finding).label)


def _result_note(codes: Mapping[str, Result]) -> str:
    """The note under 鹤壁 附件4: every result with its number."""
    every = "；".join(" ".join(filter(None, (one.position, one.words))) for one in codes.values())
    return f"检查结果共分为 {len(codes)} 种：{every}" if codes else ""


class _Signed:
    """The signatures over a record, as cells."""

    def __init__(self, stands: RecordState) -> None:
        self.stands = stands

    def _of(self, seats: Sequence[Seat]) -> Cell:
        words, paths = [], []
        for seat in seats:
            signature = self.stands.signed.get(seat.pk)
            if signature is None:
                continue
            drawn = handwriting.path(signature.strokes)
            if drawn:
                paths.append((seat.name, drawn))
            else:
                words.append(f"{seat.name}（本人账号确认）")
        return Cell("、".join(words), tuple(paths))

    def members(self) -> Cell:
        return self._of([seat for seat in self.stands.seats if seat.inspector_id is not None])

    def of_line(self, line: RecordLine) -> Cell:
        """Of whoever checked the item: to whom it was given, else who wrote it down."""
        if line.assigned is not None:
            return self._of([line.assigned])
        by = line.filled_by
        accounts = {pk: one.noted_by for pk, one in self.stands.signed.items() if not one.strokes}
        return self._of(
            [seat for seat in self.stands.seats if by and by in (seat.name, accounts.get(seat.pk))]
        )

    def subject(self) -> Cell:
        return subject_cell(self.stands.subject)


def subject_cell(answer: Signature | None) -> Cell:
    """What the enterprise answered: its signature, its seal, or the note of the refusal signed by the inspectors."""
    if answer is None:
        return Cell()
    if answer.kind == SignatureKind.REFUSAL:
        return Cell(f"未签字。检查人员说明：{answer.note}（{answer.noted_by}）")
    if answer.kind == SignatureKind.SEAL:
        return Cell(f"（盖章处）经办人：{answer.name}（{answer.capacity}）")
    drawn = handwriting.path(answer.strokes)
    return Cell(f"{answer.name}（{answer.capacity}）", ((answer.name, drawn),) if drawn else ())


def besides(inspection: Inspection, stands: RecordState) -> list[tuple[str, str]]:
    """What the law wants in every record and a document's own form has no column for (安全生产法 67, 68)."""
    head, asked = stands.head, stands.asked
    shown = "；".join(f"{one.name}（{one.certificate}）" for one in inspection.showings.order_by("pk"))
    found = [
        ("检查地点", (head.place if head else "") or inspection.subject_address),
        (
            "检查方式",
            "、".join([*(head.methods if head else ()), *([head.form] if head and head.form else ())]),
        ),
        ("出示执法证件", shown),
        ("承诺遵守", head.promise if head else ""),
        ("守法情况评价", head.evaluation if head else ""),
        ("处理意见和建议", head.opinion if head and not _has_opinion(asked) else ""),
        ("咨询服务", head.advice if head else ""),
    ]
    return [(word, said) for word, said in found if said]


def _has_opinion(asked: Asked) -> bool:
    return any("处理意见" in word for word in asked.words(TABLE))


def dealt_with(stands: RecordState) -> list[tuple[int, str, str]]:
    """(position, problem, what was done) of every problem found."""
    return [
        (line.position, line.problem, "；".join(filter(None, (line.measure, line.handling))))
        for line in stands.lines
        if line.finding == Finding.PROBLEM
    ]


def item_columns(campaign: Campaign) -> tuple[tuple[str, ...], str]:
    """The columns of the list of items that is taken along (`forms.item_check_table`), and their article."""
    rule = first(campaign, "forms.item_check_table")
    return (rule.values, rule.where) if rule else ((), "")


def item_rows(columns: Sequence[str], items: Sequence[Item]) -> list[list[str]]:
    """The items of a campaign under these columns."""
    known: dict[str, Callable[[Item], str]] = {
        "检查事项": lambda item: item.name,
        "抽查事项": lambda item: item.name,
        "检查依据": lambda item: item.basis,
        "检查内容": lambda item: item.content,
        "检查方式": lambda item: item.method,
        "备注": lambda item: item.note,
    }
    rows = []
    for number, item in enumerate(items, start=1):
        found = {word: read(item) for word, read in known.items()} | {"序号": str(number)}
        rows.append([found.get(word, "") for word in columns])
    return rows


@dataclass(frozen=True)
class Listed:
    """An item a document prints on its record form, and the item of the campaign that stands for it (None: none)."""

    word: str
    item: Item | None


def items_on_form(campaign: Campaign, items: Sequence[Item]) -> list[tuple[str, str, list[Listed]]]:
    """(department, article, its items) of the record form of a document that prints items (鹤壁 附件4)."""
    named = {"forms.record_items_emergency": "应急管理部门", "forms.record_items_market": "市场监管部门"}
    return [
        (heading, one.where, [Listed(word, _meant(word, items)) for word in one.values])
        for key, heading in named.items()
        for one in governing(campaign, key)
    ]


NEAR = 0.6
"""Share of a form's word, in pairs of characters, that must stand in an item for it to be taken as the same."""


def _meant(word: str, items: Sequence[Item]) -> Item | None:
    pairs = {word[i : i + 2] for i in range(len(word) - 1)}
    best, how_near = None, 0.0
    for item in items:
        said = f"{item.name}　{item.content}"
        share = sum(pair in said for pair in pairs) / max(len(pairs), 1)
        if share > how_near:
            best, how_near = item, share
    return best if how_near >= NEAR else None


def members_of(stands: RecordState) -> list[tuple[Seat, str, Signature | None, str]]:
    """The team under our own form: seat, its name, the signature and its path."""
    return [
        (
            seat,
            seat_name(seat.seat),
            stands.signed.get(seat.pk),
            handwriting.path(stands.signed[seat.pk].strokes) if seat.pk in stands.signed else "",
        )
        for seat in stands.seats
        if not seat.vacant
    ]
