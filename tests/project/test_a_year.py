"""The page that lives through a year does what it shows, in both languages.

A ``console`` block runs its commands and compares what they print; a ``yaml`` block whose first
line names a file is what a person writes into it; a ``text`` block is what a file then holds.
"""

import re
import shlex
from pathlib import Path

import pytest
from support.project import ROOT, report

pytestmark = pytest.mark.program

_BLOCK = re.compile(r"^```(console|yaml|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ report (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_year_goes_as_the_page_says(tmp_path: Path, language: str) -> None:
    page = (ROOT / f"docs/{language}/a-year.md").read_text(encoding="utf-8")
    blocks = _BLOCK.findall(page)
    assert {kind for kind, _text in blocks} == {"console", "yaml", "text"}
    for kind, text in blocks:
        if kind == "console":
            for line, expected in _COMMAND.findall(text):
                run = report(*shlex.split(line), "--lang", language, cwd=tmp_path)
                assert (line, run.stdout + run.stderr) == (line, expected)
            continue
        name, content = text.removeprefix("# ").split("\n", 1)
        path = tmp_path / name
        if kind == "yaml":
            assert path.is_file(), name
            path.write_text(content, encoding="utf-8")
        else:
            assert path.read_text(encoding="utf-8") == content
