"""What a PDF claims to be: no more than it keeps. Where veraPDF is installed, it is asked too."""

import base64
import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from support.pdfs import CONFIG, elements, table
from support.printer import FONTS
from support.project import ROOT, project, report

from progress_report.build.assemble_table import assemble_tables
from progress_report.build.manifest import Options
from progress_report.build.render_outputs import render as render_outputs
from progress_report.domain.config import Fonts, ReportConfig
from progress_report.domain.pdf import PdfVariant
from progress_report.domain.table import Table
from progress_report.render.html.page import render_page
from progress_report.render.pdf.fonts import find_fonts
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.weasyprint import print_pdf
from progress_report.source.load import load_project

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
TASK = "year: 2021\ndocket: 1\ntask: 任务。\nentries:\n  H1: {progress: 进展。}\n"
ARCHIVE = Archive(PdfVariant.PDF_A, "2021H1.json", b"{}")
NOTE = "the PDF does not claim PDF/A or PDF/UA: "


def printed(
    page: str, archive: Archive = ARCHIVE, fonts: Fonts | None = None
) -> tuple[bytes, list[str]]:
    chosen = FONTS if fonts is None else find_fonts(fonts, [DEJAVU])
    output = print_pdf("2021H1.pdf", page, chosen, archive=archive)
    return output.content, list(output.notes)


def claims(content: bytes) -> tuple[str, ...]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        text = pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else ""
    level = re.findall(r'pdfaid:part="(\d)" pdfaid:conformance="(\w)"', text)
    return (*map("".join, level), *(["ua"] if "pdfuaid:part" in text else []))


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        (PdfVariant.PDF_A, ("3A", "ua")),
        (PdfVariant.PDF_UA, ("ua",)),
        (PdfVariant.NONE, ()),
    ],
)
def test_custom_templates_cost_the_claims(variant: PdfVariant, expected: tuple[str, ...]) -> None:
    page = render_page(table("一"), CONFIG)
    archive = replace(ARCHIVE, variant=variant)
    content, notes = printed(page, archive)
    assert (claims(content), notes) == (expected, [])
    content, notes = printed(page, replace(archive, custom_templates=True))
    assert claims(content) == ()
    assert notes == ([NOTE + "the project has custom templates"] if expected else [])


@pytest.mark.skipif(not DEJAVU.is_dir(), reason="DejaVu has private-use characters")
def test_a_private_use_character_costs_the_claims() -> None:
    page = render_page(table("字\uf6c5"), CONFIG)
    content, [note] = printed(page, fonts=Fonts(body=("DejaVu Sans",)))
    assert claims(content) == ()
    assert note == NOTE + "'\uf6c5' (U+F6C5) is a private-use character"


def test_no_picture_is_smoothed() -> None:
    raw = io.BytesIO()
    Image.new("RGBA", (8, 8)).save(raw, "PNG")
    picture = f"data:image/png;base64,{base64.b64encode(raw.getvalue()).decode()}"
    page = render_page(table("一"), CONFIG)
    content, _notes = printed(
        page.replace("</article>", f'<img alt="徽" src="{picture}"></article>')
    )
    with pikepdf.open(io.BytesIO(content)) as pdf:
        smoothed = [o.get("/Interpolate") for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert [value for value in smoothed if value is not None] == [False, False]  # 6.2.8


@pytest.mark.parametrize(
    ("html", "scope"),
    [
        ("<table><tr><th>甲<th>乙<tr><td rowspan=2>丙<td>丁<tr><td>戊</table>", "/Column"),
        ("<table><tr><th>甲<td>乙<tr><th>丙<td>丁</table>", "/Row"),
    ],
)
def test_a_heading_without_scope_has_the_one_that_html_gives_it(html: str, scope: str) -> None:
    page = render_page(table("一"), CONFIG).replace("</article>", f"{html}</article>")
    content, _notes = printed(page)
    scopes = [str(e.A.Scope) for e in elements(content) if e.S == "/TH"]
    assert scopes == ["/Column"] * 4 + ["/Row"] + [scope] * 2


@pytest.mark.program
@pytest.mark.parametrize("variant", ["pdf/a-3a", "pdf/ua-1"])
def test_a_file_without_its_claim_is_verified_all_the_same(tmp_path: Path, variant: str) -> None:
    root = project(tmp_path, t001=TASK)
    (root / "templates").mkdir()
    (root / "templates/table.html.j2").write_text(
        '<p>甲</p>{% include "builtin/table.html.j2" %}', encoding="utf-8"
    )
    run = report("build", "--format", "pdf", "--pdf-variant", variant, cwd=root)
    assert (run.returncode, run.stderr.count(NOTE)) == (0, 1)
    assert claims((root / "out/2021H1.pdf").read_bytes()) == ()
    (root / "out/manifest.json").unlink()
    run = report("verify", "out/2021H1.pdf", cwd=root)
    assert run.returncode == 0, run.stdout


@pytest.mark.program
def test_copies_of_the_built_in_templates_keep_the_claims(tmp_path: Path) -> None:
    root = project(tmp_path, t001=TASK)
    shutil.copytree(ROOT / "templates", root / "templates")
    (root / "templates/.gitkeep").touch()
    run = report("build", "--format", "pdf", cwd=root)
    assert (run.returncode, run.stderr.count(NOTE)) == (0, 0)
    assert claims((root / "out/2021H1.pdf").read_bytes()) == ("3A", "ua")


def large() -> Table:
    """Sheets enough for rows that split, and some that do not."""
    return table(*("进展情况良好。" * (1500 if i == 3 else 9 * i) for i in range(1, 30)))


@pytest.mark.program
@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not on this machine")
def test_verapdf_finds_every_claim_true(tmp_path: Path, real: tuple[Table, ReportConfig]) -> None:
    files = {"large.pdf": printed(render_page(large(), CONFIG))[0]}
    if DEJAVU.is_dir():
        page = render_page(table("字\nمرحبا\nשלום (abc) 12\nab\u0301c ½ Ω ﬁ"), CONFIG)
        files["rare.pdf"] = printed(page, fonts=Fonts(body=("DejaVu Sans",)))[0]
    for variant in (PdfVariant.PDF_A, PdfVariant.PDF_UA):
        archive = replace(ARCHIVE, variant=variant)
        files[f"real {variant[4:].replace('/', '')}.pdf"] = printed(render_page(*real), archive)[0]
    for example in ("chongchuan", "halves"):
        loaded = load_project(ROOT / "tests/examples" / example)
        assert loaded.config is not None
        [tables], _diagnostics = assemble_tables(loaded, loaded.config, [])
        [output] = render_outputs(loaded, tables, loaded.config, ["pdf"], Options())
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
    verdicts = re.findall(r"^(PASS|FAIL) .*?([^/]+\.pdf) (\w+)$", run.stdout, re.MULTILINE)
    expected = [
        ("PASS", name, {"ua": "ua1"}.get(claim, claim.lower()))
        for name, content in files.items()
        for claim in claims(content)
    ]
    assert len(expected) > 10
    assert sorted(verdicts) == sorted(expected)
