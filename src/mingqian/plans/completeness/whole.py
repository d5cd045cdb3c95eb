"""A register as a whole against its rules: who must be on it, of what kind, on what basis, kept up how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import Unit
from mingqian.plans import basis, overlay
from mingqian.plans.governing import Ruled, governing
from mingqian.plans.register import SEPARATOR, joined, tallied, whole_register
from mingqian.registers.models import Expert, Inspector, Item, Subject, SubjectKind
from mingqian.registers.queries.standing import standing

MOST_NAMED = 8
"""Rows named in a line; the rest are counted."""


@dataclass(frozen=True)
class Finding:
    """One rule held against a register: what it says, where, what the register shows, and where to look.

    `tone`: done (kept), near (look at it), bad (not kept), info (told, nothing to keep).
    """

    rule: str
    where: str
    words: str
    tone: str
    url: str = ""
    bars: tuple[tuple[str, int, str], ...] = ()


def _list(kind: str, query: str = "") -> str:
    return reverse(f"registers:{kind}_list") + (f"?set=1&{query}" if query else "")


def _named(names: list[str]) -> str:
    more = f"等 {len(names)} 项" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def _finding(one: Ruled, words: str, tone: str, url: str = "", bars: Any = ()) -> Finding:
    return Finding(one.parameter.citation.reading, one.where, words, tone, url, tuple(bars))


def joint_words(word: str) -> tuple[str, str]:
    """“牵头：工业企业安全生产抽查” as (牵头, 工业企业安全生产抽查); no role where the document names none."""
    role, colon, name = word.partition("：")
    return (role, name) if colon else ("", word)


def listed_as_joint(agency_id: int, name: str) -> Item | None:
    """The item of an agency's list, marked as joint, that goes by this name or holds it."""
    for item in Item.objects.filter(agency_id=agency_id, joint=True, retired_at__isnull=True).order_by(
        "code"
    ):
        if name in item.name or item.name in name:
            return item
    return None


def _items(agency_id: int) -> Iterator[Finding]:
    items = list(Item.objects.filter(agency_id=agency_id, retired_at__isnull=True).order_by("code"))
    for one in governing(agency_id, "registers.item_basis"):
        lacking = [item.name for item in basis.without(items, one.values)]
        words = (
            f"{len(lacking)} 项的检查依据里看不到{'、'.join(one.values)}的名称，不能列入计划：{_named(lacking)}"
            if lacking
            else f"{len(items)} 项都写明了{'、'.join(one.values)}的名称。"
        )
        yield _finding(one, words, "bad" if lacking else "done")
    for one in governing(agency_id, "registers.item_changes_published"):
        yield _finding(one, *published_words(agency_id, items))
    for one in governing(agency_id, "registers.joint_items"):
        for role, name in map(joint_words, one.values):
            item = listed_as_joint(agency_id, name)
            said = f"{role}“{name}”"
            if item is not None:
                yield _finding(
                    one,
                    f"{said}：清单里是“{item.name}”。",
                    "done",
                    reverse("registers:item_open", args=[item.pk]),
                )
            else:
                yield _finding(
                    one, f"{said}：清单里没有标为“联合抽查事项”的这一项。", "near", _list("item", "joint=1")
                )
    for one in governing(agency_id, "registers.joint_items_source"):
        number = sum(item.joint for item in items)
        yield _finding(
            one,
            f"清单里标为联合抽查事项的有 {number} 项，请与{one.values[0]}核对。",
            "info",
            _list("item", "joint=1"),
        )


def published_words(agency_id: int, items: list[Item]) -> tuple[str, str]:
    """Whether the list that is public is the list as it stands, in words, with its tone."""
    published = overlay.published_names(agency_id)
    if published is None:
        return ("清单还没有公开。", "bad") if items else ("清单还是空的。", "info")
    public = set(published)
    fresh = [item.name for item in items if item.code not in public]
    if fresh:
        return f"有 {len(fresh)} 项没有公开：{_named(fresh)}", "bad"
    return "在列的事项都已公开；改动了内容的，公示审核的工作台上有提示。", "done"


@dataclass(frozen=True)
class _Figures:
    """Subjects on a register by kind, by who oversees them, and by credit grade: all, and those not recorded as 重点."""

    kinds: Mapping[str, int]
    oversight: Mapping[str, int]
    graded: Mapping[str, int]
    loose: Mapping[str, int]


FACTS = ("kind", "oversight", "credit_grade", "supervision_class")


def _figures(agency_id: int) -> _Figures:
    """Counted in one reading, kept until the register moves."""
    texts = (
        whole_register(agency_id)
        .filter(retired_at__isnull=True)
        .order_by()
        .annotate(facts=joined(FACTS))
        .values_list("facts", flat=True)
    )
    counted = standing(agency_id, "subject", "of the whole register", lambda: tallied(agency_id, texts))
    kinds, oversight, graded, loose = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for text, number in counted.items():
        kind, overseer, grade, recorded = text.split(SEPARATOR)
        kinds[kind] += number
        oversight[overseer] += number
        graded[grade] += number
        loose[grade] += number * (recorded != "key")
    return _Figures(kinds, oversight, graded, loose)


def _subjects(agency_id: int) -> Iterator[Finding]:
    figures = _figures(agency_id)
    ruled = list(governing(agency_id, "registers.subject_kinds"))
    if ruled:
        held = figures.kinds
        labels = dict(SubjectKind.choices)
        bars = [
            (labels[code], held[code], _list("subject", f"type={code}")) for code in labels if held.get(code)
        ]
        for one in ruled:
            beyond = [label for label, number, _ in bars if number and label not in one.values]
            words = f"名录收有{'、'.join(label for label, _, _ in bars) or '：还是空的'}"
            more = f"；其中{'、'.join(beyond)}是文件没有列举的" if beyond else ""
            yield _finding(one, f"{words}{more}。", "info", "", bars)
    for one in governing(agency_id, "shares.key_grade"):
        number, loose = (
            sum(found.get(grade, 0) for grade in one.values) for found in (figures.graded, figures.loose)
        )
        grade = "、".join(one.values)
        said = f"{grade} 级 {number} 户" + (
            f"，其中 {loose} 户没有列为重点监管对象。" if loose else "，都已列为重点监管对象。"
        )
        url = _list("subject", f"credit={one.values[0]}&class=general") if loose else ""
        yield _finding(one, said, "bad" if loose else "done", url)
    for one in governing(agency_id, "registers.subject_coverage"):
        known = sorted((code, number) for code, number in figures.oversight.items() if code)
        labels = {code: str(label) for code, label in Subject._meta.get_field("oversight").flatchoices}
        said = "、".join(f"{labels.get(code, code)} {number} 户" for code, number in known)
        yield _finding(one, f"名录里{said}。" if said else "名录里没有登记为央企、省管的。", "info")


def _inspectors(agency_id: int, today: date) -> Iterator[Finding]:
    people = Inspector.objects.filter(agency_id=agency_id, retired_at__isnull=True)
    for one in governing(agency_id, "registers.inspector_coverage"):
        held = people.filter(certified=True).count()
        staffed = people.filter(unit__isnull=False).values("unit_id")
        empty = list(
            Unit.objects.filter(agency_id=agency_id, active=True)
            .exclude(pk__in=staffed)
            .values_list("name", flat=True)
        )
        words = f"持证的 {held} 人。" + (
            f"没有一名检查人员的单位：{_named(empty)}，请核对有没有漏的。" if empty else ""
        )
        yield _finding(one, words, "near" if empty else "done", _list("inspector"))
    for one in governing(agency_id, "registers.inspector_maintained"):
        last = people.aggregate(last=Max("updated_at"))["last"]
        late = people.filter(certified=True, certificate_valid_until__lt=today).count()
        words = f"最近一次更新是 {timezone.localtime(last):%Y-%m-%d}。" if last else "名录还是空的。"
        words += f"{late} 人的执法证已经过期，没有更新。" if late else ""
        yield _finding(
            one, words, "near" if late else "done", _list("inspector", "certificate=expired") if late else ""
        )
    second = people.filter(affiliated=True)
    whole = second.count()
    gates: tuple[tuple[str, Q, str, str], ...] = (
        ("registers.second_tier_certificate", Q(certified=False), "没有执法资格，不能抽取", "uncertified"),
        ("registers.second_tier_area", Q(areas=[]), "没有写明执法区域，不能抽取", "no_area"),
    )
    for key, test, words, code in gates:
        for one in governing(agency_id, key):
            lacking = second.filter(test).count()
            said = (
                f"局属二级机构 {whole} 人，其中 {lacking} 人{words}。"
                if lacking
                else f"局属二级机构 {whole} 人，都符合。"
            )
            yield _finding(
                one,
                said,
                "bad" if lacking else "done",
                _list("inspector", f"second_tier={code}") if lacking else "",
            )
    for one in governing(agency_id, "registers.no_uncertified_helpers"):
        number = people.filter(certified=False).count()
        said = (
            f"名录里 {number} 人没有执法证，不进签筒，也不能指派为检查人员。"
            if number
            else "名录里的人都有执法证。"
        )
        yield _finding(
            one, said, "near" if number else "done", _list("inspector", "certificate=none") if number else ""
        )


def _experts(agency_id: int) -> Iterator[Finding]:
    number = Expert.objects.filter(agency_id=agency_id, retired_at__isnull=True).count()
    for one in governing(agency_id, "registers.expert_pool"):
        kinds = "、".join(one.values)
        words = f"在库 {number} 人。" if number else f"还没有收入专家；可以从{kinds}聘任。"
        yield _finding(one, words, "done" if number else "info", _list("expert"))


_ABOUT: dict[str, Callable[[int, date], Iterator[Finding]]] = {
    "item": lambda agency_id, today: _items(agency_id),
    "subject": lambda agency_id, today: _subjects(agency_id),
    "inspector": _inspectors,
    "expert": lambda agency_id, today: _experts(agency_id),
}


def findings(agency_id: int, kind: str) -> list[Finding]:
    """Every rule on one register as a whole, those not kept first."""
    order = ("bad", "near", "info", "done")
    return sorted(_ABOUT[kind](agency_id, timezone.localdate()), key=lambda one: order.index(one.tone))
