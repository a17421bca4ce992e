"""Pages of the manual do what they show, in both languages.

A page whose first line is ``<!-- run: PROJECT -->`` is run in a copy of a project: ``new`` is an
empty folder, ``.`` this repository's data, any other name a folder in tests/examples; a copy is
committed to git. A ``console`` block runs its commands and compares what they print, where ``…``
stands for anything; a ``yaml`` or ``csv`` block whose first line names a file (``# a.yaml``) is
what a person writes into it, where ``…`` at its head is what the file holds before the line that
follows, or all of it; such a ``text`` block is what a file then holds. Blocks of other kinds
(``sh``) are not run.
"""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from support.project import ROOT, as_printed

PAGES = sorted(path for path in (ROOT / "docs").glob("??/*.md"))
_RUN = re.compile(r"<!-- run: (\S+) -->\n")
_BLOCK = re.compile(r"^```(console|yaml|csv|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_FILE = re.compile(r"# (\S+\.\w+)\n(.*)", re.DOTALL)
_TO_RUN = [path for path in PAGES if _RUN.match(path.read_text(encoding="utf-8"))]
_AUTHOR = {f"GIT_{who}_{key}": "a" for who in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}


def printed(command: str, folder: Path, language: str) -> str:
    """Run a line as a terminal does, and give all that it prints."""
    locale = "zh_CN.UTF-8" if language == "zh" else "C.UTF-8"
    if command.startswith("report "):
        run = as_printed(*shlex.split(command, comments=True)[1:], cwd=folder, LANG=locale)
        return run.stdout + run.stderr
    environment = {**os.environ, **_AUTHOR, "LC_ALL": "C.UTF-8"}
    shell = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return shell.stdout + shell.stderr


def is_as_shown(shown: str, actual: str) -> bool:
    """Whether the text is what the page shows, where ``…`` stands for anything."""
    return bool(re.fullmatch(re.escape(shown).replace("…", ".*?"), actual, re.DOTALL))


def written(shown: str, file: Path) -> str:
    """What a file holds once a person has written the text of a block into it."""
    mark, _, new = shown.partition("\n")
    if mark != "…":
        return shown
    lines = file.read_text(encoding="utf-8").splitlines()
    following = new.splitlines()
    kept = lines[: lines.index(following[0])] if following[0] in lines else lines
    return "\n".join([*kept, *following, ""])


def start(project: str, folder: Path) -> None:
    if project == "new":
        return
    if project == ".":
        shutil.copytree(ROOT / "data", folder / "data")
    else:
        shutil.copytree(ROOT / "tests/examples" / project, folder, dirs_exist_ok=True)
    printed("git init -q && git add -A && git commit -qm start", folder, "en")


@pytest.mark.program
@pytest.mark.parametrize("path", _TO_RUN, ids=lambda path: str(path.relative_to(ROOT / "docs")))
def test_a_page_shows_what_happens(tmp_path: Path, path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    start(_RUN.findall(page)[0], tmp_path)
    commands = 0
    for kind, text in _BLOCK.findall(page):
        if kind == "console":
            for command, expected in _COMMAND.findall(text):
                actual = printed(command, tmp_path, path.parent.name)
                if not is_as_shown(expected, actual):
                    assert (command, actual) == (command, expected)
                commands += 1
        elif named := _FILE.match(text):
            file = tmp_path / named[1]
            if kind == "text":
                assert file.read_text(encoding="utf-8") == named[2]
            else:
                file.write_text(written(named[2], file), encoding="utf-8")
    assert commands


def test_every_page_with_console_samples_is_run() -> None:
    assert len(_TO_RUN) > 20
    pages = [path for path in PAGES if "```console" in path.read_text(encoding="utf-8")]
    assert pages == _TO_RUN


def test_what_is_shown_is_compared() -> None:
    assert is_as_shown("版本 …\n完\n", "版本 0.2.0\n完\n")
    assert not is_as_shown("版本 …\n完\n", "版本 0.2.0\n完。\n")
    assert not is_as_shown("1.2", "1x2")
