"""Whole commands against the plainest script that does the same, in turn, in one run.

    make bench

Prints medians in seconds, and ratios: ours over the peer's. Below 1 we are faster.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
OURS = [PYTHON, "-c", "from progress_report.cli import main; main()"]

BARE_WEASYPRINT = """
import sys, pylopdf_fonts_zh_cn as fonts
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
config = FontConfiguration()
faces = "".join(
    f'@font-face {{ font-family: "{name}"; src: url("{path.as_uri()}") }}'
    for name, path in (("Noto Serif SC", fonts.serif_path()), ("Noto Sans SC", fonts.sans_path()))
)
HTML(sys.argv[1]).write_pdf(
    sys.argv[2], stylesheets=[CSS(string=faces, font_config=config)], font_config=config,
    pdf_tags=True,
)
"""
BARE_TYPER = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.callback()
def options() -> None: ...
@app.command()
def build() -> None: ...
app()
"""


def median(commands: dict[str, list[str]], rounds: int) -> dict[str, float]:
    """Median seconds of each command, run in turn: A B A B, after one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def compare(title: str, ours: list[str], peer: list[str], rounds: int) -> None:
    found = median({"ours": ours, "peer": peer}, rounds)
    ratio = found["ours"] / found["peer"]
    print(f"{title}: {found['ours']:.3f} s / {found['peer']:.3f} s = {ratio:.2f}")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        build = [*OURS, "build", "2021H1", "--out", folder]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        page = f"{folder}/2021H1.html"
        bare = [PYTHON, "-c", BARE_WEASYPRINT, page, f"{folder}/bare.pdf"]
        compare("report build, 37 tasks to HTML and PDF / bare WeasyPrint", build, bare, rounds)
        empty = [PYTHON, "-c", BARE_TYPER, "--help"]
        compare("report --help / empty Typer app", [*OURS, "--help"], empty, rounds)


if __name__ == "__main__":
    main()
