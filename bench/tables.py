"""Tables to other formats and back, beside a bare loop with the same library, in turn.

    make bench

Tables of 1,000 and of 4,000 rows, no text twice, are made from the real one. Prints median
seconds of processor and peak memory of each, and ratios: ours over the bare loop's, below 1 where
we are faster.
Ours also lays out the sheet and its heights on the way out, and on the way in shows numbers,
fills merged cells and leaves out what is hidden; the bare loop does nothing of it. JSON is read
with pydantic, which checks it, by both.
"""

import csv
import io
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import xlsxwriter  # type: ignore[import-untyped]  # as above
from measure import arguments, rounds_for

from progress_report.build.assemble_table import assemble_tables
from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table
from progress_report.domain.table_file import TableFile
from progress_report.readers import csv as csv_reader
from progress_report.readers import json as json_reader
from progress_report.readers.excel import grids as excel_reader
from progress_report.render import csv as csv_writer
from progress_report.render import json as json_writer
from progress_report.render.excel import table as excel_writer
from progress_report.source.load import load_project

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 4_000)


def make_table(count: int) -> tuple[Table, ReportConfig]:
    """The real table's rows over and over, as many as asked for."""
    project = load_project(ROOT)
    if project.config is None:
        raise SystemExit("data/report.yaml cannot be read")
    [table], _problems = assemble_tables(project, project.config, [])
    rows = [
        replace(row, cells=tuple(cell and replace(cell, text=f"{at}{cell.text}") for cell in cells))
        for at in range(count)
        for row in [table.rows[at % len(table.rows)]]
        for cells in [row.cells]
    ]
    return replace(table, rows=tuple(rows)), project.config


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row.cells] for row in table.rows]


def bare_excel_out(rows: list[list[str]]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        wrapped = workbook.add_format({"text_wrap": True, "border": 1})
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text, wrapped)
    return packed.getvalue()


def bare_excel_in(raw: bytes) -> list[tuple[Any, ...]]:
    workbook = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    return list(workbook.active.iter_rows(values_only=True))


def bare_csv_out(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def bare_csv_in(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def bare_json_out(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False).encode()


def cost(run: Callable[[], object]) -> float:
    """Seconds of processor: other programs on the machine do not count."""
    start = time.process_time()
    run()
    return time.process_time() - start


def peak(run: Callable[[], object]) -> float:
    """Peak memory in MB, above what there is before."""
    tracemalloc.start()
    run()
    found = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return found


def compare(count: int, rounds: int) -> None:
    """Print what each way takes for a table, after one round to warm up."""
    table, config = make_table(count)
    rows = texts(table)
    excel, records = excel_writer.render(table, config), csv_writer.render(table, config)
    raw = json_writer.render(table, config)
    plain = json.loads(raw)
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "xlsx out": (lambda: excel_writer.render(table, config), lambda: bare_excel_out(rows)),
        "xlsx in": (lambda: excel_reader.read("t", excel), lambda: bare_excel_in(excel)),
        "csv out": (lambda: csv_writer.render(table, config), lambda: bare_csv_out(rows)),
        "csv in": (lambda: csv_reader.read("t", records), lambda: bare_csv_in(records)),
        "json out": (
            lambda: json_writer.render(table, config),
            lambda: bare_json_out(plain),
        ),
        "json in": (
            lambda: json_reader.read("t", raw),
            lambda: TableFile.model_validate_json(raw),
        ),
    }
    print(f"\n{count:,} rows")
    for title, (ours, bare) in pairs.items():
        taken: tuple[list[float], list[float]] = ([], [])
        for turn in range(rounds + 1):
            found = cost(ours), cost(bare)
            if turn:
                taken[0].append(found[0])
                taken[1].append(found[1])
        first, second = map(statistics.median, taken)
        print(
            f"  {title:10}{first:8.3f} s / {second:7.3f} s = {first / second:5.2f}"
            f"   {peak(ours):6.1f} MB / {peak(bare):6.1f} MB"
        )


def main() -> None:
    sizes, rounds = arguments(SIZES)
    for count in sizes:
        compare(count, rounds or rounds_for(count) // 2)


if __name__ == "__main__":
    main()
