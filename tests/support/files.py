"""One table as a file of any kind, and importing it."""

from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]  # the package carries no types
from support.project import project, report

LAYOUT = (
    'title: "{year}年重点工作{period}情况表"\n'
    "columns:\n"
    "  - {heading: 序号, value: number, width: 6}\n"
    "  - {heading: 市折子号, value: docket, width: 9}\n"
    "  - {heading: 任务, value: task, width: 30}\n"
    "  - {heading: 目前进展情况, value: progress, width: 55}\n"
)


HEAD = ["序号", "市折子号", "任务", "目前进展情况"]


TITLE = "2021年上半年重点工作情况表"


CHINESE = {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}


Rows = list[list[str]]


def imported(folder: Path, name: str, *options: str, **env: str) -> tuple[int, str, list[str]]:
    """Exit code, standard output and the lines of standard error."""
    if not (folder / "data").exists():
        project(folder, LAYOUT)
    run = report("import", name, *options, cwd=folder, **env)
    return run.returncode, run.stdout, run.stderr.splitlines()


def workbook(folder: Path, rows: Rows, *merged: str) -> str:
    """A workbook of one sheet."""
    book = Workbook()
    book.active.title = "汇总"
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(folder / "a.xlsx")
    return "a.xlsx"


def whole(folder: Path, rows: Rows) -> str:
    return workbook(folder, rows)


def records(folder: Path, rows: Rows) -> str:
    text = "".join(",".join(row) + "\n" for row in rows)
    (folder / "2021H1.csv").write_text(text, encoding="utf-8")
    return "2021H1.csv"


def markdown(folder: Path, rows: Rows) -> str:
    lines = ["|" + "|".join(row) + "|\n" for row in rows]
    rule = "|-" * len(rows[0]) + "|\n"
    (folder / "a.md").write_text(f"{TITLE}\n\n{lines[0]}{rule}{''.join(lines[1:])}", "utf-8")
    return "a.md"


def web(folder: Path, rows: Rows) -> str:
    cells = ["".join(f"<td>{text}</td>" for text in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    (folder / "a.html").write_text(f"<p>{TITLE}</p><table>{body}</table>", encoding="utf-8")
    return "a.html"
