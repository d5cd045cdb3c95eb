"""`./run import`: a file into a register."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from mingqian.cli.setup import data_option

KINDS = {
    "subjects": "subject",
    "items": "item",
    "inspectors": "inspector",
    "experts": "expert",
    "recusals": "recusal",
}
PHASES = {"read": "读取并检查", "compare": "与名录库比对", "apply": "收入名录库"}
DONE, REFUSED = 0, 1


def add_parser(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "import",
        help="把文件导入名录：检查对象、抽查事项、执法人员、专家、回避关系",
        description=(
            "读取 CSV、CSV.GZ、XLSX、XLS 或 Parquet 文件，逐行检查，与名录库比对，然后收入名录库。\n"
            "每一行或者收入，或者带警告收入，或者搁置并说明原因。要么全部收入，要么名录库不动。\n"
            "同一文件再导入一次，什么也不会改变。"
        ),
        epilog=(
            "例子：\n"
            "  ./run import 企业名单.xlsx --agency 应急局 --preview          只看会怎样，不收入\n"
            "  ./run import 企业名单.xlsx --agency 应急局                    收入名录库\n"
            "  ./run import 企业名单.csv --set-aside 搁置.xlsx               连同搁置的行一起导出，改好再导入\n"
            "  ./run import 人员.xlsx --kind inspectors --json              结果写成一行 JSON"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="文件", help="要导入的文件")
    parser.add_argument(
        "--kind",
        choices=sorted(KINDS),
        default="subjects",
        help="subjects 检查对象（默认）、items 抽查事项、inspectors 执法人员、experts 专家、recusals 回避关系",
    )
    parser.add_argument("--agency", metavar="机构", help="机构代码或名称；只有一个机构时可以不写")
    parser.add_argument("--preview", action="store_true", help="只读取和比对，不收入名录库")
    parser.add_argument("--set-aside", type=Path, metavar="文件", help="把搁置的行连同原因写成 XLSX")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="列=标题",
        help="指定列的对应，如 --map name=单位全称；可以写多次",
    )
    parser.add_argument("--no-guess", action="store_true", help="不推定监管行业领域")
    parser.add_argument("--json", action="store_true", help="结果写成一行 JSON")
    data_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import one file. 0 when it was read (and taken, unless previewing), 1 when it was refused."""
    from mingqian.cli.setup import prepare

    prepare(args.data)
    from mingqian.accounts.current import system_actor
    from mingqian.acts.refusal import Refused
    from mingqian.registers.importing.run import import_file

    try:
        agency = _agency(args.agency)
        summary = import_file(
            by=system_actor(),
            path=args.file,
            agency=agency,
            kind=KINDS[args.kind],
            apply=not args.preview,
            progress=_Progress(),
            mapping=_mapping(args),
            merge=True,
            guess_fields=not args.no_guess,
        )
        if args.set_aside is not None:
            _write_set_aside(summary.batch_id, args.set_aside)
    except Refused as refused:
        return _refused(args, refused.code, refused.words())
    if args.json:
        print(json.dumps({"ok": True, "applied": not args.preview, **summary.as_dict()}, ensure_ascii=False))
    else:
        print(_words(summary, preview=args.preview))
    return DONE


def _refused(args: argparse.Namespace, code: str, words: str) -> int:
    if args.json:
        print(json.dumps({"ok": False, "code": code, "error": words}, ensure_ascii=False))
    else:
        print(words, file=sys.stderr)
    return REFUSED


def _agency(given: str | None) -> Any:
    from django.db.models import Q

    from mingqian.accounts.models import Agency
    from mingqian.acts.refusal import Refused

    found = Agency.objects.all()
    if given is not None:
        found = found.filter(Q(code=given) | Q(name=given) | Q(short_name=given))
    some = list(found[:2])
    if len(some) != 1:
        raise Refused("registers.agency_unknown" if given else "registers.agency_needed", agency=given or "")
    return some[0]


def _mapping(args: argparse.Namespace) -> dict[str, int | str] | None:
    """What `--map` says; None when it says nothing."""
    if not args.map:
        return None
    from mingqian.acts.refusal import Refused
    from mingqian.registers.importing.columns import COLUMNS, Kind

    names = {one.heading: one.name for one in COLUMNS[Kind(KINDS[args.kind])]}
    names |= {name: name for name in names.values()}
    found: dict[str, int | str] = {}
    for text in args.map:
        name, sign, heading = text.partition("=")
        if not sign or name not in names:
            raise Refused("registers.map_wrong", text=text, known="、".join(names))
        found[names[name]] = heading
    return found


def _write_set_aside(batch_id: int, target: Path) -> None:
    from mingqian.registers.importing.set_aside import write_set_aside
    from mingqian.registers.models import ImportBatch

    count = write_set_aside(ImportBatch.objects.get(pk=batch_id), target)
    print(f"搁置的 {count} 行已写入 {target}", file=sys.stderr)


def _words(summary: Any, *, preview: bool) -> str:
    lines = [
        f"读入 {summary.read} 行：新增 {summary.new}，变更 {summary.changed}，不变 {summary.unchanged}，"
        f"搁置 {summary.set_aside}；收入的行里有警告的 {summary.warned}。",
    ]
    if summary.pending:
        lines.append(f"管辖单位为空、进入待定管辖的 {summary.pending} 户。")
    if summary.unclassed:
        lines.append(f"没有监管行业领域、也推定不出的 {summary.unclassed} 户。")
    lines.append(
        "只看不收：名录库没有改动。" if preview else f"已收入名录库，用时 {summary.seconds:.1f} 秒。"
    )
    return "\n".join(lines)


class _Progress:
    """Progress on standard error, at most twice a second."""

    def __init__(self) -> None:
        self._last = 0.0
        self._phase = ""
        self._live = sys.stderr.isatty()

    def __call__(self, phase: str, done: float, rows: int) -> None:
        now = monotonic()
        if phase == self._phase and now - self._last < (0.5 if self._live else 5.0) and done < 1.0:
            return
        if self._live and self._phase and phase != self._phase:
            print(file=sys.stderr)
        self._phase, self._last = phase, now
        end = "\r" if self._live else "\n"
        print(f"{PHASES[phase]}：{done:4.0%}（{rows} 行）", end=end, file=sys.stderr, flush=True)
