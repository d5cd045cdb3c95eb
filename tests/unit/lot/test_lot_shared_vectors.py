"""Merkle, SM3 and drand against vectors others published (beside the project)."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from mingqian.lot import LotError, get_hash, merkle
from mingqian.lot.drand import CHAINS, check_round, round_time
from mingqian.lot.hashing import _sm3_from_cryptography

SHA256 = get_hash("sha256")
pytestmark = pytest.mark.shared


def nodes(texts):
    return [base64.b64decode(text) for text in texts or []]


def test_inclusion_paths_of_rfc_6962(shared):
    files = sorted((shared / "merkle" / "testdata" / "inclusion").rglob("*.json"))
    assert len(files) > 90
    for file in files:
        case = json.loads(file.read_text("utf-8"))
        leaf, root = nodes([case["leafHash"] or "", case["root"] or ""])
        path = nodes(case["proof"])
        holds = merkle.check_inclusion(leaf, case["leafIdx"], case["treeSize"], path, root, SHA256)
        assert holds is not case["wantErr"], file


def test_consistency_paths_of_rfc_6962(shared):
    files = sorted((shared / "merkle" / "testdata" / "consistency").rglob("*.json"))
    assert len(files) > 90
    for file in files:
        case = json.loads(file.read_text("utf-8"))
        root1, root2 = nodes([case["root1"] or "", case["root2"] or ""])
        path = nodes(case["proof"])
        holds = merkle.check_consistency(case["size1"], root1, case["size2"], root2, path, SHA256)
        assert holds is not case["wantErr"], file


def test_sm3_of_the_standards_examples_both_ways(shared):
    text = (shared / "sm3" / "oscca.txt").read_text("utf-8")
    cases = re.findall(r"Len = (\d+)\nMsg = (\w+)\nMD = (\w+)", text)
    assert len(cases) >= 4
    for length, message, digest in cases:
        data = bytes.fromhex(message)[: int(length) // 8]
        for sm3 in (get_hash("sm3"), _sm3_from_cryptography()):
            assert sm3.digest(data).hex() == digest
            assert sm3.many(b"", [data]) == [bytes.fromhex(digest)]
            running = sm3.running()
            running.update(data)
            assert running.digest().hex() == digest


def test_real_drand_rounds(shared):
    known = json.loads((shared / "drand" / "rounds.json").read_text("utf-8"))
    chains = {chain["name"]: chain for chain in known["chains"]}
    pinned = CHAINS[chains["quicknet"]["hash"]]
    assert pinned.public_key.hex() == chains["quicknet"]["public_key"]
    assert (pinned.genesis, pinned.period) == (
        chains["quicknet"]["genesis_time"],
        chains["quicknet"]["period"],
    )
    rounds = [one for one in known["rounds"] if one["chain"] == "quicknet"]
    assert rounds
    for one in rounds:
        chain, signature = chains["quicknet"]["hash"], one["signature"]
        assert hashlib.sha256(bytes.fromhex(signature)).hexdigest() == one["randomness"]
        check_round(chain, one["round"], signature)
        with pytest.raises(LotError):
            check_round(chain, one["round"] + 1, signature)
    assert round_time(chains["quicknet"]["hash"], 1) == pinned.genesis


def test_real_rounds_of_the_chained_network(shared):
    known = json.loads((shared / "drand" / "rounds.json").read_text("utf-8"))
    default = next(chain for chain in known["chains"] if chain["name"] == "default")
    pinned = CHAINS[default["hash"]]
    assert pinned.public_key.hex() == default["public_key"]
    assert (pinned.genesis, pinned.period, pinned.chained) == (
        default["genesis_time"],
        default["period"],
        True,
    )
    # The first round follows no signature but the group's hash: nobody will freeze a pool in July 2020 again.
    rounds = [one for one in known["rounds"] if one["chain"] == "default" and one["round"] > 1]
    assert rounds
    for one in rounds:
        check_round(default["hash"], one["round"], one["signature"], one["previous_signature"])
        for wrong in (
            (one["round"] + 1, one["signature"], one["previous_signature"]),
            (one["round"], one["previous_signature"], one["signature"]),
            (one["round"], one["signature"], one["signature"]),
            (one["round"], one["signature"], ""),
            (one["round"], "c0" + "0" * 190, one["previous_signature"]),
        ):
            with pytest.raises(LotError):
                check_round(default["hash"], *wrong)
