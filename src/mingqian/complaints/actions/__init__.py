"""Every write about complaints."""

from mingqian.complaints.actions.arrange import arrange
from mingqian.complaints.actions.counting import take_over_counts
from mingqian.complaints.actions.intake import refuse, register, register_shift, take
from mingqian.complaints.actions.looks import note_export, note_officers_look, read_person
from mingqian.complaints.actions.merging import merge, part
from mingqian.complaints.actions.routing import (
    call_back,
    close,
    deal,
    note_result,
    pass_on,
    reply,
    route,
    send_back,
)
from mingqian.complaints.actions.shift import begin_shift, hand_over
from mingqian.complaints.actions.web import accept, read_attachment, submit

__all__ = [
    "accept",
    "arrange",
    "begin_shift",
    "call_back",
    "close",
    "deal",
    "hand_over",
    "merge",
    "note_export",
    "note_officers_look",
    "note_result",
    "part",
    "pass_on",
    "read_attachment",
    "read_person",
    "refuse",
    "register",
    "register_shift",
    "reply",
    "route",
    "send_back",
    "submit",
    "take",
    "take_over_counts",
]
