"""A person with several roles: refused in one, shown which other of theirs opens the page, and back to it in one press."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mingqian.acts import desk as registry
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine
from mingqian.audit.models import Event

PLANS = "/plans/new/"


def test_the_refused_page_offers_ones_own_role_that_opens_it(office: Any) -> None:
    client = office.client("lixy", "registrar")
    refused = client.get(f"{PLANS}?year=2027")
    text = refused.content.decode()
    assert refused.status_code == 403
    assert "以“计划制定”打开" in text
    assert f'name="next" value="{PLANS}?year=2027"' in text
    switched = client.post("/me/role/", {"role": "planner", "next": f"{PLANS}?year=2027"})
    assert switched["Location"] == f"{PLANS}?year=2027"
    assert client.get(switched["Location"]).status_code == 200
    assert Event.objects.filter(action="accounts.role.switch").count() == 1


def test_nobody_is_offered_a_role_that_would_not_help_or_is_not_theirs(office: Any) -> None:
    for client in (office.client("lixy", "registrar"), office.client("sunz"), office.client("zhaomy")):
        text = client.get("/publicity/items/").content.decode()
        assert "不能办理" in text
        assert 'name="next"' not in text
    client = office.client("lixy", "registrar")
    assert client.post("/me/role/", {"role": "auditor", "next": "/audit/"})["Location"] == "/audit/"
    assert client.get("/audit/").status_code == 403


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", ""])
def test_the_way_back_stays_on_this_site(office: Any, target: str) -> None:
    client = office.client("lixy", "registrar")
    assert client.post("/me/role/", {"role": "planner", "next": target})["Location"] == "/desk/"


def test_switching_needs_its_token(office: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people["lixy"], backend="mingqian.accounts.backend.AccountBackend")
    assert client.post("/me/role/", {"role": "planner", "next": PLANS}).status_code == 403
    assert not Event.objects.filter(action="accounts.role.switch").exists()


def test_a_refused_form_leads_back_to_the_page_it_stood_on(office: Any) -> None:
    client = office.client("lixy", "registrar")
    text = client.post(PLANS, {}, HTTP_REFERER="https://elsewhere.example/plans/?year=1").content.decode()
    assert 'name="next" value="/plans/?year=1"' in text


def test_the_desk_tells_what_waits_in_the_other_roles(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def lines(actor: Actor) -> list[DeskLine]:
        return [DeskLine("编计划", "", "/plans/")] * 3 if actor.role == "planner" else []

    monkeypatch.setattr(registry, "_desk", [lines])
    client = office.client("lixy", "registrar")
    text = client.get("/desk/").content.decode()
    assert "您的“计划制定”角色还有 <b>3 件</b>等您办" in text
    client.post("/me/role/", {"role": "planner"})
    text = client.get("/desk/").content.decode()
    assert "等您办" not in text
    assert "编计划" in text
