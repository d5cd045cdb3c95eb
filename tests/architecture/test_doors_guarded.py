"""Every URL has a permission or is declared public; the application does not start otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from mingqian.accounts.permissions import ROLES, Permission
from mingqian.acts import doors

PUBLIC_ROOMS = (
    "mingqian.portal.",
    "mingqian.accounts.pages",
    "mingqian.inspections.",
    "mingqian.draws.pages.phone",
)
"""Rooms that may hold pages open to everyone: the portal, the login, the notified subject's own page, an invited witness's phone."""


def test_the_house_has_no_bare_door() -> None:
    doors.check_every_door()


def test_a_bare_door_stops_the_application(settings) -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse("open")

    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": [path("bare/", bare)]})
    with pytest.raises(ImproperlyConfigured, match="/bare/"):
        doors.check_every_door()


def test_public_pages_live_only_where_the_public_goes() -> None:
    stray = [
        route
        for route, view in doors.doors()
        if getattr(view, "public", False) and not view.__module__.startswith(PUBLIC_ROOMS)
    ]
    assert stray == []


def test_every_permission_on_a_door_is_one_of_the_house_and_held_by_a_role() -> None:
    held = set().union(*(role.permissions for role in ROLES.values()))
    for route, view in doors.doors():
        for permission in getattr(view, "permissions", ()):
            assert str(permission) in Permission.values, route
            assert str(permission) in held, f"{route}: nobody may ever open it"


def test_every_permission_is_described_and_given_to_some_role() -> None:
    held = set().union(*(role.permissions for role in ROLES.values()))
    assert sorted(set(Permission.values) - held) == []
    assert all(len(p.label) >= 2 for p in Permission)


def test_the_three_administrators_share_no_power() -> None:
    """系统管理员, 安全管理员, 审计员: none may write what another answers for."""
    system, security, auditor = (ROLES[r].permissions for r in ("system_admin", "security_admin", "auditor"))
    assert Permission.ROLES_GRANT not in system
    assert Permission.AUDIT_READ not in system | security
    assert Permission.ACCOUNTS_MANAGE not in security | auditor
    assert not {p for p in auditor if p.endswith((".manage", ".edit", ".grant", ".publish", ".operate"))}


def _names(patterns: list, prefix: str = "") -> set[str]:
    found = set()
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= _names(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            found.add(prefix + entry.name)
    return found


def test_every_address_named_in_a_template_exists(templates: list[Path]) -> None:
    known = _names(get_resolver().url_patterns)
    missing = [
        f"{template.name}: {name}"
        for template in templates
        for name in re.findall(r"""\{%\s*url\s+["']([\w:]+)["']""", template.read_text(encoding="utf-8"))
        if name not in known
    ]
    assert missing == []


BANNED = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script in the page": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", re.IGNORECASE
    ),
    "style in the page": re.compile(r"<style[\s>]", re.IGNORECASE),
    "address of another site": re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
    "htmx evaluation": re.compile(r"hx-(on|vals=.js:)", re.IGNORECASE),
}


@pytest.mark.parametrize("what", sorted(BANNED))
def test_templates_keep_to_the_content_security_policy(templates: list[Path], what: str) -> None:
    assert len(templates) > 20
    found = [
        f"{template.parent.name}/{template.name}: {match[0][:80]}"
        for template in templates
        for match in BANNED[what].finditer(re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_form_that_writes_carries_its_token(templates: list[Path]) -> None:
    bare = []
    for template in templates:
        text = template.read_text(encoding="utf-8")
        for form in re.findall(
            r"""<form[^>]*method=["']post["'].*?</form>""", text, re.DOTALL | re.IGNORECASE
        ):
            if "csrf_token" not in form and "csrfmiddlewaretoken" not in form:
                bare.append(f"{template.parent.name}/{template.name}: {form[:60]}")
    assert bare == []
