"""自编规则包: beginning one from another, the text that was handed in, what is wrong with it, what it changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.conf import settings

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused
from mingqian.law import Pack, PackError, PackProblem, load_uploaded, read_archive, read_folder
from mingqian.law.uploading import FILES, MOST_BYTES
from mingqian.plans import packs
from mingqian.plans.models import PackVersion

Files = dict[str, str]
_FIRST_DAY = date(1980, 1, 1)


def approved(pack_id: str) -> PackVersion | None:
    """The newest approved version of a pack somebody wrote."""
    kept = PackVersion.objects.filter(pack_id=pack_id, decision__approved=True)
    return kept.order_by("-decision__id").first()


def files_of(pack_id: str) -> Files:
    """The files of a pack as they are: from its folder, or of its newest approved version.

    Raises `Refused(plans.pack_unknown)`.
    """
    if pack_id in {pack.id for pack in packs.shipped()}:
        for folder in Path(settings.LAW_PACKS).iterdir():
            if (folder / "pack.toml").is_file() and packs.in_folder(folder).id == pack_id:
                return {name: data.decode() for name, data in read_folder(folder).items()}
    version = approved(pack_id)
    if version is None:
        raise Refused("plans.pack_unknown", field="pack_id", pack=pack_id)
    return dict(version.files)


def archive_of(files: Mapping[str, str]) -> bytes:
    """The files as a zip, the same bytes for the same text."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (_FIRST_DAY.year, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return target.getvalue()


def begun_from(pack_id: str, agency: Agency) -> Files:
    """The files to begin with: the agency's own pack as it is, for the next version; any other under a code and names
    of the agency's own.
    """
    files = files_of(pack_id)
    version = approved(pack_id)
    if version is not None and version.agency_id == agency.pk:
        return files
    slug = re.sub(r"[^a-z0-9]+", "-", agency.code.lower()).strip("-") or "own"
    head = re.sub(r"(?m)^(?:seed|short)\s*=.*\n", "", files["pack.toml"])
    for name, words in (
        ("id", f"{pack_id}-{slug}"[:40].rstrip("-")),
        ("name", f"{agency.name}自编规则"),
        ("authority", agency.name),
        ("version", "1"),
        ("status", "draft"),
    ):
        line = f'{name} = "{_quoted(words)}"'
        # A remark behind it is about the other document: “each anchor compared with the text”.
        head = re.sub(rf'(?m)^{name}\s*=\s*"[^"\n]*".*$', line, head, count=1)
    short = f'short = "{_quoted(agency.short_name[:20])}"  # 引用时的简称，不能与别的规则包相同'
    head = re.sub(r"(?m)^(name\s*=.*)$", lambda found: f"{found[1]}\n{short}", head, count=1)
    return {**files, "pack.toml": head}


def _quoted(words: str) -> str:
    return re.sub(r'["\\\\\x00-\x1f]', "", words)


def taken_in(name: str, data: bytes, files: Files) -> Files:
    """The files after an upload: a zip takes the place of all, a single ``.toml`` of the one of its name.

    Raises `Refused(plans.pack_upload)` for anything else, `law.PackError` for what is wrong with it.
    """
    if data[:2] == b"PK":
        return {one: _text(one, content) for one, content in read_archive(data).items()}
    short = name.replace("\\", "/").rpartition("/")[2]
    if short not in FILES:
        raise Refused("plans.pack_upload", field="file", name=short[:60])
    if len(data) > MOST_BYTES:
        raise PackError((PackProblem("pack.file_size", short),))
    return {**files, short: _text(short, data)}


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise PackError((PackProblem("pack.encoding", name),)) from error


def checked(agency: Agency, files: Mapping[str, str], *, but: int | None = None) -> Pack:
    """The pack these files make, fit to be a version of this agency's. `but`: a version to leave out of account.

    Raises `law.PackError` with everything wrong: as `law.load_uploaded`, and ``pack.version_taken``; another agency's
    code is taken as a shipped one is.
    """
    mine = set(PackVersion.objects.filter(agency=agency).values_list("pack_id", flat=True))
    mine -= {pack.id for pack in packs.shipped()}
    problems: tuple[PackProblem, ...] = ()
    try:
        pack = load_uploaded(files, packs.available(), mine)
    except PackError as error:
        raise PackError(tuple(sorted(error.problems, key=_place))) from error
    if PackVersion.objects.filter(pack_id=pack.id).exclude(agency=agency).exists():
        problems += (PackProblem("pack.id_taken", "pack.toml", None, "id", detail=pack.id),)
    kept = PackVersion.objects.filter(pack_id=pack.id, decision__approved=True).exclude(pk=but)
    if kept.filter(version=pack.version).exclude(digest=pack.digest()).exists():
        problems += (PackProblem("pack.version_taken", "pack.toml", None, "version", detail=pack.version),)
    if problems:
        raise PackError(problems)
    return pack


def _place(problem: PackProblem) -> tuple[int, int]:
    """Head first, then by theme and line."""
    at = FILES.index(problem.file) if problem.file in FILES else -1
    return at, problem.line or 0


def base_of(version: PackVersion, pack: Pack) -> Pack | None:
    """What a version is compared with: the version approved before it, else the pack it was begun from."""
    before = approved(pack.id)
    if before is not None and before.pk == version.pk:
        earlier = PackVersion.objects.filter(
            pack_id=pack.id, decision__approved=True, decision__id__lt=version.decision.pk
        )
        before = earlier.order_by("-decision__id").first()
    if before is not None:
        return packs.load(pack.id, before.digest)
    try:
        return packs.load(version.copied_from, version.copied_digest) if version.copied_from else None
    except Refused:
        return None
