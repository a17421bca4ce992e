"""What tests of forms share: a project, and forms as a unit fills them in."""

import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from support.project import report
from typer.testing import CliRunner

from progress_report.cli.app import app
from progress_report.collect.out.form import HEADINGS
from progress_report.source.load import load_project
from progress_report.text.prose import unwrap

LAYOUT = (
    'title: "{year}年重点任务{period}进展情况表"\n'
    "fields: {leader: 分管领导}\n"
    "columns:\n"
    "  - {heading: 折子号, value: docket, width: 1}\n"
    "  - {heading: 进展, value: progress, width: 3}\n"
)
TASKS = {
    "t021": (
        "year: 2021\ndocket: 021\n"
        "task: |\n  推进“两区”建设。\n  完成 3 个项目。\n\n  另建一处。\n"
        "lead: 商务局   # 不变\nunits: [发改委, 财政局]\nfields: {leader: 张某}\n"
        "entries:\n  H1:   # 上半年\n    progress:\n"
        "      - {unit: 商务局, text: 商务局上半年。}\n"
        "      - {unit: 财政局, text: 财政局上半年。}\n"
        "# 末尾\n"
    ),
    "t022": (
        "year: 2021\ndocket: 22\ntask: 建设运河文化节。\nlead: 财政局\n"
        "entries:\n  H1: {progress: 已完成方案。}\n"
    ),
    "t023": "year: 2021\ndocket: 23\ntask: 无人认领。\n",
}
PICTURE = (Path(__file__).parents[2] / "docs/pictures/page.png").read_bytes()
Fill = Callable[[Path, Mapping[str, str]], None]


def at_once(folder: Path, *arguments: str) -> str:
    """What the command prints, without starting the program anew."""
    run = CliRunner().invoke(app, ["collect", *arguments, "--project", str(folder)])
    assert run.exit_code == 0, (run.output, run.exception)
    return run.stdout


def give_out(folder: Path, *options: str) -> list[Path]:
    """The forms of the second half-year."""
    if "--out" not in options:
        options = (*options, "--out", "forms")
    at = options.index("--out") + 1
    options = (*options[:at], str(folder / options[at]), *options[at + 1 :])
    return [Path(line) for line in at_once(folder, "forms", "2021H2", *options).splitlines()]


def with_parts(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change a file as no library does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def take_back(folder: Path, *arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return report("collect", "merge", *map(str, arguments), cwd=folder, **env)


def fill_excel(path: Path, answers: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        if str(row[0].value) in answers:
            row[4].value = answers[str(row[0].value)]
            row[4].data_type = "s"
    book.save(path)


def fill_word(path: Path, answers: Mapping[str, str]) -> None:
    document = docx.Document(str(path))
    for row in document.tables[0].rows:
        docket = row.cells[0].text
        if docket in answers:
            first, *rest = answers[docket].split("\n")
            row.cells[4].paragraphs[0].runs[0].text = first
            for text in rest:
                row.cells[4].add_paragraph(text)
    document.save(str(path))


BOTH = pytest.mark.parametrize(
    ("suffix", "fill"), [("xlsx", fill_excel), ("docx", fill_word)], ids=["Excel", "Word"]
)


def reports(folder: Path, period: str = "H2") -> dict[str, list[tuple[str, str]]]:
    """By docket, who said what."""
    made = load_project(folder)
    assert made.diagnostics == ()
    return {
        task.docket: [(part.unit, unwrap(part.text)) for part in task.entries[period].progress]
        for task in (sourced.task for sourced in made.tasks)
        if period in task.entries
    }


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "data").rglob("*.yaml"))}


def rows_of(path: Path) -> list[list[str]]:
    """The texts of a form, from its headings on."""
    if path.suffix == ".docx":
        table = docx.Document(str(path)).tables[0]
        return [[cell.text for cell in row.cells] for row in table.rows]
    sheet = openpyxl.load_workbook(path).active
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    return rows[next(i for i, row in enumerate(rows) if row[0] == HEADINGS[0]) :]
