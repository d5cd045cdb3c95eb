"""The words of this room's events."""

from mingqian.audit.presenters import register_events

register_events(
    {
        "bodies.group.record": ("登记领导小组", "登记了[“{name}”]"),
        "bodies.charge.record": ("登记责任分工", "登记了责任分工[“{word}”]"),
        "bodies.joint.arrange": ("登记联合抽查的组织", "登记了抽查任务[ {number} ]由谁组织"),
        "bodies.joint.provide": ("登记联合抽查的保障", "登记了抽查任务[ {number} ]的{word}"),
    },
    {"word": "职责"},
)
