"""What stops a build before anything is written."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project

from progress_report.build.assemble_table import assemble_tables
from progress_report.build.build_project import build_project
from progress_report.build.loading import load
from progress_report.build.request import Request
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError
from progress_report.system.monitor import Monitor


class Lenient(Monitor):
    """Lets errors pass."""

    def check(self, diagnostics: Sequence[Diagnostic]) -> None:
        del diagnostics


def test_an_error_in_the_layout_is_no_error_of_the_data(tmp_path: Path) -> None:
    folder = project(tmp_path, LAYOUT.replace("columns", "colums"), t001=GOOD)
    with pytest.raises(ReportError) as failure:
        build_project(folder, Request(formats=("csv",)))
    assert not isinstance(failure.value, DataError)
    assert not [*(folder / "out").glob("*")]
    with pytest.raises(TypeError):
        load(folder, Lenient())


@pytest.mark.parametrize("entries", ["{}", "{H2: {progress: 进展。}}"])
def test_a_period_that_no_task_reports(tmp_path: Path, entries: str) -> None:
    folder = project(tmp_path, t001=f"year: 2021\ndocket: 1\ntask: 任务。\nentries: {entries}\n")
    loaded, config = load(folder, Lenient())
    periods = [] if entries == "{}" else [task.task.periods()[0] for task in loaded.tasks]
    if not periods:
        with pytest.raises(DataError):
            assemble_tables(loaded, config, periods)
        return
    tables, diagnostics = assemble_tables(loaded, config, periods)
    assert [table.period for table in tables] == periods
    assert not diagnostics


def test_a_page_that_links_to_formats_not_built_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, LAYOUT + "site: {downloads: [csv, json]}\n", t001=GOOD)
    assert not build_project(folder, Request(formats=("csv",))).notes
    [note] = build_project(folder, Request(formats=("html",))).notes
    assert "2021H1.json" in note
    assert "2021H1.csv" not in note
    assert note.endswith("report build 2021H1 --format json")
    assert not build_project(folder, Request(formats=("html",), draft=True)).notes
    assert not build_project(folder, Request(formats=("html", "json"))).notes
    assert not build_project(folder, Request(formats=("html",))).notes  # nor by the cache
