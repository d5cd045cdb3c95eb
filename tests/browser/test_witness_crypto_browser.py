"""The phone's own SHA-2 and Ed25519, in a real browser, against this machine's library and RFC 8032's vectors."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mingqian.lot.hashing import commit_value, get_hash
from mingqian.lot.signatures import verify_ed25519

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "src/mingqian/draws/static/draws/crypto.js"
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.fixture
def phone(chromium):
    page = chromium.new_page()
    page.goto("about:blank")
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    yield page
    page.close()


def ask(page, expression, argument=None):
    return page.evaluate(f"(x) => {{ const C = globalThis.MingqianCrypto; return {expression}; }}", argument)


def test_hashes_of_every_length_about_the_blocks(phone):
    for size in (0, 1, 54, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 300):
        data = secrets.token_bytes(size)
        assert ask(phone, "C.hex(C.sha256(C.unhex(x)))", data.hex()) == hashlib.sha256(data).hexdigest()
        assert ask(phone, "C.hex(C.sha512(C.unhex(x)))", data.hex()) == hashlib.sha512(data).hexdigest()


def test_sm3_is_the_standards_and_the_librarys(phone):
    abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905—2016, A.1
    assert ask(phone, "C.hex(C.sm3(C.utf8(x)))", "abc") == abc
    sm3 = get_hash("sm3")
    for size in (0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 300):
        data = secrets.token_bytes(size)
        assert ask(phone, "C.hex(C.sm3(C.unhex(x)))", data.hex()) == sm3.hex(data)


def test_signatures_are_those_of_the_rfc(phone):
    for secret, key, message, signature in RFC_8032:
        assert ask(phone, "C.hex(C.publicKey(C.unhex(x)))", secret) == key
        assert ask(phone, "C.hex(C.sign(C.unhex(x[0]), C.unhex(x[1])))", [secret, message]) == signature


def test_signatures_agree_with_the_library(phone):
    for _ in range(20):
        secret, message = secrets.token_bytes(32), secrets.token_bytes(32)
        private = Ed25519PrivateKey.from_private_bytes(secret)
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        made = ask(phone, "C.hex(C.sign(C.unhex(x[0]), C.unhex(x[1])))", [secret.hex(), message.hex()])
        assert made == private.sign(message).hex()
        assert verify_ed25519(public, message, bytes.fromhex(made))


def test_promises_and_fresh_values(phone):
    value = ask(phone, "C.freshValue('七月流火')")
    assert value != ask(phone, "C.freshValue('七月流火')"), (
        "what is typed only adds to the phone's own chance"
    )
    for name in ("sha256", "sm3"):
        promised = ask(phone, "C.commitment(x[0], x[1])", [value, name])
        assert promised == commit_value(value, get_hash(name))
