"""Signatures of those present and proofs of a log: good ones hold, bad ones refuse, missing ones are named."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mingqian import lot
from mingqian.lot import merkle, tlog

KEY = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
LOG = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
LOG_PUBLIC = LOG.public_key().public_bytes_raw()
ORIGIN = "log.example.gov.cn/draws"
SHA256 = lot.get_hash("sha256")


@pytest.fixture(scope="module", params=["sha256", "sm3"])
def made(request, make_draw):
    return make_draw(hash=request.param, people=3 if request.param == "sm3" else 0)


def records(made):
    result = made.transcript.result
    return {"m": result.m, "reveals": result.reveals_digest, "results": result.results_digest()}


def signature(over, message, **changes):
    line = {
        "alg": "ed25519", "key": PUBLIC.hex(), "name": "派驻纪检监察组", "over": over,
        "sig": KEY.sign(message).hex(),
    }  # fmt: skip
    return {**line, **changes}


def logged(records, *, sign=LOG, origin=ORIGIN):
    """Proofs of all records in a log that holds other things too."""
    entries = [b"one", records["m"], b"two", records["reveals"], records["results"], b"three"]
    root = merkle.root(entries, SHA256)
    text = tlog.write_checkpoint(origin, len(entries), root)
    note = (
        text
        + "\n"
        + tlog.note_signature_line(origin, sign.public_key().public_bytes_raw(), sign.sign(text.encode()))
    )
    out = []
    for what, record in records.items():
        index = entries.index(record)
        path = merkle.inclusion_path(entries, index, SHA256)
        out.append({"what": what, "proof": tlog.write_proof(index, path, note)})
    return out


def codes(report):
    return {error.code for error in report.refusals}


def test_good_signatures_hold_over_all_three(made, verify):
    signatures = [signature(over, message) for over, message in records(made).items()]
    report = verify(made.files(signatures=signatures))
    assert report.ok
    assert "unsigned" not in {one.code for one in report.unproven}
    assert "signers" in {one.code for one in report.unproven}


def test_bad_signatures_refuse(made, verify):
    over = records(made)
    for line, code in (
        (signature("m", over["reveals"]), "signature_bad"),
        (signature("results", over["m"]), "signature_bad"),
        (signature("m", over["m"], sig="0" * 128), "signature_bad"),
        (signature("m", over["m"], key="f" * 64), "signature_bad"),
        (signature("m", over["m"], key=LOG_PUBLIC.hex()), "signature_bad"),
        (signature("m", over["m"], alg="rsa"), "not_one_of"),
        (signature("seed", over["m"]), "not_one_of"),
        (signature("m", over["m"], sig="0"), "not_hex"),
        (signature("m", over["m"], extra=1), "key_unknown"),
    ):
        assert codes(verify(made.files(signatures=[signature("m", over["m"]), line]))) == {code}


def test_signatures_over_a_draw_that_was_changed_do_not_hold(made, make_draw, verify):
    other = make_draw(seed=99, hash=made.transcript.manifest["hash"])
    signatures = [signature(over, message) for over, message in records(other).items()]
    assert codes(verify(made.files(signatures=signatures))) == {"signature_bad"}


def test_logged_records_prove_the_order_to_whoever_knows_the_log(made, pack_zip):
    files = pack_zip(made.files(log=logged(records(made))))
    stranger = lot.verify_transcript(files)
    assert stranger.ok
    assert {"order_of_events", "log_key_unknown"} <= {one.code for one in stranger.unproven}
    knowing = lot.verify_transcript(files, log_keys={ORIGIN: LOG_PUBLIC})
    assert knowing.ok
    assert not {"order_of_events", "log_key_unknown"} & {one.code for one in knowing.unproven}
    assert next(step for step in knowing.steps if step.code == "log").counts == {
        "proofs": 3,
        "known": 3,
        "stamps": 0,
    }


def test_proofs_that_do_not_hold_refuse(made, verify, pack_zip):
    good = logged(records(made))

    def refused(line):
        return codes(verify(made.files(log=[line])))

    for line in good:
        proof = line["proof"]
        assert refused(line) == set()
        assert refused({**line, "what": "reveals" if line["what"] != "reveals" else "m"}) == {"log_inclusion"}
        index = proof.split("\n")[1]
        assert refused({**line, "proof": proof.replace(index, "index 0", 1)}) == {"log_inclusion"}
        for broken in (
            "", "x" + proof, proof.replace(index, "index 01"), proof.replace("\n\n", "\n"), proof[:-1],
            proof.replace("index", "Index"), proof.replace("—", "-"), proof.replace("\n\n", "\nAAAA\n\n", 1),
        ):  # fmt: skip
            assert refused({**line, "proof": broken}) == {"log_form"}
    assert refused({"what": "m", "proof": good[0]["proof"], "why": ""}) == {"key_unknown"}
    # A checkpoint under the log's name and key id, but not signed by it.
    forged = logged(records(made))[0]["proof"]
    start = forged.rindex(" ") + 1
    other = tlog.note_signature_line(ORIGIN, LOG_PUBLIC, KEY.sign(b"else")).rsplit(" ", 1)[1]
    files = pack_zip(made.files(log=[{"what": "m", "proof": forged[:start] + other}]))
    assert codes(lot.verify_transcript(files, log_keys={ORIGIN: LOG_PUBLIC})) == {"log_signature"}
    assert lot.verify_transcript(files).ok


def test_key_ids_are_those_of_the_published_note_example():
    # The key of Go's checksum database, as its verifier key "sum.golang.org+033de0ae+Ac4z…" has it.
    import base64

    raw = base64.b64decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert raw[:1] == b"\1"
    assert tlog.key_id("sum.golang.org", raw[1:]).hex() == "033de0ae"


def test_what_stands_beside_a_proof_is_named_when_it_is_no_stamp(made, verify):
    lines = [
        one | {"proof": tlog.with_extra(tlog.with_extra(one["proof"], b"\0"), b"anything")}
        for one in logged(records(made))
    ]
    report = verify(made.files(log=lines))
    assert report.ok
    assert [one.params["what"] for one in report.unproven if one.code == "extra_unknown"] == [
        "m", "reveals", "results",
    ]  # fmt: skip
    bad = [one | {"proof": tlog.with_extra(one["proof"], b"0\0")} for one in lines]
    assert codes(verify(made.files(log=bad))) == {"stamp_form"}
