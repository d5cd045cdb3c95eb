"""What an actor sees: the registers of their agency; the command line sees all."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from mingqian.acts.actor import Actor
from mingqian.registers.models import Expert, ImportBatch, Inspector, Item, Recusal, Subject

M = TypeVar("M", bound=Model)


def _own(found: QuerySet[M], by: Actor, path: str = "agency_id") -> QuerySet[M]:
    return found if by.agency_id is None else found.filter(**{path: by.agency_id})


def visible_items(by: Actor) -> QuerySet[Item]:
    """The agency's item list."""
    return _own(Item.objects.all(), by)


def visible_subjects(by: Actor) -> QuerySet[Subject]:
    """The agency's subjects."""
    return _own(Subject.objects.all(), by)


def visible_inspectors(by: Actor) -> QuerySet[Inspector]:
    """The agency's inspectors."""
    return _own(Inspector.objects.select_related("unit", "agency"), by)


def visible_experts(by: Actor) -> QuerySet[Expert]:
    """The agency's experts."""
    return _own(Expert.objects.all(), by)


def visible_recusals(by: Actor) -> QuerySet[Recusal]:
    """Recusals of the agency's inspectors."""
    return _own(Recusal.objects.select_related("inspector", "subject"), by, "inspector__agency_id")


def visible_batches(by: Actor) -> QuerySet[ImportBatch]:
    """The agency's imports."""
    return _own(ImportBatch.objects.select_related("agency"), by)
