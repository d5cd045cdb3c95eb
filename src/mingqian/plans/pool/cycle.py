"""The years in which every general subject is seen once (西平 细则 四: three), and where in them a day lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingqian.law import Citation, Pack


@dataclass(frozen=True)
class Cycle:
    """`year` is 1 in the first of `years`; `first` the day the cycle began.

    `all_left`: in the last year all who are left are checked. `newcomers_wait`: whoever was founded within the cycle
    joins with the next one.
    """

    years: int
    year: int
    first: date
    all_left: bool
    newcomers_wait: bool
    citation: Citation

    @property
    def last(self) -> bool:
        """Whether this is the year in which nobody may stay unseen."""
        return self.year == self.years

    @property
    def words(self) -> str:
        """2025–2027 年周期的第 2 年."""
        return f"{self.first.year}–{self.first.year + self.years - 1} 年周期的第 {self.year} 年"


QUESTIONS = ("cycle_starts", "newcomers", "third_year")
"""What the bureau has to have decided before such a pool is confirmed."""


def has_cycle(pack: Pack, on: date) -> bool:
    """Whether the document wants everybody seen within some years."""
    return pack.has("frequency.coverage_years", on)


def cycle_of(pack: Pack, on: date) -> Cycle | None:
    """The cycle a day lies in; None where the document knows none, or the bureau has not said when it begins."""
    if not has_cycle(pack, on):
        return None
    rule = pack.get("frequency.coverage_years", on)
    begins = pack.answer("cycle_starts")
    if not begins.isdecimal() or int(begins) > on.year:
        return None
    year = (on.year - int(begins)) % rule.number() + 1
    return Cycle(
        years=rule.number(),
        year=year,
        first=date(on.year - year + 1, 1, 1),
        all_left=pack.answer("third_year") != "as_drawn",
        newcomers_wait=pack.answer("newcomers") == "next_cycle",
        citation=rule.citation,
    )
