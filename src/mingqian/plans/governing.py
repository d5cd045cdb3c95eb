"""What the packs say about one matter, for pages, papers and gates: every bound pack's rule by its key.

A campaign is governed by the pack its plan was made under and by whatever else binds its agency; an agency by all
that binds it. A text nobody has read is passed over, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.law import Applies, LawError, Pack, Parameter
from mingqian.plans import packs, rulebook
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind

OCCASION = {LineKind.JOINT: Applies.JOINT, LineKind.CROSS: Applies.CROSS_REGION}
"""To which sayings of a pack a kind of campaign belongs."""


@dataclass(frozen=True)
class Ruled:
    """One rule as it governs: the pack it stands in, the parameter, and the citation as words (高青 5.1.2)."""

    pack: Pack
    parameter: Parameter
    where: str

    @property
    def values(self) -> tuple[str, ...]:
        """The value as a list of words: one for a single value, none for a plain duty (`true`)."""
        match self.parameter.value:
            case tuple(several):
                return several
            case bool():
                return ()
            case one:
                return (str(one),)


def governing_packs(whose: Campaign | Agency | int, on: date | None = None) -> list[Pack]:
    """The packs that govern a campaign (its own first, of one outside the lottery the one that names its ground) or an agency, each with the agency's decisions."""
    on = on or timezone.localdate()
    campaign = whose if isinstance(whose, Campaign) else None
    agency_id = campaign.agency_id if campaign else whose.pk if isinstance(whose, Agency) else int(str(whose))
    bound = [one.pack for one in rulebook.bound_packs(agency_id, on)]
    if campaign is None:
        return bound
    own = packs.pack_for(agency_id, campaign.pack_id)
    return [own, *(pack for pack in bound if pack.id != own.id)]


def governing(
    whose: Campaign | Agency | int, *keys: str, on: date | None = None, applies: Applies | None = None
) -> Iterator[Ruled]:
    """Every rule on the keys that governs, by key and then by pack; a key ending in “_” is a family (`liability.liable_`).

    Of a rule that a pack confines to an occasion (joint, cross-region) the one that fits the campaign's kind, or
    `applies`; a matter the document says two things about, and nobody has decided, is passed over: it stops elsewhere.
    """
    on = on or timezone.localdate()
    if applies is None and isinstance(whose, Campaign) and not whose.outside:
        applies = OCCASION.get(LineKind(whose.kind))
    known = governing_packs(whose, on)
    for key in keys:
        for pack in known:
            for name in _names(pack, key):
                try:
                    one = pack.get(name, on, applies)
                except LawError:
                    continue
                yield Ruled(pack, one, packs.cite(pack, one.citation))


def _names(pack: Pack, key: str) -> list[str]:
    if not key.endswith("_"):
        return [key]
    return list(dict.fromkeys(one.key for one in pack.parameters if one.key.startswith(key)))


def ruled_words(whose: Campaign | Agency | int, *keys: str, on: date | None = None) -> list[str]:
    """The values of the keys as words, each once, in the packs' order: what a document offers or asks for."""
    return list(dict.fromkeys(word for one in governing(whose, *keys, on=on) for word in one.values))
