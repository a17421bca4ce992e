"""Imports from the first command to the last file: tests/examples/imports, by what each shows.

An example has files (``--- NAME``), commands (``$ report …``), and behind each command what it
prints (``! `` on standard error), its exit code if it is not 0, and the files that are other than
before (``+++ NAME``) or gone (``+++ NAME is gone``). The layout is `STANDARD` if there is none.
"""

import re
from pathlib import Path

import pytest
from support.expected import assert_expected
from support.pages import STANDARD
from support.project import ROOT, report

pytestmark = pytest.mark.program

EXAMPLES = sorted((ROOT / "tests/examples/imports").glob("*.txt"))
_PART = re.compile(r"^(--- |\$ report )(.*)\n((?:(?!--- |\$ report )(?:.*\n))*)", re.MULTILINE)


def files(folder: Path) -> dict[str, str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def run(command: str, folder: Path) -> str:
    """What a command prints and changes."""
    before = files(folder)
    done = report(*command.split(), cwd=folder)
    after = files(folder)
    lines = [f"$ report {command}\n", done.stdout]
    lines += [f"! {line}\n" for line in done.stderr.splitlines()]
    lines += [f"exit code {done.returncode}\n"] if done.returncode else []
    lines += [f"+++ {name}\n{text}" for name, text in after.items() if before.get(name) != text]
    return "".join([*lines, *(f"+++ {name} is gone\n" for name in before.keys() - after.keys())])


def replayed(example: str, folder: Path) -> str:
    """An example as it is now; what stands behind its commands is not read."""
    path = folder / "data/report.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(STANDARD, encoding="utf-8")
    (folder / "data/tasks").mkdir()
    parts = []
    for kind, name, text in _PART.findall(example):
        if kind == "--- ":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            parts.append(f"--- {name}\n{text}")
        else:
            parts.append(run(name, folder))
    return "".join(parts)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_goes_as_it_did(path: Path, tmp_path: Path) -> None:
    assert_expected(replayed(path.read_text(encoding="utf-8"), tmp_path), path)
