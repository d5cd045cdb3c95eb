"""Every honest transcript is accepted, in both forms."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian import lot

DRAWS = {
    "plain": {},
    "sm3": {"hash": "sm3", "people": 5},
    "several urns": {
        "urns": (("A", 9, 2, False), ("B", 7, 3, True), ("空", 0, 0, False), ("C", 4, 4, False))
    },
    "nothing drawn": {"urns": (("A", 3, 0, False),), "people": 2},
    "empty pool": {"urns": (("A", 0, 0, False),), "people": 2},
    "no urn at all": {"urns": (), "people": 2},
    "quota": {"urns": (("A", 4, 4, False),), "people": 4},
    "quota + 1": {"urns": (("A", 5, 4, False),), "people": 4},
    "one of one": {"urns": (("A", 1, 1, True),)},
    "certainties": {"urns": (("A", 8, 7, True),)},
    "scarce people": {"people": 2, "density": 0.3, "max_load": 1},
    "own limits": {"people": 6, "limits": [1, 9, 2, 1, 3, 1]},
    "facts": {"people": 4, "with_facts": True},
    "drand before it came out": {"sources": ("drand",), "frozen_at": "2023-08-01T09:00:00Z"},
    "a chained round before it came out": {
        "sources": ("before", "default"),
        "frozen_at": "2020-08-01T09:00:00Z",
    },
    "an old round beside a witness": {"sources": ("witness", "drand", "public")},
    "second attempt": {"attempt": 2, "previous": "ab" * 32, "reason": "设备故障"},
    "repair": {"parent": "ab" * 32, "people": 3, "urns": (("A", 1, 1, False),)},
}


@pytest.mark.parametrize("options", DRAWS.values(), ids=DRAWS)
def test_honest_transcripts_are_accepted_in_both_forms(options, make_draw, verify):
    made = make_draw(**options)
    public = verify(made.files())
    assert public.refusals == ()
    assert public.ok
    some = verify(made.files(open_people=made.people[:2]))
    assert some.ok
    full = verify(made.auditor())
    assert full.refusals == ()
    assert full.ok
    assert full.form == "auditor"
    assert public.m == full.m == made.transcript.result.m.hex()
    assert public.seed == made.transcript.result.seed.hex()


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    hash=st.sampled_from(["sha256", "sm3"]),
    urns=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()), max_size=3),
    people=st.integers(0, 6),
    density=st.floats(0, 1),
    max_load=st.integers(1, 3),
)
def test_any_honest_draw_is_accepted(make_draw, verify, seed, hash, urns, people, density, max_load):
    lines = tuple(
        (f"签筒{i}", size, min(quota, size), weighted) for i, (size, quota, weighted) in enumerate(urns)
    )
    made = make_draw(hash=hash, urns=lines, people=people, density=density, max_load=max_load, seed=seed)
    for files in (made.files(), made.auditor()):
        report = verify(files)
        assert report.refusals == ()
        assert report.ok


def test_a_step_that_passed_says_so_and_what_is_open_stays_open(make_draw, verify):
    report = verify(make_draw(people=3).files())
    status = {step.code: step.status for step in report.steps}
    assert {code for code, state in status.items() if state == "absent"} == {"facts", "signatures", "log"}
    assert set(status.values()) == {"passed", "absent"}
    open_ends = {one.code for one in report.unproven}
    assert {"order_of_events", "register_complete", "eligibility_true", "attempts", "unsigned"} <= open_ends


def test_stored_deflated_and_streamed_zips_are_read_alike(make_draw):
    files = make_draw(people=3).files()

    class Unseekable(io.RawIOBase):
        def __init__(self, out):
            self.out = out

        def writable(self):
            return True

        def write(self, data):
            return self.out.write(data)

    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for streamed in (False, True):
            out = io.BytesIO()
            with zipfile.ZipFile(Unseekable(out) if streamed else out, "w", method) as archive:
                for name in reversed(files):
                    archive.writestr(name, files[name])
            assert lot.verify_transcript(out).ok


def test_writing_twice_gives_the_same_bytes(make_draw):
    made = make_draw(people=4, with_facts=True)
    both = []
    for _ in range(2):
        out = io.BytesIO()
        lot.write_transcript(
            out, made.transcript, entries=made.entries.__getitem__, form="auditor",
            open_people=made.people, facts=made.facts.get,
        )  # fmt: skip
        both.append(out.getvalue())
    assert both[0] == both[1]


def test_a_writer_opens_only_what_was_drawn_with(make_draw):
    made = make_draw(people=3, with_facts=True)
    lookup = made.entries.__getitem__

    def writing(entries=lookup, **options):
        with pytest.raises(lot.LotError) as refused:
            lot.write_transcript(io.BytesIO(), made.transcript, entries=entries, **options)
        return refused.value.code

    assert writing(lambda e: {**lookup(e), "name": "别的企业"}) == "entry_differs"
    assert writing(facts=made.facts.get) == "facts_public"
    assert writing(open_people=[b"x" * 32]) == "person_unknown"
    wrong = {e: (salt, ["改过"]) for e, (salt, _) in made.facts.items()}
    assert writing(form="auditor", facts=wrong.get) == "facts_differ"
