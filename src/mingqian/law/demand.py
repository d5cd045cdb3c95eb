"""What the documents demand of one year's plan, over a register counted in cells: minima, ceilings, their articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from mingqian.law.frequency import coverage
from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation, Parameter, Setting
from mingqian.law.quotas import by_share, quota, share_of_percent
from mingqian.law.vocabulary import Bound, Grade, ItemClass


@dataclass(frozen=True, slots=True)
class Cell:
    """Subjects that no rule tells apart; ``field`` is the field of industry.

    ``unlimited`` of them the yearly limit does not bind; ``unseen`` of them were not yet seen in this cycle.
    """

    item_class: ItemClass | None
    field: str
    grade: Grade | None
    size: int
    unlimited: int = 0
    unseen: int = 0
    raised: bool = False
    """Whether the document wants more drawn of them than of the others."""


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a rule is about. What is empty or None does not narrow it."""

    item_class: ItemClass | None = None
    fields: tuple[str, ...] = ()
    grade: Grade | None = None
    raised: bool | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether the subjects of a cell belong to it."""
        return (
            (self.item_class is None or cell.item_class is self.item_class)
            and (not self.fields or cell.field in self.fields)
            and (self.grade is None or cell.grade is self.grade)
            and (self.raised is None or cell.raised is self.raised)
        )

    def words(self) -> str:
        """ "危险化学品 B 级检查对象"."""
        grade = f" {self.grade} 级" if self.grade else ""
        about = self.item_class or ("" if self.fields or self.grade or self.raised else "全部")
        more = "提高比例的" if self.raised else ""
        return f"{more}{'、'.join(self.fields)}{grade}{about}检查对象".strip()


class Measure(StrEnum):
    """What is counted: subjects drawn in the year, campaigns that reach the group, joint campaigns; or subjects in each
    campaign of a kind that no yearly plan foresees (away from home, one joint check).
    """

    SUBJECTS = "subjects"
    CAMPAIGNS = "campaigns"
    JOINT = "joint"
    EACH_TIME = "each_time"


@dataclass(frozen=True, slots=True)
class Demand:
    """One rule applied to one group of ``size`` subjects.

    ``minimum``: fewest in the year, in ``rounds`` draws of at least ``each``; 0 where the document names none.
    ``maximum``: the most (None: no limit). ``share``: the least part of the group as the rule or the bureau has it.
    ``asks``: the question that is not decided and on which the number hangs. ``reference``: the pack only informs.
    """

    pack: str
    key: str
    group: Group
    size: int
    measure: Measure
    minimum: int
    maximum: int | None
    citation: Citation
    steps: tuple[str, ...]
    reference: bool
    share: Fraction | None = None
    rounds: int = 1
    each: int = 0
    asks: tuple[Setting, ...] = ()
    visits_each: int = 1

    @property
    def departure(self) -> bool:
        """Whether one may do otherwise with a recorded reason (原则上, 一般)."""
        return self.citation.strength.departure_allowed


def size_of(cells: Iterable[Cell], group: Group) -> int:
    """How many subjects a group has."""
    return sum(cell.size for cell in cells if group.holds(cell))


def year_of_cycle(first_year: int, year: int, years: int) -> int:
    """Which year of its cycle a year is, 1 the first; cycles follow one another from ``first_year``."""
    return (year - first_year) % years + 1


def demands(pack: Pack, cells: Sequence[Cell], on: date) -> tuple[Demand, ...]:
    """Everything one pack demands of the year of ``on``, in the order of share, coverage, frequency, joint checks.

    Raises LawError ``law.disputed`` for a pack that says two things and whose bureau has not decided.
    """
    reader = _Reader(pack, cells, on)
    return (
        *reader.shares(),
        *reader.raised(),
        *reader.covered(),
        *reader.industries(),
        *reader.limit(),
        *reader.joint(),
        *reader.away(),
    )


class _Reader:
    def __init__(self, pack: Pack, cells: Sequence[Cell], on: date) -> None:
        self.pack, self.cells, self.on = pack, cells, on
        self.reference = pack.is_reference(on)

    def shares(self) -> list[Demand]:
        """Shares and numbers: by count, by grade, by class, of all."""
        pack, on = self.pack, self.on
        if pack.has("shares.count", on):
            answer = quota(pack, self._size(Group()), None, on)
            rule = pack.get("shares.count", on)
            most = rule.number() if rule.bound is Bound.EXACT else None
            return [self._plain(rule, Group(), Measure.EACH_TIME, answer.minimum, most, answer.steps)]
        graded = [one for one in pack.theme("shares", on) if one.name in _GRADED]
        found = [self._grade(rule, _GRADED[rule.name]) for rule in graded]
        for name, item_class in (("key_minimum", ItemClass.KEY), ("general_minimum", ItemClass.GENERAL)):
            if pack.has(f"shares.{name}", on):
                found.append(self._share(pack.get(f"shares.{name}", on), Group(item_class)))
        if pack.has("shares.overall_minimum", on):
            found.append(self._share(pack.get("shares.overall_minimum", on), Group()))
        if pack.has("shares.key_upper_limit", on) and not pack.has("shares.key_minimum", on):
            rule, setting = pack.get("shares.key_upper_limit", on), "key_share_percent"
            silent = "文件不设上限，也未定下限，由年度计划确定"
            decided = pack.answer("key_share_percent")
            found.append(self._decided(rule, Group(ItemClass.KEY), setting, decided, silent))
        if not found and pack.has("shares.risk_and_credit", on):
            rule, setting = pack.get("shares.risk_and_credit", on), "share_percent"
            silent = "文件未定比例，由经批准的工作方案按信用和风险确定"
            found.append(self._decided(rule, Group(), setting, pack.answer("share_percent"), silent))
        return found

    def raised(self) -> list[Demand]:
        """More of those whom the document names (投诉多, 异常, 严重违法, 失信, 高风险), as the bureau has decided."""
        keys = ("shares.raised_for", "shares.raised_for_special", "shares.high_risk_increase")
        rule = next((self.pack.get(key, self.on) for key in keys if self.pack.has(key, self.on)), None)
        if rule is None:
            return []
        answer = self.pack.answer("raised_share_percent")
        silent = "文件要求提高比例，没有写提高到多少"
        if not answer or not self._size(Group(raised=True)):
            return []
        return [self._decided(rule, Group(raised=True), "raised_share_percent", answer, silent)]

    def covered(self) -> list[Demand]:
        """How many of the general subjects not yet seen must be drawn, so that the cycle is kept."""
        if not self.pack.has("frequency.coverage_years", self.on):
            return []
        rule = self.pack.get("frequency.coverage_years", self.on)
        group = Group(ItemClass.GENERAL)
        begins = self.pack.answer("cycle_starts")
        if not begins.isdecimal() or int(begins) > self.on.year:
            steps = (f"周期从哪一年起算还没有决定，算不出本年在 {rule.number()} 年中的第几年",)
            return [self._subjects(rule, group, 0, steps, asks=self._open("cycle_starts"))]
        left = sum(cell.unseen for cell in self.cells if group.holds(cell))
        place = year_of_cycle(int(begins), self.on.year, rule.number())
        answer = coverage(self.pack, left, place, self.on)
        asks = self._open("third_year") if answer.certain else ()
        return [self._subjects(rule, group, answer.minimum, answer.steps, asks=asks)]

    def industries(self) -> list[Demand]:
        """So many campaigns a year in every field of industry that has subjects."""
        if not self.pack.has("frequency.industry_per_year", self.on):
            return []
        rule = self.pack.get("frequency.industry_per_year", self.on)
        found = []
        for field in sorted({cell.field for cell in self.cells if cell.field and cell.size}):
            group = Group(fields=(field,))
            steps = (f"{rule.citation.strength}分行业每年不少于 {rule.number()} 次",)
            found.append(self._plain(rule, group, Measure.CAMPAIGNS, rule.number(), None, steps))
        return found

    def limit(self) -> list[Demand]:
        """The most a yearly limit allows, class by class; nothing where the limit binds nobody."""
        if not self.pack.has("frequency.per_year", self.on):
            return []
        rule = self.pack.get("frequency.per_year", self.on)
        if rule.bound is not Bound.MOST:
            return []
        found = []
        for item_class in (ItemClass.KEY, ItemClass.GENERAL, None):
            inside = [one for one in self.cells if one.item_class is item_class]
            bound = sum(one.size - one.unlimited for one in inside)
            free = sum(one.unlimited for one in inside)
            if bound and item_class is not None:
                steps = [f"受限 {bound} 户 × {rule.number()} 次 = 至多 {bound * rule.number()} 户次"]
                steps += [f"另有 {free} 户不受频次限制"] if free else []
                found.append(
                    self._plain(
                        rule, Group(item_class), Measure.SUBJECTS, 0, bound * rule.number(), tuple(steps)
                    )
                )
        return found

    def joint(self) -> list[Demand]:
        """At least so many joint campaigns, led or joined."""
        if not self.pack.has("frequency.joint_per_year", self.on):
            return []
        rule = self.pack.get("frequency.joint_per_year", self.on)
        steps = (f"每年发起或者参与部门联合抽查不少于 {rule.number()} 次",)
        return [self._plain(rule, Group(), Measure.JOINT, rule.number(), None, steps)]

    def away(self) -> list[Demand]:
        """Checks away from home: so many when a notice comes; no plan can foresee them."""
        if not (
            self.pack.has("cross_region.minimum", self.on) and self.pack.has("cross_region.maximum", self.on)
        ):
            return []
        least, most = (self.pack.get(f"cross_region.{name}", self.on) for name in ("minimum", "maximum"))
        steps = (f"接到通知时，每次一般 {least.number()} 至 {most.number()} 户；被投诉举报的全部检查",)
        return [self._plain(least, Group(), Measure.EACH_TIME, least.number(), most.number(), steps)]

    def _grade(self, rule: Parameter, grade: Grade) -> Demand:
        """One grade: its share in every draw, or over the year, as the bureau has decided."""
        group = Group(fields=rule.fields, grade=grade)
        answer = by_share(self.pack, rule, self._size(group), self.on, grade=grade)
        rounds, visits, asks = 1, 1, self._open("times_mean")
        times = (
            self.pack.get("frequency.per_year", self.on)
            if self.pack.has("frequency.per_year", self.on)
            else None
        )
        steps = list(answer.steps)
        if times is not None and times.bound is not Bound.MOST:
            if self.pack.answer("times_mean") == "per_subject":
                visits = times.number()
                steps.append(f"抽中的每户一年检查 {visits} 次")
            else:
                rounds = times.number()
                steps.append(f"一年抽取 {rounds} 次")
        each = answer.minimum
        if rounds > 1 and self.pack.answer("share_each_draw") == "year":
            each = -(-answer.minimum // rounds)
            steps.append(f"比例按全年累计，每次至少 {each} 户")
        elif rounds > 1:
            steps.append(f"每次都不低于这个比例，全年至少 {each * rounds} 户")
        return Demand(
            self.pack.id, rule.key, group, answer.size, Measure.SUBJECTS, each * rounds, None, rule.citation,
            tuple(steps), self.reference, rule.share(), rounds, each, asks, visits,
        )  # fmt: skip

    def _share(self, rule: Parameter, group: Group) -> Demand:
        answer = by_share(self.pack, rule, self._size(group), self.on, item_class=group.item_class)
        return self._subjects(rule, group, answer.minimum, answer.steps, share=rule.share())

    def _decided(self, rule: Parameter, group: Group, setting: str, answer: str, silent: str) -> Demand:
        """No least share in the document: what the bureau has decided instead, or the open question."""
        if not answer:
            return self._subjects(rule, group, 0, (silent,), asks=self._open(setting))
        share = share_of_percent(answer)
        size = self._size(group)
        exact = size * share
        minimum = -(-exact.numerator // exact.denominator)
        steps = (silent.partition("，由")[0], f"本单位定为 {answer}%：{size} 户至少 {minimum} 户")
        return self._subjects(rule, group, minimum, steps, share=share)

    def _subjects(
        self,
        rule: Parameter,
        group: Group,
        minimum: int,
        steps: tuple[str, ...],
        *,
        share: Fraction | None = None,
        asks: tuple[Setting, ...] = (),
    ) -> Demand:
        return Demand(
            self.pack.id, rule.key, group, self._size(group), Measure.SUBJECTS, minimum, None, rule.citation,
            steps, self.reference, share, 1, minimum, asks,
        )  # fmt: skip

    def _plain(
        self,
        rule: Parameter,
        group: Group,
        measure: Measure,
        minimum: int,
        maximum: int | None,
        steps: tuple[str, ...],
    ) -> Demand:
        return Demand(
            self.pack.id, rule.key, group, self._size(group), measure, minimum, maximum, rule.citation, steps,
            self.reference,
        )  # fmt: skip

    def _size(self, group: Group) -> int:
        return size_of(self.cells, group)

    def _open(self, name: str) -> tuple[Setting, ...]:
        """The question, where the document leaves it open and nobody has decided."""
        if not self.pack.has_setting(name):
            return ()
        setting = self.pack.setting(name)
        return (setting,) if setting.value is None else ()


_GRADED = {f"grade_{grade.lower()}_minimum": grade for grade in Grade}
