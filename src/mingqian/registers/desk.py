"""What waits for the registrar, and what the search box finds in the registers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import SEARCH_LIMIT, DeskLine, Found, register_desk, register_search
from mingqian.registers.entries.people import SOON_DAYS
from mingqian.registers.queries.keyset import Sort
from mingqian.registers.queries.parts import NARROW
from mingqian.registers.queries.scope import (
    visible_experts,
    visible_inspectors,
    visible_items,
    visible_subjects,
)
from mingqian.registers.queries.searching import plain_parts, subject_parts
from mingqian.registers.queries.walking import listing

WAITS_FOR = "名录管理员"


@register_desk
def pending_jurisdictions(actor: Actor) -> Iterator[DeskLine]:
    """Subjects nobody is stated to be responsible for."""
    if not actor.may(Permission.SUBJECTS_EDIT) or actor.agency_id is None:
        return
    count = visible_subjects(actor).filter(pending_jurisdiction=True)[: NARROW + 1].count()
    if count:
        many = f"{NARROW:,} 以上" if count > NARROW else f"{count:,}"
        yield DeskLine(f"确定管辖单位：{many} 户待定", "", reverse("registers:subject_pending"), WAITS_FOR)


@register_desk
def ending_certificates(actor: Actor) -> Iterator[DeskLine]:
    """Certificates that have ended or end soon, of people who can be drawn."""
    if not actor.may(Permission.INSPECTORS_EDIT):
        return
    today = timezone.localdate()
    people = visible_inspectors(actor).filter(certified=True, retired_at=None)
    url = reverse("registers:inspector_list")
    until = "certificate_valid_until"
    late = people.filter(**{f"{until}__lt": today}).aggregate(count=Count("pk"), first=Min(until))
    if late["count"]:
        what = f"更新执法证：{late['count']} 人已过期"
        yield DeskLine(what, "", f"{url}?certificate=expired&sort=until", WAITS_FOR, late["first"])
    soon = people.filter(**{f"{until}__range": (today, today + timedelta(days=SOON_DAYS))})
    near = soon.aggregate(count=Count("pk"), first=Min(until))
    if near["count"]:
        what = f"换发执法证：{near['count']} 人 {SOON_DAYS} 天内到期"
        yield DeskLine(what, "", f"{url}?certificate=soon&sort=until", WAITS_FOR, near["first"])


@register_search
def find_subjects(actor: Actor, words: str) -> Iterator[Found]:
    """Subjects by name, code, people or licence."""
    if not actor.may(Permission.SUBJECTS_READ):
        return
    parts = subject_parts(words, actor.agency_id)
    if not parts:
        return
    rows = visible_subjects(actor).defer("phone", "id_number", "original", "scope")
    sort = Sort("updated", "updated_at")
    page = listing(
        rows,
        parts,
        sort,
        descending=True,
        size=SEARCH_LIMIT - 1,
        large_of=actor.agency_id,
    )
    for row in page.rows:
        note = "自然人" if row.code_kind == "person" else row.code
        yield Found("检查对象", row.name, note, reverse("registers:subject_open", args=[row.pk]))
    if page.older is not None:
        url = reverse("registers:subject_list") + "?" + urlencode({"q": words})
        yield Found("检查对象", "更多……", "在名录中查看", url)


@register_search
def find_people(actor: Actor, words: str) -> Iterator[Found]:
    """Inspectors and experts by name, certificate number, unit or employer."""
    if actor.may(Permission.INSPECTORS_READ):
        people = visible_inspectors(actor).select_related("unit")
        for part in plain_parts(words, ("name", "certificate_number", "unit__name")):
            people = people.filter(part.test)
        for row in people.order_by("retired_at", "name", "id")[:SEARCH_LIMIT]:
            note = row.unit.name if row.unit else row.certificate_number
            yield Found("执法人员", row.name, note, reverse("registers:inspector_open", args=[row.pk]))


@register_search
def find_experts(actor: Actor, words: str) -> Iterator[Found]:
    """Experts by name or employer."""
    if actor.may(Permission.EXPERTS_READ):
        experts = visible_experts(actor)
        for part in plain_parts(words, ("name", "employer")):
            experts = experts.filter(part.test)
        for row in experts.order_by("name", "id")[:SEARCH_LIMIT]:
            yield Found("专家", row.name, row.employer, reverse("registers:expert_open", args=[row.pk]))


@register_search
def find_items(actor: Actor, words: str) -> Iterator[Found]:
    """Items by code or name."""
    if actor.may(Permission.ITEMS_READ):
        items = visible_items(actor)
        for part in plain_parts(words, ("code", "name")):
            items = items.filter(part.test)
        for row in items.order_by("code", "id")[:SEARCH_LIMIT]:
            yield Found("抽查事项", row.name, row.code, reverse("registers:item_open", args=[row.pk]))
