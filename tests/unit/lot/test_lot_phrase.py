"""The nine words of a digest."""

from __future__ import annotations

import secrets

import pytest

from mingqian.lot.phrase import COUNT, WORDS, phrase


def test_the_list_is_whole_and_no_two_words_are_taken_for_each_other():
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(len(word) == 2 for word in WORDS)
    heads = [word[0] for word in WORDS]
    assert len(heads) == len(set(heads)), "the first character alone tells the word"


def test_eight_words_are_the_first_eight_bytes_and_the_ninth_checks_them():
    digest = bytes(range(32)).hex()
    words = phrase(digest)
    assert words[:COUNT] == list(WORDS[:8])
    assert len(words) == 9
    assert phrase(digest[:16] + "ff" * 24) == words, "a phrase stands for 64 bits, not for the whole"


def test_a_slip_in_one_word_is_nearly_always_found():
    missed = 0
    for _ in range(300):
        digest = bytearray(secrets.token_bytes(32))
        said = phrase(digest.hex())
        digest[secrets.randbelow(8)] ^= 1 + secrets.randbelow(255)
        missed += phrase(digest.hex())[8] == said[8]
    assert missed < 12  # one in 256 on average


def test_what_is_no_digest_is_refused():
    with pytest.raises(ValueError):
        phrase("00" * 7)
