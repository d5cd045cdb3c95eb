"""What a bureau is asked to decide takes effect: every setting of every pack is read, by its key, in the one way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingqian.law import Pack, load_pack, read_folder

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "mingqian").rglob("*.py"))
PACKS = [
    load_pack(read_folder(folder))
    for folder in sorted((ROOT / "law" / "packs").iterdir())
    if (folder / "pack.toml").is_file()
]
CLASS = "class_of_"
"""Before the name of a field of industry the document leaves without a class; read with that name put behind it."""


def read_keys() -> Iterator[tuple[str, Path]]:
    """Every literal key that is read with `Pack.answer`, and where."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="answer"), args=[ast.Constant(value=str(key)), *_]):
                    yield key, path


READ = {key for key, _ in read_keys()}


def takes_effect(pack: Pack, key: str) -> bool:
    """Read by its key; or it decides between two sentences of its document; or it classes a field."""
    if key in READ or any(one.settled_by == key for one in pack.parameters):
        return True
    field = key.removeprefix(CLASS)
    return field != key and any(one.key == f"classes.unclassed_{field}" for one in pack.parameters)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_setting_is_read_somewhere(pack: Pack) -> None:
    idle = [one.key for one in pack.settings if not takes_effect(pack, one.key)]
    assert idle == [], f"{pack.id}: asked of the bureau and without any effect"


def test_every_key_that_is_read_is_asked() -> None:
    asked = {one.key for pack in PACKS for one in pack.settings}
    assert [(key, path.name) for key, path in read_keys() if key not in asked] == []


def test_settings_are_read_in_one_way() -> None:
    """The value behind a question is taken with `Pack.answer`, so that the test above sees who takes it."""
    elsewhere = [
        path.name
        for path in SOURCES
        if re.search(r"\.setting\([^()]*\)\.(value|decided|default)\b", path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == ["collisions.py", "pack.py"]
