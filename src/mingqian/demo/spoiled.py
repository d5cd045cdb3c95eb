"""A small file of rows that are wrong on purpose, one example for each way in which real registers are wrong.

It is imported after the clean register. `outcome` says what the import is expected to make of a row.
"""

from dataclasses import dataclass, replace

from mingqian.demo.columns import cells, headings
from mingqian.demo.numbers import USCC_ALPHABET, registration_number
from mingqian.demo.stream import Stream
from mingqian.demo.subjects import ENTERPRISE, INDIVIDUAL, Subject, SubjectMaker
from mingqian.demo.trades import TRADES

NEW, CHANGED, UNCHANGED, WARNED, SET_ASIDE, QUEUED = (
    "新增",
    "变更",
    "无变化",
    "带警告接收",
    "搁置",
    "待人工确认管辖",
)
ABOLISHED_REGION = "412822"
"""泌阳县 before 2000; now 411726. A real code that has been abolished."""
_FULL = {ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGHJKLMNPQRTUWXY"}


@dataclass(frozen=True)
class SpoiledRow:
    """One row as text (`cells`, in the order of the subjects' headings), and what is wrong with it."""

    cells: tuple[str, ...]
    defect: str
    outcome: str


def spoiled(stream: Stream, maker: SubjectMaker, subjects: tuple[Subject, ...]) -> tuple[SpoiledRow, ...]:
    """Return the rows; those meant as changed or unchanged repeat subjects of the clean register."""
    heads = headings(Subject)
    plain = [trade for trade in TRADES if trade.field in ("机械", "轻工", "建材") and not trade.licence]

    def fresh(kind: str = ENTERPRISE) -> Subject:
        while True:
            made = maker.one(stream.pick(plain))
            if made.kind == kind and made.status == "存续":
                return made

    living = [one for one in subjects if one.kind == ENTERPRISE and one.status == "存续"]
    known = iter(stream.sample(living, 16))
    rows: list[SpoiledRow] = []

    def put(subject: Subject, defect: str, outcome: str) -> None:
        rows.append(SpoiledRow(tuple(cells(subject)), defect, outcome))

    def put_cells(changed: list[str], defect: str, outcome: str) -> None:
        rows.append(SpoiledRow(tuple(changed), defect, outcome))

    for _ in range(4):
        put(fresh(), "没有问题的新主体", NEW)
    for _ in range(4):
        put(next(known), "与名录库完全相同", UNCHANGED)

    one = next(known)
    put(
        replace(one, principal="演示新负责人", telephone="16100000001"), "法定代表人和联系电话已变更", CHANGED
    )
    put(replace(next(known), status="停业"), "存续状态变为停业", CHANGED)
    put(
        replace(
            next(known), credit="D", joint_punishment=True, supervision="重点", key_reasons=("联合惩戒",)
        ),
        "纳入联合惩戒，信用等级降为D",
        CHANGED,
    )
    one = next(known)
    put(replace(one, name=one.name + "（曾用名待核）"), "同一代码，名称已变更", CHANGED)

    for _ in range(3):
        one = fresh()
        put(replace(one, code=_wrong_check(one.code)), "统一社会信用代码校验位错误", SET_ASIDE)
    one = fresh()
    put(replace(one, code=one.code[:17]), "统一社会信用代码只有17位", SET_ASIDE)
    one = fresh()
    put(replace(one, code=one.code.replace("QH", "OI")), "代码中有字母O、I", SET_ASIDE)
    put(replace(fresh(), code="9.14123E+17"), "代码被表格软件变成了科学记数", SET_ASIDE)
    for _ in range(3):
        one = fresh()
        old = registration_number(stream.below(100_000_000))
        put(replace(one, code=old, registration=""), "只有15位旧注册号", WARNED)
    one = fresh(INDIVIDUAL)
    put(replace(one, code=f"{one.region}6000123", registration=""), "只有13位旧个体注册号", WARNED)
    for _ in range(2):
        one = fresh()
        put(replace(one, code=one.code.lower()), "代码用了小写字母", WARNED)
    for _ in range(2):
        one = fresh()
        put(replace(one, code=one.code.translate(_FULL)), "代码用了全角字符", WARNED)
    put(replace(fresh(), name="青禾县 宏川机械配件 有限公司 "), "名称中有空格", WARNED)
    put(replace(fresh(), name="宏泽(青禾)机械制造有限公司"), "名称用了半角括号", WARNED)

    one = fresh()
    put(one, "文件内重复（第一次出现）", NEW)
    put(one, "文件内重复，与上一行完全相同", SET_ASIDE)
    one = fresh()
    put(one, "同一代码两个名称（第一行）", SET_ASIDE)
    put(replace(one, name=fresh().name), "同一代码两个名称（第二行）", SET_ASIDE)
    one = next(known)
    put(replace(fresh(), code=one.code), "代码与名录库已有主体相同而名称不同", CHANGED)

    put(replace(fresh(), name=next(known).name), "名称与名录库已有主体相同而代码不同", WARNED)

    one = fresh()
    shifted = cells(one)
    put_cells(["", *shifted[:-1]], "整行右移一列", SET_ASIDE)
    one = fresh()
    shifted = cells(one)
    put_cells([*shifted[1:], ""], "整行左移一列", SET_ASIDE)
    one = fresh()
    put(replace(one, capital=one.telephone, telephone=""), "注册资本栏填的是电话号码", WARNED)
    put(replace(fresh(), telephone="暂无"), "联系电话不是号码", WARNED)
    put(replace(fresh(), telephone="1610000"), "联系电话位数不足", WARNED)

    put(replace(fresh(), region=ABOLISHED_REGION), "行政区划代码早已撤销", WARNED)
    put(replace(fresh(), region="999999"), "行政区划代码不存在", WARNED)
    put(replace(fresh(), industry="9999"), "行业代码不存在", WARNED)
    put(replace(fresh(), founded="2019-02-30"), "成立日期不存在", WARNED)
    put(replace(fresh(), founded="43586"), "成立日期被表格软件变成了序号", WARNED)
    for _ in range(2):
        put(replace(fresh(), jurisdiction="", township=""), "管辖单位为空", QUEUED)
    put(replace(fresh(), name=""), "名称为空", SET_ASIDE)
    one = fresh(INDIVIDUAL)
    put(replace(one, id_number=_wrong_id(one.id_number)), "经营者身份证号校验位错误", WARNED)
    put_cells([""] * len(heads), "空行", SET_ASIDE)
    return tuple(rows)


def _wrong_check(code: str) -> str:
    place = USCC_ALPHABET.index(code[-1])
    return code[:-1] + USCC_ALPHABET[(place + 7) % len(USCC_ALPHABET)]


def _wrong_id(number: str) -> str:
    return number[:-1] + ("5" if number[-1] != "5" else "6")
