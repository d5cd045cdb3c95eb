"""A document split into its numbered articles, and the check that every anchor stands in the article it
names.

Four ways of numbering are known, as the documents have them, and one may hold the next:

- 第四条, 一、, 附件 2 and dotted 5.1.2 begin an article: ``四``, ``一``, ``附件2``, ``5.1.2``;
- （五） within it: ``二(五)``;
- 3、 or 3. within either: ``七3``, ``五(二)1``;
- (7), a) or ① within any of them: ``七3(7)``, ``4.3 a)``.

A file that holds several documents is cut at their headings first; their articles then begin with the short
name: ``细则 四``. Text is compared without white space, since line breaks of scanned documents fall anywhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mingqian.law.errors import PackProblem
from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation

_NUMERAL: Final = "[一二三四五六七八九十百零]+"
_MARKS: Final = re.compile(r"^(?:[#*\s]+|-\s+)+")
_CHAPTER: Final = re.compile(rf"^(?:第({_NUMERAL})条|({_NUMERAL})、|附件\s*([0-9]+)(?![0-9.、：:])\s*$)")
_DOTTED: Final = re.compile(r"^([0-9]+(?:\.[0-9]+)+)\s+")
_SECTION: Final = re.compile(rf"^[（(]\s*({_NUMERAL})\s*[）)]")
_POINT: Final = re.compile(r"^([0-9]{1,2})[、.．](?![0-9])")
_ITEM: Final = re.compile(r"^(?:([a-z])\)|[（(]\s*([0-9]{1,2})\s*[）)])")
_BLANK: Final = re.compile(r"\s+")


def split_articles(text: str, parts: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Articles by number, without white space. ``parts`` are (short name, heading line) in the file's order.

    An article holds its heading, its paragraphs and whatever is numbered within it; a chapter that is
    divided into dotted articles only what comes before the first of them.
    """
    found: dict[str, list[str]] = {}
    for prefix, lines in _parts(text, parts):
        levels = ["", "", "", ""]
        for line in lines:
            stripped = _MARKS.sub("", line.strip())
            _enter(levels, stripped)
            for key in _keys(prefix, levels):
                found.setdefault(key, []).append(stripped)
    return {key: _BLANK.sub("", "".join(lines)) for key, lines in found.items()}


def _parts(text: str, parts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    lines = text.splitlines()
    if not parts:
        yield "", lines
        return
    headings = {_BLANK.sub("", heading): name for name, heading in parts}
    prefix, gathered = "", list[str]()
    for line in lines:
        name = headings.get(_BLANK.sub("", _MARKS.sub("", line.strip())))
        if name is not None:
            if prefix:
                yield prefix, gathered
            prefix, gathered = f"{name} ", []
        gathered.append(line)
    if prefix:
        yield prefix, gathered


def _enter(levels: list[str], line: str) -> None:
    """Where a line stands, once its own number is read."""
    if heading := _CHAPTER.match(line):
        chapter = heading[1] or heading[2] or f"附件{heading[3]}"
        levels[:] = [chapter, "", "", ""]
    elif dotted := _DOTTED.match(line):
        levels[:] = [dotted[1], "", "", ""]
    elif levels[0] and (section := _SECTION.match(line)):
        levels[1:] = [f"({section[1]})", "", ""]
    elif levels[0] and not levels[0][0].isdigit() and (point := _POINT.match(line)):
        levels[2:] = [point[1], ""]
    elif levels[0] and (item := _ITEM.match(line)):
        levels[3] = f" {item[1]})" if item[1] else f"({item[2]})"


def _keys(prefix: str, levels: Sequence[str]) -> Iterator[str]:
    """The article a line belongs to, and those that hold it."""
    key = ""
    for level in levels:
        if level:
            key += level
            yield prefix + key


def citations(pack: Pack) -> Mapping[str, Citation]:
    """Every citation of a pack by key: parameters, settings (``settings.name``) and ``pack.validity``.

    Several values of one key are told apart by ``#2`` and so on.
    """
    found: dict[str, Citation] = {"pack.validity": pack.validity.citation}
    for parameter in pack.parameters:
        key, number = parameter.key, 2
        while key in found:
            key, number = f"{parameter.key}#{number}", number + 1
        found[key] = parameter.citation
    found.update({f"settings.{one.key}": one.citation for one in pack.settings if one.citation is not None})
    return found


def check_anchors(pack: Pack, text: str) -> tuple[PackProblem, ...]:
    """Compares a pack with the text of its document: ``anchor.no_article`` and ``anchor.not_in_article``."""
    articles = split_articles(text, pack.parts)
    problems: list[PackProblem] = []
    for key, citation in citations(pack).items():
        file = key.partition(".")[0] + ".toml"
        body = articles.get(citation.article)
        if body is None:
            problems.append(PackProblem("anchor.no_article", file, None, key, citation.article))
        elif _BLANK.sub("", citation.anchor) not in body:
            problems.append(
                PackProblem("anchor.not_in_article", file, None, key, citation.article, citation.anchor)
            )
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class Anchored:
    """An anchor looked for in the article it names: the article's words around it.

    ``known``: there is such an article. ``hit`` is empty where its words do not stand in it; then ``before`` is the whole
    article, and ``elsewhere`` the innermost articles in which they do stand.
    """

    known: bool
    before: str
    hit: str
    after: str
    elsewhere: tuple[str, ...]

    @property
    def found(self) -> bool:
        """True when the words stand in the article."""
        return bool(self.hit)


def anchored(articles: Mapping[str, str], article: str, anchor: str) -> Anchored:
    """Looks for an anchor in an article of a document that was split."""
    body, words = articles.get(article), _BLANK.sub("", anchor)
    at = body.find(words) if body and words else -1
    if body is not None and at >= 0:
        return Anchored(True, body[:at], words, body[at + len(words) :], ())
    places = [number for number, text in articles.items() if words and words in text]
    innermost = [one for one in places if not any(other != one and other.startswith(one) for other in places)]
    return Anchored(body is not None, body or "", "", "", tuple(innermost))


def outermost(articles: Mapping[str, str]) -> tuple[str, ...]:
    """The articles that no other holds: what is numbered within them is shown with them."""
    return tuple(
        number
        for number in articles
        if not any(number != other and number.startswith((f"{other}(", f"{other} ")) for other in articles)
    )
