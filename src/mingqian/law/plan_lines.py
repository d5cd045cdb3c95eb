"""The lines of a plan against what the documents demand: what each demand gets, and what breaks, with its article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mingqian.law.demand import Cell, Demand, Group, Measure


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line as the arithmetic sees it: ``count`` subjects drawn at random from those it reaches.

    ``reach``: how many subjects of each cell (by its place in the list of cells). ``special``: ordered otherwise, not
    bound by share and frequency. ``reason``: why it does otherwise than a document says that allows it (原则上, 一般).
    """

    name: str
    count: int
    reach: Mapping[int, int]
    joint: bool = False
    special: bool = False
    reason: str = ""
    raised: Fraction = Fraction(0)
    """The share at which those are drawn of whom the document wants more: an urn of their own in every campaign."""

    @property
    def pool(self) -> int:
        """How many subjects it reaches."""
        return sum(self.reach.values())

    def within(self, cells: Sequence[Cell], group: Group) -> Fraction:
        """How many of its subjects fall into a group: all, none, or what chance gives on average."""
        if not self.pool:
            return Fraction(0)
        inside = sum(number for place, number in self.reach.items() if group.holds(cells[place]))
        by_chance = Fraction(self.count * inside, self.pool)
        return max(by_chance, Fraction(-(-self.raised * inside // 1))) if group.raised else by_chance


@dataclass(frozen=True, slots=True)
class Verdict:
    """One demand beside a plan: ``got`` (rounded down, in the demand's own measure), what lacks or is too much.

    ``certain``: the number does not hang on chance. ``words``: what breaks, empty when it is met.
    """

    demand: Demand
    got: int
    lacking: int
    excess: int
    certain: bool
    words: str

    @property
    def met(self) -> bool:
        """Whether the plan does what is demanded."""
        return not self.words


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """A line that draws more subjects than it reaches."""

    line: str
    count: int
    pool: int
    words: str


def check_lines(
    demands: Sequence[Demand], cells: Sequence[Cell], lines: Sequence[PlannedLine]
) -> tuple[Verdict, ...]:
    """Every demand in its order, met or not."""
    return tuple(_verdict(demand, cells, lines) for demand in demands)


def departures(
    demand: Demand, cells: Sequence[Cell], lines: Sequence[PlannedLine]
) -> tuple[PlannedLine, ...]:
    """The lines that say why a demand that may be departed from is not met; none for one that binds (应当), or where one
    of the lines about the same subjects says nothing: then it is only forgotten.
    """
    if not demand.departure:
        return ()
    about = [
        one for one in lines if any(n and demand.group.holds(cells[place]) for place, n in one.reach.items())
    ]
    return tuple(about) if about and all(one.reason for one in about) else ()


def overdrawn(lines: Sequence[PlannedLine]) -> tuple[Overdrawn, ...]:
    """Lines that name more subjects than the register has for them."""
    return tuple(
        Overdrawn(one.name, one.count, one.pool, f"写了 {one.count} 户，名录里能抽到的只有 {one.pool} 户")
        for one in lines
        if one.count > one.pool
    )


def _verdict(demand: Demand, cells: Sequence[Cell], lines: Sequence[PlannedLine]) -> Verdict:
    reaching = [
        one
        for one in lines
        if one.count and any(n and demand.group.holds(cells[place]) for place, n in one.reach.items())
    ]
    if demand.measure is Measure.CAMPAIGNS:
        return _counted(demand, len(reaching), "没有一行抽到" if not reaching else f"只有 {len(reaching)} 次")
    if demand.measure is Measure.JOINT:
        joint = sum(one.joint for one in lines)
        return _counted(demand, joint, f"全年部门联合抽查 {joint} 次，至少 {demand.minimum} 次")
    if demand.measure is Measure.EACH_TIME:
        return Verdict(demand, 0, 0, 0, True, "")
    if demand.maximum is not None and not demand.minimum:
        return _ceiling(demand, cells, [one for one in reaching if not one.special])
    parts = [(one, one.within(cells, demand.group)) for one in reaching]
    exact = sum((part for _, part in parts), Fraction(0))
    got = exact.numerator // exact.denominator
    certain = all(part == one.count for one, part in parts)
    words = ""
    if got < demand.minimum:
        by_chance = "" if certain else "（按机会平均）"
        words = f"{demand.group.words()}安排 {got} 户{by_chance}，至少要 {demand.minimum} 户，还差 {demand.minimum - got} 户"
    elif demand.maximum is not None and got > demand.maximum:
        words = f"安排 {got} 户，文件规定 {demand.maximum} 户"
    elif demand.rounds > 1 and demand.minimum and len(reaching) < demand.rounds:
        words = f"{demand.group.words()}一年要抽 {demand.rounds} 次，只安排了 {len(reaching)} 次"
    lacking = max(0, demand.minimum - got)
    excess = max(0, got - demand.maximum) if demand.maximum is not None else 0
    return Verdict(demand, got, lacking, excess, certain, words)


def _ceiling(demand: Demand, cells: Sequence[Cell], lines: Sequence[PlannedLine]) -> Verdict:
    """What lines give to those whom a yearly limit binds, against the most it allows."""
    exact = Fraction(0)
    for one in lines:
        for place, number in one.reach.items():
            cell = cells[place]
            if number and demand.group.holds(cell) and cell.size:
                bound = Fraction(cell.size - cell.unlimited, cell.size)
                exact += Fraction(one.count * number, one.pool) * bound
    got = -(-exact.numerator // exact.denominator)
    assert demand.maximum is not None
    excess = max(0, got - demand.maximum)
    words = (
        f"{demand.group.words()}安排 {got} 户次，至多 {demand.maximum} 户次，多 {excess} 户次"
        if excess
        else ""
    )
    return Verdict(demand, got, 0, excess, True, words)


def _counted(demand: Demand, got: int, short: str) -> Verdict:
    lacking = max(0, demand.minimum - got)
    about = "" if demand.measure is Measure.JOINT else f"{demand.group.words()}："
    return Verdict(demand, got, lacking, 0, True, f"{about}{short}" if lacking else "")
