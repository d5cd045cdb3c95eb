"""Append-only rows are sealed by themselves: whoever writes one need not think of it.

Triggers refuse to change such a row; should somebody take the triggers off, its seal still tells. Every row written to an
append-only table is noted with its digest (its data is not kept in memory), and the next event of the same transaction
seals it. An action that leaves one unsealed, because it wrote after its last event, is undone.

The notes stand among the callbacks Django runs on commit, for their sake alone that Django drops with a rolled back
savepoint whatever was noted inside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.signals import post_save

from mingqian.audit.seals import kind_of, seal_of


class Unsealed(AssertionError):
    """An action wrote an append-only row after its last event: a defect, and its writes are rolled back."""


class Note:
    """One row written: its kind, id, digest and field digests."""

    __slots__ = ("digest", "fields", "kind", "pk")

    def __init__(self, row: models.Model) -> None:
        self.kind, self.pk = kind_of(row), row.pk
        self.digest, self.fields = seal_of(row)

    def __call__(self) -> None:
        """Nothing is to be done on commit."""


def is_sealed_by_itself(model: type[models.Model]) -> bool:
    """Whether rows of this model are noted here: append-only, and not the record itself, which the chain guards."""
    return bool(getattr(model, "APPEND_ONLY", False)) and model._meta.app_label != "audit"


class AppendOnly(models.QuerySet[Any]):
    """The rows of an append-only table. Use as `objects = AppendOnly.as_manager()`."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        """Django's own, with each row noted: it sends no signal."""
        if options.get("ignore_conflicts") or options.get("update_conflicts"):
            raise TypeError("append-only rows are written, not merged")
        made = super().bulk_create(objs, *args, **options)
        _note(made)
        return made


def _note(rows: Iterable[models.Model]) -> None:
    for row in rows:
        transaction.on_commit(Note(row))


def _saved(sender: type[models.Model], instance: models.Model, raw: bool = False, **_: Any) -> None:
    if not raw:
        _note([instance])


def listen() -> None:
    """Called once when the application has started: every append-only model's saves are noted."""
    for model in apps.get_models():
        if is_sealed_by_itself(model):
            post_save.connect(_saved, sender=model, dispatch_uid=f"appended.{model._meta.label}")


def pending() -> bool:
    """Whether rows of this transaction wait for an event."""
    return any(isinstance(entry[1], Note) for entry in connection.run_on_commit)


def take() -> list[Note]:
    """The rows waiting, now sealed by the caller, in the order of kind and id."""
    waiting = [entry[1] for entry in connection.run_on_commit if isinstance(entry[1], Note)]
    if waiting:
        connection.run_on_commit = [e for e in connection.run_on_commit if not isinstance(e[1], Note)]
    return sorted(waiting, key=lambda note: (note.kind, note.pk))


def require_sealed() -> None:
    """Raise `Unsealed` when rows wait and no event follows any more."""
    left = take()
    if left:
        kinds = sorted({note.kind for note in left})
        raise Unsealed(f"written after the last event of the action: {', '.join(kinds)}")
