"""The life of one report: 通报, 简报, 总结."""

from mingqian.acts.lifecycle import Lifecycle, State, Transition

DRAFT, SUBMITTED, APPROVED, SENT, DROPPED = "draft", "submitted", "approved", "sent", "dropped"
OPEN = (DRAFT, SUBMITTED)
"""Somebody still writes it or has to decide."""
SETTLED = (APPROVED, SENT)

REPORT = Lifecycle(
    "statistics.report",
    "通报、简报和总结",
    [
        State(DRAFT, "拟写中", "todo", "任务执行单位负责人"),
        State(SUBMITTED, "待领导批准", "near", "审批领导"),
        State(APPROVED, "已批准", "done", ""),
        State(SENT, "已报送", "done", ""),
        State(DROPPED, "已撤掉", "stopped", ""),
    ],
    [
        Transition("save", "修改", (DRAFT,), DRAFT, "statistics.report.save"),
        Transition("submit", "送领导批准", (DRAFT,), SUBMITTED, "statistics.report.submit"),
        Transition("return", "退回修改", (SUBMITTED,), DRAFT, "statistics.report.return"),
        Transition("approve", "批准", (SUBMITTED,), APPROVED, "statistics.report.approve"),
        Transition("send", "登记报送", (APPROVED,), SENT, "statistics.report.send"),
        Transition("drop", "撤掉", (DRAFT,), DROPPED, "statistics.report.drop"),
    ],
)
