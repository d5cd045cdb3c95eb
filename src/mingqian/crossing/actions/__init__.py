"""Every write of 跨区域执法."""

from mingqian.crossing.actions.activity import close_activity, list_campaign, open_activity, prepare
from mingqian.crossing.actions.finding import answer_duty, follow_up, receive_finding
from mingqian.crossing.actions.lead import decide_report, note_lead, report_leads

__all__ = [
    "answer_duty",
    "close_activity",
    "decide_report",
    "follow_up",
    "list_campaign",
    "note_lead",
    "open_activity",
    "prepare",
    "receive_finding",
    "report_leads",
]
