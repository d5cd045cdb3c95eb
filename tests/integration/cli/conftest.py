"""Fresh installations on the database of the run, and one furnished installation shared by those who only read it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import tables
from django.conf import settings
from installations import Installation

_names = itertools.count(1)

FURNISH = """
    import base64
    from django.conf import settings
    from mingqian.accounts.actions import create_agency, create_unit
    from mingqian.accounts.current import system_actor
    from mingqian.accounts.first_run import create_first_administrators
    from mingqian.acts import keys
    create_first_administrators()
    by = system_actor()
    agency = create_agency(
        by=by, code="G01", name="试验县应急管理局", short_name="试应急", level="county", region_code="370322"
    )
    create_unit(by=by, agency=agency, name="执法大队", kind="brigade")
    folder = settings.DATA / "imports" / "1"
    folder.mkdir(parents=True)
    (folder / "名单.csv").write_text("统一社会信用代码\\n")
    print(base64.b64encode(keys.encrypt("370322198001011239".encode(), context="test")).decode())
"""


@pytest.fixture(scope="session")
def fresh_database() -> Iterator[Callable[[], str]]:
    """`fresh_database()` → the DATABASE_URL of an empty database; empty text where the run is on SQLite."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        yield lambda: ""
        return
    made: list[str] = []

    def make() -> str:
        name = f"mingqian_cli_{os.getpid()}_{next(_names)}"
        tables.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        made.append(name)
        return tables.database_url(name)

    yield make
    for name in made:
        tables.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_installation(tmp_path: Path, fresh_database: Callable[[], str]) -> Callable[..., Installation]:
    """`new_installation(**environment)`: an empty one, in a folder whose name has a space and Chinese in it."""

    def make(**more: str) -> Installation:
        return Installation(tmp_path / f"数据 {next(_names)}", fresh_database(), more)

    return make


@pytest.fixture
def installation(new_installation: Callable[..., Installation]) -> Installation:
    """One empty installation."""
    return new_installation()


@dataclass(frozen=True)
class Furnished:
    """An installation with accounts, a bureau, a kept file and a sealed value; and a backup of it. Only to be read."""

    installation: Installation
    sealed: str
    backup: Path


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, fresh_database: Callable[[], str]) -> Furnished:
    """Made once."""
    data, url = tmp_path_factory.mktemp("furnished") / "数据", fresh_database()
    if url:
        tables.copy_into_postgres(url.rpartition("/")[2])
    else:
        tables.put_into(data)
    made = Installation(data, url, {})
    sealed = made.python(FURNISH)
    return Furnished(made, sealed, Path(made.run("backup").stdout.strip()))
