"""Word files beside a bare python-docx loop, as whole processes, in turn.

    make bench

Tables of four columns are written and read, by us and by python-docx: one cell after another given
its text, one cell after another asked for it. For each: median seconds and peak memory. Lower is
better.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from check import PYTHON, Cost, run

SIZES = {37: 5, 1_000: 5, 10_000: 1}
"""Number of rows, and of rounds."""

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
from progress_report.config import ColumnConfig, ReportConfig
from progress_report.period import Period
from progress_report.render.word import render
from progress_report.table import Cell, Column, Kind, Row, Table
kinds = (Kind.NUMBER, Kind.DOCKET, Kind.TASK, Kind.PROGRESS)
columns = tuple(Column(*one) for one in zip(heads, kinds, (6, 9, 30, 55)))
shown = tuple(ColumnConfig(heading=h, value=k.value, width=1) for h, k in zip(heads, kinds))
made = tuple(Row(row[1], tuple(map(Cell, row))) for row in rows)
table = Table("2021年上半年进展情况表", Period.parse("2021H1"), columns, made)
Path(sys.argv[2]).write_bytes(render(table, ReportConfig(title="", columns=shown)))
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
from progress_report.readers.word import read
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
    """Print what each takes for a table, after one round to warm up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = {
            "bare export": [PYTHON, "-c", BARE_EXPORT, str(count), "bare.docx"],
            "our export": [PYTHON, "-c", OUR_EXPORT, str(count), "ours.docx"],
            "bare import": [PYTHON, "-c", BARE_IMPORT, str(count), "bare.docx"],
            "our import": [PYTHON, "-c", OUR_IMPORT, str(count), "bare.docx"],
        }
        costs: dict[str, list[Cost]] = {title: [] for title in commands}
        for turn in range(rounds + 1):
            for title, command in commands.items():
                cost = run(command, folder)
                if turn or rounds == 1:
                    costs[title].append(cost)
    print(f"\n{count:,} rows")
    bare = Cost(0, 0, 0)
    for title, taken in costs.items():
        cost = Cost(*(statistics.median(column) for column in zip(*taken, strict=True)))
        bare = cost if title.startswith("bare") else bare
        print(
            f"  {title:14}{cost.seconds:8.2f} s  {cost.busy:8.2f} s busy  {cost.memory:7.0f} MB"
            f"   {cost.busy / bare.busy:5.2f} x bare"
        )


def main() -> None:
    """Compare on every size, or on those given."""
    for count in [int(size) for size in sys.argv[1:]] or SIZES:
        compare(count, SIZES.get(count, 3))


if __name__ == "__main__":
    main()
