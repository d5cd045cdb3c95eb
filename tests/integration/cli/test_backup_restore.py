"""A backup holds everything; what comes back serves, opens, and passes the verification of the audit record."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

from installations import get

LOOK = """
    import base64
    from mingqian.accounts.models import Agency, User
    from mingqian.acts import keys
    from mingqian.audit.models import Event
    print(Agency.objects.get().units.get().name, User.objects.count(), Event.objects.count())
    print(keys.decrypt(base64.b64decode("{sealed}"), context="test").decode())
"""


def test_what_comes_back_is_the_same_installation(furnished, new_installation):
    old, sealed, file = furnished.installation, furnished.sealed, furnished.backup
    new = new_installation()
    assert "恢复好了" in new.run("restore", file, "--data", new.data).stderr
    assert new.python(LOOK.format(sealed=sealed)) == old.python(LOOK.format(sealed=sealed))
    assert new.python(LOOK.format(sealed=sealed)).endswith("370322198001011239")
    assert (new.data / "imports" / "1" / "名单.csv").read_text() == "统一社会信用代码\n"
    verified = json.loads(new.run("audit", "verify", "--json").stdout)
    assert verified["ok"] is True
    listing = json.loads(zipfile.ZipFile(file).read("backup.json"))
    assert verified["number"] == listing["audit"]["number"]
    assert verified["hash"] == listing["audit"]["hash"]


def test_a_restored_installation_serves_and_opens_no_second_administrators(furnished, new_installation):
    file = furnished.backup
    new = new_installation()
    new.run("restore", file, "--data", new.data)
    with new.served() as site:
        assert get(site + "/")[0] == 200
        status, text = get(site + "/login/")
        assert status == 200
        assert "密码" in text
    assert "一次性密码" not in next(new.data.parent.glob("server-*.log")).read_text()


def test_a_backup_is_for_its_owner_alone_and_leaves_an_event(furnished):
    installation, file = furnished.installation, furnished.backup
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
    assert {"keys/field.key", "keys/seal.key"} <= names
    assert not [name for name in names if "backups" in name or "static" in name]
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    seen = installation.python(
        "from mingqian.audit.models import Event\nprint(Event.objects.filter(action='audit.backup.make').exists())"
    )
    assert seen == "True"


def _rewrite(
    file: Path, target: Path, change: dict[str, bytes], *, listing: dict[str, object] | None = None
) -> Path:
    """A copy of a backup with some members' bytes replaced or added."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = change.get(name, old.read(name))
            if name == "backup.json" and listing:
                body = json.dumps(json.loads(body) | listing).encode()
            new.writestr(name, body)
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return target


def test_a_damaged_backup_restores_nothing(furnished, new_installation, tmp_path):
    file = furnished.backup
    for change, listing, said in (
        ({"keys/field.key": b"00" * 32}, None, "已损坏：keys/field.key"),
        ({"data/extra.txt": b"x"}, None, "与登记的不符：data/extra.txt"),
        ({}, {"files": {"data/../../outside": "0"}}, "不该有的路径"),
        ({}, {"format": "another/1"}, "不是明签的备份"),
    ):
        new = new_installation()
        bad = _rewrite(file, tmp_path / "bad.zip", change, listing=listing)
        done = new.run("restore", bad, "--data", new.data, expect=1)
        assert said in done.stderr
        assert not new.data.exists()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-100])
    assert "读不了备份文件" in new.run("restore", cut, "--data", new.data, expect=2).stderr
    assert not new.data.exists()


def test_a_restore_overwrites_nothing(furnished, new_installation):
    old, file = furnished.installation, furnished.backup
    before = sorted(path.name for path in old.data.iterdir())
    assert "不是空目录" in old.run("restore", file, "--data", old.data, expect=1).stderr
    assert sorted(path.name for path in old.data.iterdir()) == before
    if not old.url:
        return
    elsewhere = new_installation()
    elsewhere.url = old.url
    assert "已有" in elsewhere.run("restore", file, "--data", elsewhere.data, expect=1).stderr
    assert not elsewhere.data.exists()


def test_a_backup_of_one_kind_is_not_taken_for_the_other(furnished, new_installation):
    old, file = furnished.installation, furnished.backup
    new = new_installation()
    new.url = "" if old.url else "postgresql://postgres@127.0.0.1:1/none"
    said = "用 DATABASE_URL 指明" if old.url else "先取消 DATABASE_URL"
    assert said in new.run("restore", file, "--data", new.data, expect=1).stderr
    assert not new.data.exists()


def test_a_place_that_cannot_be_written_is_said_in_words(furnished, tmp_path):
    (tmp_path / "file").write_text("")
    done = furnished.installation.run("backup", "--out", tmp_path / "file" / "copy.zip", expect=1)
    assert "没有备份成" in done.stderr
    assert "Traceback" not in done.stderr
