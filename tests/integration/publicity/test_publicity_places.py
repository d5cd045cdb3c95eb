"""Where a result has to be public, what it must hold, what it leaves out: as the document of the campaign says."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.inspections.models import Inspection, Seat
from mingqian.plans.models import AnnualPlan, Campaign
from mingqian.publicity import actions, duties, places
from mingqian.publicity.models import PlaceReceipt, Publication

pytestmark = pytest.mark.django_db

CREDIT = "国家企业信用信息公示系统"


@pytest.fixture
def bureau(dispatched: Any) -> Any:
    """Two results reviewed, the others still to be checked."""
    for one in dispatched.inspections()[:2]:
        dispatched.review(one)
    return dispatched


def under(world: Any, pack_id: str) -> Campaign:
    """The campaign as if its plan had been made under this pack."""
    AnnualPlan.objects.filter(pk=world.campaign.line.plan_id).update(pack_id=pack_id)
    return Campaign.objects.select_related("line__plan").get(pk=world.campaign.pk)


def publish(world: Any, count: int = 1) -> list[Publication]:
    """The first inspections of the campaign, published."""
    made = []
    for inspection in world.inspections()[:count]:
        prepared = actions.prepare_result(by=world.actor("unit_head"), inspection=inspection)
        made.append(actions.publish_result(by=world.actor("publisher"), publication=prepared))
    return made


def enter(
    world: Any, campaign: Campaign, rows: list[Publication], who: str = "unit_head", **changes: Any
) -> Any:
    given = {
        "place": CREDIT,
        "publication_ids": [one.pk for one in rows],
        "entered_on": str(timezone.localdate()),
        "number": "HN-2026-0001",
    } | changes
    return actions.record_receipts(by=world.actor(who), campaign=campaign, **given)


class TestFields:
    def test_a_result_without_a_certificate_is_refused_with_the_article(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        one = bureau.inspections()[0]
        Seat.objects.filter(inspection=one, number=one.seats.first().number).update(certificate="")
        with pytest.raises(Refused) as refused:
            actions.prepare_result(by=bureau.actor("unit_head"), inspection=one)
        said = refused.value.words()
        assert "行政执法证号" in said and "信阳 十九" in said and one.subject_name in said
        with pytest.raises(Refused):
            actions.prepare_campaign(by=bureau.actor("unit_head"), campaign=campaign)
        assert not Publication.objects.filter(kind="result").exists()

    def test_a_document_that_names_no_fields_asks_for_none(self, bureau: Any) -> None:
        assert duties.asked_fields(bureau.campaign) == []
        assert publish(bureau)[0].number

    def test_every_field_the_packs_name_is_known_and_looked_for(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        asked = duties.asked_fields(campaign)
        assert [one.word for one in asked][:2] == ["抽查事项", "公开文号"]
        assert all(one.known is not None for one in asked)
        empty = {
            "subject": {"name": "", "code": ""}, "checked_on": "", "agency": "", "team": [], "lines": [],
        }  # fmt: skip
        lacking = {one.word for one in duties.missing_fields(asked, empty)}
        assert lacking == {one.word for one in asked} - {"公开文号"}
        assert duties.missing_fields([duties.Asked("企业的颜色", "某 1")], empty) == []


class TestCheckAlone:
    def test_the_handling_stays_out_and_no_correction_brings_it_in(self, bureau: Any) -> None:
        under(bureau, "hebi")
        (made,) = publish(bureau)
        assert {line["handling"] for line in made.content["lines"]} == {""}
        assert made.content["check_only"] == "鹤壁 五(五)"
        page = Client().get(reverse("portal:publication", args=[made.slug])).content.decode()
        assert "只针对检查行为本身" in page and "责令改正" not in page.replace("已责令改正", "")
        with pytest.raises(Refused) as refused:
            actions.prepare_correction(
                by=bureau.actor("unit_head"),
                publication=made,
                changes={1: {"handling": "罚款五万元"}},
                reason="补处理",
            )
        assert refused.value.code == "publicity.nothing_corrected"

    def test_elsewhere_the_handling_is_public(self, bureau: Any) -> None:
        (made,) = publish(bureau)
        assert made.content["lines"][0]["handling"] == "责令改正"
        assert "check_only" not in made.content


class TestPlaces:
    def test_the_own_portal_is_done_by_publishing_the_other_waits_for_its_receipt(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        publish(bureau)
        found = places.standing(bureau.actor("unit_head"), campaign)
        assert [(place.name, done, all_) for place, done, all_ in found.counts] == [
            (CREDIT, 0, 1),
            ("市应急管理局门户网站", 1, 1),
        ]
        (waiting,) = found.open
        assert waiting.term is not None and waiting.term.citation == "信阳 十九"

    def test_a_receipt_is_kept_for_ever_and_the_last_one_counts(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        rows = publish(bureau, 2)
        enter(bureau, campaign, rows)
        enter(bureau, campaign, rows[:1], number="HN-2026-0009")
        found = places.standing(bureau.actor("unit_head"), campaign)
        assert found.open == []
        numbers = {one.publication.pk: one.receipt.number for one in found.entries if one.receipt}
        assert numbers == {rows[0].pk: "HN-2026-0009", rows[1].pk: "HN-2026-0001"}
        assert PlaceReceipt.objects.count() == 3
        told = Event.objects.filter(action="publicity.receipt.record").order_by("-pk")[0]
        said = json.loads(told.details)
        assert (said["place"], said["count"]) == (CREDIT, 1)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"place": "别的地方"}, "publicity.place_unknown"),
            ({"place": "市应急管理局门户网站"}, "publicity.place_own"),
            ({"entered_on": "昨天"}, "publicity.receipt_day"),
            ({"entered_on": str(timezone.localdate() + timedelta(days=1))}, "publicity.receipt_future"),
            ({"entered_on": "2020-01-01"}, "publicity.receipt_early"),
            ({"number": "  "}, "publicity.receipt_number"),
            ({"publication_ids": []}, "publicity.nothing_ticked"),
        ],
    )
    def test_what_is_refused(self, bureau: Any, changes: dict[str, Any], code: str) -> None:
        campaign = under(bureau, "xinyang")
        rows = publish(bureau)
        with pytest.raises(Refused) as refused:
            enter(bureau, campaign, rows, **changes)
        assert refused.value.code == code
        assert not PlaceReceipt.objects.exists()

    def test_an_inspector_enters_their_own_and_no_other(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        (row,) = publish(bureau)
        seated = set(Seat.objects.filter(inspection_id=row.object_id).values_list("inspector_id", flat=True))
        mine = bureau.name_of(next(iter(seated - {None})))
        other = next(
            name
            for name in bureau.users
            if name.startswith("inspector") and bureau.users[name][0].inspector_id not in seated
        )
        with pytest.raises(Refused) as refused:
            enter(bureau, campaign, [row], who=other)
        assert refused.value.code == "publicity.nothing_ticked"
        assert len(enter(bureau, campaign, [row], who=mine)) == 1

    def test_a_correction_has_to_be_entered_anew(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        rows = publish(bureau)
        enter(bureau, campaign, rows)
        signed = actions.prepare_correction(
            by=bureau.actor("unit_head"),
            publication=rows[0],
            changes={1: {"handling": "责令限期改正"}},
            reason="处理写错",
        )
        actions.publish_correction(by=bureau.actor("approver"), publication=signed)
        (waiting,) = places.standing(bureau.actor("unit_head"), campaign).open
        assert waiting.publication.pk == signed.pk

    def test_the_desk_says_what_waits_until_when(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        head = bureau.actor("unit_head")
        said = f"待在{CREDIT}录入"
        assert not [line for line in desk_lines(head) if said in line.what]
        rows = publish(bureau)
        (line,) = [line for line in desk_lines(head) if said in line.what]
        assert line.due is not None and line.url.startswith(reverse("publicity:places", args=[campaign.pk]))
        enter(bureau, campaign, rows)
        assert not [line for line in desk_lines(head) if said in line.what]

    def test_the_page_keeps_what_was_typed_and_the_sheet_is_word_for_word(self, bureau: Any) -> None:
        campaign = under(bureau, "xinyang")
        rows = publish(bureau)
        client, address = bureau.client("unit_head"), reverse("publicity:places", args=[campaign.pk])
        sheet = client.get(reverse("publicity:places_sheet", args=[campaign.pk]))
        cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
        assert [str(cells[1][0]), str(cells[1][12])] == [rows[0].subject_name, rows[0].number]
        assert len(cells) == 1 + len(rows[0].content["lines"])
        answer = client.post(
            address, {"place": CREDIT, "row": rows[0].pk, "entered_on": str(timezone.localdate())}
        )
        assert answer.status_code == 409
        said = answer.content.decode()
        assert "请写明录入后的回执号" in said and f'value="{rows[0].pk}"' in said and " checked" in said
        answer = client.post(
            address,
            {"place": CREDIT, "row": rows[0].pk, "entered_on": str(timezone.localdate()), "number": "A-1"},
            follow=True,
        )
        assert "已登记 1 户" in answer.content.decode() and "A-1" in answer.content.decode()
        assert bureau.client("neighbour_unit_head").get(address).status_code == 404
        assert bureau.client("planner").get(address).status_code == 403


def test_what_must_go_out_promptly_is_said_with_the_days_that_passed(bureau: Any) -> None:
    campaign = under(bureau, "xiping")
    assert duties.waiting_promptly(campaign).count == 2
    publish(bureau, 2)
    assert duties.waiting_promptly(campaign) is None


def test_the_days_run_from_the_first_result(bureau: Any) -> None:
    campaign = under(bureau, "xiping")
    one = bureau.inspections()[0]
    Inspection.objects.filter(pk=one.pk).update(result_made_at=timezone.now() - timedelta(days=14))
    found = duties.waiting_promptly(campaign)
    assert found is not None and (found.count, found.where) == (2, "西平 细则 十五") and found.days >= 5
    page = bureau.client("unit_head").get(reverse("publicity:campaign", args=[campaign.pk]))
    assert f"已过 {found.days} 个工作日" in page.content.decode()
    assert duties.waiting_promptly(under(bureau, "weidong")) is None
