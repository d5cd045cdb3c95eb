"""The independent verifiers stand outside the package: their folder is put on the path here, and only here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

VERIFIER = Path(__file__).resolve().parents[2] / "verifier"
sys.path[:0] = [str(VERIFIER), str(VERIFIER / "corpus")]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Every honest transcript and every way to break a rule once: name, rule, honest, path."""
    import make_corpus

    folder = tmp_path_factory.mktemp("corpus")
    return [one | {"path": folder / one["file"]} for one in make_corpus.write(folder, most=1)]


@pytest.fixture(scope="session")
def honest(corpus: list[dict[str, Any]]) -> dict[str, Path]:
    """The honest transcripts by name."""
    return {one["name"]: one["path"] for one in corpus if one["honest"]}
