"""Finding, jumping, linking and printing on the page, in a real browser."""

import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest
from browser.browsing import shown
from playwright.sync_api import Browser, Page
from support.tasks import layout

from progress_report.domain.config import ReportConfig, SiteConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.html.page import render_page

COLUMNS = (
    Column("序号", ColumnKind.NUMBER, 5),
    Column("折子号", ColumnKind.DOCKET, 7, row_heading=True),
    Column("类别", ColumnKind.FIELD, 8),
    Column("任务", ColumnKind.TASK, 30),
    Column("牵头单位", ColumnKind.LEAD, 15),
    Column("进展", ColumnKind.PROGRESS, 35),
)
LEADS = ("区住建委", "区水务局、区城管委", "各乡镇（街道、开发区）")


def table(rows: int = 12, progress: str = "完成。") -> Table:
    """Groups of six rows under two levels of headings, merged by threes, and a total."""
    return Table(
        "表",
        Period(2021, 1, 6),
        COLUMNS,
        (
            *(
                Row(
                    f"{n}A",
                    (
                        Cell(str(n)),
                        Cell(f"{n}A"),
                        Cell(f"类{n // 3}", rowspan=3) if n % 3 == 0 else None,
                        Cell(f"任务{n}，河道治理"),
                        Cell(LEADS[n % 3]),
                        Cell(f"{progress}{n}"),
                    ),
                    {0: ("一、甲", "（一）乙"), 6: ("（二）丙",)}.get(n % 12, ()),
                )
                for n in range(rows)
            ),
            Row("", (Cell(""), Cell("合计"), *[Cell("")] * 4), total=True),
        ),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tools") / "page.html"
    path.write_text(render_page(table(), layout(totals={})), encoding="utf-8")
    return path


def grid(page: Page) -> list[str]:
    """The texts of the shown rows, a merged cell in its first."""
    rows = page.locator("tbody tr:visible").evaluate_all(
        "rows => rows.map(tr => [...tr.cells].map(cell => cell.textContent + "
        "(cell.rowSpan > 1 ? '×' + cell.rowSpan : '')).join('|'))"
    )
    return [str(row) for row in rows]


def test_every_word_has_to_be_in_the_row_whatever_its_width(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, heard):
        page.get_by_label("查找").fill("７a 治理")
        assert grid(page) == [
            *("一、甲", "（二）丙"),
            "7|7A|类2|任务7，河道治理|区水务局、区城管委|完成。7",
        ]
        assert page.get_by_text("显示1项，共12项").is_visible()
        page.keyboard.press("Escape")
        assert len(grid(page)) == 12 + 3 + 1
        assert page.get_by_text("共12项", exact=True).is_visible()
        assert page.get_by_label("查找").input_value() == ""
        assert heard == []


def test_a_merged_cell_is_as_high_as_its_shown_rows(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, _):
        before = grid(page)
        page.get_by_label("牵头单位").select_option("区城管委")
        page.get_by_label("查找").fill("类1")
        assert grid(page)[2:] == ["4|4A|类1|任务4，河道治理|区水务局、区城管委|完成。4"]
        page.get_by_label("牵头单位").select_option("")
        assert grid(page)[2:] == [row for row in before if row.startswith(("3|", "4|", "5|"))]
        page.get_by_role("button", name="显示全部").click()
        assert grid(page) == before


def test_units_in_brackets_are_one_choice(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, _):
        options = page.get_by_label("牵头单位").locator("option").all_inner_texts()
        assert options == ["全部", "区住建委", "区城管委", "区水务局", "各乡镇（街道、开发区）"]
        page.get_by_label("牵头单位").select_option("各乡镇（街道、开发区）")
        assert page.get_by_text("显示4项，共12项").is_visible()
        assert page.locator("#more-tools select").count() == 2


def test_what_is_chosen_is_in_the_address(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, _):
        page.get_by_label("查找").fill("任务1")
        page.get_by_label("类别").select_option("类3")
        query = parse_qs(urlsplit(page.url).query)
        assert query == {"q": ["任务1"], "类别": ["类3"]}
        rows = grid(page)
        page.goto(page.url)
        assert grid(page) == rows
        assert page.get_by_label("类别").input_value() == "类3"


def test_matches_are_marked(browser: Browser, path: Path) -> None:
    marked = "[...CSS.highlights.get('found')].map(String)"
    with shown(browser, path) as (page, _):
        page.get_by_label("查找").fill("类1 任务4")
        assert sorted(page.evaluate(marked)) == ["任务4", "类1"]
        page.get_by_label("查找").fill("")
        assert page.evaluate(marked) == []


def test_a_docket_is_jumped_to_also_when_it_was_filtered_out(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, _):
        page.get_by_label("查找").fill("任务1")
        page.get_by_label("跳到折子号").fill("8a")
        page.keyboard.press("Enter")
        page.wait_for_url("**#docket-8A")
        assert page.locator("tr:target").is_visible()
        assert page.evaluate("document.activeElement.ariaLabel") == "第8A号任务的链接"
        page.get_by_label("跳到折子号").fill("99")
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text("没有“99”").wait_for()


def test_the_link_of_a_row_is_copied_without_the_query(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, _):
        page.get_by_label("查找").fill("任务4")
        link = page.get_by_role("link", name="第4A号任务的链接")
        opacity = "link => getComputedStyle(link).opacity"
        assert link.evaluate(opacity) == "0"
        page.locator("#docket-4A").hover()
        assert link.evaluate(opacity) == "1"
        link.press("Enter")
        page.get_by_role("status").get_by_text("链接已复制").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == f"{path.as_uri()}#docket-4A"


def test_the_first_tab_leads_past_the_tools(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, _):
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="跳到表格")
        box = skip.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.ariaLabel") == "第0A号任务的链接"


def test_no_focused_link_is_below_the_heading(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        render_page(table(36, "完成年度任务。" * 30), layout(totals={})), encoding="utf-8"
    )
    clear = """() => document.activeElement.getBoundingClientRect().top
        - document.querySelector('thead th').getBoundingClientRect().bottom"""
    with shown(browser, path, 1000) as (page, _):
        page.evaluate("document.querySelector('#docket-35A .link').focus()")
        for _step in range(35):
            page.keyboard.press("Shift+Tab")
            assert page.evaluate(clear) >= 0
        assert page.evaluate("document.activeElement.ariaLabel") == "第0A号任务的链接"


def test_merged_text_stays_in_view(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        render_page(table(6, "完成年度任务。" * 60), layout(totals={})), encoding="utf-8"
    )
    with shown(browser, path, 1000) as (page, _):
        page.evaluate("scrollTo(0, document.querySelector('#docket-2A').offsetTop)")
        head, text = (
            page.locator("thead th").first.bounding_box(),
            page.locator(".merged").first.bounding_box(),
        )
        assert head is not None
        assert text is not None
        assert head["y"] + head["height"] <= text["y"] < head["y"] + head["height"] + 40


def printed(page: Page) -> list[str]:
    content = page.pdf(prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_rows_begin_on_the_first_sheet_and_merged_text_is_on_each(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_page(table(12, "done well. " * 20), layout(totals={})), encoding="utf-8")
    with shown(browser, path) as (page, _):
        before = grid(page)
        page.evaluate("addEventListener('beforeprint', () => { window.onPaper = grid(); })")
        page.evaluate(
            "window.grid = () => [...document.querySelectorAll('tbody tr[id]')].map(tr => "
            "[...tr.cells].map(cell => cell.textContent + cell.rowSpan)[2])"
        )
        sheets = printed(page)
        assert len(sheets) > 1
        assert "done" in sheets[0]
        assert page.evaluate("onPaper") == [f"类{n // 3}1" for n in range(12)]
        assert grid(page) == before


def test_what_is_shown_is_printed_and_reported(browser: Browser, path: Path) -> None:
    with shown(browser, path) as (page, _):
        page.get_by_label("查找").fill("任务4")
        page.get_by_label("牵头单位").select_option("区水务局")
        [sheet] = printed(page)
        assert "4A" in sheet
        assert "5A" not in sheet
        page.emulate_media(media="print")
        line = page.locator("main p:visible")
        assert line.inner_text() == (
            "本页只列出含“任务4”，牵头单位为“区水务局”的任务，1项，共12项。"
        )
        assert page.locator(".tools").is_hidden()


def test_on_a_phone_what_is_typed_stays_in_view(browser: Browser, path: Path) -> None:
    with shown(browser, path, 320) as (page, _):
        find = page.get_by_label("查找")
        before = find.bounding_box()
        find.fill("任务1，河道治理")
        box = find.bounding_box()
        assert before is not None
        assert box is not None
        assert page.get_by_role("button", name="显示全部").is_visible()
        assert min(before["width"], box["width"]) > 7 * 16
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_typing_in_a_thousand_rows_is_quick(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        render_page(table(1000, "完成年度任务。" * 20), layout(totals={})), encoding="utf-8"
    )
    stroke = """async text => {
        const field = document.getElementById('find');
        field.value = text;
        const start = performance.now();
        field.dispatchEvent(new Event('input', {bubbles: true}));
        document.body.offsetHeight;
        return performance.now() - start;
    }"""
    with shown(browser, path) as (page, _):
        page.wait_for_timeout(500)
        texts = ["任务9", "任务99", "河", "河道", "任务9", "任务", "年度", ""]
        # the least of several: other programs may be at work on the machine
        assert min(page.evaluate(stroke, text) for text in texts * 2) < 100
        page.get_by_label("查找").fill("任务99")
        assert page.get_by_text("显示11项，共1000项").is_visible()
        page.keyboard.press("Escape")
        page.locator("#docket-999A").wait_for()


def test_about_the_page(browser: Browser, tmp_path: Path) -> None:
    site = {
        "published": "2021-07-05 09:00",
        "source": "区政府督查室",
        "downloads": ["pdf", "docx", "xlsx"],
    }
    corrected = replace(table(), notes=("注：1.", "更正：2021年7月20日，甲应为乙。"))
    path = tmp_path / "page.html"
    path.write_text(render_page(corrected, layout(site=site, totals={})), encoding="utf-8")
    with shown(browser, path) as (page, _):
        about = page.locator(".about")
        assert about.inner_text().split("\n") == [
            "发布时间：2021-07-05 09:00",
            "来源：区政府督查室",
            "下载：PDF、Word、Excel",
            "更正说明",
        ]
        links = [a.get_attribute("href") for a in about.get_by_role("link").all()]
        assert links == ["2021H1.pdf", "2021H1.docx", "2021H1.xlsx", "#corrections"]
        about.get_by_role("link", name="更正说明").click()
        assert page.locator(":target").inner_text().startswith("更正：")
    draft = replace(table(), draft=True)
    assert "2021H1.pdf" not in render_page(draft, layout(site=site, totals={}))


@pytest.mark.parametrize("height", [667, 812])
def test_on_a_phone_the_first_screen_is_the_table(
    browser: Browser, real: tuple[Table, ReportConfig], tmp_path: Path, height: int
) -> None:
    table, config = real
    # in letters that every font has, so that the width is the same on every machine
    source = "Supervision Office"
    site = SiteConfig(published="2021-07-05 09:00", source=source, downloads=("pdf", "docx"))
    path = tmp_path / "page.html"
    path.write_text(render_page(table, config.model_copy(update={"site": site})), encoding="utf-8")
    page = browser.new_page(viewport={"width": 375, "height": height})
    page.goto(path.as_uri())
    top = page.locator("tbody tr").first.bounding_box()
    about = page.locator(".about").bounding_box()
    number, docket = (
        page.locator(f"tbody .{name}").first.bounding_box() for name in ("number", "docket")
    )
    sizes = """[...document.querySelectorAll('body *')].flatMap((element) => [null, '::before']
        .map((part) => parseFloat(getComputedStyle(element, part).fontSize)))"""
    smallest = page.evaluate(f"Math.min(...{sizes})")
    page.close()
    assert top is not None
    assert about is not None
    assert about["height"] < 36  # one line
    assert number is not None
    assert docket is not None
    assert top["y"] < height / 5
    assert number["y"] == docket["y"]
    assert smallest >= 12
