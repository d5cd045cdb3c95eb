"""Keeping the time stamps of a draw's digests."""

from __future__ import annotations

import logging

from mingqian.accounts.current import system_actor
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.models import Draw, LogEntry, TimeStamp
from mingqian.draws.stamping import NoStamp, Stamp, configured, request_stamp

log = logging.getLogger(__name__)


@action(None, event="draws.stamp.keep", why_unguarded="时间戳由外面的机构签发，先验证后保存，谁来取都一样")
def keep_stamp(*, by: Actor, entry: LogEntry, stamp: Stamp) -> TimeStamp:
    """Keep a verified stamp beside its logged digest; the first one stays."""
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=entry.draw_id)
    row = TimeStamp.objects.filter(draw=draw, what=entry.what).first()
    if row is None:
        row = TimeStamp.objects.create(
            draw=draw, what=entry.what, authority=stamp.authority, token=stamp.token, stamped_at=stamp.at
        )
    record(
        by=by,
        action="draws.stamp.keep",
        rows=[row],
        obj=("draws.draw", draw.pk),
        details={
            "draw": draw.number,
            "attempt": draw.attempt,
            "what": entry.get_what_display(),
            "digest": entry.record,
        },
    )
    return row


def keep_missing_stamps(draw_id: int, by: Actor | None = None) -> int:
    """Fetch every stamp a draw still lacks, one after another; returns how many came. The network may be cut: then none."""
    kept = 0
    have = set(TimeStamp.objects.filter(draw_id=draw_id).values_list("what", flat=True))
    for entry in LogEntry.objects.filter(draw_id=draw_id).exclude(what__in=have):
        try:
            stamp = request_stamp(bytes.fromhex(entry.record))
        except NoStamp as error:
            log.warning("%s", error)
            break
        keep_stamp(by=by or system_actor("时间戳"), entry=entry, stamp=stamp)
        kept += 1
    return kept


def fetch_stamps(by: Actor, draw: Draw) -> int:
    """The same at a person's wish. Raises `Refused` (draws.no_authority, draws.no_stamp)."""
    if not configured():
        raise Refused("draws.no_authority")
    kept = keep_missing_stamps(draw.pk, by)
    if not kept and draw.stamps.count() < draw.log_entries.count():
        raise Refused("draws.no_stamp")
    return kept
