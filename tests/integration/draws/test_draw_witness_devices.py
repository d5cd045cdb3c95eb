"""Witnesses' devices: invited people without an account, Ed25519 signatures in their order, what the transcript proves."""

from __future__ import annotations

import io
import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.draws import actions, attesting, ledger, queries, states
from mingqian.draws.actions.inviting import Invited
from mingqian.draws.guests import guest_of
from mingqian.draws.models import DeviceSignature, PresenceSignature, WitnessDevice
from mingqian.lot.hashing import commit_value, get_hash
from mingqian.lot.verify import verify_transcript

VERIFIER = Path(__file__).parents[3] / "verifier" / "mingqian_verify.py"


class Phone:
    """What a phone keeps and does."""

    def __init__(self, by, source):
        self.by, self.source = by, source
        self.value, self.secret = secrets.token_hex(32), Ed25519PrivateKey.generate()
        self.key = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sig(self, digest):
        return self.secret.sign(bytes.fromhex(digest)).hex()

    def commit(self):
        promise = commit_value(self.value, get_hash("sha256"))
        return actions.commit_value(by=self.by, source=self.source, commitment=promise, key=self.key)

    def attest(self, over, digest):
        return actions.attest(by=self.by, source=self.source, over=over, key=self.key, sig=self.sig(digest))

    def reveal(self):
        return actions.reveal_value(by=self.by, source=self.source, value=self.value)

    def sign(self, draw):
        return actions.sign(by=self.by, draw=draw, key=self.key, sig=self.sig(draw.results_hash))


def refused(code, call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    assert caught.value.code == code
    return caught.value


def two_phones(ground):
    """One witness with an account, one invited; both have promised, m is published."""
    draw = ground.lock(witness_ids=[ground.users["witness1"].pk], guests=[Invited("李四", "派驻纪检监察组")])
    guest = WitnessDevice.objects.select_related("source__draw").get(invited=True)
    guest = actions.claim_link(by=guest_of(guest, origin=""), device=guest, secret="x" * 40)
    phones = [
        Phone(ground.actor("witness1"), draw.sources.get(user_id=ground.users["witness1"].pk)),
        Phone(guest_of(guest, origin=""), guest.source),
    ]
    for phone in phones:
        phone.commit()
    return actions.publish_commitment(by=ground.actor("operator"), draw=draw), phones


def test_devices_sign_m_before_reveals_before_result_and_the_transcript_proves_it(ground, tmp_path):
    draw, phones = two_phones(ground)
    refused("draws.m_unsigned", phones[0].reveal)
    refused("draws.bad_signature", phones[0].attest, over="m", digest="ab" * 32)
    refused("draws.nothing_to_attest", phones[0].attest, over="reveals", digest=draw.manifest_hash)
    phones[0].attest("m", draw.manifest_hash)
    error = refused("draws.m_unsigned", phones[0].reveal)
    assert "李四（派驻纪检监察组）" in error.words()
    phones[1].attest("m", draw.manifest_hash)
    phones[0].reveal()
    draw.refresh_from_db()
    assert draw.reveals_hash == ""
    phones[1].reveal()
    draw.refresh_from_db()
    assert len(draw.reveals_hash) == 64
    operator = ground.actor("operator")
    phones[0].attest("reveals", draw.reveals_hash)
    refused("draws.reveals_unsigned", actions.draw_now, by=operator, draw=draw)
    phones[1].attest("reveals", draw.reveals_hash)
    phones[1].attest("reveals", draw.reveals_hash)  # twice is once
    draw = actions.draw_now(by=operator, draw=draw)
    for phone in phones:
        phone.sign(draw)
    draw = actions.sign(by=operator, draw=draw)
    assert draw.state == states.SIGNED
    assert DeviceSignature.objects.filter(draw=draw).count() == 6
    report = verify_transcript(
        io.BytesIO(attesting.whole_transcript(draw)), log_keys={ledger.origin(): ledger.public_key()}
    )
    assert report.ok, report.refusals
    steps = {step.code: step for step in report.steps}
    assert steps["signatures"].counts == {"signatures": 6}
    assert steps["log"].counts == {"proofs": 3, "known": 3, "stamps": 0}
    assert "order_of_events" not in {one.code for one in report.unproven}
    path = tmp_path / "record.zip"
    path.write_bytes(attesting.whole_transcript(draw))
    for program in ([VERIFIER], ["-m", "mingqian.cli.lot", "verify"]):
        told = [sys.executable, *program, "--json", "--log-key", ledger.verifier_key(), path]
        apart = subprocess.run(told, capture_output=True, text=True, check=False)
        assert apart.returncode == 0, apart.stdout + apart.stderr
        assert json.loads(apart.stdout)["ok"]
        assert "order_of_events" not in apart.stdout
    wrong = [sys.executable, "-m", "mingqian.cli.lot", "verify", "--log-key", "某+00+AA==", path]
    refusal = subprocess.run(wrong, capture_output=True, text=True, check=False)
    assert refusal.returncode == 2
    assert "日志公钥的写法不对" in refusal.stderr
    order = Event.objects.filter(action__in=("draws.draw.commit", "draws.draw.reveals", "draws.draw.draw"))
    assert [e.action for e in order.order_by("number")] == [
        "draws.draw.commit", "draws.draw.reveals", "draws.draw.draw",
    ]  # fmt: skip
    attested = [e.number for e in Event.objects.filter(action="draws.witness.attest")]
    revealed = [e.number for e in Event.objects.filter(action="draws.source.reveal")]
    assert max(attested[:2]) < min(revealed), "m is signed by every device before any source is opened"


def test_a_phone_is_told_to_load_again_only_when_it_has_something_else_to_show(ground):
    draw, (account, guest) = two_phones(ground)
    phone = Client()
    phone.force_login(ground.users["witness1"], backend="mingqian.accounts.backend.AccountBackend")
    address = reverse("draws:witness_one", args=[account.source.pk]) + "stamp/"

    def stamp():
        return phone.get(address).content

    before = stamp()
    guest.attest("m", draw.manifest_hash)
    assert stamp() == before, "another's signature changes nothing on a phone that still has to compare"
    account.attest("m", draw.manifest_hash)
    before = stamp()
    guest.reveal()
    assert stamp() == before, "a value may be being typed"
    account.reveal()
    after = stamp()
    assert after != before
    guest.attest("reveals", type(draw).objects.get(pk=draw.pk).reveals_hash)
    assert stamp() == after


def test_a_forged_signature_in_the_transcript_is_refused(ground):
    draw, phones = two_phones(ground)
    for phone in phones:
        phone.attest("m", draw.manifest_hash)
    for phone in phones:
        phone.reveal()
    draw.refresh_from_db()
    for phone in phones:
        phone.attest("reveals", draw.reveals_hash)
    draw = actions.draw_now(by=ground.actor("operator"), draw=draw)
    other = Phone(phones[0].by, phones[0].source)
    DeviceSignature.objects.filter(source=phones[0].source, over="m").update(
        sig=other.sig(draw.manifest_hash)
    )
    for by in (phones[0].by, phones[1].by, ground.actor("operator")):
        draw = actions.sign(by=by, draw=draw)
    report = verify_transcript(io.BytesIO(attesting.whole_transcript(draw)))
    assert not report.ok
    assert {r.code for r in report.refusals} == {"signature_bad"}


def test_a_link_is_used_once_and_bound_to_one_browser(ground):
    draw = ground.lock(witness_ids=[], guests=[Invited("李四", "派驻纪检监察组")])
    device = WitnessDevice.objects.get(source__draw=draw)
    address = reverse("draws:invited", args=[device.token])
    phone, thief = Client(), Client()
    page = phone.get(address)
    assert "李四" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"].startswith("noindex")
    assert phone.post(address).status_code == 302
    assert phone.post(address, {"act": ""}).status_code == 302  # pressed twice
    thief.get(address)
    stolen = thief.post(address)
    assert stolen.status_code == 409
    assert "只能用一次" in stolen.content.decode()
    assert thief.get(address + "stamp/").status_code == 403
    assert thief.get(address + "list/").status_code == 404
    value = secrets.token_hex(32)
    promise = commit_value(value, get_hash("sha256"))
    assert thief.post(address, {"act": "commit", "commitment": promise}).status_code == 409
    assert draw.sources.get().commitment == ""
    assert phone.post(address, {"act": "commit", "commitment": promise}).status_code == 302
    assert phone.post(address, {"act": "commit", "commitment": promise}).status_code == 302
    assert draw.sources.get().commitment == promise
    assert "承诺已收到" in phone.get(address).content.decode()
    assert Client().get(reverse("draws:invited", args=["x" * 22])).status_code == 404


def test_a_new_link_takes_the_place_from_the_old_phone(ground):
    draw = ground.lock(witness_ids=[], guests=[Invited("李四", "派驻纪检监察组")])
    device = WitnessDevice.objects.get(source__draw=draw)
    old, new = Client(), Client()
    first = reverse("draws:invited", args=[device.token])
    old.get(first)
    old.post(first)
    renewed = actions.renew_link(by=ground.actor("operator"), source=device.source)
    assert old.get(first).status_code == 404
    second = reverse("draws:invited", args=[renewed.token])
    new.get(second)
    assert new.post(second).status_code == 302
    assert "这是您的随机数" in new.get(second).content.decode()
    assert Event.objects.filter(action="draws.witness.invite").count() == 1


def test_a_link_lapses(ground):
    draw = ground.lock(witness_ids=[], guests=[Invited("李四", "派驻纪检监察组")])
    device = WitnessDevice.objects.get(source__draw=draw)
    token = device.token
    device.token_until = draw.locked_at
    device.save()
    assert Client().get(reverse("draws:invited", args=[token])).status_code == 404
    refused(
        "draws.link_lapsed",
        actions.claim_link,
        by=guest_of(device, origin=""),
        device=device,
        secret="y" * 40,
    )


def test_a_guest_reaches_nothing_else(ground):
    draw, phones = two_phones(ground)
    guest, other = phones[1].by, phones[0].source
    refused("draws.not_your_source", actions.reveal_value, by=guest, source=other, value="a" * 64)
    refused("acts.not_permitted", actions.draw_now, by=guest, draw=draw)
    refused("acts.not_permitted", actions.renew_link, by=guest, source=other)
    assert list(queries.visible_draws(guest)) == [draw]
    client = Client()
    assert client.get(reverse("draws:room", args=[ground.campaign.pk])).status_code == 302


def test_a_guest_sees_the_list_until_dispatch_and_the_look_is_recorded(ground):
    draw, phones = two_phones(ground)
    for phone in phones:
        phone.attest("m", draw.manifest_hash)
    for phone in phones:
        phone.reveal()
    draw.refresh_from_db()
    for phone in phones:
        phone.attest("reveals", draw.reveals_hash)
    draw = actions.draw_now(by=ground.actor("operator"), draw=draw)
    guest = phones[1].by
    assert queries.drawn_list(guest, draw, what="见证人手机").count() == 6
    look = Event.objects.filter(action="draws.list.read").latest("number")
    assert (look.actor_id, look.actor_name) == (None, "李四")
    for by in (phones[0].by, guest, ground.actor("operator")):
        draw = actions.sign(by=by, draw=draw)
    assert PresenceSignature.objects.filter(draw=draw, user_id=None, name="李四").count() == 1
    draw = actions.mark_dispatched(by=ground.actor("operator"), draw=draw)
    assert queries.why_list_secret(guest, draw)


def test_a_witness_without_a_device_of_ours_is_not_waited_for(ground):
    """Promises worked out by other means carry no key: the draw goes on, and they sign by name."""
    draw = ground.revealed()
    assert actions.draw_now(by=ground.actor("operator"), draw=draw).state == states.DRAWN
    assert not DeviceSignature.objects.exists()


def test_two_of_one_name_and_office_are_refused(ground):
    twice = [Invited("李四", "派驻纪检监察组"), Invited("李四", "派驻纪检监察组")]
    refused("draws.same_source_twice", ground.lock, witness_ids=[], guests=twice)
    refused("draws.guest_unnamed", ground.lock, witness_ids=[], guests=[Invited("李四", "")])
    operator = ground.actor("operator")
    refused("draws.witness_is_operator", ground.lock, witness_ids=[], guests=[Invited(operator.name, "甲")])
