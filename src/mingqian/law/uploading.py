"""A pack that somebody hands in: bounded, without tricks, and of one mind with the packs already known.

Whoever hands a pack in is not trusted: an archive is read with limits and may name nothing but its own files; what
:func:`mingqian.law.load_pack` accepts is then held against the forms that pages and addresses need, and against the
packs already known, whose words for a key it must share. Everything wrong is found at once.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mingqian.law.editing import entries
from mingqian.law.errors import PackError, PackProblem
from mingqian.law.kinds import kind_words
from mingqian.law.loading import THEMES, lines_of, read_pack
from mingqian.law.pack import Pack
from mingqian.law.wording import short_name

MOST_FILE_BYTES: Final = 200_000
"""Bytes of one file of a pack."""
MOST_BYTES: Final = 1_000_000
"""Bytes of all files of a pack together, and of the archive they come in."""
FILES: Final = ("pack.toml", "settings.toml", *(f"{theme}.toml" for theme in THEMES))
"""The files a pack may have, the head first, then in the order of the themes."""

_ID: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_VERSION: Final = re.compile(r"\S.{0,38}\S|\S")
_LONGEST: Final = 500
_MOST_DOTS: Final = 100
_SIDE_FILE: Final = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/]*$)")
"""What desktop systems put into an archive by themselves."""


def read_archive(data: bytes) -> dict[str, bytes]:
    """The ``.toml`` files of a zip by name; they may lie in one folder. Raises PackError.

    Codes: ``pack.archive`` (not a zip, broken, encrypted), ``pack.archive_name`` (a path that leads elsewhere, a name
    twice), ``pack.archive_kind`` (not a ``.toml``), ``pack.file_size``, ``pack.size``.
    """
    if len(data) > MOST_BYTES:
        raise PackError((PackProblem("pack.size", "zip"),))
    problems: list[PackProblem] = []
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            entries = [one for one in entries if not _SIDE_FILE.search(one.filename)]
            if len(entries) > 2 * len(FILES):
                raise PackError((PackProblem("pack.archive_kind", "zip"),))
            folders = {one.filename.rpartition("/")[0] for one in entries}
            for entry in entries:
                folder, _, name = entry.filename.rpartition("/")
                if "/" in folder or folder in (".", "..") or "\\" in entry.filename or len(folders) > 1:
                    problems.append(PackProblem("pack.archive_name", entry.filename[:80]))
                elif not name.endswith(".toml"):
                    problems.append(PackProblem("pack.archive_kind", name[:80]))
                elif name in found:
                    problems.append(PackProblem("pack.archive_name", name[:80]))
                elif entry.flag_bits & 1 or entry.compress_type not in (
                    zipfile.ZIP_STORED,
                    zipfile.ZIP_DEFLATED,
                ):
                    problems.append(PackProblem("pack.archive", name[:80]))
                else:
                    with archive.open(entry) as file:
                        found[name] = file.read(MOST_FILE_BYTES + 1)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise PackError((PackProblem("pack.archive", "zip"),)) from error
    problems += _sizes(found)
    if problems:
        raise PackError(tuple(problems))
    return found


def load_uploaded(
    files: Mapping[str, str | bytes], known: Sequence[Pack] = (), own: Collection[str] = ()
) -> Pack:
    """Builds a pack that was handed in, beside those already ``known``. Raises PackError with every problem found.

    ``own``: codes of known packs of which it may be the next version.

    Beyond :func:`mingqian.law.load_pack`: ``pack.size``, ``pack.file_size``, ``pack.theme`` (any other file), ``pack.dots``,
    ``pack.id`` (its form), ``pack.id_taken``, ``pack.short_taken`` (cited by a name another pack is cited by),
    ``pack.key``, ``pack.long``, ``pack.unlike`` (a key known packs answer in another unit or kind, or an answer theirs
    do not offer), ``pack.version``.
    """
    problems = _sizes(files)
    if problems:
        raise PackError(tuple(problems))
    problems += [PackProblem("pack.theme", name[:80]) for name in files if name not in FILES]
    dotted = {name: _dotted(text) for name, text in files.items()}
    problems += [
        PackProblem("pack.dots", name, line) for name, line in dotted.items() if line and name in FILES
    ]
    if any(dotted.values()):
        raise PackError(tuple(problems))
    pack, found = read_pack({name: text for name, text in files.items() if name in FILES})
    problems += found
    if pack is not None:
        further = (*_forms(pack), *_names(pack, known, own), *_unlike(pack, known))
        problems += [_placed(one, files) for one in further]
    if problems or pack is None:
        raise PackError(tuple(problems))
    return pack


_OF_TEXT: Final = frozenset(
    (
        "pack.size",
        "pack.file_size",
        "pack.theme",
        "pack.dots",
        "pack.encoding",
        "pack.toml",
        "pack.table",
        "pack.missing",
    )
)
"""What keeps a text from being taken apart at all."""


def check_text(files: Mapping[str, str]) -> tuple[PackProblem, ...]:
    """What keeps these files from being edited rule by rule, whatever else is wrong with the rules themselves."""
    try:
        load_uploaded(files)
    except PackError as error:
        found = tuple(one for one in error.problems if one.code in _OF_TEXT)
        if found:
            return found
    texts = {name: one if isinstance(one, str) else one.decode() for name, one in files.items()}
    return tuple(
        PackProblem("pack.key", one.file, one.line, one.name[:80])
        for one in entries(texts)
        if not _KEY.fullmatch(one.name)
    )


def _placed(problem: PackProblem, files: Mapping[str, str | bytes]) -> PackProblem:
    """The problem with the line on which its key stands."""
    text = files.get(problem.file, "")
    lines = lines_of(text if isinstance(text, str) else text.decode("utf-8", "replace"))
    found = lines.get(problem.key.rpartition(".")[2])
    return replace(problem, line=found[0] if found else None)


def _sizes(files: Mapping[str, str | bytes]) -> list[PackProblem]:
    sizes = {name: len(one if isinstance(one, bytes) else one.encode()) for name, one in files.items()}
    problems = [
        PackProblem("pack.file_size", name[:80]) for name, size in sizes.items() if size > MOST_FILE_BYTES
    ]
    if sum(sizes.values()) > MOST_BYTES:
        problems.append(PackProblem("pack.size", "pack.toml"))
    return problems


def _dotted(text: str | bytes) -> int | None:
    """The first line with so many dots that a name of that many parts would cost the parser all memory."""
    lines = (text if isinstance(text, bytes) else text.encode()).split(b"\n")
    return next((number for number, line in enumerate(lines, 1) if line.count(b".") > _MOST_DOTS), None)


def _forms(pack: Pack) -> Iterator[PackProblem]:
    """What addresses, columns and pages need."""
    if pack.id and not _ID.fullmatch(pack.id):
        yield PackProblem("pack.id", "pack.toml", None, "id", detail=pack.id[:60])
    if pack.version and not _VERSION.fullmatch(pack.version):
        yield PackProblem("pack.version", "pack.toml", None, "version", detail=pack.version[:60])
    head = {"name": pack.name, "authority": pack.authority, "document": pack.document, "short": pack.short}
    for name, words in head.items():
        if len(words) > (100 if name != "short" else 20) or "\n" in words:
            yield PackProblem("pack.long", "pack.toml", None, name)
    for one in pack.parameters:
        file = one.key.partition(".")[0] + ".toml"
        article = one.citation.article
        if not _KEY.fullmatch(one.name):
            yield PackProblem("pack.key", file, None, one.key[:80], article[:40])
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        texts = (
            one.citation.anchor,
            one.citation.reading,
            one.to,
            *(v for v in values if isinstance(v, str)),
        )
        if len(article) > 60 or any(len(text) > _LONGEST for text in texts) or len(one.position) > 20:
            yield PackProblem("pack.long", file, None, one.key[:80], article[:40])
    for setting in pack.settings:
        if not _KEY.fullmatch(setting.key):
            yield PackProblem("pack.key", "settings.toml", None, setting.key[:80])
        answers = [text for pair in setting.options for text in pair]
        if any(len(text) > _LONGEST for text in (setting.question, setting.reading, *answers)):
            yield PackProblem("pack.long", "settings.toml", None, setting.key[:80])


def _names(pack: Pack, known: Iterable[Pack], own: Collection[str]) -> Iterator[PackProblem]:
    """A code is one pack's alone, and so is the name it is cited by."""
    for other in known:
        if other.id == pack.id and pack.id in own:
            continue
        if other.id == pack.id:
            yield PackProblem("pack.id_taken", "pack.toml", None, "id", detail=f"{pack.id}（{other.name}）")
        if {short_name(pack), pack.name} & {short_name(other), other.name}:
            yield PackProblem(
                "pack.short_taken", "pack.toml", None, "short", detail=f"{short_name(pack)}｜{other.name}"
            )


def _unlike(pack: Pack, known: Sequence[Pack]) -> Iterator[PackProblem]:
    """One key is one question: its answer is of the kind the known packs give."""
    kinds: dict[str, set[str]] = {}
    tokens: dict[str, set[str]] = {}
    for other in known:
        for one in other.parameters:
            kinds.setdefault(one.key, set()).add(kind_words(one))
        for setting in other.settings:
            tokens.setdefault(setting.key, set()).update(token for token, _ in setting.options)
    for one in pack.parameters:
        wanted = kinds.get(one.key)
        if wanted and kind_words(one) not in wanted:
            file = one.key.partition(".")[0] + ".toml"
            yield PackProblem(
                "pack.unlike", file, None, one.key, one.citation.article, "、".join(sorted(wanted))
            )
    for setting in pack.settings:
        if setting.key not in tokens:
            continue
        offered = tokens[setting.key]
        mine = {token for token, _ in setting.options}
        if bool(mine) != bool(offered) or not mine <= offered:
            said = "、".join(sorted(offered)) or "不列 options，自由填写"
            yield PackProblem("pack.unlike", "settings.toml", None, setting.key, detail=said)
