"""The fixed words of the packs. Values are what stands in the files; Chinese where the documents have the
word.
"""

from enum import StrEnum


class Strength(StrEnum):
    """How strongly a rule binds, in the documents' own grading.

    ``原则上`` and ``一般`` are defaults one may depart from with a recorded reason; ``可以`` permits.
    """

    MUST = "应当"
    IN_PRINCIPLE = "原则上"
    USUALLY = "一般"
    MAY = "可以"

    @property
    def departure_allowed(self) -> bool:
        """True when one may do otherwise with a recorded reason."""
        return self is not Strength.MUST


class Unit(StrEnum):
    """Units of values."""

    PERCENT = "百分比"
    SHARE = "比例"
    WORKDAYS = "工作日"
    DAYS = "日"
    PERSONS = "人"
    HOUSEHOLDS = "户"
    YEARS = "年"
    TIMES_A_YEAR = "次/年"


class Verified(StrEnum):
    """Where the rule was read: in the document kept with the project, elsewhere, or not at all."""

    SEED = "seed"
    ELSEWHERE = "elsewhere"
    UNREAD = "unread"


class Bound(StrEnum):
    """What a number is: the least, the most, or exactly that."""

    LEAST = "min"
    MOST = "max"
    EXACT = "exact"


class Applies(StrEnum):
    """Where a document says two things of one matter: to what each is confined."""

    JOINT = "joint"
    CROSS_REGION = "cross_region"
    OFFICERS = "officers"


class Fact(StrEnum):
    """What makes a subject 重点, where a document goes by facts and not by industry."""

    KEY_CHEMICALS = "key_chemicals"
    KEY_PROCESS = "key_process"
    MAJOR_HAZARD = "major_hazard"
    FIREWORKS_WHOLESALE = "fireworks_wholesale"
    EXPLOSIVE_DUST = "explosive_dust"
    HIGH_RISK = "high_risk"
    FATAL_ACCIDENT = "fatal_accident"
    JOINT_PUNISHMENT = "joint_punishment"
    MAJOR_HIDDEN_DANGER = "major_hidden_danger"


class Grade(StrEnum):
    """Grades of credit risk, the best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class ItemClass(StrEnum):
    """重点 or 一般 inspection item; what a document leaves open is None, never a third class."""

    KEY = "重点"
    GENERAL = "一般"


class Event(StrEnum):
    """What starts a term; one list for all packs."""

    CHECK_PLANNED = "check_planned"
    CHECK_ENDED = "check_ended"
    TASK_ENDED = "task_ended"
    CAMPAIGN_ENDED = "campaign_ended"
    RESULT_MADE = "result_made"
    FINDING_CONFIRMED = "finding_confirmed"
    LETTER_RECEIVED = "letter_received"
    CASE_CLOSED = "case_closed"
    PENALTY_DECIDED = "penalty_decided"
    PENALTY_REVOKED = "penalty_revoked"
    OBJECTION_RECEIVED = "objection_received"
    REVIEW_MADE = "review_made"
    SHIFT_END = "shift_end"


class Direction(StrEnum):
    """A term runs forward from its event, or backward: the latest day to act before it."""

    AFTER = "after"
    BEFORE = "before"


class ResultName(StrEnum):
    """The canonical results. Packs alias them: their numbers differ, so an ordinal is never kept."""

    NONE_FOUND = "none_found"
    NOT_DISCLOSED = "not_disclosed"
    FALSE_DISCLOSURE = "false_disclosure"
    UNREACHABLE = "unreachable"
    CORRECTED = "corrected"
    UNCOOPERATIVE = "uncooperative"
    NO_ACTIVITY = "no_activity"
    PENDING = "pending"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


class FrequencyException(StrEnum):
    """Why a subject may be drawn again although the yearly limit is reached."""

    KEY_INDUSTRY = "key_industry"
    REPEATED_COMPLAINTS = "repeated_complaints"
    WATCH_LIST = "watch_list"
    BAD_CREDIT = "bad_credit"
    SERIOUS_VIOLATION = "serious_violation"
    SPECIAL_CAMPAIGN = "special_campaign"
    SPECIAL_EVENT = "special_event"
    SUPERIOR_ORDER = "superior_order"
