"""A published plan against the packs: every breach with its article. Arithmetic and the documents' numbers only."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mingqian.law.classes import classify_industry
from mingqian.law.errors import LawError
from mingqian.law.frequency import cross_region
from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation
from mingqian.law.plan_table import PlanRow, PlanTable, count, grades, item_class, shares, times
from mingqian.law.quotas import by_share, quota
from mingqian.law.vocabulary import Bound, Grade, ItemClass

CONTENTS = {"范围": "scope", "比例": "share", "时间安排": "period", "预估数量": "count"}
"""What a plan must state (plan.contents), and in which column it does."""
_EITHER = {"share": "share_and_frequency", "scope": "items"}
"""Columns that state it too."""
_AWAY = ("跨区域", "异地", "互查", "推磨")


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing a plan does otherwise than a document says. ``row`` None: the whole plan."""

    row: int | None
    column: str
    key: str
    words: str
    pack: str
    citation: Citation
    reference: bool


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The breaches in the plan's order; cells that could not be read; what the plan does not let one check."""

    breaches: tuple[Breach, ...]
    unreadable: tuple[tuple[int, str, str], ...]
    not_checked: tuple[str, ...]


LISTED = ("scope.only_published_items", "scope.covered")
"""By which keys a document binds checks to the list of items; the second where its words name the list."""


def check_plan(
    packs: Sequence[Pack], table: PlanTable, on: date, items: Collection[str] | None = None
) -> PlanReport:
    """Checks every line and the plan as a whole against every pack on a day (the plan's year).

    A pack for one field of industry (weidong) concerns only lines that name the field. ``items``: the names and codes on
    the published list of items (抽查事项清单); None where there is no list to compare with.
    """
    checker = _Checker(table, on, items)
    for pack in packs:
        checker.check(pack)
    stating = [pack for pack in packs if pack.has("plan.contents", on)]
    if stating:
        checker.arithmetic(stating[0])
    found = sorted(checker.breaches, key=lambda one: (one.row is None, one.row or 0, one.pack, one.key))
    unread = [
        (row.number, table.columns[name], row.cells[name])
        for row in table.rows
        for name, readable in (
            ("share", bool(shares(row.cells.get("share", "")))),
            ("count", count(row.cells.get("count", "")) is not None),
        )
        if name in table.columns and row.cells[name] and not readable
    ]
    return PlanReport(tuple(dict.fromkeys(found)), tuple(unread), tuple(dict.fromkeys(checker.not_checked)))


class _Checker:
    def __init__(self, table: PlanTable, on: date, items: Collection[str] | None) -> None:
        self.table, self.on, self.listed = table, on, items
        self.breaches: list[Breach] = []
        self.not_checked: list[str] = []

    def arithmetic(self, pack: Pack) -> None:
        """A line whose own share of its own total makes more than the number it names."""
        for row in self.table.rows:
            total, number = count(row.cells.get("total", "")), count(row.cells.get("count", ""))
            given = shares(row.text("share") or row.text("share_and_frequency").split(";")[0])
            if total and number is not None and given and number < total * min(given):
                exact = total * min(given)
                need = -(-exact.numerator // exact.denominator)
                words = f"{total} 户的 {_percent(min(given))} 是 {need} 户，只写了 {number} 户"
                self._breach(pack, row, "count", "plan.contents", words)

    def check(self, pack: Pack) -> None:
        rows = [row for row in self.table.rows if self._concerns(pack, row)]
        for row in rows:
            if not self._is_away(pack, row):
                self._share(pack, row)
            self._frequency(pack, row)
            self._away(pack, row)
        self._contents(pack, rows)
        self._items(pack, rows)
        self._joint(pack)
        self._grades(pack, rows)
        if pack.has("frequency.coverage_years", self.on) and "total" not in self.table.columns:
            self.not_checked.append(f"{pack.id}：计划没有写名录库户数，不能核对几年覆盖一次和户数够不够")
        if pack.has("frequency.industry_per_year", self.on) and "field" not in self.table.columns:
            self.not_checked.append(f"{pack.id}：计划没有写行业领域，不能核对每个行业每年至少一次")

    def _breach(
        self,
        pack: Pack,
        row: PlanRow | None,
        column: str,
        key: str,
        words: str,
        citation: Citation | None = None,
    ) -> None:
        cited = citation or pack.get(key, self.on).citation
        heading = self.table.columns.get(column, "")
        self.breaches.append(
            Breach(
                row.number if row else None, heading, key, words, pack.id, cited, pack.is_reference(self.on)
            )
        )

    def _concerns(self, pack: Pack, row: PlanRow) -> bool:
        """Whether a line lies within what the pack is about."""
        if pack.has("classes.fields", self.on) and not pack.has("classes.general", self.on):
            return any(
                field in row.whole() for field in _spellings(pack.get("classes.fields", self.on).words())
            )
        return not pack.has("shares.count", self.on) or "工业企业" in row.whole()

    def _least(self, pack: Pack, row: PlanRow) -> Iterator[tuple[ItemClass | None, Grade | None]]:
        """The classes or grades by which a line is measured."""
        named = grades(row.text("grade") or row.text("scope", "title", "share", "share_and_frequency"))
        if any(one.name.startswith("grade_") for one in pack.theme("shares", self.on)):
            for grade in named:
                yield None, grade
            return
        klass = item_class(row.text("item_class")) or item_class(row.text("scope", "title", "items"))
        if klass is None and pack.has("classes.general", self.on):
            fields = [field for field in pack.get("classes.fields", self.on).words() if field in row.whole()]
            classes = {classify_industry(pack, field, self.on).item_class for field in fields}
            klass = classes.pop() if len(classes) == 1 else None
        yield klass, None

    def _share(self, pack: Pack, row: PlanRow) -> None:
        column = "share" if "share" in self.table.columns else "share_and_frequency"
        text = row.cells.get(column, "")
        given = shares(text.split(";")[0] if column == "share_and_frequency" else text)
        total, number = count(row.cells.get("total", "")), count(row.cells.get("count", ""))
        for klass, grade in self._least(pack, row):
            try:
                answer = quota(pack, total or 0, klass, self.on, grade=grade)
            except LawError as error:
                if error.code != "law.class_needed":
                    continue
                # Not to be seen whether key or general: the least that holds for both.
                answer = quota(pack, total or 0, ItemClass.GENERAL, self.on)
                if pack.has("shares.overall_minimum", self.on):
                    answer = by_share(pack, pack.get("shares.overall_minimum", self.on), total or 0, self.on)
            if answer.share is None:
                if answer.minimum and number is not None and number != answer.minimum:
                    self._breach(
                        pack,
                        row,
                        "count",
                        "shares.count",
                        f"抽取 {number} 户，文件规定 {answer.minimum} 户",
                        answer.citation,
                    )
                continue
            about = f"{grade} 级" if grade else f"{klass or ''}检查对象"
            if given and min(given) < answer.share:
                words = f"{about}抽查比例 {_percent(min(given))}，低于 {_percent(answer.share)}"
                self._breach(pack, row, column, "shares", words, answer.citation)
            if total and number is not None and number < answer.minimum:
                words = f"{about} {total} 户抽 {number} 户，至少要 {answer.minimum} 户"
                self._breach(pack, row, "count", "shares", words, answer.citation)

    def _frequency(self, pack: Pack, row: PlanRow) -> None:
        column = "frequency" if "frequency" in self.table.columns else "share_and_frequency"
        given = times(row.cells.get(column, ""))
        if given is None:
            return
        if pack.has("frequency.per_year", self.on):
            rule = pack.get("frequency.per_year", self.on)
            limit = rule.number()
            if rule.bound is Bound.EXACT and given.number != limit:
                self._breach(pack, row, column, rule.key, f"一年 {given.number} 次，文件规定 {limit} 次")
            elif rule.bound is Bound.MOST and (given.number > limit or given.open_ended):
                free = self._free(pack, row)
                if not free:
                    end = "以上" if given.open_ended else ""
                    words = f"同一单位一年 {given.number} 次{end}，{rule.citation.strength}不超过 {limit} 次"
                    self._breach(pack, row, column, rule.key, words)
        if pack.has("frequency.industry_per_year", self.on) and given.number < 1:
            rule = pack.get("frequency.industry_per_year", self.on)
            self._breach(pack, row, column, rule.key, f"一年不到 {rule.number()} 次")

    def _free(self, pack: Pack, row: PlanRow) -> bool:
        """Whether the line names a ground that lifts the limit: a key field, a special campaign, an order."""
        words = row.whole()
        if pack.has("classes.key", self.on) and any(
            field in words for field in pack.get("classes.key", self.on).words()
        ):
            return True
        return any(ground in words for ground in ("专项整治", "上级部署", "上级交办", "投诉"))

    def _is_away(self, pack: Pack, row: PlanRow) -> bool:
        """Whether the line is a check away from home, which the pack counts in its own way."""
        return pack.has("cross_region.minimum", self.on) and any(word in row.whole() for word in _AWAY)

    def _away(self, pack: Pack, row: PlanRow) -> None:
        number = count(row.cells.get("count", ""))
        if number is not None and self._is_away(pack, row):
            size = max(number, pack.get("cross_region.maximum", self.on).number())
            answer = cross_region(pack, size, 0, self.on)
            if not answer.minimum <= number <= answer.maximum:
                words = f"跨区域抽查 {number} 户，一般 {answer.minimum} 至 {answer.maximum} 户"
                self._breach(pack, row, "count", "cross_region.minimum", words)

    def _contents(self, pack: Pack, rows: Sequence[PlanRow]) -> None:
        """What the plan must state, in the words of plan.contents."""
        if not pack.has("plan.contents", self.on):
            return
        for word in pack.get("plan.contents", self.on).words():
            name = CONTENTS.get(word)
            if name is None:
                continue
            names = [one for one in (name, _EITHER.get(name, "")) if one in self.table.columns]
            if not names:
                self._breach(pack, None, name, "plan.contents", f"计划没有写{word}")
                continue
            for row in rows:
                if not row.text(*names):
                    self._breach(pack, row, names[0], "plan.contents", f"没有写{word}")

    def _items(self, pack: Pack, rows: Sequence[PlanRow]) -> None:
        """Whether only what stands on the list is to be checked, where the document says so."""
        key = next((key for key in LISTED if self._names_the_list(pack, key)), None)
        if key is None:
            return
        if "items" not in self.table.columns:
            self.not_checked.append(f"{pack.id}：计划没有写抽查事项，不能核对是不是都在抽查事项清单上")
        elif self.listed is None:
            self.not_checked.append(f"{pack.id}：没有给抽查事项清单，不能核对计划的事项是不是都在清单上")
        else:
            for row in rows:
                for name in unlisted(row.cells["items"], self.listed):
                    self._breach(pack, row, "items", key, f"“{name}”不在抽查事项清单上")

    def _names_the_list(self, pack: Pack, key: str) -> bool:
        if not pack.has(key, self.on):
            return False
        value = pack.get(key, self.on).value
        return value is True or "清单" in str(value)

    def _joint(self, pack: Pack) -> None:
        if pack.has("frequency.joint_per_year", self.on):
            joint = [row for row in self.table.rows if row.cells.get("partners") or "联合" in row.whole()]
            if not joint:
                rule = pack.get("frequency.joint_per_year", self.on)
                self._breach(
                    pack, None, "partners", rule.key, f"全年没有部门联合抽查，至少 {rule.number()} 次"
                )

    def _grades(self, pack: Pack, rows: Sequence[PlanRow]) -> None:
        """Plans by credit grade: one grade at a time, and none left out."""
        rules = {
            one.name[6].upper(): one for one in pack.theme("shares", self.on) if one.name.startswith("grade_")
        }
        if not rules or not rows:
            return
        seen: set[str] = set()
        for row in rows:
            named = grades(row.text("grade") or row.text("scope", "title", "share", "share_and_frequency"))
            seen |= {grade.value for grade in named}
            if not named:
                self._breach(pack, row, "grade", "draw.one_grade_at_a_time", "没有写信用等级")
            elif len(named) > 1 and pack.has("draw.one_grade_at_a_time", self.on):
                self._breach(
                    pack, row, "grade", "draw.one_grade_at_a_time", f"一行写了 {'、'.join(named)} 几个等级"
                )
        if seen:
            for grade, rule in rules.items():
                if grade not in seen:
                    self._breach(pack, None, "grade", rule.key, f"没有安排 {grade} 级")


_NUMBERING = re.compile(r"^[\s、，,。;；]*(?:[（(]?[0-9一二三四五六七八九十]+[)）.．、]\s*)?")


def unlisted(text: str, listed: Collection[str]) -> list[str]:
    """What a cell names that is not on the list. Names on it are taken out first, the longest before the others, for a
    name may hold the very signs that part names.
    """
    left = text
    for name in sorted(filter(None, listed), key=len, reverse=True):
        left = left.replace(name, "；")
    pieces = (_NUMBERING.sub("", piece).strip(" \t、，,。") for piece in re.split(r"[；;\n]+", left))
    return [piece for piece in dict.fromkeys(pieces) if piece not in ("", "等", "及", "和", "与")]


def _percent(share: Fraction) -> str:
    percent = share * 100
    return f"{float(percent):g}%" if (percent * 10_000).denominator == 1 else str(share)


def _spellings(fields: Sequence[str]) -> list[str]:
    """危险化学品 is written 危化 as often as not."""
    return [*fields, *(["危化"] if "危险化学品" in fields else [])]
