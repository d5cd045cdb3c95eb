"""The client's address behind proxies: what our own proxies wrote is believed, what the client wrote is not."""

import pytest

from mingqian.site.proxies import client_address


@pytest.mark.parametrize(
    ("forwarded", "proxies", "found"),
    [
        ("", 0, "127.0.0.1"),
        ("203.0.113.9", 0, "127.0.0.1"),  # nobody of ours wrote this header
        ("203.0.113.9", 1, "203.0.113.9"),
        ("10.6.6.6, 203.0.113.9", 1, "203.0.113.9"),  # the client's own invention stands to the left
        ("10.6.6.6, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("203.0.113.9", 2, "127.0.0.1"),
        ("", 1, "127.0.0.1"),
        ("unknown", 1, "127.0.0.1"),
        ("2001:db8::7", 1, "2001:db8::7"),
        ("2001:DB8:0::7", 1, "2001:db8::7"),
    ],
)
def test_what_is_believed(forwarded, proxies, found):
    assert client_address(forwarded, "127.0.0.1", proxies) == found
