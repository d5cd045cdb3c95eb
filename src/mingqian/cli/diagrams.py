"""`./run diagrams`: docs/lifecycles.md, generated from the tables of states."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mingqian.cli.main import start_django

TARGET = Path(__file__).resolve().parents[3] / "docs" / "lifecycles.md"


def add_parser(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "diagrams",
        help="重新生成状态图（docs/lifecycles.md）",
        description="从各处的状态表重新生成 docs/lifecycles.md。改了状态表以后运行一次。",
        epilog="例子：\n  ./run diagrams",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)


def text() -> str:
    """The whole page: one diagram a lifecycle, with who each state waits for."""
    from mingqian.acts.lifecycle import LIFECYCLES

    parts = ["# 状态图\n\n由 `./run diagrams` 从各处的 `states.py` 生成，测试核对它没有过时。\n"]
    for kind in sorted(LIFECYCLES):
        life = LIFECYCLES[kind]
        waits = "\n".join(f"| {s.name} | {s.owner or '—'} |" for s in life.states.values())
        parts.append(
            f"## {life.name}\n\n```mermaid\n{life.mermaid()}\n```\n\n| 状态 | 等待 |\n|---|---|\n{waits}\n"
        )
    return "\n".join(parts)


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    start_django()
    TARGET.write_text(text(), encoding="utf-8")
    return 0
