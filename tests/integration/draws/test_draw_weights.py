"""A draw by the published table of weights: leaves, chances, manifest, pages, verification."""

from __future__ import annotations

import io
import json
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from mingqian.draws import fairness, papers, queries, sealed, simulation
from mingqian.draws.models import DrawnSubject
from mingqian.inspections.why import why
from mingqian.lot.entries import leaf_numbers
from mingqian.lot.verify import verify_transcript
from mingqian.lot.weighted import chances
from mingqian.plans import actions as plans
from mingqian.plans.models import WeightTable
from mingqian.registers.models import Subject

TABLE = {"credit_grade": {"A": 1, "B": 1, "C": 3, "D": 200, "": 1}}


@pytest.fixture
def weighted(ground):
    """The ground's campaign set anew: by credit grade, the D's nearly sure."""
    planner = ground.actor("planner")
    made = plans.propose_weights(
        by=planner, agency=ground.agency, table=TABLE, combine="max", basis="某办法第六条", reason="试"
    )
    plans.decide_weights(by=ground.actor("approver"), table=made, approve=True)
    plans.reopen_campaign(by=planner, campaign=ground.campaign, reason="改为加权")
    plans.edit_campaign(
        by=planner, campaign=ground.campaign, weight_table=made, stratify_by="township",
        quotas=[[["东镇"], "16户"]],
    )  # fmt: skip
    plans.confirm_pool(by=planner, campaign=ground.campaign, on=timezone.localdate())
    return ground


def test_every_chance_is_exact_and_the_transcript_verifies(weighted):
    draw = weighted.drawn()
    east, west = draw.urns
    assert (east["name"], east["quota"], east["weighted"]) == ("东镇", 16, True)
    assert (west["quota"], west["share"]) == (3, "10")
    leaves = sealed.opened_whole(draw, "urns/0.leaves")
    exact = chances(leaf_numbers(leaves), 16)
    assert {Fraction(part, whole) for _, part, whole in east["chances"]} == set(exact)
    assert Fraction(1) in exact  # sixteen places: each D is certain of one
    grade = dict(Subject.objects.values_list("pk", "credit_grade"))
    for row in DrawnSubject.objects.filter(draw=draw):
        urn = east if row.urn == "东镇" else west
        weight = TABLE["credit_grade"][grade[row.subject_id]]
        part, whole = next((p, w) for own, p, w in urn["chances"] if own == weight)
        assert row.chance == f"{part}/{whole}"
    report = verify_transcript(io.BytesIO(queries.whole_transcript(draw)))
    assert report.ok


def test_the_table_is_bound_by_m_and_told_in_public(weighted):
    draw, _ = weighted.committed()
    table = WeightTable.objects.get()
    version = json.loads(draw.manifest)["law"]["version"]
    assert "第 1 号权重表（信用等级 A级 1、B级 1、C级 3、D级 200、未评级或者表中没有的 1）" in version
    page = Client().get(f"/open/draws/{draw.manifest_hash[:16]}/").content.decode()
    assert "依据：某办法第六条" in page
    assert "权重 200 的必定抽中" in page
    assert "每户的机会完全相同" not in page
    later = plans.propose_weights(
        by=weighted.actor("planner"), agency=weighted.agency, table={"credit_grade": {"A": 9, "": 1}}, combine="max",
        basis="x", reason="x",
    )  # fmt: skip
    plans.decide_weights(by=weighted.actor("approver"), table=later, approve=True)
    draw.refresh_from_db()
    assert draw.pack["weights"]["number"] == table.number


def test_reports_and_the_enterprises_page_tell_the_weighted_chance(weighted):
    draw = weighted.drawn()
    report = fairness.make(draw)
    assert report.urns[0].most == "100"
    expected = sum(group.expected for group in report.dimensions[0].groups)
    assert expected == pytest.approx(19)
    row = draw.drawn.filter(subject__credit_grade="D").first()
    told = why(draw, row.subject, own=True)
    assert (told.weight, told.chance) == (200, (1, 1))
    assert told.percent == "100"
    if papers.faces():
        assert papers.record_pdf(draw, queries.drawn_rows(draw), reader="赵操作").startswith(b"%PDF")


def test_many_draws_from_the_weighted_pool_give_the_weights(weighted):
    found = simulation.simulate(weighted.campaign, 400)
    east = found.urns[0]
    of = {one.weight: one for one in east.weights}
    assert of[200].mean == of[200].expected == 400
    assert of[1].mean == pytest.approx(of[1].expected)  # one place is left for those of weight 1
    west = {one.weight: one for one in found.urns[1].weights}
    assert west[3].mean == pytest.approx(3 * west[1].mean, rel=0.5)
    assert simulation.latest(weighted.campaign) == found
