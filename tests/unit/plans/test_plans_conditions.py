"""Conditions: one canonical form, refused when malformed, said in the documents' words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.acts.refusal import Refused
from mingqian.plans.conditions import BY_KEY, MAX_VALUES, clean, in_words

values = st.lists(st.text(alphabet="建材机械 AB", max_size=6), max_size=6)


@given(st.dictionaries(st.sampled_from(sorted(BY_KEY)), values))
def test_the_canonical_form_does_not_change_and_does_not_depend_on_order(given: dict[str, list[str]]) -> None:
    kept = clean(given)
    assert clean(kept) == kept
    assert clean({key: list(reversed(one)) for key, one in reversed(given.items())}) == kept
    assert list(kept) == sorted(kept)
    assert all(one == sorted(set(one)) and "" not in one and one for one in kept.values())


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"colour": ["red"]}, "plans.condition_unknown"),
        ({"id__in": ["1"]}, "plans.condition_unknown"),
        ({"fields": "机械"}, "plans.condition_malformed"),
        ({"fields": [1]}, "plans.condition_malformed"),
        ({"fields": ["x" * 81]}, "plans.condition_malformed"),
        ({"fields": [str(n) for n in range(MAX_VALUES + 1)]}, "plans.condition_malformed"),
    ],
)
def test_what_is_no_condition_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        clean(given)
    assert refused.value.code == code
    assert refused.value.words()


def test_words() -> None:
    words = in_words(
        {"region_codes": ["370322"], "fields": ["建材", "机械"], "kinds": ["individual"], "credit_grades": ["D"],
         "industries": ["2021"], "townships": ["城关镇"]}
    )  # fmt: skip
    assert words == (
        "行业领域：建材、机械；行政区划：高青县；乡镇（街道）：城关镇；单位类型：个体工商户；"
        "国民经济行业：胶合板制造（2021）；信用等级：D级"
    )
    assert in_words({}) == ""
