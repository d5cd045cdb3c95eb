"""The same small bureau as the inspections' tests."""

from __future__ import annotations

from ready_bureau import built, dispatched, drawn, quick_passwords, world

__all__ = ["built", "dispatched", "drawn", "quick_passwords", "world"]
