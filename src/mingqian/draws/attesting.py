"""What stands beside the recomputed result: who signed it, and that it was logged in its order."""

from __future__ import annotations

import io
import json
import zipfile

from mingqian.draws import ledger, sealed
from mingqian.draws.models import Draw
from mingqian.lot.canonical import canonical
from mingqian.lot.shapes import Signature
from mingqian.lot.stamps import token_of_response
from mingqian.lot.tlog import with_extra

TRANSCRIPT = "transcript.zip"
ATTESTED = ("log.json", "signatures.json")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def device_signatures(draw: Draw) -> list[Signature]:
    """`signatures.json`."""
    return [
        {"alg": "ed25519", "key": s.key, "name": s.name, "over": s.over, "sig": s.sig}  # type: ignore[typeddict-item]
        for s in draw.device_signatures.order_by("id")
    ]


def seal_attested(draw: Draw) -> None:
    """Once everybody has signed: keep the draw's signatures and its log proofs, as they then are, for its transcript."""
    sealed.seal(draw, "log.json", [canonical(list(ledger.proofs(draw)))])
    sealed.seal(draw, "signatures.json", [canonical(list(device_signatures(draw)))])


def with_stamps(draw: Draw, log: bytes) -> bytes:
    """`log.json` with the time stamp of each digest on its proof's `extra` line (spec 12.4). They are put there when
    the transcript is opened: a stamp may come after everybody has signed.
    """
    tokens = {stamp.what: token_of_response(bytes(stamp.token)) for stamp in draw.stamps.all()}
    proofs = json.loads(log)
    for one in proofs:
        if one["what"] in tokens:
            one["proof"] = with_extra(one["proof"], tokens[one["what"]])
    return canonical(proofs)


def whole_transcript(draw: Draw) -> bytes:
    """The transcript as sealed at the draw, with what was attested after it."""
    data = sealed.opened_whole(draw, TRANSCRIPT)
    extra = {}
    for name in ATTESTED:
        try:
            extra[name] = sealed.opened_whole(draw, name)
        except KeyError:
            continue  # drawn before there were signatures and a log, or not yet signed
    if "log.json" in extra:
        extra["log.json"] = with_stamps(draw, extra["log.json"])
    if not extra:
        return data
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", allowZip64=True) as archive:
        for name, content in extra.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()
