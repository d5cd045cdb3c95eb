"""The rule packs of this installation, and which of them binds an agency when.

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
from mingqian.law import Citation, Entered, ItemClass, LawError, Pack, load_pack, read_folder
from mingqian.law.wording import short_name
from mingqian.plans.models.binding import PackBinding

FIRST = "gaoqing"
"""The pack offered first."""
ENTERED = "rule."
"""Among a decision's answers, before the key of a rule whose text was entered: “条号｜文字” switches it on."""
NATIONAL = "national"
"""The pack of the laws above all documents."""

CLASS_OF_CODE: Mapping[str, ItemClass] = {"key": ItemClass.KEY, "general": ItemClass.GENERAL}
CODE_OF_CLASS: Mapping[ItemClass, str] = {value: code for code, value in CLASS_OF_CODE.items()}


@functools.cache
def _loaded(folder: Path) -> Pack:
    return load_pack(read_folder(folder))


def available() -> list[Pack]:
    """Every pack of the installation, ascending by id."""
    root = Path(settings.LAW_PACKS)
    return [_loaded(folder) for folder in sorted(root.iterdir()) if (folder / "pack.toml").is_file()]


def load(pack_id: str) -> Pack:
    """One pack as its files have it. Raises `Refused(plans.pack_unknown)`."""
    for pack in available():
        if pack.id == pack_id:
            return pack
    raise Refused("plans.pack_unknown", field="pack_id", pack=pack_id)


def title_of(pack_id: str) -> str:
    """What people call a pack: 高青; its id where the pack is no longer there."""
    return next((short_name(pack) for pack in available() if pack.id == pack_id), pack_id)


def cite(pack: Pack, citation: Citation) -> str:
    """A citation as it stands beside a rule: 高青 5.1.2."""
    return f"{short_name(pack)} {citation.article}"


def where(citation: Citation | None) -> str:
    """A citation as it stands beside a rule, by the pack it names; empty for none."""
    return cite(load(citation.pack), citation) if citation else ""


def binding_of(agency: Agency | int, pack_id: str) -> PackBinding | None:
    """The newest decision of an agency on a pack."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    return PackBinding.objects.filter(agency_id=agency_id, pack_id=pack_id).order_by("-id").first()


def pack_for(agency: Agency | int, pack_id: str = FIRST) -> Pack:
    """The pack with the dates and decisions the agency has made so far; as its files have it when there are
    none.

    It may be for reference only: see `Pack.is_reference` and `require_binding`.
    """
    pack = load(pack_id)
    binding = binding_of(agency, pack_id)
    return with_binding(pack, binding) if binding else pack


def with_binding(pack: Pack, binding: PackBinding) -> Pack:
    """A pack under one decision. Decisions on questions the pack no longer asks are passed over."""
    known = {name: answer for name, answer in binding.settings.items() if pack.has_setting(name)}
    waiting = {one.key for one in pack.switched_off()}
    entered = {
        key: Entered(*answer.split("｜", 1))
        for name, answer in binding.settings.items()
        if (key := name.removeprefix(ENTERED)) != name and key in waiting
    }
    bound = pack.with_settings(known).with_dates(binding.valid_from, binding.valid_until)
    return bound.with_entered(entered) if entered else bound


def require_binding(agency: Agency | int, pack_id: str, on: date) -> Pack:
    """The pack as it binds the agency on a day.

    Raises `Refused`: `plans.pack_not_bound` (nobody decided, or the day lies outside the dates),
    `plans.pack_changed` (the pack's files are no longer those the decision was made on).
    """
    pack = load(pack_id)
    binding = binding_of(agency, pack_id)
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
