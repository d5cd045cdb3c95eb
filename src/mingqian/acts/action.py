"""The one way to write: `@action`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import transaction

from mingqian.acts import trail
from mingqian.acts.actor import Actor

F = TypeVar("F", bound=Callable[..., Any])

ACTIONS: dict[str, Callable[..., Any]] = {}
"""Every action of the house by its dotted name, for the architecture tests and the documentation."""


_inside: ContextVar[bool] = ContextVar("mingqian_inside_an_action", default=False)


class NoEvent(AssertionError):
    """An action returned without leaving an event: a defect, and its writes are rolled back."""


def action(permission: str | None, *, event: str, why_unguarded: str = "") -> Callable[[F], F]:
    """Make a function an action: keyword-only, takes `by`, permitted, atomic, never without an event.

    `permission` is the permission its actor must hold; `None` needs `why_unguarded` in words.
    `event` is the code of the event it leaves (its lead event, if it leaves several).
    Raises `Refused` before anything is written when the actor may not act.
    """
    if permission is None and not why_unguarded:
        raise TypeError("an action without a permission needs its reason")

    def wrap(function: F) -> F:
        signature = inspect.signature(function)
        if "by" not in signature.parameters or any(
            p.kind not in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
            for p in signature.parameters.values()
        ):
            raise TypeError(f"{function.__qualname__}: an action takes keywords only, one of them `by`")

        @functools.wraps(function)
        def act(*, by: Actor, **arguments: Any) -> Any:
            if permission is not None:
                by.require(permission)
            outermost = not _inside.get()
            token = _inside.set(True)
            try:
                with transaction.atomic():
                    before = trail.written()
                    result = function(by=by, **arguments)
                    if trail.written() == before:
                        raise NoEvent(f"{function.__module__}.{function.__qualname__} left no event")
                    if outermost:
                        trail.close()
            finally:
                _inside.reset(token)
            return result

        act.permission = permission  # type: ignore[attr-defined]
        act.event = event  # type: ignore[attr-defined]
        act.why_unguarded = why_unguarded  # type: ignore[attr-defined]
        ACTIONS[f"{function.__module__}.{function.__name__}"] = act
        return act  # type: ignore[return-value]

    return wrap
