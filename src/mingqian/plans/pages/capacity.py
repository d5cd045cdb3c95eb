"""力量测算 and the forecast of coverage: whether the people suffice for the plan, and whether everybody will be seen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.plans import actions
from mingqian.plans.capacity.alarm import overload
from mingqian.plans.capacity.chart import load_chart
from mingqian.plans.capacity.reading import Capacity, capacity
from mingqian.plans.capacity.stated import Stated, mistakes
from mingqian.plans.capacity.sums import UnitLoad, shown
from mingqian.plans.forecast import Forecast
from mingqian.plans.forms.parts import refuse
from mingqian.plans.forms.yearly import SPARE_DUTIES, CapacityForm, DutyForm, ForecastForm, StatedForm
from mingqian.plans.models import AnnualPlan
from mingqian.plans.pages.common import actor_of
from mingqian.plans.pages.plans import plan_or_404
from mingqian.plans.yearly import covering
from mingqian.plans.yearly.reckoning import default_packs, reckon

CHART_WIDTH, CHART_HEIGHT, CHART_SIDE, CHART_FOOT, CHART_TOP = 360, 220, 34, 24, 12


def _duty_forms(plan: AnnualPlan, found: Capacity, data: Any = None) -> Any:
    units = plan.agency.units.filter(active=True)
    initial = [
        {
            "unit": one["unit"], "kind": one["kind"], "label": one["label"], "days": one["days"],
            "month_from": one["months"][0], "month_to": one["months"][1],  # type: ignore[index]
        }
        for one in found.assumed.duties
    ]  # fmt: skip
    factory = formset_factory(DutyForm, extra=SPARE_DUTIES, max_num=300, absolute_max=300)
    return factory(data, initial=initial, prefix="duty", form_kwargs={"units": units})


def _unit_row(load: UnitLoad) -> dict[str, Any]:
    return {
        "load": load,
        "chart": load_chart(load),
        "months": [
            {
                "month": one.month,
                "workdays": one.workdays,
                "gross": shown(one.gross),
                "other": shown(one.other),
                "absent": shown(one.absent),
                "available": shown(one.available),
                "needed": shown(one.needed),
                "over": shown(one.over) if one.over else "",
                "spare": shown(one.spare),
            }
            for one in load.months
        ],
        "totals": {
            name: shown(load.total(name))
            for name in ("gross", "other", "absent", "available", "needed", "over", "spare")
        },
    }


@page(Permission.PLANS_READ)
@beside
def plan_capacity(request: HttpRequest, plan_id: int) -> HttpResponse:
    """力量测算."""
    plan = plan_or_404(request, plan_id)
    actor = actor_of(request)
    found = capacity(plan, timezone.localdate())
    units = list(plan.agency.units.filter(active=True).order_by("id"))
    places = [name for name, _ in found.places]
    form = CapacityForm(units=units, places=places, given=found.assumed)
    duties = _duty_forms(plan, found)
    if request.method == "POST" and "save" in request.POST:
        actor.require(Permission.PLANS_EDIT)
        form = CapacityForm(request.POST, units=units, places=places, given=found.assumed)
        duties = _duty_forms(plan, found, request.POST)
        if form.is_valid() and duties.is_valid():
            values = form.values()
            # Townships no line reaches just now are not on the form; what was said of them stays.
            values["travel"] = {**found.assumed.travel, **values["travel"]}
            try:
                actions.set_capacity(
                    by=actor, plan=plan, duties=[one.value() for one in duties if not one.empty], **values
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, "已保存，测算按新的数重算。")
                return HttpResponseRedirect(reverse("plans:plan_capacity", args=[plan.pk]))
    stated = StatedForm(request.GET if "people" in request.GET else None)
    wrong = mistakes(Stated(**stated.numbers())) if stated.is_bound and stated.is_valid() else None
    parts = (
        ("其他执法工作日", found.split.other),
        ("非执法工作日", found.split.absent),
        ("监督检查工作日", found.split.inspection),
    )
    context = {
        "title": "力量测算",
        "plan": plan,
        "found": found,
        "total": shown(found.split.total),
        "parts": [
            {"name": name, "days": shown(days), "note": f"占 {percent}%"}
            for (name, days), percent in zip(parts, found.split.percents, strict=True)
        ],
        "year_days": sum(found.workdays),
        "rows": [_unit_row(one) for one in found.loads if one.total("needed")],
        "idle": [_unit_row(one) for one in found.loads if not one.total("needed")],
        "short_words": shown(sum((one.total("over") for one in found.loads), Fraction(0))),
        "needed": shown(sum((one.total("needed") for one in found.loads), Fraction(0))),
        "form": form,
        "duties": duties,
        "may_edit": actor.may(Permission.PLANS_EDIT),
        "stated": stated,
        "wrong": wrong,
        "back": reverse("plans:plan_open", args=[plan.pk]),
    }
    return render(request, "plans/plan_capacity.html", context)


def _forecast_chart(years: list[int], runs: list[tuple[str, Forecast]]) -> dict[str, Any]:
    """Lines over the year ends with their bands: texts in units of the drawing."""
    wide, high = CHART_WIDTH - CHART_SIDE - 8, CHART_HEIGHT - CHART_TOP - CHART_FOOT

    def x(place: int) -> float:
        return CHART_SIDE + wide * place / max(1, len(years))

    def y(share: float) -> float:
        return CHART_TOP + high * (1 - share)

    drawn = []
    for code, one in runs:
        lows = [(x(0), y(one.start)), *((x(n), y(end.low)) for n, end in enumerate(one.ends, 1))]
        highs = [(x(0), y(one.start)), *((x(n), y(end.high)) for n, end in enumerate(one.ends, 1))]
        middle = [(x(0), y(one.start)), *((x(n), y(end.middle)) for n, end in enumerate(one.ends, 1))]
        drawn.append(
            {
                "code": code,
                "band": _points([*highs, *reversed(lows)]),
                "line": _points(middle),
                "dots": [
                    {
                        "x": f"{px:.1f}",
                        "y": f"{py:.1f}",
                        "label_y": f"{py + (14 if code == 'again' else -6):.1f}",
                        "words": percent(value),
                    }
                    for (px, py), value in zip(middle[1:], (end.middle for end in one.ends), strict=True)
                ],
            }
        )
    return {
        "size": f"0 0 {CHART_WIDTH} {CHART_HEIGHT}",
        "drawn": drawn,
        "levels": [
            {"y": f"{y(level / 100):.1f}", "text": f"{y(level / 100) + 4:.1f}", "words": f"{level}%"}
            for level in (0, 25, 50, 75, 100)
        ],
        "years": [{"x": f"{x(n):.1f}", "words": f"{year} 年底"} for n, year in enumerate(years, 1)],
        "left": CHART_SIDE,
        "right": CHART_WIDTH - 8,
        "foot": CHART_HEIGHT - 6,
    }


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in points)


def percent(share: float) -> str:
    """A share for people: never 100 % while somebody is left, never 0 % while somebody was seen."""
    if share >= 1:
        return "100%"
    return f"{min(99.9, max(0.1 if share else 0.0, share * 100)):.1f}%"


@page(Permission.PLANS_READ)
@beside
def plan_overload(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What whoever signs a plan must see first. Asked for by the plan's page: a register of a million takes a moment."""
    plan = plan_or_404(request, plan_id)
    return render(
        request, "plans/_overload.html", {"plan": plan, "overload": overload(plan, timezone.localdate())}
    )


@page(Permission.PLANS_READ)
@beside
def plan_forecast(request: HttpRequest, plan_id: int) -> HttpResponse:
    """三年覆盖仿真."""
    plan = plan_or_404(request, plan_id)
    today = timezone.localdate()
    reckoning = reckon(plan, default_packs(plan), today)
    cycle = covering.cycle_of(reckoning)
    initial = {"newcomers": covering.newcomers_a_year(plan, today), "leaving": 0, "seed": plan.year}
    form = ForecastForm(request.GET) if "seed" in request.GET else ForecastForm(initial=initial)
    asked: dict[str, Any] = dict(form.cleaned_data) if form.is_bound and form.is_valid() else initial
    kept, again = covering.both_ways(
        reckoning,
        cycle,
        newcomers=asked["newcomers"],
        leaving=Fraction(asked["leaving"]) / 100,
        seed=asked["seed"],
    )
    years = list(range(plan.year, plan.year + cycle.left))
    context = {
        "title": "三年覆盖仿真" if cycle.years == 3 else f"{cycle.years}年覆盖仿真",
        "plan": plan,
        "form": form,
        "cycle": cycle,
        "kept": kept,
        "again": again,
        "last_year": years[-1],
        "start": percent(kept.start),
        "rows": [
            {
                "year": year,
                "kept": percent(one.middle),
                "kept_unseen": one.unseen,
                "again": percent(other.middle),
                "again_band": f"{percent(other.low)} 至 {percent(other.high)}",
                "again_unseen": other.unseen,
            }
            for year, one, other in zip(years, kept.ends, again.ends, strict=True)
        ],
        "chart": _forecast_chart(years, [("again", again), ("kept", kept)]),
        "everyone": percent(kept.everyone),
        "seed": asked["seed"],
        "back": reverse("plans:plan_open", args=[plan.pk]),
    }
    return render(request, "plans/plan_forecast.html", context)
