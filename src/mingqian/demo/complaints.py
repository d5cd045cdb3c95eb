"""What people say in the demonstration county: made up, of nobody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One complaint: how it came, where it is about, what was said, how many days ago, whether somebody gave a name."""

    way: str
    content: str
    days_ago: int
    named: bool


COMPLAINTS = (
    Said("来电", "夜里十点以后还在生产，车间里没有通风，味道很大。", 12, True),
    Said("来信", "新来的工人没有培训就上岗操作冲床，防护罩拆掉了。", 9, False),
    Said("来访", "仓库门口堆满了货，消防通道走不过去，反映过没有人管。", 5, True),
    Said("来电", "厂房后面私自拉电线，电箱没有门。", 2, False),
    Said("来电", "同一家厂，夜里又在生产，和上次反映的一样。", 1, True),
)
"""The first and the last are about one enterprise."""
