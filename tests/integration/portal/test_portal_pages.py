"""The public door: search, lists, versions, draws, open data."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mingqian.portal.queries import by_result
from mingqian.publicity import actions as publicity
from mingqian.publicity.models import Publication, PublishedLine


@pytest.fixture
def public(dispatched: Any) -> Any:
    """Every result of the campaign is public."""
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    publicity.publish_campaign(by=dispatched.actor("publisher"), campaign=dispatched.campaign)
    return dispatched


def found(**asked: str) -> list[str]:
    answer = Client().get("/open/results.json", asked).json()
    return [one["content"]["subject"]["name"] for one in answer["results"]]


def test_by_name_code_item_result_and_date(public: Any) -> None:
    names = [inspection.subject_name for inspection in public.inspections()]
    one = public.inspections()[0]
    today = timezone.localdate()
    assert sorted(found()) == sorted(names)
    assert found(q=one.subject_name) == [one.subject_name]
    assert found(q=one.subject_code) == [one.subject_code and one.subject_name]
    assert found(q=one.subject_code.lower()) == [one.subject_name]
    assert found(q=f" {one.subject_code[:4]} {one.subject_code[4:]} ") == [one.subject_name]
    assert sorted(found(item="教育培训")) == sorted(names)
    assert found(item="没有这一项") == []
    assert sorted(found(item="Y1", result="corrected")) == sorted(names)
    assert found(item="Y2", result="corrected") == []
    assert found(result="unreachable") == []
    assert sorted(found(**{"from": today.isoformat(), "to": today.isoformat()})) == sorted(names)
    assert found(**{"from": (today + timedelta(days=1)).isoformat()}) == []
    assert found(to=(today - timedelta(days=1)).isoformat()) == []
    assert sorted(found(**{"from": "昨天"})) == sorted(names)
    assert found(q="%") == []
    assert found(q="_" * 3) == []


def test_the_list_folds_items_with_the_same_result(public: Any) -> None:
    one = Publication.objects.filter(kind="result").order_by("pk").first()
    lines = list(one.lines.all())
    said = by_result(one)
    assert [title for _, titles in said for title in titles] == [line.item_title for line in lines]
    assert [words for words, _ in said] == list(dict.fromkeys(line.result_words for line in lines))
    page = Client().get("/open/results/").content.decode()
    assert "<details" not in page, "three items with two results are told one by one"
    PublishedLine.objects.bulk_create(
        PublishedLine(publication=one, position=50 + n, item_title=f"加查{n}", result_words="未发现问题")
        for n in range(3)
    )
    page = Client().get("/open/results/").content.decode()
    assert page.count("<details") == 1 and "加查2</li>" in page
    assert "<details open" in Client().get("/open/results/?item=加查").content.decode()


def test_the_search_page_says_why_it_is_empty(public: Any) -> None:
    assert "没有符合条件" in Client().get("/open/results/", {"q": "不存在的企业"}).content.decode()


def test_pages_follow_one_another_without_gap_or_repetition(public: Any, monkeypatch: Any) -> None:
    from mingqian.portal import pages

    monkeypatch.setattr(pages, "PAGE", 2)
    client, url, seen = Client(), "/open/results.json", []
    while url:
        answer = client.get(url).json()
        assert len(answer["results"]) <= 2
        seen += [one["address"] for one in answer["results"]]
        url = answer["next"]
    everything = Publication.objects.filter(kind="result").values_list("slug", flat=True)
    assert len(seen) == len(set(seen))
    assert set(seen) == set(everything)
    page = client.get("/open/results/").content.decode()
    assert 'rel="next"' in page
    assert "未知" not in client.get("/open/results/?after=9-9-9").content.decode()


def test_open_data_is_the_published_content_and_its_digest(public: Any) -> None:
    from mingqian.publicity.content import digest

    answer = json.loads(Client().get("/open/results.json").content)
    for one in answer["results"]:
        assert one["digest"] == digest(one["content"])
        assert Publication.objects.get(slug=one["address"]).content == one["content"]


def test_a_corrected_result_is_found_once_and_both_versions_stay_readable(public: Any) -> None:
    first = Publication.objects.filter(kind="result").order_by("pk").first()
    made = publicity.prepare_correction(
        by=public.actor("unit_head"),
        publication=first,
        changes={1: {"result": "pending", "handling": "限期改正"}},
        reason="录入有误",
    )
    made = publicity.publish_correction(by=public.actor("approver"), publication=made)
    assert found(q=first.subject_name) == [first.subject_name]
    assert found(q=first.subject_name, result="corrected") == []
    assert found(q=first.subject_name, result="pending") == [first.subject_name]
    old = Client().get(f"/p/{first.slug}/").content.decode()
    new = Client().get(f"/p/{made.slug}/").content.decode()
    assert "本公示已更正" in old
    assert f"/p/{made.slug}/" in old
    assert "发现问题已责令改正" in old
    assert "录入有误" in new
    assert f"/p/{first.slug}/" in new
    assert "发现问题待后续处理" in new


def test_what_is_not_public_has_no_page(dispatched: Any) -> None:
    dispatched.review(dispatched.inspections()[0])
    made = publicity.prepare_result(by=dispatched.actor("unit_head"), inspection=dispatched.inspections()[0])
    for slug in (str(made.pk), "None", "1-2026-99"):
        assert Client().get(f"/p/{slug}/").status_code == 404
    publicity.return_publication(by=dispatched.actor("publisher"), publication=made, reason="退回")
    assert found() == []


def test_the_years_figures_count_what_is_public(dispatched: Any) -> None:
    def figures() -> dict[str, str]:
        import re

        page = Client().get("/").content.decode()
        return dict(re.findall(r'<div class="label">([^<]+)</div><div class="value">([0-9,]+)<', page))

    assert figures() == {"公开摇号": "1", "公示检查结果": "0", "其中发现问题": "0", "更正": "0"}
    for inspection in dispatched.inspections():
        dispatched.review(inspection)
    publicity.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    assert figures()["公示检查结果"] == "0"
    publicity.publish_campaign(by=dispatched.actor("publisher"), campaign=dispatched.campaign)
    assert figures() == {"公开摇号": "1", "公示检查结果": "3", "其中发现问题": "3", "更正": "0"}


def test_a_draw_before_and_after(world: Any) -> None:
    from mingqian.draws import actions as draws

    assert "还没有公布锁库摘要" in Client().get("/open/draws/").content.decode()
    draw = world.draw_now()
    url = f"/open/draws/{draw.manifest_hash[:16]}/"
    page = Client().get(url).content.decode()
    assert draw.manifest_hash[:4] in page
    assert "依规定保密" in page
    assert "transcript.zip" not in page
    assert "30 分之 3" in page
    witness = draw.sources.get().label
    assert witness in page
    world.dispatch()
    draws.release(by=world.actor("approver"), draw=draw, reason="负责人决定公开")
    page = Client().get(url).content.decode()
    assert "transcript.zip" in page
    assert "负责人决定公开" in page
    for address in ("0" * 16, "zz", draw.manifest_hash):
        assert Client().get(f"/open/draws/{address}/").status_code == 404


def test_an_aborted_attempt_stays_with_its_reason(world: Any) -> None:
    from dataclasses import replace

    from mingqian.draws import actions as draws

    first = world.draw_now(sign=False)
    draws.ask_new_attempt(by=world.actor("draw_operator"), draw=first, reason="名录有误")
    draws.approve_new_attempt(by=replace(world.actor("approver")), draw=first)
    second = world.draw_now()
    page = Client().get(f"/open/draws/{second.manifest_hash[:16]}/").content.decode()
    assert first.manifest_hash[:16] in page
    assert "共 2 次" in page
    old = Client().get(f"/open/draws/{first.manifest_hash[:16]}/").content.decode()
    assert "名录有误" in old
    assert "已中止" in old
    listing = Client().get("/open/draws/").content.decode()
    assert listing.count("/open/draws/") >= 2


def test_search_engines_may_read_all_but_an_enterprises_own_page() -> None:
    said = Client().get("/robots.txt").content.decode()
    assert "Disallow: /n/" in said
    assert "Disallow: /open/" not in said


def test_public_pages_take_no_writes(public: Any) -> None:
    for url in ("/", "/open/results/", "/open/draws/", "/open/results.json", "/robots.txt"):
        assert Client().post(url).status_code == 405
