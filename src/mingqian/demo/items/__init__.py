"""The item list (抽查事项清单): 54 items of the emergency bureau, 10 of the market bureau for joint checks.

Articles are named where they were read in the text of the law; else the document stands alone.
The wording is our own.
"""

from mingqian.demo.items.general import GENERAL
from mingqian.demo.items.item import Item
from mingqian.demo.items.market import MARKET_ITEMS
from mingqian.demo.items.special import SPECIAL

ITEMS: tuple[Item, ...] = (*GENERAL, *SPECIAL, *MARKET_ITEMS)

__all__ = ["GENERAL", "ITEMS", "MARKET_ITEMS", "SPECIAL", "Item"]
