"""What a trade is."""

from dataclasses import dataclass

FIELDS: tuple[str, ...] = (
    "非煤矿山", "化工", "医药", "危险化学品", "烟花爆竹", "冶金", "有色",
    "建材", "机械", "轻工", "纺织", "烟草", "商贸",
)  # fmt: skip
"""The 13 fields of the 高青 guide, 3.2."""

KEY_ITEM_FIELDS: tuple[str, ...] = ("危险化学品", "非煤矿山", "烟花爆竹", "冶金", "有色")
"""The fields of 重点检查事项 (高青 guide, 5.1.2)."""


@dataclass(frozen=True)
class Trade:
    """One trade.

    `code`: class of GB/T 4754—2017. `count`: how many subjects. `nouns`, `works`, `shops`, `coops`:
    what follows the 字号 in the name of a company, of an old works (…厂), of an 个体工商户 and of a
    农民专业合作社. `mix`: weights of enterprises (works among them), individuals and cooperatives.
    `key`: why its subjects are 重点, for `key_percent` of them. `licence`: name and number pattern of
    the licence they need, `{year}` and `{number}` to be filled in. `pattern`: `station` for petrol stations,
    `fixed` where `nouns` are whole names.
    """

    field: str
    code: str
    count: int
    nouns: tuple[str, ...]
    scope: tuple[str, ...]
    works: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    coops: tuple[str, ...] = ()
    mix: tuple[int, int, int] = (1, 0, 0)
    key: str = ""
    key_percent: int = 0
    licence: tuple[str, str] | None = None
    pattern: str = ""


def trade(
    field: str,
    code: str,
    count: int,
    nouns: str,
    scope: str,
    *,
    works: str = "",
    shops: str = "",
    coops: str = "",
    mix: tuple[int, int, int] = (1, 0, 0),
    key: tuple[str, int] = ("", 0),
    licence: tuple[str, str] | None = None,
    pattern: str = "",
) -> Trade:
    """Build a trade from words separated by blanks and scopes separated by `|`."""
    return Trade(
        field=field,
        code=code,
        count=count,
        nouns=tuple(nouns.split()),
        scope=tuple(scope.split("|")),
        works=tuple(works.split()),
        shops=tuple(shops.split()),
        coops=tuple(coops.split()),
        mix=mix,
        key=key[0],
        key_percent=key[1],
        licence=licence,
        pattern=pattern,
    )
