"""The tables, made once a run by the migrations as every installation runs them, and copied for whoever needs them.

The migrations take a quarter of a minute; a copy takes none. One worker makes them while the others wait at a lock.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]


def _shared() -> Path:
    """A folder all workers of the run share; it goes with the run."""
    return Path(os.environ["MINGQIAN_TEST_DATA"])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (_shared() / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    data = _shared() / "making"
    data.mkdir(exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MINGQIAN_", "DATABASE_URL", "DJANGO_"))}
    env = kept | {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "mingqian.site.settings"}
    env |= {"MINGQIAN_DATA": str(data)} | ({"DATABASE_URL": url} if url else {})
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]


def sqlite_file() -> Path:
    """An SQLite database with all tables and nothing in them."""
    made = _shared() / "tables.sqlite3"
    with _one_at_a_time():
        if not made.exists():
            _migrate("")
            (_shared() / "making" / "mingqian.sqlite3").rename(made)
    return made


def put_into(data: Path) -> Path:
    """Give an SQLite installation that does not exist yet its tables; returns its data folder."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(sqlite_file(), data / "mingqian.sqlite3")
    (data / "mingqian.sqlite3").chmod(0o600)
    return data


def database_url(name: str) -> str:
    """The DATABASE_URL of another database on the run's PostgreSQL server."""
    s = settings.DATABASES["default"]
    login = f"{s['USER']}:{s['PASSWORD']}@" if s["PASSWORD"] else f"{s['USER']}@"
    return f"postgresql://{login}{s['HOST']}:{s['PORT']}/{name}"


def execute(statement: str) -> None:
    """Run a statement on the run's PostgreSQL server, outside of any transaction."""
    s = settings.DATABASES["default"]
    given = {"user": s["USER"], "password": s["PASSWORD"], "host": s["HOST"], "port": s["PORT"]}
    server = {k: v for k, v in given.items() if v}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as connection:
        connection.execute(statement)


def _template() -> str:
    return "mingqian_tables_" + "".join(c for c in _shared().name.lower() if c.isalnum())


def copy_into_postgres(name: str) -> None:
    """A new PostgreSQL database with all tables and nothing in them, in the place of one of this name."""
    with _one_at_a_time():
        mark = _shared() / "tables.postgresql"
        if not mark.exists():
            execute(f'DROP DATABASE IF EXISTS "{_template()}" WITH (FORCE)')
            execute(f"CREATE DATABASE \"{_template()}\" TEMPLATE template0 ENCODING 'UTF8'")
            _migrate(database_url(_template()))
            mark.touch()
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        execute(f'CREATE DATABASE "{name}" TEMPLATE "{_template()}"')


def copy_into_test_database(connection: Any) -> None:
    """Make the database of this worker's tests."""
    name = str(connection.creation._get_test_db_name())
    if connection.vendor == "postgresql":
        copy_into_postgres(name)
    else:
        shutil.copyfile(sqlite_file(), name)


def forget() -> None:
    """What the run made on the PostgreSQL server goes with it; the files go with their folder."""
    if (_shared() / "tables.postgresql").exists():
        execute(f'DROP DATABASE IF EXISTS "{_template()}" WITH (FORCE)')
    for name in ("tables.postgresql", "tables.sqlite3"):
        (_shared() / name).unlink(missing_ok=True)
