"""Checking rows of 检查对象. A million rows pass through here: the ordinary cell costs one look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from mingqian.codes import CodeKind, parse_subject_code
from mingqian.codes.fields import MAPPING, guess_field, mapping_version
from mingqian.registers.importing.checks import readers as r
from mingqian.registers.importing.checks import values as v
from mingqian.registers.importing.checks import words
from mingqian.registers.importing.checks.found import Checker, Found, Reader, Stored, blank_row
from mingqian.registers.importing.columns import Kind
from mingqian.registers.importing.text import BLANKS, NUMERIC, clean, tidy_name

_OLD_KINDS = {
    CodeKind.REGISTRATION_15: ("registration_15", "15位注册号"),
    CodeKind.REGISTRATION_13: ("registration_13", "13位注册号"),
    CodeKind.COOPERATIVE: ("cooperative", "合作社注册号"),
    CodeKind.FOREIGN: ("foreign", "外资企业注册号"),
    CodeKind.ORGANISATION: ("organisation", "组织机构代码"),
}
_ODD_PARTS = {
    "uscc.organisation_check_character": "主体标识码校验",
    "uscc.registrar": "登记管理部门",
    "uscc.region": "行政区划",
}
_KIND_BY_CODE = {"91": "enterprise", "92": "individual", "93": "cooperative"}
_NAME_SHAPE = frozenset("0123456789.-/: ()万元年月日")
_READ_BY_HAND = frozenset(
    ("code", "name", "region_code", "industry_code", "province", "city", "confirmed", "jurisdiction")
)


class SubjectChecker(Checker):
    """Checks one row a call. `fields` are what it yields, mapped columns first, derived ones after."""

    kind = Kind.SUBJECT

    def __init__(
        self,
        mapping: Mapping[str, int],
        headings: Sequence[str],
        *,
        today: date,
        guess_fields: bool = True,
        own_regions: Sequence[str] = (),
    ) -> None:
        super().__init__(mapping, headings, today=today)
        self._own = frozenset(own_regions)
        self._today = today.isoformat()
        place = self.mapping.get
        self._code, self._name = place("code", -1), place("name", -1)
        self._region, self._industry = place("region_code", -1), place("industry_code", -1)
        self._province, self._jurisdiction = place("province", -1), place("jurisdiction", -1)
        self._address = place("registered_address", place("business_address", -1))
        self._registrar = place("registrar", -1)
        self._id, self._number = place("id_number", -1), place("registration_number", -1)
        self._plan: list[tuple[int, Reader]] = []
        self.fields = ["name"]
        for one in self.columns.values():
            if one.stored and one.name in self.mapping and one.name not in _READ_BY_HAND:
                self._plan.append((self.mapping[one.name], self._reader(one.name)))
                self.fields.append(one.name)
        # Behind the mapped ones, in this order: see `read`.
        self._by_hand = [
            name for name in ("region_code", "industry_code", "jurisdiction") if name in self.mapping
        ]
        self.fields += self._by_hand
        self._kind_at = self.fields.index("kind") if "kind" in self.fields else -1
        self._type_at = self.fields.index("entity_type") if "entity_type" in self.fields else -1
        self._id_at = self.fields.index("id_number") if "id_number" in self.fields else -1
        self._licence_until = (
            self.fields.index("licence_valid_until") if "licence_valid_until" in self.fields else -1
        )
        if self._id_at < 0:
            self._id_at = len(self.fields)
            self.fields.append("id_number")
            self._id_given = False
        else:
            self._id_given = True
        self.derived = ["derived_code_kind", "derived_kind", "derived_region"]
        self._scope_at = self.fields.index("scope") if "scope" in self.fields else -1
        self._industry_at = self.fields.index("industry_code") if "industry_code" in self.fields else -1
        self._field_at = self.fields.index("field") if "field" in self.fields else -1
        if guess_fields:
            self.derived += ["derived_field", "derived_field_basis"]
        self._guess_fields = guess_fields
        self._basis = f"{MAPPING}{mapping_version()}："
        self.fields += self.derived

    def _reader(self, name: str) -> Reader:
        one, heading = self.columns[name], self.heading(name)
        if name in ("legal_person", "person_in_charge"):
            return r.person_name_reader(name, heading, one.limit)
        if name == "entity_type":
            return r.entity_type_reader(name, heading, one.limit)
        if name == "capital":
            return r.capital_reader(name, heading)
        if name == "licence_valid_until":
            return r.date_reader(name, heading, (self.today + timedelta(days=36525)).isoformat())
        if name == "id_number":
            return r.id_reader(name, heading, key=False)
        tables = {
            "kind": words.KIND,
            "status": words.status,
            "supervision_class": words.CLASS,
            "oversight": words.OVERSIGHT,
        }
        if name == "credit_grade":
            return r.choice_reader(name, heading, words.CREDIT, fold=True)
        if name in tables:
            return r.choice_reader(name, heading, tables[name])  # type: ignore[arg-type]
        return r.reader_of(one, heading, self.today)

    def read(self, cells: list[str], found: Found) -> tuple[str | None, list[Stored]]:
        """Key (the code, or None for a natural person, whose key needs the register's own) and values."""
        name = cells[self._name] if self._name >= 0 else ""
        values: list[Stored] = [self._read_name(name, found)]
        for place, reader in self._plan:
            cell = cells[place]
            values.append(None if cell == "" or cell == "N/A" else reader(cell, found))
        address = cells[self._address] if self._address >= 0 else ""
        region: str | None = None
        if self._region >= 0:
            region = self._read_region(cells[self._region], address, found)
            values.append(region)
        if self._industry >= 0:
            values.append(self._read_industry(cells[self._industry], found))
        if self._jurisdiction >= 0:
            values.append(self._read_jurisdiction(cells[self._jurisdiction], found))
        if not self._id_given:
            values.append(None)
        if self._province >= 0:
            province = cells[self._province]
            if province not in BLANKS and not v.is_province(province):
                found.misplaced(self.heading("province"))
        if self._licence_until >= 0:
            until = values[self._licence_until]
            if until is not None and str(until) < self._today:
                found.add("licence.expired", "licence_valid_until", date=until)
        key, code_kind = self._read_code(cells, values, found)
        values.append(code_kind)
        values.append(
            None if self._kind_at >= 0 and values[self._kind_at] else self._kind_of(key, code_kind, values)
        )
        values.append(None if region else self._derive_region(key, code_kind, cells, address))
        if self._guess_fields:
            values.extend(self._guess_field(values))
        if found.weight == 3 and blank_row(cells):
            found.reset()
            found.add("row.blank", "")
        return key, values

    def _guess_field(self, values: list[Stored]) -> tuple[str | None, str | None]:
        """The field of industry guessed from industry, name and scope, and from what; nothing where it is stated."""
        if self._field_at >= 0 and values[self._field_at]:
            return None, None
        guess = guess_field(
            str(values[self._industry_at] or "") if self._industry_at >= 0 else "",
            str(values[0] or ""),
            str(values[self._scope_at] or "") if self._scope_at >= 0 else "",
        )
        if guess.field is None:
            return None, None
        return guess.field.value, (self._basis + guess.matched)[:60]

    def _read_name(self, cell: str, found: Found) -> str | None:
        name = clean(cell)
        if not name:
            found.add("name.empty", "name", heading=self.heading("name"))
            return None
        if r.undecodable(name):
            found.add("row.encoding", "name", heading=self.heading("name"))
            return None
        if name[0] in _NAME_SHAPE and _NAME_SHAPE.issuperset(name):
            found.add("name.shape", "name", heading=self.heading("name"))
            return name
        if v.looks_like_phone(name) or (len(name) == 18 and name.isascii() and name.isalnum()):
            found.add("name.shape", "name", heading=self.heading("name"))
            return name
        tidy = tidy_name(name)
        if tidy != name or "\u3000" in cell:
            found.add("name.tidied", "name")
            found.original["name"] = cell.strip()
        if len(tidy) > 200:
            found.add("text.cut", "name", heading=self.heading("name"), limit=200)
            found.original["name"] = tidy
            tidy = tidy[:200]
        return tidy

    def _read_code(self, cells: list[str], values: list[Stored], found: Found) -> tuple[str | None, str]:
        cell = cells[self._code] if self._code >= 0 else ""
        if cell.startswith(NUMERIC):
            found.add("code.numeric", "code")
            return None, ""
        code = parse_subject_code(cell)
        kind = code.kind
        if kind is CodeKind.USCC and not code.problems:
            return code.normalised, "uscc"
        if kind is CodeKind.EMPTY:
            return self._without_code(cells, values, found)
        if kind is CodeKind.ID_NUMBER:
            values[self._id_at] = code.normalised
            found.add("code.person", "code")
            return None, "person"
        tidied = False
        for problem in code.problems:
            name = problem.code
            if name.startswith("code.") and problem.level == "note":
                tidied = True
            elif name in _ODD_PARTS:
                found.add("uscc.odd", "code", part=_ODD_PARTS[name])
            elif name == "code.may_be_id_number":
                found.add("code.may_be_person", "code")
            elif name == "code.scientific":
                found.add("code.numeric", "code")
            elif name == "code.letters":
                found.add("code.letters", "code")
            elif name == "code.unknown":
                found.add("code.unknown", "code", length=problem.params.get("length", "?"))
            elif problem.level == "error":
                found.add(name, "code")
        if tidied:
            found.add("code.normalised", "code")
            found.original["code"] = cell.strip()[:60]
        if kind in _OLD_KINDS:
            found.add("code.old", "code", kind=_OLD_KINDS[kind][1])
            return code.normalised, _OLD_KINDS[kind][0]
        return code.normalised[:40] or None, "uscc" if kind is CodeKind.USCC else ""

    def _without_code(self, cells: list[str], values: list[Stored], found: Found) -> tuple[str | None, str]:
        """No code: an old number in its own column, or a natural person's ID number, stands for it."""
        if self._number >= 0:
            number = parse_subject_code(cells[self._number])
            if number.valid and (number.kind in _OLD_KINDS or number.kind is CodeKind.USCC):
                kind, label = _OLD_KINDS.get(number.kind, ("uscc", "“注册号”列的代码"))
                found.add("code.old", "registration_number", kind=label)
                return number.normalised, kind
        if values[self._id_at]:
            found.add("code.person", "id_number")
            return None, "person"
        found.add("code.empty", "code")
        return None, ""

    def _kind_of(self, key: str | None, code_kind: str, values: list[Stored]) -> str:
        if code_kind == "person":
            return "person"
        entity = values[self._type_at] if self._type_at >= 0 else None
        if isinstance(entity, str):
            if "个体" in entity:
                return "individual"
            if "合作" in entity and "股份" not in entity:
                return "cooperative"
        if key and code_kind == "uscc":
            return _KIND_BY_CODE.get(key[:2], "enterprise" if key[0] == "9" else "institution")
        return "cooperative" if code_kind == "cooperative" else "enterprise"

    def _read_region(self, cell: str, address: str, found: Found) -> str | None:
        text = clean(cell)
        if not text:
            return None
        if text[:6] in self._own:
            return text[:6]
        region = v.region_of_cell(text)
        if not region.issue:
            return region.code
        if region.issue == "region.split" and address:
            near = v.refined_region(region.code, address)
            if near != region.code:
                found.original["region_code"] = text
                return near
        params = dict(region.params)
        if region.issue == "region.unknown":
            params["basis"] = "代码或地址确定"
        found.add(region.issue, "region_code", **params)
        found.original["region_code"] = text
        return region.code or None

    def _derive_region(self, key: str | None, code_kind: str, cells: list[str], address: str) -> str:
        digits = ""
        if key and code_kind == "uscc":
            digits = key[2:8]
        elif key and code_kind in ("registration_15", "registration_13", "cooperative"):
            digits = key[:6]
        elif self._registrar >= 0:
            registrar = cells[self._registrar].strip()
            if len(registrar) == 6 and registrar.isdigit():
                digits = registrar
        if not digits:
            return ""
        if digits in self._own:
            return digits
        region = v.derived_region(digits)
        if region[4:] == "00" and address:
            region = v.refined_region(region, address)
        return region

    def _read_industry(self, cell: str, found: Found) -> str | None:
        text = clean(cell)
        if not text:
            return None
        code = v.read_industry(text)
        if code is None:
            found.add("industry.unknown", "industry_code", value=text[:30])
            found.original["industry_code"] = text
        return code

    def _read_jurisdiction(self, cell: str, found: Found) -> str | None:
        text = clean(cell)
        if not text:
            found.add("jurisdiction.blank", "jurisdiction")
            return None
        return text[:120]
