"""The first run: three administrators, three people apart, one-time passwords, nothing by default."""

from __future__ import annotations

from django.db import transaction

from mingqian.accounts.actions import create_user, grant_role
from mingqian.accounts.current import system_actor
from mingqian.accounts.models import User
from mingqian.accounts.permissions import ROLES
from mingqian.acts.refusal import Refused

FIRST = (("sysadmin", "system_admin"), ("secadmin", "security_admin"), ("auditor", "auditor"))
"""Account names and roles of the three."""


@transaction.atomic
def create_first_administrators() -> list[tuple[User, str]]:
    """Open the accounts of the three administrators of an empty installation, each with its one-time password.

    They belong to no agency: they administer the installation. Each must choose a password of their own at the first
    login. Raises `Refused(accounts.not_first)` where anybody has an account already.
    """
    if User.objects.exists():
        raise Refused("accounts.not_first")
    by = system_actor()
    made = []
    for username, role in FIRST:
        user, password = create_user(
            by=by, username=username, name=ROLES[role].name, agency=None, unit=None, must_change_password=True
        )
        grant_role(by=by, user=user, role=role, reason="首次启动")
        made.append((user, password))
    return made
