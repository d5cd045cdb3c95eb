"""`./run demo`: builds a demonstration county, walks one complete 双随机 on it, and serves the site."""

from mingqian.cli.demo.command import add_parser, run

__all__ = ["add_parser", "run"]
