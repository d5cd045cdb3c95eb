"""An article beside a rule: what “高青 5.1.2” says, found from the words that stand on the page.

Pages, sealed rows and published snapshots keep a citation as words. Here the words are found again in the packs: our
reading, the anchor, and where the bureau attached its document the article itself.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingqian.law import Citation, Pack, citations
from mingqian.law.wording import short_name
from mingqian.plans import packs, rulebook
from mingqian.plans.models import AttachedDocument

MOST = 4
"""Readings shown of one article."""


@dataclass(frozen=True)
class Cited:
    """One article as it stands on a page: `words` whole, and what is known of it (`readings` empty: nothing)."""

    words: str
    document: str
    article: str
    readings: tuple[Citation, ...]
    text: str


def _pack_named(words: str) -> tuple[Pack, str] | None:
    # What came with the program first: most words name it, and the database is not asked.
    for known in (packs.shipped, packs.available):
        for pack in known():
            for name in (short_name(pack), pack.name):
                if words.startswith(f"{name} "):
                    return pack, words[len(name) :].strip()
    return None


def _readings(pack: Pack, article: str) -> tuple[Citation, ...]:
    """What the pack reads in an article, its sub-items where the article itself carries nothing."""
    every = [
        pack.validity.citation,
        *(one.citation for one in pack.parameters),
        *(one.citation for one in pack.settings if one.citation),
    ]
    found = [one for one in every if one.article == article]
    if not found:
        found = [one for one in every if one.article.startswith((f"{article} ", f"{article}("))]
    return tuple({(one.anchor, one.reading): one for one in found}.values())[:MOST]


def cited(words: str, agency_id: int | None = None) -> Iterator[Cited]:
    """Every article the words name, several parted by “；”; the text from the agency's own attached document."""
    for part in filter(None, (one.strip() for one in words.split("；"))):
        found = _pack_named(part)
        if found is None:
            yield Cited(part, "", "", (), "")
            continue
        pack, article = found
        if agency_id is not None:
            binding = packs.binding_of(agency_id, pack.id)
            pack = packs.load(pack.id, binding.pack_digest) if binding else pack
        yield Cited(part, pack.document, article, _readings(pack, article), text_of(pack, article, agency_id))


_IN_BRACKETS = re.compile(r"[（(][^（()）]{2,24} [^()（）]{1,20}")
"""Where a sentence may cite what no shipped pack knows: （本局 四）."""


@functools.lru_cache(maxsize=8)
def _phrases(known: tuple[Pack, ...]) -> re.Pattern[str]:
    """Every citation of these packs as it stands in a sentence; never a part of a longer number."""
    found = {
        f"{name} {citation.article}"
        for pack in known
        for name in (short_name(pack), pack.name)
        for citation in citations(pack).values()
    }
    longest = "|".join(re.escape(one) for one in sorted(found, key=len, reverse=True))
    return re.compile(rf"(?:{longest})(?![.．]?[0-9]|[一二三四五六七八九十百]|[(（][一二三四五六七八九十])")


def in_sentence(words: str) -> Iterator[tuple[str, bool]]:
    """A sentence in pieces, each with whether it is a citation some pack knows: 不得低于 5%（ | 高青 5.1.2 | ）。"""
    pattern = _phrases(tuple(packs.shipped()))
    if not pattern.search(words):
        if not _IN_BRACKETS.search(words):
            yield words, False
            return
        pattern = _phrases(tuple(packs.available()))
    at = 0
    for found in pattern.finditer(words):
        if found.start() > at:
            yield words[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(words):
        yield words[at:], False


def text_of(pack: Pack, article: str, agency_id: int | None) -> str:
    """The words of an article in the newest document the agency attached; empty where there is none."""
    if agency_id is None:
        return ""
    document = AttachedDocument.objects.filter(agency_id=agency_id, pack_id=pack.id).order_by("-id").first()
    if document is None:
        return ""
    articles = rulebook.articles_of(document, pack)
    return rulebook.in_lines(articles.get(article) or articles.get(article.split(" ")[0], ""))
