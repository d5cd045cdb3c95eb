"""Who and when in pairs: both are known or neither is."""

from __future__ import annotations

from django.db import models


def who_and_when(name: str, at: str, who: str) -> models.CheckConstraint:
    """A check that the time `at` (nullable) and the name `who` (empty text) are filled together."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(**{f"{at}__isnull": True, who: ""})
        | (models.Q(**{f"{at}__isnull": False}) & ~models.Q(**{who: ""})),
    )
