"""Triggers that keep a published row's words as they are, on both databases.

What is being prepared may change or be returned. From publication on, only the state may still move (corrected,
superseded), and nothing may be deleted, published or not.
"""

from __future__ import annotations

from typing import Any

from mingqian.audit.triggers import APPEND_ONLY, CHANGE, TRUNCATE, Function, Guard, register

TABLE = "publicity_publication"

FIXED = (
    "agency_id",
    "kind",
    "number",
    "slug",
    "title",
    "content",
    "digest",
    "object_kind",
    "object_id",
    "campaign_id",
    "subject_name",
    "subject_code",
    "occurred_on",
    "with_problem",
    "prepared_at",
    "prepared_by",
    "prepared_by_id",
    "published_at",
    "published_by",
    "supersedes_id",
    "reason",
    "signed_by",
)
"""Columns that never change once the row was published."""


_MOVED = (
    "NEW.state NOT IN ('published', 'corrected', 'superseded') "
    "OR (OLD.state <> 'published' AND NEW.state <> OLD.state)"
)


def _changed(differ: str) -> str:
    return " OR ".join(f"OLD.{column} {differ} NEW.{column}" for column in FIXED)


# jsonb has no stable text of its own but compares by value.
_FIXED = Function(
    "mingqian_published_fixed",
    " BEGIN "
    "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'published: DELETE on %', TG_TABLE_NAME; END IF; "
    "IF OLD.published_at IS NOT NULL AND "
    f"({_changed('IS DISTINCT FROM')} OR {_MOVED}) "
    "THEN RAISE EXCEPTION 'published: UPDATE on %', TG_TABLE_NAME; END IF; RETURN NEW; END ",
)

GUARD = register(
    Guard(
        TABLE,
        {
            f"{TABLE}_fixed": (
                f'CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON "{TABLE}" WHEN OLD.published_at IS NOT NULL AND '
                f"({_changed('IS NOT')} OR {_MOVED}) "
                f"BEGIN SELECT RAISE(ABORT, 'published: UPDATE on {TABLE}'); END"
            ),
            f"{TABLE}_no_delete": (
                f'CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON "{TABLE}" '
                f"BEGIN SELECT RAISE(ABORT, 'published: DELETE on {TABLE}'); END"
            ),
        },
        {f"{TABLE}_fixed": (CHANGE, _FIXED), f"{TABLE}_no_truncate": (TRUNCATE, APPEND_ONLY)},
    )
)


def fix_published(apps: Any, editor: Any) -> None:
    """The migration's forward step."""
    GUARD.make(editor)


def refuse_to_unfix(apps: Any, editor: Any) -> None:
    """The migration's backward step."""
    raise RuntimeError("published rows are not set free by a migration")
