"""What accounts refuses, in words."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "accounts.username_taken": "账号“{username}”已有人使用，请换一个。",
        "accounts.name_taken": "“{name}”已经存在。",
        "accounts.roles_apart": "系统管理员、安全管理员、审计员须由三个不同的人担任，且不兼任业务角色。{name}已是“{held}”。",
        "accounts.own_roles": "不能给自己授予或收回角色。",
        "accounts.role_not_held": "{name}没有“{role}”这个角色。",
        "accounts.role_held": "{name}已经是“{role}”。",
        "accounts.weak_password": "密码不合要求：{why}",
        "accounts.wrong_password": "原密码不对。",
        "accounts.wrong_code": "动态口令不对，或已过期。请看手机上最新的六位数字。",
        "accounts.unit_elsewhere": "“{unit}”不是“{agency}”的单位。",
        "accounts.agency_required": "{name}不属于任何机构，只能担任系统管理员、安全管理员、审计员，不能担任“{role}”。",
        "accounts.not_first": "已经有人开设了账号。首次启动的管理账号只能开设一次；忘记密码请由安全管理员重置。",
        "accounts.not_locked": "{name}的账号没有被锁定。",
        "accounts.last_of_role": "“{role}”至少要留一人。",
    }
)
