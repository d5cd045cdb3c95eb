"""The manifest: building it at the freeze, and strict checking of one that came from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from . import merkle
from .canonical import Json, canonical, nfc
from .checking import HEX_32, HEX_DIGEST, Checker
from .entries import LEAF_SIZE, MAX_U32, count_leaves
from .errors import LotError
from .hashing import PROTOCOL, Hash, HashName, get_hash
from .shapes import DrawIdentity, LawPack, Manifest, People, RegisterState, Seat, Source, TeamRules, Urn
from .sources import check_sources

MAX_SEAT_COUNT = 64
_KEYS = (
    "protocol",
    "hash",
    "draw",
    "frozen_at",
    "law",
    "register",
    "operator_commitment",
    "sources",
    "urns",
    "teams",
)
_DRAW_KEYS = ("id", "title", "agency", "plan", "attempt", "previous", "reason", "parent")
_TIME = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")


def leaves_root(leaves: bytes, hash: Hash) -> str:
    """The Merkle root over packed leaves, as hex."""
    if len(leaves) % LEAF_SIZE:
        raise LotError("leaf_size", size=len(leaves))
    return merkle.packed_root(leaves, LEAF_SIZE, hash).hex()


def build_urn(name: str, leaves: bytes, quota: int, hash: Hash, *, weighted: bool = False) -> Urn:
    """The manifest's line of one urn from its packed leaves."""
    return {
        "name": name, "size": count_leaves(leaves), "root": leaves_root(leaves, hash),
        "quota": quota, "weighted": weighted,
    }  # fmt: skip


def build_teams(people_leaves: bytes, seats: Sequence[Seat], max_load: int, hash: Hash) -> TeamRules:
    """The manifest's ``teams`` from the people's packed leaves."""
    people: People = {"size": count_leaves(people_leaves), "root": leaves_root(people_leaves, hash)}
    return {"people": people, "seats": list(seats), "max_load": max_load}


def build_manifest(
    *,
    hash_name: HashName,
    draw: DrawIdentity,
    frozen_at: str,
    law: LawPack,
    register: RegisterState,
    operator_commitment: str,
    sources: Sequence[Source],
    urns: Sequence[Urn],
    teams: TeamRules | None = None,
) -> Manifest:
    """The manifest as a valid JSON object, its text brought to NFC.

    ``frozen_at`` is RFC 3339 with an offset; ``operator_commitment`` is ``commit_value`` of the bureau's
    secret. Raises the first LotError that ``manifest_problems`` finds.
    """
    value = nfc(
        cast(
            "Json",
            {
                "protocol": PROTOCOL, "hash": hash_name, "draw": draw, "frozen_at": frozen_at, "law": law,
                "register": register, "operator_commitment": operator_commitment, "sources": list(sources),
                "urns": list(urns), "teams": teams,
            },
        )
    )  # fmt: skip
    return require_manifest(value)


def require_manifest(value: object) -> Manifest:
    """``value`` as a manifest. Raises the first LotError that ``manifest_problems`` finds."""
    check = Checker()
    _check(cast("Json", value), check)
    check.raise_first()
    canonical(value)
    return cast("Manifest", value)


def manifest_problems(value: Json) -> Checker:
    """Everything wrong with ``value`` as a manifest, each with its place under ``manifest.json``."""
    check = Checker()
    _check(value, check)
    return check


def manifest_hash_function(manifest: Manifest) -> Hash:
    """The hash a valid manifest names."""
    return get_hash(manifest["hash"])


def parse_time(text: str) -> datetime | None:
    """An RFC 3339 date-time with offset, or None if ``text`` is none."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _check(value: Json, check: Checker) -> None:
    place = "manifest.json"
    manifest = check.keys(value, place, _KEYS)
    if manifest is None:
        return
    if manifest.get("protocol") != PROTOCOL:
        check.refuse("protocol_unknown", f"{place}/protocol")
    if manifest.get("hash") not in ("sha256", "sm3"):
        check.refuse("hash_unknown", f"{place}/hash")
    _check_draw(manifest.get("draw"), f"{place}/draw", check)
    frozen_at = None
    text = check.text(manifest.get("frozen_at"), f"{place}/frozen_at")
    if text is not None:
        frozen_at = parse_time(text)
        if frozen_at is None:
            check.refuse("not_time", f"{place}/frozen_at")
    law = check.keys(manifest.get("law"), f"{place}/law", ("pack", "version", "digest"))
    if law is not None:
        check.text(law.get("pack"), f"{place}/law/pack")
        check.text(law.get("version"), f"{place}/law/version")
        check.matching(law.get("digest"), f"{place}/law/digest", HEX_DIGEST)
    register = check.keys(manifest.get("register"), f"{place}/register", ("count", "digest"))
    if register is not None:
        check.whole(register.get("count"), f"{place}/register/count")
        check.matching(register.get("digest"), f"{place}/register/digest", HEX_DIGEST)
    check.matching(manifest.get("operator_commitment"), f"{place}/operator_commitment", HEX_32)
    check_sources(manifest.get("sources"), f"{place}/sources", frozen_at, check)
    _check_urns(manifest.get("urns"), f"{place}/urns", check)
    if manifest.get("teams") is not None:
        _check_teams(manifest["teams"], f"{place}/teams", check)


def _check_draw(value: Json, place: str, check: Checker) -> None:
    draw = check.keys(value, place, _DRAW_KEYS)
    if draw is None:
        return
    for key in ("id", "title", "agency", "plan"):
        check.text(draw.get(key), f"{place}/{key}")
    attempt = check.whole(draw.get("attempt"), f"{place}/attempt", low=1)
    for key in ("previous", "parent"):
        if draw.get(key) is not None:
            check.matching(draw[key], f"{place}/{key}", HEX_32)
    if draw.get("reason") is not None:
        check.text(draw["reason"], f"{place}/reason")
    if attempt == 1 and draw.get("previous") is not None:
        check.refuse("attempt_first", f"{place}/previous")
    if attempt is not None and attempt > 1:
        if draw.get("previous") is None:
            check.refuse("attempt_previous", f"{place}/previous", attempt=attempt)
        if not draw.get("reason"):
            check.refuse("attempt_reason", f"{place}/reason", attempt=attempt)


def _check_urns(value: Json, place: str, check: Checker) -> None:
    urns = check.items(value, place)
    if urns is None:
        return
    names: list[str | None] = []
    for i, item in enumerate(urns):
        where = f"{place}/{i}"
        urn = check.keys(item, where, ("name", "size", "root", "quota", "weighted"))
        if urn is None:
            continue
        names.append(check.text(urn.get("name"), f"{where}/name"))
        size = check.whole(urn.get("size"), f"{where}/size")
        check.matching(urn.get("root"), f"{where}/root", HEX_32)
        quota = check.whole(urn.get("quota"), f"{where}/quota")
        check.truth(urn.get("weighted"), f"{where}/weighted")
        if size is not None and quota is not None and quota > size:
            check.refuse("quota_above_size", f"{where}/quota", quota=quota, size=size)
    check.unique(names, place)


def _check_teams(value: Json, place: str, check: Checker) -> None:
    teams = check.keys(value, place, ("people", "seats", "max_load"))
    if teams is None:
        return
    people = check.keys(teams.get("people"), f"{place}/people", ("size", "root"))
    if people is not None:
        check.whole(people.get("size"), f"{place}/people/size")
        check.matching(people.get("root"), f"{place}/people/root", HEX_32)
    check_seats(teams.get("seats"), f"{place}/seats", check)
    check.whole(teams.get("max_load"), f"{place}/max_load", low=1, high=MAX_U32)


def check_seats(value: Json, place: str, check: Checker) -> None:
    """Note everything wrong with a list of seats: not empty, names unique, 1 ≤ count ≤ 64."""
    seats = check.items(value, place)
    if seats is None:
        return
    if not seats:
        check.refuse("seats_empty", place)
    names: list[str | None] = []
    for i, item in enumerate(seats):
        seat = check.keys(item, f"{place}/{i}", ("name", "count"))
        if seat is not None:
            names.append(check.text(seat.get("name"), f"{place}/{i}/name"))
            check.whole(seat.get("count"), f"{place}/{i}/count", low=1, high=MAX_SEAT_COUNT)
    check.unique(names, place)
