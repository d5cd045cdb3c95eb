"""What this room says when work does not come to its end."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "jobs.under_way": "“{what}”正在办理，不会重复办理。",
        "jobs.killed": "办理的进程中途停了（机器重启、断电或被停止）。数据没有改动，请回到原来的页面再办一次。",
        "jobs.broke": "办理时出了意外，数据没有改动。请再办一次；再不成，请系统管理员看后台办理第 {number} 号的日志。",
    }
)
