"""What is kept of 跨区域执法."""

from mingqian.crossing.models.activity import Activity, Listing, Part, Preparation
from mingqian.crossing.models.finding import Answer, Follow, Received
from mingqian.crossing.models.lead import Lead, LeadDecision, LeadReport

__all__ = [
    "Activity",
    "Answer",
    "Follow",
    "Lead",
    "LeadDecision",
    "LeadReport",
    "Listing",
    "Part",
    "Preparation",
    "Received",
]
