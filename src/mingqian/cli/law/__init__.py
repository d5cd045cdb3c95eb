"""``law``: what the rule packs say, without the platform."""

from mingqian.cli.law.command import add_parser, run

__all__ = ["add_parser", "run"]
