"""Draws the platform made, checked by those who know nothing of it: `verify.html` in Chromium and the Python file.

A weighted campaign walked through its pages, a draw of a vacant seat, and one with a pair of rounds of drand's chained
network (the real rounds 72784 and 72785).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

VERIFIER = Path(__file__).resolve().parents[3] / "verifier"

BUILD = f"""
import secrets
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
sys.path[:0] = [{str(VERIFIER)!r}, {str(VERIFIER / "corpus")!r}]
from draws import DEFAULT_72784, DEFAULT_72785
from django.utils import timezone
from mingqian.draws import actions as draws
from mingqian.draws.actions.inviting import Round
from mingqian.draws.attesting import whole_transcript
from mingqian.draws.models import Draw
from mingqian.draws.queries import public_transcript
from mingqian.inspections import actions
from mingqian.lot.drand import CHAINS, round_time
from mingqian.lot.hashing import commit_value, get_hash
from mingqian.plans import actions as plans
from mingqian.registers.models import Subject

folder, operator, witness = Path(sys.argv[1]), world.actor("draw_operator"), world.actor("witness")
planner, approver = world.actor("planner"), world.actor("approver")

# A seat given up is drawn anew; then the list is released, and the draw of the seat with it.
world.draw_now()
world.dispatch()
one = world.inspections()[0]
change = actions.ask_vacancy_draw(
    by=world.actor("unit_head"), inspection=one, seat_id=one.seats.get(seat="member").pk, ground="recusal", reason="回避"
)
change = actions.approve_change(by=approver, change=change)
draw = actions.lock_vacancy(by=operator, change=change, witness_ids=[witness.user_id])
value = secrets.token_hex(32)
draws.commit_value(by=witness, source=draw.sources.get(), commitment=commit_value(value, get_hash("sha256")))
draw = draws.publish_commitment(by=operator, draw=draw)
draws.reveal_value(by=witness, source=draw.sources.get(), value=value)
draw = draws.draw_now(by=operator, draw=draw)
for by in (witness, operator):
    draw = draws.sign(by=by, draw=draw)
actions.fill_seats(by=operator, draw=draw)
draws.release(by=approver, draw=world.draw, reason="检查已经全部完成")
draw.refresh_from_db()
(folder / "vacancy.zip").write_bytes(public_transcript(draw))

# As if its time had been that of a round long known.
chain = next(chain for chain, known in CHAINS.items() if known.name == "default")
campaign = bureau.make_campaign(world, plan="二")
draw = draws.lock(by=operator, campaign=campaign, witness_ids=[], rounds=[Round(5, chain)])
before = datetime.fromtimestamp(round_time(chain, 72785) - 600, tz=timezone.get_current_timezone())
Draw.objects.filter(pk=draw.pk).update(locked_at=before)
with patch("mingqian.draws.actions.freezing.first_round_after", lambda chain, at: 72785):
    draw = draws.publish_commitment(by=operator, draw=draw)
answer = {{"round": 72785, "signature": DEFAULT_72785, "previous_signature": DEFAULT_72784}}
draws.enter_round(by=operator, source=draw.sources.order_by("position").last(), value=json.dumps(answer))
draw = draws.draw_now(by=operator, draw=draw)
for by in (operator,):
    draw = draws.sign(by=by, draw=draw)
(folder / "chained.zip").write_bytes(whole_transcript(draw))

# A table of weights in force, and a campaign still being set.
for n, subject in enumerate(Subject.objects.order_by("pk")):
    Subject.objects.filter(pk=subject.pk).update(credit_grade="ABCD"[n % 4])
table = plans.propose_weights(
    by=planner, agency=world.agency, table={{"credit_grade": {{"A": 1, "B": 2, "C": 5, "D": 10, "": 1}}}}, combine="max",
    basis="某办法第六条", reason="试行",
)
plans.decide_weights(by=approver, table=table, approve=True)
campaign = bureau.make_campaign(world, plan="三")
plans.reopen_campaign(by=planner, campaign=campaign, reason="改为按权重")
print(json.dumps({{"cookies": cookies(), "campaign": campaign.pk}}))
"""


@pytest.fixture
def verified(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """`verified(zip)`: both verifiers accept it; returns the page with its report."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()

    def check(path: Path) -> Any:
        page.goto((VERIFIER / "verify.html").as_uri())
        page.set_input_files("#file", str(path))
        page.wait_for_selector("body[data-state=finished], body[data-state=unreadable]", timeout=120_000)
        assert "核对通过" in page.inner_text(".verdict"), page.inner_text("main")
        python = [sys.executable, str(VERIFIER / "mingqian_verify.py"), str(path)]
        done = subprocess.run(python, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        return page

    yield check
    context.close()


def test_a_draw_of_a_vacant_seat(served: Any, verified: Any) -> None:
    page = verified(served.data / "vacancy.zip")
    assert "补抽另一次摇号的空缺" in page.inner_text("li[data-step=manifest]")
    assert page.get_attribute("li[data-step=teams]", "class") == "passed"


def test_a_draw_with_a_pair_of_chained_rounds(served: Any, verified: Any) -> None:
    page = verified(served.data / "chained.zip")
    assert "drand 轮次：default（前一轮）" in page.inner_text("li[data-step=sources]")


def test_a_weighted_campaign_from_its_setting_to_the_verifier(
    served: Any, phone: Any, verified: Any, tmp_path: Path
) -> None:
    planner = phone("planner", width=1440)
    planner.goto(f"/plans/campaigns/{served.facts['campaign']}/edit/")
    planner.locator("[name=weight_table]").select_option(index=1)
    planner.get_by_role("button", name="保存并确认抽取范围").click()
    expect(planner.get_by_text("按第 1 号权重表").first).to_be_visible()

    room = f"/draws/room/{served.facts['campaign']}/"
    operator = phone("draw_operator", width=1440)
    operator.goto(room)
    operator.locator("input[name=witnesses]").first.check()
    for alarm in operator.get_by_label("上面的提醒我逐条看过").all():
        alarm.check()
    operator.get_by_role("button", name="锁库", exact=True).click()
    operator.get_by_text("第二步：各位提交承诺").wait_for()
    witness = phone("witness")
    witness.goto("/draws/witness/")
    witness.locator("h2 a").first.click()
    witness.get_by_role("button", name="提交承诺").click()
    witness.get_by_text("承诺已收到").wait_for()
    expect(operator.get_by_role("button", name="公布锁库摘要")).to_be_enabled()
    operator.get_by_role("button", name="公布锁库摘要").click()
    witness.get_by_role("button", name="一样，签名").click()
    public = operator.locator(".room-right .link").inner_text()
    anybody = phone(width=1440)
    anybody.goto(public)  # before any value is open: every weight with its exact chance
    chances = anybody.locator("td[data-label=每户的机会]").inner_text()
    assert len(re.findall(r"权重 \d+ 的(?:必定抽中| [\d,]+ 分之 [\d,]+)", chances)) == 4, chances
    witness.get_by_role("button", name="公开我的随机数").click()
    witness.get_by_text("马上摇号").wait_for()
    expect(operator.get_by_role("button", name="摇号", exact=True)).to_be_enabled()
    operator.get_by_role("button", name="摇号", exact=True).click()
    operator.get_by_text("第四步：看结果，签字").wait_for()
    operator.get_by_role("button", name="我已核对，签字").click()
    witness.get_by_role("button", name="我在场，签字").click()
    witness.get_by_text("您已签字").wait_for()
    operator.get_by_role("link", name="去派发").click()
    operator.get_by_role("button", name="派发").click()
    expect(operator.get_by_text("已派发").first).to_be_visible()

    leader = phone("approver", width=1440)
    leader.goto(room)
    leader.get_by_text("决定名单公开").first.click()
    leader.get_by_label("理由").fill("检查已经全部完成")
    leader.get_by_role("button", name="公开名单").click()
    anybody.goto(public)
    with anybody.expect_download() as download:
        anybody.get_by_role("link", name="下载摇号记录").click()
    record = tmp_path / "weighted.zip"
    download.value.save_as(record)
    page = verified(record)
    assert "权重" in page.inner_text("main")
    for one in (planner, operator, witness, anybody, leader):
        assert one.problems == []
