"""The draw over urns kept as Parquet on Apache Spark: ``lot draw … --spark``. Needs the extra ``spark``.

Spark reads and hashes the entries, puts the leaves in order, filters the tickets of unweighted urns, and finds the
drawn entries again. The driver keeps 36 bytes a candidate, checks every leaf, and makes the manifest, weighted
draws, teams and the transcript with the same code as without Spark: the same bytes come out.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingqian.lot import LotError, get_hash
from mingqian.lot.canonical import parse_nfc
from mingqian.lot.entries import LEAF_SIZE
from mingqian.lot.hashing import Hash, u32
from mingqian.lot.jobs import Binding, freeze_row
from mingqian.lot.result import UrnResult, draw_urn
from mingqian.lot.seed import ticket_key
from mingqian.lot.shapes import Urn
from mingqian.lot.tickets import draw_below

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FROZEN = "id string, e binary, number long, entry binary, refused string"
COLUMNS = {"entry", "weight"}


def start(master: str) -> SparkSession:
    """A Spark session at ``master`` (``local[2]``, ``spark://…``, ``yarn``), or the one ``spark-submit`` made."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LotError("spark_missing") from error
    # Workers run this Python and find this package; on a cluster `--py-files` or the image brings it.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    package = str(Path(__file__).resolve().parents[2])
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    builder = SparkSession.builder.appName("mingqian lot").config("spark.ui.showConsoleProgress", "false")
    if master:
        builder = builder.master(master)
    return builder.getOrCreate()


class SparkUrns:
    """An ``Engine`` over Parquet files with the columns ``entry`` (JSON text) and, optional, ``weight``.

    ``base``: what the names of the files are put behind, a folder or an address that Spark can read
    (``hdfs://…/``, ``s3a://…/``).
    """

    def __init__(self, spark: SparkSession, base: str) -> None:
        self._spark = spark
        self._base = base.rstrip("/")
        self._frozen: dict[int, DataFrame] = {}
        self._files: dict[int, str] = {}

    def freeze(self, number: int, file: str, weighted: bool, hash: Hash, binding: Binding | None) -> bytes:
        """Hash every entry, kept on the cluster for the draw; returns the packed leaves."""
        from pyspark import StorageLevel

        rows = self._read(file)
        name = hash.name

        def frozen(batches: Iterator[Any]) -> Iterator[Any]:
            import pyarrow as pa

            function = get_hash(name)
            for batch in batches:
                yield pa.RecordBatch.from_pylist(
                    [_freeze(row, file, weighted, function, binding) for row in batch.to_pylist()],
                    schema=pa.schema(
                        [
                            ("id", pa.string()),
                            ("e", pa.binary()),
                            ("number", pa.int64()),
                            ("entry", pa.binary()),
                            ("refused", pa.string()),
                        ]
                    ),
                )

        kept = rows.mapInArrow(frozen, FROZEN).persist(StorageLevel.MEMORY_AND_DISK)
        self._frozen[number], self._files[number] = kept, file
        refused = kept.where("refused is not null").agg({"refused": "min"}).head()
        if refused is not None and refused[0] is not None:
            code, place, params = json.loads(refused[0])
            raise LotError(code, place=place or file, **params)
        packed = kept.select("e", "number").orderBy("e").mapInArrow(_pack, "leaves binary")
        return b"".join(bytes(row["leaves"]) for row in packed.toLocalIterator())

    def _read(self, file: str) -> DataFrame:
        from pyspark.errors import AnalysisException
        from pyspark.sql import functions as f

        try:
            rows = self._spark.read.parquet(f"{self._base}/{file}")
        except AnalysisException as error:
            raise LotError("job_file_missing", place="job.json", file=file) from error
        found = set(rows.columns)
        if "entry" not in found:
            raise LotError("key_missing", place=file, key="entry")
        if found - COLUMNS:
            raise LotError("key_unknown", place=file, key=sorted(found - COLUMNS)[0])
        weight = f.col("weight") if "weight" in found else f.lit(1)
        return rows.select(f.col("entry").cast("string").alias("entry"), weight.cast("long").alias("weight"))

    def check_ids(self, named: Collection[str]) -> list[str]:
        """Ids are unique over all urns; those of ``named`` that no urn has."""
        from pyspark.sql import functions as f

        if not self._frozen:
            return list(named)
        ids = reduce(
            lambda one, other: one.unionAll(other),
            (kept.select("id", f.lit(number).alias("urn")) for number, kept in self._frozen.items()),
        )
        again = (
            ids.groupBy("id").agg(f.count("*").alias("n"), f.max("urn").alias("urn")).where("n > 1").head(1)
        )
        if again:
            raise LotError("job_id_repeated", place=self._files[again[0]["urn"]])
        if not named:
            return []
        wanted = self._spark.createDataFrame([(one,) for one in named], "id string")
        found = {row["id"] for row in ids.join(f.broadcast(wanted), "id", "left_semi").collect()}
        return [one for one in named if one not in found]

    def draw_urn(self, leaves: bytes, urn: Urn, number: int, seed: bytes, hash: Hash) -> UrnResult:
        """Unweighted: tickets hashed and filtered on the cluster, only those that may be drawn come back. Weighted
        urns need all tickets in order and are drawn from the leaves on the driver.
        """
        if urn["weighted"]:
            return draw_urn(leaves, urn, number, seed, hash)
        key, name = ticket_key(seed, number, hash), hash.name
        entries = self._frozen[number].select("e")

        def below(bound: bytes) -> list[tuple[bytes, bytes]]:
            if name == "sha256":
                return _below_sha256(entries, key, bound)

            def smallest(batches: Iterator[Any]) -> Iterator[Any]:
                import pyarrow as pa

                for batch in batches:
                    kept = get_hash(name).below(key, batch.column("e").to_pylist(), bound)
                    yield pa.RecordBatch.from_pylist(
                        [{"ticket": ticket, "e": e} for ticket, e in kept],
                        schema=pa.schema([("ticket", pa.binary()), ("e", pa.binary())]),
                    )

            rows = entries.mapInArrow(smallest, "ticket binary, e binary").collect()
            return [(bytes(row["ticket"]), bytes(row["e"])) for row in rows]

        return UrnResult(urn["name"], tuple(draw_below(len(leaves) // LEAF_SIZE, urn["quota"], below)))

    def entries(self, number: int, drawn: Sequence[bytes]) -> dict[bytes, tuple[str, bytes]]:
        """The drawn entries, looked up on the cluster by their e."""
        from pyspark.sql import functions as f

        if not drawn:
            return {}
        wanted = self._spark.createDataFrame([(bytearray(e),) for e in drawn], "e binary")
        rows = self._frozen[number].join(f.broadcast(wanted), "e", "left_semi").select("id", "e", "entry")
        return {bytes(row["e"]): (row["id"], bytes(row["entry"])) for row in rows.collect()}

    def opener(self, drawn: dict[bytes, bytes]) -> Callable[[bytes], bytes]:
        """Looks up any entry as an auditor's transcript asks for them: the drawn ones at will, the others once, urn
        after urn in order. The driver holds one partition at a time.
        """
        others = (
            (bytes(row["e"]), bytes(row["entry"]))
            for _, kept in sorted(self._frozen.items())
            for row in kept.select("e", "entry").orderBy("e").toLocalIterator()
        )

        def open_entry(e: bytes) -> bytes:
            if e in drawn:
                return drawn[e]
            for found, data in others:
                if found == e:
                    return data
            raise KeyError(e)

        return open_entry


def _below_sha256(entries: DataFrame, key: bytes, bound: bytes) -> list[tuple[bytes, bytes]]:
    """SHA-256 is Spark's own: no Python between the rows and the filter."""
    from pyspark.sql import functions as f

    hashed = f.sha2(f.concat(f.lit(bytearray(key)), f.col("e")), 256)
    rows = entries.select(hashed.alias("ticket"), "e").where(f.col("ticket") <= bound.hex()).collect()
    return [(bytes.fromhex(row["ticket"]), bytes(row["e"])) for row in rows]


def _freeze(
    row: dict[str, Any], file: str, weighted: bool, hash: Hash, binding: Binding | None
) -> dict[str, object]:
    """One frozen row; a refusal travels in it, for an exception would come back as a page of Java."""
    try:
        entry = parse_nfc((row["entry"] or "").encode())
        line = {"entry": entry, "weight": row["weight"]}
        enterprise, e, data, weight = freeze_row(line, file, weighted, hash, binding)
    except LotError as error:
        told = json.dumps([error.code, error.place, error.params], ensure_ascii=False)
        return {"id": None, "e": None, "number": None, "entry": None, "refused": told}
    return {"id": enterprise, "e": e, "number": weight, "entry": data, "refused": None}


def _pack(batches: Iterator[Any]) -> Iterator[Any]:
    """Ordered (e, number) to packed leaves, one piece a batch."""
    import pyarrow as pa

    for batch in batches:
        numbers = batch.column("number").to_pylist()
        hashes = batch.column("e").to_pylist()
        packed = b"".join(e + u32(number) for e, number in zip(hashes, numbers, strict=True))
        yield pa.RecordBatch.from_pydict({"leaves": [packed]}, schema=pa.schema([("leaves", pa.binary())]))
