"""What is compared, and the names of outputs."""

from pathlib import Path

from support.changes import CONFIG

from progress_report.diff.changes import Changes
from progress_report.diff.compare import DiffResult, render


def name(before: str, after: str) -> str:
    return render(DiffResult(Changes(before, after, ()), Path(), CONFIG, ()), "md").name


def test_the_name_of_an_output_fits_a_file_system() -> None:
    assert name("2021H1", "2021H2@v1") == "2021H1-2021H2-v1.diff.md"
    folder = "各单位/" * 50
    long = name(f"{folder}021.yaml 2021H1", f"{folder}022.yaml 2021H1")
    assert len(long.encode()) <= 255
    assert long.endswith("-022.yaml-2021H1.diff.md")
    assert long != name(f"{folder}020.yaml 2021H1", f"{folder}022.yaml 2021H1")
