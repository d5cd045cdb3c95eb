"""One corpus, three verifiers written apart: the platform's, the Python file and the page. They must agree on every one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mingqian.cli.lot import main as lot


def test_the_corpus_tries_every_rule(corpus: list[dict[str, Any]]):
    rules = {one["rule"] for one in corpus if not one["honest"]}
    assert sum(not one["honest"] for one in corpus) >= 300
    assert sum(one["honest"] for one in corpus) >= 40
    wanted = "1.1 1.4 1.5 1.7 2.1 2.2 2.3 2.4 2.5 2.6 2.7 3 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 7 8.2 8.3 8.4 8.5 9.1 9.3 9.4 9.5 9.6 9.7 10.3 12.2 12.3 12.4"
    assert rules == {"§" + rule for rule in wanted.split()}


def test_the_corpus_is_the_same_every_time(corpus: list[dict[str, Any]]):
    import make_corpus

    again = dict(make_corpus.honest())
    assert {one["name"]: one["path"].read_bytes() for one in corpus if one["honest"]} == again


def test_the_python_verifier_accepts_the_honest_and_refuses_the_rest(corpus: list[dict[str, Any]]):
    import mingqian_verify as v

    wrong = []
    for one in corpus:
        try:
            report = v.check_file(one["path"]).report
        except v.Unreadable:
            verified, reasons = False, [{"place": "ZIP", "words": "读不了", "rule": ""}]
        else:
            verified, reasons = report.verified, report.reasons
        if verified != one["honest"] or (
            not verified and not all(r["place"] and r["words"] for r in reasons)
        ):
            wrong.append((one["name"], one["rule"], reasons))
    assert wrong == []


def test_the_platform_accepts_the_honest_and_refuses_the_rest(
    corpus: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
):
    wrong = []
    for one in corpus:
        code = lot(["verify", str(one["path"]), "--json"])
        if (code == 0) != one["honest"]:
            wrong.append((one["name"], one["rule"], code, capsys.readouterr().out[-300:]))
    assert wrong == []


def test_the_platform_draws_what_the_corpus_expects(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Two programs that share no code, the same bytes in every file, from the same job folders."""
    import zipfile

    import draws

    tried = 0
    for name, draw in draws.honest().items():
        if draw.signers or draw.logged or draw.open_people or (draw.auditor and draw.facts):
            continue  # a job folder has no signatures, no log, no facts and opens no people
        folder = tmp_path / name
        folder.mkdir()
        for file, data in draw.job().items():
            (folder / file).write_bytes(data)
        out = tmp_path / (name + ".zip")
        assert lot(["draw", str(folder), "--out", str(out), *(["--auditor"] if draw.auditor else [])]) == 0, (
            name
        )
        with zipfile.ZipFile(out) as archive:
            assert {one: archive.read(one) for one in archive.namelist()} == draw.files(), name
        tried += 1
    assert tried >= 30
    capsys.readouterr()


def test_random_draws_give_the_same_bytes_in_both_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Seeded at random: urns, weights, people, seats, limits, eligibility, both hashes, both forms."""
    import zipfile

    import draws
    import mingqian_verify as v

    seen = {"teams": 0, "vacant": 0, "weighted": 0}
    for number in range(80):
        draw = draws.random_draw(number)
        files, folder, out = draw.files(), tmp_path / str(number), tmp_path / f"{number}.zip"
        folder.mkdir()
        for file, data in draw.job().items():
            (folder / file).write_bytes(data)
        assert lot(["draw", str(folder), "--out", str(out), *(["--auditor"] if draw.auditor else [])]) == 0
        with zipfile.ZipFile(out) as archive:
            assert {one: archive.read(one) for one in archive.namelist()} == files, number
        assert v.check_file(out).report.verified
        seen["teams"] += draw.people is not None
        seen["vacant"] += getattr(draw, "vacant", 0) > 0
        seen["weighted"] += any(urn["weighted"] and urn["quota"] for urn in draw.urns)
    assert all(many > 20 for many in seen.values())
    capsys.readouterr()


def test_no_changed_byte_is_accepted_or_judged_differently(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Bytes flipped, lost, doubled anywhere in any file. A signer's name and the log's own words are covered by nothing."""
    import random

    import draws
    import mingqian_verify as v

    rng, path = random.Random(3000), tmp_path / "t.zip"
    honest = {name: draw.files() for name, draw in draws.honest().items() if name in FUZZED}
    for number in range(240):
        files = dict(honest[rng.choice(FUZZED)])
        name = rng.choice(sorted(one for one in files if files[one]))
        data = bytearray(files[name])
        at, length = rng.randrange(len(data)), rng.randrange(1, 40)
        change = rng.randrange(3)
        if change == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif change == 1:
            del data[at : at + length]
        else:
            data[at:at] = data[at : at + length]
        if data == files[name]:
            continue
        files[name] = bytes(data)
        path.write_bytes(draws.pack(files))
        verified = v.check_file(path).report.verified
        assert (lot(["verify", str(path), "--json"]) == 0) is verified, (number, name, at)
        assert not verified or name in ("signatures.json", "log.json"), (number, name, at)
    capsys.readouterr()


def test_a_zip_that_readers_could_take_differently_is_judged_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Every byte of the directory and of the end record, one bit at a time; rubbish before, between and behind."""
    import draws
    import mingqian_verify as v

    whole, path = draws.pack(draws.honest()["nobody"].files()), tmp_path / "t.zip"
    start, end = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x05\x06")
    tried = [b"rubbish" + whole, whole + b"rubbish", whole[:end] + b"rubbish" + whole[end:]]
    tried += [whole[:start] + b"rubbish" + whole[start:], whole + whole[end:], whole + whole]
    for at in [*range(start, start + 80), *range(end, len(whole))]:
        tried += [whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :] for bit in (0, 3, 5)]
    refused = 0
    for number, data in enumerate(tried):
        path.write_bytes(data)
        try:
            verified = v.check_file(path).report.verified
        except v.Unreadable:
            verified = False
        assert (lot(["verify", str(path), "--json"]) == 0) is verified, number
        refused += not verified
    assert refused > len(tried) // 3
    capsys.readouterr()


FUZZED = [
    "signed-sm3",
    "logged",
    "facts-teams",
    "people-opened",
    "experts-sha256",
    "odd-texts",
    "repair",
    "limits",
]
