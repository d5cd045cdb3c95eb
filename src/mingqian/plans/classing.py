"""重点／一般 as a document derives it: from what the register knows of a subject, or from its field of industry.

Written once as SQL, for a million rows, and once for a single row with its explanation; a test holds the two together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from mingqian.acts import progress
from mingqian.law import (
    Citation,
    Fact,
    ItemClass,
    Pack,
    classify_facts,
    classify_industry,
    fact_rules,
    years_before,
)
from mingqian.plans import rulebook
from mingqian.plans.packs import CODE_OF_CLASS, cite
from mingqian.plans.register import CHUNK, whole_register
from mingqian.registers.models import Subject
from mingqian.registers.queries.standing import standing

NAMED: Mapping[Fact, tuple[str, ...]] = {
    Fact.KEY_CHEMICALS: ("重点监管危险化学品", "重点监管的危险化学品"),
    Fact.KEY_PROCESS: ("危险化工工艺",),
    Fact.MAJOR_HAZARD: ("重大危险源",),
    Fact.FIREWORKS_WHOLESALE: ("烟花爆竹批发",),
    Fact.EXPLOSIVE_DUST: ("涉爆粉尘", "粉尘涉爆"),
    Fact.HIGH_RISK: ("风险等级较高",),
}
"""By which words in 重点监管原因 the register says that a fact holds."""


@dataclass(frozen=True)
class Ground:
    """One reason for a class: `code` is stable, `words` the document's, `holds` the rows it covers.

    Of several that hold the first decides. `must` is False where the document itself allows otherwise (原则上).
    """

    code: str
    item_class: str
    words: str
    citation: Citation
    holds: Q
    must: bool


def words_by_class(pack: Pack, on: date) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The pack's fields of industry: key ones, general ones, and those nobody has classed yet."""
    found: dict[ItemClass | None, list[str]] = {ItemClass.KEY: [], ItemClass.GENERAL: [], None: []}
    words: list[str] = []
    if not (pack.has("classes.key", on) and pack.has("classes.general", on)):
        return (), (), ()  # it names its fields and gives them no class
    for key in ("classes.fields", "classes.key", "classes.general"):
        if pack.has(key, on):
            words += pack.get(key, on).words()
    for word in dict.fromkeys(words):
        found[classify_industry(pack, word, on).item_class].append(word)
    return tuple(found[ItemClass.KEY]), tuple(found[ItemClass.GENERAL]), tuple(found[None])


def high_risk_levels(pack: Pack) -> tuple[str, ...]:
    """Which risk levels of the register the bureau counts as 安全风险等级较高; none before it has said so."""
    said = pack.answer("high_risk_means").replace("，", "、")
    return tuple(word.strip() for word in said.split("、") if word.strip())


def grounds(pack: Pack, on: date) -> tuple[Ground, ...]:
    """Why a subject is 重点 or 一般 by a pack on a day; empty where the document knows no classes."""
    facts = tuple(_fact_grounds(pack, on))
    return facts or tuple(_field_grounds(pack, on))


def of_class(pack: Pack, on: date, item_class: str) -> Q:
    """Who is of a class as a pool reckons it: 重点 by the facts whatever the register has recorded, where the document
    goes by facts; else as recorded, and by the field of industry where nothing is.
    """
    found = grounds(pack, on)
    if not found:
        return Q(pk__isnull=False)
    if not by_facts(pack, on):
        key, general, _ = words_by_class(pack, on)
        other = general if item_class == "key" else key
        return Q(supervision_class=item_class) | (Q(supervision_class="") & ~Q(field__in=other))
    by_fact = Q(pk__in=[])
    for one in found:
        if one.item_class == "key" and one.must:
            by_fact |= one.holds
    if item_class == "key":
        return Q(supervision_class="key") | by_fact
    return Q(supervision_class__in=("general", "")) & ~by_fact


def by_facts(pack: Pack, on: date) -> bool:
    """Whether the document goes by facts, so that nobody stays without a class."""
    return bool(fact_rules(pack, on))


def _fact_grounds(pack: Pack, on: date) -> Iterator[Ground]:
    for rule in fact_rules(pack, on):
        fact = Fact(rule.name.removeprefix("fact_"))
        words = f"近{rule.number()}年发生过死亡事故" if fact is Fact.FATAL_ACCIDENT else rule.words()[0]
        must = not rule.citation.strength.departure_allowed
        yield Ground(str(fact), "key", words, rule.citation, _holds(fact, pack, on), must)
    if fact_rules(pack, on):
        rule = pack.get("classes.subject_classes", on)
        yield Ground("general", "general", "没有重点检查对象的情形", rule.citation, Q(), False)


def _holds(fact: Fact, pack: Pack, on: date) -> Q:
    found = Q(pk__in=[])
    for word in NAMED.get(fact, ()):
        found |= Q(class_basis__contains=word)
    if fact is Fact.FIREWORKS_WHOLESALE:
        found |= Q(licence_name__contains="烟花爆竹") & Q(licence_name__contains="批发")
    elif fact is Fact.EXPLOSIVE_DUST:
        found |= Q(field__in=NAMED[fact])
    elif fact is Fact.HIGH_RISK:
        found |= Q(risk_level__in=high_risk_levels(pack))
    elif fact is Fact.FATAL_ACCIDENT:
        since = years_before(on, pack.get("classes.fact_fatal_accident", on).number())
        found |= Q(fatal_accident_on__range=(since, on))
        found |= Q(fatal_accident_on__isnull=True, fatal_accident=True)
    elif fact is Fact.JOINT_PUNISHMENT:
        found |= Q(joint_punishment=True)
    elif fact is Fact.MAJOR_HIDDEN_DANGER:
        found |= Q(major_hazard=True)
    return found


def _field_grounds(pack: Pack, on: date) -> Iterator[Ground]:
    key, general, _ = words_by_class(pack, on)
    for code, words in (("key", key), ("general", general)):
        if words:
            citation = pack.get(f"classes.{code}", on).citation
            shown = "重点行业领域" if code == "key" else "一般行业领域"
            yield Ground(f"field_{code}", code, shown, citation, Q(field__in=words), False)


def facts_of(row: Subject, pack: Pack) -> set[Fact]:
    """What the register knows of one subject, fatal accidents apart."""
    known: dict[Fact, bool] = {
        fact: any(word in row.class_basis for word in words) for fact, words in NAMED.items()
    }
    known[Fact.FIREWORKS_WHOLESALE] |= "烟花爆竹" in row.licence_name and "批发" in row.licence_name
    known[Fact.EXPLOSIVE_DUST] |= row.field in NAMED[Fact.EXPLOSIVE_DUST]
    known[Fact.HIGH_RISK] |= bool(row.risk_level) and row.risk_level in high_risk_levels(pack)
    known[Fact.JOINT_PUNISHMENT] = row.joint_punishment
    known[Fact.MAJOR_HIDDEN_DANGER] = row.major_hazard
    return {fact for fact, holds in known.items() if holds}


@dataclass(frozen=True)
class Derived:
    """The class of one subject by the rules: `item_class` empty when the document leaves it open; why, and where."""

    item_class: str
    words: str
    citation: Citation
    pack: Pack

    @property
    def where(self) -> str:
        """西平 细则 四."""
        return cite(self.pack, self.citation)


def derived(row: Subject, pack: Pack, on: date) -> Derived | None:
    """The class of one subject by a pack, with every ground that holds; None where the document knows no classes."""
    if by_facts(pack, on):
        accidents = [row.fatal_accident_on] if row.fatal_accident_on else [on] if row.fatal_accident else []
        answer = classify_facts(pack, facts_of(row, pack), on, accidents)
        words = "；".join(answer.steps[:-1]) or "没有重点检查对象的情形"
        if row.fatal_accident and row.fatal_accident_on is None:
            words = words.replace(
                f"{on.isoformat()} 发生死亡事故，在近", "名录记有死亡事故（没有日期），按近"
            )
        return Derived(CODE_OF_CLASS[answer.item_class], words, answer.citation, pack)
    found = grounds(pack, on)
    if not found:
        return None
    for fields, ground in zip(words_by_class(pack, on)[:2], found, strict=False):
        if row.field in fields:
            return Derived(ground.item_class, f"{row.field}属{ground.words}", ground.citation, pack)
    return Derived("", "这个行业领域没有归类", found[0].citation, pack)


def classing_pack(agency_id: int, on: date) -> Pack | None:
    """The pack by which an agency's register is classed: the first that binds it and knows classes, own ones first."""
    for one in rulebook.bound_packs(agency_id, on):
        if grounds(one.pack, on):
            return one.pack
    return None


def ground_case(found: tuple[Ground, ...], value: Callable[[Ground], str]) -> Case:
    """The first ground that holds, as an SQL expression."""
    cases = [When(one.holds, then=Value(value(one))) for one in found if one.holds != Q()]
    rest = next((value(one) for one in found if one.holds == Q()), "")
    return Case(*cases, default=Value(rest), output_field=CharField())


def differing(agency_id: int, pack: Pack, on: date, register: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """Subjects of the register whose recorded class is not the derived one (`derived`, `ground`).

    Where nothing is recorded and the rules say 一般, nothing differs: that is what counts anyway.
    """
    found = grounds(pack, on)
    rows = Subject.objects.filter(agency_id=agency_id) if register is None else register
    rows = rows.filter(retired_at__isnull=True, status="existing")
    return (
        rows.annotate(
            derived=ground_case(found, lambda one: one.item_class),
            ground=ground_case(found, lambda one: one.code),
        )
        .exclude(derived="")
        .exclude(supervision_class=F("derived"))
        .exclude(supervision_class="", derived="general")
    )


@dataclass(frozen=True)
class Group:
    """Subjects recorded as one class that the rules, by one ground, put into another: how many, and the first of them."""

    recorded: str
    ground: str
    count: int
    first: tuple[int, ...]


FIRST = 100
"""Rows of a group that are named."""


def groups_of(agency_id: int, pack: Pack, on: date) -> tuple[Group, ...]:
    """Everybody who differs, most first, in one reading of the register; kept until it moves."""
    rows = differing(agency_id, pack, on, whole_register(agency_id)).order_by("pk")
    found = rows.values_list("pk", "supervision_class", "ground")
    sql, values = found.query.sql_with_params()
    return standing(agency_id, "subject", f"{sql} {values!r}", lambda: _grouped(agency_id, found))


def _grouped(agency_id: int, rows: QuerySet[Any, Any]) -> tuple[Group, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], list[int]] = {}
    progress.tell("正在逐户核对监管类别", 0, 0)
    for done, (pk, recorded, ground) in enumerate(rows.iterator(chunk_size=CHUNK)):
        key = (recorded, ground)
        counts[key] += 1
        if counts[key] <= FIRST:
            first.setdefault(key, []).append(pk)
        if done % CHUNK == 0:
            progress.tell("正在逐户核对监管类别", done, 0)
    return tuple(Group(*key, number, tuple(first[key])) for key, number in counts.most_common())


def class_words(code: str) -> str:
    """重点, 一般, or 没有填写."""
    return {"key": str(ItemClass.KEY), "general": str(ItemClass.GENERAL)}.get(code, "没有填写")
