"""One rule of a pack as a form: each kind of value with its own input; the table it makes is what the file will say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms

from mingqian.law import Applies, Bound, Direction, Event, Strength, Unit, Verified
from mingqian.law.catalogue import Known
from mingqian.law.kinds import ValueKind
from mingqian.law.wording import APPLIES_NAMES, EVENT_NAMES, TOKENS, VERIFIED_NAMES
from mingqian.plans.forms.parts import DateField

Table = Mapping[str, Any]
BOUND_NAMES = {Bound.LEAST: "至少", Bound.MOST: "至多", Bound.EXACT: "正好"}
STRENGTHS = [
    (Strength.MUST, "应当"),
    (Strength.IN_PRINCIPLE, "原则上（写明理由可以不照办）"),
    (Strength.USUALLY, "一般（写明理由可以不照办）"),
    (Strength.MAY, "可以"),
]
_SHARE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_PART = re.compile(r"[0-9]{1,9}/[0-9]{1,9}")
_WIDE = str.maketrans("０１２３４５６７８９．／％", "0123456789./%")
_SEPARATORS = re.compile(r"[、，,；;\n]+")


def lines_of(words: str) -> list[str]:
    """What stands on each line; empty ones are passed over."""
    return [one.strip() for one in words.splitlines() if one.strip()]


def kind_of_table(table: Table, known: Known | None) -> ValueKind:
    """The kind of a table's value as it stands; of one that says nothing yet, as known packs have it."""
    value, unit = table.get("value"), table.get("unit")
    if unit in (Unit.PERCENT, Unit.SHARE):
        return ValueKind.SHARE
    if unit in (Unit.DAYS, Unit.WORKDAYS):
        return ValueKind.TERM
    if unit in set(Unit):
        return ValueKind.COUNTED
    if value is None and known is not None:
        return known.kinds[0]
    if isinstance(value, bool):
        return ValueKind.FLAG
    return ValueKind.NUMBER if isinstance(value, int) else ValueKind.WORDS


class CitationForm(forms.Form):
    """Where a rule, a question or the dates of a document stand."""

    article = forms.CharField(
        label="条号",
        max_length=60,
        help_text="写法与文件一致：四、二(五)、5.1.2；列项写成 4.3 a)。一份文件收了几个制度的，前面加简称：细则 四。",
        widget=forms.TextInput(attrs={"list": "articles", "autocomplete": "off"}),
    )
    anchor = forms.CharField(
        label="锚文字",
        max_length=500,
        help_text="从这一条里原样抄几个字，够认出这一句就行。空格、换行不计。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reading = forms.CharField(
        label="我们的一句话",
        max_length=500,
        help_text="用自己的话说这一条规定了什么。摆在页面上给办事的人看。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    strength = forms.ChoiceField(label="力度", choices=STRENGTHS, help_text="文件写“原则上”“一般”的照写。")
    verified = forms.ChoiceField(
        label="核对",
        choices=[(one, VERIFIED_NAMES[one]) for one in Verified],
        help_text="未读到原文的，列出而不启用。",
    )

    def citation(self) -> dict[str, Any]:
        """The citation's part of the table."""
        return {
            name: self.cleaned_data[name] for name in ("article", "anchor", "reading", "strength", "verified")
        }

    def put(self, name: str, words: str) -> None:
        """Put words beside a field, or at the head where the form does not have it."""
        self.add_error(name if name in self.fields else None, words)


class RuleForm(CitationForm):
    """One rule. `settings`: the questions of the pack, one of which may settle what the document says twice."""

    field_order = (
        "value", "unit", "bound", "event", "to", "direction", "fields", "position", "article", "anchor", "reading",
        "strength", "verified", "valid_from", "valid_until", "applies", "settled_by",
    )  # fmt: skip

    valid_from = DateField(label="生效日期", required=False, help_text="随整份文件的，不填。")
    valid_until = DateField(label="失效日期", required=False, help_text="含当日。")

    def __init__(
        self,
        *arguments: Any,
        theme: str,
        table: Table,
        known: Known | None,
        settings: Iterable[tuple[str, str]],
        **keywords: Any,
    ) -> None:
        self.theme, self.table, self.known = theme, table, known
        self.kind = kind_of_table(table, known)
        initial = {name: value for name, value in table.items() if name != "value"}
        value = table.get("value")
        initial["value"] = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
        if isinstance(value, list) and not (known and known.tokens):
            initial["value"] = "\n".join(map(str, value))
        initial["fields"] = (
            "、".join(table.get("fields", [])) if isinstance(table.get("fields"), list) else ""
        )
        keywords["initial"] = initial | keywords.get("initial", {})
        super().__init__(*arguments, **keywords)
        self.fields.update(self._value_fields())
        self.fields.update(self._theme_fields())
        applies = [("", "一般规定")] + [(one.value, APPLIES_NAMES[one]) for one in Applies]
        self.fields["applies"] = forms.ChoiceField(
            label="只管哪种场合", choices=applies, required=False,
            help_text="同一件事在不同场合说法不一的，各写一条、各选场合。",
        )  # fmt: skip
        settled = [("", "（不是）"), *settings]
        self.fields["settled_by"] = forms.ChoiceField(
            label="文件自己有两说的，由哪个待决事项决定", choices=settled, required=False
        )
        self.order_fields(self.field_order)

    def _value_fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        narrow = {"class": "short", "inputmode": "decimal", "autocomplete": "off"}
        if self.kind is ValueKind.SHARE:
            found["value"] = forms.CharField(
                label="值", max_length=24, widget=forms.TextInput(attrs=narrow),
                help_text="百分比写 5 或者 7.5；几分之几写 1/3，单位选“比例”。",
            )  # fmt: skip
            found["unit"] = forms.ChoiceField(
                label="单位", choices=[(Unit.PERCENT, "百分之…"), (Unit.SHARE, "几分之几（1/3）")]
            )
        elif self.kind in (ValueKind.TERM, ValueKind.COUNTED, ValueKind.NUMBER):
            unit = self.table.get("unit") or (self.known.unit if self.known else None)
            label = f"值（{unit}）" if self.kind is ValueKind.COUNTED else "值"
            widget = forms.NumberInput(attrs={"class": "short"})
            found["value"] = forms.IntegerField(label=label, min_value=0, max_value=10**9, widget=widget)
            if self.kind is ValueKind.TERM:
                choices = [(Unit.WORKDAYS.value, "个工作日"), (Unit.DAYS.value, "日")]
                found["unit"] = forms.ChoiceField(label="单位", choices=choices)
        elif self.kind is ValueKind.FLAG:
            choices = [("true", "是"), ("false", "否")]
            found["value"] = forms.ChoiceField(label="值", choices=choices)
        elif self.known and self.known.tokens:
            found["value"] = self._token_field()
        else:
            rows = max(2, min(8, len(lines_of(str(self.initial["value"] or ""))) + 1))
            found["value"] = forms.CharField(
                label="值", widget=forms.Textarea(attrs={"rows": rows}),
                help_text="照文件的话写；有几项的，一行写一项。",
            )  # fmt: skip
        if self.kind in (ValueKind.SHARE, ValueKind.COUNTED, ValueKind.NUMBER):
            bounds = [("", "（不分）")] + [(one.value, BOUND_NAMES[one]) for one in Bound]
            found["bound"] = forms.ChoiceField(label="至少还是至多", choices=bounds, required=False)
        return found

    def _token_field(self) -> forms.Field:
        assert self.known is not None
        value = self.table.get("value")
        mine = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        tokens = dict.fromkeys([*self.known.tokens, *map(str, mine)])
        choices = [(one, TOKENS.get(one, one)) for one in tokens]
        said = "程序只认这几种说法；文件的说法不在里面的，选最接近的，在“我们的一句话”里写明。"
        if self.known.several:
            self.initial["value"] = mine
            return forms.MultipleChoiceField(
                label="值", choices=choices, widget=forms.CheckboxSelectMultiple, help_text=said
            )
        return forms.ChoiceField(label="值", choices=choices, help_text=said)

    def _theme_fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        if self.theme == "clocks":
            events = [(one.value, EVENT_NAMES[one]) for one in Event]
            found["event"] = forms.ChoiceField(label="从哪件事起算", choices=events)
            found["to"] = forms.CharField(label="应当完成的事", max_length=500)
            found["direction"] = forms.ChoiceField(
                label="往前还是往后数",
                required=False,
                choices=[("", "之后：最迟到哪一天"), (Direction.BEFORE.value, "之前：最迟提前到哪一天")],
            )
        if self.theme == "shares":
            found["fields"] = forms.CharField(
                label="只管哪些行业领域", required=False, max_length=400,
                help_text="用“、”隔开；不填就是全部。行业领域的名称与“重点和一般”里的一致。",
            )  # fmt: skip
        if self.theme in ("results", "scope", "liability"):
            found["position"] = forms.CharField(label="原文序号", required=False, max_length=20)
        return found

    def clean_value(self) -> Any:
        """The value as the file will have it."""
        given = self.cleaned_data["value"]
        if self.kind is ValueKind.FLAG:
            return given == "true"
        if self.kind is ValueKind.SHARE:
            return str(given).translate(_WIDE).replace(" ", "").removesuffix("%")
        if isinstance(given, str) and not (self.known and self.known.tokens):
            lines = lines_of(given)
            listed = isinstance(self.table.get("value"), list) or (
                "value" not in self.table and bool(self.known and self.known.several)
            )
            return lines if len(lines) > 1 or listed else lines[0]
        return given

    def clean_anchor(self) -> str:
        """The anchor on one line."""
        return " ".join(str(self.cleaned_data["anchor"]).split())

    def clean_reading(self) -> str:
        """Our reading on one line."""
        return " ".join(str(self.cleaned_data["reading"]).split())

    def clean(self) -> dict[str, Any]:
        """A share is a number that fits its unit; dates in their order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        value, unit = cleaned.get("value"), cleaned.get("unit")
        if self.kind is ValueKind.SHARE and isinstance(value, str):
            form = _PART if unit == Unit.SHARE else _SHARE
            if not form.fullmatch(value):
                said = "比例写成几分之几，例如 1/3" if unit == Unit.SHARE else "百分比只写数，例如 5 或者 7.5"
                self.add_error("value", said)
            elif value.endswith("/0") or Fraction(value) > (1 if unit == Unit.SHARE else 100):
                self.add_error("value", "不能超过全部")
            elif value.isdecimal():
                cleaned["value"] = int(value)
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("valid_until", "在生效日期之前")
        return cleaned

    def made(self) -> dict[str, Any]:
        """The table: what this form does not ask about stays as it is."""
        asked = {*self.fields}
        table = {name: value for name, value in self.table.items() if name not in asked}
        if self.kind is ValueKind.COUNTED and "unit" not in table and self.known and self.known.unit:
            table["unit"] = str(self.known.unit)
        table |= {
            name: self.cleaned_data[name]
            for name in self.fields
            if self.cleaned_data.get(name) not in ("", None, [])
        }
        if "fields" in asked:
            fields = [one.strip() for one in _SEPARATORS.split(self.cleaned_data["fields"]) if one.strip()]
            table.pop("fields", None)
            table |= {"fields": fields} if fields else {}
        return {name: str(value) if isinstance(value, str) else value for name, value in table.items()}
