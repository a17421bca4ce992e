"""Where rows fall on the sheets, measured in the boxes that are drawn."""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.printer import COLUMNS, CONFIG, print_page

from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Row, Table
from progress_report.render.html.page import render_page
from progress_report.render.pdf import layout as layout_module
from progress_report.render.pdf import weasyprint as pdf_module
from progress_report.render.pdf.layout import lay_out, likely_sheets, likely_split

Printed = list[list[Any]]
"""The boxes of each sheet's rows, the heading row first."""


def table(
    lengths: list[int], *, span: int = 1, every: int = 0, name: str = "领导", notes: bool = False
) -> Table:
    """Rows with so many characters of progress; cells over ``span``, groups of ``every``."""
    rows = []
    left = 0
    for number, length in enumerate(lengths):
        grouped = bool(every) and number % every == 0
        below = every - number % every if every else len(lengths) - number
        lead = None
        if not left:
            left = min(span, below, len(lengths) - number)
            lead = Cell(f"{name}{number + 1}", rowspan=left)
        left -= 1
        cells = (Cell(str(number + 1)), lead, Cell("任务。"), Cell("文" * length))
        rows.append(Row(str(number + 1), cells, (f"组{number + 1}",) if grouped else ()))
    return Table("表", Period(2021, 1, 6), COLUMNS, tuple(rows), ("注：某。",) if notes else ())


def boxes(box: Any, kind: str) -> Iterator[Any]:
    if type(box).__name__ == kind:
        yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child, kind)


def printed(made: Table) -> Printed:
    documents = []

    def kept(*arguments: Any, **_options: Any) -> Any:
        document, settled = lay_out(*arguments)  # not sheet by sheet: the boxes stay whole
        assert settled
        documents.append(document)
        return document, settled

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_module, "lay_out", kept)
        _, warnings = print_page(render_page(made, CONFIG), split=likely_split(made, CONFIG))
    assert warnings == []
    pages = [page._page_box for page in documents[0].pages]  # noqa: SLF001 - no public road
    return [list(boxes(page, "TableRowBox")) for page in pages]


def text(box: Any) -> str:
    return "".join(line.text for line in boxes(box, "TextBox"))


def is_heading(row: Any) -> bool:
    return "group" in row.element.get("class", "").split()


def assert_closed(sheets: Printed) -> None:
    """In every column of every sheet the cells reach from the heading row to the last line."""
    for rows in sheets:
        bottom = rows[-1].position_y + rows[-1].height
        for column in range(len(COLUMNS)):
            at = rows[0].position_y
            cells = [cell for row in rows for cell in row.children]
            for cell in cells:
                if cell.grid_x <= column < cell.grid_x + cell.colspan:
                    assert cell.position_y == pytest.approx(at, abs=0.5)
                    at = cell.position_y + cell.border_height()
            assert at == pytest.approx(bottom, abs=0.5)


def advances(content: bytes) -> list[float]:
    """How far each line of text goes, in thousandths of its size, if all its glyphs are square."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        shown = [
            step.operands[0]
            for page in pdf.pages
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "TJ"
        ]
    return [
        sum(
            500 * len(bytes(part)) if isinstance(part, pikepdf.String) else -float(part)
            for part in line
        )
        for line in shown
    ]


def test_lines_of_wide_cells_end_below_each_other() -> None:
    made = table([7 * 28 - 3])
    content, _warnings = print_page(render_page(made, CONFIG))
    lines = [line for line in advances(content) if line > 20_000]
    assert len(lines) > 5
    *filled, last = lines
    assert filled == pytest.approx([filled[0]] * len(filled), abs=50)
    assert filled[0] % 1000 > 100  # wider than the characters
    assert last % 1000 == 0


SPANS = {
    "short rows": (table([150] * 16, span=8), 0),
    "a tall row first": (table([900, *[100] * 9], span=5), 1),
    "a tall row between": (table([100, 100, 900, 100, 100, 100], span=6), 1),
    "a tall row last": (table([100, 100, 100, 900], span=4), 1),
    "tall rows only": (table([900, 900, 900], span=3), 3),
    "rows that fill their sheets": (table([100, 500, 500, 500, 100], span=5), 1),
}


@pytest.mark.parametrize("name", SPANS)
def test_a_cell_over_many_rows_is_closed_on_every_sheet(name: str) -> None:
    made, torn = SPANS[name]
    sheets = printed(made)
    assert len(sheets) > 1
    assert_closed(sheets)
    ids = [row.element.get("id") for rows in sheets for row in rows[1:]]
    assert sum(ids.count(f"docket-{row.docket}") > 1 for row in made.rows) == torn
    for rows in sheets:
        leads = [text(cell) for row in rows[1:] for cell in row.children if cell.grid_x == 1]
        assert all(leads.count(lead) == 1 for lead in leads if lead)


@pytest.mark.parametrize(("length", "repeated"), [(50, True), (51, False)])
def test_a_long_text_over_many_rows_is_no_name_to_repeat(length: int, repeated: bool) -> None:
    sheets = printed(table([150] * 9, span=9, name="长" * (length - 1)))
    shown = ["长" in "".join(map(text, rows)) for rows in sheets]
    assert shown == [True] + [repeated] * (len(sheets) - 1)
    assert len(sheets) > 1


def test_no_line_divides_the_pieces_of_a_cell_on_one_sheet() -> None:
    seams = []
    for rows in printed(SPANS["a tall row between"][0]):
        leads = [cell for row in rows[1:] for cell in row.children if cell.grid_x == 1]
        for upper, lower in pairwise(leads):
            assert not text(lower)
            seams.append(upper.border_bottom_width)
        assert leads[-1].border_bottom_width > 0
    assert seams == [0] * len(seams) != []


@pytest.mark.parametrize(
    ("before", "after"), [(length, 1500 if length % 80 else 450) for length in range(40, 520, 40)]
)
def test_a_group_heading_is_never_last(before: int, after: int) -> None:
    sheets = printed(table([before, 40, after, 40], every=2))
    assert_closed(sheets)
    assert [is_heading(rows[-1]) for rows in sheets] == [False] * len(sheets)
    assert sum(is_heading(row) for rows in sheets for row in rows) == 2


@pytest.mark.parametrize("length", range(400, 561, 20))  # some fit a sheet, but not below a title
def test_the_title_never_stands_alone(length: int) -> None:
    sheets = printed(table([length, 100]))
    assert [len(rows) > 1 for rows in sheets] == [True] * len(sheets)
    assert "文" in text(sheets[0][1])


@pytest.mark.slow
def test_many_tall_rows_all_begin_with_their_text() -> None:
    lengths = [900 + 37 * number for number in range(25)]
    sheets = printed(table(lengths))
    seen = set()
    for rows in sheets:
        for row in rows[1:]:
            if row.element.get("id") not in seen:
                seen.add(row.element.get("id"))
                assert all(text(cell) for cell in row.children)
    assert len(seen) == 25


LENGTHS = st.sampled_from([5, 40, 150, 300, 480, 540, 580, 600, 610, 620, 900, 1500])


@pytest.mark.slow
@settings(max_examples=2, deadline=None)
@given(
    lengths=st.lists(LENGTHS, min_size=1, max_size=10),
    span=st.integers(1, 5),
    every=st.integers(0, 4),
    name=st.sampled_from(["领导", "长" * 120]),
    notes=st.booleans(),
)
@example(lengths=[200, 610, 30], span=1, every=0, name="领导", notes=False)  # no room for a heading
@example(lengths=[5, 540], span=1, every=1, name="领导", notes=True)  # one group fills a sheet
@example(lengths=[100] * 12, span=5, every=0, name="长" * 320, notes=False)  # taller than its rows
def test_laws_of_the_sheets(
    lengths: list[int], span: int, every: int, name: str, notes: bool
) -> None:
    made = table(lengths, span=span, every=every, name=name, notes=notes)
    sheets = printed(made)
    if not sheets[-1]:  # notes alone: only below a row that fills the sheet by itself
        sheets.pop()
        assert [row for row in sheets[-1][1:-1] if not is_heading(row)] == []
    assert_closed(sheets)
    found: dict[str, list[str]] = {}
    for rows in sheets:
        assert text(rows[0]).startswith("序号")  # the heading row
        assert len(rows) > 1
        assert not is_heading(rows[-1])
        names = [text(cell) for row in rows[1:] for cell in row.children if cell.grid_x == 1]
        assert all(names.count(name) == 1 for name in names if name)
        for row in rows[1:]:
            if not is_heading(row):
                key = row.element.get("id").removeprefix("docket-")
                if key not in found:
                    assert all(
                        text(cell) for cell in row.children if "".join(cell.element.itertext())
                    )
                texts = found.setdefault(key, [""] * len(COLUMNS))
                for cell in row.children:
                    texts[cell.grid_x] += text(cell)
    for row in made.rows:
        assert [found[row.docket][at] for at in (0, 2, 3)] == [
            cell.text for cell in row.cells if cell and cell.text[:2] != name[:2]
        ]


def test_sheets_that_do_not_settle_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    made = table([150] * 30, span=15)
    monkeypatch.setattr(layout_module, "MAX_LAYOUTS", 1)
    content, [warning] = print_page(render_page(made, CONFIG))
    assert "did not settle" in warning
    assert content


@pytest.mark.parametrize("margin", [90.0, 98.65, 100.0])  # 98.65 leaves no room below the headings
def test_the_sheets_of_hardly_any_room_are_estimated(margin: float) -> None:
    page = CONFIG.page.model_copy(update={"margin_top": margin, "margin_bottom": margin})
    config = CONFIG.model_copy(update={"page": page})
    assert 1 < likely_sheets(table([300] * 10), config) < 1000
