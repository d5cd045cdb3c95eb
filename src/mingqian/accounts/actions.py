"""Every write about agencies, units, people and their roles."""

from __future__ import annotations

import axes.utils
import pyotp
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone

from mingqian.accounts.models import Agency, RoleGrant, Unit, User
from mingqian.accounts.passwords import one_time_password
from mingqian.accounts.permissions import ROLES, Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record


@action(Permission.ACCOUNTS_MANAGE, event="accounts.agency.create")
def create_agency(
    *,
    by: Actor,
    code: str,
    name: str,
    short_name: str,
    level: str,
    region_code: str,
    parent: Agency | None = None,
    demonstration: bool = False,
) -> Agency:
    """Add an agency. Raises `Refused(accounts.name_taken)`."""
    if Agency.objects.filter(name=name).exists() or Agency.objects.filter(code=code).exists():
        raise Refused("accounts.name_taken", name=name, field="name")
    agency = Agency.objects.create(
        code=code,
        name=name,
        short_name=short_name,
        level=level,
        region_code=region_code,
        parent=parent,
        demonstration=demonstration,
    )
    record(by=by, action="accounts.agency.create", rows=[agency], details={"name": name})
    return agency


@action(Permission.ACCOUNTS_MANAGE, event="accounts.agency.edit")
def edit_agency(
    *,
    by: Actor,
    agency: Agency,
    name: str,
    short_name: str,
    level: str,
    region_code: str,
    active: bool,
    reason: str,
) -> Agency:
    """Rename an agency, move it or close it. Raises `Refused(accounts.name_taken | acts.reason_required)`."""
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if Agency.objects.filter(name=name).exclude(pk=agency.pk).exists():
        raise Refused("accounts.name_taken", name=name, field="name")
    agency.name, agency.short_name, agency.level = name, short_name, level
    agency.region_code, agency.active = region_code, active
    agency.save()
    record(by=by, action="accounts.agency.edit", rows=[agency], reason=reason, details={"name": name})
    return agency


@action(Permission.ACCOUNTS_MANAGE, event="accounts.unit.create")
def create_unit(*, by: Actor, agency: Agency, name: str, kind: str) -> Unit:
    """Add a unit to an agency. Raises `Refused(accounts.name_taken)`."""
    if agency.units.filter(name=name).exists():
        raise Refused("accounts.name_taken", name=name, field="name")
    unit = Unit.objects.create(agency=agency, name=name, kind=kind)
    record(by=by, action="accounts.unit.create", rows=[unit], details={"agency": agency.name, "name": name})
    return unit


@action(Permission.ACCOUNTS_MANAGE, event="accounts.unit.edit")
def edit_unit(*, by: Actor, unit: Unit, name: str, kind: str, active: bool, reason: str) -> Unit:
    """Rename a unit or close it. Raises `Refused(accounts.name_taken | acts.reason_required)`."""
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if unit.agency.units.filter(name=name).exclude(pk=unit.pk).exists():
        raise Refused("accounts.name_taken", name=name, field="name")
    unit.name, unit.kind, unit.active = name, kind, active
    unit.save()
    record(
        by=by,
        action="accounts.unit.edit",
        rows=[unit],
        reason=reason,
        details={"agency": unit.agency.name, "name": name},
    )
    return unit


@action(Permission.ACCOUNTS_MANAGE, event="accounts.user.create")
def create_user(
    *,
    by: Actor,
    username: str,
    name: str,
    agency: Agency | None,
    unit: Unit | None,
    post: str = "",
    inspector_id: int | None = None,
    must_change_password: bool = True,
) -> tuple[User, str]:
    """Open an account and return it with its one-time password, which is shown once and kept nowhere.

    Raises `Refused(accounts.username_taken | accounts.unit_elsewhere)`.
    """
    if User.objects.filter(username=username).exists():
        raise Refused("accounts.username_taken", username=username, field="username")
    if unit is not None and (agency is None or unit.agency_id != agency.id):
        raise Refused(
            "accounts.unit_elsewhere", unit=unit.name, agency=agency.name if agency else "", field="unit"
        )
    password = one_time_password()
    user = User(
        username=username,
        name=name,
        agency=agency,
        unit=unit,
        post=post,
        inspector_id=inspector_id,
        must_change_password=must_change_password,
    )
    user.set_password(password)
    user.save()
    record(by=by, action="accounts.user.create", rows=[user], details={"username": username})
    return user, password


@action(Permission.ACCOUNTS_MANAGE, event="accounts.user.edit")
def edit_user(
    *, by: Actor, user: User, name: str, unit: Unit | None, post: str, is_active: bool, reason: str
) -> User:
    """Change a person's name, unit, post, or close the account.

    Raises `Refused(acts.reason_required | accounts.unit_elsewhere | accounts.last_of_role)`.
    """
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if user.is_active and not is_active:
        for role in user.roles():
            if ROLES[role].apart and _holders(role) == 1:
                raise Refused("accounts.last_of_role", role=ROLES[role].name, field="is_active")
    if unit is not None and unit.agency_id != user.agency_id:
        raise Refused(
            "accounts.unit_elsewhere",
            unit=unit.name,
            agency=user.agency.name if user.agency else "",
            field="unit",
        )
    user.name, user.unit, user.post, user.is_active = name, unit, post, is_active
    user.save()
    record(
        by=by, action="accounts.user.edit", rows=[user], reason=reason, details={"username": user.username}
    )
    return user


def _holders(role: str) -> int:
    """How many people with an open account hold the role."""
    return RoleGrant.objects.filter(role=role, withdrawn_at=None, user__is_active=True).count()


def _check_apart(user: User, role: str) -> None:
    held = [ROLES[code] for code in user.roles()]
    if ROLES[role].apart and held:
        raise Refused("accounts.roles_apart", name=user.name, held=held[0].name, field="role")
    for other in held:
        if other.apart:
            raise Refused("accounts.roles_apart", name=user.name, held=other.name, field="role")


@action(Permission.ROLES_GRANT, event="accounts.role.grant")
def grant_role(*, by: Actor, user: User, role: str, reason: str) -> RoleGrant:
    """Give a person a role. The three administrators stay apart, and nobody grants to themselves.

    Whoever belongs to no agency administers the installation and does no business: they hold no other role.
    Raises `Refused(accounts.own_roles | accounts.role_held | accounts.roles_apart | accounts.agency_required |
    acts.reason_required)`.
    """
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if by.user_id == user.id:
        raise Refused("accounts.own_roles")
    if role in user.roles():
        raise Refused("accounts.role_held", name=user.name, role=ROLES[role].name, field="role")
    if user.agency_id is None and not ROLES[role].apart:
        raise Refused("accounts.agency_required", name=user.name, role=ROLES[role].name, field="role")
    _check_apart(user, role)
    grant = RoleGrant.objects.create(user=user, role=role, granted_at=timezone.now(), granted_by=by.name)
    record(
        by=by,
        action="accounts.role.grant",
        rows=[grant],
        reason=reason,
        details={"username": user.username, "role": role},
    )
    return grant


@action(Permission.ROLES_GRANT, event="accounts.role.withdraw")
def withdraw_role(*, by: Actor, user: User, role: str, reason: str) -> RoleGrant:
    """Take a role away.

    Raises `Refused(accounts.own_roles | accounts.role_not_held | accounts.last_of_role | acts.reason_required)`.
    """
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if by.user_id == user.id:
        raise Refused("accounts.own_roles")
    grant = RoleGrant.objects.filter(user=user, role=role, withdrawn_at=None).first()
    if grant is None:
        raise Refused("accounts.role_not_held", name=user.name, role=ROLES[role].name)
    if ROLES[role].apart and user.is_active and _holders(role) == 1:
        raise Refused("accounts.last_of_role", role=ROLES[role].name)
    grant.withdrawn_at, grant.withdrawn_by = timezone.now(), by.name
    grant.save()
    record(
        by=by,
        action="accounts.role.withdraw",
        rows=[grant],
        reason=reason,
        details={"username": user.username, "role": role},
    )
    return grant


@action(Permission.ROLES_GRANT, event="accounts.password.reset")
def reset_password(*, by: Actor, user: User, reason: str) -> str:
    """Give a new one-time password, shown once; the second factor is taken off with it."""
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.totp_secret = ""
    user.save()
    record(
        by=by,
        action="accounts.password.reset",
        rows=[user],
        reason=reason,
        details={"username": user.username},
    )
    return password


@action(Permission.ROLES_GRANT, event="accounts.lock.release")
def release_lock(*, by: Actor, user: User, reason: str) -> None:
    """Let a locked account sign in again at once.

    Raises `Refused(acts.reason_required | accounts.not_locked)`.
    """
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    if not axes.utils.reset(username=user.username):
        raise Refused("accounts.not_locked", name=user.name)
    record(
        by=by,
        action="accounts.lock.release",
        obj=("accounts.user", user.id),
        reason=reason,
        details={"username": user.username},
    )


@action(None, event="accounts.password.change", why_unguarded="各人修改自己的密码")
def change_own_password(*, by: Actor, user: User, old: str, new: str) -> None:
    """A person changes their own password.

    Raises `Refused(accounts.wrong_password | accounts.weak_password)`.
    """
    if user.id != by.user_id:
        raise PermissionError("only one's own password")
    if not user.check_password(old):
        raise Refused("accounts.wrong_password", field="old")
    try:
        password_validation.validate_password(new, user)
    except ValidationError as error:
        raise Refused("accounts.weak_password", why="；".join(error.messages), field="new") from error
    user.set_password(new)
    user.must_change_password = False
    user.save()
    record(by=by, action="accounts.password.change", rows=[user])


@action(None, event="accounts.second_factor.on", why_unguarded="各人启用自己的动态口令")
def turn_on_second_factor(*, by: Actor, user: User, secret: str, code: str) -> None:
    """Keep the TOTP secret once the person has proved with a code that their phone knows it."""
    if user.id != by.user_id:
        raise PermissionError("only one's own second factor")
    if not pyotp.TOTP(secret).verify(code, valid_window=1):
        raise Refused("accounts.wrong_code", field="code")
    user.totp_secret = secret
    user.save()
    record(by=by, action="accounts.second_factor.on", rows=[user])


@action(None, event="accounts.second_factor.off", why_unguarded="各人停用自己的动态口令")
def turn_off_second_factor(*, by: Actor, user: User, password: str) -> None:
    """Take one's own second factor off, password in hand."""
    if user.id != by.user_id:
        raise PermissionError("only one's own second factor")
    if not user.check_password(password):
        raise Refused("accounts.wrong_password", field="password")
    user.totp_secret = ""
    user.save()
    record(by=by, action="accounts.second_factor.off", rows=[user])


@action(None, event="accounts.login", why_unguarded="登录之前没有权限可言")
def note_login(*, by: Actor, user: User, second_factor: bool) -> None:
    """Leave the event of a login and of the role taken at first."""
    record(
        by=by,
        action="accounts.login",
        obj=("accounts.user", user.id),
        details={"role": by.role, "second_factor": second_factor},
    )


@action(None, event="accounts.login.failed", why_unguarded="登录失败也须留痕")
def note_failed_login(*, by: Actor, username: str, locked: bool) -> None:
    """Leave the event of a failed login (no password, no more than the name tried)."""
    record(by=by, action="accounts.login.failed", details={"username": username[:60], "locked": locked})


@action(None, event="accounts.role.switch", why_unguarded="各人在自己的角色之间切换")
def note_role_switch(*, by: Actor, user: User, before: str, after: str) -> None:
    """Leave the event of a change of the current role."""
    if after not in user.roles():
        raise Refused(
            "accounts.role_not_held", name=user.name, role=ROLES[after].name if after in ROLES else after
        )
    record(
        by=by,
        action="accounts.role.switch",
        obj=("accounts.user", user.id),
        details={"before": before, "after": after},
    )
