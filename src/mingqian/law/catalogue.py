"""What the product asks a pack: every rule and every question it reads, by its title, with what known packs answer."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from mingqian.law.kinds import ValueKind, kind_of
from mingqian.law.pack import Pack
from mingqian.law.parameters import Parameter, Setting
from mingqian.law.questions import ACTIONS, question_of
from mingqian.law.vocabulary import Unit

_TOKEN: Final = re.compile(r"[a-z]+(?:_[a-z]+)+|[a-z]{4,}")
"""A word of ours, which the product compares; what a document itself says is Chinese."""


@dataclass(frozen=True, slots=True)
class Known:
    """One rule the product reads. ``tokens``: the only answers it understands (empty: any words); ``several``: known packs
    answer with a list. ``family``: the key stands for as many rules as a document names, and ends in ``_``.

    ``governs``: what waits while documents answer it differently; empty where nothing does.
    """

    key: str
    title: str
    governs: str
    kinds: tuple[ValueKind, ...]
    unit: Unit | None
    tokens: tuple[str, ...]
    several: bool
    family: bool
    examples: tuple[tuple[Pack, Parameter], ...]

    @property
    def theme(self) -> str:
        """The theme of the key."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """The key without its theme."""
        return self.key.partition(".")[2]


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """One question the product reads the answer of. ``answers`` are its (token, wording); empty: answered freely."""

    name: str
    answers: tuple[tuple[str, str], ...]
    examples: tuple[tuple[Pack, Setting], ...]


@lru_cache(maxsize=1)
def titles() -> Mapping[str, str]:
    """Titles by key; of a family by the beginning its keys have, which ends in ``_``."""
    text = (files("mingqian.law") / "data" / "titles.toml").read_text(encoding="utf-8")
    return {
        f"{theme}.{name}": words
        for theme, table in tomllib.loads(text).items()
        for name, words in table.items()
    }


def title_of(key: str) -> str:
    """What a rule is about; of one nobody has titled, the key itself."""
    known = titles()
    if key in known:
        return known[key]
    family = next((one for one in known if one.endswith("_") and key.startswith(one)), "")
    return known[family] if family else key


def families() -> tuple[str, ...]:
    """The beginnings of keys of which a document may have as many as it names cases."""
    return tuple(one for one in titles() if one.endswith("_"))


def catalogue(packs: Iterable[Pack]) -> Mapping[str, Known]:
    """Every rule of these packs by key, families beside their members, in the order of the titles."""
    found: dict[str, list[tuple[Pack, Parameter]]] = {}
    for pack in packs:
        for one in pack.parameters:
            found.setdefault(one.key, []).append((pack, one))
    for family in families():
        members = [pair for key, pairs in found.items() if key.startswith(family) for pair in pairs]
        if members:
            found[family] = members
    order = {key: number for number, key in enumerate(titles())}
    return {
        key: _known(key, found[key])
        for key in sorted(found, key=lambda one: (order.get(one, len(order)), one))
    }


def _known(key: str, examples: list[tuple[Pack, Parameter]]) -> Known:
    rules = [one for _, one in examples]
    words = [word for one in rules if kind_of(one) is ValueKind.WORDS for word in one.words()]
    product = question_of(key).product
    tokens = dict.fromkeys([*words, *([product] if product else [])])
    return Known(
        key,
        title_of(key),
        ACTIONS.get(question_of(key).action, "") if question_of(key).question else "",
        tuple(dict.fromkeys(kind_of(one) for one in rules)),
        next((one.unit for one in rules if one.unit is not None), None),
        tuple(tokens) if words and all(_TOKEN.fullmatch(one) for one in words) else (),
        any(isinstance(one.value, tuple) for one in rules),
        key.endswith("_"),
        tuple(examples),
    )


def known_questions(packs: Iterable[Pack]) -> Mapping[str, KnownQuestion]:
    """Every question of these packs by name."""
    found: dict[str, list[tuple[Pack, Setting]]] = {}
    for pack in packs:
        for one in pack.settings:
            found.setdefault(one.key, []).append((pack, one))
    return {name: _question(name, examples) for name, examples in found.items()}


def _question(name: str, examples: list[tuple[Pack, Setting]]) -> KnownQuestion:
    answers: dict[str, str] = {}
    for _, one in examples:
        answers = dict(one.options) | answers
    return KnownQuestion(name, tuple(answers.items()), tuple(examples))
