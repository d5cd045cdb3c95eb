"""Errors of the draw: a code, the place it was found, and parameters. Words live in ``wording``."""

from __future__ import annotations


class LotError(Exception):
    """A rule of ``mingqian-lot/1`` was broken.

    ``code`` is stable and listed in ``wording.WORDS``; ``params`` holds only numbers, names of fields,
    urns and seats, and hashes: never the content of an entry. ``place`` is the parameter that says where
    (``manifest.json/sources/0``), empty where there is no better place than the call itself.
    """

    def __init__(self, code: str, *, place: str = "", **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        where = f" at {self.place}" if self.place else ""
        return f"{self.code}{where}" + (f" ({details})" if details else "")

    def at(self, place: str) -> LotError:
        """The same error with ``place`` put before its own place."""
        joined = f"{place}/{self.place}" if self.place else place
        return LotError(self.code, place=joined, **self.params)
