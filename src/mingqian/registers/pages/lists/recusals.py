"""Noting and withdrawing that an inspector must stand aside from a subject."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.codes import parse_subject_code
from mingqian.registers.actions import add_recusal, withdraw_recusal
from mingqian.registers.importing.text import clean, tidy_name
from mingqian.registers.models import Inspector, RecusalCase, Subject
from mingqian.registers.pages.lists.views import actor_of
from mingqian.registers.queries.scope import visible_inspectors, visible_recusals, visible_subjects


class RecusalForm(forms.Form):
    """Who, from whom, why."""

    inspector = forms.ModelChoiceField(
        Inspector.objects.none(),
        label="执法人员",
        empty_label="请选择",
        error_messages={"required": "请选择执法人员。"},
    )
    subject = forms.CharField(
        label="检查对象",
        max_length=200,
        help_text="统一社会信用代码，或完整的名称。",
        error_messages={"required": "请填写检查对象。"},
    )
    case = forms.ChoiceField(
        label="回避情形",
        choices=RecusalCase.choices,
        widget=forms.RadioSelect,
        help_text="信阳细则第十五条。",
        error_messages={"required": "请选择回避情形。"},
    )
    note = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="“其他”情形须写明。",
    )

    def __init__(self, *args: Any, inspectors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["inspector"]
        field.queryset = inspectors  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.name}（{row.certificate_number or '未持证'}）"  # type: ignore[attr-defined]


def find_subject(rows: Any, typed: str) -> Subject:
    """The one subject a code or a whole name stands for. Raises `Refused` naming the field."""
    code = parse_subject_code(typed).normalised
    found = list(rows.filter(code=code)[:1]) if code else []
    if not found:
        name = tidy_name(clean(typed))
        found = list(rows.filter(name=name)[:3])
        if len(found) > 1:
            raise Refused(
                "registers.subject_several", field="subject", value=name, count=rows.filter(name=name).count()
            )
    if not found:
        raise Refused("registers.subject_unfound", field="subject", value=typed)
    chosen: Subject = found[0]
    return chosen


@page(Permission.INSPECTORS_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """`?inspector=` or `?subject=` fills in one side."""
    by = actor_of(request)
    inspectors = visible_inspectors(by).filter(retired_at=None).order_by("name", "id")
    subjects = visible_subjects(by)
    form = RecusalForm(request.POST or None, inspectors=inspectors, initial=_given(request, subjects))
    if request.method == "POST" and form.is_valid():
        try:
            subject = find_subject(subjects, form.cleaned_data["subject"])
            given = {name: form.cleaned_data[name] for name in ("inspector", "case", "note")}
            row = add_recusal(by=by, subject=subject, **given)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.words())
        else:
            messages.success(request, f"已登记：{row.inspector.name} 对“{subject.name}”回避。")
            return HttpResponseRedirect(reverse("registers:inspector_open", args=[row.inspector_id]))
    return render(request, "registers/recusal_form.html", {"form": form, "title": "登记回避关系"})


def _given(request: HttpRequest, subjects: Any) -> dict[str, Any]:
    given: dict[str, Any] = {}
    inspector, subject = whole(request.GET.get("inspector")), whole(request.GET.get("subject"))
    if inspector is not None:
        given["inspector"] = inspector
    if subject is not None:
        row = subjects.filter(pk=subject).first()
        if row is not None:
            given["subject"] = row.name if row.code_kind == "person" else row.code
    return given


@page(Permission.INSPECTORS_EDIT)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销, with its reason."""
    row = get_object_or_404(visible_recusals(actor_of(request)), pk=pk)
    try:
        withdraw_recusal(by=actor_of(request), recusal=row, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        messages.success(request, f"{row.inspector.name} 对“{row.subject.name}”的回避关系已撤销。")
    return HttpResponseRedirect(reverse("registers:inspector_open", args=[row.inspector_id]))
