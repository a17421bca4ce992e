"""After a kill between two renames: reading commands warn and change nothing; a build restores."""

import hashlib
import json
from pathlib import Path

import pytest
from support.faults import contents
from support.project import GOOD, project, report, unwrapped

pytestmark = pytest.mark.program

REMEDY = "to restore the earlier files, use 'report build'"
COLUMNS = "  - {heading: 折子号, value: docket, width: 1}\n"


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A project as a killed import leaves it: one of two files has been replaced."""
    layout = 'title: "{year}年{period}表"\ncolumns:\n' + COLUMNS
    folder = project(tmp_path, layout, t001="lead: 甲局\n" + GOOD, t002="lead: 乙局\n" + GOOD)
    tasks = folder / "data/tasks/2021"
    second = (tasks / "002.yaml").read_text(encoding="utf-8").replace("docket: 1", "docket: 2")
    (tasks / "002.yaml").write_text(second, encoding="utf-8")
    assert report("build", "--format", "csv", cwd=folder).returncode == 0
    new = (tasks / "001.yaml").read_bytes().replace("进展。".encode(), "新进展。".encode())
    stage = tasks / ".report-staged"
    (stage / "old").mkdir(parents=True)
    (tasks / "001.yaml").rename(stage / "old/001.yaml")
    (tasks / "001.yaml").write_bytes(new)
    digests = {"001.yaml": hashlib.sha256(new).hexdigest(), "002.yaml": "0" * 64}
    (stage / "journal").write_text(json.dumps(digests), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["diff", "2021H1", "2021H1"],
        ["verify", "out/2021H1.csv"],
        ["collect", "status", "2021H1"],
        ["fmt", "--check"],
        ["fmt", "--diff"],
        ["fmt", "--check", "data/tasks/2021/001.yaml"],
        ["build", "--check"],
        ["doctor"],
    ],
)
def test_reading_commands_warn(killed: Path, arguments: list[str]) -> None:
    before = contents(killed)
    run = report(*arguments, cwd=killed)
    shown = unwrapped(run.stdout + run.stderr)
    assert "files in data/tasks/2021 are being replaced, or were when a run was killed" in shown
    assert shown.count(REMEDY) == 1
    assert contents(killed) == before


def test_a_build_restores_the_earlier_files(killed: Path) -> None:
    run = report("build", "--format", "csv", cwd=killed)
    assert (run.returncode, run.stderr) == (0, "")
    assert "新进展" not in (killed / "data/tasks/2021/001.yaml").read_text(encoding="utf-8")
    assert "interrupted" not in report("check", cwd=killed).stderr


def test_a_file_of_an_interrupted_folder_is_verified_with_a_warning(killed: Path) -> None:
    (killed / "data/tasks/2021/.report-staged").rename(killed / "out/.report-staged")
    run = report("verify", "out/2021H1.csv", cwd=killed)
    assert "files in out are being replaced" in run.stderr
