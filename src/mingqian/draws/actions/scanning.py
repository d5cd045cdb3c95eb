"""The printed record, signed on paper, scanned and kept encrypted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db.models import Model
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import sealed, states
from mingqian.draws.actions.signing import complete_if_signed
from mingqian.draws.models import Draw, PresenceSignature, SignedScan
from mingqian.draws.presence import OPERATOR, unsigned
from mingqian.draws.scans import MAX_BYTES, kind_of


@action(Permission.DRAWS_OPERATE, event="draws.scan.upload")
def upload_scan(*, by: Actor, draw: Draw, data: bytes, offices: Sequence[str] = ()) -> SignedScan:
    """Keep a scan of the signed record; `offices` are those who signed on paper only and now count as signed.

    Raises `Refused` (draws.scan_kind, draws.scan_size, draws.scan_again, draws.not_missing, acts.wrong_state).
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=draw.pk)
    if draw.state not in states.RESULT:
        states.DRAW.check("sign", draw.state, draw.campaign.title)
    kind = kind_of(data)
    if len(data) > MAX_BYTES:
        raise Refused("draws.scan_size", field="scan")
    if kind is None:
        raise Refused("draws.scan_kind", field="scan")
    digest = hashlib.sha256(data).hexdigest()
    if draw.scans.filter(digest=digest).exists():
        raise Refused("draws.scan_again", field="scan")
    missing = unsigned(draw) if draw.state == states.DRAWN else []
    for office in offices:
        if office not in missing:
            raise Refused("draws.not_missing", name=office, field="offices")
    number, now = draw.scans.count() + 1, timezone.now()
    sealed.seal(draw, f"scan/{number}", [data])
    scan = SignedScan.objects.create(
        draw=draw, number=number, file_name=f"抽取记录签字件{number}.{kind[1]}", content_type=kind[0], size=len(data),
        digest=digest, offices=list(offices), uploaded_by=by.name, uploaded_at=now,
    )  # fmt: skip
    rows: list[Model] = [scan]
    names = dict(draw.sources.filter(kind="witness").values_list("label", "device__name"))
    for office in offices:
        name = by.name if office == OPERATOR else (names.get(office) or office)[:60]
        rows.append(
            PresenceSignature.objects.create(
                draw=draw, user_id=None, name=name, office=office, over=draw.results_hash, signed_at=now
            )
        )
    complete = draw.state == states.DRAWN and complete_if_signed(by, draw)
    record(
        by=by,
        action="draws.scan.upload",
        rows=[*rows, draw] if complete else rows,
        obj=("draws.draw", draw.pk),
        details={
            "draw": draw.number,
            "attempt": draw.attempt,
            "sha256": digest,
            "names": "、".join(offices),
            "complete": complete,
        },
    )
    return scan
