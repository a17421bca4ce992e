"""What is changed in other people's modules: the output is the same without it."""

import importlib
import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from support.printer import COLUMNS, CONFIG, print_page
from support.project import ROOT
from weasyprint import HTML

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Row, Table
from progress_report.render.html.page import render_page
from progress_report.render.pdf.layout import likely_split
from progress_report.render.pdf.speed import imports, patches, sheets

pytestmark = pytest.mark.slow


def table(rows: int) -> Table:
    """Groups, cells over rows, paragraphs, and rows that do not fit on a sheet."""
    made = []
    for number in range(rows):
        lead = Cell(f"领导{number}", rowspan=min(5, rows - number)) if number % 5 == 0 else None
        length = 1500 if number % 17 == 3 else 40 * (number % 9 + 1)
        text = "文字ABC，" * (length // 6) + ("\n第二段。" if number % 4 == 0 else "")
        cells = (Cell(str(number + 1)), lead, Cell("任务。" * (number % 7 + 1)), Cell(text))
        made.append(Row(str(number + 1), cells, (f"组{number}",) if number % 25 == 0 else ()))
    return Table("表", Period(2021, 1, 6), COLUMNS, tuple(made), ("注：某。",))


def both(
    page: str, monkeypatch: pytest.MonkeyPatch, split: frozenset[str] = frozenset()
) -> tuple[bytes, bytes, int]:
    """The PDF with and without, and how many sheets were painted when they were laid out."""
    painted = []
    paint = sheets._paint  # noqa: SLF001 - to see that the quick way was gone

    def counted(*arguments: Any) -> Any:
        painting = paint(*arguments)
        painted.append(painting is not None)
        return painting

    monkeypatch.setattr(sheets, "_paint", counted)
    quick, _ = print_page(page, split=split)
    for module in (patches, sheets):
        monkeypatch.setattr(module, "fits", lambda: False)
    count = sum(painted)
    plain, _ = print_page(page, split=split)
    assert sum(painted) == count
    return quick, plain, count


def test_a_table_of_many_sheets_has_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_COLLECT_EVERY", 10)
    made = table(50)
    page = render_page(made, CONFIG)
    quick, plain, painted = both(page, monkeypatch, likely_split(made, CONFIG))
    assert painted > 20
    assert sha256(quick).hexdigest() == sha256(plain).hexdigest()


def test_the_real_table_has_the_same_bytes(
    real: tuple[Table, ReportConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, plain, painted = both(render_page(*real), monkeypatch, likely_split(*real))
    assert painted == 16
    assert quick == plain


@pytest.mark.parametrize(
    ("style", "painted"),
    [
        ("@page { @top-center { content: counter(pages) } }", 0),
        ("h1 { position: fixed }", 0),
        ("h1 { string-set: t content() } @page { @top-left { content: string(t) } }", 0),
        ("tbody a::after { content: target-counter(attr(href), page) }", 0),
        ("@page :first { margin: 5cm; size: A4 portrait }", 3),
        ("@page :nth(2) { margin-left: 5cm }", 3),
        ("h1 { width: 50vw; position: relative; opacity: .5 }", 2),
        ("h1 { background: linear-gradient(red, blue) }", 2),
        ("td { transform: rotate(1deg) }", 3),
    ],
)
def test_whatever_a_template_asks_for(
    style: str, painted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = render_page(table(5), CONFIG).replace("</style>", f"{style}</style>", 1)
    quick, plain, count = both(page, monkeypatch)
    assert quick == plain
    assert count >= painted
    assert bool(count) == bool(painted)


def test_lists_and_pictures_have_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    dot = "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="
    more = f'<ol><li>甲</ol><img src="data:image/gif;base64,{dot}" alt="徽标"></article>'
    quick, plain, painted = both(
        render_page(table(5), CONFIG).replace("</article>", more), monkeypatch
    )
    assert quick == plain
    assert painted > 0


def test_what_stands_out_of_its_place_has_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    more = '<ul><li>甲<li>乙</ul><p style="position: absolute">丙</p></header>'
    quick, plain, painted = both(
        render_page(table(5), CONFIG).replace("</header>", more), monkeypatch
    )
    assert quick == plain
    assert painted > 0


def test_the_declarations_are_those_of_the_installed_weasyprint() -> None:
    path = ROOT / "tools/declarations.py"
    spec = importlib.util.spec_from_file_location("declarations", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert json.loads(imports.DECLARATIONS.read_text(encoding="utf-8")) == tool.compiled()


LOADED = """
import sys
from progress_report.render.pdf.speed import imports
from progress_report.render.pdf.speed import patches
{before}
with imports.quick_import():
    import weasyprint
ffi = weasyprint.text.ffi.ffi
print(type(ffi).__name__, "fontTools.varLib" in sys.modules, "pycparser" in sys.modules)
"""


@pytest.mark.program
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", "Ready False False"),
        ("patches.TESTED_VERSIONS['weasyprint'] = '0'", "FFI True True"),
        ("imports.declaring_module = lambda: imports.DECLARATIONS", "FFI False True"),
        ("imports._bytes = lambda value: b''", "FFI False True"),
    ],
)
def test_what_does_not_fit_is_left_off(before: str, expected: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED.format(before=before)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == expected


PRINTED = """
from hashlib import sha256
from support.printer import COLUMNS, CONFIG, FONTS
from progress_report.domain.period import Period
from progress_report.render.pdf.speed import patches
{before}
from progress_report.domain.pdf import PdfVariant
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.html.page import render_page
from progress_report.render.pdf.weasyprint import load_weasyprint, render_pdf
from progress_report.domain.table import Cell, Row, Table
weasyprint = load_weasyprint()
rows = (Row("1", (Cell("1"), Cell("甲"), Cell("乙"), Cell("丙"))),)
page = render_page(Table("表", Period(2021, 1, 6), COLUMNS, rows), CONFIG)
archive = Archive(PdfVariant.PDF_A, "a.json", b"0")
kept, _ = render_pdf(page, FONTS.subset_for(page), archive=archive)
old = '<table bgcolor="#ff0000" align="center"><tr><td><input value="a"></table>'
form = weasyprint.HTML(string=old).write_pdf(presentational_hints=True, pdf_forms=True)
print(sha256(kept).hexdigest(), sha256(form).hexdigest(), weasyprint.text.ffi.ffi.__class__)
"""


@pytest.mark.program
def test_what_comes_later_gives_the_same_bytes() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", PRINTED.format(before=before)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT / "tests",
        ).stdout.split(maxsplit=2)
        for before in ("", "patches.TESTED_VERSIONS['weasyprint'] = '0'")
    ]
    assert said[0][:2] == said[1][:2]
    assert said[0][2] != said[1][2]


def test_nothing_stays_changed() -> None:
    module = importlib.import_module("weasyprint.document")
    print_page(render_page(replace(table(2)), CONFIG))
    assert module.Page.__module__ == "weasyprint.document"
    assert module.layout_document.__module__ == "weasyprint.layout"
    assert len(HTML(string="<p lang=zh>甲").render().pages) == 1
