"""The program behind `./run`: one parser, one module a command."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "import": "imports",
    "lot": "lot",
    "law": "law",
    "audit": "audit",
    "backup": "backup",
    "restore": "backup",
    "screenshots": "screenshots",
    "diagrams": "diagrams",
}
"""Which module of this room keeps which command."""

EXAMPLES = """\
例子：
  ./run demo                                     建一个示范县，走完一次双随机，然后打开网站
  ./run demo --subjects 企业名单.csv             用自己的检查对象名单走一遍
  ./run serve                                    启动网站（第一次会开设管理员账号）
  ./run import 企业名单.xlsx --kind subjects     导入检查对象名录
  ./run lot draw 签筒文件夹 --out 记录.zip       不用平台，直接摇号
  ./run lot verify 记录.zip                      验证一次摇号
  ./run law show weidong                         查规则包：比例、期限、冲突、核对计划
  ./run audit verify                             核验审计链
  ./run backup                                   备份
  ./run restore 备份.zip --data 新目录           从备份恢复
  ./run test                                     运行全部测试
每个命令都可以加 --help 看详细说明。
"""


class ChineseParser(argparse.ArgumentParser):
    """An argument parser whose own words are Chinese."""

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：")

    def format_help(self) -> str:
        words = {
            "usage:": "用法：",
            "positional arguments:": "参数：",
            "options:": "选项：",
            "show this help message and exit": "显示本说明",
        }
        text = super().format_help()
        for english, chinese in words.items():
            text = text.replace(english, chinese)
        return text

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, chinese in (
            ("the following arguments are required:", "缺少："),
            ("unrecognized arguments:", "不认识的参数："),
            ("invalid choice:", "没有这个选项："),
            ("choose from", "可选"),
            ("invalid int value:", "不是整数："),
            ("expected one argument", "后面要跟一个值"),
            ("argument ", "参数 "),
        ):
            message = message.replace(english, chinese)
        self.exit(2, f"{message}\n看说明：{self.prog} --help\n")


def parser(modules: Iterable[str] | None = None) -> argparse.ArgumentParser:
    """The parser of these modules' commands, or of all. None of them starts Django before it runs."""
    top = ChineseParser(
        prog="./run",
        description="明签：双随机、一公开监管平台",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="命令", parser_class=ChineseParser)
    for name in modules or dict.fromkeys(COMMANDS.values()):
        importlib.import_module(f"mingqian.cli.{name}").add_parser(commands)
    commands.add_parser("test", help="运行全部测试（格式、类型、单元、集成、浏览器）")
    return top


def start_django(data: Path | None = None) -> None:
    """Load the applications; `data` is where everything is kept. Called by commands that need the platform."""
    os.umask(0o077)  # whatever an installation writes is its owner's alone
    if data is not None:
        os.environ["MINGQIAN_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    import django

    django.setup()


MISCONFIGURED = 78
"""Exit code where the settings or the installation are refused (EX_CONFIG)."""


def main(argv: list[str]) -> int:
    """Run one command; returns the exit code."""
    known = COMMANDS.get(argv[0]) if argv else None
    top = parser([known] if known else None)
    args = top.parse_args(argv)
    if not args.command:
        top.print_help()
        return 0
    if args.command == "test":
        print("请用 ./run test", file=sys.stderr)
        return 2
    try:
        return int(args.run(args) or 0)
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output went away (`… | head`): that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _in_words(error)


def _in_words(error: Exception) -> int:
    """The exit code of an error that has words for whoever runs the program; any other is raised again."""
    from django.core.exceptions import ImproperlyConfigured

    from mingqian.acts.refusal import Refused
    from mingqian.cli.setup import NotReady

    if isinstance(error, Refused):
        print(f"没有办成：{error.words()}", file=sys.stderr)
        return 1
    if isinstance(error, (ImproperlyConfigured, NotReady)):
        print(f"没有启动：{error}", file=sys.stderr)
        return MISCONFIGURED
    raise error
