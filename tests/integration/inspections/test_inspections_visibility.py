"""Who may see what, in every role and at every stage, until the list is released."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mingqian.accounts.actions import grant_role
from mingqian.accounts.current import ROLE_KEY, system_actor
from mingqian.draws.actions import release
from mingqian.inspections import actions
from mingqian.inspections.scope import visible
from mingqian.publicity import actions as publicity

SEES_WHILE_SECRET = {
    "unit_head": True,
    "approver": True,
    "other_head": False,
    "planner": False,
    "publisher": False,
    "draw_operator": False,
    "witness": False,
    "registrar": False,
    "auditor": False,
    "complaints_officer": False,
    "neighbour_unit_head": False,
    "neighbour_approver": False,
    "neighbour_publisher": False,
    "neighbour_draw_operator": False,
}


def statuses(world: Any, who: str, inspection: Any) -> dict[str, int]:
    client = world.client(who)
    return {
        name: client.get(reverse(f"inspections:{name}", args=[inspection.pk])).status_code
        for name in ("inspection", "notice", "check", "sign", "review")
    }


def names_on(world: Any, who: str, url: str) -> list[str]:
    response = world.client(who).get(url)
    if response.status_code != 200:
        return []
    said = response.content.decode()
    return [subject.name for subject in world.subjects if subject.name in said]


@pytest.mark.parametrize(("who", "sees"), SEES_WHILE_SECRET.items())
def test_while_the_list_is_secret(dispatched: Any, who: str, sees: bool) -> None:
    one = dispatched.inspections()[0]
    assert visible(dispatched.actor(who)).exists() is sees
    found = statuses(dispatched, who, one)
    assert found["inspection"] == (200 if sees else found["inspection"])
    if not sees:
        assert set(found.values()) <= {403, 404}
    for url in (
        reverse("inspections:inspection_list"),
        reverse("inspections:campaign", args=[dispatched.campaign.pk]),
        reverse("publicity:publication_list"),
        reverse("publicity:campaign", args=[dispatched.campaign.pk]),
        reverse("inspections:archive", args=[dispatched.campaign.pk]),
        "/desk/",
        "/desk/search/?q=试验",
    ):
        seen = names_on(dispatched, who, url)
        drawn = {inspection.subject_name for inspection in dispatched.inspections()}
        if not sees:
            register = "search" in url  # the register itself may be searched; it must not tell who was drawn
            assert not (drawn & set(seen)) or register, url


def test_each_inspector_sees_the_own_teams_only(dispatched: Any) -> None:
    for number in range(1, 7):
        who = f"inspector{number}"
        inspector = dispatched.actor(who).inspector_id
        for inspection in dispatched.inspections():
            own = inspection.seats.filter(inspector_id=inspector).exists()
            found = statuses(dispatched, who, inspection)
            assert found["inspection"] == (200 if own else 404)
            assert found["check"] == (200 if own else 404)
            assert (found["notice"], found["review"]) == (403, 403)
        listed = names_on(dispatched, who, reverse("inspections:inspection_list"))
        mine = [
            i.subject_name
            for i in dispatched.inspections()
            if i.seats.filter(inspector_id=inspector).exists()
        ]
        assert sorted(listed) == sorted(mine)


def test_the_leader_reads_and_does_not_act(dispatched: Any) -> None:
    one = dispatched.inspections()[0]
    assert statuses(dispatched, "approver", one) == {
        "inspection": 200,
        "notice": 403,
        "check": 403,
        "sign": 403,
        "review": 403,
    }


def test_the_head_acts_and_does_not_fill_in(dispatched: Any) -> None:
    one = dispatched.inspections()[0]
    found = statuses(dispatched, "unit_head", one)
    assert (found["notice"], found["review"], found["check"]) == (200, 200, 403)


def test_the_publisher_sees_a_result_when_it_was_reviewed(dispatched: Any) -> None:
    first, second, _ = dispatched.inspections()
    dispatched.review(first)
    assert set(visible(dispatched.actor("publisher"))) == {first}
    assert statuses(dispatched, "publisher", second)["inspection"] == 404
    assert not visible(dispatched.actor("neighbour_publisher")).exists()


def test_release_opens_the_tasks_to_the_agency_and_to_no_other(dispatched: Any) -> None:
    release(by=dispatched.actor("approver"), draw=dispatched.draw, reason="专项督查需要公开")
    one = dispatched.inspections()[0]
    assert statuses(dispatched, "publisher", one)["inspection"] == 200
    assert statuses(dispatched, "other_head", one)["inspection"] == 200
    assert statuses(dispatched, "other_head", one)["review"] == 404
    assert statuses(dispatched, "neighbour_unit_head", one)["inspection"] == 404
    assert statuses(dispatched, "inspector1", one)["inspection"] in (200, 404)


def test_looking_at_what_is_secret_leaves_one_event_a_session(dispatched: Any) -> None:
    from mingqian.audit.models import Event

    one = dispatched.inspections()[0]
    url = reverse("inspections:inspection", args=[one.pk])
    client = dispatched.client("unit_head")
    for _ in range(3):
        page = client.get(url).content.decode()
        assert "保密" in page
    looks = Event.objects.filter(action="inspections.look", object_id=one.pk)
    assert looks.count() == 1
    assert looks.get().actor_name == dispatched.actor("unit_head").name
    dispatched.client("approver").get(url)
    assert looks.count() == 2


def test_no_page_is_marked_secret_once_the_list_is_public(dispatched: Any) -> None:
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    publicity.publish_campaign(by=dispatched.actor("publisher"), campaign=dispatched.campaign)
    url = reverse("inspections:inspection", args=[dispatched.inspections()[0].pk])
    assert "secret-bar" not in dispatched.client("unit_head").get(url).content.decode()


def test_a_form_sent_to_a_page_one_may_not_see_changes_nothing(dispatched: Any) -> None:
    one = dispatched.notify(dispatched.inspections()[0])
    seated = set(one.seats.values_list("inspector_id", flat=True))
    outsider = next(i for i in dispatched.inspectors if i.pk not in seated)
    client = dispatched.client(dispatched.name_of(outsider.pk))
    assert client.post(reverse("inspections:start", args=[one.pk])).status_code == 404
    one.refresh_from_db()
    assert one.state == "notified"


def test_personal_numbers_are_on_no_page_of_the_work(dispatched: Any) -> None:
    one = dispatched.inspections()[0]
    dispatched.record(one)
    pages = [
        ("unit_head", reverse("inspections:inspection", args=[one.pk])),
        ("unit_head", reverse("inspections:review", args=[one.pk])),
        ("unit_head", reverse("inspections:record_paper", args=[one.pk])),
        ("unit_head", reverse("inspections:notice_paper", args=[one.pk])),
        (
            dispatched.name_of(one.seats.first().inspector_id),
            reverse("inspections:inspection", args=[one.pk]),
        ),
    ]
    for who, url in pages:
        page = dispatched.client(who).get(url)
        assert page.status_code == 200, url
        said = page.content.decode()
        assert "13905330001" not in said
        assert "370322198001011239" not in said


def test_archiving_is_for_the_unit_and_waits_for_everything(dispatched: Any) -> None:
    url = reverse("inspections:archive", args=[dispatched.campaign.pk])
    page = dispatched.client("unit_head").post(url).content.decode()
    assert "还有 3 户" in page
    dispatched.campaign.refresh_from_db()
    assert dispatched.campaign.state == "dispatched"
    for who in ("other_head", "publisher", "neighbour_unit_head"):
        assert dispatched.client(who).get(url).status_code in (403, 404)
    assert actions.archive_campaign.permission == "tasks.lead"


def test_a_head_who_inspects_is_shown_the_way_to_her_own_check(dispatched: Any) -> None:
    """Signed in as head of another unit she neither sees nor may fill the check she sits on: one press away."""
    world, one = dispatched, dispatched.inspections()[0]
    world.start(world.notify(one))
    member = world.team(one)[0]
    user, _ = world.users[world.name_of(member.inspector_id or 0)]
    grant_role(by=system_actor(), user=user, role="unit_head", reason="兼任")
    user.unit = world.other_unit
    user.save()
    client = world.client(world.name_of(member.inspector_id or 0))
    session = client.session
    session[ROLE_KEY] = "unit_head"
    session.save()
    for page, status in (("check", 403), ("inspection", 404)):
        address = reverse(f"inspections:{page}", args=[one.pk])
        refused = client.get(address)
        text = refused.content.decode()
        assert refused.status_code == status
        assert "以“检查人员”打开" in text
        assert f'value="{address}"' in text
        assert one.subject_name not in text
    assert "您的“检查人员”角色还有 <b>1 件</b>等您办" in client.get("/desk/").content.decode()
    done = client.post("/me/role/", {"role": "inspector", "next": address}, follow=True)
    assert one.subject_name in done.content.decode()
