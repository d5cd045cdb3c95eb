"""What an inspection item (抽查事项) is."""

from dataclasses import dataclass

from mingqian.demo.columns import column

ON_SITE, BOTH = "现场检查", "现场检查；书面检查"
COUNTY_LEVEL, BOTH_LEVELS = "县级", "县级、乡级"


@dataclass(frozen=True)
class Item:
    """One item of the 抽查事项清单.

    `content`: the points looked at, in our own words. `basis`: one document each, with articles where
    they are certain, else the document alone. `fields`: none named means every field.
    `share`: 高青 5.1.2. `joint`: also part of joint checks.
    """

    code: str = column("编号")
    name: str = column("事项名称")
    content: tuple[str, ...] = column("抽查内容")
    basis: tuple[str, ...] = column("检查依据")
    subject: str = column("检查对象")
    item_class: str = column("事项类别")
    method: str = column("检查方式")
    agency: str = column("检查主体")
    level: str = column("实施层级")
    fields: tuple[str, ...] = column("适用行业领域")
    share: str = column("抽查比例")
    frequency: str = column("抽查频次")
    joint: bool = column("联合抽查事项")
    specialty: str = column("所需业务专长")
    needs_specialist: bool = column("是否需要专业人员")

    def applies_to(self, field: str) -> bool:
        """Return whether the item applies to a subject of this 监管行业领域."""
        return not self.fields or field in self.fields


def item(
    code: str,
    name: str,
    content: str,
    basis: str,
    *,
    agency: str,
    subject: str = "生产经营单位",
    item_class: str = "一般",
    method: str = BOTH,
    level: str = COUNTY_LEVEL,
    fields: str = "",
    specialty: str = "",
    joint: bool = False,
) -> Item:
    """Build an item; points of `content` and documents of `basis` are separated by `|`, fields by blanks."""
    return Item(
        code=code,
        name=name,
        content=tuple(content.split("|")),
        basis=tuple(basis.split("|")),
        subject=subject,
        item_class=item_class,
        method=method,
        agency=agency,
        level=level,
        fields=tuple(fields.split()),
        share="不设上限" if item_class == "重点" else "不低于5%",
        frequency="1次/年",
        joint=joint,
        specialty=specialty,
        needs_specialist=bool(specialty),
    )
