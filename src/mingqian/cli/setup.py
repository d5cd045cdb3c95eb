"""Making an installation ready: keys, tables, static files. Called by every command that needs the platform."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import sys
from pathlib import Path

from mingqian.cli.main import start_django


class NotReady(Exception):
    """The installation cannot be used as it is; said in words for whoever runs it."""


def say(*words: object) -> None:
    """A line of progress, on standard error."""
    print(*words, file=sys.stderr, flush=True)


def data_option(parser: argparse.ArgumentParser) -> None:
    """`--data DIR`, the same for every command."""
    parser.add_argument("--data", type=Path, metavar="目录", help="一切数据放在哪里（默认：本项目下的 data）")


def prepare(data: Path | None = None, *, static: bool = False) -> None:
    """Load the applications, bring the tables up to date, check keys and doors; with `static`, collect static files.

    Two at once on one folder wait for each other. Raises `NotReady` in words where the database does not answer or the
    keys of an existing installation are gone.
    """
    if static:
        os.environ["MINGQIAN_STATIC"] = "built"
    start_django(data)
    from django.conf import settings

    from mingqian.acts.doors import check_every_door

    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.DATA / ".preparing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _migrate()
        _check_keys(Path(settings.KEYS_DIR))
        check_every_door()
        if static:
            _collect_static(Path(settings.STATIC_ROOT), settings.PACKAGE)


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say("建立数据表 …")
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise NotReady(f"用不了数据库：{error}") from error


def _check_keys(folder: Path) -> None:
    """New keys only for a new installation: made anew beside old data, they would lock it for ever, silently."""
    from mingqian.acts import keys
    from mingqian.audit.models import Event

    missing = [name for name in ("field", "seal") if not (folder / f"{name}.key").exists()]
    if not missing:
        return
    if Event.objects.exists():
        raise NotReady(
            f"{folder} 里缺少密钥 {'、'.join(f'{name}.key' for name in missing)}，而数据库里已有数据。"
            "没有它们，身份证号、电话和封存的名单打不开，审计链也核验不了。请从备份恢复密钥，没有启动。"
        )
    keys.make_missing(folder)


def _collect_static(root: Path, package: Path) -> None:
    from django.core.management import call_command

    stamp, now = root / ".stamp", _static_stamp(package)
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", verbosity=0, interactive=False, clear=root.exists())
        stamp.write_text(now)


def _static_stamp(package: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(package.glob("*/static/**/*")):
        if path.is_file():
            digest.update(f"{path.relative_to(package)} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()
