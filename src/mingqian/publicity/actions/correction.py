"""更正 (高青 9.1): signed by the head of the executing unit with a reason, published as a new version beside the old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.followups.actions import mark_corrected
from mingqian.followups.queries import to_correct
from mingqian.inspections.law import result_words
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection
from mingqian.inspections.scope import require_unit
from mingqian.inspections.wordbook import day
from mingqian.publicity.content import Content, corrected, digest, result_content, signer
from mingqian.publicity.models import Kind, Publication, Withholding
from mingqian.publicity.publishing import make_public, require_agency, require_nothing_personal
from mingqian.publicity.states import CORRECTED, PREPARED, PUBLICATION, PUBLISHED
from mingqian.publicity.withheld import FIELDS


@action(Permission.RESULTS_REVIEW, event="publicity.correction.prepare")
def prepare_correction(
    *, by: Actor, publication: Publication, changes: Mapping[int, Mapping[str, str]], reason: str
) -> Publication:
    """The head of the unit signs a correction of a published result.

    `changes`: position of the line from 1 → {"result": code, "handling": text}; both keys as they shall read.
    Raises `Refused`: inspections.not_yours, publicity.not_public_yet, publicity.already_prepared, publicity.line_unknown,
    publicity.result_unknown, publicity.withheld_line, publicity.nothing_corrected, publicity.personal, acts.reason_required.
    """
    inspection = Inspection.objects.get(pk=publication.object_id)
    require_unit(by, inspection)
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    if held.kind not in (Kind.RESULT, Kind.CORRECTION) or held.state != PUBLISHED:
        raise Refused("publicity.not_public_yet")
    _nothing_waits(held)
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    said = _said(inspection, held, changes)
    if not said:
        raise Refused("publicity.nothing_corrected")
    content = corrected(
        held.content,
        said,
        reason=reason,
        signer=signer(inspection),
        number=held.number,
        on=day(timezone.localdate(held.published_at)),
    )
    made = _prepare(held, content, reason=reason, signed_by=by.name, signer_id=by.user_id)
    record(
        by=by,
        action="publicity.correction.prepare",
        rows=[made],
        reason=reason,
        details={"corrects": held.number, "lines": sorted(said)},
    )
    return made


AGAIN = "（更正）"


def _prepare(
    held: Publication, content: Content, *, reason: str, signed_by: str, signer_id: int | None
) -> Publication:
    require_nothing_personal(content)
    return Publication.objects.create(
        agency_id=held.agency_id,
        kind=Kind.CORRECTION,
        title=f"{held.title.removesuffix(AGAIN)}{AGAIN}",
        content=content,
        digest=digest(content),
        object_kind=held.object_kind,
        object_id=held.object_id,
        campaign_id=held.campaign_id,
        subject_name=held.subject_name,
        subject_code=held.subject_code,
        occurred_on=held.occurred_on,
        prepared_at=timezone.now(),
        prepared_by=signed_by,
        prepared_by_id=signer_id,
        supersedes=held,
        reason=reason,
        signed_by=signed_by,
    )


DISCLOSED = "原来不予公开的内容，经审定恢复公开"
"""The public reason; why it was asked for stays inside."""


@action(
    None,
    event="publicity.correction.prepare",
    why_unguarded="由恢复公开的审定动作调用，权限在那里检查",
)
def prepare_disclosure(*, by: Actor, publication: Publication, withholding: Withholding) -> Publication:
    """A correction that puts the pieces back that were withheld, over the published words as they stand now.

    Drawn up in the name of the head of the unit, who asked for it and signs: whoever decided may publish it. Raises `Refused`: publicity.already_prepared, publicity.personal.
    """
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    _nothing_waits(held)
    inspection = withholding.inspection
    whole = result_content(inspection)["lines"]
    pieces: dict[int, set[str]] = {}
    for position, piece in map(tuple, withholding.parts):
        pieces.setdefault(position, set()).add(piece)
    content = {key: said for key, said in held.content.items() if key != "withheld"}
    content["lines"] = [
        _with_pieces(line, whole[position - 1], pieces.get(position, set()))
        for position, line in enumerate(held.content["lines"], start=1)
    ]
    published = day(timezone.localdate(held.published_at))
    content = corrected(
        content,
        {position: {} for position in pieces},
        reason=DISCLOSED,
        signer=signer(inspection),
        number=held.number,
        on=published,
    )
    made = _prepare(
        held,
        content,
        reason=DISCLOSED,
        signed_by=withholding.lift_asked_by,
        signer_id=withholding.lift_asked_by_id,
    )
    record(
        by=by,
        action="publicity.correction.prepare",
        rows=[made],
        reason=DISCLOSED,
        details={"corrects": held.number, "lines": sorted(pieces)},
    )
    return made


def _with_pieces(line: Mapping[str, Any], whole: Mapping[str, Any], pieces: set[str]) -> dict[str, Any]:
    """One line with its pieces back."""
    said = {key: value for key, value in line.items() if key != "withheld"}
    if "result" in pieces:
        said |= {"result": whole["result"], "result_words": whole["result_words"]}
    if "handling" in pieces:
        said |= {"handling": whole["handling"]}
    return said


def _nothing_waits(held: Publication) -> None:
    """Raise `Refused(publicity.already_prepared)` while a correction of the same waits."""
    waiting = Publication.objects.filter(
        object_kind=held.object_kind, object_id=held.object_id, kind=Kind.CORRECTION, state=PREPARED
    )
    if waiting.exists():
        raise Refused("publicity.already_prepared", what=f"{held.subject_name}的更正")


def _said(
    inspection: Inspection, held: Publication, changes: Mapping[int, Mapping[str, str]]
) -> dict[int, dict[str, str]]:
    """The changes that change something, with the pack's wording beside each result."""
    words = result_words(inspection.campaign)
    lines = held.content["lines"]
    said: dict[int, dict[str, str]] = {}
    for position, change in changes.items():
        if not 1 <= position <= len(lines):
            raise Refused("publicity.line_unknown", position=position)
        line = lines[position - 1]
        result = change.get("result", line["result"])
        alone = "check_only" in held.content  # 鹤壁 五(五): the handling is published apart
        asked = line["handling"] if alone else change.get("handling", line["handling"])
        handling = text(asked, f"handling-{position}", 2000)
        for piece, changed in (
            ("result", result != line["result"]),
            ("handling", handling != line["handling"]),
        ):
            if changed and piece in line.get("withheld", ()):
                raise Refused("publicity.withheld_line", position=position, what=FIELDS[piece])
        if result != line["result"] and result not in words:
            raise Refused("publicity.result_unknown", field=f"result-{position}")
        if (result, handling) != (line["result"], line["handling"]):
            shown = words[result] if result != line["result"] else line["result_words"]
            said[position] = {"result": result, "result_words": shown, "handling": handling}
    return said


@action(Permission.CORRECT, event="publicity.publication.correct")
def publish_correction(*, by: Actor, publication: Publication) -> Publication:
    """Publish a signed correction; the version before stays readable, marked as corrected.

    Raises `Refused`: publicity.not_yours, wrong state, publicity.second_person, publicity.personal.
    """
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    require_agency(by, held.agency_id)
    PUBLICATION.check("publish", held.state, held.title)
    if held.kind != Kind.CORRECTION or held.supersedes_id is None:
        raise Refused("publicity.not_public_yet")
    if held.prepared_by_id is not None and held.prepared_by_id == by.user_id:
        raise Refused("publicity.second_person", name=by.name)
    before = Publication.objects.select_for_update().get(pk=held.supersedes_id)
    before.state = PUBLICATION.check("correct", before.state, before.title)
    assert before.state == CORRECTED
    before.save(update_fields=["state"])
    make_public(held, by=by)
    record(
        by=by,
        action="publicity.publication.correct",
        rows=[before, held],
        obj=("publicity.publication", held.pk),
        reason=held.reason,
        details={"number": held.number, "corrects": before.number, "digest": held.digest},
    )
    inspection = Inspection.objects.get(pk=held.object_id)
    if to_correct(inspection.objections.all()).exists():
        mark_corrected(by=by, inspection=inspection, number=held.number)
    return held
