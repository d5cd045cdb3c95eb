"""What every page of this room needs."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.doors import actor_of
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused


def agency_of(request: HttpRequest) -> Agency:
    """The bureau of whoever asks. Raises `Refused` for somebody of none."""
    found = Agency.objects.filter(pk=actor_of(request).agency_id or 0).first()
    if found is None:
        raise Refused("complaints.not_yours")
    return found


def moment_of(request: HttpRequest, name: str) -> datetime:
    """A day and time of a form, in the bureau's time zone. Raises `Refused(complaints.bad_time)`."""
    try:
        read = datetime.fromisoformat(request.POST.get(name, "").strip())
    except ValueError as error:
        raise Refused("complaints.bad_time", field=name) from error
    if timezone.is_aware(read):
        raise Refused("complaints.bad_time", field=name)
    return timezone.make_aware(read)


def day_of(request: HttpRequest, name: str) -> date:
    """A day of a form. Raises `Refused(complaints.bad_day)`."""
    try:
        return date.fromisoformat(request.POST.get(name, "").strip())
    except ValueError as error:
        raise Refused("complaints.bad_day", field=name) from error


def number_of(text: str) -> int:
    """A row's number in a form; 0 for anything else."""
    return whole(text) or 0


def typed_moment(value: datetime) -> str:
    """A moment as a form of the browser takes it."""
    return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
