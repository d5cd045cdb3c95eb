"""Typed texts to stored values. Every refusal has a code; the words stand in `entries.wording`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from mingqian.acts.refusal import Refused
from mingqian.codes import (
    PhoneKind,
    current_regions,
    find_in_text,
    industry,
    parse_certificate_number,
    parse_id_number,
    parse_phone,
    region,
    search_industries,
)
from mingqian.codes.regions import RegionStatus
from mingqian.registers.entries.entry import Context, Reader
from mingqian.registers.importing.checks.values import read_date
from mingqian.registers.importing.text import clean, clean_long, tidy_name

MANY_YEARS = timedelta(days=36_525)
_SEPARATORS = re.compile(r"[;；、,，|/\n\t]+")


def text(limit: int, *, long: bool = False, tidy: bool = False) -> Reader:
    """Text of at most so many characters; `tidy` gives names their one spelling."""

    def read(typed: str, context: Context) -> str:
        found = clean_long(typed) if long else clean(typed)
        if tidy:
            found = tidy_name(found)
        if len(found) > limit:
            raise Refused("registers.text_too_long", limit=limit, length=len(found))
        return found

    return read


def subject_name(typed: str, context: Context) -> str:
    """A name: not only digits and signs."""
    found = str(text(200, tidy=True)(typed, context))
    if not any(sign.isalpha() for sign in found):
        raise Refused("registers.name_shape")
    return found


def choice(choices: Mapping[str, str], *, blank: bool = True) -> Reader:
    """One of the codes."""

    def read(typed: str, context: Context) -> str:
        if (not typed and blank) or typed in choices:
            return typed
        raise Refused("registers.choice_wrong")

    return read


def flag(typed: str, context: Context) -> bool:
    """Ticked or not."""
    return typed not in ("", "否", "0", "False", "false")


def count(typed: str, context: Context) -> int | None:
    """A whole number, or nothing."""
    if not typed:
        return None
    plain = typed.replace(",", "").replace("，", "")
    if not (plain.isascii() and plain.isdigit() and int(plain) < 2_000_000_000):
        raise Refused("registers.count_wrong")
    return int(plain)


def limit(typed: str, context: Context) -> int | None:
    """A whole number of at least 1, or nothing."""
    found = count(typed, context)
    if found == 0:
        raise Refused("registers.limit_nought")
    return found


def number(typed: str, context: Context) -> int:
    """A whole number; nothing is none."""
    return count(typed, context) or 0


def day(*, past: bool = False) -> Reader:
    """A date in any usual spelling; `past` refuses days after today."""

    def read(typed: str, context: Context) -> date | None:
        if not typed:
            return None
        found = read_date(typed)
        if found is None:
            raise Refused("registers.date_wrong")
        when = date.fromisoformat(found)
        if when.year < 1900 or when > context.today + MANY_YEARS:
            raise Refused("registers.date_unlikely")
        if past and when > context.today:
            raise Refused("registers.date_future")
        return when

    return read


def words(limit: int = 60) -> Reader:
    """Several words, parted by any usual sign; order kept, twice the same only once."""

    def read(typed: str, context: Context) -> list[str]:
        found = list(dict.fromkeys(clean(one) for one in _SEPARATORS.split(typed)))
        found = [one for one in found if one]
        for one in found:
            if len(one) > limit:
                raise Refused("registers.text_too_long", limit=limit, length=len(one))
        return found

    return read


def phone(typed: str, context: Context) -> str:
    """One telephone number in one spelling. A fixed line without its area code is taken."""
    if not typed:
        return ""
    found = parse_phone(typed)
    if found.valid and found.kind is not PhoneKind.UNKNOWN:
        return found.normalised
    several = any(one.code == "phone.several" for one in found.problems)
    raise Refused("registers.phone_several" if several else "registers.phone_wrong")


_ID = {
    "id.shape": "registers.id_shape",
    "id.birth_date": "registers.id_birth",
    "id.check_character": "registers.id_check",
}


def id_number(typed: str, context: Context) -> str:
    """A 公民身份号码, eighteen characters."""
    if not typed:
        return ""
    found = parse_id_number(typed, on=context.today)
    if found.valid:
        return found.normalised
    for problem in found.problems:
        if problem.code in _ID:
            raise Refused(_ID[problem.code])
    raise Refused("registers.id_shape")


_CERTIFICATE = {
    "certificate.shape": "registers.certificate_shape",
    "certificate.is_id_number": "registers.certificate_is_id",
    "certificate.empty": "registers.certificate_shape",
}


def certificate(typed: str, context: Context) -> str:
    """A 行政执法证号 as it stands on the card."""
    if not typed:
        return ""
    found = parse_certificate_number(typed)
    for problem in found.problems:
        if problem.code in _CERTIFICATE:
            raise Refused(_CERTIFICATE[problem.code])
    if len(found.normalised) > 40:
        raise Refused("registers.text_too_long", limit=40, length=len(found.normalised))
    return found.normalised


def region_code(typed: str, context: Context) -> str:
    """Six digits in use today, or a region's name."""
    if not typed:
        return ""
    if re.fullmatch("[0-9]{6}", typed):
        found = region(typed)
        if found is None:
            raise Refused("registers.region_unknown", value=typed)
    else:
        found = find_in_text(typed)
        if found is None:
            raise Refused("registers.region_unclear", value=typed[:30])
    if found.status is RegionStatus.ABOLISHED:
        now = "、".join(f"{one.code}（{one.name}）" for one in current_regions(found.code)[:6])
        raise Refused(
            "registers.region_abolished",
            value=found.code,
            name=found.name,
            year=found.until,
            now=now or "其他区划",
        )
    return found.code


def region_words(code: str) -> str:
    """`370322` → 高青县（山东省淄博市高青县，370322）, shortened to what says it."""
    found = region(code)
    return f"{found.full_name}（{code}）" if found else code


def industry_code(typed: str, context: Context) -> str:
    """A code or the exact name of GB/T 4754—2017."""
    if not typed:
        return ""
    found = industry(typed)
    if found is None:
        named = search_industries(clean(typed), 1)
        found = named[0] if named and named[0].name == typed else None
    if found is None:
        raise Refused("registers.industry_unknown", value=typed[:30])
    return found.full_code


def industry_words(code: str) -> str:
    """`C2611` → 无机酸制造（C2611）."""
    found = industry(code)
    return f"{found.name}（{code}）" if found else code


Words = Callable[[Any], str]
