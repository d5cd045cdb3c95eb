"""网上投诉举报: sent in by the public, taken in like a call by whoever is on duty or by the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from mingqian.accounts.models import Agency, User
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.complaints import attachments, codes
from mingqian.complaints.actions.steps import hold, leave, move, next_number, note_step
from mingqian.complaints.actions.telling import matter, tell
from mingqian.complaints.models import Attachment, Complaint, Person
from mingqian.complaints.rules import WEB, Rules
from mingqian.complaints.scope import arrangement, in_office, on_duty, require_registers, visible
from mingqian.complaints.states import SENT
from mingqian.inspections.limits import text
from mingqian.registers.models import Subject

MOST_AN_HOUR = 60
"""Taken in one hour from everybody together: more is no public, but a machine."""
SENDER = "公众"
WORDS = (
    "about", "danger", "kind", "fatal", "subject_name", "place", "content", "accused_words", "name", "phone", "address",
)  # fmt: skip
"""The fields of the public form."""


@action(
    None,
    event="complaints.complaint.submit",
    why_unguarded="公众提交：本单位决定开设才收，限次数，只能新增，看不到任何已有的内容",
)
def submit(
    *, by: Actor, agency_id: int, once: str, words: Mapping[str, str], files: Sequence[bytes] = ()
) -> str:
    """Keep what the public sent in and return its query code; the same form sent twice is one complaint.

    `by` bears no address: who complains may stay unknown. Raises `Refused`: complaints.web_closed, web_busy, those of
    `telling`, accused, and of the attachments.
    """
    rules = Rules(agency_id)
    if not rules.offers_web:
        raise Refused("complaints.web_closed")
    code = codes.code_of(once, (words.get(name, "") for name in WORDS))
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    blind = codes.blinded(code)
    before = Complaint.objects.filter(query_blind=blind).first()
    if before is not None:
        leave(by, before, "complaints.complaint.submit")
        return code
    now = timezone.now()
    recent = Complaint.objects.filter(agency=agency, way=WEB, received_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise Refused("complaints.web_busy")
    about, officers = matter(rules, words.get("about", ""), officers=False)
    told = tell(
        rules,
        about=about,
        officers=officers,
        danger=words.get("danger", ""),
        kind=words.get("kind", ""),
        whom=words.get("subject_name", ""),
        place=words.get("place", ""),
        content=words.get("content", ""),
    )
    accused_words = text(words.get("accused_words", ""), "accused_words", 200) if officers else ""
    if officers and not accused_words:
        raise Refused("complaints.web_accused", field="accused_words")
    person = {
        "name": text(words.get("name", ""), "name", 60),
        "phone": text(words.get("phone", ""), "phone", 60),
        "address": text(words.get("address", ""), "address", 200),
    }
    checked = attachments.check(files)
    subject = None if officers else in_register(agency_id, told["subject_name"])
    complaint = Complaint.objects.create(
        agency=agency,
        number=next_number(agency_id, timezone.localdate(now).year, officers=officers),
        way=WEB,
        **told,
        fatal=words.get("fatal", "") == "1",
        subject=subject,
        anonymous=not any(person.values()),
        accused=_named(agency, f"{accused_words}\n{told['content']}") if officers else [],
        accused_words=accused_words,
        received_at=now,
        taken_at=now,
        taken_by=SENDER,
        state=SENT,
        query_blind=blind,
    )
    people = [Person.objects.create(complaint=complaint, **person)] if any(person.values()) else []
    attachments.keep(complaint, checked)
    note_step(complaint, by, "网上提交")
    leave(by, complaint, "complaints.complaint.submit", *people)
    return code


def in_register(agency_id: int, words: str) -> Subject | None:
    """The enterprise whose name or code is exactly this; None where there is none or more than one."""
    said = words.strip()
    if not said:
        return None
    rows = Subject.objects.filter(agency_id=agency_id, retired_at=None).exclude(code_kind="person")
    found = list(rows.filter(Q(name=said) | Q(code=said.upper()))[:2])
    return found[0] if len(found) == 1 else None


def _named(agency: Agency, words: str) -> list[int]:
    """The accounts whose names occur: nobody who may be meant sees it before somebody has looked."""
    people = sorted(
        User.objects.filter(agency=agency).exclude(name="").values_list("name", "pk"),
        key=lambda one: -len(one[0]),
    )
    found, rest = [], words
    for name in dict.fromkeys(name for name, _ in people):  # the longest first: 王伟 is not meant by 王伟明
        if name in rest:
            rest = rest.replace(name, "\x00")
            found += [pk for each, pk in people if each == name]
    return sorted(found)


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.accept")
def accept(
    *, by: Actor, complaint: Complaint, subject_words: str = "", accused: Iterable[int] = ()
) -> Complaint:
    """受理 what was sent in: by the office it is registered at once, on duty it waits for the hand-over like a call.

    `subject_words`: name or code by which the register knows the enterprise; `accused`: further accounts of those
    complained of. Raises `Refused`: complaints.not_yours, no_shift, register_unknown, wrong state.
    """
    held = hold(complaint)
    held_by = arrangement(held.agency_id)
    if not visible(by).filter(pk=held.pk).exists():
        raise Refused("complaints.not_yours")
    if held.officers or in_office(by, held_by):
        require_registers(by, held)
        shift = None
    else:
        shift = on_duty(by)
        if shift is None:
            raise Refused("complaints.not_yours")
    move(held, "accept" if shift else "accept_register")
    if subject_words.strip() and not held.officers:
        subject = in_register(held.agency_id, subject_words)
        if subject is None:
            raise Refused(
                "complaints.register_unknown", field="subject_words", words=subject_words.strip()[:60]
            )
        held.subject = subject
    now = timezone.now()
    held.taken_at, held.taken_by, held.taken_by_id, held.shift = now, by.name, by.user_id, shift
    if held.officers:
        known = User.objects.filter(agency_id=held.agency_id, pk__in=list(accused)).values_list(
            "pk", flat=True
        )
        held.accused = sorted({*held.accused, *known})
    if shift is None:
        held.registered_at, held.registered_by = now, by.name
    held.save()
    note_step(held, by, "受理" if shift else "受理、登记")
    leave(by, held, "complaints.complaint.accept")
    return held


@action(
    None,
    event="complaints.attachment.read",
    why_unguarded="查看附件须留痕；能否查看由 scope.visible 判断",
)
def read_attachment(*, by: Actor, attachment: Attachment) -> bytes:
    """The file, noting the look. Raises `Refused`: complaints.not_yours."""
    one = attachment.complaint
    if not visible(by).filter(pk=one.pk).exists():
        raise Refused("complaints.not_yours")
    record(
        by=by,
        action="complaints.attachment.read",
        obj=("complaints.complaint", one.pk),
        details={"number": one.number},
    )
    return attachments.opened(attachment)
