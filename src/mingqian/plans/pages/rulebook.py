"""Proposals that a pack bind the agency, their approval by a second person, and the documents beside the packs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.law import citations, outermost
from mingqian.law.wording import setting_words
from mingqian.plans import actions, packs, queries, rulebook
from mingqian.plans.actions.second import proposed
from mingqian.plans.documents.reading import LARGEST, Read, read_document
from mingqian.plans.effects import effects
from mingqian.plans.forms import BindingForm
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import Layer, PackProposal
from mingqian.plans.pages.common import actor_of, own_agency


@page(Permission.PLANS_EDIT)
def rule_bind(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Propose dates and answers."""
    actor = actor_of(request)
    agency = own_agency(actor)
    pack = packs.load(pack_id)
    binding = packs.binding_of(agency, pack_id)
    form = BindingForm(request.POST or None, pack=pack, binding=binding)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            made = actions.propose_binding(
                by=actor,
                agency=agency,
                pack_id=pack_id,
                layer=cleaned["layer"],
                valid_from=cleaned["valid_from"],
                valid_until=cleaned["valid_until"],
                settings=form.settings_given(),
                reason=cleaned["reason"],
            )
        except Refused as refused:
            if refused.field and f"s_{refused.field}" in form.fields:
                form.add_error(f"s_{refused.field}", refused.words())
            else:
                refuse(form, refused)
        else:
            messages.success(request, "拟议已经记下，等审批领导决定。决定之前一切照旧。")
            return HttpResponseRedirect(reverse("plans:proposal", args=[made.pk]))
    waiting = {f"s_{packs.ENTERED}{one.key}" for one in pack.switched_off()}
    context = {
        "title": "提出适用日期和待决事项",
        "pack": pack,
        "form": form,
        "dates": [form["layer"], form["valid_from"], form["valid_until"], form["reason"]],
        "questions": [form[name] for name in form.setting_names if name not in waiting],
        "unread": [form[name] for name in form.setting_names if name in waiting],
    }
    return render(request, "plans/rule_bind.html", context)


@page(Permission.LAW_READ)
@beside
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal: what it would change, and the decision."""
    actor = actor_of(request)
    visible = PackProposal.objects.select_related("agency", "decision")
    if actor.agency_id is not None:
        visible = visible.filter(agency_id=actor.agency_id)
    one = get_object_or_404(visible, pk=proposal_id)
    decision = getattr(one, "decision", None)
    if request.method == "POST":
        try:
            actions.decide_proposal(
                by=actor,
                proposal=one,
                approve="approve" in request.POST,
                reason=request.POST.get("reason", ""),
            )
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            messages.error(request, refused.words())
        else:
            words = "已批准，从现在起按此计算。" if "approve" in request.POST else "已退回。"
            messages.success(request, words)
        return HttpResponseRedirect(reverse("plans:proposal", args=[one.pk]))
    pack = packs.load(one.pack_id, one.pack_digest)
    names = {setting.key: setting for setting in pack.settings}
    entered = {f"{packs.ENTERED}{rule.key}": rule for rule in pack.switched_off()}
    answers = [
        {"question": names[key].question, "answer": dict(names[key].options).get(str(value), value)}
        for key, value in one.settings.items()
        if key in names
    ]
    answers += [
        {"question": entered[key].citation.reading, "answer": f"启用：{value}"}
        for key, value in one.settings.items()
        if key in entered
    ]
    changed = pack.digest() != one.pack_digest
    context = {
        "title": "规则适用的拟议",
        "proposal": one,
        "pack": pack,
        "layer": Layer(one.layer).label,
        "answers": answers,
        "open": [setting.question for setting in pack.settings if setting.key not in one.settings and not setting_words(setting)],
        "decision": decision,
        "changes": effects(one) if decision is None and not changed else [],
        "changed": changed,
        "may_decide": decision is None and actor.may(Permission.PLANS_APPROVE),
        "why_not": "是您自己提出的，须由另一个人决定" if proposed(one, actor) else "规则包的内容有变化，请重新提出" if changed else "",
    }  # fmt: skip
    return render(request, "plans/proposal.html", context)


class DocumentForm(forms.Form):
    """The file of a document."""

    title = forms.CharField(
        label="文件名称", required=False, max_length=200, help_text="不填就用规则包里的名称。"
    )
    file = forms.FileField(
        label="文件",
        help_text="PDF 或者文本文件（.txt、.md）。Word 文件请另存为 PDF；扫描的图片要先识别成文字。",
    )


def read_upload(upload: UploadedFile[Any]) -> tuple[bytes, Read]:
    """The bytes of an uploaded document and its text. Raises `Refused` as `read_document`."""
    data = upload.read(LARGEST + 1)
    return data, read_document(data)


def attached_words(request: HttpRequest, read: Read, articles: int, wrong: int) -> None:
    """Say what came of attaching a document."""
    checked = f"，有 {wrong} 处锚文字对不上，见下表" if wrong else "，锚文字全部对得上"
    messages.success(request, f"原文已附上：分出 {articles} 条{checked}。")
    if read.without_text:
        listed = "、".join(map(str, read.without_text[:20])) + ("等" if len(read.without_text) > 20 else "")
        messages.warning(request, f"第 {listed} 页没有文字（空白或者扫描的图片），没有收入。")


@page(Permission.LAW_READ)
def document(request: HttpRequest, pack_id: str) -> HttpResponse:
    """The document of a pack, article by article; attaching it."""
    actor = actor_of(request)
    pack = packs.pack_for(actor.agency_id, pack_id) if actor.agency_id else packs.load(pack_id)
    may_attach = actor.may(Permission.PLANS_EDIT) and actor.agency_id is not None
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        actor.require(Permission.PLANS_EDIT)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                data, read = read_upload(upload)
                actions.attach_document(
                    by=actor,
                    agency=own_agency(actor),
                    pack_id=pack_id,
                    title=form.cleaned_data["title"] or upload.name,
                    text=read.text,
                    original=data,
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                held = rulebook.attached(actor.agency_id, pack)
                attached_words(
                    request, read, len(held.articles) if held else 0, len(held.problems) if held else 0
                )
                return HttpResponseRedirect(reverse("plans:document", args=[pack_id]))
    held = rulebook.attached(actor.agency_id, pack)
    context: dict[str, Any] = {
        "title": "文件原文",
        "pack": pack,
        "held": held,
        "articles": [
            (number, rulebook.article_text(held, number))
            for number in (outermost(held.articles) if held else ())
        ],
        "problems": rulebook.missing(held, pack) if held else [],
        "checked": len(citations(pack)),
        "form": form,
        "may_attach": may_attach,
        "history": queries.documents(actor, pack_id)[:10],
    }
    return render(request, "plans/document.html", context)
