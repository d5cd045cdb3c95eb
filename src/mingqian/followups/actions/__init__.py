"""Every write about what follows a finding."""

from mingqian.followups.actions.case import (
    close_case,
    confirm_case,
    lengthen_case,
    note_case,
    note_letter,
    open_case,
    reply_case,
    report_case,
    start_inquiry,
)
from mingqian.followups.actions.objection import (
    mark_corrected,
    receive_objection,
    review_objection,
    take_back_objection,
    tell_objection,
)
from mingqian.followups.actions.order import (
    extend_order,
    issue_order,
    note_measure,
    recheck_order,
    withdraw_order,
)
from mingqian.followups.actions.own_objection import lodge_objection, note_wrong_code
from mingqian.followups.actions.penalty import (
    decide_penalty,
    propose_penalty,
    return_penalty,
    review_penalty,
    revoke_penalty,
)
from mingqian.followups.actions.receipt import mark_public, note_receipt

__all__ = [
    "close_case",
    "confirm_case",
    "decide_penalty",
    "extend_order",
    "issue_order",
    "lengthen_case",
    "lodge_objection",
    "mark_corrected",
    "mark_public",
    "note_case",
    "note_letter",
    "note_measure",
    "note_receipt",
    "note_wrong_code",
    "open_case",
    "propose_penalty",
    "receive_objection",
    "recheck_order",
    "reply_case",
    "report_case",
    "return_penalty",
    "review_objection",
    "review_penalty",
    "revoke_penalty",
    "start_inquiry",
    "take_back_objection",
    "tell_objection",
    "withdraw_order",
]
