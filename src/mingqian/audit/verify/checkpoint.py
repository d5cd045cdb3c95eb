"""Checkpoints: the chain's end as a short text, kept where nobody who can write the database can reach it."""

from __future__ import annotations

import re
from dataclasses import dataclass

TITLE = "明签审计链检查点 1"


@dataclass(frozen=True)
class Checkpoint:
    """Event `number` had this hash at this time (ISO 8601)."""

    number: int
    hash: str
    at: str

    def text(self) -> str:
        """The file to keep elsewhere: on paper, with the archive, at another bureau."""
        return (
            f"{TITLE}\n序号 {self.number}\n摘要 {self.hash}\n时间 {self.at}\n\n"
            "请保存在本平台之外（打印入档、发给上级或纪检部门）。以后核验时带上它：\n"
            "  ./run audit verify --checkpoint 本文件\n"
            "检查点之前的记录若被整体改写或截断，核验会指出来。\n"
        )


def parse(text: str) -> Checkpoint:
    """Read a checkpoint file. Raises `ValueError` in words when it is none."""
    if TITLE not in text:
        raise ValueError(f"这不是检查点文件：没有“{TITLE}”一行。")
    number = re.search(r"^序号 (\d{1,18})\s*$", text, re.MULTILINE)
    digest = re.search(r"^摘要 ([0-9a-f]{64})\s*$", text, re.MULTILINE)
    at = re.search(r"^时间 (\S+)\s*$", text, re.MULTILINE)
    if not (number and digest and at):
        raise ValueError("检查点文件不完整：应有“序号”“摘要”“时间”三行。")
    return Checkpoint(int(number[1]), digest[1], at[1])
