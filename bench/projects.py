"""Many projects in one command, beside one command for each; and the same through Dask.

- one by one: `report build` in each folder, one after the other.
- ours: `report build --projects`, on every core of this machine.
- Dask: the same through a scheduler with two workers on this machine, started before: what the
  engine costs, not what it gains, which takes more machines. Of a single project it is the cost
  of asking at all.

Each project is the real table of 37 tasks, to HTML and PDF, built anew.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from corpus import make
from measure import OURS, PYTHON, Command, arguments, measure, ratio, table

TASKS = 37
ONE_BY_ONE = """
import subprocess, sys
from pathlib import Path
for folder in sorted(Path("districts").iterdir()):
    subprocess.run([*sys.argv[1:], "--project", folder], check=True)
"""
CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:
        print(cluster.scheduler_address.replace("tcp://", "dask://"), flush=True)
        sys.stdin.read()
"""


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """The address of a scheduler with two workers, which ends with the ``with``."""
    script = folder / "start_cluster.py"  # a file, because its workers read it again
    script.write_text(CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [PYTHON, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise TypeError("both are pipes")
        yield process.stdout.readline().strip()
        process.stdin.close()


def main() -> None:
    counts, rounds = arguments((1, 20))
    for count in counts:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as name, scheduler(Path(name)) as address:
            started = time.monotonic() - began
            folder = Path(name)
            for number in range(count):
                make(folder / f"districts/{number:03}", TASKS)
            build = [*OURS, "build", "--force"]
            many = [*build, "--projects", "districts/*"]
            commands = {
                "one by one": Command([PYTHON, "-c", ONE_BY_ONE, *build], folder),
                "ours": Command(many, folder),
                "Dask, two workers here": Command([*many, "--executor", address], folder),
            }
            costs = measure(commands, rounds or 3)
        table(f"{count} projects of {TASKS} tasks", costs, "one by one")
        print(f"  ours: {60 * count / median(costs['ours'].seconds):.0f} projects a minute")
        print(f"  ours / one by one: {ratio(costs, 'ours', 'one by one'):.2f}")
        print(f"  the scheduler and its workers were there after {started:.1f} s")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
