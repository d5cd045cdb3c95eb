"""The words of this room's events."""

from mingqian.audit.presenters import register_events

register_events(
    {"liability.state": ("写履职说明", "对抽查任务[ {number} ]写了履职说明[（{case}）]")},
    {"case": "情形"},
)
