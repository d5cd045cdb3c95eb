"""RFC 3161 stamps from a real authority of this machine's own: `openssl ts` behind a loopback HTTP server."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from rfc3161_client import decode_timestamp_response

from mingqian.acts.refusal import Refused
from mingqian.draws import actions, attesting
from mingqian.draws.actions.stamping import fetch_stamps, keep_missing_stamps
from mingqian.draws.models import TimeStamp
from mingqian.draws.stamping import NoStamp, request_stamp
from mingqian.lot.verify import verify_transcript

VERIFIER = Path(__file__).resolve().parents[3] / "verifier" / "mingqian_verify.py"

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa_cert]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
{certs}signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
tsa_name = yes
"""


def openssl(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *arguments], cwd=folder, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def make_authority(folder: Path, name: str) -> None:
    (folder / "conf").write_text(CONFIG.format(folder=folder, name=name, certs=""))
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "rsa:2048", "-nodes", "-config", "conf", "-days", "30")
    openssl(folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-extensions", "ca")
    (folder / "conf").write_text(CONFIG.format(folder=folder, name=f"{name} TSA", certs=""))
    openssl(folder, "req", "-new", *key[:-2], "-keyout", "tsa.key", "-out", "tsa.csr")
    openssl(
        folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "7",
        "-days", "30", "-extfile", "conf", "-extensions", "tsa_cert", "-out", "tsa.pem",
    )  # fmt: skip


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """(address, folder) of a time stamp server; `folder/broken` makes it answer with nonsense."""
    if shutil.which("openssl") is None:
        pytest.skip("没有 openssl 命令")
    folder = tmp_path_factory.mktemp("tsa")
    make_authority(folder, "Test")

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "query").write_bytes(body)
            reply = b"no"
            if not (folder / "broken").exists():
                openssl(
                    folder,
                    "ts",
                    "-reply",
                    "-config",
                    "conf",
                    "-section",
                    "one",
                    "-queryfile",
                    "query",
                    "-out",
                    "reply",
                )
                reply = (folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    server.server_close()


@pytest.fixture
def pinned(authority, settings) -> Path:
    settings.TSA_URL, settings.TSA_ROOT = authority[0], str(authority[1] / "ca.pem")
    return authority[1]


def test_a_real_token_verifies_and_tells_the_time(pinned):
    stamp = request_stamp(b"\x07" * 32)
    assert abs(stamp.at - timezone.now()) < timedelta(minutes=1)
    assert stamp.authority == "127.0.0.1"
    (pinned / "kept.tsr").write_bytes(stamp.token)
    (pinned / "data").write_bytes(b"\x07" * 32)
    said = openssl(pinned, "ts", "-verify", "-data", "data", "-in", "kept.tsr", "-CAfile", "ca.pem")
    assert b"OK" in said, "anybody can check it with openssl alone"


def test_an_authority_that_lists_its_chain_out_of_order_is_pinned_with_its_own_certificate(pinned, settings):
    plain = (pinned / "conf").read_text()
    (pinned / "conf").write_text(plain.replace("[one]\n", f"[one]\ncerts = {pinned}/ca.pem\n"))
    try:
        (pinned / "bundle.pem").write_bytes(
            (pinned / "ca.pem").read_bytes() + (pinned / "tsa.pem").read_bytes()
        )
        settings.TSA_ROOT = str(pinned / "bundle.pem")
        assert request_stamp(b"\x08" * 32).token
    finally:
        (pinned / "conf").write_text(plain)


def test_another_root_or_nonsense_or_silence_is_no_stamp(pinned, settings, tmp_path):
    make_authority(tmp_path, "Other")
    settings.TSA_ROOT = str(tmp_path / "ca.pem")
    with pytest.raises(NoStamp, match="没有通过验证"):
        request_stamp(b"\x07" * 32)
    settings.TSA_ROOT = str(pinned / "ca.pem")
    (pinned / "broken").touch()
    try:
        with pytest.raises(NoStamp, match="没有通过验证"):
            request_stamp(b"\x07" * 32)
    finally:
        (pinned / "broken").unlink()
    settings.TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(NoStamp, match="没有应答"):
        request_stamp(b"\x07" * 32)


def test_every_digest_of_a_draw_is_stamped_and_public(pinned, ground):
    draw, values = ground.committed()
    assert keep_missing_stamps(draw.pk) == 1
    for name, value in values.items():
        actions.reveal_value(
            by=ground.actor(name), source=draw.sources.get(user_id=ground.users[name].pk), value=value
        )
    draw = actions.draw_now(by=ground.actor("operator"), draw=draw)
    assert keep_missing_stamps(draw.pk) == 2
    assert keep_missing_stamps(draw.pk) == 0
    digests = {"m": draw.manifest_hash, "reveals": draw.reveals_hash, "results": draw.results_hash}
    address = f"/open/draws/{draw.manifest_hash[:16]}/"
    for what, digest in digests.items():
        answer = Client().get(f"{address}stamps/{what}.tsr")
        assert answer["Content-Type"] == "application/timestamp-reply"
        info = decode_timestamp_response(answer.content).tst_info
        assert info.message_imprint.message == hashlib.sha256(bytes.fromhex(digest)).digest()
    assert Client().get(address).content.decode().count("的可信时间戳</a>") == 3


def test_the_transcript_carries_the_stamps_and_every_verifier_reads_them(pinned, ground, tmp_path):
    """Real tokens on the proofs' extra lines: three programs read the same times, openssl checks who signed them, and a
    token whose time was altered is refused by all.
    """
    draw = ground.signed()
    before = attesting.whole_transcript(draw)
    assert keep_missing_stamps(draw.pk) == 3, (
        "after everybody signed: the transcript takes them up when it is opened"
    )
    record = tmp_path / "t.zip"
    record.write_bytes(attesting.whole_transcript(draw))
    with record.open("rb") as file:
        report = verify_transcript(file)
    assert report.ok, report.refusals
    assert set(report.stamps) == {"m", "reveals", "results"}
    kept = dict(draw.stamps.values_list("what", "stamped_at"))
    said = {one.params["what"]: one.params["at"] for one in report.unproven if one.code == "stamp_signature"}
    assert {what: datetime.fromisoformat(at) for what, at in said.items()} == kept
    python = [sys.executable, str(VERIFIER), str(record), "--json", "--stamps", str(tmp_path)]
    answer = subprocess.run(python, capture_output=True, text=True, check=True).stdout
    for at in said.values():
        assert at in answer
    for what in ("m", "reveals", "results"):
        command = re.search(rf"openssl (ts -verify -digest \w+ -token_in -in {what}\.tst) -CAfile", answer)
        assert command
        assert (tmp_path / f"{what}.tst").read_bytes() == report.stamps[what]
        assert b"OK" in openssl(tmp_path, *command[1].split(), "-CAfile", str(pinned / "ca.pem"))
    bent = io.BytesIO(before)
    token = report.stamps["m"]
    at = token.index(b"Z", token.index(b"\x18\x0f" + said["m"][:4].encode())) - 1
    altered = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
    with zipfile.ZipFile(record) as whole, zipfile.ZipFile(bent, "w") as changed:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "log.json":
                data = data.replace(b64encode(token), b64encode(altered))
            changed.writestr(name, data)
    report = verify_transcript(bent)
    assert [one.code for one in report.refusals] == ["stamp_digest"]
    record.write_bytes(bent.getvalue())
    done = subprocess.run(python, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "12.4" in done.stdout


def test_without_the_network_the_draw_goes_on_and_the_stamp_is_asked_for_later(pinned, ground, settings):
    right, settings.TSA_URL = settings.TSA_URL, "http://127.0.0.1:9/"
    draw, _ = ground.committed()
    with pytest.raises(Refused) as caught:
        fetch_stamps(ground.actor("operator"), draw)
    assert caught.value.code == "draws.no_stamp"
    settings.TSA_URL = right
    assert fetch_stamps(ground.actor("operator"), draw) == 1
    assert TimeStamp.objects.get(draw=draw).what == "m"
    settings.TSA_URL = ""
    with pytest.raises(Refused) as caught:
        fetch_stamps(ground.actor("operator"), draw)
    assert caught.value.code == "draws.no_authority"


@pytest.mark.django_db(transaction=True)
def test_the_stamp_comes_by_itself_after_the_commit(pinned):
    from ground import make_ground

    ground = make_ground()
    before = set(threading.enumerate())
    draw, _ = ground.committed()
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=20)
    assert TimeStamp.objects.filter(draw=draw, what="m").exists()
