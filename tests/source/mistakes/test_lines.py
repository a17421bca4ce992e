"""Mistakes of indentation: what the hint asks for."""

from pathlib import Path

import pytest
from support.project import project

from progress_report.source.load import load_project

HEAD = "year: 2021\ndocket: 1\n"


@pytest.mark.parametrize(
    ("text", "line", "spaces"),
    [
        (f"{HEAD}task: |\n  一。\n二。\nlead: 甲\n", 5, 2),
        (f"{HEAD}task: 任务。\nentries:\n  H1:\n    progress: |\n      一。\n  二。\n", 8, 6),
    ],
)
def test_the_spaces_a_line_needs_are_counted(
    text: str, line: int, spaces: int, tmp_path: Path
) -> None:
    [diagnostic, *_] = load_project(project(tmp_path, t001=text)).diagnostics
    assert diagnostic.location is not None
    assert (diagnostic.rule, diagnostic.location.line) == ("stray-text", line)
    assert diagnostic.hint == f"begin it with {spaces} spaces"
