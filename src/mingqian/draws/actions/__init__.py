"""Every write about draws: freezing, sources, drawing, signing, ending."""

from mingqian.draws.actions.attesting import attest
from mingqian.draws.actions.drawing import draw_now
from mingqian.draws.actions.ending import (
    appoint,
    approve_new_attempt,
    ask_new_attempt,
    mark_dispatched,
    note_list_read,
    release,
    withdraw_lock,
)
from mingqian.draws.actions.fairness import make_fairness
from mingqian.draws.actions.freezing import lock, publish_commitment
from mingqian.draws.actions.hashing import choose_hash
from mingqian.draws.actions.inviting import claim_link, renew_link
from mingqian.draws.actions.platform import (
    confirm_platform_list,
    register_platform_list,
    withdraw_platform_list,
)
from mingqian.draws.actions.receipts import give_proof, give_receipt
from mingqian.draws.actions.scanning import upload_scan
from mingqian.draws.actions.signing import sign
from mingqian.draws.actions.sources import commit_value, enter_number, enter_round, reveal_value
from mingqian.draws.actions.vacancies import lock_vacancy

__all__ = [
    "appoint",
    "approve_new_attempt",
    "ask_new_attempt",
    "attest",
    "choose_hash",
    "claim_link",
    "commit_value",
    "confirm_platform_list",
    "draw_now",
    "enter_number",
    "enter_round",
    "give_proof",
    "give_receipt",
    "lock",
    "lock_vacancy",
    "make_fairness",
    "mark_dispatched",
    "note_list_read",
    "publish_commitment",
    "register_platform_list",
    "release",
    "renew_link",
    "reveal_value",
    "sign",
    "upload_scan",
    "withdraw_lock",
    "withdraw_platform_list",
]
