"""The normative text and the schemas against the program."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from mingqian.lot import drand, entries, hashing, manifest, sources, verify
from mingqian.lot.archive import FIXED_NAMES
from mingqian.lot.canonical import MAX_DEPTH, MAX_INTEGER

SPEC = Path(__file__).resolve().parents[3] / "spec"
TEXT = (SPEC / "mingqian-lot-1.md").read_text("utf-8")
FOLDERS = sorted(path for path in (SPEC / "vectors").iterdir() if (path / "job.json").exists())


@cache
def schema(name):
    value = json.loads((SPEC / "schemas" / f"{name}.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(value)
    return jsonschema.Draft202012Validator(value)


def valid(name, value):
    return schema(name).is_valid(value)


def test_tags_of_the_text_are_those_of_the_program():
    table = TEXT.split("The tags:")[1].split("1.4")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    used = {name.removeprefix("TAG_").lower() for name in vars(hashing) if name.startswith("TAG_")}
    assert named == used
    for name in named:
        assert getattr(hashing, f"TAG_{name.upper()}") == hashing.tag(name)


def test_constants_of_the_text_are_those_of_the_program():
    for chain, pinned in drand.CHAINS.items():
        assert f"*{pinned.name}*: chain hash `{chain}`" in TEXT
        assert f"genesis {pinned.genesis}, period {pinned.period} seconds" in TEXT
        assert f"`{pinned.public_key.hex()}`" in TEXT
    for needed in (
        f"ASCII text `{hashing.PROTOCOL}`",
        f"in 1 … {entries.MAX_WEIGHT};",
        f"A *leaf* is {entries.LEAF_SIZE} bytes",
        f"`count` (1 … {manifest.MAX_SEAT_COUNT})",
        f"`digits` ≥ {sources.STRONG_DICE}",
        f"`digits` (1 … {sources.MAX_DIGITS})",
        f"nested deeper than {MAX_DEPTH}",
        f"`{drand.DOMAIN_G1.decode()}`",
        f"`{drand.DOMAIN_G2.decode()}`",
    ):
        assert needed in TEXT, needed
    assert MAX_INTEGER == 2**53 - 1
    limits = verify.Limits()
    told = TEXT.split("This program's:")[1].split("\n\n")[0].replace("\n", " ")
    for value, words in (
        (limits.urns, "urns"),
        (limits.leaves, "leaves in all"),
        (limits.weighted_leaves, "in one weighted urn"),
        (limits.drawn, "drawn"),
        (limits.people, "people"),
        (limits.places, "seats in all"),
        (limits.pairs, "pairs"),
    ):
        assert f"{value:,} {words}" in told, words
    assert f"{limits.json_bytes >> 20} MiB for each" in told
    assert f"{limits.line_bytes >> 20} MiB a line" in told


def test_files_and_vectors_of_the_text_are_those_there_are():
    table = TEXT.split("9.1 A transcript")[1].split("9.2")[0]
    named = set(re.findall(r"`([\w./<>]+)`", table.split("|---|---|")[1]))
    assert named == FIXED_NAMES | {"urns/<n>.leaves"}
    listed = re.findall(r"^\| `(\d+-[\w-]+)` \|", TEXT, re.MULTILINE)
    assert sorted(listed) == sorted(folder.name for folder in FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_schemas_take_every_vector(folder):
    schema("job").validate(json.loads((folder / "job.json").read_bytes()))
    job = json.loads((folder / "job.json").read_bytes())
    for file in [urn["file"] for urn in job["urns"]] + [
        job[k] for k in ("people", "eligibility") if k in job
    ]:
        for line in (folder / file).read_text("utf-8").splitlines():
            schema("job-lines").validate(json.loads(line))
    for path in (folder / "expected").glob("*.json"):
        schema(path.stem).validate(json.loads(path.read_bytes()))
    for line in (folder / "expected" / "opened.jsonl").read_bytes().splitlines():
        schema("entry").validate(json.loads(line))


def test_schemas_take_what_else_a_transcript_may_hold(make_draw):
    made = make_draw(people=2, with_facts=True)
    signatures = [{"alg": "ed25519", "key": "0" * 64, "name": "见证人", "over": "m", "sig": "0" * 128}]
    assert valid("signatures", signatures)
    assert not valid("signatures", [{**signatures[0], "over": "seed"}])
    assert valid("log", [{"what": "m", "proof": "c2sp.org/tlog-proof@v1\n"}])
    for line in made.auditor()["facts.jsonl"].splitlines():
        schema("facts").validate(json.loads(line))


def test_schemas_refuse_what_the_program_refuses():
    job = json.loads((SPEC / "vectors" / "3-teams" / "job.json").read_bytes())
    made = json.loads((SPEC / "vectors" / "3-teams" / "expected" / "manifest.json").read_bytes())
    for name, value, path, change in (
        ("manifest", made, (), {"extra": 1}),
        ("manifest", made, (), {"protocol": "mingqian-lot/2"}),
        ("manifest", made, (), {"sources": []}),
        ("manifest", made, (), {"sources": [{"kind": "dice", "label": "", "digits": 49}]}),
        ("manifest", made, ("draw",), {"attempt": 2}),
        ("manifest", made, ("draw",), {"previous": "0" * 64}),
        ("manifest", made, ("urns", 0), {"root": "A" * 64}),
        ("manifest", made, ("teams",), {"seats": []}),
        ("manifest", made, ("teams",), {"max_load": 0}),
        ("job", job, (), {"surprise": 1}),
        ("job", {k: v for k, v in job.items() if k != "people"}, (), {}),
        ("job", {k: v for k, v in job.items() if k != "max_load"}, (), {}),
    ):
        changed = json.loads(json.dumps(value))
        target = changed
        for step in path:
            target = target[step]
        target.update(change)
        assert not valid(name, changed), (path, change)
    assert valid("manifest", made)
    assert valid("job", job)
