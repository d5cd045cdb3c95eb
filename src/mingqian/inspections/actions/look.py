"""Reading what is secret is an event too."""

from __future__ import annotations

from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.trail import record


@action(None, event="inspections.look", why_unguarded="查阅本身须留痕；能否查阅由 scope.visible 判断")
def note_look(*, by: Actor, kind: str, object_id: int, what: str, number: str = "") -> None:
    """Leave the event that someone looked at tasks whose list is still secret."""
    record(by=by, action="inspections.look", obj=(kind, object_id), details={"what": what, "number": number})
