"""The command itself."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from mingqian.cli.setup import data_option, prepare, say

STATE = "demo.json"
"""In the data folder: what the walk did, so that a second start only serves."""


def add_parser(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "demo",
        help="建一个示范县，走完一次双随机，然后打开网站",
        description="建一个示范县（全部是编造的数据，每页都有标记），走完一次完整的双随机：计划、任务、锁库、见证、摇号、签字、派发、"
        "通知、检查、审核、公示、归档，然后启动网站。第二次启动保留数据，几秒钟就好。",
        epilog="例子：\n  ./run demo\n  ./run demo --subjects 企业名单.csv\n  ./run demo --no-serve --json --data /tmp/试用",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    data_option(parser)
    parser.add_argument(
        "--subjects",
        type=Path,
        metavar="文件",
        help="用这份检查对象名单（.csv .csv.gz .xlsx .xls .parquet），代替编造的名单",
    )
    parser.add_argument("--no-serve", action="store_true", help="走完就结束，不启动网站")
    parser.add_argument("--json", action="store_true", help="最后在标准输出打印一行 JSON")
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="网站端口（默认 8000）")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Walk unless this data folder holds a finished walk; then serve unless told not to."""
    if args.subjects is not None and not args.subjects.is_file():
        say(f"没有找到文件：{args.subjects}")
        return 2
    begun = time.monotonic()
    prepare(args.data, static=not args.no_serve)
    from django.conf import settings

    state = settings.DATA / STATE
    if state.exists():
        summary = json.loads(state.read_text())
        say("数据已经准备好，沿用上次的。要重新来过，请换一个 --data 目录。")
        if args.subjects is not None and summary.get("subjects_file") != str(args.subjects.resolve()):
            say(
                f"注意：这个数据目录用的是 {summary.get('subjects_file') or '编造的名单'}，没有改用 {args.subjects}。"
            )
    else:
        from mingqian.acts.refusal import Refused
        from mingqian.cli.demo.walk import UnfinishedError, walk

        try:
            summary = walk(args.subjects)
        except UnfinishedError as why:
            say(f"没有走完：{why}")
            return 1
        except Refused as refused:
            say(f"没有走完：{refused.words()}")
            return 1
        summary["seconds"] = round(time.monotonic() - begun, 1)
        state.write_text(json.dumps(summary, ensure_ascii=False))
        state.chmod(0o600)
    if args.json:
        print(json.dumps(summary, ensure_ascii=False), flush=True)
    if args.no_serve:
        return 0
    from mingqian.cli.serve import serve

    accounts = settings.DATA / "demo-accounts.txt"
    say("")
    say(f"公开网站：http://127.0.0.1:{args.port}/")
    say(f"办公登录：http://127.0.0.1:{args.port}/login/")
    say(f"账号（只用于示范，密码是随机生成的，也写在 {accounts}）：")
    for line in accounts.read_text().splitlines()[1:]:
        if "检查人员" not in line or "负责人" in line:
            say("  " + line)
    say("  检查人员的账号见上面那个文件。")
    say("")
    serve("127.0.0.1", args.port)
    return 0
