"""Opening the demonstration's agencies, units and accounts, through the same actions a bureau uses."""

from __future__ import annotations

from pathlib import Path

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import actor_for
from mingqian.accounts.models import Agency, AgencyLevel, Unit, UnitKind, User
from mingqian.accounts.permissions import ROLES
from mingqian.acts.actor import Actor
from mingqian.demo.county import County
from mingqian.registers.models import Inspector

_LEVELS = {"市级": AgencyLevel.CITY, "县级": AgencyLevel.COUNTY, "乡级": AgencyLevel.TOWNSHIP}
_ROLE_CODES = {role.name: role.code for role in ROLES.values()}


def open_agencies(by: Actor, county: County) -> dict[str, Agency]:
    """Agencies and their units, by name. Units named by people but not listed are opened as offices."""
    agencies: dict[str, Agency] = {}
    for one in county.agencies:
        agencies[one.name] = create_agency(
            by=by,
            code=one.code,
            name=one.name,
            short_name=one.short_name,
            level=_LEVELS.get(one.level, AgencyLevel.COUNTY),
            region_code=one.region,
            demonstration=True,
        )
    listed = [(unit.agency, unit.name, _kind(unit.kind)) for unit in county.units]
    named = [(user.agency, user.unit, UnitKind.OFFICE) for user in county.users if user.unit]
    done: set[tuple[str, str]] = set()
    for agency, name, kind in [*listed, *named]:
        if (agency, name) not in done:
            create_unit(by=by, agency=agencies[agency], name=name, kind=kind)
            done.add((agency, name))
    return agencies


def _kind(words: str) -> UnitKind:
    if "二级" in words or "事业" in words:
        return UnitKind.AFFILIATED
    if "大队" in words:
        return UnitKind.BRIGADE
    return UnitKind.TOWNSHIP if "乡" in words or "派出" in words else UnitKind.OFFICE


class Cast:
    """Who acts in the walk: people by account name, each in one of their roles."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}

    def add(self, user: User) -> None:
        """Remember a person."""
        self._users[user.username] = user

    def user(self, username: str) -> User:
        """A person by account name."""
        return self._users[username]

    def acting(self, username: str, role: str) -> Actor:
        """A person in a role, at this machine."""
        return actor_for(self._users[username], role, origin="127.0.0.1")

    def first(self, role: str, agency: Agency | None = None) -> Actor:
        """Somebody who holds a role (in an agency, where one is given)."""
        for username, user in self._users.items():
            if role in user.roles() and (agency is None or user.agency_id == agency.pk):
                return self.acting(username, role)
        raise LookupError(role)

    def head(self, unit: Unit) -> Actor:
        """The head of a unit who sits on no inspector's seat (whoever checked does not review)."""
        heads = [u for u in self._users.values() if u.unit_id == unit.pk and "unit_head" in u.roles()]
        heads.sort(key=lambda u: u.inspector_id is not None)
        return self.acting(heads[0].username, "unit_head")

    def inspector(self, inspector_id: int) -> Actor | None:
        """The account of an inspector, acting as 检查人员."""
        for username, user in self._users.items():
            if user.inspector_id == inspector_id:
                return self.acting(username, "inspector")
        return None


def open_accounts(by: Actor, county: County, agencies: dict[str, Agency], listing: Path) -> Cast:
    """Accounts with random passwords, written to `listing` for its owner alone; returns the cast."""
    cast = Cast()
    lines = ["账号　密码　姓名　单位　角色"]
    for one in county.users:
        agency = agencies[one.agency]
        unit = Unit.objects.filter(agency=agency, name=one.unit).first()
        inspector = (
            Inspector.objects.filter(certificate_number=one.certificate).first() if one.certificate else None
        )
        user, password = create_user(
            by=by,
            username=one.username,
            name=one.name,
            agency=agency,
            unit=unit,
            post=one.post,
            inspector_id=inspector.pk if inspector else None,
            must_change_password=False,
        )
        for role in one.roles:
            grant_role(by=by, user=user, role=_ROLE_CODES[role], reason="示范县设定")
        cast.add(user)
        lines.append(
            "　".join((one.username, password, one.name, f"{one.agency}{one.unit}", "、".join(one.roles)))
        )
    listing.touch(mode=0o600)
    listing.write_text("\n".join(lines) + "\n")
    return cast
