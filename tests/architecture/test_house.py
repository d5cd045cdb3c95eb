"""The ground the tests themselves stand on."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.conf import settings

from mingqian.acts import keys


def test_tests_never_touch_an_installation():
    here = Path(__file__).resolve().parents[2]
    for folder in (settings.DATA, settings.KEYS_DIR, settings.MEDIA_ROOT, settings.STATIC_ROOT):
        assert here not in Path(folder).resolve().parents


def test_no_test_leaves_this_machine():
    with socket.socket() as outward, pytest.raises(AssertionError, match="tried to reach"):
        outward.connect(("192.0.2.1", 80))


def test_a_data_folder_has_keys_of_its_own(data_folder):
    sealed = keys.encrypt("机密".encode(), context="c")
    assert keys.decrypt(sealed, context="c").decode() == "机密"
    assert keys.key("field").hex() == (data_folder / "keys" / "field.key").read_text()
