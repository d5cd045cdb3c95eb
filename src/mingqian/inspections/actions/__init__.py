"""Every write about inspections."""

from mingqian.inspections.actions.archive import archive_campaign
from mingqian.inspections.actions.changes import (
    approve_change,
    ask_assignment,
    ask_exchange,
    ask_vacancy_draw,
    decline_change,
    take_back_change,
)
from mingqian.inspections.actions.check import end_check, save_lines, save_summary, start_check
from mingqian.inspections.actions.dispatch import dispatch
from mingqian.inspections.actions.guide import note_separate, write_guide
from mingqian.inspections.actions.head import divide_items, save_head, show_certificates
from mingqian.inspections.actions.joint import (
    agree_visit,
    notify_visit,
    offer_visits,
    propose_visit,
    refuse_visit,
    undo_visit,
)
from mingqian.inspections.actions.leader import name_leader
from mingqian.inspections.actions.material import note_material, strike_material
from mingqian.inspections.actions.notice import (
    acknowledge_notice,
    notify,
    notify_many,
    withhold_many,
    withhold_notice,
)
from mingqian.inspections.actions.outside import open_outside
from mingqian.inspections.actions.overlay import approve_checks, enter_site, note_urgent
from mingqian.inspections.actions.referral import (
    draft_referral,
    drop_referral,
    note_answer,
    note_outcome,
    note_receipt,
    send_referral,
)
from mingqian.inspections.actions.relying import drop_reliance, note_reliance
from mingqian.inspections.actions.review import (
    approve,
    mark_disclosed,
    mark_published,
    mark_undisclosed,
    send_back,
)
from mingqian.inspections.actions.sign import note_refusal, note_seal, sign_member, sign_subject
from mingqian.inspections.actions.team import appoint, replace
from mingqian.inspections.actions.vacancies import fill_seats, lock_vacancy

__all__ = [
    "acknowledge_notice",
    "agree_visit",
    "appoint",
    "approve",
    "approve_change",
    "approve_checks",
    "archive_campaign",
    "ask_assignment",
    "ask_exchange",
    "ask_vacancy_draw",
    "decline_change",
    "dispatch",
    "divide_items",
    "draft_referral",
    "drop_referral",
    "drop_reliance",
    "end_check",
    "enter_site",
    "fill_seats",
    "lock_vacancy",
    "mark_disclosed",
    "mark_published",
    "mark_undisclosed",
    "name_leader",
    "note_answer",
    "note_material",
    "note_outcome",
    "note_receipt",
    "note_refusal",
    "note_reliance",
    "note_seal",
    "note_separate",
    "note_urgent",
    "notify",
    "notify_many",
    "notify_visit",
    "offer_visits",
    "open_outside",
    "propose_visit",
    "refuse_visit",
    "replace",
    "save_head",
    "save_lines",
    "save_summary",
    "send_back",
    "send_referral",
    "show_certificates",
    "sign_member",
    "sign_subject",
    "start_check",
    "strike_material",
    "take_back_change",
    "undo_visit",
    "withhold_many",
    "withhold_notice",
    "write_guide",
]
