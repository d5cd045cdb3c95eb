"""What the style page shows. Made-up values that belong to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone

from mingqian.staff import icons

STEPS = ("计划", "库", "锁库", "摇号", "签字", "派发", "通知", "检查", "结果", "公示", "归档")
DONE = 4


@dataclass(frozen=True)
class SampleTerm:
    """A deadline as `{% term %}` takes it."""

    due: date
    left: int
    unit: str = "wd"
    provisional: bool = False


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="名称", help_text="与营业执照一致。")
    code = forms.CharField(label="统一社会信用代码")
    level = forms.ChoiceField(
        label="层级", choices=[("county", "县（区）级"), ("city", "市级")], required=False
    )
    day = forms.DateField(label="检查日期", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    finding = forms.ChoiceField(
        label="检查情况",
        choices=[("no", "无问题"), ("yes", "有问题"), ("na", "不适用")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    told = forms.BooleanField(label="已当面告知检查对象", required=False)


def samples(query: Mapping[str, str]) -> dict[str, Any]:
    """The context of the style page."""
    today = timezone.localdate()
    form = SampleForm({"name": "示例机械加工厂", "code": "91370322000000000", "told": "on"})
    form.add_error("code", "统一社会信用代码应为 18 位，现在是 17 位。")
    return {
        "today": today,
        "moment": timezone.now(),
        "icon_names": icons.names(),
        "tones": ("todo", "doing", "near", "done", "stopped", "bad", "secret"),
        "terms": [
            today + timedelta(days=9),
            SampleTerm(today + timedelta(days=5), 3),
            SampleTerm(today + timedelta(days=2), 2),
            today,
            SampleTerm(today - timedelta(days=3), -2),
            SampleTerm(today + timedelta(days=60), 41, provisional=True),
        ],
        "digest": sha256(b"mingqian").hexdigest(),
        "steps": [
            {
                "name": name,
                "state": "done" if at < DONE else "current" if at == DONE else "todo",
                "who": "王建国" if at < DONE else "",
                "when": "11月18日" if at < DONE else "",
                "url": "",
            }
            for at, name in enumerate(STEPS)
        ],
        "rows": [
            ("危险化学品", 126),
            ("机械", 412),
            ("建材", 305),
            ("轻工", 188),
            ("商贸", 1204),
            ("未分类", 3),
        ],
        "months": [(f"{month}月", (month * 37) % 90 + 12) for month in range(1, 12)],
        "tab_entries": [
            {"code": "new", "name": "新增", "count": 312, "url": "?tab=new"},
            {"code": "changed", "name": "变更", "count": 48, "url": "?tab=changed"},
            {"code": "aside", "name": "搁置", "count": 5, "url": "?tab=aside"},
        ],
        "tab": query.get("tab", "new"),
        "form": form,
        "secret_until": "最后一个检查结果公示，或局领导决定解密" if query.get("secret") else "",
    }
