"""Lifecycles of the registers' room."""

from __future__ import annotations

from mingqian.acts.lifecycle import Lifecycle, State, Transition

IMPORT = Lifecycle(
    "registers.import",
    "导入",
    (
        State("uploaded", "待对应列", "todo", "名录管理员"),
        State("reading", "正在读取", "doing", "系统"),
        State("preview", "待确认", "todo", "名录管理员"),
        State("applying", "正在收入", "doing", "系统"),
        State("applied", "已收入名录", "done", "名录管理员"),
        State("cancelled", "已取消", "stopped", "名录管理员"),
        State("failed", "未能读取", "stopped", "名录管理员"),
    ),
    (
        Transition(
            "read",
            "读取文件",
            ("uploaded", "reading", "preview", "failed"),
            "reading",
            "registers.import.begin",
        ),
        Transition("ask", "请人对应列", ("reading",), "uploaded", "registers.import.begin"),
        Transition("show", "给出预览", ("reading",), "preview", "registers.import.begin"),
        Transition("apply", "收入名录", ("preview", "applying"), "applying", "registers.import.apply"),
        Transition("finish", "完成收入", ("applying",), "applied", "registers.import.apply"),
        Transition("fail", "记下读取失败", ("reading",), "failed", "registers.import.fail"),
        Transition("return", "退回预览", ("applying",), "preview", "registers.import.fail"),
        Transition(
            "cancel",
            "取消导入",
            ("uploaded", "reading", "preview", "failed"),
            "cancelled",
            "registers.import.cancel",
        ),
    ),
)
