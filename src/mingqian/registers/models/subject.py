"""检查对象名录库: every enterprise, household and other body that may be checked."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Index, Q

from mingqian.accounts.models import Agency
from mingqian.acts.fields import EncryptedTextField


class CodeKind(models.TextChoices):
    """What the identifying code of a subject is."""

    USCC = "uscc", "统一社会信用代码"
    REGISTRATION_15 = "registration_15", "注册号（15位）"
    REGISTRATION_13 = "registration_13", "注册号（13位）"
    COOPERATIVE = "cooperative", "合作社注册号"
    FOREIGN = "foreign", "外资注册号"
    ORGANISATION = "organisation", "组织机构代码"
    PERSON = "person", "自然人（按身份证号）"
    OWN = "own", "本局编号"


class SubjectKind(models.TextChoices):
    """What is checked (xiping 联合 三)."""

    ENTERPRISE = "enterprise", "企业"
    INDIVIDUAL = "individual", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    INSTITUTION = "institution", "事业单位、社会组织等"
    PERSON = "person", "自然人"
    PRODUCT = "product", "产品"
    PROJECT = "project", "项目"
    CONDUCT = "conduct", "行为"


class SubjectStatus(models.TextChoices):
    """Whether the subject exists."""

    EXISTING = "existing", "存续"
    SUSPENDED = "suspended", "停业"
    MOVED = "moved", "迁出"
    REVOKED = "revoked", "吊销"
    CANCELLED = "cancelled", "注销"


class SupervisionClass(models.TextChoices):
    """重点 or 一般 (xiping 细则 四)."""

    KEY = "key", "重点"
    GENERAL = "general", "一般"


class CreditGrade(models.TextChoices):
    """Credit grades (weidong 二)."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"


class Oversight(models.TextChoices):
    """央企 and 省管 enterprises within the area (gaoqing 5.2.1)."""

    CENTRAL = "central", "央企"
    PROVINCIAL = "provincial", "省管"
    CITY = "city", "市管"


class Subject(models.Model):
    """One 检查对象 (gaoqing 5.2.1; xinyang 八; hebi 附件 2, 4).

    `code` identifies it within its agency: the 统一社会信用代码, or the older number in one spelling; a
    natural person stands under a keyed digest of the ID number, which itself is kept encrypted.
    """

    SEALED: ClassVar = (
        "agency",
        "code",
        "code_kind",
        "name",
        "kind",
        "registration_number",
        "legal_person",
        "person_in_charge",
        "phone",
        "id_number",
        "registered_address",
        "business_address",
        "region_code",
        "township",
        "jurisdiction",
        "pending_jurisdiction",
        "registrar",
        "founded_on",
        "entity_type",
        "capital",
        "scope",
        "industry_code",
        "field",
        "field_basis",
        "supervision_class",
        "class_basis",
        "credit_grade",
        "risk_level",
        "oversight",
        "licence_name",
        "licence_number",
        "licence_valid_until",
        "staff_count",
        "status",
        "retired_at",
        "fatal_accident_on",
        "fatal_accident",
        "joint_punishment",
        "major_hazard",
        "complaints_count",
        "abnormal_listed",
        "watch_listed",
        "seriously_listed",
        "original",
        "batch_id",
        "version",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(SEALED, "internal"),
        "agency": "public",
        "code": "public",
        "code_kind": "public",
        "name": "public",
        "id_number": "personal",
        "phone": "personal",
        "id_blind": "personal",
        "phone_blind": "personal",
        "original": "personal",
        "search_text": "internal",
        "updated_at": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机构", db_index=False)
    code = models.CharField("统一社会信用代码（注册号）", max_length=40)
    code_kind = models.CharField("代码种类", max_length=16, choices=CodeKind.choices)
    name = models.CharField("名称", max_length=200)
    kind = models.CharField(
        "检查对象类型", max_length=12, choices=SubjectKind.choices, default=SubjectKind.ENTERPRISE
    )
    registration_number = models.CharField("注册号", max_length=40, blank=True, default="")
    legal_person = models.CharField("法定代表人", max_length=120, blank=True, default="")
    person_in_charge = models.CharField("负责人", max_length=120, blank=True, default="")
    phone = EncryptedTextField("联系电话", blank=True, default="")
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    registered_address = models.CharField("住所", max_length=300, blank=True, default="")
    business_address = models.CharField("经营地址", max_length=300, blank=True, default="")
    region_code = models.CharField("行政区划代码", max_length=6, blank=True, default="")
    township = models.CharField("所属乡镇（街道）", max_length=60, blank=True, default="")
    jurisdiction = models.CharField("管辖单位", max_length=120, blank=True, default="")
    pending_jurisdiction = models.BooleanField("待定管辖", default=False)
    registrar = models.CharField("登记机关", max_length=120, blank=True, default="")
    founded_on = models.DateField("成立日期", null=True, blank=True)
    entity_type = models.CharField("市场主体类型", max_length=120, blank=True, default="")
    capital = models.CharField("注册资本", max_length=60, blank=True, default="")
    scope = models.TextField("经营范围", blank=True, default="")
    industry_code = models.CharField("行业代码", max_length=5, blank=True, default="")
    field = models.CharField("监管行业领域", max_length=40, blank=True, default="")
    field_basis = models.CharField("领域推定依据", max_length=60, blank=True, default="")
    """Empty when a person or the file stated the field; else the mapping and the word it was guessed from."""
    supervision_class = models.CharField(
        "监管类别", max_length=10, choices=SupervisionClass.choices, blank=True, default=""
    )
    class_basis = models.CharField("重点监管原因", max_length=300, blank=True, default="")
    credit_grade = models.CharField(
        "信用等级", max_length=1, choices=CreditGrade.choices, blank=True, default=""
    )
    risk_level = models.CharField("风险等级", max_length=20, blank=True, default="")
    oversight = models.CharField("监管层级", max_length=10, choices=Oversight.choices, blank=True, default="")
    licence_name = models.CharField("许可证名称", max_length=120, blank=True, default="")
    licence_number = models.CharField("许可证编号", max_length=120, blank=True, default="")
    licence_valid_until = models.DateField("许可证有效期至", null=True, blank=True)
    staff_count = models.PositiveIntegerField("从业人员数", null=True, blank=True)
    status = models.CharField(
        "存续状态", max_length=10, choices=SubjectStatus.choices, default=SubjectStatus.EXISTING
    )
    retired_at = models.DateTimeField("移出名录时间", null=True, blank=True)
    fatal_accident_on = models.DateField("最近死亡事故日期", null=True, blank=True)
    fatal_accident = models.BooleanField("近三年死亡事故", default=False)
    joint_punishment = models.BooleanField("联合惩戒", default=False)
    major_hazard = models.BooleanField("重大事故隐患", default=False)
    complaints_count = models.PositiveIntegerField("投诉举报次数", default=0)
    abnormal_listed = models.BooleanField("经营异常名录", default=False)
    watch_listed = models.BooleanField("重点关注名单", default=False)
    seriously_listed = models.BooleanField("严重违法失信名单", default=False)
    original = EncryptedTextField("原文", blank=True, default="")
    """JSON {field: text}: what stood in the file where the register writes it differently. It may hold a
    telephone number found in the wrong column, hence encrypted."""
    batch_id = models.BigIntegerField("收入批次", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    id_blind = models.CharField("身份证号索引", max_length=32, blank=True, default="")
    phone_blind = models.CharField("联系电话索引", max_length=32, blank=True, default="")
    search_text = models.TextField("检索文本", blank=True, default="")
    updated_at = models.DateTimeField("最近修改", auto_now=True)

    class Meta:
        verbose_name = "检查对象"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="subject_code_in_agency")]
        # The ordinary value of a column has no index entry: a million ordinary rows cost nothing, and whoever
        # looks for the rare ones finds them at once.
        indexes = [
            Index(fields=["agency", "name", "id"], name="subject_by_name"),
            Index(fields=["agency", "founded_on", "id"], name="subject_by_founding"),
            Index(fields=["agency", "updated_at", "id"], name="subject_by_update"),
            Index(fields=["agency", "region_code", "id"], name="subject_by_region"),
            Index(fields=["agency", "township", "id"], name="subject_by_township", condition=~Q(township="")),
            Index(
                fields=["agency", "jurisdiction", "id"],
                name="subject_by_jurisdiction",
                condition=~Q(jurisdiction=""),
            ),
            Index(
                fields=["agency", "industry_code", "id"],
                name="subject_by_industry",
                condition=~Q(industry_code=""),
            ),
            Index(fields=["agency", "field", "id"], name="subject_by_field", condition=~Q(field="")),
            Index(
                fields=["agency", "supervision_class", "id"],
                name="subject_by_class",
                condition=~Q(supervision_class=""),
            ),
            Index(
                fields=["agency", "credit_grade", "id"],
                name="subject_by_credit",
                condition=~Q(credit_grade=""),
            ),
            Index(fields=["agency", "kind", "id"], name="subject_by_kind", condition=~Q(kind="enterprise")),
            Index(
                fields=["agency", "status", "id"], name="subject_by_status", condition=~Q(status="existing")
            ),
            Index(fields=["agency", "id"], name="subject_pending", condition=Q(pending_jurisdiction=True)),
            Index(fields=["agency", "id"], name="subject_retired", condition=Q(retired_at__isnull=False)),
            Index(fields=["agency", "id_blind"], name="subject_by_person", condition=~Q(id_blind="")),
        ]

    def __str__(self) -> str:
        return self.name

    def fatal_accident_within(self, years: int, on: date) -> bool:
        """Whether a fatal accident is known within so many years before a day (xiping 细则 四: three).

        A file may say 是 without a date: then the flag alone counts.
        """
        if self.fatal_accident_on is None:
            return self.fatal_accident
        start = on.replace(year=on.year - years, day=min(on.day, 28))
        return start <= self.fatal_accident_on <= on
