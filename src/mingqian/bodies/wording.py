"""What this room refuses, in words."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "bodies.not_yours": "只能登记本单位的。",
        "bodies.rule_unknown": "适用于本单位的文件里没有这一条，请从列出的里面选。",
        "bodies.missing": "请填写“{what}”。",
        "bodies.too_long": "“{what}”最多 {most} 个字，现在有 {now} 个。",
        "bodies.future": "“{what}”不能晚于今天。",
        "bodies.differs": "文件写的是“{said}”（{citation}）。要定别的，请写明理由。",
        "bodies.unit_elsewhere": "“{unit}”不是本单位内设的，请选本单位的。",
        "bodies.unit_or_paper": "请选责任单位，或者写明文件和文号。",
        "bodies.not_joint": "“{campaign}”不是部门联合抽查，不用登记组织和保障。",
    }
)
