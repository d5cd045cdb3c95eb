"""通报、简报、总结: begun from the figures, approved by another, public when the list is open, edition by edition."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.draws.actions import release
from mingqian.inspections.papers import papers_of
from mingqian.plans.models import AnnualPlan, Campaign
from mingqian.publicity import actions as publicity
from mingqian.publicity.models import Publication
from mingqian.statistics import actions, compose
from mingqian.statistics.models import Report

pytestmark = pytest.mark.django_db


def under(world: Any, pack_id: str) -> Campaign:
    """The campaign as if its plan had been made under this pack."""
    AnnualPlan.objects.filter(pk=world.campaign.line.plan_id).update(pack_id=pack_id)
    return Campaign.objects.select_related("line__plan", "agency", "unit").get(pk=world.campaign.pk)


@pytest.fixture
def public(dispatched: Any) -> Any:
    """Every result public, the list released with the last of them."""
    for one in dispatched.inspections():
        dispatched.review(one)
    publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    publicity.publish_campaign(by=dispatched.actor("publisher"), campaign=dispatched.campaign)
    return dispatched


def written(world: Any, campaign: Campaign, kind: str = "bulletin", **changes: str) -> Report:
    head = world.actor("unit_head")
    made = actions.begin_report(by=head, campaign=campaign, kind=kind)
    given = {"title": made.title, "text": made.text} | changes
    return actions.submit_report(by=head, report=made, **given)


def approved(world: Any, campaign: Campaign, kind: str = "bulletin", **changes: str) -> Report:
    made = written(world, campaign, kind, **changes)
    return actions.approve_report(by=world.actor("approver"), report=made)


def refused(code: str, step: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        step()
    assert caught.value.code == code
    return caught.value


class TestBulletin:
    def test_never_before_the_list_is_open(self, dispatched: Any) -> None:
        campaign, head = under(dispatched, "xiping"), dispatched.actor("unit_head")
        refused(
            "publicity.list_not_released",
            lambda: actions.begin_report(by=head, campaign=campaign, kind="bulletin"),
        )
        assert not Report.objects.exists()
        page = dispatched.client("unit_head").get(reverse("statistics:campaign", args=[campaign.pk]))
        assert "抽取名单公开之后才能拟写通报" in page.content.decode()

    def test_from_the_figures_to_the_portal(self, public: Any) -> None:
        campaign = under(public, "xiping")
        count = len(public.inspections())
        made = approved(public, campaign)
        assert made.basis == "西平 细则 十五"
        assert f"已公示检查结果 {count} 户，其中发现问题 {count} 户" in made.text
        waiting = Publication.objects.get(pk=made.publication_id)
        assert (waiting.state, waiting.kind) == ("prepared", "report")
        assert Client().get(reverse("portal:report_list")).content.decode().count(made.title) == 0
        done = publicity.publish_report(by=public.actor("publisher"), publication=waiting)
        page = Client().get(reverse("portal:publication", args=[done.slug])).content.decode()
        assert made.title in page and "发现问题已责令改正" in page
        assert done.number in Client().get(reverse("portal:report_list")).content.decode()
        assert all(subject.name not in page for subject in public.subjects)

    def test_every_campaign_asks_for_one_until_it_is_written(self, public: Any) -> None:
        said = "一抽查一通报"
        head = public.actor("unit_head")
        assert not [line for line in desk_lines(head) if said in line.what]
        campaign = under(public, "xiping")
        (line,) = [line for line in desk_lines(head) if said in line.what]
        assert line.url == reverse("statistics:campaign", args=[campaign.pk])
        made = written(public, campaign)
        assert not [line for line in desk_lines(head) if said in line.what]
        assert [
            line
            for line in desk_lines(public.actor("approver"))
            if line.what == f"批准抽查情况通报：{made.title}"
        ]
        actions.approve_report(by=public.actor("approver"), report=made)
        assert [line for line in desk_lines(public.actor("publisher")) if made.title in line.what]

    def test_what_was_returned_in_publishing_is_written_anew(self, public: Any) -> None:
        campaign = under(public, "xiping")
        made = approved(public, campaign)
        publicity.return_publication(
            by=public.actor("publisher"),
            publication=Publication.objects.get(pk=made.publication_id),
            reason="第二段有错字",
        )
        head = public.actor("unit_head")
        assert [line for line in desk_lines(head) if "一抽查一通报" in line.what]
        page = public.client("unit_head").get(reverse("statistics:report", args=[made.pk]))
        assert "第二段有错字" in page.content.decode()
        again = approved(public, campaign, text="改正之后的正文")
        assert (again.edition, again.title) == (2, made.title)
        assert again.publication_id != made.publication_id

    def test_a_new_edition_replaces_the_one_before_which_stays_readable(self, public: Any) -> None:
        campaign = under(public, "xiping")
        publisher = public.actor("publisher")
        first, second = (
            publicity.publish_report(
                by=publisher,
                publication=Publication.objects.get(pk=approved(public, campaign, text=text).publication_id),
            )
            for text in ("第一次通报", "第二次通报")
        )
        first.refresh_from_db()
        assert (first.state, second.supersedes_id) == ("superseded", first.pk)
        page = Client().get(reverse("portal:publication", args=[first.slug])).content.decode()
        assert "第一次通报" in page and second.number in page
        listed = Client().get(reverse("portal:report_list")).content.decode()
        assert second.number in listed and first.number not in listed

    def test_nothing_personal_goes_in(self, public: Any) -> None:
        campaign = under(public, "xiping")
        one = refused(
            "publicity.personal", lambda: written(public, campaign, text="负责人电话 13905330001，请联系。")
        )
        assert "13905330001" not in one.words() and "正文" in one.words()

    def test_the_publisher_may_not_be_who_wrote_it(self, public: Any) -> None:
        made = approved(public, under(public, "xiping"))
        waiting = Publication.objects.get(pk=made.publication_id)
        Publication.objects.filter(pk=waiting.pk).update(prepared_by_id=public.actor("publisher").user_id)
        refused(
            "publicity.second_person",
            lambda: publicity.publish_report(by=public.actor("publisher"), publication=waiting),
        )

    def test_the_publisher_publishes_on_the_page(self, public: Any) -> None:
        made = approved(public, under(public, "xiping"))
        address = reverse("publicity:publication", args=[made.publication_id])
        answer = public.client("publisher").post(address, {"act": "publish"}, follow=True)
        assert "已公示：" in answer.content.decode()
        assert Publication.objects.get(pk=made.publication_id).state == "published"


class TestApproval:
    def test_the_tables_are_fixed_when_it_is_submitted(self, public: Any) -> None:
        made = written(public, under(public, "xiping"))
        assert made.tables and made.tables == compose.tables_of(made.campaign, made.kind)
        refused(
            "acts.wrong_state",
            lambda: actions.save_report(by=public.actor("unit_head"), report=made, title="改", text="改"),
        )

    def test_back_with_a_reason_and_forth_again(self, public: Any) -> None:
        campaign = under(public, "xiping")
        made = written(public, campaign)
        leader = public.actor("approver")
        refused("acts.reason_required", lambda: actions.return_report(by=leader, report=made, reason=" "))
        actions.return_report(by=leader, report=made, reason="写明整改期限")
        head = public.client("unit_head")
        page = head.get(reverse("statistics:report", args=[made.pk])).content.decode()
        assert "写明整改期限" in page
        answer = head.post(
            reverse("statistics:report", args=[made.pk]), {"act": "submit", "title": "", "text": "都还在"}
        )
        assert answer.status_code == 409 and "都还在" in answer.content.decode()
        actions.submit_report(by=public.actor("unit_head"), report=made, title="通报", text="正文")
        assert Report.objects.get(pk=made.pk).state == "submitted"

    def test_who_wrote_it_does_not_approve_it(self, public: Any) -> None:
        made = written(public, under(public, "xiping"))
        Report.objects.filter(pk=made.pk).update(written_by_id=public.actor("approver").user_id)
        refused(
            "acts.second_person", lambda: actions.approve_report(by=public.actor("approver"), report=made)
        )

    def test_one_at_a_time_and_a_draft_can_be_set_aside(self, public: Any) -> None:
        campaign, head = under(public, "xiping"), public.actor("unit_head")
        made = actions.begin_report(by=head, campaign=campaign, kind="bulletin")
        refused(
            "statistics.open_already",
            lambda: actions.begin_report(by=head, campaign=campaign, kind="bulletin"),
        )
        actions.drop_report(by=head, report=made)
        assert [line for line in desk_lines(head) if "一抽查一通报" in line.what]
        assert actions.begin_report(by=head, campaign=campaign, kind="bulletin").edition == 2

    def test_others_may_neither_write_nor_read(self, public: Any) -> None:
        campaign = under(public, "xiping")
        refused(
            "statistics.not_yours",
            lambda: actions.begin_report(by=public.actor("other_head"), campaign=campaign, kind="brief"),
        )
        made = actions.begin_report(by=public.actor("unit_head"), campaign=campaign, kind="bulletin")
        for who, status in (
            ("other_head", 404),
            ("approver", 404),
            ("planner", 403),
            ("neighbour_approver", 404),
        ):
            answer = public.client(who).get(reverse("statistics:report", args=[made.pk]))
            assert answer.status_code == status, who
        refused(
            "acts.not_permitted",
            lambda: actions.begin_report(by=public.actor("approver"), campaign=campaign, kind="brief"),
        )
        neighbour = public.actor("neighbour_approver")
        actions.submit_report(by=public.actor("unit_head"), report=made, title="通报", text="正文")
        refused("statistics.not_yours", lambda: actions.approve_report(by=neighbour, report=made))
        assert public.client("approver").get(reverse("statistics:report", args=[made.pk])).status_code == 200


class TestBriefAndSummary:
    def test_a_brief_before_the_release_tells_numbers_of_stages_alone(self, dispatched: Any) -> None:
        campaign = under(dispatched, "weidong")
        dispatched.review(dispatched.inspections()[0])
        made = actions.begin_report(by=dispatched.actor("unit_head"), campaign=campaign, kind="brief")
        assert made.basis == "卫东 九(三)"
        assert [table["title"] for table in made.tables] == ["工作进度（户）"]
        said = f"{made.text}{made.tables}"
        assert all(subject.name not in said for subject in dispatched.subjects)
        assert all(word not in said for word in ("发现问题已责令改正", "城关镇"))

    def test_briefs_follow_one_another_each_from_the_figures_of_its_day(self, public: Any) -> None:
        campaign = under(public, "weidong")
        first = approved(public, campaign, "brief", text="第一期")
        second = actions.begin_report(by=public.actor("unit_head"), campaign=campaign, kind="brief")
        assert (first.edition, second.edition) == (1, 2)
        assert "第 2 期" in second.title and second.text != "第一期"

    def test_a_summary_is_sent_with_day_and_number(self, public: Any) -> None:
        campaign, head = under(public, "hebi"), public.actor("unit_head")
        Campaign.objects.filter(pk=campaign.pk).update(state="published")
        assert [line for line in desk_lines(head) if line.what == "拟写总结"]
        made = approved(public, campaign, "summary")
        assert made.basis == "鹤壁 六(四)" and made.publication_id is None
        assert [line for line in desk_lines(head) if line.what == f"报送总结：{made.title}"]
        today = timezone.localdate().isoformat()

        def send(**changes: str) -> Report:
            given = {"sent_to": "市双随机办公室", "sent_on": today, "number": "〔2026〕3号"} | changes
            return actions.send_report(by=head, report=made, **given)

        refused("statistics.sent_to", lambda: send(sent_to=""))
        refused("statistics.sent_on", lambda: send(sent_on="2999-01-01"))
        done = send()
        assert (done.state, done.sent_to) == ("sent", "市双随机办公室")
        assert [paper.title for paper in papers_of(campaign) if paper.kind == "总结"] == [made.title]

    def test_a_bulletin_is_published_and_not_sent(self, public: Any) -> None:
        made = approved(public, under(public, "xiping"))
        refused(
            "statistics.bulletin_is_published",
            lambda: actions.send_report(
                by=public.actor("unit_head"), report=made, sent_to="县", sent_on="2026-01-01", number=""
            ),
        )

    def test_the_analysis_goes_along_where_a_document_asks_for_it(self, public: Any) -> None:
        titles = {
            pack: [table["title"] for table in compose.tables_of(under(public, pack), "summary")]
            for pack in ("xinyang", "hebi")
        }
        assert "结果分析：信用等级" in titles["xinyang"] and "结果分析：信用等级" not in titles["hebi"]

    def test_paper_and_page_open(self, public: Any) -> None:
        made = approved(public, under(public, "hebi"), "summary")
        client = public.client("unit_head")
        for name in ("report", "report_paper"):
            page = client.get(reverse(f"statistics:{name}", args=[made.pk]))
            assert page.status_code == 200 and made.title in page.content.decode()
        answer = client.post(
            reverse("statistics:report", args=[made.pk]), {"act": "send", "sent_to": "", "number": "8号"}
        )
        assert answer.status_code == 409 and 'value="8号"' in answer.content.decode()


def test_all_of_it_is_in_the_record(public: Any) -> None:
    approved(public, under(public, "xiping"))
    told = set(Event.objects.filter(action__startswith="statistics.").values_list("action", flat=True))
    assert told == {"statistics.report.begin", "statistics.report.submit", "statistics.report.approve"}


def test_a_released_list_opens_the_bulletin_before_every_result_is_public(dispatched: Any) -> None:
    campaign = under(dispatched, "xiping")
    release(by=dispatched.actor("approver"), draw=dispatched.draw, reason="负责人决定公开")
    made = actions.begin_report(by=dispatched.actor("unit_head"), campaign=campaign, kind="bulletin")
    assert "已公示检查结果 0 户" in made.text
