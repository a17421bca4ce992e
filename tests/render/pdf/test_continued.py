"""Which rows break to fill a sheet, and what their next sheets name again."""

import io
from pathlib import Path

import pypdf
import pytest
from support.pdfs import elements, printed, table
from support.project import GOOD, LAYOUT, project, report

from progress_report.render.pdf import layout
from progress_report.render.pdf.continued import MeasuredRow, plan_rows

ROOM, LINE = 20 * 24.0, 24.0


def row(lines: int, *others: int, is_heading: bool = False) -> MeasuredRow:
    cells = [{number: count} for number, count in enumerate((lines, *others))]
    return MeasuredRow(max(lines, *others, 1) * LINE, 0, LINE, cells, is_heading)


@pytest.mark.parametrize(
    ("rows", "broken", "pushed"),
    [
        ([row(10), row(10), row(10)], [], []),
        ([row(17), row(10)], [], []),  # 3 of 20 lines stay empty: less than a fifth
        ([row(16), row(10)], [1], []),
        ([row(16), row(5)], [], []),  # 4 lines and 1
        ([row(14), row(10, 4)], [1], []),
        ([row(14), row(10, 8)], [1], []),
        ([row(15), row(30)], [], []),  # higher than a sheet: it breaks anyway
        ([row(18), row(30)], [], [1]),  # two lines are too few
        ([row(14), row(2, is_heading=True), row(10)], [2], []),
        ([row(14), row(4, is_heading=True), row(10)], [], []),
    ],
)
def test_rows_break_only_to_fill_a_large_gap(
    rows: list[MeasuredRow], broken: list[int], pushed: list[int]
) -> None:
    plan = plan_rows(rows, ROOM, ROOM)
    assert (plan.broken, plan.pushed, plan.kept) == (broken, pushed, set())


@pytest.mark.parametrize(
    ("paragraphs", "kept", "last"),
    [
        ((6, 6, 6), {1}, 12),  # two lines of the second would stand on the first sheet
        ((2, 7, 6), set(), 9),  # six lines of the second: too many to leave empty
        ((8, 7), {1}, 7),  # it begins the next sheet anyway
        ((6, 30), set(), 8),  # higher than a sheet
        ((8, 9, 5), {1}, 14),
        ((8, 9, 9, 8), {1, 3}, 8),  # over three sheets
    ],
)
def test_a_row_breaks_at_the_end_of_a_paragraph_if_one_is_near(
    paragraphs: tuple[int, ...], kept: set[int], last: int
) -> None:
    height = sum(paragraphs) * LINE
    long = MeasuredRow(height, 0, LINE, [dict(enumerate(paragraphs)), {"21": 1}], is_heading=False)
    for following in (ROOM // LINE - last, ROOM // LINE - last + 1):
        rows = [row(12), long, row(int(following))]  # below 12 lines there is room for 8
        plan = plan_rows(rows, ROOM, ROOM)
        assert (plan.pushed, plan.kept) == ([], kept)
        assert (2 in plan.broken) == (following + last > ROOM // LINE)


def test_the_title_leaves_less_room_on_the_first_sheet() -> None:
    assert plan_rows([row(10), row(10)], ROOM, ROOM).broken == []
    assert plan_rows([row(10), row(10)], 15 * LINE, ROOM).broken == [1]


def test_the_plan_has_the_sheets_on_which_rows_go_on() -> None:
    rows = [row(17), row(10), row(16), row(12), row(50), row(18)]
    plan = plan_rows(rows, ROOM, ROOM)
    assert plan.pushed == [4]
    assert plan.goes_on == {2: range(2, 3), 4: range(4, 6), 5: range(6, 7)}


@pytest.mark.program
def test_two_layouts_are_enough_where_rows_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MAX_LAYOUTS", 2)
    content, warnings = printed(table("先" * 290, "长" * 560, "中" * 290, "长" * 560, "后" * 10))
    assert warnings == []  # they settled
    assert "（续）" in pypdf.PdfReader(io.BytesIO(content)).pages[1].extract_text()


@pytest.mark.program
def test_a_row_that_goes_on_is_named_again_outside_the_tags() -> None:
    content, warnings = printed(table("先" * 290, "长" * 560, "后" * 10))
    assert warnings == []
    first, second = (
        "".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
    )
    assert "（续）" not in first
    assert second.count("2（续）") == 2
    names = [str(element.S) for element in elements(content)]
    assert (names.count("/Table"), names.count("/TR")) == (1, 4)


@pytest.mark.program
@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
def test_columns_too_many_for_the_sheet_are_named(tmp_path: Path, engine: str) -> None:
    columns = "".join(f"  - {{heading: 栏{i}, value: progress, width: 1}}\n" for i in range(300))
    layout = LAYOUT[: LAYOUT.index("columns:")] + "columns:\n" + columns
    root = project(tmp_path, layout=layout, t001=GOOD)
    run = report("build", "--format", "pdf", "--pdf-engine", engine, cwd=root)
    assert (run.returncode, "栏0" in run.stderr) == (2, True)
    assert not (root / "out/2021H1.pdf").exists()
