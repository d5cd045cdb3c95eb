"""Every write about complaints."""

from mingqian.complaints.actions.arrange import arrange
from mingqian.complaints.actions.counting import take_over_counts
from mingqian.complaints.actions.intake import refuse, register, register_shift, take
from mingqian.complaints.actions.looks import note_export, note_officers_look, read_person
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

__all__ = [
    "arrange",
    "begin_shift",
    "call_back",
    "close",
    "deal",
    "hand_over",
    "note_export",
    "note_officers_look",
    "note_result",
    "pass_on",
    "read_person",
    "refuse",
    "register",
    "register_shift",
    "reply",
    "route",
    "send_back",
    "take",
    "take_over_counts",
]
