"""The subjects that meet a campaign's conditions and still cannot be drawn."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from mingqian.plans.pool.reasons import Reason
from mingqian.registers.models import Subject

CHUNK = 2_000


@dataclass(frozen=True)
class Exclusion:
    """One subject and the first rule that keeps it out."""

    subject_id: int
    code: str
    name: str
    reason_code: str
    reason: str
    citation: str


class Exclusions(Sequence[Exclusion]):
    """All exclusions of a pool, ascending by subject id: nine bytes each in memory, codes and names read when
    asked.
    """

    def __init__(self, reasons: Sequence[Reason], ids: array[int], which: array[int]) -> None:
        self._reasons, self._ids, self._which = reasons, ids, which

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, index: int) -> Exclusion: ...

    @overload
    def __getitem__(self, index: slice) -> list[Exclusion]: ...

    def __getitem__(self, index: int | slice) -> Exclusion | list[Exclusion]:
        if isinstance(index, slice):
            part = Exclusions(self._reasons, self._ids[index], self._which[index])
            return list(part)
        return self._read(self._ids[index : index + 1 or None], self._which[index : index + 1 or None])[0]

    def __iter__(self) -> Iterator[Exclusion]:
        for at in range(0, len(self._ids), CHUNK):
            yield from self._read(self._ids[at : at + CHUNK], self._which[at : at + CHUNK])

    def ids_for(self, *codes: str) -> array[int]:
        """The ids of those kept out by these rules, ascending."""
        places = {at for at, reason in enumerate(self._reasons) if reason.code in codes}
        return array("q", (pk for pk, which in zip(self._ids, self._which, strict=True) if which in places))

    def counts(self) -> dict[str, int]:
        """How many are out for which reason code."""
        found = {reason.code: self._which.count(place) for place, reason in enumerate(self._reasons)}
        return {code: number for code, number in found.items() if number}

    def _read(self, ids: array[int], which: array[int]) -> list[Exclusion]:
        named = {
            pk: (code, name)
            for pk, code, name in Subject.objects.filter(pk__in=ids.tolist()).values_list(
                "id", "code", "name"
            )
        }
        found = []
        for pk, place in zip(ids, which, strict=True):
            reason = self._reasons[place]
            found.append(Exclusion(pk, *named[pk], reason.code, reason.name, reason.citation))
        return found
