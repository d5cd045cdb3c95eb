"""The words of this room's events."""

from mingqian.audit.presenters import register_events

register_events(
    {
        "followups.order.issue": ("责令改正", "对检查[ {inspection} ]发现的问题责令改正[（{measure}）]"),
        "followups.order.recheck": ("复查", "登记了检查[ {inspection} ]责令改正的复查"),
        "followups.order.extend": ("改正延期", "延长了检查[ {inspection} ]责令改正的期限"),
        "followups.order.withdraw": ("撤回责令改正", "撤回了检查[ {inspection} ]的责令改正"),
        "followups.measure.note": ("登记处置措施", "登记了检查[ {inspection} ]的处置措施[（{measure}）]"),
        "followups.case.note": ("登记违法线索", "登记了违法线索[ {number}]"),
        "followups.case.inquire": ("初步调查", "开始了对[ {number} ]的初步调查"),
        "followups.case.report": ("提交调查报告", "提交了[ {number} ]的调查报告"),
        "followups.case.confirm": ("审核认定", "认定了[ {number} ]是否成立"),
        "followups.case.reply": ("书面回复", "登记了[ {number} ]不予立案的书面回复"),
        "followups.case.open": ("立案", "立案[ {number}]"),
        "followups.case.lengthen": ("延长办案期限", "延长了案件[ {number} ]的办案期限"),
        "followups.case.close": ("结案", "案件[ {number} ]结案"),
        "followups.case.receipt": ("登记办理回执", "登记了案件[ {number} ]的办理回执[：{what}]"),
        "followups.penalty.propose": ("拟处罚意见", "拟了案件[ {number} ]的处罚意见"),
        "followups.penalty.review": ("法制审核", "对案件[ {number} ]的处罚意见作了法制审核"),
        "followups.penalty.return": ("退回处罚意见", "退回了案件[ {number} ]的处罚意见"),
        "followups.penalty.decide": ("作出处罚决定", "作出了案件[ {number} ]的处罚决定[ {decision}]"),
        "followups.penalty.revoke": ("登记处罚变更、撤销", "登记了处罚决定[ {decision} ]的变更、撤销"),
        "followups.objection.receive": ("受理异议", "受理了[ {number}]（检查[ {inspection}]）"),
        "followups.objection.lodge": (
            "检查对象提出异议",
            "检查对象在专用页提出了[ {number}]（检查[ {inspection}]）",
        ),
        "followups.objection.wrong_code": (
            "代码核对不符",
            "检查[ {inspection} ]的专用页上填的代码不是检查对象的",
        ),
        "followups.objection.review": ("复核异议", "复核了[ {number}]"),
        "followups.objection.tell": ("反馈复核结果", "反馈了[ {number} ]的复核结果"),
        "followups.objection.take_back": ("登记异议撤回", "登记了[ {number} ]由检查对象撤回"),
        "followups.objection.correct": ("异议更正完成", "登记了异议的更正已公示[（{number}）]"),
    },
    {
        "measure": "措施",
        "decision": "决定书",
        "what": "应办的事",
    },
)
