"""A small bureau whose campaign waits for its draw, with its accounts, people and papers."""

from __future__ import annotations

from ready_bureau import built, dispatched, drawn, quick_passwords, world

__all__ = ["built", "dispatched", "drawn", "quick_passwords", "world"]
