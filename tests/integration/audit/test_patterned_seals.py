"""Sealing a million like rows gives what sealing each of them alone gives."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingqian.audit.seals import RowSealer

TEXT = st.text(max_size=6) | st.sampled_from(["", "%", "%d", "100%", "\x00", "1:%s"])


@pytest.fixture(scope="module")
def sealer(tmp_path_factory):
    from django.test import override_settings

    from mingqian.acts import keys

    folder = tmp_path_factory.mktemp("seal") / "keys"
    keys.make_missing(folder)
    with override_settings(KEYS_DIR=folder):
        keys.key.cache_clear()
        yield RowSealer("registers.subject", 6)
    keys.key.cache_clear()


@given(data=st.data(), usual=st.lists(TEXT, min_size=6, max_size=6))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_digests_are_the_same(sealer, data, usual) -> None:
    varying = sorted(data.draw(st.sets(st.integers(0, 5))))
    values = [data.draw(TEXT) for _ in varying]
    whole = list(usual)
    for place, text in zip(varying, values, strict=True):
        whole[place] = text
    assert sealer.patterned(usual, varying)(7, values) == sealer(7, whole)


def test_the_places_come_in_order(sealer) -> None:
    with pytest.raises(ValueError, match="ascending"):
        sealer.patterned([""] * 6, [3, 1])
