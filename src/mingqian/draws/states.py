"""The life of one attempt at a draw."""

from mingqian.acts.lifecycle import Lifecycle, State, Transition

LOCKED, COMMITTED, DRAWN, SIGNED, DISPATCHED = "locked", "committed", "drawn", "signed", "dispatched"
ABORTED, WITHDRAWN = "aborted", "withdrawn"
LIVE = (LOCKED, COMMITTED, DRAWN, SIGNED, DISPATCHED)
UNDER_WAY = (LOCKED, COMMITTED, DRAWN, SIGNED)
"""Begun and not dispatched: a campaign has one such draw at most."""
RESULT = (DRAWN, SIGNED, DISPATCHED)

DRAW = Lifecycle(
    "draws.draw",
    "摇号",
    [
        State(LOCKED, "已锁库，待承诺", "doing", "见证人"),
        State(COMMITTED, "已公布锁库摘要，待摇号", "doing", "见证人、摇号操作员"),
        State(DRAWN, "已摇号，待签字", "doing", "在场人员"),
        State(SIGNED, "已签字，待派发", "doing", "摇号操作员"),
        State(DISPATCHED, "已派发", "done", "任务执行单位"),
        State(ABORTED, "已中止", "stopped", ""),
        State(WITHDRAWN, "已撤回", "stopped", ""),
    ],
    [
        Transition("commit", "公布锁库摘要", (LOCKED,), COMMITTED, "draws.draw.commit"),
        Transition("draw", "摇号", (COMMITTED,), DRAWN, "draws.draw.draw"),
        Transition("sign", "完成签字", (DRAWN,), SIGNED, "draws.draw.signed"),
        Transition("dispatch", "派发", (SIGNED,), DISPATCHED, "draws.draw.dispatched"),
        Transition("abort", "中止并重新摇号", (COMMITTED, DRAWN, SIGNED), ABORTED, "draws.draw.abort"),
        Transition("withdraw", "撤回锁库", (LOCKED,), WITHDRAWN, "draws.draw.withdraw"),
        Transition("confirm_list", "核对平台名单", (DRAWN,), SIGNED, "draws.platform.confirm"),
        Transition("withdraw_list", "撤回平台名单", (DRAWN, SIGNED), WITHDRAWN, "draws.platform.withdraw"),
    ],
)
