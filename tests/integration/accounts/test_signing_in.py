"""Signing in, being locked out, the second factor, one's own password, roles in turn."""

from __future__ import annotations

import json

import pyotp
import pytest
from django.test import Client

from mingqian.accounts.actions import turn_on_second_factor
from mingqian.accounts.current import actor_for
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event

PASSWORD = "yuan-shan-8832-lv"


def sign_in(client: Client, username: str, password: str = PASSWORD, **more):
    return client.post("/login/", {"username": username, "password": password, **more})


def last() -> Event:
    return Event.objects.latest("number")


def test_the_right_password_opens_the_desk_and_is_recorded(office) -> None:
    client = Client()
    response = sign_in(client, "lixy")
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    page = client.get("/desk/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "李秀英" in text
    assert "名录管理员" in text
    assert "试验县应急管理局" in text
    event = last()
    assert (event.action, event.actor_name, event.role, event.origin) == (
        "accounts.login",
        "李秀英",
        "registrar",
        "127.0.0.1",
    )


def test_a_wrong_password_says_so_keeps_the_name_and_is_recorded(office) -> None:
    response = sign_in(Client(), "lixy", "not-the-one")
    text = response.content.decode()
    assert response.status_code == 200
    assert "账号或密码不对" in text
    assert 'value="lixy"' in text
    assert "not-the-one" not in text
    event = last()
    assert event.action == "accounts.login.failed"
    assert json.loads(event.details) == {"username": "lixy", "locked": False}
    assert "not-the-one" not in event.details


def test_the_same_words_for_an_unknown_account(office) -> None:
    unknown = sign_in(Client(), "nobody", "not-the-one").content.decode()
    assert "账号或密码不对" in unknown


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(office) -> None:
    client = Client()
    for _ in range(4):
        assert sign_in(client, "lixy", "wrong").status_code == 200
    locked = sign_in(client, "lixy", "wrong")
    assert locked.status_code == 429
    assert "锁定" in locked.content.decode()
    assert json.loads(last().details)["locked"] is True
    assert sign_in(client, "lixy").status_code == 429
    assert sign_in(Client(), "sunz").status_code == 302, "others are not locked out"


def test_a_closed_account_stays_out(office) -> None:
    from mingqian.accounts.actions import edit_user

    user = office.people["lixy"]
    client = Client()
    sign_in(client, "lixy")
    edit_user(
        by=office.actor("zhaomy"),
        user=user,
        name=user.name,
        unit=None,
        post="",
        is_active=False,
        reason="离职",
    )
    assert client.get("/desk/").status_code == 302, "the open session ends too"
    assert sign_in(Client(), "lixy").status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_on_stays_on_this_site(office, target: str) -> None:
    assert sign_in(Client(), "lixy", next=target)["Location"] == "/desk/"


def test_the_way_on_is_kept(office) -> None:
    client = Client()
    asked = client.get("/me/second-factor/")
    assert asked["Location"] == "/login/?next=/me/second-factor/"
    assert sign_in(client, "lixy", next="/me/second-factor/")["Location"] == "/me/second-factor/"


def with_second_factor(office) -> str:
    secret = pyotp.random_base32()
    user = office.people["lixy"]
    turn_on_second_factor(
        by=actor_for(user, "registrar", origin=""), user=user, secret=secret, code=pyotp.TOTP(secret).now()
    )
    return secret


def test_the_second_factor_is_asked_after_the_password(office) -> None:
    secret = with_second_factor(office)
    client = Client()
    assert sign_in(client, "lixy")["Location"] == "/login/code/"
    assert client.get("/desk/").status_code == 302, "the password alone opens nothing"
    refused = client.post("/login/code/", {"code": "000000"})
    assert "动态口令不对" in refused.content.decode()
    assert client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})["Location"] == "/desk/"
    assert json.loads(last().details)["second_factor"] is True


def test_five_wrong_codes_send_back_to_the_password(office) -> None:
    secret = with_second_factor(office)
    client = Client()
    sign_in(client, "lixy")
    for _ in range(4):
        assert client.post("/login/code/", {"code": "000000"}).status_code == 200
    assert client.post("/login/code/", {"code": "000000"}).status_code == 429
    again = client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})
    assert again["Location"] == "/login/"
    assert client.get("/desk/").status_code == 302


def test_the_second_factor_is_turned_on_with_a_code_and_off_with_the_password(office) -> None:
    client = office.client("lixy")
    offered = client.get("/me/second-factor/")
    secret = offered.context["offer"]
    assert "data:image/svg+xml" in offered.content.decode()
    assert "动态口令不对" in client.post("/me/second-factor/", {"code": "123"}).content.decode()
    assert client.get("/me/second-factor/").context["offer"] == secret, "the offer stays through a mistake"
    client.post("/me/second-factor/", {"code": pyotp.TOTP(secret).now()})
    office.people["lixy"].refresh_from_db()
    assert office.people["lixy"].totp_secret == secret
    assert last().action == "accounts.second_factor.on"
    assert secret not in last().details
    assert "原密码不对" in client.post("/me/second-factor/", {"password": "no"}).content.decode()
    client.post("/me/second-factor/", {"password": PASSWORD})
    office.people["lixy"].refresh_from_db()
    assert office.people["lixy"].totp_secret == ""


def test_a_one_time_password_must_be_exchanged_first(office) -> None:
    from mingqian.accounts.actions import create_user

    _, password = create_user(
        by=office.actor("zhaomy"), username="wangjg", name="王建国", agency=office.agency, unit=None
    )
    client = Client()
    sign_in(client, "wangjg", password)
    assert client.get("/desk/")["Location"] == "/me/password/"
    text = client.get("/me/password/").content.decode()
    assert "一次性密码" in text
    wrong = {"old": password, "new": "short", "again": "short"}
    assert "密码不合要求" in client.post("/me/password/", wrong).content.decode()
    apart = {"old": password, "new": PASSWORD, "again": PASSWORD + "x"}
    assert "不一样" in client.post("/me/password/", apart).content.decode()
    done = client.post("/me/password/", {"old": password, "new": PASSWORD, "again": PASSWORD})
    assert done["Location"] == "/desk/"
    assert client.get("/desk/").status_code in {200, 403}
    assert sign_in(Client(), "wangjg", password).status_code == 200, "the one-time password is spent"


def test_one_role_at_a_time_and_every_switch_is_recorded(office) -> None:
    client = office.client("lixy", "registrar")
    assert client.get("/desk/").context["actor"].role == "registrar"
    client.post("/me/role/", {"role": "planner"})
    actor = client.get("/desk/").context["actor"]
    assert actor.role == "planner"
    assert not actor.may("registers.import")
    event = last()
    assert event.action == "accounts.role.switch"
    assert json.loads(event.details) == {"before": "registrar", "after": "planner"}


def test_a_role_not_held_cannot_be_taken(office) -> None:
    client = office.client("lixy", "registrar")
    response = client.post("/me/role/", {"role": "approver"}, follow=True)
    assert "没有“审批领导”这个角色" in response.content.decode()
    assert client.get("/desk/").context["actor"].role == "registrar"


def test_a_withdrawn_role_ends_at_the_next_click(office) -> None:
    from mingqian.accounts.actions import withdraw_role

    client = office.client("lixy", "planner")
    assert client.get("/desk/").context["actor"].role == "planner"
    withdraw_role(by=office.actor("qianrs"), user=office.people["lixy"], role="planner", reason="调岗")
    assert client.get("/desk/").context["actor"].role == "registrar"


def test_whoever_has_no_role_is_told_whom_to_ask(office) -> None:
    office.add("none", "无角色")
    client = Client()
    assert sign_in(client, "none").status_code == 302
    response = client.get("/desk/")
    assert response.status_code == 403
    assert "请安全管理员授予" in response.content.decode()


def test_signing_out_closes_the_desk(office) -> None:
    client = office.client("lixy")
    assert client.get("/logout/").status_code == 405, "a link cannot sign anybody out"
    client.post("/logout/")
    assert client.get("/desk/").status_code == 302


def test_forms_without_their_token_are_refused_in_words(office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people["lixy"], backend="mingqian.accounts.backend.AccountBackend")
    response = client.post("/logout/")
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_only_ones_own_password(office) -> None:
    from mingqian.accounts.actions import change_own_password

    with pytest.raises(PermissionError):
        change_own_password(
            by=office.actor("zhaomy"), user=office.people["lixy"], old=PASSWORD, new="another-good-one-77"
        )
    with pytest.raises(Refused, match="原密码不对"):
        change_own_password(
            by=office.actor("lixy"), user=office.people["lixy"], old="x", new="another-good-one-77"
        )


def test_pages_of_the_office_are_not_kept_by_browsers_and_carry_the_policy(office) -> None:
    response = office.client("lixy").get("/desk/")
    assert response["Cache-Control"] == "no-store"
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
