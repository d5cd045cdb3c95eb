"""「为什么抽到我」 as one file: the platform, the Python verifier and the page agree on every proof, honest or bent."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingqian.lot.canonical import canonical
from mingqian.lot.enterprise import last_drawn
from mingqian.lot.errors import LotError
from mingqian.lot.proof import make_proof, open_proof, read_proof

ROOT = Path(__file__).resolve().parents[2]
PROOFS = sorted((ROOT / "spec" / "proofs").glob("*.json"))
PAGE = ROOT / "verifier" / "verify.html"

BENT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another value of a source": lambda p: p["reveals"][0].update(value="0" * 64),
    "a source missing": lambda p: p["reveals"].pop(),
    "another secret": lambda p: p.update(secret="0" * 64),
    "a secret that is none": lambda p: p.update(secret=7),
    "no secret": lambda p: p.pop("secret"),
    "no last": lambda p: p.pop("last"),
    "last is null": lambda p: p.update(last=None),
    "last is a number": lambda p: p.update(last=3),
    "a larger last ticket": lambda p: p["last"].update(ticket="f" * 64),
    "another last entry": lambda p: p["last"].update(e="0" * 64),
    "last with more": lambda p: p["last"].update(name="某厂"),
    "another entry": lambda p: p["receipt"]["entry"].update(name="别的企业"),
    "another index": lambda p: p["receipt"].update(index=p["receipt"]["index"] + 1),
    "a node changed": lambda p: p["receipt"]["path"].__setitem__(0, "0" * 64),
    "another quota": lambda p: p["manifest"]["urns"][0].update(quota=p["manifest"]["urns"][0]["quota"] + 1),
    "another urn": lambda p: p["receipt"].update(urn=9),
    "an unknown key": lambda p: p.update(more=True),
    "no receipt": lambda p: p.pop("receipt"),
}


def expected(name: str) -> Path:
    return ROOT / "spec" / "vectors" / name / "expected"


@pytest.fixture(scope="module")
def bent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("proofs")
    value = json.loads((ROOT / "spec" / "proofs" / "1-plain.json").read_bytes())
    made = {}
    for n, (name, change) in enumerate(BENT.items()):
        one = copy.deepcopy(value)
        change(one)
        made[name] = folder / f"{n}.json"
        made[name].write_bytes(canonical(one))
    made["not canonical"] = folder / "spaced.json"
    made["not canonical"].write_bytes(canonical(value)[:-1] + b" }")
    return made


def asked(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    import mingqian_verify as v

    code = v.main([str(path), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.stem)
def test_the_platform_makes_these_bytes_and_reads_them(path: Path) -> None:
    files = expected(path.stem)
    manifest = json.loads((files / "manifest.json").read_bytes())
    receipt = json.loads((ROOT / "spec" / "receipts" / path.name).read_bytes())
    selection = json.loads((files / "selection.json").read_bytes())
    made = open_proof(
        make_proof(manifest, receipt),
        json.loads((files / "reveals.json").read_bytes()),
        (files / "secret.txt").read_text(),
        last_drawn(selection, receipt["urn"]),
    )
    assert canonical(made) == path.read_bytes()
    assert len(path.read_bytes()) < 3000
    explained = read_proof(path.read_bytes()).explanation
    assert explained is not None
    urn = manifest["urns"][receipt["urn"]]
    drawn = receipt["entry"]["salt"] in (files / "opened.jsonl").read_text()
    assert explained.drawn == (None if urn["weighted"] else drawn)


@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.stem)
def test_the_python_verifier_says_the_same(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explained = read_proof(path.read_bytes()).explanation
    assert explained is not None
    code, said = asked(path, capsys)
    assert code == 0
    assert said["ticket"] == explained.ticket.hex()
    assert said.get("drawn") == explained.drawn
    assert any("记录" in words for words in said["unproven"])


def test_before_the_release_it_proves_the_urn_and_no_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = json.loads(PROOFS[0].read_bytes())
    data = canonical(make_proof(value["manifest"], value["receipt"]))
    (tmp_path / "p.json").write_bytes(data)
    assert read_proof(data).explanation is None
    code, said = asked(tmp_path / "p.json", capsys)
    assert code == 0
    assert "drawn" not in said
    assert "ticket" not in said
    assert [step["status"] for step in said["steps"]] == ["passed", "passed", "absent", "absent"]


@pytest.mark.parametrize("name", [*BENT, "not canonical"])
def test_what_is_bent_is_refused_by_both(
    name: str, bent: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LotError):
        read_proof(bent[name].read_bytes())
    code, said = asked(bent[name], capsys)
    assert code == 1
    assert said["refusals"]


@pytest.mark.browser
def test_the_page_agrees(chromium: Any, bent: dict[str, Path], tmp_path: Path) -> None:
    value = json.loads(PROOFS[0].read_bytes())
    (tmp_path / "before.json").write_bytes(canonical(make_proof(value["manifest"], value["receipt"])))
    honest = {PROOFS[0]: "本企业抽中了", PROOFS[1]: "本企业在这个签筒里", PROOFS[2]: "本企业没有抽中"}
    honest[tmp_path / "before.json"] = "本企业在这个签筒里"
    context = chromium.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path, words in {**honest, **dict.fromkeys(bent.values(), "不符")}.items():
        page.goto(PAGE.as_uri())
        page.set_input_files("#file", [str(path)])
        page.wait_for_selector("body[data-state=finished], body[data-state=unreadable]", timeout=60_000)
        said = "\n".join(page.locator(".verdict").all_inner_texts())
        assert words in said, (path, said)
    assert complaints == []
    context.close()
