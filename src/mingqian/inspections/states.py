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
        Transition("fill", "补抽入座", (APPROVED,), DONE, "inspections.change.fill"),
        Transition("decline", "不批准", (ASKED,), DECLINED, "inspections.change.decline"),
        Transition("take_back", "撤回", (ASKED, APPROVED), TAKEN_BACK, "inspections.change.take_back"),
    ],
)
