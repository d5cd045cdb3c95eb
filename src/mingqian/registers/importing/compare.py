"""Every staged row against the file itself and against the register: new, changed, unchanged, or set aside.

Works on the staging file; the register is only read. A blank cell never counts as a change: a register is not
emptied by a file that knows less. What the checker worked out itself (`derived_…`) is for new rows only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from mingqian.acts import keys
from mingqian.audit.seals import text_of
from mingqian.registers.importing.issues import ISSUES, Weight
from mingqian.registers.importing.staging import Fate, Staging
from mingqian.registers.models import Subject

CHUNK: Final = 4000
PERSON_PREFIX: Final = "ZR"
BLIND: Final = {"phone": "phone_blind", "id_number": "id_blind"}
"""Encrypted fields are compared by their keyed digests."""

Progress = Callable[[float], None]


@dataclass
class Counts:
    """How many rows of a batch are what. `read` = new + changed + unchanged + set_aside."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    warned: int = 0
    noted: int = 0
    pending: int = 0


def counts_of(staging: Staging) -> Counts:
    """The counts of a compared staging file."""
    found = Counts()
    for fate, weight, count in staging.select("SELECT fate, weight, count(*) FROM rows GROUP BY 1, 2"):
        found.read += count
        if fate == Fate.ASIDE:
            found.set_aside += count
            continue
        if fate == Fate.NEW:
            found.new += count
        elif fate == Fate.CHANGED:
            found.changed += count
        else:
            found.unchanged += count
        if weight == Weight.WARN:
            found.warned += count
        elif weight == Weight.NOTE:
            found.noted += count
    return found


def close(staging: Staging) -> None:
    """Make a compared staging file quick to leaf through: an index by fate, and how often each reason stands."""
    db = staging.db
    db.execute("CREATE INDEX IF NOT EXISTS rows_by_fate ON rows (fate, number)")
    db.execute("CREATE INDEX IF NOT EXISTS rows_warned ON rows (number) WHERE weight = 2 AND fate <> 4")
    db.execute("CREATE INDEX IF NOT EXISTS rows_with_issues ON rows (number) WHERE issues IS NOT NULL")
    found: Counter[tuple[str, str]] = Counter()
    for fate, text in db.execute("SELECT fate, issues FROM rows WHERE issues IS NOT NULL"):
        for code in {issue[0] for issue in json.loads(text)}:
            weight = ISSUES[code].weight
            if fate == Fate.ASIDE and weight is Weight.ASIDE:
                found["aside", code] += 1
            elif fate != Fate.ASIDE and weight >= Weight.WARN:
                found["warned", code] += 1
    reasons = [[where, code, count] for (where, code), count in found.most_common()]
    db.execute("INSERT OR REPLACE INTO meta VALUES ('reasons', ?)", (json.dumps(reasons),))


class RowNotes:
    """Adds issues to staged rows, a chunk at a time."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging

    def add(self, number: int, code: str, column: str = "", /, **params: Any) -> None:
        """Note an issue; a weightier one changes the row's weight, an `ASIDE` one its fate and keeps its cells."""
        db = self._staging.db
        row = db.execute("SELECT issues, weight FROM rows WHERE number = ?", (number,)).fetchone()
        issues = json.loads(row[0]) if row[0] else []
        issues.append([code, column, params])
        weight = max(int(row[1]), int(ISSUES[code].weight))
        db.execute(
            "UPDATE rows SET issues = ?, weight = ? WHERE number = ?",
            (json.dumps(issues, ensure_ascii=False), weight, number),
        )
        if ISSUES[code].weight is Weight.ASIDE:
            db.execute("UPDATE rows SET fate = ? WHERE number = ?", (int(Fate.ASIDE), number))


def blind_of(model_label: str, name: str, value: str) -> str:
    """The look-up digest of a personal field, the same in imports and on pages."""
    return keys.blind(value, context=f"{model_label}.{name}")


def forget(staging: Staging) -> None:
    """Undo an earlier comparison: the fates and what it noted, not what the checker found."""
    db = staging.db
    later = [code for code in ISSUES if code in COMPARED]
    db.execute("UPDATE rows SET fate = 0, object_id = NULL, diff = NULL WHERE first_weight < 3 AND fate > 0")
    marks = " OR ".join("issues LIKE ?" for _ in later)
    rows = db.execute(
        f"SELECT number, issues FROM rows WHERE issues IS NOT NULL AND ({marks})",  # noqa: S608
        [f'%"{code}"%' for code in later],
    ).fetchall()
    changed = []
    for number, text in rows:
        issues = [one for one in json.loads(text) if one[0] not in COMPARED]
        weight = max((_weight(one) for one in issues), default=0)
        changed.append((json.dumps(issues, ensure_ascii=False) if issues else None, weight, number))
    db.executemany("UPDATE rows SET issues = ?, weight = ? WHERE number = ?", changed)


def _weight(issue: list[Any]) -> int:
    if issue[2].get("confirmed"):
        return int(Weight.WARN)
    return int(ISSUES[issue[0]].weight)


COMPARED: Final = frozenset(
    (
        "row.duplicate",
        "row.duplicate_differs",
        "row.repeated",
        "row.two_names",
        "name.changed",
        "name.same_in_register",
        "person.ambiguous",
        "unit.unknown",
        "agency.unknown",
        "agency.other",
        "recusal.inspector",
        "recusal.inspector_name",
        "recusal.subject",
        "recusal.subject_name",
        "register.retired",
    )
)
"""Issues that come from comparing, not from the row alone."""


class SubjectComparer:
    """Compares one staging file of subjects with one agency's register."""

    def __init__(self, staging: Staging, agency_id: int, *, everywhere: bool = False) -> None:
        del everywhere  # a subject belongs to whoever keeps the register
        self.staging = staging
        self.agency_id = agency_id
        self.notes = RowNotes(staging)
        derived = set(staging.meta("derived") or ())
        self.personal = set(staging.meta("personal") or ())
        self.fields = [name for name in staging.fields if name not in derived]

    def run(self, progress: Progress | None = None) -> None:
        """Decide the fate of every row."""
        db = self.staging.db
        db.execute("BEGIN")
        forget(self.staging)
        self._key_persons()
        self._duplicates()
        if Subject.objects.filter(agency_id=self.agency_id).exists():
            self._compare(progress)
            self._same_names()
        else:
            db.execute("UPDATE rows SET fate = ? WHERE fate = ?", (int(Fate.NEW), int(Fate.UNDECIDED)))
        db.execute("COMMIT")

    def _key_persons(self) -> None:
        """Natural persons stand under a digest of their ID number."""
        cipher = self.staging.cipher
        rows = self.staging.db.execute(
            "SELECT number, f_id_number FROM rows WHERE key IS NULL AND fate = 0 AND f_id_number IS NOT NULL"
        ).fetchall()
        self.staging.db.executemany(
            "UPDATE rows SET key = ? WHERE number = ?",
            [(person_key(cipher.open(sealed)), number) for number, sealed in rows],
        )

    def _duplicates(self) -> None:
        """Codes that stand in the file more than once."""
        values = ", ".join(f"f_{name}" for name in self.fields)
        twice = self.staging.db.execute(
            "SELECT key FROM rows WHERE fate = 0 GROUP BY key HAVING count(*) > 1 ORDER BY key"
        ).fetchall()
        for (key,) in twice:
            rows = self.staging.db.execute(
                f"SELECT number, {values} FROM rows WHERE key = ? AND fate = 0 ORDER BY number",  # noqa: S608
                (key,),
            ).fetchall()
            self._settle([(row[0], self._opened(row[1:])) for row in rows], key)

    def _opened(self, values: Sequence[Any]) -> tuple[Any, ...]:
        cipher = self.staging.cipher
        return tuple(
            cipher.open(value) if name in self.personal and isinstance(value, bytes) else value
            for name, value in zip(self.fields, values, strict=True)
        )

    def _settle(self, rows: list[tuple[int, tuple[Any, ...]]], key: str) -> None:
        name_at = self.fields.index("name")
        names = dict.fromkeys(values[name_at] for _, values in rows)
        if len(names) > 1:
            known = (
                Subject.objects.filter(agency_id=self.agency_id, code=key)
                .values_list("name", flat=True)
                .first()
            )
            if known in names:
                # the register already says which of the names this code bears
                other = [row for row in rows if row[1][name_at] != known]
                rows = [row for row in rows if row[1][name_at] == known]
                for number, _ in other:
                    self.notes.add(number, "row.two_names", "code", row=rows[0][0], name=known)
            else:
                for number, values in rows:
                    row = next(one for one in rows if one[1][name_at] != values[name_at])
                    self.notes.add(number, "row.two_names", "code", row=row[0], name=row[1][name_at])
                return
        first, content = rows[0]
        differing = False
        for number, values in rows[1:]:
            same = values == content
            differing = differing or not same
            self.notes.add(number, "row.duplicate" if same else "row.duplicate_differs", "code", row=first)
        if differing:
            self.notes.add(first, "row.repeated", "code", row=rows[1][0])

    def _compare(self, progress: Progress | None) -> None:
        """Codes the register knows, field by field; the others are new."""
        db, cipher = self.staging.db, self.staging.cipher
        staged = ", ".join(f"f_{name}" for name in self.fields)
        names = [BLIND.get(name, name) for name in self.fields]
        kept = ", ".join(connection.ops.quote_name(name) for name in (*names, "retired_at"))
        table = connection.ops.quote_name(Subject._meta.db_table)
        total = db.execute("SELECT count(*) FROM rows WHERE fate = 0").fetchone()[0] or 1
        done = 0
        last = -1
        with connection.cursor() as cursor:
            while True:
                rows = db.execute(
                    f"SELECT number, key, {staged} FROM rows WHERE fate = 0 AND number > ? "  # noqa: S608
                    "ORDER BY number LIMIT ?",
                    (last, CHUNK),
                ).fetchall()
                if not rows:
                    return
                last = rows[-1][0]
                marks, codes = in_list([row[1] for row in rows])
                cursor.execute(
                    f"SELECT code, id, {kept} FROM {table} WHERE agency_id = %s AND code {marks}",  # noqa: S608
                    [self.agency_id, *codes],
                )
                known = {row[0]: row for row in cursor.fetchall()}
                settled: list[tuple[int, Any, Any, Any]] = []
                renamed: list[tuple[Any, Any]] = []
                retired: list[Any] = []
                for row in rows:
                    existing = known.get(row[1])
                    if existing is None:
                        settled.append((int(Fate.NEW), None, None, row[0]))
                        continue
                    diff = self._differences(row[2:], existing[2:-1], cipher)
                    if "name" in diff:
                        renamed.append((row[0], diff["name"]))
                    if existing[-1] is not None:
                        retired.append(row[0])
                    settled.append(
                        (
                            int(Fate.CHANGED if diff else Fate.UNCHANGED),
                            existing[1],
                            json.dumps(diff, ensure_ascii=False) if diff else None,
                            row[0],
                        )
                    )
                db.executemany("UPDATE rows SET fate = ?, object_id = ?, diff = ? WHERE number = ?", settled)
                for number, (before, after) in renamed:
                    self.notes.add(number, "name.changed", "name", before=before, after=after)
                for number in retired:
                    self.notes.add(number, "register.retired")
                done += len(rows)
                if progress is not None:
                    progress(done / total)

    def _differences(
        self, staged: Sequence[Any], existing: Sequence[Any], cipher: Any
    ) -> dict[str, list[str] | None]:
        """{field: [before, after]}, `None` for personal fields."""
        found: dict[str, list[str] | None] = {}
        for name, value, kept in zip(self.fields, staged, existing, strict=True):
            if value is None or value == kept:
                continue
            if name in BLIND:
                if blind_of("registers.subject", name, cipher.open(value)) != kept:
                    found[name] = None
                continue
            after, before = text_of(value), text_of(kept)
            if after != before:
                found[name] = [before, after]
        return found

    def _same_names(self) -> None:
        """New codes under a name the register already has: perhaps the same enterprise with a new code."""
        rows = self.staging.db.execute(
            "SELECT number, key, f_name FROM rows WHERE fate = ?", (int(Fate.NEW),)
        ).fetchall()
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            known: dict[str, str] = {}
            for name, code in Subject.objects.filter(
                agency_id=self.agency_id, name__in=[row[2] for row in chunk]
            ).values_list("name", "code"):
                known.setdefault(name, code)
            for number, key, name in chunk if known else ():
                code = known.get(name, key)
                if code != key:
                    shown = "（自然人）" if code.startswith(PERSON_PREFIX) else code
                    self.notes.add(number, "name.same_in_register", "name", code=shown)


def person_key(id_number: str) -> str:
    """What stands in place of a code for a natural person: a keyed digest, never the number."""
    return PERSON_PREFIX + blind_of("registers.subject", "id_number", id_number)[:16].upper()


def in_list(values: Sequence[str]) -> tuple[str, list[Any]]:
    """An SQL condition for membership, and its parameters: one array on PostgreSQL, many marks on SQLite."""
    if connection.vendor == "postgresql":
        return "= ANY(%s)", [list(values)]
    return f"IN ({', '.join(['%s'] * len(values))})", list(values)
