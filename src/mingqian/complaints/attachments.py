"""Pictures and papers sent in with a complaint: what is taken, looked at byte by byte before it is kept, encrypted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingqian.acts import keys
from mingqian.acts.refusal import Refused
from mingqian.complaints.models import Attachment, Complaint
from mingqian.draws.scans import kind_of

MOST_FILES = 5
EACH_MB = 5
MOST_BYTES = EACH_MB * 1024 * 1024
ROOM_FOR_WORDS = 1024 * 1024
"""What the words of a form may take beside its files."""
_ENDS = {"jpg": b"\xff\xd9", "png": b"IEND\xaeB\x60\x82", "pdf": b"%%EOF"}
_TAIL = 4096
"""Some writers put a few bytes behind the end."""
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|SubmitForm)\b")


@dataclass(frozen=True)
class Checked:
    """One file that can be kept."""

    content_type: str
    ending: str
    data: bytes


def check(files: Sequence[bytes]) -> list[Checked]:
    """The files as they can be kept, by their own bytes, whatever they are called.

    Raises `Refused`: complaints.files_many, file_size, file_kind, file_broken, file_active.
    """
    if len(files) > MOST_FILES:
        raise Refused("complaints.files_many", field="files", most=MOST_FILES, now=len(files))
    found = []
    for number, data in enumerate(files, 1):
        if len(data) > MOST_BYTES:
            raise Refused("complaints.file_size", field="files", number=number, each=EACH_MB)
        kind = kind_of(data)
        if kind is None:
            raise Refused("complaints.file_kind", field="files", number=number)
        content_type, ending = kind
        if _ENDS[ending] not in data[-_TAIL:]:
            raise Refused("complaints.file_broken", field="files", number=number)
        if ending == "pdf" and _ACTIVE.search(data):
            raise Refused("complaints.file_active", field="files", number=number)
        found.append(Checked(content_type, ending, data))
    return found


def _context(complaint_id: int, number: int) -> str:
    return f"complaint:{complaint_id}:{number}"


def keep(complaint: Complaint, files: Iterable[Checked]) -> None:
    """Keep the files with a complaint. Written before the event, which seals them."""
    for number, one in enumerate(files, 1):
        Attachment.objects.create(
            complaint=complaint,
            number=number,
            content_type=one.content_type,
            ending=one.ending,
            size=len(one.data),
            digest=hashlib.sha256(one.data).hexdigest(),
            data=keys.encrypt(one.data, context=_context(complaint.pk, number)),
        )


def opened(one: Attachment) -> bytes:
    """The file as it was sent in."""
    return keys.decrypt(bytes(one.data), context=_context(one.complaint_id, one.number))
