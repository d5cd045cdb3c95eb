"""New and changed subjects into the register, a million as well as ten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, cast

from django.db import connection, models

from mingqian.audit.chain import BulkSeals
from mingqian.audit.seals import kind_of, sealed_attributes, sealer, text_of
from mingqian.registers import search
from mingqian.registers.grams import search_text
from mingqian.registers.importing.apply.bulk import BulkInsert, NewIds, references_checked_at_once
from mingqian.registers.importing.compare import BLIND, blind_of, in_list
from mingqian.registers.importing.makers import count_for, fetched_ahead, made
from mingqian.registers.importing.staging import Fate, Staging
from mingqian.registers.models import Revision, Subject

CHUNK: Final = 10_000
FLAGS: Final = frozenset(
    (
        "fatal_accident",
        "joint_punishment",
        "major_hazard",
        "abnormal_listed",
        "watch_listed",
        "seriously_listed",
    )
)
Progress = Callable[[int], None]

_KIND = kind_of(Subject)
_DERIVED: Final = {
    "code_kind": "derived_code_kind",
    "kind": "derived_kind",
    "region_code": "derived_region",
    "field": "derived_field",
    "field_basis": "derived_field_basis",
}
"""Model field → what the checker worked out, used where the file does not say."""


class SubjectApplier:
    """Applies one compared staging file inside the caller's transaction."""

    def __init__(
        self,
        staging: Staging,
        *,
        agency_id: int,
        batch_id: int,
        by_name: str,
        at: datetime,
        reason: str,
        progress: Progress | None = None,
    ) -> None:
        self.staging = staging
        self.agency_id = agency_id
        self.batch_id = batch_id
        self.by_name = by_name
        self.at = at
        self.reason = reason
        self.progress = progress
        self.done = 0
        self.attributes = sealed_attributes(Subject)
        self.seal = sealer(_KIND, len(self.attributes))
        self.fields = list(staging.fields)
        self.personal = set(staging.meta("personal") or ())
        self.pending_by_blank = "jurisdiction" in self.fields
        encrypted = {
            name: cast("models.Field[Any, Any]", Subject._meta.get_field(name))
            for name in ("phone", "id_number", "original")
        }
        self._prepare = {name: field.get_prep_value for name, field in encrypted.items()}

    def changed(self, seals: BulkSeals) -> None:
        """Rows the register knows, changed field by field, each with its revision."""
        for staged in self._staged(Fate.CHANGED, "object_id"):
            self._change(staged, seals)
            self._tell(len(staged))

    def new(self, seals: BulkSeals) -> None:
        """Rows the register does not know."""
        maker = _NewRows(self)
        insert = BulkInsert(Subject, maker.columns, maker.fixed)
        numbers = [
            row[0]
            for row in self.staging.db.execute(
                "SELECT number FROM rows WHERE fate = ? ORDER BY number", (int(Fate.NEW),)
            )
        ]
        ids = NewIds(Subject)
        requests = []
        for start in range(0, len(numbers), CHUNK):
            some = numbers[start : start + CHUNK]
            requests.append((some[0], some[-1], ids.take(len(some))))
        makers = count_for(len(numbers))
        chunks = made(requests, lambda: maker.opened(insert.rendered, seals.rendered), makers=makers)
        with search.filling(), references_checked_at_once():
            for count, rows, lookups, sealed in fetched_ahead(chunks) if makers else chunks:
                insert.write(rows)
                search.write(lookups)
                seals.store_rendered(sealed)
                self._tell(count)

    def _tell(self, count: int) -> None:
        self.done += count
        if self.progress is not None:
            self.progress(self.done)

    def _staged(self, fate: Fate, order: str) -> Iterator[list[tuple[Any, ...]]]:
        """Chunks of staged rows: (number, object_id, key, original, diff, *fields)."""
        values = ", ".join(f"f_{name}" for name in self.fields)
        cursor = self.staging.db.execute(
            f"SELECT number, object_id, key, original, diff, {values} FROM rows "  # noqa: S608
            f"WHERE fate = ? ORDER BY {order}",
            (int(fate),),
        )
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk

    def _change(self, staged: list[tuple[Any, ...]], seals: BulkSeals) -> None:
        cipher = self.staging.cipher
        rows = {row.pk: row for row in _by_ids([row[1] for row in staged])}
        written: list[Subject] = []
        revisions: list[Revision] = []
        lookups: list[tuple[int, str, str]] = []
        touched: set[str] = set()
        for _, object_id, _, original, diff_text, *values in staged:
            row = rows[object_id]
            diff = json.loads(diff_text)
            for name in diff:
                value = values[self.fields.index(name)]
                if name in self.personal:
                    value = cipher.open(value)
                    setattr(row, BLIND[name], blind_of(_KIND, name, value))
                    touched.add(BLIND[name])
                setattr(row, name, _typed(row, name, value))
                touched.add(name)
            if "field" in diff:
                row.field_basis = ""
                touched.add("field_basis")
            if "jurisdiction" in diff and row.pending_jurisdiction:
                row.pending_jurisdiction = False
                touched.add("pending_jurisdiction")
            if original is not None:
                kept = json.loads(row.original) if row.original else {}
                found = {
                    name: text for name, text in json.loads(cipher.open(original)).items() if name in diff
                }
                if found:
                    row.original = json.dumps({**kept, **found}, ensure_ascii=False, sort_keys=True)
                    touched.add("original")
            row.version += 1
            row.batch_id = self.batch_id
            before = row.search_text
            row.search_text = search.text_of_subject(row)
            lookups.append((object_id, before, row.search_text))
            row.updated_at = self.at
            written.append(row)
            revisions.append(
                Revision(
                    kind="subject",
                    object_id=object_id,
                    version=row.version,
                    event_number=seals.number,
                    by_name=self.by_name,
                    at=self.at,
                    reason=self.reason,
                    changes=diff_text,
                )
            )
        touched |= {"version", "batch_id", "search_text", "updated_at"}
        Subject.objects.bulk_update(written, sorted(touched), batch_size=400)
        search.change(lookups)
        Revision.objects.bulk_create(revisions, batch_size=2000)
        seal, attributes = self.seal, self.attributes
        seals.store(
            (row.pk, *seal(row.pk, [text_of(getattr(row, name)) for name in attributes])) for row in written
        )


def _by_ids(ids: list[int]) -> Iterator[Subject]:
    for start in range(0, len(ids), 4000):
        yield from Subject.objects.filter(pk__in=ids[start : start + 4000])


def _typed(row: Subject, name: str, value: Any) -> Any:
    if name in FLAGS:
        return bool(value)
    field = cast("models.Field[Any, Any]", row._meta.get_field(name))
    return field.to_python(value)


class _NewRows:
    """Makes the row, the texts of its seal and its search text, in one pass over a staged row."""

    def __init__(self, applier: SubjectApplier) -> None:
        self._a = applier
        fields = applier.fields
        at = {name: place for place, name in enumerate(fields)}
        fixed: dict[str, Any] = {}
        varying: list[str] = ["id", "code", "search_text", "original"]
        self._sources: list[tuple[str, int, int]] = []  # name, staged place, place of what was derived or -1
        for field in Subject._meta.concrete_fields:
            name = field.name
            if name in ("id", "code", "search_text", "original"):
                continue
            given, derived = at.get(name, -1), at.get(_DERIVED.get(name, ""), -1)
            if given >= 0 or derived >= 0:
                self._sources.append((name, given, derived))
                varying.append(str(field.column))
                if name in BLIND:
                    varying.append(BLIND[name])
        self._blinded = [BLIND[name] for name, _, _ in self._sources if name in BLIND]
        if applier.pending_by_blank:
            varying.append("pending_jurisdiction")
        given_names = {name for name, _, _ in self._sources}
        defaults = Subject(agency_id=applier.agency_id, batch_id=applier.batch_id)
        defaults.updated_at = applier.at
        for field in Subject._meta.concrete_fields:
            if field.column not in varying:
                fixed[str(field.column)] = field.get_db_prep_save(
                    getattr(defaults, field.attname), connection
                )
        self.columns = varying
        self.fixed = fixed
        # The seal's texts: only those that vary are made a row, at these places.
        texts = [text_of(getattr(defaults, name)) for name in applier.attributes]
        sealed = {name for name, _, _ in self._sources} | {"code", "original", "pending_jurisdiction"}
        places = [place for place, name in enumerate(applier.attributes) if name in sealed]
        self.seal = applier.seal.patterned(texts, places)
        self._texts = [texts[place] for place in places]
        place_of = {applier.attributes[place]: number for number, place in enumerate(places)}
        self._text_at = [place_of.get(name, -1) for name, _, _ in self._sources]
        self._code_at, self._original_at = place_of["code"], place_of["original"]
        self._pending_at = place_of["pending_jurisdiction"]
        self._default = {name: getattr(defaults, name) for name in given_names}
        self._plan = [
            (name, given, derived, text_at, self._default[name], name in applier.personal, name in FLAGS)
            for (name, given, derived), text_at in zip(self._sources, self._text_at, strict=True)
        ]
        self._jurisdiction_at = at.get("jurisdiction", -1)
        self._parts = [at.get(name, -1) for name in search.SUBJECT_PARTS]

    def opened(
        self,
        render: Callable[[list[list[Any]]], Any],
        render_seals: Callable[[list[tuple[int, bytes, bytes]]], Any],
    ) -> Callable[[Any], Any]:
        """A function from (first number, last number, ids) to (count, rendered rows, look-ups, seals).

        Opens the staging file anew: it may be called in another process.
        """
        applier = self._a
        staging = applier.staging.again()
        values = ", ".join(f"f_{name}" for name in applier.fields)
        statement = (
            f"SELECT number, object_id, key, original, diff, {values} FROM rows "  # noqa: S608
            "WHERE fate = ? AND number BETWEEN ? AND ? ORDER BY number"
        )
        seal, make = self.seal, self.make

        def chunk(request: tuple[int, int, list[int]]) -> Any:
            first, last, ids = request
            rows, lookups, sealed = [], [], []
            staged = staging.db.execute(statement, (int(Fate.NEW), first, last))
            for object_id, row in zip(ids, staged, strict=True):
                written, texts, text = make(object_id, row)
                rows.append(written)
                lookups.append((object_id, text))
                sealed.append((object_id, *seal(object_id, texts)))
            return len(rows), render(rows), search.rendered(lookups), render_seals(sealed)

        return chunk

    def make(self, object_id: int, staged: tuple[Any, ...]) -> tuple[list[Any], list[str], str]:
        """(values of `columns`, the varying texts of the seal, search text)."""
        applier = self._a
        _, _, key, original, _, *values = staged
        texts = self._texts.copy()
        texts[self._code_at] = key
        kept = ""
        if original is not None:
            kept = texts[self._original_at] = applier.staging.cipher.open(original)
            original = applier._prepare["original"](kept)
        text = search_text(
            *[
                key if name == "code" else values[place] or ""
                for name, place in zip(search.SUBJECT_PARTS, self._parts, strict=True)
                if place >= 0 or name == "code"
            ]
        )
        row: list[Any] = [object_id, key, text, original or ""]
        for name, given, derived, text_at, default, personal, flag in self._plan:
            value = values[given] if given >= 0 else None
            if value is None and derived >= 0:
                value = values[derived]
            if value is None:
                row.append(default)
                if personal:
                    row.append("")
                continue
            if personal:
                plain = applier.staging.cipher.open(value)
                texts[text_at] = plain
                row.append(applier._prepare[name](plain))
                row.append(blind_of(_KIND, name, plain))
                continue
            if flag:
                row.append(bool(value))
                texts[text_at] = "1" if value else "0"
                continue
            row.append(value)
            texts[text_at] = value if value.__class__ is str else str(value)
        if applier.pending_by_blank:
            pending = values[self._jurisdiction_at] is None
            row.append(pending)
            texts[self._pending_at] = "1" if pending else "0"
        return row, texts, text


__all__ = ["CHUNK", "SubjectApplier", "in_list"]
