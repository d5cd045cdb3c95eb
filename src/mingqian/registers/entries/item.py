"""抽查事项清单: what one item says (xiping 细则 四; xinyang 七 and 附件 1; gaoqing 5.1.1)."""

from __future__ import annotations

from mingqian.registers.entries.entry import Entry, Group
from mingqian.registers.entries.sheet import Sheet, entry
from mingqian.registers.models import Item


def _e(name: str, **given: object) -> Entry:
    return entry(Item, name, **given)


ITEM = Sheet(
    kind="item",
    model=Item,
    title="抽查事项清单",
    thing="抽查事项",
    measure="项",
    groups=(
        Group(
            "事项",
            (
                _e("code", required=True, style="code", help="在本局清单中不重复，如 YJ01。"),
                _e("item_class", required=True, help="重点事项的抽查比例不设上限，一般事项按计划抽查。"),
                _e("name", required=True, full=True),
                _e("content", help="检查人员照此逐项检查，一项一行。"),
                _e("basis", help="写明法律、法规、规章的名称和条款。没有依据的事项不得检查。"),
            ),
        ),
        Group(
            "怎样检查",
            (
                _e("subject_scope", full=True),
                _e("method", help="如现场检查、书面检查、网络监测。"),
                _e("body"),
                _e("level", help="如县级、省市县三级。"),
                _e("fields", help="多个用“；”分开；不填即适用全部行业领域。"),
                _e("specialty", help="检查人员须有的业务专长；不填即不要求。"),
                _e("share"),
                _e("frequency"),
                _e("joint"),
                _e("note"),
            ),
        ),
    ),
    search_parts=("code", "name", "content", "basis", "subject_scope", "body"),
)
