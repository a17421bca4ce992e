"""Standard streams that are closed, full or gone, and state files that are damaged."""

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
