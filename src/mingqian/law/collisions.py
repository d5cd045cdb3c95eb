"""Where documents disagree: found by comparing what they say under the same key, never from a list.

A value is comparable when it is a number, a term, yes or no, or a token (``drawn``, ``appointed``); a
document's own wording is not. Nothing here settles anything: both sides are shown with their articles, and
``stops`` names the one action that waits for the bureau's decision.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation, Parameter
from mingqian.law.questions import Question, orders, question_of
from mingqian.law.vocabulary import Applies, Bound, Direction, Event, Strength, Unit, Verified


class Kind(StrEnum):
    """How two rules disagree."""

    CONFLICT = "conflict"
    """Both cannot be obeyed."""
    STRICTER = "stricter"
    """Whoever obeys the stricter obeys both."""
    BOTH_RUN = "both_run"
    """Terms of their own: each runs and each must be met."""
    ORDER = "order"
    """One term must follow another and leaves it no room."""
    NUMBERING = "numbering"
    """The same thing under another number."""


KIND_WORDS = {
    Kind.CONFLICT: "不能两全",
    Kind.STRICTER: "从严即可两全",
    Kind.BOTH_RUN: "各自起算，都要办到",
    Kind.ORDER: "先后排不开",
    Kind.NUMBERING: "序号不同",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document says. ``counts`` is False where its text was never read: shown, without effect."""

    pack: str
    key: str
    value: str
    number: Fraction | None
    unit: Unit | None
    bound: Bound | None
    applies: Applies | None
    event: Event | None
    to: str
    citation: Citation
    counts: bool
    reference: bool
    settled_by: str = ""


@dataclass(frozen=True, slots=True)
class Collision:
    """One question that bound documents answer differently.

    ``key`` is stable; ``action`` the code of what waits; ``stops`` whether it does. ``within``: one document
    contradicts itself. ``settled``: its own setting has been decided.
    """

    key: str
    kind: Kind
    question: str
    action: str
    stops: bool
    within: bool
    settled: bool
    statements: tuple[Statement, ...]

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs that speak, in the order given; ``mingqian`` is the product itself."""
        return tuple(dict.fromkeys(one.pack for one in self.statements))

    def digest(self) -> str:
        """SHA-256 of what is said and where: a decision is taken on this, and falls when it changes."""
        said = [
            [
                one.pack,
                one.key,
                one.value,
                str(one.event or ""),
                one.citation.article,
                one.citation.anchor,
                one.counts,
            ]
            for one in self.statements
        ]
        text = json.dumps([self.key, str(self.kind), said], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


PRODUCT = "mingqian"


def collisions(packs: Sequence[Pack], on: date) -> tuple[Collision, ...]:
    """Every disagreement among the packs on a day (and of the product with them), by theme and key."""
    found = [*_by_key(packs, on), *_by_field(packs, on), *_by_order(packs, on)]
    return tuple(sorted(found, key=lambda one: (not one.stops, one.key)))


def _statement(pack: Pack, one: Parameter, on: date) -> Statement:
    value = one.value
    number: Fraction | None = None
    if not isinstance(value, bool | tuple):
        if one.unit in (Unit.PERCENT, Unit.SHARE):
            number = one.share()
        elif isinstance(value, int):
            number = Fraction(value)
    text = (
        "、".join(value)
        if isinstance(value, tuple)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
    return Statement(
        pack.id, one.key, text, number, one.unit, one.bound, one.applies, one.event, one.to, one.citation,
        not one.switched_off, pack.is_reference(on), one.settled_by,
    )  # fmt: skip


def _comparable(one: Parameter) -> bool:
    if one.key.startswith("results.") or isinstance(one.value, bool | int) or one.unit is not None:
        return True
    return isinstance(one.value, str) and one.value.isascii()


def _meaning(one: Parameter, said: Statement) -> object:
    if one.key.startswith("results."):
        return _ordinal(one.position)
    if one.event is not None:
        return (one.event, one.direction, one.unit, said.number)
    return said.number if said.number is not None else said.value


def _ordinal(position: str) -> int:
    """A letter or number as its place: ``g`` and ``7`` are both seven."""
    return ord(position) - ord("a") + 1 if position.isalpha() and position.islower() else int(position or 0)


def _by_key(packs: Sequence[Pack], on: date) -> Iterator[Collision]:
    said: dict[str, list[tuple[object, Statement]]] = {}
    for pack in packs:
        for one in pack.parameters:
            if one.covers(on) and _comparable(one):
                statement = _statement(pack, one, on)
                said.setdefault(one.key, []).append((_meaning(one, statement), statement))
    for key, pairs in said.items():
        question = question_of(key)
        if question.product:
            pairs.append((question.product, _product(question)))
        if len({meaning for meaning, _ in pairs}) > 1:
            statements = tuple(statement for _, statement in pairs)
            yield _collision(
                packs, key, _kind(key, statements), question.question, question.action, statements
            )


def _kind(key: str, statements: Sequence[Statement]) -> Kind:
    if key.startswith("results."):
        return Kind.NUMBERING
    if any(one.event is not None for one in statements):
        return Kind.BOTH_RUN
    bounds = {one.bound for one in statements}
    if len(bounds) == 1 and bounds <= {Bound.LEAST, Bound.MOST}:
        return Kind.STRICTER
    return Kind.CONFLICT


def _collision(
    packs: Sequence[Pack], key: str, kind: Kind, question: str, action: str, statements: tuple[Statement, ...]
) -> Collision:
    speakers = {one.pack for one in statements}
    settings = {(one.pack, one.settled_by) for one in statements if one.settled_by}
    settled = len(speakers) == 1 and any(
        pack.id == name and pack.setting(by).decided is not None for pack in packs for name, by in settings
    )
    opposed = len({one.value for one in statements if one.counts}) > 1
    stops = kind is Kind.ORDER or (kind is Kind.CONFLICT and opposed)
    return Collision(
        key,
        kind,
        question,
        action,
        stops and bool(action) and not settled,
        len(speakers) == 1,
        settled,
        statements,
    )


def _product(question: Question) -> Statement:
    citation = Citation(
        PRODUCT,
        "明签",
        "摇号规程",
        question.product,
        question.product_reading,
        Strength.MUST,
        Verified.ELSEWHERE,
    )
    return Statement(
        PRODUCT, question.key, question.product, None, None, None, None, None, "", citation, True, False
    )


def _by_field(packs: Sequence[Pack], on: date) -> Iterator[Collision]:
    """Minimum shares that meet in one field of industry under different keys."""
    rules = {
        pack.id: [
            one
            for one in pack.theme("shares", on)
            if one.bound is Bound.LEAST and one.unit in (Unit.PERCENT, Unit.SHARE)
        ]
        for pack in packs
    }
    fields = dict.fromkeys(field for ones in rules.values() for one in ones for field in one.fields)
    for field in fields:
        statements: list[Statement] = []
        for pack in packs:
            named = [one for one in rules[pack.id] if field in one.fields]
            open_to_all = [one for one in rules[pack.id] if not one.fields]
            statements += [_statement(pack, one, on) for one in (*named, *open_to_all)]
        keys = {pack: {one.key for one in statements if one.pack == pack} for pack in rules}
        speaking = [names for names in keys.values() if names]
        if len(speaking) < 2 or len({one.number for one in statements}) < 2:
            continue
        yield _collision(
            packs,
            f"shares.minimum@{field}",
            Kind.STRICTER,
            f"{field}的检查对象至少抽取多少？",
            "pool",
            tuple(statements),
        )


def _by_order(packs: Sequence[Pack], on: date) -> Iterator[Collision]:
    """Terms of which one must follow another, yet ends no later (same start) or earlier."""
    for order in orders():
        first = [_statement(pack, one, on) for pack in packs for one in _terms(pack, order.first, on)]
        then = [_statement(pack, one, on) for pack in packs for one in _terms(pack, order.then, on)]
        late = [
            one
            for one in then
            if any(
                _days(one) < _days(other) or (one.event is other.event and _days(one) <= _days(other))
                for other in first
            )
        ]
        if late:
            key = f"{order.first}<{order.then}"
            yield _collision(packs, key, Kind.ORDER, order.question, order.action, (*first, *late))


def _terms(pack: Pack, key: str, on: date) -> Iterable[Parameter]:
    return [one for one in pack.theme("clocks", on) if one.key == key and one.direction is Direction.AFTER]


def _days(one: Statement) -> Fraction:
    """The length of a term in calendar days, a working day counting seven fifths."""
    length = one.number or Fraction(0)
    return length * Fraction(7, 5) if one.unit is Unit.WORKDAYS else length
