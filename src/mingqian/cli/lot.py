"""``lot draw`` and ``lot verify``: draws and checks without the platform, without Django."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mingqian.lot import Form, LotError, draw_job, write_transcript
from mingqian.lot.tlog import parse_verifier_key
from mingqian.lot.verify import Report, verify_transcript
from mingqian.lot.wording import STATUS, STEPS, describe, unproven_words, words

if TYPE_CHECKING:
    from mingqian.cli.spark import SparkUrns

_EXAMPLES = """\
例子：
  ./run lot draw 摇号文件夹 --out 记录.zip            按文件夹里的 job.json 摇号，写出公开版记录
  ./run lot draw 摇号文件夹 --out 记录.zip --auditor  写出审计版记录（含未抽中的条目）
  ./run lot draw 摇号文件夹 --out 记录.zip --spark    签筒是 Parquet，用 Apache Spark
  ./run lot verify 记录.zip                           验证一次摇号，逐条说明
  ./run lot verify 记录.zip --json                    只输出一行 JSON

文件夹的写法见 spec/mingqian-lot-1.md 的 “Job folders” 一节，样例在 spec/vectors/。
返回值：0 通过；1 不通过，逐条写出原因；2 文件读不了。
"""

REFUSED = 1
UNREADABLE = 2


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``lot`` with its commands to the program's parser."""
    parser = subparsers.add_parser(
        "lot",
        help="不用平台，直接摇号或验证摇号记录",
        description="不用平台，直接摇号或验证摇号记录（协议 mingqian-lot/1）。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="lot_command", metavar="命令", required=True)
    draw = commands.add_parser(
        "draw", help="按摇号文件夹摇号，写出记录", description="按摇号文件夹摇号，写出记录。"
    )
    draw.add_argument("job", metavar="文件夹", type=Path, help="含 job.json 的文件夹")
    draw.add_argument("--out", metavar="记录.zip", type=Path, required=True, help="写到哪里")
    draw.add_argument("--auditor", action="store_true", help="审计版：连同未抽中的条目一起打开")
    draw.add_argument(
        "--spark",
        metavar="集群",
        nargs="?",
        const="local[*]",
        help="签筒是 Parquet，在 Apache Spark 上摇号：local[2]、spark://主机:7077、yarn（见 docs/spark.md）",
    )
    draw.add_argument(
        "--urns", metavar="地址", help="Parquet 签筒所在的文件夹或 hdfs://、s3a:// 地址，不写就是摇号文件夹"
    )
    draw.add_argument("--json", action="store_true", help="标准输出只有一行 JSON")
    verify = commands.add_parser(
        "verify", help="验证摇号记录", description="验证一次摇号：逐条说明证明了什么、什么没有证明。"
    )
    verify.add_argument("transcript", metavar="记录.zip", type=Path, help="要验证的摇号记录")
    verify.add_argument(
        "--log-key",
        metavar="公钥",
        action="append",
        default=[],
        help="信任的摇号日志的公钥（名称+编号+base64，公开网站上有），可以写几个；给出才能证明事件的先后",
    )
    verify.add_argument(
        "--stamps",
        metavar="文件夹",
        type=Path,
        help="把记录里的可信时间戳写到这个文件夹（m.tst、reveals.tst、results.tst），供 openssl ts -verify 核对签发者",
    )
    verify.add_argument("--json", action="store_true", help="标准输出只有一行 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run ``lot draw`` or ``lot verify``; returns the exit code."""
    return _draw(args) if args.lot_command == "draw" else _verify(args)


def _draw(args: argparse.Namespace) -> int:
    folder: Path = args.job

    def lines(name: str) -> Iterator[bytes]:
        try:
            with (folder / name).open("rb") as file:
                yield from file
        except OSError as error:
            raise LotError("job_file_missing", place="job.json", file=name) from error

    try:
        job_json = (folder / "job.json").read_bytes()
    except OSError:
        return _fail(args, UNREADABLE, "job_file_missing", f"读不了 {folder / 'job.json'}")
    form: Form = "auditor" if args.auditor else "public"
    try:
        engine = _engine(args)
        job = draw_job(job_json, lines, lambda: secrets.token_hex(32), engine)
        entries = job.entries.__getitem__ if engine is None else engine.opener(job.entries)
        part = args.out.with_name(args.out.name + ".part")
        with part.open("wb") as file:
            write_transcript(file, job.transcript, entries=entries, form=form)
            file.flush()
            os.fsync(file.fileno())
        part.replace(args.out)  # whole or not at all
    except LotError as error:
        return _fail(args, REFUSED, error.code, words(error), error.place)
    except OSError as error:
        return _fail(args, UNREADABLE, "cannot_write", f"写不了 {args.out}：{error.strerror}")
    result = job.transcript.result
    teams = result.teams
    summary: dict[str, object] = {
        "ok": True,
        "out": str(args.out),
        "form": form,
        "m": result.m.hex(),
        "results": result.results_digest().hex(),
        "urns": [
            {"name": urn["name"], "size": urn["size"], "quota": urn["quota"], "drawn": len(drawn.drawn)}
            for urn, drawn in zip(job.transcript.manifest["urns"], result.selection, strict=True)
        ],
        "load": None if teams is None else teams.load,
        "vacant": None if teams is None else teams.vacant,
        "forced": None if teams is None else teams.forced,
    }
    if args.json:
        print(json.dumps(summary, ensure_ascii=False))
        return 0
    print(f"已摇号，记录写入 {args.out}（{'审计版' if args.auditor else '公开版'}）")
    print(f"清单杂凑 m：{result.m.hex()}")
    for urn, drawn in zip(job.transcript.manifest["urns"], result.selection, strict=True):
        print(f"签筒「{urn['name']}」：{urn['size']} 户中抽取 {len(drawn.drawn)} 户")
    if teams is not None:
        print(f"检查组 {len(teams.teams)} 个，每人最多 {teams.load} 个任务，空缺席位 {teams.vacant} 个")
        print(f"只有一名可行人选的席位 {teams.forced} 个")
        for one in teams.vacancies:
            print(
                f"  第 {one.task + 1} 个任务「{one.seat}」空缺 {one.seats} 席：可任 "
                f"{len(one.on_team) + len(one.at_limit)} 人，其中已在本组 {len(one.on_team)} 人、"
                f"任务已满 {len(one.at_limit)} 人"
            )
    return 0


def _engine(args: argparse.Namespace) -> SparkUrns | None:
    """Where the urns are kept and drawn: on Spark if asked for, and only then is any of it loaded."""
    if args.spark is None:
        return None
    from mingqian.cli.spark import SparkUrns, start

    return SparkUrns(start(args.spark), args.urns or str(args.job.resolve()))


def _fail(args: argparse.Namespace, code: int, name: str, text: str, place: str = "") -> int:
    if args.json:
        print(json.dumps({"ok": False, "code": name, "place": place, "reason": text}, ensure_ascii=False))
    else:
        print(f"未摇号：{text}", file=sys.stderr)
    return code


def _verify(args: argparse.Namespace) -> int:
    path: Path = args.transcript
    try:
        log_keys = dict(parse_verifier_key(text) for text in args.log_key)
        with path.open("rb") as file:
            report = verify_transcript(file, log_keys=log_keys)
        if args.stamps is not None:
            _write_stamps(args.stamps, report)
    except (LotError, OSError) as error:
        reason = words(error) if isinstance(error, LotError) else f"{error.strerror}"
        if args.json:
            print(json.dumps({"ok": False, "verdict": "unreadable", "reason": reason}, ensure_ascii=False))
        else:
            print(f"读不了 {path}：{reason}", file=sys.stderr)
        return UNREADABLE
    if args.json:
        print(json.dumps(describe(report), ensure_ascii=False))
    else:
        _print_report(path, report)
    return 0 if report.ok else REFUSED


def _write_stamps(folder: Path, report: Report) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for what, token in report.stamps.items():
        (folder / f"{what}.tst").write_bytes(token)


def _print_report(path: Path, report: Report) -> None:
    form = {"public": "公开版", "auditor": "审计版", None: ""}[report.form]
    print(f"{path}：{'验证通过' if report.ok else '验证不通过'}{f'（{form}）' if form else ''}")
    for step in report.steps:
        title, proves = STEPS[step.code]
        tail = f"：{proves}" if step.status == "passed" else ""
        print(f"  [{STATUS[step.status]}] {title}{tail}")
    if report.refusals:
        print("不通过的原因：")
        for error in report.refusals:
            print(f"  - {words(error)}")
    if report.unproven:
        print("这份记录本身没有证明的：")
        for one in report.unproven:
            print(f"  - {unproven_words(one.code, one.params)}")


def main(argv: list[str]) -> int:
    """``python -m mingqian.cli.lot``: the same commands without the rest of the program."""
    parser = argparse.ArgumentParser(prog="mingqian")
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["lot", *argv])
    return int(args.run(args))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
