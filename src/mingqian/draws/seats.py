"""Names of seats."""

LEADER, MEMBER, EXPERT = "leader", "member", "expert"
PARTNER = "partner-"
"""A seat of one joint department: this prefix and the agency's id."""
SEAT_NAMES = {LEADER: "组长", MEMBER: "组员", EXPERT: "专家"}


def seat_name(seat: str) -> str:
    """The Chinese name of a seat."""
    return "联合部门组员" if seat.startswith(PARTNER) else SEAT_NAMES.get(seat, seat)
