"""The auditor's pages: the list, one event, the verification and its checkpoint."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mingqian.accounts.actions import edit_unit
from mingqian.accounts.current import system_actor
from mingqian.accounts.models import Unit
from mingqian.acts.desk import desk_lines, search
from mingqian.acts.refusal import Refused
from mingqian.audit import actions, pages, runs
from mingqian.audit.models import Event, Verification
from mingqian.audit.verify.checkpoint import parse


@pytest.fixture
def client(house) -> Client:
    client = Client()
    client.force_login(house.auditor, backend="mingqian.accounts.backend.AccountBackend")
    return client


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """Runs that would have been started in a process of their own."""
    asked: list[int] = []
    monkeypatch.setattr(actions, "start_process", asked.append)
    return asked


def numbers(response) -> list[int]:
    return [row["event"].number for row in response.context["rows"]]


def test_the_list_tells_every_event_in_words_newest_first(house, client) -> None:
    edit_unit(
        by=system_actor(), unit=house.unit, name="执法一大队", kind="brigade", active=True, reason="机构改革"
    )
    response = client.get("/audit/")
    assert numbers(response) == list(range(Event.objects.count(), 0, -1))
    text = response.content.decode()
    assert "修改了试验县应急管理局的单位“执法一大队”" in text
    assert "理由：机构改革" in text
    assert "给账号“sunz”授予了角色“审计员”" in text


@pytest.mark.parametrize(
    ("query", "actions_found"),
    [
        ("action=accounts.unit.create", ["accounts.unit.create"]),
        ("who=命令", None),
        ("who=没有这个人", []),
        ("kind=accounts.agency&object=", ["accounts.agency.create"]),
        ("kind=accounts.agency&object=999999", []),
        ("from=2000-01-01&to=2000-01-02", []),
        ("from=notaday", None),
    ],
)
def test_the_list_is_filtered(house, client, query: str, actions_found: list[str] | None) -> None:
    response = client.get(f"/audit/?{query}")
    found = [row["event"].action for row in response.context["rows"]]
    if actions_found is None:
        assert len(found) == Event.objects.count()
    else:
        assert found == actions_found


def test_days_are_days_of_the_bureau(house, client) -> None:
    today = timezone.localdate()
    assert numbers(client.get(f"/audit/?from={today}&to={today}"))
    tomorrow = today + timedelta(days=1)
    assert numbers(client.get(f"/audit/?from={tomorrow}")) == []
    assert pages._at(today).endswith("T16:00:00.000+00:00"), (
        "midnight in Beijing is 16:00 UTC of the day before"
    )


def test_the_list_comes_in_pages_and_keeps_its_filter(house, client, monkeypatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    last = Event.objects.count()
    first = client.get("/audit/?who=命令")
    assert numbers(first) == [last, last - 1]
    second = client.get("/audit/" + first.context["older"])
    assert numbers(second) == [last - 2, last - 3]
    assert second.context["asked"]["who"] == "命令"


def test_one_event_is_told_whole(house, client) -> None:
    event = Event.objects.get(action="accounts.unit.create")
    response = client.get(f"/audit/{event.number}/")
    text = re.sub(r"<[^>]+>", "", response.content.decode())
    for words in (
        "命令行",
        "开设了试验县应急管理局的单位“执法大队”",
        event.hash[:4],
        f"单位 {house.unit.pk} 号",
    ):
        assert words in text
    assert client.get("/audit/999999/").status_code == 404


def test_an_event_opens_in_the_side_panel_without_the_shell(house, client) -> None:
    whole = client.get("/audit/1/").content.decode()
    panel = client.get(
        "/audit/1/", headers={"HX-Request": "true", "HX-Target": "panel-body"}
    ).content.decode()
    assert "<html" in whole
    assert "<html" not in panel
    assert "打开整页" in panel
    assert "第 1 号" in panel


def test_tampered_details_do_not_break_the_page(house, client, behind) -> None:
    behind("UPDATE audit_event SET details = '{broken' WHERE number = 1")
    behind("UPDATE audit_event SET action = 'no.such.event' WHERE number = 2")
    assert client.get("/audit/").status_code == 200
    assert client.get("/audit/1/").status_code == 200


def test_a_verification_runs_once_at_a_time_and_is_recorded(
    house, client, started, django_capture_on_commit_callbacks
) -> None:
    assert "还没有核验过" in client.get("/audit/verify/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/audit/verify/start/")
    assert started == [Verification.objects.get().id]
    assert Event.objects.latest("number").action == "audit.verification.start"
    with pytest.raises(Refused, match="正在核验"):
        actions.start_verification(by=house.actor())
    text = client.get("/audit/verify/").content.decode()
    assert "正在核验" in text
    assert 'hx-trigger="every 2s"' in text
    assert "现在核验" not in text


def test_a_silent_verification_counts_as_dead(house, client, started) -> None:
    run = actions.start_verification(by=house.actor())
    Verification.objects.filter(pk=run.pk).update(
        beat_at=timezone.now() - timedelta(seconds=runs.SILENCE + 1)
    )
    assert "中断了" in client.get("/audit/verify/").content.decode()
    assert actions.start_verification(by=house.actor()).pk != run.pk


def test_a_clean_result_is_kept_and_recorded(house, client, started) -> None:
    run = runs.carry_out(actions.start_verification(by=house.actor()).pk)
    assert run.finding_count == 0
    event = Event.objects.latest("number")
    assert (event.action, event.actor_name) == ("audit.verification.finish", "核验进程")
    text = client.get("/audit/verify/").content.decode()
    assert "没有发现绕过平台的改动" in text
    assert "现在核验" in text
    polled = client.get("/audit/verify/", headers={"HX-Request": "true", "HX-Target": "verification"})
    assert polled["HX-Refresh"] == "true"


def test_what_was_found_stands_on_the_page(house, client, started) -> None:
    Unit.objects.filter(pk=house.unit.pk).update(name="<b>别的</b>")
    runs.carry_out(actions.start_verification(by=house.actor()).pk)
    text = client.get("/audit/verify/").content.decode()
    assert "发现 1 处绕过平台的改动" in text
    assert "“名称”被绕过平台改动" in text
    assert "<b>别的</b>" not in text


def test_a_verification_that_fails_says_why(house, client, started, monkeypatch) -> None:
    import mingqian.audit.verify as verification

    def broken(**_):
        raise OSError("磁盘读不出")

    monkeypatch.setattr(verification, "verify", broken)
    run = actions.start_verification(by=house.actor())
    with pytest.raises(OSError, match="磁盘"):
        runs.carry_out(run.pk)
    assert "磁盘读不出" in client.get("/audit/verify/").content.decode()


def test_the_checkpoint_is_a_file_that_holds_its_own_taking(house, client) -> None:
    response = client.post("/audit/checkpoint/")
    assert response["Content-Disposition"].startswith("attachment")
    kept = parse(response.content.decode())
    event = Event.objects.latest("number")
    assert (kept.number, kept.hash, event.action) == (event.number, event.hash, "audit.checkpoint.take")
    assert client.get("/audit/checkpoint/").status_code == 405


def test_the_desk_asks_for_the_verification(house, started) -> None:
    actor = house.actor()

    def lines() -> list[str]:
        return [line.what for line in desk_lines(actor) if "审计链" in line.what]

    assert lines() == ["核验审计链（还没有核验过）"]
    run = actions.start_verification(by=actor)
    assert lines() == ["审计链正在核验"]
    Unit.objects.filter(pk=house.unit.pk).update(name="别的")
    runs.carry_out(run.pk)
    assert lines() == ["审计链核验发现 1 处不一致"]
    Unit.objects.filter(pk=house.unit.pk).update(name="执法大队")
    runs.carry_out(actions.start_verification(by=actor).pk)
    assert lines() == ["核验审计链"]
    assert next(line for line in desk_lines(system_actor()) if line.what == "核验审计链").due == (
        timezone.localdate() + timedelta(days=7)
    )


def test_an_event_is_found_by_its_number(house) -> None:
    assert [found.title for found in search(house.actor(), "2") if found.kind == "审计记录"] == ["第 2 号"]
    assert list(search(house.actor(), "9" * 30)) == []
