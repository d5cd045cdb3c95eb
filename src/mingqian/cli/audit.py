"""`./run audit`: verify the audit record, take a checkpoint."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingqian.cli.setup import data_option

if TYPE_CHECKING:
    from mingqian.audit.verify import Report
    from mingqian.audit.verify.checkpoint import Checkpoint

CLEAN, TAMPERED, ERROR = 0, 1, 2


def add_parser(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "audit",
        help="核验审计链，取检查点",
        description="审计链记着每一次写入。核验会重算整条链，并把现有数据逐行与它核对。只读，可以边用边核验。",
        epilog=(
            "例子：\n"
            "  ./run audit verify                             一致返回 0，被改动返回 1 并逐条说明，无法核验返回 2\n"
            "  ./run audit verify --json                      结果写成一行 JSON\n"
            "  ./run audit checkpoint > 检查点.txt            链尾的序号和摘要，请保存在本平台之外\n"
            "  ./run audit verify --checkpoint 检查点.txt     连同检查点一起核对"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=lambda _: parser.print_help() or ERROR)
    verbs = parser.add_subparsers(metavar="动作", parser_class=type(parser))
    check = verbs.add_parser("verify", help="核验审计链和现有数据")
    data_option(check)
    check.add_argument("--json", action="store_true", help="结果写成一行 JSON")
    check.add_argument("--checkpoint", type=Path, metavar="文件", help="以前取走的检查点")
    check.set_defaults(run=run_verify)
    take = verbs.add_parser("checkpoint", help="取检查点：链尾的序号和摘要")
    data_option(take)
    take.set_defaults(run=run_checkpoint)


def _start(data: Path | None) -> None:
    from mingqian.cli.main import start_django

    start_django(data)


def run_checkpoint(args: argparse.Namespace) -> int:
    """Print a checkpoint."""
    _start(args.data)
    from mingqian.accounts.current import system_actor
    from mingqian.audit.actions import take_checkpoint

    print(take_checkpoint(by=system_actor()).text(), end="")
    return CLEAN


def run_verify(args: argparse.Namespace) -> int:
    """Verify; 0 nothing was changed, 1 something was (every finding printed), 2 it could not be verified."""
    _start(args.data)
    try:
        return _verify(args.json, _read(args.checkpoint))
    except (OSError, ValueError) as error:
        return _failed(str(error), args.json)
    except Exception as error:
        from django.db import DatabaseError

        if not isinstance(error, DatabaseError):
            raise
        return _failed(f"读不了数据库：{error}", args.json)


def _failed(why: str, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"ok": None, "error": why}, ensure_ascii=False))
    print(f"无法核验：{why}", file=sys.stderr)
    return ERROR


def _read(path: Path | None) -> Checkpoint | None:
    from mingqian.audit.verify.checkpoint import parse

    return parse(path.read_text(encoding="utf-8")) if path else None


def _verify(as_json: bool, checkpoint: Checkpoint | None) -> int:
    from mingqian.audit.verify import verify

    live = sys.stderr.isatty()

    def progress(phase: str, done: int, whole: int) -> None:
        if live:
            print(f"\r{phase}：{done:,} / {whole:,}", end="", file=sys.stderr)

    report = verify(
        checkpoint=checkpoint,
        progress=progress,
        found=None if as_json else lambda finding: print(finding.words()),
    )
    if live:
        print(file=sys.stderr)
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        _say(report, checkpoint)
    return CLEAN if report.ok else TAMPERED


def _say(report: Report, checkpoint: Checkpoint | None) -> None:
    seen = (
        f"审计记录 {report.events:,} 条、封记 {report.seals:,} 条、数据 {sum(report.rows.values()):,} 行，"
        f"用时 {report.seconds:.1f} 秒，核到第 {report.number} 号，链尾摘要 {report.hash}"
    )
    if report.ok:
        kept = f"，与第 {checkpoint.number} 号检查点相符" if checkpoint else ""
        print(f"一致：没有发现绕过平台的改动{kept}。\n{seen}")
    else:
        print(f"被改动：共 {report.finding_count} 处。\n{seen}")
