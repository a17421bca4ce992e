"""The PDF: sheets, rows, fonts, text and the structure a screen reader follows."""

import io
import os
import subprocess
import sys
from bisect import bisect
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from support.pdfs import CONFIG, elements, printed, table
from support.printer import FONTS, print_page
from support.project import ROOT

from progress_report.domain.config import Fonts, ReportConfig
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.table import Cell, Origin, Row, Table
from progress_report.render.html.page import render_page
from progress_report.render.pdf import weasyprint as pdf_module
from progress_report.render.pdf.fonts import find_fonts, missing_characters

POINTS = 72 / 25.4


@pytest.fixture(scope="module")
def real_pdf(real: tuple[Table, ReportConfig]) -> bytes:
    content, warnings = printed(*real)
    assert warnings == []
    return content


@cache
def sheets(content: bytes) -> list[str]:
    return [
        "".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


def names(found: list[Any]) -> Counter[str]:
    return Counter(str(element.S) for element in found)


def test_every_cell_can_be_copied(real_pdf: bytes, real: tuple[Table, ReportConfig]) -> None:
    cells = [cell.text for row in real[0].rows for cell in row.cells[2:] if cell]
    assert len(cells) == 74
    pages = sheets(real_pdf)
    assert [cell for cell in cells if not_printed("".join(cell.split()), pages)] == []


def not_printed(text: str, pages: list[str]) -> str:
    """What is left of a text once each sheet, in order, has taken the part that it shows."""
    for page in pages:
        length = bisect(range(1, len(text) + 1), False, key=lambda n: text[:n] not in page)
        if length >= min(20, len(text)):  # two lines at least
            text = text[length:]
    return text


def test_one_table_whose_headings_have_scope(
    real_pdf: bytes, real: tuple[Table, ReportConfig]
) -> None:
    found = elements(real_pdf)
    count = names(found)
    assert (count["/Table"], count["/THead"], count["/TBody"]) == (1, 1, 1)
    assert (count["/TR"], count["/TD"], count["/TH"]) == (38, 37 * 3, 4 + 37)
    scopes = [str(e.A.Scope) for e in found if e.S == "/TH"]
    assert scopes == ["/Column"] * 4 + ["/Row"] * 37
    assert count["/H1"] == 1
    reader = pypdf.PdfReader(io.BytesIO(real_pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == real[0].title
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_parent_tree_and_content_agree(real_pdf: bytes) -> None:
    opened = pikepdf.open(io.BytesIO(real_pdf))
    numbers = opened.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    alive = {element.objgen for element in elements(real_pdf)}
    kept = [o for page in owners.values() if isinstance(page, pikepdf.Array) for o in page if o]
    assert len(kept) > 200
    assert {owner.objgen for owner in kept} <= alive
    for sheet, page in enumerate(opened.pages):
        depth = tagged = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BMC", "BDC"):
                depth += 1
                if name == "BDC":
                    mcid = int(operands[1].MCID)
                    owner = owners[sheet][mcid]
                    assert mcid in list(owner.K)
                    assert owner.Pg.objgen == page.objgen
                    tagged += 1
                else:
                    assert str(operands[0]) == "/Artifact"
            elif name == "EMC":
                depth -= 1
            elif name in ("Tj", "TJ"):
                assert depth == 1, "text outside any marked content"
        assert tagged > 0


def test_heading_and_number_on_every_sheet(real_pdf: bytes) -> None:
    pages = sheets(real_pdf)
    assert len(pages) > 5
    for number, text in enumerate(pages, start=1):
        assert "序号市折子号市政府工作报告任务目前进展情况" in text
        assert f"—{number}—" in text
    reader = pypdf.PdfReader(io.BytesIO(real_pdf))
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == (
        842,
        595,
    )


def test_rows_that_fit_a_sheet_lie_on_two_at_most() -> None:
    content, _ = printed(table(*(f"第{i}行起" + "文" * 250 + f"第{i}行止" for i in range(1, 12))))
    pages = sheets(content)
    assert len(pages) > 3
    for i in range(1, 12):
        [home] = [number for number, page in enumerate(pages) if f"第{i}行起" in page]
        # whole, or where that would leave a fifth of the sheet blank, in two parts
        assert f"第{i}行止" in pages[home] + "".join(pages[home + 1 : home + 2])


@pytest.mark.parametrize("before", [40, 220, 400, 480, 495, 570, 585])
def test_a_giant_row_splits_with_text_on_every_sheet(before: int) -> None:
    giant = "巨行起" + "长" * 2000 + "巨行止"
    content, _ = printed(table("短" * before, giant, "末行。"))
    pages = sheets(content)
    [first] = [i for i, page in enumerate(pages) if "任务甲乙丙2" in page]
    assert "巨行起" in pages[first]
    if first > 0:  # its number does not stand alone at the foot of the sheet before
        above = pages[first - 1].removesuffix(f"—{first}—").split("任务进展", 1)[1]
        assert "2" not in above
    [last] = [i for i, page in enumerate(pages) if "巨行止" in page]
    assert last - first >= 2
    assert all("序号市折子号任务进展" in page for page in pages)
    assert all("长" * 20 in page for page in pages[first:last])
    count = names(elements(content))
    assert (count["/Table"], count["/TR"], count["/TD"]) == (1, 4, 9)


@pytest.mark.parametrize("before", [375, 420, 510, 570, 645])
def test_a_group_heading_is_never_last_on_a_sheet(before: int) -> None:
    made = table("短" * before, "短" * 60)
    rows = (made.rows[0], replace(made.rows[1], headings=("二、生态",)))
    content, _ = printed(replace(made, rows=rows))
    [page] = [page for page in sheets(content) if "二、生态" in page]
    assert "任务甲乙丙2" in page


def test_tall_cells_groups_and_notes() -> None:
    rows = (
        Row("1", (Cell("1"), Cell("甲", rowspan=2), Cell("任务一"), Cell("进展一")), ("一、经济",)),
        Row("2", (Cell("2"), None, Cell("任务二"), Cell("进展二"))),
        Row("3", (Cell("3"), Cell("乙"), Cell("任务三"), Cell("第一段\n第二段")), ("二、生态",)),
    )
    made = replace(table(), rows=rows, notes=("注：1.示例。",))
    config = CONFIG.model_copy(update={"issuer": "区政府督查室", "date": "2021年7月5日"})
    content, warnings = printed(made, config)
    assert warnings == []
    [text] = sheets(content)
    for part in (
        "一、经济",
        "二、生态",
        "进展二",
        "第一段",
        "第二段",
        "注：1.示例。",
        "2021年7月5日",
    ):
        assert part in text
    found = elements(content)
    assert names(found)["/TBody"] == 2
    assert [int(e.A.RowSpan) for e in found if e.S == "/TD" and "/RowSpan" in e.A] == [2]


def test_a_cell_over_many_sheets_is_cut_and_named_again() -> None:
    rows = [
        Row(
            str(i),
            (
                Cell(str(i)),
                Cell("产业发展", rowspan=30) if i == 1 else None,
                Cell("任务" * 20),
                Cell("进展情况良好。" * 20),
            ),
        )
        for i in range(1, 31)
    ]
    content, warnings = printed(replace(table(), rows=tuple(rows)))
    assert warnings == []
    pages = sheets(content)
    assert len(pages) > 5
    assert all(page.count("产业发展") == 1 for page in pages)
    spans = [int(e.A.RowSpan) for e in elements(content) if e.S == "/TD" and "/RowSpan" in e.A]
    assert sum(spans) == 30
    assert len(spans) == len(pages)


def test_outline_leads_to_every_row(real_pdf: bytes) -> None:
    title, rows = pypdf.PdfReader(io.BytesIO(real_pdf)).outline
    assert isinstance(rows, list)
    assert len(rows) == 37
    assert rows[0].title == "21 以首善标准推进“两区”建设"
    assert title.title.startswith("2021年通州区")


def test_groups_have_bookmarks_with_their_rows_below() -> None:
    made = table("一", "二", "三")
    first, second, third = made.rows
    rows = (replace(first, headings=("一、经济",)), second, replace(third, headings=("二、生态",)))
    _title, groups = pypdf.PdfReader(io.BytesIO(printed(replace(made, rows=rows))[0])).outline
    titles = [entry.title if hasattr(entry, "title") else len(entry) for entry in groups]
    assert titles == ["一、经济", 2, "二、生态", 1]


def test_a_row_does_not_link_to_itself(real_pdf: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(real_pdf)).pages
    assert [page.get("/Annots") for page in pages] == [None] * len(pages)
    assert names(elements(real_pdf))["/Link"] == 0


def test_a_character_no_font_has_is_named_with_its_place() -> None:
    made = table("正常文字")
    rows = (*made.rows, Row("9", (Cell("甲\U0001f600", Origin("data/tasks/2021/009.yaml", 7)),)))
    [found] = missing_characters(replace(made, rows=rows), CONFIG, FONTS)
    assert found.location is not None
    assert (found.location.path, found.location.line) == ("data/tasks/2021/009.yaml", 7)
    assert "U+1F600" in found.message


def test_a_character_of_a_template_that_no_font_has_is_an_error() -> None:
    page = render_page(table("一"), CONFIG).replace("<article", "<p>\U0001f600</p><article")
    with pytest.raises(ReportError, match=r"U\+1F600"):
        print_page(page)


def test_a_picture_carried_within_the_page_is_printed() -> None:
    dot = "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="
    picture = f'<img src="data:image/gif;base64,{dot}" alt="徽标"><article'
    page = render_page(table("一"), CONFIG).replace("<article", picture)
    content, warnings = print_page(page)
    assert warnings == []
    assert names(elements(content))["/Figure"] == 1


def test_a_picture_that_cannot_be_printed_is_a_short_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    picture = f'<img src="data:image/gif;base64,{"A" * 5000}" alt="徽标"><article'
    [warning] = print_page(render_page(table("一"), CONFIG).replace("<article", picture))[1]
    assert "data:image/gif" in warning
    assert len(warning) == 201
    assert caplog.records == []  # ours alone reports it


def test_a_font_not_found_is_named() -> None:
    with pytest.raises(ReportError, match="方正小标宋简体"):
        find_fonts(Fonts(title=("方正小标宋简体",)), [])


def test_a_fallback_that_was_allowed_is_reported() -> None:
    found = find_fonts(Fonts(body=("仿宋_GB2312", "Noto Serif SC")), [])
    assert found.body.family == "Noto Serif SC"
    [note] = found.notes
    assert "仿宋_GB2312" in note


def test_a_font_file_of_the_project_is_used(tmp_path: Path) -> None:
    font = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    own = tmp_path / "fonts"
    own.mkdir()
    source = FONTS.body.path if not font.exists() else font
    family = "DejaVu Sans" if font.exists() else "Noto Serif SC"
    (own / f"own{source.suffix}").write_bytes(source.read_bytes())
    assert find_fonts(Fonts(heading=(family,)), [own]).heading.path.parent == own


@pytest.mark.parametrize(
    "asking",
    [
        '<img src="file:///etc/hostname" alt="x">',
        '<a rel="attachment" href="file:///etc/hostname">x</a>',
        '<svg width="9" height="9"><image href="file:///etc/hostname" width="9" height="9"/></svg>',
    ],
)
def test_nothing_outside_the_page_is_read(asking: str) -> None:
    page = render_page(table("一"), CONFIG).replace("<article", f"{asking}<article")
    with pytest.raises(ReportError, match=r"file:///etc/hostname"):
        print_page(page)


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def find_spec(self, name: str, *_rest: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0': not found")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(ReportError, match=r"apt-get install libpango-1\.0-0"):
        pdf_module.load_weasyprint()  # the only road to a machine without Pango


@pytest.mark.program
def test_same_bytes_in_any_environment(tmp_path: Path) -> None:
    script = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import support.pdfs as t;"
        "print(hashlib.sha256(t.printed(t.table('甲' * 900, '乙，（二）'))[0]).hexdigest())"
    )
    here = str(ROOT / "tests")
    digests = set()
    for number, extra in enumerate(
        [
            {"LANG": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
            {"LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"},
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        run = subprocess.run(
            [sys.executable, "-c", script, here],
            env={**os.environ, **extra, "TMPDIR": str(folder)},
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout)
    assert len(digests) == 1
