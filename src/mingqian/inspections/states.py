"""The life of one inspection: one enterprise, one visit (一次检查)."""

from mingqian.acts.lifecycle import Lifecycle, State, Transition

ASSIGNED, NOTIFIED, WITHHELD = "assigned", "notified", "withheld"
CHECKING, RECORDED, REVIEWED = "checking", "recorded", "reviewed"
PUBLISHED, ARCHIVED = "published", "archived"
UNDISCLOSED = "undisclosed"

SETTLED = (PUBLISHED, UNDISCLOSED, ARCHIVED)
"""Its result is public, or it was decided that it never will be: the campaign waits for it no more."""

STAGES: dict[str, int] = {
    ASSIGNED: 0,
    NOTIFIED: 1,
    WITHHELD: 1,
    CHECKING: 2,
    RECORDED: 3,
    REVIEWED: 4,
    PUBLISHED: 5,
    UNDISCLOSED: 5,
    ARCHIVED: 6,
}
"""How far along an inspection is; a campaign is as far as the least advanced of its inspections."""

BEFORE_THE_RECORD = (ASSIGNED, NOTIFIED, WITHHELD, CHECKING)
"""While the team may still change: nobody has signed the finished record."""

INSPECTION = Lifecycle(
    "inspections.inspection",
    "检查",
    [
        State(ASSIGNED, "待通知", "todo", "任务执行单位负责人"),
        State(NOTIFIED, "已通知", "doing", "检查组"),
        State(WITHHELD, "不事先告知", "doing", "检查组"),
        State(CHECKING, "检查中", "doing", "检查组"),
        State(RECORDED, "结果已录入", "near", "任务执行单位负责人"),
        State(REVIEWED, "已审核", "doing", "公示审核"),
        State(PUBLISHED, "已公示", "done", "任务执行单位负责人"),
        State(UNDISCLOSED, "不予公开", "done", "任务执行单位负责人"),
        State(ARCHIVED, "已归档", "done", ""),
    ],
    [
        Transition("notify", "通知检查对象", (ASSIGNED,), NOTIFIED, "inspections.inspection.notify"),
        Transition("withhold", "决定不事先告知", (ASSIGNED,), WITHHELD, "inspections.inspection.withhold"),
        Transition("start", "开始检查", (NOTIFIED, WITHHELD), CHECKING, "inspections.inspection.start"),
        Transition("end", "结束检查", (CHECKING,), RECORDED, "inspections.inspection.end"),
        Transition("send_back", "退回修改", (RECORDED,), CHECKING, "inspections.inspection.send_back"),
        Transition("approve", "审核通过", (RECORDED,), REVIEWED, "inspections.inspection.approve"),
        Transition("publish", "公示", (REVIEWED,), PUBLISHED, "inspections.inspection.publish"),
        Transition(
            "undisclose", "决定不予公开", (REVIEWED,), UNDISCLOSED, "inspections.inspection.undisclose"
        ),
        Transition(
            "disclose", "恢复公开", (UNDISCLOSED, ARCHIVED), REVIEWED, "inspections.inspection.disclose"
        ),
        Transition("archive", "归档", (PUBLISHED, UNDISCLOSED), ARCHIVED, "inspections.inspection.archive"),
    ],
)

ASKED, APPROVED, DONE, DECLINED, TAKEN_BACK = "asked", "approved", "done", "declined", "taken_back"
OPEN_CHANGES = (ASKED, APPROVED)
"""A team has one such change at most."""

TEAM_CHANGE = Lifecycle(
    "inspections.teamchange",
    "检查组变动",
    [
        State(ASKED, "待批准", "todo", "审批领导"),
        State(APPROVED, "已批准，待补抽", "near", "摇号操作员"),
        State(DONE, "已办结", "done", ""),
        State(DECLINED, "没有批准", "stopped", ""),
        State(TAKEN_BACK, "已撤回", "stopped", ""),
    ],
    [
        Transition("approve", "批准补抽", (ASKED,), APPROVED, "inspections.change.approve"),
        Transition("exchange", "批准交换", (ASKED,), DONE, "inspections.change.approve"),
        Transition("assign", "批准指派", (ASKED,), DONE, "inspections.change.approve"),
        Transition("fill", "补抽入座", (APPROVED,), DONE, "inspections.change.fill"),
        Transition("decline", "不批准", (ASKED,), DECLINED, "inspections.change.decline"),
        Transition("take_back", "撤回", (ASKED, APPROVED), TAKEN_BACK, "inspections.change.take_back"),
    ],
)

PROPOSED, AGREED, REFUSED, UNDONE = "proposed", "agreed", "refused", "undone"
LIVE_VISITS = (PROPOSED, AGREED)
"""An inspection belongs to one such visit at most."""

JOINT_VISIT = Lifecycle(
    "inspections.jointvisit",
    "合并上门",
    [
        State(PROPOSED, "待各单位同意", "todo", "任务执行单位负责人"),
        State(AGREED, "已合并", "done", "任务执行单位负责人"),
        State(REFUSED, "没有同意", "stopped", ""),
        State(UNDONE, "已拆开", "stopped", ""),
    ],
    [
        Transition("agree", "同意合并上门", (PROPOSED,), AGREED, "inspections.visit.agree"),
        Transition("refuse", "不同意合并上门", (PROPOSED,), REFUSED, "inspections.visit.refuse"),
        Transition("undo", "拆开", LIVE_VISITS, UNDONE, "inspections.visit.undo"),
    ],
)

DRAFTED, SENT, ACCEPTED, RETURNED = "drafted", "sent", "accepted", "returned"
CONCLUDED, DROPPED = "concluded", "dropped"
OPEN_REFERRALS = (DRAFTED, SENT, ACCEPTED)
"""Somebody still has something to do about it."""

REFERRAL = Lifecycle(
    "inspections.referral",
    "移送",
    [
        State(DRAFTED, "已拟函，待发出", "todo", "任务执行单位负责人"),
        State(SENT, "已发出，等答复", "doing", "任务执行单位负责人"),
        State(ACCEPTED, "对方已受理", "doing", "任务执行单位负责人"),
        State(RETURNED, "对方退回", "stopped", "任务执行单位负责人"),
        State(CONCLUDED, "已收到处理结果", "done", ""),
        State(DROPPED, "没有发出", "stopped", ""),
    ],
    [
        Transition("send", "发出", (DRAFTED,), SENT, "inspections.referral.send"),
        Transition("drop", "撤掉草稿", (DRAFTED,), DROPPED, "inspections.referral.drop"),
        Transition("accept", "登记受理", (SENT,), ACCEPTED, "inspections.referral.answer"),
        Transition("return", "登记退回", (SENT,), RETURNED, "inspections.referral.answer"),
        Transition("conclude", "登记处理结果", (ACCEPTED,), CONCLUDED, "inspections.referral.conclude"),
    ],
)
