"""What is kept about agencies, units and people."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

from mingqian.accounts.permissions import ROLES
from mingqian.acts.fields import EncryptedTextField


class AgencyLevel(models.TextChoices):
    """Level of government."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县（区）级"
    TOWNSHIP = "township", "乡镇（街道）级"


class Agency(models.Model):
    """部门（局）."""

    SEALED: ClassVar = (
        "code",
        "name",
        "short_name",
        "level",
        "region_code",
        "parent",
        "demonstration",
        "active",
    )
    OPENNESS: ClassVar = dict.fromkeys(
        ("code", "name", "short_name", "level", "region_code", "parent", "demonstration", "active"), "public"
    )

    code = models.CharField("机构代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120, unique=True)
    short_name = models.CharField("简称", max_length=40)
    level = models.CharField("层级", max_length=12, choices=AgencyLevel.choices)
    region_code = models.CharField("行政区划代码", max_length=12)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级机构")
    demonstration = models.BooleanField("示范数据", default=False)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "机构"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    """Kind of unit inside an agency."""

    OFFICE = "office", "股室（科室）"
    BRIGADE = "brigade", "大队"
    AFFILIATED = "affiliated", "局属二级机构"
    TOWNSHIP = "township", "乡镇（街道）机构"


class Unit(models.Model):
    """股室、科室、大队、局属二级机构."""

    SEALED: ClassVar = ("agency", "name", "kind", "active")
    OPENNESS: ClassVar = dict.fromkeys(("agency", "name", "kind", "active"), "public")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name="机构")
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices, default=UnitKind.OFFICE)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "单位"
        ordering = ["agency_id", "id"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="unit_name_in_agency")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """People are made by `accounts.actions`; the manager only finds them."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person with an account."""

    SEALED: ClassVar = (
        "username",
        "name",
        "agency",
        "unit",
        "post",
        "inspector_id",
        "is_active",
        "password",
        "must_change_password",
        "totp_secret",
    )
    OPENNESS: ClassVar = {
        "username": "internal",
        "name": "internal",
        "agency": "internal",
        "unit": "internal",
        "post": "internal",
        "inspector_id": "internal",
        "is_active": "internal",
        "password": "secret",
        "must_change_password": "internal",
        "totp_secret": "secret",
    }

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name="机构")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="单位")
    post = models.CharField("职务", max_length=60, blank=True)
    inspector_id = models.BigIntegerField("对应的执法检查人员", null=True, blank=True, unique=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=True)
    totp_secret = EncryptedTextField("动态口令密钥", blank=True, default="")

    last_login = None  # the audit record knows; a column beside it would be a write without an event

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "人员"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether the password is right. Never rewrites the stored hash: every write leaves an event."""
        return check_password(raw_password or "", self.password)

    def roles(self) -> list[str]:
        """Codes of the roles held now, in the order of the role table."""
        held = set(self.grants.filter(withdrawn_at=None).values_list("role", flat=True))
        return [code for code in ROLES if code in held]


class RoleGrant(models.Model):
    """One role held by one person, from a time, until withdrawn."""

    SEALED: ClassVar = ("user", "role", "granted_at", "granted_by", "withdrawn_at", "withdrawn_by")
    OPENNESS: ClassVar = dict.fromkeys(
        ("user", "role", "granted_at", "granted_by", "withdrawn_at", "withdrawn_by"), "internal"
    )

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="人员")
    role = models.CharField("角色", max_length=30, choices=[(r.code, r.name) for r in ROLES.values()])
    granted_at = models.DateTimeField("授予时间")
    granted_by = models.CharField("授予人", max_length=60)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_by = models.CharField("收回人", max_length=60, blank=True)

    class Meta:
        verbose_name = "角色授予"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(withdrawn_at=None), name="role_held_once"
            ),
            models.CheckConstraint(
                name="grant_withdrawn_pair",
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
