"""The draw on Apache Spark: the vectors' urns as Parquet, local mode, the identical transcripts.

Skipped where the extra `spark` or Java is not installed; the refusal without it is tested everywhere.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import warnings
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingqian.cli import lot as command
from mingqian.lot import LotError, draw_job

VECTORS = Path(__file__).resolve().parents[3] / "spec" / "vectors"
FOLDERS = sorted(path for path in VECTORS.iterdir() if (path / "job.json").exists())
needs_spark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore"),  # Spark's own remarks about the versions beside it
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
        reason="没有装可选组件 spark（pyspark 和 Java），跳过",
    ),
]


def marked(function):
    for mark in needs_spark:
        function = mark(function)
    return function


@pytest.fixture(scope="module")
def spark():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mingqian.cli.spark import start

        session = start("local[2]")
        session.conf.set("spark.sql.shuffle.partitions", "3")
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


def write_urn(folder, rows, *, weighted=True, files=3):
    """Rows as a Parquet folder of several files and out of order, as an engine would have left them."""
    folder.mkdir()
    texts = [json.dumps(row["entry"], ensure_ascii=False) for row in rows][::-1]
    columns = {"entry": pa.array(texts, pa.string())}
    if weighted:
        columns["weight"] = pa.array([row.get("weight", 1) for row in rows][::-1], pa.int32())
    table = pa.table(columns)
    for n in range(files):
        pq.write_table(
            table.take(pa.array(range(n, len(rows), files), pa.int64())), folder / f"part-{n}.parquet"
        )


def as_parquet(folder, target):
    """A vector's job folder with every urn as Parquet."""
    target.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            shutil.copy(path, target / path.name)
    job = json.loads((folder / "job.json").read_bytes())
    for urn in job["urns"]:
        rows = [json.loads(line) for line in (folder / urn["file"]).read_bytes().splitlines() if line.strip()]
        (target / urn["file"]).unlink(missing_ok=True)
        urn["file"] = f"{urn['file']}.parquet"
        if not (target / urn["file"]).exists():
            write_urn(target / urn["file"], rows, weighted=any("weight" in row for row in rows))
    (target / "job.json").write_text(json.dumps(job, ensure_ascii=False), "utf-8")
    return target


@marked
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_spark_writes_the_transcript_bit_for_bit(folder, spark, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys.modules["mingqian.cli.spark"], "start", lambda master: spark)
    job = as_parquet(folder, tmp_path / "job")
    for form in ([], ["--auditor"]):
        here, there = tmp_path / "here.zip", tmp_path / "there.zip"
        assert command.main(["draw", str(folder), "--out", str(here), *form, "--json"]) == 0
        one = json.loads(capsys.readouterr().out)
        assert (
            command.main(["draw", str(job), "--out", str(there), *form, "--spark", "local[2]", "--json"]) == 0
        )
        other = json.loads(capsys.readouterr().out)
        assert {**one, "out": ""} == {**other, "out": ""}
        assert here.read_bytes() == there.read_bytes()
    with zipfile.ZipFile(tmp_path / "there.zip") as archive:
        expected = (folder / "expected" / "selection.json").read_bytes()
        assert archive.read("selection.json") == expected


@marked
@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda rows: [*rows, rows[0]], "job_id_repeated", "urn"),
        (lambda rows: [*rows, {"entry": {"id": "x", "salt": "1"}}], "entry_salt", "urn"),
        (lambda rows: [*rows, {"entry": {**rows[0]["entry"], "id": "y"}, "weight": 2}], "job_weight", "urn"),
        (lambda rows: [*rows, {"entry": {**rows[0]["entry"], "id": "y", "n": 1.5}}], "json_float", "urn"),
        (
            lambda rows: [*rows, {"entry": {**rows[0]["entry"], "id": "y", "eligible": {}}}],
            "job_entry_eligible",
            "urn",
        ),
        (None, "job_file_missing", "job.json"),
    ],
)
def test_spark_refuses_what_is_refused_here(change, code, place, spark, tmp_path):
    from mingqian.cli.spark import SparkUrns

    job = json.loads((VECTORS / "1-plain" / "job.json").read_bytes())
    rows = [
        json.loads(line) for line in (VECTORS / "1-plain" / job["urns"][0]["file"]).read_bytes().splitlines()
    ]
    if change is not None:
        write_urn(tmp_path / "urn", change(rows))
    job["urns"] = [{**job["urns"][0], "file": "urn"}]
    with pytest.raises(LotError) as caught:
        draw_job(json.dumps(job).encode(), lambda name: [], lambda: "0" * 64, SparkUrns(spark, str(tmp_path)))
    assert (caught.value.code, caught.value.place.split("/")[0]) == (code, place)


def test_without_the_extra_the_clerk_is_told_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    out = tmp_path / "t.zip"
    assert command.main(["draw", str(FOLDERS[0]), "--out", str(out), "--spark"]) == 1
    assert "pip install 'mingqian[spark]'" in capsys.readouterr().err
    assert not out.exists()
