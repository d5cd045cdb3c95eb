"""One rule or question of a draft: changing, adding and removing it, its article beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.law import PackProblem, outermost
from mingqian.law.catalogue import Known, title_of
from mingqian.law.editing import SETTINGS, EditError, Entry, added, edited, entries, fields_of, with_head
from mingqian.law.loading import THEMES
from mingqian.law.wording import THEME_NAMES, bounded_words, field_words, short_name
from mingqian.plans import actions, drafting, rulebook, written
from mingqian.plans.drafting import Draft
from mingqian.plans.forms.entry import CitationForm, RuleForm
from mingqian.plans.forms.parts import refuse
from mingqian.plans.forms.setting import HeadForm, SettingForm
from mingqian.plans.models import AttachedDocument, PackDraft, PackVersion
from mingqian.plans.pages.common import actor_of
from mingqian.plans.pages.drafts import draft_or_404

Table = Mapping[str, Any]
EntryForm = RuleForm | SettingForm


def _known_of(theme: str, name: str) -> Any:
    """What the product knows of a key, by its family where it has one; None for a key of the agency's own."""
    if theme == SETTINGS:
        return drafting.known_settings().get(name)
    known = drafting.known_rules()
    key = f"{theme}.{name}"
    family = next((one for one in known if one.endswith("_") and key.startswith(one)), "")
    return known.get(key) or known.get(family)


def _form(
    request: HttpRequest, seen: Draft, theme: str, table: Table, known: Any, *, fresh: bool
) -> EntryForm:
    data = request.POST if request.method == "POST" else None
    if theme == SETTINGS:
        initial = {"strength": "应当", "verified": "elsewhere"} if "article" not in table else {}
        return SettingForm(data, table=table, known=known, initial=initial)
    settings = [
        (one.name, str(one.table.get("question", one.name))) for one in seen.entries if one.theme == SETTINGS
    ]
    initial = _proposed(known) if fresh and known else {}
    return RuleForm(data, theme=theme, table=table, known=known, settings=settings, initial=initial)


def _proposed(known: Known) -> dict[str, Any]:
    """Of a new rule what is no matter of the document: unit and bound as known packs have them; never the value."""
    _, one = known.examples[0]
    found: dict[str, Any] = {"strength": "应当", "verified": "elsewhere"}
    if one.unit is not None:
        found["unit"] = str(one.unit)
    if one.bound is not None:
        found["bound"] = str(one.bound)
    if one.event is not None:
        found["event"] = str(one.event)
    return found


def _beside(seen: Draft, article: str, anchor: str) -> dict[str, Any]:
    """The article beside the form, its anchor marked."""
    found = seen.look({"article": article, "anchor": anchor})
    return {
        "document": seen.document,
        "article": article,
        "anchor": anchor,
        "found": found,
        "pieces": rulebook.marked(found) if found else None,
    }


def _page(
    request: HttpRequest, seen: Draft, form: CitationForm, theme: str, name: str, **more: Any
) -> HttpResponse:
    known = _known_of(theme, name) if theme else None
    article, anchor = form["article"].value() or "", form["anchor"].value() or ""
    examples = [
        {
            "cite": f"{short_name(pack)} {one.citation.article}" if one.citation else short_name(pack),
            "words": "" if theme == SETTINGS else bounded_words(one),
            "reading": one.reading if theme == SETTINGS else one.citation.reading,
        }
        for pack, one in (known.examples[:6] if known else ())
    ]
    context = {
        "draft": seen.kept,
        "form": form,
        "theme": THEME_NAMES.get(theme, "待决事项"),
        "known": known,
        "examples": examples,
        "numbers": list(outermost(seen.articles)) if seen.articles else [],
        **_beside(seen, str(article), str(anchor)),
        **more,
    }
    return render(request, "plans/draft_entry.html", context)


def _mistakes(form: CitationForm, problems: tuple[PackProblem, ...]) -> None:
    """Put every problem beside the field it is about."""
    for problem in problems:
        for name in fields_of(problem) or ("",):
            form.put(name, field_words(problem))


def _tried(seen: Draft, form: EntryForm, entry: Entry, text: str) -> bool:
    """Whether the changed entry is right; what is not stands beside its field."""
    files = {**seen.files, entry.file: text}
    made = next(
        (one for one in entries(files) if (one.theme, one.name, one.number) == (entry.theme, entry.name, entry.number)),
        entry,
    )  # fmt: skip
    problems = drafting.own_problems(seen.kept.agency, files, made)
    _mistakes(form, problems)
    return not problems


@page(Permission.PLANS_EDIT)
def draft_entry(request: HttpRequest, draft_id: int, theme: str, name: str, number: int) -> HttpResponse:
    """Change one rule or question."""
    kept = draft_or_404(request, draft_id)
    seen = Draft(kept)
    entry = seen.entry(theme, name, number)
    if entry is None:
        messages.error(request, Refused("plans.draft_gone").words())
        return HttpResponseRedirect(reverse("plans:draft", args=[kept.pk]))
    form = _form(request, seen, theme, entry.table, _known_of(theme, name), fresh=False)
    row = seen.row(entry)
    if request.method == "POST" and form.is_valid():
        try:
            if _tried(seen, form, entry, edited(seen.files[entry.file], name, number, form.made())):
                mark = request.POST.get("mark", "")
                actions.edit_entry(
                    by=actor_of(request), draft=kept, theme=theme, name=name, number=number, mark=mark,
                    table=form.made(),
                )  # fmt: skip
                return _saved(request, kept, entry)
        except EditError as error:
            refuse(form, drafting.refusal_of(error))
        except Refused as refused:
            refuse(form, refused)
    return _page(
        request, seen, form, theme, name,
        title=row.title, entry=entry, mark=request.POST.get("mark") or drafting.mark_of(entry.table),
        before=_before(seen, entry), next=seen.next_after(entry), problems=[] if request.method == "POST" else [field_words(one) for one in row.problems],
    )  # fmt: skip


def _before(seen: Draft, entry: Entry) -> str:
    """What the copied pack says in the same place, where that is otherwise."""
    held = seen.before.get((entry.key, entry.number))
    if held is None or held == entry.table:
        return ""
    return (
        f"{drafting.words_of(held)}（{held.get('article', '')}）"
        if "value" in held
        else str(held.get("question", ""))
    )


def _saved(request: HttpRequest, kept: PackDraft, entry: Entry) -> HttpResponse:
    """Back to the list at the row, or on to the next."""
    fresh = Draft(kept)
    now = fresh.entry(entry.theme, entry.name, entry.number) or entry
    messages.success(request, f"“{fresh.row(now).title}”已存。")
    if "next" in request.POST and (after := fresh.next_after(now)):
        where = [kept.pk, after.theme, after.name, after.number]
        return HttpResponseRedirect(reverse("plans:draft_entry", args=where))
    return HttpResponseRedirect(f"{reverse('plans:draft', args=[kept.pk])}#{fresh.row(now).anchor_id}")


@page(Permission.PLANS_EDIT)
def draft_add(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Every rule and question the product knows, to add from."""
    kept = draft_or_404(request, draft_id)
    here = {(one.theme, one.name) for one in Draft(kept).entries}
    words = request.GET.get("q", "").strip()
    groups = []
    for theme in THEMES:
        rows = [
            {
                "name": known.name, "title": known.title, "governs": known.governs, "family": known.family,
                "there": (theme, known.name) in here,
                "examples": [
                    {"cite": f"{short_name(pack)} {one.citation.article}", "words": bounded_words(one),
                     "reading": one.citation.reading}
                    for pack, one in known.examples[:2]
                ],
            }
            for known in drafting.known_rules().values()
            if known.theme == theme and _meant(words, known.title, *(one.citation.reading for _, one in known.examples))
        ]  # fmt: skip
        if rows:
            groups.append({"code": theme, "name": THEME_NAMES[theme], "rows": rows})
    questions = [
        {"name": known.name, "title": one.question, "there": (SETTINGS, known.name) in here, "family": False,
         "examples": [{"cite": short_name(pack), "words": "", "reading": one.reading}]}
        for known in drafting.known_settings().values()
        for pack, one in known.examples[:1]
        if _meant(words, one.question, one.reading)
    ]  # fmt: skip
    if questions:
        groups.append({"code": SETTINGS, "name": "待决事项", "rows": questions})
    context = {"title": "增加一条", "draft": kept, "groups": groups, "q": words}
    return render(request, "plans/draft_add.html", context)


def _meant(words: str, *texts: str) -> bool:
    """Whether every word that was asked for stands somewhere."""
    return all(any(word in text for text in texts) for word in words.split())


@page(Permission.PLANS_EDIT)
def draft_new(request: HttpRequest, draft_id: int, theme: str, name: str) -> HttpResponse:
    """Write a new rule or question; of a rule that is there already, another value for other days or another occasion."""
    kept = draft_or_404(request, draft_id)
    seen = Draft(kept)
    known = _known_of(theme, name)
    if known is None:
        raise Http404
    if getattr(known, "family", False) and name == known.name:
        name = drafting.fresh_name(name, (one.name for one in seen.entries if one.theme == theme))
    table: dict[str, Any] = {}
    if theme == SETTINGS:
        _, example = known.examples[0]
        table = {"question": example.question, "options": dict(example.options), "silent": True}
    form = _form(request, seen, theme, table, known, fresh=True)
    if request.method == "POST" and form.is_valid():
        try:
            file = f"{theme}.toml"
            text = added(seen.files.get(file, ""), name, form.made())
            place = [
                one for one in entries({**seen.files, file: text}) if (one.theme, one.name) == (theme, name)
            ][-1]
            if _tried(seen, form, place, text):
                made = actions.add_entry(
                    by=actor_of(request), draft=kept, theme=theme, name=name, table=form.made()
                )
                return _saved(request, kept, made)
        except EditError as error:
            refuse(form, drafting.refusal_of(error))
        except Refused as refused:
            refuse(form, refused)
    title = table["question"] if theme == SETTINGS else title_of(f"{theme}.{name}")
    another = any((one.theme, one.name) == (theme, name) for one in seen.entries)
    return _page(request, seen, form, theme, name, title=title, fresh=True, another=another)


@page(Permission.PLANS_EDIT)
@require_POST
def draft_remove(request: HttpRequest, draft_id: int, theme: str, name: str, number: int) -> HttpResponse:
    """Take one rule or question out, with a reason."""
    kept = draft_or_404(request, draft_id)
    try:
        actions.remove_entry(
            by=actor_of(request), draft=kept, theme=theme, name=name, number=number,
            mark=request.POST.get("mark", ""), reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, refused.words())
        where = reverse("plans:draft_entry", args=[kept.pk, theme, name, number])
        return HttpResponseRedirect(where)
    messages.success(request, "已经删去。理由会给审批领导看。")
    return HttpResponseRedirect(reverse("plans:draft", args=[kept.pk]))


@page(Permission.PLANS_EDIT)
def draft_head(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What the pack is called, its document, its dates."""
    kept = draft_or_404(request, draft_id)
    seen = Draft(kept)
    head = drafting.head_of(seen.files)
    fixed = written.approved(kept.pack_id) is not None or _held(kept)
    form = HeadForm(request.POST or None, head=head, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        made = {
            "head": form.head_made(),
            "document": form.document_made(),
            "parts": form.cleaned_data["parts"],
            "validity": form.validity_made(),
        }
        try:
            text = with_head(seen.files.get("pack.toml", ""), *made.values())
            problems = drafting.head_problems(kept.agency, {**seen.files, "pack.toml": text})
            _mistakes(form, problems)
            if not problems:
                actions.edit_head(by=actor_of(request), draft=kept, mark=request.POST.get("mark", ""), **made)
                messages.success(request, "文件和日期已存。")
                return HttpResponseRedirect(reverse("plans:draft", args=[kept.pk]))
        except EditError as error:
            refuse(form, drafting.refusal_of(error))
        except Refused as refused:
            refuse(form, refused)
    return _page(
        request,
        seen,
        form,
        "",
        "",
        title="文件和日期",
        mark=request.POST.get("mark") or drafting.mark_of(head),
    )


def _held(kept: PackDraft) -> bool:
    """Whether something already goes by the draft's code: a document, or a version somebody proposed."""
    documents = AttachedDocument.objects.filter(agency=kept.agency, pack_id=kept.pack_id)
    return documents.exists() or PackVersion.objects.filter(agency=kept.agency, pack_id=kept.pack_id).exists()


@page(Permission.PLANS_EDIT)
def draft_article(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The article that is being typed, for beside the form."""
    seen = Draft(draft_or_404(request, draft_id))
    beside = _beside(seen, request.GET.get("article", "").strip(), request.GET.get("anchor", "").strip())
    return render(request, "plans/_draft_article.html", beside | {"draft": seen.kept})
