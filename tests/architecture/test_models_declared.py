"""The unclassified fails: every model says how it is guarded, every field how open it is."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from mingqian.audit.appended import AppendOnly, is_sealed_by_itself
from mingqian.audit.seals import sealed_attributes
from mingqian.audit.triggers import faults, guards

OPENNESS = {"public", "internal", "personal", "secret"}
OURS = [m for m in apps.get_models() if m.__module__.startswith("mingqian.")]


def label(model) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_model_says_how_its_rows_are_guarded(model) -> None:
    """Sealed, append-only, or neither with a reason in words."""
    sealed, fixed = getattr(model, "SEALED", None), getattr(model, "APPEND_ONLY", False)
    why_not = getattr(model, "UNSEALED", None)
    assert sealed or fixed is True or why_not, "needs SEALED, APPEND_ONLY or UNSEALED"
    if why_not is not None:
        assert not sealed, "sealed and unsealed at once"
        assert not fixed, "append-only and unsealed at once"
        assert len(why_not) >= 6, "the reason is no reason"
    if sealed:
        assert len(set(sealed)) == len(sealed)
        assert len(sealed_attributes(model)) == len(sealed)


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_field_says_how_open_it_is(model) -> None:
    fields = {f.name for f in model._meta.local_concrete_fields} - {"id"}
    declared = dict(model.OPENNESS)
    declared.pop("id", None)
    assert set(declared) == fields
    assert set(declared.values()) <= OPENNESS


@pytest.mark.parametrize("model", [m for m in OURS if getattr(m, "SEALED", None)], ids=label)
def test_what_a_sealed_model_leaves_out_is_derived_or_told(model) -> None:
    """A field outside the seal must be one that says nothing of its own: an index, a search text, a time of change."""
    left = {f.name for f in model._meta.local_concrete_fields} - {"id"} - set(model.SEALED)
    derived = {name for name in left if name.endswith("_blind") or name in {"updated_at", "search_text"}}
    assert left == derived


def test_personal_fields_are_encrypted_or_digests() -> None:
    from mingqian.acts.fields import EncryptedTextField

    bare = [
        f"{m._meta.label}.{name}"
        for m in OURS
        for name, openness in m.OPENNESS.items()
        if openness == "personal"
        and any(word in name for word in ("phone", "id_number"))
        and not name.endswith("_blind")
        and not isinstance(m._meta.get_field(name), EncryptedTextField)
    ]
    assert bare == []


def test_every_declared_trigger_stands_in_the_database(db) -> None:
    guarded = {guard.table for guard in guards()}
    assert {"audit_event", "publicity_publication"} <= guarded
    assert faults() == [], connection.vendor


def test_every_trigger_in_the_database_is_declared(db) -> None:
    """A trigger a migration makes by itself would be watched by nobody."""
    declared = {
        (guard.table, name)
        for guard in guards()
        for name in (guard.postgresql if connection.vendor == "postgresql" else guard.sqlite)
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal"
            )
        else:
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        assert set(cursor.fetchall()) == declared


@pytest.mark.parametrize("model", [m for m in OURS if is_sealed_by_itself(m)], ids=label)
def test_append_only_rows_are_sealed_however_they_are_written(model) -> None:
    """Its manager notes rows written in bulk, and its relations use the same one."""
    assert isinstance(model._default_manager.all(), AppendOnly)
    assert model._meta.default_manager_name is None
