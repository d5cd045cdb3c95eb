"""The words of the complaints' events."""

from mingqian.audit.presenters import register_events

register_events(
    {
        "complaints.complaint.take": ("受理投诉举报", "受理了投诉举报 {number}[（{way}）]"),
        "complaints.complaint.submit": ("网上投诉举报", "收到网上提交的投诉举报 {number}"),
        "complaints.complaint.accept": ("受理网上投诉举报", "受理了网上提交的投诉举报 {number}"),
        "complaints.complaint.merge": ("并案", "把投诉举报 {number} 并入[ {to}]"),
        "complaints.complaint.part": ("分开办理", "把投诉举报 {number} 从并案中分开"),
        "complaints.attachment.read": ("查看投诉举报附件", "查看了投诉举报 {number} 的附件"),
        "complaints.complaint.register": ("登记投诉举报", "统一登记了投诉举报 {number}"),
        "complaints.complaint.refuse": ("不予受理", "对投诉举报 {number} 不予受理"),
        "complaints.complaint.route": ("交办投诉举报", "交办了投诉举报 {number}[，承办单位：{to}]"),
        "complaints.complaint.pass": ("转交投诉举报", "转交了投诉举报 {number}[ 给{to}]"),
        "complaints.complaint.send_back": ("退回重新转办", "退回了投诉举报 {number}，重新转办"),
        "complaints.complaint.deal": ("报办理结果", "登记了投诉举报 {number} 的办理结果"),
        "complaints.complaint.reply": ("答复投诉举报", "登记了投诉举报 {number} 的答复"),
        "complaints.complaint.close": ("办结投诉举报", "办结了投诉举报 {number}"),
        "complaints.shift.begin": ("开始值班", "开始值班，{until} 交接班"),
        "complaints.shift.hand": (
            "值班报办公室",
            "把值班受理的投诉举报报办公室[，共 {count} 件][（{number}）]",
        ),
        "complaints.shift.end": ("结束值班", "结束值班，没有受理投诉举报"),
        "complaints.shift.confirm": ("确认交接", "登记完了{officer}值班交来的投诉举报"),
        "complaints.person.read": ("查看投诉举报人", "查看了投诉举报 {number} 的投诉举报人"),
        "complaints.officers.look": ("查看反映执法人员的投诉", "查看了投诉举报 {number}"),
        "complaints.export": ("导出投诉举报", "导出了投诉举报[，共 {count} 件]"),
        "complaints.arrange": ("确定受理安排", "确定了投诉举报由谁登记、公开哪些渠道"),
        "complaints.counts.take_over": (
            "更新投诉举报次数",
            "按投诉举报登记（{period}）更新了 {count} 户的投诉举报次数",
        ),
    },
    {
        "office": "统一登记的单位",
        "officers_unit": "登记反映执法人员的单位",
        "channels": "公开的渠道",
        "officer": "值班人员",
    },
)
