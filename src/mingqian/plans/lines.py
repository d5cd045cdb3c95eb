"""What a line of a plan must be: the same checks when it is typed, when the plan is sent up, and for a
campaign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mingqian.accounts.models import Agency, Unit
from mingqian.acts.refusal import Refused
from mingqian.law import Pack
from mingqian.law.wording import short_name
from mingqian.plans import basis, conditions, share
from mingqian.plans.models.plan import ItemClass, LineKind, Mode, PlanLine, SpecialOrder
from mingqian.plans.packs import cite, pack_for
from mingqian.registers.models import Item, ItemStatus


def year_start(year: int) -> date:
    """The day on which the rules for a year's plan are read."""
    return date(year, 1, 1)


def article(pack: Pack, key: str, on: date) -> str:
    """ "<pack> 6.1" of a rule; the pack's name alone where it has no such rule."""
    return cite(pack, pack.get(key, on).citation) if pack.has(key, on) else short_name(pack)


def check(line: PlanLine) -> None:
    """Bring a line into its canonical form and refuse what the rules do not allow. Saves nothing.

    Sets `title`, `conditions`, `share_percent`, `share_citation`, `item_ids`, `partner_agency_ids`. Raises
    `Refused` with the field: plans.title_missing, share_malformed, share_too_low, estimated_count_missing,
    month_out_of_range, months_reversed, unit_elsewhere, and those of the functions below.
    """
    plan = line.plan
    pack, on = pack_for(plan.agency_id, plan.pack_id), year_start(plan.year)
    line.title = line.title.strip()
    if not line.title:
        raise Refused("plans.title_missing", field="title")
    if line.kind == LineKind.CROSS and not pack.has("cross_region.minimum", on):
        raise Refused("plans.no_cross_region", field="kind", pack=short_name(pack))
    check_mode(line, pack, on)
    if line.kind != LineKind.CROSS:
        require_one_grade(line.conditions, pack, on)
    line.share_percent = share.clean_percent(line.share_percent)
    line.share_reason = line.share_reason.strip()
    if line.kind == LineKind.CROSS:
        citation = pack.get("cross_region.minimum", on).citation
    elif line.special_order or share.may_depart(
        pack, line.item_class, line.conditions, line.share_reason, on
    ):
        _, citation = share.minimum_percent(pack, line.item_class, on, line.conditions)
    else:
        citation = share.check_percent(pack, line.item_class, line.share_percent, on, line.conditions)
    line.share_citation = cite(pack, citation)
    if line.estimated_count < 1:
        raise Refused(
            "plans.estimated_count_missing",
            field="estimated_count",
            citation=article(pack, "plan.contents", on),
        )
    if not (1 <= line.month_from <= 12 and 1 <= line.month_to <= 12):
        raise Refused("plans.month_out_of_range", field="month_from")
    if line.month_to < line.month_from:
        raise Refused("plans.months_reversed", field="month_to")
    check_unit(line.unit, plan.agency_id)
    line.partner_agency_ids = clean_partners(line.kind, line.partner_agency_ids, plan.agency_id)
    line.item_ids = clean_items(
        line.item_ids,
        agencies=[plan.agency_id, *line.partner_agency_ids],
        own=plan.agency_id,
        item_class=line.item_class,
        citation=article(pack, "registers.item_classes", on),
        pack=pack,
    )


def check_mode(line: PlanLine, pack: Pack, on: date) -> None:
    """定向 has conditions, 不定向 none (高青 7.2); a special order is a directed check with its basis (高青
    6.2).
    """
    line.conditions = conditions.clean(line.conditions)
    if line.mode == Mode.DIRECTED and not line.conditions:
        raise Refused(
            "plans.directed_without_condition", field="mode", citation=article(pack, "draw.modes", on)
        )
    if line.mode == Mode.UNDIRECTED and line.conditions:
        raise Refused(
            "plans.undirected_with_condition", field="mode", citation=article(pack, "draw.modes", on)
        )
    conditions.require_named(line.conditions, pack, on)
    line.special_note = line.special_note.strip() if line.special_order else ""
    if line.special_order:
        key = {
            SpecialOrder.DRIVE: "frequency.exception_special_campaign",
            SpecialOrder.EVENT: "frequency.exception_special_event",
            SpecialOrder.SUPERIOR: "frequency.exception_superior_order",
        }[SpecialOrder(line.special_order)]
        if line.mode != Mode.DIRECTED:
            raise Refused("plans.special_undirected", field="special_order", citation=article(pack, key, on))
        if not line.special_note:
            raise Refused("plans.special_note_missing", field="special_note", citation=article(pack, key, on))


def require_one_grade(named: Mapping[str, Sequence[str]], pack: Pack, on: date) -> None:
    """One draw is of one grade where the document has it so (卫东 五(二)). Raises `Refused(plans.one_grade)`."""
    if pack.has("draw.one_grade_at_a_time", on) and share.grade_of(named) is None:
        raise Refused(
            "plans.one_grade", field="credit_grades", citation=article(pack, "draw.one_grade_at_a_time", on)
        )


def check_unit(unit: Unit, agency_id: int) -> None:
    """The executing unit belongs to the agency and works. Raises `Refused(plans.unit_elsewhere)`."""
    if unit.agency_id != agency_id or not unit.active:
        raise Refused("plans.unit_elsewhere", field="unit", unit=unit.name)


def clean_partners(kind: str, partner_ids: Iterable[int], agency_id: int) -> list[int]:
    """Ascending ids of the partner departments: at least one for a joint check, none for a single one."""
    wanted = sorted(set(partner_ids))
    if kind == LineKind.JOINT and not wanted:
        raise Refused("plans.joint_without_partner", field="partner_agency_ids")
    if kind != LineKind.JOINT and wanted:
        raise Refused("plans.single_with_partner", field="partner_agency_ids")
    known = Agency.objects.filter(pk__in=wanted, active=True).exclude(pk=agency_id).count()
    if known != len(wanted):
        raise Refused("plans.partner_unknown", field="partner_agency_ids")
    return wanted


def clean_items(
    item_ids: Iterable[int],
    *,
    agencies: list[int],
    own: int,
    item_class: str,
    citation: str,
    pack: Pack,
) -> list[int]:
    """Ascending ids of items on the list, each resting on a law, regulation or rule where the documents ask that.

    Own 重点 items are for key fields (高青 5.1.2): a general line has none. A key line may have general items
    beside.
    """
    wanted = sorted(set(item_ids))
    found = {
        item.pk: item
        for item in Item.objects.filter(pk__in=wanted, agency_id__in=agencies, status=ItemStatus.ACTIVE)
    }
    if len(found) != len(wanted):
        raise Refused("plans.item_unknown", field="item_ids")
    for item in found.values():
        if item.agency_id == own and item.item_class == ItemClass.KEY and item_class != ItemClass.KEY:
            raise Refused(
                "plans.item_class_differs",
                field="item_ids",
                item=item.name,
                found=ItemClass(item.item_class).label,
                wanted=ItemClass(item_class).label,
                citation=citation,
            )
    basis.require_basis(found.values(), own, pack)
    return wanted
