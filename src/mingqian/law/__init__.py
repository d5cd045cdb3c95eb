"""The rules, pure: packs of dated, cited parameters in; answers with their articles out.

Nothing here imports Django or another room, knows today's date, or finds files by itself: a pack is loaded
from the contents of its files (:func:`read_folder` is for the edges). Guide for authors:
``law/packs/README.md``.
"""

from mingqian.law.articles import (
    Anchored,
    anchored,
    check_anchors,
    citations,
    outermost,
    split_articles,
)
from mingqian.law.classes import (
    Classification,
    FactAnswer,
    classify_facts,
    classify_industry,
    exclusions,
    fact_rules,
    years_before,
)
from mingqian.law.clocks import Deadline, WorkdayCalendar, counts_event_day, due
from mingqian.law.collisions import Collision, Kind, Statement, collisions
from mingqian.law.differences import Difference, differences
from mingqian.law.errors import LawError, PackError, PackProblem
from mingqian.law.frequency import (
    Coverage,
    CrossRegion,
    FrequencyAnswer,
    coverage,
    cross_region,
    draws_sharing,
    once_a_year,
)
from mingqian.law.loading import THEMES, load_pack
from mingqian.law.pack import Pack, Validity
from mingqian.law.parameters import Citation, Entered, Parameter, Setting, Value
from mingqian.law.quotas import Quota, quota, share_of_percent
from mingqian.law.reading import read_folder
from mingqian.law.results import ResultCode, result_codes
from mingqian.law.teams import TeamRule, team_rule
from mingqian.law.uploading import load_uploaded, read_archive
from mingqian.law.vocabulary import (
    Applies,
    Bound,
    Direction,
    Event,
    Fact,
    FrequencyException,
    Grade,
    ItemClass,
    ResultName,
    Strength,
    Unit,
    Verified,
)

__all__ = [
    "THEMES",
    "Anchored",
    "Applies",
    "Bound",
    "Citation",
    "Classification",
    "Collision",
    "Coverage",
    "CrossRegion",
    "Deadline",
    "Difference",
    "Direction",
    "Entered",
    "Event",
    "Fact",
    "FactAnswer",
    "FrequencyAnswer",
    "FrequencyException",
    "Grade",
    "ItemClass",
    "Kind",
    "LawError",
    "Pack",
    "PackError",
    "PackProblem",
    "Parameter",
    "Quota",
    "ResultCode",
    "ResultName",
    "Setting",
    "Statement",
    "Strength",
    "TeamRule",
    "Unit",
    "Validity",
    "Value",
    "Verified",
    "WorkdayCalendar",
    "anchored",
    "check_anchors",
    "citations",
    "classify_facts",
    "classify_industry",
    "collisions",
    "counts_event_day",
    "coverage",
    "cross_region",
    "differences",
    "draws_sharing",
    "due",
    "exclusions",
    "fact_rules",
    "load_pack",
    "load_uploaded",
    "once_a_year",
    "outermost",
    "quota",
    "read_archive",
    "read_folder",
    "result_codes",
    "share_of_percent",
    "split_articles",
    "team_rule",
    "years_before",
]
