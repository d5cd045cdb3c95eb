"""A question a document leaves open, and the head of a pack, as forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from mingqian.law.catalogue import KnownQuestion
from mingqian.law.wording import STATUS_NAMES
from mingqian.plans.forms.entry import CitationForm, Table, lines_of
from mingqian.plans.forms.parts import DateField

_CITED = ("article", "anchor", "strength", "verified")


class SettingForm(CitationForm):
    """One question: how it is put, the answers it offers (one field each, empty: not offered), what is proposed."""

    said = forms.ChoiceField(
        label="文件写没写",
        choices=[("silent", "文件根本没有写"), ("cited", "文件写了，写得不清楚（下面注明哪一条）")],
        widget=forms.RadioSelect,
    )
    question = forms.CharField(label="问题", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments: Any, table: Table, known: KnownQuestion | None, **keywords: Any) -> None:
        self.table = table
        mine = table.get("options", {})
        mine = mine if isinstance(mine, Mapping) else {}
        answers = dict(known.answers) if known else {}
        self.tokens = list(dict.fromkeys([*answers, *mine]))
        initial = dict(table) | {"said": "silent" if table.get("silent") else "cited"}
        initial |= {f"answer_{number}": mine.get(token, "") for number, token in enumerate(self.tokens)}
        default = table.get("default")
        initial["default"] = "" if default is None else str(default)
        keywords["initial"] = initial
        super().__init__(*arguments, **keywords)
        self.fields["reading"].label = "为什么要问"
        self.fields["reading"].help_text = "文件怎么写的，为什么不能替本单位定。"
        for name in _CITED:
            self.fields[name].required = False
        for number, token in enumerate(self.tokens):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=f"答案 {number + 1}", required=False, max_length=500,
                help_text=f"原来的说法：{answers.get(token, mine.get(token, ''))}。清空就不给这个答案。",
            )  # fmt: skip
        if self.tokens:
            choices = [("", "（没有建议，必须由本单位决定）")]
            choices += [(token, answers.get(token) or str(mine.get(token, token))) for token in self.tokens]
            self.fields["default"] = forms.ChoiceField(label="建议值", choices=choices, required=False)
        else:
            self.fields["default"] = forms.CharField(
                label="建议值", required=False, max_length=500, help_text="没有把握的不填，由本单位决定。"
            )
        answered = [f"answer_{number}" for number in range(len(self.tokens))]
        self.order_fields(["question", *answered, "default", "reading", "said", *_CITED])

    def clean(self) -> dict[str, Any]:
        """A cited question needs its article and anchor; a proposal is one of the answers."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("said") == "cited":
            for name, words in (("article", "写明是哪一条"), ("anchor", "抄原文的几个字")):
                if not cleaned.get(name):
                    self.add_error(name, words)
        if self.tokens:
            given = [token for number, token in enumerate(self.tokens) if cleaned.get(f"answer_{number}")]
            if not given:
                self.add_error("answer_0", "至少给出一个答案")
            if cleaned.get("default") and cleaned["default"] not in given:
                self.add_error("default", "建议值要是给出的答案之一")
        return cleaned

    def made(self) -> dict[str, Any]:
        """The table the file will have."""
        cleaned = self.cleaned_data
        table: dict[str, Any] = {"question": cleaned["question"], "reading": cleaned["reading"]}
        options = {
            token: cleaned[f"answer_{number}"]
            for number, token in enumerate(self.tokens)
            if cleaned[f"answer_{number}"]
        }
        if options:
            table["options"] = options
        if cleaned["default"]:
            # A number somebody wrote as a number stays one.
            before = self.table.get("default")
            number = isinstance(before, int) and cleaned["default"].isdecimal()
            table["default"] = int(cleaned["default"]) if number else cleaned["default"]
        if cleaned["said"] == "silent":
            return table | {"silent": True}
        table |= {name: str(cleaned[name]) for name in _CITED if cleaned[name]}
        return table | ({"silent": False} if self.table.get("silent") is False else {})


class HeadForm(CitationForm):
    """What a pack is called, which document it is made of, and from when to when that binds."""

    name = forms.CharField(label="名称", max_length=100)
    short = forms.CharField(
        label="引用时的简称", required=False, max_length=20,
        help_text="条号前面的两三个字（高青 5.1.2），不能与别的规则包相同。",
    )  # fmt: skip
    authority = forms.CharField(label="制定机关", max_length=100)
    id = forms.CharField(
        label="编号", max_length=40, help_text="小写英文字母、数字和短横，不能与别的规则包相同。"
    )
    version = forms.CharField(label="版本", max_length=40, help_text="批准以后再改，就加一。")
    title = forms.CharField(label="文件名称", max_length=100)
    number = forms.CharField(label="文号", required=False, max_length=100)
    parts = forms.CharField(
        label="一份文件收了几个制度的", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个：简称＝正文里的标题行。例如：细则＝“双随机一公开”抽查工作实施细则(试行)。",
    )  # fmt: skip
    ask = forms.BooleanField(label="文件没有写明施行日期（由本单位决定）", required=False)
    valid_from = DateField(label="施行日期", required=False)
    valid_until = DateField(label="失效日期", required=False, help_text="文件写了才填。")
    status = forms.ChoiceField(label="整个规则包与原文核对过没有", choices=list(STATUS_NAMES.items()))

    field_order = (
        "name", "short", "authority", "id", "version", "title", "number", "parts", "status", "ask", "valid_from",
        "valid_until", "article", "anchor", "reading", "strength", "verified",
    )  # fmt: skip

    def __init__(self, *arguments: Any, head: Table, fixed: bool, **keywords: Any) -> None:
        document, validity = head.get("document", {}), head.get("validity", {})
        self.document, self.validity = document, validity
        named = document.get("parts", {})
        initial = {name: value for name, value in head.items() if not isinstance(value, Mapping)}
        initial |= {
            **document,
            **validity,
            "valid_from": validity.get("from"),
            "valid_until": validity.get("until"),
        }
        initial["parts"] = "\n".join(f"{name}＝{heading}" for name, heading in named.items())
        keywords["initial"] = initial
        super().__init__(*arguments, **keywords)
        self.fields["article"].label = "施行日期写在哪一条"
        self.fields["article"].help_text = "说从什么时候起施行的那一条。"
        if fixed:
            self.fields["id"].disabled = True
            self.fields["id"].help_text = "已经附了原文或者批准过，编号不再改。"
        self.order_fields(self.field_order)

    def clean_parts(self) -> dict[str, str]:
        """Headings by short name."""
        found: dict[str, str] = {}
        for line in lines_of(self.cleaned_data["parts"]):
            name, mark, heading = line.replace("=", "＝", 1).partition("＝")
            if not mark or not name.strip() or not heading.strip():
                raise forms.ValidationError(f"“{line[:20]}”要写成：简称＝标题行")
            if name.strip() in found:
                raise forms.ValidationError(f"“{name.strip()}”写了两次")
            found[name.strip()] = heading.strip()
        return found

    def clean(self) -> dict[str, Any]:
        """A date, or the mark that the document has none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if cleaned.get("ask") and start:
            self.add_error("valid_from", "文件没有写明日期的，这里不填；写明了的，去掉上面的勾")
        if not cleaned.get("ask") and not start and "valid_from" not in self.errors:
            self.add_error("valid_from", "填施行日期；文件没有写明的，勾上面一项")
        if start and end and end < start:
            self.add_error("valid_until", "在施行日期之前")
        return cleaned

    def head_made(self) -> dict[str, Any]:
        """The lines of the head itself."""
        names = ("id", "name", "short", "authority", "version", "status")
        return {name: self.cleaned_data[name] for name in names if name != "short" or self.cleaned_data[name]}

    def document_made(self) -> dict[str, Any]:
        """The section about the document; where it had no number and has none, that stays unsaid."""
        kept = {
            name: value for name, value in self.document.items() if name not in ("parts", "title", "number")
        }
        number = self.cleaned_data["number"]
        said = {"number": number} if number or "number" in self.document else {}
        return {"title": self.cleaned_data["title"], **said, **kept}

    def validity_made(self) -> dict[str, Any]:
        """The section about the dates."""
        found: dict[str, Any] = {}
        for name, field in (("from", "valid_from"), ("until", "valid_until")):
            if self.cleaned_data[field]:
                found[name] = self.cleaned_data[field]
        if self.cleaned_data["ask"] or self.validity.get("ask") is False:
            found["ask"] = self.cleaned_data["ask"]
        return found | {name: str(value) for name, value in self.citation().items()}
