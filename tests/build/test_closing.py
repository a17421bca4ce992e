"""A closed table in every format, whatever becomes of the data."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from support.laws import tries
from support.project import GOOD, LAYOUT, project

from progress_report.build.assemble_table import assemble_tables
from progress_report.build.build_project import build_project
from progress_report.build.closing import Ledger, close
from progress_report.build.manifest import Options
from progress_report.build.render_outputs import render
from progress_report.build.request import Request
from progress_report.domain.pdf import PdfEngine
from progress_report.domain.period import Period
from progress_report.source.load import load_project
from progress_report.system.monitor import Monitor

TASK = (
    "year: 2021\ndocket: {docket}\ntask: 任务{docket}。\nlead: 区商务局\nfields: {{kind: 甲}}\n"
    "entries:\n  Q1: {{progress: 一季度开工。}}\n  Q2: {{progress: 二季度完成{docket}%。}}\n"
)
COLUMNS = (
    "fields: {kind: 类别}\ngroup: {by: fields.kind, heading: '{ordinal}、{group}'}\n"
    "merge: stack\nnotes: [注一]\nissuer: 区督查室\ndate: 2021年7月9日\nlanguage: zh-CN\n"
    "site: {published: '2021-07-09 09:00', source: 督查室}\n"
)
DAY = date(2021, 7, 9)
FORMATS = ("html", "docx", "xlsx", "json", "csv", "md")
LAYOUT_EDITS = (
    ("年{period}表", "年{period}总表"),
    ("heading: 进展", "heading: 情况"),
    ("width: 3", "width: 9"),
    ("merge: stack", "merge: latest"),
    ("注一", "注二"),
    ("区督查室", "区政府办"),
    ("2021年7月9日", "2022年1月9日"),
    ("2021-07-09 09:00", "2022-01-09 09:00"),
    ("source: 督查室", "source: 政府办"),
    ("language: zh-CN", "language: en"),
    ("{ordinal}、{group}", "{group}"),
    ("group:", "contributions: paragraphs\ngroup:"),
)
TASK_EDITS = (
    ("一季度开工", "尚未开工"),
    ("任务", "别的任务"),
    ("区商务局", "区数据局"),
    ("kind: 甲", "kind: 乙"),
    ("  Q1: {progress: 一季度开工。}\n", ""),
    ("  Q2:", "  H1:"),
    ("lead:", "from: H2\nlead:"),
    ("lead:", "until: Q1\nended: 终止\nlead:"),
)


def outputs(root: Path) -> dict[str, bytes]:
    loaded = load_project(root)  # an edit may be an error of the data, which would stop a build
    assert loaded.config is not None
    (table,), diagnostics = assemble_tables(loaded, loaded.config, [Period.parse("2021H1")])
    assert not diagnostics
    return {o.name: o.content for o in render(loaded, table, loaded.config, FORMATS, Options())}


EDITS = (
    st.sets(st.sampled_from(LAYOUT_EDITS), min_size=1),
    st.lists(st.tuples(st.sampled_from(("001", "002")), st.sampled_from(TASK_EDITS)), max_size=4),
    st.booleans(),
)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@tries(12, phases=PHASES)
@given(*EDITS)
def test_no_edit_changes_what_was_closed(
    layout_edits: set[tuple[str, str]], task_edits: list[tuple[str, tuple[str, str]]], deleted: bool
) -> None:
    closed_and_edited(layout_edits, task_edits, outputs, deleted=deleted)


@pytest.mark.program
@settings(max_examples=3, phases=PHASES)
@given(*EDITS)
def test_no_edit_changes_the_text_of_a_closed_pdf(
    layout_edits: set[tuple[str, str]], task_edits: list[tuple[str, tuple[str, str]]], deleted: bool
) -> None:
    closed_and_edited(layout_edits, task_edits, pdf_text, deleted=deleted)


def pdf_text(root: Path) -> list[str]:
    """The text of each sheet."""
    loaded = load_project(root)
    assert loaded.config is not None
    (table,), _diagnostics = assemble_tables(loaded, loaded.config, [Period.parse("2021H1")])
    engine = PdfEngine.TYPST
    [pdf] = render(loaded, table, loaded.config, ["pdf"], Options(pdf_engine=engine))
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages]


def closed_and_edited(
    layout_edits: set[tuple[str, str]],
    task_edits: list[tuple[str, tuple[str, str]]],
    seen: Callable[[Path], object],
    *,
    deleted: bool,
) -> None:
    with TemporaryDirectory() as folder:
        root = project(
            Path(folder) / "p",
            LAYOUT + COLUMNS,
            t001=TASK.format(docket=1),
            t002=TASK.format(docket=2),
        )
        before = seen(root)
        ledger = Ledger.open(root, Monitor())
        close(ledger, Period.parse("2021H1"), DAY, Monitor())
        ledger.write()
        path = root / "data/report.yaml"
        text = path.read_text("utf-8")
        for old, new in layout_edits:
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
        for name, (old, new) in task_edits:
            path = root / f"data/tasks/2021/{name}.yaml"
            text = path.read_text("utf-8").replace(old, new, 1)
            if text.count("from:") < 2 and text.count("until:") < 2:
                path.write_text(text, "utf-8")
        if deleted:
            (root / "data/tasks/2021/002.yaml").unlink()
        assert seen(root) == before


def test_the_file_of_a_closed_table_holds_what_its_rows_were_made_of(tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT + COLUMNS, t001=TASK.format(docket=1))
    ledger = Ledger.open(root, Monitor())
    close(ledger, Period.parse("2021H1"), DAY, Monitor())
    ledger.write()
    file = json.loads((root / "data/closed/2021H1.json").read_bytes())
    assert file["language"] == "zh-CN"
    assert file["site"] == {"published": "2021-07-09 09:00", "source": "督查室"}
    (row,) = file["rows"]
    assert row["formerly"] == []
    assert row["entries"] == {
        "Q1": {"progress": [{"text": "一季度开工。"}]},
        "Q2": {"progress": [{"text": "二季度完成1%。"}]},
    }


@pytest.mark.program
def test_an_output_that_cannot_be_made_again_stays_as_it_is(tmp_path: Path) -> None:
    layout = LAYOUT + "pdf: {engine: typst}\n"
    root = project(tmp_path, layout, t001=GOOD)
    build_project(root, Request(formats=("html", "pdf")))
    printed = (root / "out/2021H1.pdf").read_bytes()
    path = root / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("进展。", "\U00012345。"), "utf-8")  # no font has it
    ledger = Ledger.open(root, Monitor())
    close(ledger, Period.parse("2021H1"), DAY, Monitor())
    assert [file.name for file in ledger.write() if file.parent.name == "out"] == ["2021H1.html"]
    assert (root / "out/2021H1.pdf").read_bytes() == printed
