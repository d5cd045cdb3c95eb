"""No write without an action, no action without an event, no event without words."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from pathlib import Path

import pytest

import mingqian
from mingqian.acts.action import ACTIONS
from mingqian.acts.lifecycle import LIFECYCLES
from mingqian.acts.refusal import wording
from mingqian.audit.presenters import registered
from mingqian.staff.icons import shape_of

SOURCE = Path(mingqian.__file__).parent
CODE = re.compile(r"^[a-z]+(\.[a-z_]+){1,3}$")


def _actions_rooms() -> list[str]:
    """`mingqian.<room>.actions`, whether a file or a folder."""
    return sorted(name for name in sys.modules if re.fullmatch(r"mingqian\.\w+\.actions", name))


@pytest.mark.parametrize("room", _actions_rooms() or ["none"])
def test_what_a_room_offers_as_actions_are_actions(room: str) -> None:
    """Every public function that `actions` defines or passes on; a folder's inner parts are its own affair."""
    bare = [
        f"{function.__module__}.{name}"
        for name, function in vars(sys.modules[room]).items()
        if not name.startswith("_")
        and inspect.isfunction(function)
        and function.__module__.startswith(room)
        and f"{function.__module__}.{name}" not in ACTIONS
    ]
    assert bare == []


WRITES = re.compile(
    r"\.(save|delete|bulk_create|bulk_update|get_or_create|update_or_create)\(|objects\.create\("
)
DOORS = ("pages", "office", "staff", "portal")


def test_doors_write_no_models() -> None:
    """Pages call actions; they never write for themselves."""
    written = []
    for path in sorted(SOURCE.rglob("*.py")):
        if not any(part.removesuffix(".py") in DOORS for part in path.relative_to(SOURCE).parts):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if WRITES.search(line) and "session" not in line:
                written.append(f"{path.relative_to(SOURCE)}:{number} {line.strip()}")
    assert written == []


def test_there_are_actions_in_every_room() -> None:
    """The reflection above looked at something."""
    rooms = {name.split(".")[1] for name in ACTIONS}
    assert {"accounts", "audit", "plans", "draws", "inspections", "publicity"} <= rooms


def test_every_action_is_permitted_or_says_why_not() -> None:
    for name, act in ACTIONS.items():
        assert act.permission is not None or len(act.why_unguarded) >= 6, name
        assert CODE.match(act.event), f"{name}: {act.event}"


def _written_events(sources) -> set[str]:
    """Codes given to `record`, `record_each`, `bulk_event` or `@action` as literals."""
    found = set()
    for _, tree in sources:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called not in {"record", "record_each", "bulk_event", "action"}:
                continue
            for keyword in node.keywords:
                if keyword.arg in {"action", "event"}:
                    found |= {
                        part.value
                        for part in ast.walk(keyword.value)
                        if isinstance(part, ast.Constant)
                        and isinstance(part.value, str)
                        and CODE.match(part.value)
                    }
    return found


def test_every_event_has_words(sources) -> None:
    used = _written_events(sources) | {act.event for act in ACTIONS.values()}
    assert len(used) > 50
    assert sorted(used - set(registered())) == []


def test_no_words_for_events_nobody_leaves(sources) -> None:
    """Stale wording fails too: a code counts as used when it stands anywhere in the code as a literal."""
    literals = {
        node.value
        for path, tree in sources
        if path.name != "event_words.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    built = {act.event for act in ACTIONS.values()}
    for lifecycle in LIFECYCLES.values():
        built |= {transition.event for transition in lifecycle.transitions.values()}
    assert sorted(set(registered()) - literals - built) == []


def _refusals(sources) -> dict[str, str]:
    """Every code given to `Refused(...)` as a literal, with where it stands."""
    found = {}
    for path, tree in sources:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found[part.value] = f"{path.name}:{node.lineno}"
    return found


def test_every_refusal_is_worded(sources) -> None:
    used = _refusals(sources)
    assert len(used) > 20
    assert {code: at for code, at in used.items() if code not in wording() and CODE.match(code)} == {}


def test_no_words_for_refusals_nobody_makes(sources) -> None:
    literals = {
        node.value
        for path, tree in sources
        if path.name not in {"wording.py", "refusal.py"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    stale = [code for code in wording() if code not in literals]
    assert stale == []


@pytest.mark.parametrize("kind", sorted(LIFECYCLES))
def test_every_state_has_a_shape_and_an_owner(kind: str) -> None:
    for state in LIFECYCLES[kind].states.values():
        shape_of(state.tone)
        assert state.name, state
        assert state.owner or state.tone in {"done", "stopped"}, f"{kind}.{state.code} waits for nobody"
    reached = {t.target for t in LIFECYCLES[kind].transitions.values()}
    left = {s for t in LIFECYCLES[kind].transitions.values() for s in t.sources}
    assert set(LIFECYCLES[kind].states) <= reached | left
