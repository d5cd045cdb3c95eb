"""The words of this room's events."""

from mingqian.audit.presenters import register_events

register_events(
    {
        "crossing.activity.open": ("登记跨区域联动", "登记了跨区域联动[“{title}”（{way}）]"),
        "crossing.activity.prepare": ("登记联动准备", "登记了跨区域联动[“{title}”]的准备[：{word}]"),
        "crossing.activity.list": ("列入联动", "把抽查任务[ {number} ]列入跨区域联动[“{title}”]"),
        "crossing.activity.close": ("办结跨区域联动", "办结了跨区域联动[“{title}”]"),
        "crossing.finding.receive": ("登记收到的问题反馈", "登记了收到的问题反馈[ {number}]"),
        "crossing.finding.answer": ("登记所在地的办理", "登记了问题所在地对[ {number} ]的办理[：{word}]"),
        "crossing.finding.follow": ("登记跟踪问效", "登记了对[ {number} ]的跟踪[：{word}]"),
        "crossing.lead.note": ("登记线索", "登记了一条跨区域线索"),
        "crossing.lead.report": ("上报线索", "上报了线索报告[“{title}”]"),
        "crossing.lead.decide": ("研究线索报告", "登记了线索报告[“{title}”]的研究意见"),
    },
    {"organise": "组织检查"},
)
