"""Word files beside a bare python-docx loop, as whole processes, in turn.

    make bench

Tables of four columns are written and read, by us and by python-docx: one cell after another given
its text, one cell after another asked for it.
"""

import tempfile
from pathlib import Path

from measure import PYTHON, Command, arguments, measure, ratio, rounds_for, table

SIZES = (37, 1_000)

# Rows of the length of the real ones: a task of 90 characters, a report of 250.
ROWS = """
import sys
rows = [
    (str(n), str(2 * n), f"{n}推进重点项目，完善机制。" * 6, f"{n}已完成年度任务的63%。" * 16)
    for n in range(1, int(sys.argv[1]) + 1)
]
heads = ("序号", "市折子号", "市政府工作报告任务", "目前进展情况")
"""
OUR_EXPORT = f"""{ROWS}
from pathlib import Path
from progress_report.domain.columns import ColumnConfig
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.render.word.table import render
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
kinds = (ColumnKind.NUMBER, ColumnKind.DOCKET, ColumnKind.TASK, ColumnKind.PROGRESS)
columns = tuple(Column(*one) for one in zip(heads, kinds, (6, 9, 30, 55)))
shown = tuple(ColumnConfig(heading=h, value=k.value, width=1) for h, k in zip(heads, kinds))
made = tuple(Row(row[1], tuple(map(Cell, row))) for row in rows)
table = Table("2021年上半年进展情况表", Period.parse("2021H1"), columns, made)
Path(sys.argv[2]).write_bytes(render(table, ReportConfig(title="表", columns=shown)))
"""
BARE_EXPORT = f"""{ROWS}
from docx import Document
document = Document()
document.add_heading("2021年上半年进展情况表")
table = document.add_table(rows=0, cols=4)
for row in (heads, *rows):
    for cell, text in zip(table.add_row().cells, row):
        cell.text = text
document.save(sys.argv[2])
"""
OUR_IMPORT = """
import sys
from pathlib import Path
from progress_report.readers.word.grids import read
grids, found = read("", Path(sys.argv[2]).read_bytes())
sys.exit(len(grids[0].rows) != int(sys.argv[1]) + 1)
"""
BARE_IMPORT = """
import sys
from docx import Document
texts = [[cell.text for cell in row.cells] for row in Document(sys.argv[2]).tables[0].rows]
sys.exit(len(texts) != int(sys.argv[1]) + 1)
"""


def compare(count: int, rounds: int) -> None:
    """Print what each takes for a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = str(count)
        costs = measure(
            {
                "bare export": Command([PYTHON, "-c", BARE_EXPORT, size, "bare.docx"], folder),
                "our export": Command([PYTHON, "-c", OUR_EXPORT, size, "ours.docx"], folder),
                "bare import": Command([PYTHON, "-c", BARE_IMPORT, size, "bare.docx"], folder),
                "our import": Command([PYTHON, "-c", OUR_IMPORT, size, "bare.docx"], folder),
            },
            rounds,
        )
    table(f"{count:,} rows", costs, "bare export")
    print(f"our export / bare: {ratio(costs, 'our export', 'bare export'):.2f}")
    print(f"our import / bare: {ratio(costs, 'our import', 'bare import'):.2f}")


def main() -> None:
    """Compare on every size, or on those given."""
    sizes, rounds = arguments(SIZES)
    for count in sizes:
        compare(count, rounds or min(5, rounds_for(count)))


if __name__ == "__main__":
    main()
