"""A registrar imports a file in a real browser, served by the real program: four steps on one page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingqian.codes import organisation_check_character, uscc_check_character

pytestmark = pytest.mark.browser


def code_of(serial: int) -> str:
    body = f"BR{serial:06d}"
    first = "91412336" + body + organisation_check_character(body)
    return first + uscc_check_character(first)


def register(path: Path, rows: int) -> Path:
    """Ordinary rows, then one to warn of and two to put aside."""
    lines = ["统一社会信用代码,企业名称,法定代表人,联系电话"]
    lines += [f"{code_of(n)},浏览器{n}号机械有限公司,张某,13800000000" for n in range(1, rows + 1)]
    lines += [
        f"{code_of(rows + 1)},浏览器(警告)有限公司,李某,",
        f"{code_of(rows + 2)[:17]},浏览器搁置有限公司,王某,13812345678",
        f"{code_of(rows + 3)},,赵某,",
    ]
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def import_file(page: Any, path: Path) -> None:
    """Steps one and two: from the list of imports to the preview."""
    page.goto("/registers/imports/")
    page.get_by_role("link", name="导入文件").first.click()
    page.get_by_label("文件", exact=True).set_input_files(path)
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_role("button", name="收入名录").wait_for(timeout=60_000)


def test_a_register_is_imported_in_four_steps(open_page: Callable[..., Any], tmp_path: Path) -> None:
    page = open_page("minglu")
    import_file(page, register(tmp_path / "企业名单.csv", 300))
    assert page.locator(".steps li.current").inner_text().strip() == "预览"
    tabs = [text.split("\n")[0].strip() for text in page.locator("nav.tabs a").all_inner_texts()]
    assert [tab.rstrip("0123456789, ") for tab in tabs] == ["全部", "新增", "变更", "不变", "警告", "搁置"]
    content = page.locator("main").inner_text()
    assert "代码不能识别" in content
    assert "13812345678" not in page.content()
    page.get_by_role("link", name="名称为空").click()
    assert page.locator(".import-rows tbody tr").count() == 1
    page.get_by_role("button", name="收入名录").click()
    page.get_by_role("heading", name="已收入名录", exact=True).wait_for(timeout=60_000)
    assert page.locator(".steps li.done").count() == 4
    with page.expect_download() as download:
        page.get_by_role("button", name="下载搁置的行").click()
    assert download.value.suggested_filename == "企业名单-搁置的行.xlsx"
    page.goto(f"/registers/subjects/?q={code_of(7)}")
    assert "浏览器7号机械有限公司" in page.locator("tbody").inner_text()


def test_the_same_file_again_changes_nothing_and_can_be_cancelled(
    open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page("minglu")
    path = tmp_path / "取消.csv"
    path.write_text(f"统一社会信用代码,企业名称\n{code_of(9001)},浏览器取消有限公司\n")
    import_file(page, path)
    page.locator("summary", has_text="取消导入").click()
    page.locator("form.confirm button", has_text="取消导入").click()
    page.get_by_text("导入已取消，名录库没有改动。").wait_for()
    page.goto("/registers/subjects/?q=浏览器取消")
    assert "没有符合条件的" in page.locator("main").inner_text()


def test_columns_are_mapped_by_hand_where_nobody_can_guess_them(
    open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page("minglu")
    path = tmp_path / "无标题.csv"
    path.write_text(f"甲,乙\n{code_of(9100)},浏览器对应有限公司\n")
    page.goto("/registers/imports/new/?kind=subject")
    page.get_by_label("文件", exact=True).set_input_files(path)
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_label("“甲”对应到").wait_for(timeout=60_000)
    page.get_by_label("“甲”对应到").select_option("code")
    page.get_by_label("“乙”对应到").select_option("name")
    page.get_by_role("button", name="按这样的对应读取").click()
    page.get_by_role("button", name="收入名录").wait_for(timeout=60_000)
    assert (
        "浏览器对应有限公司" in page.locator("tbody").first.inner_text() or page.get_by_text("新增").count()
    )


def test_the_page_fits_a_phone(open_page: Callable[..., Any], tmp_path: Path) -> None:
    page = open_page("minglu", width=390)
    import_file(page, register(tmp_path / "手机.csv", 3))
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
