"""Pages of other layouts, and the overview, in a real browser."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from browser.browsing import shown
from playwright.sync_api import Browser
from support.tables import EXAMPLES

from progress_report.build.assemble_table import assemble_tables
from progress_report.domain.period import Period
from progress_report.render.html.page import render_page
from progress_report.source.load import load_project
from progress_report.status.overview import overview
from progress_report.status.page import status_page


def test_both_heading_rows_stay_in_view_one_above_the_other(
    browser: Browser, tmp_path: Path
) -> None:
    project = load_project(EXAMPLES / "layouts/meishan")
    assert project.config is not None
    [table], _diagnostics = assemble_tables(project, project.config, [])
    path = tmp_path / "page.html"
    path.write_text(render_page(table, project.config), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1200, "height": 500})
    page.goto(path.as_uri())
    page.evaluate("window.scrollTo(0, document.querySelector('tbody').offsetTop + 300)")
    tops = [page.locator(f"thead tr:nth-child({row}) th").last.bounding_box() for row in (1, 2)]
    page.close()
    upper, lower = tops
    assert upper is not None
    assert lower is not None
    assert -2 <= upper["y"] <= 1
    assert abs(upper["y"] + upper["height"] - lower["y"]) <= 1


def test_the_tables_of_the_overview_are_scrolled_and_not_squeezed_on_a_phone(
    browser: Browser, tmp_path: Path
) -> None:
    project = load_project(EXAMPLES / "pace")
    assert project.config is not None
    path = tmp_path / "status.html"
    known = overview(project, project.config, Period.parse("2023H2"))
    path.write_text(status_page(known, project.config), encoding="utf-8")
    with shown(browser, path, width=320) as (page, heard):
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        wide = page.locator("table, figure svg")
        widths = wide.evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
        assert len(widths) > 5
        assert min(widths) > 600
        assert page.locator("table:not(:has(caption))").count() == 0
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        assert heard == []
