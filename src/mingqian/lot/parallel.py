"""Spreading pure work over this machine's cores: forked children hash, the parent puts their answers together.

A child inherits what the parent holds (nothing is copied or sent), computes its part, writes the answer to a pipe and
ends at once. What comes out never depends on how many there were.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")

WORTH_IT = 100_000  # items below which starting a child costs more than it saves


def processes_for(size: int, *, worth_it: int = WORTH_IT) -> int:
    """How many processes ``size`` items are worth here: one where a fork would not be safe or would not pay, which is
    below ``worth_it`` items.

    A process with several threads is never forked: another thread may hold a lock that its copy never gets back.
    """
    if size < worth_it or not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Callable[[int, int], T], size: int, *, block: int = 1, processes: int | None = None
) -> list[T]:
    """``work(start, end)`` for consecutive parts of ``range(size)``, answers in order.

    Parts begin at multiples of ``block``. ``processes``: None as many as pay. Raises what the first part that
    fails raises. A part whose child died without an answer is done again here.
    """
    count = processes_for(size) if processes is None else processes
    blocks = -(-size // block)
    count = max(1, min(count, blocks))
    edges = [min(size, blocks * i // count * block) for i in range(count + 1)]
    parts = list(pairwise(edges))
    children = []
    try:
        for start, end in parts[1:]:
            children.append(_start(work, start, end))
        # Everything is asked for before anything is raised: the first part in order has the say.
        answers: list[tuple[bool, object]] = [_answer(work, *parts[0])]
        for (_, reader), (start, end) in zip(children, parts[1:], strict=True):
            with os.fdopen(reader, "rb", closefd=False) as pipe:
                data = pipe.read()
            answers.append(_unpack(data) or _answer(work, start, end))
    except BaseException:
        for pid, _ in children:
            os.kill(pid, signal.SIGKILL)
        raise
    finally:
        for pid, reader in children:
            os.close(reader)
            os.waitpid(pid, 0)
    out: list[T] = []
    for done, value in answers:
        if not done:
            assert isinstance(value, BaseException)
            raise value
        out.append(value)  # type: ignore[arg-type]
    return out


def _answer(work: Callable[[int, int], T], start: int, end: int) -> tuple[bool, object]:
    try:
        return True, work(start, end)
    except Exception as error:
        return False, error


def _start(work: Callable[[int, int], T], start: int, end: int) -> tuple[int, int]:
    """A child at work on one part: its process id and the pipe its answer comes through."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    code = 1
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(_answer(work, start, end), pipe, protocol=pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)  # nothing of the parent's is flushed or closed twice


def _unpack(data: bytes) -> tuple[bool, object] | None:
    """A child's answer, None if it died before the end of it."""
    try:
        done, value = pickle.loads(data)  # noqa: S301 - written by this program's own child
    except (EOFError, pickle.UnpicklingError):
        return None
    return done, value
