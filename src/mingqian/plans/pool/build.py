"""Building the pool that is frozen."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from mingqian.acts import progress
from mingqian.plans.models import Campaign
from mingqian.plans.pool.exclusions import Exclusions
from mingqian.plans.pool.survey import (
    DIMENSIONS,
    Survey,
    tally,
)
from mingqian.plans.pool.terms import CANDIDATE, OUT_OF_SCOPE, Terms, terms_of
from mingqian.plans.register import CHUNK


@dataclass(frozen=True)
class UrnPlan:
    """One urn as the plan wants it: how many of whom, by which share (in percent, exact text; empty where a number was
    set) and article. `weights` has one of each subject, in their order; None where all are alike. `chances`: each
    weight with the exact chance, as (weight, part, whole).
    """

    name: str
    quota: int
    share: str
    citation: str
    steps: tuple[str, ...]
    subject_ids: Sequence[int]
    weights: Sequence[int] | None = None
    chances: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Pool:
    """A campaign's pool on one day.

    `register_count` is the number of rows in the agency's register of subjects. `register_digest` is SHA-256
    over the salt and LF, then one line `id TAB code TAB version TAB outcome LF` for each of them, ascending by id;
    `version` counts the changes of the row (each sealed in the audit chain) and the outcome is empty for a candidate,
    `out_of_scope`, or the code of the reason. Whoever holds the register and the salt can compute it again; whoever
    changed a row in between cannot. The salt stays sealed until the list is released: without it a colleague who
    holds the register could try out which few subjects an earlier, unreleased list keeps out.
    """

    survey: Survey
    urns: tuple[UrnPlan, ...]
    exclusions: Exclusions
    register_digest: str

    @property
    def out_of_scope(self) -> int:
        """Subjects that do not meet the conditions."""
        return self.survey.out_of_scope

    @property
    def unclassed(self) -> int:
        """Subjects of unknown class, drawn or left out by the campaign's setting."""
        return self.survey.unclassed

    @property
    def register_count(self) -> int:
        """All subjects in the agency's register."""
        return self.survey.register_count

    @property
    def alarms(self) -> list[str]:
        """What a person should see before going on."""
        return list(self.survey.alarms)

    @property
    def counts(self) -> Mapping[str, list[tuple[str, str, int]]]:
        """By dimension: (value, label, candidates), most first; values without a candidate included."""
        return {
            dimension: [(bar.value, bar.label, bar.candidates) for bar in self.survey.bars[dimension]]
            for dimension in DIMENSIONS
        }


def build(campaign: Campaign, *, on: date, salt: str = "", secret: bool = True) -> Pool:
    """Read the whole register once, in ascending id, in bounded memory (about ten bytes a subject).

    Call it inside the transaction that uses it. The campaign's plan line gives the class, its pack the rules. Without
    `secret` it leaves nobody out because of a list that is not released: for answers that are shown.
    """
    terms = terms_of(campaign, on=on, secret=secret)
    place_of = {reason.code: place for place, reason in enumerate(terms.reasons)}
    numbers: Counter[str] = Counter()
    members: dict[str, _Members] = {}
    slots: dict[str, _Slot] = {}
    excluded, which = array("q"), array("B")
    digest = hashlib.sha256(f"{salt}\n".encode())
    rows = (
        terms.rows().order_by("id").values_list("id", "code", "version", "facts").iterator(chunk_size=CHUNK)
    )
    whole = terms.rows().count()
    while chunk := list(islice(rows, CHUNK)):
        progress.tell("第一步，共三步：逐户核对抽取条件", numbers.total(), whole)
        lines: list[str] = []
        for pk, code, version, facts in chunk:
            slot = slots.get(facts)
            if slot is None:
                slot = slots[facts] = _slot(terms, facts, members)
            reason, own, weight = slot
            if own is not None:
                own.ids.append(pk)
                if own.weights is not None:
                    own.weights.append(weight)
            elif reason != OUT_OF_SCOPE:
                excluded.append(pk)
                which.append(place_of[reason])
            lines.append(f"{pk}\t{code}\t{version}\t{reason}\n")
        numbers.update(facts for _, _, _, facts in chunk)
        digest.update("".join(lines).encode())
    counted = tally(terms, {terms.group_of(facts): number for facts, number in numbers.items()})
    urns = tuple(
        UrnPlan(
            urn.name,
            urn.quota,
            urn.share,
            urn.citation,
            urn.steps,
            members[urn.key].ids,
            members[urn.key].weights,
            tuple((one.weight, one.part, one.whole) for one in urn.chances),
        )
        for urn in counted.urns
    )
    return Pool(counted, urns, Exclusions(terms.reasons, excluded, which), digest.hexdigest())


@dataclass(frozen=True)
class _Members:
    """The subjects of one urn as they are read, and their weights where they have any."""

    ids: array[int]
    weights: array[int] | None


_Slot = tuple[str, _Members | None, int]
"""The reason of a group, and for candidates the urn it belongs to and the weight."""


def _slot(terms: Terms, facts: str, members: dict[str, _Members]) -> _Slot:
    group = terms.group_of(facts)
    if group[0] != CANDIDATE:
        return group[0], None, 0
    key = terms.urn_of(group)
    if key not in members:
        members[key] = _Members(array("q"), array("H") if terms.weights is not None else None)
    return group[0], members[key], terms.weight_of(group)
