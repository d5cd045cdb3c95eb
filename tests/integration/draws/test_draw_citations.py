"""The reason somebody may not sit on a team stands beside the article of the bureau's own document."""

from __future__ import annotations

from datetime import date

import pytest

from mingqian.draws.eligibility import EXPIRED, NOT_LEAD, OUT_OF_AREA, RECUSED, UNCERTIFIED, citations
from mingqian.plans import packs

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("pack", "reason", "article"),
    [
        ("gaoqing", UNCERTIFIED, "高青 7.3"),
        ("gaoqing", NOT_LEAD, "高青 8.2"),
        ("xinyang", RECUSED, "信阳 十五"),
        ("xinyang", OUT_OF_AREA, "名录库登记的执法区域"),
        ("weidong", NOT_LEAD, "卫东 六1"),
    ],
)
def test_each_document_is_cited_with_its_own_article(pack: str, reason: str, article: str) -> None:
    assert citations(packs.load(pack), ON)[reason] == article


def test_where_the_document_is_silent_the_national_rules_speak() -> None:
    national = packs.load(packs.NATIONAL)
    assert citations(packs.load("hebi"), ON)[EXPIRED].startswith(packs.short_name(national))
    assert NOT_LEAD not in citations(packs.load("hebi"), ON)
