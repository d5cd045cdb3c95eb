"""The port through which every write leaves its event.

The record itself is kept by `audit`, which stands above `accounts` in the house; accounts must leave events
too, so both speak through this port and `audit` plugs itself in when the application starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Protocol

from mingqian.acts.actor import Actor


class Recorder(Protocol):
    """What `audit` provides."""

    def __call__(
        self,
        *,
        by: Actor,
        action: str,
        rows: Iterable[Any],
        removed: Iterable[Any],
        obj: tuple[str, int] | None,
        reason: str,
        details: Mapping[str, Any],
    ) -> int: ...


class EachRecorder(Protocol):
    """What `audit` provides for many rows, each under an event of its own."""

    def __call__(
        self, *, by: Actor, action: str, rows: Sequence[tuple[Any, Mapping[str, Any]]], reason: str
    ) -> list[int]: ...


_recorder: Recorder | None = None
_each: EachRecorder | None = None
_closer: Callable[[], None] | None = None
_written: ContextVar[int] = ContextVar("mingqian_events_written", default=0)


def plug(recorder: Recorder, each: EachRecorder, closer: Callable[[], None]) -> None:
    """Called once by `audit` when the application starts. `closer` is called when an action has come to its end."""
    global _recorder, _each, _closer
    _recorder, _each, _closer = recorder, each, closer


def close() -> None:
    """The outermost action has come to its end: raise when something it wrote is in no event."""
    if _closer is not None:
        _closer()


def record(
    *,
    by: Actor,
    action: str,
    rows: Iterable[Any] = (),
    removed: Iterable[Any] = (),
    obj: tuple[str, int] | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> int:
    """Leave one event in the running transaction and return its number.

    `action` is a dotted code such as `registers.subject.edit`. `rows` are model instances as they stand
    after the write: each one's digest is sealed to the event. `removed` are rows about to be deleted.
    `obj` (kind, id) names the object where no row was written (a look at a secret list, a refusal).
    `details` is small, JSON-shaped, free of personal data and of anything still secret.
    """
    if _recorder is None:
        raise RuntimeError("audit is not plugged in: no write may happen without it")
    number = _recorder(
        by=by, action=action, rows=rows, removed=removed, obj=obj, reason=reason, details=details or {}
    )
    mark_written()
    return number


def record_each(
    *, by: Actor, action: str, rows: Sequence[tuple[Any, Mapping[str, Any]]], reason: str = ""
) -> list[int]:
    """Leave one event a row, in the order given, and return their numbers: `record` for hundreds of rows at once.

    `rows` are pairs of a model instance as it stands after the write and the details of its event.
    """
    if _each is None:
        raise RuntimeError("audit is not plugged in: no write may happen without it")
    numbers = _each(by=by, action=action, rows=rows, reason=reason)
    for _ in numbers:
        mark_written()
    return numbers


def mark_written() -> None:
    """Count one event as written in this context (for `audit`'s bulk road)."""
    _written.set(_written.get() + 1)


def written() -> int:
    """How many events this context has left so far."""
    return _written.get()
