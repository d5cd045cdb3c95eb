"""One enterprise's proof: its receipt and the manifest; after the release also what opens them.

Before the release nothing here depends on the outcome: the same bytes for the drawn and for the others.
"""

from __future__ import annotations

import json

from mingqian.draws import receipts, sealed
from mingqian.draws.actions.attesting import reveals_of
from mingqian.draws.models import Draw
from mingqian.lot.proof import Proof, make_proof, open_proof
from mingqian.registers.models import Subject


def proof_of(draw: Draw, subject: Subject) -> Proof | None:
    """The proof of an enterprise in a draw whose manifest is published; None where it is in no urn."""
    receipt = receipts.receipt_of(draw, subject)
    if receipt is None:
        return None
    manifest = json.loads(draw.manifest)
    proof = make_proof(manifest, receipt)
    if not draw.released:
        return proof
    urn = manifest["urns"][receipt["urn"]]["name"]
    last = draw.drawn.filter(urn=urn).order_by("-position").values_list("ticket", "entry_hash").first()
    return open_proof(
        proof,
        reveals_of(list(draw.sources.all())),
        sealed.opened_whole(draw, "secret").decode(),
        (bytes.fromhex(last[0]), bytes.fromhex(last[1])) if last else None,
    )
