"""规则包草稿: what a draft says rule by rule, beside the pack it was copied from and the document attached to it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused
from mingqian.law import (
    Anchored,
    Bound,
    Citation,
    Pack,
    PackError,
    PackProblem,
    Parameter,
    Strength,
    Unit,
    Verified,
    anchored,
    outermost,
    split_articles,
)
from mingqian.law.catalogue import catalogue, known_questions, title_of
from mingqian.law.editing import SETTINGS, EditError, Entry, about, entries
from mingqian.law.loading import read_pack
from mingqian.law.uploading import check_text
from mingqian.law.wording import bounded_words
from mingqian.plans import packs, written
from mingqian.plans.models import AttachedDocument, PackDraft, PackVersion

SAME, CHANGED, NEW = "same", "changed", "new"


@dataclass(frozen=True)
class Row:
    """One rule or question of a draft as a list shows it. `state`: beside the copied pack. `found`: its anchor in the
    attached document; None without a document or a citation.
    """

    entry: Entry
    title: str
    words: str
    state: str
    problems: tuple[PackProblem, ...]
    found: Anchored | None
    several: bool

    @property
    def anchor_id(self) -> str:
        """Where the row stands on the page."""
        return f"r-{self.entry.theme}-{self.entry.name}-{self.entry.number}"


class Draft:
    """A draft with everything the pages ask about it, each thing worked out once."""

    def __init__(self, draft: PackDraft) -> None:
        self.kept = draft
        self.files: written.Files = dict(draft.files)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every rule and question, as the files have them."""
        return entries(self.files)

    @cached_property
    def problems(self) -> tuple[PackProblem, ...]:
        """Everything wrong with the draft."""
        return problems_of(self.kept.agency, self.files)

    @cached_property
    def pack(self) -> Pack | None:
        """What can be made of the draft: rules that are wrong are left out; None when its head is wrong."""
        return read_pack(self.files)[0]

    @cached_property
    def before(self) -> Mapping[tuple[str, int], Mapping[str, Any]]:
        """The copied pack's tables by key and number; empty where there is none."""
        return {(one.key, one.number): one.table for one in entries(copied_files(self.kept))}

    @cached_property
    def document(self) -> AttachedDocument | None:
        """The newest document attached to the draft's pack."""
        found = AttachedDocument.objects.filter(agency_id=self.kept.agency_id, pack_id=self.kept.pack_id)
        return found.order_by("-id").first()

    @cached_property
    def articles(self) -> Mapping[str, str]:
        """The attached document's articles by number; empty without one."""
        if self.document is None:
            return {}
        parts = self.pack.parts if self.pack else ()
        return split_articles(self.document.text, parts)

    def look(self, table: Mapping[str, Any]) -> Anchored | None:
        """A table's anchor in the attached document."""
        article, anchor = table.get("article"), table.get("anchor")
        if self.document is None or not isinstance(article, str) or not isinstance(anchor, str):
            return None
        return anchored(self.articles, article, anchor)

    def row(self, entry: Entry) -> Row:
        """One entry as the list shows it."""
        held = self.before.get((entry.key, entry.number))
        state = NEW if held is None else SAME if held == entry.table else CHANGED
        several = sum(1 for one in self.entries if one.key == entry.key) > 1
        title = str(entry.table.get("question", "")) if entry.theme == SETTINGS else title_of(entry.key)
        problems = tuple(one for one in self.problems if about(entry, one))
        return Row(
            entry,
            title or entry.name,
            words_of(entry.table),
            state,
            problems,
            self.look(entry.table),
            several,
        )

    @cached_property
    def rows(self) -> list[Row]:
        """Every entry as the list shows it."""
        return [self.row(entry) for entry in self.entries]

    def entry(self, theme: str, name: str, number: int) -> Entry | None:
        """One entry by its place."""
        for one in self.entries:
            if (one.theme, one.name, one.number) == (theme, name, number):
                return one
        return None

    def next_after(self, entry: Entry) -> Entry | None:
        """The entry that comes after one in the list."""
        places = [(one.theme, one.name, one.number) for one in self.entries]
        here = (entry.theme, entry.name, entry.number)
        at = places.index(here) + 1 if here in places else len(places)
        return self.entries[at] if at < len(places) else None

    @cached_property
    def unused(self) -> list[str]:
        """Articles of the attached document that nothing in the draft cites."""
        cited = {str(one.table.get("article", "")) for one in self.entries}
        if self.pack:
            cited.add(self.pack.validity.citation.article)
        return [
            number
            for number in outermost(self.articles)
            if not any(one == number or one.startswith((f"{number}(", f"{number} ", f"{number}."))
                       or (one.startswith(number) and one[len(number) :][:1].isdigit()) for one in cited)
        ]  # fmt: skip

    @cached_property
    def others_document(self) -> str:
        """The title of the document the copied pack is made of, where the draft of another pack still names it."""
        title = head_of(self.files).get("document", {}).get("title", "")
        before = head_of(copied_files(self.kept))
        same = title and title == before.get("document", {}).get("title")
        return str(title) if same and before.get("id") != self.kept.pack_id else ""

    @cached_property
    def gone(self) -> list[tuple[str, str, str]]:
        """What the copied pack has and the draft has not any more: (key, title, reason)."""
        here = {one.key for one in self.entries}
        return [
            (key, title_of(key), str(self.kept.removed.get(key, "")))
            for key in dict.fromkeys(key for key, _ in self.before)
            if key not in here
        ]


def require_head(draft: PackDraft) -> Pack:
    """What can be made of a draft. Raises `Refused(plans.draft_head)` when its head is wrong."""
    pack = read_pack(draft.files)[0]
    if pack is None:
        raise Refused("plans.draft_head", field="file")
    return pack


def words_of(table: Mapping[str, Any]) -> str:
    """A table's value as people read it, also of one that is not right yet."""
    value, unit, bound = table.get("value"), table.get("unit"), table.get("bound")
    if isinstance(value, list):
        value = tuple(map(str, value))
    if not isinstance(value, int | str | tuple):
        return ""
    citation = Citation("", "", "", "", "", Strength.MUST, Verified.SEED)
    return bounded_words(
        Parameter(
            "", value, citation, Unit(unit) if unit in set(Unit) else None, bound=Bound(bound) if bound in set(Bound) else None
        )
    )  # fmt: skip


def mark_of(table: Mapping[str, Any]) -> str:
    """A short mark of what an entry said when it was shown: a later change of it is noticed, of another is not."""
    said = json.dumps(table, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def problems_of(agency: Agency, files: Mapping[str, str]) -> tuple[PackProblem, ...]:
    """Everything that keeps these files from being proposed."""
    try:
        written.checked(agency, files)
    except PackError as error:
        return error.problems
    return ()


def own_problems(agency: Agency, files: Mapping[str, str], entry: Entry) -> tuple[PackProblem, ...]:
    """What is wrong with one entry of these files, whatever else is."""
    return tuple(one for one in problems_of(agency, files) if about(entry, one))


def head_problems(agency: Agency, files: Mapping[str, str]) -> tuple[PackProblem, ...]:
    """What is wrong with the head of these files."""
    return tuple(one for one in problems_of(agency, files) if one.file == "pack.toml")


def head_of(files: Mapping[str, str]) -> dict[str, Any]:
    """What the head of these files says; empty without one."""
    return tomllib.loads(files.get("pack.toml", ""))


def refusal_of(error: EditError) -> Refused:
    """A text that could not be changed, as a refusal in words."""
    return Refused("plans.draft_gone") if error.code == "edit.gone" else Refused("plans.draft_text")


def require_text(files: Mapping[str, str]) -> None:
    """Raise `law.PackError` for files that cannot be kept as a draft: too large, unknown, not TOML."""
    problems = check_text(files)
    if problems:
        raise PackError(problems)


def copied_files(draft: PackDraft) -> written.Files:
    """The files a draft was begun from, in the version it was begun from; empty where they are no longer there."""
    if not draft.copied_from:
        return {}
    version = PackVersion.objects.filter(digest=draft.copied_digest).first()
    if version is not None:
        return dict(version.files)
    try:
        return written.files_of(draft.copied_from)
    except Refused:
        return {}


def open_drafts(agency: Agency) -> list[PackDraft]:
    """The drafts nobody has proposed yet, the last changed first, without their text."""
    found = PackDraft.objects.filter(agency=agency, version=None)
    return list(found.defer("files").order_by("-changed_at", "-id"))


def known_rules() -> Mapping[str, Any]:
    """Every rule the product reads, by key."""
    return catalogue(packs.shipped())


def known_settings() -> Mapping[str, Any]:
    """Every question the product reads the answer of, by name."""
    return known_questions(packs.shipped())


def fresh_name(family: str, taken: Iterable[str]) -> str:
    """The next free name of a family: excluded_own_1."""
    names, number = set(taken), 1
    while f"{family}own_{number}" in names:
        number += 1
    return f"{family}own_{number}"
