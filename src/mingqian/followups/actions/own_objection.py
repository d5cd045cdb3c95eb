"""异议 lodged by the enterprise itself, on the page its notice opens (高青 9.2, 信阳 二十二)."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.utils import timezone

from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.audit.models import Event
from mingqian.codes.text import tidy_code
from mingqian.followups.actions.objection import window_ends
from mingqian.followups.models import Objection
from mingqian.followups.papers import file_late
from mingqian.followups.scope import WITH_RESULT
from mingqian.followups.states import OPEN_OBJECTIONS
from mingqian.followups.typed import needed, running_number
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection
from mingqian.inspections.progress import hold
from mingqian.inspections.queries import notice_by_token
from mingqian.inspections.states import INSPECTION

LODGED, WRONG_CODE = "followups.objection.lodge", "followups.objection.wrong_code"
MOST_A_DAY = {LODGED: 2, WRONG_CODE: 5}
"""How often in 24 hours one page may lodge, and be given a code that is not its enterprise's."""


def too_often(inspection: Inspection) -> bool:
    """Whether this page was used so often that it rests until tomorrow."""
    since = (timezone.now() - timedelta(days=1)).astimezone(UTC).isoformat(timespec="milliseconds")
    of_page = Event.objects.filter(
        object_kind="inspections.inspection", object_id=inspection.pk, at__gte=since
    )
    return any(of_page.filter(action=name).count() >= most for name, most in MOST_A_DAY.items())


def _of(token: str) -> Inspection:
    notice = notice_by_token(token)
    if notice is None:
        raise Refused("inspections.token_unknown")
    return hold(notice.inspection)


def knows_code(inspection: Inspection, code: str) -> bool:
    """Whether this is the enterprise's own code; who is known by an ID number comes to the bureau instead."""
    if inspection.subject.code_kind == "person":
        return False
    return bool(code) and tidy_code(code)[0] == inspection.subject_code


@action(None, event=LODGED, why_unguarded="检查对象凭通知上的专用页提出，核对本单位代码，次数有限")
def lodge_objection(
    *, by: Actor, token: str, code: str, applicant: str, capacity: str, grounds: str
) -> Objection:
    """The enterprise objects; its term runs from this day, as if the application had come by hand.

    Raises `Refused`: token_unknown, followups.no_result, own_open, too_often, own_late, own_code, applicant, grounds.
    """
    inspection = _of(token)
    if inspection.state not in WITH_RESULT:
        raise Refused("followups.no_result", state=INSPECTION.states[inspection.state].name)
    if inspection.objections.filter(state__in=OPEN_OBJECTIONS).exists():
        raise Refused("followups.own_open")
    if too_often(inspection):
        raise Refused("followups.too_often")
    today, last = timezone.localdate(), window_ends(inspection)
    if last is not None and today > last:
        raise Refused("followups.own_late", day=f"{last.year}年{last.month}月{last.day}日")
    if not knows_code(inspection, code):
        raise Refused("followups.own_code", field="code")
    objection = Objection.objects.create(
        inspection=inspection,
        agency_id=inspection.agency_id,
        number=running_number(Objection, inspection.agency, "number", "异议"),
        received_on=today,
        applicant=needed(applicant, "applicant", 60, "followups.applicant"),
        capacity=text(capacity, "capacity", 60),
        grounds=needed(grounds, "grounds", 4000, "followups.grounds"),
        entered_at=timezone.now(),
        entered_by="检查对象（专用页）",
    )
    file_late(by, inspection, objection)
    record(
        by=by,
        action=LODGED,
        rows=[objection],
        obj=("inspections.inspection", inspection.pk),
        details={"number": objection.number, "inspection": inspection.number},
    )
    return objection


@action(None, event=WRONG_CODE, why_unguarded="记下专用页上填错的代码，只为限制次数")
def note_wrong_code(*, by: Actor, token: str) -> None:
    """A code that is not the enterprise's was tried; what was typed is not kept. Raises `Refused(token_unknown)`."""
    inspection = _of(token)
    record(
        by=by,
        action=WRONG_CODE,
        obj=("inspections.inspection", inspection.pk),
        details={"inspection": inspection.number},
    )
