"""What the record shows of each case, by the name of its rule; a case nobody has foreseen shows what stands of all."""

from collections.abc import Callable, Mapping

from mingqian.liability.evidence import conduct, exempting, work
from mingqian.liability.evidence.matter import Evidence, Matter, Row

EVIDENCE: Mapping[str, Callable[[Matter], Evidence]] = {
    "liable_not_checked": work.not_checked,
    "liable_not_published": work.not_published,
    "liable_crime_not_transferred": work.crime_not_transferred,
    "liable_delayed": work.delayed,
    "liable_serious_errors": work.serious_errors,
    "liable_neglect": work.neglect,
    "liable_collusion": conduct.collusion,
    "liable_concealment": conduct.concealment,
    "liable_discipline": conduct.discipline,
    "liable_interference": conduct.interference,
    "liable_leaking": conduct.leaking,
    "liable_abuse": conduct.abuse,
    "liable_other": conduct.other,
    "exempt_duty_done": exempting.duty_done,
    "exempt_technical_limits": exempting.technical_limits,
    "exempt_no_causal_link": exempting.no_causal_link,
    "exempt_false_report": exempting.false_report,
    "exempt_other": conduct.other,
}
"""By the name of the rule in the theme `liability`."""

OTHER = conduct.other
"""For a case of a document we have not seen."""

__all__ = ["EVIDENCE", "OTHER", "Evidence", "Matter", "Row"]
