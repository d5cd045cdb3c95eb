"""`verifier/verify.html` in a real Chromium, opened as a file: no server, no network, and the whole corpus through its worker."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "verifier" / "verify.html"
pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """The page, with everything it says to the console and every address it asks for kept."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(PAGE.as_uri())
    yield page
    assert page.complaints == []
    assert [url for url in page.asked if not url.startswith(("file:", "blob:"))] == []
    context.close()


def check(page: Any, *files: Path) -> str:
    """Choose files as a person does; the verdict's words."""
    page.set_input_files("#file", [str(file) for file in files])
    page.wait_for_selector("body[data-state=finished], body[data-state=unreadable]", timeout=60_000)
    return "\n".join(page.locator(".verdict").all_inner_texts())


def test_an_honest_record_ticks_every_step(page: Any, honest: dict[str, Path]):
    assert "核对通过" in check(page, honest["teams-sha256"])
    states = page.locator("ol.steps > li").evaluate_all("items => items.map(item => item.className)")
    assert states == ["passed"] * 10 + ["absent"] * 3
    words = page.inner_text("main")
    for one in ("证明：", "没有证明的", "事情的先后", "名录没有遗漏", "没有在场人员的签名"):
        assert one in words
    assert page.locator("table tbody tr").count() == 10


def test_a_changed_record_says_where_and_which_rule(page: Any, corpus: list[dict[str, Any]]):
    one = next(one for one in corpus if one["name"].startswith("teams-seats-swapped"))
    assert "不符" in check(page, one["path"])
    assert page.get_attribute("li[data-step=teams]", "class") == "refused"
    reasons = page.inner_text("li[data-step=teams] .reasons")
    assert "teams.json 第" in reasons and "§8.5" in reasons


def test_the_published_digest_is_compared_by_hand(page: Any, honest: dict[str, Path]):
    check(page, honest["one-urn-sha256"])
    m = page.locator("li[data-step=manifest] .hash").first.get_attribute("title")
    field = page.locator(".compare input")
    field.fill(" ".join(re.findall("....", m.upper())))
    assert "相同" in page.inner_text(".compare [role=status]")
    field.fill(m[:-1] + ("0" if m[-1] != "0" else "1"))
    assert "不同" in page.inner_text(".compare [role=status]")


def test_an_enterprise_checks_itself(page: Any, tmp_path: Path, honest: dict[str, Path]):
    receipt = ROOT / "spec" / "receipts" / "6-drand.json"
    manifest = ROOT / "spec" / "vectors" / "6-drand" / "expected" / "manifest.json"
    assert "本企业在这个签筒里" in check(page, receipt, manifest)
    value = json.loads(receipt.read_bytes())
    value["path"][0] = "0" * 64
    bad = tmp_path / "receipt.json"
    bad.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True), "utf-8")
    assert "不符" in check(page, bad, manifest)
    assert "不是同一次摇号" in check(page, receipt, honest["one-urn-sha256"]) + page.inner_text("main")


def test_what_is_no_record_is_told(page: Any, tmp_path: Path):
    (tmp_path / "t.zip").write_bytes(b"nothing")
    assert "读不了" in check(page, tmp_path / "t.zip")
    assert "manifest.json" in check(page, ROOT / "spec" / "receipts" / "6-drand.json")


def test_a_known_log_shows_the_order_of_events(page: Any, tmp_path: Path, honest: dict[str, Path]):
    import draws

    assert "核对通过" in check(page, honest["logged"])
    assert "事情的先后：" in page.inner_text(".unproven")
    page.click("#drop summary")
    page.fill("#keys", draws.log_key())
    assert "核对通过" in check(page, honest["logged"])
    assert "事情的先后：" not in page.inner_text(".unproven")
    bad = draws.honest()["logged"].bent(
        log=lambda found: [one | {"proof": draws.other_signature(one["proof"])} for one in found]
    )
    (tmp_path / "t.zip").write_bytes(draws.pack(bad.files()))
    assert "不符" in check(page, tmp_path / "t.zip")
    page.fill("#keys", "nonsense")
    assert "日志公钥" in check(page, honest["logged"])


def test_a_time_stamp_is_told_and_kept_as_a_file(page: Any, tmp_path: Path, honest: dict[str, Path]):
    import draws

    assert "核对通过" in check(page, honest["stamped"])
    assert "m 的可信时间戳：2026-11-21T01:02:03Z，序号 1357，nonce 31415926" in page.inner_text(
        "li[data-step=log]"
    )
    assert "openssl ts -verify -digest" in page.inner_text(".unproven")
    with page.expect_download() as download:
        page.click(".stamps a >> nth=0")
    assert download.value.suggested_filename == "m.tst"
    m = page.locator("li[data-step=manifest] .hash").first.get_attribute("title")
    assert Path(download.value.path()).read_bytes() == draws.token(bytes.fromhex(m))
    assert "不是时间戳" in check(page, honest["logged-extra"]) + page.inner_text(".unproven")
    bad = draws.honest()["stamped"]
    bad.stamps = lambda record: draws.token(bytes(32))
    (tmp_path / "t.zip").write_bytes(draws.pack(bad.files()))
    assert "不符" in check(page, tmp_path / "t.zip")
    assert "messageImprint" in page.inner_text("li[data-step=log]")


def test_it_fits_a_phone(page: Any, honest: dict[str, Path]):
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("experts-sm3", "stamped"):
        check(page, honest[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_a_dropped_file_is_checked(page: Any, honest: dict[str, Path]):
    data = list(honest["pool-1"].read_bytes())
    page.evaluate(
        """data => { const moved = new DataTransfer(); moved.items.add(new File([new Uint8Array(data)], "t.zip"));
        document.dispatchEvent(new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true })); }""",
        data,
    )
    page.wait_for_selector("body[data-state=finished]")
    assert "核对通过" in page.inner_text(".verdict")


def test_the_worker_agrees_on_the_whole_corpus(
    page: Any, corpus: list[dict[str, Any]], through_worker: tuple[str, str]
):
    prepare, ask = through_worker
    page.evaluate(f"() => {{ {prepare} }}")
    page.set_input_files("#corpus", [str(one["path"]) for one in corpus])
    page.set_default_timeout(120_000)
    found = page.evaluate(ask)
    assert [
        (one["name"], found[one["file"]]) for one in corpus if found[one["file"]] is not one["honest"]
    ] == []


def test_the_page_is_one_file_that_asks_for_nothing():
    text = PAGE.read_text("utf-8")
    assert not re.search(
        r"""(?:src|href)\s*=|https?://|@import|url\(|fetch\(|XMLHttpRequest|importScripts""", text
    )
    assert "default-src 'none'" in text
