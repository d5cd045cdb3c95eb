"""Readers of ordinary columns: one function a column, made once a file, called once a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from mingqian.codes import parse_id_number
from mingqian.registers.importing.checks import values as v
from mingqian.registers.importing.checks.found import Found, Reader, Stored
from mingqian.registers.importing.columns import Column, Value
from mingqian.registers.importing.text import BLANKS, NUMERIC, clean, clean_long

_WITH_NUMBER = re.compile(
    r"(?:电话|手机|联系电话|Tel)?[：:]?\s*(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7})(?![0-9])"
)
_BROKEN = re.compile("[\udc80-\udcff\ufffd]")
_TYPE_CODE = re.compile("[0-9]{4}")
"""The registration system's own codes for kinds of company (1130 and the like)."""


def plain(cell: str) -> str:
    """A cell as text, over-long numbers included."""
    return clean(cell[1:] if cell.startswith(NUMERIC) else cell)


def undecodable(cell: str) -> bool:
    """Holds bytes that could not be read."""
    return _BROKEN.search(cell) is not None


def text_reader(name: str, heading: str, limit: int, *, long: bool = False) -> Reader:
    """Text, cut at `limit` with a warning."""
    tidy = clean_long if long else clean

    def read(cell: str, found: Found) -> Stored:
        text = tidy(cell)
        if len(text) > limit:
            found.add("text.cut", name, heading=heading, limit=limit)
            found.original[name] = text[: 10 * limit]
            text = text[:limit]
        return text or None

    return read


def person_name_reader(name: str, heading: str, limit: int) -> Reader:
    """A person's name; sums, numbers and kinds of company do not belong here, telephone numbers are left out."""

    def read(cell: str, found: Found) -> Stored:
        text = clean(cell)
        if not text:
            return None
        if len(text) > 10 and (bare := _WITH_NUMBER.sub("", text)) != text:
            found.add("cell.has_phone", name, heading=heading)
            found.original[name] = text
            return bare.strip(" ：:，,（()）")[:limit] or None
        if text[0].isdigit() and v.looks_like_money_or_number(text):
            found.misplaced(heading)
            found.add("cell.misplaced", name, heading=heading)
            found.original[name] = text
            return None
        return text[:limit]

    return read


def entity_type_reader(name: str, heading: str, limit: int) -> Reader:
    """A kind of company: never a bare number or a sum."""

    def read(cell: str, found: Found) -> Stored:
        text = clean(cell)
        if not text:
            return None
        if text[0].isdigit() and v.looks_like_money_or_number(text) and not _TYPE_CODE.fullmatch(text):
            found.misplaced(heading)
            found.add("cell.misplaced", name, heading=heading)
            found.original[name] = text
            return None
        return text[:limit]

    return read


def capital_reader(name: str, heading: str) -> Reader:
    """A sum of money."""

    def read(cell: str, found: Found) -> Stored:
        text = plain(cell)
        if not text or v.is_amount(text):
            return text[:60] or None
        found.misplaced(heading)
        what = "，而是电话号码" if v.looks_like_phone(text) else ""
        found.add("capital.not_amount", name, what=what)
        found.original[name] = text
        return None

    return read


def date_reader(name: str, heading: str, latest: str) -> Reader:
    """A date, no later than `latest` (ISO)."""

    def read(cell: str, found: Found) -> Stored:
        if cell in BLANKS:
            return None
        day = v.read_date(cell)
        if day is None:
            text = clean(cell)
            if not text:
                return None
            day = v.read_date(text)
            if day is None:
                if v.foreign_to_dates(text):
                    found.misplaced(heading)
                found.add("date.unreadable", name, heading=heading)
                found.original[name] = text
                return None
        if len(cell) == 5 and cell.isdigit():
            found.add("date.serial", name, heading=heading, date=day)
            found.original[name] = cell
        if not v.FIRST_DAY <= day <= latest:
            found.add("date.unlikely", name, heading=heading)
            found.original[name] = clean(cell)
            return None
        return day

    return read


def count_reader(name: str, heading: str) -> Reader:
    """A whole number."""

    def read(cell: str, found: Found) -> Stored:
        text = plain(cell)
        if not text:
            return None
        count = v.read_count(text)
        if count is None:
            found.add("count.unreadable", name, heading=heading)
            found.original[name] = text
        return count

    return read


def flag_reader(name: str, heading: str) -> Reader:
    """是 or 否."""

    def read(cell: str, found: Found) -> Stored:
        text = cell.strip()
        if not text or text in ("-", "/", "--"):
            return None
        flag = v.read_flag(text)
        if flag is None:
            found.add("flag.unreadable", name, heading=heading)
            found.original[name] = clean(text)
        return flag

    return read


def choice_reader(
    name: str, heading: str, table: Mapping[str, str] | Callable[[str], str | None], *, fold: bool = False
) -> Reader:
    """One of the choices of a column, in the words of files."""
    look: Callable[[str], str | None] = table if callable(table) else table.get

    def read(cell: str, found: Found) -> Stored:
        text = clean(cell)
        if not text:
            return None
        code = look(text.upper() if fold else text)
        if code is None:
            found.add("choice.unknown", name, heading=heading, value=text[:20])
            found.original[name] = text
        return code

    return read


def phone_reader(name: str, heading: str) -> Reader:
    """One telephone number."""

    def read(cell: str, found: Found) -> Stored:
        text = plain(cell)
        if not text:
            # 无 and 暂无 in this column are worth a look: the register has nobody to call
            if any("\u4e00" <= sign <= "\u9fff" for sign in cell):
                found.add("phone.unreadable", name, heading=heading)
                found.original[name] = cell.strip()
            return None
        number, issue = v.read_phone(text)
        if issue:
            if number is None and sum("\u4e00" <= sign <= "\u9fff" for sign in text) > 1:
                found.misplaced(heading)
            found.add(issue, name, heading=heading)
            if issue != "phone.no_area_code":
                found.original[name] = text
        return number

    return read


WHY_ID = {
    "id.shape": "不是18位（或15位）",
    "id.birth_date": "里的出生日期不存在",
    "id.check_character": "的校验码不对，至少有一位填错",
}


def id_reader(name: str, heading: str, *, key: bool) -> Reader:
    """A 公民身份号码. Wrong ones put the row aside where the number is the person's key, else they warn."""

    def read(cell: str, found: Found) -> Stored:
        if cell.startswith(NUMERIC):
            found.add(
                "id.wrong_key" if key else "id.wrong",
                name,
                heading=heading,
                why="是数字格式，后几位已经失真：请把这一列设为文本格式重新填写",
            )
            return None
        text = clean(cell)
        if not text:
            return None
        number = parse_id_number(text)
        if number.valid:
            return number.normalised
        code = next(one.code for one in number.problems if one.code in WHY_ID)
        if code == "id.shape" and not key:
            found.misplaced(heading)
        found.add("id.wrong_key" if key else "id.wrong", name, heading=heading, why=WHY_ID[code])
        found.original[name] = text
        return None

    return read


_SEPARATORS = str.maketrans(dict.fromkeys(";、,，|/\n\t", "；"))


def list_reader(name: str, heading: str, *, everything: frozenset[str] = frozenset()) -> Reader:
    """Several words, parted by any usual sign, kept joined by “；”; words for everything make the empty list.

    The stored text is the words joined by “；”: lists are made of it where rows enter the register.
    """

    def read(cell: str, found: Found) -> Stored:
        text = clean_long(cell)
        if not text:
            return None
        words = [clean(word) for word in text.translate(_SEPARATORS).split("；")]
        words = list(dict.fromkeys(word for word in words if word))
        if everything.intersection(words):
            return ""
        return "；".join(words)

    return read


def reader_of(one: Column, heading: str, today: date) -> Reader:
    """The reader of a column that needs nothing special."""
    if one.value is Value.DATE:
        return date_reader(one.name, heading, today.isoformat())
    if one.value is Value.COUNT:
        return count_reader(one.name, heading)
    if one.value is Value.FLAG:
        return flag_reader(one.name, heading)
    if one.value is Value.PHONE:
        return phone_reader(one.name, heading)
    if one.value is Value.LIST:
        return list_reader(one.name, heading)
    return text_reader(one.name, heading, one.limit or 300, long=one.value is Value.LONG)
