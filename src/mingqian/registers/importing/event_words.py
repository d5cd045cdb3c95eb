"""The words of the imports' own events."""

from mingqian.audit.presenters import register_events

register_events(
    {"registers.import.set_aside": ("下载搁置的行", "下载了文件[“{file}”]搁置的行[，共 {count} 行]")},
)
