"""Nothing that a name or a text holds controls a terminal, or the program that runs a CI job."""

import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, PROGRAM, ROOT, project, report

from progress_report.cli.console import visible

pytestmark = pytest.mark.program

NAME = "\x1b[31m\u202ea##[error]b\n::error::c\x9b2J"
"""Of a file or folder: an escape sequence, a direction mark, commands of CI runners."""
OBEYED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|##\[|^\s*::", re.MULTILINE
)
UNIT = LAYOUT + "  - {heading: 牵头单位, value: lead, width: 1}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two projects, one of them broken, with names that are worse."""
    for number in (1, 2):
        made = project(tmp_path / f"{NAME}{number}", UNIT, t001=GOOD + "lead: 某局\n")
    tasks = made / "data/tasks/2021"
    (tasks / f"{NAME}.yaml").write_text(GOOD.replace("docket: 1", "docket: 7"), encoding="utf-8")
    (tasks / "002.yaml").write_text(f'{GOOD}"{NAME!r}": 1\n'.replace("'", ""), encoding="utf-8")
    (made / "templates").mkdir()
    (made / f"templates/{NAME}.j2").write_text("{{ nobody }}", encoding="utf-8")
    (tmp_path / f"{NAME}.csv").write_text("序号,进展\n1,\n", encoding="utf-8")
    (tmp_path / f"{NAME}.docx").write_bytes(b"damaged")
    return tmp_path


GOOD_PROJECT, BROKEN_PROJECT = f"./{NAME}1", f"./{NAME}2"
COMMANDS = {
    "build": ["build", "--project", GOOD_PROJECT, "--format", "html"],
    "build elsewhere": ["build", "--project", GOOD_PROJECT, "--format", "md", "--out", f"./{NAME}"],
    "build nothing": ["build", "--project", BROKEN_PROJECT],
    "build check": ["build", "--check", "--project", GOOD_PROJECT],
    "build many": ["build", "--projects", "*", "--format", "html"],
    "build none": ["build", "--projects", f"{NAME}none"],
    "check": ["check", "--project", BROKEN_PROJECT],
    "check of": ["check", "--project", BROKEN_PROJECT, f"{NAME}none"],
    "check since": ["check", "--project", BROKEN_PROJECT, "--since", NAME],
    "fmt": ["fmt", f"{BROKEN_PROJECT}/data/tasks/2021/{NAME}.yaml"],
    "fmt diff": ["fmt", "--diff", f"{BROKEN_PROJECT}/data/tasks/2021/{NAME}.yaml"],
    "verify": ["verify", f"./{NAME}.docx", "--project", GOOD_PROJECT],
    "verify nothing": ["verify", f"./{NAME}none", "--project", GOOD_PROJECT],
    "diff": ["diff", GOOD_PROJECT, BROKEN_PROJECT],
    "diff page": ["diff", GOOD_PROJECT, GOOD_PROJECT, "--format", "html", "--out", NAME],
    "doctor": ["doctor", "--project", BROKEN_PROJECT],
    "import": ["import", f"./{NAME}.csv", "--project", GOOD_PROJECT],
    "import damaged": ["import", f"./{NAME}.docx", "--project", GOOD_PROJECT],
    "collect forms": ["collect", "forms", "2021H2", "--project", GOOD_PROJECT],
    "collect status": ["collect", "status", "2021H1", "--project", GOOD_PROJECT, f"{NAME}.docx"],
    "collect merge": ["collect", "merge", f"./{NAME}.docx", "--project", GOOD_PROJECT],
    "init": ["init", f"./{NAME}3"],
    "new": ["new", "task", "9", "--project", GOOD_PROJECT],
    "merge-driver": ["merge-driver", *[f"{GOOD_PROJECT}/data/tasks/2021/001.yaml"] * 3, "7", NAME],
    "explain": ["explain", NAME],
    "schema": ["schema", NAME],
    "no command": [NAME],
    "no option": ["build", f"--{NAME}"],
    "no language": ["--lang", NAME],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_names_are_only_shown(folder: Path, name: str) -> None:
    result = report(*COMMANDS[name], cwd=folder)
    assert result.returncode in {0, 1, 2}
    assert "a#�[error]b" in result.stdout + result.stderr
    assert OBEYED.search(result.stdout + result.stderr) is None


def test_annotations_are_the_only_commands(folder: Path) -> None:
    result = report("check", "--project", BROKEN_PROJECT, "--format", "github", cwd=folder)
    lines = result.stdout.splitlines()
    assert "a#�[error]b" in result.stdout
    assert [
        line for line in lines if not line.startswith(("::error file=", "::warning file="))
    ] == []
    assert [line for line in lines if OBEYED.search(line.removeprefix("::"))] == []


def test_every_command_prints_by_way_of_the_console() -> None:
    printing = re.compile(r"typer\.echo\(|\bprint\(|(?:std(?:out|err)|stream)\.write")
    paths = (ROOT / "src/progress_report/cli").rglob("*.py")
    printers = {path.name for path in paths if printing.search(path.read_text(encoding="utf-8"))}
    # app.py its own name and version
    assert printers == {"app.py", "console.py"}


def test_a_terminal_obeys_nothing_but_our_colours() -> None:
    text = "\x1b[31;9m甲\x1b[0m\n\x1b[8m乙\x1b]0;题\a\t丙\n"
    assert visible(text) == "\x1b[31;9m甲\x1b[0m\n�[8m乙�]0;题� 丙\n"


def test_on_a_terminal_json_is_shown_and_in_a_pipe_it_is_exact(folder: Path) -> None:
    command = ["check", "--project", BROKEN_PROJECT, "--format", "json"]
    assert "\u202e" in report(*command, cwd=folder).stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen([*PROGRAM, *command], cwd=folder, stdout=theirs, stderr=theirs):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # Linux: the other end is closed
            pass
    os.close(ours)
    assert "\u202e" not in shown.decode()
    assert "a#�[error]b" in shown.decode()
    shutil.rmtree(folder)
