"""What the shell offers after Tab."""

from pathlib import Path

import pytest
from support.project import GOOD, project, report

pytestmark = pytest.mark.program


def offered(folder: Path, line: str) -> list[str]:
    words = str(len(line.split(" ")) - 1)
    run = report(_REPORT_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=words, cwd=folder)
    assert run.stderr == ""
    return run.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("report build ", ["2021H2", "2021H1"]),
        ("report close 2021H1", ["2021H1"]),
        ("report build --format html,pd", ["html,pdf"]),
        ("report check --select near-term,hyphen", ["near-term,hyphen-range"]),
        ("report explain near-t", ["near-term"]),
        ("report new end ", ["1", "21"]),
        ("report collect status 2022", []),
        ("report status --format x", ["xlsx"]),
        ("report doctor --format j", ["json"]),
        ("report check 2021", ["2021H2", "2021H1"]),
        ("report close 2021H1 --correct 2", ["2021H2", "2021H1", "21"]),
    ],
)
def test_values_of_the_project(tmp_path: Path, line: str, expected: list[str]) -> None:
    later = GOOD.replace("docket: 1", "docket: 21") + "  H2: {progress: 进展。}\n"
    assert offered(project(tmp_path, t001=GOOD, t021=later), line) == expected


@pytest.mark.parametrize("line", ["report build ", "report new end "])
def test_nothing_where_there_is_no_project(tmp_path: Path, line: str) -> None:
    assert offered(tmp_path, line) == []
