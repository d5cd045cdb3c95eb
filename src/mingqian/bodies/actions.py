"""Recording who leads, who answers for what, who organises a joint check and how it is provided for."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.bodies.models import Charge, JointArrangement, LeadingGroup, Support
from mingqian.bodies.standing import Asked, arranged, duties, groups, provisions
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind


def _own(by: Actor, agency_id: int) -> None:
    if by.agency_id is not None and by.agency_id != agency_id:
        raise Refused("bodies.not_yours")


def _text(value: str, field: str, what: str, most: int, *, needed: bool = False) -> str:
    tidy = " ".join(value.replace("\x00", "").split()) if most <= 300 else value.replace("\x00", "").strip()
    if needed and not tidy:
        raise Refused("bodies.missing", field=field, what=what)
    if len(tidy) > most:
        raise Refused("bodies.too_long", field=field, what=what, most=most, now=len(tidy))
    return tidy


def _past(day: date | None, field: str, what: str) -> date:
    if day is None:
        raise Refused("bodies.missing", field=field, what=what)
    if day > timezone.localdate():
        raise Refused("bodies.future", field=field, what=what)
    return day


def _as_said(asked: Asked | None, chosen: str, field: str, reason: str) -> None:
    """Another than the document names needs its reason."""
    if asked is not None and chosen != asked.words and not reason:
        raise Refused("bodies.differs", field=field, said=asked.words, citation=asked.citation)


@action(Permission.BODIES_EDIT, event="bodies.group.record")
def record_group(
    *,
    by: Actor,
    agency: Agency,
    pack_id: str,
    name: str,
    head: str,
    head_post: str,
    office: str,
    paper: str,
    since: date | None,
    deputies: str = "",
    members: str = "",
    office_head: str = "",
    differs: str = "",
) -> LeadingGroup:
    """Record the leading group one document asks for, or that it changed. Head and office as the document has them, else
    with a reason. Raises `Refused`: bodies.not_yours, rule_unknown, missing, too_long, future, differs.
    """
    _own(by, agency.pk)
    asked = next((one for one in groups(agency) if one.pack_id == pack_id), None)
    if asked is None:
        raise Refused("bodies.rule_unknown")
    reason = _text(differs, "differs", "与文件不同的理由", 300)
    post = _text(head_post, "head_post", "组长职务", 120, needed=True)
    seat = _text(office, "office", "办公室设在", 120, needed=True)
    _as_said(asked.head, post, "differs", reason)
    _as_said(asked.office, seat, "differs", reason)
    made = LeadingGroup.objects.create(
        agency=agency,
        pack_id=pack_id,
        name=_text(name, "name", "名称", 120, needed=True),
        head=_text(head, "head", "组长", 60, needed=True),
        head_post=post,
        deputies=_text(deputies, "deputies", "副组长", 1000),
        members=_text(members, "members", "成员", 2000),
        office=seat,
        office_head=_text(office_head, "office_head", "办公室主任", 60),
        differs=reason,
        paper=_text(paper, "paper", "成立的文件和文号", 200, needed=True),
        since=_past(since, "since", "成立（调整）日期"),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="bodies.group.record",
        obj=("bodies.leadinggroup", made.pk),
        reason=reason,
        details={"name": made.name, "pack": pack_id},
    )
    return made


@action(Permission.BODIES_EDIT, event="bodies.charge.record")
def record_charge(
    *,
    by: Actor,
    agency: Agency,
    pack_id: str,
    key: str,
    word: str,
    since: date | None,
    unit: Unit | None = None,
    item: str = "",
    paper: str = "",
) -> Charge:
    """Record which unit answers for what a document assigns, or which paper issued a rule of work.

    Raises `Refused`: bodies.not_yours, rule_unknown, unit_elsewhere, unit_or_paper, missing, too_long, future.
    """
    _own(by, agency.pk)
    duty = next(
        (one for one in duties(agency) if (one.pack_id, one.key, one.word) == (pack_id, key, word)), None
    )
    if duty is None:
        raise Refused("bodies.rule_unknown")
    if unit is not None and unit.agency_id != agency.pk:
        raise Refused("bodies.unit_elsewhere", field="unit", unit=unit.name)
    said = _text(paper, "paper", "文件和文号", 200, needed=duty.rule_of_work)
    if unit is None and not said:
        raise Refused("bodies.unit_or_paper", field="unit")
    made = Charge.objects.create(
        agency=agency,
        pack_id=pack_id,
        key=key,
        word=word,
        item=_text(item, "item", "事项或者领域", 120, needed=duty.by_item),
        unit=unit,
        paper=said,
        since=_past(since, "since", "起始日期"),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="bodies.charge.record",
        obj=("bodies.charge", made.pk),
        details={"word": made.word, "pack": pack_id, "unit": unit.name if unit else ""},
    )
    return made


def _joint(by: Actor, campaign: Campaign) -> Campaign:
    held = Campaign.objects.select_related("line__plan").get(pk=campaign.pk)
    _own(by, held.agency_id)
    if held.kind != LineKind.JOINT:
        raise Refused("bodies.not_joint", campaign=held.title)
    return held


@action(Permission.CAMPAIGNS_EDIT, event="bodies.joint.arrange")
def arrange_joint(
    *, by: Actor, campaign: Campaign, organiser: str, initiator: str = "", partner: str = "", reason: str = ""
) -> JointArrangement:
    """Record who organises and initiates a joint check: whom the document names, else another with a reason.

    Raises `Refused`: bodies.not_yours, not_joint, missing, too_long, differs.
    """
    held = _joint(by, campaign)
    stands = arranged(held)
    why = _text(reason, "reason", "与文件不同的理由", 300)
    given = {
        "organiser": _text(organiser, "organiser", "组织、协调", 120, needed=True),
        "initiator": _text(initiator, "initiator", "发起部门", 120, needed=stands.initiator is not None),
        "partner": _text(partner, "partner", "配合部门", 300),
    }
    for name in ("organiser", "initiator"):
        _as_said(getattr(stands, name), given[name], "reason", why)
    made = JointArrangement.objects.create(
        campaign=held, reason=why, made_by=by.name, made_at=timezone.now(), **given
    )
    record(
        by=by,
        action="bodies.joint.arrange",
        obj=("plans.campaign", held.pk),
        reason=why,
        details={"number": held.number, "organiser": made.organiser},
    )
    return made


@action(Permission.CAMPAIGNS_EDIT, event="bodies.joint.provide")
def provide(*, by: Actor, campaign: Campaign, word: str, said: str, settled_on: date | None) -> Support:
    """Record how one provision of a joint check was met (鹤壁 六(二)).

    Raises `Refused`: bodies.not_yours, not_joint, rule_unknown, missing, too_long, future.
    """
    held = _joint(by, campaign)
    if word not in {one.word for one in provisions(held)}:
        raise Refused("bodies.rule_unknown")
    made = Support.objects.create(
        campaign=held,
        word=word,
        said=_text(said, "said", f"{word}怎样落实", 300, needed=True),
        settled_on=_past(settled_on, "settled_on", "落实日期"),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="bodies.joint.provide",
        obj=("plans.campaign", held.pk),
        details={"number": held.number, "word": word},
    )
    return made
