"""Reading single cells: dates, counts, flags, choices, telephones, regions, industries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from mingqian.codes import (
    current_regions,
    find_in_text,
    industry,
    nearest_region,
    parse_phone,
    region,
    search_industries,
)
from mingqian.codes.regions import RegionStatus
from mingqian.registers.importing.text import clean

_NUMBERS = re.compile(r"[0-9]+")
_DATE_WORDS = re.compile(r"[^0-9年月日号./\-\s:TZ+上下午时分秒]")
_EXCEL_EPOCH = date(1899, 12, 30)
FIRST_DAY: Final = "1900-01-01"


@lru_cache(maxsize=1 << 16)
def read_date(text: str) -> str | None:
    """An ISO date for any usual spelling, or None: 2019-03-08, 2019/3/8, 2019.3.8, 20190308, 2019年3月8日, a
    spreadsheet's day number; a time behind it is dropped. A month without a day is its first day."""
    if len(text) == 10 and text[4] == "-":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            pass
    if _DATE_WORDS.search(text):
        return None
    parts = [int(one) for one in _NUMBERS.findall(text)[:3]]
    try:
        if len(parts) == 1:
            digits = _NUMBERS.findall(text)[0]
            if len(digits) == 8:
                return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
            if len(digits) == 5 and text == digits:
                return (_EXCEL_EPOCH + timedelta(days=int(digits))).isoformat()
            return None
        if len(parts) == 2 and 1800 < parts[0] < 2200 and "月" in text:
            return date(parts[0], parts[1], 1).isoformat()
        if len(parts) == 3 and parts[0] > 31:
            return date(parts[0], parts[1], parts[2]).isoformat()
        if len(parts) == 3 and parts[2] > 1800:  # 3/8/2019, as American spreadsheets show it
            return date(parts[2], parts[0], parts[1]).isoformat()
    except (ValueError, OverflowError):
        return None
    return None


def foreign_to_dates(text: str) -> bool:
    """Holds signs that stand in no date."""
    return _DATE_WORDS.search(text) is not None


YES: Final = frozenset(
    ["是", "有", "√", "1", "Y", "y", "Yes", "YES", "yes", "真", "TRUE", "True", "true", "已", "对", "1.0"]
)
NO: Final = frozenset(
    [
        "否",
        "无",
        "没有",
        "×",
        "0",
        "N",
        "n",
        "No",
        "NO",
        "no",
        "假",
        "FALSE",
        "False",
        "false",
        "未",
        "不是",
        "0.0",
    ]
)


def read_flag(text: str) -> int | None:
    """1, 0, or None for neither."""
    return 1 if text in YES else 0 if text in NO else None


def read_count(text: str) -> int | None:
    """A whole number, or None: “12”, “12人”, “1,200”, “12.0”."""
    match = re.fullmatch(r"([0-9][0-9,，]*)(?:\.0+)?\s*(?:人|名|次|起|个|件|户)?", text)
    if match is None:
        return None
    value = int(match[1].replace(",", "").replace("，", ""))
    return value if value < 2_000_000_000 else None


def read_phone(text: str) -> tuple[str | None, str]:
    """(one number in one spelling, "" or the code of an issue)."""
    phone = parse_phone(text)
    if not phone.problems:
        return phone.normalised, ""
    code = phone.problems[0].code
    if code == "phone.several":
        for part in re.split(r"[、,;/；，|]|\s{2,}", text):
            one = parse_phone(part)
            if one.valid:
                return one.normalised, "phone.several"
        return None, "phone.unreadable"
    if phone.valid:
        return phone.normalised, "phone.no_area_code"
    return None, "phone.unreadable"


_PHONE_LIKE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7}")
_AMOUNT = re.compile(r"[0-9][0-9,，.]*\s*[（(]?[^0-9]{0,20}")


def looks_like_phone(text: str) -> bool:
    """A mobile number or a fixed line with its area code."""
    return _PHONE_LIKE.fullmatch(text) is not None


@lru_cache(maxsize=1 << 14)
def is_amount(text: str) -> bool:
    """A sum of money: digits, then at most a unit and currency."""
    return _AMOUNT.fullmatch(text) is not None and not looks_like_phone(text)


_MONEY = re.compile(r"[0-9][0-9,.]*\s*[（(]?(?:万|亿|元|美元|港)")


def looks_like_money_or_number(text: str) -> bool:
    """A sum or a bare number: never a person's name or a kind of company."""
    return _MONEY.match(text) is not None or (
        text[0].isdigit() and not re.search("[\u4e00-\u9fffA-Za-z]{2}", text)
    )


class RegionFound:
    """What a region cell or a code's digits say. `issue` and `params` as in `issues.ISSUES`; empty when fine."""

    __slots__ = ("code", "issue", "params")

    def __init__(self, code: str, issue: str = "", **params: str) -> None:
        self.code = code
        self.issue = issue
        self.params = params


@lru_cache(maxsize=1 << 14)
def region_of_code(code: str) -> RegionFound:
    """Six digits against today's and yesterday's codes."""
    found = region(code)
    if found is None:
        return RegionFound("", "region.unknown", value=code)
    if found.status is not RegionStatus.ABOLISHED:
        return RegionFound(code)
    now = current_regions(code)
    year = str(found.until or "")
    if len(now) == 1:
        return RegionFound(
            now[0].code,
            "region.abolished",
            value=code,
            name=found.name,
            year=year,
            now=now[0].code,
            now_name=now[0].name,
        )
    names = "、".join(f"{one.code}（{one.name}）" for one in now[:6]) or "其他区划"
    return RegionFound(code, "region.split", value=code, name=found.name, year=year, now=names)


_CODE6 = re.compile(r"([0-9]{6})(?:[0-9]{3}|[0-9]{6})?(?:\.0)?")


@lru_cache(maxsize=1 << 14)
def region_of_cell(text: str) -> RegionFound:
    """A cell with a code of 6, 9 or 12 digits, or with a name."""
    match = _CODE6.fullmatch(text)
    if match:
        return region_of_code(match[1])
    found = find_in_text(text)
    if found is None:
        return RegionFound("", "region.unresolved", value=text[:30])
    return region_of_code(found.code)


@lru_cache(maxsize=1 << 14)
def derived_region(code: str) -> str:
    """The region of a code's six digits, as near as they tell; today's code where one took its place."""
    found = region_of_code(code)
    if found.code:
        return found.code
    near = nearest_region(code)
    return near.code if near else ""


def refined_region(code: str, address: str) -> str:
    """The county an address names within a prefecture or province, or the code as it is."""
    within = code[:2] if code.endswith("0000") else code[:4]
    found = find_in_text(address, within)
    if found is None or found.code == code:
        return code
    now = region_of_code(found.code)
    return now.code or code


@lru_cache(maxsize=1 << 12)
def is_province(text: str) -> bool:
    """A province's name, whole or short (云南, 云南省, 内蒙古)."""
    found = find_in_text(text) or find_in_text(text + "省") or find_in_text(text + "市")
    if found is not None:
        return True
    return any(name.startswith(text) for name in _province_names()) and len(text) > 1


@lru_cache(maxsize=1)
def _province_names() -> tuple[str, ...]:
    from mingqian.codes import provinces

    return tuple(one.name for one in provinces())


@lru_cache(maxsize=1 << 12)
def read_industry(text: str) -> str | None:
    """The full code (C2611) of a code or exact name of GB/T 4754—2017, or None."""
    head = re.match(r"[A-Ta-t]?[0-9]{0,4}", text)
    if (
        head
        and head[0]
        and (head[0] == text or not text[len(head[0])].isalnum() or text[len(head[0])] > "\u2fff")
    ):
        found = industry(head[0])
        if found is not None:
            return found.full_code
        if head[0] == text:
            return None
    named = search_industries(clean(text), 1)
    return named[0].full_code if named and named[0].name == text else None
