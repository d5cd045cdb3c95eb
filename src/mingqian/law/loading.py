"""Reading a pack from its files (TOML): everything wrong is found and named with file, line, key and article.

A pack is ``pack.toml`` and one file a theme. In a theme file every table is one value and the table's name
is its key: ``[general_minimum]`` in ``shares.toml`` is ``shares.general_minimum``; ``[[general_minimum]]``
gives several values for different dates. ``law/packs/README.md`` is the guide for authors.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeVar

from mingqian.law.errors import PackError, PackProblem
from mingqian.law.pack import Pack, Validity
from mingqian.law.parameters import Citation, Parameter, Setting, Value
from mingqian.law.vocabulary import (
    Applies,
    Bound,
    Direction,
    Event,
    Fact,
    FrequencyException,
    ItemClass,
    ResultName,
    Strength,
    Unit,
    Verified,
)

THEMES: Final = (
    *("bodies", "classes", "scope", "shares", "frequency", "registers", "plan", "draw", "teams"),
    *("checks", "results", "clocks", "publication", "complaints", "cross_region", "forms", "liability"),
)
"""The themes a pack may have, in the order they are shown."""

_CITATION: Final = ("article", "anchor", "reading")
_COMMON: Final = {
    *("value", "unit", "strength", "verified", "valid_from", "valid_until", "bound", "applies", "settled_by"),
    *_CITATION,
}
_HEAD: Final = {"id", "name", "short", "authority", "version", "status", "document", "validity"}
_EXTRA: Final[Mapping[str, frozenset[str]]] = {
    "clocks": frozenset({"event", "to", "direction"}),
    "results": frozenset({"position"}),
    "scope": frozenset({"position"}),
    "liability": frozenset({"position"}),
    "shares": frozenset({"fields"}),
}
_SETTING: Final = {"question", "options", "default", "silent", "strength", "verified", *_CITATION}
_PLACE: Final = re.compile(r'[ \t]*(?:\[+[ \t]*"?([^\s"\].\[]+)"?[ \t]*[\].]|"?([^\s"=]+)"?[ \t]*=)')
"""A line that opens a table, or gives a key its value."""
_SHARE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?|[0-9]{1,9}/[0-9]{1,9}")
_MOST: Final = 10**9
"""No number in a document is larger."""
_DAY_ZERO, _DAY_LAST = date.min, date.max
_Word = TypeVar("_Word", bound=StrEnum)


def load_pack(files: Mapping[str, str | bytes]) -> Pack:
    """Builds a pack from its files' names and contents (other endings than ``.toml`` are passed over).

    Raises PackError with every problem found: ``pack.missing``, ``pack.encoding``, ``pack.toml``,
    ``pack.theme``, ``pack.field_missing``, ``pack.field_unknown``, ``pack.field_type``,
    ``pack.no_citation``, ``pack.word`` (not one of the fixed words), ``pack.unit``, ``pack.dates``,
    ``pack.overlap``, ``pack.table``.
    """
    pack, problems = read_pack(files)
    if problems or pack is None:
        raise PackError(problems)
    return pack


def read_pack(files: Mapping[str, str | bytes]) -> tuple[Pack | None, tuple[PackProblem, ...]]:
    """What can be made of a pack's files (None: not even its head), and every problem found, as of :func:`load_pack`."""
    loader = _Loader(files)
    pack = loader.load()
    return pack, tuple(loader.problems)


def lines_of(text: str) -> dict[str, list[int]]:
    """The lines (from 1) on which a name opens a table or is given a value."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if place := _PLACE.match(line):
            found.setdefault(place[1] or place[2], []).append(number)
    return found


class _Loader:
    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.problems: list[PackProblem] = []
        self.occurrence = 0
        self.texts: dict[str, str] = {}
        self.tables: dict[str, dict[str, Any]] = {}
        self.lines: dict[str, dict[str, list[int]]] = {}
        for name in sorted(name for name in files if name.endswith(".toml")):
            self._parse(name, files[name])

    def load(self) -> Pack | None:
        head = self.tables.get("pack.toml")
        if head is None:
            if "pack.toml" not in self.texts:
                self._wrong("pack.missing", "pack.toml")
            return None
        return self._pack(head)

    def _parse(self, name: str, content: str | bytes) -> None:
        try:
            text = content.decode("utf-8") if isinstance(content, bytes) else content
        except UnicodeDecodeError:
            self._wrong("pack.encoding", name)
            return
        self.texts[name] = text
        try:
            self.tables[name] = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # Beside its own error the parser lets through a number of too many digits and nesting without end.
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1 if "at end of" in str(error) else None
            detail = (
                str(error) if isinstance(error, tomllib.TOMLDecodeError) else "数字太长，或者括号套得太深"
            )
            self.problems.append(PackProblem("pack.toml", name, line, detail=detail))

    def _line(self, file: str, key: str) -> int | None:
        """The line where a table begins (of several with one name, the one at hand), or a plain key stands."""
        if file not in self.lines:
            self.lines[file] = lines_of(self.texts.get(file, ""))
        places = self.lines[file].get(key)
        return places[min(self.occurrence, len(places) - 1)] if places else None

    def _wrong(self, code: str, file: str, key: str = "", article: object = "", detail: str = "") -> None:
        line = self._line(file, key.partition(".")[2] or key) if key else None
        self.problems.append(
            PackProblem(code, file, line, key, article if isinstance(article, str) else "", detail)
        )

    def _pack(self, head: dict[str, Any]) -> Pack | None:
        file = "pack.toml"
        for name in head.keys() - _HEAD:
            self._wrong("pack.field_unknown", file, name)
        words = {name: self._text(head, name, file, name) for name in ("id", "name", "authority", "version")}
        status = self._text(head, "status", file, "status")
        short = self._text(head, "short", file, "short") if "short" in head else ""
        if status not in ("", "draft", "checked"):
            self._wrong("pack.word", file, "status", detail=status)
        document = head.get("document")
        if not isinstance(document, dict):
            self._wrong("pack.field_missing", file, "document")
            return None
        title = self._text(document, "title", file, "document")
        seed, parts = document.get("seed", ""), document.get("parts", {})
        if not isinstance(seed, str):
            self._wrong("pack.field_type", file, "document", detail="seed")
        if not isinstance(parts, dict) or not all(isinstance(one, str) and one for one in parts.values()):
            self._wrong("pack.field_type", file, "document", detail="parts")
            return None
        number = document.get("number", "")
        if not isinstance(number, str):
            self._wrong("pack.field_type", file, "document", detail="number")
        validity = self._validity(head.get("validity"), words["id"], title)
        if validity is None:
            return None
        parameters = tuple(self._parameters(words["id"], title))
        settings = tuple(self._settings(words["id"], title))
        by_name = {setting.key: setting for setting in settings}
        self._unclassed(parameters, by_name)
        self._disputed(parameters, by_name)
        return Pack(
            **words, status=status, document=title, number=str(number), seed=str(seed),
            validity=validity, parameters=parameters, settings=settings, parts=tuple(parts.items()), short=short,
        )  # fmt: skip

    def _validity(self, table: object, pack: str, document: str) -> Validity | None:
        file = "pack.toml"
        if not isinstance(table, dict):
            self._wrong("pack.field_missing", file, "validity")
            return None
        for name in table.keys() - {"from", "until", "ask", "strength", "verified", *_CITATION}:
            self._wrong("pack.field_unknown", file, "validity", detail=name)
        ask = table.get("ask", False)
        start, end = self._day(table, "from", file, "validity"), self._day(table, "until", file, "validity")
        if not isinstance(ask, bool):
            self._wrong("pack.field_type", file, "validity", detail="ask")
        if (start is None) != bool(ask) or (start and end and end < start):
            self._wrong("pack.dates", file, "validity", table.get("article"))
        citation = self._citation(table, file, "validity", pack, document)
        return Validity(start, end, bool(ask), citation) if citation else None

    def _parameters(self, pack: str, document: str) -> Iterator[Parameter]:
        order = {f"{theme}.toml": theme for theme in THEMES}
        for file in sorted(self.tables.keys() - order.keys() - {"pack.toml", "settings.toml"}):
            self._wrong("pack.theme", file)
        for file, theme in order.items():
            for name, content in self.tables.get(file, {}).items():
                windows: list[tuple[date, date, Applies | None, str]] = []
                for self.occurrence, table in enumerate(content if isinstance(content, list) else [content]):
                    key = f"{theme}.{name}"
                    if not isinstance(table, dict):
                        self._wrong("pack.table", file, key)
                        continue
                    parameter = self._parameter(table, file, theme, key, pack, document)
                    if parameter is not None:
                        first, last = parameter.valid_from or _DAY_ZERO, parameter.valid_until or _DAY_LAST
                        applies, settled_by = parameter.applies, parameter.settled_by
                        if any(
                            first <= end
                            and start <= last
                            and applies is other
                            and not (settled_by and settled_by == by)
                            for start, end, other, by in windows
                        ):
                            self._wrong("pack.overlap", file, key, parameter.citation.article)
                        windows.append((first, last, applies, settled_by))
                        yield parameter

    def _parameter(
        self, table: dict[str, Any], file: str, theme: str, key: str, pack: str, document: str
    ) -> Parameter | None:
        article = table.get("article")
        for name in table.keys() - _COMMON - _EXTRA.get(theme, frozenset()):
            self._wrong("pack.field_unknown", file, key, article, name)
        citation = self._citation(table, file, key, pack, document)
        value = self._value(table, file, key)
        unit = self._word(Unit, table, "unit", file, key) if "unit" in table else None
        start, end = self._day(table, "valid_from", file, key), self._day(table, "valid_until", file, key)
        if start and end and end < start:
            self._wrong("pack.dates", file, key, article)
        event, to, direction = None, "", Direction.AFTER
        if theme == "clocks":
            event = self._word(Event, table, "event", file, key)
            to = self._text(table, "to", file, key)
            if "direction" in table:
                direction = self._word(Direction, table, "direction", file, key) or direction
            if unit not in (Unit.WORKDAYS, Unit.DAYS) or type(value) is not int or value < 0:
                self._wrong("pack.unit", file, key, article)
        self._fits(theme, key, value, unit, file, article)
        bound = self._word(Bound, table, "bound", file, key) if "bound" in table else None
        applies = self._word(Applies, table, "applies", file, key) if "applies" in table else None
        position, settled_by = table.get("position", ""), table.get("settled_by", "")
        for name, text in (("position", position), ("settled_by", settled_by)):
            if not isinstance(text, str):
                self._wrong("pack.field_type", file, key, article, name)
        fields = table.get("fields", [])
        if not isinstance(fields, list) or not all(isinstance(one, str) and one for one in fields):
            self._wrong("pack.field_type", file, key, article, "fields")
            return None
        if citation is None or value is None:
            return None
        return Parameter(
            key, value, citation, unit, start, end, event, to, direction, str(position), bound, applies,
            str(settled_by), tuple(fields),
        )  # fmt: skip

    def _fits(
        self, theme: str, key: str, value: Value | None, unit: Unit | None, file: str, article: object
    ) -> None:
        """Rules that hold for one theme or unit only."""
        name = key.partition(".")[2]
        if theme == "results" and name not in set(ResultName):
            self._wrong("pack.word", file, key, article, name)
        exception = name.removeprefix("exception_")
        if theme == "frequency" and exception != name and exception not in set(FrequencyException):
            self._wrong("pack.word", file, key, article, name)
        fact = name.removeprefix("fact_")
        if theme == "classes" and fact != name and fact not in set(Fact):
            self._wrong("pack.word", file, key, article, name)
        if unit in (Unit.PERCENT, Unit.SHARE):
            try:
                whole = 100 if unit is Unit.PERCENT else 1
                written = isinstance(value, int) or (isinstance(value, str) and _SHARE.fullmatch(value))
                fits = bool(written) and type(value) is not bool and 0 <= Fraction(value or 0) <= whole  # type: ignore[arg-type]
            except (ValueError, ZeroDivisionError):
                fits = False
            if not fits:
                self._wrong("pack.unit", file, key, article)
        elif unit is not None and (type(value) is not int or value < 0):
            self._wrong("pack.unit", file, key, article)

    def _settings(self, pack: str, document: str) -> Iterator[Setting]:
        file = "settings.toml"
        self.occurrence = 0
        for name, table in self.tables.get(file, {}).items():
            if not isinstance(table, dict):
                self._wrong("pack.table", file, name)
                continue
            for field in table.keys() - _SETTING:
                self._wrong("pack.field_unknown", file, name, table.get("article"), field)
            silent = table.get("silent", False)
            cited = "article" in table or "anchor" in table
            if type(silent) is not bool or silent == cited:
                self._wrong("pack.no_citation", file, name, table.get("article"), "silent")
                continue
            reading = self._text(table, "reading", file, name)
            citation = self._citation(table, file, name, pack, document) if cited else None
            options = table.get("options", {})
            default = table.get("default")
            if not isinstance(options, dict) or not all(isinstance(word, str) for word in options.values()):
                self._wrong("pack.field_type", file, name, table.get("article"), "options")
                continue
            if isinstance(default, bool) or not (default is None or isinstance(default, str | int)):
                self._wrong("pack.field_type", file, name, table.get("article"), "default")
            if options and default is not None and default not in options:
                self._wrong("pack.word", file, name, table.get("article"), str(default))
            question = self._text(table, "question", file, name)
            yield Setting(name, question, reading, tuple(options.items()), default, silent, citation)

    def _unclassed(self, parameters: tuple[Parameter, ...], settings: Mapping[str, Setting]) -> None:
        """Every field the document leaves without a class needs the question that settles it."""
        for parameter in parameters:
            if parameter.key.startswith("classes.unclassed_"):
                name = "class_of_" + parameter.key.removeprefix("classes.unclassed_")
                tokens = {token for token, _ in settings[name].options} if name in settings else set()
                if tokens != set(ItemClass):
                    self._wrong("pack.field_missing", "settings.toml", name, parameter.citation.article)

    def _disputed(self, parameters: tuple[Parameter, ...], settings: Mapping[str, Setting]) -> None:
        """Where a document says two things, the question that settles it stands among the settings."""
        for parameter in parameters:
            if parameter.settled_by and parameter.settled_by not in settings:
                file = parameter.key.partition(".")[0] + ".toml"
                article = parameter.citation.article
                self._wrong("pack.field_missing", file, parameter.key, article, parameter.settled_by)

    def _citation(
        self, table: dict[str, Any], file: str, key: str, pack: str, document: str
    ) -> Citation | None:
        article = table.get("article")
        missing = [
            name for name in _CITATION if not isinstance(table.get(name), str) or not table[name].strip()
        ]
        if missing:
            self._wrong("pack.no_citation", file, key, article, " ".join(missing))
            return None
        strength = self._word(Strength, table, "strength", file, key)
        verified = self._word(Verified, table, "verified", file, key)
        if strength is None or verified is None:
            return None
        return Citation(
            pack, document, table["article"], table["anchor"], table["reading"], strength, verified
        )

    def _value(self, table: dict[str, Any], file: str, key: str) -> Value | None:
        if "value" not in table:
            self._wrong("pack.field_missing", file, key, table.get("article"), "value")
            return None
        value = table["value"]
        if isinstance(value, list) and value and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        if isinstance(value, int) and abs(value) <= _MOST:
            return value
        if isinstance(value, str) and value:
            return value
        self._wrong("pack.field_type", file, key, table.get("article"), "value")
        return None

    def _text(self, table: dict[str, Any], name: str, file: str, key: str) -> str:
        value = table.get(name)
        if isinstance(value, str) and value.strip():
            return value
        code = "pack.field_missing" if value is None or value == "" else "pack.field_type"
        self._wrong(code, file, key, table.get("article"), name)
        return ""

    def _word(
        self, words: type[_Word], table: dict[str, Any], name: str, file: str, key: str
    ) -> _Word | None:
        value = table.get(name)
        if value is None:
            self._wrong("pack.field_missing", file, key, table.get("article"), name)
            return None
        try:
            return words(value)
        except ValueError:
            self._wrong("pack.word", file, key, table.get("article"), f"{name} {value}")
            return None

    def _day(self, table: dict[str, Any], name: str, file: str, key: str) -> date | None:
        value = table.get(name)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self._wrong("pack.field_type", file, key, table.get("article"), name)
            return None
        return value
