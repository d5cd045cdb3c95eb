"""Every write about publications."""

from mingqian.publicity.actions.correction import prepare_correction, publish_correction
from mingqian.publicity.actions.lists import publish_items, publish_plan
from mingqian.publicity.actions.notice import announce, publish_notice
from mingqian.publicity.actions.penalty import prepare_penalty, publish_penalty
from mingqian.publicity.actions.receipts import record_receipts
from mingqian.publicity.actions.report import prepare_report, publish_report
from mingqian.publicity.actions.result import (
    prepare_campaign,
    prepare_result,
    publish_campaign,
    publish_result,
    return_publication,
)
from mingqian.publicity.actions.withholding import (
    approve_withholding,
    ask_lifting,
    decline_withholding,
    keep_withholding,
    lift_withholding,
    propose_withholding,
)

__all__ = [
    "announce",
    "approve_withholding",
    "ask_lifting",
    "decline_withholding",
    "keep_withholding",
    "lift_withholding",
    "prepare_campaign",
    "prepare_correction",
    "prepare_penalty",
    "prepare_report",
    "prepare_result",
    "propose_withholding",
    "publish_campaign",
    "publish_correction",
    "publish_items",
    "publish_notice",
    "publish_penalty",
    "publish_plan",
    "publish_report",
    "publish_result",
    "record_receipts",
    "return_publication",
]
