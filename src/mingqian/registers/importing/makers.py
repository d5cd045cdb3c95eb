"""Processes that make rows ready, while this one reads or writes: checks, ciphers, seals and search keys cost more
than files and databases do. Pure: the sandboxed child uses them too.

A maker is a fork of the process that asks: it has its keys and settings, opens files anew, and never touches the
database. Answers come back in the order they were asked for.
"""

from __future__ import annotations

import contextlib
import ctypes
import marshal
import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from multiprocessing.connection import Connection
from typing import Any, Final

PR_SET_PDEATHSIG = 1
AHEAD: Final = 2
"""Chunks asked for in advance, a maker."""
MOST: Final = 3
FEW: Final = 30_000
"""Fewer rows than this are made here: starting a process would cost more than it saves."""

Make = Callable[[Any], Any]


NO_MEMORY: Final = 3
"""Exit status of a maker that got no more memory."""


class MakerDied(RuntimeError):
    """A maker ended before its work was done. `status` is its exit status, negative for a signal."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"a maker ended with status {status}")
        self.status = status


def count_for(rows: int) -> int:
    """How many makers pay off: none for few rows, else one for each processor (who asks mostly waits for the disk)."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 0 if rows < FEW else min(MOST, processors)


def _serve(end: Connection, others: list[Connection], opening: Callable[[], Make]) -> None:
    """The maker's life: take a request, give its answer, until nobody asks."""
    status = 1
    try:
        for other in others:
            other.close()
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        # Requests are taken in while an answer is still being sent: two full pipes would wait for each other.
        threading.Thread(target=_take_in, args=(end, requests), daemon=True).start()
        make = opening()
        with contextlib.suppress(BrokenPipeError, ConnectionError):
            while (request := requests.get()) is not None:
                end.send_bytes(marshal.dumps(make(marshal.loads(request))))  # noqa: S302 -- our own process
        status = 0
    except MemoryError:
        status = NO_MEMORY
    finally:
        # Nothing of the parent's may be closed or flushed from here: no database connection, no file.
        os._exit(status)


def _take_in(end: Connection, requests: queue.SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            requests.put(end.recv_bytes())
    requests.put(None)


def made(requests: Iterable[Any], opening: Callable[[], Make], *, makers: int) -> Generator[Any, None, None]:
    """Answers to the requests, in order, made by so many processes. With none, made here.

    `opening` is called in each process and gives the function that makes; requests and answers are what `marshal`
    takes. Raises `MakerDied`.
    """
    if makers == 0:
        make = opening()
        for request in requests:
            yield make(request)
        return
    context = multiprocessing.get_context("fork")
    ends: list[Connection] = []
    processes = []
    try:
        for _ in range(makers):
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(there, [*ends, here], opening), daemon=True)
            process.start()
            there.close()
            ends.append(here)
            processes.append(process)
        waiting: deque[int] = deque()
        for place, request in enumerate(requests):
            if len(waiting) >= makers * AHEAD:
                yield _answer(ends, processes, waiting.popleft())
            _ask(ends, processes, place % makers, request)
            waiting.append(place % makers)
        while waiting:
            yield _answer(ends, processes, waiting.popleft())
    finally:
        for end in ends:
            end.close()
        for process in processes:
            process.join(timeout=2)
            if process.is_alive():
                process.kill()
                process.join()


def fetched_ahead(answers: Generator[Any, None, None]) -> Generator[Any, None, None]:
    """The answers of `made`, the next one being received and decoded by a thread while the caller works on this one.

    Worth it where the caller mostly waits (for a database). The first answer is taken in the caller's own thread:
    that is when `made` forks, and a process with several threads is not forked.
    """
    try:
        first = next(answers)
    except StopIteration:
        return
    fetched: queue.Queue[tuple[bool, Any]] = queue.Queue(maxsize=1)
    over = threading.Event()

    def put(one: tuple[bool, Any]) -> bool:
        while not over.is_set():
            with contextlib.suppress(queue.Full):
                fetched.put(one, timeout=0.2)
                return True
        return False

    def fetch() -> None:
        try:
            for answer in answers:
                if not put((True, answer)):
                    return
            put((False, None))
        except BaseException as error:
            put((False, error))
        finally:
            answers.close()

    thread = threading.Thread(target=fetch, name="fetched-ahead", daemon=True)
    thread.start()
    try:
        yield first
        while (got := fetched.get())[0]:
            yield got[1]
        if got[1] is not None:
            raise got[1]
    finally:
        over.set()
        thread.join()


def _ask(ends: list[Connection], processes: list[Any], which: int, request: Any) -> None:
    try:
        ends[which].send_bytes(marshal.dumps(request))
    except (BrokenPipeError, ConnectionError) as error:
        raise _died(processes[which]) from error


def _answer(ends: list[Connection], processes: list[Any], which: int) -> Any:
    try:
        return marshal.loads(ends[which].recv_bytes())  # noqa: S302 -- from our own process
    except (EOFError, ConnectionError) as error:
        raise _died(processes[which]) from error


def _died(process: Any) -> MakerDied:
    process.join(timeout=5)
    return MakerDied(process.exitcode)
