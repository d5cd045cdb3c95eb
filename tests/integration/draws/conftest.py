"""The ground of the draw's tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ground import Ground, make_ground


@pytest.fixture
def ground(db) -> Ground:
    """A bureau with a confirmed campaign."""
    return make_ground()
