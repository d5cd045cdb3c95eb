"""What publicity refuses, in words."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "publicity.not_yours": "这项公示不归您办理。",
        "publicity.not_reviewed": "“{subject}”的检查结果现在处于“{state}”，审核通过之后才能拟制公示。",
        "publicity.already_prepared": "“{what}”已经拟制，正等待公示审核。",
        "publicity.already_published": "“{what}”已经公示（{number}），不会重复公示。",
        "publicity.second_person": "公示须由另一人审核：{name}是拟制人，不能审核自己拟制的内容。",
        "publicity.personal": "公示内容里有{what}（{place}），不能公开。请退回修改。",
        "publicity.fields_missing": "“{subject}”的公示内容缺少：{fields}。公示的结果必须写明这些内容（{citation}）；请补齐名录或者检查记录后再送审。",
        "publicity.place_unknown": "请选择录入到哪个公示的地方。",
        "publicity.place_own": "{place}由本平台公示，公示即已公开，不用另外登记。",
        "publicity.nothing_ticked": "请至少勾选一户已经录入的结果。",
        "publicity.receipt_number": "请写明录入后的回执号或者登记号；没有编号的，写录入页面上的流水号或者“无”。",
        "publicity.receipt_day": "请写明录入日期，格式如 2026-03-16。",
        "publicity.receipt_future": "录入日期不能晚于今天。",
        "publicity.receipt_early": "“{subject}”{day}才检查，录入日期不能更早。",
        "publicity.list_not_released": "“{campaign}”的抽取名单还没有公开，通报要等名单公开之后才能拟写、公示，以免先说出抽中了谁。",
        "publicity.record_changed": "“{what}”拟制之后，检查记录有了变动，不能照旧公示。请退回后重新拟制。",
        "publicity.nothing_prepared": "“{campaign}”没有待审核的公示。",
        "publicity.not_public_yet": "只有已公示的检查结果才能更正。",
        "publicity.nothing_corrected": "更正内容与原公示一样，没有需要更正的地方。",
        "publicity.withholding_waits": "“{subject}”的结果有不予公开的申请正待审定，审定之后才能办理。",
        "publicity.withheld_already": "“{subject}”的结果已经审定不予公开（{ground}），不能重复提出。",
        "publicity.withholding_parts": "请至少选一处不公开的内容，或者选“整个结果”。",
        "publicity.withholding_ground": "请选择不予公开的事由类别。",
        "publicity.withholding_basis": "请写明法律依据：哪部法律法规的第几条。",
        "publicity.withheld_line": "第 {position} 项的{what}已审定不予公开，更正里也不能写出。",
        "publicity.result_unknown": "请从列出的检查结果中选择。",
        "publicity.line_unknown": "原公示里没有第 {position} 项。",
        "publicity.nothing_to_publish": "“{agency}”的抽查事项清单里没有在用的事项，没有可公示的内容。",
        "publicity.items_unchanged": "抽查事项清单与已公示的（{number}）相同，不需要重新公示。",
        "publicity.plan_not_approved": "“{plan}”现在处于“{state}”，批准之后才能公开。",
        "publicity.penalty_not_decided": "还没有作出处罚决定，没有可公示的内容。",
        "publicity.penalties_not_public": "适用的文件没有写处罚决定要公开，不在这里公示。",
        "publicity.nothing_to_withdraw": "处罚决定{number}没有在本平台公示过，这里没有可撤回的。别处公开的，在别处撤回并登记回执。",
        "publicity.not_dispatched": "“{campaign}”还没有派发，抽查任务公告随派发发布（{citation}）。",
    }
)
