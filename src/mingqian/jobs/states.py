"""The life of one job."""

from mingqian.acts.lifecycle import Lifecycle, State, Transition

RUNNING, DONE, REFUSED, INTERRUPTED = "running", "done", "refused", "interrupted"

JOB = Lifecycle(
    "jobs.job",
    "后台办理",
    [
        State(RUNNING, "正在办理", "doing", "系统"),
        State(DONE, "已办完", "done", ""),
        State(REFUSED, "没有办成", "near", "经办人"),
        State(INTERRUPTED, "中断", "bad", "经办人"),
    ],
    [
        Transition("finish", "办完", (RUNNING,), DONE, "jobs.job.finish"),
        Transition("refuse", "不能办", (RUNNING,), REFUSED, "jobs.job.refuse"),
        Transition("interrupt", "中断", (RUNNING,), INTERRUPTED, "jobs.job.interrupt"),
    ],
)
