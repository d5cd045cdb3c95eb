"""The packs of this installation by name, for commands that do without the platform."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mingqian.law import LawError, Pack, PackError, load_pack, read_archive, read_folder
from mingqian.law.wording import error_words, problem_words

ROOT = Path(__file__).resolve().parents[4]


class NotAnswered(Exception):
    """A question that cannot be answered; the text says why and what to do."""


def folder() -> Path:
    """Where the packs are."""
    return Path(os.environ.get("MINGQIAN_LAW_PACKS") or ROOT / "law" / "packs")


def names() -> list[str]:
    """Every pack of the installation."""
    return sorted(one.name for one in folder().iterdir() if (one / "pack.toml").is_file())


def load(given: str) -> Pack:
    """A pack by its name, or by the path of its folder or zip. Raises NotAnswered with everything wrong with it."""
    archive = given.endswith(".zip")
    path = Path(given) if "/" in given or archive else folder() / given
    if not (path if archive else path / "pack.toml").is_file():
        raise NotAnswered(
            f"没有规则包“{given}”。现有：{'、'.join(names())}；自己的规则包请写文件夹或者 .zip 的路径。"
        )
    try:
        return load_pack(read_archive(path.read_bytes()) if archive else read_folder(path))
    except PackError as error:
        lines = "\n".join(f"  {problem_words(one)}" for one in error.problems)
        raise NotAnswered(f"规则包 {given} 不能用，共 {len(error.problems)} 处：\n{lines}") from error


def several(given: str) -> list[Pack]:
    """Packs by a list with commas, each once."""
    found = [load(name) for name in dict.fromkeys(re.split(r"[,，、;；\s]+", given.strip())) if name]
    if not found:
        raise NotAnswered("没有写规则包，例如 --packs xiping,xinyang")
    return found


def in_words(error: LawError) -> NotAnswered:
    """A refusal of the law room as the program says it."""
    return NotAnswered(error_words(error))
