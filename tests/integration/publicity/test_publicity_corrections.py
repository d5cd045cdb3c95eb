"""更正: signed by the head of the unit, published by another person, as a new version beside the old."""

from __future__ import annotations

from typing import Any

import pytest

from mingqian.acts.refusal import Refused
from mingqian.publicity import actions
from mingqian.publicity.models import Publication


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value.code


@pytest.fixture
def prepared(dispatched: Any) -> Any:
    dispatched.one = dispatched.review(dispatched.inspections()[0])
    dispatched.publication = actions.prepare_result(
        by=dispatched.actor("unit_head"), inspection=dispatched.one
    )
    return dispatched


@pytest.fixture
def published(prepared: Any) -> Any:
    prepared.publication = actions.publish_result(
        by=prepared.actor("publisher"), publication=prepared.publication
    )
    return prepared


def correction(world: Any, **values: Any) -> dict[str, Any]:
    return {
        "by": world.actor("unit_head"),
        "publication": world.publication,
        "changes": {1: {"result": "pending", "handling": "限期改正"}},
        "reason": "结果录入有误",
    } | values


def test_a_correction_is_signed_by_the_head_and_published_by_another(published: Any) -> None:
    made = actions.prepare_correction(**correction(published))
    assert (made.kind, made.state, made.signed_by) == (
        "correction",
        "prepared",
        published.actor("unit_head").name,
    )
    before = Publication.objects.get(pk=published.publication.pk)
    assert before.state == "published"
    made = actions.publish_correction(by=published.actor("approver"), publication=made)
    before.refresh_from_db()
    assert (before.state, made.state) == ("corrected", "published")
    assert before.content["lines"][0]["result"] == "corrected"
    assert made.content["lines"][0]["result_words"] == "发现问题待后续处理"
    assert made.content["lines"][1:] == before.content["lines"][1:]
    assert made.content["correction"]["of_number"] == before.number
    assert made.content["correction"]["reason"] == "结果录入有误"
    assert "任务执行单位主要负责人（执法大队）签字确认" in made.content["correction"]["signed"]


def test_a_correction_can_be_corrected_and_the_chain_stays(published: Any) -> None:
    first = actions.prepare_correction(**correction(published))
    first = actions.publish_correction(by=published.actor("approver"), publication=first)
    second = actions.prepare_correction(
        **correction(published, publication=first, changes={2: {"result": "no_activity"}})
    )
    second = actions.publish_correction(by=published.actor("approver"), publication=second)
    states = Publication.objects.filter(object_id=published.one.pk, kind__in=("result", "correction"))
    assert list(states.order_by("pk").values_list("state", flat=True)) == [
        "corrected",
        "corrected",
        "published",
    ]
    assert second.content["lines"][0]["result"] == "pending"
    assert second.content["lines"][1]["result"] == "no_activity"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": " "}, "acts.reason_required"),
        ({"changes": {}}, "publicity.nothing_corrected"),
        ({"changes": {1: {"result": "corrected"}}}, "publicity.nothing_corrected"),
        ({"changes": {9: {"result": "pending"}}}, "publicity.line_unknown"),
        ({"changes": {1: {"result": "fine"}}}, "publicity.result_unknown"),
        ({"changes": {1: {"handling": "找13905330001"}}}, "publicity.personal"),
        ({"reason": "找13905330001"}, "publicity.personal"),
    ],
)
def test_what_a_correction_needs(published: Any, values: dict[str, Any], code: str) -> None:
    assert refused(actions.prepare_correction, **correction(published, **values)) == code
    assert not Publication.objects.filter(kind="correction").exists()


def test_not_corrected_by_whom_it_does_not_concern(published: Any) -> None:
    for who in ("other_head", "neighbour_unit_head"):
        assert refused(actions.prepare_correction, **correction(published, by=published.actor(who))) == (
            "inspections.not_yours"
        )
    made = actions.prepare_correction(**correction(published))
    for who in ("publisher", "unit_head"):
        assert (
            refused(actions.publish_correction, by=published.actor(who), publication=made)
            == "acts.not_permitted"
        )
    assert (
        refused(actions.publish_correction, by=published.actor("neighbour_approver"), publication=made)
        == "publicity.not_yours"
    )
    assert refused(actions.prepare_correction, **correction(published)) == "publicity.already_prepared"
    assert refused(actions.publish_result, by=published.actor("publisher"), publication=made) != ""


def test_what_is_not_public_yet_is_not_corrected(prepared: Any) -> None:
    assert refused(actions.prepare_correction, **correction(prepared)) == "publicity.not_public_yet"
