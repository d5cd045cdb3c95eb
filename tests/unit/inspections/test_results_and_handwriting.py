"""Which result fits which finding, and what counts as handwriting."""

from __future__ import annotations

import json

import pytest

from mingqian.acts.refusal import Refused
from mingqian.inspections import handwriting
from mingqian.inspections.models import Finding
from mingqian.inspections.results import PROBLEMS, fits
from mingqian.law import ResultName


def test_every_result_can_be_given_and_none_to_every_finding() -> None:
    for result in ResultName:
        given = [finding for finding in Finding.values if fits(finding, result)]
        assert given, result
        assert len(given) < len(Finding.values), result


@pytest.mark.parametrize(
    ("finding", "result", "may"),
    [
        ("no_problem", "none_found", True),
        ("no_problem", "corrected", False),
        ("no_problem", "pending", False),
        ("problem", "none_found", False),
        ("problem", "corrected", True),
        ("problem", "uncooperative", True),
        ("not_applicable", "no_activity", True),
        ("not_applicable", "none_found", False),
        ("", "none_found", False),
    ],
)
def test_a_result_must_not_contradict_the_finding(finding: str, result: str, may: bool) -> None:
    assert fits(finding, result) is may


def test_results_of_problems_are_those_a_problem_may_have() -> None:
    assert {str(r) for r in PROBLEMS} == {r for r in map(str, ResultName) if fits("problem", r)}


GOOD = [[[i * 10, 200] for i in range(20)]]


def test_handwriting_is_kept_and_drawn() -> None:
    kept = handwriting.packed(handwriting.parse(json.dumps(GOOD)))
    assert json.loads(kept) == GOOD
    assert handwriting.path(kept).startswith("M0 200 L10 200")
    assert handwriting.path("") == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "inspections.signature_missing"),
        ("[]", "inspections.signature_missing"),
        (json.dumps([[[1, 1]] * 3]), "inspections.signature_missing"),
        ("{", "inspections.signature_unreadable"),
        ('"abc"', "inspections.signature_unreadable"),
        (json.dumps([[[1]] * 20]), "inspections.signature_unreadable"),
        (json.dumps([[[2000, 5]] * 20]), "inspections.signature_unreadable"),
        (json.dumps([[[5, -1]] * 20]), "inspections.signature_unreadable"),
        (json.dumps([[[5, 5]] * 7000]), "inspections.signature_unreadable"),
        ("[[[NaN, 1]]]", "inspections.signature_unreadable"),
        ("[" * 100_000, "inspections.signature_unreadable"),
    ],
)
def test_what_is_no_signature_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        handwriting.parse(text)
    assert refused.value.code == code
    assert refused.value.field == "strokes"
