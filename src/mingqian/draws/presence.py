"""Who is present at a draw and must sign it, each in their office."""

from __future__ import annotations

from mingqian.acts.actor import Actor
from mingqian.draws.guests import owns
from mingqian.draws.models import Draw

OPERATOR = "摇号操作员"


def witness_office(by: Actor, draw: Draw) -> str:
    """The office in which this person witnesses the draw; empty for everybody else."""
    return next((s.label for s in draw.sources.all() if owns(by, s)), "")


def offices(draw: Draw) -> list[str]:
    """All who must sign: the witnesses of this draw and its operator."""
    return [*(s.label for s in draw.sources.all() if s.kind == "witness"), OPERATOR]


def unsigned(draw: Draw) -> list[str]:
    """Those present whose signature is still missing, in words."""
    signed = {s.office for s in draw.signatures.all()}
    return [office for office in offices(draw) if office not in signed]


def devices_missing(draw: Draw, over: str) -> list[str]:
    """Witnesses whose device has a key and has not signed this yet.

    A witness who promised without a device of ours (the hash worked out elsewhere) has no key and is not waited for
    here: they sign by name.
    """
    signed = set(draw.device_signatures.filter(over=over).values_list("source_id", flat=True))
    return [
        s.label
        for s in draw.sources.select_related("device")
        if s.kind == "witness" and key_of(s) and s.pk not in signed
    ]


def key_of(source: object) -> str:
    """The key a witness's device registered with its promise; empty where there is none."""
    device = getattr(source, "device", None)
    return device.key if device is not None else ""


def paper_offices(draw: Draw) -> set[str]:
    """Who signed on paper only, as the uploaded scans say."""
    return {office for scan in draw.scans.all() for office in scan.offices}


__all__ = [
    "OPERATOR", "devices_missing", "key_of", "offices", "paper_offices", "unsigned", "witness_office",
]  # fmt: skip
