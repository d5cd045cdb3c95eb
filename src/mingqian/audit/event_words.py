"""The words of this room's events and of the room below, which may not know this one; labels more than one room uses.

Every other room registers the words of its own events in its own `event_words`.
"""

from mingqian.audit.presenters import register_events

ACCOUNTS = {
    "accounts.agency.create": ("开设机构", "开设了机构[“{name}”]"),
    "accounts.agency.edit": ("修改机构", "修改了机构[“{name}”]"),
    "accounts.unit.create": ("开设单位", "开设了[{agency}的]单位[“{name}”]"),
    "accounts.unit.edit": ("修改单位", "修改了[{agency}的]单位[“{name}”]"),
    "accounts.user.create": ("开设账号", "开设了账号[“{username}”]"),
    "accounts.user.edit": ("修改人员", "修改了账号[“{username}”]的资料"),
    "accounts.role.grant": ("授予角色", "给账号[“{username}”]授予了角色[“{role}”]"),
    "accounts.role.withdraw": ("收回角色", "收回了账号[“{username}”]的角色[“{role}”]"),
    "accounts.role.switch": ("切换角色", "切换了角色[：从“{before}”][到“{after}”]"),
    "accounts.password.reset": ("重置密码", "重置了账号[“{username}”]的密码"),
    "accounts.password.change": ("修改密码", "修改了自己的密码"),
    "accounts.lock.release": ("解除锁定", "解除了账号[“{username}”]的登录锁定"),
    "accounts.second_factor.on": ("启用动态口令", "启用了自己的动态口令"),
    "accounts.second_factor.off": ("停用动态口令", "停用了自己的动态口令"),
    "accounts.login": ("登录", "登录[，角色为“{role}”]"),
    "accounts.login.failed": ("登录失败", "用账号[“{username}”]登录失败"),
}
AUDIT = {
    "audit.verification.start": ("开始核验", "开始核验审计链"),
    "audit.verification.finish": ("核验完毕", "核验完审计链[，核到第 {number} 号][，不一致 {findings} 处]"),
    "audit.checkpoint.take": ("取检查点", "取走了审计链的检查点"),
    "audit.backup.make": ("备份", "备份了全部数据（含密钥）"),
}
LABELS = {
    "after": "之后",
    "agency": "机构",
    "before": "之前",
    "campaign": "抽查任务",
    "code": "原因代码",
    "count": "件数",
    "digest": "摘要",
    "findings": "不一致处",
    "from": "自",
    "kind": "类别",
    "locked": "账号因此锁定",
    "name": "名称",
    "number": "编号",
    "on": "日期",
    "role": "角色",
    "second_factor": "用了动态口令",
    "subjects": "户数",
    "title": "名称",
    "to": "到",
    "until": "至",
    "username": "账号",
    "version": "版本",
    "what": "内容",
    "year": "年度",
}
"""Labels of details that more than one room uses."""

for words in (ACCOUNTS, AUDIT):
    register_events(words, LABELS)
