"""The invented county: its townships, streets and villages, its agencies and their units."""

from dataclasses import dataclass

from mingqian.demo.columns import column
from mingqian.demo.numbers import REGION
from mingqian.demo.stream import Stream

COUNTY = "青禾县"
SHORT = "青禾"
EMERGENCY = f"{COUNTY}应急管理局"
MARKET = f"{COUNTY}市场监督管理局"
DISCIPLINE = f"{COUNTY}纪委监委"
NOTARY = f"{COUNTY}公证处"
DEMONSTRATION = "演示数据"
"""The word with which everything of the county is marked."""


@dataclass(frozen=True)
class Region:
    """The county or one of its townships; a township's code is 9 digits (GB/T 10114)."""

    code: str = column("行政区划代码")
    name: str = column("名称")
    level: str = column("层级")
    parent: str = column("上级代码")


@dataclass(frozen=True)
class Agency:
    """A 部门 (局) and its part in the checks."""

    code: str = column("机构代码")
    name: str = column("部门")
    short_name: str = column("简称")
    level: str = column("层级")
    region: str = column("行政区划代码")
    role: str = column("职能")


@dataclass(frozen=True)
class Unit:
    """A unit of an agency. `area`: the townships it may act in; none named: everywhere."""

    agency: str = column("部门")
    name: str = column("内设机构")
    kind: str = column("机构类别")
    level: str = column("层级")
    area: tuple[str, ...] = column("执法区域")
    duty: str = column("职责")


@dataclass(frozen=True)
class Township:
    """A township and what its addresses are made of. `weight`: its share of subjects."""

    code: str
    name: str
    short: str
    weight: int
    streets: tuple[str, ...]
    villages: tuple[str, ...]


def _town(number: int, name: str, short: str, weight: int, streets: str, villages: str) -> Township:
    return Township(
        f"{REGION}{number:03d}", name, short, weight, tuple(streets.split()), tuple(villages.split())
    )


TOWNSHIPS: tuple[Township, ...] = (
    _town(
        1,
        "禾城街道",
        "禾城",
        17,
        "人民路 建设路 文化路 解放街 青年路 禾香大道 东关大街 学府路",
        "东关 西关 南关",
    ),
    _town(2, "望岗街道", "望岗", 11, "望岗路 振兴路 中山路 健康路 迎宾大道 站前路", "大望岗 小望岗 郭庄"),
    _town(
        100, "云桥镇", "云桥", 12, "云桥大街 商贸路 工业路", "东柳村 西柳村 韩庄村 马坡村 前云桥村 后云桥村"
    ),
    _town(101, "石浦镇", "石浦", 7, "石浦街 滨河路", "石浦村 刘湾村 大桥村 朱集村 上坡村"),
    _town(102, "临渠镇", "临渠", 7, "临渠路 渠东街", "渠首村 孙庄村 闸口村 冯营村 田家村"),
    _town(103, "柳埠镇", "柳埠", 6, "柳埠大街 富民路", "柳埠村 沙河村 罗庄村 邓楼村"),
    _town(104, "双塔镇", "双塔", 6, "双塔路 古塔街", "双塔村 塔西村 梁庄村 许寨村 曹洼村"),
    _town(105, "古泉镇", "古泉", 5, "古泉大街 泉兴路", "泉上村 泉下村 彭庄村 何家村"),
    _town(106, "白鹭镇", "白鹭", 5, "白鹭路 湖滨街", "白鹭村 苇塘村 蒋庄村 余湾村"),
    _town(107, "长堰镇", "长堰", 5, "长堰街 堰南路", "堰头村 堰尾村 丁集村 姚庄村"),
    _town(200, "松岭乡", "松岭", 3, "松岭街", "松岭村 石门村 岭后村 杏树坪村"),
    _town(201, "枣林乡", "枣林", 3, "枣林街", "枣林村 土楼村 谭庄村 魏寨村"),
    _town(
        400,
        "青禾经济开发区",
        "开发区",
        13,
        "创业大道 经一路 经三路 纬二路 纬四路 纬五路 产业路",
        "青园社区 望北社区 安置社区",
    ),
)
TOWNSHIP_WEIGHTS: tuple[tuple[Township, int], ...] = tuple((one, one.weight) for one in TOWNSHIPS)
PARK_ADDRESS = f"{COUNTY}青禾经济开发区创业大道1号电商产业园"
"""One address that many enterprises share, as in every real register."""


def regions() -> tuple[Region, ...]:
    """Return the county and its townships with their codes, for the register's own list of regions."""
    county = Region(REGION, COUNTY, "县级", "")
    return (county, *(Region(one.code, one.name, "乡级", REGION) for one in TOWNSHIPS))


def agencies() -> tuple[Agency, ...]:
    """Return the agencies that take part, the lead agency first."""
    return (
        Agency(f"{REGION}-YJ", EMERGENCY, "县应急局", "县（区）级", REGION, "牵头部门"),
        Agency(f"{REGION}-SJ", MARKET, "县市场监管局", "县（区）级", REGION, "配合部门"),
        Agency(f"{REGION}-JW", DISCIPLINE, "县纪委监委", "县（区）级", REGION, "监督见证"),
        Agency(f"{REGION}-GZ", NOTARY, "县公证处", "县（区）级", REGION, "公证见证"),
    )


LAW_UNIT = "政策法规股"
CHEMICAL_UNIT = "危险化学品安全监督管理股"
INDUSTRY_UNIT = "工贸行业安全监督管理股"
MINE_UNIT = "非煤矿山安全监督管理股"
BRIGADE = "安全生产执法大队"
SERVICE_CENTRE = "安全生产服务中心"
CREDIT_UNIT = "信用监督管理股"
EQUIPMENT_UNIT = "特种设备安全监察股"
QUALITY_UNIT = "产品质量安全监督管理股"
MARKET_BRIGADE = "市场监管综合行政执法大队"


def township_office(town: Township) -> str:
    """Return the name of a township's emergency office."""
    return f"{town.name}应急管理办公室"


def units() -> tuple[Unit, ...]:
    """Return the units of all agencies."""
    whole: tuple[str, ...] = ()
    own = [
        Unit(EMERGENCY, "办公室", "股室（科室）", "县级", whole, "综合协调、值班值守、来信来访受理登记"),
        Unit(EMERGENCY, LAW_UNIT, "股室（科室）", "县级", whole, "一单两库管理、年度计划、法制审核"),
        Unit(EMERGENCY, CHEMICAL_UNIT, "股室（科室）", "县级", whole, "危险化学品等四类行业安全监督管理"),
        Unit(EMERGENCY, INDUSTRY_UNIT, "股室（科室）", "县级", whole, "冶金等工贸行业（八类）安全监督管理"),
        Unit(EMERGENCY, MINE_UNIT, "股室（科室）", "县级", whole, "非煤矿山（含地质勘探）安全监督管理"),
        Unit(EMERGENCY, BRIGADE, "大队", "县级", whole, "安全生产行政执法检查和案件办理"),
        Unit(
            EMERGENCY, SERVICE_CENTRE, "局属二级机构", "县级",
            tuple(town.name for town in TOWNSHIPS if town.short in ("禾城", "望岗", "开发区")),
            "安全生产技术服务，在明确的执法区域内参加检查",
        ),
    ]  # fmt: skip
    offices = [
        Unit(
            EMERGENCY,
            township_office(town),
            "乡镇（街道）机构",
            "乡级",
            (town.name,),
            "辖区日常安全生产监督检查",
        )
        for town in TOWNSHIPS
    ]
    market = [
        Unit(MARKET, CREDIT_UNIT, "股室（科室）", "县级", whole, "双随机抽查统筹、企业信用监督管理"),
        Unit(MARKET, EQUIPMENT_UNIT, "股室（科室）", "县级", whole, "特种设备安全监察"),
        Unit(MARKET, QUALITY_UNIT, "股室（科室）", "县级", whole, "产品质量安全监督管理"),
        Unit(MARKET, MARKET_BRIGADE, "大队", "县级", whole, "市场监管综合行政执法"),
        Unit(
            MARKET,
            "禾城市场监督管理所",
            "乡镇（街道）机构",
            "乡级",
            ("禾城街道", "望岗街道"),
            "辖区市场主体日常监督管理",
        ),
        Unit(
            MARKET,
            "云桥市场监督管理所",
            "乡镇（街道）机构",
            "乡级",
            ("云桥镇", "石浦镇"),
            "辖区市场主体日常监督管理",
        ),
    ]
    witnesses = [
        Unit(DISCIPLINE, "派驻县应急管理局纪检监察组", "股室（科室）", "县级", whole, "现场监督抽签全过程"),
        Unit(NOTARY, "公证业务科", "股室（科室）", "县级", whole, "抽签现场公证"),
    ]
    return (*own, *offices, *market, *witnesses)


def address(stream: Stream, town: Township, *, trading: bool) -> str:
    """Return an address in `town`: a street and number in towns, a village and a landmark in the country.

    Some of those who only trade (`trading`) sit in the development zone's shared office park.
    """
    if trading and town.short == "开发区" and stream.chance(30):
        return f"{PARK_ADDRESS}{stream.pick('ABC')}座{stream.between(1, 6)}0{stream.between(1, 9)}室"
    prefix = COUNTY + town.name
    rural = {"开发区": 4, "禾城": 12, "望岗": 15}.get(town.short, 55)
    if stream.chance(rural):
        village = stream.pick(town.villages)
        in_village = village.endswith("村") or village.endswith("坪")
        place = village if village.endswith(("村", "社区", "坪")) else village + "社区"
        side = "村" if in_village else "居委会"
        tail = stream.pick_weighted((
            (f"{side}{stream.pick('东西南北')}{stream.between(1, 9)}00米", 3),
            (f"{stream.between(1, 12)}组{stream.between(1, 120)}号", 4),
            (f"{'村委会' if in_village else '居委会'}{stream.pick(('对面', '东侧', '西邻'))}", 1),
        ))  # fmt: skip
        return prefix + place + tail
    street = stream.pick(town.streets)
    side, across = stream.pick((("南", "东西"), ("北", "东西"), ("东", "南北"), ("西", "南北")))
    road = stream.pick(("环城路", "县道X006线", "县道X021线"))
    room = f"{stream.between(1, 12)}幢{stream.between(1, 3)}0{stream.between(1, 8)}室"
    tail = stream.pick_weighted((
        (f"{stream.between(1, 398)}号", 6),
        (f"与{road}交叉口{side}{stream.between(1, 8)}0米路{stream.pick(across)}", 1),
        (f"{stream.between(1, 260)}号{room}", 1),
    ))  # fmt: skip
    return prefix + street + tail
