"""抽取记录 as PDF: typeset here, with Chinese type, guarded like the list."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mingqian.audit.models import Event
from mingqian.draws import papers, queries


@pytest.fixture
def chinese() -> None:
    if not papers.faces():
        pytest.skip("没有中文字体（apt-get install fonts-noto-cjk）")


def test_the_record_is_a_pdf_with_chinese_type_embedded(ground, chinese):
    draw = ground.drawn()
    response = ground.browser("operator").get(reverse("draws:record_file", args=[draw.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")
    assert re.search(rb"/FontFile3|/FontFile2", response.content)
    assert b"pdfaid" in response.content
    assert Event.objects.filter(action="draws.list.read").exists()
    name = response["Content-Disposition"]
    assert draw.campaign.title not in name


def test_everything_a_room_signs_for_is_on_it(ground, chinese):
    draw = ground.signed()
    data = papers._data(draw, queries.drawn_rows(draw), "")
    assert [r[1] for r in data["rows"]] == [r.subject.name for r in queries.drawn_rows(draw)]
    assert {r[2] for r in data["rows"]} == {"6/60"}
    assert all("组长" in r[3] and "组员" in r[3] for r in data["rows"])
    assert data["m"] == draw.manifest_hash
    assert len(data["sources"]) == 3
    assert [office for office, when in data["signers"] if when] == [office for office, _ in data["signers"]]


def test_names_with_the_typesetters_own_signs_do_no_harm(ground, chinese):
    from mingqian.registers.models import Subject

    for subject in Subject.objects.filter(agency=ground.agency):
        Subject.objects.filter(pk=subject.pk).update(
            name=f'#panic("x") $a$ *b* `c` \\ [{subject.pk}] <x> @y 厂'
        )
    draw = ground.drawn()
    assert papers.record_pdf(draw, queries.drawn_rows(draw), reader="赵操作").startswith(b"%PDF")


def test_without_chinese_type_it_says_what_to_do(ground, monkeypatch):
    draw = ground.drawn()
    monkeypatch.setattr(papers, "faces", tuple)
    browser = ground.browser("operator")
    refused = browser.get(reverse("draws:record_file", args=[draw.pk]))
    assert refused.status_code == 409
    assert "fonts-noto-cjk" in refused.content.decode()
    assert "record.pdf" not in browser.get(reverse("draws:record", args=[draw.pk])).content.decode()


def test_others_do_not_get_it(ground):
    draw = ground.drawn()
    refused = ground.browser("planner").get(reverse("draws:record_file", args=[draw.pk]))
    assert refused.status_code in (403, 409)
    assert not refused.content.startswith(b"%PDF")
