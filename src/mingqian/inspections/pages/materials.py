"""留痕材料 of a campaign or of one check: noted, struck."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.draws.queries import current_draw
from mingqian.inspections import actions
from mingqian.inspections.dossier import collective_where, kinds_of
from mingqian.inspections.models import Inspection, Material, Purpose
from mingqian.inspections.pages.common import actor_of, campaign_of, inspection_of, look
from mingqian.inspections.pages.inspection import leads, refuse, sits
from mingqian.inspections.scope import is_system, visible
from mingqian.plans.models import Campaign

P = Permission


class MaterialForm(forms.Form):
    """One paper, photograph, video or set of minutes."""

    kind = forms.ChoiceField(label="类别")
    title = forms.CharField(label="题名", max_length=200)
    made_on = forms.DateField(
        label="形成日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kept_at = forms.CharField(
        label="存放处", max_length=200, required=False, help_text="例如：执法记录仪 3 号，档案盒 2026-07。"
    )
    digest = forms.CharField(
        label="文件摘要（SHA-256）",
        max_length=64,
        required=False,
        help_text="有的填，以后可以证明文件没有改过。",
    )
    people = forms.CharField(label="参加人员", max_length=500, required=False, help_text="会议纪要要填。")
    words = forms.CharField(
        label="内容", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    collective = forms.BooleanField(label="结果集体研究", required=False)

    def __init__(
        self, *arguments: Any, campaign: Campaign, about: Inspection | None, **keywords: Any
    ) -> None:
        super().__init__(*arguments, **keywords)
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [("", "请选择"), *((word, word) for word in kinds_of(campaign))]
        if about is not None or not (campaign.joint and collective_where(campaign)):
            del self.fields["collective"]

    def said(self) -> dict[str, Any]:
        """The arguments of the action."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "collective"}
        return given | {
            "purpose": Purpose.COLLECTIVE if self.cleaned_data.get("collective") else Purpose.KEPT
        }


@page(P.TASKS_READ)
def materials(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What was noted; what one may note: the head for the campaign, a member of the team for the own check."""
    actor = actor_of(request)
    campaign = campaign_of(request, campaign_id)
    asked = whole(request.GET.get("inspection"))
    about = inspection_of(request, asked) if asked is not None else None
    head = is_system(actor) or (actor.may(P.TASKS_LEAD) and actor.unit_id == campaign.unit_id)
    may_note = (leads(request, about) or sits(request, about)) if about is not None else head
    form = MaterialForm(
        request.POST if request.method == "POST" and request.POST.get("act") != "strike" else None,
        campaign=campaign,
        about=about,
        initial={"made_on": timezone.localdate()},
    )
    if request.method == "POST" and may_note:
        try:
            if request.POST.get("act") == "strike":
                pk = request.POST.get("material", "")
                held = get_object_or_404(Material, pk=whole(pk) or 0, campaign=campaign)
                actions.strike_material(by=actor, material=held, reason=request.POST.get("reason", ""))
                messages.success(request, "已划去，理由留在这里。")
                return HttpResponseRedirect(request.get_full_path())
            if form.is_valid():
                actions.note_material(by=actor, campaign=campaign, inspection=about, **form.said())
                messages.success(request, "已登记。")
                return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            if form.is_bound:
                refuse(form, refused)
            else:
                messages.error(request, refused.words())
    rows = Material.objects.filter(campaign=campaign).select_related("inspection").order_by("pk")
    if about is not None:
        rows = rows.filter(inspection=about)
    else:  # what belongs to the whole campaign may name enterprises: only for whoever reads the whole list
        draw = current_draw(campaign)
        leader = actor.may(P.DRAWN_LIST_READ) and not actor.may(P.TASKS_LEAD)  # of other units' heads none
        all_of_it = head or leader or (draw is not None and draw.released)
        own = rows.filter(inspection__in=visible(actor).filter(campaign=campaign))
        rows = own | rows.filter(inspection__isnull=True) if all_of_it else own
    context = {
        "title": "留痕材料",
        "campaign": campaign,
        "about": about,
        "rows": list(rows),
        "form": form,
        "may_note": may_note,
        "collective": collective_where(campaign) if campaign.joint else "",
        "secret_until": look(
            request, current_draw(campaign), kind="plans.campaign", object_id=campaign.pk, what="留痕材料"
        ),
    }
    return render(request, "inspections/materials.html", context)
