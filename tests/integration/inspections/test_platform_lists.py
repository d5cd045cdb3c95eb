"""平台抽取: a list drawn on the official platform is entered, confirmed by another, dispatched, and never looks like ours."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mingqian.accounts.current import actor_for
from mingqian.acts.refusal import Refused
from mingqian.draws import actions as draws
from mingqian.draws.models import Draw, PlatformList
from mingqian.draws.queries import why_list_secret
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection
from mingqian.inspections.papers import papers_of
from mingqian.publicity.models import Publication

HEADINGS = ("抽取序号", "市场主体名称", "统一社会信用代码", "检查人员")
PLATFORM = "国家企业信用信息公示系统"


def book(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook as the platform gives it out (鹤壁 附件 2): a title above the headings."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet = made.add_worksheet()
        sheet.write_string(0, 0, "抽查情况统计表")
        for at, line in enumerate([headings, *rows], 1):
            for place, cell in enumerate(line):
                sheet.write_string(at, place, cell)
    return target.getvalue()


def rows_of(world: Any, count: int = 4) -> list[list[str]]:
    """Enterprises of the register, each with two inspectors."""
    one, two = world.inspectors[0], world.inspectors[1]
    return [
        [str(at + 1), subject.name, subject.code, f"{one.name}、{two.certificate_number}"]
        for at, subject in enumerate(world.subjects[:count])
    ]


def register(world: Any, rows: Sequence[Sequence[str]], **more: Any) -> Draw:
    given = {
        "platform": PLATFORM,
        "reference": "3703-2026-017",
        "drawn_on": timezone.localdate(),
        "file_name": "名单.xlsx",
        "data": book(rows),
    } | more
    return draws.register_platform_list(by=world.actor("draw_operator"), campaign=world.campaign, **given)


def refused(world: Any, rows: Sequence[Sequence[str]], **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        register(world, rows, **more)
    assert not Draw.objects.exists()
    return caught.value.code


def test_from_the_file_to_the_inspections(world: Any) -> None:
    draw = register(world, rows_of(world))
    world.campaign.refresh_from_db()
    assert (draw.state, world.campaign.state) == ("drawn", "drawn")
    with pytest.raises(Refused, match="签字之后"):
        actions.dispatch(by=world.actor("draw_operator"), draw=draw)
    draws.confirm_platform_list(by=world.actor("approver"), draw=draw)
    made = actions.dispatch(by=world.actor("draw_operator"), draw=draw)
    assert [one.subject_name for one in made] == [one.name for one in world.subjects[:4]]
    seats = list(made[0].seats.order_by("number"))
    assert [(one.seat, one.name, one.source) for one in seats] == [
        ("leader", world.inspectors[0].name, "platform"),
        ("member", world.inspectors[1].name, "platform"),
    ]
    assert not seats[0].random
    assert seats[0].origin == "官方平台抽取"
    draw.refresh_from_db()
    assert draw.manifest_hash == ""
    listing = [one for one in papers_of(world.campaign) if one.kind == "平台抽取名单"]
    assert [one.digest for one in listing] == [draw.platform.file_digest]
    assert "锁库清单" not in {one.kind for one in papers_of(world.campaign)}


def test_the_list_is_as_secret_as_any(world: Any) -> None:
    draw = register(world, rows_of(world))
    assert why_list_secret(world.actor("planner"), draw)
    assert not why_list_secret(world.actor("approver"), draw)
    draws.confirm_platform_list(by=world.actor("approver"), draw=draw)
    actions.dispatch(by=world.actor("draw_operator"), draw=draw)
    public = Client()
    page = public.get("/open/draws/").content.decode()
    assert "3703-2026-017" in page
    assert "没有摇号记录和证明" in page
    names = [one.subject_name for one in Inspection.objects.all()]
    assert not any(name in page for name in names)
    notice = Publication.objects.get(kind="notice")
    said = str(notice.content)
    assert "3703-2026-017" in said
    assert not any(name in said for name in names)
    assert not any(name in public.get(f"/open/p/{notice.slug}/").content.decode() for name in names)


def test_another_person_confirms(world: Any) -> None:
    draw = register(world, rows_of(world))
    user, _ = world.users["draw_operator"]
    PlatformList.objects.filter(pk=draw.platform.pk)
    with pytest.raises(Refused) as caught:
        draws.confirm_platform_list(by=world.actor("neighbour_approver"), draw=draw)
    assert caught.value.code == "draws.other_agency"
    assert draw.platform.registered_by_id == user.pk
    both = actor_for(user, "approver", origin="127.0.0.1")  # who entered it, in the leader's role
    with pytest.raises(Refused) as caught:
        draws.confirm_platform_list(by=both, draw=draw)
    assert caught.value.code == "acts.second_person"
    with pytest.raises(Refused) as caught:
        draws.sign(by=world.actor("draw_operator"), draw=draw)
    assert caught.value.code == "draws.platform_no_proof"
    with pytest.raises(Refused) as caught:
        draws.ask_new_attempt(by=world.actor("draw_operator"), draw=draw, reason="抽错了")
    assert caught.value.code == "draws.platform_no_proof"


def test_withdrawn_it_may_be_entered_again_or_drawn_here(world: Any) -> None:
    draw = register(world, rows_of(world))
    draws.withdraw_platform_list(by=world.actor("draw_operator"), draw=draw, reason="选错了文件")
    world.campaign.refresh_from_db()
    assert world.campaign.state == "ready"
    again = register(world, rows_of(world, 5))
    assert again.attempt == 1
    draws.withdraw_platform_list(by=world.actor("draw_operator"), draw=again, reason="在本平台摇号")
    world.campaign.refresh_from_db()
    assert world.draw_now().attempt == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows, world: rows[1].__setitem__(2, "91370322TX9999999X"), "不是这个代码"),
        (lambda rows, world: rows[1].__setitem__(1, "没有这一户"), "在名录库里是"),
        (lambda rows, world: rows.__setitem__(1, rows[0]), "同一户"),
        (lambda rows, world: rows[1].__setitem__(3, "王无名"), "名录库里没有“王无名”"),
    ],
)
def test_every_wrong_cell_is_told_and_nothing_is_kept(world: Any, change: Any, words: str) -> None:
    rows = rows_of(world)
    change(rows, world)
    assert refused(world, rows) == "draws.platform_wrong"
    response = world.client("draw_operator").post(
        f"/draws/room/{world.campaign.pk}/platform/",
        {
            "platform": PLATFORM,
            "reference": "1",
            "drawn_on": timezone.localdate().isoformat(),
            "file": SimpleUploadedFile("名单.xlsx", book(rows)),
        },
    )
    page = response.content.decode()
    assert words in page
    assert "第 4 行" in page
    assert PLATFORM in page


def test_an_unfit_inspector_is_told(world: Any) -> None:
    person = world.inspectors[1]
    person.certificate_valid_until = timezone.localdate() - timedelta(days=1)
    person.save()
    rows = rows_of(world)
    assert refused(world, rows) == "draws.platform_wrong"
    rows = [[*row[:3], world.inspectors[0].name] for row in rows]
    draw = register(world, rows)
    assert [seat.vacant for seat in draw.drawn.first().seats.order_by("number")] == [False, True]


def test_what_departs_from_the_pool_needs_a_reason(world: Any) -> None:
    assert refused(world, rows_of(world, 1)) == "draws.platform_departs"
    stopped = world.subjects[0]
    stopped.status = "cancelled"
    stopped.save()
    assert refused(world, rows_of(world)) == "draws.platform_departs"
    draw = register(world, rows_of(world), departure="平台的名录是上个月的")
    assert draw.platform.departure == "平台的名录是上个月的"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xef\xbb\xbfa,b\n1,2\n", "draws.platform_headings"),
        ("检查对象名称,检查人员\n".encode(), "draws.platform_empty"),
        (b"PK\x03\x04 broken", "plans.sheet_broken"),
    ],
)
def test_files_that_are_no_list(world: Any, data: bytes, code: str) -> None:
    assert refused(world, [], data=data) == code


def test_no_page_of_the_proof_opens(world: Any) -> None:
    draw = register(world, rows_of(world))
    client = world.client("draw_operator")
    for page in ("record", "show", "sheet", "fairness", "receipt", "transcript.zip"):
        address = f"/draws/{draw.pk}/{page}" + ("" if "." in page else "/")
        response = client.get(address)
        assert response.status_code != 200 or "没有本平台的摇号记录和证明" in response.content.decode(), page
    room = client.get(f"/draws/room/{world.campaign.pk}/").content.decode()
    assert "平台抽取，没有本平台的证明" in room
    listed = client.get(f"/draws/{draw.pk}/list/").content.decode()
    assert world.subjects[0].name in listed


def test_vacant_seats_are_not_drawn_anew(world: Any) -> None:
    rows = [[*row[:3], ""] for row in rows_of(world)]
    draw = register(world, rows)
    draws.confirm_platform_list(by=world.actor("approver"), draw=draw)
    one = actions.dispatch(by=world.actor("draw_operator"), draw=draw)[0]
    seat = one.seats.order_by("number").first()
    assert seat is not None
    with pytest.raises(Refused) as caught:
        actions.ask_vacancy_draw(
            by=world.actor("unit_head"), inspection=one, seat_id=seat.pk, reason="没有人"
        )
    assert caught.value.code == "inspections.platform_vacancy"
    actions.appoint(
        by=world.actor("unit_head"),
        inspection=one,
        seat_id=seat.pk,
        person=world.inspectors[0],
        reason="直接委派",
    )
