"""The life of an annual plan and of a campaign (抽查任务)."""

from __future__ import annotations

from dataclasses import dataclass

from mingqian.acts.lifecycle import Lifecycle, State, Transition

DRAFT, SUBMITTED, APPROVED, PUBLISHED = "draft", "submitted", "approved", "published"
SUPERSEDED, WITHDRAWN = "superseded", "withdrawn"
IN_FORCE = (APPROVED, PUBLISHED)
"""Plans of which campaigns may be set, which are filed and adjusted."""

PLAN = Lifecycle(
    "plans.plan",
    "年度抽查计划",
    [
        State(DRAFT, "编制中", "todo", "计划制定"),
        State(SUBMITTED, "审批中", "doing", "各审批环节"),
        State(APPROVED, "已批准，待公开", "near", "公示审核"),
        State(PUBLISHED, "已公开", "done", ""),
        State(SUPERSEDED, "已调整，见新版", "stopped", ""),
        State(WITHDRAWN, "不再调整", "stopped", ""),
    ],
    [
        Transition("submit", "送审", (DRAFT,), SUBMITTED, "plans.plan.submit"),
        Transition("return", "退回修改", (SUBMITTED,), DRAFT, "plans.plan.return"),
        Transition("agree", "会签", (SUBMITTED,), SUBMITTED, "plans.plan.agree"),
        Transition("review", "审核", (SUBMITTED,), SUBMITTED, "plans.plan.review"),
        Transition("conference", "登记联席会议意见", (SUBMITTED,), SUBMITTED, "plans.plan.conference"),
        Transition("approve", "批准", (SUBMITTED,), APPROVED, "plans.plan.approve"),
        Transition("publish", "公开", (APPROVED,), PUBLISHED, "plans.plan.publish"),
        Transition("supersede", "由新版代替", IN_FORCE, SUPERSEDED, "plans.plan.approve"),
        Transition("withdraw", "放弃调整", (DRAFT,), WITHDRAWN, "plans.plan.withdraw"),
    ],
)

READY, FROZEN, DRAWN, SIGNED, DISPATCHED = "ready", "frozen", "drawn", "signed", "dispatched"
NOTIFIED, CHECKING, RESULTS_IN, ARCHIVED = "notified", "checking", "results_in", "archived"

CAMPAIGN = Lifecycle(
    "plans.campaign",
    "抽查任务",
    [
        State(DRAFT, "设置中", "todo", "计划制定"),
        State(READY, "待锁库", "todo", "摇号操作员"),
        State(FROZEN, "已锁库", "doing", "见证人、摇号操作员"),
        State(DRAWN, "已摇号", "doing", "在场人员"),
        State(SIGNED, "已签字", "doing", "摇号操作员"),
        State(DISPATCHED, "已派发", "doing", "任务执行单位"),
        State(NOTIFIED, "已通知", "doing", "任务执行单位"),
        State(CHECKING, "检查中", "doing", "检查组"),
        State(RESULTS_IN, "结果已齐", "near", "公示审核"),
        State(PUBLISHED, "已公示", "done", "任务执行单位"),
        State(ARCHIVED, "已归档", "done", ""),
    ],
    [
        Transition("confirm_pool", "确认抽取范围", (DRAFT,), READY, "plans.campaign.confirm_pool"),
        Transition("reopen", "退回设置", (READY,), DRAFT, "plans.campaign.reopen"),
        Transition("freeze", "锁库", (READY,), FROZEN, "plans.campaign.advance"),
        Transition("unfreeze", "解除锁库", (FROZEN, DRAWN, SIGNED), READY, "plans.campaign.advance"),
        Transition("draw", "摇号", (FROZEN,), DRAWN, "plans.campaign.advance"),
        Transition("register_list", "登记平台名单", (READY,), DRAWN, "plans.campaign.advance"),
        Transition("sign", "签字", (DRAWN,), SIGNED, "plans.campaign.advance"),
        Transition("dispatch", "派发", (SIGNED,), DISPATCHED, "plans.campaign.advance"),
        Transition("notify", "通知", (DISPATCHED,), NOTIFIED, "plans.campaign.advance"),
        Transition("check", "检查", (DISPATCHED, NOTIFIED), CHECKING, "plans.campaign.advance"),
        Transition("results_in", "结果收齐", (CHECKING,), RESULTS_IN, "plans.campaign.advance"),
        Transition("publish", "公示", (RESULTS_IN,), PUBLISHED, "plans.campaign.advance"),
        Transition("archive", "归档", (PUBLISHED,), ARCHIVED, "plans.campaign.advance"),
    ],
)


@dataclass(frozen=True)
class Step:
    """One place on the strip of a campaign: the act that reaches it and the state in which it lies behind."""

    code: str
    name: str
    act: str
    state: str


STRIP = (
    Step("plan", "计划", "", DRAFT),
    Step("pool", "库", "confirm_pool", READY),
    Step("freeze", "锁库", "freeze", FROZEN),
    Step("draw", "摇号", "draw", DRAWN),
    Step("sign", "签字", "sign", SIGNED),
    Step("dispatch", "派发", "dispatch", DISPATCHED),
    Step("notify", "通知", "notify", NOTIFIED),
    Step("check", "检查", "check", CHECKING),
    Step("result", "结果", "results_in", RESULTS_IN),
    Step("publish", "公示", "publish", PUBLISHED),
    Step("archive", "归档", "archive", ARCHIVED),
)

DRAWING = frozenset({"plan", "pool", "freeze", "draw", "sign"})
"""Places a task outside the lottery does not pass."""

STEP_OF_ACT = {step.act: step.code for step in STRIP if step.act} | {
    "register_list": "draw",
    "unfreeze": "unfreeze",
    "reopen": "reopen",
}
"""What an act writes into the campaign's steps; a list drawn elsewhere stands where the draw stands; the
last two undo and stand on no place of the strip."""

STEP_NAMES = {step.code: step.name for step in STRIP} | {
    "unfreeze": "解除锁库",
    "reopen": "退回设置",
    "rules": "核对规则变化",
}
