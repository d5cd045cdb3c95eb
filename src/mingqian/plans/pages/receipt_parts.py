"""平台回执: what was done elsewhere, as the pages of a plan and of a campaign show and ask it."""

from __future__ import annotations

from typing import Any

from django import forms

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.plans import duties, following, states
from mingqian.plans.forms.parts import DateField
from mingqian.plans.governing import governing
from mingqian.plans.models import AnnualPlan, Campaign, ReceiptStep

PLATFORM_KEYS = ("draw.task_prepared_on_platform", "draw.all_steps_on_platform", "draw.place")
"""What makes a campaign's steps belong on the official platform."""


class PostingForm(forms.Form):
    """Where a plan was published."""

    place = forms.CharField(label="公示的地方", max_length=120)
    number = forms.CharField(label="网址或者编号", max_length=200)
    on = DateField(label="公示日期")

    def __init__(self, *arguments: Any, places: list[str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        if places:
            self.fields["place"] = forms.ChoiceField(
                label="公示的地方", choices=[(one, one) for one in places], widget=forms.Select
            )


class ReceiptForm(forms.Form):
    """A step of a campaign on the official platform."""

    step = forms.ChoiceField(
        label="在平台上办的",
        choices=[(code, name) for code, name in ReceiptStep.choices if code != ReceiptStep.POSTED],
    )
    place = forms.CharField(label="平台", max_length=120)
    number = forms.CharField(
        label="任务编号或者回执号", max_length=200, help_text="不要写抽中了谁：看得到任务的人都看得到这里。"
    )
    on = DateField(label="日期")


def plan_part(actor: Actor, plan: AnnualPlan, form: PostingForm | None = None) -> dict[str, Any]:
    """What a plan's page shows: the duties of the documents and where it was published."""
    places = duties.places(plan)
    return {
        "duties": duties.duties(plan),
        "receipts": list(plan.receipts.order_by("on", "id")),
        "posting": (form or PostingForm(places=places))
        if actor.may(Permission.PLANS_EDIT) and plan.state in states.IN_FORCE and places
        else None,
    }


def campaign_part(actor: Actor, campaign: Campaign, form: ReceiptForm | None = None) -> dict[str, Any]:
    """What a campaign's page shows of the decision it follows, and of the official platform where a document sends it there."""
    asked = any(True for _ in governing(campaign, *PLATFORM_KEYS))
    return {
        "following": following.following(campaign) if campaign.state in following.OPEN else None,
        "platform_asked": asked,
        "receipts": list(campaign.receipts.order_by("on", "id")),
        "receipt_form": (form or ReceiptForm()) if asked and actor.may(Permission.CAMPAIGNS_EDIT) else None,
    }
