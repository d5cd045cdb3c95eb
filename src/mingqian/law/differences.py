"""What differs between two packs, in the words a person reads: rule by rule, question by question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation, Parameter, Setting
from mingqian.law.wording import (
    APPLIES_NAMES,
    EVENT_NAMES,
    STATUS_NAMES,
    VERIFIED_NAMES,
    bounded_words,
    short_name,
)

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule, question or line of the head that is not alike.

    ``before`` and ``after`` are (what, words) of what differs alone; a side is empty where it is not there at all.
    ``theme`` is a theme's code, ``settings`` or ``pack``.
    """

    theme: str
    key: str
    article: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def differences(before: Pack, after: Pack) -> tuple[Difference, ...]:
    """Everything in which ``after`` is not as ``before``: the head first, then by theme, the questions last."""
    found: list[Difference] = []
    for parts in (_head, _rules, _questions):
        one, other = dict(parts(before)), dict(parts(after))
        for key in dict.fromkeys([*one, *other]):
            was, now = one.get(key, {}), other.get(key, {})
            names = [name for name in dict.fromkeys([*was, *now]) if was.get(name) != now.get(name)]
            if names:
                found.append(
                    Difference(
                        key.partition(".")[0], key, now.get("条号", "") or was.get("条号", ""),
                        _said(was, names), _said(now, names),
                    )
                )  # fmt: skip
    return tuple(found)


def _said(words: Words, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, words[name]) for name in names if words.get(name))


def _head(pack: Pack) -> Iterator[tuple[str, Words]]:
    start, end = pack.validity.valid_from, pack.validity.valid_until
    lines = {
        "编号": pack.id,
        "名称": pack.name,
        "引用时的简称": short_name(pack),
        "机关": pack.authority,
        "版本": pack.version,
        "核对": STATUS_NAMES.get(pack.status, pack.status),
        "文件": pack.document,
        "文号": pack.number,
        "施行": f"{start or '没有写明'} 至 {end or '没有写明'}",
        "所收的文件": "；".join(f"{name}：{heading}" for name, heading in pack.parts),
        **{f"施行的{name}": words for name, words in _cited(pack.validity.citation).items()},
    }
    yield from ((f"pack.{name}", {name: words}) for name, words in lines.items())


def _cited(citation: Citation) -> Words:
    return {
        "条号": citation.article,
        "锚文字": citation.anchor,
        "读法": citation.reading,
        "力度": citation.strength,
        "核对": VERIFIED_NAMES[citation.verified],
    }


def _rules(pack: Pack) -> Iterator[tuple[str, Words]]:
    seen: dict[str, int] = {}
    for one in pack.parameters:
        seen[one.key] = seen.get(one.key, 0) + 1
        number = f"#{seen[one.key]}" if seen[one.key] > 1 else ""
        yield one.key + number, _rule(one)


def _rule(one: Parameter) -> Words:
    return {
        "值": bounded_words(one),
        **_cited(one.citation),
        "时期": f"{one.valid_from or ''} 至 {one.valid_until or ''}"
        if one.valid_from or one.valid_until
        else "",
        "起算": f"{EVENT_NAMES[one.event]}（{one.direction}）" if one.event else "",
        "应当完成": one.to,
        "原文序号": one.position,
        "场合": APPLIES_NAMES[one.applies] if one.applies else "",
        "文件有两说，由此决定": one.settled_by,
        "行业领域": "、".join(one.fields),
    }


def _questions(pack: Pack) -> Iterator[tuple[str, Words]]:
    for one in pack.settings:
        yield f"settings.{one.key}", _question(one)


def _question(one: Setting) -> Words:
    return {
        "问题": one.question,
        "可选": "、".join(f"{words}（{token}）" for token, words in one.options),
        "建议值": "" if one.default is None else str(dict(one.options).get(str(one.default), one.default)),
        "为什么问": one.reading,
        **(_cited(one.citation) if one.citation else {}),
    }
