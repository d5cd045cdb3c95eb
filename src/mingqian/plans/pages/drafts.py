"""规则包草稿: a pack written rule by rule, the document beside it, what it would change, proposing it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.law import Verified, outermost
from mingqian.law.editing import SETTINGS
from mingqian.law.loading import THEMES
from mingqian.law.wording import THEME_NAMES, VERIFIED_NAMES, field_words, problem_words
from mingqian.plans import actions, drafting, packs, queries, rulebook
from mingqian.plans.drafting import CHANGED, NEW, SAME, Draft, Row
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import PackDraft
from mingqian.plans.pages.common import actor_of, own_agency
from mingqian.plans.pages.rulebook import DocumentForm, attached_words, read_upload
from mingqian.plans.pages.written import WritingForm, preview

STATE_WORDS = {SAME: ("照抄，没有改过", "todo"), CHANGED: ("改过", "doing"), NEW: ("新加", "near")}


def draft_or_404(request: HttpRequest, draft_id: int) -> PackDraft:
    """One of the agency's drafts that is still open."""
    found = PackDraft.objects.select_related("agency")
    return get_object_or_404(found, pk=draft_id, agency=own_agency(actor_of(request)), version=None)


def row_words(row: Row) -> dict[str, Any]:
    """A row for the list."""
    table, found = row.entry.table, row.found
    verified = str(table.get("verified", ""))
    words, tone = STATE_WORDS[row.state]
    return {
        "row": row,
        "entry": row.entry,
        "table": table,
        "state": words,
        "tone": tone,
        "mark": drafting.mark_of(table),
        "article": rulebook.marked(found) if found else None,
        "problems": [field_words(one) for one in row.problems],
        "verified": dict(VERIFIED_NAMES).get(Verified(verified), "")
        if verified in set(Verified)
        else verified,
        "departs": table.get("strength") in ("原则上", "一般"),
    }


FILTERS = (
    ("", "全部"), ("wrong", "有错"), ("lost", "锚文字没找到"), (SAME, "没有改过"), (CHANGED, "改过"), (NEW, "新加"),
)  # fmt: skip


def _kept(row: Row, wanted: str) -> bool:
    """Whether a row passes the chosen filter."""
    if wanted == "wrong":
        return bool(row.problems)
    if wanted == "lost":
        return row.found is not None and not row.found.found
    return not wanted or row.state == wanted


@page(Permission.PLANS_EDIT)
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Every rule of a draft, by theme."""
    kept = draft_or_404(request, draft_id)
    seen = Draft(kept)
    wanted = request.GET.get("show", "")
    groups = []
    for theme in (*THEMES, SETTINGS):
        every = [row for row in seen.rows if row.entry.theme == theme]
        rows = [row_words(row) for row in every if _kept(row, wanted)]
        if rows or (every and not wanted):
            groups.append({"code": theme, "name": THEME_NAMES.get(theme, "待决事项"), "rows": rows})
    rows_wrong = {problem for row in seen.rows for problem in row.problems}
    here = reverse("plans:draft", args=[kept.pk])
    context = {
        "title": kept.name or "没有名称的草稿",
        "draft": kept,
        "groups": groups,
        "settings_theme": SETTINGS,
        "tabs": [
            {
                "code": code,
                "name": name,
                "url": f"{here}?show={code}" if code else here,
                "count": sum(1 for row in seen.rows if _kept(row, code)),
            }
            for code, name in FILTERS
        ],
        "show": wanted,
        "count": len(seen.problems),
        "others": [problem_words(one) for one in seen.problems if one not in rows_wrong],
        "head_wrong": any(one.file == "pack.toml" for one in seen.problems),
        "pack": seen.pack,
        "others_document": seen.others_document,
        "document": seen.document,
        "articles": len(seen.articles),
        "unused": seen.unused,
        "gone": seen.gone,
        "base": kept.copied_from and packs.title_of(kept.copied_from),
    }
    return render(request, "plans/draft.html", context)


@page(Permission.PLANS_EDIT)
@require_POST
def draft_begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft: from a pack, from a version that was proposed, or from nothing."""
    actor = actor_of(request)
    source = request.POST.get("from", "")
    if "text" in request.POST:
        return HttpResponseRedirect(f"{reverse('plans:pack_write')}?{urlencode({'from': source})}")
    version = None
    if number := request.POST.get("version", ""):
        versions = queries.visible_versions(actor).defer(None)
        version = get_object_or_404(versions, pk=whole(number) or 0)
    made = actions.begin_draft(by=actor, agency=own_agency(actor), copied_from=source, version=version)
    messages.success(request, "草稿已经建好。改一条存一条，提出之前谁也不受影响。")
    return HttpResponseRedirect(reverse("plans:draft", args=[made.pk]))


@page(Permission.PLANS_EDIT)
@require_POST
def draft_drop(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throw a draft away."""
    kept = draft_or_404(request, draft_id)
    try:
        actions.drop_draft(by=actor_of(request), draft=kept, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, refused.words())
        return HttpResponseRedirect(reverse("plans:draft", args=[kept.pk]))
    messages.success(request, "草稿已经放弃。")
    return HttpResponseRedirect(reverse("plans:pack_write"))


@page(Permission.PLANS_EDIT)
def draft_check(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What differs, what it would change for running work, and proposing it to the second person."""
    actor = actor_of(request)
    kept = draft_or_404(request, draft_id)
    seen = Draft(kept)
    form = WritingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_draft(
                by=actor,
                draft=kept,
                digest=request.POST.get("digest", ""),
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "这一版已经提出，等审批领导决定。决定之前一切照旧。")
            return HttpResponseRedirect(reverse("plans:pack_version", args=[made.pk]))
    lost = [row for row in seen.rows if row.found is not None and not row.found.found]
    context: dict[str, Any] = {
        "title": "检查和变化",
        "draft": kept,
        "form": form,
        "document": seen.document,
        "lost": len(lost),
        "others_document": seen.others_document,
        "same": sum(1 for row in seen.rows if row.state == SAME),
        "rows": len(seen.rows),
        "problems": _placed(seen),
    }
    if not seen.problems and seen.pack is not None:
        context |= preview(kept.agency, seen.pack, seen.files, kept.copied_from, kept.removed)
        form.fields["reason"].required = True
    return render(request, "plans/draft_check.html", context)


def _placed(seen: Draft) -> list[dict[str, str]]:
    """Everything wrong with the place where it is mended."""
    found = []
    for problem in seen.problems:
        row = next((one for one in seen.rows if problem in one.problems), None)
        if row is not None:
            where = reverse(
                "plans:draft_entry", args=[seen.kept.pk, row.entry.theme, row.entry.name, row.entry.number]
            )
            found.append({"words": f"{row.title}：{field_words(problem)}", "url": where})
        elif problem.file == "pack.toml":
            found.append(
                {
                    "words": f"文件和日期：{field_words(problem)}",
                    "url": reverse("plans:draft_head", args=[seen.kept.pk]),
                }
            )
        else:
            text = f"{reverse('plans:pack_write')}?draft={seen.kept.pk}"
            found.append({"words": problem_words(problem), "url": text})
    return found


@page(Permission.PLANS_EDIT)
def draft_document(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The document of a draft, article by article; attaching it."""
    actor = actor_of(request)
    kept = draft_or_404(request, draft_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            data, read = read_upload(upload)
            actions.attach_document(
                by=actor,
                agency=kept.agency,
                pack_id=kept.pack_id,
                title=form.cleaned_data["title"] or upload.name,
                text=read.text,
                original=data,
                draft=kept,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            seen = Draft(kept)
            wrong = sum(1 for row in seen.rows if row.found is not None and not row.found.found)
            attached_words(request, read, len(seen.articles), wrong)
            return HttpResponseRedirect(
                reverse("plans:draft", args=[kept.pk]) + ("?show=lost" if wrong else "")
            )
    seen = Draft(kept)
    numbers = outermost(seen.articles)
    context = {
        "title": "文件原文",
        "draft": kept,
        "form": form,
        "document": seen.document,
        "articles": [(number, rulebook.in_lines(seen.articles[number])) for number in numbers],
        "unused": set(seen.unused),
    }
    return render(request, "plans/draft_document.html", context)
