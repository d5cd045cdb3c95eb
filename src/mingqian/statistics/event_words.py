"""The words of this room's events."""

from mingqian.audit.presenters import register_events

register_events(
    {
        "statistics.form.take": ("查看、导出内部表式", "查看、导出了{form}，共 {count} 行"),
        "statistics.records.hand_over": ("登记移交记录表", "登记了 {count} 户的检查记录表移交{received_by}"),
        "statistics.report.begin": ("拟写材料", "开始拟写通报、简报或者总结"),
        "statistics.report.save": ("修改材料", "修改了材料"),
        "statistics.report.submit": ("材料送批", "把材料送领导批准"),
        "statistics.report.return": ("退回材料", "退回了材料"),
        "statistics.report.approve": ("批准材料", "批准了材料"),
        "statistics.report.send": ("登记报送", "登记了材料报送{sent_to}"),
        "statistics.report.drop": ("撤掉材料", "撤掉了一稿材料"),
    },
    {
        "form": "表式",
        "handed_on": "移交日期",
        "received_by": "接收单位",
        "edition": "稿次",
        "sent_to": "报送单位",
    },
)
