"""``law show``, ``quota``, ``clocks``, ``collisions``, ``check-plan``: questions to the rule packs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mingqian.acts.refusal import Refused
from mingqian.cli.law import answers, packs
from mingqian.law import Event, Grade, ItemClass, LawError, collisions, due, quota, share_of_percent
from mingqian.law.cases import CaseError, judge, read_cases
from mingqian.law.plan_check import Breach, check_plan
from mingqian.law.wording import EVENT_NAMES, cite
from mingqian.plans import planfile, wording  # noqa: F401 -- the words of its refusals
from mingqian.workdays import announced_calendar

_EXAMPLES = """\
例子：
  ./run law show weidong                                               一个规则包，逐条带条号
  ./run law show 我的规则包/                                            核对自己写的规则包（.zip 也可以）
  ./run law quota --pack weidong --class D --size 41 --json            至少抽多少户
  ./run law quota --pack gaoqing --class 一般 --size 832 --on 2026-03-16
  ./run law clocks --pack hebi --event campaign_ended --on 2026-02-10  各项期限
  ./run law collisions --packs xiping,xinyang --json                   两份文件哪里说法不一
  ./run law check-plan 计划.xlsx --packs xiping,gaoqing --year 2026     核对一份年度计划
  ./run law check-plan 计划.xlsx --packs xinyang --items 清单.xlsx       连同抽查事项清单一起核对
  ./run law cases 自己的.yaml                                          核对案例（不写文件就是 law/cases 全部）

--class：重点、一般，或者信用等级 A、B、C、D。--on 不写就是今天。
返回值：0 有答案（计划没有不合的地方，案例都符合）；1 有不合的地方；2 问题不能回答。
"""

FOUND = 1
UNANSWERED = 2


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-03-16") from None


def _klass(text: str) -> ItemClass | Grade:
    named: dict[str, ItemClass | Grade] = {
        "重点": ItemClass.KEY,
        "key": ItemClass.KEY,
        "一般": ItemClass.GENERAL,
        "general": ItemClass.GENERAL,
        **{grade.value: grade for grade in Grade},
    }
    known = named.get(text.strip().removesuffix("级").upper()) or named.get(text.strip().lower())
    if known is None:
        raise argparse.ArgumentTypeError(f"“{text}”不是类别：可写 重点、一般、A、B、C、D")
    return known


def _event(text: str) -> Event:
    for event, words in EVENT_NAMES.items():
        if text in (event.value, words):
            return event
    listed = "、".join(f"{event.value}（{words}）" for event, words in EVENT_NAMES.items())
    raise argparse.ArgumentTypeError(f"没有“{text}”这个起算事件。可写：{listed}")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``law`` with its commands to the program's parser."""
    parser = subparsers.add_parser(
        "law",
        help="规则包怎么说：比例、期限、冲突、核对计划",
        description="查规则包：每个答案都带条号。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="law_command", metavar="命令", required=True)

    def command(name: str, help_: str, act: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=help_, description=help_ + "。")
        one.add_argument("--on", metavar="日期", type=_day, help="按哪一天的规则（默认今天）")
        one.add_argument("--json", action="store_true", help="标准输出只有一行 JSON")
        one.set_defaults(act=act)
        return one

    show = command("show", "一个规则包，逐条带条号", _show)
    show.add_argument("pack", metavar="规则包", help="名称，或者自己的规则包的文件夹、.zip 的路径")
    ask = command("quota", "至少抽取多少户", _quota)
    ask.add_argument("--pack", required=True, metavar="规则包")
    ask.add_argument("--class", dest="klass", type=_klass, metavar="类别", help="重点、一般、A、B、C、D")
    ask.add_argument("--size", required=True, type=int, metavar="户数", help="名录库里有多少户")
    ask.add_argument("--share", metavar="百分比", help="计划的比例，例如 7.5")
    clocks = command("clocks", "一件事之后（或者之前）的各项期限", _clocks)
    clocks.add_argument("--pack", required=True, metavar="规则包")
    clocks.add_argument("--event", required=True, type=_event, metavar="起算事件")
    against = command("collisions", "几份文件哪里说法不一", _collisions)
    against.add_argument("--packs", required=True, metavar="规则包,规则包")
    plan = command("check-plan", "核对一份年度计划，逐项列出不合的地方", _check_plan)
    plan.add_argument("file", metavar="计划表", type=Path, help=".xlsx .xls .csv，或者用 | 分栏的文本")
    plan.add_argument("--packs", required=True, metavar="规则包,规则包")
    plan.add_argument(
        "--items", metavar="事项清单", type=Path, help="抽查事项清单（表格或文本），核对计划的事项在不在上面"
    )
    plan.add_argument("--year", type=int, metavar="年份", help="计划年度（默认按 --on 的年份）")
    cases = command("cases", "核对案例：规则怎么说，出自第几条", _cases)
    cases.add_argument(
        "files",
        metavar="案例文件",
        type=Path,
        nargs="*",
        help=".yaml，或者放着它们的文件夹；不写就是 law/cases 全部",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run one command of ``law``; returns the exit code."""
    args.on = args.on or datetime.now().astimezone().date()
    try:
        act: Callable[[argparse.Namespace], int] = args.act
        return act(args)
    except LawError as error:
        return _unanswered(args, str(packs.in_words(error)), error.code)
    except packs.NotAnswered as error:
        return _unanswered(args, str(error), "law.unanswered")


def _unanswered(args: argparse.Namespace, words: str, code: str) -> int:
    if args.json:
        print(json.dumps({"error": code, "words": words}, ensure_ascii=False))
    print(words, file=sys.stderr)
    return UNANSWERED


def _say(args: argparse.Namespace, answer: dict[str, Any], lines: list[str]) -> None:
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(lines))


def _reference(answer: dict[str, Any]) -> list[str]:
    return [f"参考：{answer['why_reference']}"] if answer["reference"] else []


def _show(args: argparse.Namespace) -> int:
    pack = packs.load(args.pack)
    _say(args, answers.pack_answer(pack, args.on), list(answers.pack_lines(pack, args.on)))
    return 0


def _quota(args: argparse.Namespace) -> int:
    pack = packs.load(args.pack)
    grade = args.klass if isinstance(args.klass, Grade) else None
    item_class = args.klass if isinstance(args.klass, ItemClass) else None
    chosen = share_of_percent(args.share.strip().rstrip("%％")) if args.share else None
    found = quota(pack, args.size, item_class, args.on, chosen, grade=grade)
    answer = answers.quota_answer(pack, args.on, args.size, item_class, grade, found)
    lines = [
        *found.steps,
        f"{cite(pack, found.citation.article)}“{found.citation.anchor}”：{found.citation.reading}",
        *(f"又见 {cite(pack, one.article)}“{one.anchor}”：{one.reading}" for one in found.others),
        *_reference(answer),
    ]
    _say(args, answer, lines)
    return 0


def _clocks(args: argparse.Namespace) -> int:
    pack = packs.load(args.pack)
    found = due(pack, announced_calendar(), args.event, args.on)
    answer = answers.clocks_answer(pack, args.event, args.on, found)
    lines = [f"{EVENT_NAMES[args.event]} {args.on.isoformat()}"]
    for one in found:
        beside = f"（休息日，下一个工作日 {one.next_workday.isoformat()}）" if one.next_workday else ""
        mark = "　暂定：有的年份还没有公布放假安排" if one.provisional else ""
        by = "最迟" if one.backward else "截止"
        lines.append(f"  {by} {one.due.isoformat()}{beside}{mark}　{one.count} {one.unit}　{one.to}")
        lines.append(f"      {cite(pack, one.citation.article)}“{one.citation.anchor}”")
    if not found:
        lines.append("  这份文件没有从这件事起算的期限。")
    _say(args, answer, lines + _reference(answer))
    return 0


def _collisions(args: argparse.Namespace) -> int:
    chosen = packs.several(args.packs)
    found = collisions(chosen, args.on)
    answer = {
        "packs": [{"pack": one.id, **answers.reference(one, args.on)} for one in chosen],
        "on": args.on.isoformat(),
        "collisions": [answers.collision_answer(one) for one in found],
    }
    lines = [line for one in found for line in answers.collision_lines(one)]
    _say(args, answer, lines or ["没有说法不一的地方。"])
    return 0


def _os_words(error: OSError) -> str:
    """Why a file cannot be read, in words people use."""
    if isinstance(error, FileNotFoundError):
        return "没有这个文件，请核对路径和文件名"
    if isinstance(error, IsADirectoryError):
        return "这是一个文件夹，请写里面的文件"
    if isinstance(error, PermissionError):
        return "没有权限读它，请改文件的权限，或者换一个位置"
    return str(error.strerror or error)


def _read(path: Path, read: Callable[[bytes], Any]) -> Any:
    """A file by one of the readers. Raises NotAnswered with what to do when it cannot be read."""
    try:
        return read(path.read_bytes())
    except OSError as error:
        raise packs.NotAnswered(f"读不了 {path}：{_os_words(error)}") from error
    except Refused as refused:
        raise packs.NotAnswered(f"{path.name}：{refused.words()}") from refused


def _check_plan(args: argparse.Namespace) -> int:
    chosen = packs.several(args.packs)
    on = date(args.year, 1, 1) if args.year else args.on
    table = _read(args.file, planfile.read_plan)
    items = _read(args.items, planfile.read_items) if args.items else None
    report = check_plan(chosen, table, on, items)
    answer = {
        "file": args.file.name,
        "on": on.isoformat(),
        "rows": len(table.rows),
        "columns": dict(table.columns),
        "packs": [{"pack": one.id, **answers.reference(one, on)} for one in chosen],
        "breaches": [_breach(one) for one in report.breaches],
        "unreadable": [
            {"row": row, "column": column, "text": text} for row, column, text in report.unreadable
        ],
        "not_checked": list(report.not_checked),
    }
    lines = [f"{args.file.name}：{len(table.rows)} 行，{len(report.breaches)} 处不合"]
    for pack in chosen:
        why = answers.reference(pack, on)["why_reference"]
        lines += [f"  {pack.id} 只供参考：{why}"] if why else []
    lines += [
        f"  {f'第 {one.row} 行' if one.row else '全表'} {one.column}：{one.words}"
        f"　{one.pack} {one.citation.article}“{one.citation.anchor}”"
        f"{'（可以不照办，写明理由）' if one.citation.strength.departure_allowed else ''}"
        for one in report.breaches
    ]
    lines += [f"  第 {row} 行 {column}：读不出“{text}”，没有核对" for row, column, text in report.unreadable]
    lines += [f"  没有核对：{words}" for words in report.not_checked]
    _say(args, answer, lines)
    return FOUND if report.breaches else 0


def _case_files(given: list[Path]) -> list[Path]:
    """The files to ask: those named, of a folder all it holds. Raises NotAnswered for a folder without any."""
    found: list[Path] = []
    for path in given:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise packs.NotAnswered(f"文件夹 {path} 里没有 .yaml 案例。")
        found += inside
    return found


def _cases(args: argparse.Namespace) -> int:
    files = _case_files(args.files or [packs.ROOT / "law" / "cases"])
    loaded = {name: packs.load(name) for name in packs.names()}
    wrong: list[dict[str, Any]] = []
    count = 0
    for file in files:
        try:
            for case in read_cases(file.name, file.read_text(encoding="utf-8")):
                count += 1
                outcome = judge(case, loaded, announced_calendar())
                if outcome.wrong:
                    wrong.append({"file": file.name, "name": case.name, "wrong": list(outcome.wrong)})
        except CaseError as error:
            raise packs.NotAnswered(str(error)) from error
        except OSError as error:
            raise packs.NotAnswered(f"读不了 {file}：{_os_words(error)}") from error
        except UnicodeDecodeError as error:
            raise packs.NotAnswered(
                f"{file.name}：不是 UTF-8 文本。案例是 .yaml 文本，用记事本另存为 UTF-8 再试。"
            ) from error
    lines = [f"  {one['file']} {one['name']}：{'；'.join(one['wrong'])}" for one in wrong]
    _say(args, {"cases": count, "wrong": wrong}, [f"{count} 个案例，{len(wrong)} 个不符", *lines])
    return FOUND if wrong else 0


def _breach(one: Breach) -> dict[str, Any]:
    return {
        "row": one.row,
        "column": one.column,
        "key": one.key,
        "words": one.words,
        "pack": one.pack,
        "reference": one.reference,
        **answers.cited(one.citation),
    }
