"""查询码: by which whoever sent in a complaint asks how it stands. Kept blinded; nobody in the house can read it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from mingqian.acts import keys

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which people take for one another."""
LENGTH = 16
_FOUR = 4


def fresh_once() -> str:
    """What a form carries so that the same form sent twice is one complaint."""
    return secrets.token_hex(16)


def code_of(once: str, said: Iterable[str]) -> str:
    """The code of what was sent in: the same for the same form and words, and for nobody to guess."""
    text = "\x00".join((once, *said))
    digest = hmac.new(keys.key("seal"), b"complaint-code\x00" + text.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest)
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def shown(code: str) -> str:
    """In fours: ABCD-EFGH-JKLM-NPQR."""
    return "-".join(code[at : at + _FOUR] for at in range(0, len(code), _FOUR))


def blinded(typed: str) -> str:
    """The kept form of a code as somebody typed it; empty for what is none."""
    code = "".join(typed.upper().split()).replace("-", "").replace("－", "")
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return ""
    return keys.blind(code, context="complaints.query")
