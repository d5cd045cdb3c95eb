"""One draw with teams, made by every Python found here, with other hash seeds and other input orders: one file."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
OTHERS = [f"3.{minor}" for minor in range(11, 16)]


def output(*command: str) -> str:
    """What a program prints, nothing where it is not here or fails."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def python(version: str) -> str | None:
    """The program of that version, None where it is not here or does not start."""
    if version == HERE:
        return sys.executable
    kept = [one for one in output("pyenv", "versions", "--bare").split() if one.startswith(f"{version}.")]
    found = [output("pyenv", "prefix", one) + "/bin/python" for one in kept]
    for program in (f"python{version}", *found):
        if output(program, "-V").startswith(f"Python {version}."):
            return program
    return None


def write_job(folder: Path, order: int) -> None:
    """Sixty enterprises in two urns, one weighted, twelve people, rules for most seats; lines in another order."""
    rng, mixed = random.Random(7), random.Random(order)
    folder.mkdir()
    job = json.loads((REPOSITORY / "spec" / "vectors" / "3-teams" / "job.json").read_bytes())
    job["people"], job["eligibility"], job["max_load"] = "people.jsonl", "rules.jsonl", 4
    job["seats"] = [{"name": "leader", "count": 1}, {"name": "member", "count": 2}]
    job["urns"] = [
        {"name": "甲", "quota": 8, "weighted": False, "file": "0.jsonl"},
        {"name": "乙", "quota": 7, "weighted": True, "file": "1.jsonl"},
    ]
    people = [f"P{i}" for i in range(12)]
    files: dict[str, list[dict[str, object]]] = {
        "people.jsonl": [],
        "rules.jsonl": [],
        "0.jsonl": [],
        "1.jsonl": [],
    }
    for one in people:
        entry = {"id": one, "salt": rng.randbytes(16).hex(), "单位": "执法队"}
        files["people.jsonl"].append({"entry": entry, "limit": rng.randint(1, 6)})
    for i in range(60):
        entry = {"id": f"E{i}", "salt": rng.randbytes(16).hex(), "name": f"示例企业{i}", "région": "é"}
        row: dict[str, object] = {"entry": entry}
        if i % 2:
            row["weight"] = rng.randint(1, 9)
        files[f"{i % 2}.jsonl"].append(row)
        for seat in ("leader", "member"):
            some = rng.sample(people, rng.randint(1, 6))
            files["rules.jsonl"].append({"id": f"E{i}", "seat": seat, "people": some})
    for rows in files.values():
        mixed.shuffle(rows)
        for row in rows:
            for key in ("people", "entry"):
                value = row.get(key)
                if isinstance(value, list):
                    mixed.shuffle(value)
                elif isinstance(value, dict):
                    pairs = list(value.items())
                    mixed.shuffle(pairs)
                    row[key] = dict(pairs)
    for name, rows in files.items():
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (folder / "job.json").write_text(json.dumps(job), "utf-8")


def drawn(program: str, folder: Path, hash_seed: str, out: Path) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY / "src"),
        "PYTHONHASHSEED": hash_seed,
        "PYTHONUTF8": "1",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    run = subprocess.run(
        [program, "-m", "mingqian.cli.lot", "draw", str(folder), "--out", str(out), "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr + run.stdout
    summary = json.loads(run.stdout)
    assert summary["vacant"] > 0  # seats had to be fought for
    assert summary["load"] > 1
    return sha256(out.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    write_job(folder / "job", 0)
    return drawn(sys.executable, folder / "job", "0", folder / "t.zip")


@pytest.mark.parametrize("version", OTHERS)
def test_every_python_hash_seed_and_order_gives_the_same_file(version, first, tmp_path):
    program = python(version)
    if program is None:
        pytest.skip(f"这台机器上没有 Python {version}，跳过")
    for order, hash_seed in ((1, "1"), (2, "4294967295")):
        write_job(tmp_path / str(order), order)
        assert drawn(program, tmp_path / str(order), hash_seed, tmp_path / "t.zip") == first
