"""The rule packs of this installation, and which of them binds an agency when.

Some come with the program, in folders; others an agency wrote itself (`PackVersion`), and those are kept version by
version: what was decided on one version stays with that version until somebody decides on another.

A pack whose document names no date only informs until the bureau has decided from when it binds
(`PackBinding`); the bureau's decisions on what the document leaves open are kept with it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.conf import settings

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused
from mingqian.acts.remembered import remembered
from mingqian.law import Citation, Entered, ItemClass, LawError, Pack, Setting, load_pack, read_folder
from mingqian.law.wording import short_name
from mingqian.plans.models.binding import PackBinding
from mingqian.plans.models.written import PackVersion

FIRST = "gaoqing"
"""The pack offered first."""
ENTERED = "rule."
"""Among a decision's answers, before the key of a rule whose text was entered: “条号｜文字” switches it on."""
NATIONAL = "national"
"""The pack of the laws above all documents."""

CLASS_OF_CODE: Mapping[str, ItemClass] = {"key": ItemClass.KEY, "general": ItemClass.GENERAL}
CODE_OF_CLASS: Mapping[ItemClass, str] = {value: code for code, value in CLASS_OF_CODE.items()}


@functools.cache
def in_folder(folder: Path) -> Pack:
    """The pack of one folder."""
    return load_pack(read_folder(folder))


@functools.lru_cache(maxsize=64)
def _written(digest: str) -> Pack:
    """A version somebody wrote, by its digest, which no later text can have."""
    kept = PackVersion.objects.filter(digest=digest).first()
    if kept is None:
        raise Refused("plans.pack_unknown", field="pack_id", pack=digest[:12])
    return load_pack(kept.files)


def of_version(version: PackVersion) -> Pack:
    """The pack of one version, approved or not."""
    return _written(version.digest)


def shipped() -> list[Pack]:
    """The packs that come with the program, ascending by id."""
    root = Path(settings.LAW_PACKS)
    return [in_folder(folder) for folder in sorted(root.iterdir()) if (folder / "pack.toml").is_file()]


@remembered
def available(agency: Agency | int | None = None) -> list[Pack]:
    """Every pack of the installation, ascending by id, the newest approved version of those somebody wrote.

    With an `agency`: those that came with the program, its own and those of the agencies above it.
    """
    rows = PackVersion.objects.filter(decision__approved=True).order_by("decision__id")
    newest = {one["pack_id"]: one for one in rows.values("pack_id", "digest", "agency_id")}
    if newest and agency is not None:
        line = _line_of(agency if isinstance(agency, int) else agency.pk)
        newest = {name: one for name, one in newest.items() if one["agency_id"] in line}
    return sorted([*shipped(), *(_written(one["digest"]) for one in newest.values())], key=lambda one: one.id)


def _line_of(agency_id: int) -> list[int]:
    """An agency and those above it."""
    line: list[int] = []
    here: int | None = agency_id
    while here is not None and here not in line:
        line.append(here)
        here = Agency.objects.filter(pk=here).values_list("parent_id", flat=True).first()
    return line


def load(pack_id: str, digest: str = "") -> Pack:
    """One pack as its files have it: of one that somebody wrote the approved version with this digest, else the newest
    approved. Raises `Refused(plans.pack_unknown)`.
    """
    for pack in shipped():
        if pack.id == pack_id:
            return pack
    approved = PackVersion.objects.filter(pack_id=pack_id, decision__approved=True).order_by("-decision__id")
    digests = list(approved.values_list("digest", flat=True))
    if not digests:
        raise Refused("plans.pack_unknown", field="pack_id", pack=pack_id)
    return _written(digest if digest in digests else digests[0])


def offered(agency: Agency | int, pack_id: str) -> Pack:
    """One pack an agency may decide on, in its newest version. Raises `Refused(plans.pack_unknown)`."""
    for pack in available(agency):
        if pack.id == pack_id:
            return pack
    raise Refused("plans.pack_unknown", field="pack_id", pack=pack_id)


def decided_on(agency: Agency | int, pack_id: str) -> Pack:
    """The pack as its files have it, in the version the agency's newest decision is about."""
    binding = binding_of(agency, pack_id)
    return load(pack_id, binding.pack_digest) if binding else offered(agency, pack_id)


def title_of(pack_id: str) -> str:
    """What people call a pack: 高青; its id where the pack is no longer there."""
    try:
        return short_name(load(pack_id))
    except Refused:
        return pack_id


def cite(pack: Pack, citation: Citation) -> str:
    """A citation as it stands beside a rule: 高青 5.1.2."""
    return f"{short_name(pack)} {citation.article}"


def where(citation: Citation | None) -> str:
    """A citation as it stands beside a rule, by the pack it names; empty for none."""
    return cite(load(citation.pack), citation) if citation else ""


@remembered
def binding_of(agency: Agency | int, pack_id: str) -> PackBinding | None:
    """The newest decision of an agency on a pack."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    return PackBinding.objects.filter(agency_id=agency_id, pack_id=pack_id).order_by("-id").first()


@remembered
def bindings_of(agency_id: int) -> dict[str, PackBinding]:
    """The newest decision of an agency on each pack it has decided on."""
    return {one.pack_id: one for one in PackBinding.objects.filter(agency_id=agency_id).order_by("id")}


def pack_for(agency: Agency | int, pack_id: str = FIRST) -> Pack:
    """The pack with the dates and decisions the agency has made so far; as its files have it when there are
    none.

    It may be for reference only: see `Pack.is_reference` and `require_binding`.
    """
    binding = binding_of(agency, pack_id)
    pack = load(pack_id, binding.pack_digest if binding else "")
    return with_binding(pack, binding) if binding else pack


def with_binding(pack: Pack, binding: PackBinding) -> Pack:
    """A pack under one decision. Decisions on questions the pack no longer asks, and answers it no longer offers, are
    passed over.
    """
    known = {
        name: answer
        for name, answer in binding.settings.items()
        if pack.has_setting(name) and _offered(pack.setting(name), answer)
    }
    waiting = {one.key: one.citation.article.partition("（")[0] for one in pack.switched_off()}
    entered = {
        key: _entered(waiting[key], *answer.split("｜", 1))
        for name, answer in binding.settings.items()
        if (key := name.removeprefix(ENTERED)) != name and key in waiting
    }
    bound = pack.with_settings(known).with_dates(binding.valid_from, binding.valid_until)
    return bound.with_entered(entered) if entered else bound


def _entered(document: str, article: str, words: str) -> Entered:
    """The article as it is cited: with the document it stands in, which whoever entered it need not repeat."""
    return Entered(article if article.startswith(document) else f"{document} {article}", words)


def _offered(setting: Setting, answer: str | int) -> bool:
    return not setting.options or answer in [token for token, _ in setting.options]


def require_binding(agency: Agency | int, pack_id: str, on: date) -> Pack:
    """The pack as it binds the agency on a day.

    Raises `Refused`: `plans.pack_not_bound` (nobody decided, or the day lies outside the dates),
    `plans.pack_changed` (the pack's files are no longer those the decision was made on).
    """
    binding = binding_of(agency, pack_id)
    pack = load(pack_id, binding.pack_digest if binding else "")
    if binding is not None and binding.pack_digest != pack.digest():
        raise Refused("plans.pack_changed", pack=pack.name)
    bound = with_binding(pack, binding) if binding else pack
    day = f"{on.year}年{on.month}月{on.day}日"
    if binding is None and pack_id != NATIONAL:
        raise Refused("plans.pack_not_bound", pack=pack.name, on=day)
    try:
        bound.require_binding(on)
    except LawError as error:
        raise Refused("plans.pack_not_bound", pack=pack.name, on=day) from error
    return bound
