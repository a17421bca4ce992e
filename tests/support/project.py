"""What tests of the command line share: a small project, and the program as a user runs it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from progress_report.cli import main; main()"]
"""The command `report`, as a process of its own."""
GOOD = "year: 2021\ndocket: 1\ntask: 任务。\nentries:\n  H1: {progress: 进展。}\n"
LAYOUT = (
    'title: "{year}年{period}表"\n'
    "columns:\n"
    "  - {heading: 号, value: number, width: 1}\n"
    "  - {heading: 进展, value: progress, width: 3}\n"
)


def project(folder: Path, layout: str = LAYOUT, **tasks: str | bytes) -> Path:
    """Make a project; ``t021="…"`` is the file ``data/tasks/2021/021.yaml``."""
    (folder / "data/tasks/2021").mkdir(parents=True)
    (folder / "data/report.yaml").write_text(layout, encoding="utf-8")
    for name, text in tasks.items():
        raw = text if isinstance(text, bytes) else text.encode()
        (folder / f"data/tasks/2021/{name.removeprefix('t')}.yaml").write_bytes(raw)
    return folder


class Run(subprocess.CompletedProcess[str]):
    """The program, ended; ``seconds`` of computing, in which a busy machine is not counted."""

    def __init__(
        self, arguments: Sequence[str], code: int, out: str, err: str, seconds: float
    ) -> None:
        super().__init__(arguments, code, out, err)
        self.seconds = seconds


class _Starter:
    """Starts the program without loading its modules each time: see `starter.py`."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("starter.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            errors="surrogateescape",
        )

    def start(self, arguments: Sequence[str], cwd: Path, env: Mapping[str, str]) -> "Run":
        """Run the program to its end."""
        asked, answered = self.process.stdin, self.process.stdout
        assert asked is not None
        assert answered is not None
        with TemporaryDirectory() as folder:
            written = [Path(folder, name) for name in ("out", "err")]
            for path in written:
                path.touch()
            out, err = map(str, written)
            start = {"arguments": arguments, "cwd": str(cwd), "env": env, "out": out, "err": err}
            asked.write(json.dumps(start) + "\n")
            asked.flush()
            ended = answered.readline() or pytest.fail("the process that starts others has ended")
            code, seconds = ended.split()
            out, err = (path.read_text(encoding="utf-8") for path in written)
        return Run(arguments, int(code), out, err, float(seconds))


@cache
def _starter(_worker: int) -> _Starter:
    return _Starter()


_CONTINUED = re.compile(r"(.)\n {5}(?: {2})?(?=[^ =|])(.)")


def unwrapped(text: str) -> str:
    """What the program printed, each message and each hint on one line whatever its length."""

    def join(match: re.Match[str]) -> str:
        before, after = match.groups()
        return f"{before} {after}" if (before + after).isascii() else before + after

    return _CONTINUED.sub(join, text)


def report(*arguments: str, cwd: Path, **env: str) -> Run:
    """Run the program as `as_printed` does; messages to standard error are on one line each."""
    run = as_printed(*arguments, cwd=cwd, **env)
    run.stderr = unwrapped(run.stderr)
    return run


def as_printed(*arguments: str, cwd: Path, **env: str) -> Run:
    """Run the program in a folder, in English unless ``env`` says otherwise.

    It is a process of its own, with its modules loaded already; unless ``env`` holds what Python
    itself obeys as it starts.
    """
    sys.audit("report.start", arguments)  # tests/conftest.py listens
    everything = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "LANGUAGE": "", **env}
    if any(name.startswith("PYTHON") for name in env):
        run = subprocess.run(
            [*PROGRAM, *arguments],
            cwd=cwd,
            env=everything,
            capture_output=True,
            text=True,
            check=False,
        )
        return Run(arguments, run.returncode, run.stdout, run.stderr, 0)
    return _starter(os.getpid()).start(arguments, cwd, everything)
