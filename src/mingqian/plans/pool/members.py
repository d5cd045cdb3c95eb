"""The subjects behind the counts, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from mingqian.plans.pool.survey import label_of
from mingqian.plans.pool.terms import CANDIDATE, OUT_OF_SCOPE, Terms

MEMBERS_SHOWN = 50


@dataclass(frozen=True)
class Member:
    """One subject with its outcome in words: 候选, 不在范围, or the reason it is kept out with the article."""

    subject_id: int
    code: str
    name: str
    field: str
    township: str
    klass: str
    grade: str
    outcome: str
    tone: str
    citation: str


def members(terms: Terms, *, show: str, words: str = "", after: int = 0) -> list[Member]:
    """Up to one more than a page, ascending by id, after the id given.

    `show` is "candidates", "out_of_scope" or a reason's code; with `words` every subject whose name holds
    them or whose code they are is shown, whatever its outcome.
    """
    rows = terms.rows().filter(pk__gt=after).order_by("id")
    if words:
        rows = rows.filter(Q(code=words.upper()) | Q(name__icontains=words))
    else:
        rows = rows.filter(reason=CANDIDATE if show == "candidates" else show)
    found = []
    columns = ("id", "code", "name", "field", "township", "klass", "credit_grade", "reason")
    page = rows.values_list(*columns)[: MEMBERS_SHOWN + 1]
    for pk, code, name, field, township, klass, grade, reason in page:
        if reason == CANDIDATE:
            outcome, tone, citation = "候选", "done", ""
        elif reason == OUT_OF_SCOPE:
            outcome, tone, citation = why_out_of_scope(terms, klass), "todo", ""
        else:
            rule = terms.reason(reason)
            outcome, tone, citation = rule.name, "stopped", rule.citation
        found.append(
            Member(
                subject_id=pk,
                code=code,
                name=name,
                field=label_of("field", field),
                township=label_of("township", township),
                klass=label_of("supervision_class", klass),
                grade=label_of("credit_grade", grade),
                outcome=outcome,
                tone=tone,
                citation=citation,
            )
        )
    return found


def why_out_of_scope(terms: Terms, klass: str) -> str:
    """In words."""
    if klass and klass != terms.item_class:
        own, wanted = (label_of("supervision_class", one) for one in (klass, terms.item_class))
        return f"是{own}检查对象，本任务抽{wanted}"
    return "不符合抽取条件"
