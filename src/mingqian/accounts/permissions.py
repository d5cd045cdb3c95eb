"""Permissions are an enum; roles are named lists of them with a description people can read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Permission(TextChoices):
    """Everything a role may be allowed. One name, one meaning, used by pages and actions alike."""

    DESK_OPEN = "desk.open", "打开工作台"

    ACCOUNTS_READ = "accounts.read", "查看机构与人员"
    ACCOUNTS_MANAGE = "accounts.manage", "管理机构、单位与账号"
    ROLES_GRANT = "roles.grant", "授予和收回角色、解除锁定"
    SETTINGS_MANAGE = "settings.manage", "修改系统设置"

    AUDIT_READ = "audit.read", "查看审计记录"
    AUDIT_VERIFY = "audit.verify", "核验审计链"

    ITEMS_READ = "items.read", "查看抽查事项清单"
    ITEMS_EDIT = "items.edit", "修改抽查事项清单"
    SUBJECTS_READ = "subjects.read", "查看检查对象名录库"
    SUBJECTS_EDIT = "subjects.edit", "修改检查对象名录库"
    INSPECTORS_READ = "inspectors.read", "查看执法检查人员名录库"
    INSPECTORS_EDIT = "inspectors.edit", "修改执法检查人员名录库"
    EXPERTS_READ = "experts.read", "查看专家库"
    EXPERTS_EDIT = "experts.edit", "修改专家库"
    REGISTERS_IMPORT = "registers.import", "导入名录"
    REGISTERS_EXPORT = "registers.export", "导出名录"
    PERSONAL_READ = "personal.read", "查看身份证号和联系电话"

    PLANS_READ = "plans.read", "查看抽查计划"
    PLANS_EDIT = "plans.edit", "编制抽查计划"
    PLANS_AGREE = "plans.agree", "为本单位会签抽查计划"
    PLANS_REVIEW = "plans.review", "审核抽查计划，登记联席会议意见"
    PLANS_APPROVE = "plans.approve", "批准抽查计划"
    CAMPAIGNS_READ = "campaigns.read", "查看抽查任务"
    CAMPAIGNS_EDIT = "campaigns.edit", "设置抽查任务"

    DRAWS_READ = "draws.read", "查看摇号进度"
    DRAWS_OPERATE = "draws.operate", "锁库与摇号"
    DRAWS_WITNESS = "draws.witness", "现场见证、提交见证值、签字"
    DRAWS_APPROVE = "draws.approve", "批准重新摇号"
    TEAMS_APPROVE = "teams.approve", "决定检查人员回避，批准补抽空缺、交换检查对象"
    DRAWS_RELEASE = "draws.release", "决定名单解密"
    DRAWN_LIST_READ = "drawn_list.read", "查看未公开的抽取名单"

    TASKS_READ = "tasks.read", "查看检查任务"
    TASKS_DISPATCH = "tasks.dispatch", "派发检查任务"
    TASKS_LEAD = "tasks.lead", "承办检查任务：通知、指派、更换、归档"
    INSPECT = "inspections.inspect", "填写检查记录、录入结果"
    RESULTS_REVIEW = "results.review", "审核检查结果"
    REFER = "referrals.send", "移送：拟函、发出、登记答复"
    RECTIFY = "followups.rectify", "责令改正、复查、登记处置措施"
    CASES_HANDLE = "cases.handle", "立案查处：认定、立案、拟处罚意见、结案"
    CASES_REVIEW = "cases.review", "行政处罚的法制审核"
    CASES_DECIDE = "cases.decide", "作出行政处罚决定，登记变更、撤销"
    OBJECTIONS_HANDLE = "objections.handle", "受理异议、反馈复核结果"
    OBJECTIONS_REVIEW = "objections.review", "复核异议"
    PUBLISH = "publicity.publish", "公示"
    CORRECT = "publicity.correct", "更正已公示内容"
    WITHHOLD = "publicity.withhold", "审定不予公开"
    REPORTS_WRITE = "reports.write", "拟写通报、简报和总结"
    REPORTS_APPROVE = "reports.approve", "批准通报、简报和总结"
    RECEIPTS_ENTER = "publicity.receipts", "登记检查结果在其他平台的录入回执"

    BODIES_EDIT = "bodies.edit", "登记组织机构和职责"
    CROSS_LEAD = "cross_region.lead", "承办跨区域执法：登记通知、准备、线索、跟踪"
    CROSS_DECIDE = "cross_region.decide", "研究跨区域线索报告，决定是否组织检查"
    LIABILITY_READ = "liability.read", "查看履职情况"
    LIABILITY_STATE = "liability.state", "写履职说明"

    COMPLAINTS_HANDLE = "complaints.handle", "受理投诉举报"
    COMPLAINTS_DEAL = "complaints.deal", "办理交办到本单位的投诉举报"
    COMPLAINTS_ARRANGE = "complaints.arrange", "确定投诉举报由哪个单位登记，公开举报渠道"
    LAW_READ = "law.read", "查看规则"
    STATISTICS_READ = "statistics.read", "查看统计"


P = Permission
_READ_REGISTERS = (P.ITEMS_READ, P.SUBJECTS_READ, P.INSPECTORS_READ, P.EXPERTS_READ)
_READ_WORK = (P.DESK_OPEN, P.PLANS_READ, P.CAMPAIGNS_READ, P.DRAWS_READ, P.LAW_READ, P.STATISTICS_READ)


@dataclass(frozen=True)
class RoleDefinition:
    """A role: its code, name, what it is for in words, and what it may do."""

    code: str
    name: str
    description: str
    permissions: frozenset[str]
    apart: bool = False
    """One of the three offices that must be held by three different people, who do no business work."""


def _role(code: str, name: str, description: str, *permissions: str, apart: bool = False) -> RoleDefinition:
    return RoleDefinition(code, name, description, frozenset(str(p) for p in permissions), apart)


ROLES: dict[str, RoleDefinition] = {
    r.code: r
    for r in (
        _role(
            "system_admin",
            "系统管理员",
            "开设机构、单位和账号，修改系统设置。不能授予角色，不能查看业务内容和审计记录。",
            P.DESK_OPEN,
            P.ACCOUNTS_READ,
            P.ACCOUNTS_MANAGE,
            P.SETTINGS_MANAGE,
            apart=True,
        ),
        _role(
            "security_admin",
            "安全管理员",
            "授予和收回角色，解除账号锁定，重置密码。不能开设账号，不能查看业务内容。",
            P.DESK_OPEN,
            P.ACCOUNTS_READ,
            P.ROLES_GRANT,
            apart=True,
        ),
        _role(
            "auditor",
            "审计员",
            "查看全部审计记录，核验审计链，名单公开以后查看履职情况。不能修改任何内容。",
            P.DESK_OPEN,
            P.AUDIT_READ,
            P.AUDIT_VERIFY,
            P.ACCOUNTS_READ,
            P.LAW_READ,
            P.DRAWS_READ,
            P.PLANS_READ,
            P.CAMPAIGNS_READ,
            P.LIABILITY_READ,
            apart=True,
        ),
        _role(
            "registrar",
            "名录管理员",
            "维护一单两库和专家库：导入、修改、停用，处理待定管辖的检查对象。",
            *_READ_WORK,
            *_READ_REGISTERS,
            P.ITEMS_EDIT,
            P.SUBJECTS_EDIT,
            P.INSPECTORS_EDIT,
            P.EXPERTS_EDIT,
            P.REGISTERS_IMPORT,
            P.REGISTERS_EXPORT,
            P.PERSONAL_READ,
        ),
        _role(
            "planner",
            "计划制定",
            "编制年度抽查计划，按计划设置抽查任务和抽取条件；登记组织机构和职责、跨区域执法。",
            *_READ_WORK,
            *_READ_REGISTERS,
            P.PLANS_EDIT,
            P.CAMPAIGNS_EDIT,
            P.BODIES_EDIT,
            P.CROSS_LEAD,
        ),
        _role(
            "plan_reviewer",
            "政策法规审核",
            "代表政策法规股审核抽查计划和计划调整，登记联席会议的意见，对应当法制审核的处罚作法制审核；名单公开以后核对履职情况。不能审核自己编的计划。",
            *_READ_WORK,
            *_READ_REGISTERS,
            P.PLANS_REVIEW,
            P.CASES_REVIEW,
            P.BODIES_EDIT,
            P.LIABILITY_READ,
            P.LIABILITY_STATE,
        ),
        _role(
            "approver",
            "审批领导",
            "批准抽查计划，批准重新摇号、补抽空缺和交换，决定检查人员回避，决定名单解密，审定公示，作出处罚决定，复核异议，研究跨区域线索，核对履职情况，确定投诉举报由谁登记。",
            *_READ_WORK,
            *_READ_REGISTERS,
            P.PLANS_APPROVE,
            P.DRAWS_APPROVE,
            P.TEAMS_APPROVE,
            P.DRAWS_RELEASE,
            P.DRAWN_LIST_READ,
            P.TASKS_READ,
            P.CORRECT,
            P.WITHHOLD,
            P.REPORTS_APPROVE,
            P.CROSS_DECIDE,
            P.LIABILITY_READ,
            P.LIABILITY_STATE,
            P.COMPLAINTS_ARRANGE,
            P.CASES_DECIDE,
            P.OBJECTIONS_REVIEW,
        ),
        _role(
            "draw_operator",
            "摇号操作员",
            "锁定名录，组织摇号。名单派发之后不能再看。",
            *_READ_WORK,
            *_READ_REGISTERS,
            P.DRAWS_OPERATE,
            P.TASKS_DISPATCH,
        ),
        _role(
            "witness",
            "见证人",
            "在摇号现场提交自己的见证值、核对锁库结果并签字。看不到其他业务内容。",
            P.DESK_OPEN,
            P.DRAWS_READ,
            P.DRAWS_WITNESS,
        ),
        _role(
            "unit_head",
            "任务执行单位负责人",
            "为本单位会签抽查计划；承办派发到本单位的检查任务：通知检查对象、审核结果、责令改正、移送、立案、异议、同意更换人员、归档；承办跨区域执法；办理交办到本单位的投诉举报。",
            *_READ_WORK,
            *_READ_REGISTERS,
            P.PLANS_AGREE,
            P.TASKS_READ,
            P.TASKS_LEAD,
            P.DRAWN_LIST_READ,
            P.RESULTS_REVIEW,
            P.REFER,
            P.RECEIPTS_ENTER,
            P.REPORTS_WRITE,
            P.CROSS_LEAD,
            P.COMPLAINTS_DEAL,
            P.RECTIFY,
            P.CASES_HANDLE,
            P.OBJECTIONS_HANDLE,
            P.OBJECTIONS_REVIEW,
        ),
        _role(
            "inspector",
            "检查人员",
            "查看派给自己的检查任务，填写检查记录，录入检查结果，责令改正、复查。",
            P.DESK_OPEN,
            P.ITEMS_READ,
            P.LAW_READ,
            P.TASKS_READ,
            P.INSPECT,
            P.RECEIPTS_ENTER,
            P.RECTIFY,
        ),
        _role(
            "publisher",
            "公示审核",
            "核对将要公开的内容并公示，公布计划和任务公告。",
            *_READ_WORK,
            P.ITEMS_READ,
            P.TASKS_READ,
            P.PUBLISH,
            P.RECEIPTS_ENTER,
        ),
        _role(
            "complaints_officer",
            "投诉受理",
            "登记投诉举报，转办交办，跟踪办理。",
            P.DESK_OPEN,
            P.SUBJECTS_READ,
            P.LAW_READ,
            P.COMPLAINTS_HANDLE,
        ),
    )
}
