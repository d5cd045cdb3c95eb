"""The log of the server as it is configured: no private link in it, whatever goes wrong on such a page."""

from __future__ import annotations

import io
import logging
import logging.config
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

TOKEN = "Zk3mQ9-tokenofthenotice_0123456789"


@pytest.fixture
def written(db: None) -> Any:
    """What the handler of the settings writes while the test runs."""
    out = io.StringIO()
    config = settings.LOGGING["formatters"]["line"]
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(config)))
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("address", ["/n/{}/", "/n/{}/why/?from=qr", "/w/{}/", "/w/{}/list/"])
def test_a_refused_private_link_is_not_written_down(written: io.StringIO, address: str) -> None:
    answer = Client().post(address.format(TOKEN))
    assert answer.status_code >= 400
    assert "/…" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_nor_in_the_traceback_of_an_error(written: io.StringIO) -> None:
    try:
        raise RuntimeError(f"GET /n/{TOKEN}/ broke")
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/n/{TOKEN}/")
    assert "Traceback" in written.getvalue()
    assert TOKEN not in written.getvalue()
    assert "/n/…/" in written.getvalue()
