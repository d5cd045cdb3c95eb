"""入库凭证: any enterprise that asks gets its inclusion path at the freeze; nothing in it tells whether it was drawn."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.draws import actions, queries, receipts, released, sealed
from mingqian.lot.enterprise import check_receipt, explain, last_drawn, make_receipt
from mingqian.lot.hashing import get_hash
from mingqian.lot.seed import make_seed, manifest_hash, reveals_hash
from mingqian.plans.models import Campaign, DrawHistory
from mingqian.plans.pool import untold
from mingqian.registers.models import Subject


def test_every_enterprise_in_the_urn_gets_its_path_and_it_leads_to_the_root(ground):
    draw, _ = ground.committed()
    manifest = json.loads(draw.manifest)
    for subject in Subject.objects.filter(agency=ground.agency):
        receipt = actions.give_receipt(by=ground.actor("operator"), draw=draw, subject=subject)
        assert receipt["entry"]["id"] == subject.code
        assert check_receipt(manifest, receipt)


def test_found_in_whatever_piece_its_line_lies(ground, monkeypatch):
    """Pieces smaller than a line, larger than one, and lines that run over."""
    for size in (40, 700, 1501):
        monkeypatch.setattr(sealed, "PIECE", size)
        draw = ground.lock()
        for subject in Subject.objects.filter(agency=ground.agency):
            entry = receipts._line(draw, 0, subject.pk)
            assert entry is not None, (size, subject.pk)
            assert entry["id"] == subject.code
        assert receipts._line(draw, 0, 0) is None
        assert receipts._line(draw, 0, 10**9) is None
        actions.withdraw_lock(by=ground.actor("operator"), draw=draw, reason="再来")


def test_the_receipt_is_the_same_before_and_after_and_explains_once_opened(ground):
    draw, values = ground.committed()
    page = f"/open/draws/{draw.manifest_hash[:16]}/receipt/"
    subjects = list(Subject.objects.filter(agency=ground.agency))
    before = {s.pk: Client().get(page, {"code": s.code}).content for s in subjects}
    for name, value in values.items():
        source = draw.sources.get(user_id=ground.users[name].pk)
        actions.reveal_value(by=ground.actor(name), source=source, value=value)
    draw = actions.draw_now(by=ground.actor("operator"), draw=draw)
    assert {s.pk: Client().get(page, {"code": s.code}).content for s in subjects} == before
    manifest, hash = json.loads(draw.manifest), get_hash("sha256")
    reveals = [{"kind": s.kind, "value": s.value} for s in draw.sources.all()]
    secret = sealed.opened_whole(draw, "secret").decode()
    seed = make_seed(manifest_hash(manifest, hash), secret, reveals_hash(reveals, hash), hash)
    rows = list(queries.drawn_rows(draw))
    selection = [
        {"urn": u["name"], "drawn": [{"e": r.entry_hash, "ticket": r.ticket} for r in rows]}
        for u in draw.urns
    ]
    drawn = {r.subject_id for r in rows}
    for subject in subjects:
        said = explain(manifest, json.loads(before[subject.pk]), seed, last=last_drawn(selection, 0))
        assert said.drawn == (subject.pk in drawn)


def test_who_is_not_in_the_urn_hears_so_and_persons_are_not_found_by_number(ground):
    subjects = list(Subject.objects.filter(agency=ground.agency)[:2])
    Subject.objects.filter(pk=subjects[0].pk).update(status="cancelled")
    Subject.objects.filter(pk=subjects[1].pk).update(code_kind="person")
    draw, _ = ground.committed()
    page = f"/open/draws/{draw.manifest_hash[:16]}/receipt/"
    assert "不在这次摇号的签筒里" in Client().get(page, {"code": subjects[0].code}).content.decode()
    assert "没有这个代码" in Client().get(page, {"code": subjects[1].code}).content.decode()
    assert "没有这个代码" in Client().get(page, {"code": "无此代码"}).content.decode()
    given = Client().get(page, {"code": Subject.objects.last().code})
    assert given["Cache-Control"] == "no-store"
    assert Event.objects.filter(action="draws.receipt.give").count() == 1


def test_a_path_needs_one_block_of_leaves_whatever_the_size(ground, monkeypatch):
    monkeypatch.setattr("mingqian.lot.branches.BLOCK", 8)
    monkeypatch.setattr("mingqian.draws.sealed.PIECE", 16 * 7)  # records and leaves run over pieces
    draw, _ = ground.committed()
    manifest = json.loads(draw.manifest)
    leaves = sealed.opened_whole(draw, "urns/0.leaves")
    read: list[int] = []
    real = sealed.opened_range
    monkeypatch.setattr(
        sealed,
        "opened_range",
        lambda d, name, start, end: read.append(end - start) or real(d, name, start, end),
    )
    for subject in Subject.objects.filter(agency=ground.agency):
        receipt = receipts.receipt_of(draw, subject)
        assert receipt == make_receipt(manifest, 0, leaves, receipt["entry"])
        assert check_receipt(manifest, receipt)
    assert set(read) == {8 * 36}
    stranger = Subject.objects.create(agency=ground.agency, code="Z", code_kind="own", name="后来的")
    assert receipts.receipt_of(draw, stranger) is None


def test_a_draw_locked_before_branches_were_kept_still_gives_paths(ground, monkeypatch):
    """What was sealed before: neither branches nor places, exclusions line by line."""
    new = {receipts.PLACES, "urns/0.branches", released.ALREADY}
    real = sealed.seal
    monkeypatch.setattr(sealed, "seal", lambda d, name, data: 0 if name in new else real(d, name, data))
    draw, _ = ground.committed()
    subject = Subject.objects.filter(agency=ground.agency).last()
    receipt = actions.give_receipt(by=ground.actor("operator"), draw=draw, subject=subject)
    assert check_receipt(json.loads(draw.manifest), receipt)


def test_no_receipt_names_whom_an_unreleased_list_kept_out(ground, monkeypatch):
    """Everybody is answered alike until that list is released: in the urn or not would tell who had been drawn."""
    draw, _ = ground.committed()
    subject = Subject.objects.filter(agency=ground.agency).first()
    page = f"/open/draws/{draw.manifest_hash[:16]}/receipt/"
    asked = {"code": subject.code}
    earlier = Campaign.objects.get(pk=draw.campaign_id)
    earlier.pk, earlier.number = None, "2026-99"
    earlier.save()
    DrawHistory.objects.bulk_create(
        [
            DrawHistory(
                agency=ground.agency, subject=subject, campaign=earlier, drawn_on="2026-01-05", kind="single"
            )
        ]
    )
    kept_out = json.dumps([subject.pk]).encode()
    assert Client().get(page, asked)["Content-Type"] == "application/json"
    real = sealed.opened_whole
    monkeypatch.setattr(
        sealed, "opened_whole", lambda d, name: kept_out if name == released.ALREADY else real(d, name)
    )
    for one in Subject.objects.filter(agency=ground.agency):
        for give in (actions.give_receipt, actions.give_proof):
            with pytest.raises(Refused, match="不泄露那份名单"):
                give(by=ground.actor("operator"), draw=draw, subject=one)
    assert "等它公开之后" in Client().get(page, asked).content.decode()
    monkeypatch.setattr(untold, "_released", [lambda: Campaign.objects.filter(pk=earlier.pk).values("pk")])
    assert Client().get(page, asked)["Content-Type"] == "application/json"
