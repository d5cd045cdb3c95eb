"""What is named .xls and is markup: the XML workbook of 2003, and the HTML tables many systems export."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from mingqian.registers.importing.readers.source import BATCH, Batch, Source, Unreadable
from mingqian.registers.importing.text import NUMERIC

MAX_COLUMNS: Final = 1000
MAX_BYTES: Final = 400 << 20
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def open_markup(path: Path) -> Source:
    """Rows of a SpreadsheetML file or of the largest table of an HTML file. Raises `Unreadable`."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Unreadable("registers.file_unpacks_too_large", limit=MAX_BYTES >> 20)
    with path.open("rb") as file:
        head = file.read(4096)
    if b"schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head.lower():
        rows = _spreadsheet(path)
    elif b"<html" in head.lower() or b"<table" in head.lower() or b"<meta" in head.lower():
        rows = iter(_html(path))
    else:
        raise Unreadable("registers.file_kind_unknown")
    position = [0]

    def batches() -> Iterator[Batch]:
        batch: Batch = []
        for number, cells in rows:
            position[0] = number
            batch.append((number, cells))
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    expected = max(size // 1200, 1)
    return Source("XML", batches(), lambda: min(position[0] / expected, 1.0), expected)


def _spreadsheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first worksheet, one at a time (the tree is emptied behind the reader)."""
    number = 0
    try:
        for event, node in ET.iterparse(path, events=("start", "end")):  # noqa: S314 -- in the sandbox
            if event == "start":
                continue
            if node.tag == f"{_SS}Row":
                index = node.get(f"{_SS}Index")
                number = int(index) if index and index.isdigit() else number + 1
                cells: list[str] = []
                for cell in node.iter(f"{_SS}Cell"):
                    place = cell.get(f"{_SS}Index")
                    if place and place.isdigit():
                        if int(place) > MAX_COLUMNS:
                            raise Unreadable("registers.file_broken", format="XML")
                        cells.extend([""] * (int(place) - 1 - len(cells)))
                    cells.append(_cell(cell))
                node.clear()
                if any(cells):
                    yield number, cells
            elif node.tag == f"{_SS}Worksheet" and number:
                return
    except (ET.ParseError, ValueError) as error:
        raise Unreadable("registers.file_broken", format="XML") from error


def _cell(cell: ET.Element) -> str:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    if data.get(f"{_SS}Type") == "Number":
        try:
            value = float(text)
        except ValueError:
            return text
        if value.is_integer():
            return str(int(value)) if abs(value) < 1e15 else f"{NUMERIC}{value:.0f}"
    if data.get(f"{_SS}Type") == "DateTime":
        return text[:10]
    return text


class _Tables(HTMLParser):
    """Collects the cells of every table, outermost rows only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            if not self.tables:
                self.tables.append([])
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._end()
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end(self) -> None:
        if self._cell is not None:
            if self.tables and self.tables[-1]:
                self.tables[-1][-1].append("".join(self._cell).strip())
            self._cell = None


def _html(path: Path) -> list[tuple[int, list[str]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if not parser.tables:
        raise Unreadable("registers.file_kind_unknown")
    largest = max(parser.tables, key=len)
    return [(number, cells) for number, cells in enumerate(largest, 1) if any(cells)]
