"""A rule pack: one document of one authority as dated, cited parameters. Immutable."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mingqian.law.errors import LawError
from mingqian.law.parameters import Citation, Entered, Parameter, Setting
from mingqian.law.vocabulary import Applies, Verified


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when the document binds, both days included. ``ask``: it names no date, the bureau
    must.
    """

    valid_from: date | None
    valid_until: date | None
    ask: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class Pack:
    """A loaded pack. ``seed`` is the file name of the document it was read from; ``number`` may be empty.

    ``parts`` are (short name, heading) of the documents one file holds; articles then begin with the name.
    ``short``: by which the pack is cited, where the place its authority names will not do.
    """

    id: str
    name: str
    authority: str
    version: str
    status: str
    document: str
    number: str
    seed: str
    validity: Validity
    parameters: tuple[Parameter, ...]
    settings: tuple[Setting, ...]
    parts: tuple[tuple[str, str], ...] = ()
    short: str = ""

    def get(self, key: str, on: date, applies: Applies | None = None) -> Parameter:
        """The value of ``theme.name`` on a day; of several, the one confined to ``applies``, else the general one.

        Raises LawError ``law.unknown_key``; ``law.not_covered`` when no value of that key covers the day;
        ``law.switched_off`` when its text was never read; ``law.disputed`` when the document says two things
        and the bureau has not decided (``setting`` names the question). An undated or expired pack still
        answers; see :meth:`is_reference`.
        """
        known = [parameter for parameter in self.parameters if parameter.key == key]
        if not known:
            raise LawError("law.unknown_key", pack=self.id, key=key)
        covering = [parameter for parameter in known if parameter.covers(on)]
        if not covering:
            raise LawError("law.not_covered", pack=self.id, key=key, on=on.isoformat())
        read = [parameter for parameter in covering if not parameter.switched_off]
        if not read:
            raise LawError("law.switched_off", pack=self.id, key=key)
        fitting = (
            [one for one in read if one.applies is applies]
            or [one for one in read if one.applies is None]
            or read
        )
        if len(fitting) > 1 and fitting[0].settled_by:
            answer = self.setting(fitting[0].settled_by).value
            if answer is None:
                raise LawError("law.disputed", pack=self.id, key=key, setting=fitting[0].settled_by)
            return next((one for one in fitting if one.value == answer), fitting[0])
        return fitting[0]

    def has(self, key: str, on: date) -> bool:
        """True when some value of the key that was read covers the day."""
        return any(
            parameter.key == key and parameter.covers(on) and not parameter.switched_off
            for parameter in self.parameters
        )

    def theme(self, name: str, on: date) -> tuple[Parameter, ...]:
        """The values of a theme on a day, in the order of the file; empty when the pack has none.

        What was never read is left out; see :meth:`switched_off`.
        """
        prefix = name + "."
        return tuple(
            one
            for one in self.parameters
            if one.key.startswith(prefix) and one.covers(on) and not one.switched_off
        )

    def switched_off(self) -> tuple[Parameter, ...]:
        """Rules whose text nobody has read: shown, and without effect."""
        return tuple(one for one in self.parameters if one.switched_off)

    def with_entered(self, entered: Mapping[str, Entered]) -> "Pack":
        """The pack with rules switched on whose text an administrator has read and entered.

        Raises LawError ``law.unknown_key`` for a key that is not switched off.
        """
        waiting = {one.key for one in self.switched_off()}
        for key in entered:
            if key not in waiting:
                raise LawError("law.unknown_key", pack=self.id, key=key)
        return replace(
            self,
            parameters=tuple(
                _entered(one, entered[one.key]) if one.switched_off and one.key in entered else one
                for one in self.parameters
            ),
        )

    def setting(self, name: str) -> Setting:
        """One open question. Raises LawError ``law.unknown_setting``."""
        for setting in self.settings:
            if setting.key == name:
                return setting
        raise LawError("law.unknown_setting", pack=self.id, key=name)

    def answer(self, name: str) -> str:
        """What holds for a question the document leaves open: the decision, else our proposal; empty where it is not
        asked or not decided. The one way in which a setting takes effect.
        """
        value = self.setting(name).value if self.has_setting(name) else None
        return "" if value is None else str(value)

    def has_setting(self, name: str) -> bool:
        """True when the document leaves this question open."""
        return any(setting.key == name for setting in self.settings)

    def open_settings(self) -> tuple[Setting, ...]:
        """Questions nobody has decided and for which there is no default."""
        return tuple(setting for setting in self.settings if setting.value is None)

    def is_reference(self, on: date) -> bool:
        """True when the pack only informs on that day: it has no dates yet, or the day lies outside them."""
        start, end = self.validity.valid_from, self.validity.valid_until
        return start is None or on < start or (end is not None and on > end)

    def require_binding(self, on: date) -> None:
        """Raises LawError ``law.not_in_force`` when the pack only informs on that day."""
        if self.is_reference(on):
            raise LawError("law.not_in_force", pack=self.id, on=on.isoformat())

    def with_dates(self, valid_from: date, valid_until: date | None = None) -> "Pack":
        """The pack with the dates the bureau set. Raises LawError ``law.dates`` when they end before they
        begin.
        """
        if valid_until is not None and valid_until < valid_from:
            raise LawError("law.dates", pack=self.id)
        validity = replace(self.validity, valid_from=valid_from, valid_until=valid_until, ask=False)
        return replace(self, validity=validity)

    def with_settings(self, decisions: Mapping[str, str | int]) -> "Pack":
        """The pack with the bureau's decisions.

        Raises LawError ``law.unknown_setting``, or ``law.setting_option`` for an answer that is none of the
        options.
        """
        for name, answer in decisions.items():
            setting = self.setting(name)
            if setting.options and answer not in [token for token, _ in setting.options]:
                raise LawError("law.setting_option", pack=self.id, key=name)
        return replace(
            self,
            settings=tuple(
                replace(one, decided=decisions[one.key]) if one.key in decisions else one
                for one in self.settings
            ),
        )

    def canonical(self) -> bytes:
        """The whole content, dates and decisions included, as one line of JSON: sorted keys, UTF-8, no
        blanks. ``short`` is left out where there is none, as it was before packs could have one.
        """
        plain = _plain(self)
        if not self.short:
            del plain["short"]
        return json.dumps(
            plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        ).encode()

    def digest(self) -> str:
        """SHA-256 of :meth:`canonical`, 64 lower-case hexadecimal digits."""
        return hashlib.sha256(self.canonical()).hexdigest()


def _entered(one: Parameter, read: Entered) -> Parameter:
    citation = replace(one.citation, article=read.article, anchor=read.anchor, verified=Verified.ELSEWHERE)
    return replace(one, value=one.value if read.value is None else read.value, citation=citation)


def _plain(value: object) -> Any:
    """Dataclasses as objects, dates as ISO text, tuples as lists; words and numbers as they are."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    fields: Mapping[str, object] | None = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        return {name: _plain(getattr(value, name)) for name in fields}
    return value
