"""The county's plan of random checks for one year (年度抽查计划)."""

from calendar import monthrange
from dataclasses import dataclass, replace

from mingqian.demo.columns import column
from mingqian.demo.places import (
    BRIGADE,
    CHEMICAL_UNIT,
    EMERGENCY,
    EQUIPMENT_UNIT,
    INDUSTRY_UNIT,
    MARKET,
    MINE_UNIT,
)
from mingqian.demo.subjects import Subject

DIRECTED, UNDIRECTED = "定向", "不定向"
SINGLE, JOINT = "本部门抽查", "部门联合抽查"


@dataclass(frozen=True)
class PlanLine:
    """One line of the plan.

    `share` is what people read (`不低于5%`), `share_percent` the number alone. `estimate`: what it gives on the
    register of the day. A directed line is bounded by fields and industries; none named means all.
    """

    year: int = column("年度")
    number: int = column("序号")
    title: str = column("抽查任务名称")
    kind: str = column("抽查类型")
    items: tuple[str, ...] = column("抽查事项编号")
    item_class: str = column("事项类别")
    scope: str = column("检查对象范围")
    fields: tuple[str, ...] = column("监管行业领域")
    industries: tuple[str, ...] = column("行业代码")
    share: str = column("抽查比例")
    frequency: str = column("抽查频次")
    start: str = column("开始时间")
    end: str = column("结束时间")
    unit: str = column("责任单位")
    lead: str = column("牵头部门")
    partner: str = column("配合部门")
    direction: str = column("抽取方式")
    estimate: int = column("预估数量（户）")
    share_percent: str = ""


@dataclass(frozen=True)
class _Draft:
    title: str
    items: str
    item_class: str
    scope: str
    fields: str
    percent: int
    months: tuple[int, int]
    unit: str
    kind: str = SINGLE
    partner: str = ""
    direction: str = DIRECTED
    frequency: str = "1次/年"
    industries: str = ""


_BASIC = "YJ01 YJ02 YJ03 YJ05 YJ07 YJ09 YJ10 YJ13 YJ18 YJ23 YJ24"
_PRODUCERS = (
    "2611 2613 2614 2619 2621 2624 2625 2631 2641 2645 2651 2661 2662 2669 2681"
    " 2710 2720 2730 2740 2750 2770 5941 5942"
)
# fmt: off
_DRAFTS: tuple[_Draft, ...] = (
    _Draft("危险化学品生产、储存企业安全生产抽查", f"{_BASIC} YJ28 YJ30 YJ31 YJ32 YJ33 YJ34", "重点",
           "县域内化工、医药企业和工业气体生产、危险化学品仓储企业", "化工 医药 危险化学品",
           20, (3, 5), CHEMICAL_UNIT, industries=_PRODUCERS),
    _Draft("加油站安全生产抽查", f"{_BASIC} YJ29 YJ35", "重点",
           "县域内加油站", "危险化学品", 20, (4, 6), CHEMICAL_UNIT, industries="5265"),
    _Draft("危险化学品经营单位部门联合抽查", "YJ03 YJ05 YJ10 YJ29 YJ32 SJ07 SJ08", "重点",
           "县域内危险化学品经营单位（不含加油站）", "危险化学品", 10, (9, 11), CHEMICAL_UNIT,
           kind=JOINT, partner=MARKET, industries="5162 5167 5169 5284"),
    _Draft("烟花爆竹经营单位安全生产抽查", "YJ05 YJ10 YJ21 YJ37 YJ38", "重点",
           "县域内烟花爆竹批发企业和零售点", "烟花爆竹", 30, (1, 2), CHEMICAL_UNIT),
    _Draft("非煤矿山安全生产抽查", f"{_BASIC} YJ25 YJ39 YJ40 YJ41 YJ42", "重点",
           "县域内露天矿山企业和地质勘探单位", "非煤矿山", 50, (3, 6), MINE_UNIT),
    _Draft("冶金、有色企业安全生产抽查", f"{_BASIC} YJ43 YJ44 YJ45 YJ48", "重点",
           "县域内冶金、有色企业", "冶金 有色", 30, (5, 7), INDUSTRY_UNIT),
    _Draft("涉粉尘作业企业专项抽查", "YJ07 YJ10 YJ17 YJ46 YJ47 YJ48", "一般",
           "县域内面粉、饲料、淀粉、人造板、木制家具、金属打磨等存在粉尘作业的企业", "轻工 机械",
           10, (6, 8), BRIGADE, industries="1312 1329 1391 2021 2023 2032 2110 3351 3360 3392"),
    _Draft("机械、建材企业安全生产抽查", f"{_BASIC} YJ14 YJ50 YJ51", "一般",
           "县域内机械、建材企业", "机械 建材", 5, (7, 9), INDUSTRY_UNIT),
    _Draft("轻工、纺织、烟草企业安全生产抽查", f"{_BASIC} YJ14 YJ49 YJ50", "一般",
           "县域内轻工、纺织、烟草企业", "轻工 纺织 烟草", 5, (8, 10), BRIGADE),
    _Draft("商贸经营单位安全生产抽查", "YJ01 YJ05 YJ10 YJ13 YJ21 YJ23 YJ52 YJ53", "一般",
           "县域内商场、超市、宾馆、餐饮、仓储等经营单位", "商贸", 5, (9, 11), BRIGADE),
    _Draft("工业企业安全生产和特种设备使用部门联合抽查",
           "YJ01 YJ02 YJ03 YJ09 YJ10 YJ14 SJ01 SJ02 SJ03 SJ04 SJ05 SJ06 SJ07", "一般",
           "县域内在业的机械、轻工、建材、纺织企业", "机械 轻工 建材 纺织", 5, (10, 11), BRIGADE,
           kind=JOINT, partner=MARKET),
    _Draft("全行业安全生产责任落实不定向抽查", "YJ01 YJ03 YJ05 YJ10 YJ22 YJ23", "一般",
           "检查对象名录库内全部一般检查对象", "", 5, (11, 12), BRIGADE, direction=UNDIRECTED),
    _Draft("特种设备使用单位部门联合抽查", "SJ01 SJ04 SJ05 YJ07 YJ10", "一般",
           "县域内使用特种设备的机械、轻工企业", "机械 轻工", 5, (5, 6), EQUIPMENT_UNIT,
           kind=JOINT, partner=EMERGENCY),
)
# fmt: on


def in_scope(subject: Subject, line: PlanLine) -> bool:
    """Return whether an existing subject lies in the fields and industries of a line (empty: all)."""
    return (
        subject.status == "存续"
        and (not line.fields or subject.field in line.fields)
        and (not line.industries or subject.industry in line.industries)
    )


def _estimate(line: PlanLine, subjects: tuple[Subject, ...]) -> int:
    """Return how many the share of a line gives, rounded up."""
    pool = sum(1 for one in subjects if in_scope(one, line))
    return -(-pool * int(line.share_percent) // 100)


def _line(number: int, draft: _Draft, year: int) -> PlanLine:
    lead, partner = (MARKET, EMERGENCY) if draft.partner == EMERGENCY else (EMERGENCY, draft.partner)
    first, last = draft.months
    return PlanLine(
        year=year,
        number=number,
        title=f"{year}年{draft.title}",
        kind=draft.kind,
        items=tuple(draft.items.split()),
        item_class=draft.item_class,
        scope=draft.scope,
        fields=tuple(draft.fields.split()),
        industries=tuple(draft.industries.split()),
        share=f"不低于{draft.percent}%",
        frequency=draft.frequency,
        start=f"{year}-{first:02d}-01",
        end=f"{year}-{last:02d}-{monthrange(year, last)[1]}",
        unit=draft.unit,
        lead=lead,
        partner=partner,
        direction=draft.direction,
        estimate=0,
        share_percent=str(draft.percent),
    )


def plan(subjects: tuple[Subject, ...], year: int) -> tuple[PlanLine, ...]:
    """Return the lines of the plan for `year`, estimates counted on `subjects`."""
    lines = [_line(number, draft, year) for number, draft in enumerate(_DRAFTS, 1)]
    return tuple(replace(line, estimate=_estimate(line, subjects)) for line in lines)
