"""`verifier/mingqian_verify.py`: its own primitives against known answers, its command line, its bounds."""

from __future__ import annotations

import ast
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "verifier" / "mingqian_verify.py"
VECTORS = sorted((ROOT / "spec" / "vectors").iterdir())


def run(*arguments: object, python: str = sys.executable, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program as a user runs it, outside the project and without its path."""
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    command = [python, "-I", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, encoding="utf-8", env=environment, **options
    )


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The transcripts of the text's own vectors, packed from their expected files."""
    import zipfile

    folder, found = tmp_path_factory.mktemp("vectors"), {}
    for vector in VECTORS:
        found[vector.name] = folder / (vector.name + ".zip")
        with zipfile.ZipFile(found[vector.name], "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted((vector / "expected").rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(vector / "expected").as_posix())
    return found


# ---------------------------------------------------------------- one file, old Pythons, nothing of ours


def test_it_is_python_3_8_with_its_own_library_only():
    tree = ast.parse(PROGRAM.read_text("utf-8"), feature_version=(3, 8))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        )
    }
    assert names <= sys.stdlib_module_names
    assert "mingqian" not in names


NEWER = {"removeprefix", "removesuffix", "bit_count", "randbytes", "pairwise", "batched", "lcm"}


def test_it_calls_nothing_newer_than_3_8():
    tree = ast.parse(PROGRAM.read_text("utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not used & NEWER
    strict = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and any(k.arg == "strict" for k in n.keywords)
    ]
    assert strict == []


@pytest.mark.skipif(not shutil.which("python3.8"), reason="no Python 3.8 on this machine")
def test_it_runs_on_python_3_8(drawn: dict[str, Path]):
    python = shutil.which("python3.8")
    assert python
    if subprocess.run([python, "--version"], check=False, capture_output=True).returncode:
        pytest.skip("python3.8 is only a name here")
    for path in drawn.values():
        assert run(path, python=python).returncode == 0


def test_no_line_of_the_platform_is_in_it():
    code = (ROOT / "verifier").rglob("*.py")
    for file in code:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                assert not (module or "").startswith("mingqian."), file


# ---------------------------------------------------------------- known answers

SM3 = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}


def test_plain_sm3_gives_the_standard_s_examples():
    import mingqian_verify as v

    for message, digest in SM3.items():
        assert v.SM3(message).digest().hex() == digest


def test_plain_sm3_agrees_with_openssl_at_every_length():
    import mingqian_verify as v
    from cryptography.hazmat.primitives import hashes

    data = random.Random(3).randbytes(200)
    for length in range(200):
        reference = hashes.Hash(hashes.SM3())
        reference.update(data[:length])
        parts = v.SM3()
        parts.update(data[: length // 3])
        parts.update(data[length // 3 : length])
        assert parts.digest() == reference.finalize()


def test_draws_under_sm3_verify_without_openssl_s(drawn: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    import mingqian_verify as v

    monkeypatch.setitem(v.HASHES, "sm3", v.Hash(v.SM3))
    for name in ("2-weighted-sm3", "8-experts-sm3"):
        assert v.check_file(drawn[name]).report.verified


@pytest.mark.shared
def test_plain_sm3_gives_the_published_vectors(shared: Path):
    import mingqian_verify as v

    tried, length = 0, 0
    for line in (shared / "data" / "vectors" / "sm3" / "oscca.txt").read_text().splitlines():
        key, _, value = line.partition(" = ")
        if key == "Len":
            length = int(value) // 8
        elif key == "Msg":
            message = bytes.fromhex(value)[:length]
        elif key == "MD":
            assert v.SM3(message).digest().hex() == value
            tried += 1
    assert tried >= 5


def test_ed25519_against_another_library():
    import mingqian_verify as v
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    rng = random.Random(8032)
    for length in (0, 1, 32, 100, 1000):
        private, message = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32)), rng.randbytes(length)
        key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        signature = private.sign(message)
        assert v.ed25519(key, message, signature)
        assert not v.ed25519(key, message + b"x", signature)
        for at in (0, 31, 32, 63):
            assert not v.ed25519(
                key, message, signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
            )


ROUND_123 = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"


def test_a_drand_round_verifies_and_no_other():
    import mingqian_verify as v

    signature = bytes.fromhex(ROUND_123)
    assert v.drand_signature(123, signature)
    assert not v.drand_signature(124, signature)
    assert not v.drand_signature(123, bytes([signature[0] ^ 0x20]) + signature[1:])
    assert not v.drand_signature(123, b"\xc0" + bytes(47))


@pytest.mark.shared
def test_drand_rounds_that_are_published(shared: Path):
    import mingqian_verify as v

    rounds = json.loads((shared / "data" / "vectors" / "drand" / "rounds.json").read_text("utf-8"))["rounds"]
    quicknet = [one for one in rounds if one["chain"] == "quicknet"]
    assert quicknet
    for one in quicknet:
        assert v.drand_signature(one["round"], bytes.fromhex(one["signature"])) is one["expect_valid"]


def test_canonical_json_orders_keys_by_utf_16():
    import mingqian_verify as v

    assert v.jcs({"\U0001f38b": 1, "\uff0d": 2, "a": "\u2028\u007f\u0001\b"}) == (
        '{"a":"\u2028\u007f\\u0001\\b","\U0001f38b":1,"\uff0d":2}'.encode()
    )


@pytest.mark.shared
def test_merkle_paths_of_the_published_cases(shared: Path):
    import base64
    import hashlib

    import mingqian_verify as v

    tried = 0
    for file in sorted((shared / "data" / "vectors" / "merkle" / "testdata" / "inclusion").rglob("*.json")):
        one = json.loads(file.read_text("utf-8"))
        path = [base64.b64decode(node) for node in one["proof"] or []]
        root, leaf = base64.b64decode(one["root"] or ""), base64.b64decode(one["leafHash"] or "")
        if one["treeSize"] < 1 or not 0 <= one["leafIdx"] < one["treeSize"] or len(leaf) != 32:
            assert one["wantErr"]
            continue
        got = v.merkle_path(leaf, one["leafIdx"], one["treeSize"], path, hashlib.sha256)
        assert (got == root) is not one["wantErr"], file
        tried += 1
    assert tried > 20


# ---------------------------------------------------------------- teams: the definition itself, by trying everything


def brute(
    tasks: int, counts: list[int], people: int, limits: list[int], most: int, sets: list, rank: Any
) -> Any:
    """Sections 8.3 to 8.5 word for word, by exhaustive search: (L, teams)."""
    seats = [(t, s) for t in range(tasks) for s, count in enumerate(counts) for _ in range(count)]

    def fits(wanted: list[int], load: int, fixed: dict[int, int]) -> bool:
        def place(i: int, used: list[int], at: set[tuple[int, int]]) -> bool:
            if i == len(wanted):
                return True
            seat = wanted[i]
            task, name = seats[seat]
            for p in [fixed[seat]] if seat in fixed else sets[task][name]:
                if (task, p) not in at and used[p] < min(load, limits[p]):
                    used[p] += 1
                    if place(i + 1, used, at | {(task, p)}):
                        return True
                    used[p] -= 1
            return False

        return place(0, [0] * people, set())

    admitted: list[int] = []
    for seat in range(len(seats)):
        if fits([*admitted, seat], most, {}):
            admitted.append(seat)
    load = next(n for n in range(most + 1) if fits(admitted, n, {})) if admitted else 0
    fixed: dict[int, int] = {}
    for seat in admitted:
        task, name = seats[seat]
        for p in sorted(sets[task][name], key=lambda p: rank(task, p)):
            if p not in [fixed[s] for s in fixed if seats[s][0] == task] and fits(
                admitted, load, fixed | {seat: p}
            ):
                fixed[seat] = p
                break
    flat = [fixed.get(seat) for seat in range(len(seats))]
    teams, at = [], 0
    for _ in range(tasks):
        team = []
        for count in counts:
            team.append(flat[at : at + count])
            at += count
        teams.append(team)
    return load, teams


def test_teams_are_those_of_the_definition():
    import mingqian_verify as v

    rng = random.Random(85)
    for trial in range(250):
        tasks, people = rng.randint(1, 4), rng.randint(0, 5)
        counts = [rng.randint(1, 2) for _ in range(rng.randint(1, 2))]
        limits, most = [rng.randint(1, 3) for _ in range(people)], rng.randint(1, 3)
        sets = [[[p for p in range(people) if rng.random() < 0.6] for _ in counts] for _ in range(tasks)]
        es, persons = (
            [rng.randbytes(32) for _ in range(tasks)],
            sorted(rng.randbytes(32) for _ in range(people)),
        )
        masks, set_of = [], []
        for team in sets:
            set_of.append([len(masks) + i for i in range(len(counts))])
            masks += [sum(1 << p for p in one) for one in team]
        work = v.Teams(v.HASHES["sha256"], b"seed", es, persons, limits, counts, most, masks, set_of)
        load, teams, _ = work.run()

        def rank(t: int, p: int, key: bytes = work.key, es: list = es, persons: list = persons) -> bytes:
            return v.HASHES["sha256"](key + es[t] + persons[p])

        expected = brute(tasks, counts, people, limits, most, sets, rank)
        assert (load, teams) == expected, trial


# ---------------------------------------------------------------- the command line


@pytest.mark.parametrize("name", [vector.name for vector in VECTORS])
def test_every_vector_verifies_with_its_known_m_and_seed(name: str, drawn: dict[str, Path]):
    done = run(drawn[name], "--json")
    answer, facts = (
        json.loads(done.stdout),
        json.loads((ROOT / "spec/vectors" / name / "facts.json").read_text()),
    )
    assert done.returncode == 0 and answer["ok"] and answer["verdict"] == "verified"
    for key in ("m", "seed", "load", "vacant"):
        if facts.get(key) is not None:
            assert answer[key] == facts[key]


def test_it_says_what_each_step_proves_and_what_is_not_proven(drawn: dict[str, Path]):
    done = run(drawn["3-teams"], "--list")
    assert done.returncode == 0
    for words in ("核对通过", "证明：", "没有证明的", "事情的先后", "名录没有遗漏", "签名", "抽中的企业"):
        assert words in done.stdout


def test_a_changed_record_is_refused_with_the_place(corpus: list[dict[str, Any]]):
    one = next(one for one in corpus if one["name"].startswith("selection-order-swapped"))
    done = run(one["path"])
    assert done.returncode == 1
    assert "selection.json" in done.stdout and "不符" in done.stdout and "§7" in done.stdout


def test_several_faults_are_all_told(tmp_path: Path):
    import draws

    files = draws.honest()["teams-sha256"].files()
    files["secret.txt"] = b"0" * 64
    files["people.leaves"] = files["people.leaves"][:-36]
    files["signatures.json"] = b"[1]"
    (tmp_path / "t.zip").write_bytes(draws.pack(files))
    answer = json.loads(run(tmp_path / "t.zip", "--json").stdout)
    assert {one["step"] for one in answer["refusals"]} >= {"secret", "people", "selection", "signatures"}


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_record_is_unreadable(tmp_path: Path, data: bytes):
    (tmp_path / "t.zip").write_bytes(data)
    done = run(tmp_path / "t.zip")
    assert done.returncode == 2 and "读不了" in done.stderr
    assert json.loads(run(tmp_path / "t.zip", "--json").stdout)["verdict"] == "unreadable"


def test_a_missing_file_and_a_wrong_option_are_told(tmp_path: Path):
    assert run(tmp_path / "none.zip").returncode == 2
    assert run("--nonsense").returncode == 2
    assert run().returncode == 2
    assert run("--help").returncode == 0


def test_a_known_log_proves_the_order_and_a_wrong_key_refuses(honest: dict[str, Path], tmp_path: Path):
    import draws

    known = run(honest["logged"], "--log-key", draws.log_key())
    unknown = run(honest["logged"])
    assert known.returncode == unknown.returncode == 0
    assert "事情的先后" in unknown.stdout and "事情的先后" not in known.stdout
    bad = draws.honest()["logged"].bent(
        log=lambda found: [one | {"proof": draws.other_signature(one["proof"])} for one in found]
    )
    (tmp_path / "t.zip").write_bytes(draws.pack(bad.files()))
    assert run(tmp_path / "t.zip").returncode == 0  # nobody knows the key
    refused = run(tmp_path / "t.zip", "--log-key", draws.log_key())
    assert refused.returncode == 1 and "签名不对" in refused.stdout


# ---------------------------------------------------------------- one enterprise's receipt

RECEIPTS = sorted((ROOT / "spec" / "receipts").glob("*.json"))


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda path: path.stem)
def test_receipts_verify_with_the_manifest_and_with_the_record(receipt: Path, drawn: dict[str, Path]):
    manifest = ROOT / "spec" / "vectors" / receipt.stem / "expected" / "manifest.json"
    before, after = run(receipt, manifest, "--json"), run(receipt, drawn[receipt.stem], "--json")
    assert before.returncode == after.returncode == 0
    assert "drawn" not in json.loads(before.stdout)
    entry = json.loads(receipt.read_text("utf-8"))["entry"]
    opened = (manifest.parent / "opened.jsonl").read_text("utf-8")
    assert json.loads(after.stdout)["checked"][1]["drawn"] is (entry["salt"] in opened)


def test_the_platform_hands_out_the_same_receipts():
    import mingqian_verify as v

    from mingqian.lot.enterprise import make_receipt

    for receipt in RECEIPTS:
        expected = ROOT / "spec" / "vectors" / receipt.stem / "expected"
        value = json.loads(receipt.read_bytes())
        leaves = (expected / "urns" / f"{value['urn']}.leaves").read_bytes()
        made = make_receipt(
            json.loads((expected / "manifest.json").read_bytes()), value["urn"], leaves, value["entry"]
        )
        assert v.jcs(made) == receipt.read_bytes()


CHANGES: dict[str, Any] = {
    "another index": lambda r: r.update(index=r["index"] + 1),
    "another weight": lambda r: r.update(weight=2),
    "another entry": lambda r: r["entry"].update(name="别的企业"),
    "another urn": lambda r: r.update(urn=1),
    "another manifest": lambda r: r.update(m="0" * 64),
    "a node changed": lambda r: r["path"].__setitem__(0, "0" * 64),
    "a node missing": lambda r: r["path"].pop(),
    "a node more": lambda r: r["path"].append("0" * 64),
    "an unknown key": lambda r: r.update(drawn=True),
    "a key missing": lambda r: r.pop("index"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_receipt_is_refused(change: str, tmp_path: Path, drawn: dict[str, Path]):
    import mingqian_verify as v

    value = json.loads((ROOT / "spec" / "receipts" / "6-drand.json").read_bytes())
    CHANGES[change](value)
    (tmp_path / "r.json").write_bytes(v.jcs(value))
    manifest = ROOT / "spec" / "vectors" / "6-drand" / "expected" / "manifest.json"
    for beside in (manifest, drawn["6-drand"]):
        done = run(tmp_path / "r.json", beside)
        assert done.returncode == 1 and "凭证" in done.stdout


def test_a_receipt_alone_asks_for_the_manifest():
    done = run(RECEIPTS[0])
    assert done.returncode == 2 and "manifest.json" in done.stderr


# ---------------------------------------------------------------- bounds


def small() -> None:
    """For the child: at most 400 MB of address space."""
    resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))


HOSTILE = (
    "zip-bomb-opened",
    "zip-bomb-manifest",
    "zip-bomb-leaves",
    "zip-deep-json",
    "zip-deep-reveals",
    "zip-huge-number",
    "manifest-urn-size-2^53-1",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_records_need_little_memory_and_time(name: str, corpus: list[dict[str, Any]]):
    one = next(one for one in corpus if one["name"].startswith(name + "@"))
    begun = time.process_time()
    done = run(one["path"], preexec_fn=small, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert time.process_time() - begun < 30
