"""What any bytes at all must not break: a target for each way in, with seeds to begin from.

A target takes bytes and returns nothing. Whatever it raises is a fault. `tools/fuzz.py` runs them
for long, guided by coverage; tests/project/test_fuzz.py runs them for a moment.
"""

import io
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from support.project import GOOD, project

from progress_report.build.manifest import Options
from progress_report.collect.back import read_form
from progress_report.diff.align import align
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, ReportError
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.git.merge.tasks import merge
from progress_report.readers import any_file, page_text
from progress_report.render import csv, json, markdown
from progress_report.render.excel import table as excel
from progress_report.render.word import table as word
from progress_report.source.files import decode
from progress_report.source.load import load_project, read_tasks
from progress_report.source.nodes import parse
from progress_report.source.writing.format import FormatError, canonical
from progress_report.text.quantities import quantities
from progress_report.verify.comparison import OutputSet, build_again
from progress_report.verify.differences import all_differences, first_difference

Target = Callable[[bytes], None]
ROOT = Path(__file__).parents[2]
LAYOUT = ReportConfig.model_validate(
    {
        "title": "{year}年{period}表",
        "columns": [
            {"heading": "序号", "value": "number", "width": 6},
            {"heading": "市折子号", "value": "docket", "width": 9},
            {"heading": "市政府工作报告任务", "value": "task", "width": 30},
            {"heading": "目前进展情况", "value": "progress", "width": 55},
        ],
    }
)


def shown_within(raw: bytes, diagnostics: list[Diagnostic]) -> None:
    """Every finding stands on a line and a column that the file has."""
    lines = raw.count(b"\n") + raw.count(b"\r") + 2
    for diagnostic in diagnostics:
        place = diagnostic.location
        assert diagnostic.message
        assert place is not None
        assert 1 <= place.line <= lines
        assert 1 <= place.column <= len(place.excerpt) + 1 or not place.excerpt


def task_file(raw: bytes) -> None:
    """A task file is a task, or findings at their places; putting it into form keeps its sense."""
    tasks, diagnostics = read_tasks([("x.yaml", raw)])
    shown_within(raw, diagnostics)
    assert tasks or any(found.severity == "error" for found in diagnostics)
    for sourced in tasks:
        try:
            text = canonical(sourced.source, sourced.task)
        except FormatError:
            continue
        again, _found = read_tasks([("x.yaml", text.encode())])
        assert len(again) == 1
        assert canonical(again[0].source, again[0].task) == text


def yaml(raw: bytes) -> None:
    """Any text is data, or findings."""
    text, found = decode("x.yaml", raw)
    if not found:
        _source, data, found = parse("x.yaml", text)
        assert data is not None or found
    shown_within(raw, found)


def period(raw: bytes) -> None:
    """A text is no period, or one whose name is read back as the same."""
    text = raw.decode(errors="replace")
    Period.find_in(text)
    try:
        found = Period.parse(text)
    except ValueError:
        return
    assert Period.parse(found.name) == found
    assert Period.from_key(found.year, found.key) == found


def diff(raw: bytes) -> None:
    """Two aligned texts, read without marks, are the texts."""
    old, _mark, new = raw.decode(errors="replace").partition("\0")
    steps = align(old, new)
    assert "".join(step.text_after for step in steps) == new
    in_order = sorted((step for step in steps if step.before), key=lambda step: step.before.start)
    assert "".join(step.text_before for step in in_order) == old


def merging(raw: bytes) -> None:
    """Of three versions, what both sides have is not lost."""
    base, ours, theirs, *_rest = [*raw.decode(errors="replace").split("\0"), "", "", ""]
    found = merge(base, ours, theirs)
    if found is not None and ours == theirs:
        assert not found.conflicts


def numbers(raw: bytes) -> None:
    """A quantity stands where it says."""
    text = raw.decode(errors="replace")
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


def text_page(raw: bytes) -> None:
    """The text of a page is a table, or findings."""
    grids, found = page_text.read("x.txt", raw.decode(errors="replace"), LAYOUT)
    assert grids or found


def foreign_file(raw: bytes) -> None:
    """Any file from elsewhere holds tables, or is refused with a reason."""
    found, diagnostics = any_file.read("x", raw, LAYOUT)
    assert found is not None or diagnostics
    assert all(diagnostic.message for diagnostic in diagnostics)
    for grid in found.grids if found else ():
        assert len(grid.numbers) == len(grid.rows)
        assert len({len(row) for row in grid.rows}) <= 1


def office_part(form: str, part: str) -> Target:
    """A target for one part of an Office file: the bytes take its place in a sound archive."""

    def target(raw: bytes) -> None:
        with ZipFile(io.BytesIO(office_file(form))) as sound:
            parts = {name: sound.read(name) for name in sound.namelist()}
        changed = io.BytesIO()
        with ZipFile(changed, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, raw if name == part else content)
        foreign_file(changed.getvalue())

    return target


@cache
def small_table() -> Table:
    """Two rows."""
    kinds = (ColumnKind.NUMBER, ColumnKind.DOCKET, ColumnKind.TASK, ColumnKind.PROGRESS)
    columns = tuple(Column(c.heading, k, 25) for c, k in zip(LAYOUT.columns, kinds, strict=True))
    cells = [Cell("1"), Cell("21"), Cell("任务。"), Cell("进展35.76%。\n第二段。")]
    rows = (Row("21", tuple(cells)), Row("22", (Cell("2"), Cell("22"), Cell("任务。"), Cell(""))))
    return Table("2021年上半年表", Period(2021, 1, 6), columns, rows)


@cache
def office_file(form: str) -> bytes:
    """The small table as a Word or Excel file."""
    if form == "docx":
        return word.render(small_table(), LAYOUT)
    return excel.render(small_table(), LAYOUT)


OFFICE = {
    "word-document": ("docx", "word/document.xml"),
    "word-styles": ("docx", "word/styles.xml"),
    "excel-sheet": ("xlsx", "xl/worksheets/sheet1.xml"),
    "excel-strings": ("xlsx", "xl/sharedStrings.xml"),
    "excel-workbook": ("xlsx", "xl/workbook.xml"),
}
NO_OPTIONS = Options()
PUBLISHED = ("pdf", "html", "docx", "xlsx", "csv", "json", "md")


def published_file(form: str) -> Target:
    """A target for a published file: it is what a build gives, or differs, or is refused."""

    def target(raw: bytes) -> None:
        expected = published(form)
        for compare in (all_differences, first_difference):
            with suppress(ReportError):  # it is refused
                compare(form, raw, expected)

    return target


@cache
def published(form: str) -> bytes:
    """What a build gives of the small table."""
    if form in ("docx", "xlsx"):
        return office_file(form)
    if form in ("pdf", "html"):
        with TemporaryDirectory() as folder:
            loaded = load_project(project(Path(folder), t001=GOOD))
            assert loaded.config is not None
            [output], _found = build_again(
                loaded, loaded.config, OutputSet(None, (form,), NO_OPTIONS)
            )
        return output.content
    render: Callable[[Table, ReportConfig], bytes]
    render = {"csv": csv.render, "json": json.render, "md": markdown.render}[form]
    return render(small_table(), LAYOUT)


def returned_form(raw: bytes) -> None:
    """Any file is a form that came back, or refused with a reason."""
    form, diagnostics = read_form.read("x", raw)
    assert form is not None or diagnostics


FOREIGN = ("foreign", "html", "csv", "json", "pdf")
TARGETS: dict[str, Target] = {
    "task-file": task_file,
    "yaml": yaml,
    "period": period,
    "diff": diff,
    "merge": merging,
    "quantities": numbers,
    "page": text_page,
    **dict.fromkeys(FOREIGN, foreign_file),
    **{name: office_part(*where) for name, where in OFFICE.items()},
    "form": returned_form,
    **{f"published-{form}": published_file(form) for form in PUBLISHED},
}


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with a few cut, doubled, swapped or made others."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 2, 3, 8, 64)))
        other = chance.choice((b"", b"\0", b"\xff", b"\n", b"\t", data[start:end] * 2))
        data[start:end] = other or bytes([chance.randrange(256)])
    return bytes(data)


def seeds(name: str) -> Iterator[bytes]:
    """Real input for a target to be changed from."""
    tasks = sorted((ROOT / "data/tasks/2021").glob("*.yaml"))[:6]
    if name in {"task-file", "yaml"}:
        yield from (path.read_bytes() for path in tasks)
        yield from (
            p.read_bytes() for p in sorted((ROOT / "tests/examples/broken").rglob("*.yaml"))
        )
        yield "x: {ru\nle：x，why：y}\n".encode()  # a key of two lines
        yield b"year: 2021\ndocket: 1\ntask: x\nentries:\n  H0:\n"  # no period, and blank
    elif name == "period":
        yield from (
            t.encode()
            for t in ("2021H1", "2021上半年", "2021年1—10月", "2021Q1-Q3", "2021年11—2月")
        )
    elif name in {"diff", "merge"}:
        texts = [path.read_bytes() for path in tasks]
        yield b"\0".join(texts[:3])
        yield b"\0".join([texts[0], texts[0], texts[0].replace(b"\n", b"\n\n")])
    elif name in OFFICE:
        form, part = OFFICE[name]
        with ZipFile(io.BytesIO(office_file(form))) as archive:
            yield archive.read(part)
    elif name.startswith("published-"):
        yield published(name.removeprefix("published-"))
    elif name == "form":
        yield office_file("xlsx")
        yield office_file("docx")
        nameless = io.BytesIO()
        with ZipFile(nameless, "w") as archive:
            archive.writestr("nameless", b"x")
        yield nameless.getvalue().replace(b"nameless", b"\0ameless")
    elif name in FOREIGN:
        yield from foreign_seeds(name)
    else:
        yield (ROOT / "data/published/2021H1.txt").read_bytes()[:6000]


def foreign_seeds(name: str) -> Iterator[bytes]:
    """Files that hold tables."""
    cells = (
        "<tr><td>1</td><td rowspan=2 colspan=1>21</td><td>任务<br>。</td><td><p>进展</p></td></tr>"
    )
    heads = "".join(f"<th>{column.heading}</th>" for column in LAYOUT.columns)
    if name == "html":
        page = f"<html><meta charset=gb2312><table><tr>{heads}</tr>{cells}</table></html>"
        yield page.encode()
        yield page.encode("gb18030")
    elif name == "csv":
        yield b",\n{"  # fewer fields than the widest record, which is blank
        line = ",".join(column.heading for column in LAYOUT.columns)
        yield f'{line}\r\n1,021,"任务，""甲""\n",进展。\r\n'.encode()
        yield f"{line}\n1,21,任务,进展\n".replace(",", "\t").encode("gb18030")
    elif name == "json":
        yield json.render(small_table(), LAYOUT)
    elif name == "pdf":
        yield (ROOT / "out/2021H1.pdf").read_bytes()[-20_000:]
        yield b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    else:
        yield office_file("docx")
        yield office_file("xlsx")
