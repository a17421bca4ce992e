"""The printed table beside what others print it with; and a build that has nothing to do.

- weasyprint, typst: `report build --format pdf` with either engine, from cold, the whole command:
  loading, checking, PDF/A.
- bare WeasyPrint: the plainest script that prints the page we made, with the same two fonts.
- laid out twice: the same, with as many layouts as ours needs (at most two are compared).
- bare Typst: the same rows in a table on the same sheet, with the same fonts.
- Chromium: prints the same page; without tags and outline, with the fonts it finds.
- nothing to do: `report build` a second time, beside `report --help`.
"""

import json
import shutil
import statistics
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
for _layout in range(int(sys.argv[1])):
    document = HTML("out/2021H1.html").render(
        stylesheets=[CSS(string=faces, font_config=config)], font_config=config
    )
document.write_pdf("bare.pdf", pdf_tags=True)
"""
TYPST = """
import sys, typst
typst.compile("table.typ", output="typst.pdf", font_paths=sys.argv[1:], ignore_system_fonts=True)
"""
TABLE = """
#set page("a4", flipped: true, margin: (x: 36mm, y: 27mm), numbering: "— 1 —")
#set text(font: "Noto Serif SC", size: 12pt, lang: "zh")
#let data = json("rows.json")
#align(center, text(font: "Noto Sans SC", size: 22pt, data.title))
#table(columns: data.widths.map(it => it * 1fr), table.header(..data.headings), ..data.cells)
"""
BUILD = [*OURS, "build", "--force", "--pdf-engine"]
SIX = "html,docx,xlsx,csv,json,md"
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


def printers(project: Path, *, with_weasyprint: bool) -> dict[str, Command]:
    """Ours and the others on this machine."""
    folders = {str(path().parent) for path in (packaged.serif_path, packaged.sans_path)}
    make_typst(project)
    commands = {
        "bare Typst": Command([PYTHON, "-c", TYPST, *sorted(folders)], project),
        "typst": Command([*BUILD, "typst", "--format", "pdf"], project),
    }
    if with_weasyprint:
        commands |= {
            "bare WeasyPrint": Command([PYTHON, "-c", WEASYPRINT, "1"], project),
            "laid out twice": Command([PYTHON, "-c", WEASYPRINT, "2"], project),
            "weasyprint": Command([*BUILD, "weasyprint", "--format", "pdf"], project),
        }
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is not None:
        page = (project / "out/2021H1.html").as_uri()
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        own = f"--user-data-dir={project / 'chromium'}"
        command = [browser, *flags, own, "--print-to-pdf=chromium.pdf", page]
        commands["Chromium"] = Command(command, project)
    return commands


LIMITS = (
    ("typst", "bare WeasyPrint", 0.30),
    ("typst", "Chromium", 0.35),
    ("weasyprint", "laid out twice", 1.05),
    ("typst", "bare Typst", 1.5),
)
"""Ours, others, and the ratio of seconds that is meant to be kept; the last for large tables."""
MEMORY_LIMIT = 1.3
"""The same of memory, typst over bare Typst."""


def compare(project: Path, size: int, rounds: int) -> None:
    """Print what each way to a PDF costs, and the ratios that matter at this size."""
    is_large = size >= LARGE
    costs = measure(printers(project, with_weasyprint=not is_large), rounds)
    table(f"PDF of {size:,} tasks", costs, "bare Typst")
    for ours, theirs, limit in LIMITS[3:] if is_large else LIMITS[:3]:
        if theirs in costs:
            found = ratio(costs, ours, theirs)
            print(f"  {ours} / {theirs}: {found:.2f} in time (at most {limit})")
    memory = costs["typst"].memory / costs["bare Typst"].memory
    print(f"  typst / bare Typst: {memory:.2f} in memory (at most {MEMORY_LIMIT})")


def seven_formats(project: Path, rounds: int) -> None:
    """Print what seven formats cost beside the PDF alone, with either engine."""
    six = Command([*OURS, "build", "--force", "--format", SIX], project)
    commands = {"six formats": six}
    for engine in ("weasyprint", "typst"):
        commands[f"{engine} PDF"] = Command([*BUILD, engine, "--format", "pdf"], project)
        commands[f"{engine} seven"] = Command([*BUILD, engine, "--format", f"pdf,{SIX}"], project)
    costs = measure(commands, rounds)
    table("seven formats", costs, "six formats")
    found = ratio(costs, "weasyprint seven", "weasyprint PDF")
    print(f"  weasyprint: seven / PDF: {found:.2f} (at most 1.2)")
    parts = sum(statistics.median(costs[name].seconds) for name in ("typst PDF", "six formats"))
    found = statistics.median(costs["typst seven"].seconds) / parts
    print(f"  typst: seven / (PDF + six): {found:.2f} (at most 1)")


def main() -> None:
    sizes, rounds = arguments((37, 1_000, 3_700))
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            project = make(Path(name) / "project", size)
            html = [*OURS, "build", "--format", "html"]
            subprocess.run(html, cwd=project, check=True, capture_output=True)
            compare(project, size, rounds or (3 if size >= LARGE else rounds_for(size)))
            if size < LARGE:
                seven_formats(project, rounds or rounds_for(size))
            first = [*BUILD, "typst"]
            subprocess.run(first, cwd=project, check=True, capture_output=True)
            again = {
                "report --help": Command([*OURS, "--help"], project),
                "report build": Command([*OURS, "build", "--pdf-engine", "typst"], project),
            }
            costs = measure(again, rounds or 9)
            table(f"nothing to do, {size:,} tasks", costs, "report --help")
            again_ratio = ratio(costs, "report build", "report --help")
            print(f"  nothing to do / report --help: {again_ratio:.2f} (at most 2)")


if __name__ == "__main__":
    main()
