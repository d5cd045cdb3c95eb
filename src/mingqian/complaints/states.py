"""The life of one complaint (投诉举报), and of one shift on duty (值班)."""

from mingqian.acts.lifecycle import Lifecycle, State, Transition

SENT, TAKEN, HANDED, REGISTERED = "sent", "taken", "handed", "registered"
ROUTED, PASSED, MERGED, DEALT = "routed", "passed", "merged", "dealt"
REPLIED, CLOSED, REFUSED = "replied", "closed", "refused"

OPEN = (SENT, TAKEN, HANDED, REGISTERED, ROUTED, PASSED, MERGED, DEALT, REPLIED)
"""Somebody still has something to do about it."""
BEFORE_REGISTRATION = (TAKEN, HANDED)

COMPLAINT = Lifecycle(
    "complaints.complaint",
    "投诉举报",
    [
        State(SENT, "网上提交，待受理", "todo", "值班人员、统一登记的单位"),
        State(TAKEN, "已受理，待报办公室", "todo", "值班人员"),
        State(HANDED, "已报办公室，待登记", "todo", "统一登记的单位"),
        State(REGISTERED, "已登记，待转办", "todo", "统一登记的单位"),
        State(ROUTED, "已交办", "doing", "承办单位"),
        State(PASSED, "已转交其他部门", "doing", "统一登记的单位"),
        State(MERGED, "已并案", "doing", "统一登记的单位"),
        State(DEALT, "已有办理结果，待答复", "near", "统一登记的单位"),
        State(REPLIED, "已答复，待办结", "near", "统一登记的单位"),
        State(CLOSED, "已办结", "done", ""),
        State(REFUSED, "不予受理", "stopped", ""),
    ],
    [
        Transition("accept", "值班受理", (SENT,), TAKEN, "complaints.complaint.accept"),
        Transition("accept_register", "受理、登记", (SENT,), REGISTERED, "complaints.complaint.accept"),
        Transition("hand", "报办公室", (TAKEN,), HANDED, "complaints.shift.hand"),
        Transition("register", "统一登记", (HANDED,), REGISTERED, "complaints.complaint.register"),
        Transition("route", "交办", (REGISTERED,), ROUTED, "complaints.complaint.route"),
        Transition(
            "send_back", "退回重新转办", (ROUTED, PASSED), REGISTERED, "complaints.complaint.send_back"
        ),
        Transition("pass", "转交其他部门", (REGISTERED,), PASSED, "complaints.complaint.pass"),
        Transition("merge", "并案", (REGISTERED,), MERGED, "complaints.complaint.merge"),
        Transition("part", "分开办理", (MERGED,), REGISTERED, "complaints.complaint.part"),
        Transition("deal", "登记办理结果", (ROUTED, PASSED, MERGED), DEALT, "complaints.complaint.deal"),
        Transition("reply", "登记答复", (DEALT,), REPLIED, "complaints.complaint.reply"),
        Transition("close", "办结", (DEALT, REPLIED), CLOSED, "complaints.complaint.close"),
        Transition("refuse", "不予受理", (SENT, HANDED, REGISTERED), REFUSED, "complaints.complaint.refuse"),
    ],
)

ON_DUTY, HANDED_OVER, NOTHING, CONFIRMED = "on_duty", "handed_over", "nothing", "confirmed"

SHIFT = Lifecycle(
    "complaints.shift",
    "值班受理",
    [
        State(ON_DUTY, "值班中", "doing", "值班人员"),
        State(HANDED_OVER, "已报办公室", "near", "统一登记的单位"),
        State(NOTHING, "没有受理投诉举报", "done", ""),
        State(CONFIRMED, "已统一登记", "done", ""),
    ],
    [
        Transition("hand", "报办公室", (ON_DUTY,), HANDED_OVER, "complaints.shift.hand"),
        Transition("end", "结束值班", (ON_DUTY,), NOTHING, "complaints.shift.end"),
        Transition("confirm", "统一登记", (HANDED_OVER,), CONFIRMED, "complaints.shift.confirm"),
    ],
)
