"""Shares as typed, as kept, and against the guide's minimum."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.acts.refusal import Refused
from mingqian.plans.packs import load
from mingqian.plans.share import check_percent, clean_percent, minimum_percent

ON = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5", "5"),
        (" 5.50 %", "5.5"),
        ("５．５％", "5.5"),
        ("100", "100"),
        ("0.0001", "0.0001"),
        ("007", "7"),
        ("10.0", "10"),
    ],
)
def test_a_share_is_kept_as_its_exact_text(typed: str, kept: str) -> None:
    assert clean_percent(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "0", "0.0", "100.0001", "101", "-5", "5,5", "五", "1e1", "5.12345", "nan", "٥"]
)
def test_what_is_no_share_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_percent(typed)
    assert (refused.value.code, refused.value.field) == ("plans.share_malformed", "share_percent")


@given(st.integers(1, 1_000_000))
def test_every_share_of_four_places_survives(tenthousandths: int) -> None:
    whole, rest = divmod(tenthousandths, 10_000)
    kept = clean_percent(f"{whole}.{rest:04d}")
    assert clean_percent(kept) == kept
    assert round(float(kept) * 10_000) == tenthousandths


def test_the_guides_minimum_is_five_per_cent_of_general_and_none_of_key_subjects() -> None:
    pack = load("gaoqing")
    percent, citation = minimum_percent(pack, "general", ON)
    assert (percent, citation.article) == ("5", "5.1.2")
    assert minimum_percent(pack, "key", ON)[0] == "0"


@pytest.mark.parametrize("percent", ["5", "5.0001", "100"])
def test_the_minimum_itself_is_enough(percent: str) -> None:
    assert check_percent(load("gaoqing"), "general", percent, ON).article == "5.1.2"


@pytest.mark.parametrize("percent", ["4.9999", "1", "0.0001"])
def test_less_is_refused_with_the_article(percent: str) -> None:
    with pytest.raises(Refused) as refused:
        check_percent(load("gaoqing"), "general", percent, ON)
    assert refused.value.field == "share_percent"
    assert "高青 5.1.2" in refused.value.words()
    assert f"{percent}%" in refused.value.words()


@pytest.mark.parametrize("percent", ["0.0001", "1", "100"])
def test_key_items_have_no_limit(percent: str) -> None:
    assert check_percent(load("gaoqing"), "key", percent, ON).article == "5.1.2"
