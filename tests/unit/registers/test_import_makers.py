"""Processes beside this one: answers in order, nothing lost, a death noticed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from mingqian.registers.importing.makers import MakerDied, fetched_ahead, made


def _squares() -> Callable[[Any], Any]:
    return lambda request: (request * request, "x" * 200_000)


@pytest.mark.parametrize("makers", [0, 1, 3])
def test_answers_come_in_the_order_of_the_requests(makers: int) -> None:
    assert [square for square, _ in made(range(40), _squares, makers=makers)] == [n * n for n in range(40)]


@pytest.mark.parametrize("makers", [1, 2])
def test_requests_and_answers_larger_than_a_pipe_do_not_wait_for_each_other(makers: int) -> None:
    large = ["甲" * 300_000 for _ in range(12)]
    assert list(made(large, lambda: lambda text: text + "乙", makers=makers)) == [
        text + "乙" for text in large
    ]


def test_work_is_done_elsewhere() -> None:
    others = set(made(range(4), lambda: lambda _: os.getpid(), makers=2))
    assert os.getpid() not in others
    assert len(others) == 2


def test_a_maker_that_dies_is_noticed() -> None:
    def opening() -> Callable[[Any], Any]:
        def make(request: int) -> int:
            if request == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return request

        return make

    with pytest.raises(MakerDied) as died:
        list(made(range(10), opening, makers=1))
    assert died.value.status == -signal.SIGKILL


def test_a_maker_whose_work_fails_is_noticed() -> None:
    with pytest.raises(MakerDied):
        list(made(range(3), lambda: lambda request: 1 // 0, makers=1))


def test_leaving_early_ends_the_makers() -> None:
    answers = made(range(100), lambda: lambda _: os.getpid(), makers=1)
    pid = next(answers)
    answers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("rows", [0, 1, 2, 40])
def test_fetching_ahead_changes_nothing(rows: int) -> None:
    assert list(fetched_ahead(made(range(rows), _squares, makers=2))) == list(
        made(range(rows), _squares, makers=0)
    )


def test_a_death_is_noticed_by_who_fetches_ahead() -> None:
    with pytest.raises(MakerDied):
        list(fetched_ahead(made(range(3), lambda: lambda request: 6 // (2 - request), makers=1)))


def test_leaving_what_is_fetched_ahead_ends_thread_and_makers() -> None:
    answers = fetched_ahead(made(range(100), lambda: lambda _: os.getpid(), makers=1))
    pid = next(answers)
    next(answers)
    answers.close()
    assert not any(thread.name == "fetched-ahead" for thread in threading.enumerate())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
