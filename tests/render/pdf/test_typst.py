"""The PDF that Typst prints: nothing is cut, no text is markup, and the table reads the same."""

import html
import io
import random
import re
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fonts import font, save
from support.pdfs import COLUMNS, CONFIG, elements, table
from support.printer import FONTS
from support.project import GOOD, LAYOUT, project, report

from progress_report.domain.config import PageNumber, ReportConfig
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.pdf import PdfVariant
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.pdf.fonts import Face
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.typst import render_table

pytestmark = pytest.mark.program
ARCHIVE = Archive(PdfVariant.PDF_A, "2021H1.json", b'{"a": 1}')
POINTS = 72 / 25.4
NUMBER = re.compile(r"— \d+ —")
WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)<')
MARGINS = CONFIG.page


def printed(
    made: Table,
    config: ReportConfig = CONFIG,
    archive: Archive = ARCHIVE,
    templates: Path | None = None,
) -> bytes:
    content, notes = render_table(made, config, FONTS, archive, templates)
    assert notes == []
    return content


def words(content: bytes) -> list[tuple[int, float, float, str]]:
    """Every text on the sheets but numbers: sheet, position from the lower left, text."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    texts: list[tuple[int, float, float, str]] = []
    for number, page in enumerate(pages):

        def visit(
            text: str, cm: Any, tm: Any, _font: Any, _size: float, sheet: int = number
        ) -> None:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if text.strip() and not NUMBER.fullmatch(text.strip()):
                texts.append((sheet, x, y, text.strip()))

        page.extract_text(visitor_text=visit)
    return texts


def sheets(content: bytes) -> list[str]:
    return [
        "".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


MARKUP = st.text("#*_$@\\/`[]{}<>~-=+\"'1a文，", min_size=1, max_size=40).filter(str.strip)


@settings(max_examples=6)
@given(st.lists(MARKUP, min_size=8, max_size=8))
def test_no_text_is_markup(texts: list[str]) -> None:
    first = texts[0]
    made = table(*texts, f"a\n// {first}")
    config = CONFIG.model_copy(update={"issuer": "#evil[" + first, "date": "*年*"})
    content = printed(replace(made, title="= #t *x*", notes=("@note $x$",)), config)
    text = "".join(sheets(content))
    for part in (*texts, f"// {first}", "= #t *x*", "@note $x$", "#evil[" + first, "*年*"):
        assert "".join(part.split()) in text


def hostile(rnd: random.Random) -> Table:
    """A table with cells higher than a sheet, merged ones, narrow columns and endless words."""
    count = rnd.choice([1, 2, 4, 8, 15, 25])
    kinds = [ColumnKind.NUMBER, ColumnKind.DOCKET, *[ColumnKind.FIELD] * count]
    columns = tuple(
        Column("栏" * rnd.choice([1, 2, 5]), kinds[i], rnd.choice([4, 6, 8]), row_heading=i == 0)
        for i in range(count)
    )

    def text() -> str:
        length = rnd.choice([1, 3, 10, 40, 200, 800])
        return (rnd.choice(["文", "a", "）", "《", "W", "中a ", "1\n"]) * length)[:length].strip()

    rows, left = [], [0] * count
    height = rnd.randint(1, 8)
    for top in range(height):
        cells: list[Cell | None] = []
        for column in range(count):
            if left[column]:
                left[column] -= 1
                cells.append(None)
                continue
            span = min(rnd.choice([1, 1, 2, 4, 9]), height - top) if column else 1
            left[column] = span - 1
            cells.append(Cell(text() if column else str(top + 1), rowspan=span))
        whole = None not in cells and rnd.random() < 0.3
        headings = ("组" * rnd.choice([1, 60]), "小组")[: rnd.choice([1, 2])] if whole else ()
        rows.append(Row(str(top + 1), tuple(cells), headings))
    return Table("题目" * rnd.choice([1, 40]), Period(2021, 1, 6), columns, tuple(rows), ("注。",))


@settings(max_examples=5)
@given(st.randoms(use_true_random=False))
def test_nothing_is_cut(rnd: random.Random) -> None:
    made = hostile(rnd)
    command = ["pdftotext", "-bbox", "-", "-"]  # in C: some of these fill dozens of sheets
    run = subprocess.run(command, input=printed(made), capture_output=True, check=True)
    actual: Counter[str] = Counter()
    for number, sheet in enumerate(run.stdout.decode().split("<page ")[1:], start=1):
        width, height = (float(size) for size in re.findall('"([0-9.]+)"', sheet)[:2])
        margins = (MARGINS.margin_top * POINTS, MARGINS.margin_bottom * POINTS)
        above, below = margins if number % 2 else margins[::-1]  # even sheets are turned
        for *box, word in WORD.findall(sheet):
            left, top, right, bottom = (float(place) for place in box)
            actual.update(text := html.unescape(word))
            if text not in {"—", str(number)}:  # the sheet's own number
                assert MARGINS.margin_left * POINTS - 1 < left, text
                assert above - 1 < top, text
                shrunk = MARGINS.text_size / 2 * text.endswith("）")  # at the end of a line
                assert right < width - MARGINS.margin_right * POINTS + shrunk + 1, text
                assert bottom < height - below + 1, text
    texts = [cell.text for row in made.rows for cell in row.cells if cell is not None]
    assert not Counter("".join("".join(texts).split())) - actual


def test_no_last_line_has_fewer_than_three_characters() -> None:
    content = printed(table(*("文" * count for count in range(60, 90))))
    lines: Counter[tuple[int, int]] = Counter()
    for sheet, _x, y, text in words(content):
        lines[sheet, round(y)] += text.count("文")
    assert min(filter(None, lines.values())) >= 3


@pytest.mark.parametrize("width", [300, 500, 3000])
def test_narrow_and_wide_characters_are_counted_by_their_width(tmp_path: Path, width: int) -> None:
    made = font("Own Song", chars="一。、")
    for name in made["hmtx"].metrics:
        made["hmtx"].metrics[name] = (width, 0)
    save(tmp_path, "own.ttf", made)
    fonts = replace(FONTS, body=Face("Own Song", tmp_path / "own.ttf"))
    for text in ("一" * 360, "一、" * 150 + "一。\n" + "一" * 100):
        content, _notes = render_table(table(text), CONFIG, fonts, ARCHIVE)
        ends = [y for _sheet, _x, y, _text in words(content)]
        assert min(ends) > MARGINS.margin_bottom * POINTS - 1
        assert (len(sheets(content)) == 1) == (width < 1000)


@pytest.mark.parametrize("variant", [PdfVariant.PDF_A, PdfVariant.NONE])
def test_margins_change_places_on_even_sheets(variant: PdfVariant) -> None:
    made = replace(table(*["短" * 400] * 6), title="1 0 obj <</Type/Page/MediaBox[0 0 9 9]>>")
    content = printed(made, archive=replace(ARCHIVE, variant=variant))
    pages = pypdf.PdfReader(io.BytesIO(content), strict=True).pages
    assert len(pages) >= 4
    assert [page.mediabox.height for page in pages] == [pages[0].mediabox.height] * len(pages)
    tops = {
        sheet + 1: float(pages[sheet].mediabox.top) - y
        for sheet, _x, y, text in words(content)
        if text == "进展"
    }
    assert tops[4] == pytest.approx(tops[2])
    swapped = (MARGINS.margin_top - MARGINS.margin_bottom) * POINTS
    assert tops[3] - tops[2] == pytest.approx(swapped, abs=0.01)


def test_what_runs_off_the_sheet_is_an_error(tmp_path: Path) -> None:
    builtin = (Path(__file__).parents[3] / "templates/table.typ").read_text(encoding="utf-8")
    (tmp_path / "table.typ").write_text(
        builtin.replace("let breakable = split != none", "let breakable = false"), encoding="utf-8"
    )
    with pytest.raises(ReportError, match="does not end on sheet 2"):
        printed(table("长" * 3000), templates=tmp_path)


def test_rows_break_only_where_the_gap_would_be_a_fifth_of_the_sheet() -> None:
    rows = ["第1行起" + "文" * 560 + "第1行止", "第2行起" + "文" * 250 + "第2行止"]
    rows += ["第3行起" + "文" * 100 + "第3行止", "第4行起" + "文" * 250 + "第4行止"]
    pages = sheets(printed(table(*rows)))
    homes = {
        mark: number
        for number, page in enumerate(pages, start=1)
        for i in range(1, 5)
        for mark in (f"第{i}行起", f"第{i}行止")
        if mark in page
    }
    assert [homes[f"第{i}行起"] for i in range(1, 5)] == [1, 2, 2, 2]
    assert [homes[f"第{i}行止"] for i in range(1, 5)] == [2, 2, 2, 3]
    assert "4（续）4（续）" in pages[2]


@pytest.mark.parametrize("count", range(560, 720, 20))
def test_three_lines_stand_on_either_side_of_a_break(count: int) -> None:
    content = printed(table("先" * 290, "长" * count, "后" * 10))
    lines = Counter(sheet for sheet, _x, _y, text in words(content) if set(text) == {"长"})
    assert len(lines) == 2
    assert min(lines.values()) >= 3


@pytest.mark.parametrize("count", range(720, 900, 20))
def test_notes_stand_below_a_part_of_the_last_row(count: int) -> None:
    made = replace(table("先" * 290, "长" * count), notes=("注：甲。", "乙。"))
    parts = [page.count("长") for page in sheets(printed(made))]
    assert sum(parts) == count
    assert parts[-1] > 2 * 25


def test_a_row_breaks_at_the_end_of_a_paragraph_if_there_is_one() -> None:
    paragraphs = "\n".join(f"其{i}，" + "情况良好，" * 22 + "完成。" for i in range(1, 7))
    pages = sheets(printed(table("先" * 290, paragraphs)))
    assert pages[0].endswith("完成。")
    assert re.search(r"（续）序号市折子号任务进展其\d，", pages[1])


@pytest.mark.parametrize("before", [375, 420, 510, 570, 645])
def test_a_group_heading_is_never_last_on_a_sheet(before: int) -> None:
    made = table("短" * before, "短" * 60)
    rows = (made.rows[0], replace(made.rows[1], headings=("二、生态",)))
    [page] = [page for page in sheets(printed(replace(made, rows=rows))) if "二、生态" in page]
    assert "任务甲乙丙2" in page


def test_a_merged_name_is_repeated_once_on_each_sheet() -> None:
    rows = [
        Row(
            str(i),
            (
                Cell(str(i)),
                Cell("产业发展", rowspan=30) if i == 1 else None,
                Cell("任务" * 20),
                Cell("进展情况良好。" * (i * 7 % 40 + 5)),
            ),
        )
        for i in range(1, 31)
    ]
    columns = (COLUMNS[0], Column("领域", ColumnKind.FIELD, 9), *COLUMNS[2:])
    content = printed(replace(table(), columns=columns, rows=tuple(rows)))
    pages = sheets(content)
    assert len(pages) > 3
    assert [page.count("产业发展") for page in pages] == [1] * len(pages)
    [merged] = [e for e in elements(content) if e.S == "/TD" and "/RowSpan" in repr(e.A)]
    assert "30" in repr(merged.A)


def test_one_table_with_bookmarks_title_language_and_data() -> None:
    made = table("进展一。", "进展二。")
    rows = (replace(made.rows[0], headings=("一、经济",)), made.rows[1])
    config = CONFIG.model_copy(update={"issuer": "督查室", "date": "二〇二一年七月十五日"})
    content = printed(replace(made, rows=rows, notes=("注：无。",)), config)
    assert printed(replace(made, rows=rows, notes=("注：无。",)), config) == content
    names = Counter(str(element.S) for element in elements(content))
    assert (names["/Table"], names["/H1"], names["/H2"], names["/H3"]) == (1, 1, 0, 0)
    assert (names["/TH"], names["/TD"]) == (4 + 1, 8)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        [attached] = pdf.attachments
        assert attached == "2021H1.json"
        assert pdf.attachments[attached].get_file().read_bytes() == ARCHIVE.data
        assert pdf.Root.Lang == "zh-CN"
        metadata = pdf.Root.Metadata.read_bytes().decode()
        assert re.findall(r"pdfaid:(part|conformance)>(\w)", metadata) == [
            ("part", "3"),
            ("conformance", "A"),
        ]
        assert "<pdfuaid:part>1<" in metadata
        assert "2021年上半年，共2项" in metadata
        assert str(pdf.docinfo.Title) == made.title
        assert str(pdf.docinfo.CreationDate).startswith("D:20210715")
    reader = pypdf.PdfReader(io.BytesIO(content))
    outline: Any = reader.outline
    [top, [group, below]] = outline
    assert (top.title, group.title) == (made.title, "一、经济")
    assert [entry.title for entry in below] == ["1 任务甲乙丙1", "2 任务甲乙丙2"]
    text = "".join(sheets(content))
    assert text.count("任务甲乙丙1") == 1  # a bookmark is no text


@pytest.mark.parametrize(
    ("variant", "claims"), [(PdfVariant.PDF_UA, [False, True]), (PdfVariant.NONE, [False, False])]
)
def test_other_variants(variant: PdfVariant, claims: list[bool]) -> None:
    content = printed(table("一"), archive=replace(ARCHIVE, variant=variant))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
    assert [name in metadata for name in (b"pdfaid:part", b"pdfuaid:part")] == claims


def test_two_heading_rows_nested_groups_and_totals() -> None:
    columns = (COLUMNS[0], *(replace(c, over="上半年") for c in COLUMNS[1:3]), COLUMNS[3])
    made = table("一", "二")
    total = Row("", (Cell(""), Cell("合计"), Cell("3"), Cell("4")), total=True)
    rows = (
        replace(made.rows[0], headings=("一、经济", "（一）工业")),
        replace(made.rows[1], headings=("（二）农业",)),
        total,
    )
    content = printed(replace(made, columns=columns, rows=rows))
    [text] = sheets(content)
    for part in ("上半年", "序号", "一、经济（一）工业1", "（二）农业2", "合计34"):
        assert part in text
    names = Counter(str(element.S) for element in elements(content))
    assert (names["/Table"], names["/TH"], names["/TD"]) == (1, 5 + 3, 12)
    outline: Any = pypdf.PdfReader(io.BytesIO(content)).outline
    assert [entry.title for entry in outline[1] if not isinstance(entry, list)] == [
        "一、经济",
        "（一）工业",
        "（二）农业",
    ]


def test_the_number_is_where_upright_pages_have_it() -> None:
    made = table("短" * 2000)
    places: dict[PageNumber, list[tuple[float, float]]] = {}
    for number in (PageNumber.GB9704, PageNumber.FOOT):
        page = CONFIG.page.model_copy(update={"number": number})
        content = printed(made, CONFIG.model_copy(update={"page": page}))
        for sheet in pypdf.PdfReader(io.BytesIO(content)).pages[:2]:

            def visit(text: str, cm: Any, tm: Any, *_: Any, key: PageNumber = number) -> None:
                if NUMBER.fullmatch(text.strip()):
                    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                    places.setdefault(key, []).append((x, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

            sheet.extract_text(visitor_text=visit)
    (odd_x, odd_y), (even_x, even_y) = places[PageNumber.GB9704]
    assert odd_x == pytest.approx(even_x)
    assert odd_x < MARGINS.margin_left * POINTS
    assert odd_y + 200 < even_y
    (odd_x, odd_y), (even_x, even_y) = places[PageNumber.FOOT]
    assert odd_y == pytest.approx(even_y)
    assert even_x + 400 < odd_x


def test_a_draft_says_so_on_every_sheet() -> None:
    made = table("短" * 2000, "缺")
    cells = (*made.rows[1].cells[:-1], Cell("待报送", missing=True))
    rows = (made.rows[0], replace(made.rows[1], cells=cells))
    pages = sheets(printed(replace(made, rows=rows, draft=True)))
    assert "草稿，不得对外公布。尚缺1项任务的进展：2。" in pages[0]
    assert all(f"草稿—{number}—" in page for number, page in enumerate(pages, start=1))


def test_characters_that_share_a_glyph_stay_apart() -> None:
    content = printed(table("银行⾏业～〜。"))
    run = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    assert "银行⾏业～〜。" in "".join(run.stdout.decode().split())


def test_a_custom_template_sees_data_and_its_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    own = folder / "table.typ"
    own.write_text(
        '#import "part.typ": shown\n#let data = json("data.json")\n'
        "#set document(title: data.title, date: datetime(..data.date))\n"
        "#set text(font: data.layout.fonts.body.font)\n#shown(data)\n",
        encoding="utf-8",
    )
    (folder / "part.typ").write_text(
        "#let shown(data) = data.rows.map(row => row.cells.last().paragraphs.first()).join()",
        encoding="utf-8",
    )
    assert "".join(sheets(printed(table("进展一。"), templates=folder))) == "进展一。"
    own.write_text("#let a = 1\n#foo(a)\n", encoding="utf-8")
    with pytest.raises(ReportError, match=r"templates/table\.typ:2:1: unknown variable: foo"):
        printed(table("一"), templates=folder)
    (tmp_path / "secret.txt").write_text("s", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    for path in ("../secret.txt", "link.txt", "/etc/hostname"):
        own.write_text(f'#read("{path}")', encoding="utf-8")
        with pytest.raises(ReportError, match=r"table\.typ:1:\d+: "):
            printed(table("一"), templates=folder)
    own.write_text('#import "@preview/example:0.1.0": *', encoding="utf-8")
    with pytest.raises(ReportError, match=r"table\.typ:1:\d+: "):
        printed(table("一"), templates=folder)


def test_a_template_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("progress_report.system.limits.MAX_RENDER_SECONDS", 0.5)
    (tmp_path / "table.typ").write_text("#let x = 0\n#while true { x += 1 }", encoding="utf-8")
    with pytest.raises((DataError, ReportError), match=r"table\.typ"):
        printed(table("一"), templates=tmp_path)


def test_a_whole_build_where_pango_is_hidden(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden/weasyprint"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0': not found\")", encoding="utf-8"
    )
    folder = project(tmp_path / "project", LAYOUT + "pdf: {engine: typst}\n", t001=GOOD)
    formats = "html,pdf,docx,xlsx,csv,json,md"
    hide = {"PYTHONPATH": str(hidden.parent)}
    run = report("build", "--format", formats, cwd=folder, **hide)
    assert (run.returncode, len(run.stdout.split())) == (0, 7), run.stderr
    manifest = (folder / "out/manifest.json").read_text(encoding="utf-8")
    assert '"typst": "0.' in manifest
    assert "pango" not in manifest
    assert report("build", "--check", cwd=folder, **hide).returncode == 0
    run = report("verify", "out/2021H1.pdf", cwd=folder, **hide)
    assert run.returncode == 0
    assert "byte for byte" in run.stdout
    run = report("build", "--pdf-engine", "weasyprint", cwd=folder, **hide)
    assert run.returncode in (1, 2)
    assert "pdf: {engine: typst}" in run.stderr
    run = report("doctor", cwd=folder, **hide)
    assert "Typst can" in run.stdout


@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
def test_a_missing_character_is_named_at_line_and_column(tmp_path: Path, engine: str) -> None:
    folder = project(tmp_path, t001=GOOD.replace("进展。", "进展\U0001f9ff。"))
    run = report("build", "--pdf-engine", engine, cwd=folder)
    assert run.returncode == 1
    assert "data/tasks/2021/001.yaml:5:20" in run.stderr
    assert "missing-glyph" in run.stderr
    assert "U+1F9FF" in run.stderr


def test_an_engine_for_one_build(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    run = report("build", "--format", "pdf", "--pdf-engine", "typst", cwd=folder)
    assert run.returncode == 0
    assert b"Typst" in (folder / "out/2021H1.pdf").read_bytes()
    assert report("build", "--check", cwd=folder).returncode == 0
    (folder / "out/2021H1.pdf").write_bytes(b"%PDF-1.7")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert "--pdf-engine typst" in run.stdout + run.stderr
    run = report("build", "--pdf-engine", "tex", cwd=folder)
    assert run.returncode == 2
    assert "weasyprint, typst" in run.stderr
