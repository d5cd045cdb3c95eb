"""Canonical JSON: written one way, read only that way."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian.lot import LotError
from mingqian.lot.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    canonical,
    canonical_many,
    nfc,
    parse,
    parse_canonical,
)
from mingqian.lot.canonical import _columns as columns

scalars = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_back_and_only_so(value):
    data = canonical(value)
    assert parse_canonical(data) == value
    for other in (b" " + data, data + b"\n", b"\xef\xbb\xbf" + data):
        with pytest.raises(LotError):
            parse_canonical(other)


def outcome(function, *args):
    """What a function gives, or the code it refuses with."""
    try:
        return function(*args)
    except LotError as error:
        return error.code


def general(value):
    """Canonical bytes by the general way alone: inside a list no object is taken for a row of text."""
    return canonical([value])[1:-1]


class Word(str):
    """Text, yet not of the type that is written."""


odd = st.sampled_from(
    ["", "%s", "%", '"', "\\", "\n", '","', '"}\n{"', "\ud800", "\u3000", "é", "😀", "\x7f", "某某"]
)
words = odd | st.text(max_size=4)
rows = st.lists(words, unique=True, max_size=4).flatmap(
    lambda keys: st.lists(
        st.fixed_dictionaries(dict.fromkeys(keys, words))
        | st.permutations(keys).flatmap(lambda mixed: st.fixed_dictionaries(dict.fromkeys(mixed, words)))
        | st.fixed_dictionaries(dict.fromkeys(keys, words | values)),
        max_size=6,
    )
)


@settings(max_examples=300, deadline=None)
@given(rows | st.lists(values, max_size=3))
def test_the_fast_ways_write_what_the_general_one_writes(many):
    expected = [outcome(general, value) for value in many]
    assert [outcome(canonical, value) for value in many] == expected
    refused = [one for one in expected if isinstance(one, str)]
    assert outcome(canonical_many, many) == (refused[0] if refused else expected)


def test_the_fast_ways_take_no_text_of_another_type():
    canonical({"id": "1", "salt": "2"})  # its keys are known now
    for value in ({Word("id"): "1", "salt": "2"}, {"id": Word("1"), "salt": "2"}, {"id": "1", "salt": b"2"}):
        assert outcome(canonical, value) == outcome(canonical_many, [value, value]) == "json_type"
        assert outcome(canonical_many, [{"id": "1", "salt": "2"}, value]) == "json_type"


def test_rows_of_plain_text_do_go_the_fast_way():
    rows = [{"salt": "0", "%s": f"企业 {i}", "\U0001f600": "x", "\ufb33": "y"} for i in range(700)]
    assert columns(rows) == [general(row) for row in rows]
    assert columns([*rows, {**rows[0], "extra": "1"}]) is None


def test_mixed_rows_are_written_as_each_alone():
    shared = {"b": "x", "a": 'quo"te\n'}
    rows = [
        {
            "n": i % 3,
            "t": bool(i % 2),
            "none": None,
            "text": f"多\n行{i}\u3000",
            "held": shared,
            "\U0001f600": [i, True, 1],
        }
        for i in range(50)
    ]
    assert canonical_many(rows) == [general(row) for row in rows]
    assert outcome(canonical_many, [*rows, {**rows[0], "n": 2**53}]) == "json_integer"
    assert outcome(canonical_many, [*rows, {**rows[0], "n": {1}}]) == "json_type"
    assert outcome(canonical_many, [*rows, {**rows[0], "text": "\ud800"}]) == "json_surrogate"


def test_keys_stand_in_utf16_order_and_text_is_escaped_as_rfc_8785_says():
    # The sorting example of RFC 8785 §3.2.3: a character beyond U+FFFF sorts by its surrogates.
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    expected = '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'
    assert canonical(value) == expected.encode()
    assert (
        canonical("€$\x0f\nA'B\"\\/\b\t\x7f\u2028") == '"€$\\u000f\\nA\'B\\"\\\\/\\b\\t\x7f\u2028"'.encode()
    )
    assert canonical([True, None, -0, 10**15, []]) == b"[true,null,0,1000000000000000,[]]"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":1}', "json_duplicate_key"),
        (b'{"a":{"b":1,"\\u0062":2}}', "json_duplicate_key"),
        (b"1.0", "json_float"),
        (b"1e3", "json_float"),
        (b"NaN", "json_float"),
        (b"-Infinity", "json_float"),
        (b"-0", "json_integer"),
        (b"9007199254740992", "json_integer"),
        (b"-9007199254740992", "json_integer"),
        (b"9" * 5000, "json_integer"),
        (b"01", "json_syntax"),
        (b'"\\ud800"', "json_surrogate"),
        (b'"\\ude00\\ud83d"', "json_surrogate"),
        (b'"\xed\xa0\x80"', "json_utf8"),
        (b'"\xff"', "json_utf8"),
        (b'"\x01"', "json_syntax"),
        (b'{"b":1,"a":2}', "json_not_canonical"),
        (b'"\\u0041"', "json_not_canonical"),
        (b'"\\/"', "json_not_canonical"),
        (b"[1, 2]", "json_not_canonical"),
        (b"1 2", "json_syntax"),
        (b"", "json_syntax"),
        (b"[" * 100_000, "json_depth"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "json_depth"),
    ],
)
def test_anything_else_is_refused_by_code(data, code):
    with pytest.raises(LotError) as refused:
        parse_canonical(data)
    assert refused.value.code == code


def test_the_largest_integers_and_the_deepest_nesting_are_taken():
    for value in (MAX_INTEGER, -MAX_INTEGER):
        assert parse_canonical(canonical(value)) == value
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert canonical(parse_canonical(deepest)) == deepest


@pytest.mark.parametrize("value", [1.0, {1: 2}, {"a": {1}}, b"x", 2**53, "\ud800", {"\udfff": 1}])
def test_what_json_cannot_hold_is_not_written(value):
    with pytest.raises(LotError):
        canonical(value)


def test_peoples_files_may_be_laid_out_freely_but_hold_no_floats_or_twins():
    assert parse(b' {"b": 1,\n "a": [2]} ') == {"b": 1, "a": [2]}
    for data in (b'{"a": 1, "a": 1}', b'{"a": 1.5}'):
        with pytest.raises(LotError):
            parse(data)


def test_nfc_reaches_every_text_and_key_and_finds_keys_that_become_equal():
    assert nfc({"e\u0301": ["e\u0301", {"x": "e\u0301"}]}) == {"é": ["é", {"x": "é"}]}
    with pytest.raises(LotError) as refused:
        nfc({"é": 1, "e\u0301": 2})
    assert refused.value.code == "json_duplicate_key"


def test_naughty_strings_survive(shared):
    strings = json.loads((shared.parent / "malformed" / "blns" / "blns.json").read_text("utf-8"))
    assert len(strings) > 400
    for text in strings:
        assert parse_canonical(canonical({"x": text})) == {"x": text}
