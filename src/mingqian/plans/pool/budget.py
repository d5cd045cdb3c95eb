"""How much of a year's checks enterprises have borne, as far as released lists tell: what pages may show.

The cap itself, and who is kept out of a pool by it, is in `plans.overlay`; the lock reckons with every list.
"""

from __future__ import annotations

from django.db.models import QuerySet

from mingqian.plans.models import DrawHistory
from mingqian.plans.models.plan import SpecialOrder
from mingqian.plans.overlay import Cap, visits_of
from mingqian.plans.pool.untold import told


def visits(agency_id: int, year: int, cap: Cap) -> QuerySet[DrawHistory]:
    """What counts against the cap in a year, by lists that are released."""
    history = told(DrawHistory.objects.filter(agency_id=agency_id, drawn_on__year=year))
    if not cap.superior_counts:
        history = history.exclude(campaign__special_order=SpecialOrder.SUPERIOR)
    return visits_of(history)
