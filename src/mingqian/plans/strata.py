"""分筒: by which columns of the register a pool is parted into urns, one column or several crossed.

Kept with the campaign as codes joined by commas, in the order of `FIELDS`: "credit_grade", "division,region_code".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.expressions import Combinable

from mingqian.acts.refusal import Refused
from mingqian.codes import industries, regions
from mingqian.plans.share import clean_percent
from mingqian.registers.models import Subject
from mingqian.registers.models.subject import Oversight, SubjectKind, SubjectStatus

BETWEEN = "\x1e"
"""Stands between the values of a crossed stratum; ASCII's own record separator stands in no register."""
MOST_CROSSED = 3
MOST_URNS = 500
"""More urns than this nobody can read, and most would hold one subject each."""
NAME_LENGTH = 80
YES = "1"

SIZES = ((10, "不到 10 人"), (50, "10 至 49 人"), (300, "50 至 299 人"))
"""Bands of 从业人员: fewer than so many, in words."""
LARGEST = "300 人以上"


@dataclass(frozen=True)
class Field:
    """One way of parting: `column` is what rows are counted by (`reckoned` where the register has no such text
    column), `of` makes the stratum's value of it, `label` puts that into words; `known` values are warned of when
    nobody can be drawn from them.
    """

    code: str
    name: str
    column: str
    label: Callable[[str], str]
    reckoned: Combinable | None = None
    of: Callable[[str], str] = str
    known: tuple[str, ...] = ()


def _or(unknown: str, ending: str = "") -> Callable[[str], str]:
    return lambda value: f"{value}{ending}" if value else unknown


def _among(words: Mapping[str, str], unknown: str) -> Callable[[str], str]:
    return lambda value: words.get(value, value) or unknown


def _region(value: str) -> str:
    found = regions.region(value) if value else None
    return found.name if found else (value or "未登记行政区划")


def _industry(value: str) -> str:
    found = industries.industry(value) if value else None
    return f"{found.full_code} {found.name}" if found else (value or "行业不明")


def _level(depth: int) -> Callable[[str], str]:
    """The code of the 门类 (1) or 大类 (2) an industry code lies in; empty where it is unknown."""

    def above(code: str) -> str:
        path = industries.industry_path(code)
        return path[depth - 1].code if len(path) >= depth else ""

    return above


def _yes(column: str) -> Case:
    return Case(When(Q(**{column: True}), then=Value(YES)), default=Value(""), output_field=CharField())


def size_label(count: int | None) -> str:
    """从业人员 in four bands."""
    if count is None:
        return "未登记"
    return next((label for most, label in SIZES if count < most), LARGEST)


_BANDS = Case(
    When(staff_count__isnull=True, then=Value("")),
    *(When(staff_count__lt=most, then=Value(str(at))) for at, (most, _) in enumerate(SIZES, 1)),
    default=Value(str(len(SIZES) + 1)),
    output_field=CharField(),
)
_BAND_NAMES = {
    "": "从业人员未登记",
    **{str(at): name for at, (_, name) in enumerate(SIZES, 1)},
    str(len(SIZES) + 1): LARGEST,
}


def _flag(code: str, yes: str, no: str) -> Field:
    name = str(Subject._meta.get_field(code).verbose_name)  # type: ignore[union-attr]
    return Field(code, name, f"is_{code}", _among({YES: yes, "": no}, no), _yes(code))


FIELDS = (
    Field("supervision_class", "重点／一般", "klass", _among({"key": "重点", "general": "一般"}, "类别不明")),
    Field("credit_grade", "信用等级", "credit_grade", _or("未评级", "级"), known=("A", "B", "C", "D")),
    Field("risk_level", "风险等级", "risk_level", _or("未评风险等级")),
    Field("field", "行业领域", "field", _or("领域不明")),
    Field("sector", "国民经济行业门类", "industry_code", _industry, of=_level(1)),
    Field("division", "国民经济行业大类", "industry_code", _industry, of=_level(2)),
    Field("region_code", "行政区划", "region_code", _region),
    Field("township", "乡镇（街道）", "township", _or("未登记乡镇")),
    Field("jurisdiction", "管辖单位", "jurisdiction", _or("未登记管辖单位")),
    Field("registrar", "登记机关", "registrar", _or("未登记登记机关")),
    Field("kind", "检查对象类型", "kind", _among({str(k): str(v) for k, v in SubjectKind.choices}, "类型不明")),
    Field("entity_type", "市场主体类型", "entity_type", _or("市场主体类型不明")),
    Field("staff_count", "规模（从业人员）", "size_band", _among(_BAND_NAMES, ""), _BANDS),
    Field("oversight", "监管层级", "oversight", _among({str(k): str(v) for k, v in Oversight.choices}, "未登记监管层级")),
    Field("licence_name", "许可证", "licence_name", _or("没有许可证")),
    Field("status", "存续状态", "status", _among({str(k): str(v) for k, v in SubjectStatus.choices}, "状态不明")),
    _flag("major_hazard", "有重大事故隐患", "无重大事故隐患"),
    _flag("fatal_accident", "近三年有死亡事故", "近三年无死亡事故"),
    _flag("watch_listed", "在重点关注名单", "不在重点关注名单"),
    _flag("abnormal_listed", "在经营异常名录", "不在经营异常名录"),
    _flag("joint_punishment", "联合惩戒对象", "非联合惩戒对象"),
    _flag("seriously_listed", "在严重违法失信名单", "不在严重违法失信名单"),
    Field(
        "complaints_count", "投诉举报", "had_complaints", _among({YES: "有投诉举报", "": "没有投诉举报"}, ""),
        Case(When(complaints_count__gt=0, then=Value(YES)), default=Value(""), output_field=CharField()),
    ),
)  # fmt: skip
CROSSING = Field(
    "complained",
    "是否被投诉举报",
    "complained",
    _among({"complained": "被投诉举报的", "": "其他检查对象"}, "其他检查对象"),
)
"""How a check in another region is always parted (跨区域): all who were complained of are checked."""
RAISED = "raised"
"""The value of subjects whose share is raised; empty for the others."""


def raised_field(raised: Q) -> Field:
    """How a pool is parted where the bureau has decided on a higher share for some: these, and the others."""
    case = Case(When(raised, then=Value(RAISED)), default=Value(""), output_field=CharField())
    return Field(RAISED, "是否提高比例", RAISED, _among({RAISED: "提高比例的", "": "其他"}, "其他"), case)


BY_CODE = {field.code: field for field in FIELDS}


def fields_of(stratify_by: str) -> tuple[Field, ...]:
    """The fields a kept text names. Raises `KeyError` for one that there is not."""
    return tuple(BY_CODE[code] for code in stratify_by.split(",") if code)


def clean(codes: Iterable[str]) -> str:
    """The text kept: known fields once each, in the order of `FIELDS`.

    Raises `Refused(plans.stratum_unknown | plans.strata_too_many)`.
    """
    asked = {code.strip() for code in codes} - {""}
    if asked - BY_CODE.keys():
        raise Refused(
            "plans.stratum_unknown", field="stratify_by", field_name=sorted(asked - BY_CODE.keys())[0][:40]
        )
    if len(asked) > MOST_CROSSED:
        raise Refused("plans.strata_too_many", field="stratify_by", limit=MOST_CROSSED)
    return ",".join(field.code for field in FIELDS if field.code in asked)


def in_words(stratify_by: str) -> str:
    """按信用等级 × 行政区划; 不分筒 for none."""
    names = " × ".join(field.name for field in fields_of(stratify_by))
    return f"按{names}" if names else "不分筒"


def values_of(key: str) -> list[str]:
    """The values of an urn's key, one a field."""
    return key.split(BETWEEN)


def names_of(fields: Sequence[Field], keys: Sequence[str]) -> dict[str, str]:
    """The urns' names in the manifest by key: labels joined by “·”, unique, at most 80 characters."""
    if not fields:
        return dict.fromkeys(keys, "全部候选")
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key in keys:
        values = values_of(key)
        name = "·".join(field.label(value) for field, value in zip(fields, values, strict=True))
        if len(name) > NAME_LENGTH:
            name = name[: NAME_LENGTH - 6] + "…"
        if name in taken:
            raw = "·".join(values)
            name = f"{name[: NAME_LENGTH - 2 - len(raw)]}（{raw}）" if len(raw) < 40 else name
        number = 2
        plain = name
        while name in taken:
            name, number = f"{plain[: NAME_LENGTH - 6]}（{number}）", number + 1
        taken.add(name)
        found[key] = name
    return found


_COUNT = re.compile(r"([1-9][0-9]{0,7})\s*户")


def clean_quota(text: str) -> str:
    """What a person typed for one urn: "20%" or "20" is a share (kept "20"), "12户" a number (kept "12户").

    Raises `Refused(plans.stratum_quota_malformed)`.
    """
    narrow = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text).strip()
    if found := _COUNT.fullmatch(narrow):
        return f"{found[1]}户"
    try:
        return clean_percent(narrow)
    except Refused as refused:
        raise Refused("plans.stratum_quota_malformed", field="quotas", typed=text.strip()[:20]) from refused


def clean_quotas(stratify_by: str, given: Iterable[Sequence[object]]) -> list[list[object]]:
    """What is kept of the urns' own quotas: `[[values], text]` in order of the values; empty texts are dropped.
    A pool that is also parted by who has a higher share has one value more (`raised_field`, the last).

    Raises `Refused(plans.stratum_quota_malformed)`.
    """
    width = len(fields_of(stratify_by))
    kept: dict[tuple[str, ...], str] = {}
    for values, text in given:
        if not isinstance(values, list | tuple) or any(not isinstance(value, str) for value in values):
            raise Refused("plans.stratum_quota_malformed", field="quotas", typed=str(values)[:20])
        fits = width and len(values) == width
        raised = len(values) == width + 1 and values[-1] in (RAISED, "")
        if (fits or raised) and str(text).strip():
            kept[tuple(values)] = clean_quota(str(text))
    return [[list(values), kept[values]] for values in sorted(kept)]


def percent_words(text: str) -> str:
    """A kept quota in words: "20" → "20%", "12户" → "12 户"."""
    return f"{text[:-1]} 户" if text.endswith("户") else f"{Decimal(text):f}%"
