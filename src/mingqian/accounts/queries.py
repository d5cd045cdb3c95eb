"""What the accounts pages read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mingqian.accounts.models import Agency, RoleGrant, User

PAGE = 50


def host_agency() -> Agency | None:
    """The agency whose installation this is, whose name the public and whoever has not signed in reads.

    The one `MINGQIAN_AGENCY` names by its code; without it the first that was opened and is in use.
    """
    rows = Agency.objects.filter(active=True).order_by("id")
    named = rows.filter(code=settings.HOST_AGENCY).first() if settings.HOST_AGENCY else None
    return named or rows.first()


def people(
    *, words: str = "", agency_id: int | None = None, role: str = "", state: str = "", after: int = 0
) -> tuple[list[User], int]:
    """One page of people after an id, by id, and how many there are in all; `state` is `open|closed|none`."""
    found: QuerySet[User] = User.objects.all()
    if words:
        found = found.filter(Q(name__contains=words) | Q(username__contains=words))
    if agency_id:
        found = found.filter(agency_id=agency_id)
    if role:
        found = found.filter(grants__role=role, grants__withdrawn_at=None)
    if state in {"open", "closed"}:
        found = found.filter(is_active=state == "open")
    elif state == "none":
        found = found.exclude(
            pk__in=RoleGrant.objects.filter(withdrawn_at=None).values_list("user_id", flat=True)
        )
    page = list(found.filter(pk__gt=after).select_related("agency", "unit").order_by("pk")[: PAGE + 1])
    return page, found.count()


def roles_of(users: Iterable[User]) -> dict[int, list[str]]:
    """Role codes held now, by user id, in one query."""
    held: dict[int, list[str]] = {}
    grants = RoleGrant.objects.filter(withdrawn_at=None, user__in=list(users)).order_by("id")
    for user_id, role in grants.values_list("user_id", "role"):
        held.setdefault(user_id, []).append(role)
    return held


def holders() -> dict[str, int]:
    """How many people with an open account hold each role."""
    rows = (
        RoleGrant.objects.filter(withdrawn_at=None, user__is_active=True)
        .values("role")
        .annotate(n=Count("id"))
    )
    return {row["role"]: row["n"] for row in rows}


def agencies() -> QuerySet[Agency]:
    """Every agency with the numbers of its open units and accounts."""
    return Agency.objects.annotate(
        unit_count=Count("units", filter=Q(units__active=True), distinct=True),
        people_count=Count("user", filter=Q(user__is_active=True), distinct=True),
    ).order_by("id")


def locked_usernames() -> set[str]:
    """Account names that are locked from some address now."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return set(
        AccessAttempt.objects.filter(
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since
        ).values_list("username", flat=True)
    )
