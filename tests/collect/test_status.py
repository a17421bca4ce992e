"""What `collect status` refuses."""

from pathlib import Path

import pytest
from support.project import report

pytestmark = pytest.mark.program


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["2021H2", "--format", "xlsx"], 2, "name a file with --out"),
        (["2021H2", "--format", "pdf"], 2, "unknown format 'pdf'"),
        (["2021H2", "--by", "fields.nobody"], 2, "there are: lead, units, fields.leader"),
        (["2022H1"], 1, "there are no tasks of 2022; years with tasks: 2021"),
    ],
)
def test_what_has_no_status(folder: Path, arguments: list[str], code: int, words: str) -> None:
    run = report("collect", "status", *arguments, cwd=folder)
    assert (run.returncode, run.stdout) == (code, "")
    assert words in run.stderr
