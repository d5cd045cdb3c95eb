"""Parquet, a batch of rows at a time; never a whole row group as Python objects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingqian.registers.importing.readers.source import BATCH, Batch, Source, Unreadable
from mingqian.registers.importing.text import NUMERIC

os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def open_parquet(path: Path) -> Source:
    """Rows of a Parquet file; the column names are row 1. Raises `Unreadable`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    try:
        file = pq.ParquetFile(path, memory_map=True, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable("registers.file_broken", format="Parquet") from error
    total = max(file.metadata.num_rows, 1)
    schema = file.schema_arrow
    textual = [pa.types.is_string(one.type) or pa.types.is_large_string(one.type) for one in schema]
    position = [1]

    def batches() -> Iterator[Batch]:
        yield [(1, [str(name) for name in schema.names])]
        number = 2
        try:
            for batch in file.iter_batches(batch_size=BATCH * 4, use_threads=False):
                columns = [
                    _texts(column.to_pylist()) if plain else [_text(value) for value in column.to_pylist()]
                    for column, plain in zip(batch.columns, textual, strict=True)
                ]
                rows = [list(cells) for cells in zip(*columns, strict=True)]
                position[0] = number
                yield list(enumerate(rows, number))
                number += len(rows)
        except (pa.ArrowException, OSError) as error:
            raise Unreadable("registers.file_broken", format="Parquet") from error

    def some(numbers: set[int]) -> Batch:
        found: Batch = []
        first = 2
        for batch in file.iter_batches(batch_size=BATCH * 4, use_threads=False):
            here = sorted(number for number in numbers if first <= number < first + batch.num_rows)
            if here:
                columns = [column.to_pylist() for column in batch.take([one - first for one in here]).columns]
                rows = zip(*columns, strict=True)
                found += [
                    (number, [_text(value) for value in row]) for number, row in zip(here, rows, strict=True)
                ]
            first += batch.num_rows
        return found

    return Source("Parquet", batches(), lambda: min(position[0] / total, 1.0), total, picker=some)


def _texts(values: list[str | None]) -> list[str]:
    return [value or "" for value in values]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if value != value:
            return ""
        if value.is_integer():
            return str(int(value)) if abs(value) < 1e15 else f"{NUMERIC}{value:.0f}"
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return "；".join(_text(one) for one in value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
