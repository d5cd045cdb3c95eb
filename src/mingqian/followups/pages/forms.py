"""The small forms of this room: each act has its own, and what was typed stays when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.followups.law import Choice

DAY_MISSING = "请填写日期。"
DAY_UNREADABLE = "请填写日期，写成 2026-03-16 这样。"


def day(label: str, *, required: bool = True, today: bool = False, help_text: str = "") -> forms.DateField:
    """A date."""
    return forms.DateField(
        label=label,
        required=required,
        initial=timezone.localdate if today else None,
        help_text=help_text,
        error_messages={"required": DAY_MISSING, "invalid": DAY_UNREADABLE},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def line(
    label: str, most: int, *, required: bool = True, help_text: str = "", missing: str = ""
) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        error_messages={"required": missing or f"请填写{label}。"},
    )


def text(
    label: str, most: int, *, rows: int = 3, required: bool = True, help_text: str = "", missing: str = ""
) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        error_messages={"required": missing or f"请写明{label}。"},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def one_of(
    label: str, offered: Iterable[Choice], *, required: bool = True, help_text: str = ""
) -> forms.ChoiceField:
    """One of the documents' words, each with its article."""
    named, listed = _with_articles(label, list(offered))
    return forms.ChoiceField(
        label=named,
        choices=listed,
        required=required,
        help_text=help_text,
        error_messages={"required": f"请选择{label}。"},
        widget=forms.RadioSelect,
    )


def some_of(
    label: str, offered: Iterable[Choice], *, required: bool = True, help_text: str = "", missing: str = ""
) -> forms.MultipleChoiceField:
    """Any of the documents' words."""
    named, listed = _with_articles(label, list(offered))
    return forms.MultipleChoiceField(
        label=named,
        choices=listed,
        required=required,
        help_text=help_text,
        error_messages={"required": missing or f"请选择{label}。"},
        widget=forms.CheckboxSelectMultiple,
    )


def _with_articles(label: str, offered: list[Choice]) -> tuple[str, list[tuple[str, str]]]:
    """The label and the choices: an article that is the same for all stands once, with the label."""
    articles = {one.citation for one in offered if one.citation}
    if len(articles) == 1:
        return f"{label}（{articles.pop()}）", [(one.words, one.words) for one in offered]
    return label, [
        (one.words, f"{one.words}（{one.citation}）" if one.citation else one.words) for one in offered
    ]


class ActForm(forms.Form):
    """A form whose missing fields are told in words by the page itself, beside the field."""

    use_required_attribute = False


def lines_field(titles: Mapping[int, str]) -> forms.TypedMultipleChoiceField:
    """Which lines of the record it is about."""
    return forms.TypedMultipleChoiceField(
        label="发现问题的事项",
        choices=[(position, f"{position}. {title}") for position, title in titles.items()],
        coerce=int,
        error_messages={"required": "请至少勾选一项检查记录里发现问题的事项。"},
        widget=forms.CheckboxSelectMultiple,
    )


def refuse(form: forms.Form, refused: Refused) -> None:
    """Put a refusal beside its field, or over the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.words())


@dataclass
class Act:
    """One thing that can be done on a page: its form, its button, what it does and what is said afterwards.

    `done` carries it out with the cleaned data and returns the words for the person.
    """

    code: str
    title: str
    form: forms.Form
    done: Callable[[dict[str, Any]], str]
    button: str = ""
    consequence: str = ""
    folded: bool = False

    @property
    def label(self) -> str:
        """What stands on the button."""
        return self.button or self.title


def bound(request: HttpRequest, code: str, make: Callable[..., forms.Form], **more: Any) -> forms.Form:
    """The form of one act: with what was typed where this act was sent, else empty."""
    mine = request.method == "POST" and request.POST.get("act") == code
    return make(request.POST if mine else None, prefix=code, **more)


def carry_out(request: HttpRequest, acts: Iterable[Act]) -> str:
    """Carry out the act that was sent, if its form holds; returns what to say, or empty when it was refused."""
    for act in acts:
        if request.POST.get("act") == act.code and act.form.is_valid():
            try:
                return act.done(act.form.cleaned_data)
            except Refused as refused:
                if refused.code == "acts.not_permitted":
                    raise
                refuse(act.form, refused)
    return ""
