"""What people fill in: plans, lines, campaigns, decisions on rule packs."""

from mingqian.plans.forms.binding import BindingForm
from mingqian.plans.forms.campaign import CampaignForm, NewCampaignForm
from mingqian.plans.forms.plan import FilingForm, LineForm, PlanForm

__all__ = ["BindingForm", "CampaignForm", "FilingForm", "LineForm", "NewCampaignForm", "PlanForm"]
