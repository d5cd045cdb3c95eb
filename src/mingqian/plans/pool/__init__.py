"""The pool of a campaign: who may be drawn, who may not and why, in which urns with which quota."""

from mingqian.plans.pool.build import Pool, UrnPlan, build
from mingqian.plans.pool.exclusions import Exclusion, Exclusions
from mingqian.plans.pool.reasons import Reason
from mingqian.plans.pool.survey import Bar, Chance, ReasonCount, Survey, UrnSize, survey
from mingqian.plans.pool.terms import OUT_OF_SCOPE, Terms, terms_of

__all__ = [
    "OUT_OF_SCOPE",
    "Bar",
    "Chance",
    "Exclusion",
    "Exclusions",
    "Pool",
    "Reason",
    "ReasonCount",
    "Survey",
    "Terms",
    "UrnPlan",
    "UrnSize",
    "build",
    "survey",
    "terms_of",
]
