"""A page with two heading rows, in a real browser."""

from pathlib import Path

from playwright.sync_api import Browser
from support.tables import EXAMPLES

from progress_report.build.assemble_table import assemble_tables
from progress_report.render.html.page import render_page
from progress_report.source.load import load_project


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
