"""Small honest draws made with the public interface, and transcripts taken apart and put together again."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mingqian import lot

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = REPOSITORY.parent / "shared"
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
DEFAULT = "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"
DEFAULT_72784 = (
    "a609e19a03c2fcc559e8dae14900aaefe517cb55c840f6e69bc8e4f66c8d18e8a609685d9917efbfb0c37f058c2de88f"
    "13d297c7e19e0ab24813079efe57a182554ff054c7638153f9b26a60e7111f71a0ff63d9571704905d3ca6df0b031747"
)
DEFAULT_72785 = (
    "82f5d3d2de4db19d40a6980e8aa37842a0e55d1df06bd68bddc8d60002e8e959eb9cfa368b3c1b77d18f02a54fe047b8"
    "0f0989315f83b12a74fd8679c4f12aae86eaf6ab5690b34f1fddd50ee3cc6f6cdf59e95526d5a5d82aaa84fa6f181e42"
)
QUICKNET_123 = (
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"
)


@dataclass
class Made:
    """A draw with everything its transcript may open."""

    transcript: lot.Transcript
    entries: dict[bytes, dict]
    people: list[bytes] = field(default_factory=list)
    facts: dict[bytes, tuple[str, object]] = field(default_factory=dict)

    def files(self, **options) -> dict[str, bytes]:
        """The members of the transcript's ZIP."""
        out = io.BytesIO()
        lot.write_transcript(out, self.transcript, entries=self.entries.__getitem__, **options)
        with zipfile.ZipFile(out) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def auditor(self) -> dict[str, bytes]:
        """The auditor's form with everybody opened and all facts."""
        return self.files(form="auditor", open_people=self.people, facts=self.facts.get)


def make_draw(
    *,
    hash="sha256",
    urns=(("全部", 12, 4, False),),
    people=0,
    seats=(("leader", 1), ("member", 2)),
    max_load=3,
    limits=None,
    density=0.7,
    with_facts=False,
    sources=("witness", "dice"),
    frozen_at="2026-11-21T09:00:00+08:00",
    seed=1,
    **identity,
) -> Made:
    """An honest draw; everything random comes from ``seed``."""
    rng = random.Random(seed)
    function = lot.get_hash(hash)
    made_entries: dict[bytes, dict] = {}
    facts: dict[bytes, tuple[str, object]] = {}

    def entry(**keys):
        out = {"salt": rng.randbytes(16).hex(), **keys}
        if not with_facts:
            return out, None
        opened = (rng.randbytes(16).hex(), {"依据": [rng.randint(1, 9), None, "评级记录"]})
        return {**out, "facts": lot.commit_facts(*opened, function)}, opened

    def keep(out, opened):
        e = lot.hash_entry(out, function)
        made_entries[e] = out
        if opened:
            facts[e] = opened
        return e

    persons = [keep(*entry(id=f"P{i}")) for i in range(people)]
    people_leaves = sets = None
    if people or seats is None:
        seats = seats or ()
    teams = people > 0
    if teams:
        people_leaves = lot.pack_leaves(
            (e, (limits or [max_load] * people)[i]) for i, e in enumerate(persons)
        )
        sets = lot.EligibilitySets(people_leaves, function)
    numbers: dict[bytes, list[int]] = {}
    urn_leaves, urn_lines = [], []
    for name, size, quota, weighted in urns:
        pairs = []
        for i in range(size):
            out, opened = entry(id=f"{name}-{i}", name=f"示例企业{i}")
            if teams:
                chosen = [sets.add(p for p in persons if rng.random() < density) for _ in seats]
                out["eligible"] = sets.eligible([seat for seat, _ in seats], chosen)
            e = keep(out, opened)
            if teams:
                numbers[e] = chosen
            pairs.append((e, rng.choice((1, 2, 5, 10)) if weighted else 1))
        leaves = lot.pack_leaves(pairs)
        urn_leaves.append(leaves)
        urn_lines.append(lot.build_urn(name, leaves, quota, function, weighted=weighted))
    secret, witness = rng.randbytes(32).hex(), rng.randbytes(32).hex()
    known = {
        "witness": (
            {"kind": "witness", "label": "见证人", "commitment": lot.commit_value(witness, function)},
            witness,
        ),
        "dice": (
            {"kind": "dice", "label": "现场掷骰", "digits": 50},
            "".join(rng.choice("123456") for _ in range(50)),
        ),
        "public": ({"kind": "public", "label": "排列五", "digits": 5}, "01234"),
        "drand": ({"kind": "drand", "label": "quicknet", "chain": QUICKNET, "round": 123}, QUICKNET_123),
        "before": ({"kind": "drand", "label": "前一轮", "chain": DEFAULT, "round": 72784}, DEFAULT_72784),
        "default": ({"kind": "drand", "label": "default", "chain": DEFAULT, "round": 72785}, DEFAULT_72785),
    }
    manifest = lot.build_manifest(
        hash_name=hash,
        draw={
            "id": "d1",
            "title": "测试摇号",
            "agency": "示范县应急管理局",
            "plan": "0" * 64,
            "attempt": 1,
            "previous": None,
            "reason": None,
            "parent": None,
            **identity,
        },
        frozen_at=frozen_at,
        law={"pack": "gaoqing", "version": "1", "digest": "0" * 64},
        register={"count": 100, "digest": "0" * 64},
        operator_commitment=lot.commit_value(secret, function),
        sources=[known[kind][0] for kind in sources],
        urns=urn_lines,
        teams=lot.build_teams(people_leaves, [{"name": n, "count": c} for n, c in seats], max_load, function)
        if teams
        else None,
    )
    reveals = [{"kind": known[kind][0]["kind"], "value": known[kind][1]} for kind in sources]
    eligibility = lot.Eligibility(sets, numbers) if teams else None
    result = lot.draw(manifest, secret, reveals, urn_leaves, people_leaves, eligibility)
    transcript = lot.Transcript(manifest, secret, reveals, urn_leaves, people_leaves, result)
    return Made(transcript, made_entries, persons, facts)


def pack_zip(files: dict[str, bytes]) -> io.BytesIO:
    """A ZIP of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out


def verify(files: dict[str, bytes]) -> lot.Report:
    """Verify a transcript of these members."""
    return lot.verify_transcript(pack_zip(files))


@pytest.fixture(name="make_draw", scope="session")
def _make_draw():
    return make_draw


@pytest.fixture(name="verify", scope="session")
def _verify():
    return verify


@pytest.fixture(name="pack_zip", scope="session")
def _pack_zip():
    return pack_zip


@pytest.fixture
def shared():
    """The folder of real vectors beside the project."""
    folder = SHARED / "data" / "vectors"
    if not folder.is_dir():
        pytest.skip("没有旁边的 shared/data/vectors，跳过")
    return folder
