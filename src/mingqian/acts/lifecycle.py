"""States are data: one table a lifecycle. Diagrams, tooltips, checks and tests are read from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingqian.acts.refusal import Refused

LIFECYCLES: dict[str, Lifecycle] = {}


@dataclass(frozen=True)
class State:
    """One state: its code, its Chinese name, its tone (`todo|doing|near|done|stopped`), who it waits for."""

    code: str
    name: str
    tone: str
    owner: str


@dataclass(frozen=True)
class Transition:
    """One arrow: the act in words, from which states to which, and the event it leaves."""

    act: str
    name: str
    sources: tuple[str, ...]
    target: str
    event: str


class Lifecycle:
    """All states and transitions of one kind of object."""

    def __init__(
        self, kind: str, name: str, states: Iterable[State], transitions: Iterable[Transition]
    ) -> None:
        self.kind = kind
        self.name = name
        self.states = {state.code: state for state in states}
        self.transitions = {t.act: t for t in transitions}
        for t in self.transitions.values():
            for code in (*t.sources, t.target):
                if code not in self.states:
                    raise ValueError(f"{kind}: {t.act} names the unknown state {code}")
        LIFECYCLES[kind] = self

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For a model field."""
        return [(s.code, s.name) for s in self.states.values()]

    def allows(self, act: str, state: str) -> bool:
        """Whether `act` may happen in `state`."""
        return state in self.transitions[act].sources

    def check(self, act: str, state: str, what: str) -> str:
        """The state after `act`; raises `Refused` in words when it may not happen now."""
        transition = self.transitions[act]
        if state not in transition.sources:
            raise Refused("acts.wrong_state", what=what, state=self.states[state].name, doing=transition.name)
        return transition.target

    def why_not(self, act: str, state: str) -> str:
        """The tooltip of a disabled button; empty when the act is allowed."""
        if self.allows(act, state):
            return ""
        wanted = "、".join(self.states[s].name for s in self.transitions[act].sources)
        return f"现在是“{self.states[state].name}”，须在“{wanted}”时才能{self.transitions[act].name}。"

    def mermaid(self) -> str:
        """The diagram kept in docs/lifecycles.md."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {s.code} : {s.name}" for s in self.states.values()]
        lines += [
            f"    {source} --> {t.target} : {t.name}"
            for t in self.transitions.values()
            for source in t.sources
        ]
        return "\n".join(lines)
