"""Whole cases a lawyer can read: given, on, then, article. Pure: text and packs in, answers out.

A case is written in Chinese (``law/cases/README.md``) and asks one of a few questions; what it expects is
compared with what the packs answer, and the article with the one the answer cites. The same questions are
asked by whoever tries a case of his own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from mingqian.law import case_reading as read
from mingqian.law.case_reading import Case, CaseError, Given, read_cases
from mingqian.law.classes import classify_facts, classify_industry, exclusions
from mingqian.law.clocks import WorkdayCalendar, due
from mingqian.law.collisions import collisions
from mingqian.law.errors import LawError
from mingqian.law.frequency import coverage, cross_region, once_a_year
from mingqian.law.pack import Pack
from mingqian.law.questions import ACTIONS
from mingqian.law.quotas import quota, share_of_percent
from mingqian.law.results import result_codes
from mingqian.law.teams import team_rule
from mingqian.law.vocabulary import Event, Fact, FrequencyException, Grade, ItemClass
from mingqian.law.wording import APPLIES_NAMES, EVENT_NAMES, TOKENS, error_words, value_words

__all__ = [
    "EXCEPTIONS",
    "FACTS",
    "QUESTIONS",
    "WORDS",
    "Case",
    "CaseError",
    "Outcome",
    "ask",
    "judge",
    "read_cases",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the packs answer. ``wrong`` names each expectation that does not hold; empty: the case holds."""

    answer: Mapping[str, Any]
    article: str
    wrong: tuple[str, ...]


FACTS: Final[Mapping[str, Fact]] = {
    "重点监管危险化学品": Fact.KEY_CHEMICALS,
    "重点监管危险化工工艺": Fact.KEY_PROCESS,
    "重大危险源": Fact.MAJOR_HAZARD,
    "烟花爆竹批发": Fact.FIREWORKS_WHOLESALE,
    "涉爆粉尘": Fact.EXPLOSIVE_DUST,
    "安全风险等级较高": Fact.HIGH_RISK,
    "联合惩戒": Fact.JOINT_PUNISHMENT,
    "重大事故隐患": Fact.MAJOR_HIDDEN_DANGER,
}
EXCEPTIONS: Final[Mapping[str, FrequencyException]] = {
    "重点行业": FrequencyException.KEY_INDUSTRY,
    "多次投诉": FrequencyException.REPEATED_COMPLAINTS,
    "重点关注名录": FrequencyException.WATCH_LIST,
    "失信": FrequencyException.BAD_CREDIT,
    "严重违法": FrequencyException.SERIOUS_VIOLATION,
    "专项整治": FrequencyException.SPECIAL_CAMPAIGN,
    "特殊事件": FrequencyException.SPECIAL_EVENT,
    "上级指令": FrequencyException.SUPERIOR_ORDER,
}

Answer = tuple[dict[str, Any], str]
"""What is answered, and the article."""
_Ask = Callable[[Sequence[Pack], WorkdayCalendar, Given, date], Answer]


GROUNDS: Final[Mapping[str, str]] = {
    "投诉举报": "excluded_complaint_or_lead",
    "上级交办": "excluded_superior_order",
    "转办移送": "excluded_assigned_case",
    "突发事件": "excluded_emergency",
    "公共安全": "excluded_public_safety",
    "其他": "excluded_other",
}
TEAM_PARTS: Final[Mapping[str, str]] = {
    "人数": "minimum",
    "人数上限": "maximum",
    "组长": "leader_choice",
    "联合组长": "joint_leader",
    "更换": "replacement",
    "回避": "recusal",
    "专家": "expert",
    "持证": "certified",
    "直接委派": "direct_appointment",
}


def judge(case: Case, packs: Mapping[str, Pack], calendar: WorkdayCalendar) -> Outcome:
    """Asks the case's question and compares. Raises CaseError for a question that cannot be understood."""
    answer, article = ask(case, packs, calendar)
    wrong = [
        f"{name}：应为 {expected}，得到 {answer.get(name, '（没有回答）')}"
        for name, expected in case.then.items()
        if answer.get(name) != expected
    ]
    if article != case.article:
        wrong.append(f"条款：应为 {case.article}，得到 {article or '（没有）'}")
    return Outcome(answer, article, tuple(wrong))


def ask(case: Case, packs: Mapping[str, Pack], calendar: WorkdayCalendar) -> Answer:
    """The answer and its article. Raises CaseError."""
    chosen: list[Pack] = []
    for name in case.packs:
        if name not in packs:
            raise CaseError(f"没有规则包“{name}”")
        chosen.append(packs[name])
    given = dict(case.given)
    question = str(given.pop("问", ""))
    if question not in QUESTIONS:
        raise CaseError(f"不认识的问题“{question}”。可以问：{'、'.join(QUESTIONS)}")
    known, act = QUESTIONS[question]
    for name in given.keys() - known - {"决定", "施行"}:
        raise CaseError(f"问“{question}”不用写“{name}”。可写：{'、'.join(sorted(known))}、决定、施行")
    _known_decisions(chosen, given)
    try:
        chosen = [_decided(pack, given) for pack in chosen]
        answer, article = act(chosen, calendar, given, case.on)
    except LawError as error:
        return {"不能回答": error_words(error)}, "无"
    except CaseError as error:
        raise CaseError(f"{case.name}，问“{question}”：{error}") from None
    return {**answer, "参考": any(pack.is_reference(case.on) for pack in chosen)}, article


def _known_decisions(packs: Sequence[Pack], given: Given) -> None:
    """Raises CaseError for a decision no pack of the case asks for: it would be supposed in vain."""
    for name in read.table(given, "决定"):
        if not any(pack.has_setting(name) for pack in packs):
            asked = "、".join(dict.fromkeys(one.key for pack in packs for one in pack.settings))
            raise CaseError(f"given 的“决定”里，“{name}”不是这几个规则包留给本单位决定的事项。可写：{asked}")


def _decided(pack: Pack, given: Given) -> Pack:
    """The pack with the decisions and dates the case supposes."""
    decisions = {name: answer for name, answer in read.table(given, "决定").items() if pack.has_setting(name)}
    pack = pack.with_settings(decisions) if decisions else pack
    return pack.with_dates(read.day(given, "施行")) if "施行" in given else pack


def _share(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    grade = read.word(given, "等级", {str(one): one for one in Grade}) if "等级" in given else None
    item_class = read.word(given, "类别", {str(one): one for one in ItemClass}) if "类别" in given else None
    chosen = share_of_percent(str(given["计划比例"]).rstrip("%")) if "计划比例" in given else None
    found = quota(packs[0], read.number(given, "户数"), item_class, on, chosen, grade=grade)
    return {
        "至少": found.minimum,
        "抽取": found.value,
        "低于下限": found.below_minimum,
        "可以不照办": found.citation.strength.departure_allowed or found.lower_citation is not None,
    }, found.citation.article


def _terms(packs: Sequence[Pack], calendar: WorkdayCalendar, given: Given, on: date) -> Answer:
    known = {words: event for event, words in EVENT_NAMES.items()} | {str(event): event for event in Event}
    event = read.word(given, "事件", known)
    found = due(packs[0], calendar, event, on)
    if given.get("办什么"):
        found = tuple(one for one in found if str(given["办什么"]) in one.to)
    if not found:
        return {"有期限": False}, "无"
    first = found[0]
    return {
        "有期限": True,
        "截止": first.due,
        "天数": first.count,
        "单位": str(first.unit),
        "倒推": first.backward,
        "暂定": first.provisional,
        "下一工作日": first.next_workday,
        "几项": len(found),
    }, first.citation.article


def _times(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    grounds = read.words(given, "例外", EXCEPTIONS)
    found = once_a_year(packs[0], read.days(given, "抽中过"), grounds, on)
    return {
        "可以抽": found.allowed,
        "已抽次数": found.drawn,
        "限次": found.limit,
        "可以不照办": bool(found.citation and found.citation.strength.departure_allowed),
    }, (found.exceptions[0].citation if found.exceptions else found.citation or _silent(packs[0])).article


def _silent(pack: Pack) -> Any:
    return pack.validity.citation


def _fact(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    facts = read.words(given, "情况", FACTS)
    found = classify_facts(packs[0], facts, on, read.days(given, "死亡事故"))
    return {
        "类别": str(found.item_class),
        "理由": [one.words()[0] if isinstance(one.value, str) else "死亡事故" for one in found.grounds],
    }, found.citation.article


def _industry(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    found = classify_industry(packs[0], read.text(given, "行业"), on)
    return {
        "类别": str(found.item_class) if found.item_class else None,
        "在范围内": found.in_scope,
        "须先决定": found.item_class is None and found.setting is not None,
    }, found.citation.article


def _coverage(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    found = coverage(packs[0], read.number(given, "未查户数"), read.number(given, "第几年"), on)
    return {"至少": found.minimum, "全部检查": found.certain}, found.citation.article


def _away(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    found = cross_region(packs[0], read.number(given, "户数"), read.number(given, "被投诉", 0), on)
    return {
        "至少": found.minimum,
        "至多": found.maximum,
        "全部检查": found.complained,
        "可以不照办": found.citation.strength.departure_allowed,
    }, found.citation.article


def _team(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    rule = team_rule(packs[0], on)
    about = read.word(given, "哪一项", TEAM_PARTS)
    citation = rule.citations.get(about)
    if citation is None:
        return {"有规定": False}, "无"
    value = getattr(rule, about)
    words = "、".join(TOKENS.get(one, one) for one in value) if isinstance(value, tuple) else value
    return {
        "有规定": True,
        "规定": TOKENS.get(words, words) if isinstance(words, str) else words,
        "可以不照办": citation.strength.departure_allowed,
    }, citation.article


def _result(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    if not {"序号", "代码"} & given.keys():
        raise CaseError("given 里应写“序号”或者“代码”，例如 { 序号: 7 }")
    for one in result_codes(packs[0], on):
        if one.position == str(given.get("序号")) or str(one.code) == str(given.get("代码")):
            return {"代码": str(one.code), "文字": one.wording, "序号": one.position}, one.citation.article
    return {"有规定": False}, "无"


def _rule(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    names = {words: applies for applies, words in APPLIES_NAMES.items()}
    applies = read.word(given, "场合", names) if "场合" in given else None
    found = packs[0].get(read.text(given, "键"), on, applies)
    return {
        "规定": value_words(found),
        "强度": str(found.citation.strength),
        "可以不照办": found.citation.strength.departure_allowed,
    }, found.citation.article


def _lottery(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    """Whether a ground is checked without drawing."""
    name = read.word(given, "缘由", GROUNDS)
    for one in exclusions(packs[0], on):
        if one.name == name:
            return {"不经抽取": True}, one.citation.article
    return {"不经抽取": False}, "无"


def _open_question(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    setting = packs[0].setting(read.text(given, "事项"))
    return {
        "须先决定": setting.value is None,
        "答案": setting.value,
        "文件未写": setting.silent,
    }, setting.citation.article if setting.citation else "无"


def _collision(packs: Sequence[Pack], _: WorkdayCalendar, given: Given, on: date) -> Answer:
    key = read.text(given, "键")
    for one in collisions(packs, on):
        if one.key == key:
            return {
                "冲突": True,
                "停止": ACTIONS[one.action] if one.stops else None,
                "各方": list(one.packs),
                "方式": str(one.kind),
            }, "；".join(dict.fromkeys(f"{said.pack} {said.citation.article}" for said in one.statements))
    return {"冲突": False}, "无"


QUESTIONS: Final[Mapping[str, tuple[frozenset[str], _Ask]]] = {
    "抽取户数": (frozenset({"户数", "类别", "等级", "计划比例"}), _share),
    "期限": (frozenset({"事件", "办什么"}), _terms),
    "频次": (frozenset({"抽中过", "例外"}), _times),
    "类别": (frozenset({"情况", "死亡事故"}), _fact),
    "行业类别": (frozenset({"行业"}), _industry),
    "三年覆盖": (frozenset({"未查户数", "第几年"}), _coverage),
    "跨区域": (frozenset({"户数", "被投诉"}), _away),
    "检查组": (frozenset({"哪一项"}), _team),
    "检查结果": (frozenset({"代码", "序号"}), _result),
    "规定": (frozenset({"键", "场合"}), _rule),
    "不经抽取": (frozenset({"缘由"}), _lottery),
    "待决事项": (frozenset({"事项"}), _open_question),
    "冲突": (frozenset({"键"}), _collision),
}
"""What may be asked, and what each question needs."""

WORDS: Final[Mapping[str, Sequence[str]]] = {
    "类别": [str(one) for one in ItemClass],
    "等级": [str(one) for one in Grade],
    "事件": list(EVENT_NAMES.values()),
    "例外": list(EXCEPTIONS),
    "情况": list(FACTS),
    "哪一项": list(TEAM_PARTS),
    "场合": list(APPLIES_NAMES.values()),
    "缘由": list(GROUNDS),
}
"""What may be written where only certain words are meant."""
