"""The subjects (检查对象) of the county."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from mingqian.demo.columns import column
from mingqian.demo.names import NameMaker
from mingqian.demo.numbers import REGION, Issuer
from mingqian.demo.places import (
    CHEMICAL_UNIT,
    COUNTY,
    EMERGENCY,
    INDUSTRY_UNIT,
    MARKET,
    MINE_UNIT,
    SHORT,
    TOWNSHIP_WEIGHTS,
    TOWNSHIPS,
    Township,
    address,
    township_office,
)
from mingqian.demo.stream import Stream
from mingqian.demo.trades import TRADES, Trade

ENTERPRISE, INDIVIDUAL, COOPERATIVE, PERSON = "企业", "个体工商户", "农民专业合作社", "自然人"
_USCC_KIND = {ENTERPRISE: "91", INDIVIDUAL: "92", COOPERATIVE: "93"}
_FLAGS = (
    ("近三年死亡事故", 3), ("联合惩戒", 4), ("重大事故隐患", 8), ("经营异常名录", 26),
    ("重点关注名单", 6), ("严重违法失信名单", 3),
)  # fmt: skip
_KEY_FLAGS = ("近三年死亡事故", "联合惩戒", "重大事故隐患")
"""What makes any subject 重点 (西平细则 第四条)."""
SEASONAL_RETAILERS = 12
"""How many fireworks retailers are natural persons, registered by ID number (信阳细则 第八条)."""


@dataclass(frozen=True)
class Subject:
    """One 检查对象; the fields of rules.md §1 in the words of the field's own registers."""

    code: str = column("统一社会信用代码")
    registration: str = column("注册号")
    name: str = column("名称")
    kind: str = column("检查对象类型")
    principal: str = column("法定代表人（负责人）")
    id_number: str = column("身份证号")
    telephone: str = column("联系电话")
    address: str = column("住所（经营场所）")
    region: str = column("行政区划代码")
    township: str = column("所属乡镇")
    jurisdiction: str = column("管辖单位")
    registrar: str = column("登记机关")
    founded: str = column("成立日期")
    market_type: str = column("市场主体类型")
    capital: str = column("注册资本")
    scope: str = column("经营范围")
    industry: str = column("行业代码")
    field: str = column("监管行业领域")
    supervision: str = column("监管类别")
    key_reasons: tuple[str, ...] = column("重点监管原因")
    credit: str = column("信用等级")
    risk: str = column("风险等级")
    licence: str = column("许可证名称")
    licence_number: str = column("许可证编号")
    licence_until: str = column("许可证有效期至")
    staff: int = column("从业人员数")
    status: str = column("存续状态")
    fatal_accident_on: str = column("最近死亡事故日期")
    joint_punishment: bool = column("联合惩戒")
    major_hazard: bool = column("重大事故隐患")
    complaints: int = column("投诉举报次数")
    abnormal_listed: bool = column("经营异常名录")
    watch_listed: bool = column("重点关注名单")
    seriously_listed: bool = column("严重违法失信名单")


class SubjectMaker:
    """Makes subjects one by one; never a code, a number or a name twice."""

    def __init__(self, stream: Stream, issuer: Issuer, names: NameMaker, year: int) -> None:
        self._stream = stream
        self._issuer = issuer
        self._names = names
        self._year = year
        self._licence_numbers: dict[str, int] = {}
        self._stations = 0

    def all(self) -> tuple[Subject, ...]:
        """Return every subject of the county, in random order."""
        made = [self.one(trade) for trade in TRADES for _ in range(trade.count)]
        retail = next(trade for trade in TRADES if trade.code == "5299")
        made += [self._natural_person(self.one(retail)) for _ in range(SEASONAL_RETAILERS)]
        return tuple(self._stream.fork("order").shuffled(made))

    def one(self, trade: Trade) -> Subject:
        """Return a new subject of `trade`."""
        stream = self._stream
        kind = stream.pick_weighted(tuple(zip((ENTERPRISE, INDIVIDUAL, COOPERATIVE), trade.mix, strict=True)))
        town = self._town(trade)
        founded = self._founded(trade)
        male = stream.chance(76)
        principal = self._names.person(male=male)
        name, market_type = self._name(trade, kind, town, founded, principal)
        flags = self._flags()
        reasons = self._key_reasons(trade, flags)
        licence, number, until = self._licence(trade)
        staff = self._staff(kind, trade)
        return Subject(
            code=self._issuer.uscc(_USCC_KIND[kind]),
            registration=self._issuer.registration() if founded < date(2015, 10, 1) else "",
            name=name,
            kind=kind,
            principal=principal,
            id_number=self._id_number(male) if kind == INDIVIDUAL else "",
            telephone=self._issuer.mobile() if stream.chance(82) else self._issuer.landline(),
            address=address(stream, town, trading=trade.field == "商贸"),
            region=REGION,
            township=town.name,
            jurisdiction=self._jurisdiction(trade, reasons, town),
            registrar=MARKET,
            founded=founded.isoformat(),
            market_type=market_type,
            capital=self._capital(kind, trade),
            scope=self._scope(trade, kind),
            industry=trade.code,
            field=trade.field,
            supervision="重点" if reasons else "一般",
            key_reasons=reasons,
            credit=self._credit(flags),
            risk=self._risk(trade, reasons, staff),
            licence=licence,
            licence_number=number,
            licence_until=until,
            staff=staff,
            status=stream.pick_weighted((("存续", 950), ("停业", 28), ("注销", 15), ("吊销", 7))),
            fatal_accident_on=self._accident_day(flags),
            joint_punishment="联合惩戒" in flags,
            major_hazard="重大事故隐患" in flags,
            complaints=stream.pick_weighted(((0, 9310), (1, 450), (2, 150), (3, 60), (4, 20), (6, 10))),
            abnormal_listed="经营异常名录" in flags,
            watch_listed="重点关注名单" in flags,
            seriously_listed="严重违法失信名单" in flags,
        )

    def _natural_person(self, shop: Subject) -> Subject:
        male = self._stream.chance(60)
        name = self._names.new_person(male=male)
        return replace(
            shop, code="", registration="", name=name, kind=PERSON, principal=name,
            id_number=self._id_number(male), market_type="", capital="", registrar=EMERGENCY, founded="",
            staff=self._stream.between(1, 2),
        )  # fmt: skip

    def _id_number(self, male: bool) -> str:
        born = date(1958, 1, 1) + timedelta(days=self._stream.below(365 * 40))
        return self._issuer.person(born, male)

    def _town(self, trade: Trade) -> Township:
        if trade.field in ("化工", "医药", "冶金", "有色") and self._stream.chance(60):
            return TOWNSHIPS[-1]
        if trade.field == "非煤矿山":
            hills = ("松岭", "古泉", "枣林")
            return self._stream.pick([one for one in TOWNSHIPS if one.short in hills])
        town = self._stream.pick_weighted(TOWNSHIP_WEIGHTS)
        if trade.field != "商贸" and town.short in ("禾城", "望岗") and self._stream.chance(55):
            return TOWNSHIPS[-1]  # works have long since moved out of the town
        return town

    def _founded(self, trade: Trade) -> date:
        first = self._stream.pick_weighted(((1996, 4), (2003, 10), (2010, 26), (2016, 40), (2021, 20)))
        last = {1996: 2002, 2003: 2009, 2010: 2015, 2016: 2020, 2021: self._year - 1}[first]
        day = date(self._stream.between(first, last), 1, 1) + timedelta(days=self._stream.below(365))
        return (
            day + timedelta(days=2) if day.isoweekday() == 6 else day + timedelta(days=day.isoweekday() == 7)
        )

    # Names

    def _name(
        self, trade: Trade, kind: str, town: Township, founded: date, principal: str
    ) -> tuple[str, str]:
        for _ in range(1000):
            name, market_type = self._draft(trade, kind, town, founded, principal)
            if self._names.claim(name):
                return name, market_type
        raise AssertionError(f"no free name left in trade {trade.code}")

    def _draft(
        self, trade: Trade, kind: str, town: Township, founded: date, principal: str
    ) -> tuple[str, str]:
        if trade.pattern == "station":
            return self._station(town)
        if trade.pattern == "fixed":
            return self._stream.pick(trade.nouns), "全民所有制"
        if kind == INDIVIDUAL:
            return self._shop(trade, town, principal), "个体工商户"
        if kind == COOPERATIVE:
            word = self._stream.pick(trade.coops)
            place = self._stream.pick((COUNTY, COUNTY + _local(town), COUNTY))
            return f"{place}{self._names.trade_name()}{word}农民专业合作社", "农民专业合作社"
        return self._company(trade, town, founded)

    def _company(self, trade: Trade, town: Township, founded: date) -> tuple[str, str]:
        stream = self._stream
        brand, noun = self._names.trade_name(), stream.pick(trade.nouns)
        if trade.works and stream.chance(45 if founded.year < 2012 else 12):
            works = stream.pick(trade.works)
            place = stream.pick((COUNTY, COUNTY + _local(town)))
            forms = (("个人独资企业", 8), ("集体所有制", 1), ("普通合伙企业", 1))
            return f"{place}{brand}{works}", stream.pick_weighted(forms)
        sole = "有限责任公司（自然人独资）"
        several = "有限责任公司（自然人投资或控股）"
        usual = stream.pick_weighted(((several, 6), (sole, 4)))
        style = stream.pick_weighted((
            ("county", 46), ("short", 20), ("bracket", 16), ("full", 6), ("shares", 3), ("branch", 3),
            ("group", 2),
        ))  # fmt: skip
        if style == "county":
            return f"{COUNTY}{brand}{noun}有限公司", usual
        if style == "short":
            return f"{SHORT}{brand}{noun}有限公司", usual
        if style == "bracket":
            return f"{brand}（{SHORT}）{noun}有限公司", usual
        if style == "full":
            return f"{COUNTY}{brand}{noun}有限责任公司", several
        if style == "shares":
            return f"{SHORT}{brand}{noun}股份有限公司", "股份有限公司（非上市、自然人投资或控股）"
        if style == "branch":
            return f"{brand}{noun}有限公司{SHORT}分公司", "有限责任公司分公司（自然人投资或控股）"
        other = stream.pick(("科技发展", "实业发展", "产业投资", "农业科技开发"))
        name = f"{COUNTY}{brand}{other}集团有限公司{town.name}{noun}分公司"
        return name, "有限责任公司分公司（自然人投资或控股的法人独资）"

    def _station(self, town: Township) -> tuple[str, str]:
        stream = self._stream
        style = stream.pick_weighted((("chain", 4), ("own", 5), ("company", 3)))
        if style == "chain":
            form = "有限责任公司分公司（国有控股）"
            if stream.chance(50):
                self._stations += 1
                return f"禾川石油销售有限公司{COUNTY}第{self._stations}加油站", form
            side = stream.pick(("东", "西", "南", "北", ""))
            return f"禾川石油销售有限公司{SHORT}{_local(town)}{side}加油站", form
        if style == "own":
            return f"{COUNTY}{_local(town)}{self._names.trade_name()}加油站", "个人独资企业"
        return f"{COUNTY}{self._names.trade_name()}加油站有限公司", "有限责任公司（自然人投资或控股）"

    def _shop(self, trade: Trade, town: Township, owner: str) -> str:
        stream = self._stream
        surname = owner[:2] if owner.startswith("欧阳") else owner[0]
        word = stream.pick(trade.shops)
        own = stream.pick_weighted((
            (self._names.trade_name(), 50),
            (f"老{surname}", 9),
            (f"{surname}记", 9),
            (f"{surname}家", 6),
            (owner, 14),
            (stream.pick(town.villages).removesuffix("村"), 12),
        ))  # fmt: skip
        return f"{COUNTY}{_local(town)}{own}{word}"

    # What follows from trade and flags

    def _flags(self) -> frozenset[str]:
        return frozenset(name for name, permille in _FLAGS if self._stream.below(1000) < permille)

    def _accident_day(self, flags: frozenset[str]) -> str:
        if "近三年死亡事故" not in flags:
            return ""
        day = date(self._year - self._stream.between(1, 2), 3, 1) + timedelta(days=self._stream.below(300))
        return day.isoformat()

    def _key_reasons(self, trade: Trade, flags: frozenset[str]) -> tuple[str, ...]:
        reasons = [trade.key] if trade.key and self._stream.chance(trade.key_percent) else []
        reasons += [name for name in _KEY_FLAGS if name in flags]
        return tuple(reasons)

    def _credit(self, flags: frozenset[str]) -> str:
        if flags & {"联合惩戒", "近三年死亡事故", "严重违法失信名单"}:
            return "D"
        if flags:
            return self._stream.pick_weighted((("B", 1), ("C", 6), ("D", 3)))
        return self._stream.pick_weighted((("A", 560), ("B", 320), ("C", 92), ("D", 28)))

    def _risk(self, trade: Trade, reasons: tuple[str, ...], staff: int) -> str:
        if {"重大危险源", "重点监管危险化工工艺", "金属冶炼"} & set(reasons):
            return self._stream.pick_weighted((("重大风险", 4), ("较大风险", 6)))
        if reasons:
            return self._stream.pick_weighted((("重大风险", 1), ("较大风险", 6), ("一般风险", 3)))
        if trade.field not in ("商贸", "烟草") or staff > 100:
            return self._stream.pick_weighted((("较大风险", 8), ("一般风险", 52), ("低风险", 40)))
        return self._stream.pick_weighted((("较大风险", 2), ("一般风险", 30), ("低风险", 68)))

    def _jurisdiction(self, trade: Trade, reasons: tuple[str, ...], town: Township) -> str:
        if trade.field == "非煤矿山":
            return MINE_UNIT
        if trade.licence and trade.code != "5299":
            return CHEMICAL_UNIT
        return INDUSTRY_UNIT if reasons else township_office(town)

    def _licence(self, trade: Trade) -> tuple[str, str, str]:
        if trade.licence is None:
            return "", "", ""
        name, pattern = trade.licence
        number = self._licence_numbers.get(pattern, 0) + 1
        self._licence_numbers[pattern] = number
        issued = self._year - self._stream.pick_weighted(((0, 4), (1, 4), (2, 3), (3, 1)))
        until = date(issued + 3, self._stream.between(1, 12), self._stream.between(1, 28)) - timedelta(days=1)
        return name, pattern.format(year=issued, number=number), until.isoformat()

    def _staff(self, kind: str, trade: Trade) -> int:
        if kind == INDIVIDUAL:
            return self._stream.pick_weighted(((1, 3), (2, 5), (3, 4), (4, 2), (6, 1), (9, 1)))
        if kind == COOPERATIVE:
            return self._stream.between(5, 38)
        small, large = (2, 12) if trade.field == "商贸" else (6, 48)
        if self._stream.chance(80):
            return self._stream.between(small, large)
        factor = 4 if self._stream.chance(80) else 12
        return self._stream.between(large, large * factor)

    def _capital(self, kind: str, trade: Trade) -> str:
        if kind == INDIVIDUAL:
            amount = self._stream.pick((1, 2, 3, 5, 5, 8, 10, 10, 20))
        elif trade.field in ("化工", "医药", "冶金", "有色", "非煤矿山"):
            amount = self._stream.pick((500, 800, 1000, 1000, 2000, 3000, 5000, 8000))
        else:
            amount = self._stream.pick((30, 50, 50, 100, 100, 200, 300, 500, 500, 1000, 1200, 2000))
        return f"{amount}万元人民币"

    def _scope(self, trade: Trade, kind: str) -> str:
        scope = self._stream.pick(trade.scope)
        if trade.licence:
            return f"许可项目：{scope}（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
        if kind == INDIVIDUAL:
            return scope
        more = ("自有房屋租赁", "道路普通货物运输", "电子商务")
        if trade.field != "商贸":
            more = ("货物进出口", "道路普通货物运输", "技术服务")
        extra = "；" + self._stream.pick(more) if self._stream.chance(50) else ""
        return f"一般项目：{scope}{extra}" if self._stream.chance(55) else scope + extra


def _local(town: Township) -> str:
    """Return a township's name as it stands after 青禾县 in a business name."""
    return town.name.removeprefix(SHORT)
