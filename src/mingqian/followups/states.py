"""What follows a finding: the life of an order to correct, of a case, of a penalty, of an objection."""

from mingqian.acts.lifecycle import Lifecycle, State, Transition

ISSUED, FAILED = "issued", "failed"
CORRECTED, WITHDRAWN, PROSECUTED = "corrected", "withdrawn", "prosecuted"
OPEN_ORDERS = (ISSUED, FAILED)
"""Somebody still has to look again, or to say what comes next."""

RECTIFICATION = Lifecycle(
    "followups.rectification",
    "责令改正",
    [
        State(ISSUED, "待改正", "doing", "检查组"),
        State(FAILED, "复查不合格", "near", "任务执行单位负责人"),
        State(CORRECTED, "复查合格", "done", ""),
        State(PROSECUTED, "已转立案", "stopped", ""),
        State(WITHDRAWN, "已撤回", "stopped", ""),
    ],
    [
        Transition("pass", "复查合格", OPEN_ORDERS, CORRECTED, "followups.order.recheck"),
        Transition("fail", "复查不合格", OPEN_ORDERS, FAILED, "followups.order.recheck"),
        Transition("extend", "延期", OPEN_ORDERS, ISSUED, "followups.order.extend"),
        Transition("prosecute", "转立案", OPEN_ORDERS, PROSECUTED, "followups.case.note"),
        Transition("withdraw", "撤回", OPEN_ORDERS, WITHDRAWN, "followups.order.withdraw"),
    ],
)

NOTED, INQUIRY, REPORTED = "noted", "inquiry", "reported"
CONFIRMED, UNFOUNDED, DECLINED = "confirmed", "unfounded", "declined"
OPENED, PUNISHED, CLOSED = "opened", "punished", "closed"
BEFORE_THE_CASE = (NOTED, INQUIRY, REPORTED, CONFIRMED, UNFOUNDED)
UNDER_WAY = (*BEFORE_THE_CASE, OPENED, PUNISHED)

CASE = Lifecycle(
    "followups.case",
    "立案查处",
    [
        State(NOTED, "线索，待认定", "todo", "任务执行单位负责人"),
        State(INQUIRY, "初步调查中", "doing", "任务执行单位负责人"),
        State(REPORTED, "已有调查报告，待认定", "near", "任务执行单位负责人"),
        State(CONFIRMED, "认定成立，待立案", "near", "任务执行单位负责人"),
        State(UNFOUNDED, "认定不成立，待书面回复", "near", "任务执行单位负责人"),
        State(DECLINED, "不予立案", "stopped", ""),
        State(OPENED, "已立案", "doing", "任务执行单位负责人"),
        State(PUNISHED, "已作处罚决定", "doing", "任务执行单位负责人"),
        State(CLOSED, "已结案", "done", ""),
    ],
    [
        Transition("inquire", "初步调查", (NOTED,), INQUIRY, "followups.case.inquire"),
        Transition("report", "提交调查报告", (INQUIRY,), REPORTED, "followups.case.report"),
        Transition("confirm", "认定成立", (NOTED, REPORTED), CONFIRMED, "followups.case.confirm"),
        Transition("deny", "认定不成立", (NOTED, REPORTED), UNFOUNDED, "followups.case.confirm"),
        Transition("reply", "书面回复", (UNFOUNDED,), DECLINED, "followups.case.reply"),
        Transition("decline", "不予立案", (UNFOUNDED,), DECLINED, "followups.case.confirm"),
        Transition("open", "立案", (CONFIRMED,), OPENED, "followups.case.open"),
        Transition("punish", "作出处罚决定", (OPENED,), PUNISHED, "followups.penalty.decide"),
        Transition("close", "结案", (OPENED, PUNISHED), CLOSED, "followups.case.close"),
    ],
)

PROPOSED, RETURNED, DECIDED, REVOKED = "proposed", "returned", "decided", "revoked"
IN_FORCE = (DECIDED, REVOKED)
"""A decision was made: it has its number and its day."""

PENALTY = Lifecycle(
    "followups.penalty",
    "行政处罚",
    [
        State(PROPOSED, "待决定", "near", "审批领导"),
        State(RETURNED, "已退回", "stopped", "任务执行单位负责人"),
        State(DECIDED, "已决定", "done", ""),
        State(REVOKED, "已被变更、撤销", "stopped", "任务执行单位负责人"),
    ],
    [
        Transition("return", "退回", (PROPOSED,), RETURNED, "followups.penalty.return"),
        Transition("decide", "作出处罚决定", (PROPOSED,), DECIDED, "followups.penalty.decide"),
        Transition("revoke", "登记变更、撤销", (DECIDED,), REVOKED, "followups.penalty.revoke"),
    ],
)

RECEIVED, REVIEWED, TOLD, TAKEN_BACK = "received", "reviewed", "told", "taken_back"
OPEN_OBJECTIONS = (RECEIVED, REVIEWED)

OBJECTION = Lifecycle(
    "followups.objection",
    "异议",
    [
        State(RECEIVED, "待复核", "todo", "任务执行单位负责人"),
        State(REVIEWED, "已复核，待反馈", "near", "任务执行单位负责人"),
        State(TOLD, "已反馈", "done", ""),
        State(TAKEN_BACK, "检查对象已撤回", "stopped", ""),
    ],
    [
        Transition("review", "复核", (RECEIVED,), REVIEWED, "followups.objection.review"),
        Transition("tell", "反馈", (REVIEWED,), TOLD, "followups.objection.tell"),
        Transition("take_back", "登记撤回", (RECEIVED,), TAKEN_BACK, "followups.objection.take_back"),
    ],
)
