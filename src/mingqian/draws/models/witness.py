"""A witness beside the source it stands for: who is invited, on which device, and what that device signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.acts.fields import EncryptedTextField
from mingqian.draws.models.draw import Draw
from mingqian.draws.models.source import Source

M, REVEALS, RESULTS = "m", "reveals", "results"
OVER = [(M, "锁库摘要"), (REVEALS, "公开值摘要"), (RESULTS, "结果摘要")]
"""What is signed and logged: the words of `signatures.json` and `log.json`."""


class WitnessDevice(models.Model):
    """The device of one witness. An invited witness has no account: a link used once binds device and person.

    `token` is the link's secret, kept only until a device has taken it; `key` is the device's Ed25519 public key.
    """

    SEALED: ClassVar = (
        "source",
        "name",
        "office",
        "invited",
        "token",
        "token_digest",
        "token_until",
        "issued_by",
        "device_digest",
        "claimed_at",
        "key",
        "key_at",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(("source", "name", "office", "invited", "key", "key_at"), "public"),
        **dict.fromkeys(("token_until", "issued_by", "claimed_at"), "internal"),
        **dict.fromkeys(("token", "token_digest", "device_digest"), "secret"),
    }

    source = models.OneToOneField(Source, models.PROTECT, related_name="device", verbose_name="随机数来源")
    name = models.CharField("姓名", max_length=60)
    office = models.CharField("单位职务", max_length=120, blank=True)
    invited = models.BooleanField("受邀（没有账号）", default=False)
    token = EncryptedTextField("一次性链接", blank=True)
    token_digest = models.CharField("链接摘要", max_length=64, blank=True, db_index=True)
    token_until = models.DateTimeField("链接有效至", null=True, blank=True)
    issued_by = models.CharField("发出链接的人", max_length=60, blank=True)
    device_digest = models.CharField("设备摘要", max_length=64, blank=True)
    claimed_at = models.DateTimeField("设备接入时间", null=True, blank=True)
    key = models.CharField("设备公钥", max_length=64, blank=True)
    key_at = models.DateTimeField("公钥登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "见证设备"

    def __str__(self) -> str:
        return self.name

    @property
    def fingerprint(self) -> str:
        """Six digits by which a person tells their own device from another's, on both screens."""
        return f"{int(self.device_digest[:12], 16) % 1_000_000:06d}" if self.device_digest else ""


class DeviceSignature(models.Model):
    """An Ed25519 signature of a witness's device over the 32 bytes of m, of the reveals' or of the results' hash."""

    SEALED: ClassVar = ("draw", "source", "name", "over", "key", "sig", "signed_at")
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "public")

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="device_signatures", verbose_name="摇号")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="device_signatures", verbose_name="随机数来源"
    )
    name = models.CharField("姓名", max_length=190)
    over = models.CharField("所签", max_length=8, choices=OVER)
    key = models.CharField("公钥", max_length=64)
    sig = models.CharField("签名", max_length=128)
    signed_at = models.DateTimeField("签名时间")

    class Meta:
        verbose_name = "设备签名"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["source", "over"], name="device_signs_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.over}"


class NumberEntry(models.Model):
    """One typing of dice or of a public number by one person; two people's must agree."""

    SEALED: ClassVar = ("source", "who", "name", "value", "entered_at")
    OPENNESS: ClassVar = {
        **dict.fromkeys(("source", "name", "entered_at"), "public"),
        "who": "internal",
        "value": "secret",
    }

    source = models.ForeignKey(Source, models.PROTECT, related_name="entries", verbose_name="随机数来源")
    who = models.CharField("录入人编号", max_length=24)
    name = models.CharField("录入人", max_length=60)
    value = models.CharField("录入的数字", max_length=200)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "数字录入"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.name}"


class Beacon(models.Model):
    """A drand round as a source: its chain, how long after the manifest's publication, and the round then fixed."""

    SEALED: ClassVar = ("source", "chain", "minutes", "round")
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "public")

    source = models.OneToOneField(Source, models.PROTECT, related_name="beacon", verbose_name="随机数来源")
    chain = models.CharField("链", max_length=64)
    minutes = models.PositiveSmallIntegerField("公布锁库摘要后多少分钟")
    round = models.BigIntegerField("轮次", null=True, blank=True)

    class Meta:
        verbose_name = "公共信标"

    def __str__(self) -> str:
        return f"{self.chain[:8]} {self.round or ''}"
