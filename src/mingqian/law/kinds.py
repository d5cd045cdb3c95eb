"""What sort of answer a rule's value is: one key is one question, so all packs answer it in one kind."""

from enum import StrEnum

from mingqian.law.parameters import Parameter
from mingqian.law.vocabulary import Unit


class ValueKind(StrEnum):
    """Shares and percentages are one kind, and so are terms in days and in working days."""

    SHARE = "百分比或者比例"
    TERM = "工作日或者日"
    COUNTED = "有单位的整数"
    FLAG = "true 或者 false"
    NUMBER = "没有单位的整数"
    WORDS = "文字或者文字的列表"


def kind_of(one: Parameter) -> ValueKind:
    """The kind of a rule's value."""
    if one.unit in (Unit.PERCENT, Unit.SHARE):
        return ValueKind.SHARE
    if one.unit in (Unit.DAYS, Unit.WORKDAYS):
        return ValueKind.TERM
    if one.unit is not None:
        return ValueKind.COUNTED
    if isinstance(one.value, bool):
        return ValueKind.FLAG
    return ValueKind.NUMBER if isinstance(one.value, int) else ValueKind.WORDS


def kind_words(one: Parameter) -> str:
    """The kind in words, with the unit where one is fixed."""
    kind = kind_of(one)
    return f"单位是“{one.unit}”的整数" if kind is ValueKind.COUNTED else str(kind)
