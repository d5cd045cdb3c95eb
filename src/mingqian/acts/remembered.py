"""What a page asks again and again for each of its rows, and what cannot change while it is read: asked once.

Which decisions bind an agency is asked for every term of every row of a list. A page that only reads (GET) remembers the
answers to its end and no longer; where nothing is being read, and in whatever writes, every question is asked anew.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("mingqian_remembered", default=None)


def remembered(function: F) -> F:
    """Ask a function with the same arguments once while a page is read. Lists and dicts are given out as copies."""

    @functools.wraps(function)
    def ask(*args: Any, **kwargs: Any) -> Any:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(*args, **kwargs)
        found = answers[key]
        return found.copy() if isinstance(found, list | dict) else found

    return cast(F, ask)


@contextmanager
def while_reading() -> Iterator[None]:
    """Within this block answers are remembered."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


@contextmanager
def asking_anew() -> Iterator[None]:
    """Within this block nothing is remembered: where a page tries out what would be if something were decided."""
    token = _answers.set(None)
    try:
        yield
    finally:
        _answers.reset(token)
