"""What a verification finds, and its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

WORDS = {
    "event.changed": "第 {number} 号记录的内容被改动：内容算出的摘要与记下的摘要不符。",
    "event.unlinked": "第 {number} 号记录与第 {before} 号记录接不上：两者之一被改写。",
    "event.missing": "第 {first} 号至第 {last} 号记录不见了，共 {count} 条。",
    "event.foreign": "第 {number} 号记录是绕过平台加进来的：平台的记录从第 1 号起。",
    "event.beyond": "第 {number} 号记录超出链尾（链尾为第 {head} 号）：它是绕过平台加进来的，或者链尾被倒拨。",
    "head.missing": "链尾不见了，而记录还有 {count} 条。",
    "head.short": "链尾为第 {head} 号，而记录只到第 {number} 号：最后 {count} 条记录被删除。",
    "head.differs": "链尾记下的摘要与最后一条记录（第 {number} 号）的摘要不符。",
    "seals.changed": "第 {number} 号记录的封记被改动：应有 {wanted} 条，现有 {count} 条，或内容不符。",
    "seals.misplaced": "有 {count} 条封记被塞到第 {number} 号记录名下。",
    "seals.beyond": "有封记指向第 {number} 号记录，而链尾为第 {head} 号：那之后的记录被删除，或封记是伪造的。",
    "seals.unknown": "有封记属于本平台没有的类别“{kind}”。",
    "row.changed": "{what}的{fields}被绕过平台改动。最近一次经平台写入是第 {number} 号记录。",
    "row.structure": "{what}的封记与现在的名录结构对不上（第 {number} 号记录），无法逐项核对。",
    "row.inserted": "{what}是绕过平台加进来的：没有任何记录写过它。",
    "row.returned": "{what}已由第 {number} 号记录删除，却又绕过平台加了回来。",
    "row.deleted": "{what}被绕过平台删除。最近一次经平台写入是第 {number} 号记录。",
    "trigger.missing": "“{table}”表禁止修改和删除的触发器（{trigger}）被拿掉或停用了。",
    "trigger.changed": "“{table}”表禁止修改和删除的触发器（{trigger}）被换成了别的。",
    "checkpoint.differs": "第 {number} 号记录与检查点不符：检查点之前的记录被整体改写过。",
    "checkpoint.beyond": "检查点在第 {number} 号，而记录只到第 {last} 号：尾部的记录被删除。",
}
"""The words of every finding, by code."""


@dataclass(frozen=True)
class Finding:
    """One thing that was changed behind the platform's back: which event, which object, which fields."""

    code: str
    number: int | None = None
    kind: str = ""
    object_id: int | None = None
    fields: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)

    def words(self) -> str:
        """The finding in Chinese."""
        named = "".join(f"“{name}”" for name in self.fields) or "内容（无法指出哪一项）"
        return WORDS[self.code].format(**{"number": self.number, "fields": named, **self.params})

    def as_dict(self) -> dict[str, Any]:
        """JSON-shaped: code, event, object, fields, words."""
        return {
            "code": self.code,
            "event": self.number,
            "kind": self.kind,
            "object": self.object_id,
            "fields": list(self.fields),
            "words": self.words(),
        }
