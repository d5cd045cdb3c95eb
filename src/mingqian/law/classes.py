"""Which class a field of industry or a subject belongs to, and what random checks do not cover."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from mingqian.law.errors import LawError
from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation, Parameter, Setting
from mingqian.law.vocabulary import Fact, ItemClass


@dataclass(frozen=True, slots=True)
class Classification:
    """The class of a field. ``item_class`` None means: ask — the ``setting`` to decide, or a field unknown
    to the pack.

    ``in_scope``: the document names the field among those it supervises. ``decided``: the class comes from
    a decision of the bureau, not from the document.
    """

    field: str
    item_class: ItemClass | None
    in_scope: bool
    decided: bool
    citation: Citation
    setting: Setting | None
    reference: bool


def classify_industry(pack: Pack, field: str, on: date) -> Classification:
    """The class of a field of industry as the document spells it (``危险化学品``, ``建材``).

    Raises LawError ``law.unknown_key`` when the pack has no classes.
    """
    reference = pack.is_reference(on)
    scope = pack.get("classes.fields", on)
    for key, item_class in (("classes.key", ItemClass.KEY), ("classes.general", ItemClass.GENERAL)):
        rule = pack.get(key, on)
        if field in rule.words():
            return Classification(field, item_class, True, False, rule.citation, None, reference)
    for rule in pack.theme("classes", on):
        # classes.unclassed_chemicals is answered by the setting class_of_chemicals
        if rule.name.startswith("unclassed_") and field in rule.words():
            name = "class_of_" + rule.name.removeprefix("unclassed_")
            setting, decided = pack.setting(name), pack.answer(name)
            answer = ItemClass(decided) if decided else None
            return Classification(field, answer, True, answer is not None, rule.citation, setting, reference)
    return Classification(field, None, field in scope.words(), False, scope.citation, None, reference)


def exclusions(pack: Pack, on: date) -> tuple[Parameter, ...]:
    """What is checked outside the lottery: parameters whose ``value`` is the document's wording, ``name`` a
    stable code.

    ``position`` is the document's letter; empty for exclusions outside the list.
    """
    return tuple(one for one in pack.theme("scope", on) if one.name.startswith("excluded_"))


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """The class of a subject by what is known of it. ``grounds``: every fact of the document that holds."""

    item_class: ItemClass
    grounds: tuple[Parameter, ...]
    citation: Citation
    steps: tuple[str, ...]
    reference: bool


def classify_facts(
    pack: Pack, facts: Collection[Fact], on: date, fatal_accidents: Iterable[date] = ()
) -> FactAnswer:
    """重点 where one of the document's facts holds on the day, else 一般. A fatal accident counts for as many
    years as the document says, to the day (29 February ends with 28 February).

    Raises LawError ``law.unknown_key`` when the document does not class by facts.
    """
    rules = fact_rules(pack, on)
    if not rules:
        raise LawError("law.unknown_key", pack=pack.id, key="classes.fact_")
    grounds, steps = [], []
    for rule in rules:
        fact = Fact(rule.name.removeprefix("fact_"))
        if fact is Fact.FATAL_ACCIDENT:
            since = years_before(on, rule.number())
            recent = sorted(day for day in fatal_accidents if since <= day <= on)
            if recent:
                grounds.append(rule)
                steps.append(f"{recent[-1].isoformat()} 发生死亡事故，在近 {rule.number()} 年内")
        elif fact in facts:
            grounds.append(rule)
            steps.append(rule.words()[0])
    classes = pack.get("classes.subject_classes", on)
    found = ItemClass.KEY if grounds else ItemClass.GENERAL
    steps.append(f"{found}检查对象")
    return FactAnswer(
        found,
        tuple(grounds),
        grounds[0].citation if grounds else classes.citation,
        tuple(steps),
        pack.is_reference(on),
    )


def fact_rules(pack: Pack, on: date) -> tuple[Parameter, ...]:
    """The facts by which a document makes a subject 重点, in its order; empty where it does not go by facts.

    The key's name after ``fact_`` is a :class:`Fact`.
    """
    return tuple(one for one in pack.theme("classes", on) if one.name.startswith("fact_"))


def years_before(on: date, years: int) -> date:
    """The first day that still counts as within so many years before ``on`` (29 February: 28 February)."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)
