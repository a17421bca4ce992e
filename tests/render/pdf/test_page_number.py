"""Where the number of a printed sheet stands (GB/T 9704-2012, 7.5)."""

import re
import subprocess
from pathlib import Path

import pytest
from support.project import ROOT, report

pytestmark = pytest.mark.program

_MM_PER_POINT = 25.4 / 72
_DASH = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">—</word>')


def dashes(folder: Path, page: str) -> list[list[tuple[float, float]]]:
    """The middles of both dashes beside the number of the first two sheets.

    In millimetres from the left and upper edge.
    """
    (folder / "data").mkdir()
    layout = (ROOT / "data/report.yaml").read_text(encoding="utf-8")
    (folder / "data/report.yaml").write_text(f"{layout}\npage: {page}\n", encoding="utf-8")
    (folder / "data/tasks/2021").mkdir(parents=True)
    for path in sorted((ROOT / "data/tasks/2021").iterdir())[:6]:
        (folder / "data/tasks/2021" / path.name).write_bytes(path.read_bytes())
    run = report("build", "2021H1", "--format", "pdf", cwd=folder)
    assert run.returncode == 0, run.stderr
    sheets = []
    for number in ("1", "2"):
        command = ["pdftotext", "-bbox", "-f", number, "-l", number, "out/2021H1.pdf", "-"]
        words = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        boxes = [[float(edge) * _MM_PER_POINT for edge in m] for m in _DASH.findall(words.stdout)]
        sheets.append([((left + right) / 2, (top + low) / 2) for left, top, right, low in boxes])
    return sheets


def test_a_landscape_sheet_has_it_turned_at_the_left_edge(tmp_path: Path) -> None:
    odd, even = dashes(tmp_path, "{}")
    for (x, y), (x2, y2) in (odd, even):
        assert x == pytest.approx(x2, abs=0.2)
        assert 35 - 7 - 6 < x < 35 - 7  # 7 mm from the text, which begins at 35 mm
        assert y2 > y  # read from above
    assert odd[1][1] == pytest.approx(210 - 26 - 5 - 3, abs=3)
    assert even[0][1] == pytest.approx(26 + 5 + 3, abs=3)


@pytest.mark.parametrize("page", ["{number: foot}", "{orientation: portrait}"])
def test_else_it_stands_at_the_foot(tmp_path: Path, page: str) -> None:
    height = 297 if "portrait" in page else 210
    odd, even = dashes(tmp_path, page)
    for sheet in (odd, even):
        (x, y), (x2, y2) = sheet
        assert y == pytest.approx(y2, abs=0.2)
        assert x2 > x
        assert y > height - 28
    assert odd[0][0] > even[1][0]  # right on odd sheets, left on even ones
