"""Figures that take long to count: kept until what they hang on has moved, and counted beside the request.

A page over a register of a million rows must not stand still for ten seconds, nor be pressed twice because it does. A
view marked `beside` answers at once where its figures are not counted yet, says how far the counting is, and asks again
each second; the counting goes on in a thread of the web worker. It only reads: if the worker ends, nothing is lost, and
whoever asks next begins anew. What was counted is kept for all workers of the machine, and for each in its own memory.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from time import monotonic
from typing import Any, TypeVar, cast

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from mingqian.acts import child, progress
from mingqian.acts.remembered import while_reading

T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., HttpResponseBase])

STORE = "counts"
"""The cache (settings.CACHES) all workers of a machine share."""
KEPT_SECONDS = 3600
"""The name of what is counted says on what state of the register, so that it never grows stale meanwhile."""
AT_ONCE_SECONDS = 0.2
"""So long a page waits for a count before it says that it is counting."""
IN_MEMORY = 32
TICK_SECONDS = 0.4
WHOLE_PAGE = "counting"
"""The id of what stands on a page all of which waits."""

_beside: ContextVar[bool] = ContextVar("mingqian_counting_beside", default=False)
_memory: OrderedDict[str, Any] = OrderedDict()
_log = logging.getLogger(__name__)


class Counting(Exception):
    """The figures are not there yet: in words what is being done, how much of how many (0: unknown)."""

    def __init__(self, words: str, done: int, whole: int) -> None:
        super().__init__(words)
        self.words, self.done, self.whole = words, done, whole


def forget() -> None:
    """Count everything anew: when the website starts (a restored database may stand where another stood), in tests."""
    _memory.clear()
    caches[STORE].clear()


def counted(name: str, count: Callable[[], T], *, large: Callable[[], bool]) -> T:
    """What `count` found when last asked under this name, or finds now.

    The name must say everything it hangs on. Nobody changes what is given out. Within a view marked `beside`, and where
    the matter is large, raises `Counting` instead of waiting.
    """
    key = hashlib.blake2b(name.encode(), digest_size=20).hexdigest()
    if key in _memory:
        with contextlib.suppress(KeyError):  # another thread may have dropped it
            _memory.move_to_end(key)
            return cast(T, _memory[key])
    found = caches[STORE].get(key)
    if found is None:
        if _beside.get() and large():
            found = _counted_beside(key, count)
        else:
            found = count()
            caches[STORE].set(key, found, KEPT_SECONDS)
    _memory[key] = found
    while len(_memory) > IN_MEMORY:
        with contextlib.suppress(KeyError):
            _memory.popitem(last=False)
    return cast(T, found)


def _counted_beside(key: str, count: Callable[[], Any]) -> Any:
    store = caches[STORE]
    under_way = store.get(f"{key}:under_way")
    if under_way == "failed":  # in the request, so that the error is seen where errors are seen
        store.delete(f"{key}:under_way")
        found = count()
        store.set(key, found, KEPT_SECONDS)
        return found
    if under_way is None or not child.alive(child.Child(*under_way)):
        me = (os.getpid(), child.began(os.getpid()))
        store.delete(f"{key}:progress")
        store.set(f"{key}:under_way", me, KEPT_SECONDS)
        thread = threading.Thread(target=_work, args=(key, count), name="counting", daemon=True)
        thread.start()
        thread.join(AT_ONCE_SECONDS)
    found = store.get(key)
    if found is None:
        raise Counting(*store.get(f"{key}:progress", ("正在按名录核算", 0, 0)))
    return found


def _work(key: str, count: Callable[[], Any]) -> None:
    store, last = caches[STORE], 0.0

    def heard(words: str, done: int, whole: int) -> None:
        nonlocal last
        if monotonic() - last >= TICK_SECONDS:
            last = monotonic()
            store.set(f"{key}:progress", (words, done, whole), KEPT_SECONDS)

    try:
        with progress.heard_by(heard), while_reading():
            store.set(key, count(), KEPT_SECONDS)
        store.delete(f"{key}:under_way")
    except Exception:
        _log.exception("a count beside a request failed")
        store.set(f"{key}:under_way", "failed", KEPT_SECONDS)
    finally:
        connection.close()


def beside(view: V) -> V:
    """Mark a view that answers while its figures are still being counted: whole pages, and the parts that htmx asks for.

    A form sent the ordinary way waits for its figures, because it must not be sent twice.
    """

    @functools.wraps(view)
    def patient(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        part = bool(getattr(request, "htmx", False))
        if request.method != "GET" and not part:
            return view(request, *args, **kwargs)
        with _marked():
            try:
                response = view(request, *args, **kwargs)
            except Counting as counting:
                return _waiting(request, counting, part)
        if part and request.htmx.target == WHOLE_PAGE:  # type: ignore[attr-defined]
            response = HttpResponse(status=204)
            response["HX-Refresh"] = "true"
        return response

    return cast(V, patient)


@contextlib.contextmanager
def _marked() -> Iterator[None]:
    token = _beside.set(True)
    try:
        yield
    finally:
        _beside.reset(token)


def _waiting(request: HttpRequest, counting: Counting, part: bool) -> HttpResponse:
    target = (getattr(request.htmx, "target", None) or "") if part else WHOLE_PAGE  # type: ignore[attr-defined]
    context = {"counting": counting, "target": target, "whole_page": WHOLE_PAGE}
    return render(request, "staff/_counting.html" if part else "staff/counting.html", context)
