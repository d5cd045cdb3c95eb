"""Sources of chance: what they promise, what they turn out to be, and which of them the bureau cannot
control.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from .canonical import Json
from .checking import HEX_32, Checker
from .drand import CHAINS, check_form, check_round, is_chained, round_time
from .errors import LotError
from .hashing import Hash, commit_value
from .shapes import Reveal, Source

STRONG_DICE = 50  # 6^50 > 2^128
MAX_DIGITS = 10_000
_KEYS = {
    "witness": ("kind", "label", "commitment"),
    "dice": ("kind", "label", "digits"),
    "public": ("kind", "label", "digits"),
    "drand": ("kind", "label", "chain", "round"),
}
_DICE = re.compile("[1-6]+")
_PUBLIC = re.compile("[0-9]+")


def check_sources(value: Json, place: str, frozen_at: datetime | None, check: Checker) -> None:
    """Note in ``check`` everything wrong with the manifest's ``sources``.

    One source at least must bring 128 bits the bureau cannot control: a witness, 50 dice, or a round of a
    pinned drand chain that comes after ``frozen_at`` (a round already out when the pools were frozen counts
    for nothing).
    """
    sources = check.items(value, place)
    if sources is None:
        return
    strong = False
    before = _pairs(sources)
    for i, item in enumerate(sources):
        if i in before and before[i] is None:
            check.refuse("drand_pair", f"{place}/{i}")
        alone = _check_source(item, f"{place}/{i}", frozen_at, check)
        strong |= alone and i not in before.values()  # the earlier of a pair only carries the later
    if not strong:
        check.refuse("source_too_weak", place)


def _pairs(sources: Sequence[object]) -> dict[int, int | None]:
    """Of a chained drand chain: the later source of each pair → the earlier, right before it and one round less; a
    source that stands in no pair → None. Read from the first on.
    """
    found: dict[int, int | None] = {}
    i = 0
    while i < len(sources):
        this = sources[i]
        if not (isinstance(this, dict) and this.get("kind") == "drand" and is_chained(this.get("chain"))):
            i += 1
            continue
        after = sources[i + 1] if i + 1 < len(sources) else None
        same = (
            isinstance(after, dict) and after.get("kind") == "drand" and after.get("chain") == this["chain"]
        )
        first, second = this.get("round"), after.get("round") if isinstance(after, dict) else None
        if same and type(first) is int and type(second) is int and second == first + 1:
            found[i + 1] = i
            i += 2
        else:
            found[i] = None
            i += 1
    return found


def _check_source(value: Json, place: str, frozen_at: datetime | None, check: Checker) -> bool:
    """Whether this source alone is strong enough."""
    if not isinstance(value, dict):
        check.refuse("not_object", place)
        return False
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in _KEYS:
        check.refuse("source_kind", f"{place}/kind")
        return False
    check.keys(value, place, _KEYS[kind])
    check.text(value.get("label"), f"{place}/label")
    if kind == "witness":
        return check.matching(value.get("commitment"), f"{place}/commitment", HEX_32) is not None
    if kind == "drand":
        chain = check.matching(value.get("chain"), f"{place}/chain", HEX_32)
        number = check.whole(value.get("round"), f"{place}/round", low=1)
        if chain is None or number is None:
            return False
        if chain not in CHAINS:
            check.refuse("drand_chain", f"{place}/chain", chain=chain)
            return False
        return frozen_at is not None and round_time(chain, number) > frozen_at.timestamp()
    digits = check.whole(value.get("digits"), f"{place}/digits", low=1, high=MAX_DIGITS)
    return kind == "dice" and digits is not None and digits >= STRONG_DICE


def check_reveals(value: Json, sources: Sequence[Source], place: str, hash: Hash, check: Checker) -> None:
    """Note in ``check`` everything wrong with ``reveals`` against the manifest's (valid) ``sources``.

    Count, order, kinds and lengths; a witness's value opens its commitment; a drand value verifies.
    """
    reveals = check.items(value, place)
    if reveals is None:
        return
    if len(reveals) != len(sources):
        check.refuse("reveal_count", place, expected=len(sources), found=len(reveals))
    pairs = _pairs(sources)
    texts: dict[int, str] = {}
    for i, (item, source) in enumerate(zip(reveals, sources, strict=False)):
        where = f"{place}/{i}"
        reveal = check.keys(item, where, ("kind", "value"))
        if reveal is None:
            continue
        if reveal.get("kind") != source["kind"]:
            check.refuse("reveal_kind", f"{where}/kind", expected=source["kind"])
            continue
        text = check.text(reveal.get("value"), f"{where}/value")
        if text is not None:
            texts[i] = text
            try:
                if i in pairs.values():  # the next one's signature covers it
                    check_form(source["chain"], text)
                else:
                    earlier = pairs.get(i)
                    previous = "" if earlier is None else texts.get(earlier, "")
                    check_reveal(source, text, hash, previous=previous)
            except LotError as error:
                check.problems.append(error.at(f"{where}/value"))


def check_reveal(source: Source, value: str, hash: Hash, *, previous: str = "") -> None:
    """Raise LotError unless ``value`` is what ``source`` (valid) promised. ``previous``: for the later of a pair of
    chained drand rounds, the value of the earlier.

    ``reveal_form`` (not 64 hex digits, or not dice or digits), ``reveal_length``, ``reveal_commitment``
    (does not open the commitment), or what ``drand.check_round`` raises.
    """
    kind = source["kind"]
    if kind == "witness":
        if not HEX_32.fullmatch(value):
            raise LotError("reveal_form", kind=kind)
        if commit_value(value, hash) != source["commitment"]:
            raise LotError("reveal_commitment")
    elif kind == "drand":
        check_round(source["chain"], source["round"], value, previous)
    else:
        if not (_DICE if kind == "dice" else _PUBLIC).fullmatch(value):
            raise LotError("reveal_form", kind=kind)
        if len(value) != source["digits"]:
            raise LotError("reveal_length", expected=source["digits"], found=len(value))


def require_reveals(value: object, sources: Sequence[Source], hash: Hash) -> list[Reveal]:
    """``value`` as reveals of ``sources``. Raises the first LotError that ``check_reveals`` finds."""
    check = Checker()
    check_reveals(cast("Json", value), sources, "reveals", hash, check)
    check.raise_first()
    return cast("list[Reveal]", value)
