"""A kind of work of the tests' own, on the rows of units: it can succeed, be refused, break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import ACTIONS, action
from mingqian.acts.progress import tell
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.jobs import works
from mingqian.jobs.works import Work

SECRET = "中签机械厂"
"""A name nobody may read yet."""


@pytest.fixture
def work(data_folder: Any, unit: Any) -> Iterator[Work]:
    """Renames a unit as asked; "拒绝" is refused with a secret name in the words, "意外" breaks with it in the message."""
    from mingqian.accounts.models import Unit

    @action(Permission.ACCOUNTS_MANAGE, event="tests.rename")
    def rename(*, by: Any, unit: Any, name: str) -> None:
        unit.name = name
        unit.save()
        record(by=by, action="tests.rename", rows=[unit])
        tell("正在改名", 1, 2)
        if name == "拒绝":
            raise Refused("publicity.not_reviewed", subject=SECRET, state="检查中")
        if name == "意外":
            raise ValueError(SECRET)

    def carry_out(by: Any, object_id: int, asked: Mapping[str, Any]) -> str:
        rename(by=by, unit=Unit.objects.get(pk=object_id), name=asked["name"])
        return f"已改名为“{asked['name']}”。"

    one = Work(
        code="tests.rename",
        name="改名",
        permission=Permission.ACCOUNTS_MANAGE,
        seconds=lambda _: 3.0,
        title=lambda object_id: Unit.objects.get(pk=object_id).name,
        url=lambda _: "/desk/",
        carry_out=carry_out,
    )
    works.register(one)
    yield one
    works._WORKS.pop(one.code)
    ACTIONS.pop(next(name for name in ACTIONS if name.endswith(".rename")))
