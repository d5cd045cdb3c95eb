"""How far a long piece of work has come, told from wherever it is done to whoever shows it.

Deep code says `tell("正在计算摘要", done, whole)`; where nobody listens (a small piece of work inside a request, the command
line, a test) that costs next to nothing. The words are fixed words and numbers: nothing that names a subject or a
person, and nothing secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

Reporter = Callable[[str, int, int], None]
"""Called with what is being done in words, how much is done, how much there is (0: unknown)."""

_reporter: ContextVar[Reporter | None] = ContextVar("mingqian_progress", default=None)


def tell(words: str, done: int, whole: int) -> None:
    """Say how far it is."""
    reporter = _reporter.get()
    if reporter is not None:
        reporter(words, done, whole)


def told(words: str, rows: Iterable[T], whole: int) -> Iterator[T]:
    """The same rows, telling with each how many went before."""
    for done, row in enumerate(rows):
        tell(words, done, whole)
        yield row


@contextmanager
def heard_by(reporter: Reporter) -> Iterator[None]:
    """Everything told inside the block goes to this reporter."""
    token = _reporter.set(reporter)
    try:
        yield
    finally:
        _reporter.reset(token)
