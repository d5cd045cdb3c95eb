"""Job folders: what is taken and what is refused."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian import lot
from mingqian.cli.lot import main

H = lot.get_hash("sha256")
WITNESS = "ab" * 32
SECRET = "cd" * 32


def job(**changes):
    out = {
        "hash": "sha256",
        "draw": {
            "id": "d1", "title": "测试", "agency": "局", "plan": "00", "attempt": 1,
            "previous": None, "reason": None, "parent": None,
        },
        "frozen_at": "2026-11-21T09:00:00+08:00",
        "law": {"pack": "p", "version": "1", "digest": "00"},
        "register": {"count": 3, "digest": "00"},
        "sources": [
            {"kind": "witness", "label": "见证人", "commitment": lot.commit_value(WITNESS, H)},
            {"kind": "public", "label": "彩票", "digits": 3},
        ],
        "reveals": [{"kind": "witness", "value": WITNESS}, {"kind": "public", "value": "012"}],
        "secret": SECRET,
        "urns": [{"name": "全部", "quota": 2, "file": "urn.jsonl"}],
    }  # fmt: skip
    for key, value in changes.items():
        if value is ...:
            out.pop(key, None)
        else:
            out[key] = value
    return out


def entry(name, **keys):
    return {"id": name, "salt": (name.encode().hex() + "0" * 32)[:32], **keys}


URN = [{"entry": entry(name)} for name in ("A", "B", "C", "D")]
PEOPLE = [{"entry": entry(name)} for name in ("P", "Q", "R")]
TEAMS = {
    "people": "people.jsonl",
    "seats": [{"name": "leader", "count": 1}, {"name": "member", "count": 1}],
    "max_load": 2,
}


def draw(job, secret=None, **rows):
    files = {"urn.jsonl": URN, "people.jsonl": PEOPLE}
    files |= {f"{name}.jsonl": value for name, value in rows.items()}

    def lines(name):
        value = files[name]
        if isinstance(value, bytes):
            return value.splitlines(keepends=True)
        return [json.dumps(row, ensure_ascii=False).encode() for row in value]

    data = job if isinstance(job, bytes) else json.dumps(job, ensure_ascii=False).encode()
    return lot.draw_job(data, lines, lambda: secret or "ef" * 32)


def refusal(job, **rows):
    with pytest.raises(lot.LotError) as refused:
        draw(job, **rows)
    return refused.value.code, refused.value.place


def test_weight_limit_weighted_and_eligibility_have_defaults():
    plain = draw(job(**TEAMS, eligibility="eligibility.jsonl"), eligibility=[])
    manifest = plain.transcript.manifest
    assert manifest["urns"][0]["weighted"] is False
    assert lot.leaf_numbers(plain.transcript.urn_leaves[0]) == [1] * 4
    assert lot.leaf_numbers(plain.transcript.people_leaves) == [2] * 3
    everyone = lot.eligible_digest(lot.leaf_hashes(plain.transcript.people_leaves), H)
    for data in plain.entries.values():
        assert json.loads(data)["eligible"] == {"leader": everyone, "member": everyone}
    assert draw(job(**TEAMS)).transcript.result.seed == plain.transcript.result.seed


def test_a_fresh_secret_is_made_where_there_is_none():
    made = draw(job(secret=...), secret="12" * 32)
    assert made.transcript.secret == "12" * 32
    assert made.transcript.manifest["operator_commitment"] == lot.commit_value("12" * 32, H)


def test_limits_are_written_as_given_even_above_max_load():
    made = draw(job(**TEAMS), people=[{"entry": entry("P"), "limit": 7}, {"entry": entry("Q"), "limit": 1}])
    assert sorted(lot.leaf_numbers(made.transcript.people_leaves)) == [1, 7]
    assert made.transcript.result.teams.load == 2


def test_nobody_eligible_is_not_everybody():
    rows = [{"id": name, "seat": "leader", "people": []} for name in "ABCD"]
    made = draw(job(**TEAMS, eligibility="eligibility.jsonl"), eligibility=rows)
    assert all(team.seats[0] == (None,) for team in made.transcript.result.teams.teams)


def test_text_is_brought_to_nfc_before_it_is_hashed_and_compared():
    composed, decomposed = "é", "e\u0301"
    rows = [{"id": decomposed, "seat": decomposed, "people": [decomposed]}]
    teams = {**TEAMS, "seats": [{"name": composed, "count": 1}], "eligibility": "eligibility.jsonl"}
    made = draw(
        job(**teams, urns=[{"name": decomposed, "quota": 1, "file": "urn.jsonl"}]),
        urn=[{"entry": {**entry("x"), "id": composed, decomposed: decomposed}}],
        people=[{"entry": {**entry("P"), "id": composed}}, {"entry": entry("Q")}],
        eligibility=rows,
    )
    data = next(iter(made.entries.values())).decode()
    assert made.transcript.manifest["urns"][0]["name"] == composed
    assert f'"{composed}":"{composed}"' in data
    assert made.transcript.result.teams.teams[0].seats[0][0] == lot.hash_entry(
        {**entry("P"), "id": composed}, H
    )


def test_lines_may_have_windows_ends_blank_lines_and_a_byte_order_mark():
    text = "\ufeff" + "\r\n".join(json.dumps(row) for row in URN) + "\r\n\r\n"
    with_bom = b"\xef\xbb\xbf" + json.dumps(job(), indent=2).encode()
    assert draw(with_bom, urn=text.encode()).transcript.result.seed == draw(job()).transcript.result.seed


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_input_lines_does_not_matter(rng: random.Random):
    rows = [{"id": name, "seat": "leader", "people": ["P", "R"]} for name in "AC"]
    whole = job(**TEAMS, eligibility="eligibility.jsonl")
    expected = draw(whole, eligibility=rows).transcript.result
    urn, people = list(URN), list(PEOPLE)
    for some in (urn, people, rows):
        rng.shuffle(some)
    rows = [{**row, "people": rng.sample(row["people"], len(row["people"]))} for row in rows]
    shuffled = draw(whole, urn=urn, people=people, eligibility=rows).transcript.result
    assert shuffled.selection_json() == expected.selection_json()
    assert shuffled.teams_json() == expected.teams_json()


NESTED = json.dumps(job()).replace('"pack": "p"', '"pack": "p", "pack": "p"').encode()
LINE = {"id": "A", "seat": "leader", "people": ["P"]}


@pytest.mark.parametrize(
    ("changes", "rows", "code", "place"),
    [
        ({"surprise": 1}, {}, "key_unknown", "job.json"),
        ({"protocol": "mingqian-lot/1"}, {}, "key_unknown", "job.json"),
        ({"reveals": ...}, {}, "key_missing", "job.json"),
        ({"law": {"pack": "p", "version": "1", "digest": "00", "x": 1}}, {}, "key_unknown", "job.json/law"),
        ({"urns": [{"name": "x", "quota": 1, "file": "urn.jsonl", "size": 4}]}, {}, "key_unknown", "job.json/urns/0"),
        ({"urns": [{"name": "x", "quota": 1, "file": "../urn.jsonl"}]}, {}, "job_file_name", "job.json/urns/0/file"),
        ({"urns": [{"name": "x", "quota": 1, "file": "/urn.jsonl"}]}, {}, "job_file_name", "job.json/urns/0/file"),
        ({"urns": [{"name": "x", "quota": 5, "file": "urn.jsonl"}]}, {}, "quota_above_size", "job.json/urns/0/quota"),
        ({"urns": [{"name": "x", "quota": 1.0, "file": "urn.jsonl"}]}, {}, "json_float", "job.json"),
        ({"urns": [{"name": "x", "quota": True, "file": "urn.jsonl"}]}, {}, "not_integer", "job.json/urns/0/quota"),
        ({"urns": [{"name": "é", "quota": 1, "file": "urn.jsonl"}, {"name": "e\u0301", "quota": 1, "file": "b.jsonl"}]}, {}, "name_repeated", "job.json/urns"),
        ({"é": 1, "e\u0301": 2}, {}, "json_duplicate_key", "job.json"),
        ({"hash": "md5"}, {}, "hash_unknown", "job.json/hash"),
        ({"secret": "CD" * 32}, {}, "secret_form", "job.json/secret"),
        ({"sources": [{"kind": "public", "label": "x", "digits": 3}], "reveals": [{"kind": "public", "value": "012"}]}, {}, "source_too_weak", "job.json/sources"),
        ({"reveals": [{"kind": "witness", "value": "00" * 32}, {"kind": "public", "value": "012"}]}, {}, "reveal_commitment", "job.json/reveals/0/value"),
        ({"seats": TEAMS["seats"]}, {}, "job_without_people", "job.json/seats"),
        ({"max_load": 1}, {}, "job_without_people", "job.json/max_load"),
        ({"eligibility": "eligibility.jsonl"}, {}, "job_without_people", "job.json/eligibility"),
        ({**TEAMS, "seats": ...}, {}, "key_missing", "job.json"),
        ({**TEAMS, "max_load": ...}, {}, "key_missing", "job.json"),
        ({**TEAMS, "max_load": 0}, {}, "out_of_range", "job.json/max_load"),
        ({**TEAMS, "seats": []}, {}, "seats_empty", "job.json/seats"),
        ({**TEAMS, "seats": [{"name": "leader", "count": 65}]}, {}, "out_of_range", "job.json/seats/0/count"),
        ({**TEAMS, "seats": TEAMS["seats"] * 2}, {}, "name_repeated", "job.json/seats"),
        ({}, {"urn": [*URN, URN[0]]}, "job_id_repeated", "urn.jsonl:5"),
        ({}, {"urn": [*URN, {"entry": {**entry("Z"), "id": "A"}}]}, "job_id_repeated", "urn.jsonl:5"),
        ({}, {"urn": [{"entry": entry("A"), "weight": 2}]}, "job_weight", "urn.jsonl:1"),
        ({}, {"urn": [{"entry": entry("A"), "weight": 0}]}, "out_of_range", "urn.jsonl:1/weight"),
        ({}, {"urn": [{"entry": entry("A"), "x": 0}]}, "key_unknown", "urn.jsonl:1"),
        ({}, {"urn": [{"entry": entry("A", eligible={})}]}, "job_entry_eligible", "urn.jsonl:1"),
        ({}, {"urn": [{"entry": {"id": "A"}}]}, "entry_salt", "urn.jsonl:1"),
        ({}, {"urn": [{"entry": {**entry("A"), "salt": "A" * 32}}]}, "entry_salt", "urn.jsonl:1"),
        ({}, {"urn": [{"entry": {**entry("A"), "id": 7}}]}, "entry_id", "urn.jsonl:1"),
        ({}, {"urn": [{"entry": {**entry("A"), "é": 1, "e\u0301": 1}}]}, "json_duplicate_key", "urn.jsonl:1"),
        ({}, {"urn": b'{"entry":{"id":"A","id":"B"}}\n'}, "json_duplicate_key", "urn.jsonl:1"),
        ({"urns": [{"name": "x", "quota": 1, "file": "urn.jsonl", "weighted": True}]}, {"urn": [{"entry": entry("A"), "weight": 10_001}]}, "out_of_range", "urn.jsonl:1/weight"),
        ({"urns": [{"name": "x", "quota": 1, "file": "urn.jsonl"}, {"name": "y", "quota": 1, "file": "urn.jsonl"}]}, {}, "job_id_repeated", "urn.jsonl:1"),
        (TEAMS, {"people": [*PEOPLE, PEOPLE[0]]}, "job_id_repeated", "people.jsonl:4"),
        (TEAMS, {"people": [{"entry": entry("P"), "limit": 0}]}, "out_of_range", "people.jsonl:1/limit"),
        (TEAMS, {"people": [{"entry": entry("P"), "limit": 2**32}]}, "out_of_range", "people.jsonl:1/limit"),
        ({**TEAMS, "eligibility": "e.jsonl"}, {"e": [{**LINE, "id": "?"}]}, "job_enterprise_unknown", "e.jsonl:1"),
        ({**TEAMS, "eligibility": "e.jsonl"}, {"e": [{**LINE, "seat": "?"}]}, "job_seat_unknown", "e.jsonl:1"),
        ({**TEAMS, "eligibility": "e.jsonl"}, {"e": [{**LINE, "people": ["?"]}]}, "job_person_unknown", "e.jsonl:1"),
        ({**TEAMS, "eligibility": "e.jsonl"}, {"e": [{**LINE, "people": ["P", "P"]}]}, "person_repeated", "e.jsonl:1"),
        ({**TEAMS, "eligibility": "e.jsonl"}, {"e": [LINE, {**LINE, "people": []}]}, "job_line_repeated", "e.jsonl:2"),
        ({**TEAMS, "eligibility": "e.jsonl"}, {"e": [{**LINE, "why": 1}]}, "key_unknown", "e.jsonl:1"),
    ],
)  # fmt: skip
def test_what_a_job_may_not_hold_is_refused_with_its_place(changes, rows, code, place):
    assert refusal(job(**changes), **rows) == (code, place)


def test_a_key_given_twice_anywhere_is_refused():
    assert refusal(NESTED) == ("json_duplicate_key", "job.json")


def write(folder, job, **rows):
    folder.mkdir()
    (folder / "job.json").write_text(json.dumps(job, ensure_ascii=False), "utf-8")
    for name, value in ({"urn": URN} | rows).items():
        (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in value), "utf-8")
    return folder


def test_the_command_says_in_chinese_what_is_wrong_and_writes_nothing(tmp_path, capsys):
    out = tmp_path / "T.zip"
    assert main(["draw", str(write(tmp_path / "bad", job(surprise=1))), "--out", str(out)]) == 1
    assert "job.json：出现了不认识的键「surprise」" in capsys.readouterr().err
    missing = job(urns=[{"name": "x", "quota": 1, "file": "none.jsonl"}])
    assert main(["draw", str(write(tmp_path / "gone", missing)), "--out", str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["code"]) == (False, "job_file_missing")
    assert main(["draw", str(tmp_path / "nowhere"), "--out", str(out)]) == 2
    assert list(tmp_path.glob("T.zip*")) == []


def test_the_command_draws_with_a_fresh_secret_each_time(tmp_path, capsys):
    folder = write(tmp_path / "job", job(secret=...))
    manifests = set()
    for name in ("a.zip", "b.zip"):
        assert main(["draw", str(folder), "--out", str(tmp_path / name), "--json"]) == 0
        manifests.add(json.loads(capsys.readouterr().out)["m"])
        assert main(["verify", str(tmp_path / name), "--json"]) == 0
        capsys.readouterr()
    assert len(manifests) == 2
