"""ZIPs from strangers: one meaning, bounded memory, never a crash."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from mingqian import lot
from mingqian.lot.verify.context import Context


@pytest.fixture(scope="module")
def files(make_draw):
    return make_draw(people=3).files()


def codes(data):
    out = io.BytesIO(data) if isinstance(data, bytes) else data
    return {error.code for error in lot.verify_transcript(out).refusals}


def zipped(files, *, method=zipfile.ZIP_DEFLATED, extra=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in [*files.items(), *extra]:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("readme.txt", "zip_name_unknown"),
        ("Manifest.json", "zip_name_unknown"),
        ("manifest.json ", "zip_name_unknown"),
        ("urns/00.leaves", "zip_name_path"),
        ("urns/", "zip_name_path"),
        ("./manifest.json", "zip_name_path"),
        ("../manifest.json", "zip_name_path"),
        ("/etc/passwd", "zip_name_path"),
        ("C:\\manifest.json", "zip_name_path"),
        ("__MACOSX/._manifest.json", "zip_name_path"),
        ("manifest.json\0.txt", "zip_name_unknown"),
        ("清单.json", "zip_name_unknown"),
    ],
)
def test_names_other_than_the_known_ones(files, name, code):
    # zipfile cuts names at a zero byte when writing, so such a name is put in afterwards.
    data = zipped(files, extra=[(name.replace("\0", "#"), b"x")])
    data = data.replace(name.replace("\0", "#").encode(), name.encode())
    assert codes(data) == {code}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_given_twice(files):
    for name in files:
        assert "zip_name_repeated" in codes(zipped(files, extra=[(name, files[name])]))


def test_encrypted_and_strangely_packed_members(files):
    data = zipped(files)
    at = data.index(b"PK\x01\x02")
    encrypted = bytearray(data)
    encrypted[at + 8] |= 1
    assert "zip_encrypted" in codes(bytes(encrypted))
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert "zip_method" in codes(zipped(files, method=method))


def test_local_headers_that_say_otherwise(files):
    data = zipped(files)
    local = bytearray(data)
    local[30 : 30 + len("manifest.json")] = b"manifest.jsom"
    assert "zip_damaged" in codes(bytes(local))
    method = bytearray(data)
    method[8] = 0
    assert "zip_damaged" in codes(bytes(method))


def test_members_that_overlap(files):
    first, second = (name for name in files if name in ("manifest.json", "reveals.json"))
    data = bytearray(zipped(files, method=zipfile.ZIP_STORED))
    central = data.index(b"PK\x01\x02")
    one = data.index(first.encode(), central) - 46
    two = data.index(second.encode(), central) - 46
    data[two + 42 : two + 46] = data[one + 42 : one + 46]
    assert "zip_overlap" in codes(bytes(data))


def test_wrong_checksums_sizes_and_leftovers(files):
    stored = zipped(files, method=zipfile.ZIP_STORED)
    damaged = stored.replace(files["selection.json"][:40], b"x" * 40)
    assert "zip_damaged" in codes(damaged)
    # Deflated data that ends early, with something after it inside the member.
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeeze.compress(files["secret.txt"]) + squeeze.flush()
    for tail, code in ((b"", set()), (b"hidden", {"zip_damaged"})):
        data = raw_zip(
            {
                **{n: (0, d, d) for n, d in files.items()},
                "secret.txt": (8, packed + tail, files["secret.txt"]),
            }
        )
        assert codes(data) == code


def raw_zip(members):
    """A ZIP put together by hand: name → (method, bytes as stored, bytes they stand for)."""
    body, directory = b"", b""
    for name, (method, stored, content) in members.items():
        common = struct.pack(
            "<HHHHHLLLHH",
            20,
            0,
            method,
            0,
            0x21,
            zlib.crc32(content),
            len(stored),
            len(content),
            len(name),
            0,
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\x03\x04" + common + name.encode() + stored
    end = struct.pack("<4H2LH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x05\x06" + b"\0" * 17, b"x" * 100_000, b"PK\x03\x04" + b"\0" * 100]
)
def test_what_is_no_zip_is_unreadable(data):
    with pytest.raises(lot.UnreadableError):
        lot.verify_transcript(io.BytesIO(data))


def test_a_directory_of_a_million_names_is_not_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(3000):
            archive.writestr(f"x{i}", b"")
    with pytest.raises(lot.UnreadableError):
        lot.verify_transcript(out, limits=lot.Limits(urns=100))


def test_random_damage_is_refused_or_unreadable_but_never_a_crash(files):
    data = zipped(files)
    rng = random.Random(5)
    for _ in range(400):
        changed = bytearray(data)
        for _ in range(rng.choice((1, 1, 3))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        if rng.random() < 0.2:
            del changed[rng.randrange(len(changed)) :]
        try:
            report = lot.verify_transcript(io.BytesIO(bytes(changed)))
        except lot.UnreadableError:
            continue
        assert report.ok is (not report.refusals)


def peak(function):
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", b"[" * 100_000_000),
        ("opened.jsonl", b"0" * 100_000_000),
        ("eligibility.json", b'{"sets":[[' + b"1" * 100_000_000),
        ("eligibility.json", b'{"sets":[' + b"[0]," * 25_000_000),
        ("selection.json", b" " * 100_000_000),
        ("urns/0.leaves", b"\0" * 108_000_000),
        ("secret.txt", b"0" * 100_000_000),
    ],
    ids=["manifest", "opened", "eligibility-number", "eligibility-sets", "selection", "leaves", "secret"],
)
def test_bombs_are_refused_in_a_few_megabytes(files, name, content):
    data = zipped({**files, name: content})
    assert len(data) < 1_000_000
    del content
    found = []
    used = peak(lambda: found.append(lot.verify_transcript(io.BytesIO(data))))
    assert not found[0].ok
    assert used < 40_000_000


def test_claims_beyond_the_limits_are_refused_before_the_work(files):
    for limits, name in (
        (lot.Limits(leaves=3), "leaves"),
        (lot.Limits(drawn=3), "drawn"),
        (lot.Limits(people=2), "people"),
        (lot.Limits(places=3), "places"),
        (lot.Limits(pairs=3), "pairs"),
        (lot.Limits(urns=0), "urns"),
    ):
        report = lot.verify_transcript(io.BytesIO(zipped(files)), limits=limits)
        assert [(error.code, error.params["name"]) for error in report.refusals] == [("beyond_limit", name)]


def test_lines_are_cut_at_newlines_only_and_bounded(files):
    text = '{"a":"\u2028\x85"}\n{}\n'.encode()
    out = io.BytesIO(zipped({"opened.jsonl": text}))
    archive = lot.archive.Archive(out, 100)
    context = Context(archive, lot.Limits(), {})
    assert list(context.lines("opened.jsonl")) == ['{"a":"\u2028\x85"}'.encode(), b"{}"]
    short = Context(archive, lot.Limits(line_bytes=1), {})
    with pytest.raises(lot.LotError):
        list(short.lines("opened.jsonl"))
