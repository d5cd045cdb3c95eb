"""The one place of this room that touches files: a thin reader for the edges."""

from collections.abc import Mapping
from pathlib import Path


def read_folder(path: Path) -> Mapping[str, bytes]:
    """The ``.toml`` files of one pack's folder by name, for :func:`mingqian.law.load_pack`.

    Raises OSError as the file system does (FileNotFoundError, NotADirectoryError).
    """
    return {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.suffix == ".toml"}
