"""抽查事项."""

from __future__ import annotations

from typing import Final

from mingqian.registers.importing.columns.column import CONFIRMED, Column, Value, split

ITEM: Final[tuple[Column, ...]] = (
    Column(
        "code",
        "编号",
        split("序号 事项编号 事项编码 事项代码 抽查事项编号"),
        required=True,
        limit=40,
        example="YJ01",
    ),
    Column(
        "name",
        "抽查事项",
        split("事项名称 抽查事项名称 检查事项 检查事项名称 事项 抽查项目 抽查类别"),
        required=True,
        limit=300,
        example="安全生产教育和培训情况",
    ),
    Column(
        "sub_name", "抽查子项", split("子项 抽查子项名称 子项名称 检查子项"), stored=False, in_template=False
    ),
    Column("content", "检查内容", split("抽查内容 检查内容和方法 内容"), Value.LONG, limit=20000),
    Column("basis", "检查依据", split("抽查依据 法律依据 依据 实施依据"), Value.LONG, limit=20000),
    Column("subject_scope", "检查对象", split("抽查对象 对象 检查对象范围"), limit=300),
    Column(
        "item_class",
        "事项类别",
        split("类别 事项分类 重点/一般"),
        Value.CHOICE,
        note="重点 或 一般",
        example="一般",
    ),
    Column("method", "检查方式", split("抽查方式 方式"), limit=200),
    Column("body", "检查主体", split("抽查主体 实施主体 责任主体 责任部门 实施部门 检查部门"), limit=200),
    Column("level", "实施层级", split("层级 检查层级"), limit=60),
    Column(
        "fields",
        "适用行业领域",
        split("监管行业领域 行业领域 适用领域 适用行业"),
        Value.LIST,
        note="多个用“；”分开；空白或“全部”即适用全部",
    ),
    Column("specialty", "所需业务专长", split("业务专长 专业要求 检查人员要求 人员要求"), limit=120),
    Column(
        "needs_specialist",
        "是否需要专业人员",
        split("需要专业人员"),
        Value.FLAG,
        stored=False,
        in_template=False,
    ),
    Column("share", "抽查比例", split("比例"), limit=300),
    Column("frequency", "抽查频次", split("频次 检查频次"), limit=300),
    Column("joint", "联合抽查事项", split("是否联合 联合抽查"), Value.FLAG, note="是 或 否"),
    Column("note", "备注", split("说明"), Value.LONG, limit=2000),
    Column("status", "状态", (), Value.CHOICE, in_template=False),
    CONFIRMED,
)
