"""What was decided not to be public, taken out of a content before anybody lays eyes on it; and how often, for the public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from mingqian.inspections.models import Inspection
from mingqian.publicity.models import Ground, Withholding
from mingqian.publicity.states import HOLDS, PROPOSED

FIELDS: Mapping[str, str] = {"result": "检查结果", "handling": "处理"}
"""The pieces of a line that may be withheld."""
SAID = "不予公开"


def in_force(inspection: Inspection) -> Withholding | None:
    """The approved withholding of an inspection's result."""
    return Withholding.objects.filter(inspection=inspection, state__in=HOLDS).first()


def proposed(inspection: Inspection) -> Withholding | None:
    """The one waiting for its decision."""
    return Withholding.objects.filter(inspection=inspection, state=PROPOSED).first()


def without(content: dict[str, Any], withholding: Withholding | None) -> dict[str, Any]:
    """The content with the withheld pieces replaced, and said so with ground and basis.

    Each touched line gets `withheld` (names of its pieces); the content `withheld`: {"ground", "basis", "pieces": [text]}.
    """
    if withholding is None or withholding.whole:
        return content
    lines = [dict(line) for line in content["lines"]]
    pieces = []
    for position, piece in sorted(map(tuple, withholding.parts)):
        line = lines[position - 1]
        line["withheld"] = [*line.get("withheld", []), piece]
        pieces.append(f"第 {position} 项的{FIELDS[piece]}")
        line[piece] = "" if piece == "result" else SAID
        if piece == "result":
            line["result_words"] = SAID
            line.pop("relied", None)  # what it rests on would tell some of it
    told = {"ground": Ground(withholding.ground).label, "basis": withholding.basis, "pieces": pieces}
    return {**content, "lines": lines, "withheld": told}


def counts(withholdings: Any) -> dict[str, Any]:
    """For the public: how many enterprises' results are withheld whole and by which grounds, how many in part."""
    whole: Counter[str] = Counter()
    part: Counter[str] = Counter()
    for ground, parts in withholdings.filter(state__in=HOLDS).values_list("ground", "parts"):
        (part if parts else whole)[Ground(ground).label] += 1
    return {
        "whole": whole.total(),
        "part": part.total(),
        "whole_grounds": whole.most_common(),
        "part_grounds": part.most_common(),
    }


def counts_of_campaign(campaign_id: int) -> dict[str, Any]:
    """`counts` of one campaign."""
    return counts(Withholding.objects.filter(campaign_id=campaign_id))
