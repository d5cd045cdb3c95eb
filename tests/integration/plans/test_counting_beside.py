"""Figures over a large register are counted beside the request: the page says so, asks again, and shows them."""

from __future__ import annotations

import re
import threading
import time
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from mingqian.acts import counting, progress
from mingqian.plans import actions as plans
from mingqian.plans import choices
from mingqian.registers import serials
from mingqian.registers.models import Subject
from mingqian.registers.queries import standing

ADDRESS = "/plans/registers/"
PATIENCE_SECONDS = 60


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every register counts as large, and no page waits even a moment."""
    monkeypatch.setattr(standing, "SMALL", 1)
    monkeypatch.setattr(counting, "AT_ONCE_SECONDS", 0)


def _register(agency: Any, number: int, letter: str = "B") -> None:
    Subject.objects.bulk_create(
        Subject(agency=agency, code=f"{letter}{n:017d}", code_kind="own", name=f"某{n}", region_code="370322")
        for n in range(number)
    )
    with transaction.atomic():
        serials.move(agency.pk, "subject")


def _until_counted(ask: Any) -> Any:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        response = ask()
        if b"data-counting" not in response.content:
            return response
        time.sleep(0.05)
    raise AssertionError("never counted")


@pytest.mark.django_db(transaction=True)
def test_the_page_waits_and_then_shows_the_figures(
    agency: Any, make_actor: Any, signed_in: Any, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.bind_pack(
        by=make_actor("approver"), agency=agency, pack_id="xiping", valid_from=date(2024, 1, 1), settings={},
        reason="局办公会决定",
    )  # fmt: skip
    _register(agency, 7)
    client = signed_in("registrar")
    first = client.get(ADDRESS)
    assert first.status_code == 200 and "正在核算" in first.content.decode()
    assert f'hx-get="{ADDRESS}"' in first.content.decode() and "no-store" in first["Cache-Control"]
    waiting = {"HX-Request": "true", "HX-Target": "counting"}
    end = _until_counted(lambda: client.get(ADDRESS, headers=waiting))
    assert end.status_code == 204 and end["HX-Refresh"] == "true"
    kept = client.get(ADDRESS)
    shown = kept.content.decode()
    assert "data-counting" not in shown and "7 户" in shown
    counting.forget()
    with monkeypatch.context() as within:  # what was counted beside is what is counted within the request
        within.setattr(standing, "SMALL", 10**9)
        assert _figures(client.get(ADDRESS)) == _figures(kept)


def _figures(page: Any) -> str:
    return re.sub("cite-[0-9a-f]+", "cite", page.content.decode().partition("<main")[2])


@pytest.mark.django_db(transaction=True)
def test_a_register_that_moved_is_counted_anew(agency: Any, large: None) -> None:
    def places() -> Any:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                return choices.held(agency.pk)["region_codes"]
            except counting.Counting:
                time.sleep(0.02)
        raise AssertionError("never counted")

    _register(agency, 3)
    with counting._marked():
        with pytest.raises(counting.Counting):
            choices.held(agency.pk)
        assert places() == (("370322", 3),)
        assert choices.held(agency.pk)["region_codes"] == (("370322", 3),)
        _register(agency, 2, "C")
        with pytest.raises(counting.Counting):
            choices.held(agency.pk)
        assert places() == (("370322", 5),)


@pytest.mark.django_db(transaction=True)
def test_a_count_that_fails_is_told_where_errors_are_told(large: None, caplog: Any) -> None:
    def broken() -> int:
        raise ZeroDivisionError

    with counting._marked():
        with pytest.raises(counting.Counting):
            counting.counted("一", broken, large=lambda: True)
        end = time.monotonic() + PATIENCE_SECONDS
        with pytest.raises(ZeroDivisionError):
            while time.monotonic() < end:
                try:
                    counting.counted("一", broken, large=lambda: True)
                except counting.Counting:
                    time.sleep(0.02)
    assert "failed" in caplog.text


@pytest.mark.django_db
def test_a_form_sent_the_ordinary_way_waits(agency: Any, signed_in: Any, large: None) -> None:
    """Counted in the request, so that nothing is sent twice."""
    _register(agency, 3)
    page = signed_in("registrar").post(reverse("plans:class_list"), {"reason": "核对"})
    assert page.status_code == 200 and b"data-counting" not in page.content


def test_progress_is_told(large: None) -> None:
    goes_on, told = threading.Event(), threading.Event()

    def slow() -> int:
        progress.tell("正在逐户读名录", 20_000, 60_000)
        told.set()
        goes_on.wait(PATIENCE_SECONDS)
        return 1

    with counting._marked():
        with pytest.raises(counting.Counting):
            counting.counted("三", slow, large=lambda: True)
        assert told.wait(PATIENCE_SECONDS)
        with pytest.raises(counting.Counting) as still:
            counting.counted("三", slow, large=lambda: True)
        assert (still.value.words, still.value.done, still.value.whole) == ("正在逐户读名录", 20_000, 60_000)
        goes_on.set()
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                assert counting.counted("三", slow, large=lambda: True) == 1
                return
            except counting.Counting:
                time.sleep(0.02)
    raise AssertionError("never counted")
