"""`./run audit`: exit 0 clean, 1 tampered with every finding, 2 could not be verified."""

from __future__ import annotations

import argparse
import json

import pytest
from django.db import OperationalError

from mingqian.accounts.models import Unit
from mingqian.cli import audit


@pytest.fixture
def run(capsys):
    """(exit code, standard output, standard error) of one call."""

    def call(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        audit.add_parser(parser.add_subparsers())
        args = parser.parse_args(["audit", *words])
        code = args.run(args)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_clean(house, run) -> None:
    code, out, _ = run("verify")
    assert code == 0
    assert out.startswith("一致：没有发现绕过平台的改动。")


def test_tampered_every_finding_is_printed(house, run) -> None:
    for n in range(3):
        Unit.objects.create(agency=house.agency, name=f"影子{n}", kind="office")
    code, out, _ = run("verify")
    assert code == 1
    assert [f"影子{n}" in out for n in range(3)] == [True] * 3
    assert "共 3 处" in out


def test_json_is_one_line(house, run) -> None:
    code, out, _ = run("verify", "--json")
    assert code == 0
    assert out.count("\n") == 1
    assert json.loads(out)["ok"] is True
    Unit.objects.filter(pk=house.unit.pk).update(kind="office")
    code, out, _ = run("verify", "--json")
    said = json.loads(out)
    assert (code, said["ok"], said["finding_count"]) == (1, False, 1)
    assert said["findings"][0]["fields"] == ["类别"]
    assert said["findings"][0]["object"] == house.unit.pk


def test_a_checkpoint_goes_out_and_comes_back(house, run, tmp_path) -> None:
    code, text, _ = run("checkpoint")
    assert code == 0
    kept = tmp_path / "检查点.txt"
    kept.write_text(text, encoding="utf-8")
    code, out, _ = run("verify", "--checkpoint", str(kept))
    assert code == 0
    assert "号检查点相符" in out
    digest = text.split("摘要 ")[1][:64]
    kept.write_text(text.replace(digest, "0" * 64), encoding="utf-8")
    code, out, _ = run("verify", "--checkpoint", str(kept))
    assert code == 1
    assert "与检查点不符" in out


def test_what_cannot_be_verified_is_an_error(house, run, tmp_path, monkeypatch) -> None:
    kept = tmp_path / "x.txt"
    kept.write_text("随便什么", encoding="utf-8")
    code, _, err = run("verify", "--checkpoint", str(kept))
    assert code == 2
    assert "这不是检查点文件" in err
    assert run("verify", "--checkpoint", str(tmp_path / "没有"))[0] == 2

    import mingqian.audit.verify as verification

    def broken(**_):
        raise OperationalError("no such table")

    monkeypatch.setattr(verification, "verify", broken)
    code, out, _ = run("verify", "--json")
    assert code == 2
    assert json.loads(out)["ok"] is None
