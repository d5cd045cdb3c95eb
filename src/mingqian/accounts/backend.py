"""Who may sign in: active people with the right password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from mingqian.accounts.models import User


class AccountBackend:
    """Checks a name and a password; a closed or unknown account costs the same time as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
