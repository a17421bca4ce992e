"""What a PDF says of itself: no more than it keeps. Where veraPDF is installed, it is asked too."""

import base64
import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from support.pdfs import CONFIG, elements, table
from support.printer import FONTS
from support.project import ROOT, project, report

from progress_report.build.outputs import compile_tables
from progress_report.build.outputs import render as render_outputs
from progress_report.domain.config import Fonts, ReportConfig
from progress_report.domain.table import Table
from progress_report.render.html.page import render_page
from progress_report.render.pdf.fonts import find_fonts
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.weasyprint import render_pdf
from progress_report.source.load import load_project

# WeasyPrint leaves its colour profile open until the reference to it is gone.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*sRGB2014.icc:pytest.PytestUnraisableExceptionWarning"
)
ALL = ("3A", "ua")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


def picture(mode: str, form: str) -> str:
    """An ``src`` that carries a picture."""
    raw = io.BytesIO()
    Image.new(mode, (8, 8)).save(raw, form)
    return f"data:image/{form.lower()};base64,{base64.b64encode(raw.getvalue()).decode()}"


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">{}<text y="15">图</text></svg>'
)


@dataclass(frozen=True)
class Case:
    """Something in a page, what the PDF may still claim, and what the user is told."""

    html: str
    claims: tuple[str, ...] = ALL
    told: str = ""


CASES = {
    "plain": Case(""),
    "picture": Case(f'<img alt="徽" src="{picture("RGB", "PNG")}">'),
    "see-through picture": Case(f'<img alt="徽" src="{picture("RGBA", "PNG")}">'),
    "photograph": Case(f'<img alt="徽" src="{picture("RGB", "JPEG")}">'),
    "CMYK photograph": Case(f'<img alt="徽" src="{picture("CMYK", "JPEG")}">', ("ua",), "CMYK"),
    "CMYK colour": Case('<p style="color:device-cmyk(0 1 1 0)">红</p>', ("ua",), "CMYK"),
    "picture without text": Case(f'<img src="{picture("L", "PNG")}">', ("3A",), "alt"),
    "drawing": Case(SVG.format("<title>图</title>")),
    "drawing without text": Case(SVG.format(""), ("3A",), "alt"),
    "list": Case("<ul><li>甲<li>乙<ol><li>丙</ol></ul><dl><dt>丁<dd>戊</dl>"),
    "links": Case('<p><a href="https://example.org/">甲</a> <a href="#t1">乙</a></p>'),
    "headings": Case("<h1>甲</h1><h2>乙</h2><h3>丙</h3><h2>丁</h2>"),
    "heading left out": Case("<h1>甲</h1><h3>丙</h3>", ("3A",), "level of heading"),
    "see-through text": Case('<p style="opacity:.4">甲</p>', ("3A",), "opacity"),
    "attached file": Case('<a rel="attachment" href="data:,x">甲</a>', ("3A",), "attached"),
    "table": Case("<table><tr><th>甲<th>乙<tr><td rowspan=2>丙<td>丁<tr><td>戊</table>"),
    "table with headings of rows": Case("<table><tr><th>甲<td>乙<tr><th>丙<td>丁</table>"),
    "spanning cells": Case("<table><tr><td colspan=2>甲<tr><td>乙<td>丙</table>"),
    "heading without rows": Case("<table><thead><tr><th>甲</thead></table>", ("3A",), "part"),
    "two headings": Case(
        "<table><thead><tr><th>甲</thead><tr><td>乙<thead><tr><th>丙</thead></table>",
        ("3A",),
        "part",
    ),
    "text in a list": Case("<ul>甲<li>乙</ul>", ("3A",), "part"),
    "cells that are none": Case(
        '<table><tr><td style="display:block">甲<td>乙</table>', ("3A",), "part"
    ),
    "link around a picture": Case(
        f'<a href="https://example.org/"><img alt="徽" src="{picture("L", "PNG")}"></a>',
        ("3A",),
        "link",
    ),
    "ragged table": Case("<table><tr><td>甲<td>乙<tr><td>丙</table>", ("3A",), "number of cells"),
}


def made(page: str, variant: str = "pdf/a-3a", fonts: Fonts | None = None) -> tuple[bytes, str]:
    """A PDF of a page, and what the user is told of it."""
    chosen = FONTS if fonts is None else find_fonts(fonts, [DEJAVU])
    content, notes = render_pdf(
        page, chosen.cut_for(page), archive=Archive(variant, "2021H1.json", b"{}")
    )
    return content, "\n".join(notes)


def with_html(case: Case) -> str:
    return render_page(table("一"), CONFIG).replace("</article>", f"{case.html}</article>")


def claims(content: bytes) -> tuple[str, ...]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        text = pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else ""
    level = re.findall(r'pdfaid:part="(\d)" pdfaid:conformance="(\w)"', text)
    return (*map("".join, level), *(["ua"] if "pdfuaid:part" in text else []))


@pytest.mark.parametrize("name", CASES)
def test_it_claims_what_it_keeps(name: str) -> None:
    case = CASES[name]
    content, notes = made(with_html(case))
    assert claims(content) == case.claims
    assert ("does not call itself" in notes) == bool(case.told)
    assert case.told in notes


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (r"<title>.*?</title>", "", "no title"),
        (r"<title>.*?</title>", "<title> </title>", "no title"),
        (r'<html lang="zh-CN">', "<html>", "no language"),
        (r"<h1>(.*?)</h1>", r"<h2>\1</h2>", "level of heading"),
    ],
)
def test_a_page_of_the_projects_own(before: str, after: str, told: str) -> None:
    page, count = re.subn(before, after, render_page(table("一"), CONFIG))
    assert count == 1
    content, notes = made(page)
    assert claims(content) == ("3A",)
    assert told in notes
    content, notes = made(page, "pdf/ua-1")
    assert claims(content) == ()
    assert told in notes


@pytest.mark.skipif(not DEJAVU.is_dir(), reason="DejaVu has private-use characters")
def test_a_private_use_character_costs_level_a() -> None:
    page = render_page(table("字\uf6c5"), CONFIG)
    fonts = Fonts(body=("DejaVu Sans",))
    content, notes = made(page, fonts=fonts)
    assert claims(content) == ("3U", "ua")
    assert "U+F6C5" in notes
    content, notes = made(page, "pdf/ua-1", fonts)
    assert claims(content) == ("ua",)
    assert notes == ""


def test_no_picture_is_smoothed() -> None:
    content, _notes = made(with_html(CASES["see-through picture"]))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        told = [o.get("/Interpolate") for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert [value for value in told if value is not None] == [False, False]  # 6.2.8


@pytest.mark.parametrize(
    ("name", "scope"), [("table", "/Column"), ("table with headings of rows", "/Row")]
)
def test_a_heading_without_scope_has_the_one_that_html_gives_it(name: str, scope: str) -> None:
    content, _notes = made(with_html(CASES[name]))
    scopes = [str(e.A.Scope) for e in elements(content) if e.S == "/TH"]
    assert scopes == ["/Column"] * 4 + ["/Row"] + [scope] * 2


@pytest.mark.parametrize("variant", ["pdf/a-3a", "pdf/ua-1"])
def test_a_file_without_its_claim_is_verified_all_the_same(tmp_path: Path, variant: str) -> None:
    root = project(
        tmp_path,
        t001="year: 2021\ndocket: 1\ntask: 任务。\nentries:\n  H1: {progress: 进展。}\n",
    )
    (root / "templates").mkdir()
    own = '<h3>甲</h3><p style="color:device-cmyk(0 1 1 0)">乙</p>'
    (root / "templates/table.html.j2").write_text(
        own + '{% include "builtin/table.html.j2" %}', encoding="utf-8"
    )
    run = report("build", "--format", "pdf", "--pdf-variant", variant, cwd=root)
    assert run.returncode == 0, run.stderr
    assert "does not call itself PDF/UA-1: a level of heading" in run.stderr
    assert ("PDF/A" in run.stderr) == (variant == "pdf/a-3a")
    assert claims((root / "out/2021H1.pdf").read_bytes()) == ()
    (root / "out/manifest.json").unlink()
    run = report("verify", "out/2021H1.pdf", cwd=root)
    assert run.returncode == 0, run.stdout


def large() -> Table:
    """Sheets enough for rows that split, and some that do not."""
    return table(*("进展情况良好。" * (1500 if i == 3 else 9 * i) for i in range(1, 30)))


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not on this machine")
def test_verapdf_finds_every_claim_true(tmp_path: Path, real: tuple[Table, ReportConfig]) -> None:
    pages = {name: with_html(case) for name, case in CASES.items()}
    pages["large"] = render_page(large(), CONFIG)
    files = {f"{name}.pdf": made(page)[0] for name, page in pages.items()}
    if DEJAVU.is_dir():
        text = "字\uf6c5\nمرحبا\nשלום (abc) 12\nab\u0301c ½ Ω ﬁ"
        page = render_page(table(text), CONFIG)
        files["rare.pdf"] = made(page, fonts=Fonts(body=("DejaVu Sans",)))[0]
    for variant in ("pdf/a-3a", "pdf/ua-1"):
        files[f"real {variant[4:].replace('/', '')}.pdf"] = made(render_page(*real), variant)[0]
    for example in ("chongchuan", "halves"):
        loaded = load_project(ROOT / "tests/examples" / example)
        assert loaded.config is not None
        [tables], _found = compile_tables(loaded, loaded.config, [])
        [output] = render_outputs(loaded, tables, loaded.config, ["pdf"])
        files[f"{example}.pdf"] = output.content
    files["published.pdf"] = (ROOT / "out/2021H1.pdf").read_bytes()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    run = subprocess.run(
        ["verapdf", "--format", "text", *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    # it tries each standard that a file claims
    told = re.findall(r"^(PASS|FAIL) .*?([^/]+\.pdf) (\w+)$", run.stdout, re.MULTILINE)
    expected = [
        ("PASS", name, {"ua": "ua1"}.get(claim, claim.lower()))
        for name, content in files.items()
        for claim in claims(content)
    ]
    assert len(expected) > 40
    assert sorted(told) == sorted(expected)
