"""What a team must be, with the article beside every part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation


@dataclass(frozen=True, slots=True)
class TeamRule:
    """The rule of a pack. ``citations`` has the article of each part the document names, under the part's name.

    ``minimum``, ``certified`` and ``leaders``: persons a subject; 0 where the document names none. Where it has no
    ``minimum``, the bureau's own (``team_size``), then without a citation.
    ``maximum`` None: it names none. ``leader_choice``, ``joint_leader``, ``replacement`` and ``recusal`` are
    tokens of the pack (``chosen``, ``lead_department``, ``appointed``, ``applied``), empty where it is silent;
    ``expert`` the ways an expert joins (``drawn``, ``appointed``). ``direct_appointment``: when too few
    inspectors can be drawn. ``recusal_cases``: the cases it lists, in its order, else those the bureau has named.
    ``leader_named_by``: who names the leader, as the bureau has decided (``executing_unit``, ``team``,
    ``lead_department``, ``unit``, or ``drawn``, ``first``: the lot's word stands); empty while nobody has.
    ``expert_drawn``: whether the bureau has experts drawn where the document allows either.
    """

    minimum: int
    maximum: int | None
    certified: int
    leaders: int
    leader_choice: str
    joint_leader: str
    expert: tuple[str, ...]
    direct_appointment: bool
    replacement: str
    replacement_needs_consent: bool
    replacement_causes: tuple[str, ...]
    recusal: str
    recusal_cases: tuple[str, ...]
    leader_named_by: str
    expert_drawn: bool
    citations: Mapping[str, Citation]
    reference: bool

    @property
    def leader_is_named(self) -> bool:
        """Whether somebody may name another of the team than the one the lot put into the leader's seat."""
        return self.leader_named_by not in ("", "drawn", "first")


def team_rule(pack: Pack, on: date) -> TeamRule:
    """The team rule on a day: whatever of it the document has."""
    parts = {parameter.name: parameter for parameter in pack.theme("teams", on)}

    def number(name: str) -> int:
        return parts[name].number() if name in parts else 0

    def words(name: str) -> tuple[str, ...]:
        return parts[name].words() if name in parts else ()

    def word(name: str) -> str:
        return next(iter(words(name)), "")

    size, own_cases = pack.answer("team_size"), pack.answer("recusal_cases")
    return TeamRule(
        minimum=number("minimum") or (int(size) if size.isdecimal() else 0),
        maximum=number("maximum") if "maximum" in parts else None,
        certified=number("certified"),
        leaders=number("leaders"),
        leader_choice=word("leader_choice"),
        joint_leader=word("joint_leader"),
        expert=words("expert"),
        direct_appointment="direct_appointment" in parts and parts["direct_appointment"].value is True,
        replacement=word("replacement"),
        replacement_needs_consent="replacement_consent" in parts
        and parts["replacement_consent"].value is True,
        replacement_causes=words("replacement_causes"),
        recusal=word("recusal"),
        recusal_cases=tuple(one.words()[0] for name, one in parts.items() if name.startswith("recusal_case_"))
        or ((own_cases,) if own_cases else ()),
        leader_named_by=pack.answer("leader_chosen_by") or pack.answer("several_drawn_from_lead"),
        expert_drawn=pack.answer("expert_choice") != "appointed",
        citations={name: parameter.citation for name, parameter in parts.items()},
        reference=pack.is_reference(on),
    )
