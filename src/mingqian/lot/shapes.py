"""The JSON objects of a transcript, as types. Keys and meanings are those of ``spec/mingqian-lot-1.md``."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from .canonical import Json
from .hashing import HashName

SourceKind = Literal["witness", "dice", "public", "drand"]


class DrawIdentity(TypedDict):
    """Which draw this is: ``plan`` binds the attempts of one planned line, ``parent`` is the m a repair
    draw mends.
    """

    id: str
    title: str
    agency: str
    plan: str
    attempt: int
    previous: str | None
    reason: str | None
    parent: str | None


class LawPack(TypedDict):
    """The rule pack the quotas were computed with."""

    pack: str
    version: str
    digest: str


class RegisterState(TypedDict):
    """How many subjects the register held when it was frozen, and its digest."""

    count: int
    digest: str


class Source(TypedDict):
    """One source of chance: ``commitment`` for a witness, ``digits`` for dice and public numbers,
    ``chain`` and ``round`` for drand."""

    kind: SourceKind
    label: str
    commitment: NotRequired[str]
    digits: NotRequired[int]
    chain: NotRequired[str]
    round: NotRequired[int]


class Reveal(TypedDict):
    """What a source turned out to be."""

    kind: SourceKind
    value: str


class Urn(TypedDict):
    """One urn as frozen: ``size`` leaves under ``root``, ``quota`` of them to be drawn."""

    name: str
    size: int
    root: str
    quota: int
    weighted: bool


class People(TypedDict):
    """The people who may take a seat, as frozen."""

    size: int
    root: str


class Seat(TypedDict):
    """A kind of seat, ``count`` of them in every team."""

    name: str
    count: int


class TeamRules(TypedDict):
    """How teams are made: seats of each task, and the most tasks one person takes."""

    people: People
    seats: list[Seat]
    max_load: int


class Manifest(TypedDict):
    """Everything fixed before a source is opened."""

    protocol: Literal["mingqian-lot/1"]
    hash: HashName
    draw: DrawIdentity
    frozen_at: str
    law: LawPack
    register: RegisterState
    operator_commitment: str
    sources: list[Source]
    urns: list[Urn]
    teams: TeamRules | None


class Signature(TypedDict):
    """One line of ``signatures.json``."""

    alg: Literal["ed25519"]
    key: str
    name: str
    over: Literal["m", "reveals", "results"]
    sig: str


class LogProof(TypedDict):
    """One line of ``log.json``: a C2SP tlog-proof text."""

    what: Literal["m", "reveals", "results"]
    proof: str


class FactsLine(TypedDict):
    """One line of ``facts.jsonl`` (auditor's form)."""

    e: str
    facts: Json
    facts_salt: str
