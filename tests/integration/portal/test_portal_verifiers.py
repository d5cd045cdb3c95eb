"""The independent verifiers can be fetched from the page that tells how to check a draw, byte for byte as they are."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

FOLDER = Path(__file__).resolve().parents[3] / "verifier"


@pytest.mark.parametrize("name", ["verify.html", "mingqian_verify.py"])
def test_a_verifier_is_handed_out_as_a_file_and_never_run_here(agency: Any, name: str) -> None:
    client, data = Client(), (FOLDER / name).read_bytes()
    page = client.get(reverse("portal:how_to_check")).content.decode()
    address = reverse("portal:verifier", args=[name])
    assert address in page
    assert hashlib.sha256(data).hexdigest() in page
    answer = client.get(address)
    assert answer.content == data
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["README.md", "corpus", "..%2Fpyproject.toml", "draws.py"])
def test_nothing_else_of_that_folder_is(agency: Any, name: str) -> None:
    assert Client().get(reverse("portal:how_to_check") + name).status_code == 404
