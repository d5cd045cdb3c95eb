"""Steps over the results: the selection and the teams, made again and compared byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

from ..canonical import Json, parse_canonical
from ..entries import leaf_hashes, leaf_numbers
from ..errors import LotError
from ..hashing import Hash
from ..result import selection_json, teams_chunks
from ..seed import team_key
from ..shapes import Manifest
from ..teams import form_teams
from .context import Context

_PLACES_SHOWN = 20


def check_selection(context: Context) -> None:
    """``selection.json`` is exactly what the leaves and the seed give."""
    if context.selection is None:
        return
    expected = selection_json(context.selection)
    _compare(context, "selection", "selection.json", expected)
    context.findings.done("selection", drawn=len(context.tasks))


def check_teams(context: Context, manifest: Manifest, hash: Hash) -> None:
    """``teams.json``: vacant seats, least load and every choice are exactly what the definition gives."""
    rules = manifest["teams"]
    if rules is None:
        context.findings.done("teams", "absent")
        return
    if context.seed is None or context.masks is None or context.people_leaves is None:
        return
    context.teams = form_teams(
        context.tasks,
        context.masks,
        rules["seats"],
        leaf_hashes(context.people_leaves),
        leaf_numbers(context.people_leaves),
        rules["max_load"],
        team_key(context.seed, hash),
        hash,
    )
    expected = b"".join(teams_chunks(context.teams))
    _compare(context, "teams", "teams.json", expected)
    context.findings.done(
        "teams", teams=len(context.teams.teams), load=context.teams.load, vacant=context.teams.vacant
    )


def _compare(context: Context, step: str, name: str, expected: bytes) -> None:
    """Refuse ``step`` where the member differs from ``expected``, naming the places that differ."""
    # The true file cannot be longer; a false one is read only a little further, to say what is wrong with it.
    if context.archive.size(name) > 2 * len(expected) + 4096:
        context.findings.refuse(step, LotError("result_length", place=name))
        return
    data = context.archive.read(name, 2 * len(expected) + 4096)
    if data == expected:
        return
    try:
        found = parse_canonical(data)
    except LotError as error:
        context.findings.refuse(step, error.at(name))
        return
    places = _differences(found, parse_canonical(expected), name)
    shown = [LotError(code, place=place) for code, place in _first(places, _PLACES_SHOWN)]
    context.findings.refuse(step, *shown)


def _first(places: Iterator[tuple[str, str]], most: int) -> Iterator[tuple[str, str]]:
    for _, found in zip(range(most), places, strict=False):
        yield found


_CODES = {"ticket": "ticket_wrong", "load": "load_not_least", "e": "drawn_wrong", "urn": "urn_name_wrong"}


def _differences(found: Json, expected: Json, place: str, key: str = "") -> Iterator[tuple[str, str]]:
    """Code and place of everything in ``found`` that is not as ``expected``."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for name in sorted(set(found) | set(expected)):
            if name not in found or name not in expected:
                yield (
                    ("key_unknown_here" if name not in expected else "key_missing_here"),
                    f"{place}/{name[:80]}",
                )
            else:
                yield from _differences(found[name], expected[name], f"{place}/{name}", name)
    elif isinstance(found, list) and isinstance(expected, list):
        if len(found) != len(expected):
            yield "length_wrong", place
        for i, (one, other) in enumerate(zip(found, expected, strict=False)):
            yield from _differences(one, other, f"{place}/{i}", key)
    elif found != expected or type(found) is not type(expected):
        if key == "seats" and found is None:
            yield "seat_vacant_wrongly", place
        elif key == "seats" and expected is None:
            yield "seat_filled_wrongly", place
        else:
            yield _CODES.get(key, "person_wrong" if key == "seats" else "result_wrong"), place
