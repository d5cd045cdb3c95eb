"""The results a pack knows, each with its canonical code; a document's own number is an alias and never
kept.
"""

from dataclasses import dataclass
from datetime import date

from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation
from mingqian.law.vocabulary import ResultName


@dataclass(frozen=True, slots=True)
class ResultCode:
    """One result: ``code`` to keep, ``wording`` and ``position`` as the document has them."""

    code: ResultName
    wording: str
    position: str
    citation: Citation


def result_codes(pack: Pack, on: date) -> tuple[ResultCode, ...]:
    """The results in the document's order; empty for a pack that names none."""
    return tuple(
        ResultCode(ResultName(one.name), one.words()[0], one.position, one.citation)
        for one in pack.theme("results", on)
    )
