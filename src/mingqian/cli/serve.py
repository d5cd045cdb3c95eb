"""`./run serve`: the web server."""

from __future__ import annotations

import argparse
import socket
from typing import Any

from mingqian.cli.setup import data_option, prepare, say

THREADS = 4
WORKERS = 2
TIMEOUT_SECONDS = 600
"""Freezing a province's register takes longer than a page; nothing else does."""


def add_parser(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "serve",
        help="启动网站",
        description="启动网站。第一次启动会开设系统管理员、安全管理员、审计员三个账号，各给一个一次性密码。",
        epilog="例子：\n  ./run serve\n  ./run serve --port 8080 --data /srv/mingqian\n正式使用见 docs/install.md。",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    data_option(parser)
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="端口（默认 8000）")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="地址",
        help="监听地址（默认 127.0.0.1，只有本机能访问；对外请放在 HTTPS 反向代理之后）",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepare and serve until interrupted."""
    if why := why_not(args.host, args.port):
        say(why)
        return 1
    prepare(args.data, static=True)
    first_run()
    return serve(args.host, args.port)


def first_run() -> None:
    """Open the three administrators' accounts on an empty installation and print their one-time passwords."""
    from mingqian.accounts.first_run import create_first_administrators
    from mingqian.accounts.models import User

    if User.objects.exists():
        return
    say("第一次启动，已开设三个管理账号。一次性密码只显示这一次，请分别交给三个人：")
    for user, password in create_first_administrators():
        say(f"  {user.name}：账号 {user.username}，一次性密码 {password}")


def why_not(host: str, port: int) -> str:
    """Why nobody can listen there, in words; empty when one can."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[0][4])
    except PermissionError:
        return f"没有权限使用端口 {port}。请换一个 1024 以上的端口，例如 --port 8080。"
    except (OSError, OverflowError) as error:
        return (
            f"不能在 {host} 的端口 {port} 上启动（{error}）。端口被占用时请换一个，例如 --port {port + 1}。"
        )
    return ""


def serve(host: str, port: int) -> int:
    """Run gunicorn in this process until it is stopped. Returns 1, in words, when nobody can listen there."""
    if why := why_not(host, port):
        say(why)
        return 1
    from django.conf import settings
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": WORKERS,
                "threads": THREADS,
                "timeout": TIMEOUT_SECONDS,
                "graceful_timeout": 5,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from mingqian.site.wsgi import application

            return application

    from mingqian.acts import counting

    counting.forget()
    connections.close_all()
    if host in ("127.0.0.1", "localhost", "::1"):
        say(f"网站已启动：http://{host}:{port}/   （Ctrl+C 停止）")
    else:
        say(
            f"网站已启动，监听 {host} 的端口 {port}，答应的名字：{'、'.join(settings.ALLOWED_HOSTS)}   （Ctrl+C 停止）"
        )
        if not settings.PRODUCTION:
            say("注意：现在不是生产环境，没有 HTTPS。别的机器要用，请先按 docs/install.md 设置。")
    Site().run()
    return 0
