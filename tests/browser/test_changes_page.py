"""The page of changes in a real browser and under independent checkers, and the PDF of it."""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.browsing import nu_messages, shown
from playwright.sync_api import Browser
from support.changes import CHANGES, CONFIG, side
from support.printer import print_page

from progress_report.diff.changes import Changes, TaskReport, compare
from progress_report.diff.render.page import ChangesDocument
from progress_report.render.pdf.fonts import find_fonts
from progress_report.system.i18n import set_language

HOSTILE = "</style><script>document.title='x'</script>\"'&<b>\u202e，\\"
BAD = compare(side(HOSTILE, {"1": HOSTILE}), side("乙", {"1": f"{HOSTILE}。新", HOSTILE: HOSTILE}))


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    set_language("zh")
    path = tmp_path_factory.mktemp("changes") / "changes.html"
    path.write_text(ChangesDocument(CHANGES, CONFIG).render(), encoding="utf-8")
    set_language("en")
    return path


@pytest.mark.parametrize("width", [1280, 320])
def test_no_accessibility_diagnostic(browser: Browser, page_file: Path, width: int) -> None:
    with shown(browser, page_file, width) as (page, heard):
        result = Axe().run(page)
        assert len(result.response["passes"]) > 10
        assert [v["id"] for v in result.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert heard == []


def test_filters_work_by_keyboard_and_without_script(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    group = page.get_by_role("group", name="显示")
    names = ["全部：6项", "有变化：5项", "未更新：1项", "数值下降：1项"]
    assert [one.strip() for one in group.locator("label").all_inner_texts()] == names
    expected = {"全部": "213657", "有变化": "13657", "未更新": "2", "数值下降": "1"}
    page.get_by_role("radio", name="全部").focus()
    for number, (name, dockets) in enumerate(expected.items()):
        if number:
            page.keyboard.press("ArrowDown")
        assert page.get_by_role("radio", name=name).is_checked()
        visible = page.locator("article:visible h3 a").all_inner_texts()
        assert "".join(text.removeprefix("折子号 ") for text in visible) == dockets
    context.close()


def test_each_task_has_an_address(browser: Browser, page_file: Path) -> None:
    with shown(browser, page_file, 320) as (page, _):
        page.get_by_role("link", name="折子号 6").click()
        page.wait_for_url("**#docket-6")
        assert page.locator("article:target").get_attribute("id") == "docket-6"
        assert page.get_by_role("article", name="折子号 6").count() == 1


def test_dropped_and_added_are_reported_in_words_and_lines(
    browser: Browser, page_file: Path
) -> None:
    line = "one => getComputedStyle(one).textDecorationLine"
    with shown(browser, page_file) as (page, _):
        share = page.locator("#docket-3 .changed")
        assert "［删：35.76%］［增：80%］" in (share.text_content() or "")
        assert share.locator("del").evaluate(line) == "line-through"
        assert share.locator("ins").evaluate(line) == "underline"


def test_on_paper_every_task_and_no_controls(browser: Browser, page_file: Path) -> None:
    with shown(browser, page_file) as (page, _):
        page.get_by_role("radio", name="未更新").check()
        page.emulate_media(media="print")
        assert page.locator("article:visible").count() == 6
        assert page.locator(".filters").is_hidden()
        assert page.locator(".folded summary:visible").count() == 2
        assert page.locator(".folded p:visible").count() == 0
        assert page.locator(".kept").get_by_text("三是召开会议12次。").is_visible()


def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(ChangesDocument(BAD, CONFIG).render(), encoding="utf-8")
    with shown(browser, path, 320) as (page, heard):
        assert heard == []
        assert HOSTILE.replace("\u202e", "�") in page.title()
        assert page.locator("script").count() == 0
        assert page.locator("article").count() == 2


def test_valid_html(page_file: Path, tmp_path: Path) -> None:
    pages = {"bad": BAD, "empty": Changes("甲", "乙", ())}
    for name, changes in pages.items():
        (tmp_path / f"{name}.html").write_text(
            ChangesDocument(changes, CONFIG).render(), encoding="utf-8"
        )
    (tmp_path / "page.html").write_bytes(page_file.read_bytes())
    assert nu_messages(tmp_path, "--skip-non-html") == ""


def test_two_years_have_their_own_addresses() -> None:
    old, new = side("甲", {"1": "一。"}), side("乙", {"1": "二。"})
    later = replace(new, reports=tuple(replace(r, year=2022) for r in new.reports))
    page = ChangesDocument(
        compare(old, replace(later, reports=(*new.reports, *later.reports))), CONFIG
    ).render()
    assert 'id="docket-2021-1"' in page
    assert 'id="docket-2022-1"' in page


def test_a_projects_own_template_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "diff.html.j2").write_text("{{ title }}", encoding="utf-8")
    assert (
        ChangesDocument(CHANGES, CONFIG, tmp_path).render()
        == "Changes in progress from 2021Q1 to 2021H1"
    )


def test_the_pdf_is_tagged_titled_and_numbered(page_file: Path) -> None:
    html = page_file.read_text(encoding="utf-8")
    content, warnings = print_page(html, find_fonts(CONFIG.fonts, []))
    assert warnings == []
    assert (content, warnings) == print_page(html, find_fonts(CONFIG.fonts, []))
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == "进展情况变化：2021Q1 → 2021H1"
    texts = [page.extract_text() for page in reader.pages]
    assert all(f"— {number} —" in text for number, text in enumerate(texts, start=1))
    for shown_text in ("折子号 7", "44.24个百分点", "▼ 下降", "1句未变"):
        assert shown_text in "".join(texts)
    assert "显示" not in "".join(texts)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "zh-CN"


def test_a_character_no_font_has_is_named_with_its_task() -> None:
    rare = compare(side("甲", {"1": "一。"}), side("乙", {"1": "\U0001f600。\U0001f600"}))
    [found] = ChangesDocument(rare, CONFIG).missing_characters(find_fonts(CONFIG.fonts, []))
    assert "U+1F600" in found.message
    assert "docket 1" in found.message
    assert ChangesDocument(CHANGES, CONFIG).missing_characters(find_fonts(CONFIG.fonts, [])) == []


def test_a_task_without_a_report_is_linked_and_an_unchanged_one_folded(
    browser: Browser, tmp_path: Path
) -> None:
    before, after = side("甲", {"1": "一。", "2": "二。"}), side("乙", {"1": "一。"})
    missing = replace(after, reports=(*after.reports, TaskReport(2021, "2", "任务2。", ())))
    path = tmp_path / "page.html"
    document = ChangesDocument(compare(before, missing), CONFIG)
    path.write_text(document.render(), encoding="utf-8")
    with shown(browser, path) as (page, _):
        assert page.locator(".groups a").all_inner_texts() == ["1", "2"]
        unchanged = page.locator("#docket-1")
        assert unchanged.get_by_text("一。").is_hidden()
        unchanged.locator("summary").press("Enter")
        assert unchanged.get_by_text("一。").is_visible()
        page.locator(".groups a").last.click()
        assert page.locator("article:target").get_attribute("id") == "docket-2"


def test_a_changed_number_is_not_read_with_the_one_before_it(page_file: Path) -> None:
    content, _warnings = print_page(
        page_file.read_text(encoding="utf-8"), find_fonts(CONFIG.fonts, [])
    )
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "新建公园6→4个" in "".join(text.split())
