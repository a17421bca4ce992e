"""Tables for the tests of formats: made by hypothesis, and the real one."""

from pathlib import Path

from hypothesis import strategies as st
from support.project import ROOT, report
from support.tasks import layout

from progress_report.build.assemble_table import assemble_tables
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Origin, Part, Row, Table
from progress_report.source.load import load_project

EXAMPLES = ROOT / "tests/examples"
CONFIG = layout(issuer="某区政府督查室", date="2021年7月5日")
_SPECIAL = [
    *("=1+1", "+1", "-1", "@x", "'x", "021", "21.0", "1e5", "TRUE", "2021-06-30", "１２"),
    *('"', "\n", ",", "，", "|", "\\", "<br>", "&amp;", "`a`", "**b**", "http://a.b", "a@b.cn"),
    *("𠮷", "㐀", "龦", "\ue7c7", "😀", "👨‍👩‍👧", "é", "_x000D_", "_x0041_", "\u3000", ";", "#N/A"),
]
_PIECE = st.sampled_from(_SPECIAL) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff"), max_size=5
)
_JOINED = st.lists(_PIECE, max_size=4).map("".join)
_WHOLE = ["甲\n乙", "=1+1\n@x\n\n-3", 'a|b\\|c, "d"', "<br>\n&lt;", "'=1", "1. 甲\n# 乙", "021"]
TEXT = st.sampled_from([*_WHOLE, *_SPECIAL]) | _JOINED
"""What a cell may hold: what the source lets through, and what formats like to take for something
else."""


def sentences(count: int) -> str:
    """A progress text of so many sentences."""
    return "".join(
        f"第{number}项改造工程完成主体结构施工，进度符合计划。" for number in range(count)
    )


TALL = st.sampled_from(
    [sentences(90), sentences(30) + "\n" + sentences(50), "一" * 1500, "a" * 3000]
)
"""Texts that are higher than a sheet in most columns."""
PERIODS = st.builds(
    lambda year, months: Period(year, *sorted(months)),
    st.integers(1000, 9999),
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
)
_ORIGINS = st.none() | st.builds(Origin, st.just("data/tasks/2021/021.yaml"), st.integers(1, 10**6))
_PARTS = st.lists(st.builds(Part, PERIODS, TEXT, TEXT), max_size=2).map(tuple)


@st.composite
def tables(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Table:
    """Tables of a few rows, with tall cells, group headings and notes."""
    width = draw(st.integers(1, 4))
    height = draw(st.integers(1, 4))
    columns = tuple(
        Column(
            draw(text),
            draw(st.sampled_from(ColumnKind)),
            draw(st.floats(0.5, 100)),
            row_heading=at == 0,
        )
        for at in range(width)
    )
    grid: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for at in range(width):
        row = 0
        while row < height:
            span = draw(st.integers(1, height - row))
            missing = draw(st.booleans())
            grid[row][at] = Cell(draw(text), draw(_ORIGINS), span, missing, draw(_PARTS))
            row += span
    rows = tuple(
        Row(draw(text), tuple(cells), () if None in cells else tuple(draw(_headings(text))))
        for cells in grid  # a group never begins within a tall cell
    )
    return Table(draw(text), draw(PERIODS), columns, rows, tuple(draw(st.lists(text, max_size=2))))


def _headings(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(text, max_size=2)


def built(name: str = "") -> tuple[Table, ReportConfig]:
    """The latest table of a project: an example by its name, or the real one."""
    project = load_project(EXAMPLES / name if name else ROOT)
    assert project.config is not None
    [table], problems = assemble_tables(project, project.config, [])
    assert not problems
    return table, project.config


def bytes_elsewhere(form: str, folder: Path, **env: str) -> bytes:
    """The real table in a format, built by another process under another environment."""
    run = report("build", "2021H1", "--format", form, "--out", str(folder), cwd=ROOT, **env)
    assert run.returncode == 0, run.stderr
    return (folder / f"2021H1.{form}").read_bytes()


ELSEWHERE = [
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LANG": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "zh_CN.UTF-8"},
]
"""Environments that must not show in any output."""


def records(table: Table) -> list[tuple[tuple[str, ...], bool]]:
    """Headings and rows with tall cells filled and group headings in every column.

    With each whether it has a text of its own, not only those of cells that reach into it.
    """
    width = len(table.columns)
    found = [(tuple(column.heading for column in table.columns), True)]
    above = [""] * width
    for row in table.rows:
        found += [((heading,) * width, True) for heading in row.headings]
        above = [
            old if cell is None else cell.text for old, cell in zip(above, row.cells, strict=True)
        ]
        own = any(cell is not None and cell.text.strip() for cell in row.cells)
        found.append((tuple(above), own))
    return [(tuple(text.strip() for text in texts), own) for texts, own in found]


def grid_of(table: Table) -> list[tuple[str, ...]]:
    """What a reader finds of a table's headings and rows; blank rows are gone."""
    return [texts for texts, _own in records(table) if any(texts)]
