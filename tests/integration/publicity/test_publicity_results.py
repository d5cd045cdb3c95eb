"""公示: prepared by one, published by another, fixed for ever; corrected only as a new version."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.draws.queries import public_transcript
from mingqian.inspections import actions as inspections
from mingqian.publicity import actions
from mingqian.publicity.content import digest
from mingqian.publicity.models import Publication, PublishedLine


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value.code


@pytest.fixture
def reviewed(dispatched: Any) -> Any:
    dispatched.one = dispatched.review(dispatched.inspections()[0])
    return dispatched


@pytest.fixture
def prepared(reviewed: Any) -> Any:
    reviewed.publication = actions.prepare_result(by=reviewed.actor("unit_head"), inspection=reviewed.one)
    return reviewed


@pytest.fixture
def published(prepared: Any) -> Any:
    prepared.publication = actions.publish_result(
        by=prepared.actor("publisher"), publication=prepared.publication
    )
    return prepared


def test_the_content_is_what_the_rules_ask_for(prepared: Any) -> None:
    content = prepared.publication.content
    assert content["subject"] == {
        "name": prepared.one.subject_name,
        "code": prepared.one.subject_code,
    }
    assert [line["item"] for line in content["lines"]] == [item.name for item in prepared.items]
    assert [line["result_words"] for line in content["lines"]] == [
        "发现问题已责令改正",
        "未发现问题",
        "未发现问题",
    ]
    assert [p["certificate"] for p in content["team"]] == list(
        prepared.one.seats.order_by("number").values_list("certificate", flat=True)
    )
    assert content["checked_on"]
    assert "20 个工作日" in content["objection"]
    assert "15 个工作日" in content["objection"]
    said = str(content)
    for secret in ("配电箱无门", "责令立即整改", "13905330001", "370322198001011239", "张现场"):
        assert secret not in said


def test_only_a_reviewed_result_of_the_own_unit_is_prepared_once(reviewed: Any) -> None:
    head, other = reviewed.actor("unit_head"), reviewed.inspections()[1]
    assert refused(actions.prepare_result, by=head, inspection=other) == "publicity.not_reviewed"
    for who in ("other_head", "neighbour_unit_head"):
        assert refused(actions.prepare_result, by=reviewed.actor(who), inspection=reviewed.one) == (
            "inspections.not_yours"
        )
    assert refused(actions.prepare_result, by=reviewed.actor("publisher"), inspection=reviewed.one) == (
        "acts.not_permitted"
    )
    actions.prepare_result(by=head, inspection=reviewed.one)
    assert refused(actions.prepare_result, by=head, inspection=reviewed.one) == "publicity.already_prepared"
    assert Publication.objects.filter(kind="result").count() == 1


def test_what_is_prepared_has_no_number_and_no_address(prepared: Any) -> None:
    one = prepared.publication
    assert (one.number, one.slug, one.published_at, one.state) == ("", None, None, "prepared")
    assert not PublishedLine.objects.exists()


def test_published_by_another_person_of_the_agency(prepared: Any) -> None:
    for who in ("unit_head", "approver", "neighbour_publisher"):
        code = refused(actions.publish_result, by=prepared.actor(who), publication=prepared.publication)
        assert code == ("publicity.not_yours" if who.startswith("neighbour") else "acts.not_permitted")
    Publication.objects.filter(pk=prepared.publication.pk).update(
        prepared_by_id=prepared.actor("publisher").user_id
    )
    assert refused(
        actions.publish_result, by=prepared.actor("publisher"), publication=prepared.publication
    ) == ("publicity.second_person")


def test_publishing_gives_number_address_and_search_lines_once(published: Any) -> None:
    one = published.publication
    assert one.number.endswith("号")
    assert one.number.startswith("试应急双随机公示〔")
    assert [line.result for line in one.lines.order_by("position")] == [
        "corrected",
        "none_found",
        "none_found",
    ]
    published.one.refresh_from_db()
    assert published.one.state == "published"
    assert refused(actions.publish_result, by=published.actor("publisher"), publication=one) == (
        "acts.wrong_state"
    )
    assert PublishedLine.objects.filter(publication=one).count() == 3
    event = Event.objects.get(action="publicity.publication.publish", object_id=one.pk)
    assert one.digest in event.details


def test_the_searched_columns_repeat_the_content(published: Any) -> None:
    one = Publication.objects.get(pk=published.publication.pk)
    assert one.subject_name == one.content["subject"]["name"]
    assert one.subject_code == one.content["subject"]["code"]
    assert one.digest == digest(one.content)
    assert [(line.item_code, line.item_title, line.result_words) for line in one.lines.all()] == [
        (line["item_code"], line["item"], line["result_words"]) for line in one.content["lines"]
    ]


@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        "title = 'x'",
        "number = 'x'",
        "slug = 'x'",
        "digest = ''",
        "subject_name = 'x'",
        "published_by = 'x'",
        "published_at = '2001-01-01'",
        "state = 'prepared'",
        "reason = 'x'",
    ],
)
def test_a_published_row_never_changes(published: Any, change: str) -> None:
    with (
        pytest.raises(Exception, match="published: UPDATE"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE publicity_publication SET {change} WHERE id = {published.publication.pk}")


def test_no_publication_is_ever_deleted(published: Any) -> None:
    for table, says in (("publicity_publishedline", "append-only"), ("publicity_publication", "published")):
        with (
            pytest.raises(Exception, match=f"{says}: DELETE"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")


def test_a_corrected_row_is_never_put_back_in_force(published: Any) -> None:
    Publication.objects.filter(pk=published.publication.pk).update(state="corrected")
    with pytest.raises(Exception, match="published: UPDATE"), transaction.atomic():
        Publication.objects.filter(pk=published.publication.pk).update(state="published")


def test_a_record_sent_back_meanwhile_is_not_published(prepared: Any) -> None:
    type(prepared.one).objects.filter(pk=prepared.one.pk).update(state="recorded")
    assert refused(
        actions.publish_result, by=prepared.actor("publisher"), publication=prepared.publication
    ) == ("publicity.record_changed")
    assert Publication.objects.get(pk=prepared.publication.pk).state == "prepared"


@pytest.mark.parametrize("number", ["13905330001", "370322198001011239"])
def test_personal_numbers_do_not_go_out(dispatched: Any, number: str) -> None:
    from mingqian.codes.identity import id_check_character

    if len(number) == 18:
        number = number[:17] + id_check_character(number[:17])
    one = dispatched.start(dispatched.notify(dispatched.inspections()[0]))
    dispatched.fill(one, handling=f"责令改正，联系人{number}")
    dispatched.sign(one)
    one = inspections.end_check(by=dispatched.team(one)[0], inspection=one)
    one = inspections.approve(by=dispatched.actor("unit_head"), inspection=one)
    with pytest.raises(Refused) as raised:
        actions.prepare_result(by=dispatched.actor("unit_head"), inspection=one)
    assert raised.value.code == "publicity.personal"
    assert number not in raised.value.words()


def test_returned_and_prepared_again(prepared: Any) -> None:
    publisher, one = prepared.actor("publisher"), prepared.publication
    assert refused(actions.return_publication, by=publisher, publication=one, reason=" ") == (
        "acts.reason_required"
    )
    assert actions.return_publication(by=publisher, publication=one, reason="处理用语").state == "returned"
    assert refused(actions.publish_result, by=publisher, publication=one) == "acts.wrong_state"
    again = actions.prepare_result(by=prepared.actor("unit_head"), inspection=prepared.one)
    assert actions.publish_result(by=publisher, publication=again).state == "published"


def test_the_last_result_releases_the_list_and_none_before(dispatched: Any) -> None:
    head, publisher = dispatched.actor("unit_head"), dispatched.actor("publisher")
    made = [dispatched.review(inspection) for inspection in dispatched.inspections()]
    for position, inspection in enumerate(made, start=1):
        publication = actions.prepare_result(by=head, inspection=inspection)
        actions.publish_result(by=publisher, publication=publication)
        dispatched.draw.refresh_from_db()
        assert dispatched.draw.released is (position == len(made))
        assert bool(public_transcript(dispatched.draw)) is (position == len(made))
    dispatched.campaign.refresh_from_db()
    assert dispatched.campaign.state == "published"


def test_all_of_a_campaign_at_once_and_numbered_in_a_row(dispatched: Any) -> None:
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    head, publisher = dispatched.actor("unit_head"), dispatched.actor("publisher")
    assert refused(actions.publish_campaign, by=publisher, campaign=dispatched.campaign) == (
        "publicity.nothing_prepared"
    )
    assert len(actions.prepare_campaign(by=head, campaign=dispatched.campaign)) == 3
    assert refused(actions.prepare_campaign, by=head, campaign=dispatched.campaign) == (
        "publicity.nothing_prepared"
    )
    done = actions.publish_campaign(by=publisher, campaign=dispatched.campaign)
    serials = [int(one.slug.rsplit("-", 1)[1]) for one in done]
    assert serials == [2, 3, 4]  # the task notice was 1
    assert [one.subject_name for one in done] == sorted(one.subject_name for one in done)


def test_one_refusal_publishes_nothing(dispatched: Any) -> None:
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    actions.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    last = Publication.objects.filter(kind="result").order_by("subject_name").last()
    Publication.objects.filter(pk=last.pk).update(digest="0" * 64)
    assert refused(
        actions.publish_campaign, by=dispatched.actor("publisher"), campaign=dispatched.campaign
    ) == ("publicity.record_changed")
    assert not Publication.objects.filter(kind="result", state="published").exists()


def test_left_the_record_right_what_the_public_sees(prepared: Any) -> None:
    url = reverse("publicity:publication", args=[prepared.publication.pk])
    page = prepared.client("publisher").get(url).content.decode()
    left, right = page.split('class="published"')
    assert "配电箱无门" in left
    assert "配电箱无门" not in right
    assert prepared.one.subject_name in right


def test_the_public_page_is_the_preview_character_by_character(published: Any) -> None:
    def half(page: str) -> str:
        start = page.index('<div class="published">')
        return page[start : page.index("</div>", page.rindex("异议", start))]

    url = reverse("publicity:publication", args=[published.publication.pk])
    office = published.client("publisher").get(url).content.decode()
    public = published.client("publisher").get(f"/p/{published.publication.slug}/").content.decode()
    assert half(office) == half(public)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("publisher", 200),
        ("approver", 200),
        ("unit_head", 200),
        ("other_head", 404),
        ("neighbour_publisher", 404),
        ("neighbour_approver", 404),
        ("planner", 403),
        ("inspector1", 403),
        ("auditor", 403),
    ],
)
def test_who_opens_what_is_being_prepared(prepared: Any, who: str, status: int) -> None:
    url = reverse("publicity:publication", args=[prepared.publication.pk])
    assert prepared.client(who).get(url).status_code == status


def test_the_pages_publish_return_and_correct(reviewed: Any) -> None:
    head, publisher = reviewed.client("unit_head"), reviewed.client("publisher")
    made = head.post(reverse("publicity:prepare", args=[reviewed.one.pk]))
    publication = Publication.objects.get(kind="result")
    url = reverse("publicity:publication", args=[publication.pk])
    assert made.url == url
    assert head.get(reverse("publicity:prepare", args=[reviewed.one.pk])).url == url
    assert publisher.post(url, {"act": "publish"}).status_code == 302
    again = publisher.post(url, {"act": "publish"})
    assert again.status_code == 200
    assert "已公示" in again.content.decode()
    correct = reverse("publicity:correct", args=[publication.pk])
    lines = {"result-1": "pending", "handling-1": "限期改正"}
    page = head.post(correct, {**lines, "reason": ""}).content.decode()
    assert "请写明理由" in page
    assert "限期改正" in page
    assert head.post(correct, {**lines, "reason": "录入有误"}).status_code == 302
    made = Publication.objects.get(kind="correction")
    assert made.content["correction"]["changed"] == [1]
    approver = reviewed.client("approver")
    assert approver.post(reverse("publicity:publication", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.state == "published"


def test_the_campaigns_page_prepares_and_publishes_everything(dispatched: Any) -> None:
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    url = reverse("publicity:campaign", args=[dispatched.campaign.pk])
    assert dispatched.client("unit_head").post(url, {"act": "prepare"}).status_code == 302
    publisher = dispatched.client("publisher")
    assert "3 户的结果待公示" in publisher.get("/desk/").content.decode()
    assert publisher.post(url, {"act": "publish"}).status_code == 302
    assert publisher.post(url, {"act": "publish"}).status_code == 200
    assert Publication.objects.filter(kind="result", state="published").count() == 3


def test_long_lists_go_on_from_page_to_page(dispatched: Any, monkeypatch: Any) -> None:
    from mingqian.inspections.pages import tasks
    from mingqian.publicity.pages import lists, results

    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    actions.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    client = dispatched.client("unit_head")
    number = dispatched.campaign.pk
    for module, url in (
        (tasks, reverse("inspections:inspection_list")),
        (tasks, reverse("inspections:campaign", args=[number])),
        (results, reverse("publicity:campaign", args=[number])),
        (lists, reverse("publicity:publication_list")),
    ):
        monkeypatch.setattr(module, "PAGE", 2)
        seen: list[str] = []
        page = client.get(url).content.decode()
        for _ in range(2):
            body = page[page.index("<tbody") : page.index("</tbody>")]
            seen += [one.subject_name for one in dispatched.inspections() if one.subject_name in body]
            following = re.search(r'href="(\?[^"]*)" rel="next"', page)
            if following is None:
                break
            page = client.get(url + following.group(1).replace("&amp;", "&")).content.decode()
        assert sorted(seen) == sorted(one.subject_name for one in dispatched.inspections()), url


def test_the_search_box_finds_what_one_may_open(prepared: Any) -> None:
    name = prepared.one.subject_name
    for who, sees in (("publisher", True), ("unit_head", True), ("other_head", False), ("planner", False)):
        page = prepared.client(who).get("/desk/search/", {"q": name}).content.decode()
        assert (f"{name}抽查检查结果" in page) is sees, who
