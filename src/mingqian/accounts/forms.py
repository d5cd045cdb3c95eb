"""Forms of the accounts pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from mingqian.accounts.models import Agency, AgencyLevel, Unit, UnitKind
from mingqian.accounts.permissions import ROLES

REASON = forms.Textarea(attrs={"rows": 2})
REASON_HELP = "会记入审计记录。"


class AgencyForm(forms.Form):
    """Open an agency."""

    name = forms.CharField(label="名称", max_length=120, help_text="全称，如“高青县应急管理局”。")
    short_name = forms.CharField(label="简称", max_length=40)
    code = forms.CharField(
        label="机构代码", max_length=40, help_text="统一社会信用代码或编制机构的代码，开设后不能改。"
    )
    level = forms.ChoiceField(label="层级", choices=AgencyLevel.choices, initial=AgencyLevel.COUNTY)
    region_code = forms.RegexField(
        r"^\d{6}(\d{3}|\d{6})?$",
        label="行政区划代码",
        help_text="六位；乡镇、街道九位。",
        error_messages={"invalid": "行政区划代码应为六位、九位或十二位数字。"},
    )


class AgencyEditForm(AgencyForm):
    """Change an agency."""

    active = forms.BooleanField(label="启用", required=False)
    reason = forms.CharField(label="理由", widget=REASON, help_text=REASON_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"]


class UnitForm(forms.Form):
    """Open a unit."""

    name = forms.CharField(label="单位名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)


class UnitEditForm(UnitForm):
    """Change a unit."""

    active = forms.BooleanField(label="启用", required=False)
    reason = forms.CharField(label="理由", widget=REASON, help_text=REASON_HELP)


if TYPE_CHECKING:
    _UnitField = forms.ModelChoiceField[Unit]
else:
    _UnitField = forms.ModelChoiceField


class UnitChoice(_UnitField):
    """A unit shown with its agency."""

    def label_from_instance(self, obj: Unit) -> str:
        return f"{obj.agency.short_name} · {obj.name}"


class UserForm(forms.Form):
    """Open an account."""

    username = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,59}$",
        label="账号",
        help_text="小写字母开头，三个字符以上，如“zhaomy”。开设后不能改。",
        error_messages={"invalid": "账号须以小写字母开头，只用小写字母、数字、点和横线，三个字符以上。"},
    )
    name = forms.CharField(label="姓名", max_length=60)
    agency = forms.ModelChoiceField(
        Agency.objects.filter(active=True),
        label="机构",
        required=False,
        empty_label="不属于任何机构（仅三个管理员）",
    )
    unit = UnitChoice(
        Unit.objects.filter(active=True).select_related("agency"),
        label="单位",
        required=False,
        empty_label="不在任何单位",
    )
    post = forms.CharField(label="职务", max_length=60, required=False)


class UserEditForm(forms.Form):
    """Change a person's particulars or close the account."""

    name = forms.CharField(label="姓名", max_length=60)
    unit = UnitChoice(Unit.objects.none(), label="单位", required=False, empty_label="不在任何单位")
    post = forms.CharField(label="职务", max_length=60, required=False)
    is_active = forms.BooleanField(
        label="账号启用", required=False, help_text="停用后立即不能登录；记录都保留。"
    )
    reason = forms.CharField(label="理由", widget=REASON, help_text=REASON_HELP)

    def __init__(self, *args: Any, agency_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(agency_id=agency_id or 0).select_related("agency")  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    """Grant a role."""

    role = forms.ChoiceField(
        label="角色", choices=[("", "请选择"), *((r.code, r.name) for r in ROLES.values())]
    )
    reason = forms.CharField(label="理由", widget=REASON, help_text=REASON_HELP)
