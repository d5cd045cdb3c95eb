"""The trades of the county: what its subjects do, how many do it, and what they are called."""

from mingqian.demo.trades.commerce import COMMERCE
from mingqian.demo.trades.hazardous import HAZARDOUS
from mingqian.demo.trades.light import LIGHT, TEXTILE
from mingqian.demo.trades.machinery import BUILDING_MATERIALS, MACHINERY
from mingqian.demo.trades.trade import FIELDS, KEY_ITEM_FIELDS, Trade

TRADES: tuple[Trade, ...] = (*HAZARDOUS, *BUILDING_MATERIALS, *MACHINERY, *LIGHT, *TEXTILE, *COMMERCE)

__all__ = ["FIELDS", "KEY_ITEM_FIELDS", "TRADES", "Trade"]
