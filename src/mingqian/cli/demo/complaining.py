"""投诉举报 of the demonstration county: the arrangement, and a few complaints on their way."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.cli.demo.bureaus import Cast
from mingqian.complaints import actions
from mingqian.complaints.models import Complaint
from mingqian.demo.complaints import COMPLAINTS
from mingqian.demo.places import BRIGADE, LAW_UNIT
from mingqian.registers.models import Subject

OFFICE, TELEPHONE, ADDRESS = "办公室", "0600-2000000", "青禾县政务中心 6 楼办公室"


def take_complaints(cast: Cast, lead: Agency) -> None:
    """Decide who registers, take what people said, pass some of it on and bring one to its end."""
    units = {unit.name: unit for unit in Unit.objects.filter(agency=lead)}
    actions.arrange(
        by=cast.first("approver", lead),
        agency=lead,
        office=units[OFFICE],
        officers_unit=units[LAW_UNIT],
        channels={"telephone": TELEPHONE, "address": ADDRESS, "letterbox": f"{ADDRESS}，来信注明“投诉举报”"},
    )
    office = cast.acting("tousu", "complaints_officer")
    subjects = list(
        Subject.objects.filter(agency=lead, retired_at=None, complaints_count=0).order_by("pk")[
            : len(COMPLAINTS) - 1
        ]
    )
    made: list[Complaint] = [
        actions.take(
            by=office,
            agency=lead,
            way=said.way,
            content=said.content,
            received_at=timezone.now() - timedelta(days=said.days_ago),
            subject=subjects[place % len(subjects)],
            anonymous=not said.named,
            name="示范某某" if said.named else "",
            phone="0600-2000001" if said.named else "",
        )
        for place, said in enumerate(COMPLAINTS)
    ]
    brigade = units[BRIGADE]
    for one in made[:3]:
        actions.route(by=office, complaint=one, unit=brigade)
    first = actions.deal(
        by=cast.head(brigade), complaint=made[0], result="到场查看，情况属实，责令停止夜间作业、整改通风。"
    )
    actions.reply(
        by=office, complaint=first, said="查实，已责令整改。", way="电话", replied_on=timezone.localdate()
    )
    actions.close(by=office, complaint=first)
    actions.deal(by=cast.head(brigade), complaint=made[1], result="防护罩已装回，责令限期补训。")
