"""The inspectors (执法检查人员), their recusals, the experts and the people with an account."""

from dataclasses import dataclass
from datetime import date, timedelta

from mingqian.demo.columns import column
from mingqian.demo.names import NameMaker
from mingqian.demo.numbers import REGION, Issuer
from mingqian.demo.places import (
    BRIGADE,
    CHEMICAL_UNIT,
    CREDIT_UNIT,
    DISCIPLINE,
    EMERGENCY,
    EQUIPMENT_UNIT,
    INDUSTRY_UNIT,
    LAW_UNIT,
    MARKET,
    MARKET_BRIGADE,
    MINE_UNIT,
    NOTARY,
    QUALITY_UNIT,
    SERVICE_CENTRE,
    TOWNSHIPS,
    township_office,
    units,
)
from mingqian.demo.stream import Stream
from mingqian.demo.subjects import ENTERPRISE, Subject


@dataclass(frozen=True)
class Inspector:
    """One 执法检查人员. Uncertified staff have no certificate number and no date; no area means everywhere."""

    name: str = column("姓名")
    sex: str = column("性别")
    id_number: str = column("身份证号")
    telephone: str = column("联系电话")
    agency: str = column("单位（部门）")
    unit: str = column("科室")
    post: str = column("职务")
    certified: bool = column("是否持证")
    certificate: str = column("执法证号")
    certificate_until: str = column("执法证有效期至")
    specialties: tuple[str, ...] = column("业务专长")
    area: tuple[str, ...] = column("执法区域")
    level: str = column("层级")
    affiliated: bool = column("是否局属二级机构")
    status: str = column("状态")


@dataclass(frozen=True)
class Recusal:
    """One ground of recusal between an inspector and a subject, in the words of 信阳细则 第十五条."""

    inspector: str = column("姓名")
    certificate: str = column("执法证号")
    subject: str = column("检查对象名称")
    subject_code: str = column("统一社会信用代码")
    ground: str = column("回避情形")
    explanation: str = column("说明")
    since: str = column("登记日期")


@dataclass(frozen=True)
class Expert:
    """One expert of the 专家库."""

    name: str = column("姓名")
    sex: str = column("性别")
    employer: str = column("工作单位")
    specialties: tuple[str, ...] = column("专业领域")
    title: str = column("职称")
    qualification: str = column("执业资格")
    telephone: str = column("联系电话")
    appointed: str = column("聘任日期")
    status: str = column("状态")


@dataclass(frozen=True)
class User:
    """One account of the demonstration. No password: whoever creates the accounts makes one and shows it once."""

    username: str = column("登录名")
    name: str = column("姓名")
    agency: str = column("部门")
    unit: str = column("科室")
    post: str = column("职务")
    roles: tuple[str, ...] = column("角色")
    certificate: str = column("执法证号")


ROLES: tuple[str, ...] = (
    "系统管理员", "安全管理员", "审计员", "名录管理员", "计划制定", "审批领导", "摇号操作员", "见证人",
    "任务执行单位负责人", "检查人员", "公示审核", "投诉受理", "政策法规审核",
)  # fmt: skip

GROUNDS: tuple[str, ...] = (
    "本人曾工作过的单位",
    "本人在其中兼职的单位",
    "本人曾管辖过的单位",
    "与本人或亲属有直接利害关系的单位",
    "其他需要回避的情形",
)

_GENERAL = "工贸综合"
# unit, how many, specialties of its people (each gets one or two), posts from the head down
_STAFF: tuple[tuple[str, str, int, tuple[str, ...], tuple[str, ...]], ...] = (
    (EMERGENCY, LAW_UNIT, 2, ("法制审核", _GENERAL), ("股长", "四级主任科员")),
    (EMERGENCY, CHEMICAL_UNIT, 5, ("危险化学品", "化工", "医药", "烟花爆竹"), ("股长", "副股长", "一级科员")),
    (EMERGENCY, INDUSTRY_UNIT, 5, (_GENERAL, "粉尘防爆", "冶金有色", "有限空间"), ("股长", "副股长", "一级科员")),
    (EMERGENCY, MINE_UNIT, 3, ("非煤矿山",), ("股长", "一级科员")),
    (EMERGENCY, BRIGADE, 14, (_GENERAL, "危险化学品", "粉尘防爆", "有限空间", "机械", "烟花爆竹", "涉氨制冷", "法制审核"),
     ("大队长", "教导员", "副大队长", "中队长", "中队长", "执法队员")),
    (EMERGENCY, SERVICE_CENTRE, 6, (_GENERAL, "粉尘防爆", "机械"), ("主任", "副主任", "工程师", "科员")),
    (EMERGENCY, "", 8, (_GENERAL,), ("主任",)),
    (MARKET, CREDIT_UNIT, 3, ("登记事项", "信息公示"), ("股长", "四级主任科员", "一级科员")),
    (MARKET, EQUIPMENT_UNIT, 5, ("特种设备",), ("股长", "副股长", "一级科员")),
    (MARKET, QUALITY_UNIT, 3, ("产品质量", "工业产品许可"), ("股长", "一级科员")),
    (MARKET, MARKET_BRIGADE, 4, ("登记事项", "特种设备", "产品质量"), ("副大队长", "中队长", "执法队员")),
    (MARKET, "禾城市场监督管理所", 1, ("登记事项", "信息公示"), ("所长",)),
    (MARKET, "云桥市场监督管理所", 1, ("登记事项", "信息公示"), ("所长",)),
)  # fmt: skip
_OFFICES_WITH_STAFF = ("禾城", "望岗", "云桥", "石浦", "临渠", "柳埠", "双塔", "开发区")


def inspectors(stream: Stream, issuer: Issuer, names: NameMaker, year: int) -> tuple[Inspector, ...]:
    """Return the 60 inspectors: four with an expired certificate, two without one, the others in force."""
    areas = {(unit.agency, unit.name): (unit.area, unit.level) for unit in units()}
    offices = iter([township_office(one) for one in TOWNSHIPS if one.short in _OFFICES_WITH_STAFF])
    made: list[Inspector] = []
    for agency, unit, count, specialties, posts in _STAFF:
        for place in range(count):
            here = unit or next(offices)
            area, level = areas[(agency, here)]
            male = stream.chance(72)
            age = stream.between(27, 57)
            born = date(year - age, 1, 1) + timedelta(days=stream.below(365))
            until = date(year + stream.between(2, 5), *stream.pick(((3, 31), (6, 30), (9, 30), (12, 31))))
            number = f"{REGION}{'26' if agency == EMERGENCY else '25'}{len(made) + 1:03d}"
            own = [specialties[place % len(specialties)]]
            if len(specialties) > 1 and stream.chance(75):
                own += [one for one in [stream.pick(specialties)] if one not in own]
            made.append(
                Inspector(
                    name=names.new_person(male=male),
                    sex="男" if male else "女",
                    id_number=issuer.person(born, male),
                    telephone=issuer.mobile(),
                    agency=agency,
                    unit=here,
                    post=posts[min(place, len(posts) - 1)],
                    certified=True,
                    certificate=number,
                    certificate_until=until.isoformat(),
                    specialties=tuple(own),
                    area=area,
                    level=level,
                    affiliated=here == SERVICE_CENTRE,
                    status="在岗",
                )
            )
    return _with_exceptions(made, year)


def _with_exceptions(made: list[Inspector], year: int) -> tuple[Inspector, ...]:
    """Let four certificates be expired, two people be uncertified, and three be away."""

    def last_of(unit: str, back: int = 1) -> int:
        return [place for place, one in enumerate(made) if one.unit == unit][-back]

    def change(place: int, **values: object) -> None:
        made[place] = Inspector(**{**made[place].__dict__, **values})

    for unit, day in (
        (BRIGADE, date(year - 1, 6, 30)),
        (SERVICE_CENTRE, date(year - 1, 12, 31)),
        (EQUIPMENT_UNIT, date(year - 1, 9, 30)),
        (township_office(TOWNSHIPS[6]), date(year - 2, 12, 31)),
    ):
        change(last_of(unit), certificate_until=day.isoformat())
    for place in (last_of(SERVICE_CENTRE, 2), last_of(INDUSTRY_UNIT)):
        change(place, certified=False, certificate="", certificate_until="", post="科员（未取得执法资格）")
    change(last_of(BRIGADE, 2), status="借调")
    change(last_of(CHEMICAL_UNIT), status="休假")
    change(last_of(MARKET_BRIGADE), status="暂不参加")
    return tuple(made)


RECUSALS = 36
_EXPLANATIONS = {
    GROUNDS[0]: "{year}年至{until}年在该单位任安全管理员",
    GROUNDS[1]: "受聘为该单位安全生产顾问，{year}年登记",
    GROUNDS[2]: "{year}年至{until}年为该单位的日常监管责任人",
    GROUNDS[3]: "{kin}为该单位{role}",
    GROUNDS[4]: "与该单位法定代表人系同学，本人申请回避",
}


def recusals(
    stream: Stream, people: tuple[Inspector, ...], subjects: tuple[Subject, ...], year: int
) -> tuple[Recusal, ...]:
    """Return grounds of recusal between certified inspectors and existing enterprises."""
    able = [
        one
        for one in people
        if one.certified and one.agency == EMERGENCY and int(one.id_number[6:10]) <= year - 40
    ]
    firms = [
        one
        for one in subjects
        if one.kind == ENTERPRISE and one.status == "存续" and int(one.founded[:4]) <= year - 13
    ]
    made = []
    for place, firm in enumerate(stream.sample(firms, RECUSALS)):
        person = stream.pick(able)
        ground = GROUNDS[(0, 2, 3, 0, 2, 3, 1, 2, 4)[place % 9]]
        start = stream.between(year - 12, year - 6)
        explanation = _EXPLANATIONS[ground].format(
            year=start,
            until=start + stream.between(1, 4),
            kin=stream.pick(("配偶", "岳父", "胞弟", "表兄", "外甥")),
            role=stream.pick(("股东", "法定代表人", "安全负责人", "财务负责人")),
        )
        since = date(year - 1, stream.between(1, 12), stream.between(1, 28))
        made.append(
            Recusal(
                person.name, person.certificate, firm.name, firm.code, ground, explanation, since.isoformat()
            )
        )
    return tuple(made)


_EXPERTS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("禾川安全技术咨询有限公司", ("危险化学品", "化工工艺"), "高级工程师", "注册安全工程师（化工安全）"),
    ("禾川安全技术咨询有限公司", ("重大危险源", "自动化控制"), "高级工程师", "注册安全工程师（化工安全）"),
    (
        "原青禾县化肥厂（退休）",
        ("化工设备", "特殊作业"),
        "正高级工程师",
        "注册安全工程师（化工安全）",
    ),
    ("禾川大学安全科学与工程学院", ("粉尘防爆",), "教授", ""),
    ("禾川大学安全科学与工程学院", ("有限空间", "通风除尘"), "副教授", "注册安全工程师（其他安全）"),
    (
        "禾川矿山设计研究院有限公司",
        ("露天采矿", "边坡稳定"),
        "正高级工程师",
        "注册安全工程师（金属非金属矿山安全）",
    ),
    ("禾川矿山设计研究院有限公司", ("矿山机电",), "高级工程师", ""),
    (
        "禾川冶金设备检测有限公司",
        ("高温熔融金属", "煤气安全"),
        "高级工程师",
        "注册安全工程师（金属冶炼安全）",
    ),
    ("青禾职业技术学院", ("机械安全", "电气安全"), "副教授", "注册电气工程师"),
    ("禾川制冷工程技术有限公司", ("涉氨制冷",), "高级工程师", "注册公用设备工程师"),
    ("禾川消防技术服务有限公司", ("消防疏散", "仓储安全"), "工程师", "一级注册消防工程师"),
    ("青禾县特种设备检验所", ("特种设备", "压力容器"), "高级工程师", "压力容器检验师"),
)


def experts(stream: Stream, issuer: Issuer, names: NameMaker, year: int) -> tuple[Expert, ...]:
    """Return the 12 experts."""
    made = []
    for place, (employer, specialties, title, qualification) in enumerate(_EXPERTS):
        male = stream.chance(75)
        made.append(
            Expert(
                name=names.new_person(male=male),
                sex="男" if male else "女",
                employer=employer,
                specialties=specialties,
                title=title,
                qualification=qualification,
                telephone=issuer.mobile(),
                appointed=date(year - 1, stream.between(1, 12), 10).isoformat(),
                status="停聘" if place == 6 else "在聘",
            )
        )
    return tuple(made)


def users(stream: Stream, names: NameMaker, people: tuple[Inspector, ...]) -> tuple[User, ...]:
    """Return the accounts: every role at least once, heads of units and inspectors tied to their certificate."""

    def fresh() -> str:
        return names.new_person(male=stream.chance(65))

    def head(unit: str) -> Inspector:
        return next(one for one in people if one.unit == unit)

    office = (EMERGENCY, "办公室")
    made = [
        User("xitong", fresh(), *office, "信息化管理员", ("系统管理员",), ""),
        User("anquan", fresh(), *office, "保密员", ("安全管理员",), ""),
        User("shenji", fresh(), DISCIPLINE, "派驻县应急管理局纪检监察组", "审计专员", ("审计员",), ""),
        User("minglu", fresh(), EMERGENCY, LAW_UNIT, "一级科员", ("名录管理员",), ""),
        User("jihua", fresh(), EMERGENCY, LAW_UNIT, "副股长", ("计划制定",), ""),
        User("juzhang", fresh(), EMERGENCY, "办公室", "党委书记、局长", ("审批领导",), ""),
        User("fujuzhang", fresh(), EMERGENCY, "办公室", "党委委员、副局长", ("审批领导",), ""),
        User("yaohao", fresh(), EMERGENCY, LAW_UNIT, "二级科员", ("摇号操作员",), ""),
        User("jianzheng1", fresh(), DISCIPLINE, "派驻县应急管理局纪检监察组", "副组长", ("见证人",), ""),
        User("jianzheng2", fresh(), NOTARY, "公证业务科", "公证员", ("见证人",), ""),
        User("gongshi", fresh(), EMERGENCY, LAW_UNIT, "二级主任科员", ("公示审核",), ""),
        User("scgongshi", fresh(), MARKET, CREDIT_UNIT, "二级主任科员", ("公示审核",), ""),
        User("tousu", fresh(), *office, "值班员", ("投诉受理",), ""),
    ]
    for username, unit in (("dadui", BRIGADE), ("weihua", CHEMICAL_UNIT), ("tezhong", EQUIPMENT_UNIT)):
        one = head(unit)
        roles = ("任务执行单位负责人", "检查人员")
        made.append(User(username, one.name, one.agency, one.unit, one.post, roles, one.certificate))
    # Whoever checked does not review: the brigade has a head who sits in no team.
    made.append(User("jiaodao", fresh(), EMERGENCY, BRIGADE, "政治教导员", ("任务执行单位负责人",), ""))
    made += [
        User("gongmao", fresh(), EMERGENCY, INDUSTRY_UNIT, "股长", ("任务执行单位负责人",), ""),
        User("kuangshan", fresh(), EMERGENCY, MINE_UNIT, "股长", ("任务执行单位负责人",), ""),
        User("fagui", fresh(), EMERGENCY, LAW_UNIT, "股长", ("政策法规审核", "投诉受理"), ""),
    ]
    chiefs = {user.certificate for user in made if user.certificate}
    field_staff = [one for one in people if one.certified and one.certificate not in chiefs]
    for one in field_staff:
        username = f"jc{one.certificate[-3:]}"
        made.append(User(username, one.name, one.agency, one.unit, one.post, ("检查人员",), one.certificate))
    return tuple(made)
