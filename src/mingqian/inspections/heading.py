"""What the documents want of a record besides the items, and what of it a record still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mingqian.inspections.models import Finding, Inspection, RecordHead, RecordLine, Seat, Showing
from mingqian.plans.governing import Ruled, governing
from mingqian.plans.models import Campaign

METHODS, FORMS, CERTIFICATE = "checks.methods", "checks.forms", "checks.show_certificate"
WRITTEN, ADVICE, CONTENTS = "checks.written_record", "checks.advice_service", "checks.archive_contents"
PROMISES = ("checks.integrity_rules", "checks.five_bans")
LEADS, SEALS, TABLE = "checks.leader_coordinates", "checks.subject_seals", "forms.record_table"
SIGNS, REFUSAL, SIGNED_BY = "checks.subject_signs", "checks.refusal", "checks.result_signed_by"
_KEYS = (
    METHODS, FORMS, CERTIFICATE, WRITTEN, ADVICE, CONTENTS, *PROMISES, LEADS, SEALS, TABLE, SIGNS, REFUSAL, SIGNED_BY,
)  # fmt: skip
FILING_COLUMN, OPINION_COLUMN = "是否立案", "处理意见"
ITEM_INSPECTOR = "item_inspector"


@dataclass(frozen=True)
class Asked:
    """What governs a record, by key; of a key several documents speak of, the plan's own first."""

    rules: dict[str, list[Ruled]] = field(default_factory=dict)
    joint: bool = False

    def first(self, key: str) -> Ruled | None:
        """The rule that governs before all others."""
        return next(iter(self.rules.get(key, ())), None)

    def where(self, key: str) -> str:
        """Its article; empty where no document speaks."""
        one = self.first(key)
        return one.where if one else ""

    def words(self, key: str) -> tuple[str, ...]:
        """Its words; none where no document speaks."""
        one = self.first(key)
        return one.values if one else ()

    def holding(self, key: str, mark: str) -> str:
        """The article of the first document whose list has a word with this mark; empty where none has."""
        return next((one.where for one in self.rules.get(key, ()) if any(mark in w for w in one.values)), "")

    @property
    def methods(self) -> tuple[str, ...]:
        """How it may be checked."""
        return self.words(METHODS)

    @property
    def methods_where(self) -> str:
        """Its article."""
        return self.where(METHODS)

    @property
    def forms_where(self) -> str:
        """Where the forms of joint checks stand."""
        return self.where(FORMS)

    @property
    def forms(self) -> tuple[str, ...]:
        """In which form departments check together; nothing for a check by one department."""
        return self.words(FORMS) if self.joint else ()

    @property
    def promise(self) -> list[tuple[str, str]]:
        """(words, article) of the rules of conduct the team promises to keep."""
        return [
            ("、".join(f"《{word}》" if len(word) > 6 else word for word in one.values), one.where)
            for key in PROMISES
            for one in self.rules.get(key, ())
        ]

    @property
    def promise_words(self) -> str:
        """The same in one sentence."""
        return "；".join(f"{words}（{where}）" for words, where in self.promise)

    @property
    def evaluation(self) -> str:
        """Where it is asked how the enterprise keeps the law (西平 细则 十二)."""
        return self.holding(CONTENTS, "评价")

    @property
    def opinion(self) -> str:
        """Where an opinion on the handling is asked."""
        return self.holding(CONTENTS, "意见") or self.holding(TABLE, OPINION_COLUMN)

    @property
    def advice(self) -> str:
        """Where advice to the enterprise is asked (鹤壁 六(三))."""
        return self.where(ADVICE)

    @property
    def filing(self) -> str:
        """Where the form asks whether a case is to be filed (信阳 附件2)."""
        return self.holding(TABLE, FILING_COLUMN)

    @property
    def handling(self) -> str:
        """Where what was done about a problem must be written (安全生产法 68)."""
        return self.holding(WRITTEN, "处理")

    @property
    def place(self) -> str:
        """Where the place must be written."""
        return self.holding(WRITTEN, "地点")

    @property
    def certificates(self) -> str:
        """Where certificates must be shown (安全生产法 67)."""
        return self.where(CERTIFICATE)

    @property
    def led(self) -> str:
        """Where the leader divides the work and closes the check (高青 8.2)."""
        return self.where(LEADS)

    @property
    def seals(self) -> str:
        """Where a seal may stand for the signature."""
        return self.where(SEALS)

    @property
    def by_item(self) -> bool:
        """Whether each item is signed by who checked it, and not only the whole by all."""
        return ITEM_INSPECTOR in self.words(SIGNED_BY)


def asked_of(campaign: Campaign) -> Asked:
    """Read the packs once for everything a record is asked for."""
    rules: dict[str, list[Ruled]] = {}
    for one in governing(campaign, *_KEYS):
        rules.setdefault(one.parameter.key, []).append(one)
    return Asked(rules, campaign.joint)


def head_of(inspection: Inspection) -> RecordHead | None:
    """The head as it stands; None while nobody wrote any of it."""
    return RecordHead.objects.filter(inspection=inspection).first()


def shown_by(inspection: Inspection) -> dict[int, Showing]:
    """By seat: whoever sits there now has shown the certificate."""
    names = dict(inspection.seats.values_list("pk", "name"))
    return {one.seat_id: one for one in inspection.showings.all() if names.get(one.seat_id) == one.name}


def must_show(seats: Iterable[Seat]) -> list[Seat]:
    """The members who have a certificate to show; an expert and a helper without one have none."""
    return [seat for seat in seats if seat.inspector_id is not None and seat.certificate]


def head_gaps(
    inspection: Inspection, head: RecordHead | None, seats: Sequence[Seat], asked: Asked
) -> list[str]:
    """What the head of a record still lacks, each with its article."""
    gaps = []
    if asked.methods and not (head and head.methods):
        gaps.append(f"没有选检查方式（{asked.where(METHODS)}）")
    if asked.place and not ((head and head.place) or inspection.subject_address):
        gaps.append(f"没有写检查地点（{asked.place}）")
    if asked.certificates:
        shown = shown_by(inspection)
        missing = [seat.name for seat in must_show(seats) if seat.pk not in shown]
        if missing:
            gaps.append(f"没有登记出示执法证件：{'、'.join(missing)}（{asked.certificates}）")
    if asked.promise and not (head and head.promised):
        gaps.append(f"检查组还没有承诺遵守{asked.promise_words}")
    for where, name, label in (
        (asked.evaluation, "evaluation", "守法情况评价"),
        (asked.opinion, "opinion", "处理意见和建议"),
        (asked.advice, "advice", "提供的咨询服务"),
    ):
        if where and not (head and getattr(head, name).strip()):
            gaps.append(f"没有写{label}（{where}）")
    return gaps


def more_line_gaps(line: RecordLine, asked: Asked) -> list[str]:
    """What a line with a problem lacks by the documents: what was done about it, whether a case is to be filed."""
    if line.finding != Finding.PROBLEM:
        return []
    gaps = []
    if asked.handling and not (line.measure.strip() or line.handling.strip()):
        gaps.append(f"没有写明处理情况（{asked.handling}）")
    if asked.filing and not line.filing:
        gaps.append(f"没有选是否立案（{asked.filing}）")
    return gaps
