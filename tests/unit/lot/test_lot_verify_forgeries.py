"""Forgeries a person might try, each refused for its own reason."""

from __future__ import annotations

import json

import pytest

from mingqian import lot

LEAF = 36


@pytest.fixture(scope="module")
def made(make_draw):
    return make_draw(
        urns=(("A", 8, 3, False), ("B", 6, 2, True)), people=5, with_facts=True, max_load=3, seed=7
    )


@pytest.fixture(scope="module")
def public(made):
    return made.files(open_people=made.people[:3])


@pytest.fixture(scope="module")
def auditor(made):
    return made.auditor()


@pytest.fixture(scope="module")
def codes(verify):
    """The codes for which a transcript is refused."""

    def codes(files):
        report = verify(files)
        assert report.ok is (not report.refusals)
        return {error.code for error in report.refusals}

    return codes


def edited(files, name, change):
    """``files`` with the JSON member ``name`` changed by a function and written canonically again."""
    value = json.loads(files[name])
    replaced = change(value)
    return {**files, name: lot.canonical(value if replaced is None else replaced)}


def leaves(data):
    return [data[at : at + LEAF] for at in range(0, len(data), LEAF)]


def without(files, name):
    return {key: value for key, value in files.items() if key != name}


def lines(data):
    return data.split(b"\n")[:-1]


def test_the_unforged_ones_are_accepted(public, auditor, codes):
    assert codes(public) == codes(auditor) == set()


@pytest.mark.parametrize("name", ["urns/0.leaves", "urns/1.leaves", "people.leaves"])
def test_leaves_added_dropped_reordered_repeated_or_changed(public, codes, name):
    rows = leaves(public[name])
    assert "leaf_count" in codes({**public, name: b"".join([*rows, b"\xff" * 32 + b"\0\0\0\1"])})
    assert "leaf_count" in codes({**public, name: b"".join(rows[1:])})
    assert "leaf_count" in codes({**public, name: public[name][:-1]})
    assert "leaf_order" in codes({**public, name: b"".join([rows[1], rows[0], *rows[2:]])})
    assert "leaf_repeated" in codes({**public, name: b"".join([rows[0], rows[0], *rows[2:]])})
    other = bytes([rows[0][0] ^ 1]) + rows[0][1:] if rows[0][0] & 1 else rows[0]
    last = rows[-1][:31] + bytes([rows[-1][31] ^ 1]) + rows[-1][32:]
    assert "leaf_root" in codes({**public, name: b"".join([other, *rows[1:-1], last])})
    assert "leaf_number" in codes({**public, name: b"".join([rows[0][:32] + b"\0\0\0\0", *rows[1:]])})


def test_a_weight_where_none_belongs_and_one_too_heavy(public, codes):
    for name, weight in (("urns/0.leaves", 2), ("urns/1.leaves", 10_001)):
        rows = leaves(public[name])
        rows[0] = rows[0][:32] + weight.to_bytes(4, "big")
        assert "leaf_number" in codes({**public, name: b"".join(rows)})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda m: m.update(protocol="mingqian-lot/2"), "protocol_unknown"),
        (lambda m: m.update(hash="md5"), "hash_unknown"),
        (lambda m: m.update(extra=1), "key_unknown"),
        (lambda m: m.pop("law"), "key_missing"),
        (lambda m: m["law"].update(extra=1), "key_unknown"),
        (lambda m: m["urns"][0].update(quota=9), "quota_above_size"),
        (lambda m: m["urns"][0].update(quota=-1), "out_of_range"),
        (lambda m: m["urns"][0].update(quota=True), "not_integer"),
        (lambda m: m["urns"][0].update(root="A" * 64), "not_hex"),
        (lambda m: m["urns"][1].update(name="A"), "name_repeated"),
        (lambda m: m["urns"][0].update(weighted=0), "not_boolean"),
        (lambda m: m["teams"].update(max_load=0), "out_of_range"),
        (lambda m: m["teams"].update(max_load=2**32), "out_of_range"),
        (lambda m: m["teams"].update(seats=[]), "seats_empty"),
        (lambda m: m["teams"]["seats"][0].update(count=0), "out_of_range"),
        (lambda m: m["teams"]["seats"][0].update(count=65), "out_of_range"),
        (lambda m: m["teams"]["seats"][0].update(name="member"), "name_repeated"),
        (lambda m: m.update(sources=[]), "source_too_weak"),
        (lambda m: m["sources"].pop(0) and m["sources"][0].update(digits=49), "source_too_weak"),
        (lambda m: m["sources"][0].update(kind="coin"), "source_kind"),
        (lambda m: m["sources"][0].update(digits=1), "key_unknown"),
        (lambda m: m["draw"].update(attempt=0), "out_of_range"),
        (lambda m: m["draw"].update(previous="0" * 64), "attempt_first"),
        (lambda m: m["draw"].update(attempt=2), "attempt_previous"),
        (lambda m: m["draw"].update(attempt=2, previous="0" * 64), "attempt_reason"),
        (lambda m: m["draw"].update(attempt=2, previous="0" * 64, reason=""), "attempt_reason"),
        (lambda m: m.update(frozen_at="2026-11-21 09:00"), "not_time"),
        (lambda m: m.update(frozen_at="2026-13-21T09:00:00Z"), "not_time"),
        (lambda m: m.update(teams=[]), "not_object"),
        (lambda m: m["register"].update(count="3"), "not_integer"),
    ],
)
def test_manifests_that_break_a_rule(public, codes, change, code):
    def apply(manifest):
        change(manifest)

    assert code in codes(edited(public, "manifest.json", apply))


def test_a_manifest_changed_within_the_rules_gives_another_draw(public, codes):
    def apply(manifest):
        manifest["draw"]["title"] = "别的题目"

    assert "drawn_wrong" in codes(edited(public, "manifest.json", apply))


def test_commitments_not_opened_or_opened_wrongly(public, codes):
    assert codes({**public, "secret.txt": b"0" * 64}) == {"secret_commitment"}
    assert codes({**public, "secret.txt": b"A" * 64}) == {"secret_form"}
    assert codes({**public, "secret.txt": public["secret.txt"] + b"\n"}) == {"secret_form"}

    def reveals(*change):
        return codes(edited(public, "reveals.json", *change))

    assert reveals(lambda r: r[0].update(value="0" * 64)) == {"reveal_commitment"}
    assert reveals(lambda r: r[0].update(value="xyz")) == {"reveal_form"}
    assert reveals(lambda r: r[1].update(value="7" * 50)) == {"reveal_form"}
    assert reveals(lambda r: r[1].update(value="1" * 49)) == {"reveal_length"}
    assert reveals(lambda r: r[1].update(value="１" * 50)) == {"reveal_form"}
    assert reveals(lambda r: r[1].update(kind="public")) == {"reveal_kind"}
    assert reveals(lambda r: r.reverse()) == {"reveal_kind"}
    assert reveals(lambda r: r[:1]) == {"reveal_count"}
    assert reveals(lambda r: [*r, r[1]]) == {"reveal_count"}
    assert reveals(lambda r: r[0].update(note="")) == {"key_unknown"}
    # Other dice of the right length are a well-formed reveal, and then another draw.
    assert "drawn_wrong" in reveals(lambda r: r[1].update(value="1" * 50))


def test_drand_rounds_that_do_not_verify_or_come_too_early(make_draw, codes):
    files = make_draw(sources=("drand",), frozen_at="2023-08-01T00:00:00Z").files()
    assert codes(files) == set()

    def manifest(change):
        return codes(edited(files, "manifest.json", change))

    assert "drand_signature" in manifest(lambda m: m["sources"][0].update(round=124))
    assert "drand_chain" in manifest(lambda m: m["sources"][0].update(chain="0" * 64))
    # The round was out two days before the pools were frozen: everybody knew it.
    assert "source_too_weak" in manifest(lambda m: m.update(frozen_at="2023-08-25T00:00:00+08:00"))
    for value in ("0" * 96, "c0" + "0" * 94, "ff" * 48, "ab"):
        refused = codes(edited(files, "reveals.json", lambda r, value=value: r[0].update(value=value)))
        assert refused & {"drand_signature", "reveal_form"}


def test_rounds_of_the_chained_network_that_do_not_verify_or_stand_alone(make_draw, codes):
    old = "2020-08-01T00:00:00Z"
    files = make_draw(sources=("before", "default"), frozen_at=old).files()
    assert codes(files) == set()

    def manifest(change):
        return codes(edited(files, "manifest.json", change))

    assert "drand_pair" in manifest(lambda m: m["sources"].reverse())
    assert "drand_pair" in manifest(lambda m: m["sources"][0].update(round=72783))
    assert "drand_pair" in manifest(lambda m: m["sources"].append({**m["sources"][1], "label": "又一轮"}))
    assert "drand_signature" in manifest(
        lambda m: [s.update(round=s["round"] + 1) for s in m["sources"]] and None
    )
    # At the round before, everybody knew it; at this very moment too.
    assert "source_too_weak" in manifest(lambda m: m.update(frozen_at="2020-08-16T21:49:30Z"))
    for number, value in ((0, "0" * 192), (1, "0" * 192), (1, "c0" + "0" * 190), (0, "ab"), (1, "ab")):
        refused = codes(
            edited(files, "reveals.json", lambda r, n=number, value=value: r[n].update(value=value))
        )
        assert refused & {"drand_signature", "reveal_form"}


def test_selections_that_are_not_the_drawn_ones(public, codes):
    def selection(change):
        return codes(edited(public, "selection.json", change))

    def swap(urns):
        drawn = urns[0]["drawn"]
        drawn[0], drawn[1] = drawn[1], drawn[0]

    assert "drawn_wrong" in selection(swap)
    assert selection(lambda s: s[0]["drawn"][0].update(ticket="0" * 64)) == {"ticket_wrong"}
    assert selection(lambda s: s[0]["drawn"][0].update(e="0" * 64)) == {"drawn_wrong"}
    assert selection(lambda s: s[0]["drawn"].pop()) is not None
    assert "length_wrong" in selection(lambda s: s[0]["drawn"].append(s[0]["drawn"][0]))
    assert "urn_name_wrong" in selection(lambda s: s.reverse())
    assert selection(lambda s: s[0].update(urn="Z")) == {"urn_name_wrong"}
    assert selection(lambda s: s[0].update(why="")) == {"key_unknown_here"}
    assert selection(lambda s: {"urns": s}) == {"result_wrong"}
    undrawn = next(
        row[:32].hex()
        for row in leaves(public["urns/0.leaves"])
        if row[:32].hex() not in public["selection.json"].decode()
    )
    assert "drawn_wrong" in selection(lambda s: s[0]["drawn"][0].update(e=undrawn))


def test_teams_that_are_not_the_defined_ones(public, codes):
    def teams(change):
        return codes(edited(public, "teams.json", change))

    assert teams(lambda t: t.update(load=t["load"] + 1)) == {"load_not_least"}
    assert teams(lambda t: t.update(load=t["load"] - 1)) == {"load_not_least"}

    def vacate(value):
        value["teams"][0]["seats"][0][0] = None

    def exchange(value):
        first, second = value["teams"][0]["seats"][1], value["teams"][1]["seats"][1]
        first[0], second[0] = second[0], first[0]
        if first[0] == second[0]:
            first.reverse()

    def enlarge(value):
        value["teams"][0]["seats"][0].append(None)

    assert teams(vacate) == {"seat_vacant_wrongly"}
    assert teams(exchange) == {"person_wrong"}
    assert teams(enlarge) == {"length_wrong"}
    assert teams(lambda t: t["teams"].pop() and None) == {"length_wrong"}
    assert teams(lambda t: t["teams"].reverse()) >= {"drawn_wrong"}


def test_a_vacant_seat_cannot_be_filled_by_hand(make_draw, codes):
    made = make_draw(people=2, density=0.4, max_load=1, seed=3)
    files = made.files()
    assert made.transcript.result.teams.vacant
    person = made.people[0].hex()

    def fill(value):
        for team in value["teams"]:
            for group in team["seats"]:
                if None in group:
                    group[group.index(None)] = person
                    return

    assert codes(edited(files, "teams.json", fill)) == {"seat_filled_wrongly"}


def test_eligibility_other_than_the_entries_fixed(public, codes):
    def eligibility(change):
        return codes(edited(public, "eligibility.json", change))

    def widen(value):
        small = next(one for one in value["sets"] if len(one) < 5)
        small.append(next(i for i in range(5) if i not in small))
        small.sort()

    assert eligibility(widen) & {"eligible_not_fixed", "eligibility_repeated"}
    assert eligibility(lambda v: v["sets"].append([0])) & {"eligibility_unused", "eligibility_repeated"}
    assert eligibility(lambda v: v["sets"].append(v["sets"][0])) & {
        "eligibility_repeated",
        "eligibility_unused",
    }
    assert eligibility(lambda v: v["sets"][0].reverse()) == {"eligibility_order"}
    assert eligibility(lambda v: v["sets"][0].__setitem__(-1, 5)) == {"person_unknown"}
    assert eligibility(lambda v: v["sets"][0].__setitem__(-1, 2**34)) == {"eligibility_form"}
    assert eligibility(lambda v: v["tasks"][0].append(0)) == {"eligibility_form"}
    assert eligibility(lambda v: v["tasks"].pop() and None) == {"eligibility_form"}
    assert eligibility(lambda v: v["tasks"][0].__setitem__(0, 999)) == {"eligibility_form"}
    assert eligibility(lambda v: v.update(note=1)) == {"eligibility_form"}

    def renumber(value):
        value["sets"][0], value["sets"][1] = value["sets"][1], value["sets"][0]
        value["tasks"] = [[{0: 1, 1: 0}.get(n, n) for n in row] for row in value["tasks"]]

    assert eligibility(renumber) == {"eligibility_first_use"}


def test_opened_entries_missing_strange_or_out_of_order(public, codes):
    opened = lines(public["opened.jsonl"])
    tasks = public["selection.json"].count(b'"ticket"')

    def with_lines(*rows):
        return codes({**public, "opened.jsonl": b"".join(row + b"\n" for row in rows)})

    stranger = lot.canonical({"id": "X", "salt": "0" * 32})
    assert with_lines(*opened[:tasks]) == set()  # no people at all is a public form too
    assert with_lines(*opened[: tasks - 1]) == {"opened_missing"}
    assert with_lines(opened[1], opened[0], *opened[2:]) == {"opened_not_drawn"}
    assert with_lines(*opened, stranger) & {"opened_not_next", "opened_no_leaf"}
    assert with_lines(*opened[:tasks], opened[tasks + 1], opened[tasks], *opened[tasks + 2 :]) == {
        "opened_order"
    }
    assert with_lines(*opened, opened[-1]) == {"opened_order"}
    assert with_lines(*opened, opened[0]) == {"opened_not_next"}
    assert with_lines(*opened, b"") == {"json_syntax"}
    assert with_lines(*opened, b"[]") == {"entry_shape"}
    assert with_lines(*opened[:-1], b" " + opened[-1]) == {"json_not_canonical"}
    assert codes({**public, "opened.jsonl": public["opened.jsonl"][:-1]}) & {"line_unfinished"}


def test_the_auditors_form_opens_all_or_nothing(auditor, codes):
    opened = lines(auditor["opened.jsonl"])

    def with_lines(rows):
        return codes({**auditor, "opened.jsonl": b"".join(row + b"\n" for row in rows)})

    assert with_lines(opened[:-1]) & {"opened_partly", "facts_left_over"}
    assert "opened_partly" in codes(
        {**without(auditor, "facts.jsonl"), "opened.jsonl": b"".join(row + b"\n" for row in opened[:-1])}
    )
    swapped = [*opened[:-2], opened[-1], opened[-2]]
    assert with_lines(swapped) == {"opened_not_next"}


def test_facts_that_do_not_fit(auditor, codes):
    rows = lines(auditor["facts.jsonl"])

    def facts(rows):
        return codes({**auditor, "facts.jsonl": b"".join(row + b"\n" for row in rows)})

    assert facts([rows[1], rows[0], *rows[2:]]) == {"facts_order"}
    assert facts(rows[:-1]) == {"facts_missing"}
    assert facts([*rows, rows[-1]]) == {"facts_left_over"}
    for change, code in (
        ({"facts": ["别的"]}, "facts_differ"),
        ({"facts_salt": "00" * 16}, "facts_differ"),
        ({"facts_salt": "?"}, "facts_salt"),
        ({"why": 1}, "key_unknown"),
    ):
        first = lot.canonical({**json.loads(rows[0]), **change})
        assert facts([first, *rows[1:]]) == {code}


def test_ids_repeated_within_one_urn_or_over_urns(make_draw, verify):
    # Two entries with one id and different salts have different leaves: only opening them shows it.
    made = make_draw(urns=(("A", 3, 3, False), ("A2", 1, 1, False)))
    function = lot.get_hash("sha256")
    entries = dict(made.entries)
    pairs = []
    for urn in ("A", "A2"):
        entry = {"id": "同一个", "salt": ("11" if urn == "A" else "22") * 16}
        e = lot.hash_entry(entry, function)
        entries[e] = entry
        pairs.append(lot.pack_leaves([(e, 1)]))
    manifest = dict(made.transcript.manifest)
    urns = [lot.build_urn(name, one, 1, function) for name, one in zip("AB", pairs, strict=True)]
    manifest |= {"urns": urns}
    result = lot.draw(manifest, made.transcript.secret, made.transcript.reveals, pairs)
    twin = type(made)(
        lot.Transcript(manifest, made.transcript.secret, made.transcript.reveals, pairs, None, result),
        entries,
    )
    assert {error.code for error in verify(twin.files()).refusals} == {"id_repeated"}


def test_one_entry_in_two_urns_is_found_without_opening_it(make_draw, verify):
    made = make_draw(urns=(("A", 3, 0, False),))
    base, function = made.transcript, lot.get_hash("sha256")
    leaves = base.urn_leaves[0]
    urns = [lot.build_urn(name, leaves, 0, function) for name in "AB"]
    manifest = {**base.manifest, "urns": urns}
    result = lot.draw(manifest, base.secret, base.reveals, [leaves, leaves])
    both = lot.Transcript(manifest, base.secret, base.reveals, [leaves, leaves], None, result)
    report = verify(type(made)(both, made.entries).files())
    assert {error.code for error in report.refusals} == {"entry_in_two_urns"}


def test_files_missing_or_not_called_for(public, make_draw, codes):
    for name in public:
        assert "file_missing" in codes(without(public, name))
    assert "file_unexpected" in codes({**public, "urns/2.leaves": b""})
    plain = make_draw().files()
    assert codes(plain) == set()
    for name in ("people.leaves", "teams.json", "eligibility.json"):
        assert codes({**plain, name: public[name]}) == {"file_unexpected"}


def test_duplicate_keys_floats_and_loose_bytes_in_any_json(public, codes):
    for name in ("manifest.json", "reveals.json", "selection.json", "teams.json"):
        data = public[name]
        assert codes({**public, name: b" " + data}) & {"json_not_canonical"}
        assert codes({**public, name: data + b"\n"}) & {"json_not_canonical"}
        assert codes({**public, name: data.replace(b"{", b'{"a":1,"a":1,', 1)}) & {"json_duplicate_key"}
    manifest = public["manifest.json"].replace(b'"quota":3', b'"quota":3.0')
    assert codes({**public, "manifest.json": manifest}) == {"json_float"}
    manifest = public["manifest.json"].replace(b'"quota":3', b'"quota":3e0')
    assert codes({**public, "manifest.json": manifest}) == {"json_float"}
    escaped = public["manifest.json"].replace(b'"title"', b'"\\u0074itle"')
    assert codes({**public, "manifest.json": escaped}) == {"json_not_canonical"}


def test_every_reason_is_told_not_only_the_first(public, codes):
    several = {**public, "secret.txt": b"0" * 64}
    several = edited(several, "reveals.json", lambda r: r[0].update(value="0" * 64))
    several["urns/0.leaves"] = several["urns/0.leaves"][LEAF:]
    several["surprise.txt"] = b""
    assert codes(several) == {"secret_commitment", "reveal_commitment", "leaf_count", "zip_name_unknown"}
