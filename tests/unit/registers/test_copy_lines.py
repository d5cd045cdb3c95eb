"""Lines in COPY text format: the quick way and the careful one write the same."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mingqian.registers.importing.apply.bulk import _copy_line, copy_text

VALUES = st.none() | st.booleans() | st.integers() | st.text(st.sampled_from("\\\t\n\r甲aN"), max_size=5)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_signs_that_mean_something_to_copy_are_written_otherwise(row: list[Any]) -> None:
    assert _copy_line(row) == "\t".join(copy_text(value) for value in row)
