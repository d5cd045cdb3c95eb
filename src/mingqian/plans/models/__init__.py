"""What is kept about plans, campaigns, the rule packs in force and who was drawn when."""

from mingqian.plans.models.approval import PlanAdjustment, PlanStep, PlanSubmission
from mingqian.plans.models.binding import PackBinding
from mingqian.plans.models.campaign import Campaign, CampaignStep
from mingqian.plans.models.capacity import PlanCapacity
from mingqian.plans.models.history import DrawHistory
from mingqian.plans.models.plan import AnnualPlan, PlanLine
from mingqian.plans.models.receipt import PlatformReceipt, ReceiptStep
from mingqian.plans.models.recount import RecountNotice, RecountSeen, TermRecount
from mingqian.plans.models.rules import (
    AttachedDocument,
    CollisionDecision,
    Layer,
    PackProposal,
    ProposalDecision,
    WorkdayTable,
)
from mingqian.plans.models.urns import UrnSetting, WeightDecision, WeightTable, urn_setting_of
from mingqian.plans.models.written import PackDraft, PackVersion, PackVersionDecision

__all__ = [
    "AnnualPlan",
    "AttachedDocument",
    "Campaign",
    "CampaignStep",
    "CollisionDecision",
    "DrawHistory",
    "Layer",
    "PackBinding",
    "PackDraft",
    "PackProposal",
    "PackVersion",
    "PackVersionDecision",
    "PlanAdjustment",
    "PlanCapacity",
    "PlanLine",
    "PlanStep",
    "PlanSubmission",
    "PlatformReceipt",
    "ProposalDecision",
    "ReceiptStep",
    "RecountNotice",
    "RecountSeen",
    "TermRecount",
    "UrnSetting",
    "WeightDecision",
    "WeightTable",
    "WorkdayTable",
    "urn_setting_of",
]
