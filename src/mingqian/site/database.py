"""`DATABASE_URL` → Django's DATABASES entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database(url: str, data: Path) -> dict[str, Any]:
    """SQLite (the default, a file in the data folder) or PostgreSQL.

    `sqlite:///absolute/path` or empty; `postgresql://user:password@host:port/name?sslmode=require`.
    Raises `ImproperlyConfigured` for anything else.
    """
    if not url or url.startswith("sqlite:"):
        path = Path(unquote(url.removeprefix("sqlite:///"))) if url else data / "mingqian.sqlite3"
        if url and not path.is_absolute():
            path = Path("/") / path
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {
                "timeout": 30,
                # Writers take the lock at BEGIN: no deadlock of two readers who both wish to write.
                "transaction_mode": "IMMEDIATE",
                # FULL: NORMAL loses acknowledged writes when the power goes.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
