"""Makes the job folders 6 to 10 of `vectors/` and what they must give: `python spec/make_vectors.py`.

Folders 1 to 5 are the contract's own and never written here. Everything random comes from seeded generators, so
a second run changes nothing; a change in `git diff` after a run is a change of the protocol.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from mingqian.lot import commit_value, draw_job, get_hash, write_transcript  # noqa: E402

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_123 = (
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"
)


class Folder:
    """One job folder in the making."""

    def __init__(self, name: str, **job: Any) -> None:
        self.rng = random.Random(name)  # noqa: S311 -- test data, not a draw
        self.name = name
        self.lines: dict[str, list[Any]] = {}
        self.job: dict[str, Any] = {
            "hash": "sha256",
            "draw": {
                "id": name,
                "title": f"测试向量 {name}",
                "agency": "示范县应急管理局",
                "plan": self.rng.randbytes(32).hex(),
                "attempt": 1,
                "previous": None,
                "reason": None,
                "parent": None,
            },
            "frozen_at": "2026-03-02T09:00:00+08:00",
            "law": {"pack": "gaoqing", "version": "1", "digest": self.rng.randbytes(32).hex()},
            "register": {"count": 3127, "digest": self.rng.randbytes(32).hex()},
            "sources": [],
            "reveals": [],
            "secret": self.rng.randbytes(32).hex(),
            "urns": [],
        } | job

    def source(self, kind: str, label: str, value: str, **keys: Any) -> None:
        """Add a source and what it turned out to be."""
        self.job["sources"].append({"kind": kind, "label": label, **keys})
        self.job["reveals"].append({"kind": kind, "value": value})

    def witness(self, label: str) -> None:
        """Add a witness with a fresh value."""
        value = self.rng.randbytes(32).hex()
        commitment = commit_value(value, get_hash(self.job["hash"]))
        self.source("witness", label, value, commitment=commitment)

    def dice(self, digits: int) -> None:
        """Add rolled dice."""
        value = "".join(self.rng.choice("123456") for _ in range(digits))
        self.source("dice", "现场掷骰", value, digits=digits)

    def urn(self, name: str, size: int, quota: int, weights: list[int] | None = None) -> None:
        """Add an urn; ``weights`` makes it weighted."""
        file = f"urn{len(self.job['urns'])}.jsonl"
        urn = {"name": name, "quota": quota, "weighted": weights is not None, "file": file}
        self.job["urns"].append(urn)
        rows = []
        for i in range(size):
            entry = {"id": f"{name}-{i}", "salt": self.salt(), "name": f"示例企业{i}（{name}）"}
            rows.append({"entry": entry} if weights is None else {"entry": entry, "weight": weights[i]})
        self.lines[file] = rows

    def people(self, ids: list[str], limits: dict[str, int] | None = None) -> None:
        """Add people, some with limits of their own."""
        self.job["people"] = "people.jsonl"
        self.lines["people.jsonl"] = [
            {"entry": {"id": one, "salt": self.salt()}}
            | ({"limit": limits[one]} if limits and one in limits else {})
            for one in ids
        ]

    def salt(self) -> str:
        """A fresh salt."""
        return self.rng.randbytes(16).hex()

    def write(self) -> None:
        """Write the folder, draw from it, and write what it must give."""
        folder = HERE / "vectors" / self.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "job.json").write_text(json.dumps(self.job, ensure_ascii=False, indent=1) + "\n", "utf-8")
        for file, rows in self.lines.items():
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / file).write_text(text, "utf-8")
        job = draw_job(
            (folder / "job.json").read_bytes(),
            lambda file: (folder / file).read_bytes().splitlines(keepends=True),
            lambda: self.job["secret"],
        )
        out = io.BytesIO()
        write_transcript(out, job.transcript, entries=job.entries.__getitem__)
        with zipfile.ZipFile(out) as archive:
            archive.extractall(folder / "expected")
        result = job.transcript.result
        facts: dict[str, object] = {"m": result.m.hex(), "seed": result.seed.hex()}
        if result.teams is not None:
            facts |= {"load": result.teams.load, "vacant": result.teams.vacant}
        (folder / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


def drand() -> Folder:
    """A drand round alone carries the draw: frozen before it came out. A lottery number beside it."""
    folder = Folder("6-drand", frozen_at="2023-08-01T09:00:00+08:00")
    folder.source("drand", "quicknet", QUICKNET_123, chain=QUICKNET, round=123)
    folder.source("public", "中国体育彩票排列五", "04170", digits=5)
    folder.urn("全部", 40, 2)
    return folder


def certainties() -> Folder:
    """Weighted urns where some are certain: in one round, in several, all of them, none."""
    folder = Folder("7-certainties")
    folder.dice(60)
    folder.urn("一轮", 12, 4, [10_000, *[1] * 11])
    folder.urn("逐轮", 10, 6, [10_000, 1000, 100, 10, 1, 1, 1, 1, 1, 1])
    folder.urn("全中", 5, 5, [1, 9, 1, 9, 5])
    folder.urn("无必中", 30, 7, [1 + i % 5 for i in range(30)])
    folder.urn("一户", 1, 1, [7])
    folder.urn("不抽", 3, 0, [1, 2, 3])
    return folder


def experts() -> Folder:
    """Inspectors and experts under SM3, leaders scarce, own limits, text that is not yet NFC."""
    folder = Folder("8-experts-sm3", hash="sm3")
    folder.witness("派驻纪检监察组")
    folder.witness("特邀监督员")
    folder.dice(50)
    folder.urn("危险化学品经营", 14, 6)
    folder.urn("风险加权", 9, 4, [1, 2, 5, 10, 1, 2, 5, 10, 1])
    inspectors = [f"执法{i}" for i in range(8)]
    experts = [f"专家{i}" for i in range(3)]
    folder.people(inspectors + experts, {"执法0": 1, "执法1": 2, "专家2": 9})
    folder.job |= {
        "seats": [
            {"name": "leader", "count": 1},
            {"name": "member", "count": 1},
            {"name": "expert", "count": 1},
        ],
        "max_load": 4,
        "eligibility": "eligibility.jsonl",
    }
    folder.lines["eligibility.jsonl"] = rows = []
    for file in ("urn0.jsonl", "urn1.jsonl"):
        for row in folder.lines[file]:
            one = row["entry"]["id"]
            recused = folder.rng.choice(inspectors)
            rows.append({"id": one, "seat": "leader", "people": [p for p in inspectors[:3] if p != recused]})
            rows.append({"id": one, "seat": "member", "people": [p for p in inspectors if p != recused]})
            rows.append({"id": one, "seat": "expert", "people": folder.rng.sample(experts, 2)})
    entry = folder.lines["urn0.jsonl"][0]["entry"]
    entry["name"] = "Cafe\u0301 示例（e\u0301）"
    folder.job["draw"]["title"] = "A\u030angstro\u0308m 测试"
    return folder


def repair() -> Folder:
    """A vacancy drawn again: one task, the open seats, limits lowered; second attempt of its line."""
    folder = Folder("9-repair")
    folder.witness("见证人")
    folder.job["draw"] |= {
        "attempt": 2,
        "previous": folder.rng.randbytes(32).hex(),
        "reason": "见证人设备故障，未能揭示",
        "parent": folder.rng.randbytes(32).hex(),
    }
    folder.urn("补抽", 1, 1)
    folder.people(["P1", "P2", "P3"], {"P1": 1, "P3": 2})
    folder.job |= {"seats": [{"name": "member", "count": 2}], "max_load": 2}
    return folder


def edges() -> Folder:
    """Nobody to take a seat, everyone drawn, quota nought and an empty urn beside each other."""
    folder = Folder("10-edges")
    folder.dice(50)
    folder.urn("零", 0, 0)
    folder.urn("全抽", 3, 3)
    folder.urn("不抽", 2, 0)
    folder.people([])
    folder.job |= {"seats": [{"name": "leader", "count": 1}, {"name": "member", "count": 2}], "max_load": 1}
    return folder


if __name__ == "__main__":
    for make in (drand, certainties, experts, repair, edges):
        make().write()
