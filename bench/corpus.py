"""Make a project of so many tasks, from the real ones: the same bytes each time.

python bench/corpus.py FOLDER COUNT
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TASKS = "data/tasks/2021"


def make(folder: Path, count: int) -> Path:
    """Write the real task files over and over, each with a docket of its own.

    Returns:
        The folder.
    """
    (folder / TASKS).mkdir(parents=True)
    (folder / "data/report.yaml").write_bytes((ROOT / "data/report.yaml").read_bytes())
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / TASKS).glob("*.yaml"))]
    for number in range(1, count + 1):
        lines = sources[number % len(sources)].split("\n")
        docket = next(i for i, line in enumerate(lines) if line.startswith("docket:"))
        lines[docket] = f"docket: {number}"
        (folder / TASKS / f"{number:03}.yaml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def files(folder: Path) -> list[str]:
    """The task files, relative to the folder."""
    return [f"{TASKS}/{path.name}" for path in sorted((folder / TASKS).iterdir())]


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
