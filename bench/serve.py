"""How long each page of `report serve` takes, and how much memory the server.

Each page is asked for once to warm it, then several times; the median counts. At most 300 ms for
each page of 1,000 tasks, and 300 MB for the server. After a key stroke the preview of the page
takes at most 300 ms (37 tasks, as the real table), that of the PDF 2 s, with Typst 1 s: by the
clock, and in seconds of the server's processor, for a machine that others use. At last a report
is saved over and over, as in an hour of work: the memory stays what it was.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from html import unescape
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
    "/change/edit?docket=1",
    "/publish",
    "/compare",
    "/file?path=data/report.yaml",
    "/preview/page",
)
MANY = 100
"""So many tasks are more sheets than any engine prints in seconds."""
SAVES = 400
"""For each round, but ten of a task; five rounds are what a person saves in a working day."""
TEXT = "第%d次修改的进展。\n已完成全部任务。"
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
            writer = Writer(client, server.pid, task)
            printed = (("PDF", "pdf"), ("PDF, Typst", "typst")) if size < MANY else ()
            for title, preview in (("page", "html"), *printed):
                if preview == "typst":
                    layout = folder / "data/report.yaml"
                    with layout.open("a", encoding="utf-8") as file:
                        file.write("pdf: {engine: typst}\n")
                print(f"  after a key stroke, {title:10} {writer.preview(preview, rounds)}")
            print(f"  memory {_megabytes(server.pid)} MB at most (at most 300)")
            print(f"  {writer.save(rounds * min(SAVES, 10 * size))}")
    finally:
        server.kill()
        server.communicate()


class Writer:
    """Types into the form of a task, and saves it."""

    def __init__(self, client: httpx.Client, process: int, task: str) -> None:
        self.client, self.process, self.task, self.number = client, process, task, 0
        self.csrf = re.findall(r'name="csrf" value="([0-9a-f]+)"', client.get(task).text)[0]
        client.headers["origin"] = str(client.base_url).rstrip("/")

    def preview(self, kind: str, rounds: int) -> str:
        """Ask what the rules say of a text, and then for the preview with it."""
        path = f"/preview/{'page' if kind == 'html' else 'pdf'}"
        asked: list[Callable[[], httpx.Response]] = [
            lambda: self._send("check"),
            lambda: self.client.get(path, params={"unsaved": str(self.number)}),
        ]
        costs = [[self._cost(ask) for ask in asked] for _round in range(rounds + 1)][1:]
        pairs = [[statistics.median(cost[n][m] for cost in costs) for m in (0, 1)] for n in (0, 1)]
        named = zip(("advice", "preview"), pairs, strict=True)
        return ", ".join(f"{n} {clock:.3f} s ({cpu:.2f} of processor)" for n, (clock, cpu) in named)

    def save(self, count: int) -> str:
        """Save so many times; the memory before and after, and the files that are open."""
        before: list[int] = []
        for number in range(count):
            if not self._send("save").has_redirect_location:
                raise SystemExit("a save was refused")
            if number == count // 4:  # caches and the saves to undo are full by then
                before = [_megabytes(self.process, "VmRSS"), _open_files(self.process)]
        after = [_megabytes(self.process, "VmRSS"), _open_files(self.process)]
        [memory, files] = zip(before, after, strict=True)
        return (
            f"{count:,} saves: memory {memory[0]} → {memory[1]} MB, open files {files[0]} → "
            f"{files[1]} (a quarter of the way, end)"
        )

    def _send(self, action: str) -> httpx.Response:
        self.number += 1
        page = self.client.get(self.task).text if action == "save" or self.number == 1 else ""
        if page:
            self.base = unescape(re.findall(r'name="base" value="([^"]+)"', page)[0])
        form = {"csrf": self.csrf, "base": self.base, "unit-0": "", "text-0": TEXT % self.number}
        return self.client.post(f"{self.task}/{action}", data=form, follow_redirects=False)

    def _cost(self, ask: Callable[[], httpx.Response]) -> tuple[float, float]:
        cpu, clock = _processor(self.process), time.perf_counter()
        ask().raise_for_status()
        return time.perf_counter() - clock, _processor(self.process) - cpu


def _processor(process: int) -> float:
    """The seconds of processor that the server has used, its children included."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _open_files(process: int) -> int:
    return len([*Path(f"/proc/{process}/fd").iterdir()])


def _seconds(client: httpx.Client, path: str) -> float:
    start = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - start


def _megabytes(process: int, kind: str = "VmHWM") -> int:
    """The memory of the server, by default the most it ever had."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition(f"{kind}:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main()
