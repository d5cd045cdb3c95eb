"""Agencies, units, people and roles through their pages, each step by the one who may."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from mingqian.accounts.first_run import create_first_administrators
from mingqian.accounts.models import Agency, RoleGrant, Unit, User
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.audit.verify import verify

PASSWORD = "yuan-shan-8832-lv"
AGENCY = {
    "name": "试验县交通运输局",
    "short_name": "试交通",
    "code": "G02",
    "level": "county",
    "region_code": "370322",
}


def last() -> Event:
    return Event.objects.latest("number")


def test_the_system_administrator_opens_an_agency_its_units_and_people(office) -> None:
    client = office.client("zhaomy")
    made = client.post("/settings/agencies/new/", AGENCY)
    agency = Agency.objects.get(code="G02")
    assert made["Location"] == f"/settings/agencies/{agency.id}/"
    client.post(made["Location"], {"name": "安全监督科", "kind": "office"})
    unit = Unit.objects.get(agency=agency)
    form = {"username": "zhoul", "name": "周立", "agency": agency.id, "unit": unit.id, "post": "科长"}
    opened = client.post("/settings/people/new/", form)
    user = User.objects.get(username="zhoul")
    shown = client.get(opened["Location"]).content.decode()
    password = shown.split('class="one-time">')[1].split("<")[0]
    assert user.check_password(password)
    assert user.must_change_password
    again = client.get(opened["Location"]).content.decode()
    assert password not in again
    assert "已经显示过" in again
    assert password not in json.dumps(list(Event.objects.values()), default=str)
    assert verify().ok


def test_a_one_time_password_lies_encrypted_in_the_session(office) -> None:
    client = office.client("qianrs")
    client.post(f"/settings/people/{office.people['lixy'].id}/", {"act": "reset", "reason": "忘记密码"})
    kept = client.session["one_time_password"]
    office.people["lixy"].refresh_from_db()
    assert not office.people["lixy"].check_password(PASSWORD)
    password = (
        client.get(f"/settings/people/{kept['user']}/password/")
        .content.decode()
        .split('class="one-time">')[1]
    ).split("<")[0]
    assert password not in json.dumps(kept)
    assert "one_time_password" not in client.session


def test_mistakes_stand_beside_their_fields_and_what_was_typed_stays(office) -> None:
    client = office.client("zhaomy")
    page = client.post("/settings/agencies/new/", {**AGENCY, "name": office.agency.name, "region_code": "37"})
    text = page.content.decode()
    assert "行政区划代码应为六位" in text
    assert 'value="试交通"' in text
    taken = client.post("/settings/agencies/new/", {**AGENCY, "name": office.agency.name})
    assert taken.context["form"].errors["name"] == ["“试验县应急管理局”已经存在。"]
    user = client.post("/settings/people/new/", {"username": "lixy", "name": "另一人"})
    assert "已有人使用" in user.context["form"].errors["username"][0]
    elsewhere = Agency.objects.create(**{**AGENCY, "code": "G9", "name": "邻县局"})
    wrong = client.post(
        "/settings/people/new/",
        {"username": "wangw", "name": "王五", "agency": elsewhere.id, "unit": office.unit.id},
    )
    assert "不是“邻县局”的单位" in wrong.context["form"].errors["unit"][0]


def test_agencies_and_units_are_changed_with_a_reason(office) -> None:
    client = office.client("zhaomy")
    url = f"/settings/agencies/{office.agency.id}/edit/"
    form = {
        "name": "试验县应急管理局",
        "short_name": "试应急局",
        "level": "county",
        "region_code": "370322",
        "active": "on",
    }
    assert "reason" in client.post(url, form).context["form"].errors
    client.post(url, {**form, "reason": "规范简称"})
    office.agency.refresh_from_db()
    assert office.agency.short_name == "试应急局"
    assert (last().action, last().reason) == ("accounts.agency.edit", "规范简称")
    client.post(
        f"/settings/units/{office.unit.id}/edit/", {"name": "执法大队", "kind": "brigade", "reason": "撤并"}
    )
    office.unit.refresh_from_db()
    assert not office.unit.active
    assert verify().ok


def test_the_security_administrator_grants_and_withdraws(office) -> None:
    client = office.client("qianrs")
    url = f"/settings/people/{office.people['lixy'].id}/"
    client.post(url, {"act": "grant", "role": "publisher", "reason": "兼任"})
    assert office.people["lixy"].roles() == ["registrar", "planner", "publisher"]
    assert (last().action, last().reason) == ("accounts.role.grant", "兼任")
    twice = client.post(url, {"act": "grant", "role": "publisher", "reason": "兼任"})
    assert "已经是“公示审核”" in twice.context["grant_form"].errors["role"][0]
    bare = client.post(url, {"act": "withdraw:planner", "reason": " "})
    assert "请写明理由" in bare.content.decode()
    client.post(url, {"act": "withdraw:planner", "reason": "调岗"})
    assert office.people["lixy"].roles() == ["registrar", "publisher"]
    assert "收回" in client.get(url).content.decode()
    assert verify().ok


def test_the_three_stay_apart(office) -> None:
    client = office.client("qianrs")
    page = client.post(
        f"/settings/people/{office.people['lixy'].id}/", {"act": "grant", "role": "auditor", "reason": "兼任"}
    )
    assert "须由三个不同的人担任" in page.context["grant_form"].errors["role"][0]
    page = client.post(
        f"/settings/people/{office.people['sunz'].id}/", {"act": "grant", "role": "planner", "reason": "兼任"}
    )
    assert "须由三个不同的人担任" in page.context["grant_form"].errors["role"][0]
    own = client.post(
        f"/settings/people/{office.people['qianrs'].id}/",
        {"act": "grant", "role": "planner", "reason": "兼任"},
    )
    assert "不能给自己" in own.content.decode()
    assert "收回</button>" not in own.content.decode()


def test_the_last_of_the_three_stays(office) -> None:
    client = office.client("qianrs")
    page = client.post(
        f"/settings/people/{office.people['sunz'].id}/", {"act": "withdraw:auditor", "reason": "离任"}
    )
    assert "至少要留一人" in page.content.decode()
    system = office.client("zhaomy")
    page = system.post(
        f"/settings/people/{office.people['sunz'].id}/edit/", {"name": "孙正", "post": "", "reason": "离任"}
    )
    assert "至少要留一人" in page.context["form"].errors["is_active"][0]
    office.add("sunz2", "孙二", "auditor")
    system.post(
        f"/settings/people/{office.people['sunz'].id}/edit/", {"name": "孙正", "post": "", "reason": "离任"}
    )
    office.people["sunz"].refresh_from_db()
    assert not office.people["sunz"].is_active


def test_a_lock_is_released_with_a_reason(office) -> None:
    stranger = Client()
    for _ in range(5):
        stranger.post("/login/", {"username": "lixy", "password": "wrong"})
    client = office.client("qianrs")
    url = f"/settings/people/{office.people['lixy'].id}/"
    assert "解除锁定" in client.get(url).content.decode()
    assert "已锁定" in client.get("/settings/people/").content.decode()
    assert "请写明理由" in client.post(url, {"act": "unlock", "reason": ""}).content.decode()
    client.post(url, {"act": "unlock", "reason": "已电话核实"})
    assert (last().action, last().reason) == ("accounts.lock.release", "已电话核实")
    assert stranger.post("/login/", {"username": "lixy", "password": PASSWORD}).status_code == 302
    assert "没有被锁定" in client.post(url, {"act": "unlock", "reason": "再来"}).content.decode()


@pytest.mark.parametrize(
    ("who", "url", "status"),
    [
        ("lixy", "/settings/people/", 403),
        ("lixy", "/settings/agencies/", 403),
        ("qianrs", "/settings/people/new/", 403),
        ("qianrs", "/settings/agencies/new/", 403),
        ("sunz", "/settings/people/", 200),
        ("sunz", "/settings/people/new/", 403),
        ("zhaomy", "/settings/roles/", 200),
        ("zhaomy", "/audit/", 403),
        ("qianrs", "/audit/", 403),
        ("lixy", "/audit/", 403),
        ("sunz", "/audit/", 200),
        ("sunz", "/desk/style/", 403),
        ("zhaomy", "/desk/style/", 200),
    ],
)
def test_who_may_open_what(office, who: str, url: str, status: int) -> None:
    assert office.client(who).get(url).status_code == status


@pytest.mark.parametrize("act", ["grant", "withdraw:registrar", "reset", "unlock"])
def test_the_auditor_and_the_system_administrator_cannot_act_on_roles(office, act: str) -> None:
    url = f"/settings/people/{office.people['lixy'].id}/"
    before = RoleGrant.objects.count(), Event.objects.count()
    for who in ("sunz", "zhaomy"):
        page = office.client(who).post(url, {"act": act, "role": "publisher", "reason": "试"})
        assert page.status_code == 403
        assert "没有“授予和收回角色" in page.content.decode()
    assert (RoleGrant.objects.filter(withdrawn_at=None).count(), Event.objects.count()) == before


def test_people_are_found_by_name_role_and_state(office) -> None:
    client = office.client("zhaomy")

    def names(query: str) -> list[str]:
        return [row["user"].name for row in client.get(f"/settings/people/?{query}").context["rows"]]

    assert names("q=秀英") == ["李秀英"]
    assert names("role=planner") == ["李秀英"]
    assert names("role=planner&q=正") == []
    office.add("bare", "无角色")
    assert names("state=none") == ["无角色"]
    assert names("state=closed") == []
    assert names("after=0&agency=notanumber") == ["赵明远", "钱若水", "孙正", "李秀英", "无角色"]


def test_people_come_in_pages(office, monkeypatch) -> None:
    from mingqian.accounts import queries

    monkeypatch.setattr(queries, "PAGE", 2)
    client = office.client("zhaomy")
    first = client.get("/settings/people/?role=")
    assert [row["user"].name for row in first.context["rows"]] == ["赵明远", "钱若水"]
    second = client.get("/settings/people/" + first.context["older"])
    assert [row["user"].name for row in second.context["rows"]] == ["孙正", "李秀英"]
    assert second.context["older"] == ""


def test_the_first_run_opens_three_accounts_once(db, settings) -> None:
    made = create_first_administrators()
    assert [user.roles() for user, _ in made] == [["system_admin"], ["security_admin"], ["auditor"]]
    assert len({password for _, password in made}) == 3
    for user, password in made:
        assert user.check_password(password)
        assert user.must_change_password
        assert user.agency is None
    with pytest.raises(Refused, match="已经有人开设了账号"):
        create_first_administrators()
    assert User.objects.count() == 3
    assert verify().ok
    password = made[0][1]
    client = Client()
    client.post("/login/", {"username": made[0][0].username, "password": password})
    assert client.get("/settings/agencies/", follow=True).redirect_chain[-1][0] == "/me/password/"


def test_people_of_no_agency_do_no_business(db) -> None:
    from mingqian.accounts.actions import create_user, grant_role
    from mingqian.accounts.current import system_actor

    user, _ = create_user(by=system_actor(), username="adrift", name="无机构", agency=None, unit=None)
    with pytest.raises(Refused, match="不属于任何机构"):
        grant_role(by=system_actor(), user=user, role="planner", reason="试")
