"""Before the release nothing public tells who was drawn: no page, no count, no size, no order, no cookie."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from mingqian.draws.actions import release
from mingqian.publicity import actions as publicity

_CITE = re.compile(rb"cite-[0-9a-f]{8}")
"""The name an opened article bears on a page is new each time."""
_LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')


def public_pages() -> dict[str, bytes]:
    """Every public page reached by links from the home page, with its bytes."""
    client = Client()
    found: dict[str, bytes] = {}
    waiting = ["/", "/robots.txt", "/open/results.json"]
    while waiting:
        url = waiting.pop()
        if url in found or url.startswith(("/static/", "/login/", "/desk/")):
            continue
        response = client.get(url)
        assert response.status_code == 200, url
        assert not response.cookies, url
        found[url] = _CITE.sub(b"cite-", response.content)
        if response["Content-Type"].startswith("text/html"):
            said = response.content.decode()
            waiting += [link.replace("&amp;", "&") for link in _LINK.findall(said)]
            waiting += re.findall(r'href="(\?[^"]*)"', said) and []
    return found


def searches(world: Any) -> dict[str, bytes]:
    """Every enterprise looked for by name and by code, as page and as data."""
    client = Client()
    found = {}
    for subject in world.subjects:
        for words in (subject.name, subject.code):
            for path in ("/open/results/", "/open/results.json"):
                response = client.get(path, {"q": words})
                assert response.status_code == 200
                found[f"{path}?q={words}"] = response.content
    return found


def secrets_of(world: Any) -> list[str]:
    said = [subject.name for subject in world.subjects] + [subject.code for subject in world.subjects]
    return said + [inspector.name for inspector in world.inspectors]


def stages(world: Any) -> Any:
    """From the locked pool to results that only wait for the button: every stage at which the list is secret."""
    yield "before"
    world.draw_now()
    yield "drawn"
    made = world.dispatch()
    yield "dispatched"
    for inspection in made:
        world.notify(inspection)
    yield "notified"
    for inspection in made:
        inspection.refresh_from_db()
        started = world.start(inspection)
        world.fill(started)
        world.sign(started)
    yield "checking"
    from mingqian.inspections import actions

    for inspection in made:
        inspection.refresh_from_db()
        ended = actions.end_check(by=world.team(inspection)[0], inspection=inspection)
        actions.approve(by=world.actor("unit_head"), inspection=ended)
    yield "reviewed"
    publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    yield "prepared"


def test_searching_any_enterprise_gives_the_same_bytes_at_every_secret_stage(world: Any) -> None:
    publicity.publish_items(by=world.actor("publisher"), agency=world.agency)
    expected: dict[str, bytes] | None = None
    for stage in stages(world):
        found = searches(world)
        if expected is None:
            expected = found
        assert found == expected, stage


def test_the_answer_for_a_drawn_enterprise_differs_in_nothing_but_its_name(dispatched: Any) -> None:
    drawn_ids = {inspection.subject_id for inspection in dispatched.inspections()}
    found = searches(dispatched)
    shapes = {"drawn": set(), "undrawn": set()}
    for subject in dispatched.subjects:
        page = found[f"/open/results/?q={subject.name}"].decode().replace(subject.name, "")
        shapes["drawn" if subject.pk in drawn_ids else "undrawn"].add(page)
    assert len(shapes["drawn"] | shapes["undrawn"]) == 1


def test_no_public_page_names_anyone_at_any_secret_stage(world: Any) -> None:
    publisher = world.actor("publisher")
    publicity.publish_items(by=publisher, agency=world.agency)
    publicity.publish_plan(by=publisher, plan=world.campaign.line.plan)
    for stage in stages(world):
        pages = public_pages()
        if stage != "before":
            assert any(url.startswith("/open/draws/") and len(url) > 20 for url in pages)
        for url, body in pages.items():
            for word in secrets_of(world):
                assert word.encode() not in body, (stage, url)


def test_after_the_dispatch_no_public_page_moves_until_something_is_published(drawn: Any) -> None:
    drawn.dispatch()
    before = public_pages()
    for inspection in drawn.inspections():
        drawn.review(inspection)
    publicity.prepare_campaign(by=drawn.actor("unit_head"), campaign=drawn.campaign)
    assert public_pages() == before


def test_numbers_tell_nothing_of_what_is_being_prepared(dispatched: Any) -> None:
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    made = publicity.publish_items(by=dispatched.actor("publisher"), agency=dispatched.agency)
    assert made.slug.endswith("-2")  # the task notice before it was the first


def test_the_transcript_is_not_there_before_the_release(dispatched: Any) -> None:
    address = dispatched.draw.manifest_hash[:16]
    assert Client().get(f"/open/draws/{address}/transcript.zip").status_code == 404
    assert Client().get(f"/open/draws/{address}/manifest.json").content.decode() == dispatched.draw.manifest
    release(by=dispatched.actor("approver"), draw=dispatched.draw, reason="负责人决定公开")
    page = Client().get(f"/open/draws/{address}/transcript.zip")
    assert page.status_code == 200
    assert page.content.startswith(b"PK")


def test_one_published_result_does_not_betray_the_others(dispatched: Any) -> None:
    first, *others = dispatched.inspections()
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    made = publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    mine = next(one for one in made if one.object_id == first.pk)
    publicity.publish_result(by=dispatched.actor("publisher"), publication=mine)
    said = b"".join(public_pages().values()).decode()
    assert first.subject_name in said
    for other in others:
        assert other.subject_name not in said
        assert other.subject_code not in said


def test_no_personal_number_is_ever_public(dispatched: Any) -> None:
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    publicity.publish_campaign(by=dispatched.actor("publisher"), campaign=dispatched.campaign)
    pages = public_pages()
    assert any(dispatched.inspections()[0].subject_name.encode() in body for body in pages.values())
    for url, body in pages.items():
        for number in (b"13905330001", b"370322198001011239"):
            assert number not in body, url


@pytest.mark.parametrize("who", ["publisher", "unit_head", "inspector1"])
def test_a_signed_in_person_sees_the_same_public_pages(dispatched: Any, who: str) -> None:
    client = dispatched.client(who)
    for url in ("/", "/open/results/", "/open/draws/", "/open/results.json"):
        assert client.get(url).content == Client().get(url).content
