"""Checking rows of the smaller registers: items, inspectors, experts, recusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from mingqian.codes import parse_certificate_number, parse_id_number, parse_subject_code
from mingqian.registers.importing.checks import readers as r
from mingqian.registers.importing.checks import words
from mingqian.registers.importing.checks.found import Checker, Found, Reader, Stored, blank_row
from mingqian.registers.importing.columns import Column, Kind
from mingqian.registers.importing.text import NUMERIC, clean, tidy_name

_CERTIFICATE_WHY = {
    "certificate.shape": "里有证号不会用到的符号，或者数字太少",
    "certificate.is_id_number": "栏填的是身份证号",
    "certificate.empty": "是空的",
}
EVERYTHING = frozenset(("全部", "所有", "全域", "全部领域", "全县", "全市", "全区", "不限"))


class SmallChecker(Checker):
    """Reads each mapped column by its reader, then looks at the row as a whole.

    Columns that are not stored but needed for comparing (unit, agency, names of others) are staged as `x_<name>`.
    """

    beside: tuple[str, ...] = ()
    """Columns that are not stored and yet staged."""

    def __init__(self, mapping: Mapping[str, int], headings: Sequence[str], *, today: date) -> None:
        super().__init__(mapping, headings, today=today)
        self._plan: list[tuple[str, int, Reader]] = []
        for one in self.columns.values():
            if one.name in self.mapping and (one.stored or one.name in self.beside):
                self._plan.append(
                    (one.name, self.mapping[one.name], self.reader(one, self.heading(one.name)))
                )
        self.names = [name for name, _, _ in self._plan]
        self.fields = [name if self.columns[name].stored else f"x_{name}" for name in self.names]
        self.prepare()

    def prepare(self) -> None:
        """Add what the register needs beyond its columns."""

    def reader(self, one: Column, heading: str) -> Reader:
        """The reader of a column."""
        return r.reader_of(one, heading, self.today)

    def read(self, cells: list[str], found: Found) -> tuple[str | None, list[Stored]]:
        """The row's key and values."""
        if blank_row(cells):
            found.add("row.blank", "")
            return None, [None] * len(self.fields)
        row: dict[str, Stored] = {}
        for name, place, reader in self._plan:
            cell = cells[place]
            if r.undecodable(cell):
                found.add("row.encoding", name, heading=self.heading(name))
            row[name] = reader(cell, found)
        key = self.whole(row, found)
        return key, [row.get(name) for name in self.names] + self.extras(row)

    def whole(self, row: dict[str, Stored], found: Found) -> str | None:
        """Look at the row as a whole; returns its key."""
        raise NotImplementedError

    def extras(self, row: dict[str, Stored]) -> list[Stored]:
        """Values of the fields `prepare` added."""
        return []

    def require(self, name: str, row: dict[str, Stored], found: Found) -> str:
        """A required text; its absence puts the row aside."""
        value = row.get(name)
        if not value:
            found.add("name.empty", name, heading=self.heading(name))
        return str(value or "")


def _code_reader(name: str, heading: str, limit: int) -> Reader:
    """A code as typed: half width, without blanks."""

    def read(cell: str, found: Found) -> Stored:
        if cell.startswith(NUMERIC):
            found.add("code.numeric", name)
            return None
        text = tidy_name(clean(cell)).replace(" ", "")
        return text[:limit] or None

    return read


class ItemChecker(SmallChecker):
    """抽查事项. A number that stands for several items (子项, several lists in one file) gets a part behind it."""

    kind = Kind.ITEM
    beside = ("sub_name",)

    def prepare(self) -> None:
        self._named: dict[str, list[str]] = {}

    def reader(self, one: Column, heading: str) -> Reader:
        if one.name == "code":
            return _code_reader(one.name, heading, one.limit)
        if one.name == "item_class":
            return r.choice_reader(one.name, heading, words.CLASS)
        if one.name == "status":
            return r.choice_reader(one.name, heading, words.ITEM_STATUS)
        if one.name == "fields":
            return r.list_reader(one.name, heading, everything=EVERYTHING)
        if one.name in ("content", "basis"):
            return _lines_reader(one.name, heading, one.limit)
        return super().reader(one, heading)

    def whole(self, row: dict[str, Stored], found: Found) -> str | None:
        name = self.require("name", row, found)
        if row.get("sub_name") and row["sub_name"] != name:
            name = row["name"] = f"{name}：{row['sub_name']}"[:300]
        code = row.get("code")
        if not code:
            found.add("name.empty", "code", heading=self.heading("code"))
            return None
        names = self._named.setdefault(str(code), [])
        if name not in names:
            names.append(name)
        part = names.index(name)
        if part:
            found.add("item.numbered", "code", code=code, given=f"{code}-{part + 1}")
            row["code"] = code = f"{code}-{part + 1}"
        return str(code)


def _lines_reader(name: str, heading: str, limit: int) -> Reader:
    """Long text whose points files part with ；: kept as lines."""
    read_text = r.text_reader(name, heading, limit, long=True)

    def read(cell: str, found: Found) -> Stored:
        text = read_text(cell, found)
        return text.replace("；", "\n").rstrip("\n") if isinstance(text, str) and "\n" not in text else text

    return read


class InspectorChecker(SmallChecker):
    """执法检查人员. The certificate number is the key, else the ID number, else name and unit."""

    kind = Kind.INSPECTOR
    beside = ("unit", "agency")

    def prepare(self) -> None:
        self.fields = [*self.fields, "status_note"]

    def reader(self, one: Column, heading: str) -> Reader:
        if one.name == "id_number":
            return r.id_reader(one.name, heading, key=True)
        if one.name == "sex":
            return r.choice_reader(one.name, heading, words.SEX)
        if one.name == "certificate_number":
            return _certificate_reader(one.name, heading)
        if one.name == "certificate_valid_until":
            return r.date_reader(one.name, heading, (self.today + timedelta(days=36525)).isoformat())
        if one.name in ("specialties", "areas"):
            return r.list_reader(one.name, heading, everything=EVERYTHING)
        if one.name == "status":
            return _status_reader(one.name, heading)
        return super().reader(one, heading)

    def whole(self, row: dict[str, Stored], found: Found) -> str | None:
        name = self.require("name", row, found)
        if name:
            row["name"] = name = tidy_name(name).replace(" ", "") if not name.isascii() else name
        certificate, until = row.get("certificate_number"), row.get("certificate_valid_until")
        if "certificate_number" in self.mapping or "certified" in self.mapping:
            self._certificate(row, found, certificate, until)
        if row.get("task_limit") == 0:
            found.add("limit.nought", "task_limit")
            row["task_limit"] = None
        if row.get("sex") and row.get("id_number"):
            expected = parse_id_number(str(row["id_number"])).sex
            if expected is not None and expected.value != row["sex"]:
                found.add("id.sex", "sex", sex=row["sex"])
        if certificate:
            return f"C:{certificate}"
        return f"N:{name}" if name else None

    def _certificate(self, row: dict[str, Stored], found: Found, certificate: Stored, until: Stored) -> None:
        stated = row.get("certified")
        if "certified" in self.mapping:
            if stated and not certificate:
                found.add("certificate.missing", "certificate_number")
                row["certified"] = 0
            elif stated == 0 and certificate:
                found.add("certificate.implied", "certified")
        if certificate and stated != 0:
            if until is None:
                found.add("certificate.undated", "certificate_valid_until")
            elif str(until) < self.today.isoformat():
                found.add("certificate.expired", "certificate_valid_until", date=until)

    def extras(self, row: dict[str, Stored]) -> list[Stored]:
        status = row.get("status")
        if isinstance(status, str) and "|" in status:
            row["status"], _, note = status.partition("|")
            return [note]
        return [None]

    def read(self, cells: list[str], found: Found) -> tuple[str | None, list[Stored]]:
        """As usual; the status is parted from its note."""
        key, values = super().read(cells, found)
        return key, _status_parted(self.fields, values)


def _status_parted(fields: list[str], values: list[Stored]) -> list[Stored]:
    if "status" in fields:
        place = fields.index("status")
        value = values[place]
        if isinstance(value, str):
            values[place] = value.partition("|")[0]
    return values


def _status_reader(name: str, heading: str) -> Reader:
    """A person's status; the words of the file stay beside it (借调, 休假)."""

    def read(cell: str, found: Found) -> Stored:
        text = clean(cell)
        if not text:
            return None
        code = words.PERSON_STATUS.get(text)
        if code is None:
            found.add("choice.unknown", name, heading=heading, value=text[:20])
            found.original[name] = text
            return None
        return f"{code}|{text if text not in ('在岗', '在聘', '停用', '停聘', '已停用', '已停聘', '暂不参加') else ''}"

    return read


def _certificate_reader(name: str, heading: str) -> Reader:
    def read(cell: str, found: Found) -> Stored:
        if cell.startswith(NUMERIC):
            found.add("code.numeric", name)
            return None
        text = clean(cell)
        if not text:
            return None
        number = parse_certificate_number(text)
        if number.plausible:
            return number.normalised[:40]
        code = next(one.code for one in number.problems if one.code in _CERTIFICATE_WHY)
        found.add("certificate.wrong", name, why=_CERTIFICATE_WHY[code])
        return number.normalised[:40] or None

    return read


class ExpertChecker(SmallChecker):
    """专家. Name and employer are the key."""

    kind = Kind.EXPERT

    def prepare(self) -> None:
        self.fields = [*self.fields, "status_note"]

    def reader(self, one: Column, heading: str) -> Reader:
        if one.name == "id_number":
            return r.id_reader(one.name, heading, key=False)
        if one.name == "sex":
            return r.choice_reader(one.name, heading, words.SEX)
        if one.name == "specialties":
            return r.list_reader(one.name, heading)
        if one.name == "status":
            return _status_reader(one.name, heading)
        return super().reader(one, heading)

    def whole(self, row: dict[str, Stored], found: Found) -> str | None:
        name = self.require("name", row, found)
        if row.get("employer"):
            row["employer"] = tidy_name(str(row["employer"]))
        return f"{name}\n{row.get('employer') or ''}" if name else None

    extras = InspectorChecker.extras

    def read(self, cells: list[str], found: Found) -> tuple[str | None, list[Stored]]:
        """As usual; the status is parted from its note."""
        key, values = super().read(cells, found)
        return key, _status_parted(self.fields, values)


class RecusalChecker(SmallChecker):
    """回避关系: whom, from what, for which of the five cases."""

    kind = Kind.RECUSAL
    beside = ("inspector_name", "certificate_number", "subject_name", "subject_code")

    def reader(self, one: Column, heading: str) -> Reader:
        if one.name == "case":
            return _case_reader(one.name, heading)
        if one.name in ("certificate_number", "subject_code"):
            return _code_reader(one.name, heading, 40)
        return super().reader(one, heading)

    def whole(self, row: dict[str, Stored], found: Found) -> str | None:
        self.require("certificate_number", row, found)
        code = self.require("subject_code", row, found)
        if code:
            parsed = parse_subject_code(code)
            row["subject_code"] = parsed.normalised or code
        if row.get("subject_name"):
            row["subject_name"] = tidy_name(str(row["subject_name"]))
        if not row.get("case"):
            found.add("recusal.case", "case")
            return None
        return f"{row.get('certificate_number')}\n{row.get('subject_code')}\n{row['case']}"


def _case_reader(name: str, heading: str) -> Reader:
    def read(cell: str, found: Found) -> Stored:
        text = clean(cell)
        return words.case(text) if text else None

    return read


CHECKERS: dict[Kind, type[SmallChecker]] = {
    Kind.ITEM: ItemChecker,
    Kind.INSPECTOR: InspectorChecker,
    Kind.EXPERT: ExpertChecker,
    Kind.RECUSAL: RecusalChecker,
}
