"""What tests of the command line share: a small project, and the program as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
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


def report(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, in English unless ``env`` says otherwise."""
    return subprocess.run(
        [sys.executable, "-c", "from progress_report.cli import main; main()", *arguments],
        cwd=cwd,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "LANGUAGE": "", **env},
        capture_output=True,
        text=True,
        check=False,
    )
