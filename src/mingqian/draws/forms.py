"""What is typed beside a list drawn on the official platform."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone


class PlatformListForm(forms.Form):
    """登记平台抽取的名单."""

    platform = forms.CharField(label="在哪个平台抽取", max_length=120, help_text="照平台的全称写。")
    reference = forms.CharField(
        label="平台上的任务编号", max_length=80, help_text="凭它在平台上查得到这一次抽取。"
    )
    drawn_on = forms.DateField(
        label="抽取日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请写日期，如 2026-03-16。"},
    )
    file = forms.FileField(
        label="抽取名单",
        help_text="平台导出的表（.xlsx、.xls、.csv）：要有“检查对象名称”或“统一社会信用代码”，可以有“组长”“检查人员”。没有“组长”一栏的，写在最前面的任组长。",
        error_messages={"empty": "这个文件是空的。"},
    )
    departure = forms.CharField(
        label="与抽取范围不一致的理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="名单比应抽的少，或者有不在本任务抽取范围里的，才要写。",
    )

    def __init__(self, *given: Any, **arguments: Any) -> None:
        super().__init__(*given, **arguments)
        self.fields["drawn_on"].widget.attrs["max"] = timezone.localdate().isoformat()
