"""The left navigation, in the order of the work.

An entry names a page by its URL name. It is shown when that page exists and the present role may open it;
both are read from the page itself, so nothing is said twice.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, resolve, reverse

from mingqian.acts.actor import Actor


@dataclass(frozen=True)
class Entry:
    """One line of the navigation: title, icon, the page, and the lines under it."""

    title: str
    icon: str = ""
    page: str = ""
    children: tuple[Entry, ...] = ()


@dataclass
class Shown:
    """An entry as one person sees it on one page."""

    title: str
    icon: str
    url: str
    current: bool = False
    children: list[Shown] = field(default_factory=list)


NAVIGATION = (
    Entry("工作台", "desk", "staff:desk"),
    Entry(
        "一单两库",
        "folder",
        children=(
            Entry("抽查事项清单", page="registers:item_list"),
            Entry("检查对象", page="registers:subject_list"),
            Entry("执法人员", page="registers:inspector_list"),
            Entry("专家", page="registers:expert_list"),
            Entry("导入", page="registers:import_list"),
            Entry("按规则核对", page="plans:completeness"),
        ),
    ),
    Entry("计划", "calendar", "plans:plan_list"),
    Entry("抽查任务", "target", "plans:campaign_list"),
    Entry("摇号", "lot", "draws:draw_list"),
    Entry("检查", "clipboard", "inspections:inspection_list"),
    Entry("移送", "external", "inspections:referral_list"),
    Entry("后续处理", "wrench", "followups:overview"),
    Entry("跨区域执法", "target", "crossing:activity_list"),
    Entry("公示", "megaphone", "publicity:publication_list"),
    Entry("投诉举报", "phone", "complaints:complaint_list"),
    Entry("统计", "bars", "statistics:overview"),
    Entry(
        "规则",
        "scale",
        children=(
            Entry("规则包", page="plans:rule_list"),
            Entry("冲突", page="plans:collision_list"),
            Entry("组织机构与职责", page="bodies:overview"),
            Entry("权重表", page="plans:weight_list"),
            Entry("监管类别核对", page="plans:class_list"),
            Entry("案例", page="plans:case_list"),
            Entry("工作日", page="plans:workday_list"),
        ),
    ),
    Entry(
        "审计",
        "shield",
        children=(
            Entry("审计记录", page="audit:event_list"),
            Entry("核验", page="audit:verify"),
            Entry("履职情况", page="liability:campaign_list"),
        ),
    ),
    Entry(
        "设置",
        "settings",
        children=(
            Entry("机构与单位", page="accounts:agency_list"),
            Entry("人员", page="accounts:user_list"),
            Entry("角色", page="accounts:role_list"),
            Entry("样式", page="staff:style"),
        ),
    ),
)


@functools.cache
def page_address(name: str) -> tuple[str, tuple[str, ...]] | None:
    """(address, permissions any of which opens it) of a page without arguments; None if there is none."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    return address, tuple(str(p) for p in getattr(resolve(address).func, "permissions", ()))


def address_for(actor: Actor | None, name: str) -> str:
    """The page's address when it exists and the actor may open it; otherwise empty."""
    found = page_address(name)
    if found is None or actor is None:
        return ""
    address, permissions = found
    return address if any(actor.may(p) for p in permissions) else ""


def _shown(actor: Actor, entries: Iterable[Entry]) -> list[Shown]:
    result = []
    for entry in entries:
        children = _shown(actor, entry.children)
        url = address_for(actor, entry.page) if entry.page else ""
        if url or children:
            result.append(Shown(entry.title, entry.icon, url, children=children))
    return result


def _leaves(entries: Iterable[Shown]) -> Iterable[Shown]:
    for entry in entries:
        if entry.url:
            yield entry
        yield from _leaves(entry.children)


def navigation(actor: Actor | None, path: str) -> list[Shown]:
    """What the actor may open; the entry whose address is the longest beginning of `path` is current."""
    if actor is None:
        return []
    shown = _shown(actor, NAVIGATION)
    here = [leaf for leaf in _leaves(shown) if path.startswith(leaf.url)]
    if here:
        max(here, key=lambda leaf: len(leaf.url)).current = True
    return shown


PORTAL = (
    ("抽查结果", "portal:result_list"),
    ("摇号公开", "portal:draw_list"),
    ("抽查计划", "portal:plan_list"),
    ("任务公告", "portal:notice_list"),
    ("行政处罚", "portal:penalty_list"),
    ("抽查通报", "portal:report_list"),
    ("事项清单", "portal:item_list"),
    ("怎样核对", "portal:how_to_check"),
    ("投诉举报", "portal:complain"),
)
"""The public pages in the head of the portal: shown once they exist."""


def portal_navigation(path: str) -> list[Shown]:
    """The public pages that exist, the present one marked."""
    shown = []
    for title, name in PORTAL:
        found = page_address(name)
        if found is not None:
            shown.append(Shown(title, "", found[0], current=path.startswith(found[0])))
    return shown
