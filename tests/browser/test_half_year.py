"""A half-year of a clerk in the browser alone, from an empty folder to the closed table."""

import json
import zipfile
from pathlib import Path

from browser.serving import Server, entered
from playwright.sync_api import Browser, Page, expect
from support.project import report
from support.unit_forms import fill_excel


def visit(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="页面").get_by_role("link", name=name, exact=True).click()


def change(page: Page, name: str, **fields: str) -> None:
    """Fill in a form of 变更, look at what it would do, and do it."""
    visit(page, "变更")
    page.get_by_role("link", name=name, exact=True).click()
    for field, value in fields.items():
        page.locator(f"main [name={field}]").fill(value)
    page.get_by_role("button", name="查看将作的改动").click()
    page.get_by_role("button", name="确认变更").click()
    expect(page.locator(".notice")).to_have_text("已变更。")


def test_a_half_year_is_done_without_a_terminal(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    assert report("init", "--office", "区政府督查室", cwd=folder).returncode == 0
    server = Server(folder)
    try:
        with entered(browser, server) as context:
            page = context.pages[0]
            page.get_by_role("button", name="中文").click()
            change(page, "新任务", task="改造老旧小区20个。", lead="区住房城乡建设局")
            change(page, "新任务", task="新增就业岗位8000个。", lead="区人力资源社会保障局")
            change(page, "新报告期", due="2026-12-31")
            returned(page, tmp_path)
            report_of_the_second(page)
            published(page, folder)
    finally:
        server.stop()


def returned(page: Page, folder: Path) -> None:
    """Send the forms out, and drop the one that comes back."""
    visit(page, "单位")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载报送表").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert len(archive.namelist()) == 2
        [name] = [name for name in archive.namelist() if "住房" in name]
        form = Path(archive.extract(name, folder))
    fill_excel(form, {"1": "已开工12个小区，，惠及居民3500户。"})
    page.set_input_files("input[type=file]", form)
    page.get_by_role("button", name="查看内容").click()
    expect(page.locator("main")).to_contain_text("新增 1 条")
    page.get_by_role("button", name="并入任务文件").click()
    expect(page.locator(".notice")).to_have_text("已并入。")


def report_of_the_second(page: Page) -> None:
    """Accept what the rules say of the first, and write the one that nobody sent."""
    visit(page, "任务")
    page.get_by_role("rowheader", name="1").get_by_role("link").click()
    page.get_by_text("接受并说明理由").first.click()
    page.get_by_label("理由（为什么不用改）").fill("单位原文如此")
    page.get_by_role("button", name="接受并说明理由").click()
    expect(page.locator(".notice")).to_have_text("已保存。")
    page.keyboard.press("F9")
    page.get_by_label("本期进展").fill("新增就业岗位4300个。")
    page.keyboard.press("Control+s")
    expect(page.locator(".notice")).to_have_text("已保存。")


def published(page: Page, folder: Path) -> None:
    """Build, check, download and close."""
    visit(page, "发布")
    page.get_by_label("pdf").uncheck()
    page.get_by_role("button", name="生成文件").click()
    link = page.get_by_role("status").get_by_role("link", name=".html")
    with page.expect_download() as download:
        link.click()
    [published] = [p for p in (folder / "out").glob("*.html") if p.name != "index.html"]
    assert Path(download.value.path()).read_bytes() == published.read_bytes()
    page.get_by_role("button", name="核对全部文件").click()
    expect(page.get_by_text("1个文件完全一致")).to_be_visible()
    page.get_by_role("link", name="本期定稿").click()
    page.get_by_role("button", name="查看将作的改动").click()
    page.get_by_role("button", name="确认变更").click()
    expect(page.locator(".notice")).to_have_text("已变更。")
    [closed] = (folder / "data/closed").iterdir()
    assert "新增就业岗位4300个。" in json.dumps(
        json.loads(closed.read_text("utf-8")), ensure_ascii=False
    )
