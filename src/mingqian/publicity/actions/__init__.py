"""Every write about publications."""

from mingqian.publicity.actions.correction import prepare_correction, publish_correction
from mingqian.publicity.actions.lists import publish_items, publish_plan
from mingqian.publicity.actions.notice import announce, publish_notice
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
    "prepare_result",
    "propose_withholding",
    "publish_campaign",
    "publish_correction",
    "publish_items",
    "publish_notice",
    "publish_plan",
    "publish_result",
    "return_publication",
]
