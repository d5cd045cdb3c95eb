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


_ASK = """async () => {
  const core = new Blob([document.getElementById("core").textContent], { type: "text/javascript" });
  const address = URL.createObjectURL(core), found = {};
  for (const file of document.getElementById("corpus").files)
    found[file.name] = await new Promise((resolve) => {
      const worker = new Worker(address);
      let ok = null;
      worker.onmessage = ({ data }) => {
        if (data.end) ok = data.end.ok && data.end.refusals.length === 0;
        if (data.unreadable) ok = false;
        if (data.end || data.unreadable) { worker.terminate(); resolve(ok); }
      };
      worker.onerror = (event) => { event.preventDefault(); worker.terminate(); resolve("error: " + event.message); };
      worker.postMessage({ files: [file], keys: [] });
    });
  return found;
}"""
_PREPARE = """const input = document.createElement("input"); input.type = "file"; input.multiple = true;
input.id = "corpus"; document.body.append(input);"""


@pytest.fixture
def through_worker() -> tuple[str, str]:
    """Scripts for the page: one adds the field "#corpus" for many files, one checks them all and gives each one's verdict."""
    return _PREPARE, _ASK
