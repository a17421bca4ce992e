"""The overview of a period, and what each format shows of it."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.expected import assert_expected
from support.project import report
from support.serving import bare

from progress_report.domain.diagnostics import Severity
from progress_report.domain.period import Period
from progress_report.source.load import Project, load_project
from progress_report.status.files import as_json, unit_table
from progress_report.status.overview import Overview, overview
from progress_report.status.page import bars, status_page
from progress_report.status.state import with_state
from progress_report.status.text import as_text
from progress_report.system.i18n import set_language
from progress_report.text.width import width

EXAMPLE = Path(__file__).parents[1] / "examples/pace"
H1, H2 = Period(2023, 1, 6), Period(2023, 7, 12)


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(EXAMPLE)


def of(project: Project, period: Period, today: date | None = None) -> Overview:
    assert project.config is not None
    return overview(project, project.config, period, today=today)


def without(tmp_path: Path, *dockets: int) -> Project:
    """The example, in which some tasks have no report on the second half."""
    shutil.copytree(EXAMPLE / "data", tmp_path / "data")
    for docket in dockets:
        path = tmp_path / f"data/tasks/2023/{docket:03}.yaml"
        path.write_text(path.read_text("utf-8").partition("  H2:")[0], encoding="utf-8")
    return load_project(tmp_path)


def test_tasks_furthest_behind_come_first(project: Project) -> None:
    tasks = of(project, H1).tasks
    assert [task.docket for task in tasks[:4]] == ["14", "9", "17", "10"]
    behind = [task.pace.status.behind for task in tasks]
    assert behind == sorted(behind, reverse=True)
    assert len(tasks) == 20


def test_what_is_missing_and_late(tmp_path: Path) -> None:
    known = of(without(tmp_path, 5, 6, 16), H2, date(2023, 12, 28))
    assert (known.missing, known.days_late) == (3, 3)
    assert [(u.unit, u.missing) for u in known.late_units] == [
        ("区商务局", ("5", "6")),
        ("区卫生健康委", ("16",)),
    ]
    assert [task.docket for task in known.tasks if task.missing] == ["5", "6", "16"]
    assert of(load_project(tmp_path), H2).days_late == 0


def test_tasks_that_reached_their_targets_early_are_proposed_as_finished(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "data", tmp_path / "data")
    assert of(load_project(tmp_path), H1).reached == ()
    path = tmp_path / "data/tasks/2023/012.yaml"
    path.write_text(path.read_text("utf-8").replace('"1,480"', '"3,000"'), encoding="utf-8")
    known = of(load_project(tmp_path), H1)
    assert known.reached == ("12",)
    assert "report new end 12 --finished 2023H1" in as_text(known)
    assert json.loads(as_json(known))["reached"] == ["12"]
    path.write_text(path.read_text("utf-8").replace("entries:", "finished: H1\nentries:"), "utf-8")
    assert of(load_project(tmp_path), H1).reached == ()


def test_figures_that_fell_and_the_matrix(project: Project) -> None:
    known = of(project, H2)
    assert [(docket, f.before, f.after) for docket, f in known.fallen] == [("16", "17.2", "16.8")]
    assert not of(project, H1).fallen
    assert known.matrix["区住房城乡建设局"] == {H1: (4, 3), H2: (4, 0)}


def test_the_text_is_as_expected(project: Project) -> None:
    for period in (H1, H2):
        expected = EXAMPLE / f"expected/{period.name}.status.txt"
        assert_expected(as_text(of(project, period), 100), expected)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_and_the_json_are_as_expected(tmp_path: Path, language: str) -> None:
    """All but the style sheet; where three reports are late, and nothing is published."""
    some = without(tmp_path, 5, 6, 16)
    assert some.config is not None
    known = with_state(of(some, H2, date(2023, 12, 28)), some, some.config, check=True)
    set_language(language)
    page = bare(status_page(known, some.config))
    set_language("en")
    assert_expected(page, EXAMPLE / f"expected/late.{language}.html")
    assert_expected(as_json(known).decode(), EXAMPLE / "expected/late.json")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_text_fits_the_terminal(project: Project, columns: int) -> None:
    lines = [line for line in as_text(of(project, H1), columns).splitlines() if "百分点" in line]
    assert len(lines) == 18
    assert max(map(width, lines)) <= columns
    assert any("│" in line for line in lines) == (columns >= 80)


def test_the_table_counts_tasks_behind(project: Project) -> None:
    known = of(project, H1)
    assert project.config is not None
    table = unit_table(known, project.config)
    texts = {row.docket: [cell.text for cell in row.cells if cell] for row in table.rows}
    assert texts["区教育局"] == ["区教育局", "3", "3", "0", "0", "", "2", "13、14"]


def test_the_page_needs_neither_colour_nor_script_nor_sight(project: Project) -> None:
    assert project.config is not None
    known = of(project, H2)
    page = status_page(known, project.config)
    assert page == status_page(known, project.config)
    assert "<script" not in page
    drawings = re.findall(r"<svg.*?</svg>(.*?)</section>", page, re.DOTALL)
    assert len(drawings) == 3
    assert all("<table" in after for after in drawings)
    for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        tree = ET.fromstring(svg)  # noqa: S314 - our own page
        named = tree.attrib["aria-labelledby"].split()
        ids = {child.attrib.get("id") for child in tree}
        assert set(named) <= ids
        assert [child.tag for child in tree][:2] == ["title", "desc"]
        assert all(child.text for child in tree if child.tag in ("title", "desc"))
    assert page.count('class="due"') == page.count('class="track"') > 10
    assert "■严重欠序" in page


def test_the_chart_shows_the_verdict_that_a_person_gave(project: Project) -> None:
    [bar] = [bar for bar in bars(of(project, H1)) if bar["label"].startswith("10 ")]
    assert (bar["status"], bar["look"]) == ("▲欠序", "behind")  # by the figures 严重欠序


@pytest.mark.program
def test_outputs_that_are_left_behind(tmp_path: Path) -> None:
    project = without(tmp_path)
    assert project.config is not None
    run = report("build", "2023H1", "--format", "csv,json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert with_state(of(project, H1), project, project.config, check=False).stale == ()
    path = tmp_path / "data/tasks/2023/001.yaml"
    path.write_text(path.read_text("utf-8").replace("138.6", "138.7"), encoding="utf-8")
    changed = load_project(tmp_path)
    known = with_state(of(changed, H1), changed, project.config, check=True)
    assert known.stale == ("2023H1.csv", "2023H1.json")
    assert known.diagnostics is not None
    assert set(known.diagnostics) == set(Severity)
    assert f"warning {known.diagnostics[Severity.WARNING]}" in as_text(known)
    again = with_state(of(changed, H1), changed, project.config, check=False)
    assert again.diagnostics == known.diagnostics  # remembered
    path.write_text(path.read_text("utf-8").replace("138.7", "138.8"), encoding="utf-8")
    assert with_state(of(changed, H1), changed, project.config, check=False).diagnostics is None


@pytest.mark.program
def test_a_closed_period_is_named_with_its_day(tmp_path: Path) -> None:
    without(tmp_path)
    run = report("close", "2023H1", "--on", "2023-07-09", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    known = of(load_project(tmp_path), H2)
    assert json.loads(as_json(known))["closed"] == {"2023H1": "2023-07-09"}
    assert "2023-07-09" in as_text(known)


@pytest.mark.program
def test_open_diagnostics_are_those_of_the_last_check_of_everything(tmp_path: Path) -> None:
    project = without(tmp_path)
    assert project.config is not None
    assert report("check", cwd=tmp_path).returncode == 0
    assert not (tmp_path / ".report-cache").exists()  # checking writes nothing
    report("build", "2023H1", "--format", "csv", cwd=tmp_path)
    for narrower in (["--select", "residue"], ["2023H1"], ["data/tasks/2023/001.yaml"]):
        report("check", *narrower, cwd=tmp_path)
        assert with_state(of(project, H1), project, project.config, check=False).diagnostics is None
    path = tmp_path / "data/tasks/2023/001.yaml"
    path.write_text(path.read_text("utf-8").replace("lead: 区", "lead: 市"), encoding="utf-8")
    run = report("check", cwd=tmp_path)
    assert "published-wording" in run.stdout
    changed = load_project(tmp_path)
    known = with_state(of(changed, H1), changed, project.config, check=False).diagnostics
    counts = re.findall(r"(?:errors|warnings|notes): (\d+)", run.stderr)
    assert known is not None
    assert [str(count) for count in known.values()] == counts


@pytest.mark.program
def test_the_command_and_its_alias(tmp_path: Path) -> None:
    without(tmp_path, 5)
    runs = [
        report(*command, "--format", "json", cwd=tmp_path)
        for command in (["status"], ["collect", "status", "2023H2"])
    ]
    assert runs[0].stdout == runs[1].stdout
    assert json.loads(runs[0].stdout)["period"] == "2023H2"
    run = report("status", "2023H1", "--format", "html", cwd=tmp_path)
    assert run.stdout == "work/2023H1.status.html\n"
    assert (tmp_path / "work/.gitignore").is_file()
