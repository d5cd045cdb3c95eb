"""Every write about plans, campaigns, rule bindings and the record of who was drawn."""

from mingqian.plans.actions.adjusting import adjust_plan, restate_reason, withdraw_adjustment
from mingqian.plans.actions.approval import (
    agree_plan,
    approve_plan,
    note_conference,
    return_plan,
    review_plan,
    submit_plan,
)
from mingqian.plans.actions.binding import bind_pack
from mingqian.plans.actions.campaign import (
    confirm_pool,
    create_campaign,
    edit_campaign,
    note_rules,
    reopen_campaign,
)
from mingqian.plans.actions.classes import take_over_classes
from mingqian.plans.actions.drafting import (
    add_entry,
    begin_draft,
    drop_draft,
    edit_entry,
    edit_head,
    propose_draft,
    remove_entry,
    write_draft,
)
from mingqian.plans.actions.history import note_drawn
from mingqian.plans.actions.line import add_line, edit_line, remove_line
from mingqian.plans.actions.outside import open_outside_task
from mingqian.plans.actions.plan import create_plan, edit_plan, note_filing, publish_plan
from mingqian.plans.actions.progress import advance_campaign
from mingqian.plans.actions.receipts import note_posting, note_receipt
from mingqian.plans.actions.recounting import note_seen, recount_terms
from mingqian.plans.actions.rules import (
    attach_document,
    decide_collision,
    decide_proposal,
    import_workdays,
    propose_binding,
)
from mingqian.plans.actions.weights import decide_weights, propose_weights
from mingqian.plans.actions.writing import decide_pack, propose_pack
from mingqian.plans.actions.yearly import add_proposed_lines, set_capacity

__all__ = [
    "add_entry",
    "add_line",
    "add_proposed_lines",
    "adjust_plan",
    "advance_campaign",
    "agree_plan",
    "approve_plan",
    "attach_document",
    "begin_draft",
    "bind_pack",
    "confirm_pool",
    "create_campaign",
    "create_plan",
    "decide_collision",
    "decide_pack",
    "decide_proposal",
    "decide_weights",
    "drop_draft",
    "edit_campaign",
    "edit_entry",
    "edit_head",
    "edit_line",
    "edit_plan",
    "import_workdays",
    "note_conference",
    "note_drawn",
    "note_filing",
    "note_posting",
    "note_receipt",
    "note_rules",
    "note_seen",
    "open_outside_task",
    "propose_binding",
    "propose_draft",
    "propose_pack",
    "propose_weights",
    "publish_plan",
    "recount_terms",
    "remove_entry",
    "remove_line",
    "reopen_campaign",
    "restate_reason",
    "return_plan",
    "review_plan",
    "set_capacity",
    "submit_plan",
    "take_over_classes",
    "withdraw_adjustment",
    "write_draft",
]
