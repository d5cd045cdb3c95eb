"""Writing a pack rule by rule in a draft; proposing the draft as a version, which another person decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.law import PackError
from mingqian.law.catalogue import title_of
from mingqian.law.editing import SETTINGS, EditError, Entry, added, edited, entries, removed, with_head
from mingqian.law.wording import FIELD_NAMES, problem_words
from mingqian.plans import drafting, packs, written
from mingqian.plans.actions.locking import own
from mingqian.plans.actions.writing import propose_pack
from mingqian.plans.models import PackDraft, PackVersion

Table = Mapping[str, Any]


def _hold(by: Actor, draft: PackDraft) -> PackDraft:
    own(by, draft.agency_id)
    held = PackDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise Refused("plans.draft_dropped")
    if held.version_id is not None:
        raise Refused("plans.draft_proposed")
    return held


def _keep(by: Actor, held: PackDraft, files: Mapping[str, str], given: PackDraft | None = None) -> None:
    """Save a draft with these files, and with whoever wrote them among its writers."""
    head = drafting.head_of(files)
    held.files = dict(files)
    held.pack_id, held.name = str(head.get("id", ""))[:40], str(head.get("name", ""))[:100]
    if [by.user_id, by.name] not in held.writers:
        held.writers = [*held.writers, [by.user_id, by.name]]
    held.changed_by, held.changed_at = by.name, timezone.now()
    held.save()
    if given is not None:
        for column in held._meta.concrete_fields:
            setattr(given, column.attname, getattr(held, column.attname))


def _text(change: Callable[[], str]) -> str:
    try:
        return change()
    except EditError as error:
        raise drafting.refusal_of(error) from error


def _about(held: PackDraft, entry: Entry, **more: Any) -> dict[str, Any]:
    title = str(entry.table.get("question", "")) if entry.theme == SETTINGS else title_of(entry.key)
    article = str(entry.table.get("article", ""))
    return {"pack": held.pack_id, "key": entry.key, "rule": title, "article": article} | more


def _changes(before: Table, after: Table) -> str:
    """Which fields of an entry are otherwise, with the value itself: 值 5% → 8%、条号."""
    names = [one for one in dict.fromkeys([*before, *after]) if before.get(one) != after.get(one)]
    said = [FIELD_NAMES.get(one, one) for one in names if one not in ("value", "unit", "bound")]
    if {"value", "unit", "bound"} & set(names):
        said.insert(0, f"值 {drafting.words_of(before)[:80]} → {drafting.words_of(after)[:80]}")
    return "、".join(said)


@action(Permission.PLANS_EDIT, event="plans.draft.begin")
def begin_draft(
    *,
    by: Actor,
    agency: Agency,
    copied_from: str = "",
    version: PackVersion | None = None,
    files: Mapping[str, str] | None = None,
) -> PackDraft:
    """Begin a draft: from a pack that is offered, from a version the agency proposed, from files, or from nothing.

    Raises `Refused(plans.other_agency | plans.pack_unknown)`, and `law.PackError` for files that are no text of a pack.
    """
    own(by, agency.pk)
    writers: list[Any] = []
    digest = ""
    if version is not None:
        own(by, version.agency_id)
        before = PackDraft.objects.filter(version=version).first()
        files, copied_from, digest = version.files, version.copied_from, version.copied_digest
        writers = list(before.writers) if before else [[version.proposer_id, version.proposed_by]]
    elif copied_from:
        digest = packs.offered(agency, copied_from).digest()
    given = dict(files) if files is not None else written.begun_from(copied_from, agency)
    drafting.require_text(given)
    now = timezone.now()
    made = PackDraft(
        agency=agency, copied_from=copied_from, copied_digest=digest, writers=writers, begun_by=by.name, begun_at=now
    )  # fmt: skip
    _keep(by, made, given)
    record(
        by=by,
        action="plans.draft.begin",
        rows=[made],
        details={"agency": agency.code, "pack": made.pack_id, "copied_from": copied_from},
    )
    return made


@action(Permission.PLANS_EDIT, event="plans.draft.edit")
def edit_entry(
    *, by: Actor, draft: PackDraft, theme: str, name: str, number: int, mark: str, table: Table
) -> PackDraft:
    """Let one rule or question of a draft say something else. `mark`: of what it said when it was shown.

    Raises `Refused(plans.other_agency | plans.draft_proposed | plans.draft_dropped | plans.draft_gone | plans.draft_text |
    plans.draft_wrong | acts.changed_meanwhile)`.
    """
    held = _hold(by, draft)
    before = drafting.Draft(held).entry(theme, name, number)
    if before is None:
        raise Refused("plans.draft_gone")
    if drafting.mark_of(before.table) != mark:
        raise Refused("acts.changed_meanwhile", what=title_of(before.key))
    files = dict(held.files)
    files[before.file] = _text(lambda: edited(files[before.file], name, number, table))
    after = next(one for one in entries(files) if (one.theme, one.name, one.number) == (theme, name, number))
    _require_right(held, files, after)
    _keep(by, held, files, draft)
    changed = _changes(before.table, after.table)
    record(by=by, action="plans.draft.edit", rows=[held], details=_about(held, after, changed=changed))
    return held


@action(Permission.PLANS_EDIT, event="plans.draft.add")
def add_entry(*, by: Actor, draft: PackDraft, theme: str, name: str, table: Table) -> Entry:
    """Add a rule or question; of a name that is there already, another one beside it.

    Raises `Refused(plans.other_agency | plans.draft_proposed | plans.draft_dropped | plans.draft_taken | plans.draft_text |
    plans.draft_wrong)`.
    """
    held = _hold(by, draft)
    files = dict(held.files)
    file = f"{theme}.toml"
    if theme == SETTINGS and drafting.Draft(held).entry(theme, name, 1):
        raise Refused("plans.draft_taken")
    files[file] = _text(lambda: added(files.get(file, ""), name, table))
    made = [one for one in entries(files) if (one.theme, one.name) == (theme, name)][-1]
    _require_right(held, files, made)
    held.removed = {key: why for key, why in held.removed.items() if key != made.key}
    _keep(by, held, files, draft)
    record(
        by=by,
        action="plans.draft.add",
        rows=[held],
        details=_about(held, made, value=drafting.words_of(made.table)[:120]),
    )
    return made


@action(Permission.PLANS_EDIT, event="plans.draft.remove")
def remove_entry(
    *, by: Actor, draft: PackDraft, theme: str, name: str, number: int, mark: str, reason: str
) -> PackDraft:
    """Take a rule or question out, with the reason whoever decides will read.

    Raises `Refused(plans.other_agency | plans.draft_proposed | plans.draft_dropped | plans.draft_gone | plans.draft_text |
    acts.changed_meanwhile | acts.reason_required)`.
    """
    held = _hold(by, draft)
    before = drafting.Draft(held).entry(theme, name, number)
    if before is None:
        raise Refused("plans.draft_gone")
    if drafting.mark_of(before.table) != mark:
        raise Refused("acts.changed_meanwhile", what=title_of(before.key))
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    files = dict(held.files)
    files[before.file] = _text(lambda: removed(files[before.file], name, number))
    if not files[before.file]:
        del files[before.file]
    held.removed = {**held.removed, before.key: reason.strip()[:500]}
    _keep(by, held, files, draft)
    record(
        by=by, action="plans.draft.remove", rows=[held], reason=reason.strip(), details=_about(held, before)
    )
    return held


@action(Permission.PLANS_EDIT, event="plans.draft.head")
def edit_head(
    *,
    by: Actor,
    draft: PackDraft,
    mark: str,
    head: Table,
    document: Table,
    parts: Mapping[str, str],
    validity: Table,
) -> PackDraft:
    """Let the head of a draft say something else: names, document, dates.

    Raises `Refused` as `edit_entry`.
    """
    held = _hold(by, draft)
    before = drafting.head_of(held.files)
    if drafting.mark_of(before) != mark:
        raise Refused("acts.changed_meanwhile", what=held.name)
    files = dict(held.files)
    files["pack.toml"] = _text(lambda: with_head(files.get("pack.toml", ""), head, document, parts, validity))
    wrong = drafting.head_problems(held.agency, files)
    if wrong:
        raise Refused("plans.draft_wrong", first=problem_words(wrong[0]))
    _keep(by, held, files, draft)
    changed = _changes(_flat(before), _flat(drafting.head_of(files)))
    record(by=by, action="plans.draft.head", rows=[held], details={"pack": held.pack_id, "changed": changed})
    return held


def _flat(table: Table) -> dict[str, Any]:
    """The head with what stands in its sections beside the rest."""
    sections = {name: one for name, one in table.items() if isinstance(one, Mapping)}
    plain = {name: one for name, one in table.items() if name not in sections}
    return plain | {name: one for section in sections.values() for name, one in section.items()}


def _require_right(held: PackDraft, files: Mapping[str, str], entry: Entry) -> None:
    wrong = drafting.own_problems(held.agency, files, entry)
    if wrong:
        raise Refused("plans.draft_wrong", first=problem_words(wrong[0]))


@action(Permission.PLANS_EDIT, event="plans.draft.text")
def write_draft(*, by: Actor, draft: PackDraft, mark: str, files: Mapping[str, str]) -> PackDraft:
    """Replace the whole text of a draft. Rules in it may still be wrong; it must be the text of a pack.

    Raises `Refused(plans.other_agency | plans.draft_proposed | plans.draft_dropped | acts.changed_meanwhile)`, and
    `law.PackError` with what keeps it from being taken apart.
    """
    held = _hold(by, draft)
    if drafting.mark_of(held.files) != mark:
        raise Refused("acts.changed_meanwhile", what=held.name)
    drafting.require_text(files)
    named = [one for one in dict.fromkeys([*held.files, *files]) if held.files.get(one) != files.get(one)]
    _keep(by, held, files, draft)
    record(
        by=by,
        action="plans.draft.text",
        rows=[held],
        details={"pack": held.pack_id, "changed": "、".join(named)},
    )
    return held


@action(Permission.PLANS_EDIT, event="plans.draft.drop")
def drop_draft(*, by: Actor, draft: PackDraft, reason: str) -> None:
    """Throw a draft away that was not proposed.

    Raises `Refused(plans.other_agency | plans.draft_proposed | plans.draft_dropped | acts.reason_required)`.
    """
    held = _hold(by, draft)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    record(
        by=by,
        action="plans.draft.drop",
        removed=[held],
        reason=reason.strip(),
        details={"pack": held.pack_id},
    )
    held.delete()


@action(Permission.PLANS_EDIT, event="plans.draft.propose")
def propose_draft(*, by: Actor, draft: PackDraft, digest: str, reason: str) -> PackVersion:
    """Propose the draft as a version, as it was shown (`digest`). Somebody who did not write into it decides.

    Raises `Refused(plans.pack_read_again | plans.draft_proposed | plans.draft_dropped)` and as `propose_pack`.
    """
    held = _hold(by, draft)
    try:
        pack = written.checked(held.agency, held.files)
    except PackError as error:
        first = problem_words(error.problems[0])
        raise Refused("plans.pack_wrong", count=len(error.problems), first=first) from error
    if pack.digest() != digest:
        raise Refused("plans.pack_read_again")
    made: PackVersion = propose_pack(
        by=by, agency=held.agency, files=held.files, copied_from=held.copied_from, reason=reason
    )
    held.version = made
    _keep(by, held, held.files, draft)
    record(
        by=by,
        action="plans.draft.propose",
        rows=[held],
        reason=made.reason,
        details={"pack": made.pack_id, "number": made.number, "removed": len(held.removed)},
    )
    return made
