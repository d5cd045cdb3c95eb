"""The 13 fields of industry of the 高青 guide (3.2) guessed from a GB/T 4754 code, a name and a business scope.

Real registers carry no such column. The mapping is ours, named and versioned (:data:`MAPPING`),
``data/fields.tsv``: ordered keyword rules, no statistics. Codes 30 to 40 and 43 follow 应急厅〔2019〕17号 as far
as it was read second-hand; the rest is our reading. A guess says why, and None is an answer: such subjects
are counted, not hidden.

How one guess is made, the first that answers wins:

1. ``first``: fireworks named in name or scope, phrases such as 不含烟花爆竹 taken out before.
2. ``code``: the longest prefix of the code listed; codes of trade give way to hazardous chemicals named.
3. ``first``: hazardous chemicals named in name or scope, likewise.
4. ``name``: the last word of the name that the table knows, since the last noun says what a company is. A
   product word (机械, 服饰) counts only when the scope makes something or says nothing; when the scope only
   sells, it is 商贸 (``sells``).
5. ``scope``: the first clause of the scope: a making word and a product; ``sells``: a selling word and no
   service before it.
"""

import re
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

MAPPING: Final = "高青指引行业领域对照表"
"""The mapping's name, shown wherever a guess is used together with :func:`mapping_version`."""


class Field(StrEnum):
    """The fields of the 高青 guide, 3.2, as the document spells them."""

    NON_COAL_MINES = "非煤矿山"
    CHEMICALS = "化工"
    MEDICINE = "医药"
    HAZARDOUS_CHEMICALS = "危险化学品"
    FIREWORKS = "烟花爆竹"
    METALLURGY = "冶金"
    NON_FERROUS = "有色"
    BUILDING_MATERIALS = "建材"
    MACHINERY = "机械"
    LIGHT_INDUSTRY = "轻工"
    TEXTILES = "纺织"
    TOBACCO = "烟草"
    COMMERCE = "商贸"


class Guess(NamedTuple):
    """The field or None, and why: the step that answered (``first``, ``code``, ``name``, ``scope``,
    ``sells``, ``nothing``) and the word or code it saw. None with a word: known to lie outside the guide.
    """

    field: Field | None
    why: str
    matched: str


# Fields a name alone decides; for the others a company that only sells is 商贸, whatever its name says.
_BY_NAME: Final = frozenset({None, Field.COMMERCE, Field.TOBACCO, Field.HAZARDOUS_CHEMICALS})
# （不含危险化学品）, (以上二项不含…), 危险化学品除外, 除危险化学品外: what is named only to be left out
_LEFT_OUT: Final = re.compile(
    "[(（][^()（）]*(?:不含|不包括|不得|除外|严禁|禁止|国家限制)[^()（）]*[)）]"
    "|(?:不含|不包括|不属于|不得经营|不经营|不从事|除|严禁|禁止)[^，。；;）)]{0,30}(?:化学品|爆竹|危化品|爆炸物品)"
    "|(?:易燃易爆|危险化学品|危化品|烟花爆竹)[^，。；;）)]{0,20}除外"
)
_CLAUSE_END: Final = re.compile("[；;。]")
_CODE: Final = re.compile("[A-T]?([0-9]{2,4})")


class _Words:
    """Words with what they mean, found from left to right, the longest at each place."""

    def __init__(self) -> None:
        self._meaning: dict[str, Field | None] = {}
        self._starts: dict[str, list[str]] = {}

    def add(self, words: list[str], meaning: Field | None) -> None:
        for word in words:
            self._meaning[word] = meaning
            bucket = self._starts.setdefault(word[:2], [])
            bucket.append(word)
            bucket.sort(key=len, reverse=True)

    def last(self, text: str) -> tuple[str, Field | None] | None:
        """The last word standing in ``text`` and its meaning."""
        starts, found, place, end = self._starts, "", 0, len(text) - 1
        while place < end:
            for word in starts.get(text[place : place + 2], ()):
                if text.startswith(word, place):
                    found = word
                    place += len(word) - 1
                    break
            place += 1
        return (found, self._meaning[found]) if found else None

    def pattern(self) -> re.Pattern[str]:
        """An expression that finds the leftmost word, the longest there."""
        return re.compile("|".join(sorted(map(re.escape, self._meaning), key=len, reverse=True)))


class _Table(NamedTuple):
    version: str
    codes: dict[str, Field | None]
    fireworks: re.Pattern[str]
    hazardous: re.Pattern[str]
    names: _Words
    products: _Words
    make: re.Pattern[str]
    sell: re.Pattern[str]
    service: re.Pattern[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    text = (files("mingqian.codes") / "data" / "fields.tsv").read_text(encoding="utf-8")
    version, codes = "", dict[str, Field | None]()
    kinds = ("fireworks", "hazardous", "name", "product", "make", "sell", "service")
    words = {kind: _Words() for kind in kinds}
    for line in text.splitlines():
        kind, name, *rest = line.split("\t")
        if kind == "version":
            version = name
            continue
        field = Field(name) if name not in ("", "-") else None
        listed = rest[0].split(" ")
        if kind == "code":
            codes.update(dict.fromkeys(listed, field))
        elif kind == "first":
            words["fireworks" if field is Field.FIREWORKS else "hazardous"].add(listed, field)
        else:
            words[kind].add(listed, field)
        if kind == "name" and (field not in _BY_NAME or field is Field.HAZARDOUS_CHEMICALS):
            words["product"].add(listed, field)
    return _Table(
        version,
        codes,
        words["fireworks"].pattern(),
        words["hazardous"].pattern(),
        words["name"],
        words["product"],
        words["make"].pattern(),
        words["sell"].pattern(),
        words["service"].pattern(),
    )


def mapping_version() -> str:
    """The version of the table, to be kept with every guess that was used."""
    return _table().version


def guess_field(industry_code: str, name: str, scope: str) -> Guess:
    """Guesses the field of one subject; any of the three may be empty. See the module for the order of rules.

    ``industry_code``: GB/T 4754—2017, with or without its letter; anything else is passed over.
    """
    table = _table()
    named = name + "；" + scope
    hazardous = table.hazardous.search(named)
    if hazardous or table.fireworks.search(named):
        named = _LEFT_OUT.sub("", named)
        if fireworks := table.fireworks.search(named):
            return Guess(Field.FIREWORKS, "first", fireworks[0])
        hazardous = table.hazardous.search(named)
    if industry_code:
        by_code = _by_code(table, industry_code)
        if by_code is not None:
            if hazardous and by_code.field is Field.COMMERCE:
                return Guess(Field.HAZARDOUS_CHEMICALS, "first", hazardous[0])
            return by_code
    if hazardous:
        return Guess(Field.HAZARDOUS_CHEMICALS, "first", hazardous[0])
    return _by_words(table, name, _CLAUSE_END.split(scope, 1)[0])


def _by_code(table: _Table, industry_code: str) -> Guess | None:
    match = _CODE.fullmatch(industry_code.strip().upper())
    if match is None:
        return None
    digits = match[1]
    for length in range(len(digits), 1, -1):
        prefix = digits[:length]
        if prefix in table.codes:
            return Guess(table.codes[prefix], "code", prefix)
    return Guess(None, "code", digits)


def _by_words(table: _Table, name: str, clause: str) -> Guess:
    # In 某药业有限公司某门市部 the branch says what it is when its own words decide alone; else the company does.
    head, _, branch = name.partition("公司")
    known = table.names.last(branch) if branch else None
    if known is None or known[1] not in _BY_NAME:
        known = table.names.last(head) or known
    if "不含" in clause:
        clause = _LEFT_OUT.sub("", clause)
    makes = table.make.search(clause)
    if known is not None:
        word, field = known
        if field in _BY_NAME:
            return Guess(field, "name", word)
        if clause and not makes and (sells := table.sell.search(clause)):
            return Guess(Field.COMMERCE, "sells", sells[0])
        return Guess(field, "name", word)
    if makes:
        product = table.products.last(clause)
        return Guess(product[1], "scope", product[0]) if product else Guess(None, "nothing", makes[0])
    sells = table.sell.search(clause)
    if sells:
        service = table.service.search(clause, 0, sells.start())
        if service is None:
            return Guess(Field.COMMERCE, "sells", sells[0])
        return Guess(None, "scope", service[0])
    return Guess(None, "nothing", "")
