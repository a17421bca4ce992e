"""The benches work: each is run once, on next to nothing. What they say is for a quiet machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import PROGRAM, ROOT

FOLDER = ROOT / "bench"
HELPERS = {"__main__", "corpus", "measure"}
TINY = {
    "build": (["3", "--rounds", "1"], r"nothing to do / report --help: \d"),
    "check": (["3", "--rounds", "1"], r"proof-reading / check-jsonschema: \d"),
    "diff": (["3", "--rounds", "1"], r"report diff / daff, CSV: \d"),
    "importing": (["3", "--rounds", "1"], r"xlsx: report import / bare: \d"),
    "load": (["3", "--rounds", "1"], r"ours / C parse: \d"),
    "page": (["3", "--rounds", "1"], r"ours / doorstop publish: \d"),
    "serve": (["3", "--rounds", "1"], r"memory \d+ MB"),
    "tables": (["5", "--rounds", "1"], r"xlsx out .* = +\d"),
    "word": (["5", "--rounds", "1"], r"our export / bare: \d"),
    "projects": (["1", "--rounds", "1"], r"ours / one by one: \d"),
    "start": (["--rounds", "2"], r"report --help / empty app: \d"),
}
"""What each is given, and what its output must have."""
BENCHES = {path.stem for path in FOLDER.glob("*.py")} - HELPERS


def test_every_bench_is_tried_here() -> None:
    assert len(BENCHES) > 4
    assert set(TINY) == BENCHES


@pytest.mark.program
@pytest.mark.parametrize("name", TINY)
def test_a_bench_works(name: str) -> None:
    arguments, says = TINY[name]
    run = subprocess.run(
        [sys.executable, FOLDER / f"{name}.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert re.search(says, run.stdout)


@pytest.mark.program
def test_a_corpus_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        subprocess.run([sys.executable, FOLDER / "corpus.py", tmp_path / name, "40"], check=True)
    a, b = (
        {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*.yaml")}
        for name in ("a", "b")
    )
    assert a == b
    assert len(a) == 41
    run = subprocess.run(
        [*PROGRAM, "check"],
        cwd=tmp_path / "a",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "files checked: 40" in run.stderr
