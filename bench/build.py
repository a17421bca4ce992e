"""The printed table beside what others print it with; and a build that has nothing to do.

- ours: `report build --format pdf`, from cold, the whole command: loading, checking, PDF/A.
- bare WeasyPrint: the plainest script that prints the page we made, with the same two fonts.
- Typst: the same rows in a table, with the same fonts, by its Python package.
- Chromium: prints the same page; without tags and outline, with the fonts it finds.
- nothing to do: `report build` a second time, beside `report --help`.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pylopdf_fonts_zh_cn as packaged
from corpus import make
from measure import OURS, PYTHON, Command, arguments, measure, ratio, rounds_for, table

from progress_report.build.assemble_table import assemble_tables
from progress_report.source.load import load_project

WEASYPRINT = """
import sys, pylopdf_fonts_zh_cn as fonts
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
config = FontConfiguration()
faces = "".join(
    f'@font-face {{ font-family: "{name}"; src: url("{path.as_uri()}") }}'
    for name, path in (("Noto Serif SC", fonts.serif_path()), ("Noto Sans SC", fonts.sans_path()))
)
HTML("out/2021H1.html").write_pdf(
    "bare.pdf", stylesheets=[CSS(string=faces, font_config=config)], font_config=config,
    pdf_tags=True,
)
"""
TYPST = """
import sys, typst
typst.compile("table.typ", output="typst.pdf", font_paths=sys.argv[1:], ignore_system_fonts=True)
"""
TABLE = """
#set page("a4", flipped: true, margin: (x: 35mm, y: 27mm), numbering: "— 1 —")
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")
#let data = json("rows.json")
#align(center, text(font: "Noto Sans SC", size: 22pt, data.title))
#table(columns: data.widths.map(it => it * 1fr), table.header(..data.headings), ..data.cells)
"""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LARGE = 1_000
"""Tasks from which a round takes minutes, and few must do."""


def make_typst(project: Path) -> None:
    """Write the rows of the table, as they are, and a document that shows them."""
    loaded = load_project(project)
    if loaded.config is None:
        raise TypeError("the corpus has a layout")
    [made], _diagnostics = assemble_tables(loaded, loaded.config, [])
    rows = {
        "title": made.title,
        "widths": [column.width for column in made.columns],
        "headings": [column.heading for column in made.columns],
        "cells": [cell.text for row in made.rows for cell in row.cells if cell is not None],
    }
    (project / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    (project / "table.typ").write_text(TABLE, encoding="utf-8")


def printers(project: Path) -> dict[str, Command]:
    """Ours and the others on this machine."""
    folders = {str(path().parent) for path in (packaged.serif_path, packaged.sans_path)}
    make_typst(project)
    commands = {
        "bare WeasyPrint": Command([PYTHON, "-c", WEASYPRINT], project),
        "ours": Command([*OURS, "build", "--force", "--format", "pdf"], project),
        "Typst": Command([PYTHON, "-c", TYPST, *sorted(folders)], project),
    }
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is not None:
        page = (project / "out/2021H1.html").as_uri()
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        own = f"--user-data-dir={project / 'chromium'}"
        command = [browser, *flags, own, "--print-to-pdf=chromium.pdf", page]
        commands["Chromium"] = Command(command, project)
    return commands


def main() -> None:
    sizes, rounds = arguments((37, 3_700))
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            project = make(Path(name) / "project", size)
            html = [*OURS, "build", "--format", "html"]
            subprocess.run(html, cwd=project, check=True, capture_output=True)
            few = 3 if size >= LARGE else rounds_for(size)
            costs = measure(printers(project), rounds or few)
            table(f"PDF of {size:,} tasks", costs, "bare WeasyPrint")
            time, memory = (
                ratio(costs, "ours", "bare WeasyPrint"),
                costs["ours"].memory / costs["bare WeasyPrint"].memory,
            )
            print(f"  ours / bare WeasyPrint: {time:.2f} in time, {memory:.2f} in memory")
            subprocess.run([*OURS, "build"], cwd=project, check=True, capture_output=True)
            again = {
                "report --help": Command([*OURS, "--help"], project),
                "report build": Command([*OURS, "build"], project),
            }
            costs = measure(again, rounds or 9)
            table(f"nothing to do, {size:,} tasks", costs, "report --help")
            again_ratio = ratio(costs, "report build", "report --help")
            print(f"  nothing to do / report --help: {again_ratio:.2f} (at most 2)")


if __name__ == "__main__":
    main()
