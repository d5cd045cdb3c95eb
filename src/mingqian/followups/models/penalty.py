"""行政处罚: proposed by whoever handles the case, reviewed and discussed where the law asks, decided by the head."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.followups.models.case import Case
from mingqian.followups.states import PENALTY, PROPOSED


class Party(models.TextChoices):
    """Who is punished."""

    ORGANISATION = "organisation", "单位"
    PERSON = "person", "个人"


class Revocation(models.TextChoices):
    """What may befall a decision that is public, in the words of 行政处罚法 48."""

    CHANGED = "changed", "依法变更"
    REVOKED = "revoked", "依法撤销"
    UNLAWFUL = "unlawful", "确认违法"
    VOID = "void", "确认无效"


class Penalty(models.Model):
    """One decision on a penalty, from the proposal on. What is decided never changes afterwards.

    `party_public` is how the party is named where the decision is public: of an organisation its name, of a person the
    form the bureau chose. `kinds` are the law's kinds of penalty, `review_cases` the situations in which the law wants a
    legal review (empty: none applies), `serious` whether the heads must discuss it together.
    """

    SEALED: ClassVar = (
        "case",
        "agency",
        "party_kind",
        "party_name",
        "party_public",
        "party_code",
        "violation",
        "basis",
        "kinds",
        "amount",
        "review_cases",
        "serious",
        "state",
        "proposed_at",
        "proposed_by",
        "proposed_by_id",
        "review_passed",
        "review_opinion",
        "reviewed_at",
        "reviewed_by",
        "discussed_on",
        "discussion",
        "returned_reason",
        "number",
        "decided_on",
        "decided_at",
        "decided_by",
        "revocation",
        "revoked_on",
        "revoked_number",
        "revoked_reason",
        "revoked_by",
    )
    OPENNESS: ClassVar = {**dict.fromkeys(SEALED, "secret"), "party_name": "personal"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="penalties", verbose_name="立案查处")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    party_kind = models.CharField("当事人", max_length=14, choices=Party.choices)
    party_name = models.CharField("当事人名称、姓名", max_length=300)
    party_public = models.CharField("公开时怎样写", max_length=300)
    party_code = models.CharField("统一社会信用代码", max_length=40, blank=True, default="")
    violation = models.TextField("违法事实")
    basis = models.TextField("处罚依据")
    kinds = models.JSONField("处罚种类", default=list)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    review_cases = models.JSONField("应当法制审核的情形", default=list, blank=True)
    serious = models.BooleanField("情节复杂或者重大", default=False)
    state = models.CharField("状态", max_length=10, choices=PENALTY.choices, default=PROPOSED)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.CharField("提出人", max_length=60)
    proposed_by_id = models.BigIntegerField("提出人编号", null=True, blank=True)
    review_passed = models.BooleanField("法制审核通过", null=True, blank=True)
    review_opinion = models.TextField("法制审核意见", blank=True, default="")
    reviewed_at = models.DateTimeField("法制审核时间", null=True, blank=True)
    reviewed_by = models.CharField("法制审核人", max_length=60, blank=True, default="")
    discussed_on = models.DateField("集体讨论日期", null=True, blank=True)
    discussion = models.TextField("集体讨论", blank=True, default="")
    returned_reason = models.TextField("退回的理由", blank=True, default="")
    number = models.CharField("决定书文号", max_length=80, blank=True, default="")
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_at = models.DateTimeField("登记决定的时间", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True, default="")
    revocation = models.CharField(
        "变更、撤销", max_length=10, choices=Revocation.choices, blank=True, default=""
    )
    revoked_on = models.DateField("变更、撤销日期", null=True, blank=True)
    revoked_number = models.CharField("变更、撤销文书", max_length=120, blank=True, default="")
    revoked_reason = models.TextField("变更、撤销的理由", blank=True, default="")
    revoked_by = models.CharField("登记变更、撤销的人", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "行政处罚"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~models.Q(number=""), name="penalty_number"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=("proposed", "decided")),
                name="one_penalty_a_case",
            ),
            models.CheckConstraint(
                name="penalty_decided_whole",
                condition=(
                    models.Q(
                        state__in=("decided", "revoked"), decided_on__isnull=False, decided_at__isnull=False
                    )
                    & ~models.Q(decided_by="")
                    & ~models.Q(number="")
                )
                | models.Q(
                    state__in=("proposed", "returned"),
                    decided_on__isnull=True,
                    decided_at__isnull=True,
                    decided_by="",
                    number="",
                ),
            ),
            models.CheckConstraint(
                name="penalty_reviewed_pair",
                condition=models.Q(reviewed_at__isnull=True, reviewed_by="", review_passed__isnull=True)
                | (
                    models.Q(reviewed_at__isnull=False, review_passed__isnull=False)
                    & ~models.Q(reviewed_by="")
                ),
            ),
            models.CheckConstraint(
                name="penalty_revoked_whole",
                condition=(
                    models.Q(state="revoked", revoked_on__isnull=False)
                    & ~models.Q(revocation="")
                    & ~models.Q(revoked_by="")
                    & ~models.Q(revoked_reason="")
                )
                | (
                    ~models.Q(state="revoked")
                    & models.Q(revoked_on__isnull=True, revocation="", revoked_by="", revoked_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.case_id} {self.state}"
