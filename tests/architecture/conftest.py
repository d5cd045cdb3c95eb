"""The house, seen whole: every module of ours is imported before it is looked at."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import mingqian

SOURCE = Path(mingqian.__file__).parent


def import_the_house() -> None:
    """Import everything but the command line's entry, migrations and processes."""
    for module in pkgutil.walk_packages([str(SOURCE)], "mingqian."):
        if ".migrations" in module.name or module.name.endswith((".__main__", ".wsgi")):
            continue
        importlib.import_module(module.name)


import_the_house()


@pytest.fixture(scope="session")
def sources() -> list[tuple[Path, ast.Module]]:
    """Every Python file of the product, parsed."""
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in _files()]


def _files() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


@pytest.fixture(scope="session")
def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(SOURCE.glob("*/templates/**/*.html"))
