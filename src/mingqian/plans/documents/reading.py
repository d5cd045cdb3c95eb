"""The text of an uploaded document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mingqian.acts.refusal import Refused
from mingqian.law.pages import text_of_pages
from mingqian.plans.documents.asking import ask_child

LARGEST: Final = 20_000_000
"""Bytes of a file."""
FEW: Final = 20
"""Characters a page has at least that is not a picture of one."""


@dataclass(frozen=True)
class Read:
    """The text of a document, and the pages (from 1) that have none: pictures, or blank."""

    text: str
    without_text: tuple[int, ...] = ()


def read_document(data: bytes) -> Read:
    """The text of a file, by what it is and not by what it is called.

    Raises `Refused(plans.document_large | plans.document_kind | plans.document_scanned | plans.document_encrypted |
    plans.document_broken | plans.document_pages | plans.document_heavy)`.
    """
    if len(data) > LARGEST:
        raise Refused("plans.document_size", field="file", limit=LARGEST // 1_000_000)
    # The mark may stand a little behind the beginning; readers look for it in the first kilobyte.
    if b"%PDF-" in data[:1024]:
        return _read_pdf(data)
    if data[:2] in (b"PK", b"\xd0\xcf") or b"\x00" in data[:1000].replace(b"\xff\xfe", b"")[:200]:
        raise Refused("plans.document_kind", field="file")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return Read(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refused("plans.document_kind", field="file")


def _read_pdf(data: bytes) -> Read:
    pages = _pages(data)
    empty = tuple(number for number, page in enumerate(pages, 1) if len("".join(page).strip()) < FEW)
    if len(empty) == len(pages):
        raise Refused("plans.document_scanned", field="file", pages=len(pages))
    return Read(text_of_pages(pages), empty)


def _pages(data: bytes) -> list[list[str]]:
    """The lines of every page, read in a child that may die of it."""
    answer = ask_child("mingqian.plans.documents.child", data)
    if answer is None:
        raise Refused("plans.document_heavy", field="file")
    if "failed" in answer:
        raise Refused(answer["failed"], field="file", **answer["params"])
    pages: list[list[str]] = answer["pages"]
    return pages
