"""What this room refuses, in words."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "crossing.not_yours": "只能办理本单位的。",
        "crossing.no_rules": "适用于本单位的文件没有跨区域执法的规定，不能登记。请先在“规则”里选用有这项规定的文件。",
        "crossing.way_unknown": "请从文件列出的方式里选一种。",
        "crossing.organiser_unknown": "请从文件列出的组织单位里选（{citation}）。",
        "crossing.own_without_report": "本局自己组织的，要先有上报{whom}、研究决定组织检查的线索报告（{citation}）。请选那一份报告。",
        "crossing.missing": "请填写“{what}”。",
        "crossing.too_long": "“{what}”最多 {most} 个字，现在有 {now} 个。",
        "crossing.future": "“{what}”不能晚于今天。",
        "crossing.before": "“{what}”不能早于 {day}。",
        "crossing.dates_reversed": "结束日期不能早于开始日期。",
        "crossing.closed": "“{title}”已经办结，不能再改。",
        "crossing.word_unknown": "请从文件列出的里面选（{citation}）。",
        "crossing.not_cross": "“{campaign}”不是跨区域执法检查，不用列入。",
        "crossing.campaign_confirmed": "“{campaign}”的抽取范围已经确认，不能再改列。请先退回设置。",
        "crossing.still_open": "还不能办结：{what}。",
        "crossing.not_host": "“{title}”是派员参加的，收到的问题反馈只登记在迎检的联动里。",
        "crossing.not_sent": "反馈函发出之后，才登记所在地的办理和跟踪。",
        "crossing.way_missing": "跨区域检查要先写明用哪一种方式、针对什么（{citation}）。请在“跨区域执法”里登记这次联动，把这个任务列进去。",
        "crossing.not_prepared": "“{title}”收到通知后的准备还没有登记：{words}（{citation}）。",
        "crossing.narrowed": "跨区域检查在当地全部检查对象里抽取（{citation}），不能再按{names}挑选。只针对一个行业领域的，先在这次联动里写明。",
        "crossing.leads_missing": "请至少选一条线索。",
        "crossing.report_decided": "这份报告已经研究过，不能再记一次。",
    }
)
