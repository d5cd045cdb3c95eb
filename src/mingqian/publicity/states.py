"""The life of one publication (公示)."""

from mingqian.acts.lifecycle import Lifecycle, State, Transition

PREPARED, RETURNED = "prepared", "returned"
PUBLISHED, CORRECTED, SUPERSEDED = "published", "corrected", "superseded"

PUBLIC = (PUBLISHED, CORRECTED, SUPERSEDED)
"""What the public may read: what was once published stays readable, marked as corrected or replaced."""

PUBLICATION = Lifecycle(
    "publicity.publication",
    "公示",
    [
        State(PREPARED, "待审核", "near", "公示审核"),
        State(RETURNED, "已退回", "stopped", "任务执行单位负责人"),
        State(PUBLISHED, "已公示", "done", ""),
        State(CORRECTED, "已更正", "stopped", ""),
        State(SUPERSEDED, "已有新版", "stopped", ""),
    ],
    [
        Transition("return", "退回", (PREPARED,), RETURNED, "publicity.publication.return"),
        Transition("publish", "公示", (PREPARED,), PUBLISHED, "publicity.publication.publish"),
        Transition("correct", "以新版本更正", (PUBLISHED,), CORRECTED, "publicity.publication.correct"),
        Transition("supersede", "以新版替代", (PUBLISHED,), SUPERSEDED, "publicity.publication.publish"),
    ],
)

PROPOSED, APPROVED, DECLINED = "proposed", "approved", "declined"
LIFTING, LIFTED = "lifting", "lifted"

HOLDS = (APPROVED, LIFTING)
"""Kept from the public now: asking to lift it changes nothing yet."""

WITHHOLDING = Lifecycle(
    "publicity.withholding",
    "不予公开",
    [
        State(PROPOSED, "待审定", "near", "审批领导"),
        State(APPROVED, "不予公开", "done", ""),
        State(DECLINED, "不同意", "stopped", "任务执行单位负责人"),
        State(LIFTING, "申请恢复公开，待审定", "near", "审批领导"),
        State(LIFTED, "已恢复公开", "stopped", "任务执行单位负责人"),
    ],
    [
        Transition("approve", "同意不予公开", (PROPOSED,), APPROVED, "publicity.withholding.approve"),
        Transition("decline", "不同意", (PROPOSED,), DECLINED, "publicity.withholding.decline"),
        Transition("ask_lift", "申请恢复公开", (APPROVED,), LIFTING, "publicity.withholding.ask_lift"),
        Transition("lift", "同意恢复公开", (LIFTING,), LIFTED, "publicity.withholding.lift"),
        Transition("keep", "不同意恢复", (LIFTING,), APPROVED, "publicity.withholding.keep"),
    ],
)
