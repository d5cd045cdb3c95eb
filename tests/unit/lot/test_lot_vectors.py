"""Every vector through the real command line, byte for byte."""

from __future__ import annotations

import filecmp
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mingqian.cli.lot import main
from mingqian.lot.shapes import Manifest

REPOSITORY = Path(__file__).resolve().parents[3]
VECTORS = REPOSITORY / "spec" / "vectors"
FOLDERS = sorted(path for path in VECTORS.iterdir() if (path / "job.json").exists())


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_contracts_five_and_our_own_are_there():
    assert len(FOLDERS) >= 10
    assert {folder.name for folder in FOLDERS} >= {
        "1-plain", "2-weighted-sm3", "3-teams", "4-vacant", "5-empty"
    }  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_job_folder_gives_its_transcript_byte_for_byte(folder, tmp_path, capsys):
    out = tmp_path / "T.zip"
    assert main(["draw", str(folder), "--out", str(out), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    with zipfile.ZipFile(out) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    assert made == tree(folder / "expected")
    facts = json.loads((folder / "facts.json").read_bytes())
    assert main(["verify", str(out), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert (report["m"], report["seed"]) == (facts["m"], facts["seed"])
    assert summary["m"] == facts["m"]
    assert (summary["load"], summary["vacant"]) == (facts.get("load"), facts.get("vacant"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_auditors_form_is_the_same_with_all_entries_opened(folder, tmp_path, capsys):
    out, again = tmp_path / "T.zip", tmp_path / "again.zip"
    for path in (out, again):
        assert main(["draw", str(folder), "--out", str(path), "--auditor", "--json"]) == 0
    assert filecmp.cmp(out, again, shallow=False)
    expected = tree(folder / "expected")
    with zipfile.ZipFile(out) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    manifest: Manifest = json.loads(made["manifest.json"])
    opened = made.pop("opened.jsonl")
    assert opened.startswith(expected.pop("opened.jsonl"))
    assert opened.count(b"\n") == sum(urn["size"] for urn in manifest["urns"])
    assert made == expected
    assert main(["verify", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["ok"]


def test_the_program_runs_on_its_own_without_django(tmp_path):
    out = tmp_path / "T.zip"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-X", "importtime", "-m", "mingqian.cli.lot"]
    drawn = subprocess.run(
        [*command, "draw", str(VECTORS / "3-teams"), "--out", str(out)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert drawn.returncode == 0, drawn.stderr
    assert not any(name in drawn.stderr for name in ("django", "pyspark", "pyarrow", "numpy"))
    verified = subprocess.run(
        [*command[:1], "-m", "mingqian.cli.lot", "verify", str(out)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0
    assert "验证通过" in verified.stdout
    assert "没有证明" in verified.stdout


def test_folders_one_to_five_are_the_contracts_own():
    contract = REPOSITORY.parent / "shared" / "design" / "vectors"
    if not contract.is_dir():
        pytest.skip("没有旁边的 shared/design/vectors，跳过")
    for folder in sorted(contract.iterdir()):
        assert tree(VECTORS / folder.name) == tree(folder)


def test_our_own_folders_are_what_the_generator_makes(tmp_path, monkeypatch):
    sys.path.insert(0, str(REPOSITORY / "spec"))
    try:
        import make_vectors
    finally:
        sys.path.pop(0)
    monkeypatch.setattr(make_vectors, "HERE", tmp_path)
    for make in (
        make_vectors.drand, make_vectors.certainties, make_vectors.experts, make_vectors.repair, make_vectors.edges,
    ):  # fmt: skip
        make().write()
    made = tree(tmp_path / "vectors")
    names = {name.split("/")[0] for name in made}
    assert len(names) == 5
    assert made == {name: data for name, data in tree(VECTORS).items() if name.split("/")[0] in names}


def test_a_vacancy_draw_says_which_draw_it_repairs(tmp_path, capsys):
    folder, out = VECTORS / "9-repair", tmp_path / "T.zip"
    parent = json.loads((folder / "job.json").read_bytes())["draw"]["parent"]
    assert main(["draw", str(folder), "--out", str(out), "--json"]) == 0
    capsys.readouterr()
    assert main(["verify", str(out)]) == 0
    assert f"补的是锁库摘要 {parent} 的那一次" in capsys.readouterr().out
