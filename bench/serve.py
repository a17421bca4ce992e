"""How long each page of `report serve` takes, and how much memory the server.

Each page is asked for once to warm it, then several times; the median counts. At most 300 ms for
each page of 1,000 tasks, and 300 MB for the server.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from corpus import make
from measure import arguments

PAGES = (
    "/",
    "/tasks",
    "/task/2021/1",
    "/units",
    "/problems",
    "/change",
    "/file?path=data/report.yaml",
    "/preview/page",
)
PROGRAM = [sys.executable, "-c", "from progress_report.cli import main; main()"]


def main() -> None:
    sizes, rounds = arguments((37, 1_000))
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            bench(make(Path(name), size), size, rounds or 5)


def bench(folder: Path, size: int, rounds: int) -> None:
    """Start the program, ask for each page, and print what it took."""
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--no-open"], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    try:
        address = next(server.stdout or iter(())).strip()
        base = address.partition("/enter")[0]
        print(f"serving {size:,} tasks")
        with httpx.Client(base_url=base, follow_redirects=True, timeout=120) as client:
            client.get(address)
            page = client.get("/tasks").text
            [task, *_others] = re.findall(r'href="(/task/[^?"]+)', page)
            for path in PAGES:
                asked = task if path.startswith("/task/") else path
                seconds = [_seconds(client, asked) for _round in range(rounds + 1)]
                first, *others = seconds
                median = statistics.median(others)
                print(f"  {path:30} {median * 1000:6.0f} ms (first {first * 1000:.0f} ms)")
        print(f"  memory {_megabytes(server.pid)} MB (at most 300)")
    finally:
        server.kill()
        server.communicate()


def _seconds(client: httpx.Client, path: str) -> float:
    start = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - start


def _megabytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main()
