"""What is said in a complaint, checked against what the documents let it be about: the same for whoever takes it down
and for whoever sends it in.
"""

from __future__ import annotations

from typing import Any

from mingqian.acts.refusal import Refused
from mingqian.complaints.actions.steps import wanted
from mingqian.complaints.rules import DANGER, Rules
from mingqian.inspections.limits import text


def matter(rules: Rules, about: str, *, officers: bool) -> tuple[str, bool]:
    """What it is about in the documents' words, and whether that is the bureau's own officers. Raises `Refused`: about."""
    if not rules.subjects:
        return "", officers
    if about not in rules.subjects:
        raise Refused("complaints.about", field="about")
    return about, rules.is_officers(about)


def tell(
    rules: Rules,
    *,
    about: str,
    officers: bool,
    danger: str,
    kind: str,
    whom: str,
    place: str,
    content: str,
) -> dict[str, Any]:
    """The fields of a complaint that hold what was said. Raises `Refused`: kind, danger, whom, content, text_too_long."""
    kinds = {one.key: one for one in rules.kinds}
    violation = bool(rules.subjects) and not officers and DANGER not in about
    if violation and kinds and kind not in kinds:
        raise Refused("complaints.kind", field="kind")
    if danger and danger not in rules.dangers:
        raise Refused("complaints.danger", field="danger")
    name, where = text(whom, "subject_name", 300), text(place, "place", 200)
    if not officers and not name and not where:
        raise Refused("complaints.whom", field="subject_name")
    return {
        "about": about,
        "officers": officers,
        "danger": danger if DANGER in about else "",
        "kind": kind if violation and kinds else "",
        "kind_words": kinds[kind].label if violation and kinds else "",
        "subject_name": name,
        "place": where,
        "content": wanted(content, "content", 5000, "complaints.content"),
    }
