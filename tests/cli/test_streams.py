"""Standard streams that are closed, full or gone, and state files that are damaged."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import GOOD, project, report

pytestmark = pytest.mark.program

BAD = GOOD.replace("year", "yeer")


@pytest.mark.parametrize(
    ("task", "command", "streams"),
    [
        # the first writes to standard output, the second to standard error
        *((GOOD, "diff 2021H1", to) for to in ("<&- >&-", "<&- >&- 2>&-", ">/dev/full")),
        *((BAD, "check", to) for to in ("2>&-", "<&- >&- 2>&-", "2>/dev/full")),
    ],
)
def test_a_stream_that_takes_nothing(tmp_path: Path, task: str, command: str, streams: str) -> None:
    folder = project(tmp_path, t001=task)
    program = f"'{sys.executable}' -c 'from progress_report.cli import main; main()'"
    shell = ["sh", "-c", f"{program} {command} {streams}"]
    completed = subprocess.run(shell, cwd=folder, capture_output=True, check=False)
    assert completed.returncode in (0, 1, 2), completed.stderr
    assert b"Traceback" not in completed.stderr


@pytest.mark.parametrize(
    "command",
    [
        *("check", "check --format json 2>&1", "build --check", "status", "diff 2021H1 2021H1"),
        *("schema", "verify out/2021H1.html", "--help", "explain --help", "nonsense 2>&1"),
    ],
)
def test_whoever_closes_a_pipe_early_is_taken_for_no_problem_of_the_data(
    tmp_path: Path, command: str
) -> None:
    folder = project(tmp_path, t001=BAD if command == "check" else GOOD)
    if "out" in command or "build" in command:
        assert report("build", "--format", "html", cwd=folder).returncode == 0
    reader, writer = os.pipe()
    os.close(reader)
    program = f"'{sys.executable}' -c 'from progress_report.cli import main; main()'"
    run = subprocess.run(
        ["sh", "-c", f"{program} {command}"],
        cwd=folder,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (run.returncode, run.stderr.count(b"report:")) == (141, 0)
    assert b"Traceback" not in run.stderr


def test_deep_json_in_files_of_state(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    deep = "[" * 200_000
    for path in (folder / ".report-cache").iterdir():
        path.write_text(deep, encoding="utf-8")
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    for parent in ("out", "data/tasks/2021"):
        (folder / parent / ".report-staged").mkdir()
        (folder / parent / ".report-staged/journal").write_text(deep, encoding="utf-8")
    assert report("doctor", cwd=folder).returncode == 1
    assert report("build", "--check", cwd=folder).returncode == 2
    assert report("build", "--format", "html", "--force", cwd=folder).returncode == 0
    (folder / "out/manifest.json").write_text(deep, encoding="utf-8")
    assert report("build", "--check", cwd=folder).returncode == 2
