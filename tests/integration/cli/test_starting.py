"""Starting: production refuses what is unsafe, keys are never replaced silently, the first run opens three accounts once."""

from __future__ import annotations

import json
import re
import socket
import stat
import subprocess
import sys

import pytest
from installations import get

from mingqian.audit.models import Event

SAFE = {
    "MINGQIAN_ENV": "production",
    "MINGQIAN_SECRET_KEY": "k3V9-qPz7_LmX2wRtY8uB5nD1sFhGjK4aEcQoWiZxCvN6M0pTbUyHlJrSdA",
    "MINGQIAN_HOSTS": "yingji.example.gov.cn",
    "MINGQIAN_HTTPS": "1",
    "MINGQIAN_PROXIES": "1",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"MINGQIAN_SECRET_KEY": ""}, "MINGQIAN_SECRET_KEY"),
        ({"MINGQIAN_SECRET_KEY": "short-but-random-9fK2"}, "MINGQIAN_SECRET_KEY"),
        ({"MINGQIAN_SECRET_KEY": "a" * 80}, "MINGQIAN_SECRET_KEY"),
        ({"MINGQIAN_HOSTS": ""}, "MINGQIAN_HOSTS"),
        ({"MINGQIAN_HOSTS": "*"}, "MINGQIAN_HOSTS"),
        ({"MINGQIAN_HTTPS": "0"}, "MINGQIAN_HTTPS"),
    ],
)
def test_production_refuses_unsafe_settings(new_installation, changed, said):
    unsafe = new_installation(**(SAFE | changed))
    done = unsafe.run("serve", expect=78)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not unsafe.data.exists()


def test_production_serves_its_own_name_over_https_only(new_installation):
    site = new_installation(**SAFE)
    with site.served() as url:
        log = next(site.data.parent.glob("server-*.log")).read_text()
        assert len(re.findall("一次性密码 [a-z2-9]{4}-", log)) == 3
        secure = {"Host": SAFE["MINGQIAN_HOSTS"], "X_Forwarded_Proto": "https"}
        assert get(url + "/login/", **secure)[0] == 200
        assert get(url + "/login/", Host=SAFE["MINGQIAN_HOSTS"])[0] == 301
        assert get(url + "/login/", **(secure | {"Host": "another.example.cn"}))[0] == 400
        style = re.search(r'href="(/static/[^"]+\.css)"', get(url + "/login/", **secure)[1])
        assert style is not None
        assert re.search(r"\.[0-9a-f]{12}\.css$", style[1]), "static files carry the digest of their content"
        assert get(url + style[1], **secure)[0] == 200


def test_the_record_names_the_client_behind_the_proxy(db, client, settings):
    settings.PROXIES = 1
    client.post(
        "/login/",
        {"username": "nobody", "password": "wrong-password"},
        headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"},
    )
    failed = Event.objects.get(action="accounts.login.failed")
    assert failed.origin == "203.0.113.9"


def test_the_first_start_opens_three_accounts_and_the_second_none(installation):
    for passwords in (3, 0):
        with installation.served() as site:
            assert get(site + "/login/")[0] == 200
        log = max(installation.data.parent.glob("server-*.log"), key=lambda path: path.stat().st_mtime)
        assert log.read_text().count("一次性密码 ") == passwords
        log.unlink()


def test_what_an_installation_writes_is_its_owners_alone(furnished):
    open_to_others = [
        path.name
        for path in furnished.installation.data.rglob("*")
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_lost_keys_are_not_replaced_silently(furnished, new_installation):
    robbed = new_installation()
    robbed.run("restore", furnished.backup, "--data", robbed.data)
    (robbed.data / "keys" / "field.key").unlink()
    done = robbed.run("backup", expect=78)
    assert "field.key" in done.stderr
    assert "从备份恢复" in done.stderr
    assert not (robbed.data / "keys" / "field.key").exists()


def test_a_port_in_use_is_said_in_words(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = installation.run("serve", "--port", str(taken.getsockname()[1]), expect=1)
    assert "请换一个" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreachable_database_is_said_in_words(new_installation):
    broken = new_installation()
    broken.url = "postgresql://postgres@127.0.0.1:1/none"
    done = broken.run("backup", expect=78)
    assert "用不了数据库" in done.stderr
    assert "Traceback" not in done.stderr
    broken.url = "mysql://root@127.0.0.1/none"
    assert "DATABASE_URL" in broken.run("backup", expect=78).stderr


def test_two_first_starts_at_once_are_one(installation):
    program = [sys.executable, "-c", "from mingqian.cli.setup import prepare; prepare()"]
    both = [
        subprocess.Popen(program, env=installation.env, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("建立数据表" in words for words in said) == 1
    assert json.loads(installation.run("audit", "verify", "--json").stdout)["ok"] is True
