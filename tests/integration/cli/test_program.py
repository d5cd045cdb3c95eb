"""The program's own help and errors, in Chinese."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from mingqian.cli.main import COMMANDS, parser

ENGLISH = re.compile(r"\b(usage|options|arguments|error|invalid|required|default)\b", re.IGNORECASE)


def test_every_command_has_help_in_chinese_with_an_example():
    top = parser()
    listed = top.format_help()
    for name in COMMANDS:
        assert re.search(rf"^\s+{name}\s", listed, re.MULTILINE), name
    choices = top._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert set(COMMANDS) | {"test"} == set(choices)
    for name, command in choices.items():
        text = command.format_help()
        assert not ENGLISH.search(text), (name, ENGLISH.findall(text))
        if name != "test":
            assert "例子" in text or "./run " in text, name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--port", "abc"], "不是整数"),
        (["serve", "--nothing"], "不认识的参数"),
        (["restore"], "缺少"),
        (["nothing"], "没有这个选项"),
    ],
)
def test_mistakes_are_explained_in_chinese(arguments, said):
    done = subprocess.run(
        [sys.executable, "-m", "mingqian.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "--help" in done.stderr


def test_no_command_shows_the_help():
    done = subprocess.run(
        [sys.executable, "-m", "mingqian.cli"], capture_output=True, text=True, timeout=60, check=True
    )
    assert "./run demo" in done.stdout


def test_a_reader_that_goes_away_is_no_failure():
    command = f"{sys.executable} -m mingqian.cli audit verify --help | head -n 0; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
