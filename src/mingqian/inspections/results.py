"""Which result may stand beside which finding. Results are canonical codes; none is ever preset."""

from __future__ import annotations

from mingqian.inspections.models.record import Finding
from mingqian.law import ResultName

_FITTING: dict[str, frozenset[str]] = {
    Finding.NO_PROBLEM: frozenset({ResultName.NONE_FOUND, ResultName.NO_ACTIVITY, ResultName.QUALIFIED}),
    Finding.PROBLEM: frozenset(
        {
            ResultName.NOT_DISCLOSED,
            ResultName.FALSE_DISCLOSURE,
            ResultName.UNREACHABLE,
            ResultName.CORRECTED,
            ResultName.UNCOOPERATIVE,
            ResultName.PENDING,
            ResultName.UNQUALIFIED,
        }
    ),
    Finding.NOT_APPLICABLE: frozenset({ResultName.NO_ACTIVITY, ResultName.UNREACHABLE}),
}
"""Our reading of the lists of results (高青 8.3): 未发现问题 and its like speak of no problem, 不适用 of no activity."""


def fits(finding: str, result: str) -> bool:
    """Whether a result may stand beside a finding (both non-empty codes)."""
    return result in _FITTING.get(finding, frozenset())


def fitting(finding: str) -> frozenset[str]:
    """The results that may stand beside a finding."""
    return _FITTING.get(finding, frozenset())


PROBLEMS = frozenset(_FITTING[Finding.PROBLEM])
"""Results that say a problem was found."""
