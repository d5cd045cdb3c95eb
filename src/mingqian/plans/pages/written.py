"""自编规则包: writing one on a page or uploading it, what it would change, and the second person's decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.law import Difference, Pack, PackError, PackProblem, differences
from mingqian.law.catalogue import title_of
from mingqian.law.uploading import FILES, MOST_BYTES
from mingqian.law.wording import THEME_NAMES, problem_words
from mingqian.plans import actions, drafting, packs, queries, written
from mingqian.plans.actions.second import proposed
from mingqian.plans.actions.writing import wrote
from mingqian.plans.effects import Change, effects_of_version
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import PackDraft, PackVersion
from mingqian.plans.pages.common import actor_of, own_agency

MOST_SHOWN = 100
"""Problems that are listed; the number of all is said."""
NAMES = {"pack.toml": "编号、名称、文件、施行日期", "settings.toml": "待决事项"}
NAMES |= {f"{theme}.toml": name for theme, name in THEME_NAMES.items()}


class WritingForm(forms.Form):
    """What goes with the text of the files."""

    file = forms.FileField(
        label="上传改好的文件",
        required=False,
        help_text="整个规则包的 .zip，上传后整个替换下面的内容；或者其中一个 .toml，只替换同名的一个。",
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会记入审计记录。",
    )


def _typed(request: HttpRequest) -> written.Files:
    """The text of the files on the page; empty ones are not there."""
    found = {name: request.POST.get(f"text:{name}", "").replace("\r\n", "\n") for name in FILES}
    return {
        name: text if text.endswith("\n") else f"{text}\n" for name, text in found.items() if text.strip()
    }


def _problems(problems: tuple[PackProblem, ...], files: written.Files) -> list[dict[str, Any]]:
    """Every problem in words, with the line it is about."""
    lines = {name: text.split("\n") for name, text in files.items()}
    return [
        {
            "words": problem_words(one),
            "file": one.file if one.file in FILES else "",
            "anchor": one.file.partition(".")[0],
            "line": one.line or "",
            "text": lines[one.file][one.line - 1].strip()[:120]
            if one.line and one.line <= len(lines.get(one.file, []))
            else "",
        }
        for one in problems[:MOST_SHOWN]
    ]


def _shown(found: tuple[Difference, ...], removed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Differences by theme, in words; beside what was taken out, why."""
    by_theme: dict[str, list[Difference]] = {}
    for one in found:
        by_theme.setdefault(one.theme, []).append(one)
    return [
        {
            "name": NAMES[f"{theme}.toml"],
            "head": theme == "pack",
            "rows": [
                {
                    "article": one.article,
                    "name": one.key.partition(".")[2],
                    "title": "" if theme in ("pack", "settings") else title_of(one.key.partition("#")[0]),
                    "reason": "" if one.after else removed.get(one.key.partition("#")[0], ""),
                    "before": one.before,
                    "after": one.after,
                }
                for one in rows
            ],
        }
        for theme, rows in by_theme.items()
    ]


def preview(
    agency: Agency, pack: Pack, files: written.Files, source: str, removed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What differs from the base, and what approving and binding would change."""
    trial = PackVersion(agency=agency, pack_id=pack.id, files=files, copied_from=source)
    base = written.base_of(trial, pack)
    return {
        "preview": pack,
        "base": base,
        "differences": _shown(differences(base, pack), removed or {}) if base else [],
        "changes": effects_of_version(trial, pack),
        "digest": pack.digest(),
    }


def _parts(files: written.Files, wrong: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "words": NAMES[name],
            "anchor": name.partition(".")[0],
            "text": files.get(name, ""),
            "lines": max(6, min(28, files.get(name, "").count("\n") + 2)),
            "wrong": name in wrong,
        }
        for name in FILES
    ]


@page(Permission.PLANS_EDIT)
def pack_write(request: HttpRequest) -> HttpResponse:
    """自编规则包: begin from a pack, edit or upload, check, propose."""
    actor = actor_of(request)
    agency = own_agency(actor)
    number = request.POST.get("draft", "") or request.GET.get("draft", "")
    draft = None
    if number:
        mine = PackDraft.objects.filter(agency=agency, version=None)
        draft = get_object_or_404(mine, pk=whole(number) or 0)
    source = draft.copied_from if draft else request.POST.get("from", "") or request.GET.get("from", "")
    offered = packs.available(agency)
    if not draft and source and source not in {pack.id for pack in offered}:
        raise Refused("plans.pack_unknown", pack=source[:40])
    form = WritingForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "title": "自编规则包",
        "form": form,
        "source": source,
        "offered": offered,
        "draft": draft,
        "drafts": [] if draft else drafting.open_drafts(agency),
        "writing": request.method == "POST" or draft is not None or "from" in request.GET,
    }
    if request.method != "POST":
        files = dict(draft.files) if draft else written.begun_from(source, agency) if source else {}
        context |= {"parts": _parts(files, {"pack.toml"}), "mark": drafting.mark_of(files)}
        return render(request, "plans/pack_write.html", context)
    files = _typed(request)
    problems: tuple[PackProblem, ...] = ()
    try:
        if form.is_valid() and (upload := form.cleaned_data["file"]):
            files = written.taken_in(upload.name, upload.read(MOST_BYTES + 1), files)
        if request.POST.get("act") == "draft":
            kept = _to_draft(request, agency, files, source, draft)
            messages.success(request, "文本已经存进草稿。")
            return HttpResponseRedirect(reverse("plans:draft", args=[kept.pk]))
        pack = written.checked(agency, files)
    except Refused as refused:
        refuse(form, refused)
    except PackError as error:
        problems = error.problems
    else:
        made = None if draft else _proposed(request, form, agency, pack, files, source)
        if made is not None:
            messages.success(request, "这一版已经提出，等审批领导决定。决定之前一切照旧。")
            return HttpResponseRedirect(reverse("plans:pack_version", args=[made.pk]))
        context |= preview(agency, pack, files, source, draft.removed if draft else None)
        form.fields["reason"].required = True
    wrong = {one.file for one in problems}
    context |= {
        "parts": _parts(files, wrong),
        "mark": request.POST.get("mark", ""),
        "problems": _problems(problems, files),
        "count": len(problems),
        "source_pack": next((one for one in offered if one.id == source), None),
    }
    return render(request, "plans/pack_write.html", context)


def _to_draft(
    request: HttpRequest, agency: Agency, files: written.Files, source: str, draft: PackDraft | None
) -> PackDraft:
    """The text kept as a draft, to go on rule by rule. Raises `law.PackError` for what is no text of a pack."""
    actor = actor_of(request)
    if draft is None:
        return actions.begin_draft(by=actor, agency=agency, copied_from=source, files=files)
    return actions.write_draft(by=actor, draft=draft, mark=request.POST.get("mark", ""), files=files)


def _proposed(
    request: HttpRequest, form: WritingForm, agency: Agency, pack: Pack, files: written.Files, source: str
) -> PackVersion | None:
    """The proposal, when it was asked for on a page that showed what is proposed; otherwise the refusal is in the form."""
    if request.POST.get("act") != "propose":
        return None
    if request.POST.get("digest") != pack.digest():
        refuse(form, Refused("plans.pack_read_again"))
        return None
    try:
        return actions.propose_pack(
            by=actor_of(request),
            agency=agency,
            files=files,
            copied_from=source,
            reason=form.cleaned_data["reason"],
        )
    except Refused as refused:
        refuse(form, refused)
        return None


@page(Permission.LAW_READ)
def pack_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: what differs, what it would change, its files, the decision."""
    actor = actor_of(request)
    version = get_object_or_404(queries.visible_versions(actor), pk=version_id)
    decision = getattr(version, "decision", None)
    if request.method == "POST":
        approve = "approve" in request.POST
        try:
            actions.decide_pack(
                by=actor, version=version, approve=approve, reason=request.POST.get("reason", "")
            )
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            messages.error(request, refused.words())
        else:
            words = "已批准，可以提出适用了。" if approve else "已退回。"
            messages.success(request, words)
        return HttpResponseRedirect(reverse("plans:pack_version", args=[version.pk]))
    pack = packs.of_version(version)
    base = written.base_of(version, pack)
    draft = PackDraft.objects.filter(version=version).first()
    changes: list[Change] = effects_of_version(version, pack) if decision is None else []
    context = {
        "title": f"{version.name} 第 {version.number} 号",
        "version": version,
        "pack": pack,
        "decision": decision,
        "base": base,
        "differences": _shown(differences(base, pack), draft.removed if draft else {}) if base else [],
        "changes": changes,
        "files": [(name, NAMES[name], version.files[name]) for name in FILES if name in version.files],
        "may_decide": decision is None and actor.may(Permission.PLANS_APPROVE),
        "may_write": actor.may(Permission.PLANS_EDIT) and actor.agency_id == version.agency_id,
        "why_not": "是您自己提出的，须由另一个人决定"
        if proposed(version, actor)
        else "您参加过这一版的起草，须由另一个人决定"
        if wrote(version, actor)
        else "",
    }
    return render(request, "plans/pack_version.html", context)


@page(Permission.LAW_READ)
def pack_version_files(request: HttpRequest, version_id: int) -> HttpResponse:
    """The files of one version as a zip."""
    version = get_object_or_404(queries.visible_versions(actor_of(request)), pk=version_id)
    return _archive(version.files, f"{version.pack_id}-{version.number}.zip")


@page(Permission.LAW_READ)
def pack_files(request: HttpRequest, pack_id: str) -> HttpResponse:
    """The files of a pack as they are, as a zip."""
    actor = actor_of(request)
    if actor.agency_id is not None:
        packs.offered(actor.agency_id, pack_id)
    return _archive(written.files_of(pack_id), f"{pack_id}.zip")


def _archive(files: written.Files, name: str) -> HttpResponse:
    response = HttpResponse(written.archive_of(files), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
