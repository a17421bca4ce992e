"""The page, in a real browser and under independent checkers."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.browsing import nu_messages, shown
from playwright.sync_api import Browser
from support.project import ROOT
from support.tasks import layout

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.html.page import render_fragment, render_page
from progress_report.text.punctuation import fold

SEED = ROOT / "data/published/2021H1.txt"
CONFIG = layout(
    site={
        "name": "通州区人民政府",
        "domain": "example.invalid",
        "id_code": "1101120001",
        "source": "区政府督查室",
        "published": "2021-07-05 09:00",
    },
    issuer="区政府督查室",
    date="2021年7月5日",
)
HOSTILE = "</style><script>document.title='x'</script>\"'&<b>，\\"


def hostile_table() -> Table:
    """Groups, tall cells, paragraphs, a missing report, and text that would like to be markup."""
    columns = (
        Column("类别", ColumnKind.FIELD, 10),
        Column("序号", ColumnKind.NUMBER, 10, row_heading=True),
        Column(HOSTILE, ColumnKind.TASK, 40),
        Column("进展", ColumnKind.PROGRESS, 40),
    )
    rows = (
        Row(
            "1",
            (Cell("甲", rowspan=2), Cell("1"), Cell(HOSTILE), Cell("一  段\n二段")),
            ("一、甲",),
        ),
        Row("2", (None, Cell("2"), Cell("任务"), Cell("待报送", missing=True))),
        Row("21-1", (Cell("乙"), Cell("3"), Cell("任务"), Cell("进展")), ("二、乙",)),
    )
    return Table(HOSTILE, Period(2021, 1, 6), columns, rows, ("注：1.示例。",))


def wide_table(columns: int, rows: int, text: str = "") -> Table:
    """Rows of short texts, the first column naming them."""
    shares = [
        Column(
            f"列{n}", ColumnKind.FIELD if n else ColumnKind.NUMBER, 100 / columns, row_heading=not n
        )
        for n in range(columns)
    ]
    cells = [
        tuple(Cell(text if text and column else str(n + 1)) for column in range(columns))
        for n in range(rows)
    ]
    made = tuple(Row(str(n + 1), texts) for n, texts in enumerate(cells))
    return Table("表", Period(2021, 1, 6), tuple(shares), made)


@pytest.fixture(scope="module")
def real_page(real: tuple[Table, ReportConfig], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "2021H1.html"
    path.write_text(render_page(*real), encoding="utf-8")
    return path


class _Cells(HTMLParser):
    """The text of each cell, caption and title."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in ("th", "td", "caption", "title", "h1"):
            self.found.append((tag, ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td", "caption", "title", "h1"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            tag, text = self.found[-1]
            self.found[-1] = (tag, text + data)


def test_every_cell_folds_back_to_the_published_page(real_page: Path) -> None:
    lines = SEED.read_text(encoding="utf-8").split("\n")
    parser = _Cells()
    parser.feed(real_page.read_text(encoding="utf-8"))
    cells = [fold(text) for tag, text in parser.found if tag in ("th", "td")]
    titles = [fold(text) for tag, text in parser.found if tag not in ("th", "td")]
    assert titles == [lines[0]] * 3
    rows = [" ".join(cells[i : i + 4]) for i in range(0, len(cells), 4)]
    assert len(rows) == 38
    assert rows == [line for line in lines[5:] if line]


def test_full_width_marks_are_restored(real_page: Path) -> None:
    parser = _Cells()
    parser.feed(real_page.read_text(encoding="utf-8"))
    text = "".join(text for tag, text in parser.found if tag == "td")
    assert (text.count("，"), text.count("；"), text.count("（")) == (344, 26, 16)
    assert not re.search(r"[,;:()]", text)
    for kept in ("YZ00-0405-0078", "72.88亿", "“14+7+7”", "35.76%", "管理办法 （试行）"):
        assert kept in text


@pytest.mark.parametrize("width", [1280, 320])
def test_no_accessibility_diagnostic(browser: Browser, real_page: Path, width: int) -> None:
    with shown(browser, real_page, width) as (page, _):
        result = Axe().run(page)
        assert len(result.response["passes"]) > 10
        assert [v["id"] for v in result.response["violations"]] == []


def test_no_accessibility_diagnostic_in_a_grouped_table(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_page(hostile_table(), CONFIG), encoding="utf-8")
    with shown(browser, path) as (page, _):
        assert [v["id"] for v in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("width", [1280, 320])
def test_no_sideways_scrolling(browser: Browser, real_page: Path, width: int) -> None:
    with shown(browser, real_page, width) as (page, _):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 320:  # the tools are folded
            page.get_by_role("button", name="更多").click()
        page.get_by_role("button", name="大").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_narrow_rows_show_their_headings_and_stay_a_table(
    browser: Browser, real_page: Path
) -> None:
    with shown(browser, real_page, 320) as (page, _):
        label = "getComputedStyle(document.querySelector('#docket-21 .task'), '::before').content"
        assert page.evaluate(label) == '"市政府工作报告任务"'
        box = page.locator("#docket-21 .task").bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert page.get_by_role("rowheader").count() == 37
        assert page.get_by_role("columnheader").count() == 4


def test_a_card_shows_what_a_tall_cell_above_says(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_page(hostile_table(), CONFIG), encoding="utf-8")
    shows = "id => getComputedStyle(document.getElementById(id), '::before').content"
    with shown(browser, path, 320) as (page, _):
        assert page.evaluate(shows, "docket-2") == '"类别：甲"'
        assert page.evaluate(shows, "docket-1") == page.evaluate(shows, "docket-21-1") == "none"
    with shown(browser, path) as (page, _):
        assert page.evaluate(shows, "docket-2") == "none"


@pytest.mark.parametrize(
    ("columns", "width", "size", "cards"),
    [
        (4, 660, "medium", False),
        (10, 640, "medium", True),
        (10, 800, "medium", False),
        (10, 800, "large", True),
        (10, 1024, "large", False),
    ],
)
def test_narrow_is_by_the_columns_and_the_size_of_the_text(
    browser: Browser, tmp_path: Path, columns: int, width: int, size: str, cards: bool
) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_page(wide_table(columns, 2, "按期完成"), CONFIG), encoding="utf-8")
    before = f"localStorage.setItem('progress-report-size', '{size}')"
    with shown(browser, path, width, before) as (page, _):
        display = page.evaluate("getComputedStyle(document.querySelector('tbody tr')).display")
        assert display == ("grid" if cards else "table-row")
        lines = """cell => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size;
        }"""
        if not cards:
            assert page.locator("tbody td").last.evaluate(lines) == 1


def test_every_cell_keeps_its_text_in_the_browser(browser: Browser, tmp_path: Path) -> None:
    table, path = hostile_table(), tmp_path / "page.html"
    path.write_text(render_page(table, CONFIG), encoding="utf-8")
    with shown(browser, path) as (page, _):
        found = page.locator("tbody tr[id] > *").all_text_contents()
        expected = [cell.text for row in table.rows for cell in row.cells if cell is not None]
        assert found == [text.replace("\n", "") for text in expected]
        assert page.locator("#docket-1 p").all_text_contents() == ["一  段", "二段"]


def test_nothing_is_asked_for_and_nothing_fails(browser: Browser, real_page: Path) -> None:
    with shown(browser, real_page) as (page, heard):
        page.wait_for_load_state("networkidle")
        assert heard == []


def test_a_foreign_script_or_style_cannot_run(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    page_text = render_page(hostile_table(), CONFIG)
    foreign = "<script>document.title = 'run'</script></body>"
    path.write_text(page_text.replace("</body>", foreign), encoding="utf-8")
    with shown(browser, path) as (page, heard):
        assert page.title() == HOSTILE
        assert any("Content Security Policy" in said for said in heard)


def test_the_policy_lets_through_only_the_pages_own_script_and_style() -> None:
    text = render_page(hostile_table(), CONFIG)
    [policy] = re.findall(r'"Content-Security-Policy" content="([^"]*)"', text)
    allowed = dict(directive.split(" ", 1) for directive in policy.split("; "))
    for name in ("style", "script"):
        [inside] = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert allowed.pop(f"{name}-src") == f"'sha256-{digest}'"
    assert allowed.pop("img-src") == "data:"
    assert allowed == dict.fromkeys(("default-src", "base-uri", "form-action"), "'none'")


def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_page(hostile_table(), CONFIG), encoding="utf-8")
    with shown(browser, path, 320) as (page, heard):
        assert heard == []
        assert page.title() == HOSTILE
        assert page.locator("#docket-1 .task").text_content() == HOSTILE
        content = "getComputedStyle(document.querySelector('#docket-1 .task'), '::before').content"
        assert page.evaluate(f"JSON.parse({content}.replace(/\\\\([^\"\\\\])/g, '$1'))") == HOSTILE


def test_text_size_by_mouse_and_keyboard_is_remembered(browser: Browser, real_page: Path) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('#docket-21 .task')).fontSize)"
    with shown(browser, real_page) as (page, _):
        medium = page.evaluate(size)
        page.get_by_role("button", name="大").click()
        assert page.evaluate(size) > medium
        assert page.get_by_role("button", name="大").get_attribute("aria-pressed") == "true"
        page.reload()
        assert page.evaluate(size) > medium
        page.get_by_role("button", name="小").focus()
        page.keyboard.press("Enter")
        assert page.evaluate(size) < medium
        pressed = page.locator("button[aria-pressed=true]").all_inner_texts()
        assert pressed == ["小"]


def test_text_size_needs_no_storage(browser: Browser, real_page: Path) -> None:
    denied = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    with shown(browser, real_page, before=denied) as (page, heard):
        page.get_by_role("button", name="大").press("Space")
        assert page.locator("button[aria-pressed=true]").all_inner_texts() == ["大"]
        assert heard == []


def test_a_remembered_size_is_there_before_the_page(browser: Browser, real_page: Path) -> None:
    # otherwise the page is first shown in the other size, and then jumps
    watch = """new MutationObserver((_, watcher) => {
        if (!document.querySelector('.tools')) return;
        window.sizeAtFirst = document.documentElement.dataset.size;
        watcher.disconnect();
    }).observe(document, {childList: true, subtree: true})"""
    with shown(browser, real_page, before=watch) as (page, _):
        assert page.evaluate("sizeAtFirst") == "medium"
        page.get_by_role("button", name="小").click()
        page.reload()
        assert page.evaluate("sizeAtFirst") == "small"


@pytest.mark.parametrize("width", [1280, 710, 320])
def test_a_linked_row_stands_out_in_full_view(
    browser: Browser, real_page: Path, width: int
) -> None:
    background = "id => getComputedStyle(document.querySelector(id + ' .task')).backgroundColor"
    below = """document.querySelector('#docket-98').getBoundingClientRect().top
        - Math.max(0, document.querySelector('thead th').getBoundingClientRect().bottom)"""
    with shown(browser, real_page, width) as (page, _):
        page.locator("#docket-98 a").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**#docket-98")
        assert page.evaluate(background, "#docket-98") != page.evaluate(background, "#docket-97")
        assert 0 <= page.evaluate(below) < 100


def test_on_paper_there_are_no_controls_and_no_screen_colours(
    browser: Browser, real_page: Path
) -> None:
    with shown(browser, real_page) as (page, _):
        page.locator("#docket-21 a").click()
        page.emulate_media(media="print")
        assert page.locator(".tools").is_hidden()
        colours = "all => all.map(one => getComputedStyle(one).backgroundColor)"
        shown_colours = page.locator("body, main, article, table, table *").evaluate_all(colours)
        assert set(shown_colours) == {"rgba(0, 0, 0, 0)"}


def test_sharing_without_a_clipboard_interface(browser: Browser, real_page: Path) -> None:
    taken = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
    real_one = "Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard').get"
    with shown(browser, real_page, before=taken) as (page, heard):
        page.get_by_role("button", name="复制链接").click()
        page.get_by_role("status").get_by_text("链接已复制").wait_for()
        copied = page.evaluate(f"{real_one}.call(navigator).readText()")
        assert copied == real_page.as_uri()
        assert page.evaluate("document.activeElement.id") == "share"
        assert page.locator("textarea").count() == 0
        assert heard == []


def test_sharing_copies_the_link_and_says_so(browser: Browser, real_page: Path) -> None:
    with shown(browser, real_page) as (page, _):
        page.locator("#docket-97 a").click()
        page.get_by_role("button", name="复制链接").press("Enter")
        page.get_by_role("status").get_by_text("链接已复制").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").endswith("2021H1.html#docket-97")


def test_without_script_there_are_no_dead_buttons(browser: Browser, real_page: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(real_page.as_uri())
    assert page.locator(".tools").is_hidden()
    assert page.locator("#docket-278").is_visible()
    context.close()


def test_valid_html(real: tuple[Table, ReportConfig], tmp_path: Path) -> None:
    fragment = render_fragment(hostile_table(), CONFIG)
    shell = '<!DOCTYPE html><html lang="zh-CN"><head><title>站</title></head><body>{}</body></html>'
    pages = {
        "real": render_page(*real),
        "hostile": render_page(hostile_table(), CONFIG),
        "fragment": shell.format(fragment),
        "bad": shell.format("<p><table><p>"),
    }
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    messages = nu_messages(tmp_path, "--skip-non-html").splitlines()
    assert {Path(line.partition('":')[0]).name for line in messages} == {"bad.html"}


def test_a_fragment_is_only_the_body_part() -> None:
    text = render_fragment(hostile_table(), CONFIG)
    for absent in ("<html", "<head", "<h1", "<script", "<style", "<button"):
        assert absent not in text
    assert text.startswith('<div class="report"')
    assert text.count("<tr id=") == 3


def test_article_metadata_of_the_site_guide() -> None:
    text = render_page(hostile_table(), CONFIG)
    found = dict(re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', text))
    assert found["SiteName"] == "通州区人民政府"
    assert found["PubDate"] == "2021-07-05 09:00"
    assert found["ContentSource"] == "区政府督查室"
    assert set(found) == {
        "SiteName",
        "SiteDomain",
        "SiteIDCode",
        "ArticleTitle",
        "PubDate",
        "ContentSource",
    }


def test_the_same_table_gives_the_same_page(real: tuple[Table, ReportConfig]) -> None:
    for made in (render_page, render_fragment):
        text = made(*real)
        assert text == made(*real)
        assert text.endswith(">\n")
        assert "\r" not in text


def test_a_large_table_opens_at_once(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(render_page(wide_table(4, 3700), CONFIG), encoding="utf-8")
    with shown(browser, path) as (page, heard):
        assert heard == []
        assert page.locator("tbody tr").count() == 3700
        assert page.evaluate("document.querySelector('#docket-3700').offsetTop") > 3700 * 20
