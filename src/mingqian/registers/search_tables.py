"""The look-up structure behind the search box: which rows contain which pairs of characters.

SQLite's own trigram tokenizer finds nothing for words of two characters, and pg_trgm extracts nothing from
them; most Chinese words have two. So each row's pairs are kept beside the register: in a contentless FTS5
table on SQLite, in an integer array under a GIN index on PostgreSQL. `search.py` writes and reads both.
"""

from __future__ import annotations

from typing import Any

TABLE = "registers_subject_search"
INDEX = f"{TABLE}_grams"
"""The index over the pairs (PostgreSQL)."""


def make(apps: Any, editor: Any) -> None:
    """Create the structure of the database at hand."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"CREATE TABLE {TABLE} (id bigint PRIMARY KEY, grams integer[] NOT NULL)")
        editor.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin (grams)")
    else:
        editor.execute(
            f"CREATE VIRTUAL TABLE {TABLE} USING fts5("
            "grams, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')"
        )


def drop(apps: Any, editor: Any) -> None:
    """Remove it."""
    editor.execute(f"DROP TABLE {TABLE}")
