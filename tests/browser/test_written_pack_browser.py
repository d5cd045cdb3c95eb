"""An administrator writes the bureau's own pack in a real browser: copied, edited, uploaded with an error, corrected,
proposed, approved by another, bound.

It is bound from a day far ahead: today it only informs, and the shared demonstration goes on as it was.
"""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typst
from playwright.sync_api import expect

from mingqian.draws.papers import faces

pytestmark = pytest.mark.browser
LATER = date.today().year + 30


def complaints(page: Any) -> list[str]:
    """What the browser complains about from now on."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


def fits(page: Any) -> bool:
    """Whether nothing is wider than the window."""
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return bool(page.evaluate(width) <= 0)


def zipped(folder: Path, files: dict[str, str]) -> Path:
    target = folder / "本局.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"本局/{name}", text)
    return target


def test_a_pack_is_copied_mended_approved_and_bound(open_page: Any, tmp_path: Path) -> None:
    planner = open_page("jihua")
    found = complaints(planner)
    planner.goto("/plans/rules/")
    planner.get_by_role("link", name="自编规则包").click()
    planner.get_by_label("规则包", exact=True).select_option("xinyang")
    planner.get_by_role("button", name="照此写文本").click()
    expect(planner.locator("#text_pack")).to_have_value(re.compile(r'id = "xinyang-'))
    with planner.expect_download() as download:
        planner.get_by_role("link", name="原样下载").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    head = planner.locator("#text_pack").input_value()
    pack_id = str(re.findall(r'(?m)^id = "(.*)"', head)[0])

    # Edited outside and uploaded: two mistakes, one in a rule and one in the writing of another file.
    files["pack.toml"] = head
    clocks = files["clocks.toml"]
    files["clocks.toml"] = re.sub(r'unit = "工作日"', 'unit = "工作天"', clocks, count=1)
    files["teams.toml"] = files["teams.toml"].replace("anchor = ", "anchor ", 1)
    planner.get_by_label("上传改好的文件").set_input_files(zipped(tmp_path, files))
    planner.get_by_role("button", name="检查并预览").click()
    problems = planner.locator("#problems")
    expect(problems.get_by_role("link", name=re.compile("clocks.toml 第 .* 行"))).not_to_have_count(0)
    expect(problems.get_by_role("link", name=re.compile("teams.toml 第 .* 行"))).to_have_count(1)
    expect(planner.get_by_role("button", name="提出这一版")).to_have_count(0)
    problems.get_by_role("link", name=re.compile("teams.toml")).click()
    area = planner.locator("#text_teams")
    expect(area).to_be_focused()
    assert area.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)").startswith("anchor ")

    # Mended on the page itself.
    area.fill(area.input_value().replace('anchor "', 'anchor = "', 1))
    terms = planner.locator("#text_clocks")
    terms.fill(terms.input_value().replace("工作天", "工作日"))
    planner.get_by_role("button", name="检查并预览").click()
    expect(planner.get_by_role("heading", name="批准并适用以后，手上的工作有什么变化")).to_be_visible()
    expect(planner.locator(".pack-changes").first).to_contain_text(pack_id)
    planner.get_by_label("理由").fill("本局自己的实施细则")
    planner.get_by_role("button", name="提出这一版").click()
    expect(planner.get_by_text("这一版已经提出")).to_be_visible()
    expect(planner.get_by_role("button", name="批准")).to_have_count(0)
    address = planner.url

    approver = open_page("juzhang", width=390)
    more = complaints(approver)
    approver.goto(address)
    assert fits(approver)
    approver.get_by_role("button", name="批准").click()
    expect(approver.get_by_text("已批准，可以提出适用了")).to_be_visible()

    planner.goto(f"/plans/rules/pack/{pack_id}/propose/")
    planner.get_by_label("适用起始日").fill(f"{LATER}-01-01")
    planner.get_by_label("理由").fill("局办公会")
    planner.get_by_role("button", name="提出拟议").click()
    expect(planner.get_by_role("heading", name="批准以后有什么变化")).to_be_visible()
    approver.goto(planner.url)
    approver.get_by_role("button", name="批准").click()
    expect(approver.get_by_text("已批准，从现在起按此计算")).to_be_visible()
    planner.goto(f"/plans/rules/pack/{pack_id}/")
    expect(planner.locator("main")).to_contain_text(f"{LATER}年1月1日 起")
    expect(planner.get_by_role("button", name="写下一版")).to_be_visible()
    assert found == [] and more == []


@pytest.mark.skipif(not faces(), reason="no Chinese type on this machine")
@pytest.mark.parametrize("width", [1440, 390])
def test_a_pdf_is_attached_and_what_is_not_found_is_listed(
    open_page: Any, tmp_path: Path, width: int
) -> None:
    source = "#set text(font: json(bytes(sys.inputs.fonts)), size: 12pt)\n#for one in json(bytes(sys.inputs.lines)) [#one #parbreak()]"
    lines = [
        "五、抽查",
        "（一）抽取原则按照信用等级确定，不得随意增减检查对象。",
        "六、公开",
        "抽查结果及时向社会公开。",
    ]
    inputs = {"lines": json.dumps(lines), "fonts": json.dumps(list(faces()))}
    file = tmp_path / "方案.pdf"
    file.write_bytes(typst.compile(source.encode(), sys_inputs=inputs))
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(typst.compile(b"#rect(width: 3cm, height: 3cm)"))

    page = open_page("jihua", width=width)
    found = complaints(page)
    page.goto("/plans/rules/pack/national/document/")
    page.get_by_label("文件", exact=True).set_input_files(scan)
    page.get_by_role("button", name="附上").click()
    expect(page.get_by_text("多半是扫描件")).not_to_have_count(0)
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="附上").click()
    expect(page.get_by_role("heading", name="对不上的地方")).to_be_visible()
    expect(page.locator(".articles")).to_contain_text("不得随意增减检查对象")
    assert fits(page)
    assert found == []
