"""The staging file: every row of one import, checked, waiting to be compared and applied.

One SQLite file a batch, written by the child, whichever database the registers are in: a million rows are staged
in seconds, the register is not touched, and throwing an import away is deleting a file. ID and telephone numbers,
originals and the cells of rows set aside are encrypted under a key of the batch.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_CONTEXT = b"mingqian import staging"
_NONCE = 12


class Fate(IntEnum):
    """What becomes of a row."""

    UNDECIDED = 0
    NEW = 1
    CHANGED = 2
    UNCHANGED = 3
    ASIDE = 4


class Cipher:
    """Encrypts cells of one batch (AES-256-GCM)."""

    def __init__(self, key: str) -> None:
        self._gcm = AESGCM(bytes.fromhex(key))

    def seal(self, text: str) -> bytes:
        """nonce ‖ ciphertext ‖ tag."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._gcm.encrypt(nonce, text.encode("utf-8", "surrogatepass"), _CONTEXT)

    def open(self, sealed: bytes) -> str:
        """The opposite of `seal`. Raises `InvalidTag` on any change."""
        return self._gcm.decrypt(sealed[:_NONCE], sealed[_NONCE:], _CONTEXT).decode("utf-8", "surrogatepass")


def new_key() -> str:
    """A key for one batch, 64 hex digits."""
    return secrets.token_hex(32)


class Staging:
    """One staging file. `fields` are the value columns, those in `personal` encrypted."""

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key
        self.cipher = Cipher(key)
        self.db = self._connect()

    def again(self) -> Staging:
        """The same file opened once more, for another process."""
        return Staging(self.path, self._key)

    @classmethod
    def create(
        cls, path: Path, key: str, *, fields: Sequence[str], personal: Iterable[str], meta: dict[str, Any]
    ) -> Staging:
        """Begin a new file; what stood there goes. Everything is one transaction until `finish`."""
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        staging = cls(path, key)
        db = staging.db
        # The file is worth nothing if the machine stops: the import is begun again.
        for pragma in ("page_size=16384", "journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        columns = ", ".join(f"f_{name}" for name in fields)
        db.execute(
            "CREATE TABLE rows (number INTEGER PRIMARY KEY, fate INTEGER NOT NULL, weight INTEGER NOT NULL, "
            "first_weight INTEGER NOT NULL, "
            f"key TEXT, object_id INTEGER, issues TEXT, original BLOB, raw BLOB, diff TEXT, {columns})"
        )
        meta = {**meta, "fields": list(fields), "personal": sorted(personal)}
        db.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [(name, json.dumps(value, ensure_ascii=False)) for name, value in meta.items()],
        )
        db.execute("BEGIN")
        return staging

    def adder(self, fields: Sequence[str]) -> Callable[[list[tuple[Any, ...]]], None]:
        """A function that adds rows `(number, fate, weight, first_weight, key, issues, original, raw, *values)`."""
        names = "".join(f", f_{name}" for name in fields)
        marks = ", ".join("?" * (8 + len(fields)))
        statement = f"INSERT INTO rows (number, fate, weight, first_weight, key, issues, original, raw{names}) VALUES ({marks})"  # noqa: S608

        def add(rows: list[tuple[Any, ...]]) -> None:
            self.db.executemany(statement, rows)

        return add

    def index(self) -> list[int]:
        """Index the keys; returns the rows whose key stands in the file more than once."""
        self.db.execute("CREATE INDEX rows_by_key ON rows (key)")
        return [
            row[0]
            for row in self.db.execute(
                "SELECT number FROM rows WHERE raw IS NULL AND key IN "
                "(SELECT key FROM rows WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1)"
            )
        ]

    def keep_cells(self, rows: Iterable[tuple[int, str]]) -> None:
        """Keep the cells (JSON) of rows that may yet be set aside."""
        self.db.executemany(
            "UPDATE rows SET raw = ? WHERE number = ?",
            [(self.cipher.seal(cells), number) for number, cells in rows],
        )

    def finish(self) -> None:
        """End the child's work on the file."""
        self.db.execute("COMMIT")

    def keep_only(self, fate: Fate) -> None:
        """Remove every other row, in the file and from its pages."""
        meta = self.db.execute("SELECT name, value FROM meta").fetchall()
        columns = [row[1] for row in self.db.execute("PRAGMA table_info(rows)")]
        rows = self.db.execute("SELECT * FROM rows WHERE fate = ? ORDER BY number", (int(fate),)).fetchall()
        schema = self.db.execute("SELECT sql FROM sqlite_master WHERE name IN ('meta', 'rows')").fetchall()
        self.db.close()
        new = self.path.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        db = sqlite3.connect(new, isolation_level=None)
        for (statement,) in schema:
            db.execute(statement)
        db.execute("BEGIN")
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        db.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608
        db.execute("COMMIT")
        db.close()
        new.replace(self.path)
        self.db = self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA trusted_schema=OFF")
        db.execute("PRAGMA temp_store=MEMORY")
        return db

    def meta(self, name: str) -> Any:
        """One entry of the meta table, or None."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    @property
    def fields(self) -> list[str]:
        """The value columns."""
        found: list[str] = self.meta("fields")
        return found

    def select(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a query over the staging file."""
        yield from self.db.execute(sql, parameters)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()
