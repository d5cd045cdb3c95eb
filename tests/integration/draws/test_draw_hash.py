"""The agency chooses the hash of its draws; a draw by SM3 goes all the way and verifies."""

from __future__ import annotations

import io
import json

import pytest
from ground import Ground

from mingqian.acts.refusal import Refused
from mingqian.draws import actions, queries, receipts
from mingqian.draws.models import HashChoice
from mingqian.lot.enterprise import check_receipt
from mingqian.lot.hashing import get_hash
from mingqian.lot.verify import verify_transcript
from mingqian.registers.models import Subject


def test_a_leader_decides_with_a_reason_on_the_page(ground: Ground) -> None:
    page = ground.browser("approver")
    assert "SHA-256（国际通用）" in page.get("/draws/hash/").content.decode()
    refused = page.post("/draws/hash/", {"hash_name": "sm3", "reason": " "})
    assert (refused.status_code, HashChoice.objects.count()) == (409, 0)
    assert "理由" in refused.content.decode()
    assert page.post("/draws/hash/", {"hash_name": "md5", "reason": "x"}).status_code == 409
    assert (
        ground.browser("operator").post("/draws/hash/", {"hash_name": "sm3", "reason": "x"}).status_code
        == 403
    )
    page.post("/draws/hash/", {"hash_name": "sm3", "reason": "密码管理要求"})
    assert HashChoice.objects.get().hash_name == "sm3"
    with pytest.raises(Refused, match="现在用的就是"):
        actions.choose_hash(by=ground.actor("approver"), agency=ground.agency, hash_name="sm3", reason="x")


def test_a_draw_by_sm3(ground: Ground) -> None:
    before = ground.lock()
    assert before.hash_name == "sha256"
    actions.withdraw_lock(by=ground.actor("operator"), draw=before, reason="改用国密")
    actions.choose_hash(by=ground.actor("approver"), agency=ground.agency, hash_name="sm3", reason="要求")
    draw = ground.signed()
    manifest = json.loads(draw.manifest)
    assert manifest["hash"] == draw.hash_name == "sm3"
    assert get_hash("sm3").hex(draw.manifest.encode()) == draw.manifest_hash
    assert verify_transcript(io.BytesIO(queries.whole_transcript(draw))).ok
    subject = Subject.objects.filter(agency=ground.agency).first()
    assert check_receipt(manifest, receipts.receipt_of(draw, subject))
    page = ground.browser("operator").get(f"/open/draws/{draw.manifest_hash[:16]}/").content.decode()
    assert "国密 SM3" in page
