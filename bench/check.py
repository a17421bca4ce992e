"""The rules on form beside the bare parser and a schema validator, as whole processes, in turn.

    make bench

Three corpora of task files are made from the real ones. For each: median seconds and peak memory of
parsing alone (libyaml to nodes, nothing looked at), of our rules on form (every file loaded,
validated, every finding told), of check-jsonschema with our schema, and of the whole `report
check`, prose and all, which on these texts finds something in nearly every task. Lower is better.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
OURS = [PYTHON, "-c", "from progress_report.cli import main; main()"]
SIZES = {37: 9, 1_000: 5, 10_000: 3}
"""Number of files, and of rounds."""
TASKS = "data/tasks/2021"

BARE = """
import sys
from pathlib import Path
from ruamel.yaml.cyaml import CBaseLoader
for path in sorted(Path(sys.argv[1]).iterdir()):
    CBaseLoader(path.read_text(encoding="utf-8")).get_single_node()
"""
# What `report check` does before it turns to the prose.
FORM = """
import sys
from pathlib import Path
from progress_report.reporters.text import render
from progress_report.source.load import load_project
project = load_project(Path("."))
sys.stdout.write(render(project.diagnostics))
sys.exit(len(project.tasks) != int(sys.argv[1]))
"""


class Cost(NamedTuple):
    """Of one process: wall-clock seconds, seconds of processor, peak memory in MB."""

    seconds: float
    busy: float
    memory: float


def make_corpus(folder: Path, count: int) -> None:
    """Write a project of so many task files: the real ones over and over, each with its docket."""
    (folder / TASKS).mkdir(parents=True)
    (folder / "data/report.yaml").write_bytes((ROOT / "data/report.yaml").read_bytes())
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / TASKS).glob("*.yaml"))]
    for number in range(1, count + 1):
        lines = sources[number % len(sources)].split("\n")
        docket = next(i for i, line in enumerate(lines) if line.startswith("docket:"))
        lines[docket] = f"docket: {number}"
        (folder / TASKS / f"{number:03}.yaml").write_text("\n".join(lines), encoding="utf-8")


def run(command: list[str], folder: Path) -> Cost:
    """Run a command that must succeed, and see what it costs."""
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[:4])
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def compare(count: int, rounds: int) -> None:
    """Print what each takes for a corpus, after one round to warm up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_corpus(folder, count)
        files = [path.relative_to(folder).as_posix() for path in sorted((folder / TASKS).iterdir())]
        schema = ROOT / "schemas/task.schema.json"
        commands = {
            "bare parse": [PYTHON, "-c", BARE, TASKS],
            "rules on form": [PYTHON, "-c", FORM, str(count)],
            "check-jsonschema": [
                *(PYTHON, "-m", "check_jsonschema", "--schemafile", str(schema)),
                *files,
            ],
            "proof-reading": [*OURS, "check"],
        }
        costs: dict[str, list[Cost]] = {title: [] for title in commands}
        for turn in range(rounds + 1):
            for title, command in commands.items():
                cost = run(command, folder)
                if turn:
                    costs[title].append(cost)
    found = {
        title: Cost(*(statistics.median(column) for column in zip(*taken, strict=True)))
        for title, taken in costs.items()
    }
    bare, ours, peer, whole = found.values()
    print(f"\n{count:,} files")
    for title, cost in found.items():
        print(
            f"  {title:18}{cost.seconds:8.2f} s  {cost.busy:8.2f} s busy  {cost.memory:7.0f} MB"
            f"   {cost.busy / bare.busy:5.2f} x bare"
        )
    print(f"  check-jsonschema / rules on form: {peer.seconds / ours.seconds:.1f}")
    print(f"  proof-reading / check-jsonschema: {whole.seconds / peer.seconds:.1f}")


def main() -> None:
    """Compare on every size, or on those given."""
    for count in [int(size) for size in sys.argv[1:]] or SIZES:
        compare(count, SIZES.get(count, 3))


if __name__ == "__main__":
    main()
