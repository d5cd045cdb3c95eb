"""Sessions end after half an hour without a click. Reading pages hardly ever writes them.

Django would write the session at every click. On SQLite one large import holds the database for a minute, and every
page of the house would wait behind it. So the end is moved on at most once a minute, by one statement, and a database
that is held by somebody else is not waited for: the next click tries again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

STEP = timedelta(minutes=1)
PATIENCE_MS = 50


class SessionStore(db.SessionStore):
    """The database's sessions, which know when they end."""

    ends: datetime | None = None

    def _get_session_from_db(self) -> Any:
        found = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        self.ends = found.expire_date if found else None
        return found

    def move_end(self) -> None:
        """Half an hour from now, where that has not been said within the last minute."""
        end = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if self.ends is None or end - self.ends < STEP:
            return
        with contextlib.suppress(OperationalError), _impatient():
            self.model.objects.filter(session_key=self.session_key).update(expire_date=end)


@contextlib.contextmanager
def _impatient() -> Iterator[None]:
    """On SQLite: do not wait for the lock as long as a write that matters would."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    patience = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")


class SlidingEnd:
    """Moves the end of the session of whoever clicked. Stands behind Django's own session middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if isinstance(session, SessionStore) and session.accessed and not session.modified:
            session.move_end()
        return response
