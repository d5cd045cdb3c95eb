"""A year planned by arithmetic: the proposed lines into the plan in one step, and the assumptions of its capacity."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import adjusting, lines, states
from mingqian.plans.actions.locking import hold, keep
from mingqian.plans.actions.plan import put_hand
from mingqian.plans.models import AnnualPlan, PlanCapacity, PlanLine
from mingqian.plans.teams import least_team

LARGEST_TEAM, LONGEST_VISIT, MOST_PEOPLE, MOST_DAYS = 20, 30, 100_000, 1_000_000
_DAYS = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")


@action(Permission.PLANS_EDIT, event="plans.line.propose")
def add_proposed_lines(
    *, by: Actor, plan: AnnualPlan, rows: Sequence[Mapping[str, Any]], version: int | None = None
) -> list[PlanLine]:
    """Put all rows into a plan in draft, or none. `rows` as the arguments of `add_line`.

    Raises `Refused(plans.nothing_proposed | plans.proposed_refused)`, the latter with the place of the row (from 1) as
    its field; and `acts.wrong_state`, `acts.changed_meanwhile`.
    """
    held = hold(by, plan, version=version)
    states.PLAN.check("submit", held.state, held.title)
    if not rows:
        raise Refused("plans.nothing_proposed")
    number = adjusting.next_number(held)
    made = []
    for place, values in enumerate(rows, 1):
        line = PlanLine(plan=held, number=number + place - 1, **values)
        try:
            lines.check(line)
        except Refused as refused:
            raise Refused(
                "plans.proposed_refused", field=str(place), row=place, title=line.title, why=refused.words()
            ) from refused
        line.save()
        made.append(line)
    put_hand(held, by)
    keep(held, plan)
    record(
        by=by,
        action="plans.line.propose",
        rows=[*made, held],
        details={
            "plan": held.title,
            "lines": len(made),
            "subjects": sum(one.estimated_count for one in made),
        },
    )
    return made


@action(Permission.PLANS_EDIT, event="plans.capacity.set")
def set_capacity(
    *,
    by: Actor,
    plan: AnnualPlan,
    people: Mapping[int, int],
    team: int,
    days_each: str,
    travel: Mapping[str, str],
    duties: Sequence[Mapping[str, Any]],
    version: int | None = None,
) -> PlanCapacity:
    """Keep what the reckoning of working days assumes; shapes as in `PlanCapacity`, keys of `people` are unit ids.

    `version`: of the assumptions as they were seen, None for the first ones. Raises `Refused(plans.other_agency |
    plans.team_too_small | plans.capacity_team | plans.capacity_days | plans.capacity_people | plans.duty_malformed |
    plans.unit_elsewhere | acts.changed_meanwhile)`.
    """
    held = hold(by, plan)
    known = {unit.pk: unit for unit in held.agency.units.all()}
    least, _, where = least_team(held.agency_id, held.pack_id, held.year)
    if team < least:
        raise Refused("plans.team_too_small", field="team", minimum=least, citation=where)
    if team > LARGEST_TEAM:
        raise Refused("plans.capacity_team", field="team", most=LARGEST_TEAM)
    found = PlanCapacity.objects.select_for_update().filter(plan=held).first()
    if version is not None and (found is None or found.version != version):
        raise Refused("acts.changed_meanwhile", what=held.title)
    for unit_id, number in people.items():
        if unit_id not in known:
            raise Refused("plans.unit_elsewhere", field="people", unit=str(unit_id))
        if not 0 <= number <= MOST_PEOPLE:
            raise Refused("plans.capacity_people", field="people", unit=known[unit_id].name)
    kept = found or PlanCapacity(plan=held, version=0)
    kept.people = {str(unit_id): number for unit_id, number in sorted(people.items()) if number}
    kept.team = team
    kept.days_each = _days(days_each, "days_each", LONGEST_VISIT)
    kept.travel = {
        place: days
        for place, typed in sorted(travel.items())
        if (days := _days(typed or "0", "travel", LONGEST_VISIT, zero=True)) != "0"
    }
    kept.duties = [_duty(one, place, known) for place, one in enumerate(duties, 1)]
    kept.version += 1
    kept.save()
    record(
        by=by,
        action="plans.capacity.set",
        rows=[kept],
        details={"plan": held.title, "people": sum(kept.people.values()), "duties": len(kept.duties)},
    )
    return kept


def _duty(one: Mapping[str, Any], place: int, known: Mapping[int, Any]) -> dict[str, Any]:
    label = str(one["label"]).strip()
    first, last = (int(month) for month in one["months"])
    if one["unit"] not in known:
        raise Refused("plans.unit_elsewhere", field="duties", unit=str(one["unit"]))
    if not label or one["kind"] not in ("other", "absent") or not 1 <= first <= last <= 12:
        raise Refused("plans.duty_malformed", field="duties", row=place)
    return {
        "unit": one["unit"],
        "kind": one["kind"],
        "label": label,
        "months": [first, last],
        "days": _days(str(one["days"]), "duties", MOST_DAYS),
    }


def _days(typed: str, field: str, most: int, *, zero: bool = False) -> str:
    """ "0.50" → "0.5". Raises `Refused(plans.capacity_days)`."""
    text = typed.strip()
    if (
        not _DAYS.fullmatch(text)
        or not (Decimal(0) <= Decimal(text) <= most)
        or (not zero and not Decimal(text))
    ):
        raise Refused("plans.capacity_days", field=field, most=most)
    return format(Decimal(text).normalize(), "f")
