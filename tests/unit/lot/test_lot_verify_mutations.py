"""One byte changed anywhere in a transcript's files: refused."""

from __future__ import annotations

import pytest

SMALL = {
    "teams": {"urns": (("A", 3, 2, False), ("B", 3, 1, True)), "people": 3, "with_facts": True},
    "sm3": {"hash": "sm3", "urns": (("A", 4, 2, False),)},
}
_FLIPS = (0x01, 0x80)


@pytest.fixture(scope="module", params=SMALL.values(), ids=SMALL)
def files(request, make_draw):
    options = request.param
    made = make_draw(**options)
    return made.auditor() if options.get("with_facts") else made.files()


def test_every_changed_byte_is_refused(files, verify):
    assert verify(files).ok
    tried = 0
    for name, data in files.items():
        # Every byte of short files; of long ones every seventh, which falls on each kind of place many times.
        for at in range(0, len(data), 1 if len(data) < 150 else 7):
            changed = bytearray(data)
            changed[at] ^= _FLIPS[at % 2]
            report = verify({**files, name: bytes(changed)})
            assert not report.ok, (name, at)
            assert report.refusals, (name, at)
            tried += 1
    assert tried > 400


def test_bytes_cut_off_added_or_doubled_are_refused(files, verify):
    for name, data in files.items():
        for changed in (data[:-1], data + b"\n", data + b" ", b"\xef\xbb\xbf" + data, data + data, b""):
            assert not verify({**files, name: changed}).ok, name
        if name != "facts.jsonl":  # facts may be left out: then the report says they stay closed
            assert not verify({key: value for key, value in files.items() if key != name}).ok, name
