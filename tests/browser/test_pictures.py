"""The pictures of docs/: every page they show answers, fits its window, and makes a small picture."""

from __future__ import annotations

import pytest

from mingqian.cli.screenshots import SHOTS, take

pytestmark = pytest.mark.browser


def test_every_picture_can_be_taken(site, chromium, tmp_path):
    assert take(chromium, site.url, site.passwords, site.summary, tmp_path) == []
    made = {path.stem: path.stat().st_size for path in tmp_path.glob("*.png")}
    assert set(made) == {shot.name for shot in SHOTS}
    assert {name: size for name, size in made.items() if size > 150_000} == {}
