"""The same small bureau as the inspections' tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_NAME = "mingqian_tests_bureau"
if _NAME not in sys.modules:
    _spec = importlib.util.spec_from_file_location(
        _NAME, Path(__file__).parents[1] / "inspections" / "conftest.py"
    )
    assert _spec is not None and _spec.loader is not None
    sys.modules[_NAME] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules[_NAME])

quick_passwords = sys.modules[_NAME].quick_passwords
built = sys.modules[_NAME].built
world = sys.modules[_NAME].world
drawn = sys.modules[_NAME].drawn
dispatched = sys.modules[_NAME].dispatched
