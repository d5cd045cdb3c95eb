"""The words of this room's events."""

from mingqian.audit.presenters import register_events

register_events(
    {
        "jobs.job.begin": ("转入后台办理", "把[“{work}”]转入后台办理[：{title}]"),
        "jobs.job.finish": ("后台办完", "在后台办完了[“{work}”][：{title}]"),
        "jobs.job.refuse": ("后台没有办成", "在后台没有办成[“{work}”][：{title}]"),
        "jobs.job.interrupt": ("后台办理中断", "发现后台办理的[“{work}”]已经中断[：{title}]"),
    },
    {"work": "事项"},
)
