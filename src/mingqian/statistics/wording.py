"""What this room refuses, in words."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "statistics.not_yours": "这个任务的表式和材料不归您办理。",
        "statistics.kind_unknown": "请选择拟写通报、简报还是总结。",
        "statistics.open_already": "“{title}”还没有办完，办完或者撤掉之后才能另拟一稿。",
        "statistics.title_missing": "请写标题。",
        "statistics.text_missing": "请写正文。",
        "statistics.bulletin_is_published": "通报由公示审核公开，不登记报送。",
        "statistics.sent_to": "请写明报送给哪个单位。",
        "statistics.sent_on": "请写明报送日期，格式如 2026-03-16，不能晚于今天。",
        "statistics.handed_on": "请写明移交日期，格式如 2026-03-16，不能晚于今天。",
        "statistics.handed_early": "“{subject}”{day}才结束检查，移交日期不能更早。",
        "statistics.handed_by": "请写明移交人（检查组组长）。",
        "statistics.received_by": "请写明接收的单位。",
        "statistics.nothing_ticked": "请至少勾选一户已经结束检查、还没有移交记录表的。",
    }
)
