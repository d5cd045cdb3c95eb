"""Who acts: a person in one of their roles, or the system at the command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from mingqian.acts.refusal import Refused


@dataclass(frozen=True)
class Actor:
    """One person acting in one role, from one place.

    `permissions` are the codes of that role alone: a person with several roles acts in one at a time.
    `origin` is the network address, or "命令行" for the command line.
    """

    user_id: int | None
    name: str
    role: str
    role_name: str
    agency_id: int | None
    unit_id: int | None
    origin: str
    permissions: frozenset[str] = field(default_factory=frozenset, repr=False)
    inspector_id: int | None = None

    def may(self, permission: str) -> bool:
        """Whether this role holds the permission."""
        return str(permission) in self.permissions

    def require(self, permission: str) -> None:
        """Raise `Refused` unless this role holds the permission."""
        if not self.may(permission):
            label = getattr(permission, "label", str(permission))
            raise Refused("acts.not_permitted", role=self.role_name, permission=label, needed=str(permission))
