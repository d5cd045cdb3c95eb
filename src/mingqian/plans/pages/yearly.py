"""编制年度计划: what the rules demand, the proposed lines, what breaks as one types, and the step into the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingqian.accounts.models import Agency, Unit, UnitKind
from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.law import Citation
from mingqian.law.demand import Demand, Measure
from mingqian.law.plan_lines import PlannedLine, Verdict, departures, overdrawn
from mingqian.plans import actions, packs, rulebook
from mingqian.plans.basis import asked
from mingqian.plans.forms.yearly import SPLITS, BasisForm, RowForm, initial_of
from mingqian.plans.models import AnnualPlan, PlanLine
from mingqian.plans.pages.common import actor_of
from mingqian.plans.pages.plan_parts import why_not_write
from mingqian.plans.pages.plans import plan_or_404, seen_version, to_plan
from mingqian.plans.yearly.lines import Reach, planned, raised_of, reach_of
from mingqian.plans.yearly.proposal import Suggestion, suggest, unnamed, with_joint
from mingqian.plans.yearly.reckoning import Reckoning, default_packs, pack_choices, reckon
from mingqian.registers.models import Item, ItemStatus

FIRST_MONTH, LAST_MONTH, MOST_ROWS = 3, 11, 200
MEASURES = {Measure.SUBJECTS: "户", Measure.CAMPAIGNS: "次", Measure.JOINT: "次", Measure.EACH_TIME: "户"}


def _basis(request: HttpRequest, plan: AnnualPlan) -> tuple[BasisForm, dict[str, Any]]:
    """The form and what to reckon by: as asked, else the bound packs, a line a field, March to November."""
    choices = pack_choices(plan)
    wanted = {"packs": default_packs(plan), "split": SPLITS[0][0], "first": FIRST_MONTH, "last": LAST_MONTH}
    if "split" not in request.GET:
        return BasisForm(None, choices, initial=wanted), wanted
    form = BasisForm(request.GET, choices)
    if form.is_valid():
        wanted = form.cleaned_data
    return form, wanted


def article(reckoning: Reckoning, pack_id: str, citation: Citation) -> dict[str, str]:
    """An article as it stands beside a number: where, anchor words, our reading, the words of the attached document."""
    pack = packs.load(pack_id)
    held = rulebook.attached(reckoning.plan.agency_id, pack)
    return {
        "where": packs.cite(pack, citation),
        "anchor": citation.anchor,
        "reading": citation.reading,
        "strength": str(citation.strength),
        "text": rulebook.article_text(held, citation.article),
    }


def demand_row(reckoning: Reckoning, verdict: Verdict, lines: list[PlannedLine]) -> dict[str, Any]:
    """One demand beside what the plan gives, and why it is departed from where every line about it says so."""
    demand = verdict.demand
    departing = () if verdict.met else departures(demand, reckoning.cells, lines)
    tone = "done" if verdict.met else "near" if demand.departure or demand.reference else "bad"
    return {
        "verdict": verdict,
        "demand": demand,
        "who": demand.group.words(),
        "unit": MEASURES[demand.measure],
        "each_time": demand.measure is Measure.EACH_TIME,
        "article": article(reckoning, demand.pack, demand.citation),
        "tone": tone,
        "departing": [(one.name, one.reason) for one in departing],
        "asks": [one.question for one in demand.asks],
        "rule_url": reverse("plans:rule", args=[demand.pack]),
    }


def verdict_context(
    reckoning: Reckoning, more: list[PlannedLine], reaches: Iterable[Reach] = ()
) -> dict[str, Any]:
    """What `_year_verdict.html` shows."""
    lines = [*reckoning.saved, *more]
    rows = [demand_row(reckoning, one, lines) for one in reckoning.verdicts(more)]
    broken = [row for row in rows if not row["verdict"].met and not row["departing"]]
    places: Counter[str] = Counter()
    for reach in (*_saved_reaches(reckoning), *reaches):
        places.update(dict(reach.by_place()))
    key, general = (dict(reckoning.counts.by_place(klass)) for klass in ("key", "general"))
    too_many = overdrawn(lines)
    return {
        "rows": sorted(rows, key=lambda row: row["verdict"].met),
        "broken": broken,
        "departed": [row for row in rows if row["departing"]],
        "too_many": too_many,
        "broken_count": len(broken) + len(too_many),
        "planned_count": sum(one.count for one in lines),
        "line_count": len(lines),
        "places": [
            {
                "name": name,
                "key": key.get(name, 0),
                "general": general.get(name, 0),
                "planned": places.get(name, 0),
            }
            for name, _ in reckoning.counts.by_place()
        ],
    }


def _saved_reaches(reckoning: Reckoning) -> list[Reach]:
    return [
        reach_of(reckoning.plan, reckoning.counts, row.item_class, row.conditions, row.estimated_count)
        for row in reckoning.plan.lines.all()
    ]


def _suggestions(reckoning: Reckoning, wanted: dict[str, Any]) -> list[Suggestion]:
    found = suggest(
        reckoning.demands,
        reckoning.cells,
        reckoning.saved,
        split=wanted["split"],
        months=(wanted["first"], wanted["last"]),
    )
    lacking = reckoning.joint_wanted - sum(one.joint for one in reckoning.saved)
    if not _joint_agencies(reckoning.plan):
        return found  # with nobody to join, the missing joint check is said and not made up
    fields = [
        field
        for item in Item.objects.filter(joint=True, status=ItemStatus.ACTIVE).only("fields")
        for field in item.fields
    ]
    return with_joint(found, lacking, fields)


def _joint_agencies(plan: AnnualPlan) -> list[Agency]:
    """Departments that have joint items, or were partners in earlier lines; the clerk chooses among all."""
    lists = PlanLine.objects.filter(plan__agency_id=plan.agency_id, kind="joint").values_list(
        "partner_agency_ids", flat=True
    )
    before = {pk for ids in lists for pk in ids}
    having = set(
        Item.objects.filter(joint=True, status=ItemStatus.ACTIVE)
        .order_by()
        .values_list("agency_id", flat=True)
    )
    found = Agency.objects.filter(active=True, pk__in=before | having).exclude(pk=plan.agency_id)
    return list(found.order_by("id"))


def _joint(reckoning: Reckoning) -> dict[str, Any]:
    """The joint plan beside: how many are wanted by which article, what stands, with whom it could be done."""
    demanded = [one for one in reckoning.demands if one.measure is Measure.JOINT]
    agencies = _joint_agencies(reckoning.plan)
    items = Item.objects.filter(agency__in=agencies, joint=True, status=ItemStatus.ACTIVE).order_by("code")
    return {
        "wanted": reckoning.joint_wanted,
        "articles": _because(reckoning, demanded),
        "saved": reckoning.plan.lines.filter(kind="joint").select_related("unit"),
        "partners": [
            {"agency": agency, "items": [item for item in items if item.agency_id == agency.pk]}
            for agency in agencies
        ],
    }


def usual_unit(plan: AnnualPlan) -> Unit | None:
    """Who carried out most lines of this agency so far; else its brigade, else its only unit."""
    used = Counter(PlanLine.objects.filter(plan__agency_id=plan.agency_id).values_list("unit_id", flat=True))
    units = list(plan.agency.units.filter(active=True).order_by("id"))
    known = [unit for unit in units if used[unit.pk]]
    if known:
        return max(known, key=lambda unit: used[unit.pk])
    brigades = [unit for unit in units if unit.kind == UnitKind.BRIGADE]
    return brigades[0] if brigades else units[0] if len(units) == 1 else None


def _formset(plan: AnnualPlan) -> Any:
    return formset_factory(RowForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def _because(reckoning: Reckoning, demands: Iterable[Demand]) -> list[dict[str, str]]:
    return [article(reckoning, one.pack, one.citation) | {"steps": "；".join(one.steps)} for one in demands]


@page(Permission.PLANS_EDIT)
@beside
def plan_year(request: HttpRequest, plan_id: int) -> HttpResponse:
    """按规则编制."""
    plan = plan_or_404(request, plan_id)
    basis, wanted = _basis(request, plan)
    today = timezone.localdate()
    reckoning = reckon(plan, wanted["packs"], today)
    if request.method == "POST":
        rows = _formset(plan)(request.POST, prefix="row", form_kwargs=_for_rows(plan))
        done = _apply(request, plan, rows)
        if done is not None:
            return done
        because: list[list[dict[str, str]]] = [[] for _ in rows]
        asks: list[list[str]] = [[] for _ in rows]
        more, reaches = _typed(reckoning, rows, taken_only=True)
    else:
        found = _suggestions(reckoning, wanted)
        unit, partners = usual_unit(plan), _joint_agencies(plan)
        initial = [initial_of(one, unit, partners) for one in found]
        rows = _formset(plan)(initial=initial, prefix="row", form_kwargs=_for_rows(plan))
        because = [_because(reckoning, one.because) for one in found]
        asks = [[setting.question for setting in one.asks] for one in found]
        more, reaches = _proposed(reckoning, found)
    context = {
        "title": "按规则编制",
        "plan": plan,
        "basis": basis,
        "rows_form": rows,
        "proposed": list(zip(rows, because, asks, strict=True)),
        "counts": reckoning.counts,
        "unnamed": unnamed(reckoning.cells) if wanted["split"] == "field" else 0,
        "troubles": [
            f"{packs.title_of(one.params.get('pack', ''))}：文件有两说，还没有决定"
            for one in reckoning.troubles
        ],
        "also": [
            {"parameter": one, **article(reckoning, pack.id, one.citation)} for pack, one in reckoning.also()
        ],
        "joint": _joint(reckoning),
        "why_not": why_not_write(plan),
        "query": request.GET.urlencode(),
        "back": reverse("plans:plan_open", args=[plan.pk]),
        **verdict_context(reckoning, more, reaches),
    }
    return render(request, "plans/plan_year.html", context)


def _for_rows(plan: AnnualPlan) -> dict[str, Any]:
    """What every row knows of its plan."""
    pack = packs.pack_for(plan.agency_id, plan.pack_id)
    return {"plan": plan, "basis_asked": asked(plan.agency_id, pack)}


def _apply(request: HttpRequest, plan: AnnualPlan, rows: Any) -> HttpResponse | None:
    """Write the ticked rows; None when something was refused (then the rows say what)."""
    taken = [row for row in rows if row.is_valid() and row.cleaned_data["take"]]
    wrong = [row for row in rows if not row.is_valid() and row["take"].value()]
    if wrong:
        messages.error(request, f"有 {len(wrong)} 行填得不全，已在那一行写明；一行也没有写入。")
        return None
    try:
        made = actions.add_proposed_lines(
            by=actor_of(request),
            plan=plan,
            rows=[row.values() for row in taken],
            version=seen_version(request),
        )
    except Refused as refused:
        if refused.code == "plans.proposed_refused" and refused.field:
            taken[int(refused.field) - 1].add_error(None, refused.words())
            messages.error(request, f"一行也没有写入。{refused.words()}")
        else:
            messages.error(request, refused.words())
        return None
    messages.success(
        request,
        f"已写入 {len(made)} 行，预估 {sum(one.estimated_count for one in made)} 户。逐行还可以修改。",
    )
    return to_plan(plan.pk)


def _proposed(reckoning: Reckoning, found: list[Suggestion]) -> tuple[list[PlannedLine], list[Reach]]:
    lines, reaches = [], []
    for one in found:
        reach = reach_of(reckoning.plan, reckoning.counts, one.item_class, one.conditions, one.count)
        reaches.append(reach)
        lines.append(
            planned(
                reach,
                reckoning.places,
                name=one.title,
                joint=one.joint,
                special=False,
                raised=raised_of(reckoning.plan, one.item_class),
            )
        )
    return lines, reaches


def _typed(reckoning: Reckoning, rows: Any, *, taken_only: bool) -> tuple[list[PlannedLine], list[Reach]]:
    """The ticked rows as they are typed; what cannot be read yet counts as nothing."""
    lines, reaches = [], []
    for row in rows:
        row.is_valid()
        cleaned = row.cleaned_data
        if (
            (taken_only and not cleaned.get("take"))
            or not cleaned.get("estimated_count")
            or "item_class" not in cleaned
        ):
            continue
        cleaned.setdefault("grades", "")
        cleaned.setdefault("fields_of", "")
        reach = reach_of(
            reckoning.plan,
            reckoning.counts,
            cleaned["item_class"],
            row.conditions(),
            cleaned["estimated_count"],
        )
        reaches.append(reach)
        name = cleaned.get("title") or "（未命名）"
        lines.append(
            planned(
                reach,
                reckoning.places,
                name=name,
                joint=cleaned.get("joint", False),
                special=False,
                reason=cleaned.get("share_reason", "").strip(),
                raised=raised_of(reckoning.plan, cleaned["item_class"]),
            )
        )
    return lines, reaches


@page(Permission.PLANS_EDIT)
@require_POST
@beside
def plan_year_check(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What breaks with the rows as they are typed. Saves nothing."""
    plan = plan_or_404(request, plan_id)
    _, wanted = _basis(request, plan)
    reckoning = reckon(plan, wanted["packs"], timezone.localdate())
    rows: forms.BaseFormSet[RowForm] = _formset(plan)(request.POST, prefix="row", form_kwargs=_for_rows(plan))
    more, reaches = _typed(reckoning, rows, taken_only=True)
    return render(
        request, "plans/_year_verdict.html", verdict_context(reckoning, more, reaches) | {"live": True}
    )
