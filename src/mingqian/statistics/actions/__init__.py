"""Every write of this room."""

from mingqian.statistics.actions.forms import note_form_taken
from mingqian.statistics.actions.handover import hand_over_records
from mingqian.statistics.actions.reports import (
    approve_report,
    begin_report,
    drop_report,
    return_report,
    save_report,
    send_report,
    submit_report,
)

__all__ = [
    "approve_report",
    "begin_report",
    "drop_report",
    "hand_over_records",
    "note_form_taken",
    "return_report",
    "save_report",
    "send_report",
    "submit_report",
]
