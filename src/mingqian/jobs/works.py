"""What kinds of long work there are. Each room registers its own when the application starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mingqian.acts.actor import Actor


@dataclass(frozen=True)
class Work:
    """One kind of work.

    `seconds` guesses from the size of the object how long it will take on a small machine; `carry_out` calls the action
    itself, one transaction as ever, and says in words how it went. `url` is where the person goes on afterwards.
    """

    code: str
    name: str
    permission: str
    seconds: Callable[[int], float]
    title: Callable[[int], str]
    url: Callable[[int], str]
    carry_out: Callable[[Actor, int, Mapping[str, Any]], str]


_WORKS: dict[str, Work] = {}


def register(work: Work) -> Work:
    """Add a kind of work. Raises `ValueError` when another one has its code."""
    if _WORKS.setdefault(work.code, work) is not work:
        raise ValueError(f"work {work.code} is registered twice")
    return work


def work_of(code: str) -> Work:
    """The work with this code. Raises `KeyError`."""
    return _WORKS[code]


def all_works() -> Mapping[str, Work]:
    """Every kind of work by its code."""
    return dict(_WORKS)
