"""The words of the publications' events."""

from mingqian.audit.presenters import register_events

register_events(
    {
        "publicity.publication.prepare": ("拟公示", "拟好了公示内容[，共 {count} 件]"),
        "publicity.publication.publish": ("公示", "公示了[ {number}]"),
        "publicity.publication.return": ("退回公示", "退回了拟公示的内容"),
        "publicity.withholding.propose": ("提出不予公开", "提出一户结果不予公开[（{ground}）]"),
        "publicity.withholding.approve": ("审定不予公开", "审定一户结果不予公开[（{ground}）]"),
        "publicity.withholding.decline": ("不同意不予公开", "不同意一户结果不予公开[（{ground}）]"),
        "publicity.withholding.ask_lift": ("申请恢复公开", "申请恢复公开一户不予公开的结果[（{ground}）]"),
        "publicity.withholding.lift": ("审定恢复公开", "审定恢复公开一户的结果[（{ground}）]"),
        "publicity.withholding.keep": ("不同意恢复公开", "不同意恢复公开，仍不予公开[（{ground}）]"),
        "publicity.correction.prepare": ("拟更正", "拟好了对[ {corrects} ]的更正"),
        "publicity.receipt.record": ("登记录入回执", "登记了在{place}录入的回执，共 {count} 户"),
        "publicity.publication.correct": ("更正公示", "更正了[ {corrects} ]"),
    },
    {
        "corrects": "更正的公示",
        "place": "公示的地方",
        "entered_on": "录入日期",
        "receipt": "回执号",
        "whole": "整个结果",
    },
)
