"""PostgreSQL's own programs for copying a database out and in."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any


class ToolFailed(Exception):
    """A program of PostgreSQL is missing or did not succeed; said in words."""


def _run(program: str, settings: dict[str, Any], *arguments: str) -> None:
    """Run it against this database. The password goes through the environment, never the process list."""
    found = shutil.which(program)
    if found is None:
        raise ToolFailed(f"没有找到 {program}。请安装：apt-get install postgresql-client")
    where = [
        part
        for option, key in (("-h", "HOST"), ("-p", "PORT"), ("-U", "USER"))
        if settings.get(key)
        for part in (option, str(settings[key]))
    ]
    environment = {**os.environ, "PGPASSWORD": settings.get("PASSWORD") or ""}
    for name, variable in (("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT")):
        if name in settings.get("OPTIONS", {}):
            environment[variable] = str(settings["OPTIONS"][name])
    done = subprocess.run(
        [found, *where, "-d", settings["NAME"], "--no-password", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise ToolFailed(f"{program} 没有成功：{done.stderr.strip()[-500:]}")


def dump(target: Path) -> None:
    """The installation's database as of one moment (`pg_dump -Fc`). Raises `ToolFailed`."""
    from django.db import connection

    target.touch(0o600, exist_ok=False)
    _run("pg_dump", connection.settings_dict, "-Fc", "--no-owner", "--no-privileges", "-f", str(target))


def _settings_of(url: str) -> dict[str, Any]:
    from mingqian.site.database import database

    return database(url, Path("/"))


def tables(url: str) -> int:
    """How many tables the database of this URL has outside PostgreSQL's own. Raises `ToolFailed`."""
    import psycopg

    s = _settings_of(url)
    given = {
        "dbname": s["NAME"],
        "user": s["USER"],
        "password": s["PASSWORD"],
        "host": s["HOST"],
        "port": s["PORT"],
    }
    try:
        with psycopg.connect(**{k: v for k, v in given.items() if v}, **s["OPTIONS"]) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            ).fetchone()
    except psycopg.Error as error:
        raise ToolFailed(f"连不上 DATABASE_URL 指的数据库：{error}") from error
    return int(row[0]) if row else 0


def restore(url: str, file: Path) -> None:
    """Fill the empty database of this URL from a dump, in one transaction. Raises `ToolFailed`."""
    _run(
        "pg_restore", _settings_of(url), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file),
    )  # fmt: skip
