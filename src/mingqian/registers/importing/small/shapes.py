"""What is particular to each smaller register: whom a row means, what it makes of him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit, UnitKind
from mingqian.audit.seals import kind_of
from mingqian.registers.grams import search_text
from mingqian.registers.importing.columns import Kind
from mingqian.registers.importing.compare import blind_of
from mingqian.registers.models import Expert, Inspector, Item, Recusal, Subject

Row = dict[str, Any]


class Unplaced(Exception):
    """A row that cannot be placed: the issue to note, its column, its parameters."""

    def __init__(self, code: str, column: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.column, self.params = code, column, params


class Shape:
    """What is particular to one register: whom a row means, and what it makes of him."""

    kind: Kind
    model: ClassVar[Any]
    lists: ClassVar[tuple[str, ...]] = ()
    flags: ClassVar[tuple[str, ...]] = ()
    encrypted: ClassVar[tuple[str, ...]] = ()
    searched: ClassVar[tuple[str, ...]] = ()

    def __init__(self, agency_id: int, *, everywhere: bool) -> None:
        self.agency_id = agency_id
        self.everywhere = everywhere
        self.load()

    def load(self) -> None:
        """Read the register into dictionaries."""

    def find(self, row: Row, note: Callable[..., None]) -> models.Model | None:
        """The existing object a row means, or None for a new one. Raises `Unplaced`."""
        raise NotImplementedError

    def values(self, row: Row, note: Callable[..., None]) -> Row:
        """Attribute values a row states: only what it states."""
        found: Row = {}
        for name, value in row.items():
            if value is None or name.startswith("x_"):
                continue
            if name in self.lists:
                found[name] = [one for one in value.split("；") if one]
            elif name in self.flags:
                found[name] = bool(value)
            else:
                found[name] = self.model._meta.get_field(name).to_python(value)
        return found

    def complete(self, instance: Any, *, new: bool) -> None:
        """Set what follows from the other values."""
        for name in self.encrypted:
            value = getattr(instance, name)
            blind = blind_of(kind_of(self.model), name, value) if value else ""
            setattr(instance, f"{name.removesuffix('_number')}_blind", blind)
        if self.searched:
            instance.search_text = search_text(
                *[str(getattr(instance, name) or "") for name in self.searched]
            )


class ItemShape(Shape):
    kind = Kind.ITEM
    model = Item
    lists = ("fields",)
    flags = ("joint",)
    searched = ("name", "code", "basis")

    def load(self) -> None:
        self.known = {one.code: one for one in Item.objects.filter(agency_id=self.agency_id)}

    def find(self, row: Row, note: Callable[..., None]) -> models.Model | None:
        return self.known.get(row["code"])

    def values(self, row: Row, note: Callable[..., None]) -> Row:
        return {"agency_id": self.agency_id, **super().values(row, note)}

    def complete(self, instance: Any, *, new: bool) -> None:
        super().complete(instance, new=new)
        _retire(instance)


class _AgencyShape(Shape):
    """People, who belong to an agency that the file may name."""

    def load(self) -> None:
        agencies = list(Agency.objects.all())
        self.agencies = {name: one.pk for one in agencies for name in (one.short_name, one.name) if name}
        self.units = {(one.agency_id, one.name): one for one in Unit.objects.all()}

    def agency_of(self, row: Row) -> int:
        name = row.get("x_agency")
        if not name:
            return self.agency_id
        found = self.agencies.get(name)
        if found is None:
            raise Unplaced("agency.unknown", "agency", value=name)
        if found != self.agency_id and not self.everywhere:
            raise Unplaced("agency.other", "agency", value=name)
        return found


class InspectorShape(_AgencyShape):
    kind = Kind.INSPECTOR
    model = Inspector
    lists = ("specialties", "areas")
    flags = ("certified", "affiliated")
    encrypted = ("id_number", "phone")
    searched = ("name", "certificate_number", "post")

    def load(self) -> None:
        super().load()
        self.by_certificate: dict[tuple[int, str], Inspector] = {}
        self.by_id: dict[tuple[int, str], Inspector] = {}
        self.by_name: dict[tuple[int, str], list[Inspector]] = {}
        kept = (
            Inspector.objects.all() if self.everywhere else Inspector.objects.filter(agency_id=self.agency_id)
        )
        for one in kept:
            if one.certificate_number:
                self.by_certificate[one.agency_id, one.certificate_number] = one
            if one.id_blind:
                self.by_id[one.agency_id, one.id_blind] = one
            self.by_name.setdefault((one.agency_id, one.name), []).append(one)

    def find(self, row: Row, note: Callable[..., None]) -> models.Model | None:
        agency = self.agency_of(row)
        certificate, number = row.get("certificate_number"), row.get("id_number")
        blind = blind_of("registers.inspector", "id_number", number) if number else ""
        found = self.by_certificate.get((agency, certificate)) if certificate else None
        found = found or (self.by_id.get((agency, blind)) if blind else None)
        if found is not None:
            if found.name != row["name"]:
                note("name.changed", "name", before=found.name, after=row["name"])
            return found
        same = self.by_name.get((agency, row["name"]), [])
        if certificate or number:
            # Somebody the register knows by name alone; a different number is a different person.
            same = [
                one
                for one in same
                if not (certificate and one.certificate_number) and not (blind and one.id_blind)
            ]
        unit = self.units.get((agency, row.get("x_unit") or ""))
        if unit is not None and len(same) > 1:
            same = [one for one in same if one.unit_id == unit.pk]
        if len(same) > 1:
            raise Unplaced("person.ambiguous", "name")
        return same[0] if same else None

    def values(self, row: Row, note: Callable[..., None]) -> Row:
        found = super().values(row, note)
        found["agency_id"] = agency = self.agency_of(row)
        if row.get("x_unit"):
            unit = self.units.get((agency, row["x_unit"]))
            if unit is None:
                note("unit.unknown", "unit", value=row["x_unit"])
            else:
                found["unit_id"] = unit.pk
        if row.get("certificate_number") and "certified" not in row:
            found["certified"] = True
        return found

    def complete(self, instance: Any, *, new: bool) -> None:
        super().complete(instance, new=new)
        if new and instance.unit_id and not instance.affiliated:
            unit = next(one for one in self.units.values() if one.pk == instance.unit_id)
            instance.affiliated = unit.kind == UnitKind.AFFILIATED
        _retire(instance)


class ExpertShape(_AgencyShape):
    kind = Kind.EXPERT
    model = Expert
    lists = ("specialties",)
    encrypted = ("id_number", "phone")
    searched = ("name", "employer", "title")

    def load(self) -> None:
        super().load()
        self.known = {
            (one.name, one.employer): one for one in Expert.objects.filter(agency_id=self.agency_id)
        }

    def find(self, row: Row, note: Callable[..., None]) -> models.Model | None:
        return self.known.get((row["name"], row.get("employer") or ""))

    def values(self, row: Row, note: Callable[..., None]) -> Row:
        return {"agency_id": self.agency_id, **super().values(row, note)}

    def complete(self, instance: Any, *, new: bool) -> None:
        super().complete(instance, new=new)
        _retire(instance)


class RecusalShape(Shape):
    kind = Kind.RECUSAL
    model = Recusal
    flags = ("active",)

    def load(self) -> None:
        people = Inspector.objects.exclude(certificate_number="")
        if not self.everywhere:
            people = people.filter(agency_id=self.agency_id)
        self.people: dict[str, Inspector] = {}
        for one in people:
            if one.agency_id == self.agency_id or one.certificate_number not in self.people:
                self.people[one.certificate_number] = one
        self.known = {
            (one.inspector_id, one.subject_id, one.case): one
            for one in Recusal.objects.filter(subject__agency_id=self.agency_id)
        }
        self.subjects: dict[str, Subject | None] = {}

    def _pair(self, row: Row, note: Callable[..., None]) -> tuple[int, int]:
        certificate, code = row["x_certificate_number"], row["x_subject_code"]
        person = self.people.get(certificate)
        if person is None:
            raise Unplaced("recusal.inspector", "certificate_number", value=certificate)
        name = row.get("x_inspector_name")
        if name and person.name != name:
            raise Unplaced("recusal.inspector_name", "inspector_name", value=certificate, name=name)
        if code not in self.subjects:
            self.subjects[code] = Subject.objects.filter(agency_id=self.agency_id, code=code).first()
        subject = self.subjects[code]
        if subject is None:
            raise Unplaced("recusal.subject", "subject_code", value=code)
        stated = row.get("x_subject_name")
        if stated and stated != subject.name:
            note("recusal.subject_name", "subject_name", name=subject.name)
        return person.pk, subject.pk

    def find(self, row: Row, note: Callable[..., None]) -> models.Model | None:
        return self.known.get((*self._pair(row, note), row["case"]))

    def values(self, row: Row, note: Callable[..., None]) -> Row:
        inspector_id, subject_id = self._pair(row, lambda *a, **k: None)
        return {"inspector_id": inspector_id, "subject_id": subject_id, **super().values(row, note)}


def _retire(instance: Any) -> None:
    """Keep status and its time together, as the table demands."""
    if instance.status == "retired" and instance.retired_at is None:
        instance.retired_at = instance.updated_at
    elif instance.status != "retired":
        instance.retired_at = None


SHAPES: dict[Kind, type[Shape]] = {
    Kind.ITEM: ItemShape,
    Kind.INSPECTOR: InspectorShape,
    Kind.EXPERT: ExpertShape,
    Kind.RECUSAL: RecusalShape,
}
