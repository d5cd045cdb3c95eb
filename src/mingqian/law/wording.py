"""The Chinese words of the rules' codes, for the edges that show them to people."""

import re
from collections.abc import Mapping
from typing import Final

from mingqian.law.collisions import Statement
from mingqian.law.errors import LawError, PackProblem
from mingqian.law.pack import Pack
from mingqian.law.parameters import Parameter, Setting
from mingqian.law.vocabulary import Applies, Bound, Event, Unit, Verified

THEME_NAMES: Final[Mapping[str, str]] = {
    "bodies": "职责和原则",
    "classes": "重点和一般",
    "scope": "抽查范围",
    "shares": "抽查比例",
    "frequency": "抽查频次",
    "registers": "一单两库",
    "plan": "计划",
    "draw": "摇号",
    "teams": "检查组",
    "checks": "检查",
    "results": "检查结果",
    "clocks": "期限",
    "publication": "公示",
    "complaints": "投诉举报",
    "cross_region": "跨区域执法",
    "forms": "表式",
    "liability": "责任和免责",
}

EVENT_NAMES: Final[Mapping[Event, str]] = {
    Event.CHECK_PLANNED: "计划检查",
    Event.CHECK_ENDED: "一户检查结束",
    Event.TASK_ENDED: "抽查任务结束",
    Event.CAMPAIGN_ENDED: "联合抽查结束",
    Event.RESULT_MADE: "检查结果产生",
    Event.FINDING_CONFIRMED: "问题认定",
    Event.LETTER_RECEIVED: "收到移交函",
    Event.CASE_CLOSED: "结案",
    Event.PENALTY_DECIDED: "作出行政处罚",
    Event.PENALTY_REVOKED: "行政处罚撤销",
    Event.OBJECTION_RECEIVED: "收到异议",
    Event.REVIEW_MADE: "作出复核",
    Event.SHIFT_END: "交接班",
}

APPLIES_NAMES: Final[Mapping[Applies, str]] = {
    Applies.JOINT: "部门联合抽查",
    Applies.CROSS_REGION: "跨区域执法",
    Applies.OFFICERS: "反映执法人员的",
}

STATUS_NAMES: Final[Mapping[str, str]] = {"draft": "还没有与原文核对", "checked": "已与原文核对"}

VERIFIED_NAMES: Final[Mapping[Verified, str]] = {
    Verified.SEED: "已与原文核对",
    Verified.ELSEWHERE: "另行读过原文",
    Verified.UNREAD: "未读到原文，未启用",
}

TOKENS: Final[Mapping[str, str]] = {
    "undirected": "不定向",
    "directed": "定向",
    "chosen": "选定",
    "lead_department": "牵头部门",
    "appointed": "指派",
    "drawn": "随机选取",
    "applied": "申请回避",
    "swap_or_leave": "与他人交换检查对象，或者退出",
    "leave": "退出",
    "entrusted": "委托",
    "official_platform": "官方平台",
    "own_room": "本平台摇号现场",
    "subjects_first": "先抽检查对象，后抽人员",
    "outside": "不参加抽取",
    "secret": "严格保密",
    "always": "提前通知",
    "forbidden": "不得",
    "unless_unsuitable": "告知，不宜告知的除外",
    "all_certified": "都须持证",
    "also_uncertified": "不要求都持证",
    "mobile_enforcement": "移动执法系统",
    "registration": "工商经济户籍管理系统",
    "credit_system": "国家企业信用信息公示系统",
    "city_platform": "市双随机监管平台",
    "county_and_township": "县、乡二级",
    "own_level": "本级",
    "police": "公安机关",
    "judicial": "司法机关",
    "allowed": "可以",
    "practised": "参加",
    "restricted": "受限制",
    "whole_team": "检查组全体",
    "item_inspector": "检查该事项的人员",
    "true": "是",
    "false": "否",
}

_COUNTED: Final[Mapping[Unit, str]] = {
    Unit.PERCENT: "{value}%",
    Unit.SHARE: "{value}",
    Unit.WORKDAYS: "{value} 个工作日",
    Unit.TIMES_A_YEAR: "一年 {value} 次",
}
_BOUNDS: Final[Mapping[Bound | None, str]] = {Bound.LEAST: "至少 ", Bound.MOST: "至多 "}


def value_words(parameter: Parameter) -> str:
    """A value as people read it: 5%, 20 个工作日, 是, a list joined."""
    value = parameter.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(TOKENS.get(word, word) for word in value)
    if parameter.unit is None:
        return TOKENS.get(str(value), str(value))
    return _COUNTED.get(parameter.unit, f"{{value}} {parameter.unit}").format(value=value)


def bounded_words(parameter: Parameter) -> str:
    """The value with what it bounds: 至少 5%."""
    return _BOUNDS.get(parameter.bound, "") + value_words(parameter)


def statement_words(one: Statement) -> str:
    """What one document says in a collision, short."""
    text = TOKENS.get(one.value, one.value)
    if one.event:
        text = f"{EVENT_NAMES[one.event]}后 {one.value} {one.unit}"
    elif one.unit is not None:
        text = _BOUNDS.get(one.bound, "") + _COUNTED.get(one.unit, f"{{value}} {one.unit}").format(
            value=one.value
        )
    return text + (f"（{APPLIES_NAMES[one.applies]}）" if one.applies else "")


def setting_words(setting: Setting) -> str:
    """The answer that counts now, in words; empty when nobody has decided and there is no proposal."""
    if setting.value is None:
        return ""
    return dict(setting.options).get(str(setting.value), str(setting.value))


_PLACE: Final = re.compile(r"[^省市县区]{2,}(?=[市县区])")


def short_name(pack: Pack) -> str:
    """By which a pack is cited: its own ``short``, the last place its authority names (高青县应急管理系统 → 高青),
    else its name.
    """
    if pack.short:
        return pack.short
    places: list[str] = _PLACE.findall(pack.authority)
    return places[-1] if places else pack.name.partition("（")[0]


def cite(pack: Pack, article: str) -> str:
    """An article as it stands beside a rule: 高青 5.1.2."""
    return f"{short_name(pack)} {article}"


PROBLEMS: Final[Mapping[str, str]] = {
    "pack.missing": "没有 pack.toml",
    "pack.encoding": "不是 UTF-8 文本：用记事本另存为 UTF-8",
    "pack.toml": "不是正确的 TOML：{detail}",
    "pack.theme": "不认识的文件名：见 law/packs/README.md 的文件表",
    "pack.table": "规则没有写成一段（[名称] 之下逐行写）",
    "pack.no_citation": "缺条号、锚文字或者读法（{detail}）",
    "pack.field_missing": "缺 {detail}",
    "pack.field_unknown": "多出 {detail}：检查拼写",
    "pack.field_type": "{detail} 的写法不对",
    "pack.word": "不是规定的词：{detail}",
    "pack.unit": "单位与值不符",
    "pack.dates": "日期颠倒、没有填，或者既填日期又写 ask",
    "pack.overlap": "同一规则的时期重叠",
    "pack.archive": "压缩包打不开：须是没有密码的 .zip",
    "pack.archive_name": "压缩包里的文件名不对或者重复：各文件直接放在压缩包里，或者同在一个文件夹里",
    "pack.archive_kind": "压缩包里只放规则包的 .toml 文件",
    "pack.file_size": "文件太大：一个文件最多 200 KB",
    "pack.size": "太大：一个规则包合计最多 1 MB",
    "pack.dots": "一行里的点太多（最多 100 个）",
    "pack.id": "编号“{detail}”不对：小写英文字母开头，只用小写字母、数字和短横，2 到 40 位",
    "pack.id_taken": "编号 {detail} 已经有规则包使用，请另起一个",
    "pack.short_taken": '引用时的简称或者名称（{detail}）已经有规则包使用：请改 name，并写 short = "另一个简称"',
    "pack.version": "版本“{detail}”不对：最多 40 个字，前后没有空格",
    "pack.version_taken": "版本“{detail}”以前已经用过，内容不同：改了内容，version 加一",
    "pack.key": "名称只用小写英文字母、数字和下划线，字母开头，最多 60 位",
    "pack.long": "文字太长：名称等最多 100 字，其他最多 500 字",
    "pack.unlike": "与已有规则包的同名条目不是一类：应当是{detail}；问的不是同一件事就换一个名称",
    "anchor.no_article": "所附原文没有这一条",
    "anchor.not_in_article": "这一条里没有锚文字“{detail}”",
}


FIELD_NAMES: Final[Mapping[str, str]] = {
    "value": "值",
    "unit": "单位",
    "bound": "至少还是至多",
    "fields": "行业领域",
    "applies": "场合",
    "position": "原文序号",
    "settled_by": "由哪个待决事项决定",
    "event": "起算",
    "to": "应当完成的事",
    "direction": "往前还是往后数",
    "question": "问题",
    "options": "可选的答案",
    "default": "建议值",
    "silent": "文件写没写",
    "article": "条号",
    "anchor": "锚文字",
    "reading": "我们的一句话",
    "strength": "力度",
    "verified": "核对",
    "valid_from": "生效日期",
    "valid_until": "失效日期",
    "id": "编号",
    "name": "名称",
    "short": "简称",
    "authority": "机关",
    "version": "版本",
    "status": "是否已与原文核对",
    "title": "文件名称",
    "number": "文号",
    "parts": "所收的文件",
    "from": "施行日期",
    "until": "失效日期",
    "ask": "文件没有写明日期",
}
"""The fields of a rule, a question and the head of a pack, as the pages call them."""


def field_words(problem: PackProblem) -> str:
    """What is wrong with one field, where the file and the line need no telling: （第 5.1.2 条）缺条号."""
    article = f"（第 {problem.article} 条）" if problem.article else ""
    detail = " ".join(FIELD_NAMES.get(word, word) for word in problem.detail.split())
    return article + PROBLEMS[problem.code].format(detail=detail or "一项")


_TOML: Final[Mapping[str, str]] = {
    "Cannot declare": "同一个名称写了两段",
    "Cannot overwrite": "同一个名称写了两次",
    "Duplicate inline": "花括号里同一个名称写了两次",
    "Cannot mutate": "同一个名称写了两次",
    "Expected '='": "名称后面要写 =",
    "Invalid value": "值写得不对：文字两头要有英文引号",
    "Invalid statement": "这一行看不懂",
    "Expected newline": "一行里多出了字，引号是不是少了",
    "Illegal character": "文字里换了行或者有不许用的字符，后引号是不是少了",
    "Unterminated string": "文字的后引号少了",
    "Expected '\"": "文字的后引号少了",
    "Unclosed array": "方括号没有配对",
    "Unclosed inline": "花括号没有配对",
    "Expected ']": "方括号没有配对",
    "Invalid initial character": "名称只能用英文，中文的名称两头要有英文引号",
    "Unescaped": "反斜杠要写两个",
    "Invalid date": "没有这一天，日期写成 2026-03-16",
}


def _toml_words(detail: str) -> str:
    """What the parser said, in words people use."""
    return next((words for start, words in _TOML.items() if detail.startswith(start)), detail)


def problem_words(problem: PackProblem) -> str:
    """One thing wrong with a pack: 文件 第几行 键（条号）：怎么回事."""
    place = f"{problem.file} 第 {problem.line} 行" if problem.line else problem.file
    about = f" {problem.key}" if problem.key else ""
    article = f"（第 {problem.article} 条）" if problem.article else ""
    detail = _toml_words(problem.detail) if problem.code == "pack.toml" else problem.detail
    words = PROBLEMS[problem.code].format(detail=detail or "一项")
    return f"{place}{about}{article}：{words}"


_ERRORS: Final[Mapping[str, str]] = {
    "law.unknown_key": "规则包 {pack} 没有规定 {key}",
    "law.not_covered": "规则包 {pack} 的 {key} 在 {on} 没有有效的值",
    "law.not_in_force": "规则包 {pack} 在 {on} 不在适用期内（或者还没有填适用日期），只供参考",
    "law.size": "户数不对：{size}",
    "law.share": "比例不对：{share}（应在 0 到 100% 之间）",
    "law.class_needed": "规则包 {pack} 分重点、一般，请说明是哪一类",
    "law.grade_needed": "规则包 {pack} 按信用等级定比例，请说明是 A、B、C、D 哪一级",
    "law.grade_unknown": "规则包 {pack} 没有给 {grade} 级规定抽查比例",
    "law.dates": "规则包 {pack} 的日期颠倒",
    "law.unknown_setting": "规则包 {pack} 没有 {key} 这个待决事项",
    "law.setting_option": "{key} 的答案不在可选的范围内（规则包 {pack}）",
    "law.value": "{key} 的值不能这样用",
    "law.disputed": "规则包 {pack} 对 {key} 有两种说法，请先决定 {setting}",
    "law.switched_off": "规则包 {pack} 的 {key} 没有读到原文，未启用",
    "law.no_calendar_day": "{on} 起算的期限超出了日历能算的年份",
}


def error_words(error: LawError) -> str:
    """A question a pack cannot answer, in words."""
    return _ERRORS[error.code].format_map(_Blank(error.params))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "（未写）"
