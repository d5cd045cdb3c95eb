"""Building the whole county from one seed."""

from dataclasses import dataclass

from mingqian.demo.items import ITEMS, Item
from mingqian.demo.names import NameMaker
from mingqian.demo.numbers import Issuer
from mingqian.demo.people import Expert, Inspector, Recusal, User, experts, inspectors, recusals, users
from mingqian.demo.places import Agency, Region, Unit, agencies, regions, units
from mingqian.demo.plan import PlanLine, plan
from mingqian.demo.spoiled import SpoiledRow, spoiled
from mingqian.demo.stream import Stream
from mingqian.demo.subjects import Subject, SubjectMaker

SEED = 20260105
YEAR = 2026


@dataclass(frozen=True)
class County:
    """Everything the demonstration starts from. All of it is invented."""

    seed: int
    year: int
    regions: tuple[Region, ...]
    agencies: tuple[Agency, ...]
    units: tuple[Unit, ...]
    subjects: tuple[Subject, ...]
    spoiled: tuple[SpoiledRow, ...]
    inspectors: tuple[Inspector, ...]
    recusals: tuple[Recusal, ...]
    experts: tuple[Expert, ...]
    items: tuple[Item, ...]
    plan: tuple[PlanLine, ...]
    users: tuple[User, ...]


def build(seed: int = SEED, year: int = YEAR) -> County:
    """Return the county of `seed`, with its registers and plan as of the beginning of `year`.

    The same seed and year give the same county, byte for byte, on every machine and Python.
    """
    stream = Stream(seed, "county")
    issuer = Issuer(stream.fork("numbers"))
    names = NameMaker(stream.fork("names"))
    maker = SubjectMaker(stream.fork("subjects"), issuer, names, year)
    subjects = maker.all()
    people = inspectors(stream.fork("inspectors"), issuer, names, year)
    return County(
        seed=seed,
        year=year,
        regions=regions(),
        agencies=agencies(),
        units=units(),
        subjects=subjects,
        inspectors=people,
        recusals=recusals(stream.fork("recusals"), people, subjects, year),
        experts=experts(stream.fork("experts"), issuer, names, year),
        items=ITEMS,
        plan=plan(subjects, year),
        users=users(stream.fork("users"), names, people),
        spoiled=spoiled(stream.fork("spoiled"), maker, subjects),
    )
