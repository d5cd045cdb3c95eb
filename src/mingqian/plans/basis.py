"""On which kind of text an item of the list rests: what no law, regulation or rule provides is not checked at all.

西平 方案 二(一)、细则 十一；高青 5.1.1；信阳 六.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mingqian.acts.refusal import Refused
from mingqian.law import Pack
from mingqian.plans.governing import Ruled, governing, governing_packs
from mingqian.plans.packs import cite
from mingqian.registers.models import Item

KEYS = ("scope.only_what_law_provides", "registers.item_basis")

NAMED = {
    "法律": ("法", "决定"),
    "法规": ("条例", "规定", "办法", "实施细则", "决定"),
    "规章": ("规定", "办法", "规则", "细则"),
}
"""By kind, how the titles of such texts end. 条例 is no rule's name; 规定 and 办法 may be either."""
_TITLE = re.compile(r"《([^《》]+)》")
_TAIL = re.compile(r"[（(][^（）()]*[）)]$|[（(].*$")
_VAGUE = re.compile("有关|相关|上级|其他")
_PLAIN = "(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,40}?(?:%s)(?=第|[（(]|$|[\\s；;，,。、])"


def rests_on(basis: str, kinds: Sequence[str]) -> bool:
    """Whether a basis names a text of one of these kinds, in its title marks or plainly (安全生产法第六十二条)."""
    endings = [one for kind in kinds for one in NAMED.get(kind, (kind,))]
    titles = [_TAIL.sub("", one.strip()) for one in _TITLE.findall(basis)]
    if any(title.endswith(ending) for title in titles for ending in endings):
        return True
    plain = _TITLE.sub(" ", basis)
    found = re.finditer(_PLAIN % "|".join(map(re.escape, endings)), plain)
    return any(not _VAGUE.search(one[0]) for one in found)


def asked(agency_id: int, own: Pack | None = None) -> tuple[tuple[str, ...], str]:
    """The kinds an agency's items may rest on and the articles that say so; nothing where no pack asks.

    `own`: the pack of a plan, which speaks for its lines before it binds.
    """
    ruled: list[Ruled] = list(governing(agency_id, *KEYS))
    kinds = [one.values for one in ruled if one.values]
    where = [one.where for one in ruled]
    if own is not None and own.id not in {one.id for one in governing_packs(agency_id)}:
        for one in own.parameters:
            if one.key in KEYS and not one.switched_off:
                kinds += [one.words()] if one.key == KEYS[1] else []
                where.append(cite(own, one.citation))
    if not where:
        return (), ""
    every = tuple(dict.fromkeys(word for words in kinds for word in words)) or tuple(NAMED)
    return every, "；".join(dict.fromkeys(where))


def without(items: Iterable[Item], kinds: Sequence[str]) -> list[Item]:
    """The items whose basis names no text of these kinds."""
    return [item for item in items if not rests_on(item.basis, kinds)]


def require_basis(items: Iterable[Item], agency_id: int, own: Pack | None = None) -> None:
    """Raises `Refused(plans.items_without_basis)` for items that rest on none of what the documents name."""
    kinds, where = asked(agency_id, own)
    lacking = without(items, kinds) if kinds else []
    if lacking:
        raise Refused(
            "plans.items_without_basis",
            field="item_ids",
            items="、".join(item.name for item in lacking[:5]),
            count=len(lacking),
            kinds="、".join(kinds),
            citation=where,
        )
