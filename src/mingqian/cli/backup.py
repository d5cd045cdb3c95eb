"""`./run backup` and `./run restore`: everything an installation holds, in one file, and back."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from mingqian.cli import pgtools
from mingqian.cli.setup import data_option, prepare, say

FORMAT = "mingqian-backup/2"
LISTING = "backup.json"
SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
LEFT_OUT = {"static", "backups", "keys", "jobs", "counts"}
"""Folders of the data folder that are made anew, pass away, are copies themselves, or are kept apart."""


class NoBackup(Exception):
    """No backup could be made or restored; said in words. Nothing was left half done."""


def add_parser(commands: Any) -> None:
    """Register both commands."""
    parser = commands.add_parser(
        "backup",
        help="备份：数据库、密钥和文件，装进一个文件",
        description="备份全部数据，可以边用边备份。备份里有密钥，能解开身份证号、电话和未公开的名单：请当作机密件保管。",
        epilog="例子：\n  ./run backup\n  ./run backup --out /mnt/usb/mingqian.zip",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    data_option(parser)
    parser.add_argument("--out", type=Path, metavar="文件", help="写到哪里（默认：数据目录下 backups）")
    parser.set_defaults(run=backup)
    parser = commands.add_parser(
        "restore",
        help="从备份恢复到一个空的数据目录",
        description="从备份恢复。逐个核对摘要；只恢复到空的数据目录（和空的 PostgreSQL 数据库），不覆盖任何现有数据。",
        epilog=(
            "例子：\n  ./run restore mingqian.zip --data /srv/mingqian-new\n"
            "  DATABASE_URL=postgresql://用户@主机/空库 ./run restore mingqian.zip --data /srv/mingqian-new"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="备份文件")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="目录", help="恢复到哪里（必须是空的或还没有的目录）"
    )
    parser.set_defaults(run=restore)


def _store(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Put a file into the archive; returns the SHA-256 of what went in, even if the file grows meanwhile."""
    member = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    member.compress_type = zipfile.ZIP_DEFLATED
    digest = hashlib.sha256()
    with path.open("rb") as file, archive.open(member, "w", force_zip64=True) as out:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def backup(args: argparse.Namespace) -> int:
    """Write the backup and print its path; exit code 1, in words, when it could not be made."""
    prepare(args.data)
    from django.conf import settings

    now = datetime.now().astimezone()
    out: Path = args.out or settings.DATA / "backups" / f"mingqian-{now:%Y%m%d-%H%M%S}.zip"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as work:
            draft = Path(work) / "backup.zip"
            _write(draft, Path(work), now.isoformat(timespec="seconds"))
            draft.replace(out)  # whole or not at all
    except (NoBackup, pgtools.ToolFailed, OSError) as error:
        say(f"没有备份成：{error}")
        return 1
    say(f"备份好了（{max(1, out.stat().st_size // 1000):,} KB）。里面有密钥，请当作机密件保管。")
    print(out)
    return 0


def _write(draft: Path, work: Path, made_at: str) -> None:
    """The ZIP: the database as of one moment, the keys, and every file kept beside it."""
    from django.conf import settings

    from mingqian import __version__
    from mingqian.accounts.current import system_actor
    from mingqian.audit.actions import note_backup

    end = note_backup(by=system_actor())
    database = _copy_database(work)
    files: dict[str, str] = {}
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            files[database.name] = _store(archive, database.name, database)
            for path in sorted(Path(settings.KEYS_DIR).glob("*.key")):
                files[f"keys/{path.name}"] = _store(archive, f"keys/{path.name}", path)
            for path in _kept(settings.DATA):
                name = f"data/{path.relative_to(settings.DATA).as_posix()}"
                with contextlib.suppress(FileNotFoundError):  # cleared away meanwhile
                    files[name] = _store(archive, name, path)
            listing = {
                "format": FORMAT, "made_at": made_at, "version": __version__,
                "audit": {"number": end.number, "hash": end.hash}, "files": files,
            }  # fmt: skip
            archive.writestr(LISTING, json.dumps(listing, ensure_ascii=False, indent=1))
        raw.flush()
        os.fsync(raw.fileno())


def _kept(data: Path) -> list[Path]:
    """Files beside the database that belong to the installation."""
    return [
        path
        for path in sorted(data.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and path.relative_to(data).parts[0] not in LEFT_OUT
        and not path.name.startswith((".preparing", "mingqian.sqlite3"))
        and not any(part.startswith(".backup-") for part in path.parts)
    ]


def _copy_database(folder: Path) -> Path:
    """The database as of one moment, in a file. Raises `pgtools.ToolFailed`."""
    from django.db import connection

    if connection.vendor == "postgresql":
        pgtools.dump(folder / POSTGRES)
        return folder / POSTGRES
    connection.ensure_connection()
    target = folder / SQLITE
    handle = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(handle)
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
    return target


def restore(args: argparse.Namespace) -> int:
    """Restore into an empty folder (and an empty PostgreSQL database) after checking every digest."""
    data: Path = args.data
    try:
        if data.exists() and (not data.is_dir() or any(data.iterdir())):
            raise NoBackup(f"{data} 不是空目录。恢复不覆盖现有数据，请换一个空目录。")
        with zipfile.ZipFile(args.file) as archive:
            listing = _listing(archive)
            _check_database(listing)
            _check_digests(archive, listing["files"])
            _unpack(archive, listing["files"], data)
    except (NoBackup, pgtools.ToolFailed) as error:
        say(f"没有恢复：{error}")
        return 1
    except (OSError, zipfile.BadZipFile) as error:
        say(f"读不了备份文件：{error}")
        return 2
    end = listing["audit"]
    say(f"恢复好了，是 {listing['made_at']} 的数据，审计链到第 {end['number']} 号。")
    say(f"核验：./run audit verify --data {data}")
    say(f"启动：./run serve --data {data}")
    return 0


def _listing(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        listing = json.loads(archive.read(LISTING))
    except (KeyError, ValueError) as error:
        raise NoBackup("这不是明签的备份文件。") from error
    if not isinstance(listing, dict) or listing.get("format") != FORMAT:
        raise NoBackup("这不是明签的备份文件，或出自另一个版本。")
    for name in listing["files"]:
        path = PurePosixPath(name)
        known = name in (SQLITE, POSTGRES) or (len(path.parts) > 1 and path.parts[0] in ("keys", "data"))
        if not known or path.is_absolute() or ".." in path.parts or "\\" in name:
            raise NoBackup(f"备份里有不该有的路径：{name}")
    return listing


def _check_database(listing: dict[str, Any]) -> None:
    """Raises `NoBackup` where the environment names another kind of database than the backup holds, or one in use."""
    url = os.environ.get("DATABASE_URL", "")
    if POSTGRES in listing["files"]:
        if not url.startswith(("postgresql:", "postgres:")):
            raise NoBackup("备份里是 PostgreSQL 的数据。请建一个空数据库，用 DATABASE_URL 指明它，再恢复。")
        if tables := pgtools.tables(url):
            raise NoBackup(
                f"DATABASE_URL 指的数据库里已有 {tables} 张表。恢复不覆盖现有数据，请用一个空数据库。"
            )
    elif url:
        raise NoBackup("备份里是 SQLite 的数据，恢复到数据目录里。请先取消 DATABASE_URL，再恢复。")


def _check_digests(archive: zipfile.ZipFile, files: dict[str, str]) -> None:
    held = set(archive.namelist()) - {LISTING}
    if held != set(files):
        raise NoBackup(f"备份与登记的不符：{'、'.join(sorted(held ^ set(files))[:5])}")
    for name, digest in files.items():
        try:
            with archive.open(name) as member:
                found = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]
        except zipfile.BadZipFile:
            found = ""
        if found != digest:
            raise NoBackup(f"备份已损坏：{name} 与登记的摘要不符。")


def _unpack(archive: zipfile.ZipFile, files: dict[str, str], data: Path) -> None:
    """Everything into a folder beside, moved into place at the end: an interrupted restore leaves nothing behind."""
    existed = data.exists()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = data / ".restoring"
    try:
        for name in files:
            target = draft / ("mingqian.sqlite3" if name == SQLITE else name.removeprefix("data/"))
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with archive.open(name) as source, os.fdopen(handle, "wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
        dump = draft / POSTGRES
        if dump.exists():
            pgtools.restore(os.environ["DATABASE_URL"], dump)
            dump.unlink()
        for path in list(draft.iterdir()):
            path.rename(data / path.name)
        draft.rmdir()
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if not existed:
            with contextlib.suppress(OSError):
                data.rmdir()
        raise
