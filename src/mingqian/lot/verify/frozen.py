"""Steps over what was frozen before the draw: manifest, files, secret, reveals, leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from .. import merkle
from ..archive import URN_NAME
from ..checking import Checker
from ..entries import LEAF_SIZE, MAX_U32, MAX_WEIGHT, LeafOrder, leaf_inputs
from ..errors import LotError
from ..hashing import DIGEST_SIZE, Hash, get_hash
from ..manifest import manifest_problems
from ..result import UrnResult, check_secret
from ..seed import make_seed, ticket_key
from ..shapes import Manifest, Urn
from ..sources import check_reveals
from ..tickets import SmallestTickets
from ..weighted import draw_weighted
from .context import Context, Limits

_TEAM_FILES = ("people.leaves", "eligibility.json", "teams.json")
# Entries held at once while looking for one that stands in two urns.
_HELD = 2_000_000


def check_manifest(context: Context) -> None:
    """``manifest.json`` is canonical, complete, of this protocol, and within the sizes this program goes
    to.
    """
    findings = context.findings
    data, value = context.read_json("manifest.json")
    problems = manifest_problems(value).problems
    findings.refuse("manifest", *problems)
    if problems:
        return
    manifest = cast("Manifest", value)
    findings.refuse("manifest", *_beyond_limits(manifest, context.limits))
    if findings.refused("manifest"):
        return
    context.manifest = manifest
    context.hash = get_hash(manifest["hash"])
    context.m = context.hash.digest(data)
    findings.done("manifest", urns=len(manifest["urns"]), attempt=manifest["draw"]["attempt"])
    findings.leave_open("attempts", attempt=manifest["draw"]["attempt"])
    if manifest["draw"]["parent"] is not None:
        findings.leave_open("parent", m=manifest["draw"]["parent"])


def _beyond_limits(manifest: Manifest, limits: Limits) -> list[LotError]:
    """What this program refuses to compute for its sheer size."""
    urns = manifest["urns"]
    drawn = sum(urn["quota"] for urn in urns)
    claims = [
        ("urns", len(urns), limits.urns),
        ("leaves", sum(urn["size"] for urn in urns), limits.leaves),
        ("drawn", drawn, limits.drawn),
    ]
    claims += [("weighted_leaves", urn["size"], limits.weighted_leaves) for urn in urns if urn["weighted"]]
    teams = manifest["teams"]
    if teams is not None:
        people = teams["people"]["size"]
        seats = sum(seat["count"] for seat in teams["seats"])
        claims += [
            ("people", people, limits.people),
            ("places", drawn * seats, limits.places),
            ("pairs", drawn * people * len(teams["seats"]), limits.pairs),
        ]
    return [
        LotError("beyond_limit", place="manifest.json", name=name, value=value, limit=limit)
        for name, value, limit in claims
        if value > limit
    ]


def check_files(context: Context, manifest: Manifest) -> None:
    """Exactly the files this manifest calls for are there."""
    archive, findings = context.archive, context.findings
    needed = ["reveals.json", "secret.txt", "selection.json", "opened.jsonl"]
    needed += [f"urns/{n}.leaves" for n in range(len(manifest["urns"]))]
    if manifest["teams"] is not None:
        needed += _TEAM_FILES
    findings.refuse(
        "files", *(LotError("file_missing", place=name) for name in needed if name not in archive)
    )
    for name in archive.names:
        if name not in needed and (name in _TEAM_FILES or URN_NAME.fullmatch(name)):
            findings.refuse("files", LotError("file_unexpected", place=name))
    findings.done("files", files=len(archive.names))


def _check_size(context: Context, name: str, leaves: int) -> None:
    """Leaves must fill exactly the room the manifest gives them: known before a byte is unpacked."""
    size = context.archive.size(name)
    if size != leaves * LEAF_SIZE:
        raise LotError("leaf_count", place=name, expected=leaves, found=f"{size / LEAF_SIZE:g}")


def check_secret_file(context: Context, manifest: Manifest, hash: Hash) -> None:
    """``secret.txt`` is 64 hex digits that open the bureau's commitment."""
    try:
        secret = context.archive.read("secret.txt", 64).decode("ascii")
    except (UnicodeDecodeError, LotError) as error:
        if isinstance(error, LotError) and error.code != "too_large":
            raise
        raise LotError("secret_form", place="secret.txt") from error
    check_secret(secret, manifest, hash)
    context.secret = secret
    context.findings.done("secret")


def check_reveals_file(context: Context, manifest: Manifest, hash: Hash) -> None:
    """``reveals.json`` has what each source promised: opened commitments, lengths, verified drand rounds."""
    data, value = context.read_json("reveals.json")
    check = Checker()
    check_reveals(value, manifest["sources"], "reveals.json", hash, check)
    context.findings.refuse("reveals", *check.problems)
    if not check.problems:
        context.reveals_digest = hash.digest(data)
        context.findings.done("reveals", sources=len(manifest["sources"]))
        context.findings.leave_open("sources_independent")
        if any(source["kind"] in ("dice", "public") for source in manifest["sources"]):
            context.findings.leave_open("sources_entered")


def make_seed_of(context: Context, hash: Hash) -> None:
    """The seed, once manifest, secret and reveals are known to be what they should."""
    if context.m is not None and context.secret is not None and context.reveals_digest is not None:
        context.seed = make_seed(context.m, context.secret, context.reveals_digest, hash)


def check_urns(context: Context, manifest: Manifest, hash: Hash) -> None:
    """Leaves of every urn: whole, ascending, weights allowed, under the frozen root; no entry in two urns.

    Draws on the way, where there is a seed.
    """
    selection = []
    for n, urn in enumerate(manifest["urns"]):
        try:
            selection.append(_pass_urn(context, urn, n, hash))
        except LotError as error:
            named = error if error.place else error.at(f"urns/{n}.leaves")
            context.findings.refuse("urns", named)
    if context.findings.refused("urns"):
        return
    _check_disjoint(context, manifest)
    context.findings.done("urns", leaves=sum(urn["size"] for urn in manifest["urns"]))
    if context.findings.passed("urns") and context.seed is not None:
        context.selection = selection
    context.findings.leave_open("register_complete", count=manifest["register"]["count"])


def _pass_urn(context: Context, urn: Urn, n: int, hash: Hash) -> UrnResult:
    """Check one urn's leaves in a single pass; returns what is drawn from it (nothing without a seed)."""
    _check_size(context, f"urns/{n}.leaves", urn["size"])
    order = LeafOrder(1, MAX_WEIGHT if urn["weighted"] else 1)
    key = b"" if context.seed is None else ticket_key(context.seed, n, hash)
    smallest = SmallestTickets(key, 0 if urn["weighted"] or context.seed is None else urn["quota"], hash)
    entries: list[bytes] = []
    weights: list[int] = []

    def inputs() -> Iterator[bytes]:
        for run in context.leaf_runs(f"urns/{n}.leaves"):
            order.feed(run)
            hashes = [one[:DIGEST_SIZE] for one in run]
            if urn["weighted"]:
                entries.extend(hashes)
                weights.extend(int.from_bytes(one[DIGEST_SIZE:], "big") for one in run)
            else:
                smallest.feed(hashes)
            yield from run

    if merkle.root(inputs(), hash).hex() != urn["root"]:
        raise LotError("leaf_root")
    if not urn["weighted"] or context.seed is None:
        return UrnResult(urn["name"], tuple(smallest.drawn()))
    drawn = draw_weighted(entries, weights, urn["quota"], context.seed, n, key, hash)
    return UrnResult(urn["name"], tuple(drawn))


def _check_disjoint(context: Context, manifest: Manifest) -> None:
    """No e stands in two urns: ids are unique over all urns, so equal entries cannot be."""
    if len(manifest["urns"]) < 2:
        return
    total = sum(urn["size"] for urn in manifest["urns"])
    passes = total // _HELD + 1
    for turn in range(passes):
        seen: set[bytes] = set()
        for n in range(len(manifest["urns"])):
            for run in context.leaf_runs(f"urns/{n}.leaves"):
                hashes = [one[:DIGEST_SIZE] for one in run]
                if passes > 1:
                    hashes = [e for e in hashes if int.from_bytes(e[-4:], "big") % passes == turn]
                before = len(seen)
                seen.update(hashes)
                if len(seen) != before + len(hashes):
                    context.findings.refuse("urns", LotError("entry_in_two_urns", place=f"urns/{n}.leaves"))
                    return


def check_people(context: Context, manifest: Manifest, hash: Hash) -> None:
    """``people.leaves``: whole, ascending, limits at least 1, under the frozen root."""
    teams = manifest["teams"]
    if teams is None:
        context.findings.done("people", "absent")
        return
    name = "people.leaves"
    _check_size(context, name, teams["people"]["size"])
    leaves = context.archive.read(name, teams["people"]["size"] * LEAF_SIZE)
    try:
        LeafOrder(1, MAX_U32).feed(list(leaf_inputs(leaves)))
    except LotError as error:
        raise error.at(name) from error
    if merkle.root(leaf_inputs(leaves), hash).hex() != teams["people"]["root"]:
        raise LotError("leaf_root", place=name)
    context.people_leaves = leaves
    context.findings.done("people", people=teams["people"]["size"])
