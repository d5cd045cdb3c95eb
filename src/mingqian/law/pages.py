"""The lines of a printed document's pages put together again as its text.

A page is lines from top to bottom as they were printed. What stands on page after page at the head or the foot is not
the document's text, nor are page numbers; and a sentence that ran on to the next line, or the next page, is one line
again: else a number that happens to begin a line (“按照 / 第四条的规定”) would be taken for an article.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

EDGE: Final = 2
"""Lines at the head and at the foot of a page among which running lines are looked for."""
_NUMBER: Final = re.compile(
    r"^(?:[\-—–－·~]+\s*(?:第\s*)?[0-9０-９]{1,4}\s*页?\s*[\-—–－·~]+|第\s*[0-9０-９]{1,4}\s*页.{0,12}"
    r"|[0-9０-９]{1,4}\s*[/／]\s*[0-9０-９]{1,4})$"
)
"""A page number that says it is one: — 3 —, 第 3 页 共 9 页, 3/9."""
_BARE: Final = re.compile(r"^[0-9０-９]{1,4}$")
_DIGITS: Final = re.compile(r"[0-9０-９]+")
_NUMERAL: Final = "[一二三四五六七八九十百零]+"
_BEGINS: Final = re.compile(
    rf"^(?:#|附件|{_NUMERAL}、|第{_NUMERAL}[章条](?![的第款项规、，。；和及或至之中）)])"
    rf"|[（(]{_NUMERAL}[）)](?![项款目、，。；和及或至]))"
)
"""A line that begins something, unless what follows shows that it is spoken of: 第四条的规定, （五）项."""
_ENDS: Final = tuple("。；：！？;:!?”）)》")
_FULL: Final = 0.86
"""How much of the usual width a line fills that runs on."""
_NARROW: Final = 24
"""Columns, two a Chinese character: what is never wider is a table or a list."""


def text_of_pages(pages: Sequence[Sequence[str]]) -> str:
    """The document's text, a paragraph a line; empty when no page has a word."""
    cleaned = [[line for line in (" ".join(one.split()) for one in page) if line] for page in pages]
    running, offset = _running(cleaned), _offset(cleaned)
    lines = [
        line
        for number, page in enumerate(cleaned)
        for line in _body(page, running, "" if offset is None else str(number + offset))
    ]
    width = _usual_width(lines)
    return "\n".join(_joined(lines, width))


def _edges(page: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines at head and foot with their places, each once."""
    places = dict.fromkeys([*range(min(EDGE, len(page))), *range(max(0, len(page) - EDGE), len(page))])
    yield from ((place, page[place]) for place in places)


def _alike(line: str) -> str:
    """A line without what changes from page to page."""
    return _DIGITS.sub("#", line).replace(" ", "")


def _running(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Lines that stand at head or foot of more than half the pages, and of two at least."""
    counts = Counter(alike for page in pages for alike in {_alike(line) for _, line in _edges(page)})
    filled = sum(1 for page in pages if page)
    return frozenset(line for line, count in counts.items() if count >= 2 and count * 2 > filled)


def _offset(pages: Sequence[Sequence[str]]) -> int | None:
    """What bare page numbers are ahead of the place of their page; None where nothing counts along with the pages.

    A number alone on a line may as well be the last of a table.
    """
    counts = Counter(
        int(line) - number
        for number, page in enumerate(pages)
        for _, line in _edges(page)
        if _BARE.match(line)
    )
    ((offset, count),) = counts.most_common(1) or [(0, 0)]
    return offset if count >= 2 else None


def _body(page: Sequence[str], running: frozenset[str], own_number: str) -> Iterator[str]:
    edges = dict(_edges(page))
    for place, line in enumerate(page):
        bare = _BARE.match(line)
        is_number = str(int(line)) == own_number if bare else bool(_NUMBER.match(line))
        is_running = not bare and _alike(line) in running
        if place not in edges or not (is_number or is_running):
            yield line


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


def _usual_width(lines: Sequence[str]) -> int:
    """The width full lines have: that of the longest tenth."""
    widths = sorted(map(_width, lines))
    return widths[int(len(widths) * 0.9)] if widths else 0


def _joined(lines: Sequence[str], width: int) -> Iterator[str]:
    """Lines that run on put together: a full line without an end of a sentence goes on in the next."""
    held, last = "", 0
    for line in lines:
        runs_on = (
            held
            and width >= _NARROW
            and last >= width * _FULL
            and not (held.endswith(_ENDS) or _BEGINS.match(line))
        )
        if runs_on:
            blank = " " if held[-1].isascii() and line[0].isascii() and held[-1].isalnum() else ""
            held += blank + line
        else:
            if held:
                yield held
            held = line
        last = _width(line)
    if held:
        yield held
