"""The signed paper: uploaded, encrypted, guarded like the list, every look recorded; paper signatures count."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.draws import actions, sealed, states
from mingqian.draws.models import SealedPart, SignedScan
from mingqian.draws.presence import unsigned

PDF = b"%PDF-1.7\n" + b"signed by hand " * 40


def refused(code, call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    assert caught.value.code == code


def test_paper_signatures_complete_the_draw(ground):
    draw = ground.drawn()
    operator = ground.actor("operator")
    first, second = [s.label for s in draw.sources.all()]
    actions.sign(by=ground.actor("witness1"), draw=draw)
    actions.sign(by=operator, draw=draw)
    assert unsigned(draw) == [second]
    refused("draws.not_missing", actions.upload_scan, by=operator, draw=draw, data=PDF, offices=[first])
    scan = actions.upload_scan(by=operator, draw=draw, data=PDF, offices=[second])
    draw.refresh_from_db()
    assert draw.state == states.SIGNED
    assert scan.offices == [second]
    assert draw.signatures.get(office=second).user_id is None
    assert sealed.opened_whole(draw, "log.json")


def test_only_papers_and_pictures_once_each(ground, monkeypatch):
    draw, operator = ground.drawn(), ground.actor("operator")
    refused("draws.scan_kind", actions.upload_scan, by=operator, draw=draw, data=b"<html>")
    actions.upload_scan(by=operator, draw=draw, data=PDF)
    refused("draws.scan_again", actions.upload_scan, by=operator, draw=draw, data=PDF)
    monkeypatch.setattr("mingqian.draws.actions.scanning.MAX_BYTES", 100)
    refused("draws.scan_size", actions.upload_scan, by=operator, draw=draw, data=PDF + b" ")
    refused("acts.not_permitted", actions.upload_scan, by=ground.actor("witness1"), draw=draw, data=PDF)
    assert SignedScan.objects.count() == 1


def test_a_scan_is_sealed_guarded_and_every_look_recorded(ground):
    draw = ground.drawn()
    browser = ground.browser("operator")
    address = reverse("draws:upload_scan", args=[draw.pk])
    file = SimpleUploadedFile("名单.pdf", PDF, content_type="text/html")
    assert browser.post(address, {"scan": file}).status_code == 302
    for part in SealedPart.objects.filter(draw=draw, name="scan/1"):
        assert b"signed by hand" not in bytes(part.data)
    look = reverse("draws:scan", args=[draw.pk, 1])
    before = Event.objects.filter(action="draws.list.read").count()
    answer = browser.get(look)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert "signed-record-1.pdf" in answer["Content-Disposition"]
    assert Event.objects.filter(action="draws.list.read").count() == before + 1
    assert ground.browser("planner").get(look).status_code == 403
    for name in ("witness1", "witness2", "operator"):
        draw = actions.sign(by=ground.actor(name), draw=draw)
    actions.mark_dispatched(by=ground.actor("operator"), draw=draw)
    assert browser.get(look).status_code == 409, (
        "after the dispatch only those who must act on the list read it"
    )
