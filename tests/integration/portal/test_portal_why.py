"""「为什么抽到我」: five sentences and one file for the notified; after the release for everyone; nothing before it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from django.test import Client

from mingqian.audit.models import Event
from mingqian.draws.actions import release
from mingqian.draws.models import DrawnSubject
from mingqian.lot.proof import read_proof

_SPEC = importlib.util.spec_from_file_location(
    "mingqian_verify_of_tests", Path(__file__).parents[3] / "verifier" / "mingqian_verify.py"
)
assert _SPEC is not None and _SPEC.loader is not None
verifier = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(verifier)


def noticed(world: Any) -> tuple[Any, str]:
    inspection = world.inspections()[0]
    world.notify(inspection)
    inspection.refresh_from_db()
    return inspection, inspection.notice.token


def checked(data: bytes, tmp_path: Path, capsys: Any) -> dict[str, Any]:
    (tmp_path / "p.json").write_bytes(data)
    assert verifier.main([str(tmp_path / "p.json"), "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_the_notified_reads_five_sentences_with_their_articles(dispatched: Any) -> None:
    inspection, token = noticed(dispatched)
    assert f"/n/{token}/why/" in Client().get(f"/n/{token}/").content.decode()
    page = Client().get(f"/n/{token}/why/")
    said = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert said.count('class="said"') == 5
    row = DrawnSubject.objects.get(draw=dispatched.draw, subject=inspection.subject)
    urn = dispatched.draw.urns[0]
    for word in (
        inspection.subject_name, dispatched.agency.name, urn["citation"], row.ticket, row.entry_hash,
        dispatched.draw.manifest_hash, urn["root"], f"{urn['size']} 分之 {urn['quota']}", "国办发〔2024〕54号",
        "高青 9.2",
    ):  # fmt: skip
        assert word in said, word


def test_before_the_release_it_names_nobody_else_and_opens_nothing(
    dispatched: Any, tmp_path: Path, capsys: Any
) -> None:
    inspection, token = noticed(dispatched)
    page = Client().get(f"/n/{token}/why/").content.decode()
    file = Client().get(f"/n/{token}/proof.json").content
    others = DrawnSubject.objects.filter(draw=dispatched.draw).exclude(subject=inspection.subject)
    assert others.exists()
    for other in others.select_related("subject"):
        for word in (other.subject.name, other.subject.code, other.ticket, other.entry_hash):
            assert word not in page
            assert word.encode() not in file
    for source in dispatched.draw.sources.all():
        assert source.value not in page
        assert source.value.encode() not in file
    assert set(json.loads(file)) == {"manifest", "receipt"}
    assert "drawn" not in checked(file, tmp_path, capsys)
    address = dispatched.draw.manifest_hash[:16]
    for path in ("why/", "proof.json"):
        answer = Client().get(f"/open/draws/{address}/{path}", {"code": inspection.subject.code})
        assert answer.status_code == 404
    assert Client().get("/n/nobody/why/").status_code == 404
    assert Client().get("/n/nobody/proof.json").status_code == 404


def test_after_the_release_drawn_and_undrawn_check_their_own_file(
    dispatched: Any, tmp_path: Path, capsys: Any
) -> None:
    _, token = noticed(dispatched)
    release(by=dispatched.actor("approver"), draw=dispatched.draw, reason="负责人决定公开")
    drawn_ids = set(DrawnSubject.objects.filter(draw=dispatched.draw).values_list("subject_id", flat=True))
    address = dispatched.draw.manifest_hash[:16]
    assert f"/open/draws/{address}/why/" in Client().get(f"/open/draws/{address}/").content.decode()
    assert "看结果" in Client().get(f"/open/draws/{address}/why/").content.decode()
    seen = set()
    for subject in dispatched.subjects:
        page = Client().get(f"/open/draws/{address}/why/", {"code": subject.code}).content.decode()
        drawn = subject.pk in drawn_ids
        assert f"<h1>{'为什么抽到我' if drawn else '为什么没有抽到我'}</h1>" in page
        data = Client().get(f"/open/draws/{address}/proof.json", {"code": subject.code}).content
        explained = read_proof(data).explanation
        assert explained is not None
        said = checked(data, tmp_path, capsys)
        assert said["drawn"] is explained.drawn is drawn
        assert said["ticket"] in page
        seen.add(drawn)
    assert seen == {True, False}
    assert set(json.loads(Client().get(f"/n/{token}/proof.json").content)) > {"secret", "last"}
    given = Event.objects.filter(action="draws.proof.give").count()
    assert given == len(dispatched.subjects) + 1


def test_by_code_nothing_is_told_of_checks_that_are_not_public(dispatched: Any) -> None:
    """Whoever knows a code learns nothing of another list that is still secret."""
    from mingqian.inspections.why import _known

    inspection, _ = noticed(dispatched)
    assert not _known(dispatched.draw, inspection.subject, own=False).exists()
    assert _known(dispatched.draw, inspection.subject, own=True).count() == 1
    unnoticed = dispatched.inspections()[1]
    assert not _known(dispatched.draw, unnoticed.subject, own=True).exists()


def test_an_unknown_code_is_told_so(dispatched: Any) -> None:
    release(by=dispatched.actor("approver"), draw=dispatched.draw, reason="负责人决定公开")
    address = dispatched.draw.manifest_hash[:16]
    page = Client().get(f"/open/draws/{address}/why/", {"code": "没有这个"})
    assert "名录库里没有这个代码" in page.content.decode()
    answer = Client().get(f"/open/draws/{address}/proof.json", {"code": "没有这个"})
    assert answer.status_code == 404
