"""值班: what came in outside the office is handed to the office before the change of shift (西平 投诉 六)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.complaints.states import ON_DUTY, SHIFT


class Shift(models.Model):
    """One person's turn on duty, from its beginning to the registration of what came in."""

    SEALED: ClassVar = (
        "agency",
        "officer_id",
        "officer",
        "began_at",
        "ends_at",
        "state",
        "handed_at",
        "note",
        "confirmed_at",
        "confirmed_by",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "internal")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    officer_id = models.BigIntegerField("值班人员编号")
    officer = models.CharField("值班人员", max_length=60)
    began_at = models.DateTimeField("开始值班")
    ends_at = models.DateTimeField("交接班时间")
    state = models.CharField("状态", max_length=12, choices=SHIFT.choices, default=ON_DUTY)
    handed_at = models.DateTimeField("报办公室时间", null=True, blank=True)
    note = models.CharField("交接说明", max_length=500, blank=True, default="")
    confirmed_at = models.DateTimeField("登记确认时间", null=True, blank=True)
    confirmed_by = models.CharField("登记确认人", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "值班受理"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "state"], name="shift_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "officer_id"], condition=models.Q(state="on_duty"), name="one_open_shift"
            ),
            models.CheckConstraint(
                name="shift_ends_after", condition=models.Q(ends_at__gt=models.F("began_at"))
            ),
            models.CheckConstraint(
                name="shift_confirmed_pair",
                condition=models.Q(confirmed_at__isnull=True, confirmed_by="")
                | (models.Q(confirmed_at__isnull=False) & ~models.Q(confirmed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.ends_at:%Y-%m-%d %H:%M}"

    @property
    def late(self) -> bool:
        """Whether it was handed over after the change of shift."""
        return self.handed_at is not None and self.handed_at > self.ends_at
