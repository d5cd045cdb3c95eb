"""What stands in a pack is used: every rule is read by its key, outside the data and the comparison of packs.

A rule is used when a file names it in full (`checks.powers`) or by its family (`liability.liable_`), in Python or in a
template's `{% rules … %}`; when a file that walks its theme names it in short; when it is a term and its event is
started by the product; when it is a result and has a canonical code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingqian.law import Pack, Parameter, ResultName, load_pack, read_folder

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "mingqian"
PACKS = [
    load_pack(read_folder(folder))
    for folder in sorted((ROOT / "law" / "packs").iterdir())
    if (folder / "pack.toml").is_file()
]
THEMES = {one.key.partition(".")[0] for pack in PACKS for one in pack.parameters}
FULL = re.compile(rf"(?:{'|'.join(sorted(THEMES))})\.[a-z][a-z0-9_]*")
IN_TEMPLATE = re.compile(rf'"({FULL.pattern})"')


def literals(tree: ast.AST) -> Iterator[str]:
    """Every string of a file, docstrings left out: prose that names a rule does not read it."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def themes_walked(tree: ast.AST) -> set[str]:
    """The themes a file reads whole: `pack.theme("teams", on)`."""
    return {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "theme"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def names_read() -> tuple[set[str], set[str]]:
    """(keys and families named somewhere, names of `Event` that something outside the pure room starts)."""
    named, events = set(), set()
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        words = set(literals(tree))
        named |= {word for word in words if FULL.fullmatch(word)}
        for theme in themes_walked(tree):
            named |= {f"{theme}.{word}" for word in words if re.fullmatch(r"[a-z][a-z0-9_]*", word)}
        if not path.is_relative_to(SOURCE / "law") and not path.is_relative_to(SOURCE / "cli"):
            events |= set(re.findall(r"\bEvent\.([A-Z_]+)", text))
    for path in sorted(SOURCE.rglob("*.html")):
        named |= set(IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    return named, events


NAMED, STARTED = names_read()


def used(one: Parameter) -> bool:
    """Whether something reads the rule."""
    if one.event is not None:
        return one.event.name in STARTED
    theme, _, name = one.key.partition(".")
    if theme == "results" and name in set(ResultName):
        return True
    return one.key in NAMED or any(
        one.key.startswith(family) for family in NAMED if family.endswith("_") and family != f"{theme}."
    )


OPEN = {
    # bodies
    # checks
    # clocks
    # forms
    # publication
}
"""Keys nothing reads yet. It only ever gets shorter."""


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_rule_is_used(pack: Pack) -> None:
    idle = [one.key for one in pack.parameters if not used(one) and one.key not in OPEN]
    assert idle == [], f"{pack.id}: stands in the pack and nothing reads it"


def test_no_rule_is_called_open_that_is_used() -> None:
    every = {one.key: one for pack in PACKS for one in pack.parameters}
    assert [key for key in sorted(OPEN) if key not in every or used(every[key])] == []
