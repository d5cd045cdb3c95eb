"""The public pages bear the name of the agency whose installation it is, whoever happens to be signed in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingqian.accounts.actions import create_agency
from mingqian.accounts.current import system_actor
from mingqian.accounts.models import Agency


@pytest.fixture
def guest(agency: Any) -> Any:
    return create_agency(
        by=system_actor(), code="T02", name="联合市场监督管理局", short_name="联市监", level="county",
        region_code="370322",
    )  # fmt: skip


def text(client: Client, name: str) -> str:
    return client.get(reverse(name)).content.decode()


def test_a_guest_agencys_clerk_sees_the_hosts_name_on_the_portal(
    agency: Any, guest: Any, make_user: Any, signed_in: Any
) -> None:
    client = signed_in(make_user("planner", agency=guest, unit=None), "planner")
    for page in ("portal:home", "portal:result_list"):
        assert agency.name in text(client, page)
        assert guest.name not in text(client, page)
        assert text(client, page).count(agency.name) == text(Client(), page).count(agency.name)
    assert guest.name in text(client, "staff:desk"), "the office names one's own agency"


def test_the_host_may_be_named_and_is_otherwise_the_first_in_use(
    agency: Any, guest: Any, settings: Any
) -> None:
    assert agency.name in text(Client(), "accounts:login")
    settings.HOST_AGENCY = "T02"
    assert guest.name in text(Client(), "portal:home")
    assert guest.name in text(Client(), "accounts:login")
    settings.HOST_AGENCY = "没有这个代码"
    assert agency.name in text(Client(), "portal:home")
    settings.HOST_AGENCY = ""
    Agency.objects.filter(pk=agency.pk).update(active=False)
    assert guest.name in text(Client(), "portal:home")
